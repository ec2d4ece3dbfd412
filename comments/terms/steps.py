"""Which syllables may begin at a place of the text: a piece, pieces that belong together, part of a glued piece."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from .rows import Gap, Row, squeezed
from .signs import Letter
from .syllables import Reading, read

LONGEST = 7  # letters of one syllable: "nghiêng"
WHOLE = 30  # letters of a piece that is read at all: a foreign word, syllables without a space
MASKS = 40  # syllables with a hidden letter that one text is asked about


class How(Enum):
    """What a reading shows of its writer."""

    PLAIN = "a piece as it stands"
    PARTED = "letter by letter"
    MIXED = "pieces of more than one letter"
    GLUED = "part of a piece"
    MASKED = "stars for letters"


class Step(NamedTuple):
    start: int
    end: int
    reading: Reading
    how: How
    mask: str = ""  # a pattern of bare letters


class Steps:
    """The steps from each place of a row, read once."""

    def __init__(self, row: Row):
        self.row, self.masks, self._known = row, 0, {}

    def at(self, start: int) -> list[Step]:
        if start not in self._known:
            self._known[start] = list(self._read_from(start))
        return self._known[start]

    def _read_from(self, at: int) -> Iterator[Step]:
        row, end = self.row, self.row.piece_end(at)
        is_glued = row.gaps[at] is Gap.TIGHT
        if is_glued or end - at >= 4:
            yield from self._parts(at, end)
        if end - at > WHOLE:
            return
        whole = How.GLUED if is_glued else How.PLAIN
        yield from (Step(at, end, reading, whole) for reading in read(row.letters[at:end]))
        if not is_glued:
            yield from self._masked([(at, end)])
            yield from self._joined([(at, end)])

    def _parts(self, at: int, end: int) -> Iterator[Step]:
        for stop in range(at + 2, min(at + LONGEST, end)):
            yield Step(at, stop, read(self.row.letters[at:stop])[0], How.GLUED)

    def _joined(self, pieces: list[tuple[int, int]]) -> Iterator[Step]:
        at = pieces[0][0]
        while self._may_join(*pieces[-1]):
            end = self.row.piece_end(pieces[-1][1])
            pieces.append((pieces[-1][1], end))
            if end - at > LONGEST:
                return
            how = How.PARTED if len(pieces) == end - at else How.MIXED
            letters, _gaps = squeezed(self.row.letters[at:end], [""] * (end - at))
            yield Step(at, end, read(letters)[0], how)
            yield from self._masked(pieces)

    def _may_join(self, start: int, at: int) -> bool:
        """Letters part at a sign without space; at a space only where one side is a single bare letter."""
        gap, letters = self.row.gaps[at], self.row.letters
        if gap in (Gap.BORDER, Gap.TIGHT) or (letters[at - 1].digit and letters[at].digit):
            return False
        if gap is Gap.JOINED:
            return True
        left, right = at - start == 1, self.row.piece_end(at) - at == 1
        lone = letters[start] if left else letters[at]
        return (left and right) or ((left or right) and _is_bare(lone))

    def _masked(self, pieces: list[tuple[int, int]]) -> Iterator[Step]:
        between, start, end = self.row.between, pieces[0][0], pieces[-1][1]
        stars = ["", *(between[at] for at, _end in pieces[1:])]
        tail = re.match(r"\**", between[end]).group()
        if self.masks >= MASKS or not any([*stars, tail]) or any(set(gap) - {"*"} for gap in stars):
            return
        self.masks += 1
        mask = "".join("." * len(gap) + self.row.bases(*piece) for gap, piece in zip(stars, pieces, strict=True))
        yield Step(start, end, _marks_of(self.row.letters[start:end]), How.MASKED, mask + "." * len(tail))


def _is_bare(letter: Letter) -> bool:
    return not letter.tones and not letter.digit


def _marks_of(letters: list[Letter]) -> Reading:
    """All that can be said of a syllable with a letter hidden."""
    barred = "".join(letter.shapes for letter in letters).startswith("-")
    return Reading("", tones="".join(letter.tones for letter in letters), barred=barred)
