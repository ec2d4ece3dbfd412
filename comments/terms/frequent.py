"""Frequent words of two syllables (frequent.txt), which claim a syllable that a blocked term would need."""

from functools import cache

from .agreement import compare
from .rows import row
from .syllables import Reading, syllables
from .words import listed


def is_frequent(left: Reading, right: Reading, *, among_marks: bool) -> bool:
    return any(
        _may_be(left, first, among_marks) and _may_be(right, second, among_marks)
        for first, second in _words().get((left.key, right.key), ())
    )


def _may_be(reading: Reading, meant: Reading, among_marks: bool) -> bool:
    verdict = compare(reading, meant)
    if verdict is None or not verdict.lacks:
        return verdict is not None
    return not verdict.marked and not (among_marks and verdict.is_word)


@cache
def _words() -> dict[tuple[str, str], list[tuple[Reading, Reading]]]:
    words = {}
    for word in listed("frequent"):
        (first, _), (second, _) = syllables(row(word))
        words.setdefault((first.key, second.key), []).append((first, second))
    return words
