"""Versions in review and links for approving them."""

from datetime import timedelta

from django.utils import timezone

from articles import workflow
from articles.states import RevisionState
from tests.factories import make_revision

IN_REVIEW = RevisionState.IN_REVIEW
READER = "Ông Nguyễn Văn An, Chủ tịch UBND xã"


def linked(revision, by, days=3, reader=READER):
    """A link for approval of a version, and its secret."""
    return workflow.link_for(revision, by=by, reader=reader, ends_at=timezone.now() + timedelta(days=days))


def in_review(writer, **content):
    return make_revision(IN_REVIEW, by=writer, **content)


def new_version(article, **changes):
    live, seen = workflow.live_revision(article), workflow.last_public_step(article)
    return workflow.save_draft(article, live.content | changes, by=None, based_on=live, seen=seen)
