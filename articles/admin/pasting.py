"""Text from elsewhere: what is pasted into the editor, and a Word file opened as a new draft.

The conversion itself is articles/pasting; here are the rights, the pictures' way into the library, and the answers.
"""

import json
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.files.base import ContentFile
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from .. import pasting, photos, richtext, workflow
from ..pasting import docx


class WordFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Word file (.docx)"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=format_lazy(
            gettext_lazy("At most {limit} MB. Nothing is published: you get a draft to look through."),
            limit=docx.LARGEST_FILE // 1024**2,
        ),
    )


def urls(model_admin):
    guarded = model_admin.admin_site.admin_view
    return [
        path("dan/", guarded(paste), name="articles_paste"),
        path("docx/", guarded(open_docx), name="articles_docx"),
    ]


@never_cache
@require_POST
def paste(request):
    """Convert clipboard HTML for the editor's script; nothing is stored but the pictures that come with it."""
    if not _may_write(request.user):
        raise PermissionDenied
    try:
        asked = json.loads(request.body)
        html, keep = asked["html"], asked.get("keep", False)
    except RequestDataTooBig:
        return JsonResponse({"why": str(pasting.TooLarge())}, status=413)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"why": _("This can’t be read.")}, status=400)
    if not isinstance(html, str):
        return JsonResponse({"why": _("This can’t be read.")}, status=400)
    try:
        pasted = pasting.convert_html(html, take_picture=partial(_take, request.user), keep_letters=keep is True)
    except pasting.TooLarge as error:
        return JsonResponse({"why": str(error)}, status=413)
    legacy = {"encodings": pasted.encodings, "preview": pasted.preview} if pasted.encodings else None
    report = [{"kind": kind, "message": message} for kind, message in pasted.report]
    return JsonResponse({"html": photos.with_sizes(pasted.html), "report": report, "legacy": legacy})


@require_http_methods(["GET", "POST"])
def open_docx(request):
    """Make a draft of an uploaded Word file and lead to its form, which says what became of the file's parts."""
    if not request.user.has_perm("articles.add_article"):
        raise PermissionDenied
    form = WordFileForm(request.POST, request.FILES) if request.method == "POST" else WordFileForm()
    if form.is_valid() and (revision := _drafted(request, form)):
        return redirect("admin:articles_article_change", revision.article_id)
    context = {**admin.site.each_context(request), "title": _("Open a Word file"), "form": form}
    return TemplateResponse(request, "articles/admin/docx.html", context)


def _drafted(request, form):
    """Return the revision made of the file, or None with the reason in the form."""
    upload, taken = form.cleaned_data["file"], []
    try:
        draft = docx.read_docx(upload, name=upload.name, take_picture=partial(_take, request.user, taken=taken))
        body = photos.with_sizes(draft.html)
        if len(body) > richtext.LONGEST:
            raise docx.UnreadableFile(_("The text is too long for one article. Part the file and open it in pieces."))
        content = {"title": draft.title, "body": body}
        revision = workflow.save_draft(None, content, by=request.user)
    except (docx.UnreadableFile, workflow.NotPossible, workflow.NotReady) as error:
        form.add_error("file", str(error))
        if taken:
            form.add_error("file", _said_of(len(taken)))
        return None
    said = [(message,) for _kind, message in draft.report]
    messages.success(
        request,
        format_html(
            "{} <ul>{}</ul>",
            _("The Word file is a draft now. Look through it, choose its section and save."),
            format_html_join("", "<li>{}</li>", said),
        ),
    )
    return revision


def _said_of(number):
    """What becomes of the pictures of a file that makes no draft: opening it again finds them, and makes no second."""
    return ngettext(
        "%(count)s picture of the file is in the photo library all the same. Take it down there if nobody needs it.",
        "%(count)s pictures of the file are in the photo library all the same. Take them down there if nobody needs"
        " them.",
        number,
    ) % {"count": number}


def _may_write(user):
    return any(user.has_perm(f"articles.{right}") for right in ("add_article", "change_article", "edit_own_article"))


def _take(user, data, alt, taken=None):
    """Put a picture of a text into the library; return where it stands and its description.

    `taken` is a list for the photos that were not there before.
    """
    if not user.has_perm("articles.add_photo"):
        raise pasting.PictureRefused(_("you may not put photos into the library."))
    try:
        photo = photos.ingest(ContentFile(data, name=_("picture of a text")), alt=alt, by=user)
        if taken is not None:
            taken.append(photo)
    except photos.KnownPhoto as known:
        photo = known.photo
        if photo.is_taken_down:
            raise pasting.PictureRefused(_("it was taken down from the library.")) from known
    except photos.UnusablePhoto as error:
        raise pasting.PictureRefused(str(error)) from error
    return photo.file.url, photo.alt
