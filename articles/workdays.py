"""Deadlines in working days: Monday to Friday without public holidays, and the weekend days that make up for one.

Every date is a day in the site's zone (`timezone.localdate`), never a moment.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone

from .models import SpecialDay

ONE_DAY = timedelta(days=1)
SATURDAY = 5
YEARS_EACH_WAY = 2


class WorkingDays:
    """The week with its exceptions, given as pairs of a day and whether it is worked. Steps day by day, on purpose."""

    def __init__(self, special: Iterable[tuple[date, bool]]):
        self.special = dict(special)
        self.years = {day.year for day in self.special}

    @classmethod
    def load(cls, around: date | None = None) -> "WorkingDays":
        """Read, in one query, the special days of the year of `around` (today) and of two years each way."""
        year = (around or timezone.localdate()).year
        span = date(year - YEARS_EACH_WAY, 1, 1), date(year + YEARS_EACH_WAY, 12, 31)
        return cls(SpecialDay.objects.filter(day__range=span).values_list("day", "is_working"))

    def covers(self, year: int) -> bool:
        """Whether anybody entered the days of that year. Without them a deadline counts weekends only."""
        return year in self.years

    def is_working(self, day: date) -> bool:
        return self.special.get(day, day.weekday() < SATURDAY)

    def after(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which doesn't count itself: from a Friday, one on is Monday.

        With n = 0 it is `day` if that is worked, else the next working day.
        """
        if n == 0:
            return day if self.is_working(day) else self._step(day, 1, ONE_DAY)
        return self._step(day, n, ONE_DAY)

    def before(self, day: date, n: int) -> date:
        """The latest day whose deadline of n working days has passed on `day`: the cut-off for a query.

        For every created day: created <= before(day, n) if and only if after(created, n) < day.
        """
        if n == 0:
            return self._step(day, 1, -ONE_DAY)
        return self._step(day, n, -ONE_DAY) - ONE_DAY

    def between(self, a: date, b: date) -> int:
        """How many working days follow `a` up to and including `b`; negative when `b` comes before `a`."""
        if b < a:
            return -self.between(b, a)
        weeks, days = divmod((b - a).days, 7)
        count = weeks * SATURDAY + sum((a + ONE_DAY * step).weekday() < SATURDAY for step in range(1, days + 1))
        for day, is_working in self.special.items():
            if a < day <= b:
                count += is_working - (day.weekday() < SATURDAY)
        return count

    def _step(self, day: date, n: int, step: timedelta) -> date:
        if n < 0:
            raise ValueError("A number of working days can't be negative.")
        while n:
            day += step
            n -= self.is_working(day)
        return day
