"""The public pages of the newsroom: article, its lists, the archive, corrections, and the beacon that counts views."""

from django.db.models import Exists, F, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from . import previews, snapshots
from .archive import months_of, neighbours, period_of, weeks_of
from .filters import ArticleFilter, ArticleFilterWithoutAuthor, NoFilter
from .models import Article, Author, Correction, DailyViews, PreviewLink, Section, Tag
from .most_read import WEEK, most_read
from .paging import paginate
from .reading import reading_page
from .states import RevisionState, Status
from .templatetags.articles import stamp

NEIGHBOURS = 5  # newer and older articles shown under an article


@reading_page
@require_safe
def article_detail(request, article_id, slug):
    articles = Article.objects.for_page().annotate(
        carried_views=DailyViews.carried(timezone.now()),
        is_corrected=Exists(Correction.objects.filter(article=OuterRef("pk"))),  # few are: only those ask once more
    )
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
            "corrections": article.corrections.all() if article.is_corrected else [],
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
        # Browsers keep a 410 for ever unless they are told to ask again, and an article may come back.
        headers = {"Cache-Control": "no-cache"}
        return TemplateResponse(
            request, "articles/article_gone.html", {"article": article}, status=410, headers=headers
        )
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


@reading_page
@require_safe
def corrections(request):
    """All corrections of articles that readers may see, the newest first. Paging orders rows by `published_at`."""
    rows = Correction.objects.filter(article__in=Article.objects.public()).annotate(published_at=F("at"))
    rows = rows.select_related("article").defer("article__body").order_by("-published_at", "-pk")
    return listing(request, "articles/corrections.html", rows, {}, filters=NoFilter)


@require_safe
def preview(request, token):
    """Show one version to whoever holds its secret address, while the link works."""
    links = PreviewLink.objects.select_related("revision__article")
    link = links.filter(token_hash=previews.hash_of(token)).first()
    if link is None or not link.works_at(timezone.now()) or _was_taken_down_since(link):
        status = 410 if link else 404
        return TemplateResponse(request, "articles/preview_ended.html", status=status, headers=previews.HEADERS)
    content, _gone = snapshots.resolved(link.revision)
    article = previews.draft_article(content, link.revision.article)
    if link.revision.state == RevisionState.APPLIED and link.revision.article.is_public:
        ribbon = _("Preview of one version of a published article. It can be seen until %(moment)s.")
    else:
        ribbon = _("Preview – not published. It can be seen until %(moment)s.")
    return previews.preview_response(request, article, ribbon=ribbon % {"moment": stamp(link.ends_at)})


def _was_taken_down_since(link):
    """Whether the article went to the trash, or was withdrawn after the link was made: it is not to be seen then."""
    article = link.revision.article
    return article.is_trashed or (article.is_withdrawn and article.withdrawn_at >= link.created_at)


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
