"""What is read: a passage of a text, and the words in it."""

import re
from typing import NamedTuple

WORD = re.compile(r"[^\W\d_]++")


class Passage(NamedTuple):
    """A line of running text, a list item or a cell: nothing that is read as one goes beyond it."""

    text: str
    field: str = "body"
    is_cell: bool = False
