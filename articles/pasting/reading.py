"""From the tree of clipboard HTML to blocks: each program's own way of saying bold, heading, list, note, deletion."""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from .. import richtext
from .blocks import Block, Look, Run, in_paragraphs
from .numbers import LABELS
from .pictures import is_line, picture_of
from .tree import Node

HEADING_TAG = re.compile(r"h([1-6])")
HEADING_STYLE = re.compile(r"\"?heading (\d)\"?", re.IGNORECASE)
CAPTION_STYLE = re.compile(r"\"?(?:caption|chú thích)\"?", re.IGNORECASE)
HEADING_CLASS = re.compile(r"MsoHeading(\d)")
LONGEST_HEADING = 300
LIST_LEVEL = re.compile(r"level(\d)")
NUMBER = re.compile(r"[1-9]\d{0,3}")
COMMENT_CLASSES = {"MsoCommentReference", "MsoCommentText", "msocomtxt", "msocomanchor", "msocomoff"}
NOTE_MARKS = {"MsoFootnoteReference", "MsoEndnoteReference", "sdfootnotesym", "sdendnotesym"}
# The mark of a note in the text, and the way back from the note: Word, Google Docs, LibreOffice.
NOTE_LINK = re.compile(
    r"#(?:(?P<mark>_ftn\d|_edn\d|ftnt\d|sd(?:foot|end)note\d+sym)|_ftnref|_ednref|ftnt_ref|sd\w+anc)"
)
TABLE_PARTS = {"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
SPANS = {"colspan", "rowspan", "scope"}
ORDER = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}


def read(tree: Node, report) -> list[Block]:
    """Return the blocks of a source's tree."""
    return in_paragraphs(_Reader(report).inside(tree, Look()))


class _Reader:
    def __init__(self, report):
        self.report = report
        self.labels = [[]]  # per open block, what a list puts before it

    # --- Every node --------------------------------------------------------------------------------------------------

    def inside(self, node, look):
        found = []
        for child in node.children:
            if isinstance(child, str):
                found.append(Run(re.sub(r"[^\S\xa0]+", " ", child), look))
            elif not self._is_left_out(child):
                found += self.one(child, self._look(child, look))
        return found

    def one(self, node, look):
        if node.tag == "br":
            return [Run("\n", look)]
        if node.tag == "img" and is_line(node):
            return []
        if node.tag == "img":
            picture = picture_of(node)
            self.report.add("hidden", picture is None)
            return [Run("", look, picture)] if picture else []
        if node.style.get("mso-list", "").lower() == "ignore":
            self.labels[-1] += [each for each in self.inside(node, look) if isinstance(each, Run)]
            return []
        if node.tag in {"ul", "ol"}:
            return self._list(node, look)
        if node.tag in TABLE_PARTS:
            return self._table_part(node, look)
        if node.tag == "pre":
            return [Block("p", self._lines(node, look))]
        if node.tag in {"blockquote", "figure", "figcaption"}:
            return [Block(node.tag, self._kept(node, look))]
        if node.tag == "hr":
            return [Block("hr")]
        if "sdfootnotesym" in node.classes or "sdendnotesym" in node.classes:
            # LibreOffice has a tab behind the number, which HTML has not.
            return [*self.inside(node, look), Run(" ", replace(look, script=""))]
        return self._paragraph(node, look) if _is_block(node) else self.inside(node, look)

    def _is_left_out(self, node):
        style, classes = node.style, set(node.classes)
        google = _google_comment(node)
        if google or classes & COMMENT_CLASSES or style.get("mso-element", "").startswith("comment"):
            self.report.add("comments", google == "mark" or "MsoCommentReference" in classes)
            return True
        if node.tag == "del" or "msoDel" in classes:
            self.report.add("deleted")
            return True
        is_spacer = node.tag == "tr" and node.attributes.get("height") == "0"  # Word's row that carries the widths
        if style.get("display") == "none" or style.get("mso-hide") == "all" or "hidden" in node.attributes:
            self.report.add("hidden", bool(_words(node).strip()))
            return True
        if node.tag == "ins" or "msoIns" in classes:
            self.report.add("inserted")
        return is_spacer

    def _look(self, node, look):
        """The look of what stands in a node: an element says something, a style says it louder."""
        style, changes = node.style, {}
        if node.tag in {"b", "strong"}:
            changes["bold"] = True
        if node.tag in {"i", "em"}:
            changes["italic"] = True
        if node.tag in {"sup", "sub"}:
            changes["script"] = node.tag
        if weight := style.get("font-weight", "").lower():
            changes["bold"] = bool(re.fullmatch("bold|bolder|[6-9]00", weight))
        if slant := style.get("font-style", "").lower():
            changes["italic"] = slant in {"italic", "oblique"}
        if script := {"super": "sup", "sub": "sub"}.get(style.get("vertical-align", "").lower()):
            changes["script"] = script
        if set(node.classes) & NOTE_MARKS:
            changes["script"] = "sup"
        if "font-family" in style:
            changes["font"] = style["font-family"].split(",")[0].strip().strip("\"'")
        if node.tag == "a" and "href" in node.attributes:
            changes["href"] = self._address(node)
        if node.tag in {"th", "table"} or HEADING_TAG.fullmatch(node.tag):
            changes |= {"bold": False}
        return replace(look, **changes) if changes else look

    def _address(self, node):
        """Where a link leads, if anywhere on the web; what Google leads through itself goes straight there."""
        address = node.attributes["href"].strip()
        try:
            parts = urlsplit(address)
            if parts.hostname in {"www.google.com", "google.com"} and parts.path == "/url":
                address = parse_qs(parts.query, max_num_fields=50).get("q", [address])[0]
                parts = urlsplit(address)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme.lower() in richtext.SCHEMES:
            return address
        note = NOTE_LINK.match(address)
        self.report.add("notes" if note else "links", not note or bool(note["mark"]))
        return ""

    # --- Paragraphs --------------------------------------------------------------------------------------------------

    def _paragraph(self, node, look):
        """A paragraph, or what an element that only groups others holds."""
        level = _heading_level(node)
        look = replace(look, bold=False) if level is not None else look
        self.labels.append([])
        content = self.inside(node, look)
        label = self.labels.pop()
        is_holder = node.tag not in {"p", "li"} and level is None
        blocks = in_paragraphs(content)
        if is_holder and not label:
            return blocks
        first = next((block for block in blocks if block.tag == "p"), None)
        if first is None:
            return blocks
        is_heading = level is not None and len(first.text) <= LONGEST_HEADING
        first.heading = level if is_heading else None
        first.is_caption = _is_caption(node)
        first.is_centred = (node.style.get("text-align") or node.attributes.get("align", "")).lower() == "center"
        match = LIST_LEVEL.search(node.style.get("mso-list", ""))
        first.label, first.depth = label or first.label, int(match[1]) if match else first.depth
        return blocks

    def _lines(self, node, look):
        """Preformatted text: its line ends are line breaks."""
        return [
            Run(part, look)
            for number, line in enumerate(_words(node).strip("\n").split("\n"))
            for part in (["\n", line] if number else [line])
        ]

    def _kept(self, node, look):
        """What stands in an element that stays, with none of its numbers outside it."""
        self.labels.append([])
        content = in_paragraphs(self.inside(node, look))
        self.labels.pop()
        return content

    def _table_part(self, node, look):
        is_cell = node.tag in {"td", "th"}
        content = self._kept(node, look)
        attributes = {
            name: value.strip()
            for name, value in node.attributes.items()
            if is_cell and name in SPANS and value.strip() not in {"", "1"}
        }
        return [Block(node.tag, content, attributes)]

    # --- Lists that are lists ----------------------------------------------------------------------------------------

    def _list(self, node, look):
        """A list; where a number would get lost or another form, its items become paragraphs with it written out."""
        items = self._items(node, look)
        kind = _kind(node)
        start = node.attributes.get("start", "").strip()
        number = int(start) if NUMBER.fullmatch(start) else 1
        if node.tag == "ul":
            return [Block("ul", [Block("li", item) for _value, item in items])]
        labels = []
        for value, _item in items:
            number = int(value) if NUMBER.fullmatch(value) else number
            labels.append(number)
            number += 1
        is_even = labels == list(range(labels[0], labels[0] + len(labels))) if labels else True
        if kind == "decimal" and is_even and all(_has_words(item) for _value, item in items) and start != "0":
            attributes = {"start": str(labels[0])} if labels and labels[0] != 1 else {}
            return [Block("ol", [Block("li", item) for _value, item in items], attributes)]
        blocks = []
        for label, (_value, item) in zip(labels, items, strict=True):
            paragraph = item[0] if item and item[0].tag == "p" else Block("p")
            if paragraph.tag == "p" and _has_words(item):
                self.report.add("labels")
                paragraph.content.insert(0, Run(f"{LABELS[kind](label)}. ", _first_look(paragraph, look)))
                blocks += item if item[0] is paragraph else [paragraph, *item]
        return blocks

    def _items(self, node, look):
        """Return (value, blocks) of each item; a list that stands between items belongs to the one before."""
        items, fake = [], []
        for child in node.children:
            if isinstance(child, str):
                fake += [child] if child.strip() else []
                continue
            if self._is_left_out(child):
                continue
            inner = self._look(child, look)
            if child.tag == "li":
                items.append((child.attributes.get("value", "").strip(), self._kept(child, inner)))
            else:
                content = in_paragraphs(self.one(child, inner))
                items[-1:] = [(items[-1][0], items[-1][1] + content)] if items else [("", content)]
        return items + ([("", [Block("p", [Run(" ".join(fake), look)])])] if fake else [])


def _is_block(node):
    return node.tag in {"p", "div", "dt", "dd"} or HEADING_TAG.fullmatch(node.tag) or node.tag not in INLINE_TAGS


INLINE_TAGS = {"a", "b", "strong", "i", "em", "sub", "sup", "span", "font", "ins", "s", "strike", "u"}


def _is_caption(node):
    """Whether a paragraph's style is the one that Word has for captions."""
    return "MsoCaption" in node.classes or CAPTION_STYLE.fullmatch(node.style.get("mso-style-name", "")) is not None


def _heading_level(node):
    if match := HEADING_TAG.fullmatch(node.tag):
        return int(match[1])
    if node.tag != "p":
        return None
    for name in node.classes:
        if name == "MsoTitle":
            return 0
        if match := HEADING_CLASS.fullmatch(name):
            return int(match[1])
    if match := HEADING_STYLE.fullmatch(node.style.get("mso-style-name", "")):
        return int(match[1])
    level = node.style.get("mso-outline-level", "")
    return int(level) if re.fullmatch(r"[1-9]", level) else None


def _kind(node):
    """How a list is numbered; Google Docs says it of the items."""
    item = next((child for child in node.children if isinstance(child, Node) and child.tag == "li"), None)
    for each in filter(None, [item, node]):
        for value in (each.style.get("list-style-type", ""), *each.style.get("list-style", "").split()):
            kind = {"lower-latin": "lower-alpha", "upper-latin": "upper-alpha"}.get(value.lower(), value.lower())
            if kind in LABELS:
                return kind
    return ORDER.get(node.attributes.get("type", ""), "decimal")


def _google_comment(node):
    """Say whether this is the "mark" of a comment in the text or its "words" below, for Google Docs; or ""."""
    if node.tag == "a":
        match = re.match(r"#cmnt(_ref)?\d", node.attributes.get("href", ""))
        return ("words" if match[1] else "mark") if match else ""
    inner = next((child for child in node.children if isinstance(child, Node)), None)
    is_around = node.tag in {"div", "p", "sup"} and inner is not None and inner.tag in {"p", "a"}
    said = _google_comment(inner) if is_around else ""
    return said if node.tag == "sup" or said == "words" else ""


def _has_words(blocks):
    return any(
        (isinstance(each, Run) and (each.text.strip() or each.picture))
        or (isinstance(each, Block) and (each.tag == "hr" or _has_words(each.content)))
        for each in blocks
    )


def _first_look(paragraph, look):
    return next((run.look for run in paragraph.content if isinstance(run, Run) and run.text.strip()), look)


def _words(node):
    return "".join(
        child if isinstance(child, str) else "\n" if child.tag == "br" else _words(child) for child in node.children
    )
