"""The one door for photos: decoded, size-capped, turned upright, stripped of all metadata, encoded anew.

Nothing of the uploaded file is kept but its pixels, so no position of a citizen's house, no comment and no second
format hidden in the file reaches the public. Stored names carry 128 random bits.
"""

import hashlib
import re
import secrets
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from . import richtext
from .models import Photo
from .models.photo import SIZES, derivatives

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF", "MPO")
LARGE = 1600  # pixels on the longer side: fills the widest column at twice the density
PICTURE = re.compile(r'(?P<start><img src="(?P<src>[^"]*)"(?: alt="[^"]*")?)[^>]*>')  # as richtext writes it
SRGB = ImageCms.createProfile("sRGB")


class UnusablePhoto(Exception):
    """The upload can't become a photo; the message says why, in the reader's language."""


class KnownPhoto(UnusablePhoto):
    """The very same file is in the library already, as `photo`."""

    def __init__(self, photo):
        super().__init__(_("This photo is already in the library: “%(photo)s”.") % {"photo": photo})
        self.photo = photo


def ingest(upload, *, alt, caption="", credit="", by=None) -> Photo:
    """Make a Photo of an uploaded file (anything with read() and size).

    Raises UnusablePhoto where it is no picture, too large, broken, or already in the library.
    """
    if upload.size > settings.PHOTO_MAX_MEGABYTES * 1024 * 1024:
        raise UnusablePhoto(_("The photo is larger than %(limit)s MB.") % {"limit": settings.PHOTO_MAX_MEGABYTES})
    data = upload.read()
    fingerprint = hashlib.sha256(data).hexdigest()
    known = Photo.objects.filter(fingerprint=fingerprint).first()
    if known:
        raise KnownPhoto(known)
    large = _upright(data)
    stem = f"photos/{timezone.localdate():%Y/%m}/{secrets.token_hex(16)}"
    transparent = large.mode == "RGBA"
    photo = Photo(
        width=large.width,
        height=large.height,
        small_width=derivatives(*large.size)["small"],
        fingerprint=fingerprint,
        alt=alt,
        caption=caption,
        credit=credit,
        uploaded_by=by,
    )
    try:
        if transparent:
            photo.file = _store(f"{stem}.png", large, format="PNG", optimize=True)
        else:
            photo.file = _store(f"{stem}.jpg", large, format="JPEG", quality=82, optimize=True, progressive=True)
        for name in derivatives(*large.size):
            smaller = large.copy()
            smaller.thumbnail((SIZES[name], SIZES[name]))
            setattr(photo, name, _store(f"{stem}-{name}.webp", smaller, format="WEBP", quality=78, method=4))
        with transaction.atomic():
            photo.save()
    except Exception as error:
        for name in filter(None, (photo.file.name, photo.small.name, photo.medium.name)):
            default_storage.delete(name)
        if isinstance(error, IntegrityError) and (known := Photo.objects.filter(fingerprint=fingerprint).first()):
            raise KnownPhoto(known) from error  # somebody else sent the same file at the same moment
        raise
    return photo


def with_sizes(html: str) -> str:
    """Return cleaned HTML whose pictures carry the true size of their photo; those that are no photo of ours go.

    The page tells the browser the widths it may choose from (the filter article_html) without asking the database.
    """
    names = richtext.photo_names(html)
    if not names:
        return html
    known = {photo.file.url: photo for photo in Photo.objects.filter(file__in=names)}

    def sized(match):
        photo = known.get(match["src"])
        size = f' width="{photo.width}" height="{photo.height}"' if photo else ""
        return f"{match['start']}{size}>" if photo else ""

    return richtext.clean(PICTURE.sub(sized, html))


def _upright(data):
    """Decode within the pixel cap, turn by the camera's mark, bring to sRGB, shrink, and forget all metadata."""
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
        if image.width * image.height > settings.PHOTO_MAX_MEGAPIXELS * 1_000_000:
            raise Image.DecompressionBombError
        image.draft("RGB", (LARGE, LARGE))  # lets the JPEG decoder work at a fraction of the size
        image.load()
        image = ImageOps.exif_transpose(image)
        transparent = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
        image = _in_srgb(_in_eight_bits(image), transparent).convert("RGBA" if transparent else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnusablePhoto(
            _("The photo has more than %(limit)s megapixels.") % {"limit": settings.PHOTO_MAX_MEGAPIXELS}
        ) from error
    except Exception as error:  # Pillow's decoders raise many kinds; to the person they all mean the same
        raise UnusablePhoto(_("This file can't be read as a photo. Use JPEG, PNG or WebP.")) from error
    image.thumbnail((LARGE, LARGE))
    image.info = {}  # Pillow would write EXIF, comments and profiles kept here back into the new file
    return image


def _in_eight_bits(image):
    """Scale 16-bit grey down; Pillow's own conversion would cut off all but the darkest tones."""
    return image.convert("I").point(lambda value: value / 256).convert("L") if image.mode.startswith("I") else image


def _in_srgb(image, transparent):
    profile = image.info.get("icc_profile")
    if not profile:
        return image
    colours = image.convert({"LA": "L", "RGBA": "RGB", "P": "RGB", "PA": "RGB"}.get(image.mode, image.mode))
    try:
        converted = ImageCms.profileToProfile(
            colours, ImageCms.ImageCmsProfile(BytesIO(profile)), SRGB, outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a broken profile costs some colour, not the photo
    if transparent:  # colour management leaves that out
        converted.putalpha(image.convert("RGBA").getchannel("A"))
    return converted


def _store(name, image, **how):
    buffer = BytesIO()
    image.save(buffer, **how)
    return default_storage.save(name, ContentFile(buffer.getvalue()))
