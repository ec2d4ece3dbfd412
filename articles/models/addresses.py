from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .article import Article


class FormerSlug(models.Model):
    """What a section, author, topic or tag was called in addresses before it was renamed: they lead on for ever."""

    class Kind(models.TextChoices):
        SECTION = "section", _("Section")
        AUTHOR = "author", _("Author")
        TOPIC = "topic", _("Topic")
        TAG = "tag", _("Tag")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    slug = models.SlugField(_("former address"), max_length=80)
    target = models.BigIntegerField(_("key of what was renamed"))

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"],
                name="former_slug_once",
                violation_error_message=_("This former address is known already."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["section", "author", "topic", "tag"]),
                name="former_slug_known_kind",
                violation_error_message=_("Unknown kind."),
            ),
        ]

    def __str__(self):
        return f"{self.kind}: {self.slug}"


class OldAddress(models.Model):
    """Where an address of a former site leads: to an article, to another address, or nowhere any more (410).

    `key` is what articles/addresses.py makes of the address, so that its spellings are one; legacy addresses are
    longer than any index takes.
    """

    path = models.TextField(_("old address"), max_length=2000)
    key = models.CharField(max_length=64, unique=True, editable=False)
    article = models.ForeignKey(
        Article,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="old_addresses",
        verbose_name=_("leads to the article"),
    )
    target = models.CharField(
        _("leads to the address"),
        max_length=500,
        blank=True,
        validators=[RegexValidator(r"^(/(?![/\\\s])|https?://)", _("A link begins with / or https://."))],
        help_text=_("Begins with / on this site, or with https:// elsewhere. Both empty: gone for good."),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=True) | Q(target=""),
                name="old_address_one_target",
                violation_error_message=_("It leads to an article or to an address, not to both."),
            ),
            models.CheckConstraint(
                condition=~Q(path=""),
                name="old_address_has_path",
                violation_error_message=_("An old address can't be empty."),
            ),
        ]

    def __str__(self):
        return self.path[:100]
