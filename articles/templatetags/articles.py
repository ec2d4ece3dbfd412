"""Small filters of the public pages."""

import re
from html import unescape
from itertools import count

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ..contents import TAG, contents, with_ids
from ..models.photo import shown
from ..prose import minutes_to_read
from ..renditions import FORMATS, Renditions
from ..wording import actor_of, in_quotes, stamp, weekday_date

register = template.Library()
register.filter("person", actor_of)
register.filter("in_quotes", in_quotes)
register.filter("stamp", stamp)
register.filter("weekday_date", weekday_date)

PART = re.compile(
    r"(?P<link><a |</a>)|"
    r'<img src="(?P<src>[^"]+\.(?:jpg|png))"(?: alt="(?P<alt>[^"]*)")?'
    r'(?: width="(?P<width>[0-9]+)" height="(?P<height>[0-9]+)")?>'
)
TABLE = re.compile("<table>")
IN_TEXT = "(min-width: 48rem) 44rem, (min-width: 40rem) 100vw, 74vw"
ON_PAPER = "100rem"  # a printer sets five times as many dots side by side as a screen
MIDDLE = (50, 50)  # where nobody chose a point, each place of the pages has its own way to cut
LOADING = {
    "lazy": {"loading": "lazy", "decoding": "async"},
    "eager": {"loading": "eager", "decoding": "sync"},  # neither paper nor what is seen at once waits
    "first": {"fetchpriority": "high"},
}


@register.filter
def article_html(body, loading="lazy"):
    """Show a cleaned body: the one place where stored HTML passes unescaped. Only richtext.clean writes bodies.

    Pictures get their smaller files, load when near and lead to their large file; headings get an address; tables get
    a box that scrolls on its own and takes the focus. What is made for paper has its pictures at once: "eager".
    """
    html = TABLE.sub(_table(count(1)), with_ids(_with_photos(body, loading))).replace("</table>", "</table></div>")
    return mark_safe(html)  # noqa: S308


@register.simple_tag
def picture(photo, sizes, alt="", loading="lazy", **attributes):
    """Show a photo of the library, or nothing where there is none that readers may see.

    `sizes` says how wide it stands, as HTML does: the browser takes the smallest file that is sharp there, in the
    newest form it knows. What fills a phone's screen asks for three quarters of it ("74vw"): on pixels that small
    nobody sees what is missing, and the file of 640 or 960 pixels comes in half the time. `loading` is "lazy",
    "eager", or "first" for the one picture that a page is waited for.
    """
    if not shown(photo):
        return ""
    names = [attributes.get("class", ""), photo.height > photo.width and "tall"]
    if (photo.focus_x, photo.focus_y) != MIDDLE:
        names.append(photo.focus_class)
    return _picture(
        Renditions.of(photo.file.url) or photo.file.url,
        sizes,
        alt=alt,
        size=(photo.width, photo.height),
        names=" ".join(filter(None, names)),
        loading=loading,
    )


def _picture(files, sizes, *, alt, size, names, loading):
    """`files` are the Renditions, or the address of a photo that has none; `size` is that of the master, if known.

    The size gives the picture its place before it comes, so that nothing moves.
    """
    is_alone = isinstance(files, str)
    attributes = {"src": files if is_alone else files.fallback, "alt": alt}
    attributes |= {"width": size[0], "height": size[1]} if size else {}
    attributes |= {"class": names} if names else {}
    written = format_html_join("", ' {}="{}"', (attributes | LOADING[loading]).items())
    image = format_html("<img{}>", written)
    if is_alone:
        return image
    offered = [(ending, files.srcset(ending), sizes) for ending in FORMATS]
    sources = format_html_join("", '<source type="image/{}" srcset="{}" sizes="{}">', offered)
    return format_html("<picture>{}{}</picture>", sources, image)


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
        image = _picture_of_text(part, loading)
        return image if is_linked else _linked(part["src"], image)

    return PART.sub(shown, body)


def _linked(address, image):
    words = format_html('<span class="visually-hidden"> {}</span>', _("View the large photo"))
    return f'<a class="photo" href="{address}">{image}{words}</a>'


def _picture_of_text(part, loading):
    """The files and their sizes are read from the name of the large one: no row is asked for."""
    files = Renditions.of(unescape(part["src"]))
    size = (files.width, files.height) if files else part["width"] and (int(part["width"]), int(part["height"]))
    return _picture(
        files or unescape(part["src"]),
        IN_TEXT if loading == "lazy" else ON_PAPER,
        alt=unescape(part["alt"] or ""),
        size=size,
        names="tall" if size and size[1] > size[0] else "",
        loading=loading,
    )


@register.filter
def contents_of(article):
    """The headings of an article for its list of contents; none where a glance is enough."""
    return contents(article.body)


@register.filter
def reading_minutes(article):
    return minutes_to_read(f"{article.lead}\n{unescape(TAG.sub(' ', article.body))}")


@register.filter(expects_localtime=True)
def iso(moment):
    """Write a moment for machines, to the second: HTML takes no more than three digits of what is below."""
    return moment.isoformat(timespec="seconds") if moment else ""
