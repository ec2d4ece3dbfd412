"""Keeping out a sender for a time."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import reach_of

from ..models import AddressKey, Ban, Comment, PrivateContact, Step
from ..senders import is_unknown, month_of
from .steps import MODERATE, NotPossible, record, remark, taking

LONGEST = 365  # days


def ban(comment, *, by, days, reason):
    """Take no more comments from where a comment came from. Return the ban; it says nothing about who that is."""
    reason = remark(reason)
    if not reason:
        raise NotPossible(_("Say why: the sender reads the reason."))
    if not 1 <= days <= LONGEST:
        raise NotPossible(_("A ban lasts 1 to %(n)d days.") % {"n": LONGEST})
    with taking(Step.BAN, comment, by=by, needs_state=False) as comment:
        contact = PrivateContact.objects.filter(comment=comment).exclude(address_hash="").first()
        key = AddressKey.objects.filter(month=month_of(comment.created_at)).first()
        if contact is None or key is None or is_unknown(contact.address_hash, key):
            raise NotPossible(_("Where this comment came from is no longer known; its sender can't be banned."))
        made = Ban.objects.create(
            address_hash=contact.address_hash,
            key=key,
            comment=comment,
            reason=reason,
            until=timezone.now() + timedelta(days=days),
            by=by,
        )
        note = ngettext("%(n)d day: %(reason)s", "%(n)d days: %(reason)s", days) % {"n": days, "reason": reason}
        record(Step.BAN, comment, before=comment.status, by=by, note=note)
    return made


def lift(ban, *, by):
    """End a ban before its time. Within the reach of whoever lifts it, as the comment that it came from is."""
    if not by.has_perm(MODERATE) or not _is_in_reach(by, ban):
        raise PermissionDenied
    Ban.objects.filter(pk=ban.pk, lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by)


def _is_in_reach(user, ban):
    if ban.comment_id is None:
        return reach_of(user) is None
    return Comment.objects.in_reach_of(user).filter(pk=ban.comment_id).exists()
