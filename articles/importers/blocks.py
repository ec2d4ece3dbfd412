"""The body of a legacy page as blocks: interview turns, lists, figures, tables, headings and paragraphs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .lines import Line, without_start
from .record import Block, BulletList, Figure, Heading, NumberedList, Oddity, Paragraph, Table, Turn

LONGEST_CAPTION = 120

INTERVIEWER = re.compile(r"(?:Phóng viên|PV)\b[^:.!?]{0,40}:\s*", re.IGNORECASE)
# A name, and perhaps an office: "Ông Nguyễn Văn A cho biết:" begins a sentence, "Ông Nguyễn Văn A:" an answer.
GUEST = re.compile(
    r"(?:Đồng chí|Đ/c|Ông|Bà|Anh|Chị)(?P<name>(?:\s+\w+){1,6})(?:\s*[,(–-][^:.!?]{0,60})?\s*:\s*", re.IGNORECASE
)
NUMBERED = re.compile(r"([0-9]{1,2})\.\s+")
BULLET = re.compile(r"([-–•+*])\s+")


@dataclass(frozen=True)
class Piece:
    """A block of the body, and who begins to speak with it; a label alone on its line has no block."""

    block: Block | None
    line: int
    speaker: str = ""
    is_guess: bool = False


def build_blocks(lines: Sequence[Line], *, guess_captions: bool) -> tuple[tuple[Block, ...], list[Oddity]]:
    """Return the blocks that the lines make, and what an editor should check about them."""
    is_interview = any(INTERVIEWER.match(line.text) for line in lines if line.is_plain)
    speakers = [speaker_label(line) if is_interview else "" for line in lines]
    pieces = list(_pieces(lines, speakers, guess_captions=guess_captions))
    return _with_turns(pieces), [*_lost_pictures(lines), *_guessed_captions(pieces), *_without_speaker(pieces)]


def excerpt(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def is_caption(text: str) -> bool:
    """A caption is short and does not end as a sentence does."""
    return 0 < len(text) <= LONGEST_CAPTION and not text.rstrip("\"”’')]").endswith((".", "!", "?", "…", ":", ";"))


def capitalised_words(text: str) -> int:
    """Return how many words the text has if each begins with a capital, as a name's do, and otherwise 0."""
    words = text.split()
    return len(words) if all(word[0].isupper() and word.isalpha() for word in words) else 0


def speaker_label(line: Line) -> str:
    """Return the label that names who speaks in an interview, with its colon."""
    if not line.is_plain:
        return ""
    if interviewer := INTERVIEWER.match(line.text):
        return interviewer[0]
    guest = GUEST.match(line.text)
    return guest[0] if guest and capitalised_words(guest["name"]) else ""


def _pieces(lines, speakers, *, guess_captions) -> Iterator[Piece]:
    i = 0
    while i < len(lines):
        line = lines[i]
        run = _list_run(lines, i)
        if speakers[i]:
            html = without_start(line.html, speakers[i])
            yield Piece(Paragraph(html) if html else None, line.number, speaker=speakers[i].rstrip(": "))
        elif line.is_picture:
            caption = _caption(lines, speakers, i + 1)
            if line.src or caption:
                is_guess = bool(caption) and not lines[i + 1].is_caption
                yield Piece(Figure(caption, line.src, line.alt), line.number, is_guess=is_guess)
            i += bool(caption)
        elif run:
            yield Piece(_list(lines[i : i + run]), line.number)
            i += run - 1
        elif line.is_plain and guess_captions and is_caption(line.text):
            yield Piece(Figure(line.text), line.number, is_guess=True)
        else:
            yield Piece(_single(line), line.number)
        i += 1


def _single(line: Line) -> Block:
    if line.is_table:
        return Table(line.html)
    if line.level:
        return Heading(line.level, line.html)
    if line.is_caption:
        return Figure(line.text)
    return Paragraph(line.html)


def _caption(lines, speakers, i) -> str:
    """Return the line below a picture if it can be its caption."""
    if i == len(lines) or speakers[i]:
        return ""
    return lines[i].text if lines[i].is_caption or (lines[i].is_plain and is_caption(lines[i].text)) else ""


def _list_run(lines, i) -> int:
    """Return how many lines from here on make one list: items of the markup, or lines that count up by hand."""
    if lines[i].place:
        number = lines[i].place.list_number
        return _count(lines[i:], lambda line, offset: line.place is not None and line.place.list_number == number)
    if first := NUMBERED.match(lines[i].text):
        start = int(first[1])
        run = _count(lines[i:], lambda line, offset: _typed_number(line) == start + offset)
    elif first := BULLET.match(lines[i].text):
        run = _count(lines[i:], lambda line, offset: line.is_plain and line.text.startswith(first[0]))
    else:
        return 0
    return run if run > 1 else 0


def _typed_number(line: Line) -> int | None:
    match = NUMBERED.match(line.text) if line.is_plain else None
    return int(match[1]) if match else None


def _count(lines, holds) -> int:
    return next((offset for offset, line in enumerate(lines) if not holds(line, offset)), len(lines))


def _list(lines) -> Block:
    place = lines[0].place
    if place:
        groups = groupby(lines, key=lambda line: line.place.item_number)
        items = tuple("<br>".join(line.html for line in group) for item, group in groups)
        return NumberedList(items, place.start) if place.is_ordered else BulletList(items)
    if number := NUMBERED.match(lines[0].text):
        return NumberedList(tuple(_without(NUMBERED, line) for line in lines), int(number[1]))
    return BulletList(tuple(_without(BULLET, line) for line in lines))


def _without(pattern: re.Pattern, line: Line) -> str:
    return without_start(line.html, pattern.match(line.text)[0])


def _with_turns(pieces: list[Piece]) -> tuple[Block, ...]:
    """Fold pieces into turns: a turn runs to the next label; a figure or a heading ends it as well."""
    blocks: list[Block] = []
    speaker, spoken = "", []

    def end_turn():
        if speaker:
            blocks.append(Turn(speaker, tuple(spoken), bool(INTERVIEWER.match(speaker + ":"))))

    for piece in pieces:
        if piece.speaker:
            end_turn()
            speaker, spoken = piece.speaker, [piece.block] if piece.block else []
        elif isinstance(piece.block, (Figure, Heading)):
            end_turn()
            speaker, spoken = "", []
            blocks.append(piece.block)
        elif speaker:
            spoken.append(piece.block)
        else:
            blocks.append(piece.block)
    end_turn()
    return tuple(blocks)


def _lost_pictures(lines) -> Iterator[Oddity]:
    for line in lines:
        if line.is_picture and not line.src:
            yield Oddity("picture-lost", line.number, _("A picture without an address of its own was left out."))


def _guessed_captions(pieces) -> Iterator[Oddity]:
    for piece in pieces:
        if piece.is_guess:
            message = format_lazy(_("Taken for a caption: “{text}”"), text=excerpt(piece.block.caption))
            yield Oddity("guessed-caption", piece.line, message)


def _without_speaker(pieces) -> Iterator[Oddity]:
    """Report paragraphs that a figure or a heading cut off from the answer before them."""
    is_interview = cut_off = False
    for piece in pieces:
        if piece.speaker:
            is_interview, cut_off = True, False
        elif isinstance(piece.block, (Figure, Heading)):
            cut_off = is_interview
        elif cut_off:
            yield Oddity("no-speaker", piece.line, _("After a caption nobody is named as the speaker."))
            cut_off = False
