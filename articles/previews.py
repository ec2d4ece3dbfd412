"""A version shown as the article page would show it, to people who may see it before it is public.

Nothing here is public: no search engine may keep such a page, no cache store it, no address learn where it was read.
"""

import hashlib

from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from . import snapshots
from .models import Article, ArticleAttachment, Attachment, Author, Byline, Photo, Section, Source

NOT_YET = 0  # the key of an article that isn't there yet: without any key its bylines and tags could not be asked for
HEADERS = {
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",  # an address with a token in it must not travel along with a link
    "Cache-Control": "private, no-store",
}


def hash_of(token) -> str:
    """Return what is kept of a preview link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def draft_article(content, article=None) -> Article:
    """Return an article that carries `content` (in today's shape and cleaned), for the article page. Never save it.

    `article` is the one that the content belongs to, or None. All that the page shows is loaded: the template asks
    nothing. The times are those that publishing it now would give.
    """
    now = timezone.now()
    live = article or Article(pk=NOT_YET)
    draft = Article(pk=live.pk, status=live.status, base_views=live.base_views, counted_views=live.counted_views)
    for name in snapshots.PLAIN:
        setattr(draft, name, content[name])
    for name in snapshots.TIMES:
        setattr(draft, name, parse_datetime(content[name]) if content[name] else None)
    draft.published_at = draft.published_at or live.published_at or now
    draft.updated_at = now if live.updated_at else draft.published_at
    draft.section = _one(Section.objects.select_related("parent"), content["section"])
    draft.cover = _one(Photo.objects, content["cover"])
    draft.source = _one(Source.objects, content["source"])
    draft._prefetched_objects_cache = {
        "bylines": _loaded(Byline, _bylines(content)),
        "attachments": _loaded(ArticleAttachment, _attachments(content)),
    }
    for name, model in snapshots.SETS.items():
        rows = model.objects.filter(pk__in=content[name]) if content[name] else []
        draft._prefetched_objects_cache[name] = _loaded(model, rows)
    return draft


def preview_response(request, article, *, ribbon) -> TemplateResponse:
    """Show what draft_article made as the article page without what only a public page has; `ribbon` is a sentence."""
    context = {
        "article": article,
        "is_preview": True,
        "ribbon": ribbon,
        "corrections": article.corrections.all() if article.pk else [],
    }
    return TemplateResponse(request, "articles/article_detail.html", context, headers=HEADERS)


def _one(rows, key):
    return rows.filter(pk=key).first() if key else None


def _bylines(content):
    authors = Author.objects.in_bulk([byline["author"] for byline in content["bylines"] if byline["author"]])
    return [
        Byline(
            author=authors.get(byline["author"]),
            name=byline["name"],
            position=byline["position"],
            organisation=byline["organisation"],
            order=order,
        )
        for order, byline in enumerate(content["bylines"])
    ]


def _attachments(content):
    rows = content["attachments"]
    known = Attachment.objects.in_bulk([row["attachment"] for row in rows]) if rows else {}
    return [
        ArticleAttachment(attachment=known[row["attachment"]], title=row["title"], order=order)
        for order, row in enumerate(rows)
        if row["attachment"] in known
    ]


def _loaded(model, rows):
    """Rows as a queryset that has been asked already, as prefetching leaves them at an article."""
    loaded = model.objects.none()
    loaded._result_cache = list(rows)
    loaded._prefetch_done = True
    return loaded
