from django.conf import settings
from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

# Pixels on the longer side of the WebP files that stand beside a photo: a phone of two pixels to a point shows 800.
SIZES = {"small": 640, "medium": 800}


def derivatives(width, height):
    """Return the WebP files that a photo of this size has beside it, by name, with the width of each in pixels."""
    longer = max(width, height)
    return {
        name: max(1, round(width * min(1, size / longer)))
        for name, size in SIZES.items()
        if name == "small" or longer > size
    }


class Photo(models.Model):
    """A picture of the media library. Its files come from articles/photos.py alone, which strips and re-encodes."""

    file = models.FileField(_("file"), editable=False)
    small = models.FileField(_("small file"), editable=False)
    medium = models.FileField(_("middle file"), editable=False, blank=True)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    small_width = models.PositiveIntegerField(editable=False)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    alt = models.CharField(
        _("description for people who can't see it"),
        max_length=250,
        help_text=_("Say what the picture shows, in one sentence."),
    )
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("photo credit"), max_length=120, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, verbose_name=_("uploaded by")
    )

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-pk"]

    def __str__(self):
        return self.caption or self.alt

    @property
    def srcset(self):
        """All sizes for the browser to choose from."""
        widths = derivatives(self.width, self.height)
        files = [(getattr(self, name).url, width) for name, width in widths.items() if getattr(self, name)]
        if self.width > max(widths.values()):
            files.append((self.file.url, self.width))
        return ", ".join(f"{url} {width}w" for url, width in files)

    @property
    def preview(self):
        return format_html('<img class="photo-preview" src="{}" alt="{}" loading="lazy">', self.small.url, self.alt)
