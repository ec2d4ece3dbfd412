from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Author(models.Model):
    """Somebody who signs articles. What they were on the day of an article stands in its byline, not here."""

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    position = models.CharField(_("position"), max_length=150, blank=True)
    organisation = models.CharField(_("organisation"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("articles:author", args=[self.slug])

    @property
    def role(self):
        return ", ".join(filter(None, [self.position, self.organisation]))


class Source(models.Model):
    """Where a text comes from (nguồn); its code stands before the lead: "HNP - …"."""

    code = models.CharField(
        _("code"),
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^[^\W_]+$", _("Letters and digits only, such as HNP."))],
    )
    name = models.CharField(_("name"), max_length=150)
    url = models.URLField(_("web address"), blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} – {self.name}"
