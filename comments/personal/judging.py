"""The judgement on a chain of groups: which of them make a phone number, which another number, which neither."""

import re
from dataclasses import dataclass
from itertools import groupby, pairwise

from .asking import SHORTEST_AFTER_WORD, SHORTEST_NUMBER, asked_for, beginning, has_plus
from .found import FoundNumber, Kind
from .readings import chains
from .tiles import WEAK, tiles_by_place

LONGEST_PHONE = 15
SHORTEST_CUT_OFF = 6  # beside a phone number, what its end was cut from
FEWEST_WORDS = 4  # a number without its 0 is believed in only where this many of its digits are words

STRICT_PHONE = re.compile(r"(?:(?:00)?840?|0)(?:[35789]\d{8}|2\d{9})")  # the numbering plan of Vietnam


@dataclass(frozen=True)
class Piece:
    """A part of a chain that is judged as one: a loose group, or groups set aside by a tile as a date, an amount …"""

    groups: tuple
    tile: str = ""

    @property
    def digits(self):
        return "".join(group.digits for group in self.groups)

    @property
    def is_loose(self):
        return not self.tile

    @property
    def is_weak(self):
        return self.tile in WEAK


def numbers(canvas, groups):
    """Yield what is personal in one reading."""
    tiles = tiles_by_place(canvas)
    for chain in chains(canvas, groups):
        if sum(len(group.digits) for group in chain) >= SHORTEST_AFTER_WORD:
            yield from _judged(canvas, _pieces(chain, tiles))


def _pieces(chain, tiles):
    """Gather the groups of a chain that lie in one tile; the others stand alone."""

    def tile_of(group):
        tile = tiles.get(group.start)
        return tile if tile and group.end <= tile.end else None

    pieces = []
    for tile, groups in groupby(chain, tile_of):
        groups = tuple(groups)
        pieces += [Piece(groups, tile.name)] if tile else [Piece((group,)) for group in groups]
    return pieces


def _judged(canvas, pieces):
    asked = asked_for(canvas, pieces[0].groups[0].start)
    taken, at = set(), 0
    while at < len(pieces):
        end = _phone_end(canvas, pieces, at, asked)
        if end:
            yield _found(canvas, pieces[at:end], Kind.PHONE, asked=None if at else asked)
            taken.update(range(at, end))
        at = end or at + 1
    for first, last in _loose_runs(pieces, taken):
        run, is_cut = pieces[first:last], first - 1 in taken or last in taken
        if _is_number(canvas, run, asked=None if first else asked, is_cut=is_cut):
            yield _found(canvas, run, Kind.NUMBER, asked=None if first else asked)


def _found(canvas, pieces, kind, *, asked):
    start, end = pieces[0].groups[0].start, pieces[-1].groups[-1].end
    digits = "".join(piece.digits for piece in pieces)
    plus = "+" if has_plus(canvas, start) else ""
    return FoundNumber(beginning(canvas, start), end, _kind_of(digits, asked, kind), plus + digits)


def _kind_of(digits, asked, kind):
    """An identity card has twelve digits and begins with 0, as a call to another country may."""
    if not asked and re.fullmatch(r"0(?!084)\d{11}", digits):
        return Kind.NUMBER
    return asked or kind


# Phone numbers


def _phone_end(canvas, pieces, at, asked):
    """Return the end of the phone number that begins with this piece: one of the plan first, else the longest."""
    plus = has_plus(canvas, pieces[at].groups[0].start)
    if not plus and pieces[at].digits[0] not in "08":
        return None
    digits, best = "", None
    for end in range(at + 1, len(pieces) + 1):
        digits += pieces[end - 1].digits
        if len(digits) > LONGEST_PHONE:
            break
        window = pieces[at:end]
        if not _is_mostly_digits(window):
            continue
        if STRICT_PHONE.fullmatch(digits) and (asked or _may_be_planned(window)):
            return end
        if _may_be_stored(digits, plus) and _may_be_unplanned(window):
            best = None if _is_list(canvas, window) else end
    return best


def _may_be_planned(window):
    return any(piece.is_loose for piece in window) or all(piece.is_weak for piece in window)


def _may_be_unplanned(window):
    return any(piece.is_loose for piece in window) and all(piece.is_loose or piece.is_weak for piece in window)


def _may_be_stored(digits, plus):
    """What contact.normalised_phone takes for a phone number."""
    if plus or digits.startswith("00"):
        return 8 <= len(digits) <= LONGEST_PHONE
    return 10 <= len(digits) <= 11 if digits[0] == "0" else digits.startswith("84") and 11 <= len(digits) <= 13


def _is_mostly_digits(window):
    """Letters for digits are believed in where they are few; numbers in words always."""
    groups = [group for piece in window for group in piece.groups]
    return 3 * sum(group.letters for group in groups) <= sum(len(group.digits) for group in groups)


# Other numbers


def _loose_runs(pieces, taken):
    """Yield first and last of the loose pieces side by side that no phone number has taken."""
    for is_left, run in groupby(range(len(pieces)), lambda at: pieces[at].is_loose and at not in taken):
        if is_left:
            run = list(run)
            yield run[0], run[-1] + 1


def _is_number(canvas, run, *, asked, is_cut):
    """Nine digits that are no list are somebody's number; fewer where a word asks for one, or a phone was cut off."""
    digits = "".join(piece.digits for piece in run)
    groups = [group for piece in run for group in piece.groups]
    if any(group.spelled for group in groups):
        return len(digits) >= SHORTEST_NUMBER and sum(group.is_words for group in groups) >= FEWEST_WORDS
    if len(digits) < (SHORTEST_AFTER_WORD if asked else SHORTEST_CUT_OFF if is_cut else SHORTEST_NUMBER):
        return False
    return not _is_list(canvas, run)


def _is_list(canvas, run):
    """Know lists as in "thửa 123, 124, 130" or "1. 2. 3. …"; none has items that begin with 0, as phones do."""
    if len(run) < 3:
        return False
    if _is_counting(canvas, run):
        return True
    items = [piece.groups[0] for piece in run]
    gaps = [canvas[item.end : following.start] for item, following in pairwise(items)]
    return all(len(item.digits) <= 4 and item.digits[0] != "0" for item in items) and all(
        re.search(r"[,;\n=+]|[.)] ", gap) for gap in gaps
    )


def _is_counting(canvas, run):
    """Know 1 2 3 4 5 …, and 05, 06, 07, 08, 09 with commas."""
    if any(len(piece.digits) > 4 for piece in run):
        return False
    counted = [int(piece.digits) for piece in run]
    if any(following != number + 1 for number, following in pairwise(counted)):
        return False
    return counted[0] == 1 or "," in canvas[run[0].groups[-1].end : run[1].groups[0].start]
