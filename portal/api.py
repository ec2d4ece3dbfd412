"""Articles as JSON, for other offices' sites: read only, the same for everyone, described in the README."""

from functools import wraps

import django_filters
from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import richtext
from articles.filters import ArticleFilter
from articles.models import Article, Tag, Topic
from articles.paging import paginate
from articles.reading import reading_page
from articles.renditions import FORMATS, TYPES
from articles.views.article import article_for_reading, corrections_of, gone
from articles.wording import stamp

from . import documents
from .full_text import whole

NEWEST = f"{10**17 - 1}-{10**18 - 1}"  # the key before which every article stands
HEADERS = {"Access-Control-Allow-Origin": "*", "X-Robots-Tag": "noindex"}


class ApiFilter(ArticleFilter):
    """What the site's lists are narrowed by, and topic and tag, which have pages of their own there."""

    dong_su_kien = django_filters.ModelChoiceFilter(
        field_name="topics",
        queryset=Topic.objects.all(),
        to_field_name="slug",
        error_messages={"invalid_choice": gettext_lazy("There is no such topic.")},
    )
    the = django_filters.ModelChoiceFilter(
        field_name="tags",
        queryset=Tag.objects.all(),
        to_field_name="slug",
        error_messages={"invalid_choice": gettext_lazy("There is no such tag.")},
    )

    @property
    def unknown(self):
        """Also page numbers, which are not offered: they would shift under whoever reads page by page."""
        return sorted({*super().unknown, *({"trang"} & self.data.keys())})


def read_only(view):
    """Refuse to write, as any answer here: in JSON that other sites may read."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        response = _refusal(405, _("Articles can only be read here."))
        response.headers["Allow"] = "GET, HEAD"
        return response

    return answer


@reading_page
@read_only
def articles(request):
    """Twenty articles, the newest first, and where the next ones are."""
    if any("\x00" in word for name, words in request.GET.lists() for word in [name, *words]):
        return _refusal(400, _("The address holds a character that can't stand there."))
    rows = Article.objects.public().for_list().with_byline().newest_first()
    filtered = ApiFilter(request.GET, rows, request=request)
    if filtered.unknown:
        return _refusal(400, _("Unknown parameters: %(names)s") % {"names": filtered.unknown_names})
    if not filtered.form.is_valid():
        return _refusal(400, _sentences(filtered.form))
    try:
        page = paginate(filtered.qs, {"truoc": request.GET.get("truoc", NEWEST)})
    except Http404:
        return _refusal(400, _("truoc: this is no key of a page. Follow the address in “next”."))
    query = f"{filtered.kept}&" if filtered.kept else ""
    further = request.build_absolute_uri(f"{request.path}?{query}truoc={page.older}") if page.has_next else None
    return _answer({"articles": [_row(one, request.build_absolute_uri) for one in page.rows], "next": further})


@reading_page
@read_only
def article(request, article_id):
    """One article with all that its page shows of it."""
    try:
        found = article_for_reading(article_id)
        if not found.is_public:
            gone(request, found)
            return _refusal(410, _reason(found))
    except Http404:
        return _refusal(404, _("There is no article with this number."))
    return _answer(_whole_article(found, request.build_absolute_uri))


@reading_page
@read_only
def nothing(request, rest=""):
    return _refusal(404, _("There is nothing at this address."))


def _row(article, address):
    return {
        "id": article.pk,
        "address": address(article.get_absolute_url()),
        "api": address(reverse("api_article", args=[article.pk])),
        "title": article.title,
        "lead": article.lead,
        "section": _named(article.section, address),
        "bylines": [_byline(byline, address) for byline in article.bylines.all()],
        "published_at": _moment(article.published_at),
        "updated_at": _moment(article.updated_at or article.published_at),
        "cover": _photo(article.shown_cover, address),
    }


def _whole_article(article, address):
    return _row(article, address) | {
        "html": whole(article.body, address(article.get_absolute_url())),
        "text": richtext.to_text(article.body),
        "photos": [_photo(photo, address) for photo in article.photos.filter(taken_down_at=None).order_by("pk")],
        "attachments": documents.as_values(article, address),
        "source": _source(article.source),
        "topics": [_named(topic, address) for topic in article.topics.all()],
        "tags": [_named(tag, address) for tag in article.tags.all()],
        "corrections": [{"at": _moment(note.at), "text": note.text} for note in corrections_of(article)],
        "archive_notice": article.archive_notice,
        "views": article.views,
    }


def _named(thing, address):
    return {"name": thing.name, "slug": thing.slug, "address": address(thing.get_absolute_url())}


def _byline(byline, address):
    author = _named(byline.author, address) if byline.author else None
    return {
        "name": byline.name,
        "position": byline.position,
        "organisation": byline.organisation,
        "author": author,
    }


def _source(source):
    return {"code": source.code, "name": source.name, "address": source.url} if source else None


def _photo(photo, address):
    if not photo:
        return None
    return {
        "address": address(photo.file.url),
        "type": photo.media_type,
        "width": photo.width,
        "height": photo.height,
        "files": [_file(file, width, height, address) for file, width, height in _files(photo)],
        "alt": photo.alt,
        "caption": photo.caption,
        "credit": photo.credit,
    }


def _files(photo):
    """Address, width and height of every file of a photo, the large one first."""
    files = photo.renditions
    if not files:
        return [(photo.file.url, photo.width, photo.height)]
    found = {files.master: files.width, files.fallback: files.fallback_width}
    found |= {files.address(width, ending): width for ending in FORMATS for width in files.widths}
    return [(file, width, files.height_at(width)) for file, width in found.items()]


def _file(file, width, height, address):
    return {"address": address(file), "type": TYPES[file.rpartition(".")[2]], "width": width, "height": height}


def _moment(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _sentences(form):
    lines = [f"{name}: {' '.join(messages)}" for name, messages in form.errors.items()]
    return " ".join(lines)


def _reason(article):
    if not article.is_taken_down:
        words = {"title": article.title, "moment": stamp(article.expires_at)}
        return _("“%(title)s” was shown until %(moment)s.") % words
    reason = _("Reason: %(reason)s") % {"reason": article.withdrawal_reason} if article.withdrawal_reason else ""
    return f"{_('This article has been withdrawn')}. {reason}".strip()


def _answer(content, status=200, headers=HEADERS):
    return JsonResponse(content, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})


def _refusal(status, detail):
    """Browsers keep a 410 for ever unless they are told to ask again, and an article may come back."""
    return _answer({"detail": detail}, status, HEADERS | {"Cache-Control": "no-cache"})
