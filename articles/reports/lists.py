"""What all reports share: who may read them, narrowed to a section, counted as far as counting is cheap, by pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from ..models import Section, reach_of
from ..paging import EPOCH, KEY, STEP, NoSuchPage

PER_PAGE = 50
RIGHTS = ("articles.change_article", "articles.publish_article")


@dataclass
class Page:
    rows: list
    after: str = ""  # the key from which the next page goes on
    is_first: bool = True


def may_read(user) -> bool:
    """Whether the reports are for this person: those who answer for what stands on the site."""
    return any(user.has_perm(right) for right in RIGHTS)


def sections_of(user):
    """The sections by which this person may narrow a report."""
    reach = reach_of(user)
    sections = Section.objects.select_related("parent")
    return sections if reach is None else sections.filter(pk__in=reach)


def below(section) -> list[int]:
    """The keys of a section and of those below it. By keys, an index of the articles answers."""
    return [section.pk, *section.children.values_list("pk", flat=True)]


def page(rows, key="", column=None) -> Page:
    """Return the rows after a key: the lowest of `column` first, or without one what came in last."""
    found = rows.order_by(column, "pk") if column else rows.order_by("-pk")
    if key:
        found = found.filter(_after(key, column))
    found = list(found[: PER_PAGE + 1])
    shown, older = found[:PER_PAGE], ""
    if len(found) > PER_PAGE:
        last = shown[-1]
        older = f"{_number(getattr(last, column)) if column else 0}-{last.pk}"
    return Page(shown, older, is_first=not key)


def _number(value):
    """A moment or a day as a whole number."""
    return (value - EPOCH) // STEP if isinstance(value, datetime) else value.toordinal()


def _after(key, column):
    match = KEY.fullmatch(key)
    if not match or (column is None and match[1] != "0"):
        raise NoSuchPage
    number, pk = int(match[1]), int(match[2])
    if column is None:
        return Q(pk__lt=pk)
    try:
        value = _value(number, column)
    except (OverflowError, ValueError) as error:
        raise NoSuchPage from error
    return Q(**{f"{column}__gt": value}) | Q(**{column: value, "pk__gt": pk})


def _value(number, column):
    """The reverse of _number: columns of days end in "_on"."""
    if column.endswith("_on"):
        return datetime.fromordinal(number).date()
    return EPOCH + timedelta(microseconds=number)
