"""The two states of design: what readers may see (Status) and how far a text has come (RevisionState)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    UNPUBLISHED = "unpublished", _("Never published")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    TRASHED = "trashed", _("In the trash")


class RevisionState(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    APPLIED = "applied", _("Applied")


class Step(TextChoices):
    """What can be done to an article; each event record names one."""

    SAVE_DRAFT = "save_draft", _("Draft saved")
    PUBLISH = "publish", _("Published")
    WITHDRAW = "withdraw", _("Withdrawn")


# The steps that change what readers see; a writer must have seen the last of them before publishing.
PUBLIC_STEPS = {Step.PUBLISH, Step.WITHDRAW}

OPEN = {RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.RETURNED, RevisionState.APPROVED}

# From which states of an article each step may start. What is in the trash is only restored, never edited.
ALLOWED = {
    Step.SAVE_DRAFT: {Status.UNPUBLISHED, Status.PUBLISHED, Status.WITHDRAWN},
    Step.PUBLISH: {Status.UNPUBLISHED, Status.PUBLISHED, Status.WITHDRAWN},
    Step.WITHDRAW: {Status.PUBLISHED},
}
