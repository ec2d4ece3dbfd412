import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import CommentRules, ConsentText

from .colours import DEFAULT_ACCENT, PAPER, contrast


def validate_accent(colour):
    """White letters stand on the accent, and the accent stands on paper: WCAG 2.2 asks for 4.5 to 1 on both."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValidationError(_("A colour is written like #a3151c."))
    if min(contrast(colour, "#ffffff"), contrast(colour, PAPER)) < 4.5:
        raise ValidationError(_("This colour is too light to be read on white paper. Choose a darker one."))


class SiteIdentity(models.Model):
    """Who runs this site. One row: no unit's name stands in the code, a new installation is a new identity."""

    class DateOrder(models.TextChoices):
        TIME_FIRST = "time_first", _("13:58 12/10/2020")
        DATE_FIRST = "date_first", _("16/06/2020 | 12:29")

    name = models.CharField(_("name of the site"), max_length=120)
    tagline = models.CharField(_("line below the name"), max_length=200, blank=True)
    organisation = models.CharField(_("name of the unit"), max_length=200, blank=True)
    address = models.CharField(_("postal address"), max_length=250, blank=True)
    phone = models.CharField(_("phone"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    responsible = models.CharField(_("responsible for the content"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    parent_name = models.CharField(_("parent portal"), max_length=120, blank=True)
    parent_url = models.URLField(_("address of the parent portal"), blank=True)
    logo = models.ForeignKey(
        "articles.Photo", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default=DEFAULT_ACCENT,
        validators=[validate_accent],
    )
    date_order = models.CharField(
        _("how dates are written"), max_length=10, choices=DateOrder, default=DateOrder.TIME_FIRST
    )
    comments_allowed = models.BooleanField(_("comments allowed"), default=True)
    consent = models.ForeignKey(
        ConsentText,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("consent text of the comment form"),
        help_text=_("Without one no comments are taken."),
    )
    # So that a page has the rules with the identity, in one query. The row is made with the tables.
    comment_rules = models.ForeignKey(
        CommentRules, on_delete=models.PROTECT, default=1, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("site identity")
        verbose_name_plural = _("site identity")
        default_permissions = ["change", "view"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="site_identity_single_row",
                violation_error_message=_("There is one site identity."),
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        self.accent = self.accent.lower()

    @property
    def has_own_accent(self):
        """Whether pages need more than the style sheet's own colour (static/css/tokens.css)."""
        return self.accent != DEFAULT_ACCENT


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


class TickRun(models.Model):
    """When `manage.py tick` last did the dated work, and what of it failed. One row."""

    at = models.DateTimeField(_("at"))
    failures = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("run of the dated work")
        verbose_name_plural = _("runs of the dated work")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="tick_run_single_row",
                violation_error_message=_("There is one row for the dated work."),
            )
        ]

    def __str__(self):
        return f"{self.at:%H:%M %d/%m/%Y}"
