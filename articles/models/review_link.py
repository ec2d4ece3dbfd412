from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .revision import Revision


class ReviewLink(models.Model):
    """A secret address under which a person without an account reads one version, and approves or returns it.

    Whoever made the link could have approved the version and hands that right on, to one named person, until a day.
    Only a hash of the secret is kept.
    """

    class Decision(models.TextChoices):
        NONE = "", _("not decided yet")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")

    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="review_links", verbose_name=_("version")
    )
    reader = models.CharField(_("for whom"), max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    ends_at = models.DateTimeField(_("works until"))
    ended_at = models.DateTimeField(null=True)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("link for approval")
        verbose_name_plural = _("links for approval")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("created_at")),
                name="review_link_ends_later",
                violation_error_message=_("The end must come later than now."),
            ),
            models.CheckConstraint(
                condition=~Q(reader=""),
                name="review_link_names_its_reader",
                violation_error_message=_("Say whom the link is for."),
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="review_link_decided_at_a_time",
                violation_error_message=_("A decision has its time."),
            ),
        ]

    def __str__(self):
        return f"{self.revision} · {self.reader}"

    def works_at(self, now):
        return self.ended_at is None and now < self.ends_at


class ReviewLinkUse(models.Model):
    """What was done with a link for approval, and when: it is the office's own record, not one of readers."""

    class What(models.TextChoices):
        OPENED = "opened", _("opened")
        NOTED = "noted", _("left a note")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")
        REFUSED = "refused", _("tried, and was refused")

    link = models.ForeignKey(ReviewLink, on_delete=models.PROTECT, related_name="uses")
    at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=8, choices=What)
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name = _("use of a link for approval")
        verbose_name_plural = _("uses of links for approval")
        default_permissions = []
        ordering = ["pk"]

    def __str__(self):
        return f"{self.link_id} {self.what}"
