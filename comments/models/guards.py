import secrets

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .comment import Comment


def new_key():
    return secrets.token_hex(32)


class AddressKey(models.Model):
    """The key of a month, with which addresses are hashed. Without it a hash leads to nobody, so it is thrown away
    when the month is over, or with the last ban that needs it (comments/senders.py)."""

    month = models.CharField(max_length=7, primary_key=True)  # "2026-11", by the clock of the site's zone
    key = models.CharField(max_length=64, default=new_key)

    class Meta:
        default_permissions = []

    def __str__(self):
        return self.month


class BanQuerySet(models.QuerySet):
    def current(self, now=None):
        return self.filter(until__gt=now or timezone.now(), lifted_at=None)


class Ban(models.Model):
    """No comments from one address until a date. The address itself is not known: only its hash, under one key."""

    address_hash = models.CharField(max_length=64, db_index=True, editable=False)
    key = models.ForeignKey(AddressKey, on_delete=models.PROTECT, related_name="bans", editable=False)
    comment = models.ForeignKey(
        Comment, on_delete=models.SET_NULL, null=True, related_name="bans", verbose_name=_("because of")
    )
    reason = models.CharField(_("reason"), max_length=300)
    until = models.DateTimeField(_("until"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("lifted by")
    )

    objects = BanQuerySet.as_manager()

    class Meta:
        verbose_name = _("banned sender")
        verbose_name_plural = _("banned senders")
        default_permissions = ["change", "view"]
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=F("at")),
                name="ban_ends_after_start",
                violation_error_message=_("The end must come after the beginning."),
            )
        ]

    def __str__(self):
        return str(self.reason)


class BlockedTerm(models.Model):
    """Words that hold a comment for a closer look, however they are spelled (comments/terms/)."""

    class Kind(models.TextChoices):
        ABUSE = "abuse", _("Abuse")
        GAMBLING = "gambling", _("Gambling")
        LOAN = "loan", _("Lending")
        SCAM = "scam", _("Fraud")
        SEX = "sex", _("Sex")
        DRUG = "drug", _("Drugs")
        OTHER = "other", _("Other")

    term = models.CharField(_("term"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.OTHER)

    class Meta:
        verbose_name = _("blocked term")
        verbose_name_plural = _("blocked terms")
        ordering = ["kind", "term"]

    def __str__(self):
        return self.term


class PostingBucket(models.Model):
    """How often one thing was done in this minute and this hour; written by comments/throttle.py alone."""

    key = models.CharField(max_length=80, primary_key=True)
    minute = models.PositiveBigIntegerField()
    in_minute = models.PositiveIntegerField()
    hour = models.PositiveBigIntegerField()
    in_hour = models.PositiveIntegerField()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.in_minute}, {self.in_hour}"
