"""A photo out of the public's reach, back again, or gone for good; and what its address says meanwhile."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import text as plain
from ..models import ContentVersion, FormerPhotoName, Photo
from ..renditions import Renditions
from . import approvals, files
from .errors import InUse, UnusablePhoto
from .uses import uses


def take_down(photo, *, by, reason) -> Photo:
    """Take all files of a photo off the site and keep who did it, when and why. Taken down already: the files alone.

    Needs the right to take photos down, and that every place where it stands is within reach. The articles stay as
    they are and show nothing in its place.
    """
    _require(by, "articles.take_down_photo")
    approvals.require_reach(photo, by)
    reason = plain.one_line(reason)[:300]
    if not reason:
        raise UnusablePhoto(_("Say why the photo is taken down."))
    with transaction.atomic():
        photo = _locked(photo)
        if not photo.is_taken_down:
            photo.taken_down_at, photo.taken_down_by, photo.take_down_reason = timezone.now(), by, reason
            photo.save(update_fields=["taken_down_at", "taken_down_by", "take_down_reason"])
            ContentVersion.bump()
        transaction.on_commit(partial(settle, photo.pk))
    return photo


def bring_back(photo, *, by) -> Photo:
    """Put a photo that was taken down back on the site, at its old address."""
    _require(by, "articles.take_down_photo")
    approvals.require_reach(photo, by)
    with transaction.atomic():
        photo = _locked(photo)
        if photo.is_taken_down:
            photo.taken_down_at, photo.taken_down_by, photo.take_down_reason = None, None, ""
            photo.save(update_fields=["taken_down_at", "taken_down_by", "take_down_reason"])
            ContentVersion.bump()
        transaction.on_commit(partial(settle, photo.pk))
    return photo


def settle(key):
    """Move the files of a photo to where its row says that they belong. May be done again.

    The row stays locked meanwhile: who changes it at the same moment moves the files after this.
    """
    with transaction.atomic():
        photo = Photo.objects.select_for_update(no_key=True).filter(pk=key).first()
        if photo is not None:
            (files.hold if photo.is_taken_down else files.release)(photo)


def delete(photo, *, by):
    """Delete a photo that stands nowhere, with all its files. Raises InUse with the places where it does stand."""
    _require(by, "articles.delete_photo")
    with transaction.atomic():
        photo = Photo.objects.select_for_update().get(pk=photo.pk)
        if found := uses(photo):
            raise InUse(photo, found)
        names = files.names_of(photo.file.name)
        names += [files.held_name(photo, name) for name in names]
        names += files.retired(photo)
        photo.delete()
        transaction.on_commit(partial(files.remove, names))


def at_address(name) -> tuple | None:
    """Return what a request for a missing file is answered with: ("gone", photo), ("moved", its new name) or None."""
    masters = files.masters_of(name.replace("\0", ""))  # PostgreSQL stores no NUL, and says so loudly
    down = Photo.objects.filter(file__in=masters, taken_down_at__isnull=False).first()
    if down:
        return ("gone", down)
    former = FormerPhotoName.objects.filter(name__in=masters).select_related("photo").first()
    if former is None:
        return None
    return ("gone", former.photo) if former.photo.is_taken_down else ("moved", _counterpart(name, former))


def _counterpart(name, former):
    """Return the file of today that stands for a former one: as wide, or the next wider one, of the same kind."""
    renditions = Renditions.of(former.photo.file.name)
    if name == former.name or renditions is None:
        return former.photo.file.name
    size, _dot, ending = name.rpartition("-")[2].partition(".")
    if ending not in {"avif", "webp"}:
        return renditions.fallback
    wanted = int(size) if size.isdecimal() and len(size) < 6 else FORMER_WIDTHS.get(size, 0)
    width = next((width for width in renditions.widths if width >= wanted), renditions.widths[-1])
    return renditions.address(width, ending)


FORMER_WIDTHS = {"small": 640, "medium": 960}  # pixels, as near as today's files come


def _locked(photo):
    """Lock a photo without its key: publishing raises the version first and then points at this row, here it is the
    other way round, and PostgreSQL would end one of the two."""
    return Photo.objects.select_for_update(no_key=True).get(pk=photo.pk)


def _require(by, permission):
    if by is not None and not by.has_perm(permission):
        raise PermissionDenied
