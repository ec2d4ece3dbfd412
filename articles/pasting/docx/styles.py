"""The styles of a .docx, each with what it takes over from those it is based on."""

import re
from dataclasses import dataclass, replace

from ..blocks import Look

NUMBER = re.compile(r"-?\d{1,4}")
HEADING = re.compile(r"heading ([1-9])$", re.IGNORECASE)
CAPTION = re.compile(r"caption|chú thích", re.IGNORECASE)
CONTENTS = re.compile(r"toc (?:[1-9]|heading)$", re.IGNORECASE)
TITLE = 0
LONGEST_CHAIN = 20
NORMAL_SIZE = 20  # half points, where nothing is said
SMALL = 0.85  # letters that stand higher or lower, and are so small, are an exponent or an index


@dataclass(frozen=True)
class Style:
    look: dict
    list_id: str = ""
    level: int | None = None
    heading: int | None = None
    is_contents: bool = False
    is_caption: bool = False
    is_centred: bool = False


class Styles:
    def __init__(self, root):
        self.elements = {}
        self.known = {}
        self.default = ""
        self.base = {}
        if root is None:
            return
        for element in root.all("w:style"):
            key = element.attributes.get("w:styleId", "")
            self.elements[key] = element
            is_default = element.attributes.get("w:default") in {"1", "true"}
            if is_default and element.attributes.get("w:type") == "paragraph":
                self.default = key
        self.base = look_of(root.find("w:docDefaults", "w:rPrDefault", "w:rPr"))

    def of(self, key) -> Style:
        """Return a style by its id; "" is that of ordinary paragraphs."""
        key = key or self.default
        if key not in self.known:
            self.known[key] = self._resolved(key)
        return self.known[key]

    def look(self, paragraph_style, properties) -> Look:
        """Return how a run looks: its paragraph's style, its own style, then what it says itself."""
        own = self.of(properties.value("w:rStyle")).look if properties and properties.find("w:rStyle") else {}
        around = {"font": "", "size": NORMAL_SIZE} | self.base | self.of(paragraph_style).look
        said = around | own | look_of(properties)
        place, size = said.pop("place", 0), said.pop("size")
        if place and size <= SMALL * around["size"]:
            said["script"] = said.get("script") or ("sup" if place > 0 else "sub")
        return Look(**said)

    def _resolved(self, key):
        chain = []
        while key in self.elements and len(chain) < LONGEST_CHAIN:
            chain.append(self.elements[key])
            key = self.elements[key].value("w:basedOn")
        style = Style({})
        for element in reversed(chain):
            style = _over(style, element)
        return style


def _over(style, element):
    properties = element.find("w:pPr")
    name = element.value("w:name")
    changes = {"look": style.look | look_of(element.find("w:rPr"))}
    if match := HEADING.match(name):
        changes["heading"] = int(match[1])
    elif name.lower() == "title":
        changes["heading"] = TITLE
    elif CONTENTS.match(name):
        changes["is_contents"] = True
    elif CAPTION.fullmatch(name):
        changes["is_caption"] = True
    if properties is not None:
        changes |= numbered(properties)
        changes["is_centred"] = is_centred(properties, style)
        if (level := outline_of(properties)) is not None and "heading" not in changes:
            changes["heading"] = level or None
    return replace(style, **changes)


def numbered(properties) -> dict:
    """Return the list that a paragraph's properties put it in, as far as they speak of one."""
    found = properties.find("w:numPr")
    if found is None:
        return {}
    said = {}
    if found.find("w:numId") is not None:
        said["list_id"] = found.value("w:numId")
    if found.find("w:ilvl") is not None:
        level = found.value("w:ilvl")
        said["level"] = int(level) if re.fullmatch(r"\d", level) else 0
    return said


def is_centred(properties, style) -> bool:
    """Whether properties set a paragraph in the middle, or its style does and they say nothing."""
    side = properties.value("w:jc") if properties else ""
    return side == "center" if side else style.is_centred


def outline_of(properties):
    """Return the level of a heading that properties give; 0 for body text, None where they don't say."""
    level = properties.value("w:outlineLvl")
    return None if not re.fullmatch(r"\d", level) else int(level) + 1 if int(level) < 9 else 0


def look_of(properties) -> dict:
    """Return what run properties say of a look; nothing where there are none."""
    if properties is None:
        return {}
    said = {
        name: value
        for name, value in (("bold", properties.is_on("w:b")), ("italic", properties.is_on("w:i")))
        if value is not None
    }
    if script := properties.value("w:vertAlign"):
        said["script"] = {"superscript": "sup", "subscript": "sub"}.get(script, "")
    for name, tag in (("place", "w:position"), ("size", "w:sz")):
        if NUMBER.fullmatch(number := properties.value(tag)):
            said[name] = int(number)
    fonts = properties.find("w:rFonts")
    if fonts is not None and (font := fonts.attributes.get("w:hAnsi") or fonts.attributes.get("w:ascii")):
        said["font"] = font
    return said
