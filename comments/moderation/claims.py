"""Who is at work on a comment, so that two do not do the same. It hinders nobody and lapses by itself."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from ..models import Comment, Step
from .steps import may

LASTS = timedelta(minutes=10)


def claim(comment, *, by) -> bool:
    """Mark a comment as being worked on by somebody, unless somebody else is; return whether it is theirs now."""
    if not may(by, Step.APPROVE, comment) and not may(by, Step.ANSWER, comment):
        raise PermissionDenied
    now = timezone.now()
    free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_at__lt=now - LASTS)
    # One UPDATE: of two who press at once, one gets it.
    return bool(Comment.objects.filter(free, pk=comment.pk).update(claimed_by=by, claimed_at=now))


def release(comment, *, by):
    Comment.objects.filter(pk=comment.pk, claimed_by=by).update(claimed_by=None, claimed_at=None)


def claimed_by_another(comment, user, now=None):
    """Return who else is at work on a loaded comment, or None."""
    is_live = comment.claimed_at is not None and comment.claimed_at >= (now or timezone.now()) - LASTS
    return comment.claimed_by if is_live and comment.claimed_by_id != user.pk else None
