"""The canvas: a text of the same length with one plain sign for each sign, so that places on both are the same."""

import unicodedata
from functools import lru_cache

GONE = "\0"  # stands on the canvas where something was found: it parts chains and matches nothing

PUNCTUATION = dict.fromkeys("⁄∕⧸╱", "/") | dict.fromkeys("·•․‧∙⋅。｡", ".") | dict.fromkeys("、‚", ",")
PUNCTUATION |= dict.fromkeys("−⁃", "-") | {GONE: " "}


def canvas_of(text):
    return "".join(map(_sign, text))


def blanked(canvas, found):
    signs = list(canvas)
    for span in found:
        signs[span.start : span.end] = GONE * (span.end - span.start)
    return "".join(signs)


@lru_cache(maxsize=4096)
def digits_of(char):
    """Return the digits that one sign shows: "7" of 7, ７, ⁷, 𝟕, ⑦, ٧, 七; "10" of ⑩; none of ½ and Ⅶ."""
    if char.isascii():
        return char if char.isdigit() else ""
    plain = unicodedata.normalize("NFKC", char).strip("().,")
    if plain.isdecimal():
        return "".join(str(unicodedata.decimal(digit)) for digit in plain)
    value = unicodedata.numeric(char, -1)
    if value != int(value) or not 0 <= value <= (20 if unicodedata.category(char) == "No" else 9):
        return ""
    return "" if unicodedata.category(char) == "Nl" and char != "〇" else str(int(value))


@lru_cache(maxsize=4096)
def _sign(char):
    """Return the one plain sign that stands for a sign on the canvas; đ stays, for it is a unit of money."""
    if digits := digits_of(char):
        return digits[0]
    if char in "đĐ":
        return "đ"
    first = unicodedata.normalize("NFKD", char)[0].lower()[0]
    if first.isalpha():
        return first
    category = unicodedata.category(char)
    if category == "Pd":
        return "-"
    if first.isalnum() or category[0] == "M":
        return "'"
    return PUNCTUATION.get(char, PUNCTUATION.get(first, first))
