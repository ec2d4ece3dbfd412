import hashlib

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConsentText(models.Model):
    """What a reader agrees to, word for word. Never changed: a new wording is a new row; each comment keeps its own.

    Decree 356/2025 asks that consent can be shown: who, when, and to what.
    """

    text = models.TextField(_("text"))
    valid_from = models.DateTimeField(_("valid from"), default=timezone.now)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        default_permissions = ["add", "view"]
        ordering = ["-pk"]

    def __str__(self):
        return self.text

    @property
    def fingerprint(self):
        """SHA-256 of the text in UTF-8, stored with each comment: it shows that the wording was not changed since."""
        return hashlib.sha256(self.text.encode()).hexdigest()
