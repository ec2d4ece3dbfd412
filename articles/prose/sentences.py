"""Where a sentence ends, among short forms, numbering and addresses; and how many syllables it has."""

import re

END = re.compile(r"[.!?…]++[\"”’»)\]]*+")
SYLLABLE = re.compile(r"[^\W_]++(?:[.,:/][0-9]++)*+")  # "1.500" and "24/6" are one, "đồng/năm" is two
OPENING = ' "“‘«([-–—'
NUMBERING = re.compile(r"\(?(?:[0-9]{1,3}(?:\.[0-9]{1,3}){0,3}|[IVX]{1,5}|[A-ZĐa-zđ])")
NUMBERED = frozenset("điều khoản mục chương phần bài câu bước điểm hình bảng biểu".split())
# Short forms that stand before a name or a number, so that their full stop ends no sentence.
BEFORE_NAMES = frozenset(
    "tp tx tt ts t.s ths th.s pgs pgs.ts gs gs.ts gs.tskh ks kts bs bs.ck bsck ds đ/c đc mr mrs ms dr st".split()
)
BEFORE_NUMBERS = frozenset("tel fax đt sđt no tr vol stt".split())
UNIT_INITIALS = frozenset("PQHXTĐK")  # P. Bến Nghé, Q. 1, H. Thạch Thất, X. An Phú


def syllables(text: str) -> int:
    """Count what Vietnamese calls "tiếng": written syllables and numbers, without punctuation."""
    return sum(1 for _match in SYLLABLE.finditer(text))


def sentences(text: str) -> list[str]:
    """Split one passage into its sentences."""
    found, start = [], 0
    for end in END.finditer(text):
        if _ends_a_sentence(text, start, end):
            found.append(text[start : end.end()].strip())
            start = end.end()
    return [sentence for sentence in [*found, text[start:].strip()] if sentence]


def _ends_a_sentence(text, start, end):
    following = text[end.end() : end.end() + 12]
    if not following or following.isspace():
        return True
    if not following[0].isspace():
        before = text[max(start, end.start() - 24) : end.start()]
        return end[0] == "." and following[0].isupper() and _lacks_a_space(before.split(" ")[-1], following)
    rest = following.lstrip(OPENING)
    if not rest or rest[0].islower() or rest[0] in ",;:":
        return False
    return end[0][0] in "!?…" or end[0].startswith("..") or not _is_short(text, start, end.start(), rest)


def _lacks_a_space(word, following):
    """Whether it is a slip, as in "vững mạnh.Xây dựng", and not "TP.HCM" or an address."""
    is_word = len(word) > 1 and word.isalpha() and word.islower() and word not in BEFORE_NAMES | {"www"}
    return is_word and following[1:2].islower()


def _is_short(text, start, end, rest):
    """Whether the full stop at `end` belongs to a short form, or to the numbering at the head of a sentence."""
    words = text[max(start, end - 24) : end].split(" ")
    last = words[-1].lstrip("(“\"'")
    if last.casefold() in BEFORE_NAMES or (last.casefold() in BEFORE_NUMBERS and rest[0].isdigit()):
        return True
    if NUMBERING.fullmatch(words[-1]) and _is_numbered(words, text[start:end].split() if end - start < 24 else words):
        return True
    if len(last) != 1 or not last.isupper():
        return False
    # "ông Nguyễn Văn P. Sau đó": behind a name the letter stands for a person, and the sentence ends.
    is_behind_name = any(word[:1].isupper() and word.isalpha() for word in words[-2:-1])
    return (last in UNIT_INITIALS and not is_behind_name) or (rest[1:2] == "." and rest[0].isalpha())


def _is_numbered(words, sentence):
    """Whether a number begins what follows: "1. Đông", "Điều 5. Nguyên tắc", "ba thôn: 1. Đông; 2. Đoài"."""
    is_head = len(sentence) == 1 or (len(sentence) == 2 and sentence[0].casefold() in NUMBERED)
    return is_head or any(word.endswith((":", ";")) for word in words[-2:-1])
