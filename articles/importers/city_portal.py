"""City portal pages: a slogan, the title with "(HH:MM dd/mm/yyyy)", a lead signed by its source, a comment form."""

import re

from django.utils.translation import gettext_lazy as _

from .anatomy import around, compose, left_out
from .dates import parse_moment
from .loading import Document
from .record import ImportedPage, UnreadablePage

NAME = "city-portal"
LABEL = _("City portal: title with time and date in brackets")

# Day and month with a time or a year beside them: "(24/6)" at the end of a sentence is no title's date.
DATE = r"\((?=[^()]*[0-9]\s*[-/.]\s*[0-9])(?=[^()]*(?:[0-9]:[0-9]|[-/.]\s*[0-9]{4}))[^()]{5,60}\)"
TITLE_LINE = re.compile(rf"(?P<title>.{{0,250}}?)\s*(?P<date>{DATE})")


def matches(lines) -> bool:
    return _title_line(lines) is not None


def read(document: Document) -> ImportedPage:
    anchor = _title_line(document.lines)
    if anchor is None:
        raise UnreadablePage(_("No title with a date in brackets was found."))
    line = document.lines[anchor]
    match = TITLE_LINE.fullmatch(line.text)
    above, below = around(document, anchor)
    kept = len(above) + 1 + len(below)
    title = match["title"]
    if not title and above:
        *above, title_line = above
        title = title_line.text
    return compose(
        document,
        format=NAME,
        title=title,
        moment=parse_moment(match["date"], line.number),
        below=below,
        oddities=left_out(document, above, kept),
    )


def _title_line(lines) -> int | None:
    return next((i for i, line in enumerate(lines) if not line.is_table and TITLE_LINE.fullmatch(line.text)), None)
