"""Two photos that show the same become one: what pointed at the one points at the other, and so does its address."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from ..models import ContentVersion, FormerPhotoName, Photo
from . import approvals, files
from .errors import UnusablePhoto
from .rewriting import lock_articles, rewrite
from .uses import holders, typed_as_cover

WORDS = ("alt", "caption", "credit", "rights", "taken_at")  # taken from the other where the photo has none


def merge(photo, other, *, by, call_off=None) -> Photo:
    """Put `photo` wherever `other` stands, and take `other` out of the library; its files are kept for a month.

    Needs what replacing the file of `other` needs, and does to approvals and plans what that does. Raises UnusablePhoto
    where one of the two was taken down or is not there any more, and where a place lies out of reach.
    """
    approvals.require_change(other, by)
    with transaction.atomic():
        lock_articles(other)
        photo, other = _locked(photo, other)
        approvals.require_change(other, by)
        approvals.void(other, by, call_off)
        _take_words(photo, other)
        names = {other.file.name, *other.former_names.values_list("name", flat=True)}
        rewrite(other, names, photo)
        _take_places(photo, other)
        other.former_names.update(photo=photo)
        FormerPhotoName.objects.create(name=other.file.name, fingerprint=other.fingerprint, photo=photo, by=by)
        other.delete()
        ContentVersion.bump()
        # They are one whether the files can be moved or not: what stays is tried again by tick.
        transaction.on_commit(partial(files.retire, photo, other.file.name), robust=True)
    return photo


def words_from(photo, other) -> list[str]:
    """Return which of the words `photo` lacks and `other` has."""
    return [name for name in WORDS if not getattr(photo, name) and getattr(other, name)]


def _locked(photo, other):
    """Both photos, locked in the order of their keys, whichever of them is to stay."""
    keys = {photo.pk, other.pk}
    locked = {each.pk: each for each in Photo.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    if len(locked) < 2:
        raise UnusablePhoto(_("One of the two photos is not in the library any more."))
    for each in locked.values():
        if each.is_taken_down:
            said = _("“%(photo)s” was taken down. Bring it back first, then merge the two.")
            raise UnusablePhoto(said % {"photo": each})
    return locked[photo.pk], locked[other.pk]


def _take_words(photo, other):
    names = words_from(photo, other)
    for name in names:
        setattr(photo, name, getattr(other, name))
    photo.save(update_fields=names)


def _take_places(photo, other):
    """Let every row that pointed at `other` point at `photo`, once where it pointed at both."""
    for model, name in holders():
        rows = model._base_manager.filter(**{name: other})
        if model._meta.auto_created:  # a table of pairs, each pair once
            owner = next(field.name for field in model._meta.fields if field.is_relation and field.name != name)
            rows.filter(**{f"{owner}__in": model._base_manager.filter(**{name: photo}).values(owner)}).delete()
        rows.update(**{name: photo})
    for text in typed_as_cover(other).select_for_update():
        text.data["cover"] = [str(photo.pk)]
        text.save(update_fields=["data"])
