"""The numbers that Word puts before paragraphs: "Điều 5.", "a)", "1.2.". They stand in no text; they are counted."""

import re
from dataclasses import dataclass, field

from ..numbers import LABELS

FORMATS = {
    "decimal": "decimal",
    "decimalZero": "decimal-leading-zero",
    "lowerLetter": "lower-alpha",
    "upperLetter": "upper-alpha",
    "lowerRoman": "lower-roman",
    "upperRoman": "upper-roman",
}
DEEPEST = 9
PLACE = re.compile(r"%([1-9])")
SIGN = "•"  # bullets are letters of a symbol font, and mean nothing without it


@dataclass
class Level:
    start: int = 1
    form: str = "decimal"
    label: str = ""
    restarts_after: int | None = None  # 0: never; None: after every higher level
    is_legal: bool = False  # all its numbers in digits
    style: str = ""
    font: str = ""


@dataclass
class Numbering:
    """All lists of a document, and how far each has counted. Ask for the labels in the order of the paragraphs."""

    lists: dict = field(default_factory=dict)  # id of a list → (id of its form, {level: its own start})
    forms: dict = field(default_factory=dict)  # id of a form → {level: Level}
    counts: dict = field(default_factory=dict)  # id of a form → numbers reached, by level
    begun: set = field(default_factory=set)

    @classmethod
    def of(cls, root):
        numbering = cls()
        if root is None:
            return numbering
        keepers, borrowers = {}, {}  # a form may stand under the name of a style, and others refer to it
        for form in root.all("w:abstractNum"):
            key = form.attributes.get("w:abstractNumId", "")
            numbering.forms[key] = {_number(each.attributes.get("w:ilvl")): _level(each) for each in form.all("w:lvl")}
            keepers[form.value("w:styleLink")] = key
            borrowers[key] = form.value("w:numStyleLink")
        for each in root.all("w:num"):
            key = each.value("w:abstractNumId")
            numbering._add(each, keepers.get(borrowers.get(key) or "-", key))
        return numbering

    def _add(self, num, form):
        starts = {}
        for override in num.all("w:lvlOverride"):
            level = _number(override.attributes.get("w:ilvl"))
            if (start := override.find("w:startOverride")) is not None:
                starts[level] = _number(start.attributes.get("w:val"))
            if (own := override.find("w:lvl")) is not None:
                # A list that looks different counts by itself.
                mixed = f"{form}/{num.attributes.get('w:numId')}"
                self.forms[mixed] = self.forms.get(form, {}) | {level: _level(own)}
                form = mixed
        self.lists[num.attributes.get("w:numId", "")] = (form, starts)

    def level_of_style(self, list_id, style):
        """Return the level that a list keeps for a paragraph style."""
        form, _starts = self.lists.get(list_id, ("", {}))
        return next((at for at, level in self.forms.get(form, {}).items() if style and level.style == style), 0)

    def label(self, list_id, at):
        """Count one paragraph; return its label and the font that the label has. ("", "") for no list."""
        form, starts = self.lists.get(list_id, ("", {}))
        levels = self.forms.get(form, {})
        if at not in levels or not 0 <= at < DEEPEST:
            return "", ""
        level, counts = levels[at], self.counts.setdefault(form, {})
        begins = at not in counts or (at in starts and (list_id, at) not in self.begun)
        counts[at] = starts.get(at, level.start) if begins else counts[at] + 1
        self.begun.add((list_id, at))
        for deeper in [each for each in counts if each > at]:
            after = levels[deeper].restarts_after if deeper in levels else None
            if after is None or at < after:
                del counts[deeper]
        if level.form == "none":
            return "", ""
        if level.form == "bullet":
            return SIGN, ""
        return PLACE.sub(lambda place: self._printed(levels, counts, int(place[1]) - 1, level), level.label), level.font

    @staticmethod
    def _printed(levels, counts, at, level):
        shown = levels.get(at) or Level()
        number = counts.get(at, shown.start)
        form = "decimal" if level.is_legal else shown.form
        return LABELS.get(FORMATS.get(form, "decimal"), str)(number)


def _level(element):
    fonts = element.find("w:rPr", "w:rFonts")
    restart = element.find("w:lvlRestart")
    return Level(
        start=_number(element.value("w:start", default="1")),
        form=element.value("w:numFmt", default="decimal"),
        label=element.value("w:lvlText"),
        restarts_after=None if restart is None else _number(restart.attributes.get("w:val")),
        is_legal=bool(element.is_on("w:isLgl")),
        style=element.value("w:pStyle"),
        font=fonts.attributes.get("w:ascii", "") if fonts is not None else "",
    )


def _number(value):
    return int(value) if value and re.fullmatch(r"\d{1,6}", value) else 0
