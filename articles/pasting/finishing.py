"""What every source needs at last: one scale of headings, heads of tables, pictures in their place."""

import time
from dataclasses import replace

from django.utils.translation import gettext as _

from .blocks import Block, Look, Run, lines, outermost, walk

MOST_PICTURES = 40
# From when a text came to the last picture that is begun: each is decoded and stored in several sizes. With the clock
# of that one (articles/photos/development.py) there is an answer before a web server in front gives up, after 60.
MOST_SECONDS = 30
TITLE = 0  # the level of a document's title, above all headings


class PictureRefused(Exception):
    """The library can't take a picture; the message says why."""


def with_headings(blocks, report):
    """Give the highest level in use h2, and a title with it, and all others h3: an article has these two."""
    headings = [block for block in walk(blocks) if block.heading is not None and block.text.strip()]
    highest = min((block.heading for block in headings if block.heading), default=TITLE)
    for block in headings:
        block.tag = "h2" if block.heading <= highest else "h3"
        _unmark(block, "bold")
        if all(run.look.italic for run in block.content if run.text.strip()):
            _unmark(block, "italic")
        report.add("headings")
    return blocks


def with_table_heads(blocks, report):
    """Make header cells of the cells in a table's head, whose boldness then comes from what they are."""
    report.add("tables", sum(1 for _table in outermost(blocks, "table")))  # of those in others only the words stay
    for block in list(walk(blocks)):
        if block.tag == "thead":
            for cell in [each for each in walk([block]) if each.tag == "td"]:
                cell.tag = "th"
                cell.attributes = {"scope": "col"} | cell.attributes
        if block.tag in {"th", "thead"}:
            for each in walk([block]):
                _unmark(each, "bold")
    return blocks


def with_pictures(blocks, take, report, budget):
    """Put each picture behind the paragraph it stands in: as a figure, or as a line that names what is missing."""
    return [each for block in blocks for each in _pictured(block, take, report, budget)]


class Budget:
    """How many pictures may still be taken, and for how long: somebody waits for the answer, and so does the server."""

    def __init__(self):
        self.left, self.ends = MOST_PICTURES, time.monotonic() + MOST_SECONDS

    def spend(self):
        self.left -= 1
        return self.left >= 0 and time.monotonic() < self.ends


def _pictured(block, take, report, budget):
    pictures = [each for each in block.content if isinstance(each, Run) and each.picture]
    content = [each for each in block.content if not (isinstance(each, Run) and each.picture)]
    if any(isinstance(each, Block) for each in content):
        block.content = [
            part
            for each in content
            for part in (_pictured(each, take, report, budget) if isinstance(each, Block) else [each])
        ]
        if block.tag == "figure":
            return _figure(block, report)
    else:
        block.content = content
    stays = not pictures or any(isinstance(each, Block) or each.text.strip() for each in content)
    return [*([block] if stays else []), *(_placed(run.picture, take, report, budget) for run in pictures)]


def _placed(picture, take, report, budget):
    """Return the figure of one picture, or the paragraph in its place."""
    why = picture.why_lost
    if not why and not picture.src and not budget.spend():
        why = _("there are too many at once. Upload it by itself.")
    if not why and not picture.src:
        try:
            picture.src, picture.alt = take(picture.load(), picture.alt) if take else ("", "")
            why = "" if picture.src else _("pictures can’t be taken in here. Upload it by itself.")
            report.add("pictures", bool(picture.src))
        except PictureRefused as error:
            why = str(error)
    if not why:
        return Block("figure", [Block("img", attributes={"src": picture.src, "alt": picture.alt})], {"class": "figure"})
    report.lose(picture.name, why)
    return Block("p", [Run(_("[Photo: %(name)s]") % {"name": picture.name}, Look())])


def _figure(block, report):
    """A source's figure: its caption goes under the picture where there is just one, else stands as it is."""
    figures = [each for each in block.content if each.tag == "figure"]
    captions = [each for each in block.content if each.tag == "figcaption"]
    if len(figures) == 1 and len(figures) + len(captions) == len(block.content):
        figures[0].content += captions
        report.add("captions", sum(1 for caption in captions if lines([caption])))
        return figures
    return [Block("p", each.content) if each.tag == "figcaption" else each for each in block.content]


def _unmark(block, mark):
    """Take off what a heading looks like by itself."""
    block.content = [
        replace(each, look=replace(each.look, **{mark: False})) if isinstance(each, Run) else each
        for each in block.content
    ]
