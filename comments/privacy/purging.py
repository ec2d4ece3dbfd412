"""What goes by itself: contacts some days after the decision."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..models import Comment, CommentRules, PrivacyEvent, PrivateContact
from ..moderation import forget_numbers

BATCH = 500
UNDECIDED_DAYS = 365  # after which a comment that nobody decided on keeps no contact either


def purge(now=None) -> int:
    """Erase the contacts of comments decided on `keep_contact_days` ago or earlier; return how many.

    Phone, hashed address and the words as typed go with the row. The comment itself never held a number: it was
    masked when it came. Where staff wrote the number into a note, it is masked there. May be run at any time, twice.
    """
    now = now or timezone.now()
    limit = now - timedelta(days=CommentRules.current().keep_contact_days)
    waited = now - timedelta(days=UNDECIDED_DAYS)
    over = Q(comment__decided_at__lte=limit) | Q(comment__decided_at=None, comment__created_at__lte=waited)
    due = PrivateContact.objects.filter(over).order_by("pk")
    total = 0
    while keys := list(due.values_list("pk", flat=True)[:BATCH]):
        total += _purge(keys, over)
    return total


@transaction.atomic
def _purge(keys, over) -> int:
    """Locks the comments first, as every step does: whoever is at work on one is waited for, in a fixed order."""
    list(Comment.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
    contacts = PrivateContact.objects.filter(over, pk__in=keys)
    for contact in contacts:
        forget_numbers(contact)
    count = contacts.delete()[0]
    if count:
        PrivacyEvent.objects.create(kind=PrivacyEvent.Kind.PURGE, count=count)
    return count
