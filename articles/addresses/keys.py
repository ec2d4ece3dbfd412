"""One key for all spellings of an address.

The first half of a key stands for the page, the second for the site it belonged to (zeros: any). So two dead sites may
both have had a /tin-tuc/1, and an address of a site whose name no longer leads here is still found by its page alone:
its keys lie side by side, in one step into the index.
"""

import hashlib
import re
import unicodedata
from urllib.parse import unquote_to_bytes

from django.utils.encoding import repercent_broken_unicode, uri_to_iri
from django.utils.translation import gettext_lazy as _

from .. import text as plain

# Marks that other sites hang on shared links; they belong to nobody's address.
FOREIGN_MARKS = ("utm_", "fbclid", "gclid", "zarsrc", "zalo")
SESSION_NAMES = {"phpsessid", "jsessionid", "aspxautodetectcookiesupport"}
SESSION_IN_PATH = re.compile(r";jsessionid=[^/]*|/\((?:[asf]\([^/()]*\))+\)(?=/|$)")
DEFAULT_DOCUMENT = re.compile(r"/(?:index|default)\.(?:php|html?|aspx?|jsp)$")
SITE = re.compile(r"https?:/*([^/\\?]*)", re.IGNORECASE)
PORT = re.compile(r":[0-9]*$")

HALF = 32
ANY_SITE, LAST_SITE = "0" * HALF, "f" * HALF
MAX_LENGTH = 2000  # characters of an address as it is stored
MAX_ENCODED = 20_000  # the same with each of its letters written as percent signs


class NotAnAddress(Exception):
    """What was given as an old address can't be one; the message is a sentence for whoever gave it."""


def key_of(address: str) -> str:
    """Return the key of an address, whole or from its first slash on. Never raises; equal spellings give equal keys.

    Scheme, "www.", port and fragment don't count, nor do case, the order of the query, doubled and last slashes,
    default documents (index.php), marks of sessions and of other sites; percent signs are read as what they stand for.
    """
    site, path, query = _parts(address)
    return _digest(_page(path, query)) + site_half(site)


def page_of(key: str) -> str:
    """The half of a key that stands for the page."""
    return key[:HALF]


def pages_at(address: str) -> list[str]:
    """The pages that somebody is looked up for who follows an address on this site."""
    _site, path, query = _parts(address)
    return pages_of(path, query)


def pages_of(path: str, query: bytes) -> list[str]:
    """The pages that a request for a decoded path is looked up for: with its query, then without.

    Our front page is never an old address itself, only what a query makes of it (/?p=12).
    """
    bare, whole = _page(path, b""), _page(path, query)
    pages = [whole] if whole != bare else []
    if path not in {"", "/"}:
        pages.append(bare)
    return [_digest(page) for page in pages]


def site_half(site: str) -> str:
    """The half of a key that stands for a site, named by its host."""
    host = PORT.sub("", _spelled(site[:255])).strip(".").removeprefix("www.")
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        pass  # a name that no resolver knows: compared as it is
    return _digest(host) if host else ANY_SITE


def is_front_page(address: str) -> bool:
    _site, path, query = _parts(address)
    return _page(path, query) == "/"


def readable(address: str) -> str:
    """Return an old address as it is kept, its percent signs read where nothing is lost; raise NotAnAddress."""
    is_too_long = len(address) > MAX_ENCODED
    address = uri_to_iri(plain.one_line(address[:MAX_ENCODED])).partition("#")[0].strip()
    if not address:
        raise NotAnAddress(_("An old address can't be empty."))
    if not address.startswith("/") and not SITE.match(address):
        raise NotAnAddress(_("An old address begins with http://, with https:// or with /."))
    if (site := SITE.match(address)) and not site[1]:
        raise NotAnAddress(_("The name of the site is missing after http://."))
    if is_too_long or len(address) > MAX_LENGTH:
        raise NotAnAddress(_("An old address has 2,000 characters at most."))
    return address


def _parts(address):
    """Return site, decoded path, and query with its percent signs, of an address as somebody wrote it."""
    address = address[:MAX_ENCODED].strip().partition("#")[0]
    whole = SITE.match(address)
    site = _decoded(_bytes(whole[1])).rpartition("@")[2] if whole else ""
    path, _mark, query = address[whole.end() if whole else 0 :].partition("?")
    return site, _decoded(_bytes(path)), _bytes(query)


def _page(path, query):
    path, query = _path(path), _query(query)
    return f"{path}?{query}" if query else path


def _path(path):
    path = SESSION_IN_PATH.sub("", "/" + _spelled(path).replace("\\", "/"))
    path = re.sub("/+", "/", path).rstrip("/")
    return DEFAULT_DOCUMENT.sub("", path) or "/"


def _query(query):
    pairs = [tuple(_spelled(_decoded(part)) for part in _pair(pair)) for pair in query.split(b"&")]
    return "&".join(f"{name}={value}" for name, value in sorted(pairs) if name and not _is_mark(name))


def _pair(pair):
    # Addresses copied from the source of a page hold "&amp;" where "&" is meant.
    name, _sign, value = pair.removeprefix(b"amp;").replace(b"+", b" ").partition(b"=")
    return name, value


def _is_mark(name):
    return name.startswith(FOREIGN_MARKS) or name in SESSION_NAMES


def _spelled(text):
    if text.isascii() and text.isprintable():
        return " ".join(text.split()).lower()  # the same, four times as fast: an archive has 100,000 addresses
    return unicodedata.normalize("NFC", plain.one_line(text).casefold())


def _bytes(text):
    return text.encode("utf-8", "replace")


def _decoded(raw):
    """Read percent signs; bytes that are no UTF-8 keep theirs, as Django does with the path of a request."""
    return repercent_broken_unicode(unquote_to_bytes(raw)).decode()


def _digest(text):
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:HALF]
