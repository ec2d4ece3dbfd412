"""Any two sequences aligned, as runs of equal items: (start in the old one, start in the new one, how many)."""

from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from itertools import takewhile

# What difflib may align in one go: so many items, and for each old one how often it is among the new, added up. Within
# these its worst case costs some microseconds an item, beyond them milliseconds.
SMALL = 120
REPEATS = 250
CUTS = 6  # how often a part is cut again at what occurs once in it


def runs_of(old, new):
    runs, parts = [], [(0, len(old), 0, len(new), CUTS)]
    while parts:
        i, i_end, j, j_end, cuts = parts.pop()
        head = common_start(zip(old[i:i_end], new[j:j_end], strict=False))
        runs.append((i, j, head))
        i, j = i + head, j + head
        tail = common_start(zip(reversed(old[i:i_end]), reversed(new[j:j_end]), strict=False))
        i_end, j_end = i_end - tail, j_end - tail
        runs.append((i_end, j_end, tail))
        repeats = _repeats(old[i:i_end], new[j:j_end])
        if not repeats:
            continue
        if max(i_end - i, j_end - j) <= SMALL and repeats <= REPEATS:
            matcher = SequenceMatcher(None, old[i:i_end], new[j:j_end], autojunk=False)
            runs += [(i + x, j + y, size) for x, y, size in matcher.get_matching_blocks()]
        elif cuts and (anchors := _anchors(old[i:i_end], new[j:j_end])):
            anchors = [(i + x, j + y) for x, y in anchors]
            runs += [(x, y, 1) for x, y in anchors]
            for x, y in [*anchors, (i_end, j_end)]:
                parts.append((i, x, j, y, cuts - 1))
                i, j = x + 1, y + 1
    return _coalesced(runs)


def _repeats(old, new):
    counts = Counter(new)
    return sum(counts.get(item, 0) for item in old)


def common_start(pairs):
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _coalesced(runs):
    whole = []
    for i, j, size in sorted(runs):
        if size and whole and (whole[-1][0] + whole[-1][2], whole[-1][1] + whole[-1][2]) == (i, j):
            whole[-1] = (*whole[-1][:2], whole[-1][2] + size)
        elif size:
            whole.append((i, j, size))
    return whole


def _anchors(old, new):
    """Return the longest rising series of the items that occur once on either side (as patience diff does)."""
    once = {item for item, count in Counter(old).items() if count == 1}
    once &= {item for item, count in Counter(new).items() if count == 1}
    places = {item: place for place, item in enumerate(new) if item in once}
    pairs = [(place, places[item]) for place, item in enumerate(old) if item in once]
    lowest, ends, before = [], [], []  # by length of a series: its lowest end, and which pair that is
    for index, (_x, y) in enumerate(pairs):
        length = bisect_left(lowest, y)
        before.append(ends[length - 1] if length else None)
        lowest[length : length + 1], ends[length : length + 1] = [y], [index]
    series, index = [], ends[-1] if ends else None
    while index is not None:
        series.append(pairs[index])
        index = before[index]
    return series[::-1]
