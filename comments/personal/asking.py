"""What stands before a number and says what it is: a word, such as "zalo" or "CCCD", or a +."""

import re

from .found import Kind

SHORTEST_NUMBER = 9
SHORTEST_AFTER_WORD = 7  # "ĐT: 38 251 234": a number without its area code

ASKED_FOR = re.compile(
    r"(?<![^\W\d_])(?:(?P<phone>s[đd]t|[đd]t|[đd]t[đd]|so may|[đd]ien thoai|di [đd]ong|phone|tel|fax|mobile|call|zalo|"
    r"za lo|viber|whatsapp|goi|a ?lo|lh|lien he|nhan tin)|(?P<number>cccd|cmnd|cmt|can cuoc|chung minh|stk|so tk|"
    r"tai khoan|mst|ma so thue|bhxh))"
    r"(?: (?:so|cho|la|cua toi|toi|em|anh|chi|minh|co đinh|ban|rieng))?(?:[^\w\0]|_){0,4}$"
)
LONGEST_ASKING = 34


def asked_for(canvas, start):
    """Return the kind that a word before a number gives it: "zalo", "CCCD"; None without such a word."""
    word = ASKED_FOR.search(canvas, max(0, start - LONGEST_ASKING), start)
    return Kind(word.lastgroup) if word else None


def beginning(canvas, start):
    """Return where the + of a number stands, or its start if it has none, as in a sum: 2 + 3."""
    before = re.search(r"(?<![0-9])(?<![0-9] )\+[ (.]{0,2}$", canvas[max(0, start - 6) : start])
    return start - len(before[0]) if before else start


def has_plus(canvas, start):
    return beginning(canvas, start) < start
