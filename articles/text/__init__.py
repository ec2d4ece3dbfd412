"""The one door for plain Vietnamese text: what is stored, what is searched, what stands in an address.

Typed text may be composed or not, may carry NBSP and invisible characters, and may hold the Icelandic Eth
(U+00D0) where a Đ (U+0110) was meant; Django's own slugify drops đ altogether. The answers stand here once.
"""

import re
import unicodedata

ETH = str.maketrans("Ðð", "Đđ")
# Control characters but tab and newline; soft hyphen, zero-width and direction marks, byte-order mark; halves of pairs;
# fillers that show nothing, with which a name or a comment would look empty; variation selectors; what is no
# character, which no feed may hold (XML 1.0).
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufffe\uffff\ud800-\udfff]"
)
LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")  # Word writes a soft line break as \v
SPACES = re.compile(r"[^\S\n]+")


def normalise(text: str) -> str:
    """Return text in NFC with Eth as Đ, any space as a plain one, and no control or invisible characters."""
    # First out with what is invisible: it may stand between a letter and its mark.
    text = INVISIBLE.sub("", LINE_ENDS.sub("\n", text))
    return SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(ETH))


def one_line(text: str) -> str:
    """Normalise text that stands on one line (a title, a name): inner runs of white space become one space."""
    return " ".join(normalise(text).split())


def paragraphs(text: str) -> str:
    """Normalise plain text of several lines: lines trimmed, at most one empty line in a row."""
    lines = "\n".join(line.strip() for line in normalise(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _plain(text: str) -> str:
    """Lower case without any mark: "Đại hội" → "dai hoi". NFKD also opens ligatures and full-width letters."""
    text = unicodedata.normalize("NFKD", normalise(text).casefold())
    text = "".join(char for char in text if unicodedata.category(char)[0] != "M")
    return text.casefold().replace("đ", "d")  # again: "™" has just become "TM"


def fold(text: str) -> str:
    """Return the search key: words without marks, lower case, parted by one space, nothing else.

    "Thạch Thất: 2015–2020" and "thach that 2015 - 2020" give the same key, and so do "hoà" and "hòa".
    """
    return " ".join(re.findall(r"[^\W_]+", _plain(text)))


def slugify(text: str, max_length: int = 80) -> str:
    """Return a slug of ASCII letters, digits and hyphens, cut between words; may be empty.

    static/js/slug.js is its twin in the browser; tests/browser holds the two together.
    """
    words = re.findall(r"[a-z0-9]+", _plain(text))
    slug = "-".join(words)
    if len(slug) <= max_length:
        return slug
    return slug[: max_length + 1].rpartition("-")[0] or slug[:max_length]


def sort_key(text: str) -> str:
    """Return a key that sorts Vietnamese by the rules of CLDR: letters first (a ă â … d đ … u ư), tones second."""
    letters, tones = [], []
    for char in unicodedata.normalize("NFD", one_line(text).casefold()):
        if char in TONES:
            tones[-1:] = [TONES[char]]
        elif char in SHAPES:
            letters[-1:] = [letters[-1] + SHAPES[char]] if letters else []
        else:
            letters.append("d~" if char == "đ" else char)
            tones.append("0")
    return "".join(letters) + "\x01" + "".join(tones)


TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng
SHAPES = {"\u0306": "~", "\u0302": "~~", "\u031b": "~~~"}  # breve, circumflex, horn sort after the bare letter


def name_of(user) -> str:
    """Return how a member of staff is called, family name first; the account's name where no other is known."""
    return " ".join(filter(None, [user.last_name, user.first_name])) or user.get_username()
