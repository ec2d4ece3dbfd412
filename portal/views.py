"""Front page, error pages and the small things that no app owns."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.csrf import csrf_failure as django_csrf_failure
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from articles import addresses
from articles.paging import NoSuchPage
from articles.reading import reading_page
from articles.suggestions import newest, suggest, words_of
from comments import views as comment_views

from .colours import darkened, lightened
from .context_processors import frame
from .front import arrange
from .privacy import facts

YEAR = 365 * 24 * 3600


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
    """Serve a photo where no web server stands before the application. Stored names are random and never reused."""
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # GZipMiddleware would pack it once more and drop its length
    response = serve(request, name, document_root=settings.MEDIA_ROOT)
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request):
    """Keep search engines off what is no page of its own: the newsroom, answers to a question, forms, copies."""
    closed = [
        f"/{settings.ADMIN_PATH}",
        f"{reverse('articles:search')}?",
        "/binh-luan/",
        "/xem-truoc/",
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
    """A form whose cookie had gone. A reader's comment comes back with all that was typed; others get Django's page."""
    match = request.resolver_match
    if match and match.view_name == "comments:form":
        return comment_views.form_overtaken(request, **match.kwargs)
    return django_csrf_failure(request, reason=reason)


def server_error(request):
    """Say that something broke with nothing that could break: no query, no frame."""
    return TemplateResponse(None, "500.html", status=500).render()
