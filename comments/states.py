"""The states of a comment, which step leads where, why one is refused, and why a moderator should look twice."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Shown")
    REFUSED = "refused", _("Refused")
    SPAM = "spam", _("Spam")
    WITHDRAWN = "withdrawn", _("Withdrawn by the writer")
    TAKEN_DOWN = "taken_down", _("Taken down")


class Step(TextChoices):
    """What is done to a comment, as its history names it."""

    APPROVE = "approve", _("Approved")
    REJECT = "reject", _("Refused")
    MARK_SPAM = "spam", _("Marked as spam")
    TAKE_DOWN = "take_down", _("Taken down")
    WITHDRAW = "withdraw", _("Withdrawn by the writer")
    UNDO = "undo", _("Undone")
    ROUTE = "route", _("Handed to a unit")
    ANSWER = "answer", _("Answered")
    CHANGE_ANSWER = "change_answer", _("Answer changed")
    REMOVE_ANSWER = "remove_answer", _("Answer taken back")
    HAND_BACK = "hand_back", _("Handed back by the unit")
    MASK = "mask", _("Words masked")
    UNMASK = "unmask", _("Masked words put back")
    BAN = "ban", _("Sender banned")
    ERASE = "erase", _("Erased on request")


# From which states a decision may start. Answering, routing and masking leave the state as it is.
ALLOWED = {
    Step.APPROVE: {Status.WAITING, Status.REFUSED, Status.SPAM, Status.TAKEN_DOWN},
    Step.REJECT: {Status.WAITING, Status.SPAM},
    Step.MARK_SPAM: {Status.WAITING, Status.REFUSED},
    Step.TAKE_DOWN: {Status.APPROVED},
    # Not what was taken down: it is kept for audit.
    Step.WITHDRAW: {Status.WAITING, Status.APPROVED, Status.REFUSED, Status.SPAM},
    Step.ROUTE: {Status.WAITING, Status.APPROVED},
    Step.ANSWER: {Status.WAITING, Status.APPROVED, Status.REFUSED, Status.TAKEN_DOWN},
    Step.CHANGE_ANSWER: {Status.WAITING, Status.APPROVED, Status.REFUSED, Status.TAKEN_DOWN},
    Step.REMOVE_ANSWER: {Status.WAITING, Status.APPROVED, Status.REFUSED, Status.TAKEN_DOWN},
    Step.HAND_BACK: {Status.WAITING, Status.APPROVED},
    Step.MASK: {Status.WAITING, Status.APPROVED, Status.REFUSED, Status.SPAM, Status.TAKEN_DOWN},
    Step.UNMASK: {Status.WAITING, Status.APPROVED, Status.REFUSED, Status.SPAM, Status.TAKEN_DOWN},
}
LEADS_TO = {
    Step.APPROVE: Status.APPROVED,
    Step.REJECT: Status.REFUSED,
    Step.MARK_SPAM: Status.SPAM,
    Step.TAKE_DOWN: Status.TAKEN_DOWN,
    Step.WITHDRAW: Status.WITHDRAWN,
}
UNDOABLE = {Step.APPROVE, Step.REJECT, Step.MARK_SPAM, Step.TAKE_DOWN, Step.ROUTE, Step.ANSWER}


class Reason(TextChoices):
    """Why a comment is refused or taken down, in the words that its writer reads."""

    OFF_TOPIC = "off_topic", _("The comment is not about this article.")
    PERSONAL = "personal", _("The comment holds somebody's personal data.")
    OFFENSIVE = "offensive", _("The wording offends others.")
    REPEATED = "repeated", _("The same comment was sent before.")
    UNCLEAR = "unclear", _("The comment can't be understood.")
    ADVERTISING = "advertising", _("The comment looks like advertising.")
    UNLAWFUL = "unlawful", _("The content breaks the law.")
    REQUESTED = "requested", _("Somebody whom it concerns asked for it.")
    OTHER = "other", pgettext_lazy("reason", "Another reason")


class Flag(TextChoices):
    """Why a moderator should look twice. Stored with a detail: the word, the host, the number of seconds."""

    WORD = "word", _("Blocked term")
    LINK = "link", _("Link")
    PERSONAL = "personal", _("Phone number or other personal data, masked")
    SAME = "same", _("Same as an earlier one")
    NEAR = "near", _("Much like an earlier one")
    MANY = "many", _("Many comments from one address")
    FAST = "fast", _("Written very fast")
    SHOUTING = "shouting", _("Capitals or exclamation marks")
    NO_MARKS = "no_marks", _("Typed without marks")
    NOISE = "noise", _("No readable words")
    TRAP = "trap", _("Filled in a field that people don't see")
