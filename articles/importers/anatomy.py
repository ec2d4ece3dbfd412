"""What legacy pages have in common around their body: article and chrome, lead, byline, end of the article.

What is guessed (a caption, a byline) is reported, so that an editor checks it. Typing errors stay as they are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .blocks import build_blocks, capitalised_words, excerpt, is_caption, speaker_label
from .dates import Moment
from .lines import Line
from .loading import Document
from .record import Block, Byline, ImportedPage, Oddity, UnreadablePage

SHORTEST_PARAGRAPH = 80

SOURCE_CODE = re.compile(r"([A-ZĐ]{2,10})(?:\s+[-–]\s*|\s*[-–]\s+)")
SPACED_DASH = re.compile(r"\s+[-–—]\s+")
# Offices and diseases that begin sentences; a dash after them does not make them a news agency.
NOT_A_SOURCE = frozenset(("UBND", "HĐND", "MTTQ", "UBMTTQ", "COVID"))

END_OF_ARTICLE = re.compile(
    r"(?:Các bài (?:mới|đã) đăng|Bài viết Xem|Viết bình luận|Gửi bình luận|Ý kiến bạn đọc|Họ(?: và)? tên\s*:?\s*\(\*\)"
    r"|(?:Các )?tin (?:cùng chuyên mục|liên quan|đã đưa|mới hơn|cũ hơn|khác)|Những tin (?:mới|cũ) hơn)\s*:?",
    re.IGNORECASE,
)
COMMENT_FORM = re.compile(r"(?:Viết|Gửi) bình luận\s*:?|Họ(?: và)? tên\s*:?\s*\(\*\)\s*:?", re.IGNORECASE)


@dataclass(frozen=True)
class Anatomy:
    """The part of a page after its title and date, taken apart."""

    lead: str
    source_code: str
    body: tuple[Block, ...]
    bylines: tuple[Byline, ...]
    comment_form: bool
    oddities: tuple[Oddity, ...]


def around(document: Document, anchor: int) -> tuple[Sequence[Line], Sequence[Line]]:
    """Return the article's lines before and after the anchor (the line with the date).

    In markup these are the lines of the smallest element around the date that holds most of the paragraphs, which
    leaves sidebars and footers outside whatever they are called. A text crawl has no elements: all lines count.
    """
    path = document.lines[anchor].path
    after = document.lines[anchor + 1 :]
    weight = _paragraph_letters(after)
    depth = next((d for d in range(len(path), 0, -1) if 2 * _paragraph_letters(_inside(after, path[:d])) > weight), 0)
    return _inside(document.lines[:anchor], path[:depth]), _inside(after, path[:depth])


def _inside(lines: Sequence[Line], path: tuple[int, ...]) -> list[Line]:
    return [line for line in lines if line.path[: len(path)] == path]


def _paragraph_letters(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines if len(line.text) >= SHORTEST_PARAGRAPH)


def left_out(document: Document, above: Sequence[Line], kept: int) -> list[Oddity]:
    """Report the lines above the title one by one (a slogan may be worth a banner), and how many lie around.

    `kept` counts the lines that `around` returned, and the one between them.
    """
    texts = [line for line in above if line.text]
    message = _("Left out above the title: “{text}”")
    oddities = [Oddity("above-title", line.number, format_lazy(message, text=excerpt(line.text))) for line in texts]
    if count := len(document.lines) - kept:
        message = _("Lines of the page around the article (menus, lists, footer), left out: {count}.")
        oddities.append(Oddity("around-article", None, format_lazy(message, count=count)))
    return oddities


def compose(
    document: Document,
    *,
    format: str,
    title: str,
    moment: Moment,
    below: Sequence[Line],
    oddities: Sequence[Oddity],
    section: str = "",
    base_views: int = 0,
) -> ImportedPage:
    """Put together what a reader found and what stands below the date; a page needs a title and a date."""
    if not title:
        raise UnreadablePage(format_lazy(_("The page in {name} has no title."), name=document.file_name))
    if moment.value is None:
        reason = moment.oddities[0].message if moment.oddities else _("The page has no date.")
        raise UnreadablePage(reason)
    anatomy = dissect(below)
    found = (*document.oddities, *oddities, *moment.oddities, *anatomy.oddities)
    return ImportedPage(
        format=format,
        file_name=document.file_name,
        original_url=document.original_url,
        title=title,
        section=section,
        lead=anatomy.lead,
        source_code=anatomy.source_code,
        published_at=moment.value,
        date_is_guessed=moment.is_guessed,
        base_views=base_views,
        body=anatomy.body,
        bylines=anatomy.bylines,
        comment_form=anatomy.comment_form,
        oddities=tuple(sorted(found, key=lambda oddity: oddity.line or 0)),
    )


def dissect(lines: Sequence[Line]) -> Anatomy:
    """Take apart the lines after title and date."""
    lines, tail = _cut_at_end(lines)
    # Markup that keeps its pictures shows where captions are; a crawl has lost the pictures and left the captions.
    lost_pictures = not any(line.is_picture for line in lines)
    lead, lines = _take_lead(lines)
    byline, lines = _take_byline(lines)
    blocks, oddities = build_blocks(lines, guess_captions=lost_pictures)
    source_code, lead_text = split_source(lead.text) if lead else ("", "")
    return Anatomy(
        lead=lead_text,
        source_code=source_code,
        body=blocks,
        bylines=(split_byline(byline.text),) if byline else (),
        comment_form=any(COMMENT_FORM.fullmatch(line.text) for line in tail),
        oddities=(*oddities, *_on_byline(byline), *_missing(lead, lines), *_after_end(tail)),
    )


def _cut_at_end(lines):
    end = next((i for i, line in enumerate(lines) if END_OF_ARTICLE.fullmatch(line.text)), len(lines))
    return lines[:end], lines[end:]


def _take_lead(lines):
    """The lead is the first text; pictures above it and their captions belong to the body."""
    for i, line in enumerate(lines):
        follows_picture = i > 0 and lines[i - 1].is_picture
        if line.is_picture or line.is_caption or (follows_picture and is_caption(line.text)):
            continue
        if line.is_plain and not speaker_label(line):
            return line, [*lines[:i], *lines[i + 1 :]]
        break
    return None, lines


def _take_byline(lines):
    if not lines or not lines[-1].is_plain:
        return None, lines
    last = lines[-1].text
    if is_caption(last) and (SPACED_DASH.search(last) or capitalised_words(last) in range(2, 6)):
        return lines[-1], lines[:-1]
    return None, lines


def split_byline(text: str) -> Byline:
    """Split at the first dash with spaces; names and offices hold dashes without them."""
    name, *role = SPACED_DASH.split(text, maxsplit=1)
    return Byline(name, "".join(role))


def split_source(lead: str) -> tuple[str, str]:
    """Return the sign of the source that a lead starts with ("HNP - …"), and the lead without it."""
    match = SOURCE_CODE.match(lead)
    if match is None or match[1] in NOT_A_SOURCE:
        return "", lead
    return match[1], lead[match.end() :]


def _on_byline(byline: Line | None) -> Iterator[Oddity]:
    if byline is None:
        yield Oddity("no-byline", None, _("The page has no byline."))
    else:
        message = format_lazy(_("Taken for the byline: “{text}”"), text=excerpt(byline.text))
        yield Oddity("guessed-byline", byline.number, message)


def _missing(lead: Line | None, body: Sequence[Line]) -> Iterator[Oddity]:
    if lead is None:
        yield Oddity("no-lead", None, _("The page has no lead."))
    if not body:
        yield Oddity("no-body", None, _("The page has no text below its lead."))


def _after_end(tail: Sequence[Line]) -> Iterator[Oddity]:
    if tail:
        message = format_lazy(
            _("Lines after the end of the article (lists, comment form), left out: {count}."), count=len(tail)
        )
        yield Oddity("after-article", tail[0].number, message)
