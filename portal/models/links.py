from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkBlock(models.Model):
    """A block of links to other offices' sites (liên kết), on the front page and on the site map."""

    name = models.CharField(_("name"), max_length=100)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("block of links")
        verbose_name_plural = _("blocks of links")
        ordering = ["order", "name"]

    def __str__(self):
        return self.name


class Link(models.Model):
    block = models.ForeignKey(LinkBlock, on_delete=models.CASCADE, related_name="links", verbose_name=_("block"))
    name = models.CharField(_("name"), max_length=150)
    url = models.CharField(
        _("web address"),
        max_length=500,
        validators=[RegexValidator(r"^(/(?![/\\\s])|https?://)", _("A link begins with / or https://."))],
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["order", "pk"]
        default_permissions = []

    def __str__(self):
        return self.name
