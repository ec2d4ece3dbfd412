"""What was sent, before anything opens it: its size, its fingerprint, and whether its first bytes can be a photo's."""

import hashlib
import re
import zlib
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from .. import text as plain
from .errors import UnusablePhoto, refusal

CHUNK = 64 * 1024  # bytes
HEAD = 4096  # bytes that are looked at
STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")
SVG = re.compile(rb"<(?:\w+:)?svg[\s>]|<!doctype svg", re.IGNORECASE)
AVIF = {b"avif", b"avis"}
HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def receive(upload, target: Path) -> str:
    """Write an upload to `target` piece by piece and return its SHA-256; refuse what is too large or no photo."""
    limit = settings.PHOTO_MAX_MEGABYTES
    size, head, digest = 0, b"", hashlib.sha256()
    if upload.size > limit * 1024 * 1024:
        raise _too_large(limit)
    with target.open("wb") as file:
        for piece in _pieces(upload):
            size += len(piece)
            if size > limit * 1024 * 1024:  # what a client said of the size is no promise
                raise _too_large(limit)
            head += piece[: HEAD - len(head)]
            digest.update(piece)
            file.write(piece)
    _look_at(head)
    return digest.hexdigest()


def original_name(upload) -> str:
    """Return the file's own name for the staff: no folders, nothing invisible; of a long one the end, with its kind."""
    name = str(getattr(upload, "name", "") or "")
    return plain.one_line(re.split(r"[/\\]", name)[-1])[-200:]


def _pieces(upload):
    return upload.chunks(CHUNK) if hasattr(upload, "chunks") else iter(lambda: upload.read(CHUNK), b"")


def _too_large(limit):
    return UnusablePhoto(_("The photo is larger than %(limit)s MB.") % {"limit": limit})


def _look_at(head):
    """Say what is known of a file that is no photo of ours: only the darkroom knows whether it truly is one."""
    if not head:
        raise UnusablePhoto(_("The file is empty."))
    brands = {head[place : place + 4] for place in (8, *range(16, 64, 4))} if head[4:8] == b"ftyp" else set()
    if brands & HEIF and not brands & AVIF:
        raise UnusablePhoto(
            _(
                "This is a photo in the iPhone's own format (HEIC). Send it as JPEG: on the phone choose"
                " Settings, Camera, Formats, “Most Compatible”."
            )
        )
    if SVG.search(_unpacked(head)) and not head.startswith(STARTS):
        raise UnusablePhoto(_("SVG drawings are not taken: they may hold programs. Save the drawing as PNG."))
    is_webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    if not (head.startswith(STARTS) or is_webp or brands & AVIF):
        raise refusal("unreadable")


def _unpacked(head):
    """Return the first bytes as a browser would read them: an .svgz is a drawing too, and so is one in UTF-16."""
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, HEAD)
        except zlib.error:
            return b""
    return head.replace(b"\0", b"")
