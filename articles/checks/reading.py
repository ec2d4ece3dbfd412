"""The body as the checks read it: its lines of text, its links, its pictures with their captions."""

import re
from dataclasses import dataclass
from html import unescape

from .. import richtext
from .. import text as plain
from ..prose import Passage

LONGEST_QUOTE = 300
TAG = re.compile(r"<(?P<close>/?)(?P<tag>[a-z][a-z0-9]*+)(?P<attributes>[^<>]*+)>|(?P<text>[^<]++|<)")
ATTRIBUTE = re.compile(r'(href|src|alt|class)="([^"]*+)"')
FILE_NAME = re.compile(
    r"[^\s.]++\.(?:jpe?g|png|webp|gif|heic)|(?:img|dsc|dscf|image|photo|screenshot)?[\W\d_]*", re.IGNORECASE
)
CREDIT_LABEL = re.compile(r"(?:ảnh|nguồn|photo) ?: ?", re.IGNORECASE)


@dataclass
class Link:
    address: str
    words: str = ""


@dataclass
class Picture:
    address: str
    alt: str
    number: int
    caption: str = ""
    is_credited: bool = False

    @property
    def has_description(self):
        """A file's name, which a paste leaves behind, describes nothing."""
        return bool(self.alt) and not FILE_NAME.fullmatch(self.alt)


class Body:
    """The lines, links and pictures of canonical HTML (richtext), which is plain enough to be read without a parser."""

    def __init__(self, html):
        self.passages, self.links, self.pictures = [], [], []
        self._words, self._link, self._cells = [], None, 0
        self._figure, self._captions, self._credit = [], [], None
        for match in TAG.finditer(html):
            if match["text"] is not None:
                self._write(unescape(match["text"]))
            elif match["close"]:
                self._end(match["tag"])
            else:
                attributes = ATTRIBUTE.findall(match["attributes"])
                self._start(match["tag"], {name: plain.one_line(unescape(value)) for name, value in attributes})
        self._break()

    def _write(self, words):
        self._words.append(words)
        if self._link and len(self._link.words) < LONGEST_QUOTE:
            self._link.words += words
        if self._credit is not None and len(self._credit) < LONGEST_QUOTE:
            self._credit += words

    def _start(self, tag, attributes):
        if tag in richtext.STRUCTURE or tag == "br":
            self._break()
        if tag in {"td", "th"}:
            self._cells += 1
        elif tag == "figure":
            self._figure, self._captions, self._credit = [], [], None
        elif tag == "img":
            picture = Picture(attributes.get("src", ""), attributes.get("alt", ""), len(self.pictures) + 1)
            self.pictures.append(picture)
            self._figure.append(picture)
        elif tag == "a" and "href" in attributes:
            self._link = Link(attributes["href"])
            self.links.append(self._link)
        elif tag == "span" and attributes.get("class") == "credit":
            self._credit = ""

    def _end(self, tag):
        if tag == "a":
            self._link = None
        if tag not in richtext.STRUCTURE:
            return
        words = self._break()
        if tag in {"td", "th"}:
            self._cells -= 1
        elif tag == "figcaption":
            self._captions.append(words)
        elif tag == "figure":
            self._end_figure()

    def _end_figure(self):
        caption = " ".join(self._captions)
        credit = self._credit if self._credit is not None else "".join(CREDIT_LABEL.split(caption, maxsplit=1)[1:])
        # The editor writes "Ảnh:" before the name is typed: the label alone credits nobody.
        is_credited = re.search(r"\w", CREDIT_LABEL.sub("", credit)) is not None
        for picture in self._figure:
            picture.caption, picture.is_credited = caption, is_credited
        self._figure, self._captions, self._credit = [], [], None

    def _break(self):
        words = plain.one_line("".join(self._words))
        self._words = []
        if words:
            self.passages.append(Passage(words, "body", self._cells > 0))
        return words
