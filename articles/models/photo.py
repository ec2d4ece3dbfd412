from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..renditions import TYPES, Renditions

FOCUS_STEP = 10  # percent: the strict policy allows no inline style, so each step is a class of the style sheet


class Photo(models.Model):
    """A picture of the media library. Its files come from articles/photos alone, which strips and re-encodes.

    `file` is the master; the smaller files beside it are no columns (articles/renditions.py).
    """

    file = models.FileField(_("file"), editable=False, unique=True)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    file_size = models.PositiveIntegerField(_("size"), editable=False, default=0)  # bytes of the master
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of the file as it was sent
    likeness = models.CharField(max_length=16, editable=False, blank=True)  # 64 bits in hex: alike where few differ
    # Its four parts, by which alike ones are looked up: photos/likeness.py.
    likeness_0 = models.PositiveIntegerField(null=True, editable=False, db_index=True)
    likeness_1 = models.PositiveIntegerField(null=True, editable=False, db_index=True)
    likeness_2 = models.PositiveIntegerField(null=True, editable=False, db_index=True)
    likeness_3 = models.PositiveIntegerField(null=True, editable=False, db_index=True)
    original_name = models.CharField(_("name of the file"), max_length=200, blank=True, editable=False)
    alt = models.CharField(
        _("description for people who can't see it"),
        max_length=250,
        blank=True,
        help_text=_("Say what the picture shows, in one sentence."),
    )
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("photo credit"), max_length=120, blank=True)
    rights = models.CharField(
        _("rights"),
        max_length=200,
        blank=True,
        help_text=_("Who allowed the use and for what: “own photo”, “with the school's consent, for news only”."),
    )
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    focus_x = models.PositiveSmallIntegerField(
        _("focal point, from the left"), default=50, validators=[MaxValueValidator(100)], help_text=_("In percent.")
    )
    focus_y = models.PositiveSmallIntegerField(
        _("focal point, from the top"), default=50, validators=[MaxValueValidator(100)], help_text=_("In percent.")
    )
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
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-pk"]
        permissions = [("take_down_photo", _("Can take photos down"))]
        indexes = [
            models.Index(F("taken_down_at"), name="photo_taken_down"),
            models.Index(F("uploaded_at"), name="photo_uploaded"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focus_x__lte=100, focus_y__lte=100),
                name="photo_focus_inside",
                violation_error_message=_("The focal point lies inside the picture: 0 to 100 percent."),
            )
        ]

    def __str__(self):
        return self.caption or self.alt or self.original_name or str(_("Photo"))

    @property
    def is_taken_down(self):
        return self.taken_down_at is not None

    @property
    def pixels(self):
        return self.width * self.height

    @property
    def media_type(self):
        return TYPES[self.file.name.rpartition(".")[2]]

    @property
    def renditions(self) -> Renditions | None:
        """The smaller files, as addresses; None for a photo from before they were made."""
        return Renditions.of(self.file.url)

    @property
    def fallback_url(self):
        """The address of the JPEG or PNG of at most 960 pixels, for whatever knows no newer format."""
        return self.renditions.fallback if self.renditions else self.file.url

    @property
    def thumbnail_url(self):
        """The address of the smallest file."""
        return self.renditions.thumbnail if self.renditions else self.file.url

    @property
    def focus_class(self):
        """The classes that keep what matters in sight where the picture is cut: "fx-30 fy-50"."""
        x, y = (round(percent / FOCUS_STEP) * FOCUS_STEP for percent in (self.focus_x, self.focus_y))
        return f"fx-{x} fy-{y}"

    @property
    def preview(self):
        return format_html('<img class="photo-preview" src="{}" alt="{}" loading="lazy">', self.thumbnail_url, self.alt)


def shown(photo) -> Photo | None:
    """The photo as readers may see it: none once it was taken down."""
    return photo if photo and not photo.is_taken_down else None


class FormerPhotoName(models.Model):
    """The storage name of a master that was replaced: pages, feeds and drafts that still name it find the new one."""

    name = models.CharField(max_length=100, unique=True)
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)  # of the upload that it was made of
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="former_names")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        default_permissions = []
        verbose_name = _("former file")
        verbose_name_plural = _("former files")

    def __str__(self):
        return self.name
