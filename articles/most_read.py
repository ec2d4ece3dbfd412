"""The lists of what readers opened most: of the day before today and of the seven days before it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, Sum, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from .models import Article, DailyViews

DAY, WEEK = 1, 7  # full days; most_read says why today doesn't count
SHOWN = 5
CANDIDATES = 50  # so many of the most opened are looked at: some of them were withdrawn since, or have ended


@dataclass
class MostRead:
    """One list of (article, views), with the first and the last day that it speaks of."""

    first: date
    last: date
    rows: list


def most_read(*spans, now=None):
    """Return a list of the most read articles for each span of days, in two queries: the ranks, then the articles.

    A span ends with yesterday. So the lists change at midnight and with the content, which are the moments that a
    page's ETag knows; views that come in today move nothing. Views taken over from elsewhere have no day.
    """
    today = timezone.localdate(now)
    sums, places, is_on_a_list = {}, {}, Q()
    for days in spans:
        since = Q(day__gte=today - timedelta(days=days))
        sums[f"views_in_{days}"] = Sum("count", filter=since, default=0)
        places[f"place_in_{days}"] = Window(RowNumber(), order_by=[F(f"views_in_{days}").desc(), F("article").desc()])
        is_on_a_list |= Q(**{f"place_in_{days}__lte": CANDIDATES})
    # Ranked by the days' rows alone: with the articles beside them SQLite would begin at those, and read them all.
    read = DailyViews.objects.filter(day__gte=today - timedelta(days=max(spans)), day__lt=today)
    ranks = list(read.order_by().values("article").annotate(**sums).annotate(**places).filter(is_on_a_list))
    articles = Article.objects.public(now).for_list().in_bulk([rank["article"] for rank in ranks]) if ranks else {}
    return [
        MostRead(today - timedelta(days=days), today - timedelta(days=1), _ranked(ranks, articles, days))
        for days in spans
    ]


def _ranked(ranks, articles, days):
    """The articles that readers may see, by their views of the span, then the newest first."""
    rows = [(articles[rank["article"]], rank[f"views_in_{days}"]) for rank in ranks if rank["article"] in articles]
    rows.sort(key=lambda row: (row[1], row[0].published_at, row[0].pk), reverse=True)
    return [row for row in rows if row[1]][:SHOWN]
