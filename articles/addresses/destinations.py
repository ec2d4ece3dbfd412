"""Where an old address is to lead, as people name it: a number, an address of ours, an address elsewhere, nothing."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.urls import Resolver404, resolve
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .. import text as plain
from ..keys import pk_of
from ..models import OldAddress

MAX_LENGTH = OldAddress._meta.get_field("target").max_length
SHOWN = 80  # characters of a wrong destination that a sentence about it repeats
OF_THE_ARTICLE = {"articles:detail": "article_id", "articles:print": "article_id", "articles:save": "article_id"}
IN_THE_NEWSROOM = {"admin:articles_article_change": "object_id"}


class NoDestination(Exception):
    """What was given as destination is none; the message is a sentence for whoever gave it."""


@dataclass(frozen=True)
class Destination:
    """An article, an address, or neither: gone for good. Whether the article exists is asked elsewhere, for many."""

    article_id: int | None = None
    target: str = ""

    @property
    def is_gone(self):
        return self.article_id is None and not self.target


def destination_of(text: str) -> Destination:
    """Read a destination. An address of one of our articles, in the newsroom too, means the article itself."""
    text = plain.one_line(text)
    if not text:
        return Destination()
    if text.isascii() and text.isdecimal():
        return Destination(article_id=_number(text))
    path = _path_here(text)
    key = _article_at(path) if path else None
    if key:
        return Destination(article_id=key)
    target = path or text
    if len(target) > MAX_LENGTH:
        raise NoDestination(_("A destination has 500 characters at most."))
    return Destination(target=target)


def _number(text):
    if len(text) > 18:
        raise NoDestination(format_lazy(_("There is no article with the number {number}."), number=text[:SHOWN]))
    return int(text)


def _path_here(text):
    """Return the path of an address of this site, or "" for one of another site."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        parts, host = None, None
    if parts and parts.scheme in {"http", "https"} and host and " " not in host:
        if not _is_ours(host):
            return ""
        text = parts._replace(scheme="", netloc="").geturl() or "/"
    if not text.startswith("/") or text.startswith(("//", "/\\")):
        words = _("“{text}” is neither the number of an article nor an address that begins with / or https://.")
        raise NoDestination(format_lazy(words, text=text[:SHOWN]))
    return text


def _is_ours(host):
    ours = {urlsplit(settings.SITE_URL).hostname, *settings.ALLOWED_HOSTS} - {"*"}
    return validate_host(host, ours)


def _article_at(path):
    try:
        match = resolve(unquote(urlsplit(path).path))
    except (Resolver404, ValueError):
        return None
    name = (OF_THE_ARTICLE | IN_THE_NEWSROOM).get(match.view_name)
    return pk_of(match.kwargs[name]) if name else None
