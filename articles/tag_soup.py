"""Markup of unknown origin, put in order before the HTML5 parser reads it: its time then grows with the length alone.

The rules of HTML5 for broken markup are quadratic. At each tag the parser looks through all elements that are open, it
opens again what was closed too early, and it puts what stands between the cells of a table before the table. Measured,
400 kB of unclosed `<div>`, of `<p><b id=1></p>` or of `<b><div></b>` keep it busy for minutes. So no element is left
open or closed out of turn here: every tag that comes out has its end, inner ones first, and none stands where the
parser would have to move it. Words are kept; what is dropped with its content is not even written.

This keeps nothing out: nh3 reads the result and decides what may stay.
"""

import re

# Many times what any program writes. Each open element is one more to look through at each tag: at this depth, five
# megabytes of tags still take the parser seconds.
DEEPEST = 100
MOST_ATTRIBUTES = 30  # of one element; the parser compares each with all before it
# A comment, a declaration, or the beginning of a tag. Each alternative ends at its mark or at the end of the text.
MARK = re.compile(r"<!--(?:-?>|.*?--!?>|.*\Z)|<[!?][^>]*>?|</(?![a-z])[^>]*>?|<(/?)([a-z][^\s/>]*)", re.I | re.S)
ATTRIBUTE = re.compile(r"[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"'][^\s>]*))?")
TAG_END = re.compile(r"[\s/]*(?:>|\Z)")
NAME = re.compile(r"[a-z][\w:-]*")
# What stands in these is no markup, up to the tag of their name.
RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.I)
    for name in ("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes")
}
VOID = {"area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "track"}
VOID |= {"wbr"}
INLINE = {"a", "b", "strong", "i", "em", "sub", "sup", "span", "font", "del", "ins", "s", "strike", "u", "br", "img"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
ITEMS = {"li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}}
GROUPS = {"thead", "tbody", "tfoot"}
FRAME = {"table", "tr"} | GROUPS  # between their parts stands nothing
CELLS = {"td", "th", "caption"}
PLACES = {"tr": {"table"} | GROUPS, "td": FRAME, "th": FRAME} | dict.fromkeys(GROUPS | {"caption"}, {"table"})


def balanced(html: str, *, tags: set, dropped: set) -> str:
    """Return `html` with these elements alone, each closed in its turn; those `dropped` go with their content."""
    writer, position = _Writer(tags, dropped), 0
    while mark := MARK.search(html, position):
        writer.words(html[position : mark.start()])
        position, name = mark.end(), (mark[2] or "").lower()
        if not name:
            continue
        attributes, position = _attributes(html, position)
        if mark[1]:
            writer.end(name)
        elif name in RAW:
            end = RAW[name].search(html, position)
            stop = end.start() if end else len(html)
            if name == "title" and name not in dropped:
                writer.words(html[position:stop])
            position = stop
        else:
            writer.start(name, attributes)
    writer.words(html[position:])
    return writer.finished()


def _attributes(html, position):
    """Return the attributes of a tag, as they are written, and where it ends."""
    found = {}
    while not (end := TAG_END.match(html, position)):
        attribute = ATTRIBUTE.match(html, position)
        position, name, value = attribute.end(), attribute[1].lower(), attribute[2] or ""
        if len(found) < MOST_ATTRIBUTES and NAME.fullmatch(name):
            value = value[1:-1] if value[:1] in {'"', "'"} else value
            found.setdefault(name, value.replace('"', "&quot;"))
    return found, end.end()


class _Writer:
    def __init__(self, tags, dropped):
        self.tags, self.dropped = tags, dropped
        self.open, self.parts = [], []
        self.gone = None  # how many were open where an element began that goes with its content

    def words(self, text):
        if self.gone is not None or not text:
            return
        if not text.isspace():
            self._open_cell()
        self.parts.append(text.replace("<", "&lt;"))

    def start(self, name, attributes):
        if name in PLACES and self.gone is None and "table" not in self.open:
            name, attributes = "p", {}  # a part of no table; its words stay apart
        if self.gone is not None or name in self.dropped:
            if name not in VOID and len(self.open) < DEEPEST:
                self.gone = len(self.open) if self.gone is None else self.gone
                self.open.append(name)
        elif name in self.tags and self._makes_room(name) and (name in VOID or len(self.open) < DEEPEST):
            self.parts.append(f"<{name}{''.join(f' {key}="{value}"' for key, value in attributes.items())}>")
            if name not in VOID:
                self.open.append(name)
        elif name in self.tags - INLINE and len(self.open) >= DEEPEST:
            # What stood apart stays apart, in the place of the deepest that is open.
            self._close(DEEPEST - 1)
            while self.open[-1] in FRAME:
                self._close(len(self.open) - 1)
            self.parts.append("<p>")
            self.open.append("p")

    def end(self, name):
        """Close an element that is open, with all in it; a cell keeps what stands around it open."""
        if name not in self.open:
            return self._close_through({"p"}, set()) if name in PLACES or name == "table" else None
        # An element that is dropped and never closed takes words along only up to the end of what it stands in.
        if self.gone is not None and name not in self.open[self.gone :]:
            self._close(self.gone)
        for at in reversed(range(len(self.open))):
            if self.open[at] == name:
                return self._close(at)
            if self.gone is None and self.open[at] in CELLS and name not in FRAME | CELLS:
                return None
        return None

    def finished(self):
        self._close(0)
        return "".join(self.parts)

    def _close(self, at):
        while len(self.open) > at:
            name = self.open.pop()
            if self.gone is None:
                self.parts.append(f"</{name}>")
            elif len(self.open) <= self.gone:
                self.gone = None

    def _makes_room(self, name):
        """Close what ends where this element begins, and say whether it may begin at all."""
        if name in PLACES:
            return self._goes_to(PLACES[name])
        self._open_cell()
        if name in ITEMS:
            self._close_through(ITEMS[name], {"div", "p", "address"})
        if name not in INLINE:
            self._close_through({"p"}, set())
        if name in HEADINGS:
            self._close_through(HEADINGS, set())
        if name == "a":
            self._close_through({"a"}, set())
            return "a" not in self.open
        return True

    def _goes_to(self, places):
        """Close all down to where a part of a table may stand."""
        while self.open[-1] not in places:
            self._close(len(self.open) - 1)
        return True

    def _close_through(self, names, passed):
        if names.isdisjoint(self.open):
            return None
        for at in reversed(range(len(self.open))):
            if self.open[at] in names:
                return self._close(at)
            if self.open[at] not in INLINE | passed:
                return None
        return None

    def _open_cell(self):
        """Give a cell to what stands between the parts of a table."""
        if self.open and self.open[-1] in FRAME:
            self.open.append("td")
            self.parts.append("<td>")
