"""Short forms in capitals, and whether they are spelled out where they first stand."""

import re
from collections import Counter
from typing import NamedTuple

from .. import text as plain
from .passages import WORD


class ShortForm(NamedTuple):
    form: str
    field: str


CAPITALS = re.compile(r"[A-ZĂÂĐÊÔƠƯ]++(?:[&-][A-ZĂÂĐÊÔƠƯ]++)*+")
SYLLABLE_IN_CAPITALS = re.compile(
    r"(?:NGH|NG|NH|CH|TH|TR|PH|KH|GH|GI|QU|[BCDĐGHKLMNPRSTVX])?[AEIOUYĂÂÊÔƠƯ]{1,3}(?:NG|NH|CH|[CMNPT])?"
)
# Read by everybody without help. A portal's readers know their authorities, schools, papers and daily technology.
WELL_KNOWN = frozenset(
    """
    UBND HĐND MTTQ UBMTTQ XHCN QĐND CAND TAND VKSND CLB
    TP TX TT TW VN HN HCM TPHCM HCMC CHXHCN NĐ-CP QĐ-UBND NQ-CP TT-BTC BTC BBT
    THCS THPT TH PTTH ĐH ĐHQG CĐ GS PGS TS ThS BS KS SV HS
    CMND CCCD BHYT BHXH GPLX SĐT ĐT MST STK CSGT PCCC
    USD VND VNĐ EUR GDP ATM SIM SMS OTP QR PIN ID IP IT AI TV PC USB PDF GPS WIFI LED LCD CD DVD VIP OK FAQ VAT
    COVID HIV AIDS SARS ADN DNA UV PH WHO UNESCO UNICEF ASEAN NATO EU WTO FIFA AFC SEA
    KW KWH MW KV HA KG KM CM MM ML GB MB KB
    VTV VOV VTC TTXVN HTV HNP STT ĐVT SN NXB TCVN QCVN ISO
    """.split()
)
PASSED_OVER = 50  # times in a heading or a number, after which capitals are not looked at again
PLACES = frozenset("xã phường huyện quận tỉnh thành thị thôn xóm bản ấp khu số tp nay cũ".split())
CALLED = re.compile(r"(?:gọi|viết)(?: tắt| chung)?(?: là)?:?$", re.IGNORECASE)
NAME_BEHIND = re.compile(r"[\"”]? ?\(([^()]{3,120})\)")
# What stands before the signs of a document's kind and office: "37/TTr-", "Số: …/", "12-TB/".
IN_NUMBER = re.compile(r"(?:[0-9]|\bsố ?:?[ .…_]*)[/-](?:\w|[/&.-])*$", re.IGNORECASE)
# How a signature begins: on behalf of, for, by order of, acting. An office follows, mostly in capitals.
SIGN_OFF = re.compile(r"(?:(?:TM|KT|T[UƯ]Q|TL|Q)\.|[TK]/[MTL]\.?) ?(?=(?P<office>[^\W\d_]{2,20}))")
OFFICES = frozenset("Chủ Phó Uỷ Ủy Ban Hội Giám Trưởng Bí Chánh Hiệu".split())
REGISTRY = re.compile(r"(?:[-–] ?)?Lưu ?:")  # the last line of a list of recipients
LONGEST_SIGNATURE = 150
CREDIT = re.compile(r"(?:ảnh|nguồn|theo|tin|bài): ?$", re.IGNORECASE)
SOURCE_SIGN = re.compile(r" ?[-–—] ")


def unexplained(passages) -> list[ShortForm]:
    """Find short forms not spelled out where they first stand, as "hợp tác xã (HTX)" or "HTX (hợp tác xã)" are."""
    met, found, passed_over = set(WELL_KNOWN), [], Counter()
    for passage in passages:
        # The head of a column has no room for more.
        for match in () if passage.is_cell or _is_signature(passage.text) else CAPITALS.finditer(passage.text):
            form = match[0]
            if len(form) < 2 or form in met or passed_over[form] > PASSED_OVER or not _is_short_form(form):
                continue
            if not _is_used(passage.text, match):
                passed_over[form] += 1
                continue
            met.add(form)
            if not _is_named(passage.text, match):
                found.append(ShortForm(form, passage.field))
    return found


def _is_signature(text):
    """Whether a line belongs to the end of an official document: who signs and for whom, or who keeps a copy."""
    sign_off = SIGN_OFF.match(text)
    is_signed = sign_off is not None and (sign_off["office"].isupper() or sign_off["office"] in OFFICES)
    return len(text) <= LONGEST_SIGNATURE and (is_signed or REGISTRY.match(text) is not None)


def _is_short_form(form):
    parts = re.split("[&-]", form)
    is_roman = not set(form) - set("IVX-")
    is_known = all(len(part) < 2 or part in WELL_KNOWN for part in parts)
    return len(form) <= 12 and not is_roman and not is_known


def _is_used(text, match):
    """Whether the capitals are a short form in a sentence: no part of a number or an address, no sign, no shouting."""
    start, end = match.span()
    before, behind = text[max(0, start - 40) : start], text[end : end + 40]
    if re.search(r"[\w@#]$|[0-9][/.-]$", before) or re.match(r"\w|@|[-/.][0-9]|\.[a-z]| [0-9]{5}", behind):
        return False
    if IN_NUMBER.search(before):
        return False
    if (not start and SOURCE_SIGN.match(behind)) or CREDIT.search(before[-8:]):
        return False
    return not _is_shouted(match[0], before, behind)


def _is_shouted(form, before, behind):
    """Whether it is a word in capitals: "tuyệt đối KHÔNG", "ĐẠI HỘI ĐẢNG BỘ XÃ THANH LAM"."""
    beside = before.split(" ")[-2:-1] + behind.split(" ")[1:2] if before[-1:] in {"", " "} else []
    in_capitals = [word.strip('.,;:!?()“”"') for word in beside]
    in_capitals = [word for word in in_capitals if len(word) > 1 and word.isalpha() and word.isupper()]
    is_syllable = SYLLABLE_IN_CAPITALS.fullmatch(form) is not None
    if is_syllable and (len(form) > 3 or not form.isascii() or any(map(_is_word_in_capitals, in_capitals))):
        return True
    letters = [char for char in before + behind if char.isalpha()]
    return len(letters) > 12 and sum(char.isupper() for char in letters) > 0.7 * len(letters)


def _is_word_in_capitals(word):
    """Whether it has a tone mark, which no short form has, or can be read as a syllable."""
    return CAPITALS.fullmatch(word) is None or SYLLABLE_IN_CAPITALS.fullmatch(word) is not None


def _is_named(text, match):
    start, end = match.span()
    before = text[max(0, start - 60) : start].rstrip(' "“')
    behind = text[end : end + 2].lstrip('"”')
    if len(WORD.findall(before)) > 1 and (
        (before.endswith("(") and behind[:1] in {")", ",", ";"}) or CALLED.search(before)
    ):
        return True
    name = NAME_BEHIND.match(text, end)
    return name is not None and _can_be_name(name[1], match[0])


def _can_be_name(words, form):
    """Whether words in brackets are the name in full: by their initials, or, for English forms, by their look."""
    words = WORD.findall(words.casefold())
    letters = plain.fold(form).replace(" ", "")
    initials = plain.fold(" ".join(word[0] for word in words if word != "và")).replace(" ", "")
    return initials.startswith(letters) or (len(words) > 2 and words[0] not in PLACES)
