"""What the article's form asks of the documents' library (static/js/attachments.js)."""

from django.http import JsonResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ... import attachments
from ...forms import AttachmentUploadForm
from ...models import Attachment
from ..answers import in_json
from ..steps import sentences_of

FOUND = 20  # in the search


@never_cache
@require_POST
@in_json("articles.add_attachment", gettext_lazy("You may not upload documents."))
def attachment_upload(request):
    """Take one file in; answer with the document, with the one that it is already, or with what is wrong with it."""
    form = AttachmentUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"error": " ".join(sentences_of(form))}, status=400)
    try:
        attachment = attachments.take_in(form.cleaned_data["file"], by=request.user)
    except attachments.KnownAttachment as error:
        known = told(error.attachment) | {"is_taken_down": error.attachment.is_taken_down}
        return JsonResponse({"error": str(error), "known": known}, status=409)
    except attachments.UnusableAttachment as error:
        return JsonResponse({"error": str(error)}, status=400)
    return JsonResponse(told(attachment))


@never_cache
@require_safe
@in_json("articles.view_attachment", gettext_lazy("You may not see the documents."))
def attachment_picker(request):
    """Find documents by title or name of the file: the newest twenty."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    found = Attachment.objects.filter(taken_down_at=None)
    if query:
        found = found.filter(title__icontains=query) | found.filter(original_name__icontains=query)
    return JsonResponse({"attachments": [told(attachment) for attachment in found[:FOUND]]})


def told(attachment):
    """What the script is told of a document."""
    return {
        "id": attachment.pk,
        "title": attachment.title,
        "about": f"{attachment.get_kind_display()}, {filesizeformat(attachment.file_size)}",
    }
