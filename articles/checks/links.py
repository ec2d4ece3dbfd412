"""Links inside the site: what each leads to, and whether readers can open it."""

from datetime import date
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.utils import timezone

from .. import richtext
from ..models import Article, Author, Section, Tag
from ..states import Status

MOST_LINKS = 1_000  # different addresses that are looked up
PAGE, NOWHERE = ("page", ""), ("nowhere", "")
BY_SLUG = {"articles:section": Section, "rss_section": Section, "articles:tag": Tag, "articles:author": Author}


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
        return ("photo", name) if richtext.PHOTO_NAME.fullmatch(name) else NOWHERE
    return PAGE if path.startswith(settings.STATIC_URL) else _page(path)


def _is_ours(host, hosts):
    return host in hosts or any(name[:1] == "." and f".{host}".endswith(name) for name in hosts)


def _page(path):
    path = "/" + path.removeprefix(get_script_prefix())
    slashed = [path + "/"] if settings.APPEND_SLASH and not path.endswith("/") else []
    match = next(filter(None, map(_match, [path, *slashed])), None)
    if match is None or path.startswith(f"/{settings.ADMIN_PATH}"):
        return NOWHERE  # no page, or none for readers
    if "article_id" in match.kwargs:
        return "article", match.kwargs["article_id"]
    if match.view_name in BY_SLUG:
        return match.view_name, match.kwargs["slug"]
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


def existing_targets(targets, photos, article):
    """Return those targets that readers can open, in a query for each kind."""
    existing = {PAGE} | {("photo", name) for name in photos}
    if article and article.pk:
        existing.add(("article", article.pk))
    if keys := [key for kind, key in targets if kind == "article" and (kind, key) not in existing]:
        is_shown = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
        rows = Article.objects.filter(is_shown, pk__in=keys, status=Status.PUBLISHED)
        existing |= {("article", key) for key in rows.values_list("pk", flat=True)}
    for model in (Section, Tag, Author):
        kinds = [kind for kind, known in BY_SLUG.items() if known is model]
        if slugs := {key for kind, key in targets if kind in kinds}:
            there = model.objects.filter(slug__in=slugs).values_list("slug", flat=True)
            existing |= {(kind, slug) for slug in there for kind in kinds}
    return existing
