"""The one door for HTML: whatever came in, by form, import or restore, leaves as the small canonical HTML we store.

nh3 (a real HTML5 parser) decides what may stay; what it lets through is then written in one way only, a block
element a line, so that a text that was opened in the editor and saved unchanged is byte for byte the same.
The declaration below also drives the editor's allowedContent (articles/editor.py).
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import groupby

import nh3
from django.conf import settings

from . import tag_soup
from . import text as plain

# element → attributes, and element → classes. Anything else is gone, with its text kept unless listed in DROPPED.
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
CLASSES = {
    "div": {"turn", "turn-question"},
    "p": {"speaker"},
    "figure": {"figure"},
    "span": {"credit"},
}
BLOCKS = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "div", "figure", "figcaption", "hr"}
TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
INLINE = {"a", "strong", "em", "sub", "sup", "br", "span", "img"}
STRUCTURE = BLOCKS | TABLE
RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
# Blocks that other pages are built of: they go, but what stood apart in them stays apart.
FOREIGN = {"address", "article", "aside", "center", "dd", "details", "dl", "dt", "fieldset", "footer", "form", "header"}
FOREIGN |= {"main", "nav", "pre", "section", "summary"}
RENAMED |= dict.fromkeys(FOREIGN, "div")
DROPPED = {"script", "style", "iframe", "object", "embed", "noscript", "template", "svg", "math", "textarea", "select"}
SCHEMES = {"http", "https", "mailto", "tel"}

# The shape of the stored HTML. What stands elsewhere, or in one of its own kind, is unwrapped and its text stays;
# so canonical HTML is also of bounded depth, and a parser reads it as it was written.
LISTS = {"ul", "ol"}
DEEPEST_LIST = 8
# So few tags are read as HTML5 has it, however broken; with more, its repairs could take minutes (tag_soup.py).
MOST_AS_IT_COMES = 2000
DEEPEST = 50  # elements in each other: each is one more pass over its content; the stored form has thirty at most
PLACES = {
    "li": LISTS,
    "figcaption": {"figure"},
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "tr": {"thead", "tbody", "tfoot"},
    "th": {"tr"},
    "td": {"tr"},
}
HOLD_PARTS = {"table", "thead", "tbody", "tfoot", "tr"}  # between their parts stands nothing
HOLD_WORDS = {"h2", "h3", "caption", "figcaption"}  # no blocks in these
HOLD_EITHER = {"li", "th", "td"}
MAY_BE_EMPTY = {"td", "th", "tr"}
VOID = {"img", "br", "hr"}
LONGEST = 400_000  # letters of a text, with its tags
# A picture as it is stored: its address, and what stays of it where another file takes its place.
PICTURE = re.compile(r'(?P<start><img src=")(?P<src>[^"]*)(?P<alt>"(?: alt="[^"]*")?)[^>]*>')
PHOTO_NAME = re.compile(r"photos/[\w/-]+\.(?:jpg|png|webp)")


def clean(html: str) -> str:
    """Return `html` as canonical HTML of the allowed elements; never raises, idempotent.

    Text is normalised after parsing, not before: an entity may stand for any character, and NFC joins a tag's ">"
    with a combining stroke behind it.
    """
    html = html.encode(errors="ignore").decode()  # nh3 takes no lone surrogates
    tags = STRUCTURE | INLINE | set(RENAMED)
    if html.count("<") > MOST_AS_IT_COMES:
        html = tag_soup.balanced(html, tags=tags, dropped=DROPPED)
    safe = nh3.clean(
        html,
        tags=tags,
        attributes=ATTRIBUTES | {"*": set()},  # else nh3 lets title and lang through everywhere
        allowed_classes=CLASSES,
        attribute_filter=_attribute,
        clean_content_tags=DROPPED,
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    return "\n".join(_lines(_tree(safe)))


def to_text(html: str) -> str:
    """Return the words of cleaned HTML, a block a line, without tags."""
    return re.sub(r"\s*\n\s*", "\n", _words(_tree(html))).strip()


def photo_names(html: str) -> set[str]:
    """Return the storage names of the photos that stand in cleaned HTML."""
    prefix = re.escape(settings.MEDIA_URL)
    return set(re.findall(rf'<img src="{prefix}({PHOTO_NAME.pattern})"', html))


def _attribute(tag, attribute, value):
    if (tag, attribute) == ("img", "src"):
        name = value.removeprefix(settings.MEDIA_URL)
        return value if value != name and PHOTO_NAME.fullmatch(name) else None
    if attribute in {"width", "height", "colspan", "rowspan", "start"}:
        return value if re.fullmatch(r"[1-9][0-9]{0,3}", value) else None
    if attribute == "scope":
        return value if value in {"col", "row"} else None
    value = plain.one_line(value)
    return None if attribute == "href" and not _is_link(value) else value


def _is_link(address):
    """Whether an address is relative or of an allowed scheme, now that it carries no invisible characters.

    nh3 looked before they were taken out: "java&#8203;script:" was no scheme then.
    """
    scheme, colon, _ = re.split(r"[/?#]", address, maxsplit=1)[0].partition(":")
    return not colon or scheme.lower() in SCHEMES


@dataclass
class _Node:
    # Three names stand for an element that goes: its content joins what stands around it ("", which writes straight
    # into its parent), does so between line breaks ("line", too), or comes in paragraphs of its own ("block").
    tag: str = ""
    attributes: dict = field(default_factory=dict)
    children: list = field(default_factory=list)  # of _Node and str


def _tree(html):
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return _Node("", {}, _in_paragraphs(_joined(builder.open[0].children)))


class _Builder(HTMLParser):
    """Builds the canonical tree of nh3's output, which is well-formed: each element is settled where it closes.

    What is open is counted as it opens and closes, so that an element costs the same however deep it stands.
    """

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = [_Node()]
        self.counts = Counter()  # of the open elements by tag, without those that write straight into their parent
        self.runs = [set()]  # per open block, the inline elements open in it

    def handle_starttag(self, tag, attrs):
        node = _Node(RENAMED.get(tag, tag), {key: value for key, value in attrs if value or key == "alt"})
        if "class" in node.attributes:
            node.attributes["class"] = " ".join(sorted(set(node.attributes["class"].split())))
        if node.tag not in VOID:
            self._open(node)
        elif node.tag != "img" or "src" in node.attributes:
            self.open[-1].children.append(node)

    def handle_endtag(self, tag):
        if len(self.open) > 1:
            self._close(self.open.pop())

    def handle_data(self, data):
        self.open[-1].children.append(re.sub(r"\s+", " ", plain.normalise(data)))

    def _open(self, node):
        may_stand = self._may_stand(node)
        # The parts of a list or table follow it beyond the limit: between them there is no place for words.
        is_too_deep = self.counts.total() >= DEEPEST and not (may_stand and node.tag in PLACES)
        if node.tag in INLINE and (is_too_deep or not may_stand):
            node = _Node("", {}, self.open[-1].children)
        elif is_too_deep:
            node = _Node("line", {}, self.open[-1].children)
            _break_line(node.children)
        else:
            node = node if may_stand else _Node("block")
            self.counts[node.tag] += 1
            if node.tag in INLINE:
                self.runs[-1].add(node.tag)
            else:
                self.runs.append(set())
        self.open.append(node)

    def _close(self, node):
        if node.tag == "line":
            _break_line(node.children)
        elif node.tag:
            self.counts[node.tag] -= 1
            if node.tag in INLINE:
                self.runs[-1].remove(node.tag)
            else:
                self.runs.pop()
            self.open[-1].children += _settled(node)

    def _may_stand(self, node):
        if node.tag in {"div", "span"} and "class" not in node.attributes:
            return False
        if node.tag in INLINE:
            return (node.tag != "a" or "href" in node.attributes) and node.tag not in self.runs[-1]
        if node.tag in LISTS:
            return sum(self.counts[tag] for tag in LISTS) < DEEPEST_LIST
        return self.open[-1].tag in PLACES[node.tag] if node.tag in PLACES else not self.counts[node.tag]


def _break_line(children):
    if not (children and _is_break(children[-1])):
        children.append(_Node("br"))


def _settled(node):
    """Return what a closed element leaves in its parent: itself in canonical form, its content, or nothing."""
    node.children = _joined(node.children)
    if node.tag in INLINE:
        return node.children if _has_block(node) or not _has_content(node) else [node]
    if node.tag == "block" or (node.tag == "p" and _has_block(node)):
        return _in_paragraphs(node.children)
    node.children = _content(node)
    return [node] if node.tag in MAY_BE_EMPTY or _has_content(node) else []


def _content(node):
    if node.tag == "p":
        return _trimmed(node.children)
    if node.tag in HOLD_WORDS:
        return _flattened(node.children)
    if node.tag in HOLD_PARTS:
        return [child for child in node.children if _is_block(child)]
    if node.tag in LISTS:
        return _items(node.children)
    blocks = _in_paragraphs(node.children)
    if node.tag == "figure":
        return [part for block in blocks for part in (block.children if _is_picture(block) else [block])]
    return _unwrapped(blocks) if node.tag in HOLD_EITHER else blocks


def _in_paragraphs(children):
    """Gather runs of loose inline content beside blocks into paragraphs."""
    blocks = []
    for is_block, run in groupby(children, _is_block):
        if is_block:
            blocks += run
        elif words := _trimmed(list(run)):
            blocks.append(_Node("p", {}, words))
    return blocks


def _unwrapped(blocks):
    """Take the paragraph from around the words of a list item or a cell, where there is but one, at the start."""
    paragraphs = [block for block in blocks if block.tag == "p"]
    if len(paragraphs) == 1 and blocks[0] is paragraphs[0] and not blocks[0].attributes:
        return [*blocks[0].children, *blocks[1:]]
    return blocks


def _items(children):
    """Return the items of a list; whatever stands between them becomes an item of its own."""
    items = []
    for is_item, group in groupby(children, lambda child: isinstance(child, _Node) and child.tag == "li"):
        run = list(group)
        items += run if is_item else _settled(_Node("li", {}, run))
    return items


def _flattened(children):
    """Return the inline content of children, parted by one line break where a block began or ended."""
    flat = []
    for child in children:
        flat += [_Node("br"), *_flattened(child.children), _Node("br")] if _is_block(child) else [child]
    flat = _trimmed(flat)
    return [
        child
        for before, child in zip([None, *flat], flat, strict=False)
        if not (_is_break(before) and _is_break(child))
    ]


def _joined(children):
    """Join neighbouring texts: a letter and its mark may have stood in two."""
    joined = []
    for is_text, group in groupby(children, lambda child: isinstance(child, str)):
        run = [child for child in group if child != ""]
        joined += [plain.normalise("".join(run))] if is_text and len(run) > 1 else run
    return joined


def _trimmed(run):
    """Return inline content without breaks at its ends, and without spaces there, beside breaks or doubled."""
    forwards, _ = _trimmed_from(run, None, 1)
    return _trimmed_from(forwards, None, -1)[0]


def _trimmed_from(run, before, step):
    """Go through a run in one direction. `before` is None at its start, True behind a space or break, else False."""
    kept = []
    for child in run[::step]:
        if isinstance(child, str):
            if before is not False:
                child = child.lstrip(" ") if step == 1 else child.rstrip(" ")
            if not child:
                continue
            before = child[::step].endswith(" ")
        elif child.tag == "br":
            if before is None:
                continue
            before = True
        elif child.tag == "img":
            before = False
        else:
            child.children, before = _trimmed_from(child.children, before, step)
        kept.append(child)
    return kept[::step], before


def _is_block(child):
    return isinstance(child, _Node) and child.tag in STRUCTURE


def _is_break(child):
    return isinstance(child, _Node) and child.tag == "br"


def _is_picture(block):
    return block.tag == "p" and not _words(block).strip()


def _has_block(node):
    return any(_is_block(child) for child in node.children)


def _has_content(node):
    return any(
        bool(child.strip()) if isinstance(child, str) else child.tag in {"img", "hr", "td", "th"} or _has_content(child)
        for child in node.children
    )


def _lines(node):
    """Write a container's children: blocks on lines of their own, with their own blocks inside them."""
    loose = []
    for child in node.children:
        if not _is_block(child):
            loose.append(child)
            continue
        if loose:
            yield _inline(loose)
            loose = []
        if child.tag in VOID:
            yield _start(child)
        elif _has_block(child):
            yield _start(child)
            yield from _lines(child)
            yield f"</{child.tag}>"
        else:
            yield f"{_start(child)}{_inline(child.children)}</{child.tag}>"
    if loose:
        yield _inline(loose)


def _start(node):
    known = [
        (key, node.attributes[key])
        for key in ("class", "href", "src", "alt", "width", "height")
        if key in node.attributes
    ]
    known += sorted((key, value) for key, value in node.attributes.items() if (key, value) not in known)
    return f"<{node.tag}{''.join(f' {key}="{escape(value)}"' for key, value in known)}>"


def _inline(children):
    parts = []
    for child in children:
        if isinstance(child, str):
            parts.append(escape(child, quote=False))
        elif child.tag in VOID:
            parts.append(_start(child))
        else:
            parts.append(f"{_start(child)}{_inline(child.children)}</{child.tag}>")
    return "".join(parts)


def _words(node):
    parts = []
    for child in node.children:
        if isinstance(child, str):
            parts.append(child)
        elif child.tag in STRUCTURE or child.tag == "br":
            parts.append(f"\n{_words(child)}\n")
        else:
            parts.append(_words(child))
    return "".join(parts)
