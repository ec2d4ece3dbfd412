"""The one door for HTML: whatever came in, by form, import or restore, leaves as the small canonical HTML we store.

nh3 (a real HTML5 parser) decides what may stay; what it lets through is then written in one way only, a block
element a line, so that a text that was opened in the editor and saved unchanged is byte for byte the same.
The declaration below also drives the editor's allowedContent (articles/editor.py).
"""

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

import nh3
from django.conf import settings

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
RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
DROPPED = {"script", "style", "iframe", "object", "embed", "noscript", "template", "svg", "math", "textarea", "select"}
SCHEMES = {"http", "https", "mailto", "tel"}

WRAPPING = {"", "div", "blockquote"}  # loose text in these becomes a paragraph
STRUCTURE = {"ul", "ol", "table", "thead", "tbody", "tfoot", "tr", "figure"}  # text between their children is nothing
MAY_BE_EMPTY = {"td", "th", "tr", "img", "br", "hr"}
VOID = {"img", "br", "hr"}
PHOTO_NAME = re.compile(r"photos/[\w/-]+\.(?:jpg|png|webp)")


def clean(html: str) -> str:
    """Return `html` as canonical HTML of the allowed elements; never raises, idempotent."""
    safe = nh3.clean(
        plain.normalise(html),
        tags=BLOCKS | TABLE | INLINE | set(RENAMED),
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=_attribute,
        clean_content_tags=DROPPED,
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    tree = _Tree()
    tree.feed(safe)
    tree.close()
    return "\n".join(_lines(_tidy(tree.root)))


def to_text(html: str) -> str:
    """Return the words of cleaned HTML, a block a line, without tags."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return re.sub(r"\s*\n\s*", "\n", _words(tree.root)).strip()


def photo_names(html: str) -> set[str]:
    """Return the storage names of the photos that stand in cleaned HTML."""
    prefix = re.escape(settings.MEDIA_URL)
    return set(re.findall(rf'<img src="{prefix}({PHOTO_NAME.pattern})"', html))


def _attribute(tag, attribute, value):
    if (tag, attribute) == ("img", "src"):
        name = value.removeprefix(settings.MEDIA_URL)
        return value if value != name and PHOTO_NAME.fullmatch(name) else None
    if attribute in {"width", "height", "colspan", "rowspan", "start"}:
        return value if re.fullmatch(r"[1-9]\d{0,3}", value) else None
    if attribute == "scope":
        return value if value in {"col", "row"} else None
    return plain.one_line(value)


@dataclass
class _Node:
    tag: str = ""
    attributes: dict = field(default_factory=dict)
    children: list = field(default_factory=list)  # of _Node and str


class _Tree(HTMLParser):
    """Builds a tree of nh3's output, which is well-formed."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = _Node()
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        node = _Node(RENAMED.get(tag, tag), {key: value or "" for key, value in attrs})
        self.open[-1].children.append(node)
        if node.tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        if RENAMED.get(tag, tag) == self.open[-1].tag:
            self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def _is_block(child):
    return isinstance(child, _Node) and child.tag in BLOCKS | TABLE


def _is_kept(node):
    """Whether an element stands for itself; the others are unwrapped and their content stays."""
    if node.tag in {"div", "span"}:
        return bool(node.attributes.get("class"))
    if node.tag == "a":
        return bool(node.attributes.get("href"))
    return node.tag != "img" or bool(node.attributes.get("src"))


def _tidy(node):
    children = []
    for child in node.children:
        if isinstance(child, str):
            children.append(plain.SPACES.sub(" ", child.replace("\n", " ")))
            continue
        _tidy(child)
        if not _is_kept(child):
            # What stood in a <div> of its own stays a block of its own.
            inner = [_Node("p", {}, child.children)] if child.tag == "div" and not _has_block(child) else child.children
            children.extend(inner)
        elif child.tag in MAY_BE_EMPTY or child.children:
            children.append(child)
    if node.tag in STRUCTURE:
        children = [child for child in children if isinstance(child, _Node)]
    if node.tag in WRAPPING or any(_is_block(child) for child in children):
        children = _wrapped(children, wrap=node.tag in WRAPPING)
    node.children = children if _is_block(children[0] if children else "") else _trimmed(children)
    if node.tag not in MAY_BE_EMPTY and not _has_content(node):
        node.children = []
    return node


def _has_block(node):
    return any(_is_block(child) for child in node.children)


def _has_content(node):
    return any(
        bool(child.strip()) if isinstance(child, str) else child.tag in {"img", "hr", "td", "th"} or _has_content(child)
        for child in node.children
    )


def _wrapped(children, *, wrap):
    """Gather runs of loose inline content beside blocks into paragraphs (or drop the white space between)."""
    result, run = [], []
    for child in [*children, None]:
        if child is not None and not _is_block(child):
            run.append(child)
            continue
        paragraph = _Node("p", {}, _trimmed(run))
        if _has_content(paragraph):
            result.extend([paragraph] if wrap else paragraph.children)
        run = []
        if child is not None:
            result.append(child)
    return result


def _trimmed(children):
    """Strip white space and line breaks at both ends of a run of inline content, and doubled spaces within."""
    children = [child for child in children if child != ""]
    while children and _is_blank(children[0]):
        children.pop(0)
    while children and _is_blank(children[-1]):
        children.pop()
    if children and isinstance(children[0], str):
        children[0] = children[0].lstrip()
    if children and isinstance(children[-1], str):
        children[-1] = children[-1].rstrip()
    return children


def _is_blank(child):
    return child.tag == "br" if isinstance(child, _Node) else not child.strip()


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
        elif child.tag in BLOCKS | TABLE | {"br"}:
            parts.append(f"\n{_words(child)}\n")
        else:
            parts.append(_words(child))
    return "".join(parts)
