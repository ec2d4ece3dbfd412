from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

SATURDAY = 5


class SpecialDay(models.Model):
    """A day that doesn't follow the week: a weekday off, or a day of the weekend that is worked to make up for one.

    A holiday that falls on a weekend may stand here too, for its name; it changes no deadline.
    """

    day = models.DateField(
        _("day"),
        unique=True,
        error_messages={"unique": _("This day is in the list already.")},
        help_text=_(
            "The government announces the days off of each year, and those made up for: "
            "check the list against its yearly notice."
        ),
    )
    name = models.CharField(_("name"), max_length=120)
    is_working = models.BooleanField(
        _("is worked"),
        default=False,
        help_text=_("Tick it for a Saturday or Sunday on which the office works to make up for a day off."),
    )

    class Meta:
        verbose_name = _("public holiday or day made up for")
        verbose_name_plural = _("public holidays and days made up for")
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="special_day_has_name",
                violation_error_message=_("A special day needs a name."),
            )
        ]

    def __str__(self):
        return f"{self.day:%d/%m/%Y}: {self.name}"

    def clean(self):
        # Not a constraint: in SQLite it would call a function that only Django brings, and a dump couldn't be loaded.
        if self.is_working and self.day and self.day.weekday() < SATURDAY:
            raise ValidationError(
                {"is_working": _("Only a Saturday or Sunday can be worked to make up for a day off.")}
            )
