from django.core.exceptions import PermissionDenied
from django.db import transaction

from ..models import Comment, PrivacyEvent, PrivateContact

RIGHT = "comments.view_privatecontact"


def reveal(comment, *, by):
    """Return the private contact of a comment, or None after its purge. Each look is on record before it is had."""
    if not by.has_perm(RIGHT) or not Comment.objects.in_reach_of(by).filter(pk=comment.pk).exists():
        raise PermissionDenied
    with transaction.atomic():
        contact = PrivateContact.objects.filter(comment=comment).first()
        if contact is not None:
            PrivacyEvent.objects.create(kind=PrivacyEvent.Kind.REVEAL, comment=comment, by=by)
    return contact
