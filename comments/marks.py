"""How a reason to look twice reads on a card: its label, with what belongs into the same words."""

from django.utils.translation import ngettext

from .models import Flag


def label_of(code, detail) -> tuple:
    """Return the label of a flag and what is left of its detail: "Written very fast (3 seconds)" needs no more."""
    label = Flag(code).label
    if code != Flag.FAST or not detail.isdecimal():
        return label, detail
    n = int(detail)
    return f"{label} ({ngettext('%(n)d second', '%(n)d seconds', n) % {'n': n}})", ""
