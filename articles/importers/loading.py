"""From the bytes of a legacy page to clean lines, and a list of all that was odd about them.

Nothing here knows one portal from another. The text is normalised by articles.text; what cannot be repaired
(letters lost to an old encoding, fonts of the eighties) is reported and left as it stands.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..text import INVISIBLE, one_line
from .lines import Line
from .markup import PageParser
from .record import Oddity, UnreadablePage

MAX_BYTES = 5 * 1024 * 1024
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
BINARY_SIGNS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")
MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|div|table|p|h1)[\s>]|saved from url=", re.IGNORECASE)

TONE_MARK = re.compile("(.)[\u0300\u0301\u0303\u0309\u0323]")
VOWELS = frozenset("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")
LOST_LETTERS = re.compile(r"\ufffd|(?<!\S)[^\s/=]*[^\W\d_]\?[^\W\d_][^\s/=]*(?!\S)")
# TCVN3 writes đ as ®, VNI writes it as ñ; neither letter, nor the others, occurs in Vietnamese words.
OLD_FONTS = (
    ("TCVN3", re.compile(r"\w*[®µ¸¶¹¨»¾¼½©«¬×÷Þßþ]\w+")),
    ("VNI", re.compile(r"\w*[äïåöøûüëñÄÏÅÖØÛÜËÑ]\w*")),
)


@dataclass(frozen=True)
class Document:
    """One legacy page as clean lines, in page order. A text crawl has neither pictures nor elements."""

    file_name: str
    lines: tuple[Line, ...]
    original_url: str = ""
    oddities: tuple[Oddity, ...] = ()


def load(path: Path) -> Document:
    """Read a file from the disk; say in a sentence why it cannot be one of ours."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadablePage(format_lazy(_("The file {name} cannot be opened."), name=path.name)) from error
    if len(raw) > MAX_BYTES:
        raise UnreadablePage(format_lazy(_("The file {name} is larger than 5 MB."), name=path.name))
    return parse(raw, path.name)


def parse(raw: bytes, file_name: str) -> Document:
    if not raw.strip():
        raise UnreadablePage(format_lazy(_("The file {name} is empty."), name=file_name))
    text, oddities = decode(raw, file_name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if MARKUP.search(text[:4096]):
        return _from_markup(text, file_name, oddities)
    return _from_text(text, file_name, oddities)


def decode(raw: bytes, file_name: str) -> tuple[str, list[Oddity]]:
    """Return the text. Vietnamese files that are not Unicode are nearly always windows-1258 or a font encoding."""
    for mark, codec in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return raw.decode(codec, "replace"), []
    if raw.startswith(BINARY_SIGNS) or b"\0" in raw:
        raise UnreadablePage(format_lazy(_("The file {name} is not a text or HTML page."), name=file_name))
    try:
        return raw.decode(), []
    except UnicodeDecodeError:
        return _decode_without_unicode(raw)


def _decode_without_unicode(raw: bytes) -> tuple[str, list[Oddity]]:
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken * 10 <= sum(not char.isascii() for char in text) - broken:
        message = format_lazy(_("Broken bytes in a UTF-8 file: {count}."), count=broken)
        return text, [Oddity("broken-bytes", None, message)]
    codec = "windows-1258" if _is_windows_1258(raw) else "windows-1252"
    message = format_lazy(_("The file is not UTF-8; it was read as {encoding}."), encoding=codec)
    return raw.decode(codec, "replace"), [Oddity("encoding-guessed", None, message)]


def _is_windows_1258(raw: bytes) -> bool:
    """windows-1258 writes tone marks as letters of their own, so they follow vowels; elsewhere they fall anywhere."""
    letters = TONE_MARK.findall(raw.decode("windows-1258", "replace"))
    return bool(letters) and sum(letter in VOWELS for letter in letters) >= 0.9 * len(letters)


def _from_text(text: str, file_name: str, oddities: list[Oddity]) -> Document:
    raw_lines = list(enumerate(text.split("\n"), start=1))
    cleaned = [(number, one_line(raw)) for number, raw in raw_lines]
    lines = tuple(Line(number, escape(text, quote=False)) for number, text in cleaned if text)
    return Document(file_name, lines, oddities=(*oddities, *inspect(raw_lines)))


def _from_markup(text: str, file_name: str, oddities: list[Oddity]) -> Document:
    parser = PageParser()
    try:
        parser.read(text)
    except (AssertionError, ValueError) as error:
        # html.parser raises these for a broken declaration and for a character reference of thousands of digits.
        raise UnreadablePage(format_lazy(_("The HTML of {name} is broken."), name=file_name)) from error
    return Document(
        file_name,
        tuple(parser.lines),
        original_url=parser.original_url,
        oddities=(*oddities, *inspect(parser.raw_lines)),
    )


def inspect(raw_lines: Iterable[tuple[int, str]]) -> list[Oddity]:
    """Report what the normaliser repaired and what it could not, each kind once with its number and first line."""
    raw_lines = list(raw_lines)
    found = [_counted(raw_lines, *check) for check in CHECKS]
    found.append(_old_font(raw_lines))
    return [oddity for oddity in found if oddity] + list(_unclosed_quotes(raw_lines))


def _counted(raw_lines, code, count, message) -> Oddity | None:
    counts = [(number, count(raw)) for number, raw in raw_lines]
    total = sum(amount for number, amount in counts)
    first = next((number for number, amount in counts if amount), None)
    return Oddity(code, first, format_lazy(message, count=total)) if total else None


CHECKS = (
    (
        "nbsp-lines",
        lambda raw: "\u00a0" in raw and not raw.strip(),
        _("Lines of non-breaking spaces alone, left out: {count}."),
    ),
    (
        "lost-letters",
        lambda raw: len(LOST_LETTERS.findall(raw)),
        _("Words with letters lost to a wrong encoding, left as they are: {count}."),
    ),
    (
        "decomposed",
        lambda raw: unicodedata.normalize("NFC", raw) != raw,
        _("Lines with decomposed letters, composed: {count}."),
    ),
    (
        "eth",
        lambda raw: raw.count("\u00d0") + raw.count("\u00f0"),
        _("Letters Eth in place of Đ, replaced: {count}."),
    ),
    (
        "control-characters",
        lambda raw: len(INVISIBLE.findall(raw)),
        _("Control or invisible characters, removed: {count}."),
    ),
)


def _old_font(raw_lines) -> Oddity | None:
    text = "\n".join(raw for number, raw in raw_lines)
    words = len(text.split())
    for name, pattern in OLD_FONTS:
        found = len(pattern.findall(text))
        if found >= 5 and found * 20 >= words:
            message = format_lazy(
                _("The text looks like the old font encoding {name}; it was not converted."), name=name
            )
            return Oddity("old-font", None, message)
    return None


def _unclosed_quotes(raw_lines):
    for number, raw in raw_lines:
        if raw.count("“") > raw.count("”"):
            yield Oddity("unclosed-quote", number, _("A quotation mark “ is not closed in this paragraph."))
