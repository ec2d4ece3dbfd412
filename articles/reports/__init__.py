"""What an editor looks through from time to time: what has aged, what is broken, what is lacking, what is read."""

from ..paging import COUNTED, counted
from .links import check_again, last_round, scan_links
from .links import listed as broken_links
from .lists import below, may_read, page, sections_of
from .opened import CANDIDATES, DAY, LONGEST, MOST, Period, articles_of, reading
from .photos import CHOICES as LACKING
from .photos import count as count_photos
from .photos import lacking as all_photos_lacking
from .photos import look as photos_lacking
from .photos import showing_articles
from .stale import due, unchanged

__all__ = [
    "CANDIDATES",
    "COUNTED",
    "DAY",
    "LACKING",
    "LONGEST",
    "MOST",
    "Period",
    "all_photos_lacking",
    "articles_of",
    "below",
    "broken_links",
    "check_again",
    "counted",
    "count_photos",
    "due",
    "last_round",
    "may_read",
    "page",
    "photos_lacking",
    "reading",
    "scan_links",
    "sections_of",
    "showing_articles",
    "unchanged",
]
