"""Front page, error pages and the small things that no app owns."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.views.csrf import csrf_failure as django_csrf_failure
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import addresses, photos
from articles import views as article_views
from articles.paging import NoSuchPage
from articles.reading import reading_page
from articles.renditions import TYPES
from articles.suggestions import newest, suggest, words_of
from articles.views.stored import SANDBOX, YEAR, stored_file
from comments import views as comment_views

from .colours import darkened, lightened
from .context_processors import frame
from .front import arrange
from .privacy import facts


@reading_page
@require_safe
def front_page(request):
    if old := addresses.find(request):  # /?p=12 of a former site; no query unless the address has one of its own
        return addresses.redirection(old) or gone(request)
    return TemplateResponse(request, "portal/front_page.html", arrange(frame(request)["site"].sections))


@reading_page
@require_safe
def privacy(request):
    return TemplateResponse(request, "portal/privacy.html", facts(request.frame.identity))


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def accent_css(request, accent):
    """The identity's colour as a style sheet, for the strict policy allows no inline style; the address names it."""
    if len(accent) != 6 or set(accent) - set("0123456789abcdef"):
        raise Http404
    colour = f"#{accent}"
    css = f":root {{ --accent: {colour}; --link: light-dark({darkened(colour)}, {lightened(colour)}); }}\n"
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@require_safe
def media(request, name):
    """Serve a photo. Only where there is no such file is the library asked what became of it."""
    try:
        return stored_file(request, name, TYPES[name.rpartition(".")[2]])
    except Http404:
        response = _former_photo(name)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _former_photo(name):
    """Lead from the file of a photo that was replaced to its new one; show in place of one that was taken down that
    it was. Neither is kept for long: a photo may be replaced again, and one that was taken down may come back.
    """
    match photos.at_address(name):
        case ("moved", now):
            return HttpResponseRedirect(default_storage.url(now), headers={"Cache-Control": "public, max-age=300"})
        case ("gone", _photo):
            picture = (settings.BASE_DIR / "static/img/photo-gone.svg").read_bytes()
            headers = {"Content-Type": "image/svg+xml", "Cache-Control": "no-cache"}
            return HttpResponse(picture, status=410, headers=headers)
    raise Http404


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request):
    """Keep search engines off what is no page of its own: the newsroom, answers to a question, forms, copies."""
    closed = [
        f"/{settings.ADMIN_PATH}",
        f"{reverse('articles:search')}?",
        "/binh-luan/",
        "/xem-truoc/",
        "/duyet/",
        "/bai-viet/*/in/",
        "/bai-viet/*/luu/",
    ]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def not_found(request, exception):
    """Lead on from an address of a former site, say that it is gone for good, or help to find what was meant.

    Most of what comes here are robots, so it stays within a handful of cheap queries, whatever the address holds.
    """
    old = addresses.find(request)
    if old and (response := addresses.redirection(old)):
        return response
    is_page_of_list = isinstance(exception, NoSuchPage)
    if not old and request.path.startswith(reverse("english")):
        return _not_found_in_english(request)
    path = "" if is_page_of_list else request.path
    context = {"words": " ".join(words_of(path)), "suggestions": suggest(path)}
    context["newest"] = [] if context["suggestions"] else newest(path)
    context["list_address"] = request.path if is_page_of_list else ""
    if old:
        return gone(request, **context)
    return TemplateResponse(request, "404.html", context, status=404).render()


def _not_found_in_english(request):
    """What fits the words of the address would be in Vietnamese, so nothing is looked for."""
    with translation.override("en"):
        return TemplateResponse(request, "404.html", {"is_english": True}, status=404).render()


def gone(request, **context):
    """Say that what an old address led to is no longer kept."""
    headers = {"Cache-Control": "no-cache"}  # browsers keep a 410 for ever unless they are told to ask again
    return TemplateResponse(request, "gone.html", context, status=410, headers=headers).render()


def csrf_failure(request, reason=""):
    """A form whose cookie had gone. A comment and a leader's words come back with all that was typed; others get
    Django's page."""
    match = request.resolver_match
    if match and match.view_name == "comments:form":
        return comment_views.form_overtaken(request, **match.kwargs)
    if match and match.view_name == "articles:review":
        return article_views.review_overtaken(request, **match.kwargs)
    return django_csrf_failure(request, reason=reason)


def server_error(request):
    """Say that something broke with nothing that could break: no query, no frame."""
    return TemplateResponse(None, "500.html", status=500).render()
