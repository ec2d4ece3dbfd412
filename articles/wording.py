"""How people and moments are written, on screens, in mails and in what the workflow notes down."""

import re

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .text import name_of

STRAIGHT = re.compile(r'(?<!\d)"([^"]*)"')  # behind a digit it says inches or seconds
SINGLE = str.maketrans("“”„", "‘’‘")


def actor_of(user, on_behalf="") -> str:
    """Name who acts: a member of staff, a person without an account by a link, or whoever runs the command line."""
    if on_behalf:
        return _("%(who)s, by a link") % {"who": on_behalf}
    return name_of(user) if user else _("The operator")


def in_quotes(title) -> str:
    """Write a title as it stands between quotation marks: its own become single ones."""
    return STRAIGHT.sub(r"‘\1’", str(title)).translate(SINGLE)


def stamp(moment, order="time_first") -> str:
    """Write a moment as the identity wants it: "13:58 12/10/2020" or "16/06/2020 | 12:29"."""
    moment = timezone.localtime(moment)
    return date_format(moment, "d/m/Y | H:i" if order == "date_first" else "H:i d/m/Y")


def weekday_date(day) -> str:
    """Write a day as people say it: "Thứ Bảy, 21/11/2026"."""
    return date_format(day, "l, d/m/Y")
