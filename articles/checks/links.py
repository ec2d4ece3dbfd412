"""Links inside the site: what each leads to, and whether readers can open it."""

import re
from datetime import date
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.utils import timezone

from ..addresses import key_of
from ..models import (
    Article,
    Attachment,
    Author,
    FormerPhotoName,
    FormerSlug,
    OldAddress,
    Photo,
    Section,
    Tag,
    Topic,
)
from ..photos import files
from ..states import Status

MOST_LINKS = 1_000  # different addresses that are looked up
PAGE, NOWHERE = ("page", ""), ("nowhere", "")
STORED = re.compile(r"(?:photos|attachments)/[\w/-]+\.[a-z]{3,4}")
# What the addresses with a slug are about, by the last part of their name: articles:topic, rss_topic, atom_topic.
BY_SLUG = {"section": Section, "tag": Tag, "author": Author, "topic": Topic}


def targets_of(addresses, hosts, article):
    """Return what each link inside the site leads to: kind and key, as far as an address can say."""
    base = article.get_absolute_url() if article and article.pk else reverse("articles:detail", args=[1, "bai-viet"])
    targets = {address: _target(address, base, hosts) for address in list(addresses)[:MOST_LINKS]}
    return {address: target for address, target in targets.items() if target}


def _target(address, base, hosts):
    """Return kind and key, or None for a link that leaves the site."""
    if not address or address[0] in "#?":
        return PAGE
    try:
        parts = urlsplit(urljoin(base, address))
        host = parts.hostname
    except ValueError:
        return NOWHERE
    if parts.scheme not in {"", "http", "https"} or (host and not _is_ours(host, hosts)):
        return None
    path = unquote(parts.path) or "/"
    if parts.scheme and not host:
        return NOWHERE
    if path.startswith(settings.MEDIA_URL):
        name = path.removeprefix(settings.MEDIA_URL)
        return (name.partition("/")[0], name) if STORED.fullmatch(name) else NOWHERE
    return PAGE if path.startswith(settings.STATIC_URL) else _page(path, parts.query)


def _is_ours(host, hosts):
    return host in hosts or any(name[:1] == "." and f".{host}".endswith(name) for name in hosts)


def _page(path, query):
    path = "/" + path.removeprefix(get_script_prefix())
    slashed = [path + "/"] if settings.APPEND_SLASH and not path.endswith("/") else []
    match = next(filter(None, map(_match, [path, *slashed])), None)
    if path.startswith(f"/{settings.ADMIN_PATH}"):
        return NOWHERE  # none for readers
    if match is None:
        return "old", key_of(f"{path}?{query}" if query else path)  # an address of a former site, if it is known
    if "article_id" in match.kwargs:
        return "article", match.kwargs["article_id"]
    kind = match.view_name.replace(":", "_").rpartition("_")[2]
    if "slug" in match.kwargs and kind in BY_SLUG:
        return kind, match.kwargs["slug"]
    if hasattr(match.func, "existing"):
        return match.func, (match.kwargs["slug"], key_of(path))
    if "year" in match.kwargs:
        return PAGE if _is_day(**match.kwargs) else NOWHERE
    return PAGE


def _match(path):
    try:
        return resolve(path)
    except Resolver404:
        return None


def _is_day(year, month=1, day=1):
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def existing_targets(targets, article=None, photos=None):
    """Return those targets that readers can open, in a query for each kind.

    `photos` are the names of masters in the library, where they were asked for already.
    """
    existing = {PAGE}
    if article and article.pk:
        existing.add(("article", article.pk))
    if keys := [key for kind, key in targets if kind == "article" and (kind, key) not in existing]:
        is_shown = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
        rows = Article.objects.filter(is_shown, pk__in=keys, status=Status.PUBLISHED)
        existing |= {("article", key) for key in rows.values_list("pk", flat=True)}
    wanted = {}
    for kind, key in targets:
        wanted.setdefault(kind, set()).add(key)
    for kind in BY_SLUG.keys() & wanted.keys():
        rows = BY_SLUG[kind].objects.filter(slug__in=wanted[kind])
        existing |= {(kind, slug) for slug in rows.values_list("slug", flat=True)}
    existing |= _renamed({(kind, slug) for kind, slug in targets - existing if kind in BY_SLUG})
    existing |= {("photos", name) for name in _photos(wanted.get("photos", ()), photos)}
    existing |= {("attachments", name) for name in _attachments(wanted.get("attachments", ()))}
    existing |= {("old", key) for key in _leading_on(wanted.get("old", ()))}
    for view in filter(callable, wanted):
        there, led = view.existing({slug for slug, _key in wanted[view]}), _leading_on({key for _, key in wanted[view]})
        existing |= {(view, (slug, key)) for slug, key in wanted[view] if slug in there or key in led}
    return existing


def _photos(names, there):
    """Return those names of files that belong to a photo of the library, or to one that has a newer file now."""
    masters = {name: set(files.masters_of(name)) for name in names}
    if there is None and masters:
        asked = set().union(*masters.values())
        there = Photo.objects.filter(file__in=asked, taken_down_at=None).values_list("file", flat=True)
    there = set(there or ())
    if strange := set().union(*(possible for possible in masters.values() if not possible & there)):
        there |= set(FormerPhotoName.objects.filter(name__in=strange).values_list("name", flat=True))
    return {name for name, possible in masters.items() if possible & there}


def _attachments(names):
    if not names:
        return set()
    return set(Attachment.objects.filter(file__in=names, taken_down_at=None).values_list("file", flat=True))


def _renamed(targets):
    """Return those of the sections, authors, topics and tags that are known under another slug today."""
    if not targets:
        return set()
    rows = FormerSlug.objects.filter(kind__in={kind for kind, _ in targets}, slug__in={slug for _, slug in targets})
    return targets & set(rows.values_list("kind", "slug"))


def _leading_on(keys):
    """Return those keys of former addresses that lead somewhere."""
    if not keys:
        return set()
    leading = OldAddress.objects.filter(key__in=keys).exclude(article=None, target="")
    return set(leading.values_list("key", flat=True))
