"""The lists of what readers opened most: of the day before today and of the seven days before it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from .models import Article

DAY, WEEK = 1, 7  # full days; ArticleQuerySet.most_read says why today doesn't count
SHOWN = 5


@dataclass
class MostRead:
    """One list of (article, views), with the first and the last day that it speaks of."""

    first: date
    last: date
    rows: list


def most_read(*spans, now=None):
    """Return a list for each span of days, all in one query."""
    yesterday = timezone.localdate(now) - timedelta(days=1)
    found = list(Article.objects.public(now).for_list().most_read(*spans, count=SHOWN, now=now))
    return [MostRead(yesterday - timedelta(days=days - 1), yesterday, _ranked(found, days)) for days in spans]


def _ranked(articles, days):
    rows = [(article, getattr(article, f"views_in_{days}")) for article in articles]
    rows.sort(key=lambda row: (row[1], row[0].published_at, row[0].pk), reverse=True)
    return [row for row in rows if row[1]][:SHOWN]
