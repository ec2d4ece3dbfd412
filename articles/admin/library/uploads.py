"""What comes into the library: one file a request for the scripts, several in a form for who has none."""

from time import monotonic

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ... import photos
from ...forms import PhotoUploadForm
from ..answers import in_json
from ..steps import sentences_of
from .words import form_for

MOST_FILES = 10  # in one form without scripts: they are worked through while the browser waits
BUDGET = 20  # seconds after which no further one is begun: the server gives a request up after 30
ALIKE = 4  # named beside a photo that has just come in


@never_cache
@require_POST
@in_json("articles.add_photo", gettext_lazy("You may not upload photos."))
def photo_upload(request):
    """Take one file in; answer with the photo, with the one that it is already, or with what is wrong with it."""
    form = PhotoUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"error": " ".join(sentences_of(form))}, status=400)
    words = {name: value for name, value in form.cleaned_data.items() if name != "file"}
    try:
        photo = photos.ingest(form.cleaned_data["file"], by=request.user, **words)
    except photos.KnownPhoto as error:
        known = told(error.photo) | {"is_taken_down": error.photo.is_taken_down}
        return JsonResponse({"error": str(error), "known": known}, status=409)
    except photos.UnusablePhoto as error:
        return JsonResponse({"error": str(error)}, status=400)
    alike = photos.alike(photo)[:ALIKE]
    answer = told(photo) | {"alike": [told(each) | {"title": str(each)} for each in alike]}
    if "row" in request.POST:
        context = {"photo": photo, "form": form_for(photo), "alike": alike}
        answer["row"] = render_to_string("articles/admin/_photo_words.html", context, request)
    return JsonResponse(answer)


def told(photo):
    """What the scripts are told of a photo."""
    return {
        "id": photo.pk,
        "url": photo.file.url,
        "thumbnail": photo.thumbnail_url,
        "alt": photo.alt,
        "caption": photo.caption,
        "credit": photo.credit,
        "width": photo.width,
        "height": photo.height,
    }


def take_in_several(request):
    """Take the files of the form without scripts; say of each that is refused why. Return the photos."""
    if not request.user.has_perm("articles.add_photo"):
        raise PermissionDenied
    files = request.FILES.getlist("file")
    taken, left = [], []
    begun = monotonic()
    for file in files[:MOST_FILES]:
        if monotonic() - begun > BUDGET:
            left.append(file.name)
            continue
        try:
            taken.append(photos.ingest(file, by=request.user))
        except photos.UnusablePhoto as error:
            messages.error(request, f"{file.name}: {error}")
    if left:
        said = _("There was no time for these files, so send them again: %(names)s.")
        messages.warning(request, said % {"names": ", ".join(left)})
    if len(files) > MOST_FILES:
        said = _("Only the first %(count)s files were taken. Send the others separately.")
        messages.warning(request, said % {"count": MOST_FILES})
    if taken:
        said = ngettext("%(count)s photo is in the library.", "%(count)s photos are in the library.", len(taken))
        messages.success(request, said % {"count": len(taken)})
    elif not files:
        messages.error(request, _("Choose the files first."))
    return taken
