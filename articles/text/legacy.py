"""Vietnamese from before Unicode: TCVN3 (fonts .VnTime …) and VNI for Windows, told from good text and made Unicode.

Both wrote Vietnamese letters into the codes of Western ones, so a page reads "Quy Õt ®Þnh" where nobody installs the
font. TCVN3 has a code for each small letter and for seven capitals; the others came from fonts whose name ends in H,
which show capitals for everything. VNI has a code for each mark, written behind the letter that it stands on.

Which it was, the name of the font says. Without one, a run of words is taken for legacy text only where reading it so
gives Vietnamese syllables, and leaving it as it is doesn't.
"""

import re
import unicodedata
from typing import NamedTuple

from .syllables import is_syllable

TCVN3, VNI = "tcvn3", "vni"
CAPITALS = "tcvn3-capitals"  # as the fonts on H show it

GRAVE, HOOK, TILDE, ACUTE, DOT = "\u0300\u0309\u0303\u0301\u0323"

# TCVN 5712:1993, VN3: the codes of each vowel with huyền, hỏi, ngã, sắc, nặng, then those of the letters without tone.
TCVN3_TONES = {
    "a": "\xb5\xb6\xb7\xb8\xb9", "ă": "\xbb\xbc\xbd\xbe\xc6", "â": "\xc7\xc8\xc9\xca\xcb",
    "e": "\xcc\xce\xcf\xd0\xd1", "ê": "\xd2\xd3\xd4\xd5\xd6", "i": "\xd7\xd8\xdc\xdd\xde",
    "o": "\xdf\xe1\xe2\xe3\xe4", "ô": "\xe5\xe6\xe7\xe8\xe9", "ơ": "\xea\xeb\xec\xed\xee",
    "u": "\xef\xf1\xf2\xf3\xf4", "ư": "\xf5\xf6\xf7\xf8\xf9", "y": "\xfa\xfb\xfc\xfd\xfe",
}  # fmt: skip
TCVN3_LETTERS = dict(zip("ĂÂÊÔƠƯĐăâêôơưđ", "\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae", strict=True))

# VNI for Windows: the marks behind a letter by what they put on it, and the letters with a code of their own.
# Capitals have the same marks in capitals: aù, AÙ.
VNI_MARKS = {
    "": "\xf8\xfb\xf5\xf9\xef", "\u0306": "\xe8\xfa\xfc\xe9\xeb", "\u0302": "\xe0\xe5\xe3\xe1\xe4"
}  # fmt: skip
VNI_SHAPES = {"\u0306": "\xea", "\u0302": "\xe2"}
VNI_LETTERS = {"ơ": "\xf4", "ư": "\xf6", "đ": "\xf1", "ì": "\xec", "ỉ": "\xe6", "ĩ": "\xf3", "í": "\xed", "ị": "\xf2"}
VNI_LETTERS |= {"ỵ": "\xee"}

WORDS = re.compile(r"[^\W\d_]+(?:[^\W\d_]|[\xa1-\xbf\xd7\xf7\u0300-\u036f])*|[\xa1-\xbf\xd7\xf7][^\W\d_\s]*")
FONT_TCVN3 = re.compile(r"\.vn[a-z]", re.IGNORECASE)
FONT_VNI = re.compile(r"vni[- ]", re.IGNORECASE)
CONTROLS = re.compile("[\x80-\x9f]")  # Windows' quotation marks and dashes, read as Latin-1
AMID = re.compile(r"[a-z][\xa1-\xb8\xba-\xbf\xd7\xf7]", re.IGNORECASE)  # no other language has a sign in a word: "ngµy"
LONGEST_WORD = 20  # letters and codes of a syllable
FEWEST = 2  # different words that must speak for it where nothing else does
MOST_GOOD = 0.1  # of the words with marks, in a text that is legacy as a whole: names that somebody mended
LEAST_SHARE = 0.7  # of the words around that must be syllables when read so


class Run(NamedTuple):
    """A stretch of a text that is legacy."""

    start: int
    end: int
    encoding: str


def _tcvn3_table():
    table = {code: letter for letter, code in TCVN3_LETTERS.items()}
    for letter, codes in TCVN3_TONES.items():
        for code, tone in zip(codes, (GRAVE, HOOK, TILDE, ACUTE, DOT), strict=True):
            table[code] = unicodedata.normalize("NFC", letter + tone)
    return table


def _vni_table():
    table = {code: letter for letter, code in VNI_LETTERS.items()}
    for shape, codes in VNI_MARKS.items():
        bases = {"": "aeouyôö", "\u0306": "a", "\u0302": "aeo"}[shape]
        for base in bases:
            letter = table.get(base, base) + shape
            for code, tone in zip(codes, (GRAVE, HOOK, TILDE, ACUTE, DOT), strict=True):
                if (base, tone) != ("y", DOT):  # ỵ has its own code
                    table[base + code] = unicodedata.normalize("NFC", letter + tone)
            if shape:
                table[base + VNI_SHAPES[shape]] = unicodedata.normalize("NFC", letter)
    capitals = {code.upper(): letter.upper() for code, letter in table.items()}
    # A capital may carry a small mark: "Uûy ban".
    title = {code[0].upper() + code[1:]: letter.upper() for code, letter in table.items() if len(code) == 2}
    return table | title | capitals


TABLES = {TCVN3: _tcvn3_table(), VNI: _vni_table()}
CODES = {
    encoding: re.compile("|".join(re.escape(code) for code in sorted(table, key=len, reverse=True)))
    for encoding, table in TABLES.items()
}


def convert(text: str, encoding: str) -> str:
    """Return legacy text as Unicode; what is in no table stays. Nothing is guessed here but the case of TCVN3.

    A word of TCVN3 typed in capitals has small letters under its tones ("CéNG"), since the set has no others.
    """
    text = CONTROLS.sub(_from_windows, text)
    if encoding == CAPITALS:
        return _exchanged(text, TCVN3).upper()
    if encoding == TCVN3:
        return _in_one_case(_exchanged(text, TCVN3))
    return _exchanged(text, encoding)


def recognise(text: str) -> str:
    """Return "tcvn3" or "vni" where a text, or most of what is legacy in it, is such; "" for everything else."""
    found = runs(text)
    lengths = {each: sum(run.end - run.start for run in found if run.encoding == each) for each in (TCVN3, VNI)}
    return max(lengths, key=lengths.get) if found else ""


def encoding_of_font(name: str) -> str:
    """Return the encoding that the name of a font stands for: ".VnTime", ".VnArialH", "VNI-Times"."""
    name = name.strip().strip("\"'").strip()
    if FONT_TCVN3.match(name):
        return CAPITALS if name.endswith("H") else TCVN3
    return VNI if FONT_VNI.match(name) else ""


def runs(text: str, hint: str = "") -> list[Run]:
    """Return the stretches of a text that are legacy, in order.

    With a hint, the encoding of a document that is legacy as a whole, one word is enough, though it be one that could
    be good as it stands: "mét" is một there.
    """
    if text.isascii():
        return []
    found, start = [], 0
    for line in text.splitlines(keepends=True):
        found += _runs_of_line(line, start, hint)
        start += len(line)
    return found


def prevailing(text: str) -> str:
    """Return the encoding of a text that is legacy as a whole, "" where good Vietnamese stands in it, too."""
    encoding = recognise(text)
    if not encoding:
        return ""
    marked = [word[0] for word in WORDS.finditer(text) if not word[0].isascii()]
    good = sum(_is_good(word) for word in marked)
    return encoding if good <= MOST_GOOD * len(marked) else ""


def speaks_against(text: str) -> bool:
    """Whether a text is good Vietnamese for the most part, whatever its font is called."""
    good = sum(_is_good(word[0]) for word in WORDS.finditer(text) if not word[0].isascii())
    return good > sum(_is_legacy(word[0], TCVN3) or _is_legacy(word[0], VNI) for word in WORDS.finditer(text))


def _runs_of_line(line, start, hint):
    """Part a line where a word is good Vietnamese as it stands; weigh what is between."""
    words = list(WORDS.finditer(line))
    found, stretch = [], []
    for word in [*words, None]:
        if word is not None and (word[0].isascii() or not _is_good(word[0])):
            stretch.append(word)
            continue
        encoding = _weighed([each[0] for each in stretch], hint)
        if encoding:
            first = next(each for each in stretch if not each[0].isascii())
            found.append(Run(start + first.start(), start + stretch[-1].end(), encoding))
        stretch = []
    return found


def _weighed(words, hint):
    """Return the encoding by which these words make sense, or ""."""
    best, most = "", 0
    for encoding in [hint] if hint else TABLES:
        speaks = _is_whole if hint else _is_legacy
        legacy = {word.casefold() for word in words if not word.isascii() and speaks(word, encoding)}
        weight = len(legacy) + sum(bool(AMID.search(word)) for word in legacy)
        if weight < (1 if hint else FEWEST) or weight <= most:
            continue
        read = [_exchanged(word[: LONGEST_WORD + 1], encoding) for word in words if len(word) > 1]
        read = [word for word in read if not word.isupper() or is_syllable(word)]  # short forms: UBND, QĐ
        if sum(is_syllable(word) for word in read) >= LEAST_SHARE * len(read):
            best, most = encoding, weight
    return best


def _is_good(word):
    """Whether a word is Vietnamese as it stands, and in neither legacy set: with a letter that has no code there."""
    word = unicodedata.normalize("NFC", word).strip("\xa1\xab\xbb\xbf\xb7")
    if word.isascii() or len(word) > LONGEST_WORD or not is_syllable(word):
        return False
    return any(char > "\xff" for char in word) or not any(_is_whole(word, encoding) for encoding in TABLES)


def _is_whole(word, encoding):
    """Whether every mark of a word has its place in the encoding, and the word so read is a syllable."""
    is_short = len(word) <= LONGEST_WORD
    return is_short and CODES[encoding].sub("", word).isascii() and is_syllable(_exchanged(word, encoding))


def _is_legacy(word, encoding):
    """Whether a word is Vietnamese when read so, and not as it stands."""
    return len(word) > 1 and not word.isascii() and not is_syllable(word) and _is_whole(word, encoding)


def _exchanged(text, encoding):
    table = TABLES[encoding]
    return CODES[encoding].sub(lambda code: table[code[0]], text)


def _from_windows(match):
    return match[0].encode("latin-1").decode("cp1252", errors="ignore") or match[0]


def _in_one_case(text):
    """Make capitals of the small letters in words that are typed in capitals: "CéNG"; in such a line "Uû", too."""
    pieces, end, before = [], 0, None
    words = list(WORDS.finditer(text))
    for word, after in zip(words, [*words[1:], None], strict=True):
        beside = [each for each in (before, after) if each and _are_apart_by_spaces(text, word, each)]
        is_open = not any("a" <= char <= "z" for char in word[0])
        is_raised = _is_in_capitals(word[0]) or (is_open and any(_is_shouted(each[0]) for each in beside))
        pieces += [text[end : word.start()], word[0].upper() if is_raised else word[0]]
        end, before = word.end(), word
    return "".join([*pieces, text[end:]])


def _are_apart_by_spaces(text, word, other):
    first, second = sorted((word, other), key=lambda each: each.start())
    return text[first.end() : second.start()].isspace()


def _is_in_capitals(word):
    return sum(char.isupper() for char in word) > 1 and not any("a" <= char <= "z" for char in word)


def _is_shouted(word):
    return _is_in_capitals(word) and is_syllable(word)
