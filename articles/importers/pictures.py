"""The pictures of a saved page: taken into the library where they were saved beside it, named where they were not."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.files.base import ContentFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .. import photos
from .record import Figure, ImportedPage, Oddity, Turn


def take_over(page: ImportedPage, folder: Path) -> ImportedPage:
    """Return the page with its pictures as photos of ours; what can't be had loses its picture and is reported."""
    lost = []
    body = tuple(_block(block, folder, lost) for block in page.body)
    oddities = tuple(
        Oddity("picture-missing", None, format_lazy(_("The picture {name} was not saved with the page."), name=name))
        for name in lost
    )
    return replace(page, body=body, oddities=page.oddities + oddities)


def _block(block, folder, lost):
    if isinstance(block, Turn):
        return replace(block, blocks=tuple(_block(inner, folder, lost) for inner in block.blocks))
    if not isinstance(block, Figure) or not block.src:
        return block
    photo = _photo(block, folder)
    if photo is None:
        lost.append(unquote(urlsplit(block.src).path).rpartition("/")[2] or block.src[:60])
        return replace(block, src="")
    return replace(block, src=photo.file.url)


def _photo(figure, folder):
    address = urlsplit(figure.src)
    if address.scheme or address.netloc:
        return None
    path = (folder / unquote(address.path)).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        return None
    words = {"alt": (figure.alt or figure.caption)[:250], "caption": figure.caption[:300]}
    try:
        return photos.ingest(ContentFile(path.read_bytes(), path.name), **words)
    except photos.KnownPhoto as known:
        return known.photo
    except photos.UnusablePhoto:
        return None
