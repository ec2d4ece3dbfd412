"""Small filters of the public pages."""

import re
from html import unescape
from itertools import count

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ..contents import TAG, contents, with_ids
from ..models.photo import derivatives
from ..prose import minutes_to_read
from ..text import name_of

register = template.Library()

PART = re.compile(
    r"(?P<link><a |</a>)|"
    r'<img src="(?P<stem>[^"]+)\.(?P<ending>jpg|png)"(?: alt="[^"]*")?'
    r'(?: width="(?P<width>[0-9]+)" height="(?P<height>[0-9]+)")?>'
)
TABLE = re.compile("<table>")
SIZES = "(min-width: 48rem) 44rem, 100vw"


@register.filter
def article_html(body, loading="lazy"):
    """Show a cleaned body: the one place where stored HTML passes unescaped. Only richtext.clean writes bodies.

    Pictures get their small twin, load when near and lead to their large file; headings get an address; tables get a
    box that scrolls on its own and takes the focus. What is made for paper has its pictures at once: "eager".
    """
    html = TABLE.sub(_table(count(1)), with_ids(_with_photos(body, loading))).replace("</table>", "</table></div>")
    return mark_safe(html)  # noqa: S308


def _table(numbers):
    """A function that puts a table into its box; each box has a name of its own: two of one name are one to no ear."""

    def boxed(match):
        name = _("Table %(number)s") % {"number": next(numbers)}
        opening = format_html('<div class="table-scroll" role="region" tabindex="0" aria-label="{}">', name)
        return opening + match[0]

    return boxed


def _with_photos(body, loading):
    is_linked = False  # a link can't stand in another: a picture that leads elsewhere goes on doing so

    def shown(part):
        nonlocal is_linked
        if part["link"]:
            is_linked = part["link"] == "<a "
            return part[0]
        image = _picture(part, loading)
        return image if is_linked else _linked(part, image)

    return PART.sub(shown, body)


def _linked(part, image):
    words = format_html('<span class="visually-hidden"> {}</span>', _("View the large photo"))
    return f'<a class="photo" href="{part["stem"]}.{part["ending"]}">{image}{words}</a>'


def _picture(part, loading):
    """Let the browser choose among the files where photos.with_sizes has written the size of the large one.

    The browser reckons with the widths it is told: a small photo that claims to be wide is shown as a stamp.
    """
    candidates = ""
    if part["width"]:
        width, height = int(part["width"]), int(part["height"])
        widths = derivatives(width, height)
        files = [f"{part['stem']}-{name}.webp {smaller}w" for name, smaller in widths.items()]
        if width > max(widths.values()):
            files.append(f"{part['stem']}.{part['ending']} {width}w")
        tall = ' class="tall"' if height > width else ""
        candidates = f'{tall} srcset="{", ".join(files)}" sizes="{SIZES}"'
    decoding = "async" if loading == "lazy" else "sync"  # paper doesn't wait
    return f'{part[0][:-1]}{candidates} loading="{loading}" decoding="{decoding}">'


@register.filter
def contents_of(article):
    """The headings of an article for its list of contents; none where a glance is enough."""
    return contents(article.body)


@register.filter
def reading_minutes(article):
    return minutes_to_read(f"{article.lead}\n{unescape(TAG.sub(' ', article.body))}")


@register.filter
def stamp(moment, order="time_first"):
    """Write a moment as the identity wants it: "13:58 12/10/2020" or "16/06/2020 | 12:29"."""
    moment = timezone.localtime(moment)
    return date_format(moment, "d/m/Y | H:i" if order == "date_first" else "H:i d/m/Y")


@register.filter(expects_localtime=True)
def iso(moment):
    """Write a moment for machines, to the second: HTML takes no more than three digits of what is below."""
    return moment.isoformat(timespec="seconds") if moment else ""


@register.filter
def person(user):
    """Name a member of staff; whoever acts without an account is the operator's command line."""
    return name_of(user) if user else _("The operator")


@register.filter
def weekday_date(day):
    """Write a day as people say it: "Thứ Bảy, 21/11/2026"."""
    return date_format(day, "l, d/m/Y")
