"""Counting in months, which are not of one length."""

from calendar import monthrange
from datetime import date


def months_on(day: date, count: int) -> date:
    """The same day of a later or earlier month; its last where it is shorter."""
    years, index = divmod(day.month - 1 + count, 12)
    year, number = day.year + years, index + 1
    return date(year, number, min(day.day, monthrange(year, number)[1]))
