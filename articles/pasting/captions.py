"""Captions that stand as paragraphs under their pictures, as Word writes them: they become the figure's own.

Only where it is certain: a caption that stays a paragraph is put right in a moment, but a paragraph that became a
caption is read by nobody.
"""

import re
from dataclasses import replace

from .. import text as plain
from .blocks import Block, Run

LONGEST = 300
# Sentences begin with "Ảnh hưởng", "Ảnh vệ tinh", "Hình 1. cho thấy": without a colon only what says no more.
SAID = re.compile(
    r"\(?(?:(?:nguồn )?ảnh ?:|ảnh (?:minh hoạ|minh họa|tư liệu)(?: ?:|[.)]*$)|hình \d{1,3} ?[:.])", re.IGNORECASE
)
OF_A_TABLE = re.compile(r"bảng\b|biểu\b(?! đồ)", re.IGNORECASE)
# A clause, a point of a list, somebody's question, words that lead to what follows them: all may be in italics.
OF_THE_TEXT = re.compile(
    r"[-–—+•*]|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[ivx]+)[.)] |pv ?:|.*[?:][”\"’)]*$", re.IGNORECASE
)
WORD = re.compile(r"[^\W\d_]+")
FEWEST_WORDS = 3  # what only looks like a caption is a name, an ornament, a number of a document where it is shorter
SENTENCE_ENDS = (".", "!", "?", "…", ":", ".”")

# A text is read as one letter a block (see _kind). Pictures and captions must take turns, a picture first: in any other
# order captions may stand above their pictures, or one below two, and people would get the names of others.
SAYS_SO = re.compile(r"(?:(?<![PQGS])P|Q)S(?:PS)*(?![PGS])")
LOOKS_SO = re.compile(r"(?:(?<![PQGSL])P[SL]|QS)(?:P[SL])*(?=[.F])")


def with_captions(blocks) -> list[Block]:
    """Return blocks where a picture and the caption below it are one figure; its picture is still to be taken."""
    parts = [part for block in blocks for part in _parted(block)]
    captions = _captions(parts)
    result = []
    for at, block in enumerate(parts):
        if at + 1 in captions:
            picture = _last_picture(block)
            block.content = block.content[: _index_of(block, picture)]
            result += [block] if block.text.strip() else []
            result.append(_figure(picture, parts[at + 1]))
        elif at not in captions:
            result.append(block)
    return result


def _captions(parts):
    """Return where the captions stand that surely belong to the picture above them."""
    kinds = "".join(map(_kind, parts, [*parts[1:], None]))
    found = [*SAYS_SO.finditer(kinds)]
    kinds = SAYS_SO.sub(lambda match: "F" * len(match[0]), kinds)
    # A lead in italics may stand below the photo that opens a text: what only looks like a caption needs text before.
    begins = next((at for at, block in enumerate(parts) if _ends_a_sentence(block)), len(parts))
    found += [match for match in LOOKS_SO.finditer(kinds) if match.start() > begins]
    return {at for match in found for at in range(match.start() + 1, match.end(), 2)}


def _kind(block, below):
    """Return a block's letter: a picture that ends it (P, behind words Q) or stands elsewhere in it (G), a figure with
    its caption (F, else G), what says that it is a caption (S) or looks so (L), ordinary text (.), all else (x)."""
    if block.tag == "figure":
        return "F" if any(each.tag == "figcaption" and _words(each) for each in block.content) else "G"
    if _pictures(block):
        return "G" if not _last_picture(block) else "Q" if block.text.strip() else "P"
    if _may_be_one(block):
        is_of_a_table = OF_A_TABLE.match(_words(block)) or (below is not None and below.tag == "table")
        if _says_so(block) or (block.is_caption and not is_of_a_table):
            return "S"
        if not block.is_caption and _looks_so(block):
            return "L"
    return "." if _is_ordinary(block) else "x"


def _parted(block):
    """Part a paragraph that begins with its picture and goes on with what says so of itself: "Hình 1: …"."""
    pictures = _pictures(block)
    if len(pictures) != 1 or block.label or block.heading is not None:
        return [block]
    at = _index_of(block, pictures[0])
    before, below = block.content[:at], Block("p", block.content[at + 1 :], is_centred=block.is_centred)
    if any(run.text.strip() for run in before) or not (_may_be_one(below) and _says_so(below)):
        return [block]
    return [Block("p", [pictures[0]]), below]


def _may_be_one(block):
    """Whether a block is a paragraph of one line and not too long; a second line may be where the text begins."""
    is_plain = block.tag == "p" and not block.label and block.heading is None and not _pictures(block)
    words = _words(block) if is_plain else ""
    return len(words) <= LONGEST and "\n" not in block.text.strip() and WORD.search(words) is not None


def _says_so(block):
    words = _words(block)
    is_closed = not words.startswith("(") or words.rstrip(".").endswith(")")  # else the text goes on behind it
    said = SAID.match(words)
    return bool(said) and is_closed and not (said[0].endswith(".") and words[said.end() :].lstrip()[:1].islower())


def _looks_so(block):
    """Whether a paragraph is centred or in italics, and neither a title, in bold or capitals, nor a name alone, nor
    surely a part of the text."""
    if OF_THE_TEXT.match(_words(block)):
        return False
    words = WORD.findall(_words(block))
    is_set_apart = (block.is_centred or _all(block, "italic")) and not _all(block, "bold") and not block.text.isupper()
    return is_set_apart and len(words) >= FEWEST_WORDS and any(word[0].islower() for word in words)


def _is_ordinary(block):
    return (
        block.tag == "p" and block.heading is None and bool(_words(block))
        and not block.is_centred and not _all(block, "italic")
    )  # fmt: skip


def _ends_a_sentence(block):
    return block.tag == "p" and block.heading is None and _words(block).endswith(SENTENCE_ENDS)


def _figure(picture, caption):
    for mark in ("bold", "italic"):
        if _all(caption, mark):  # what all captions look like by themselves
            caption.content = [replace(run, look=replace(run.look, **{mark: False})) for run in caption.content]
    return Block("figure", [Block("p", [picture]), Block("figcaption", caption.content)])


def _last_picture(block):
    """Return the run of a paragraph's only picture, where nothing follows it."""
    pictures = _pictures(block)
    if len(pictures) != 1 or block.label or block.heading is not None:
        return None
    behind = block.content[_index_of(block, pictures[0]) + 1 :]
    return None if any(run.text.strip() for run in behind) else pictures[0]


def _index_of(block, picture):
    return next(at for at, run in enumerate(block.content) if run is picture)


def _pictures(block):
    return [run for run in block.content if isinstance(run, Run) and run.picture] if block.tag == "p" else []


def _words(block):
    return plain.one_line(block.text)


def _all(block, mark):
    return all(getattr(run.look, mark) for run in block.content if isinstance(run, Run) and run.text.strip())
