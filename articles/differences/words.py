"""Words side by side: a changed block as the pieces that stayed, came and went."""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise, takewhile

from .pieces import PICTURE, SPACING, Piece
from .runs import common_start

CLOSING = re.compile(r"[.,:;!?…)\]”’»]")  # signs that stand close behind a word
SLIDE = 60  # by how many words an insertion is moved at most, to where a sentence begins
BEGINNINGS = dict.fromkeys(".!?…", 2) | {"...": 2} | dict.fromkeys(",;:–", 1)  # behind which signs, the better first


def merged(row, note):
    """Return the pieces of a changed block, and notes on what they don't show."""
    old, new = row.old.tokens, row.new.tokens
    runs = _without_crumbs(_slid(row.runs, row.old.words, row.new.words), len(old), len(new))
    pieces = list(_joined(_closed_up(_joined(_pieces(old, new, runs)))))
    forms_differ = any(old[i + step][2] != new[j + step][2] for i, j, size in runs for step in range(size))
    notes = []
    if row.old.picture != row.new.picture:
        notes.append(str(PICTURE))
    if forms_differ or row.is_marked or row.old.path != row.new.path:
        notes.append(note)
    changes = [piece for piece in pieces if piece.kind != "same"]
    if changes and not any(piece.text.strip() for piece in changes):
        notes.append(str(SPACING))
    return pieces, notes if changes or notes else [note]


def whole(leaf, kind):
    if len(leaf.spans) == 1 and not leaf.spans[0][2]:
        return [Piece(kind, leaf.text)]
    return _closed_up(_marked(leaf.tokens, kind))


def _pieces(old, new, runs):
    i = j = 0
    for x, y, size in [*runs, (len(old), len(new), 0)]:
        removed, added, same = old[i:x], new[j:y], []
        for before, after in zip(old[x : x + size], new[y : y + size], strict=True):
            gap, word, _form = after
            if before[0] != gap:  # the same word behind another space
                removed, added, gap = [*removed, (before[0], "", "")], [*added, (gap, "", "")], ""
            if removed or added:
                yield Piece("same", "".join(same))
                yield from _replaced(removed, added)
                removed, added, same = [], [], []
            if not isinstance(word, tuple):
                same.append(gap + word)
        yield Piece("same", "".join(same))
        yield from _replaced(removed, added)
        i, j = x + size, y + size


def _replaced(removed, added):
    """A space before both the old and the new words belongs to neither."""
    if removed and added and removed[0][0] == added[0][0]:
        yield Piece("same", removed[0][0])
        removed, added = [("", *removed[0][1:]), *removed[1:]], [("", *added[0][1:]), *added[1:]]
    yield from _marked(removed, "removed")
    yield from _marked(added, "added")


def _marked(tokens, kind) -> Iterator[Piece]:
    for is_address, group in groupby(tokens, lambda token: isinstance(token[1], tuple)):
        if is_address:
            yield from (Piece(kind, f" ({word[0]})", is_address=True) for _gap, word, _form in group)
        else:
            yield Piece(kind, "".join(gap + word for gap, word, _form in group))


def _joined(pieces):
    for (kind, is_address), group in groupby(pieces, lambda piece: (piece.kind, piece.is_address)):
        if is_address:
            yield from group
        elif text := "".join(piece.text for piece in group):
            yield Piece(kind, text)


def _closed_up(pieces):
    """Move a space that stands behind an address and before a full stop to before the address: "đây (/a).".

    It comes from a link that was drawn one space too long. Pages fold it into the space that the address brings along.
    """
    closed = []
    for piece, after in pairwise([*pieces, Piece("same", "")]):
        words = piece.text.lstrip()
        space = piece.text[: len(piece.text) - len(words)]
        if space and not piece.is_address and closed and closed[-1].is_address and CLOSING.match(words or after.text):
            first = len(closed) - sum(1 for _piece in takewhile(lambda piece: piece.is_address, reversed(closed)))
            closed.insert(first, Piece(piece.kind, space))
            piece = Piece(piece.kind, words)
        closed.append(piece)
    return [piece for piece in closed if piece.text]


def _slid(runs, old, new):
    """Move what was only added or only removed to where a sentence or clause begins, if the words allow it.

    "A b. [A c.] A d." reads better than "A [b. A] c. A d.", though both are right.
    """
    runs = [[0, 0, 0], *map(list, runs), [len(old), len(new), 0]]
    for before, after in pairwise(runs):
        i, j = before[0] + before[2], before[1] + before[2]
        if (i == after[0]) != (j == after[1]):
            items, start, end = (new, j, after[1]) if i == after[0] else (old, i, after[0])
            step = _slide(items, start, end, min(before[2], SLIDE), min(after[2], SLIDE))
            before[2] += step
            after[:] = after[0] + step, after[1] + step, after[2] - step
    return [run for run in runs if run[2]]


def _slide(items, start, end, left, right):
    """Return by how many places to move items[start:end], at most `left` or `right`: best, then least."""
    left = common_start((items[start - 1 - step], items[end - 1 - step]) for step in range(left))
    right = common_start((items[start + step], items[end + step]) for step in range(right))
    steps = sorted(range(-left, right + 1), key=abs)
    return max(steps, key=lambda step: BEGINNINGS.get(items[start + step - 1], 0) if start + step else 2)


def _without_crumbs(runs, old_length, new_length):
    """Drop a word or two that stayed by chance between larger replacements: "của" alone is no common text."""
    kept, i, j = [], 0, 0
    for (x, y, size), (x_next, y_next, _size) in pairwise([*runs, (old_length, new_length, 0)]):
        removed, added = (x - i, x_next - x - size), (y - j, y_next - y - size)
        if 3 * size > min(removed[0] + added[0], removed[1] + added[1]) or not (any(removed) and any(added)):
            kept.append((x, y, size))
            i, j = x + size, y + size
    return kept
