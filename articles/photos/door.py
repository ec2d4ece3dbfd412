"""The one door for photos: decoded, size-capped, turned upright, stripped of all metadata, encoded anew.

Nothing of the uploaded file is kept but its pixels, so no position of a citizen's house, no comment and no second
format hidden in the file reaches the public; when and by whom it was taken goes into fields. It is opened in a
process of its own (articles/darkroom). Stored names carry 128 random bits.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import IntegrityError, transaction
from django.db.models import F

from ..models import FormerPhotoName, Photo
from . import files
from .development import develop
from .errors import KnownPhoto, UnusablePhoto
from .reception import original_name, receive
from .room import refused_when_full


@refused_when_full(UnusablePhoto)
def ingest(upload, *, alt="", caption="", credit="", rights="", by=None) -> Photo:
    """Make a Photo of an uploaded file (anything with read(), size and perhaps a name).

    The photographer whom the file names is taken where no credit is given. Raises UnusablePhoto where it is no
    picture, too large, broken, or already in the library.
    """
    with TemporaryDirectory(prefix="photo-") as folder:
        source = Path(folder) / "upload"
        fingerprint = receive(upload, source)
        refuse_known(fingerprint)
        picture = develop(source, Path(folder) / "prints")
        photo = Photo(
            fingerprint=fingerprint,
            original_name=original_name(upload),
            alt=alt,
            caption=caption,
            credit=credit or picture.credit,
            rights=rights,
            taken_at=picture.taken_at,
            uploaded_by=by,
            **picture.columns,
        )
        with files.stored(picture) as name:
            photo.file = name
            try:
                with transaction.atomic():
                    photo.save()
            except IntegrityError:
                refuse_known(fingerprint)  # somebody else sent the same file at the same moment
                raise
    return photo


def refuse_known(fingerprint, *, besides=None):
    """Refuse a file that is a photo's, or was before it was replaced: what was taken down comes in by neither.

    `besides` is the photo that may have back what it had before.
    """
    if known := Photo.objects.filter(fingerprint=fingerprint).first():
        raise KnownPhoto(known)
    former = FormerPhotoName.objects.filter(fingerprint=fingerprint).exclude(photo=besides).select_related("photo")
    # Of several that had it, one that was taken down says so.
    if known := former.order_by(F("photo__taken_down_at").asc(nulls_last=True)).first():
        raise KnownPhoto(known.photo, is_former=True)
