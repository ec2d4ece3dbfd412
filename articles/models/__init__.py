from ..querysets import reach_of
from .addresses import FormerSlug, OldAddress
from .article import Article, Byline
from .attachment import ArticleAttachment, Attachment
from .broken_link import BrokenLink, LinkScan
from .correction import Correction
from .desk import Note, Presence, PreviewLink, UnsavedText
from .events import Event
from .imports import ImportedPage
from .notice import Notice
from .people import Author, Source
from .photo import FormerPhotoName, Photo
from .placement import Placement, PlacementEvent
from .profile import StaffProfile
from .review_link import ReviewLink, ReviewLinkUse
from .revision import NO_PLAN, Revision
from .rules import EditorialRules
from .search import SearchDocument
from .section import Section
from .shell import Shell
from .special_day import SpecialDay
from .tag import Tag
from .topic import Topic
from .version import ContentVersion
from .views import DailyViews

__all__ = [
    "NO_PLAN",
    "Article",
    "ArticleAttachment",
    "Attachment",
    "Author",
    "BrokenLink",
    "Byline",
    "ContentVersion",
    "Correction",
    "DailyViews",
    "EditorialRules",
    "Event",
    "FormerPhotoName",
    "FormerSlug",
    "ImportedPage",
    "LinkScan",
    "Note",
    "Notice",
    "OldAddress",
    "Photo",
    "Placement",
    "PlacementEvent",
    "Presence",
    "PreviewLink",
    "ReviewLink",
    "ReviewLinkUse",
    "Revision",
    "SearchDocument",
    "Section",
    "Shell",
    "Source",
    "SpecialDay",
    "StaffProfile",
    "Tag",
    "Topic",
    "UnsavedText",
    "reach_of",
]
