"""Private numbers: telephones, identity cards and accounts, told from amounts, dates and document numbers."""

import re
from bisect import bisect_right
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Private(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    IDENTITY = "identity"
    ACCOUNT = "account"


class Number(NamedTuple):
    kind: Private
    digits: str
    quote: str
    field: str

    @property
    def masked(self):
        """Enough to find the number in the text, too little to call it: "09xx xxx 123"."""
        return f"{self.digits[:2]}xx {'x' * (len(self.digits) - 7)} {self.digits[-3:]}"


DIGITS = re.compile(r"[0-9]++")
SHORTEST, LONGEST = 9, 19  # digits: old identity cards, account numbers
LONGEST_IN_GROUPS = 14  # 0084 24 3825 1234
MOBILE = re.compile(r"0(?:3[2-9]|5[25-9]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}|01(?:2[0-9]|6[2-9]|8[68]|99)[0-9]{7}")
MOBILE_SHAPE = re.compile(r"0[35789][0-9]{8}")  # with ranges that are not given out: seen in examples and slips
LANDLINE = re.compile(r"02[0-9]{9}")
OLD_LANDLINE = re.compile(r"0[2-8][0-9]{8,9}")  # until 2017: (04) 3825 1234
IDENTITY = re.compile(r"(?P<province>0[0-9]{2})(?P<century>[0-3])(?P<year>[0-9]{2})[0-9]{6}")
IDENTITY_SHAPES = {(12,), (3, 3, 3, 3), (4, 4, 4), (6, 6), (3, 9), (3, 1, 2, 6)}
OLD_IDENTITY_SHAPES = {(9,), (3, 3, 3)}
PROVINCES = frozenset(
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 "
    "044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 "
    "089 091 092 093 094 095 096".split()
)
HINT_REACH = 32
# Words before a number that say what it is; the nearest counts.
HINT = re.compile(
    r"\b(?:(?P<phone>điện thoại|đtdđ|sđt|đt|dđ|di động|hotline|đường dây nóng|zalo|viber|liên hệ|liên lạc|gọi|số máy"
    r"|tel|phone|mobile|fax)"
    r"|(?P<identity>cccd|căn cước|cmnd|cmtnd|cmt|chứng minh (?:nhân dân|thư)|định danh|giấy tờ t(?:ùy|uỳ) thân)"
    r"|(?P<account>tài khoản|stk|tk)"
    r"|(?P<other>mst|mã|giấy phép|giấy chứng nhận|đăng ký kinh doanh|sê-ri|seri|h(?:óa|oá) đơn|biển số|số hồ sơ"
    r"|isbn))(?![^\W\d_])",
    re.IGNORECASE,
)
# What stands behind a quantity, a document number or an address.
NOT_BEHIND = re.compile(
    r" ?(?:(?:đồng|đ|vnđ|vnd|usd|triệu|tỷ|tỉ|nghìn|ngàn|m2|m3|ha|km|kg|tấn)\b|%|m[²³])"
    r"|\w|,[0-9]|/(?:[0-9]{4}/)?[a-zđ]{2,12}-|\.(?:html?|aspx?|jpg|png|pdf|docx?|com|vn)\b",
    re.IGNORECASE,
)


def private_numbers(passages) -> list[Number]:
    """Find telephone, identity card and account numbers, each number once.

    Quantities, dates, document and tax numbers and the short public ones (113, 1800, 1900) are none of these.
    """
    passages = list(passages)
    found = {}
    for number in (number for passage in passages for number in _numbers_in(passage)):
        found.setdefault(number.digits, number)
    for number in _numbers_of_lists(passages):
        found.setdefault(number.digits, number)
    return list(found.values())


def _numbers_in(passage):
    text = passage.text
    groups = [match.span() for match in DIGITS.finditer(text)]
    hints = [(match.end(), match.lastgroup) for match in HINT.finditer(text)] if groups else []
    at, end = 0, -1
    while at < len(groups):
        hint = _hint(hints, groups[at][0])
        known = _number_at(text, groups, at, hint) if _may_begin(text, *groups[at], hint, end) else None
        if known is None:
            at += 1
            continue
        kind, digits, count = known
        start, end = groups[at][0], groups[at + count - 1][1]
        before = text[max(0, start - 1) : start]
        start -= before == "+" or (before == "(" and ")" in text[start:end])
        yield Number(kind, digits, text[start:end], passage.field)
        at += count


def _numbers_of_lists(passages):
    """Nine digits alone in a cell: the head of the list says what they are, and spreadsheets drop a leading zero."""
    cells = [each for each in passages if each.is_cell and re.fullmatch(r"[0-9]{9}", each.text)]
    if not cells:
        return
    hints = {match.lastgroup for each in passages for match in HINT.finditer(each.text)}
    for cell in cells:
        if "identity" in hints:
            yield Number(Private.IDENTITY, cell.text, cell.text, cell.field)
        elif "phone" in hints and MOBILE.fullmatch("0" + cell.text):
            yield Number(Private.MOBILE, "0" + cell.text, cell.text, cell.field)


def _hint(hints, start):
    """Return the group of HINT whose word stands next before a number, if it is near."""
    at = bisect_right(hints, start, key=lambda hint: hint[0])
    return hints[at - 1][1] if at and start - hints[at - 1][0] <= HINT_REACH else ""


def _may_begin(text, start, stop, hint, end_of_last):
    """Whether a number of its own can begin here, and not a quantity, or the rest of a decimal, a code or a query."""
    before, length = text[max(0, start - 2) : start], stop - start
    if length < 3 and hint != "phone" and not before.endswith("+"):
        return False  # dates, hours, rows of small numbers
    if text[start] not in "08" and length != 3 and length < SHORTEST and hint != "account":
        return False
    if before.endswith(("=", "%", "_")) or (before[-1:].isalpha() and not hint):
        return False
    return start - 1 == end_of_last or not re.fullmatch(r"[^\W_][.,-]", before)


def _number_at(text, groups, at, hint):
    """Return kind, digits and count of groups of the number that begins with a group, or None."""
    best = None
    is_plus = text[max(0, groups[at][0] - 1) : groups[at][0]] == "+"
    for count, digits, shape in _readings(text, groups, at):
        kind, national = _kind(digits, shape, is_plus, hint)
        is_better = best is None or kind in {Private.IDENTITY, Private.ACCOUNT}
        if kind and is_better and _stands_alone(text, groups, at + count - 1):
            best = kind, national, count
    return best


def _readings(text, groups, at):
    """Yield the number that begins with a group as it grows: count of groups, digits, lengths of the groups."""
    shape, end = [], groups[at][0]
    for start, stop in groups[at : at + 8]:
        is_crumb = stop - start == 1 and len(shape) > 1  # "+84 (0) 912" and "001 1 88" have one early on
        is_too_long = sum(shape) + stop - start > (LONGEST_IN_GROUPS if shape else LONGEST)
        if is_crumb or is_too_long or (shape and not _is_gap(text, end, start)):
            return
        shape.append(stop - start)
        end = stop
        if sum(shape) >= SHORTEST:
            digits = "".join(text[slice(*group)] for group in groups[at : at + len(shape)])
            yield len(shape), digits, tuple(shape)


def _is_gap(text, end, start):
    gap = text[end:start] if start - end <= 3 else "?"
    return gap != ". " and gap.strip(" ") in {"", ".", "-", "–", "(", ")"}


def _stands_alone(text, groups, last):
    end = groups[last][1]
    if NOT_BEHIND.match(text, end):
        return False
    if last + 1 == len(groups) or text[end : groups[last + 1][0]][:2] not in {".", "-"}:
        return True
    start, stop = groups[last + 1]
    return text[start] == "0" and stop - start > 3  # the next number, not the rest of a longer one


def _kind(digits, shape, is_plus, hint):
    """Return what a number is and its digits as dialled at home, or None twice."""
    if hint == "other" and len(shape) == 1 and not is_plus:
        return None, None
    if shape in IDENTITY_SHAPES and (hint == "identity" or _is_identity(digits)):
        return Private.IDENTITY, digits
    if shape in OLD_IDENTITY_SHAPES and hint == "identity":
        return Private.IDENTITY, digits
    national = digits
    # "84.912.345.678" is an amount: without "+" it must stand in one piece, or behind a word that says so.
    if digits.startswith("0084") or (digits.startswith("84") and (is_plus or hint == "phone" or len(shape) == 1)):
        national = "0" + digits.removeprefix("00")[2:].removeprefix("0")
    if phone := _phone(national, () if national != digits else shape, hint):
        return phone, national
    if hint == "account" and (len(shape) == 1 or max(shape) > 3):  # "1.250.000.000" is an amount
        return Private.ACCOUNT, digits
    return None, None


def _phone(digits, shape, hint):
    is_grouped = len(shape) > 1
    if len(shape) > 2 and max(shape[:2]) < 3 and shape[2] == 4:
        return None  # "gọi trước 07.10.2020 - 12"
    if MOBILE.fullmatch(digits) or (MOBILE_SHAPE.fullmatch(digits) and (hint == "phone" or is_grouped)):
        return Private.MOBILE
    if LANDLINE.fullmatch(digits) or (hint == "phone" and OLD_LANDLINE.fullmatch(digits)):
        return Private.LANDLINE
    return None


def _is_identity(digits):
    """Whether twelve digits name a province, a century and a year in which somebody alive may have been born."""
    match = IDENTITY.fullmatch(digits)
    if not match or match["province"] not in PROVINCES:
        return False
    year = (1900 if match["century"] in "01" else 2000) + int(match["year"])
    return 1905 <= year <= date.today().year
