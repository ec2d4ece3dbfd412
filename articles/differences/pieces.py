"""What a difference is made of, for a template to draw, and the notes on what words don't show."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

FORMATTING = _("formatting changed")
SPACING = _("spaces or line breaks changed")
PICTURE = _("another picture")
ENTERED = _("same words, entered differently")
NAMESAKE = _("another one of the same name")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a block that are "same", "added" or "removed", or a "note" of ours.

    The same and the removed pieces of a block, addresses left out, are its old text to the letter; the same and the
    added ones are its new text.
    """

    kind: str
    text: str
    is_address: bool = False  # where a link leads, behind its words, where that changed


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph ("p") or what else stands apart in a text: "h2", "h3", "li", "cell", "caption", "quote", "turn",
    "question", "speaker", "figure", "rule". "line" is one line of a plain field; "tags" has a tag to each piece.
    """

    kind: str = ""
    pieces: tuple[Piece, ...] = ()
    status: str = "same"  # "added", "removed", "changed"; "skipped": stands for `count` unchanged blocks
    count: int = 1
