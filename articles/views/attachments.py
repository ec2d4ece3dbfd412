"""Documents at their address: as a download and nothing else, or what is said where one was taken down."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from ..attachments import MEDIA_TYPES
from ..models import Attachment
from .stored import stored_file


@require_safe
def attachment_file(request, name):
    """Serve a document without a question to the database."""
    file_name = name.rpartition("/")[2]  # ASCII by its making
    disposition = f"attachment; filename=\"{file_name}\"; filename*=UTF-8''{file_name}"
    try:
        media_type = MEDIA_TYPES[file_name.rpartition(".")[2]]
        return stored_file(request, name, media_type, {"Content-Disposition": disposition})
    except Http404:
        return _missing(request, name)


def _missing(request, name):
    """Tell from a wrong address what was taken down: the reason is public, as with a withdrawn article."""
    attachment = Attachment.objects.filter(file=name).exclude(taken_down_at=None).first()
    if attachment is None:
        raise Http404
    headers = {"Cache-Control": "no-cache"}  # browsers keep a 410 for ever unless they are told to ask again
    context = {"attachment": attachment}
    return TemplateResponse(request, "articles/attachment_gone.html", context, status=410, headers=headers)
