"""What the words around a place say: do others carry marks, is the company bad, who comes next?"""

from functools import cached_property

from .rows import Gap, Row
from .signs import Letter
from .words import listed

UNITS = {"cm", "mm", "km"}  # among them dm is one too
LEADS = {"choi", "danh", "ghi"}  # what one does with a lottery or a bet, just before it


class Surroundings:
    def __init__(self, row: Row):
        self.row = row
        self.words_at_hand = set()  # bare words of the text, and pairs of them
        self._before = [0]  # for each letter, where the piece before its own begins
        self._words, self._marked = [0], [0]  # pieces with letters, and those with marks, that begin before each letter
        start = previous = 0
        last = ""
        while start < len(row.letters):
            end = row.piece_end(start)
            self._count(start, end, previous)
            word = row.bases(start, end)
            self.words_at_hand |= {word, f"{last} {word}"}
            start, previous, last = end, start, word

    def _count(self, start: int, end: int, previous: int) -> None:
        is_word = not all(letter.digit for letter in self.row.letters[start:end])
        size = end - start
        self._before += [previous] * size
        self._words += [self._words[-1] + is_word] * size
        self._marked += [self._marked[-1] + self.is_marked(start, end)] * size

    @cached_property
    def is_loud(self) -> bool:
        """Is it all in capitals?"""
        uppers = sum(letter.upper for letter in self.row.letters)
        return len(self.row.letters) > 20 and uppers > 0.7 * len(self.row.letters)

    @cached_property
    def has_units(self) -> bool:
        return bool(self.words_at_hand & UNITS)

    def is_marked(self, start: int, end: int) -> bool:
        return any(letter.tones or letter.shapes for letter in self.row.letters[start:end])

    def carry_marks(self, start: int, end: int) -> bool:
        """Does the rest of the text carry marks? Without a rest to go by, it does not."""
        words = self._words[start] + self._words[-1] - self._words[end]
        marked = self._marked[start] + self._marked[-1] - self._marked[end]
        return words > 1 and marked >= 0.3 * words

    def piece_before(self, start: int) -> list[Letter]:
        return self.row.letters[self._before[start + 1] : start] if start else []

    def piece_after(self, end: int) -> list[Letter]:
        return self.row.letters[end : self.row.piece_end(end)] if end < len(self.row.letters) else []

    def word_after(self, end: int) -> str:
        letters = [] if self.row.gaps[end] is Gap.BORDER else self.piece_after(end)
        return "".join(letter.base for letter in letters)

    def are_company(self, start: int) -> bool:
        """Is the text of the kind in which a term without marks is meant?"""
        before = "".join(letter.base for letter in self.piece_before(start))
        return before in LEADS or bool(self.words_at_hand & listed("company"))

    def is_single(self, at: int, gap: int) -> bool:
        """Does a single letter stand here, of the sort that words are parted into?"""
        row = self.row
        if not 0 <= at < len(row.letters) or row.gaps[gap] is Gap.BORDER:
            return False
        letter = row.letters[at]
        alone = row.gaps[at] is not Gap.TIGHT and row.gaps[at + 1] is not Gap.TIGHT
        return alone and not letter.digit and not letter.tones and (letter.base not in "aouy" or not letter.shapes)
