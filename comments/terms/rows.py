"""A text as a row of letters, and what stands between them: nothing, a sign that parts letters, a space, a border."""

import unicodedata
from enum import Enum
from typing import NamedTuple

from articles.text import normalise

from .signs import Letter, letter, with_mark

CLAUSE_SIGNS = set(",;:!?()[]…")


class Gap(Enum):
    TIGHT = "nothing"
    JOINED = "signs without a space"  # a dodge
    SPACED = "a space"
    BORDER = "the end of a sentence or clause"


class Row(NamedTuple):
    """The letters of a text; gaps[i] and between[i] stand before letter i, the last ones after all."""

    letters: list[Letter]
    gaps: list[Gap]
    between: list[str]

    def piece_end(self, start: int) -> int:
        """Return where the letters end that follow this one without a gap."""
        end = start + 1
        while self.gaps[end] is Gap.TIGHT:
            end += 1
        return end

    def bases(self, start: int, end: int) -> str:
        return "".join(one.base for one in self.letters[start:end])


def row(text: str) -> Row:
    letters, between, gap = [], [], ""
    signs = unicodedata.normalize("NFKD", normalise(text).replace("\u00b4", "'"))
    for at, sign in enumerate(signs):
        last = letters[-1] if letters and not gap else None
        if unicodedata.combining(sign):
            if last:
                letters[-1] = with_mark(last, sign)
        elif last and sign in "`^~":
            letters[-1] = last._replace(fake=True)  # a mark typed beside its letter
        elif read := letter(sign, last.base if last else "", signs[at + 1 : at + 2]):
            letters.append(read)
            between.append(gap)
            gap = ""
        else:
            gap += sign
    letters, between = squeezed(letters, between)
    between.append(gap)
    inner = [_gap(between, letters, at) for at in range(1, len(letters))]
    return Row(letters, [Gap.BORDER, *inner, Gap.BORDER] if letters else [Gap.BORDER], between)


def squeezed(letters: list[Letter], between: list[str]) -> tuple[list[Letter], list[str]]:
    """Make one of each run of the same letter: "đééééo" is read as one é, five times."""
    kept, gaps = [], []
    for one, gap in zip(letters, between, strict=True):
        last = kept[-1] if kept else None
        if gap == "" and last and last.base == one.base and not (last.digit and one.digit):
            kept[-1] = _merged(last, one)
        else:
            kept.append(one)
            gaps.append(gap)
    return kept, gaps


def _merged(one: Letter, other: Letter) -> Letter:
    return one._replace(
        shapes=one.shapes + other.shapes,
        tones=one.tones + other.tones,
        fake=one.fake or other.fake,
        digit=one.digit and other.digit,
        count=one.count + other.count,
        upper=one.upper and other.upper,
    )


def _gap(between: list[str], letters: list[Letter], at: int) -> Gap:
    gap = between[at]
    signs = gap.strip()
    if not gap:
        return Gap.TIGHT
    if "\n" in gap:
        return Gap.BORDER
    if not signs:
        return Gap.SPACED
    ends_clause = bool(CLAUSE_SIGNS & set(signs))
    if signs == gap:
        return Gap.BORDER if _is_slip(between, letters, at, ends_clause) else Gap.JOINED
    if ends_clause or ("." in signs and (letters[at].upper or not gap[0].isspace())):
        return Gap.BORDER
    return Gap.SPACED


def _is_slip(between: list[str], letters: list[Letter], at: int, ends_clause: bool) -> bool:
    """A sign without a space is a dodge beside single letters; between words, somebody forgot the space."""
    alone = bool(between[at - 1]) or at == 1, bool(between[at + 1])
    if ends_clause:
        return not all(alone)
    begins = letters[at].upper and not letters[at - 1].upper
    return "." in between[at] and begins and not any(alone)
