"""What one sign stands for: a letter with its marks apart, a look-alike of one, or nothing."""

import unicodedata
from typing import NamedTuple

TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền hỏi ngã sắc nặng
SHAPES = {"\u0306": "(", "\u030c": "(", "\u0302": "^", "\u031b": "+"}  # breve (and the caron like it), circumflex, horn
SHAPED = {"a^": "â", "a(": "ă", "e^": "ê", "o^": "ô", "o+": "ơ", "u+": "ư", "d-": "đ"}
BARRED = "đɖƌ"
TWINS = dict(
    zip(
        "авеікмнорстухјѕһԁӏԛԝпгѵαβεικνορτυχηωγμɑıłøɡɩᴀᴄᴅᴇᴋᴍɴᴏᴘᴛᴜᴠᴡᴢ",
        "abeikmhopctyxjshdlqwnrvabeikvoptuxnwymailogiacdekmnoptuvwz",
        strict=True,
    )
)
DIGITS = dict(zip("01345789", "o1eastbg", strict=True))  # 1 is i or l: its place decides
DIGITS_BACK = {letter: digit for digit, letter in DIGITS.items()}
LOOKALIKES = {"@": "a", "$": "s", "!": "1", "|": "1", "€": "e"}


class Letter(NamedTuple):
    base: str
    shapes: str = ""
    tones: str = ""
    fake: bool = False  # a look-alike, or marked as no honest writer would
    digit: bool = False
    upper: bool = False
    count: int = 1  # how often it was typed in a row

    @property
    def is_barred(self) -> bool:
        """Is it a đ, or the dd that stands for one?"""
        return self.base == "d" and ("-" in self.shapes or self.count > 1)

    @property
    def typed(self) -> str:
        """The letter as typed, without its tone and its case."""
        return SHAPED.get(self.base + self.shapes[:1], self.base)

    @property
    def number(self) -> str:
        """The digit that was typed: of "4", which is read as an a, the 4."""
        return DIGITS_BACK.get(self.base, self.base) if self.digit else ""


def letter(sign: str, before: str, after: str) -> Letter | None:
    """Read one sign between the letter before it and the sign after it; None if it is no letter at all."""
    lower = sign.casefold()[:1]
    upper = sign != lower
    if lower in BARRED:
        return Letter("d", "-", upper=upper)
    if "a" <= lower <= "z":
        return Letter(lower, upper=upper)
    if lower in TWINS:
        return Letter(TWINS[lower], fake=True, upper=upper)
    if lower.isdecimal():
        digit = str(unicodedata.decimal(lower))
        return Letter(DIGITS.get(digit, digit), fake=True, digit=True)
    if lower in "!|" and (before in "aeiouy" or not after.isalnum()):
        return None  # after a vowel, or at the end, it is what it looks like
    if lower in LOOKALIKES and (before or after.isalnum()):
        return Letter(LOOKALIKES[lower], fake=True)
    return Letter(lower, upper=upper) if lower.isalpha() else None


def with_mark(letter: Letter, sign: str) -> Letter:
    if sign in TONES:
        return letter._replace(tones=letter.tones + sign)
    if sign in SHAPES:
        return letter._replace(shapes=letter.shapes + SHAPES[sign])
    return letter._replace(fake=True)  # struck through, ringed, heaped
