"""Pages of long lists: 1 to 50 by number, then further by key, so that page 50,000 costs what page 2 does."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.http import Http404

PER_PAGE = 20
LAST_NUMBERED = 50
COUNTED = 1000  # exact up to here, then "more than 1,000"
EPOCH, STEP = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
KEY = re.compile(r"(-?[0-9]{1,17})-([0-9]{1,18})")  # steps since the epoch, fewer than none before it; a key


class NoSuchPage(Http404):
    """The list is there and this page of it is not: whoever came here mistyped no words."""


@dataclass
class Page:
    rows: list
    number: int | None  # None beyond the numbered pages
    count: int | None  # None where it was not counted
    has_next: bool
    older: str = ""  # key of the next page beyond the numbered ones

    @property
    def has_previous(self):
        return self.number is not None and self.number > 1

    @property
    def is_more_than_counted(self):
        return self.count is not None and self.count > COUNTED

    @property
    def last(self):
        return min(LAST_NUMBERED, -(-min(self.count, COUNTED + PER_PAGE) // PER_PAGE)) if self.count else self.number


def paginate(rows, parameters, above=0) -> Page:
    """Return the page that `trang` (a number) or `truoc` (a key) asks for; NoSuchPage for any other value.

    `rows` is a queryset ordered newest first. `above` says how many more stand above the rows of the first page: they
    are counted with them and take their room there, so that the pages are those of one list.
    """
    if "truoc" in parameters:
        found = list(rows.filter(_older_than(parameters["truoc"]))[: PER_PAGE + 1])
        return _page(found, number=None, count=None, room=PER_PAGE)
    number = _number(parameters.get("trang", "1"))
    start, end = max(0, (number - 1) * PER_PAGE - above), number * PER_PAGE - above
    found = list(rows[start : end + 1])
    if not found and number > 1:
        raise NoSuchPage
    return _page(found, number=number, count=counted(rows) + above, room=end - start)


def counted(rows) -> int:
    """How many there are; one more than COUNTED stands for "more than that"."""
    return rows.order_by().values("pk")[: COUNTED + 1].count()


def _page(found, *, number, count, room):
    rows, has_next = found[:room], len(found) > room
    older = ""
    if has_next and (number is None or number == LAST_NUMBERED):
        older = f"{(rows[-1].published_at - EPOCH) // STEP}-{rows[-1].pk}"
    return Page(rows=rows, number=number, count=count, has_next=has_next, older=older)


def _number(value):
    if not (value.isascii() and value.isdecimal()) or len(value) > 2 or not 1 <= int(value) <= LAST_NUMBERED:
        raise NoSuchPage
    return int(value)


def _older_than(key):
    match = KEY.fullmatch(key)
    if not match:
        raise NoSuchPage
    try:
        moment = EPOCH + int(match[1]) * STEP
    except OverflowError as error:  # before the year 1
        raise NoSuchPage from error
    return Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=int(match[2]))
