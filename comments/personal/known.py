"""One phone number that is known: looked for in any spelling, also where it might be a date or an amount."""

import re

from ..contact import OLD_MOBILE
from .asking import beginning
from .canvas import canvas_of
from .found import Found, Kind, merged, replaced, tidied
from .readings import chains, readings

SHORTEST_KNOWN = 8


def holds_number(text: str, number: str) -> bool:
    """Say whether a text holds a phone number, given as +84…, in any spelling."""
    return bool(_spellings(text, [number]))


def without(text: str, numbers, token: str) -> str:
    """Return the text with the token in place of these phone numbers, given as +84…, in any spelling."""
    return replaced(text, _spellings(text, numbers), token)


def _spellings(text, numbers):
    canvas = canvas_of(text)
    cores = [core for number in numbers for core in _cores(number)]
    return merged(
        tidied(text, span)
        for groups in readings(text, canvas)
        for chain in chains(canvas, groups)
        for span in _core_spans(canvas, chain, cores)
    )


def _cores(number):
    """Return the digits that no spelling leaves out, with what may stand before them."""
    digits = re.sub(r"\D", "", number)
    if len(digits) < SHORTEST_KNOWN:
        return []
    if not number.startswith("+84"):
        return [(digits, ("00", ""))]
    prefixes = ("00840", "0084", "840", "84", "0", "")
    old = [core[1:] + digits[4:] for core, new in OLD_MOBILE.items() if new == f"0{digits[2:4]}"]
    return [(core, prefixes) for core in [digits[2:], *old]]


def _core_spans(canvas, chain, cores):
    digits = "".join(group.digits for group in chain)
    owners = [group for group in chain for _digit in group.digits]
    for core, prefixes in cores:
        at = digits.find(core)
        while at >= 0:
            prefix = next(prefix for prefix in prefixes if digits.endswith(prefix, 0, at))
            first, last = at - len(prefix), at + len(core)
            yield Found(beginning(canvas, owners[first].start), owners[last - 1].end, Kind.PHONE)
            at = digits.find(core, last)
