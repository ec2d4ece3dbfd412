from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .photo import Photo, shown


class Topic(models.Model):
    """A story that goes on over many articles (dòng sự kiện), with a page of its own that tells what it is about."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    description = models.TextField(
        _("what it is about"), max_length=2000, blank=True, help_text=_("A few sentences above the articles.")
    )
    cover = models.ForeignKey(
        Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("main photo")
    )
    on_front_page = models.BooleanField(_("on the front page"), default=False)
    is_closed = models.BooleanField(
        _("the story has ended"),
        default=False,
        help_text=_("Its page stays; it is no longer offered for new articles."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="topic_has_a_name",
                violation_error_message=_("A topic needs a name."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("articles:topic", args=[self.slug])

    @property
    def shown_cover(self):
        """Its own photo as readers may see it."""
        return shown(self.cover)
