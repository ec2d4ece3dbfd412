"""ETags for reading pages: a page is as old as the content version and the last dated thing that came or went.

Nothing is purged by hand and no daemon is needed: whatever changes content raises the version, and a due schedule,
an expiry, a banner's end or midnight is a moment that has passed since. One query answers both.
"""

import hashlib
from datetime import datetime, time
from functools import cache

import django
from django.conf import settings
from django.db.models import Subquery
from django.http import HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from articles.models import Article, ContentVersion, DailyViews, Placement
from articles.states import Status

from .frame import Frame
from .models import Banner


def last_changes(now, article_id=None):
    """Return what a page depends on at `now`: the version, the last moments passed, an article's shown views.

    This is the one place that knows all dated things of the site.
    """
    published = Article.objects.filter(status=Status.PUBLISHED)
    dated = {
        "published": _latest(published, "published_at", now),
        "expired": _latest(published, "expires_at", now),
        "comments_ended": _latest(published, "comments_end_at", now),
        "banner_began": _latest(Banner.objects, "starts_at", now),
        "banner_ended": _latest(Banner.objects, "ends_at", now),
        "placement_began": _latest(Placement.objects, "starts_at", now),
        "placement_ended": _latest(Placement.objects, "ends_at", now),
        "views": Subquery(Article.objects.filter(pk=article_id or 0).values_list(DailyViews.carried(now))),
    }
    row = ContentVersion.objects.filter(pk=1).annotate(**dated).values_list("number", *dated).first()
    midnight = datetime.combine(timezone.localdate(now), time.min)
    return [*(row or [0]), midnight]


def _latest(rows, column, now):
    """The latest moment of a column up to now, as a subquery of one value: one step into its index."""
    return Subquery(rows.filter(**{f"{column}__lte": now}).order_by(f"-{column}").values(column)[:1])


class ReadingPagesMiddleware:
    """Answers a reading page's If-None-Match without building the page, and gives each page its ETag."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.frame = Frame()  # lazy; views of comments and templates ask it
        response = self.get_response(request)
        etag = getattr(request, "page_etag", None)
        if etag and response.status_code in {200, 304}:
            response.headers["ETag"] = etag
            response.headers["Cache-Control"] = "public, no-cache"
            patch_vary_headers(response, ["Accept-Encoding"])  # GZipMiddleware leaves it out where there is no body
        return response

    def process_view(self, request, view, args, kwargs):
        if request.method not in {"GET", "HEAD"} or not getattr(view, "is_reading_page", False):
            return None
        request.page_etag = page_etag(request, kwargs.get("article_id"))
        # Compared here and not by Django: "*" means any page there is, and nobody has looked yet whether there is one.
        offered = parse_etags(request.headers.get("If-None-Match", ""))
        is_known = request.page_etag in {etag.removeprefix("W/") for etag in offered}
        return HttpResponseNotModified() if is_known else None


def page_etag(request, article_id=None) -> str:
    release = release_of.__wrapped__() if settings.DEBUG else release_of()
    address = request.build_absolute_uri()  # scheme and host stand on the page too
    parts = (release, address, *last_changes(timezone.now(), article_id))
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


@cache
def release_of() -> str:
    """Return a hash of the code, templates and static files in use, the same on every machine that runs them.

    Without it a new version of the site would go on confirming pages of the old one.
    """
    digest = hashlib.sha256(django.get_version().encode())
    for folder in ("portal", "articles", "comments", "templates", "static"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()
