"""The head of an office's document: who issues it beside the nation's name and motto (Decree 30/2020/NĐ-CP).

On paper it is a table without lines, or two columns made with the tab; on a page of news it is a table that says
little. It goes only where all of it is certain: issuing body, number and date then begin the text in one line where
all three are there, and else the report repeats what stood in it.
"""

import re
from dataclasses import dataclass, field
from itertools import takewhile

from .. import text as plain
from .blocks import Block, Look, Run, has_pictures, lines

NATION = re.compile(r"cộng h(?:òa|oà) xã hội chủ nghĩa việt nam\W*$", re.IGNORECASE)
MOTTO = re.compile(r"độc lập\W{1,5}tự do\W{1,5}hạnh phúc\W*$", re.IGNORECASE)
NATIONAL = {
    plain.fold("Cộng hoà xã hội chủ nghĩa Việt Nam Độc lập Tự do Hạnh phúc"),
    plain.fold("Đảng Cộng sản Việt Nam"),
}
NUMBER = re.compile(r"số ?:? ?(?P<digits>\d{0,6})[ ._…]*[/-] ?[\w/&.]{1,40}(?: ?- ?[\w/&.]{1,40}){0,3}", re.IGNORECASE)
DATE = re.compile(r"[\w ,.-]{0,60}ngày(?P<date>[ \d._…]{1,20}tháng[ \d._…]{1,20}năm[ \d._…]{0,20})", re.IGNORECASE)
FILLED_IN = re.compile(r" ?\d{1,2} ?tháng ?\d{1,2} ?năm ?\d{4} ?")
SUBJECT = re.compile(r"(?:v/v|về việc)\b", re.IGNORECASE)
LONGEST = 600  # letters of a whole letterhead
MOST_LINES = 12
MOST_ABOVE = 3  # lines over the nation's name where all stand one below the other
SPAN = re.compile(r"[1-9]\d?")


@dataclass
class Letterhead:
    """What stood in it, line by line, without the nation's name and motto."""

    words: list
    above: list = field(init=False)
    subject: str = field(init=False)

    def __post_init__(self):
        self.above = list(takewhile(lambda line: not SUBJECT.match(line), self.words))
        under = self.words[len(self.above) :]
        dates = [line for line in under if DATE.fullmatch(line)]
        self.above += dates
        # What a letter is about stands under its number; other documents have a title.
        self.subject = " ".join(line for line in under if line not in dates)

    @property
    def reference(self):
        """Issuing body, number and date in one line; "" where one is missing, or open as in drafts."""
        numbers = [line for line in self.above if NUMBER.fullmatch(line)]
        dates = [line for line in self.above if DATE.fullmatch(line)]
        issuer = " ".join(line for line in self.above if line not in numbers + dates)
        if not (issuer and len(numbers) == len(dates) == 1):
            return ""
        is_open = not (NUMBER.match(numbers[0])["digits"] and FILLED_IN.fullmatch(DATE.match(dates[0])["date"]))
        return "" if is_open else f"{issuer} – {numbers[0]} – {dates[0]}"


def take_letterhead(blocks, report) -> Letterhead | None:
    """Take a letterhead off the beginning of blocks and return it; None where none is certain, or it is all there is.

    The subject of a letter stays, as a paragraph.
    """
    start = sum(1 for _block in takewhile(_is_empty, blocks))
    first = blocks[start : start + MOST_LINES]
    is_table = bool(first) and first[0].tag == "table"
    found, count = (_in_table(first[0]), 1) if is_table else _in_paragraphs(first)
    if found is None or start + count == len(blocks):
        return None
    blocks[: start + count] = paragraph(found.subject)
    report.leave_out("head" if found.reference else "letterhead" if found.above else "nation", found.above)
    return found


def paragraph(words) -> list[Block]:
    return [Block("p", [Run(words, Look())])] if words else []


def columns(table):
    """Return the blocks of a table's two columns, ([], []) where there are more of them, or something besides."""
    left, right, covered = [], [], 0
    rows = [row for part in table.content for row in part.content]
    if any(row.tag != "tr" for row in rows):
        return [], []  # a caption
    for row in rows:
        cells = list(row.content)
        if covered:
            covered -= 1
        elif cells:
            first = cells.pop(0)
            left += first.content
            span = first.attributes.get("rowspan", "1")
            covered = int(span) - 1 if SPAN.fullmatch(span) else 0
        filled = [cell for cell in cells if lines(cell.content) or has_pictures(cell.content)]
        if len(filled) > 1:
            return [], []
        right += [block for cell in filled for block in cell.content]
    return left, right


def _in_table(table):
    """Read two columns: on the right the nation's name and motto, then nothing but place and date."""
    left, right = (lines(column) for column in columns(table))
    count = next((at for at in range(1, 5) if plain.fold(" ".join(right[:at])) in NATIONAL), None)
    if count is None or has_pictures([table]):
        return None
    dates, found = right[count:], left + right[count:]
    is_small = len(found) <= MOST_LINES and sum(map(len, found)) <= LONGEST
    return Letterhead(found) if is_small and all(map(DATE.fullmatch, dates)) else None


def _in_paragraphs(blocks):
    """Read plain paragraphs, one column below the other or beside it; return how many they are, too."""
    top = [(line, number) for number, block in enumerate(takewhile(_is_plain, blocks), 1) for line in lines([block])]
    words = [line for line, _number in top]
    at = next((at for at, line in enumerate(words[: MOST_ABOVE + 1]) if NATION.search(line)), None)
    if at is None or not MOTTO.search(" ".join(words[at + 1 : at + 2])):
        return None, 0
    behind = list(takewhile(_is_reference, words[at + 2 :]))
    before = [*words[:at], NATION.sub("", words[at]), MOTTO.sub("", words[at + 1])]
    end = at + 2 + len(behind)
    is_whole = end == len(top) or top[end][1] > top[end - 1][1]
    if not is_whole or not all(not line or line.isupper() or _is_reference(line) for line in before):
        return None, 0
    found = [part for line in before + behind for part in _parted(line)]
    return Letterhead(found), top[end - 1][1]


def _is_empty(block):
    return block.tag == "p" and not lines([block]) and not has_pictures([block])


def _is_plain(block):
    return block.tag == "p" and not block.label and not has_pictures([block])


def _is_reference(line):
    """Whether a line is a number, a date, or both."""
    return all(NUMBER.fullmatch(part) or DATE.fullmatch(part) for part in _parted(line))


def _parted(line):
    """Part number and date that stand on one line."""
    number = NUMBER.match(line)
    parts = [number[0], line[number.end() :]] if number else [line]
    return [part.strip() for part in parts if part.strip()]
