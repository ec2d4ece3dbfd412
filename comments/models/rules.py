from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..contact import normalised_phone
from ..states import Flag


class CommentRules(models.Model):
    """How this office deals with comments. One row, made with the tables; the site identity points at it."""

    decision_days = models.PositiveSmallIntegerField(
        _("working days until a comment is decided on"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Readers see it beside the form; later ones are marked as late on the desk."),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("working days until a unit answers"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Counted from the day the comment came in. A unit may have its own."),
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("days until an article takes no more comments"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Counted from its publication. Empty: never. An article may have its own date."),
    )
    keep_contact_days = models.PositiveSmallIntegerField(
        _("days that phone numbers are kept"),
        default=30,
        validators=[MaxValueValidator(730)],
        help_text=_("Counted from the decision. Then the phone and all other contact data are erased."),
    )
    per_minute = models.PositiveSmallIntegerField(
        _("comments a minute from one address"),
        default=5,
        help_text=_("More are refused until the next minute. 0: off."),
    )
    per_hour = models.PositiveSmallIntegerField(
        _("comments an hour from one address"), default=20, help_text=_("More are marked for the moderator. 0: off.")
    )
    article_per_minute = models.PositiveSmallIntegerField(
        _("comments a minute on one article"),
        default=60,
        help_text=_("More are refused until the next minute. 0: off."),
    )
    lookups_per_minute = models.PositiveSmallIntegerField(
        _("look-ups a minute from one address"), default=10, help_text=_("0: off.")
    )
    shortest_seconds = models.PositiveSmallIntegerField(
        _("seconds that writing takes at least"),
        default=5,
        validators=[MaxValueValidator(300)],
        help_text=_("A comment that comes sooner after its form is marked for the moderator. 0: off."),
    )
    public_phones = models.TextField(
        _("phone numbers of the office"),
        blank=True,
        help_text=_("One a line. They are no secret: comments and answers that name them keep them."),
    )
    looks_for = models.JSONField(
        _("what a comment is looked through for"), null=True, blank=True
    )  # values of Flag; null: all of them

    class Meta:
        verbose_name = _("rules for comments")
        verbose_name_plural = _("rules for comments")
        default_permissions = ["change", "view"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="comment_rules_single_row",
                violation_error_message=_("There is one set of rules for comments."),
            )
        ]

    def __str__(self):
        return str(_("Rules for comments"))

    def watches(self, flag) -> bool:
        return self.looks_for is None or Flag(flag) in self.looks_for

    @property
    def spared(self):
        """The office's own numbers as they are stored, which no mask covers."""
        return frozenset(filter(None, map(normalised_phone, self.public_phones.splitlines())))

    @classmethod
    def current(cls):
        return cls.objects.filter(pk=1).first() or cls(pk=1)
