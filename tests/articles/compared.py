"""Two contents compared, written as a line of text."""

from articles import richtext
from articles.differences import compare
from articles.snapshots import EMPTY


def changes(old, new, **labels):
    return compare(EMPTY | old, EMPTY | new, **labels)


def body_blocks(old, new):
    [change] = changes({"body": richtext.clean(old)}, {"body": richtext.clean(new)})
    return change.blocks


def one(words):
    return f"<p>{' '.join(words)}</p>"
