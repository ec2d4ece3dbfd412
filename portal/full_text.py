"""An article's text for those who show it far from the site: whole addresses, and what the page says around it."""

import re
from urllib.parse import urljoin

from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles import richtext
from articles.templatetags.articles import stamp

ADDRESS = re.compile(r'(<(?:a|img)\b[^<>]*? (?:href|src)=")([^"]*)')
SUMMARY_WORDS = 60


def whole(html, page):
    """Return cleaned HTML with whole addresses; `page` is the address that its own ones start from."""
    return ADDRESS.sub(lambda found: found[1] + _joined(page, found[2]), html)


def full_text(article, page):
    """Return notice, corrections, main photo, lead and text as HTML, of what for_page() and `corrections` loaded."""
    notice = format_html("<p><em>{}</em></p>", article.archive_notice) if article.archive_notice else ""
    told = [(_("Correction"), stamp(note.at), linebreaksbr(note.text)) for note in article.corrections.all()]
    corrections = format_html_join("", "<p><strong>{}</strong> ({}): {}</p>", told)
    return notice + corrections + _cover(article.cover, page) + _lead(article) + whole(article.body, page)


def summary(article):
    """Return the lead, or else the first words of the text, as one paragraph of HTML."""
    lead = article.lead or Truncator(richtext.to_text(article.body)).words(SUMMARY_WORDS)
    return format_html("<p>{}</p>", linebreaksbr(lead)) if lead else ""


def _lead(article):
    if not article.lead:
        return ""
    source = f"{article.source.code} - " if article.source else ""
    return format_html("<p><strong>{}{}</strong></p>", source, linebreaksbr(article.lead))


def _cover(photo, page):
    if not photo:
        return ""
    credit = _("Photo: %(name)s") % {"name": photo.credit} if photo.credit else ""
    words = " ".join(filter(None, [photo.caption, credit]))
    caption = format_html("<figcaption>{}</figcaption>", words) if words else ""
    image = format_html(
        '<img src="{}" alt="{}" width="{}" height="{}">',
        urljoin(page, photo.file.url),
        photo.alt,
        photo.width,
        photo.height,
    )
    return format_html("<figure>{}{}</figure>", image, caption)


def _joined(page, address):
    try:
        return urljoin(page, address)
    except ValueError:  # what no browser can open either, such as //[a
        return address
