"""Official answers: signed by an office or a person with position, under the comment and at the look-up page."""

from django.utils import timezone
from django.utils.translation import gettext as _

from articles import text as plain

from ..models import Answer, Status, Step
from .decisions import approve
from .steps import MODERATE, NotPossible, columns_of, line, record, remark, taking

LONGEST = 5000  # characters of an answer


def answer(comment, *, by, text, unit=None, name="", position="", expected=None):
    """Answer a comment. By somebody who may also decide, a waiting one is shown along with its answer.

    An answer to a refused comment is read by its writer alone, at the look-up page.
    """
    fields = _cleaned(text, unit, name, position)
    with taking(Step.ANSWER, comment, by=by, expected=expected) as comment:
        was = columns_of(comment)
        if comment.status == Status.WAITING and by is not None and by.has_perm(MODERATE):
            comment = approve(comment, by=by)
            was["approval"] = comment.last_event.pk  # undone along with the answer
        Answer.objects.create(comment=comment, by=by, **fields)
        comment.claimed_by = comment.claimed_at = None
        comment.save(update_fields=["claimed_by", "claimed_at"])
        comment.last_event = record(Step.ANSWER, comment, before=comment.status, by=by, was=was)
    return comment


def remove_answer(comment, *, by, reason, expected=None):
    """Take an answer back: it stood under the wrong comment. Its words stay in the history, for the staff."""
    reason = remark(reason)
    if not reason:
        raise NotPossible(_("Say why: the writer reads the reason."))
    with taking(Step.REMOVE_ANSWER, comment, by=by, expected=expected) as comment:
        was = {"answer": taken_out(comment)}
        comment.last_event = record(Step.REMOVE_ANSWER, comment, before=comment.status, by=by, note=reason, was=was)
    return comment


def taken_out(comment) -> str:
    """Delete the answer of a locked comment; return its words with their signature."""
    found = Answer.objects.select_related("unit").get(comment=comment)
    words = f"{found.signature}: {found.text}"
    found.delete()
    return words


def change_answer(comment, *, by, text, unit=None, name="", position="", expected=None):
    """Put an answer right. Readers see when; the words before stay in the comment's history."""
    fields = _cleaned(text, unit, name, position)
    with taking(Step.CHANGE_ANSWER, comment, by=by, expected=expected) as comment:
        found = Answer.objects.select_for_update(of=("self",)).select_related("unit").get(comment=comment)
        before = {name: getattr(found, name) for name in fields}
        if before == fields:
            raise NotPossible(_("The answer is the same as before."))
        earlier = f"{found.signature}: {found.text}"
        for name, value in fields.items():
            setattr(found, name, value)
        found.changed_at = timezone.now()
        found.save(update_fields=[*fields, "changed_at"])
        event = record(Step.CHANGE_ANSWER, comment, before=comment.status, by=by)
        event.was = {"answer": earlier}
        event.save(update_fields=["was"])
        comment.last_event = event
    return comment


def _cleaned(text, unit, name, position):
    # Composing a long run of marks takes time that grows with its square: what can't fit is refused unread.
    text = plain.paragraphs(text.replace("\x00", "")) if len(text) <= LONGEST * 5 else text
    if not text:
        raise NotPossible(_("Write the answer."))
    if len(text) > LONGEST:
        raise NotPossible(_("The answer is too long: at most %(n)d characters.") % {"n": LONGEST})
    name, position = line(name, 100), line(position, 150)
    if unit is None and not name:
        raise NotPossible(_("An answer is signed by a unit or by a person."))
    return {"text": text, "unit": unit, "name": name, "position": position}
