from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import Author, Source
from .photo import Photo
from .section import Section
from .tag import Tag
from .topic import Topic


class Shell(models.Model):
    """What recurring notices have in common: an article begins with a copy of it, and goes its own way from there."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(
        _("is offered"), default=True, help_text=_("Untick it for what is not needed at present.")
    )
    instructions = models.TextField(
        _("what is to be filled in"),
        max_length=1000,
        blank=True,
        help_text=_("Shown above the form while the article is being written; readers never see it."),
    )
    title = models.CharField(_("title"), max_length=250, blank=True)
    lead = models.TextField(_("lead"), blank=True)
    body = models.TextField(_("text"), blank=True)
    section = models.ForeignKey(
        Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    author = models.ForeignKey(
        Author, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    source = models.ForeignKey(
        Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    cover = models.ForeignKey(
        Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("main photo")
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="+", verbose_name=_("tags"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))

    class Meta:
        verbose_name = _("story shell")
        verbose_name_plural = _("story shells")
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="shell_has_a_name",
                violation_error_message=_("A story shell needs a name."),
            )
        ]

    def __str__(self):
        return self.name
