"""One line of a legacy page: a paragraph, a heading, a list item, a picture or a table."""

import re
from dataclasses import dataclass
from functools import cached_property
from html import unescape

TAG = re.compile(r"<[^>]*>")
TOKEN = re.compile(r"<[^>]*>|&[#\w]+;|.", re.DOTALL)
EMPTY_INLINE = re.compile(r"<(strong|em|sup|sub|a)(?: [^>]*)?>(?:\s|<br>)*</\1>")


@dataclass(frozen=True)
class Place:
    """Where a line stands in a list of the page; two lines of one item share its number."""

    list_number: int
    item_number: int
    is_ordered: bool
    start: int = 1


@dataclass(frozen=True)
class Line:
    """`number` is its line in the file; `html` inline HTML, or a whole table; `path` the elements around it."""

    number: int
    html: str = ""
    path: tuple[int, ...] = ()
    level: int = 0
    place: Place | None = None
    is_caption: bool = False
    is_picture: bool = False
    is_table: bool = False
    src: str = ""
    alt: str = ""

    @cached_property
    def text(self) -> str:
        return " ".join(unescape(TAG.sub("", self.html.replace("<br>", " "))).split())

    @property
    def is_plain(self) -> bool:
        return not (self.level or self.place or self.is_caption or self.is_picture or self.is_table)


def without_start(html: str, start: str) -> str:
    """Return inline HTML without the words it starts with, whichever tags they stand in."""
    letters = sum(not char.isspace() for char in start)
    tags, rest = [], ""
    for token in TOKEN.finditer(html):
        if token[0].startswith("<") and token[0] != "<br>":
            tags.append(token[0])
        elif letters == 0 and not token[0].isspace():
            rest = html[token.start() :]
            break
        elif not token[0].isspace() and token[0] != "<br>":
            letters -= 1
    return tidy("".join(tags) + rest)


def tidy(html: str) -> str:
    """Return inline HTML with single spaces, without empty elements and without breaks at its ends."""
    before = None
    while html != before:
        before, html = html, EMPTY_INLINE.sub(" ", html)
    return re.sub(r"^(?:\s|<br>)+|(?:\s|<br>)+$", "", re.sub(r"\s+", " ", html))
