"""A .docx as the text of a new article, with the numbers that Word shows and no file holds.

Written here because the converters at hand make a plain list of "Điều 5." and "a)"; in Vietnamese documents the number
is what people quote.
"""

import threading
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ... import richtext
from .. import finish, letters
from ..blocks import walk
from ..finishing import Budget, PictureRefused
from ..letterhead import paragraph, take_letterhead
from ..report import Report
from .body import read_body
from .package import LARGEST_FILE, Package, UnreadableFile
from .titles import guess_title, take_title

__all__ = ["LARGEST_FILE", "Draft", "PictureRefused", "UnreadableFile", "read_docx"]

ONE_AT_A_TIME = threading.Lock()  # in each worker: a long document takes some hundred MB while it is read
LONGEST_WAIT = 10  # seconds for one's turn


@dataclass
class Draft:
    title: str
    html: str
    report: list  # of (kind, sentence)


def read_docx(file, *, name="", take_picture=None) -> Draft:
    """Return the draft that a file gives; UnreadableFile says in a sentence why there is none.

    `name` is the file's own, and the title of a document that has none.
    """
    budget = Budget()
    if not ONE_AT_A_TIME.acquire(timeout=LONGEST_WAIT):
        raise UnreadableFile(_("Another Word file is being read just now. Try again in a minute."))
    try:
        return _read(file, name, take_picture, budget)
    finally:
        ONE_AT_A_TIME.release()


def _read(file, name, take_picture, budget):
    report = Report()
    blocks = read_body(Package(file), report)
    # The form takes no more, and the last steps would be for nothing.
    if sum(len(block.text) for block in walk(blocks)) > richtext.LONGEST:
        raise UnreadableFile(_("The text is too long for one article. Part the file and open it in pieces."))
    change = letters.converted(blocks)
    head = take_letterhead(blocks, report)
    title = take_title(blocks, head, report)
    blocks[:0] = paragraph(head.reference) if head else []
    pasted = finish(blocks, report, change, budget, take_picture)
    if not (title or pasted.html):
        raise UnreadableFile(_("There is no text in this file."))
    if not title:
        is_behind = head is not None and head.reference
        title = guess_title(pasted.html.partition("\n")[2] if is_behind else pasted.html, name)
    return Draft(title, pasted.html, pasted.report)
