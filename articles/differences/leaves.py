"""A text taken apart into leaves, its blocks before they are compared, and each of these into words."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape
from itertools import accumulate

from django.utils.translation import gettext

from .. import richtext

# A word (in Vietnamese a syllable) reaches from the first to the last letter or digit between two spaces: "15/5" and
# "kinh-tế" are one. Any other sign stands alone, or with its like: "…", "!!".
WORD = re.compile(r"(\s*)([^\W_](?:\S*[^\W_])?[\u0300-\u036f]*|([^\w\s]|_)\3*)")
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>")  # richtext escapes ">" in attributes
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
KINDS = {
    '<div class="turn-question">': "question",
    '<div class="turn turn-question">': "question",
    '<p class="speaker">': "speaker",
    "div": "turn",
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
    "th": "cell",
    "td": "cell",
    "li": "li",
    "h2": "h2",
    "h3": "h3",
}


@dataclass
class Leaf:
    """A block before it is compared."""

    kind: str
    key: str  # equal keys are equal blocks
    spans: list  # of (text, its formatting, where it leads)
    path: str = ""  # the elements it stands in
    frame: str = ""  # the elements that end and begin between it and the leaf before
    picture: str = ""  # where a picture's file is

    @property
    def text(self):
        return "".join(text for text, _form, _address in self.spans).strip()

    @cached_property
    def words(self):
        return [word for _gap, word, _form in self.tokens]

    @cached_property
    def tokens(self):
        """Return (space before, word, formatting) for each word.

        Behind the words of a link stands its address, as a word that can't be typed: a tuple.
        """
        whole = "".join(text for text, _form, _address in self.spans)
        if len(self.spans) == 1 and not self.spans[0][2]:
            tokens = [(gap, word, self.spans[0][1]) for gap, word, _sign in WORD.findall(whole)]
        else:
            tokens = list(self._formatted(whole))
        if tokens:
            tokens[0] = ("", *tokens[0][1:])
        return tokens

    def _formatted(self, whole):
        ends = list(accumulate(len(text) for text, _form, _address in self.spans))
        addresses = [address for _text, _form, address in self.spans]
        leaving = [(address,) if address and address != after else None for address, after in _next(addresses)]
        at = 0
        for match in WORD.finditer(whole):
            start, end = match.span(2)
            while ends[at] <= start:
                if leaving[at]:
                    yield "", leaving[at], ""
                at += 1
            last = bisect_left(ends, end, at)
            form = self.spans[at][1]
            if last > at:  # the formatting changes within the word
                form = tuple((ends[span] - start, self.spans[span][1]) for span in range(at, last + 1))
            yield match[1], match[2], form
        for address in leaving[at:]:
            if address:
                yield "", address, ""


def _next(values):
    return zip(values, [*values[1:], None], strict=True)


def of_lines(lines, kind="line"):
    leaves, frame = [], ""
    for line in lines:
        if line.strip():
            leaves.append(Leaf(kind, line, [(line, "", "")], frame=frame))
        frame = "" if line.strip() else f"{frame}\n"
    return [*leaves, last_leaf(frame)]


def of_bylines(bylines):
    leaves = []
    for byline in bylines:
        role = ", ".join(filter(None, [byline["position"], byline["organisation"]]))
        line = " – ".join(filter(None, [byline["name"], role]))
        leaves.append(Leaf("line", repr(sorted(byline.items())), [(line, "", "")]))
    return [*leaves, last_leaf("")]


def last_leaf(frame):
    """Return what follows the last block as a leaf, so that it is compared too; it is never shown."""
    return Leaf("", "", [], frame=frame)


def of_html(html):
    reader = _Reader()
    at = 0
    for match in TAG.finditer(html):
        reader.words(html[at : match.start()])
        reader.tag(match[0], match[1] == "/", match[2], match[3])
        at = match.end()
    reader.words(html[at:])
    return reader.finish()


class _Reader:
    """Takes canonical HTML apart, which richtext.clean alone writes: each "<" begins a tag, each tag is closed."""

    def __init__(self):
        self.leaves = []
        self.path = []  # the elements that stand open, of blocks
        self.inline = []  # and within one: (start tag, address)
        self.form = self.address = ""
        self.frame = []
        self.begin()

    def begin(self):
        self.spans = []  # of the leaf that is being read
        self.source = [self.form, self.address, "\0"]  # its HTML, behind what stands open before it

    def words(self, html):
        if html and html != "\n":  # that parts two blocks
            text = unescape(html) if "&" in html else html
            self.spans.append((text.replace("\n", " "), self.form, self.address))
            self.source.append(html)

    def tag(self, html, is_end, name, attributes):
        if name in richtext.STRUCTURE and name != "hr":
            self.finish_leaf()
            self.frame.append(html)
            if not is_end:
                self.path.append(html)
            elif self.path:
                self.path.pop()
        elif name == "hr":
            self.show("rule", html, gettext("Dividing line"))
        elif name == "img":
            values = {key: unescape(value) for key, value in ATTRIBUTE.findall(attributes)}
            alt = values.get("alt")
            text = gettext("Picture: %(alt)s") % {"alt": alt} if alt else gettext("Picture without a description")
            self.show("figure", html, text, values.get("src", ""))
        else:
            self.format(html, is_end, name, attributes)

    def format(self, html, is_end, name, attributes):
        self.source.append(html)
        if name == "br":
            self.spans.append(("\n", self.form, self.address))
            return
        if not is_end:
            address = unescape(dict(ATTRIBUTE.findall(attributes)).get("href", ""))
            self.inline.append(("<a>" if name == "a" else html, address))
        elif self.inline:
            self.inline.pop()
        self.form = "".join(start for start, _address in self.inline)
        self.address = next((address for _start, address in self.inline if address), "")

    def show(self, kind, html, text, picture=""):
        """Add a leaf that stands for an element without words."""
        self.finish_leaf()
        self.spans.append((text, self.form, self.address))
        self.source.append(html)
        self.add(kind, picture)

    def finish_leaf(self):
        if any(text.strip() for text, _form, _address in self.spans):
            self.add(_kind("".join(self.path)))
        elif self.spans or len(self.source) > 3:  # a line break or a closing tag alone
            self.frame += ["<br>"] * self.source.count("<br>")
            self.begin()

    def add(self, kind, picture=""):
        path = "".join(self.path)
        key = path + "".join(self.source).rstrip()
        self.leaves.append(Leaf(kind, key, self.spans, path, "".join(self.frame), picture))
        self.frame = []
        self.begin()

    def finish(self):
        self.finish_leaf()
        return [*self.leaves, last_leaf("".join(self.frame))]


@lru_cache
def _kind(path):
    """Return what the innermost element that has a say makes of a block."""
    for match in reversed(list(TAG.finditer(path))):
        if kind := KINDS.get(match[0]) or KINDS.get(match[2]):
            return kind
    return "p"
