"""Do the marks of a reading agree with a syllable of a term? They agree, are missing, or contradict it."""

import re
from typing import NamedTuple

from .signs import TONES
from .syllables import Reading
from .words import listed

SYLLABLE = re.compile(r"[^aeiouy]{0,3}[aeiouy]{1,3}(c|m|n|ng|nh|p|t)?")
SOFT = {"gi", "z", "j", "dz", "dj"}  # never a đ
HOI_NGA = {*TONES[1:3]}  # half the country writes one for the other


class Verdict(NamedTuple):
    """How a reading agrees with a syllable of a term."""

    lacks: bool  # a mark the term has
    marked: bool  # carries marks of its own
    dodged: bool  # no honest writer spells so
    is_word: bool  # a word of its own as it stands
    confused: bool = False  # hỏi for ngã or ngã for hỏi


def compare(reading: Reading, term: Reading) -> Verdict | None:
    """Say how far the marks agree; None where they contradict."""
    if term.is_abbreviation:
        return _compare_abbreviation(reading, term)
    if not SYLLABLE.fullmatch(term.key) and not term.marked:
        return Verdict(False, reading.marked, reading.fake or reading.marked, is_word=False)  # "séx", "hêrôin"
    if not (_onsets_agree(reading, term) and _shapes_agree(reading, term) and _tones_agree(reading, term)):
        return None
    if {reading.coda, term.coda} == {"c", "ch"}:
        return None
    confused = {*reading.tones, *term.tones} == HOI_NGA
    lacks_bar = term.barred and not reading.barred
    lacks_other = bool(term.tones and not reading.tones) or any(
        meant and not typed for typed, meant in zip(reading.shapes, term.shapes, strict=False)
    )
    respelt = reading.onset not in (term.onset, "d", "gi")
    dodged = reading.fake or respelt or (reading.coda != term.coda and "k" in (reading.coda, term.coda))
    # With a tone it is another word, unless but the bar of the đ is missing; without one it is looked up.
    is_word = (lacks_other or not lacks_bar) if reading.tones else reading.word in listed("toneless")
    return Verdict(lacks_bar or lacks_other or confused, reading.marked, dodged, is_word, confused)


def _onsets_agree(reading: Reading, term: Reading) -> bool:
    """A bar may be missing, not added; z and j stand for d and gi, and d for gi only where a tone shows the word."""
    if term.barred:
        return reading.onset not in SOFT
    if reading.barred:
        return False
    if {reading.onset, term.onset} == {"s", "x"}:
        return reading.marked
    return {reading.onset, term.onset} != {"d", "gi"} or bool(reading.tones)  # "bang da" is leather, no forgery


def _shapes_agree(reading: Reading, term: Reading) -> bool:
    return all(
        not typed or (meant and meant in typed) for typed, meant in zip(reading.shapes, term.shapes, strict=False)
    )


def _tones_agree(reading: Reading, term: Reading) -> bool:
    if not reading.tones or (term.tones and term.tones[0] in reading.tones):
        return True
    return {*reading.tones, *term.tones} == HOI_NGA


def _compare_abbreviation(reading: Reading, term: Reading) -> Verdict | None:
    for typed, meant in zip(reading.counts, term.counts, strict=True):
        if (meant > 1 and typed < meant) or (meant == 1 and typed == 2 and "d" not in term.key[:2]):
            return None
    shapes = list(zip(reading.shapes, term.shapes, strict=True))
    if any(typed and not meant for typed, meant in shapes):
        return None
    lacks = any(meant and not typed for typed, meant in shapes)
    return Verdict(lacks, any(reading.shapes), reading.fake, is_word=False)
