from django.db import models
from django.utils.translation import gettext_lazy as _

from .article import Article


class ImportedPage(models.Model):
    """Which legacy page an article came from: the key makes a second import change nothing."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="imported_from")
    key = models.CharField(max_length=64, unique=True)
    format = models.CharField(_("format"), max_length=30)
    file_name = models.CharField(_("file"), max_length=255)
    original_url = models.CharField(_("original address"), max_length=500, blank=True)
    report = models.JSONField(_("report"), default=list)
    imported_at = models.DateTimeField(_("imported at"), auto_now_add=True)

    class Meta:
        verbose_name = _("imported page")
        verbose_name_plural = _("imported pages")
        default_permissions = ["view"]

    def __str__(self):
        return self.file_name
