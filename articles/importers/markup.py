"""A saved HTML page as lines. Menus, scripts and form controls stay out; layout tables dissolve into lines.

Legacy markup is rarely well formed, so nothing here trusts a closing tag: blocks close what they must, and inline
elements never reach past their line.
"""

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from ..text import normalise, one_line
from .lines import Line, Place, tidy

INLINE = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "a": "a", "sup": "sup", "sub": "sub"}
HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
FLOW = {"html", "body", "main", "article", "section", "header", "div", "center", "blockquote", "address", "pre", "p"}
FORM_TAGS = {"form", "fieldset", "label", "legend"}
LIST_TAGS = {"ul", "ol", "li", "dl", "dt", "dd"}
FIGURE_TAGS = {"figure", "figcaption"}
TABLE_TAGS = {"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
MACHINERY = {"script", "style", "noscript", "template", "svg", "iframe", "object", "audio", "video"}
HIDDEN = MACHINERY | {"nav", "footer", "aside", "select", "textarea", "button"}
BLOCKS = HIDDEN | set(HEADINGS) | FLOW | FORM_TAGS | LIST_TAGS | FIGURE_TAGS | TABLE_TAGS
# What a starting element closes, and the element at which the search for it stops.
CLOSES = {
    "li": (("li",), ("ul", "ol")),
    "dt": (("dt", "dd"), ("dl",)),
    "dd": (("dt", "dd"), ("dl",)),
    "tr": (("tr",), ("table",)),
    "td": (("td", "th"), ("tr", "table")),
    "th": (("td", "th"), ("tr", "table")),
}
CHROME_NAME = re.compile(
    r"(?:main|top|left|right|bottom|site|page)?[-_]?"
    r"(?:menu|nav|navbar|navigation|sidebar|footer|breadcrumbs?|toolbar|share|social)",
    re.IGNORECASE,
)
DISPLAY_NONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# Comments, scripts and styles to their end or the end of the file, and Word's <![if !vml]>.
PASSED_OVER = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|<!\[[^>]*>?", re.DOTALL | re.IGNORECASE
)
SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
LARGEST_ICON = 40
LONGEST_CELL = 300


@dataclass
class Element:
    tag: str
    number: int
    is_hidden: bool = False
    start: int = 1
    items: int = 0


@dataclass
class Cell:
    tag: str
    attributes: str
    first_line: int
    end_line: int | None = None


@dataclass
class OpenTable:
    """A table whose kind, data or layout, shows only at its end. Cells remember which lines they hold."""

    rows: list[list[Cell]] = field(default_factory=list)
    may_be_data: bool = True


class PageParser(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.raw_lines: list[tuple[int, str]] = []
        self._addresses: dict[str, str] = {}
        self._in_title = False
        self._open: list[Element] = []
        self._hidden = 0
        self._elements = 0
        self._tables: list[OpenTable] = []
        self._start_line()

    @property
    def original_url(self) -> str:
        return next((self._addresses[key] for key in ("canonical", "og:url", "saved") if key in self._addresses), "")

    def read(self, text: str):
        """Read a whole page. What browsers pass over goes first: html.parser is slow at it, or stops."""
        if saved := SAVED_FROM.search(text[:4096]):
            self._keep_address("saved", saved[1])
        self.feed(PASSED_OVER.sub(lambda match: "\n" * match[0].count("\n"), text))
        self.close()
        self._flush()
        while self._open:
            self._pop()

    # Events of the parser

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        if tag in BLOCKS:
            self._start_block(tag, attributes)
        elif tag in INLINE:
            self._start_inline(INLINE[tag], attributes)
        elif tag == "br":
            self._break()
        elif tag == "img":
            self._picture(attributes)
        elif tag in ("hr", "input"):
            self._flush()
            self._not_data()
        elif tag == "title":
            self._in_title = True
        else:
            self._note_address(tag, attributes)

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            self._end_block(tag)
        elif tag in INLINE:
            self._end_inline(INLINE[tag])
        elif tag == "title":
            self._in_title = False

    def handle_data(self, data):
        if not self._in_title and not self._hidden:
            if not self._raw.strip():
                self._line_number = self.getpos()[0] + data[: len(data) - len(data.lstrip())].count("\n")
            self._raw += data
            self._pieces.append(escape(normalise(data).replace("\n", " "), quote=False))

    # The address of the page

    def _note_address(self, tag, attributes):
        if tag == "link" and "canonical" in attributes.get("rel", "").lower().split():
            self._keep_address("canonical", attributes.get("href", ""))
        elif tag == "meta" and attributes.get("property", "").lower() == "og:url":
            self._keep_address("og:url", attributes.get("content", ""))

    def _keep_address(self, key, address):
        address = one_line(address)
        if address.startswith(("http://", "https://")):
            self._addresses.setdefault(key, address)

    # Blocks

    def _start_block(self, tag, attributes):
        self._flush()
        self._in_title = False
        if self._open and self._open[-1].tag == "p":
            self._pop()
        if tag in CLOSES:
            self._close_up_to(*CLOSES[tag])
        self._elements += 1
        element = Element(tag, self._elements, _is_hidden(tag, attributes), _start_of(attributes))
        self._open.append(element)
        self._hidden += element.is_hidden
        if tag == "li":
            self._number_item(element)
        elif tag in TABLE_TAGS:
            self._start_table_part(tag, attributes)
        elif tag in HEADINGS or tag in ("form", "label", "ul", "ol"):
            self._not_data()

    def _end_block(self, tag):
        self._flush()
        if tag == "p" and self._open and self._open[-1].tag != "p":
            return  # any block has closed it already
        for depth, element in enumerate(reversed(self._open), start=1):
            if element.tag == tag:
                for _ in range(depth):
                    self._pop()
                return
            if element.tag in TABLE_TAGS and tag not in TABLE_TAGS:
                return  # a stray closing tag inside a cell must not end the table

    def _close_up_to(self, tags, limits):
        for depth, element in enumerate(reversed(self._open), start=1):
            if element.tag in limits:
                return
            if element.tag in tags:
                for _ in range(depth):
                    self._pop()
                return

    def _pop(self):
        element = self._open.pop()
        self._hidden -= element.is_hidden
        if element.tag in ("td", "th") and self._tables and self._tables[-1].rows and self._tables[-1].rows[-1]:
            self._tables[-1].rows[-1][-1].end_line = len(self.lines)
        elif element.tag == "table" and self._tables:
            self._end_table(self._tables.pop())

    def _number_item(self, element):
        lists = [outer for outer in self._open if outer.tag in ("ul", "ol")]
        if lists:
            element.items = lists[-1].items
            lists[-1].items += 1

    # Tables

    def _start_table_part(self, tag, attributes):
        if tag == "table":
            self._not_data()
            self._tables.append(OpenTable())
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag in ("td", "th") and self._tables:
            if not self._tables[-1].rows:
                self._tables[-1].rows.append([])
            self._tables[-1].rows[-1].append(Cell(tag, _spans(attributes), len(self.lines)))

    def _not_data(self):
        if self._tables:
            self._tables[-1].may_be_data = False

    def _end_table(self, table):
        rows = [row for row in table.rows if row]
        if not rows or not self._is_data(table, rows):
            return
        start = rows[0][0].first_line
        html = "".join(
            "<tr>" + "".join(f"<{c.tag}{c.attributes}>{self._cell_html(c)}</{c.tag}>" for c in row) + "</tr>"
            for row in rows
        )
        line = Line(self.lines[start].number, f"<table><tbody>{html}</tbody></table>", self._path(), is_table=True)
        self.lines[start:] = [line]

    def _is_data(self, table, rows):
        cells = [cell for row in rows for cell in row]
        in_cells = sum((cell.end_line or 0) - cell.first_line for cell in cells)
        return (
            table.may_be_data
            and len(rows) > 1
            and min(len(row) for row in rows) > 1
            and in_cells == len(self.lines) - cells[0].first_line > 0
            and max(len(self._cell_html(cell)) for cell in cells) <= LONGEST_CELL
        )

    def _cell_html(self, cell):
        return "<br>".join(line.html for line in self.lines[cell.first_line : cell.end_line])

    # Lines

    def _start_line(self):
        self._pieces, self._raw, self._inline = [], "", []
        self._line_number = self.getpos()[0]

    def _flush(self):
        """End the line. Inline elements end with it: legacy pages forget to close them."""
        html = tidy("".join(self._pieces) + "".join(f"</{tag}>" for tag in reversed(self._inline)))
        if self._raw:
            self.raw_lines.append((self._line_number, self._raw.strip("\n\t ")))
        if html and not self._hidden:
            self.lines.append(self._line(html))
        self._start_line()

    def _line(self, html):
        tags = [element.tag for element in self._open]
        level = next((HEADINGS[tag] for tag in reversed(tags) if tag in HEADINGS), 0)
        is_caption = "figcaption" in tags
        return Line(self._line_number, html, self._path(), level, self._place(), is_caption)

    def _path(self):
        return tuple(element.number for element in self._open if element.tag != "p")

    def _place(self):
        items = [element for element in self._open if element.tag == "li"]
        lists = [element for element in self._open if element.tag in ("ul", "ol")]
        if not items or not lists:
            return None
        is_ordered = lists[-1].tag == "ol"
        return Place(lists[-1].number, items[-1].number, is_ordered, lists[-1].start + items[-1].items)

    def _break(self):
        """A break divides lines where it stands for a paragraph, as in old editors, and stays where one is open."""
        inside = self._open and self._open[-1].tag in ("p", "li", "figcaption", *HEADINGS)
        last = next((piece for piece in reversed(self._pieces) if not piece.isspace()), "")
        if not inside or last == "<br>":
            self._flush()
        elif not self._hidden:
            self._pieces.append("<br>")
            self._raw += " "

    def _picture(self, attributes):
        self._not_data()
        if self._hidden or _is_icon(attributes):
            return
        self._flush()
        src = one_line(attributes.get("data-src") or attributes.get("src", ""))
        src = "" if src.lower().startswith("data:") else src
        self.lines.append(
            Line(self.getpos()[0], path=self._path(), is_picture=True, src=src, alt=one_line(attributes.get("alt", "")))
        )

    # Inline elements

    def _start_inline(self, tag, attributes):
        if tag in self._inline or self._hidden:
            return
        if tag == "a":
            href = self._safe_href(attributes.get("href", ""))
            if not href:
                return
            self._pieces.append(f'<a href="{escape(href)}">')
        else:
            self._pieces.append(f"<{tag}>")
        self._inline.append(tag)

    def _end_inline(self, tag):
        if tag in self._inline:
            while (last := self._inline.pop()) != tag:
                self._pieces.append(f"</{last}>")
            self._pieces.append(f"</{tag}>")

    def _safe_href(self, href):
        href = one_line(href)
        if not href or href.startswith("#"):
            return ""
        try:
            address = urljoin(self.original_url, href)
            scheme = urlsplit(address).scheme
        except ValueError:  # a bracket where no IPv6 address is
            return ""
        return address if scheme in ("http", "https", "mailto", "tel") else ""


def _is_hidden(tag, attributes) -> bool:
    names = (attributes.get("class", "") + " " + attributes.get("id", "")).split()
    return (
        tag in HIDDEN
        or "hidden" in attributes
        or attributes.get("role", "").lower() == "navigation"
        or bool(DISPLAY_NONE.search(attributes.get("style", "")))
        or (tag not in ("html", "body", "main", "article") and any(CHROME_NAME.fullmatch(name) for name in names))
    )


def _is_icon(attributes) -> bool:
    sizes = [_number(attributes.get(name, "")) for name in ("width", "height")]
    return any(size is not None and size <= LARGEST_ICON for size in sizes)


def _start_of(attributes) -> int:
    start = _number(attributes.get("start", ""))
    return 1 if start is None else start


def _number(value) -> int | None:
    return int(value) if re.fullmatch(r"[0-9]{1,4}", value) else None


def _spans(attributes) -> str:
    spans = {name: _number(attributes.get(name, "")) for name in ("colspan", "rowspan")}
    return "".join(f' {name}="{number}"' for name, number in spans.items() if number and number > 1)
