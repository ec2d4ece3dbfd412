"""A pasted text between reading and writing: blocks, and in them runs of words that look alike."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby

from .. import text as plain

VOID = {"hr", "img"}


@dataclass(frozen=True, slots=True)
class Look:
    """How words look and where they lead; runs of one look are one."""

    bold: bool = False
    italic: bool = False
    script: str = ""  # sup or sub
    href: str = ""
    font: str = ""


@dataclass(slots=True)
class Run:
    text: str
    look: Look
    picture: "Picture | None" = None


@dataclass(slots=True)
class Picture:
    """A picture in the source: how to get its bytes, or the address that can't be followed."""

    name: str
    alt: str = ""
    load: Callable[[], bytes] = bytes  # PictureRefused says why there are none
    src: str = ""
    why_lost: str = ""


@dataclass(slots=True)
class Block:
    """A block element. In a paragraph `content` holds runs, in all others blocks or both.

    `label` is what stands before a paragraph by itself: the number or bullet of a list, of which nothing is in the
    text; `depth` how far that list is indented.
    """

    tag: str
    content: list = field(default_factory=list)
    attributes: dict = field(default_factory=dict)
    label: list = field(default_factory=list)  # of Run
    depth: int = 0
    heading: int | None = None  # the level of a heading; the smaller, the higher
    is_caption: bool = False  # by its style's name
    is_centred: bool = False

    @property
    def label_text(self):
        return "".join(run.text for run in self.label).strip()

    @property
    def text(self):
        return "".join(run.text for run in self.content if isinstance(run, Run))


def outermost(blocks, tag):
    """Yield the blocks of a tag, none that is in another."""
    for block in blocks:
        if isinstance(block, Block):
            yield from [block] if block.tag == tag else outermost(block.content, tag)


def walk(blocks):
    """Yield every block, outer ones first."""
    for block in blocks:
        if isinstance(block, Block):
            yield block
            yield from walk(block.content)


def lines(blocks) -> list[str]:
    """Return the lines of words in blocks, with their labels; drawn ones ("-----") are none."""
    found = []
    for block in walk(blocks):
        words = f"{block.label_text} {block.text}".split("\n")
        found += [line for line in map(plain.one_line, words) if any(char.isalnum() for char in line)]
    return found


def has_pictures(blocks) -> bool:
    return any(isinstance(each, Run) and each.picture for block in walk(blocks) for each in block.content)


def joined(runs):
    """Join neighbours of one look; white space looks like what stands before it."""
    groups = []  # of runs that become one
    for run in runs:
        last = groups[-1][0] if groups else None
        if last and run.picture is None and last.picture is None:
            is_space = run.text.isspace() and "\n" not in run.text + groups[-1][-1].text
            if run.look == last.look or (is_space and not (last.look.script or last.look.href)):
                groups[-1].append(run)
                continue
        groups.append([run])
    return [replace(group[0], text="".join(run.text for run in group)) for group in groups]


def in_paragraphs(content):
    """Gather loose runs beside blocks into paragraphs; white space alone makes none."""
    blocks = []
    for is_block, group in groupby(content, lambda each: isinstance(each, Block)):
        each = list(group)
        if is_block:
            blocks += each
        elif any(run.text.strip() or run.picture for run in each):
            blocks.append(Block("p", each))
    return blocks


def html(blocks) -> str:
    """Write blocks as HTML for richtext.clean, which brings it into its last form."""
    return "\n".join(_written(block) for block in blocks)


def _written(block):
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in block.attributes.items())
    if block.tag in VOID:
        return f"<{block.tag}{attributes}>"
    inside = "".join(
        "".join(_written(each) for each in group) if is_block else words(list(group))
        for is_block, group in groupby(block.content, lambda each: isinstance(each, Block))
    )
    return f"<{block.tag}{attributes}>{inside}</{block.tag}>"


def words(runs) -> str:
    """Write runs, each mark around as many of them as it holds for."""
    return _marked(joined(runs), ["href", "bold", "italic", "script"])


def _marked(runs, marks):
    if not marks:
        return "".join(escape(run.text, quote=False).replace("\n", "<br>") for run in runs)
    parts = []
    for value, group in groupby(runs, lambda run: getattr(run.look, marks[0])):
        inside = _marked(list(group), marks[1:])
        if not value:
            parts.append(inside)
        elif marks[0] == "href":
            parts.append(f'<a href="{escape(value)}">{inside}</a>')
        else:
            tag = {"bold": "strong", "italic": "em", "script": value}[marks[0]]
            parts.append(f"<{tag}>{inside}</{tag}>")
    return "".join(parts)
