"""Where a document stands: in articles, versions and unsaved texts, and in what waits for its hour."""

from django.db.models import TextField
from django.db.models.functions import Cast

from ..models import Article, Revision, UnsavedText
from ..states import Status

MOST_SHOWN = 50


def uses_of(attachment) -> tuple[list[Article], list[Article]]:
    """Return the articles that offer a document now, and those that hold it in some other version; the newest 50."""
    offering = Article.objects.filter(attachments__attachment=attachment).order_by("-pk").defer("body")
    versions = Revision.objects.filter(attachments=attachment).order_by().values("article")
    holding = Article.objects.filter(pk__in=versions).exclude(attachments__attachment=attachment)
    return list(offering[:MOST_SHOWN]), list(holding.order_by("-pk").defer("body")[:MOST_SHOWN])


def unsaved_with(attachment) -> list[UnsavedText]:
    """Return what somebody typed with a document in its list and has not saved; it is kept as the form sent it."""
    key = str(attachment.pk)
    texts = UnsavedText.objects.filter(is_closed=False).alias(words=Cast("data", TextField()))
    found = texts.filter(words__contains=f'"{key}"').order_by("-pk")
    return [text for text in found if key in text.data.get("attachments-key", [])][:MOST_SHOWN]


def scheduled_with(attachment, now):
    """The articles that offer a document and wait for their hour, the next first; without their texts."""
    waiting = Article.objects.filter(attachments__attachment=attachment, status=Status.PUBLISHED, published_at__gt=now)
    return waiting.only("title", "status", "published_at", "expires_at").order_by("published_at", "pk")


def planned_with(attachment, now):
    """The new versions with a document that wait for their hour, the next first; without their texts."""
    waiting = attachment.revisions.planned().filter(apply_at__gt=now).exclude(article__status=Status.TRASHED)
    return waiting.only("title", "article", "apply_at").order_by("apply_at", "pk")
