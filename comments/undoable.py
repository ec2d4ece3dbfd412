"""The steps just taken that a page without scripts offers to take back: their keys stand in its address."""

from datetime import timedelta

from django.utils import timezone

from . import moderation
from .models import CommentEvent
from .states import UNDOABLE

NAME = "vua"  # in an address
MOST = 100
LONGEST_KEY = 18  # digits: larger ones don't fit into the column


def still_undoable(request) -> list:
    """The steps named in the address that this person may still take back."""
    found = request.GET.get(NAME, "").split("-")[:MOST]
    keys = [key for key in found if key.isascii() and key.isdecimal() and len(key) <= LONGEST_KEY]
    if not keys:
        return []
    since_then = timezone.now() - timedelta(seconds=moderation.UNDO_SECONDS)
    events = CommentEvent.objects.filter(pk__in=keys, by=request.user, is_undone=False, step__in=UNDOABLE)
    return list(events.filter(at__gte=since_then).select_related("comment"))
