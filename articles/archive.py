"""The archive by days: years, months and days as the site's zone counts them, and what lies before and after."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404
from django.utils import timezone

from .months import months_on
from .querysets import midnight

EARLIEST = 1900


@dataclass(frozen=True)
class Period:
    """A year, a month or a day: `first` is its first day, `after` the first day that is no longer in it."""

    first: date
    after: date


def period_of(year, month=None, day=None):
    """Return the year, month or day; Http404 for one that never was or is still to come."""
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError as error:
        raise Http404 from error
    if not EARLIEST <= year or first > timezone.localdate():
        raise Http404
    if day:
        return Period(first, first + timedelta(days=1))
    if month:
        return Period(first, months_on(first, 1))
    return Period(first, date(year + 1, 1, 1))


def neighbours(articles, period):
    """Return the last day with articles before a period and the first one after it, None where there is none."""
    before = articles.filter(published_at__lt=midnight(period.first)).order_by("-published_at")
    after = articles.filter(published_at__gte=midnight(period.after)).order_by("published_at")
    return _first_day(before), _first_day(after)


def _first_day(articles):
    moment = articles.values_list("published_at", flat=True).first()
    return moment and timezone.localdate(moment)


def years_of(articles):
    """Return the years that have articles, the newest first, as (first day, number of articles, its months)."""
    years = {}
    for month, count in articles.count_by("month").items():
        years.setdefault(month.year, {})[month] = count
    return [
        (date(year, 1, 1), sum(counts.values()), months_of(year, counts))
        for year, counts in sorted(years.items(), reverse=True)
    ]


def months_of(year, counts):
    """Return the twelve months of a year as (first day, number of articles)."""
    months = [date(year, month, 1) for month in range(1, 13)]
    return [(month, counts.get(month, 0)) for month in months]


def weeks_of(month, counts):
    """Return the weeks of a month, Monday first, as (day, number of articles); None for the days around it."""
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return [[(day, counts.get(day, 0)) if day.month == month.month else None for day in week] for week in weeks]
