"""The two states of design: what readers may see (Status) and how far a text has come (RevisionState)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    UNPUBLISHED = "unpublished", _("Never published")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    TRASHED = "trashed", _("In the trash")


class RevisionState(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", pgettext_lazy("article", "Approved")
    APPLIED = "applied", _("Applied")
    DISCARDED = "discarded", _("Discarded")


class Step(TextChoices):
    """What can be done to an article; each event record names one."""

    SAVE_DRAFT = "save_draft", _("Draft saved")
    SUBMIT = "submit", _("Sent for review")
    ASSIGN = "assign", _("Review taken on")
    SEND_BACK = "send_back", _("Returned to the writer")
    APPROVE = "approve", _("Approved for publication")
    PUBLISH = "publish", _("Published")
    SCHEDULE = "schedule", _("Scheduled")
    UNSCHEDULE = "unschedule", _("Schedule called off")
    CORRECT = "correct", _("Correction noted")
    WITHDRAW = "withdraw", _("Withdrawn")
    TRASH = "trash", _("Put in the trash")
    UNDELETE = "undelete", _("Taken out of the trash")
    DISCARD = "discard", _("Draft discarded")
    RESTORE = "restore", _("Version restored")
    NAME = "name", _("Version named")
    NOTE = "note", _("Note written")
    RESOLVE = "resolve", _("Note resolved")
    SHARE = "share", _("Preview link made")
    UNSHARE = "unshare", _("Preview link ended")
    LINK = "link", _("Link for approval made")
    UNLINK = "unlink", _("Link for approval ended")
    PLAN = "plan", _("New version scheduled")
    UNPLAN = "unplan", _("New version called off")
    PLAN_FAILED = "plan_failed", _("New version did not go up")
    REVIEW_DAY = "review_day", _("Day to look at it again set")
    PHOTO = "photo", _("Photo replaced")


# The steps that bring a revision to the article's row.
APPLYING = {Step.PUBLISH, Step.SCHEDULE}

# The steps that change what readers see; a writer must have seen the last of them before publishing.
PUBLIC_STEPS = {*APPLYING, Step.UNSCHEDULE, Step.WITHDRAW}

OPEN = {RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.RETURNED, RevisionState.APPROVED}

_KEPT = {Status.UNPUBLISHED, Status.PUBLISHED, Status.WITHDRAWN}

# From which states of an article each step may start. What is in the trash is only taken out, never edited.
ALLOWED = {
    Step.SAVE_DRAFT: _KEPT,
    Step.SUBMIT: _KEPT,
    Step.ASSIGN: _KEPT,
    Step.SEND_BACK: _KEPT,
    Step.APPROVE: _KEPT,
    Step.PUBLISH: _KEPT,
    Step.SCHEDULE: _KEPT,
    Step.UNSCHEDULE: {Status.PUBLISHED},
    Step.CORRECT: {Status.PUBLISHED},
    Step.WITHDRAW: {Status.PUBLISHED},
    Step.TRASH: {Status.UNPUBLISHED, Status.WITHDRAWN},
    Step.UNDELETE: {Status.TRASHED},
    Step.DISCARD: _KEPT,
    Step.RESTORE: _KEPT,
    Step.NAME: _KEPT,
    Step.NOTE: _KEPT,
    Step.RESOLVE: _KEPT,
    Step.SHARE: _KEPT,
    Step.UNSHARE: set(Status),
    Step.LINK: _KEPT,
    Step.UNLINK: set(Status),
    Step.PLAN: {Status.PUBLISHED},
    Step.UNPLAN: set(Status),
    Step.PLAN_FAILED: set(Status),
    Step.REVIEW_DAY: _KEPT,
    Step.PHOTO: set(Status),
}

# From which states of a revision a step that is about one may start.
REVISION_ALLOWED = {
    Step.SUBMIT: {RevisionState.DRAFT, RevisionState.RETURNED},
    Step.ASSIGN: {RevisionState.IN_REVIEW},
    Step.SEND_BACK: {RevisionState.IN_REVIEW, RevisionState.APPROVED},
    Step.APPROVE: {RevisionState.IN_REVIEW},
    Step.PUBLISH: OPEN,
    Step.SCHEDULE: OPEN,
    Step.DISCARD: OPEN,
    Step.LINK: OPEN - {RevisionState.APPROVED},
    Step.PLAN: OPEN,
}


def label(state) -> str:
    """Return the name of a state of either kind, as an event keeps it."""
    for states in (Status, RevisionState):
        if state in states.values:
            return states(state).label
    return state
