"""Links for approval, with the address that a leader opens."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import ReviewLink
from articles.states import RevisionState
from tests.factories import make_draft, make_revision

READER = "Bà Lê Thị Hoà, Phó Chủ tịch UBND xã"


def linked(editor, revision=None, days=3, **content):
    """A link for approval and its address."""
    revision = revision or make_revision(RevisionState.IN_REVIEW, **content)
    ends_at = timezone.now() + timedelta(days=days)
    link, token = workflow.link_for(revision, by=editor, reader=READER, ends_at=ends_at)
    return link, reverse("articles:review", args=[token])


# --- Ways in which a link ends ---------------------------------------------------------------------------------------


def end(link, editor):
    workflow.end_link(link, by=editor)


def let_time_pass(link, editor):
    before = timezone.now() - timedelta(days=9)
    ReviewLink.objects.filter(pk=link.pk).update(created_at=before, ends_at=before + timedelta(days=3))


def save_newer(link, editor):
    make_draft(link.revision.article, title="Bản mới hơn")


def approve_here(link, editor):
    workflow.approve(link.revision, by=None)


def trash(link, editor):
    workflow.trash(link.revision.article, by=None)
