"""Lists of articles: by section, topic, author, tag and words; each can be filtered and is paged."""

from django.db.models import Count, F
from django.http import Http404, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from .. import addresses, slots
from ..filters import ArticleFilter, ArticleFilterWithoutAuthor, NoFilter
from ..models import Article, Author, Correction, FormerSlug, Section, Tag
from ..paging import NoSuchPage, paginate
from ..reading import reading_page

Kind = FormerSlug.Kind


@reading_page
@require_safe
def section_detail(request, slug):
    section = Section.objects.select_related("parent").filter(slug=slug).first()
    if section is None:
        return renamed(request, Kind.SECTION, slug)
    return section_page(request, section)


def section_page(request, section, **options):
    return front_listing(
        request, "articles/section_detail.html", section, {"section": section}, within=section, **options
    )


@reading_page
@require_safe
def author_detail(request, slug):
    author = Author.objects.filter(slug=slug).first()
    if author is None:
        return renamed(request, Kind.AUTHOR, slug)
    signed = Article.objects.signed_by(author).order_by().values("pk")  # who signs twice must not list it twice
    articles = Article.objects.public().filter(pk__in=signed).for_list().newest_first()
    context = {"author": author}
    return listing(request, "articles/author_detail.html", articles, context, filters=ArticleFilterWithoutAuthor)


@reading_page
@require_safe
def tag_detail(request, slug):
    tag = Tag.objects.filter(slug=slug).first()
    if tag is None:
        return renamed(request, Kind.TAG, slug)
    articles = Article.objects.public().tagged(tag).for_list().newest_first()
    return listing(request, "articles/tag_detail.html", articles, {"tag": tag})


@reading_page
@require_safe
def topics(request):
    """Every story that has articles, the running ones first; three queries however many there are."""
    public = Article.objects.public()
    counts = dict(public.filter(topics__isnull=False).order_by().values_list("topics").annotate(Count("pk")))
    told = list(public.topics().select_related("cover"))
    newest = public.for_list().in_bulk({topic.newest_key for topic in told})
    # Between two queries an article may have gone, and its story with it.
    found = [topic for topic in told if topic.pk in counts and topic.newest_key in newest]
    for topic in found:
        topic.count, topic.newest = counts[topic.pk], newest[topic.newest_key]
    context = {
        "running": [topic for topic in found if not topic.is_closed],
        "ended": [topic for topic in found if topic.is_closed],
    }
    return TemplateResponse(request, "articles/topics.html", context)


@reading_page
@require_safe
def topic_detail(request, slug):
    """A story, once there is an article to read of it: editors prepare it unseen."""
    topic = Article.objects.public().topics().select_related("cover").filter(slug=slug).first()
    if topic is None:
        return renamed(request, Kind.TOPIC, slug)
    return topic_page(request, topic)


def topic_page(request, topic, **options):
    return front_listing(request, "articles/topic_detail.html", topic, {"topic": topic}, **options)


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


def renamed(request, kind, slug):
    """Lead on from the address that a thing had before it was renamed; Http404 where nothing was ever called so."""
    thing = addresses.current(kind, slug)
    if thing is None:
        raise Http404
    query = request.META["QUERY_STRING"]
    response = HttpResponsePermanentRedirect(thing.get_absolute_url() + (f"?{query}" if query else ""))
    response.headers["Cache-Control"] = "no-cache"  # else a name taken back would lead in circles for ever
    return response


def front_listing(request, template, front, context, *, now=None, asked=None, **options):
    """The page of a section or a topic at `now`: its slots above its dated list, as long as nothing narrows that.

    What stands in the slots is left out of all pages of the list and takes its room on the first, so that whoever
    reads on meets each article once.
    """
    articles = slots.articles_of(front, Article.objects.public(now)).for_list().newest_first()
    return listing(request, template, articles, context, front=front, now=now, asked=asked, **options)


def listing(
    request,
    template,
    articles,
    context,
    *,
    filters=ArticleFilter,
    within=None,
    needs_filter=False,
    front=None,
    now=None,
    asked=None,
):
    """Filter and page a list of articles. Bad filters are named on the page (400), and nothing is listed.

    `asked` are the parameters, those of the address unless they are given.
    """
    asked = request.GET if asked is None else asked
    if any("\x00" in word for name, values in asked.lists() for word in [name, *values]):
        raise NoSuchPage
    filtered = filters(asked, articles, request=request, section=within)
    is_bad = bool(filtered.unknown) or not filtered.form.is_valid()
    is_empty = is_bad or (needs_filter and not filtered.is_in_use)
    rows = articles.none() if is_empty else filtered.qs
    placed = slots.first_keys(front, now) if front and not (is_bad or filtered.is_in_use) else []
    page = paginate(rows.exclude(pk__in=placed) if placed else rows, asked, above=len(placed))
    context |= {"filter": filtered, "page": page, "is_bad": is_bad}
    if placed and page.number == 1:
        found = articles.in_bulk(placed)
        context["slots"] = [found[key] for key in placed if key in found]
    return TemplateResponse(request, template, context, status=400 if is_bad else 200)
