"""The stored files of photos: where they lie, and where they are put out of the public's reach."""

import hashlib
import secrets
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path, PurePosixPath

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone

from ..models import Photo
from ..renditions import Renditions

HELD = "held"  # no address leads there, and the names in it are known to nobody
REPLACED = f"{HELD}/replaced"  # a folder a day
KEPT = timedelta(days=30)
FORMER_SIZES = ("-small", "-medium")  # what stood beside a photo before sizes stood in names


def names_of(master: str) -> list[str]:
    """Return the storage names of all files of a photo, the master first; some of an old photo may not be there."""
    if renditions := Renditions.of(master):
        return renditions.names()
    return [master, *(f"{master.rpartition('.')[0]}{size}.webp" for size in FORMER_SIZES)]


def masters_of(name: str) -> list[str]:
    """Return which masters a file may stand beside, itself among them."""
    stem, _dot, _ending = name.rpartition(".")
    beside = stem.rpartition("-")[0]
    return [name, *(f"{each}.{ending}" for each in (stem, beside) for ending in ("jpg", "png"))]


@contextmanager
def stored(picture):
    """Store a developed photo under a new name and give its master's name; nothing stays where the block fails.

    What fails behind the commit undoes nothing any more: a file that no row names is a trifle, a row without its
    files is a lost photo. So the database is asked.
    """
    stem = f"photos/{timezone.localdate():%Y/%m}/{secrets.token_hex(16)}"
    names = []
    try:
        for name in picture.files:
            with (picture.folder / name).open("rb") as file:
                names.append(default_storage.save(name.replace("photo", stem, 1), File(file)))
        yield names[0]
    except BaseException:
        if not (names and Photo.objects.filter(file=names[0]).exists()):
            remove(names)
        raise


def remove(names):
    for name in names:
        default_storage.delete(name)


def are_public(master) -> bool:
    """Whether any file of a photo lies where readers reach it."""
    return any(default_storage.exists(name) for name in names_of(master))


def hold(photo):
    """Put all files of a photo where nobody finds them. May be done again."""
    for name in names_of(photo.file.name):
        move(name, held_name(photo, name))


def release(photo):
    """Put all files of a photo back in their places. May be done again."""
    for name in names_of(photo.file.name):
        move(held_name(photo, name), name)


def held_name(photo, name) -> str:
    """The name follows from the upload's fingerprint, which is nowhere published: a web server that serves the whole
    folder of media gives nothing away, for nobody can ask for it."""
    return f"{HELD}/{hashlib.sha256(f'{photo.fingerprint}:{name}'.encode()).hexdigest()}"


def held() -> set[str]:
    """Return the names of all files that lie out of the public's reach, those of replaced photos not among them."""
    return {f"{HELD}/{name}" for name in _listed(HELD)[1]}


def retire(photo, master):
    """Put the files that a photo had under a former name aside for a month."""
    folder = f"{REPLACED}/{timezone.localdate().isoformat()}/{photo.pk}-{secrets.token_hex(16)}"
    for name in names_of(master):
        move(name, f"{folder}/{PurePosixPath(name).name}")


def retired(photo) -> list[str]:
    """Return the names of all files of a photo that were put aside and are still there."""
    folders = [f"{REPLACED}/{day}/{own}" for day in _days() for own in _listed(f"{REPLACED}/{day}")[0]]
    own = [folder for folder in folders if PurePosixPath(folder).name.startswith(f"{photo.pk}-")]
    return [f"{folder}/{name}" for folder in own for name in _listed(folder)[1]]


def purge(today: date) -> int:
    """Delete what was put aside more than a month ago; return how many files that were."""
    count = 0
    for day in _days():
        if date.fromisoformat(day) > today - KEPT:
            continue
        for own in _listed(f"{REPLACED}/{day}")[0]:
            names = [f"{REPLACED}/{day}/{own}/{name}" for name in _listed(f"{REPLACED}/{day}/{own}")[1]]
            remove(names)
            count += len(names)
            remove([f"{REPLACED}/{day}/{own}"])
        remove([f"{REPLACED}/{day}"])
    return count


def _days():
    """The folders of ours; others may lie beside them, of a file system or a program that keeps copies."""
    return [name for name in _listed(REPLACED)[0] if _is_day(name)]


def _is_day(name):
    with suppress(ValueError):
        return date.fromisoformat(name).isoformat() == name
    return False


def _listed(folder):
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def move(name, target):
    """Move a file; where it isn't any more, another process or an earlier run has moved it, and nothing is touched."""
    if not default_storage.exists(name):
        return
    try:
        source, place = Path(default_storage.path(name)), Path(default_storage.path(target))
    except NotImplementedError:  # a storage without folders of ours
        _copy_away(name, target)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        source.replace(place)  # in one stroke, and on a full disk too


def _copy_away(name, target):
    """Move a file where the storage knows no renaming. Its bytes are at hand before anything is deleted."""
    try:
        with default_storage.open(name) as file:
            content = file.read()
    except FileNotFoundError:
        return
    if not (default_storage.exists(target) and default_storage.size(target) == len(content)):
        default_storage.delete(target)  # half of it may be there, where the move was broken off
        default_storage.save(target, ContentFile(content))
    default_storage.delete(name)
