"""Blocks side by side: which old one became which new one, and what is shown of both."""

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import accumulate, chain, groupby, pairwise

from .leaves import Leaf, last_leaf
from .pieces import Block, Piece
from .runs import runs_of
from .words import merged, whole

BRIEF = {"line", "cell", "h2", "h3", "caption", "speaker"}  # where old and new read best side by side, alike or not
ALIKE = 0.4  # the share of common words from which two paragraphs are one that was changed
# Beyond so many changed blocks, or so many places where words stayed within them, the rest is shown as replaced.
MOST_BLOCKS = 4_000
MOST_PLACES = 20_000


@dataclass(slots=True)
class _Row:
    """An old block and what became of it; one of the two may be missing."""

    old: Leaf | None
    new: Leaf | None
    runs: list = field(default_factory=list)  # of equal words, where the blocks differ
    is_marked: bool = False  # what stands between it and its neighbour changed

    @property
    def is_pair(self):
        return self.old is not None and self.new is not None

    @property
    def is_same(self):
        return self.is_pair and self.old.key == self.new.key and not self.is_marked


def blocks_of(old, new, note):
    """Return the blocks of a text that differs. `note` says what changed where the words don't show it."""
    rows = _rows(old, new)
    _mark_frames(rows)
    rows.pop()
    blocks = list(_folded(rows, str(note)))
    if not any(piece.kind != "same" and piece.text.strip() for block in blocks for piece in block.pieces):
        blocks.append(Block("line", (Piece("note", str(note)),), "changed"))
    return blocks


def _rows(old, new):
    rows, i, j = [], 0, 0
    runs = runs_of([leaf.key for leaf in old], [leaf.key for leaf in new])
    changed = len(old) + len(new) - 2 * sum(size for _x, _y, size in runs)
    places = 0 if changed <= MOST_BLOCKS else MOST_PLACES + 1
    for x, y, size in runs:  # the last one ends both, as their last leaves are equal
        common = _common_words(old[i:x], new[j:y]) if places <= MOST_PLACES else {}
        places += sum(map(len, common.values()))
        rows += _changed(old[i:x], new[j:y], common if places <= MOST_PLACES else {})
        rows += [_Row(*pair) for pair in zip(old[x : x + size], new[y : y + size], strict=True)]
        i, j = x + size, y + size
    return rows


def _common_words(old, new):
    """Align the words of all blocks at once; return the runs by (old block, new block), counted from their starts."""
    if not old or not new:
        return {}
    old_words, new_words = ([leaf.words for leaf in leaves] for leaves in (old, new))
    old_starts, new_starts = ([0, *accumulate(map(len, words))] for words in (old_words, new_words))
    common = defaultdict(list)
    for i, j, size in runs_of(list(chain(*old_words)), list(chain(*new_words))):
        while size:
            x, y = bisect_right(old_starts, i) - 1, bisect_right(new_starts, j) - 1
            step = min(size, old_starts[x + 1] - i, new_starts[y + 1] - j)
            common[x, y].append((i - old_starts[x], j - new_starts[y], step))
            i, j, size = i + step, j + step, size - step
    return common


def _changed(old, new, common):
    """Set partners side by side; what has none was removed or added."""
    rows, i, j = [], 0, 0
    for x, y in [*_partners(old, new, common), (len(old), len(new))]:
        kinds = [leaf.kind for leaf in old[i:x]]
        if kinds == [leaf.kind for leaf in new[j:y]] and BRIEF.issuperset(kinds):
            rows += [_Row(old[i + k], new[j + k], common.get((i + k, j + k), [])) for k in range(x - i)]
        else:
            rows += [_Row(leaf, None) for leaf in old[i:x]] + [_Row(None, leaf) for leaf in new[j:y]]
        if x < len(old):
            # Among several blocks a word may have gone to the wrong one: once more, for these two alone.
            are_alone = len(old) == len(new) == 1
            rows.append(_Row(old[x], new[y], common[x, y] if are_alone else runs_of(old[x].words, new[y].words)))
        i, j = x + 1, y + 1
    return rows


def _partners(old, new, common):
    """Return which blocks belong together: an old one's partner is where most of its words went, if that is enough."""
    partners, old_taken, new_taken = [], set(), set()
    counts = Counter({pair: sum(size for _i, _j, size in runs) for pair, runs in common.items()})
    for (x, y), count in counts.most_common():
        are_pictures = [leaf.kind == "figure" for leaf in (old[x], new[y])]
        are_alike = 2 * count >= ALIKE * (len(old[x].words) + len(new[y].words)) and not any(are_pictures)
        if (are_alike or all(are_pictures)) and x not in old_taken and y not in new_taken:
            partners.append((x, y))
            old_taken.add(x)
            new_taken.add(y)
    return sorted(partners)


def _mark_frames(rows):
    """Mark where two unchanged neighbours are parted otherwise than before: two lists became one, a row was added."""
    for before, row in pairwise([_Row(last_leaf(""), last_leaf("")), *rows]):
        are_pairs = all(pair.is_pair and pair.old.path == pair.new.path for pair in (before, row))
        if are_pairs and row.old.frame != row.new.frame:
            (row if row is not rows[-1] else before).is_marked = True


def _folded(rows, note):
    """Turn rows into blocks; of unchanged ones only those beside a change are shown."""
    same = [True, *(row.is_same for row in rows), True]
    far = [all(same[index : index + 3]) for index in range(len(rows))]
    for is_far, group in groupby(zip(far, rows, strict=True), lambda pair: pair[0]):
        if is_far:
            yield Block(status="skipped", count=sum(1 for _pair in group))
        else:
            yield from (_block(row, note) for _far, row in group)


def _block(row, note):
    if not row.is_pair:
        leaf, kind = (row.new, "added") if row.new else (row.old, "removed")
        return Block(leaf.kind, tuple(whole(leaf, kind)), kind)
    if row.old.key == row.new.key:
        pieces = [Piece("same", row.new.text)]
        notes = [note] if row.is_marked else []
    else:
        pieces, notes = merged(row, note)
    pieces += [Piece("note", text) for text in dict.fromkeys(notes)]
    return Block(row.new.kind, tuple(pieces), "same" if row.is_same else "changed")
