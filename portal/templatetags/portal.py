"""Small filters of the frame and the front page."""

from django import template
from django.utils.html import format_html
from django.utils.text import Truncator

from comments.contact import normalised_phone

register = template.Library()


@register.simple_tag(takes_context=True)
def current(context, address):
    """Mark the entry of a menu whose page is open ("page"), or in whose part of the site it lies ("true")."""
    path = context["request"].path
    if not path.startswith(address):
        return ""
    return format_html(' aria-current="{}"', "page" if path == address else "true")


@register.filter
def first_words(text, count):
    """Cut after a word, the dots close to it: a blank before them would let them stand alone in a line."""
    shown = Truncator(text).words(count, truncate="\N{HORIZONTAL ELLIPSIS}")
    return shown if shown == text else f"{shown[:-1].rstrip(' ,;:.–-')}\N{HORIZONTAL ELLIPSIS}"


@register.filter
def close_dots(line):
    """Keep a dot that parts two names with the word before it, so that no line begins with one."""
    return line.replace(" · ", "\N{NO-BREAK SPACE}· ")


@register.filter
def dialled(phone):
    """The office's number as telephones dial it; empty where what was typed is not one number."""
    return normalised_phone(phone)


@register.filter
def abroad(phone):
    """The office's number as it is read abroad, grouped as it was typed."""
    if not normalised_phone(phone):
        return phone
    return f"+84 {phone[1:]}" if phone.startswith("0") else normalised_phone(phone)
