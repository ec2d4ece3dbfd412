"""An article's text for those who show it far from the site: whole addresses, and what the page says around it."""

import re
from urllib.parse import urljoin

from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles import richtext
from articles.renditions import Renditions
from articles.wording import stamp

from .documents import listed

ADDRESS = re.compile(r'(<(?:a|img)\b[^<>]*? (?:href|src)=")([^"]*)')
SUMMARY_WORDS = 60


def whole(html, page):
    """Return cleaned HTML with whole addresses; `page` is the address that its own ones start from."""
    return ADDRESS.sub(lambda found: found[1] + _joined(page, found[2]), html)


def full_text(article, page):
    """Return all that the page says of an article as HTML, of what for_page() and `corrections` loaded."""
    notice = format_html("<p><em>{}</em></p>", article.archive_notice) if article.archive_notice else ""
    told = [(_("Correction"), stamp(note.at), linebreaksbr(note.text)) for note in article.corrections.all()]
    corrections = format_html_join("", "<p><strong>{}</strong> ({}): {}</p>", told)
    text = notice + corrections + _cover(article.shown_cover) + _lead(article) + article.body + listed(article)
    return whole(lighter(text), page)


def lighter(html):
    """Return cleaned HTML with photos as the JPEG of middling size: whoever reads feeds takes what they are given."""

    def smaller(part):
        files = Renditions.of(part["src"])
        if not files:
            return part[0]
        width = files.fallback_width
        place = f'width="{width}" height="{files.height_at(width)}"'
        return f"{part['start']}{files.fallback}{part['alt']} {place}>"

    return richtext.PICTURE.sub(smaller, html)


def summary(article):
    """Return the lead, or else the first words of the text, as one paragraph of HTML."""
    lead = article.lead or Truncator(richtext.to_text(article.body)).words(SUMMARY_WORDS)
    return format_html("<p>{}</p>", linebreaksbr(lead)) if lead else ""


def _lead(article):
    if not article.lead:
        return ""
    source = f"{article.source.code} - " if article.source else ""
    return format_html("<p><strong>{}{}</strong></p>", source, linebreaksbr(article.lead))


def _cover(photo):
    if not photo:
        return ""
    credit = _("Photo: %(name)s") % {"name": photo.credit} if photo.credit else ""
    words = " ".join(filter(None, [photo.caption, credit]))
    caption = format_html("<figcaption>{}</figcaption>", words) if words else ""
    written = '<img src="{}" alt="{}" width="{}" height="{}">'
    image = format_html(written, photo.file.url, photo.alt, photo.width, photo.height)
    return format_html("<figure>{}{}</figure>", image, caption)


def _joined(page, address):
    try:
        return urljoin(page, address)
    except ValueError:  # what no browser can open either, such as //[a
        return address
