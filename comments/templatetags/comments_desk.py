"""Small words of the moderators' desk."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.translation import gettext as _

from articles.text import name_of

register = template.Library()


@register.filter
def with_masks(words, comment):
    """Mark the places where words of a comment are masked."""
    if not comment.is_masked:
        return words
    token = _("[masked]")
    mark = format_html('<mark class="masked">{}</mark>', token)
    parts = [conditional_escape(part) for part in words.split(token)]
    return format_html_join(mark, "{}", ((part,) for part in parts))


@register.simple_tag
def since(user, moment):
    """Who is at work on a comment, and since when."""
    at = date_format(timezone.localtime(moment), "H:i")
    return _("%(who)s is at work on it, since %(at)s") % {"who": name_of(user), "at": at}
