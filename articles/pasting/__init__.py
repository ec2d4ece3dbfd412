"""What people paste or open, made into an article's text: Word, Google Docs, LibreOffice, spreadsheets, web pages.

Headings, lists, clauses with their numbers (Điều, Khoản), tables, links and notes stay; the rest goes, and the report
says so. Nothing here fetches an address or asks the database: pictures go to the function that the caller gives.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .. import richtext
from . import blocks, captions, finishing, letters, lists, reading, signature, tree
from .finishing import PictureRefused
from .letterhead import paragraph, take_letterhead
from .report import Report

__all__ = ["LARGEST", "PictureRefused", "TooLarge", "convert_html", "finish"]

LARGEST = 5 * 1024 * 1024  # bytes of HTML, pictures within it counted


class TooLarge(Exception):
    """More than can be read at once."""

    def __str__(self):
        return _("This is too much at once. Paste it in parts, or open the file as a new draft.")


@dataclass
class Pasted:
    html: str
    report: list  # of (kind, sentence)
    encodings: list  # of the legacy text found: "tcvn3", "vni"
    preview: list  # of (before, after), for legacy text


def convert_html(raw: str, *, take_picture: Callable | None = None, keep_letters: bool = False) -> Pasted:
    """Return clipboard HTML as canonical HTML with a report.

    `take_picture(data, alt)` returns the address and the description of a picture now in the library, or raises
    PictureRefused. With `keep_letters` legacy text stays as it is.
    """
    if len(raw) > LARGEST or len(raw.encode(errors="ignore")) > LARGEST or tree.is_too_much(raw):
        raise TooLarge
    report, budget = Report(), finishing.Budget()
    report.add("objects", tree.count_objects(raw))
    found = reading.read(tree.parse(raw), report)
    change = letters.converted(found, is_wanted=not keep_letters)
    head = take_letterhead(found, report)
    found[:0] = paragraph(head.reference) if head else []
    return finish(found, report, change, budget, take_picture)


def finish(found, report, change, budget, take_picture=None) -> Pasted:
    """Take blocks, from whichever source, through the last steps; `change` is what was done to their letters."""
    report.encodings |= change.encodings if change.is_made else set()
    found = signature.with_signatures(found, report)
    found = finishing.with_pictures(captions.with_captions(found), take_picture, report, budget)
    found = lists.with_lists(found, report)
    found = finishing.with_table_heads(finishing.with_headings(found, report), report)
    cleaned = richtext.clean(blocks.html(found))
    return Pasted(cleaned, report.sentences(), sorted(change.encodings), change.pairs)
