from urllib.parse import quote

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .article import Article


class Attachment(models.Model):
    """A document that articles offer for download. Its file comes from articles/attachments alone, which checks it."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOC = "doc", "Word (.doc)"
        DOCX = "docx", "Word"
        XLS = "xls", "Excel (.xls)"
        XLSX = "xlsx", "Excel"
        PPT = "ppt", "PowerPoint (.ppt)"
        PPTX = "pptx", "PowerPoint"
        ODT = "odt", "OpenDocument (.odt)"
        ODS = "ods", "OpenDocument (.ods)"
        ODP = "odp", "OpenDocument (.odp)"

    file = models.FileField(_("file"), max_length=200, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, editable=False)
    title = models.CharField(_("title"), max_length=200)
    file_size = models.PositiveBigIntegerField(_("size"), editable=False)  # bytes
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of the file
    original_name = models.CharField(_("name of the file"), max_length=200, blank=True, editable=False)
    taken_down_at = models.DateTimeField(_("taken down at"), null=True, editable=False)
    taken_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    take_down_reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, verbose_name=_("uploaded by")
    )

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["-pk"]
        permissions = [("take_down_attachment", _("Can take attachments down"))]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="attachment_has_a_title",
                violation_error_message=_("An attachment needs a title."),
            )
        ]

    def __str__(self):
        return self.title

    @property
    def url(self):
        return self.file.url

    @property
    def is_taken_down(self):
        return self.taken_down_at is not None

    @property
    def download_name(self):
        """The name under which a browser stores it, as the last part of its address has it."""
        return quote(self.file.name.rpartition("/")[2])


class ArticleAttachment(models.Model):
    """An attachment as one article offers it, under the title that it has there."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="attachments")
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="uses", verbose_name=_("attachment")
    )
    title = models.CharField(_("title"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("attachment of an article")
        verbose_name_plural = _("attachments of articles")
        default_permissions = []
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "order"],
                name="attachment_order_once",
                violation_error_message=_("Two attachments can't stand in the same place."),
            ),
            models.UniqueConstraint(
                fields=["article", "attachment"],
                name="attachment_once_in_article",
                violation_error_message=_("This attachment is in the article already."),
            ),
        ]

    def __str__(self):
        return self.title
