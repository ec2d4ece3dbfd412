"""What all steps share: who may, from which state, under a lock, with a record."""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from articles import text as plain
from articles.models import ContentVersion

from .. import personal
from ..models import Answer, Comment, CommentEvent, CommentRules, Status, Step
from ..states import ALLOWED

MODERATE = "comments.moderate_comment"
ANSWER = "comments.answer_comment"
RIGHTS = dict.fromkeys([Step.ANSWER, Step.CHANGE_ANSWER, Step.REMOVE_ANSWER, Step.HAND_BACK], ANSWER)
# The columns that an undo puts back.
KEPT = ("status", "reason_code", "reason", "decided_at", "decided_by_id", "unit_id", "routed_at", "due_on")


class NotPossible(Exception):
    """The step can't be taken; the message says why, in the person's language."""


def may(user, step, comment) -> bool:
    """Whether a person's rights allow a step on a comment, whatever its state. Costs a question for their reach."""
    return user.has_perm(RIGHTS.get(step, MODERATE)) and _is_in_reach(user, comment)


def possible(step, comment) -> bool:
    """Whether the state of a comment allows a step. Costs a question for the answer where it isn't loaded."""
    if step in ALLOWED and comment.status not in ALLOWED[step] or comment.erased_at:
        return False
    if step in {Step.ANSWER, Step.ROUTE}:
        return not hasattr(comment, "answer")
    if step in {Step.CHANGE_ANSWER, Step.REMOVE_ANSWER}:
        return hasattr(comment, "answer")
    if step == Step.HAND_BACK:
        return comment.unit_id is not None and not hasattr(comment, "answer")
    return True


@contextmanager
def taking(step, comment, *, by, expected=None, needs_state=True):
    """Lock a comment for a step and yield it fresh; raise where the step is not allowed now.

    `expected` is the state that the person was shown: a list that is out of date overrides nobody's decision.
    """
    with transaction.atomic():
        comment = Comment.objects.select_for_update(of=("self",)).select_related("article").get(pk=comment.pk)
        # SQLite knows no row locks; its transactions begin with the write lock (IMMEDIATE), so this row stays as read.
        if by is not None and not may(by, step, comment):
            raise PermissionDenied
        if expected not in {None, "", comment.status} or needs_state and not possible(step, comment):
            raise NotPossible(refusal_of(step, comment))
        was_public = _touches_readers(comment)
        yield comment
        if was_public or _touches_readers(comment):
            ContentVersion.bump()


def refusal_of(step, comment):
    words = {"comment": comment, "state": comment.get_status_display()}
    if comment.erased_at:
        return _("This comment was erased on request; nothing more can be done with it.")
    if step in {Step.ANSWER, Step.ROUTE, Step.HAND_BACK} and Answer.objects.filter(comment=comment).exists():
        return _("“%(comment)s” is answered already.") % words
    if step in {Step.CHANGE_ANSWER, Step.REMOVE_ANSWER} and not Answer.objects.filter(comment=comment).exists():
        return _("“%(comment)s” has no answer yet.") % words
    return _("“%(comment)s” is already in the state “%(state)s”.") % words


def record(step, comment, *, before, by, note="", reason_code="", was=None, at=None):
    fields = {"at": at} if at else {}
    return CommentEvent.objects.create(
        comment=comment,
        step=step,
        before=before,
        after=comment.status,
        note=note[:2000],
        reason_code=reason_code,
        was=was or {},
        by=by,
        **fields,
    )


def columns_of(comment) -> dict:
    """Return what an undo of the coming step would put back, as JSON can hold it."""
    values = {name: getattr(comment, name) for name in KEPT}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def line(text, longest=300):
    # Cut before it is normalised as well: composing a long run of marks takes time that grows with its square.
    return plain.one_line(text[: longest * 5].replace("\x00", ""))[:longest]


def remark(text, longest=300):
    """What the staff say of a comment: a line without phone numbers and the like, which would outlive the purge."""
    words, token = line(text, longest), _("[masked]")
    if personal.mask(words, token) == words:
        return words
    return personal.mask(words, token, CommentRules.current().spared)[:longest]


def _is_in_reach(user, comment):
    return Comment.objects.in_reach_of(user).filter(pk=comment.pk).exists()


def _touches_readers(comment):
    return comment.status == Status.APPROVED
