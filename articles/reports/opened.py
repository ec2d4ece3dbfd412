"""What readers opened most in a period, and how much they opened on each of its days.

A year of 25,000 articles is nine million rows. So a period is at most a year long; where it is longer than a month,
only the articles are ranked that were opened most in all, which are added up by their own index instead of sorted; and
what was summed up for a period that is over, which does not change any more, is kept for a day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Sum
from django.utils import timezone

from ..models import Article, DailyViews, reach_of

DAY = timedelta(days=1)
LONGEST = 366  # days
MOST = 1_000  # articles that the file holds
SPARE = 200  # more are ranked: some of them were withdrawn since, or have ended
CANDIDATES = 2_000  # articles that are added up for a long period
RANKED_ALL = 31  # days: in a period of at most so many every article is ranked
KEPT = 24 * 3600
BY_DAY = 92  # days: in the chart of a longer period a bar stands for a month


@dataclass(frozen=True)
class Period:
    first: date
    last: date

    @classmethod
    def ending_yesterday(cls, days, today=None):
        """The full days before today: so many of them."""
        today = today or timezone.localdate()
        return cls(today - days * DAY, today - DAY)

    @property
    def days(self):
        return (self.last - self.first).days + 1

    @property
    def ranks_all(self):
        return self.days <= RANKED_ALL

    @property
    def dates(self):
        return [self.first + number * DAY for number in range(self.days)]


@dataclass
class Reading:
    period: Period
    ranks: list  # of (key of the article, views), the most read first
    by_day: dict  # views of each day of the period

    @property
    def total(self):
        return sum(self.by_day.values())

    @property
    def is_by_month(self):
        return self.period.days > BY_DAY

    @property
    def spans(self):
        """What the bars of the chart stand for: (first day, views)."""
        if not self.is_by_month:
            return list(self.by_day.items())
        months = {}
        for day, views in self.by_day.items():
            month = day.replace(day=1)
            months[month] = months.get(month, 0) + views
        return list(months.items())


def reading(user, period, sections=None, now=None) -> Reading:
    """Count what was opened in a period, of the articles in reach; no question where it was asked before."""
    reach = reach_of(user)
    limits = [set(keys) for keys in (reach, sections) if keys is not None]
    keys = sorted(set.intersection(*limits)) if limits else None
    name = sha256(f"{period.first} {period.last} {keys}".encode()).hexdigest()
    is_over = period.last < timezone.localdate(now)
    sums = cache.get(f"reading-{name}") if is_over else None
    if sums is None:
        sums = _sums(period, keys)
        if is_over:
            cache.set(f"reading-{name}", sums, KEPT)
    ranks, by_day = sums
    return Reading(period, ranks, {day: by_day.get(day, 0) for day in period.dates})


def _sums(period, keys):
    """The ranks, and the views of each day."""
    articles = Article.objects.all() if keys is None else Article.objects.filter(section__in=keys)
    opened = DailyViews.objects.filter(day__gte=period.first, day__lte=period.last).order_by()
    within = opened if keys is None else opened.filter(article__in=articles.values("pk"))
    by_day = dict(within.values("day").annotate(views=Sum("count")).values_list("day", "views"))
    if not period.ranks_all:
        most = articles.filter(counted_views__gt=0).order_by("-counted_views", "-pk")
        within = opened.filter(article__in=list(most.values_list("pk", flat=True)[:CANDIDATES]))
    ranked = within.values("article").annotate(views=Sum("count")).order_by("-views", "-article")
    return list(ranked.values_list("article", "views")[: MOST + SPARE]), by_day


def articles_of(reading, most, now=None):
    """The articles that readers may see among the first ranks, each with its views."""
    now, ranks = now or timezone.now(), reading.ranks[: most + SPARE]
    # By key alone: asked for public ones, SQLite would rather look through all of those.
    found = Article.objects.select_related("section").defer("body", "lead").in_bulk([key for key, _views in ranks])
    rows = [(found[key], views) for key, views in ranks if key in found and views]
    return [row for row in rows if row[0].is_public_at(now)][:most]
