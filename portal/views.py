"""Front page, error pages and the small things that no app owns."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.csrf import csrf_failure as django_csrf_failure
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from articles.reading import reading_page
from comments import views as comment_views

from .colours import lightened
from .context_processors import frame
from .front import arrange
from .privacy import facts

YEAR = 365 * 24 * 3600


@reading_page
@require_safe
def front_page(request):
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
    css = f":root {{ --accent: #{accent}; --link: light-dark(#{accent}, {lightened(f'#{accent}')}); }}\n"
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
    lines = [
        "User-agent: *",
        f"Disallow: /{settings.ADMIN_PATH}",
        f"Disallow: {reverse('articles:search')}",
        "Disallow: /binh-luan/",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def not_found(request, exception):
    return TemplateResponse(request, "404.html", status=404).render()


def csrf_failure(request, reason=""):
    """A form whose cookie had gone. A reader's comment comes back with all that was typed; others get Django's page."""
    match = request.resolver_match
    if match and match.view_name == "comments:form":
        return comment_views.form_overtaken(request, **match.kwargs)
    return django_csrf_failure(request, reason=reason)


def server_error(request):
    """Say that something broke with nothing that could break: no query, no frame."""
    return TemplateResponse(None, "500.html", status=500).render()
