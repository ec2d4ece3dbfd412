from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .article import Article


class Correction(models.Model):
    """A public note on an article: what was wrong and what is right (đính chính). It is added to, never rewritten."""

    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("article")
    )
    text = models.TextField(_("correction"), max_length=1000)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        default_permissions = ["view"]
        ordering = ["-at", "-pk"]
        indexes = [models.Index(F("at").desc(), F("id").desc(), name="correction_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="correction_has_text",
                violation_error_message=_("A correction needs a text."),
            )
        ]

    def __str__(self):
        return self.text[:60]
