"""A photo gets other files: every text that shows it, live or being written or long past, shows the new one."""

import logging
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import ContentVersion, FormerPhotoName, Photo
from . import approvals, files
from .development import develop
from .door import refuse_known
from .errors import UnusablePhoto
from .reception import original_name, receive
from .rewriting import lock_articles, rewrite
from .room import refused_when_full
from .taking_down import settle

logger = logging.getLogger("articles.photos")

NAMED_WITH_SIZE = r"-[1-9][0-9]*x[1-9][0-9]*\.(jpg|png)$"


@refused_when_full(UnusablePhoto)
def replace(photo, upload, *, by, call_off=None) -> Photo:
    """Give a photo the files of another upload, under a new name; its words and its focus stay.

    Needs the right to change photos, and that every place where it stands is within reach. Texts that were approved
    with the old picture are not approved any more, and `call_off` takes their schedules back. Raises UnusablePhoto
    for what the door refuses, for the same file again, for a photo that was taken down, and where a place lies out of
    reach.
    """
    approvals.require_change(photo, by)
    with TemporaryDirectory(prefix="photo-") as folder:
        source = Path(folder) / "upload"
        fingerprint = receive(upload, source)
        if fingerprint == photo.fingerprint:
            raise UnusablePhoto(_("This is the very file that the photo has now."))
        refuse_known(fingerprint, besides=photo)
        picture = develop(source, Path(folder) / "prints")
        facts = {
            "fingerprint": fingerprint,
            "original_name": original_name(upload),
            "taken_at": picture.taken_at,
        }
        return _renew(photo, picture, by=by, is_another=True, call_off=call_off, **facts)


def rebuild(photo) -> Photo:
    """Make the files of a photo anew from its master, for one from before there were renditions."""
    with TemporaryDirectory(prefix="photo-") as folder:
        source = Path(folder) / "upload"
        with photo.file.open() as file:
            receive(file, source)
        return _renew(photo, develop(source, Path(folder) / "prints"), by=None)


def without_renditions():
    """The photos that `rebuild` is for. Those that were taken down wait until they are brought back."""
    return Photo.objects.filter(taken_down_at=None).exclude(file__regex=NAMED_WITH_SIZE)


def purge_replaced(now) -> int:
    """Delete files that were replaced more than a month ago; return how many.

    Also moves what a failed move, or a process that died before it, left in the public's reach, however long ago. A
    file that can't be moved holds up no other; the run tells of it at its end.
    """
    down = [each for each in Photo.objects.exclude(taken_down_at=None) if files.are_public(each.file.name)]
    former = [each for each in FormerPhotoName.objects.select_related("photo") if files.are_public(each.name)]
    moves = [partial(settle, each.pk) for each in down]
    moves += [partial(files.retire, each.photo, each.name) for each in former]
    faults = [fault for move in moves if (fault := _fault_of(move))]
    count = files.purge(timezone.localdate(now))
    if faults:
        raise faults[0]
    return count


def _fault_of(move):
    try:
        move()
    except Exception as error:
        logger.exception("Failed: %s", move)
        return error
    return None


def _renew(photo, picture, *, by, is_another=False, call_off=None, **facts):
    with files.stored(picture) as name:
        try:
            with transaction.atomic():
                lock_articles(photo)
                photo = Photo.objects.select_for_update().get(pk=photo.pk)
                if photo.is_taken_down:
                    raise UnusablePhoto(_("This photo was taken down. Bring it back first, then replace it."))
                if is_another:
                    approvals.require_change(photo, by)
                former = photo.file.name
                FormerPhotoName.objects.create(name=former, fingerprint=photo.fingerprint, photo=photo, by=by)
                photo.file = name
                for column, value in (picture.columns | facts).items():
                    setattr(photo, column, value)
                photo.save()
                rewrite(photo, set(photo.former_names.values_list("name", flat=True)), photo)
                if is_another:
                    approvals.void(photo, by, call_off)
                ContentVersion.bump()
                # The photo is replaced whether its old files can be moved or not: what stays is tried again by tick.
                transaction.on_commit(partial(files.retire, photo, former), robust=True)
        except IntegrityError:
            if "fingerprint" in facts:
                refuse_known(facts["fingerprint"], besides=photo)  # somebody else sent the same file at the same moment
            raise
    return photo
