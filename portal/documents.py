"""An article's documents for those who show it far from the site: feeds and the API. Asks for what for_page() loads."""

from urllib.parse import urljoin

from django.template.defaultfilters import filesizeformat
from django.utils.feedgenerator import Enclosure
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from articles.attachments import MEDIA_TYPES


def offered(article):
    """Return the documents under an article that are at their address, each with the title it has there."""
    return [each for each in article.attachments.all() if not each.attachment.is_taken_down]


def enclosures(article, root):
    return [
        Enclosure(urljoin(root, file.url), str(file.file_size), MEDIA_TYPES[file.kind])
        for file in (each.attachment for each in offered(article))
    ]


def listed(article):
    """Return the list under the text as HTML; "" where there is nothing to list."""
    rows = [
        (each.attachment.url, each.title, each.attachment.kind.upper(), filesizeformat(each.attachment.file_size))
        for each in offered(article)
    ]
    if not rows:
        return ""
    items = format_html_join("", '<li><a href="{}">{}</a> ({}, {})</li>', rows)
    return format_html("<p><strong>{}</strong></p><ul>{}</ul>", _("Attachments"), items)


def as_values(article, address):
    return [
        {
            "address": address(each.attachment.url),
            "title": each.title,
            "type": MEDIA_TYPES[each.attachment.kind],
            "size": each.attachment.file_size,
        }
        for each in offered(article)
    ]
