from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .comments_allowed import CommentsAllowed


class Section(models.Model):
    """A section of the site (chuyên mục). Two levels: a section stands at the top or below one at the top."""

    class FrontPage(models.TextChoices):
        CARDS = "cards", _("Cards with pictures")
        LIST = "list", _("List of titles")
        NOTICES = "notices", _("Box of notices")
        NONE = "none", _("Not on the front page")

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("below")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    description = models.CharField(_("description"), max_length=300, blank=True)
    front_page = models.CharField(_("on the front page"), max_length=10, choices=FrontPage, default=FrontPage.LIST)
    archive_notice = models.TextField(
        _("archive notice"),
        blank=True,
        help_text=_(
            "Shown above the section and each of its articles, for content taken over from a unit that is no more."
        ),
    )
    comments_allowed = models.CharField(
        _("comments"), max_length=8, choices=CommentsAllowed, default=CommentsAllowed.INHERIT
    )
    four_eyes = models.BooleanField(
        _("nobody approves their own text here"),
        default=False,
        help_text=_("Also where the editorial rules don't ask for it everywhere."),
    )

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="section_not_below_itself",
                violation_error_message=_("A section can't stand below itself."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="section_has_a_name",
                violation_error_message=_("A section needs a name."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("articles:section", args=[self.slug])

    def clean(self):
        if self.parent_id is None:
            return
        if self.parent.parent_id is not None:
            raise ValidationError({"parent": _("“%s” already stands below another section.") % self.parent})
        if self.pk and self.children.exists():
            raise ValidationError({"parent": _("This section has sections below it, so it must stay at the top.")})
