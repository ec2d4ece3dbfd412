"""The window in which a photo is chosen or uploaded, for the editor's text and for the main photo."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from .. import photos
from ..forms import PhotoUploadForm
from ..models import Photo

PER_PAGE = 24


def photo_picker(request):
    """List photos and take one upload. `CKEditorFuncNum` is the editor's number of the waiting dialog."""
    if not request.user.has_perm("articles.view_photo"):
        raise PermissionDenied
    function = _function_number(request.GET.get("CKEditorFuncNum", ""))
    may_upload = request.user.has_perm("articles.add_photo")
    form = PhotoUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not may_upload:
            raise PermissionDenied
        if form.is_valid() and (photo := _take_in(request, form)):
            messages.success(request, _("The photo is in the library."))
            kept = {"CKEditorFuncNum": function} if function else {}
            return redirect(f"{reverse('photo_picker')}?{urlencode(kept | {'moi': photo.pk})}")
    query = request.GET.get("q", "").replace("\x00", "")[:200]
    found = Photo.objects.all()
    if query:
        found = found.filter(Q(alt__icontains=query) | Q(caption__icontains=query) | Q(credit__icontains=query))
    context = {
        **admin.site.each_context(request),
        "title": _("Photos"),
        "form": form,
        "may_upload": may_upload,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("p")),
        "query": query,
        "function": function,
        "new": request.GET.get("moi", ""),
        "is_popup": True,
    }
    return TemplateResponse(request, "articles/admin/photo_picker.html", context)


def _take_in(request, form):
    words = {key: form.cleaned_data[key] for key in ("alt", "caption", "credit")}
    try:
        return photos.ingest(form.cleaned_data["file"], by=request.user, **words)
    except photos.UnusablePhoto as error:
        form.add_error("file", str(error))
        return None


def _function_number(value):
    if value and not (value.isascii() and value.isdecimal() and len(value) < 7):
        raise Http404
    return int(value) if value else None
