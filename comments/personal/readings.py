"""The three readings of a canvas: digits as they stand, with letters for digits, with numbers in words."""

import re
from dataclasses import dataclass

from .canvas import GONE, digits_of

LONGEST_GAP = 8  # signs between two groups of one chain: "0912 ... - 345"

LOOKALIKES = dict.fromkeys("oOºοΟоО", "0") | dict.fromkeys("lI|ıІӀӏ", "1")
WORDS = {
    "khong": "0", "le": "0", "linh": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5",
    "lam": "5", "nham": "5", "sau": "6", "bay": "7", "tam": "8", "chin": "9", "muoi": "1", "tram": "",
}  # fmt: skip
WORD = "|".join(sorted(WORDS, key=len, reverse=True))
# "năm" before a year is the year, no 5.
IN_WORDS = re.compile(rf"(?<![^\W\d_])(?!nam ?(?:19|20)\d\d(?!\d))(?:{WORD})++(?![^\W\d_])")
JOINS = re.compile(rf"(?:[^\w{GONE}]|_){{0,{LONGEST_GAP}}}")


@dataclass(frozen=True)
class Group:
    """Digits that stand together; `spelled` counts the signs or words among them that are no digits themselves."""

    start: int
    end: int
    digits: str
    spelled: int = 0

    @property
    def is_words(self):
        return self.spelled > 0 and self.end - self.start > len(self.digits)

    @property
    def letters(self):
        """How many letters stand for digits. A word is none: it is one digit beyond doubt."""
        return self.spelled if self.end - self.start == len(self.digits) else 0


def readings(text, canvas):
    yield _plain(text, canvas)
    yield _lettered(text, canvas)
    yield _worded(text, canvas)


def chains(canvas, groups):
    """Yield the groups that stand together, with no letter and no more than a few signs between them."""
    chain = []
    for group in groups:
        if chain and not _are_joined(canvas, chain[-1], group):
            yield chain
            chain = []
        chain.append(group)
    if chain:
        yield chain


def _are_joined(canvas, group, following):
    gap = following.start - group.end
    return gap <= LONGEST_GAP and JOINS.fullmatch(canvas, group.end, following.start) is not None


def _plain(text, canvas):
    return [
        Group(*match.span(), "".join(map(digits_of, text[match.start() : match.end()])))
        for match in re.finditer("[0-9]+", canvas)
    ]


# Letters for digits


def _lettered(text, canvas):
    """Read o as 0 and l as 1 beside digits, or where one stands alone, but not at the edge of a word: zalo0912."""
    shape = "".join(map(_shape, text, canvas))
    groups = []
    for match in re.finditer("[dk]+", shape):
        start, end = match.span()
        if shape[start - 1 : start] == "a":
            start = end - len(match[0].lstrip("k"))
        if shape[end : end + 1] == "a":
            end = start + len(shape[start:end].rstrip("k"))
        letters = shape.count("k", start, end)
        if end > start and (letters < end - start or end - start == 1):
            digits = "".join(LOOKALIKES.get(char) or digits_of(char) for char in text[start:end])
            groups.append(Group(start, end, digits, letters))
    return groups if any(group.spelled for group in groups) else []


def _shape(char, sign):
    """Return d for a digit, k for a letter that looks like one, a for any other letter, and a space for the rest."""
    if sign == GONE:
        return " "
    if sign in "0123456789":
        return "d"
    return "k" if char in LOOKALIKES else "a" if sign.isalpha() else " "


# Numbers in words


def _worded(text, canvas):
    """Read numbers in words among the digits: "không chín mười hai, 345 sáu bảy tám"."""
    words = [word for match in IN_WORDS.finditer(canvas) for word in _words(match)]
    if not words:
        return []
    groups = sorted(words + _plain(text, canvas), key=lambda group: group.start)
    return _with_tens(text, canvas, groups)


def _words(match):
    for word in re.finditer(WORD, match[0]):
        yield Group(match.start() + word.start(), match.start() + word.end(), WORDS[word[0]], 1)


def _with_tens(text, canvas, groups):
    """Let "mươi" and "trăm" be silent after a number in words, and "mươi" a 0 where nothing follows."""
    told = []
    for group, following in zip(groups, [*groups[1:], None], strict=True):
        before = told[-1] if told and told[-1].spelled and _are_joined(canvas, told[-1], group) else None
        digits = group.digits
        if canvas[group.start : group.end] == "muoi":
            is_ten = not before or "ờ" in text[group.start : group.end].casefold()  # mười, not the mươi of hai mươi
            goes_on = following and following.spelled and _are_joined(canvas, group, following)
            digits = ("1" if is_ten else "") + ("" if goes_on else "0")
        if digits:
            told.append(Group(group.start, group.end, digits, group.spelled))
        elif before:
            told[-1] = Group(before.start, group.end, before.digits, before.spelled)
    return told
