"""The terms as one tree, syllable by syllable, so that a text is read once however many there are."""

from functools import lru_cache

from articles.text import normalise

from .rows import row
from .syllables import Reading, syllables

NUMBERS = {word: str(number) for number, word in enumerate("không một hai ba bốn năm sáu bảy tám chín mười".split())}


class Node:
    def __init__(self):
        self.next: dict[str, Node] = {}
        self.bare: dict[str, str] = {}  # the letters of each syllable below, for one with a letter hidden
        self.terms: list[tuple[str, list[Reading]]] = []  # those that end here

    def child(self, reading: Reading, bare: str) -> "Node":
        self.bare.setdefault(reading.key, bare)
        return self.next.setdefault(reading.key, Node())


@lru_cache(maxsize=8)  # the list of the office, and what is tried out on it
def prepare(terms: tuple[str, ...]) -> Node:
    root = Node()
    for term in dict.fromkeys(terms):
        readings = _add(root, term, written=term)
        if (written := _with_digits(term)) != term:
            _add(root, term, written=written)
        if len(readings) == 1 and readings[0].is_abbreviation:
            _add(root, term, written=_spelled_out(term), strict=True)
    return root


def _add(root: Node, term: str, *, written: str, strict: bool = False) -> list[Reading]:
    node, readings = root, []
    for reading, bare in syllables(row(written)):
        node = node.child(reading, bare)
        readings.append(reading._replace(strict=strict))
    if readings:
        node.terms.append((term, readings))
    return readings


def _with_digits(term: str) -> str:
    """Number words as they are typed in haste: "tình 1 đêm"."""
    return " ".join(NUMBERS.get(word.casefold(), word) for word in normalise(term).split(" "))


def _spelled_out(term: str) -> str:
    """Letters are said with one vowel: "đờ mờ" is đm."""
    return " ".join(f"{letter}ờ" for letter in term if letter.isalpha())
