"""What a Telex or VNI keyboard was given while it was off: "dditj", "d9it5"."""

import re

from .signs import TONES, Letter

TELEX = re.compile(r"((?:dd|d)?[bcghklmnpqrstvx]{0,3})([aeiouy]{1,4}w?[aeiouy]?)([sfrxj]?)([cghmnpt]{0,2})([sfrxj]?)")
TELEX_TONES = dict(zip("frxsj", TONES, strict=True))
TELEX_VOWELS = (
    [("uow", "u+o+"), ("uwo", "u+o+")]
    + [(vowel * 2, vowel + "^") for vowel in "aeo"]
    + [("aw", "a("), ("ow", "o+"), ("uw", "u+"), ("w", "u+")]
)
VNI = str.maketrans("1234578", "sfrxjww")


def intended(letters: list[Letter]) -> list[Letter]:
    """Return the letters that these keys would have made, or none if they are no syllable with a mark."""
    match = TELEX.fullmatch(_keys(letters))
    if match is None:
        return []
    onset, vowels, tone, coda = match[1], match[2], match[3] or match[5], match[4]
    if not (tone or "w" in vowels or onset.startswith("dd")):
        return []
    spelled = [Letter("d", "-")] if onset.startswith("dd") else []
    spelled += [Letter(sign) for sign in onset.removeprefix("dd")]
    for sign in _with_shapes(vowels):
        if sign in "^(+":
            spelled[-1] = spelled[-1]._replace(shapes=sign)
        else:
            spelled.append(Letter(sign))
    spelled[-1] = spelled[-1]._replace(tones=TELEX_TONES.get(tone, ""))
    return spelled + [Letter(sign) for sign in coda]


def _keys(letters: list[Letter]) -> str:
    """The keys that were pressed, those of VNI as their Telex twins."""
    keys = "".join((letter.number or letter.base) * min(letter.count, 2) for letter in letters)
    if any(letter.digit for letter in letters):
        keys = re.sub(r"([aeo])([a-z]*)6", r"\1\1\2", re.sub(r"d([a-z]*)9", r"dd\1", keys)).translate(VNI)
    return keys


def _with_shapes(vowels: str) -> str:
    for typed, shaped in TELEX_VOWELS:
        vowels = vowels.replace(typed, shaped)
    return vowels
