"""The addresses of the site for search engines: one file while all fit into one, else an index of parts.

A part holds what stands under 5,000 keys, so that the last one costs what the first does, and an old one stays as it
was while new articles come. Django's own sitemaps count rows to find a page, and know no pictures.
"""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

from django.core.files.storage import default_storage
from django.db.models import Exists, Max, OuterRef
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import Article, Author, Byline, Section, Tag, Topic
from articles.reading import reading_page

from .models import Page

PER_PART = 5000
ASKED_AT_ONCE = 100  # parts in one query, each as a column: databases bound their number
FIXED = (
    "front",
    "comments:answered",
    "articles:topics",
    "articles:archive",
    "articles:corrections",
    "site_map",
    "privacy",
)


@dataclass
class Entry:
    address: str
    changed_at: datetime | None = None
    images: list[str] = field(default_factory=list)
    alternates: list[tuple[str, str]] = field(default_factory=list)  # language and address


def _public(rows, path):
    """Rows whose article readers may see: asked row by row, or else SQLite goes through all articles by time."""
    return rows.filter(Exists(Article.objects.public().filter(pk=OuterRef(path))))


def _leading_somewhere(model, placed, path):
    """Things with such an article: an empty page is of no use to anybody who searches."""
    return model.objects.filter(Exists(_public(placed.objects.filter(**{path: OuterRef("pk")}), "article")))


ROWS = {
    "sections": Section.objects.all,
    "topics": lambda: _leading_somewhere(Topic, Article.topics.through, "topic"),
    "articles": lambda: _public(Article.objects, "pk"),
    "authors": lambda: _leading_somewhere(Author, Byline, "author"),
    "tags": lambda: _leading_somewhere(Tag, Article.tags.through, "tag"),
}


def _keys(part, name="pk"):
    first = (part - 1) * PER_PART + 1
    return {f"{name}__gte": first, f"{name}__lt": first + PER_PART}


def entries_of(kind, part):
    rows = ROWS[kind]().filter(**_keys(part)).order_by("pk")
    if kind == "articles":
        shown = ("slug", "updated_at", "cover__file", "cover__taken_down_at")
        return _with_images(rows.select_related("cover").only(*shown), part)
    return [Entry(thing.get_absolute_url()) for thing in rows]


def _with_images(articles, part):
    """The pictures of the texts are asked for by the keys of the part: two queries for 5,000 articles."""
    placed = Article.photos.through.objects.filter(photo__taken_down_at=None, **_keys(part, "article")).order_by("pk")
    pictures = {}
    for article, name in placed.values_list("article", "photo__file"):
        pictures.setdefault(article, []).append(name)
    for article in articles:
        cover = [article.cover.file.name] if article.shown_cover else []
        names = dict.fromkeys(cover + pictures.get(article.pk, []))
        yield Entry(article.get_absolute_url(), article.updated_at, [default_storage.url(name) for name in names])


def page_entries():
    """The pages that stand for long: those of the system, and those that the office writes, with their translations."""
    pages = {page.pk: page for page in Page.objects.filter(is_published=True).defer("body")}
    pairs = {page.pk: page.translation_id for page in pages.values() if page.translation_id in pages}
    pairs = {other: one for one, other in pairs.items()} | pairs
    yield from (Entry(reverse(name)) for name in FIXED)
    if any(page.language == Page.Language.ENGLISH for page in pages.values()):
        yield Entry(reverse("english"))
    for page in pages.values():
        both = sorted([page, pages[pairs[page.pk]]], key=lambda one: one.language) if page.pk in pairs else []
        alternates = [(one.language, one.get_absolute_url()) for one in both]
        yield Entry(page.get_absolute_url(), page.updated_at, alternates=alternates)


def _parts():
    """Return the number of ranges of keys that each kind takes, filled or not; kinds without a row are left out."""
    highest = {kind: rows().model.objects.aggregate(key=Max("pk"))["key"] for kind, rows in ROWS.items()}
    return {kind: -(-key // PER_PART) for kind, key in highest.items() if key}


def _filled(kind, count):
    """Return which of a kind's parts hold something: a range may be all drafts, and a part must not be empty."""
    filled = []
    for start in range(1, count + 1, ASKED_AT_ONCE):
        numbers = range(start, min(start + ASKED_AT_ONCE, count + 1))
        asked = {f"part_{number}": Exists(ROWS[kind]().filter(**_keys(number))) for number in numbers}
        answers = ROWS[kind]().model.objects.order_by().annotate(**asked).values_list(*asked)[0]
        filled += [number for number, is_filled in zip(numbers, answers, strict=True) if is_filled]
    return filled


@reading_page
@require_safe
def sitemap(request):
    parts = _parts()
    if max(parts.values(), default=0) <= 1:
        return _urlset(request, [*page_entries(), *(entry for kind in parts for entry in entries_of(kind, 1))])
    addresses = [reverse("sitemap_pages")]
    addresses += [reverse("sitemap_part", args=[kind, part]) for kind in parts for part in _filled(kind, parts[kind])]
    return _answer(request, "sitemap_index.xml", {"addresses": addresses})


@reading_page
@require_safe
def sitemap_pages(request):
    return _urlset(request, page_entries())


@reading_page
@require_safe
def sitemap_part(request, kind, part):
    entries = list(entries_of(kind, int(part))) if kind in ROWS else []
    if not entries:
        raise Http404
    return _urlset(request, entries)


def _urlset(request, entries):
    root = request.build_absolute_uri("/")
    entries = list(entries)
    for entry in entries:
        entry.images = [urljoin(root, image) for image in entry.images]
    return _answer(request, "sitemap.xml", {"entries": entries})


def _answer(request, template, context):
    context["root"] = request.build_absolute_uri("/").removesuffix("/")
    headers = {"X-Robots-Tag": "noindex"}  # of use to machines alone
    return TemplateResponse(request, template, context, content_type="application/xml", headers=headers)
