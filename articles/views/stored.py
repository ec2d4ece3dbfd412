"""Files as they lie in the storage, where no web server stands before the application to serve them."""

from django.conf import settings
from django.utils.cache import patch_cache_control
from django.views.static import serve

YEAR = 365 * 24 * 3600
SANDBOX = "default-src 'none'; sandbox"  # the policy of whatever comes from the newsroom's files


def stored_file(request, name, content_type, headers=None):
    """Serve a file to be kept for ever, for stored names are random and never used again.

    The type is ours, not what this system makes of an ending; ``headers`` go with the file, not with "not modified".
    Raises Http404 where there is no such file.
    """
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # GZipMiddleware would pack it once more and drop its length
    response = serve(request, name, document_root=settings.MEDIA_ROOT)
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    response.headers["Content-Security-Policy"] = SANDBOX
    if response.status_code == 200:
        for header, value in {"Content-Type": content_type, **(headers or {})}.items():
            response.headers[header] = value
    return response
