"""Showing, refusing, taking down: what moderators decide, and what a writer may take back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import PrivateContact, Reason, Step
from ..states import LEADS_TO
from .forgetting import forget_numbers
from .steps import NotPossible, columns_of, record, remark, taking


def approve(comment, *, by, expected=None):
    """Show a comment under its article. Here and below `expected` is the state that the moderator was shown."""
    return _decide(Step.APPROVE, comment, by=by, expected=expected)


def reject(comment, *, by, code=Reason.OTHER, reason="", expected=None):
    """Refuse a comment. Its writer reads the reason at the look-up page: that of the code, then the free words."""
    return _decide(Step.REJECT, comment, by=by, expected=expected, **_needed(code, reason))


def mark_spam(comment, *, by, expected=None):
    """Refuse a comment as spam; its writer is told no more than that."""
    return _decide(Step.MARK_SPAM, comment, by=by, expected=expected, reason_code=Reason.ADVERTISING)


def take_down(comment, *, by, code=Reason.OTHER, reason="", expected=None):
    """Take a shown comment from its article; it stays, hidden, for audit."""
    return _decide(Step.TAKE_DOWN, comment, by=by, expected=expected, **_needed(code, reason))


def withdraw(comment):
    """Take a comment back for its writer, who holds its code. Phone and words as typed go at once: they served only
    the answer. The hashed address stays until the purge, since a ban may hang on it."""
    with transaction.atomic():
        comment = _decide(Step.WITHDRAW, comment, by=None)
        for contact in PrivateContact.objects.filter(comment=comment):
            forget_numbers(contact)
        PrivateContact.objects.filter(comment=comment).update(phone="", original={})
    return comment


def _needed(code, reason):
    reason = remark(reason)
    if code not in Reason.values:
        raise NotPossible(_("Choose one of the reasons."))
    if code == Reason.OTHER and not reason:
        raise NotPossible(_("Say why: the writer reads the reason."))
    return {"reason_code": code, "reason": reason}


def _decide(step, comment, *, by, expected=None, reason_code="", reason=""):
    with taking(step, comment, by=by, expected=expected) as comment:
        before, was = comment.status, columns_of(comment)
        comment.status, comment.reason_code, comment.reason = LEADS_TO[step], reason_code, reason
        comment.decided_at, comment.decided_by = timezone.now(), by
        comment.claimed_by = comment.claimed_at = None
        comment.save(
            update_fields=[
                "status", "reason_code", "reason", "decided_at", "decided_by", "claimed_by", "claimed_at",
            ]
        )  # fmt: skip
        event = record(
            step, comment, before=before, by=by, note=reason, reason_code=reason_code, was=was, at=comment.decided_at
        )
    comment.last_event = event
    return comment
