"""The one door for plain Vietnamese text: what is stored, what is searched, what stands in an address.

Typed text may be composed or not, may carry NBSP and invisible characters, and may hold the Icelandic Eth
(U+00D0) where a Đ (U+0110) was meant; Django's own slugify drops đ altogether. The answers stand here once.
"""

import re
import unicodedata

ETH = str.maketrans("Ðð", "Đđ")
# Control characters but tab and newline; soft hyphen, zero-width and direction marks, byte-order mark.
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
SPACES = re.compile(r"[^\S\n]+")


def normalise(text: str) -> str:
    """Return text in NFC with Eth as Đ, any space as a plain one, and no control or invisible characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = unicodedata.normalize("NFC", text).translate(ETH)
    return SPACES.sub(" ", INVISIBLE.sub("", text))


def one_line(text: str) -> str:
    """Normalise text that stands on one line (a title, a name): inner runs of white space become one space."""
    return " ".join(normalise(text).split())


def paragraphs(text: str) -> str:
    """Normalise plain text of several lines: lines trimmed, at most one empty line in a row."""
    lines = "\n".join(line.strip() for line in normalise(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _plain(text: str) -> str:
    """Lower case without any mark: "Đại hội" → "dai hoi". NFKD also opens ligatures and full-width letters."""
    text = normalise(text).casefold().replace("đ", "d")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


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
