"""The neutral record that every reader of legacy pages returns, and the HTML its body becomes.

The writer knows this shape alone, so a new kind of legacy page needs a reader and nothing else. Fields named
`html` hold inline HTML that is escaped already; every other text is plain and is escaped here.
"""

from dataclasses import dataclass
from datetime import datetime
from html import escape


class UnreadablePage(Exception):
    """The file holds no page that can be taken over; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Oddity:
    """Something the editor should look at: a guess, a loss, or a fault of the source. `line` counts from 1."""

    code: str
    line: int | None
    message: str


@dataclass(frozen=True)
class Byline:
    name: str
    role: str = ""


@dataclass(frozen=True)
class Paragraph:
    html: str


@dataclass(frozen=True)
class Heading:
    level: int
    html: str


@dataclass(frozen=True)
class NumberedList:
    items: tuple[str, ...]
    start: int = 1


@dataclass(frozen=True)
class BulletList:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A picture with its caption; `src` is empty where the source kept only the caption."""

    caption: str = ""
    src: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Table:
    html: str


@dataclass(frozen=True)
class Turn:
    """What one person says in an interview, lists included, until the next one speaks."""

    speaker: str
    blocks: tuple["Block", ...]
    is_question: bool = False


type Block = Paragraph | Heading | NumberedList | BulletList | Figure | Table | Turn


@dataclass(frozen=True)
class ImportedPage:
    format: str
    file_name: str
    original_url: str
    title: str
    section: str
    lead: str
    source_code: str
    published_at: datetime
    date_is_guessed: bool
    base_views: int
    body: tuple[Block, ...]
    bylines: tuple[Byline, ...]
    comment_form: bool
    oddities: tuple[Oddity, ...]


def body_html(blocks) -> str:
    """Return the blocks as HTML, one block element per line."""
    return "\n".join(_block_html(block) for block in blocks)


def _block_html(block: Block) -> str:
    match block:
        case Paragraph(html):
            return f"<p>{html}</p>"
        case Heading(level, html):
            return f"<h{level}>{html}</h{level}>"
        case NumberedList(items, start):
            return f'<ol start="{start}">{_items_html(items)}</ol>' if start != 1 else f"<ol>{_items_html(items)}</ol>"
        case BulletList(items):
            return f"<ul>{_items_html(items)}</ul>"
        case Table(html):
            return html
        case Figure():
            return _figure_html(block)
        case Turn():
            return _turn_html(block)


def _items_html(items) -> str:
    return "".join(f"<li>{item}</li>" for item in items)


def _figure_html(figure: Figure) -> str:
    image = f'<img src="{escape(figure.src)}" alt="{escape(figure.alt)}">' if figure.src else ""
    caption = f"<figcaption>{escape(figure.caption, quote=False)}</figcaption>" if figure.caption else ""
    return f'<figure class="figure">{image}{caption}</figure>'


def _turn_html(turn: Turn) -> str:
    classes = "turn turn-question" if turn.is_question else "turn"
    speaker = f'<p class="speaker">{escape(turn.speaker, quote=False)}</p>'
    return f'<div class="{classes}">{speaker}{"".join(_block_html(block) for block in turn.blocks)}</div>'
