"""The end of an office's document: whom it goes to on the left, who signs on the right (Decree 30/2020/NĐ-CP).

The list of recipients is for the registry and goes, repeated in the report; the signature becomes plain paragraphs.
"""

import re
from itertools import takewhile

from .blocks import Block, has_pictures, in_paragraphs, lines
from .letterhead import columns
from .lists import LEADERS

RECIPIENTS = re.compile(r"nơi nhận ?:?", re.IGNORECASE)
# The last of them is the registry ("Lưu: VT"), the first mostly those named above ("Như Điều 3").
FILED = re.compile(rf"[{re.escape(LEADERS)}]? ?(?:Lưu\b|Như (?:trên|Điều|kính gửi)\b)", re.IGNORECASE)
# On behalf of, for, by order of, acting; then an office in capitals, or the office alone.
SIGNED = re.compile(
    r"(?:(?:T/?M|K/?T|T/?U/?Q|T/?L|Q)[./]? ?)?"
    r"(?:ỦY BAN|UỶ BAN|UBND|HỘI|BAN|PHÓ|CHỦ|BÍ THƯ|TRƯỞNG|CHÁNH|GIÁM|HIỆU|NGƯỜI|THỦ TRƯỞNG|ĐẢNG|CHI BỘ|PHÒNG)\b"
)
LONGEST = 2000  # letters of a list of recipients
MOST_ITEMS = 60
MOST_LISTS = 20  # in one document: each is repeated in the report
MOST_LINES = 15  # of a signature


def with_signatures(blocks, report) -> list[Block]:
    """Return blocks with signatures in plain paragraphs and without lists of recipients, where these are certain."""
    result, at = [], 0
    while at < len(blocks):
        is_enough = len(report.left_out) >= MOST_LISTS
        signature = [] if is_enough else _signature(blocks[at], report)
        count = 0 if is_enough else _recipients(blocks, at)
        if signature:
            result += signature
        elif count:
            report.leave_out("recipients", lines(blocks[at : at + count])[1:])
        else:
            result.append(blocks[at])
        at += count or 1
    return result


def _signature(table, report):
    """Return what stands on the right of a closing table, [] for any other block."""
    left, right = columns(table) if table.tag == "table" else ([], [])
    to, signed = lines(left), lines(right)
    if has_pictures(left) or not 0 < len(signed) <= MOST_LINES or sum(map(len, to)) > LONGEST:
        return []
    is_signed = SIGNED.match(signed[0]) is not None
    is_sent = bool(to) and RECIPIENTS.fullmatch(to[0]) and (is_signed or _is_filed(to))
    if not (is_sent or (is_signed and not to)):
        return []
    report.add("signatures")
    if to:
        report.leave_out("recipients", to[1:])
    return in_paragraphs(right)


def _recipients(blocks, at):
    """Return how many blocks from here on are a list of recipients, 0 for none."""
    first = lines(blocks[at : at + 1]) if blocks[at].tag == "p" else []
    if not first or not RECIPIENTS.fullmatch(first[0]) or has_pictures([blocks[at]]):
        return 0
    following = list(takewhile(_is_item, blocks[at + 1 : at + 1 + MOST_ITEMS]))
    to = [*first[1:], *lines(following)]
    is_whole = all(line[0] in LEADERS for line in first[1:]) and sum(map(len, to)) <= LONGEST
    count = 1 + len(following)
    return count if is_whole and _is_filed(to) and count < len(blocks) else 0


def _is_item(block):
    """Whether it is a line with a dash, a list of such lines, or an empty line."""
    if block.tag not in {"p", "ul"} or has_pictures([block]):
        return False
    return block.tag == "ul" or all(line[0] in LEADERS for line in lines([block])[:1])


def _is_filed(to):
    return any(map(FILED.match, to))
