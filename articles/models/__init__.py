from .article import Article, Byline
from .events import Event
from .imports import ImportedPage
from .people import Author, Source
from .photo import Photo
from .revision import Revision
from .search import SearchDocument
from .section import Section
from .tag import Tag
from .version import ContentVersion
from .views import DailyViews

__all__ = [
    "Article",
    "Author",
    "Byline",
    "ContentVersion",
    "DailyViews",
    "Event",
    "ImportedPage",
    "Photo",
    "Revision",
    "SearchDocument",
    "Section",
    "Source",
    "Tag",
]
