"""What must hold for every request before any view sees it."""

from django.http import HttpResponseBadRequest


class Utf8FormsMiddleware:
    """Refuses a form in another encoding than UTF-8: browsers send none, and Django's parsers stumble over some."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        charset = request.content_params.get("charset", "utf-8").strip("\"' ").lower()
        if request.method == "POST" and charset not in {"utf-8", "utf8"}:
            return HttpResponseBadRequest("Biểu mẫu phải dùng bảng mã UTF-8.", content_type="text/plain; charset=utf-8")
        return self.get_response(request)
