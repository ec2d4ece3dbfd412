"""The window in which a photo is chosen or uploaded, for the editor's text and for the main photo."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from .. import photos
from ..forms import PickerUploadForm
from .library.shelf import Shelf
from .library.uploads import told
from .library.words import describable_by, save_words
from .steps import sentences_of

PER_PAGE = 24


def photo_picker(request):
    """List photos and take one upload. `CKEditorFuncNum` is the editor's number of the waiting dialog.

    For its script: `manh` asks for the list alone, and a description typed before a photo is used is kept.
    """
    if not request.user.has_perm("articles.view_photo"):
        raise PermissionDenied
    function = _function_number(request.GET.get("CKEditorFuncNum", ""))
    if request.method == "POST" and "anh" in request.POST:
        return _describe(request)
    form = PickerUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not request.user.has_perm("articles.add_photo"):
            raise PermissionDenied
        if form.is_valid() and (photo := _take_in(request, form)):
            messages.success(request, _("The photo is in the library."))
            kept = {"CKEditorFuncNum": function} if function else {}
            return redirect(f"{reverse('photo_picker')}?{urlencode(kept | {'moi': photo.pk})}")
    shelf = Shelf(request.GET, user=request.user, only=Q(taken_down_at=None), per_page=PER_PAGE)
    look = shelf.look()
    context = {
        "shelf": shelf,
        "look": look,
        "function": function,
        "new": request.GET.get("moi", ""),
        "describable": {photo.pk for photo in describable_by(request.user, look.photos)},
    }
    status = 200 if shelf.is_valid else 400
    if "manh" in request.GET:
        return TemplateResponse(request, "articles/admin/_photo_picker_list.html", context, status=status)
    context |= {
        **admin.site.each_context(request),
        "title": _("Photos"),
        "form": form,
        "may_upload": request.user.has_perm("articles.add_photo"),
        "most_megabytes": settings.PHOTO_MAX_MEGABYTES,
        "is_popup": True,
    }
    return TemplateResponse(request, "articles/admin/photo_picker.html", context, status=status)


def _describe(request):
    """Keep the words of one photo, for the picker's script."""
    rows, _count = save_words(request.POST, by=request.user)
    if any(form.errors for form in rows):
        return JsonResponse({"error": " ".join(said for form in rows for said in sentences_of(form))}, status=409)
    return JsonResponse({"photos": [told(form.instance) for form in rows]})


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
