"""The document of a .docx as blocks: paragraphs with the labels that Word counts, tables with merged cells, notes."""

import re
from dataclasses import replace
from functools import partial

from django.utils.translation import gettext as _

from ... import richtext
from ..blocks import Block, Look, Picture, Run, in_paragraphs
from ..finishing import PictureRefused
from .numbering import Numbering
from .package import UnreadableFile
from .styles import Styles, is_centred, numbered, outline_of

HOLDERS = {"w:sdtContent", "w:sdt", "w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:fldSimple", "w:dir", "w:bdo"}
LEFT_OUT = {"w:del": "deleted", "w:moveFrom": "deleted", "w:altChunk": "objects"}
LINK = re.compile(r'\s*HYPERLINK\s+(?:\\[lo]\s+)?"([^"]{1,2000})"')
LONGEST_HEADING = 300
IN_BOXES = {"w:txbxContent", "mc:Fallback"}  # looked through once, where their own paragraphs are read
LINES = {"line", "straightConnector1", "#_x0000_t32"}  # the last is Word's number of a connector
NOTES = {"w:footnoteReference": "footnotes", "w:endnoteReference": "endnotes"}


def read_body(package, report) -> list[Block]:
    """Return the blocks of a document, its notes at the end."""
    root = package.xml(package.main)
    body = root.find("w:body") if root else None
    if body is None:
        raise UnreadableFile(_("There is no text in this file."))
    reader = _Reader(package, report)
    blocks = reader.blocks(body)
    return blocks + reader.notes_at_end()


class _Reader:
    def __init__(self, package, report):
        self.package, self.report = package, report
        self.styles = Styles(package.related("styles"))
        self.numbering = Numbering.of(package.related("numbering"))
        self.links = package.links
        self.fields = []  # open complex fields: [instruction, address]
        self.boxes = []  # text boxes met in a paragraph, which follow it
        self.notes = []  # (part, id) in the order of their marks

    # --- Blocks ------------------------------------------------------------------------------------------------------

    def blocks(self, holder):
        found = []
        for child in holder.children:
            if child.tag == "w:p":
                found += self._paragraph(child)
            elif child.tag == "w:tbl":
                found.append(self._table(child))
            elif child.tag in LEFT_OUT:
                self.report.add(LEFT_OUT[child.tag])
            elif child.tag == "mc:AlternateContent":
                found += self.blocks(_choice(child))
            elif _is_contents(child):
                self.report.add("contents")
            elif child.tag in HOLDERS:
                found += self.blocks(child)
        return found

    def _paragraph(self, element):
        properties = element.find("w:pPr")
        style_id = properties.value("w:pStyle") if properties else ""
        style = self.styles.of(style_id)
        if style.is_contents:
            self.report.add("contents")
            for each in element.anywhere("w:fldChar"):
                self._field(each.attributes.get("w:fldCharType"))
            return []
        boxes, self.boxes = self.boxes, []
        block = Block("p", self._runs(element, style_id, ""))
        boxes, self.boxes = self.boxes, boxes
        self._label(block, properties, style_id, style)
        block.is_caption, block.is_centred = style.is_caption, is_centred(properties, style)
        level = outline_of(properties) if properties else None
        level = style.heading if level is None else level or None
        if level is not None and len(block.text) <= LONGEST_HEADING:
            block.heading = level
        return [*([block] if in_paragraphs(block.content) else []), *boxes]

    def _label(self, block, properties, style_id, style):
        said = numbered(properties) if properties else {}
        list_id = said.get("list_id", style.list_id)
        if not list_id or list_id == "0":
            return
        level = said.get("level", style.level)
        if level is None:
            level = self.numbering.level_of_style(list_id, style_id)
        label, font = self.numbering.label(list_id, level)
        if label:
            first = next((run.look for run in block.content if run.text.strip()), Look())
            block.label, block.depth = (
                [Run(label, replace(first, font=font or first.font, script="", href=""))],
                level + 1,
            )

    # --- Runs --------------------------------------------------------------------------------------------------------

    def _runs(self, holder, style, href):
        found = []
        for child in holder.children:
            if child.tag == "w:r":
                found += self._run(child, style, href)
            elif child.tag == "w:hyperlink":
                found += self._runs(child, style, self._address(child) or href)
            elif child.tag in LEFT_OUT:
                self.report.add(LEFT_OUT[child.tag])
            elif child.tag == "mc:AlternateContent":
                found += self._runs(_choice(child), style, href)
            elif child.tag in {"m:oMath", "m:oMathPara"}:
                self.report.add("objects")
                found.append(Run("".join(each.text for each in child.anywhere("m:t")), Look(href=href)))
            elif child.tag in HOLDERS:
                self.report.add("inserted", child.tag in {"w:ins", "w:moveTo"})
                found += self._runs(child, style, href)
        return found

    def _run(self, element, style, href):
        properties = element.find("w:rPr")
        if properties and properties.is_on("w:vanish"):
            self.report.add("hidden")
            return []
        look = replace(self.styles.look(style, properties), href=href or (self.fields[-1][1] if self.fields else ""))
        return [run for child in element.children for run in self._piece(child, look)]

    def _piece(self, child, look):
        tag = child.tag
        if tag == "w:fldChar":
            self._field(child.attributes.get("w:fldCharType"))
        elif tag == "w:instrText" and self.fields:
            self.fields[-1][0] += child.text
        elif tag == "w:t":
            return [Run(child.text, look)]
        elif tag in {"w:br", "w:cr"}:
            return [] if child.attributes.get("w:type") in {"page", "column"} else [Run("\n", look)]
        elif tag in NOTES:
            return self._note(NOTES[tag], child.attributes.get("w:id", ""), look)
        elif tag in {"w:drawing", "w:pict", "w:object"}:
            return self._drawing(child, look)
        elif tag == "mc:AlternateContent":
            return [run for each in _choice(child).children for run in self._piece(each, look)]
        elif tag == "w:commentReference":
            self.report.add("comments")
        # Legacy fonts have a letter where others have the hyphen that is only seen at the end of a line.
        signs = {"w:tab": " ", "w:ptab": " ", "w:noBreakHyphen": "-", "w:softHyphen": "\xad"}
        return [Run(signs[tag], look)] if tag in signs else []

    def _field(self, kind):
        if kind == "begin":
            self.fields.append(["", ""])
        elif kind == "separate" and self.fields:
            match = LINK.match(self.fields[-1][0])
            self.fields[-1][1] = self._allowed(match[1]) if match and "\\l" not in match[0] else ""
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _address(self, element):
        _kind, target, is_outside = self.links.get(element.attributes.get("r:id", ""), ("", "", False))
        return self._allowed(target if is_outside else "")

    def _allowed(self, address):
        if address.partition(":")[0].lower() in richtext.SCHEMES:
            return address
        self.report.add("links")
        return ""

    # --- Pictures and boxes ------------------------------------------------------------------------------------------

    def _drawing(self, element, look):
        """Read a drawing and the outermost boxes in it; what stands in those comes with their own paragraphs."""
        boxes = list(element.anywhere("w:txbxContent", {"mc:Fallback"}))
        for box in boxes:
            self.boxes += self.blocks(box)
        named = next(iter([*element.anywhere("wp:docPr", IN_BOXES), *element.anywhere("v:shape", IN_BOXES)]), None)
        words = named.attributes if named else {}
        alt = " ".join((words.get("descr") or words.get("alt") or "").split())[:250]
        blips = [each.attributes for each in element.anywhere("a:blip", IN_BOXES)]
        found = [each.get("r:embed") or each.get("r:link") for each in blips]
        found += [each.attributes.get("r:id") for each in element.anywhere("v:imagedata", IN_BOXES)]
        found = [key for key in found if key]
        self.report.add("objects", not (found or boxes or _is_line(element)))
        return [Run("", look, self._picture(key, alt or words.get("name", ""), alt)) for key in found]

    def _picture(self, key, name, alt):
        kind, target, is_outside = self.links.get(key, ("", "", False))
        picture = Picture((name or target.rpartition("/")[2] or _("without a name"))[:80], alt)
        if is_outside or kind != "image" or target not in self.package.names:
            picture.why_lost = _("it is not in the file.")
        else:
            picture.load = partial(self._load, target)
        return picture

    def _load(self, name):
        try:
            return self.package.data(name)
        except UnreadableFile as error:
            raise PictureRefused(_("it is damaged, or too large unpacked.")) from error

    # --- Tables ------------------------------------------------------------------------------------------------------

    def _table(self, element):
        parts, opened = {"thead": [], "tbody": []}, {}  # column → the cell that goes on downwards
        for row in _parts(element, "w:tr"):
            properties = row.find("w:trPr")
            if properties and properties.find("w:del") is not None:
                self.report.add("deleted")
                continue
            is_head = bool(properties and properties.is_on("w:tblHeader")) and not parts["tbody"]
            parts["thead" if is_head else "tbody"].append(Block("tr", self._cells(row, opened)))
        return Block("table", [Block(tag, rows) for tag, rows in parts.items() if rows])

    def _cells(self, row, opened):
        cells, column = [], 0
        for element in _parts(row, "w:tc"):
            properties = element.find("w:tcPr")
            width = properties.value("w:gridSpan", default="1") if properties else "1"
            width = int(width) if re.fullmatch(r"[1-9]\d{0,2}", width) else 1
            merge = properties.find("w:vMerge") if properties else None
            if merge is not None and merge.attributes.get("w:val", "continue") == "continue" and column in opened:
                cell = opened[column]
                cell.attributes["rowspan"] = str(int(cell.attributes.get("rowspan", "1")) + 1)
                self.blocks(element)  # what is hidden under a merged cell still counts on
            else:
                cell = Block("td", self.blocks(element), {"colspan": str(width)} if width > 1 else {})
                cells.append(cell)
                opened[column] = cell
            if merge is None:
                opened.pop(column, None)
            column += width
        return cells

    # --- Notes -------------------------------------------------------------------------------------------------------

    def _note(self, part, key, look):
        self.notes.append((part, key))
        self.report.add("notes")
        return [Run(f"[{len(self.notes)}]", replace(look, script="sup"))]

    def notes_at_end(self):
        """Return a line and the notes, each with the number that its mark has in the text."""
        marked, self.notes = self.notes, []
        found = []
        for part in {part: None for part, _key in marked}:
            root = self.package.related(part)
            tag = part.removesuffix("s")
            held = {each.attributes.get("w:id", ""): each for each in root.all(f"w:{tag}")} if root else {}
            for number, (where, key) in enumerate(marked, 1):
                if where == part and key in held:
                    blocks = in_paragraphs(self.blocks(held[key]))
                    if blocks and blocks[0].tag == "p":
                        blocks[0].content[:0] = [Run(f"[{number}]", Look(script="sup")), Run(" ", Look())]
                    found += blocks
        return [Block("hr"), *found] if found else []


def _is_contents(element):
    """Whether it is a table of contents, whose numbers of pages say nothing here."""
    return element.value("w:sdtPr", "w:docPartObj", "w:docPartGallery") == "Table of Contents"


def _is_line(element):
    """Whether a drawing is but a line, as under the motto of a letterhead."""
    forms = {each.attributes.get("prst") for each in element.anywhere("a:prstGeom", IN_BOXES)}
    forms |= {each.attributes.get("type") for each in element.anywhere("v:shape", IN_BOXES)}
    forms |= {"line" for _line in element.anywhere("v:line", IN_BOXES)}
    return bool(forms) and forms <= LINES


def _choice(element):
    """Return the first way that a thing is written in; the others say the same for older programs."""
    return next(iter(element.children), element)


def _parts(element, tag):
    """Return rows or cells, through what may stand around them."""
    found = []
    for child in element.children:
        if child.tag == tag:
            found.append(child)
        elif child.tag in HOLDERS:
            found += _parts(child, tag)
    return found
