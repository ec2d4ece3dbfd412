from ..querysets import reach_of
from .addresses import FormerSlug, OldAddress
from .article import Article, Byline
from .correction import Correction
from .desk import Note, Presence, PreviewLink, UnsavedText
from .events import Event
from .imports import ImportedPage
from .notice import Notice
from .people import Author, Source
from .photo import Photo
from .profile import StaffProfile
from .revision import Revision
from .rules import EditorialRules
from .search import SearchDocument
from .section import Section
from .special_day import SpecialDay
from .tag import Tag
from .topic import Topic
from .version import ContentVersion
from .views import DailyViews

__all__ = [
    "Article",
    "Author",
    "Byline",
    "ContentVersion",
    "Correction",
    "DailyViews",
    "EditorialRules",
    "Event",
    "FormerSlug",
    "ImportedPage",
    "Note",
    "Notice",
    "OldAddress",
    "Photo",
    "Presence",
    "PreviewLink",
    "Revision",
    "SearchDocument",
    "Section",
    "Source",
    "SpecialDay",
    "StaffProfile",
    "Tag",
    "Topic",
    "UnsavedText",
    "reach_of",
]
