"""Tiles: what is plainly no phone number by its shape, such as a date, an amount, a decree, a range, a place."""

import re
from typing import NamedTuple

from .asking import SHORTEST_AFTER_WORD, SHORTEST_NUMBER, asked_for, has_plus
from .found import Kind

DAY = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH = r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:19|20)\d\d"
DONG = r"(?:đong|dong)(?![ ](?:chi|bao|nghiep|nai|huong|đoi|tam|thap|xuan|van|hoi|phuc)(?![^\W\d_]))"
MONEY = rf"(?:₫|\$|€|(?:đ|vn[đd]|usd|{DONG})(?![^\W\d_]))"
UNIT = (
    rf"(?:%|‰|{MONEY}|(?:ty|trieu|tr|nghin|ngan|k|h|gio|phut|giay|ngay|thang|nam|tuoi|ho|nguoi|khau|em|chau|m|cm|mm|"
    r"km|ha|sao|mau|kg|ta|tan|lit|w|kw|kwh)(?![^\W\d_])|k?m[23](?!\d))"
)
GROUPED = r"[1-9]\d{0,2}+(?:(?:\.\d{3}){1,5}+(?:,\d{1,2})?|(?:,\d{3}){1,5}+(?:\.\d{1,2})?)(?![.,]?\d)"
SPACED = r"[1-9]\d{0,2}(?:[ ]\d{3}){1,5}+(?!\d)"
# What is plainly no phone number. A name ending in _weak may still be part of one: "0,9 1,2 3,4 5,6 7,8".
TILES = re.compile(
    rf"""(?<!\d)(?:
    (?P<hotline>1[89]00[ .-]?(?:\d{{6}}|\d{{4}}|\d{{3}}[ .-]\d{{3}}|\d\d[ .-]\d\d(?:[ .-]\d\d)?)(?!\d))
    |(?P<date>(?:{DAY}[ ]?-[ ]?)?{DAY}[ ]?(?:/[ ]?{MONTH}[ ]?/|-[ ]?{MONTH}[ ]?-|\.[ ]?{MONTH}[ ]?\.)[ ]?{YEAR}(?!\d)
        |{YEAR}(?P<between>[-/.]){MONTH}(?P=between){DAY}(?!\d)
        |(?:1\d|20)\d\d[ ]?-[ ]?(?:1\d|20)\d\d(?!\d))
    |(?P<decree>[1-9]?\d{{1,4}}/(?:{YEAR}/)?(?=[^\W\d_]))
    |(?P<month>{MONTH}/{YEAR}(?!\d))
    |(?P<month_weak>{MONTH}[ ]?[.-][ ]?{YEAR}(?!\d))
    |(?P<place>(?:[89]|1\d|2[0-3])[.]\d{{3,8}}[,;]?[ ]?1(?:0[2-9]|1[0-7])[.]\d{{3,8}}(?!\d)
        |(?:(?<=^[xy][:=])|(?<=[^\w][xy][:=]))[ ]?[1-9]\d{{5,6}}(?:[.,]\d{{1,4}})?(?!\d)
        |\d{{1,3}}[ ]?[°o][ ]?\d{{1,2}}[ ]?['’′][ ]?(?:\d{{1,2}}(?:[.,]\d{{1,4}})?[ ]?["”″'’′]{{0,2}})?)
    |(?P<time_weak>[0-2]?\d:[0-5]\d(?::[0-5]\d)?(?!\d))
    |(?P<money>(?:{GROUPED}|{SPACED})(?:[ ]?-[ ]?(?:{GROUPED}|{SPACED}))?[ ]?(?:{UNIT}))
    |(?P<bare>[1-9]\d{{4,11}}[ ]?{MONEY})
    |(?P<grouped_weak>(?<!\d[.,]){GROUPED})
    |(?P<measure_weak>\d{{1,4}}(?:[.,]\d{{1,3}})?[ ]?{UNIT})
    |(?P<year_weak>{YEAR}(?!\d))
    |(?P<day_weak>{DAY}/{MONTH}(?![/\d]))
    |(?P<decimal_weak>(?:0|[1-9]\d{{0,3}})[.,]\d{{1,2}}(?![.,]?\d))
    |(?P<range_weak>(?:\d|[1-9]\d{{1,2}})[ ]?-[ ]?(?:\d|[1-9]\d{{1,2}})(?![.,/-]?\d))
    )|(?P<square>(?<![^\W\d_])k?m[23](?!\d))""",
    re.VERBOSE,
)
WEAK = {name for name in TILES.groupindex if name.endswith("_weak")}
MOBILE_IN_GROUPS = re.compile(r"84[35789]\d{8}")
CARD = re.compile(
    r"(?<!\d)(?<!\d[ .-])(?:\d{4}([ .-])\d{4}\1\d{4}(?:\1\d{4}(?:\1?\d{1,3})?)?"
    r"|0\d\d([ .-])\d{3}\2\d{3}\2\d{3})(?![ .-]?\d)"
)


class Tile(NamedTuple):
    start: int
    end: int
    name: str


def tiles_by_place(canvas) -> dict[int, Tile]:
    """Return for every place on the canvas the tile that covers it; a bank card among the signs hides tiles."""
    cards = {place for match in CARD.finditer(canvas) if not _is_years(match[0]) for place in range(*match.span())}
    return {
        place: Tile(*match.span(), match.lastgroup)
        for match in TILES.finditer(canvas)
        if cards.isdisjoint(range(*match.span())) and not _is_told_as_phone(canvas, match)
        for place in range(*match.span())
    }


def _is_years(numbers):
    return all(re.fullmatch(YEAR, number) for number in re.findall(r"\d+", numbers))


def _is_told_as_phone(canvas, match):
    """Amounts stay, but not after "zalo" or "+", nor where they are a mobile number with 84 before it."""
    name, digits = match.lastgroup, re.sub(r"\D", "", match[0])
    if name not in {"money", "grouped_weak", "bare"}:
        return False
    if name != "money" and MOBILE_IN_GROUPS.fullmatch(digits):
        return True
    asked = asked_for(canvas, match.start()) or (Kind.PHONE if has_plus(canvas, match.start()) else None)
    if name == "grouped_weak":
        return bool(asked) and len(digits) >= SHORTEST_AFTER_WORD
    return asked == Kind.PHONE and len(digits) >= SHORTEST_NUMBER
