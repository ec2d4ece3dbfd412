"""What each button of the desk does: the step behind it, what it reads of its form, the sentence that tells of it."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.filters import DateField

from .. import moderation
from ..models import Status, Unit
from ..templatetags.comments_desk import since
from .desk_rows import number


class UnitForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False)
    due_on = DateField(required=False, error_messages={"invalid": gettext_lazy("Write the day as dd/mm/yyyy.")})

    def __init__(self, data, units):
        super().__init__(data)
        self.fields["unit"].queryset = units

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("The day by which to answer has passed already."))
        return day


def _approve(comment, how, sent):
    return moderation.approve(comment, **how)


def _reject(comment, how, sent):
    return moderation.reject(comment, code=sent.get("code", ""), reason=sent.get("reason", ""), **how)


def _spam(comment, how, sent):
    return moderation.mark_spam(comment, **how)


def _take_down(comment, how, sent):
    return moderation.take_down(comment, code=sent.get("code", ""), reason=sent.get("reason", ""), **how)


def _answer(comment, how, sent):
    return moderation.answer(comment, **_signed(comment, how, sent), **how)


def _change_answer(comment, how, sent):
    return moderation.change_answer(comment, **_signed(comment, how, sent), **how)


def _signed(comment, how, sent):
    """The answer as it was typed. Who only answers signs for a unit of theirs, or for the one that has the case."""
    mine = Q() if how["by"].has_perm("comments.moderate_comment") else Q(members=how["by"])
    concerned = Q(pk=comment.unit_id) | Q(answers__comment=comment)
    form = _read(UnitForm(sent, Unit.objects.filter(Q(is_active=True) & mine | concerned).distinct()))
    words = {name: sent.get(name, "") for name in ("text", "name", "position")}
    return {"unit": form["unit"], **words}


def _remove_answer(comment, how, sent):
    return moderation.remove_answer(comment, reason=sent.get("reason", ""), **how)


def _hand_back(comment, how, sent):
    return moderation.hand_back(comment, note=sent.get("note", ""), **how)


def _route(comment, how, sent):
    form = _read(UnitForm(sent, Unit.objects.all()))
    if form["unit"] is None and "unroute" not in sent:
        raise moderation.NotPossible(_("Choose the unit that is to answer."))
    unit = None if "unroute" in sent else form["unit"]
    return moderation.route(comment, unit, due_on=form["due_on"], note=sent.get("note", ""), **how)


def _read(form):
    if not form.is_valid():
        raise moderation.NotPossible(" ".join(sentence for errors in form.errors.values() for sentence in errors))
    return form.cleaned_data


def _mask(comment, how, sent):
    return moderation.mask(comment, words=sent.get("words", ""), **how)


def _put_back(comment, how, sent):
    return moderation.put_back(comment, **how)


def _ban(comment, how, sent):
    moderation.ban(comment, by=how["by"], days=number(sent.get("days")), reason=sent.get("reason", ""))
    return comment


def _claim(comment, how, sent):
    is_mine = moderation.claim(comment, by=how["by"])
    comment.refresh_from_db()
    if not is_mine and comment.claimed_by:  # who let go just now is in nobody's way
        raise moderation.NotPossible(since(comment.claimed_by, comment.claimed_at))
    return comment


def _release(comment, how, sent):
    moderation.release(comment, by=how["by"])
    return comment


# What each button is called, the step behind it, and the sentence that tells of it.
STATE = gettext_lazy("“%(comment)s”: %(state)s.")
BUTTONS = {
    "approve": (_approve, STATE),
    "reject": (_reject, STATE),
    "spam": (_spam, STATE),
    "take_down": (_take_down, STATE),
    "answer": (_answer, gettext_lazy("“%(comment)s” is answered.")),
    "remove_answer": (_remove_answer, gettext_lazy("The answer to “%(comment)s” is taken back.")),
    "change_answer": (_change_answer, gettext_lazy("The answer to “%(comment)s” is changed.")),
    "route": (_route, gettext_lazy("“%(comment)s” is handed to %(unit)s, answer due on %(due_on)s.")),
    "hand_back": (_hand_back, gettext_lazy("“%(comment)s” is given back to the moderators.")),
    "mask": (_mask, gettext_lazy("Words of “%(comment)s” are masked.")),
    "put_back": (_put_back, gettext_lazy("The masked words of “%(comment)s” are put back.")),
    "ban": (_ban, gettext_lazy("The sender of “%(comment)s” is banned.")),
    "claim": (_claim, gettext_lazy("You are at work on “%(comment)s”.")),
    "release": (_release, gettext_lazy("“%(comment)s” is free for others again.")),
}
FREE = gettext_lazy("“%(comment)s” is with no unit any more.")
UNSEEN = gettext_lazy("The comment is not approved yet; the answer is shown after its approval.")
FOR_MANY = {"approve", "reject", "spam", "route"}


def take(decision, comment, sent, *, by, expected):
    """Take a step; return the comment as it is now and the sentence that tells of it."""
    try:
        step, done = BUTTONS[decision]
    except KeyError:
        raise moderation.NotPossible(_("Choose what to do with the comment.")) from None
    comment = step(comment, {"by": by, "expected": expected}, sent)
    return comment, _told(decision, comment, done)


def _told(decision, comment, done):
    """The sentence that tells of a step, with what follows from the state that the comment is in now."""
    words = {"comment": comment.title, "state": comment.get_status_display()}
    if decision == "route" and comment.unit is None:
        done = FREE
    elif decision == "route":
        words |= {"unit": comment.unit, "due_on": f"{comment.due_on:%d/%m/%Y}"}
    sentence = done % words
    is_unseen = decision == "answer" and comment.status == Status.WAITING
    return f"{sentence} {UNSEEN}" if is_unseen else sentence
