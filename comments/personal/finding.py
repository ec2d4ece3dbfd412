"""Whatever is personal in a text: found, masked, or handed on as phone numbers."""

from ..contact import normalised_phone
from .canvas import blanked, canvas_of
from .emails import emails
from .found import Found, Kind, merged, replaced, tidied
from .judging import STRICT_PHONE, numbers
from .readings import readings

ROUNDS = 8  # what one finding uncovers another may need; two are the rule, so that masking twice changes nothing


def find(text: str) -> list[Found]:
    """Return what is personal in normalised text, in order and without overlap."""
    return merged(_in_all_readings(text))


def mask(text: str, token: str, spared=frozenset()) -> str:
    """Return the text with the token in place of whatever is personal. The token holds a letter, in brackets.

    `spared` are numbers as normalised_phone stores them that are nobody's secret: those of the office itself.
    """
    return replaced(text, [each for each in find(text) if not _is_spared(text[each.start : each.end], spared)], token)


def numbers_in(text: str) -> list[str]:
    """Return the phone numbers in normalised text as normalised_phone stores them, in order, each once.

    Readings of one place may differ: "không 0912345678" might call India, 00 91 …. There a number of the Vietnamese
    plan is believed in, and all of them where none is. A number without its area code can't be stored: it is left out.
    """
    phones = [span for span in _in_all_readings(text) if span.kind == Kind.PHONE]
    stored = [(span, _stored(span.digits)) for span in sorted(phones, key=lambda span: span.start)]
    planned = {place for span, number in stored if _is_planned(number) for place in range(span.start, span.end)}
    return list(
        dict.fromkeys(
            number
            for span, number in stored
            if number and (_is_planned(number) or planned.isdisjoint(range(span.start, span.end)))
        )
    )


def _is_spared(words, spared):
    numbers = numbers_in(words) if spared else []
    return bool(numbers) and spared.issuperset(numbers)


def _in_all_readings(text):
    """Return the findings of every reading, in no order; those of two readings may overlap."""
    canvas = canvas_of(text)
    found = emails(canvas)
    canvas = blanked(canvas, found)
    for _round in range(ROUNDS):
        more = [tidied(text, span) for groups in readings(text, canvas) for span in numbers(canvas, groups)]
        if not more:
            break
        found += more
        canvas = blanked(canvas, more)
    return found


def _stored(digits):
    """A number that a word asks for may lack its 0: "zalo 912 345 678"."""
    completed = normalised_phone(f"0{digits}")
    return normalised_phone(digits) or (completed if _is_planned(completed) else "")


def _is_planned(number):
    return STRICT_PHONE.fullmatch(number.removeprefix("+")) is not None
