from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .article import Article


class BrokenLink(models.Model):
    """A link in a public text that leads nowhere on this site, as the regular work found it."""

    class Why(models.TextChoices):
        MISSING = "missing", _("there is nothing at this address")
        NOT_PUBLIC = "not_public", _("readers can't see what is there")
        LOCAL = "local", _("it leads to a computer of the office")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))
    address = models.TextField(_("address"))
    key = models.CharField(max_length=64)  # SHA-256 of the address: some databases index no text of any length
    why = models.CharField(_("why"), max_length=12, choices=Why)
    found_at = models.DateTimeField(_("found at"), default=timezone.now)

    class Meta:
        verbose_name = _("broken link")
        verbose_name_plural = _("broken links")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["article", "key"],
                name="broken_link_once",
                violation_error_message=_("This link is in the list already."),
            )
        ]

    def __str__(self):
        return self.address


class LinkScan(models.Model):
    """How far the search for broken links has come: one row."""

    last_article = models.PositiveBigIntegerField(default=0)
    round_began_at = models.DateTimeField(null=True)
    round_ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="link_scan_single_row",
                violation_error_message="There is one search for broken links.",
            )
        ]

    def __str__(self):
        return str(self.last_article)
