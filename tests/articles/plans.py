"""New versions of live articles, for the tests that plan them."""

from datetime import timedelta

from django.utils import timezone

from articles import workflow
from tests.factories import make_article

DAY = timedelta(days=1)
UPDATED = "Giá nước sạch, có bảng"


def tomorrow():
    return timezone.now() + DAY


def new_version(article=None, by=None, **changes):
    """A draft on top of what readers see."""
    article = article or make_article(title="Giá nước sạch")
    live = workflow.live_revision(article)
    seen = workflow.last_public_step(article)
    return workflow.save_draft(article, live.content | {"title": UPDATED} | changes, by=by, based_on=live, seen=seen)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def steps_of(article):
    return list(article.events.order_by("pk").values_list("step", flat=True))
