"""The headings of a cleaned text: each gets an address of its own, and a text with several a list of contents.

One function reads them, so that the links of the list and the ids in the text can't part. The ids come from the
words: a link to one survives a new heading before it.
"""

import re
from dataclasses import dataclass, field
from html import unescape

from .text import one_line, slugify

HEADING = re.compile(r"<h(?P<level>[23])>(?P<inside>.*?)</h(?P=level)>", re.DOTALL)  # as richtext writes it
TAG = re.compile(r"<[^>]*>")
PREFIX = "muc"  # ("part"): no other id of a page begins so, and none of the page can be taken by a heading
FEWEST = 3  # below that a glance finds the way


@dataclass
class Heading:
    level: int
    words: str
    id: str
    below: list = field(default_factory=list)


def headings(body: str) -> list[Heading]:
    """Return the headings of a cleaned body in their order, each with an id that no other has."""
    found, numbers = [], {}
    for match in HEADING.finditer(body):
        words = one_line(unescape(TAG.sub(" ", match["inside"])))
        found.append(
            Heading(int(match["level"]), words, free_name("-".join(filter(None, [PREFIX, slugify(words)])), numbers))
        )
    return found


def with_ids(body: str) -> str:
    """Return a cleaned body whose headings carry their ids."""
    ids = (heading.id for heading in headings(body))
    return HEADING.sub(lambda match: f'<h{match["level"]} id="{next(ids)}"{match[0][3:]}', body)


def contents(body: str) -> list[Heading]:
    """Return the headings for a list of contents, the smaller below the larger; none where they are few."""
    shown = [heading for heading in headings(body) if heading.words]
    if len(shown) < FEWEST:
        return []
    top = []
    for heading in shown:
        is_below = heading.level == 3 and top and top[-1].level == 2
        (top[-1].below if is_below else top).append(heading)
    return top


def free_name(wanted, numbers):
    """Return a name that no heading has yet. `numbers` holds the names that are taken, each with the last number it
    was given: a text of a thousand equal headings is not counted through a thousand times.
    """
    name, number = wanted, numbers.get(wanted, 1)
    while name in numbers:
        number += 1
        name = f"{wanted}-{number}"
    numbers[wanted] = number
    numbers.setdefault(name, 1)
    return name
