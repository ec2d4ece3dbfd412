"""The changes: what is done to a comment, each a function of its own, whoever calls it."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import text as plain
from articles.models import ContentVersion

from . import receipts
from .models import Comment, CommentEvent, PrivateContact, Status

# From which states a decision may start.
ALLOWED = {
    Status.APPROVED: {Status.WAITING, Status.REFUSED, Status.SPAM, Status.TAKEN_DOWN},
    Status.REFUSED: {Status.WAITING, Status.SPAM},
    Status.SPAM: {Status.WAITING, Status.REFUSED},
    Status.TAKEN_DOWN: {Status.APPROVED},
}


class NotPossible(Exception):
    """The decision can't be taken; the message says why, in the person's language."""


def post(article, *, nonce, consent_id, name, title, text, phone, address_hash, flags=()):
    """Store a comment once. Returns it and whether it is new; the nonce decides, in the database.

    What is returned is on disk: the receipt may be shown.
    """
    try:
        with transaction.atomic():
            comment = Comment.objects.create(
                article=article,
                consent_id=consent_id,
                nonce=nonce,
                code_hash=receipts.hash_of(receipts.code_of(nonce)),
                name=name,
                title=title,
                text=text,
                flags=list(flags),
            )
            PrivateContact.objects.create(comment=comment, phone=phone, address_hash=address_hash)
    except IntegrityError:
        known = Comment.objects.filter(nonce=nonce).first()
        if known is None:
            raise
        return known, False
    return comment, True


def approve(comment, *, by, expected=None):
    """Show a comment under its article. Here and below `expected` is the state that the moderator was shown."""
    return _decide(comment, Status.APPROVED, by=by, expected=expected)


def reject(comment, *, by, reason, expected=None):
    """Refuse a comment; its writer reads the reason at the look-up page."""
    return _decide(comment, Status.REFUSED, by=by, expected=expected, reason=_needed(reason))


def mark_spam(comment, *, by, expected=None):
    """Refuse a comment as spam; its writer is told no more than that."""
    return _decide(comment, Status.SPAM, by=by, expected=expected, reason=_("The comment looks like advertising."))


def take_down(comment, *, by, reason, expected=None):
    """Take a shown comment from its article; it stays, hidden, for audit."""
    return _decide(comment, Status.TAKEN_DOWN, by=by, expected=expected, reason=_needed(reason))


def _needed(reason):
    reason = plain.one_line(reason)[:300]
    if not reason:
        raise NotPossible(_("Say why: the writer reads the reason."))
    return reason


def _decide(comment, status, *, by, expected, reason=""):
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    now = timezone.now()
    with transaction.atomic():
        comment = Comment.objects.select_for_update().get(pk=comment.pk)
        before = comment.status
        if before not in ALLOWED[status] or expected not in {None, before}:
            raise NotPossible(
                _("“%(comment)s” is already in the state “%(state)s”.")
                % {"comment": comment, "state": comment.get_status_display()}
            )
        comment.status, comment.reason = status, reason
        comment.decided_at, comment.decided_by = now, by
        comment.save(update_fields=["status", "reason", "decided_at", "decided_by"])
        CommentEvent.objects.create(comment=comment, before=before, after=status, reason=reason, by=by, at=now)
        if Status.APPROVED in {before, status}:
            ContentVersion.bump()
    return comment
