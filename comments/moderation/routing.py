"""Handing a comment to the unit that is to answer it, with a date."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.workdays import WorkingDays

from ..models import CommentRules, Step
from .steps import NotPossible, columns_of, record, remark, taking

LONGEST = timedelta(days=366)  # that an answer may take


def route(comment, unit, *, by, due_on=None, note="", expected=None):
    """Hand a comment to a unit, or back to nobody (`unit` None). Without a date the unit's working days count.

    They count from the day the comment came in: who forwards late does not lengthen the reader's wait.
    """
    if due_on and due_on > timezone.localdate() + LONGEST:
        raise NotPossible(_("Choose a date within a year."))
    with taking(Step.ROUTE, comment, by=by, expected=expected) as comment:
        if unit is not None and not unit.is_active:
            raise NotPossible(_("“%(unit)s” takes no new cases.") % {"unit": unit})
        if unit is None and comment.unit_id is None:
            raise NotPossible(_("No unit has been asked to answer this comment."))
        was = columns_of(comment)
        if unit is None:
            comment.unit = comment.routed_at = comment.due_on = None
        else:
            comment.unit, comment.routed_at = unit, timezone.now()
            comment.due_on = due_on or due_date(comment, unit)
        comment.claimed_by = comment.claimed_at = None
        comment.save(update_fields=["unit", "routed_at", "due_on", "claimed_by", "claimed_at"])
        words = f"{unit.name} – {comment.due_on:%d/%m/%Y}. {remark(note)}".strip(". ") if unit else remark(note)
        comment.last_event = record(Step.ROUTE, comment, before=comment.status, by=by, note=words, was=was)
    return comment


def hand_back(comment, *, by, note="", expected=None):
    """Give a case back to the moderators: a unit says that it is not in charge."""
    note = remark(note)
    if not note:
        raise NotPossible(_("Say why the case is not yours."))
    with taking(Step.HAND_BACK, comment, by=by, expected=expected) as comment:
        was, unit = columns_of(comment), comment.unit
        comment.unit = comment.routed_at = comment.due_on = comment.claimed_by = comment.claimed_at = None
        comment.save(update_fields=["unit", "routed_at", "due_on", "claimed_by", "claimed_at"])
        words = f"{unit.name}: {note}"
        comment.last_event = record(Step.HAND_BACK, comment, before=comment.status, by=by, note=words, was=was)
    return comment


def due_date(comment, unit):
    """Return the day by which a unit should answer a comment."""
    days = unit.answer_days or CommentRules.current().answer_days
    came_on = timezone.localdate(comment.created_at)
    return WorkingDays.load(came_on).after(came_on, days)
