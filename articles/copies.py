"""One article as a single file that a reader keeps: its photos inside it, its links whole, nothing left to fetch."""

import re
from base64 import b64encode
from functools import cache
from html import escape, unescape
from urllib.parse import quote, urljoin

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.html import format_html
from django.utils.translation import gettext as _

from .renditions import TYPES, Renditions
from .text import one_line

# The small files of photos weigh 20 to 60 KB; what goes beyond is linked, so that no file grows without end.
MOST_PHOTOS = 16
MOST_BYTES = 1_500_000
LONGEST_NAME = 70  # characters; a file's name may have 255 bytes, and a Vietnamese letter has up to three
WIDEST = 640  # pixels of a photo in the file
PART = re.compile(
    r'<a href="(?P<href>[^"]*)"|(?P<end></a>)|'
    r'<img src="(?P<src>[^"]+\.(?:jpg|png))"(?: alt="(?P<alt>[^"]*)")?(?P<size>[^>]*)>'
)
UNFIT = re.compile(r'[\\/:*?"<>|%\x00-\x1f]+')  # for a name on some system


class Album:
    """Hands out small photos as data: addresses, up to a number and a weight; "" beyond, or where a file is lost."""

    def __init__(self):
        self.photos_left = MOST_PHOTOS
        self.bytes_left = MOST_BYTES

    def address_of(self, master) -> str:
        """Take the smaller file of a photo by the storage name of its large one, or that itself where it is alone."""
        name = _smaller(master)
        data = self._read(name) if self.photos_left else b""
        if not data:
            return ""
        self.photos_left -= 1
        self.bytes_left -= len(data)
        return f"data:{TYPES[name.rpartition('.')[2]]};base64,{b64encode(data).decode()}"

    def _read(self, name):
        try:
            with default_storage.open(name) as file:
                data = file.read(self.bytes_left + 1)
        except OSError:
            return b""
        return data if len(data) <= self.bytes_left else b""


def _smaller(master):
    files = Renditions.of(master)
    return files.address(max([width for width in files.widths if width <= WIDEST]), "webp") if files else master


def cover(photo, album: Album) -> str:
    """Return the main photo as an image that stands in the file, or nothing."""
    address = album.address_of(photo.file.name) if photo else ""
    if not address:
        return ""
    written = '<img src="{}" alt="{}" width="{}" height="{}">'
    return format_html(written, address, photo.alt, photo.width, photo.height)


def self_contained(body: str, page: str, album: Album) -> str:
    """Return a cleaned body whose photos stand in it and whose links also work from a file; `page` is its address."""
    is_linked = False

    def kept(part):
        nonlocal is_linked
        if part["src"]:
            return _photo(part, page, album, is_linked)
        is_linked = not part["end"]
        return f'<a href="{escape(_whole(page, unescape(part["href"])))}"' if is_linked else part[0]

    return PART.sub(kept, body)


def _photo(part, page, album, is_linked):
    address = album.address_of(unescape(part["src"]).removeprefix(settings.MEDIA_URL))
    if address:
        return f'<img src="{address}" alt="{part["alt"] or ""}"{part["size"]}>'
    words = part["alt"] or escape(_("Photo"))
    large = escape(_whole(page, unescape(part["src"])))
    return words if is_linked else f'<a href="{large}">{words}</a>'


def _whole(page, address):
    try:
        return urljoin(page, address)
    except ValueError:  # "//[a" is no address; it leads nowhere there either
        return address


@cache
def style() -> str:
    """The style sheet of the file. It stands in the page escaped, and is written so that this changes nothing."""
    return (settings.BASE_DIR / "static/css/copy.css").read_text()


def attachment(title: str, slug: str) -> str:
    """Return a Content-Disposition that saves under the title, or under the slug where a program knows ASCII alone."""
    name = one_line(UNFIT.sub(" ", title))[:LONGEST_NAME].strip(" .") or slug
    return f"attachment; filename=\"{slug}.html\"; filename*=UTF-8''{quote(name, safe='')}.html"
