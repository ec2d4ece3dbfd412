"""Clipboard HTML as a tree with its styles: what Word, Google Docs and LibreOffice say stands mostly in those.

The markup is put in order first (articles/tag_soup.py). A real HTML5 parser (nh3) then reads it; it lets through no
script and no comment, and with the comments go Word's conditional ones. The depth is bounded, so that reading the tree
may be recursive.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from .. import tag_soup

BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "figure", "figcaption", "hr"}
BLOCKS |= {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "pre", "address", "article", "aside"}
BLOCKS |= {"center", "dd", "details", "dl", "dt", "footer", "form", "header", "main", "nav", "section", "summary"}
INLINE = {"a", "b", "strong", "i", "em", "sub", "sup", "br", "span", "img", "font", "del", "ins", "s", "strike", "u"}
DROPPED = {"script", "style", "iframe", "object", "embed", "noscript", "template", "svg", "math", "textarea", "select"}
DROPPED |= {"title", "xml", "audio", "video", "canvas", "button"}
KEPT = {"style", "class", "type", "start", "value", "colspan", "rowspan", "scope", "height", "width", "alt", "face"}
KEPT |= {"hidden", "align"}
SCHEMES = {"http", "https", "mailto", "tel", "file", "data", "cid", "blob"}  # looked at again when read
# Those that mean something here; the rest of Word's dozens are not carried along.
PROPERTIES = {"font-family", "font-weight", "font-style", "font", "vertical-align", "display", "mso-hide", "mso-list"}
PROPERTIES |= {"mso-element", "mso-outline-level", "mso-style-name", "list-style-type", "list-style", "text-align"}
VOID = {"br", "img", "hr"}
DEEPEST = 100
# 30,000 paragraphs from Word have 180,000 of these signs and take some five seconds; all steps together take as long
# for each, so that the bound is on somebody's patience and on what a web server in front allows.
MOST_TAGS = 250_000
OBJECT = re.compile(r"<(?:iframe|object|embed|video|audio|svg|math|canvas)\b", re.IGNORECASE)
MOST_RULES = 5000
STYLE_TAG = re.compile(r"<(/?)style\b[^>]{0,200}>", re.IGNORECASE)
SELECTOR = re.compile(r"([a-z][a-z0-9]*)?(?:\.([\w-]+))?", re.IGNORECASE)


@dataclass(slots=True)
class Node:
    tag: str
    attributes: dict = field(default_factory=dict)
    style: dict = field(default_factory=dict)
    children: list = field(default_factory=list)  # of Node and str

    @property
    def classes(self):
        return self.attributes.get("class", "").split()[:5]


def parse(raw: str) -> Node:
    """Return the tree of clipboard HTML; every node carries what its classes and its own style say."""
    text = raw.encode(errors="ignore").decode().replace("\x00", "")
    safe = nh3.clean(
        tag_soup.balanced(text, tags=BLOCKS | INLINE, dropped=DROPPED),
        tags=BLOCKS | INLINE,
        attributes={"*": KEPT, "a": KEPT | {"href"}, "img": KEPT | {"src"}},
        clean_content_tags=DROPPED,
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    builder = _Builder(_rules(raw))
    builder.feed(safe)
    builder.close()
    return builder.open[0]


class _Builder(HTMLParser):
    def __init__(self, rules):
        super().__init__(convert_charrefs=True)
        self.rules = rules
        self.open = [Node("")]
        self.unopened = 0  # elements beyond the limit, whose words go into the deepest that is open

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        node = Node(tag, attributes)
        node.style = self._style(node)
        if tag in VOID:
            self.open[-1].children.append(node)
        elif self.unopened or len(self.open) > DEEPEST:
            self.unopened += 1
        else:
            self.open[-1].children.append(node)
            self.open.append(node)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if self.unopened:
            self.unopened -= 1
        elif len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)

    def _style(self, node):
        style = {}
        for key in [
            (node.tag, ""),
            *(("", name) for name in node.classes),
            *((node.tag, name) for name in node.classes),
        ]:
            style |= self.rules.get(key, {})
        if "face" in node.attributes:
            style["font-family"] = node.attributes["face"]
        return style | declarations(node.attributes.get("style", ""))


def is_too_much(raw: str) -> bool:
    """Whether there are more tags than can be read while somebody waits."""
    return raw.count("<") > MOST_TAGS


def count_objects(raw: str) -> int:
    """Return how many things that no article holds (films, frames, drawings) stand outside of comments."""
    first, *rest = raw.split("<!--")
    return len(OBJECT.findall(first + "".join(part.partition("-->")[2] for part in rest)))


def declarations(text) -> dict:
    """Return the declarations that mean something here, names in small letters; a font's shorthand gives its family."""
    found = {}
    for part in text[:4000].split(";"):
        name, _colon, value = part.partition(":")
        name, value = name.strip().lower(), value.strip()
        if name in PROPERTIES and value:
            found[name] = value
    if "font" in found and (family := re.search(r"\d(?:pt|px|em|%)\s+(.+)$", found.pop("font"))):
        found["font-family"] = family[1]
    return found


def _rules(raw):
    """Return the declarations of the style sheets in a source, by (element, class)."""
    rules = {}
    for sheet in _style_sheets(raw):
        for rule in sheet.split("}"):
            selectors, brace, body = rule.partition("{")
            found = declarations(body) if brace else {}
            for selector in selectors.split(",")[:20] if found else []:
                match = SELECTOR.fullmatch(selector.rpartition("*/")[2].rpartition("<!--")[2].strip())
                if match and len(rules) < MOST_RULES:
                    key = ((match[1] or "").lower(), match[2] or "")
                    rules[key] = rules.get(key, {}) | found
    return rules


def _style_sheets(raw):
    start = None
    for tag in STYLE_TAG.finditer(raw):
        if tag[1] and start is not None:
            yield raw[start : tag.start()]
            start = None
        elif not tag[1] and start is None:
            start = tag.end()
