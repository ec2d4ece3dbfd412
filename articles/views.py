"""The public pages of the newsroom: article, its lists, the archive, and the beacon that counts views."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from .archive import months_of, neighbours, period_of, weeks_of
from .filters import ArticleFilter, ArticleFilterWithoutAuthor, NoFilter
from .models import Article, Author, DailyViews, Section, Tag
from .most_read import WEEK, most_read
from .paging import paginate
from .reading import reading_page
from .states import Status

NEIGHBOURS = 5  # newer and older articles shown under an article


@reading_page
@require_safe
def article_detail(request, article_id, slug):
    articles = Article.objects.for_page().annotate(carried_views=DailyViews.carried(timezone.now()))
    article = get_object_or_404(articles, pk=article_id)
    if not article.is_public:
        return gone(request, article)
    if request.path != article.get_absolute_url():
        response = redirect(article, permanent=True)
        response.headers["Cache-Control"] = "no-cache"  # else a slug changed back would lead in circles for ever
        return response
    others = Article.objects.public().in_section(article.section).for_list()
    return TemplateResponse(
        request,
        "articles/article_detail.html",
        {
            "article": article,
            "newer": others.newer_than(article).order_by("published_at", "pk")[:NEIGHBOURS],
            "older": others.older_than(article).newest_first()[:NEIGHBOURS],
            "most_read": most_read(WEEK)[0],
        },
    )


def gone(request, article):
    """Answer 410 for what readers once could see: withdrawn with its reason, expired with its date. Else 404."""
    shown_until = article.withdrawn_at if article.status == Status.WITHDRAWN else timezone.now()
    was_live = article.status in {Status.PUBLISHED, Status.WITHDRAWN}
    if was_live and article.published_at <= shown_until:
        return TemplateResponse(request, "articles/article_gone.html", {"article": article}, status=410)
    raise Http404


@reading_page
@require_safe
def section_detail(request, slug):
    section = get_object_or_404(Section.objects.select_related("parent"), slug=slug)
    articles = Article.objects.public().in_section(section).for_list().newest_first()
    return listing(request, "articles/section_detail.html", articles, {"section": section})


@reading_page
@require_safe
def author_detail(request, slug):
    author = get_object_or_404(Author, slug=slug)
    articles = Article.objects.public().signed_by(author).for_list().newest_first()
    context = {"author": author}
    return listing(request, "articles/author_detail.html", articles, context, filters=ArticleFilterWithoutAuthor)


@reading_page
@require_safe
def tag_detail(request, slug):
    tag = get_object_or_404(Tag, slug=slug)
    articles = Article.objects.public().tagged(tag).for_list().newest_first()
    return listing(request, "articles/tag_detail.html", articles, {"tag": tag})


@reading_page
@require_safe
def archive(request):
    counts = sorted(Article.objects.public().count_by("year").items(), reverse=True)
    return TemplateResponse(request, "articles/archive.html", {"years": counts})


@reading_page
@require_safe
def archive_year(request, year):
    public, period = Article.objects.public(), period_of(year)
    counts = public.published_between(period.first, period.after).count_by("month")
    previous, following = neighbours(public, period)
    context = {
        "period": period,
        "count": sum(counts.values()),
        "months": months_of(year, counts),
        "previous": previous,
        "following": following,
    }
    return TemplateResponse(request, "articles/archive_year.html", context)


@reading_page
@require_safe
def archive_month(request, year, month):
    public, period = Article.objects.public(), period_of(year, month)
    articles = public.published_between(period.first, period.after)
    previous, following = neighbours(public, period)
    context = {
        "period": period,
        "weeks": weeks_of(period.first, articles.count_by("day")),
        "previous": previous,
        "following": following,
    }
    return listing(
        request, "articles/archive_month.html", articles.for_list().newest_first(), context, filters=NoFilter
    )


@reading_page
@require_safe
def archive_day(request, year, month, day):
    public, period = Article.objects.public(), period_of(year, month, day)
    articles = public.published_between(period.first, period.after).for_list().newest_first()
    previous, following = neighbours(public, period)
    context = {"period": period, "previous": previous, "following": following}
    return listing(request, "articles/archive_day.html", articles, context, filters=NoFilter)


@reading_page
@require_safe
def search_page(request):
    articles = Article.objects.public().for_list().newest_first()
    return listing(request, "articles/search.html", articles, {}, needs_filter=True)


def listing(request, template, articles, context, *, filters=ArticleFilter, needs_filter=False):
    """Filter and page a list of articles. Bad filters are named on the page (400), and nothing is listed."""
    if any("\x00" in value for value in request.GET.values()):
        raise Http404
    filtered = filters(request.GET, articles, request=request)
    is_bad = bool(filtered.unknown) or not filtered.form.is_valid()
    is_empty = is_bad or (needs_filter and not filtered.is_in_use)
    rows = articles.none() if is_empty else filtered.qs.distinct()
    context |= {"filter": filtered, "page": paginate(rows, request.GET), "is_bad": is_bad}
    return TemplateResponse(request, template, context, status=400 if is_bad else 200)


@csrf_exempt  # no cookie and no identity are involved; a forged request could only count a view
@require_POST
def count_view(request, article_id):
    """Count one view of a public article. Keeps nothing about who looked."""
    if Article.objects.public().filter(pk=article_id).exists():
        DailyViews.count_one(article_id)
    return HttpResponse(status=204)
