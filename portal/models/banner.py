from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BannerQuerySet(models.QuerySet):
    def current(self, now=None):
        """Banners that stand on every page at `now`."""
        now = now or timezone.now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now)


class Banner(models.Model):
    """A campaign line (khẩu hiệu) or an urgent notice (thông báo khẩn) above every page, for a time."""

    class Kind(models.TextChoices):
        SLOGAN = "slogan", _("Slogan")
        URGENT = "urgent", _("Urgent notice")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.SLOGAN)
    text = models.CharField(_("text"), max_length=300)
    link = models.CharField(
        _("link"),
        max_length=300,
        blank=True,
        validators=[RegexValidator(r"^(/(?![/\\\s])|https?://)", _("A link begins with / or https://."))],
    )
    starts_at = models.DateTimeField(_("shown from"), default=timezone.now)
    ends_at = models.DateTimeField(
        _("shown until"), null=True, blank=True, help_text=_("Empty: until somebody ends it.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = BannerQuerySet.as_manager()

    class Meta:
        verbose_name = _("banner")
        verbose_name_plural = _("slogans and urgent notices")
        ordering = ["order", "-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="banner_ends_after_start",
                violation_error_message=_("The end must come after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["slogan", "urgent"]),
                name="banner_known_kind",
                violation_error_message=_("Unknown kind."),
            ),
        ]

    def __str__(self):
        return self.text
