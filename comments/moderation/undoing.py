"""Taking back the last step for a few seconds: a key pressed once too often costs nobody their comment."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from ..models import CommentEvent, Step
from ..states import UNDOABLE
from .answers import taken_out
from .steps import KEPT, NotPossible, record, taking

UNDO_SECONDS = 10  # for which the desk offers it
GRACE = 5  # for the way of the request, and for the last moment


def undo(event, *, by, now=None):
    """Take back a step: one's own, the comment's last, and only for a few seconds. Both stay in the history."""
    now = now or timezone.now()
    with taking(event.step, event.comment, by=by, needs_state=False) as comment:
        event = CommentEvent.objects.get(pk=event.pk)
        if event.by_id != by.pk:
            raise PermissionDenied
        if event.step not in UNDOABLE or event.is_undone:
            raise NotPossible(_("This step can't be undone."))
        if now > event.at + timedelta(seconds=UNDO_SECONDS + GRACE):
            raise NotPossible(_("It is too late to undo this; decide anew instead."))
        if CommentEvent.objects.filter(comment=comment, pk__gt=event.pk).exists():
            raise NotPossible(_("Somebody has gone on with this comment since; it can't be undone."))
        before, was = comment.status, {}
        if event.step == Step.ANSWER:
            was = {"answer": taken_out(comment)}
            CommentEvent.objects.filter(pk=event.was.get("approval")).update(is_undone=True)
        for name in KEPT:
            setattr(comment, name, _value(name, event.was[name]))
        comment.save(update_fields=[name.removesuffix("_id") for name in KEPT])
        event.is_undone = True
        event.save(update_fields=["is_undone"])
        comment.last_event = record(Step.UNDO, comment, before=before, by=by, note=event.get_step_display(), was=was)
    return comment


def _value(name, stored):
    if isinstance(stored, str) and name.endswith("_at"):
        return parse_datetime(stored)
    return parse_date(stored) if isinstance(stored, str) and name.endswith("_on") else stored
