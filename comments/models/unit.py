from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Unit(models.Model):
    """An office or person that answers readers: comments are handed to it with a date to answer by."""

    name = models.CharField(_("name"), max_length=150, unique=True)
    answer_days = models.PositiveSmallIntegerField(
        _("working days to answer"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Empty: as in the rules for comments."),
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="units",
        verbose_name=_("members"),
        help_text=_("They see what is handed to the unit, and may answer it."),
    )
    is_active = models.BooleanField(_("takes new cases"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("unit that answers")
        verbose_name_plural = _("units that answer")
        default_permissions = ["add", "change", "view"]
        ordering = ["order", "name"]

    def __str__(self):
        return self.name
