"""Small filters of the public pages."""

import re

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ..photos import SMALL
from ..text import name_of

register = template.Library()

PICTURE = re.compile(
    r'<img src="(?P<stem>[^"]+)\.(?P<ending>jpg|png)"(?: alt="[^"]*")?'
    r'(?: width="(?P<width>[0-9]+)" height="(?P<height>[0-9]+)")?'
)
SIZES = "(min-width: 48rem) 44rem, 100vw"


@register.filter
def article_html(body):
    """Show a cleaned body: the one place where stored HTML passes unescaped. Only richtext.clean writes bodies.

    Pictures get their small twin and load when near; tables get a box that scrolls on its own and takes the focus.
    """
    html = PICTURE.sub(_with_small_twin, body)
    opening = format_html('<div class="table-scroll" role="region" tabindex="0" aria-label="{}"><table>', _("Table"))
    html = html.replace("<table>", opening).replace("</table>", "</table></div>")
    return mark_safe(html)  # noqa: S308


def _with_small_twin(match):
    """Let the browser choose between both files where photos.with_sizes has written the size of the large one.

    The browser reckons with the widths it is told: a small photo that claims to be wide is shown as a stamp.
    """
    candidates = ""
    if match["width"]:
        width, height = int(match["width"]), int(match["height"])
        small = max(1, round(width * min(1, SMALL / max(width, height))))
        large = f", {match['stem']}.{match['ending']} {width}w" if width > small else ""
        candidates = f' srcset="{match["stem"]}-small.webp {small}w{large}" sizes="{SIZES}"'
    return f'{match[0]}{candidates} loading="lazy" decoding="async"'


@register.filter
def stamp(moment, order="time_first"):
    """Write a moment as the identity wants it: "13:58 12/10/2020" or "16/06/2020 | 12:29"."""
    moment = timezone.localtime(moment)
    return date_format(moment, "d/m/Y | H:i" if order == "date_first" else "H:i d/m/Y")


@register.filter
def person(user):
    """Name a member of staff; whoever acts without an account is the operator's command line."""
    return name_of(user) if user else _("The operator")


@register.filter
def weekday_date(day):
    """Write a day as people say it: "Thứ Bảy, 21/11/2026"."""
    return date_format(day, "l, d/m/Y")
