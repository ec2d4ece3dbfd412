import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models import CommentRules, ConsentText

from ..colours import DEFAULT_ACCENT, PAPER, contrast


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

    # What the English pages say; where one is empty, they leave it out or show the Vietnamese.
    name_en = models.CharField(_("name of the site in English"), max_length=120, blank=True)
    organisation_en = models.CharField(_("name of the unit in English"), max_length=200, blank=True)
    address_en = models.CharField(_("postal address in English"), max_length=250, blank=True)
    responsible_en = models.CharField(_("responsible for the content, in English"), max_length=200, blank=True)

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
