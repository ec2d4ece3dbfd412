"""Pictures in clipboard HTML: taken where their bytes came along, named where only an address did.

No address is ever followed: the person's own files are out of reach, and a server that fetches what a text names can
be sent anywhere.
"""

import base64
import binascii
import re
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from .. import richtext
from .blocks import Picture

DATA = re.compile(r"data:image/[\w.+-]{1,40}(;[\w=.-]{1,40}){0,3},", re.IGNORECASE)
DOTS = {("0", "0"), ("1", "1")}  # they show nothing and report who reads
LONGEST_NAME = 80
SIZE = re.compile(r"\d{1,4}")
THIN, LONG = 4, 5  # Word sends a drawn line, as under the motto of a letterhead, as a picture so high and so long


def is_line(node) -> bool:
    """Whether an img is but a drawn line."""
    width, height = (node.attributes.get(name, "") for name in ("width", "height"))
    if not (SIZE.fullmatch(width) and SIZE.fullmatch(height)):
        return False
    return int(height) <= THIN and int(width) >= LONG * max(1, int(height))


def picture_of(node) -> Picture | None:
    """Return the picture that an img stands for, None for a dot that only reports who reads."""
    src, alt = node.attributes.get("src", "").strip(), " ".join(node.attributes.get("alt", "").split())[:250]
    if (node.attributes.get("width", ""), node.attributes.get("height", "")) in DOTS:
        return None
    path = _path(src)
    own = path.removeprefix(settings.MEDIA_URL)
    if own != path and richtext.PHOTO_NAME.fullmatch(own):
        return Picture(alt, alt, src=path)
    name = (alt or unquote(re.split(r"[\\/]", path)[-1]) or _("without a name"))[:LONGEST_NAME]
    start = DATA.match(src)
    if not start:
        why = _("only its address came with the text, and nothing is fetched from there. Upload the picture itself.")
        return Picture(name, alt, why_lost=why)
    try:
        data = _bytes(start[0], src[start.end() :])
    except (binascii.Error, ValueError):
        return Picture(name, alt, why_lost=_("it came damaged."))
    return Picture(name, alt, load=lambda: data)


def _path(src):
    if src[:5].lower() == "data:":
        return ""
    try:
        return urlsplit(src).path
    except ValueError:
        return ""


def _bytes(head, rest):
    return base64.b64decode(unquote(rest)) if ";base64" in head.lower() else unquote_to_bytes(rest)
