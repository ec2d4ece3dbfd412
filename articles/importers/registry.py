"""The kinds of legacy pages we can read, and the one way to read a file."""

from pathlib import Path

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import city_portal, district_portal
from .loading import Document, load
from .record import ImportedPage, UnreadablePage

# In this order: the first that knows the page reads it.
FORMATS = (city_portal, district_portal)


def read_page(path: Path, format: str | None = None) -> ImportedPage:
    """Read one legacy page, of the named format or of the first that matches; raise UnreadablePage otherwise."""
    reader = _named(format) if format else None
    document = load(path)
    return (reader or _matching(document)).read(document)


def _named(name: str):
    for reader in FORMATS:
        if name == reader.NAME:
            return reader
    names = ", ".join(reader.NAME for reader in FORMATS)
    raise UnreadablePage(format_lazy(_("There is no format {name}; known are: {names}."), name=name, names=names))


def _matching(document: Document):
    for reader in FORMATS:
        if reader.matches(document.lines):
            return reader
    raise UnreadablePage(
        format_lazy(_("No known kind of page in {name}: no title with a date was found."), name=document.file_name)
    )
