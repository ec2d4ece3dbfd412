"""Which fields of two contents differ, and each in its way: as a text, as one value for another, as tags."""

import re
from collections import Counter
from dataclasses import dataclass

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import snapshots
from .. import text as plain
from ..models.comments_allowed import CommentsAllowed
from ..wording import stamp
from . import leaves
from .blocks import blocks_of
from .pieces import ENTERED, FORMATTING, NAMESAKE, PICTURE, SPACING, Block, Piece

# In the order of the form and in its words (articles/forms/article.py).
FIELDS = {
    "title": _("Title"),
    "slug": _("Address"),
    "lead": _("Lead"),
    "body": _("Text"),
    "section": _("Section"),
    "cover": _("Main photo"),
    "bylines": _("Bylines"),
    "attachments": _("Attachments"),
    "source": _("Source"),
    "tags": _("Tags"),
    "topics": _("Topics"),
    "is_featured": _("Featured"),
    "comments_allowed": _("Comments"),
    "published_at": _("Goes up at"),
    "expires_at": _("Comes down at"),
    "comments_end_at": _("Comments close at"),
}
WORDY = ("title", "lead", "body", "bylines")  # where words are counted
WORDLESS = {"figure", "rule"}  # these show something of ours, not words of the article
LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Change:
    """A field that differs, under its label in the form."""

    name: str
    label: Promise
    blocks: list[Block]


def compare(old: dict, new: dict, *, old_labels: dict | None = None, new_labels: dict | None = None) -> list[Change]:
    """Return a change for each field that differs, in the order of the form; unequal contents give at least one."""
    old_labels, new_labels = old_labels or {}, new_labels or {}
    labels = new_labels | old_labels, old_labels | new_labels
    return [
        Change(name, label, _field(name, old[name], new[name], *labels))
        for name, label in FIELDS.items()
        if old[name] != new[name]
    ]


def words_changed(old: dict, new: dict) -> tuple[int, int]:
    """Return how many words came and went in title, lead, text and bylines; a word that moved did both."""
    counts = Counter()
    for name in WORDY:
        if old[name] != new[name]:
            for block in _field(name, old[name], new[name], {}, {}):
                for piece in block.pieces:
                    if block.kind not in WORDLESS and not piece.is_address:
                        counts[piece.kind] += sum(bool(LETTER.search(word)) for word in piece.text.split())
    return counts["added"], counts["removed"]


def _field(name, old, new, old_labels, new_labels):
    if name == "body":
        return blocks_of(leaves.of_html(old), leaves.of_html(new), FORMATTING)
    if name in {"title", "slug"}:
        return blocks_of(leaves.of_lines([old]), leaves.of_lines([new]), SPACING)
    if name == "lead":
        old_lines, new_lines = old.split("\n"), new.split("\n")
        return blocks_of(leaves.of_lines(old_lines, "p"), leaves.of_lines(new_lines, "p"), SPACING)
    if name == "bylines":
        return blocks_of(leaves.of_bylines(old), leaves.of_bylines(new), ENTERED)
    if name == "attachments":
        old_lines, new_lines = ([row["title"] for row in rows] for rows in (old, new))
        return blocks_of(leaves.of_lines(old_lines), leaves.of_lines(new_lines), ENTERED)
    if name in snapshots.SETS:
        return [_names(name, old, new, old_labels, new_labels)]
    note = PICTURE if name == "cover" else NAMESAKE if name in snapshots.POINTERS else ENTERED
    return [_value(_shown(name, old, old_labels), _shown(name, new, new_labels), note)]


def _shown(name, value, labels):
    if name == "is_featured":
        return gettext("Yes") if value else gettext("No")
    if name == "comments_allowed":
        return str(CommentsAllowed(value).label)
    if not value:
        return ""
    if name in snapshots.TIMES:
        return stamp(parse_datetime(value))
    return labels.get(f"{name}:{value}", "?")


def _value(old, new, note):
    """Show one value in place of another, each whole: half a name is none."""
    if old == new:
        return Block("line", (Piece("same", old), Piece("note", str(note))), "changed")
    pieces = tuple(Piece(kind, text) for kind, text in (("removed", old), ("added", new)) if text)
    return Block("line", pieces, pieces[0].kind if len(pieces) == 1 else "changed")


def _names(field, old, new, old_labels, new_labels):
    """Tags or topics: which came, which went, which stayed, in the order of their names."""
    kinds = dict.fromkeys(old, "removed") | {key: "same" if key in old else "added" for key in new}
    labels = {key: new_labels if key in new else old_labels for key in kinds}
    names = {key: labels[key].get(snapshots.label_of(field, key), "?") for key in kinds}
    pieces = [Piece(kinds[key], names[key]) for key in sorted(kinds, key=lambda key: plain.sort_key(names[key]))]
    if set(old) == set(new):
        pieces.append(Piece("note", str(ENTERED)))
    return Block("tags", tuple(pieces), "changed")
