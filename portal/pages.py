"""The pages that stand for long, the English ones, and the site map for people."""

from functools import wraps

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from articles import richtext
from articles.models import Article, Topic
from articles.reading import has_pages, reading_page

from .models import LinkBlock, Page

VIETNAMESE, ENGLISH = Page.Language.VIETNAMESE, Page.Language.ENGLISH
DESCRIPTION = 200  # characters that search engines show of a page


def in_english(view):
    """Answer in English whatever the browser asks for: the address alone decides on the language."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        with translation.override(ENGLISH):
            return view(request, *args, **kwargs).render()  # filled later, the template would be Vietnamese again

    return answer


@has_pages(lambda slugs: _slugs(VIETNAMESE, slugs))
@reading_page
@require_safe
def page(request, slug):
    return shown(request, _published(VIETNAMESE, slug))


@has_pages(lambda slugs: _slugs(ENGLISH, slugs))
@reading_page
@require_safe
@in_english
def page_en(request, slug):
    return shown(request, _published(ENGLISH, slug))


@reading_page
@require_safe
@in_english
def english(request):
    """The front page of the English part: who runs this site, and what there is to read about them."""
    context = {
        "pages": Page.objects.filter(language=ENGLISH, is_published=True).defer("body"),
        "is_english": True,
    }
    return TemplateResponse(request, "portal/english.html", context)


@reading_page
@require_safe
def site_map(request):
    """Everything there is, on one page (sơ đồ cổng): six queries, however many articles there are."""
    pages = list(Page.objects.filter(is_published=True).defer("body"))
    context = {
        "topics": Topic.objects.filter(pk__in=Article.objects.public().order_by().values("topics")),
        "years": sorted(Article.objects.public().count_by("year").items(), reverse=True),
        "pages": [page for page in pages if page.language == VIETNAMESE],
        "pages_en": [page for page in pages if page.language == ENGLISH],
        "blocks": LinkBlock.objects.filter(links__isnull=False).distinct().prefetch_related("links"),
    }
    return TemplateResponse(request, "portal/site_map.html", context)


def shown(request, page, **context):
    """Return a page as readers see it, for the newsroom too before they do."""
    other = page.translation
    context |= {
        "page": page,
        "other": other if other and other.is_published else None,
        "is_english": page.language == ENGLISH,
        "description": Truncator(richtext.to_text(page.body).partition("\n")[0]).chars(DESCRIPTION),
    }
    return TemplateResponse(request, "portal/page.html", context)


def _published(language, slug):
    pages = Page.objects.filter(language=language, is_published=True).select_related("translation")
    return get_object_or_404(pages, slug=slug)


def _slugs(language, slugs):
    found = Page.objects.filter(language=language, is_published=True, slug__in=slugs)
    return set(found.values_list("slug", flat=True))
