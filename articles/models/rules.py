from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class EditorialRules(models.Model):
    """How this newsroom works. One row; without it the defaults hold."""

    four_eyes = models.BooleanField(
        _("nobody approves their own text"),
        default=False,
        help_text=_("Whoever wrote in a version can't approve or publish it. Sections can ask for it one by one."),
    )
    blocking = models.JSONField(
        _("what must be right before an article goes up"), null=True, blank=True
    )  # codes of checks.Check; null: the defaults
    title_length = models.PositiveSmallIntegerField(
        _("longest title"),
        default=90,
        validators=[MinValueValidator(20), MaxValueValidator(250)],
        help_text=_("In characters. A longer one is pointed out."),
    )
    sentence_syllables = models.PositiveSmallIntegerField(
        _("longest sentence"),
        default=45,
        validators=[MinValueValidator(10), MaxValueValidator(500)],
        help_text=_("In syllables. A longer one is pointed out."),
    )
    review_days = models.PositiveSmallIntegerField(
        _("days for a review"),
        default=1,
        validators=[MaxValueValidator(60)],
        help_text=_("How many days after it was sent a text should be reviewed."),
    )

    class Meta:
        verbose_name = _("editorial rules")
        verbose_name_plural = _("editorial rules")
        default_permissions = ["change", "view"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="editorial_rules_single_row",
                violation_error_message=_("There is one set of editorial rules."),
            )
        ]

    def __str__(self):
        return str(_("Editorial rules"))

    @classmethod
    def current(cls):
        """Return the rules of this newsroom, or the defaults."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
