"""A run of letters read as one Vietnamese syllable: a key that survives every dodge, and its marks apart from it.

A key is the sound without marks: "k" whether c, k or q was written, "d" for d, đ, gi, z and j.
"""

import re
from typing import NamedTuple

from . import keyboards
from .rows import Row
from .signs import Letter

ONSETS = {
    **{"ngh": "ng", "ng": "ng", "nk": "nh", "nh": "nh", "ph": "f", "pk": "f", "f": "f", "gh": "g", "kh": "kh"},
    **{"ch": "ch", "ck": "ch", "th": "th", "tk": "th", "tr": "tr", "qu": "kw", "w": "kw", "q": "k", "k": "k"},
    **{"c": "k", "x": "s", "dz": "d", "dj": "d", "z": "d", "j": "d", "gi": "d", "g": "g", "d": "d"},
}
ONSET = re.compile(
    r"ngh|ng|nk|nh|ph|pk|gh|kh|ch|ck|th|tk|tr|d[zj](?=[aeiouy])|qu(?=[aeioy])|w(?=[aeioy])|gi(?=[aeouy])|[zj](?=[aeiouy])"
    r"|[bcdfghklmnpqrstvxwzj]"
)
VOWEL = re.compile(r"[aeiouy013w]|(?<=.)j(?=[cmnpt])|(?<=.)j$")  # "djt", "fjm"
CODA = re.compile(r"(?<=[aeiouyw])(ch|ck|c|k)$")
SHORT_NG = re.compile(r"(?<=[aeiouy])[gq]$")  # "nóg", "bằq"
SOFTENED = re.compile(r"(?<=[^aeiouydj])j[ae]$")  # "mje", "mja": mẹ, said with a smile
ABBREVIATION, NUMBER = "=#"  # what the key begins with where the letters are no syllable


class Reading(NamedTuple):
    """One way to read a run of letters as a syllable."""

    key: str
    onset: str = ""  # as written
    shapes: tuple[str, ...] = ()  # letter by letter after the onset; of an abbreviation from its first letter
    tones: str = ""
    barred: bool = False
    coda: str = ""  # c, ch, or k where either is meant
    fake: bool = False
    counts: tuple[int, ...] = ()  # of an abbreviation: how often each letter stands
    word: str = ""  # as typed, without repeated letters and without tone
    strict: bool = False  # of a term: no mark may be missing

    @property
    def marked(self) -> bool:
        return bool(self.tones or self.barred or any(self.shapes))

    @property
    def is_abbreviation(self) -> bool:
        return self.key.startswith(ABBREVIATION)


def read(letters: list[Letter]) -> list[Reading]:
    """Return the ways to read these letters as one syllable, the plainest first; a number has but itself."""
    if all(letter.digit for letter in letters):
        number = "".join(letter.number for letter in letters)
        return [Reading(NUMBER + number, word=number)]
    bases = "".join(letter.base for letter in letters)
    if not VOWEL.search(bases) and not any(letter.digit for letter in letters):
        return [_abbreviation(letters, bases)]
    readings = [_syllable(letters)]
    if SOFTENED.search(bases):
        readings.append(_syllable([*letters[:-2], letters[-1]._replace(base="e", fake=True)]))
    if not any(letter.tones or letter.shapes for letter in letters) and (meant := keyboards.intended(letters)):
        reading = _syllable(meant)
        readings += [reading._replace(fake=True)] if reading.marked else []
    return readings


def syllables(row: Row) -> list[tuple[Reading, str]]:
    """Read a term piece by piece; each reading with its bare letters."""
    found, start = [], 0
    while start < len(row.letters):
        end = row.piece_end(start)
        found.append((read(row.letters[start:end])[0], row.bases(start, end)))
        start = end
    return found


def _syllable(letters: list[Letter]) -> Reading:
    bases = "".join(letter.base for letter in letters)
    bases = re.sub(r"^1(?=[aeouy])", "l", bases).replace("1", "i")
    onset = match.group() if (match := ONSET.match(bases)) else ""
    after = 1 if onset == "g" and bases[1:2] == "i" else len(onset)
    is_gi = bases.startswith("gi")
    rest = bases[after:].replace("w", "u")
    is_short = bool(SHORT_NG.search(rest.replace("j", "i")))
    fake = any(letter.fake for letter in letters) or "j" in rest or is_short
    rest = rest.replace("j", "i")
    rest = rest[:-1] + "ng" if is_short else rest
    coda = match.group() if (match := CODA.search(rest)) else ""
    rest = CODA.sub("c", rest)
    return Reading(
        key=("d" if is_gi else ONSETS.get(onset, onset)) + ("i" if rest == "y" else rest),
        onset="gi" if is_gi else onset,
        shapes=tuple(letter.shapes for letter in letters[after:]),
        tones="".join(letter.tones for letter in letters),
        barred=letters[0].is_barred,
        coda="k" if coda == "ck" else coda,
        fake=fake,
        word="".join(letter.typed for letter in letters),
    )


def _abbreviation(letters: list[Letter], bases: str) -> Reading:
    return Reading(
        key=ABBREVIATION + bases,
        shapes=tuple("-" if letter.is_barred else "" for letter in letters),
        fake=any(letter.fake for letter in letters),
        counts=tuple(letter.count for letter in letters),
        word=bases,
    )
