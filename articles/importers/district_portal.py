"""District portal pages: section, title, then a line of its own with date, time and view count."""

import re

from django.utils.translation import gettext_lazy as _

from .anatomy import around, compose, left_out
from .dates import FULL_DATE, SHORT_DATE, TIME, parse_moment
from .loading import Document
from .record import ImportedPage, UnreadablePage

NAME = "district-portal"
LABEL = _("District portal: section, title, then a line with date and view count")

LONGEST_SECTION = 80
VIEWS = re.compile(r"(?:View count|(?:Số )?lượt xem|Lượt truy cập)\s*:?\s*(?P<count>[0-9][0-9.,]{0,11})", re.IGNORECASE)
LABELS = re.compile(
    r"Ngày đăng|Đăng ngày|Đăng lúc|Gửi lúc|Cập nhật(?: lúc)?|Thứ (?:hai|ba|tư|năm|sáu|bảy)|Chủ nhật|GMT\s*\+\s*[0-9]+"
    r"|ngày",
    re.IGNORECASE,
)


def matches(lines) -> bool:
    return _date_line(lines) is not None


def read(document: Document) -> ImportedPage:
    anchor = _date_line(document.lines)
    if anchor is None:
        raise UnreadablePage(_("No line with a date below a title was found."))
    line = document.lines[anchor]
    above, below = around(document, anchor)
    rest, section, title = _section_and_title(above)
    base_views, after_views = _views(line.text, below)
    return compose(
        document,
        format=NAME,
        title=title,
        section=section,
        moment=parse_moment(VIEWS.sub("", line.text), line.number),
        base_views=base_views,
        below=after_views,
        oddities=left_out(document, rest, kept=len(above) + 1 + len(below)),
    )


def _date_line(lines) -> int | None:
    """Return the first line below a title that holds a date and nothing that is not told with it."""
    return next((i for i, line in enumerate(lines) if i and line.is_plain and _is_date_line(line.text)), None)


def _is_date_line(text: str) -> bool:
    if len(text) > 120 or not (FULL_DATE.search(text) or SHORT_DATE.search(text)):
        return False
    for pattern in (VIEWS, FULL_DATE, TIME, SHORT_DATE, LABELS):
        text = pattern.sub(" ", text)
    return not re.search(r"\w", text)


def _section_and_title(above):
    if not above:
        return above, "", ""
    *above, title = above
    if above and len(above[-1].text) <= LONGEST_SECTION:
        return above[:-1], above[-1].text, title.text
    return above, "", title.text


def _views(text, below):
    """Return the view count, which stands in the line of the date or in the next one, and the lines after it."""
    if match := VIEWS.search(text):
        return _count(match), below
    if below and (match := VIEWS.fullmatch(below[0].text)):
        return _count(match), below[1:]
    return 0, below


def _count(match) -> int:
    return int(re.sub(r"[.,]", "", match["count"]))
