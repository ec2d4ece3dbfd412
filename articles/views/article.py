"""One article: its page, as a page to print and a file to keep, what is said where it went, the count of its views."""

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from .. import copies
from ..models import Article, Correction, DailyViews
from ..most_read import WEEK, most_read
from ..reading import reading_page
from ..suggestions import instead_of

NEIGHBOURS = 5  # newer and older articles shown under an article
RELATED = 6  # fills two columns
NOINDEX = {"X-Robots-Tag": "noindex"}


@reading_page
@require_safe
def article_detail(request, article_id, slug):
    article = article_for_reading(article_id)
    if answer := elsewhere(request, article, "articles:detail"):
        return answer
    related = list(Article.objects.public().for_list().related_to(article)[:RELATED])
    newer, older = _beside(article, related)
    return TemplateResponse(
        request,
        "articles/article_detail.html",
        {
            "article": article,
            "corrections": corrections_of(article),
            "related": related,
            "newer": newer,
            "older": older,
            "most_read": most_read(WEEK)[0],
        },
    )


def _beside(article, shown):
    """Return what came next and what came before in the section, each with the newest first and without what is shown.

    Asked for are as many more as may have to be left out.
    """
    others, most = Article.objects.public().in_section(article.section).for_list(), NEIGHBOURS + len(shown)
    newer = others.newer_than(article).order_by("published_at", "pk")[:most]
    older = others.older_than(article).newest_first()[:most]
    newer, older = ([one for one in found if one not in shown][:NEIGHBOURS] for found in (newer, older))
    return newer[::-1], older


@reading_page
@require_safe
def article_print(request, article_id, slug):
    """The article alone, for paper: with its address and the day of printing."""
    article = article_for_reading(article_id)
    if answer := elsewhere(request, article, "articles:print"):
        return answer
    context = {"article": article, "corrections": corrections_of(article)}
    return TemplateResponse(request, "articles/article_print.html", context, headers=NOINDEX)


@reading_page
@require_safe
def article_save(request, article_id, slug):
    """The article as one file to keep, which opens without a network: style and photos stand in it."""
    article = article_for_reading(article_id)
    if answer := elsewhere(request, article, "articles:save"):
        return answer
    page, album = request.build_absolute_uri(article.get_absolute_url()), copies.Album()
    context = {
        "article": article,
        "corrections": corrections_of(article),
        "style": copies.style(),
        "cover": copies.cover(article.shown_cover, album),
        "body": copies.self_contained(article.body, page, album),
    }
    headers = NOINDEX | {"Content-Disposition": copies.attachment(article.title, slug)}
    return TemplateResponse(request, "articles/article_saved.html", context, headers=headers)


def article_for_reading(article_id):
    """An article with all that its page shows of it, public or not."""
    articles = Article.objects.for_page().annotate(
        carried_views=DailyViews.carried(timezone.now()),
        is_corrected=Exists(Correction.objects.filter(article=OuterRef("pk"))),  # few are: only those ask once more
    )
    return get_object_or_404(articles, pk=article_id)


def corrections_of(article):
    return article.corrections.all() if article.is_corrected else []


def elsewhere(request, article, name):
    """Answer where the article is not to be read at this address: gone, or under another slug. Else None."""
    if not article.is_public:
        return gone(request, article)
    address = reverse(name, args=[article.pk, article.slug or "bai-viet"])
    if request.path == address:
        return None
    response = redirect(address, permanent=True)
    response.headers["Cache-Control"] = "no-cache"  # else a slug changed back would lead in circles for ever
    return response


def gone(request, article):
    """Answer 410 for what readers once could see: withdrawn with its reason, expired with its date. Else 404.

    Also while the return of a withdrawn article is scheduled, until its hour.
    """
    was_seen = article.has_ended or (article.is_withdrawn and article.published_at <= article.withdrawn_at)
    if was_seen or (article.is_scheduled and article.is_taken_down):
        # Browsers keep a 410 for ever unless they are told to ask again, and an article may come back.
        headers = {"Cache-Control": "no-cache"}
        context = {"article": article, "instead": instead_of(article)}
        return TemplateResponse(request, "articles/article_gone.html", context, status=410, headers=headers)
    raise Http404


@csrf_exempt  # no cookie and no identity are involved; a forged request could only count a view
@require_POST
def count_view(request, article_id):
    """Count one view of a public article. Keeps nothing about who looked."""
    if Article.objects.public().filter(pk=article_id).exists():
        DailyViews.count_one(article_id)
    return HttpResponse(status=204)
