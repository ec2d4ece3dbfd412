"""Places of tone marks: whether one text writes both "hòa" and "hoà"."""

import unicodedata
from collections import Counter
from typing import NamedTuple

from .passages import WORD


class ToneMark(NamedTuple):
    word: str
    other: str  # a word of the text that has it in the other place; the same syllable where there is one
    quote: str
    field: str


MARKS = "\u0300\u0309\u0303\u0301\u0323"
PAIRS = [(glide, vowel, mark) for glide, vowel in ("oa", "oe", "uy") for mark in MARKS]
# An ending → its syllable's ending in the new place. Only where nothing follows is there a choice: "toàn" has none.
NEW = {unicodedata.normalize("NFC", glide + mark + vowel): glide + vowel + mark for glide, vowel, mark in PAIRS}
OLD = {unicodedata.normalize("NFC", glide + vowel + mark): glide + vowel + mark for glide, vowel, mark in PAIRS}
TITLES = frozenset("ông bà anh chị cô chú bác cụ em cháu thầy bé chí tên".split())


def mixed_tone_marks(passages) -> list[ToneMark]:
    """Find the words whose tone mark stands where most of the text doesn't put it: hoà beside hòa, thủy beside hoá.

    Names are spelled as their owners spell them, so a name is only held against the same name.
    """
    common, names = [], {}
    for passage in passages:
        for word, is_new, is_name, quote in _choices(passage.text):
            row = (word, is_new, quote, passage.field)
            if is_name:
                names.setdefault(_bare(word), []).append(row)
            else:
                common.append(row)
    return [mixed for rows in [common, *names.values()] for mixed in _minority(rows)]


def _choices(text):
    """Yield the words whose writer had a choice: word, whether it has the new place, whether it is a name, quote."""
    words = list(WORD.finditer(text))
    for at, match in enumerate(words):
        word, ending = match[0], match[0][-2:].casefold()
        if ending in NEW or (ending in OLD and word[-3:-2] not in {"q", "Q"}):
            before = words[at - 1] if at and text[words[at - 1].end() : match.start()] == " " else None
            after = words[at + 1] if at + 1 < len(words) and text[match.end() : words[at + 1].start()] == " " else None
            beside = [each for each in (before, after) if each]
            is_title = before is not None and before[0].casefold() in TITLES
            is_name = word[0].isupper() and (is_title or any(each[0][0].isupper() for each in beside))
            yield word, ending in NEW, is_name, text[match.start() : (after or match).end()]


def _bare(word):
    """A key that is the same wherever the tone mark stands."""
    word = word.casefold()
    return word[:-2] + (NEW.get(word[-2:]) or OLD[word[-2:]])


def _minority(rows):
    places = Counter(is_new for _word, is_new, _quote, _field in rows)
    if len(places) < 2:
        return []
    rarer = places.most_common()[1][0]
    others = {_bare(word): word for word, is_new, _quote, _field in reversed(rows) if is_new != rarer}
    first = next(word for word, is_new, _quote, _field in rows if is_new != rarer)
    found = {}
    for word, is_new, quote, field in rows:
        if is_new == rarer:
            found.setdefault(word.casefold(), ToneMark(word, others.get(_bare(word), first), quote, field))
    return list(found.values())
