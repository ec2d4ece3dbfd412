"""The words of many photos in one list with one button."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import transaction

from ... import photos as library
from ... import workflow
from ...forms import PhotoWordsForm
from ...keys import pk_of
from ...models import ContentVersion, Photo, Revision
from ...states import RevisionState
from .shelf import MOST_ROWS


def describable_by(user, photos):
    """Return the photos among these whose words `user` may write: all for who may change photos, else their own
    uploads, as long as they stand on no page that readers see.

    Nobody writes what readers of other sections' articles see, nor around a text that others have approved.
    """
    found = list(photos) if user.has_perm("articles.change_photo") else _own(user, photos)
    if not found:
        return []
    closed = library.out_of_reach(found, user) | _approved(found, user)
    return [photo for photo in found if photo.pk not in closed]


def _own(user, photos):
    own = [photo for photo in photos if photo.uploaded_by_id == user.pk]
    if not own or not user.has_perm("articles.add_photo"):
        return []
    on_show = library.on_show(own)
    return [photo for photo in own if photo.pk not in on_show]


def _approved(photos, user):
    """The keys of those that stand in an approved version which `user` might not have approved."""
    shown = Revision.photos.through.objects.filter(
        photo__in=[photo.pk for photo in photos], revision__state=RevisionState.APPROVED
    )
    pairs = shown.select_related("revision__article").defer("revision__content", "revision__search_text")
    return {pair.photo_id for pair in pairs if not workflow.may_approve(user, pair.revision)}


def form_for(photo, data=None):
    return PhotoWordsForm(data, instance=photo, prefix=f"anh-{photo.pk}")


def rows_for(user, photos):
    """A form for each photo whose words `user` may write; the others come as they are."""
    may = {photo.pk for photo in describable_by(user, photos)}
    return [(photo, form_for(photo) if photo.pk in may else None) for photo in photos]


def save_words(data, *, by):
    """Write what was typed. Return the forms, and how many photos were changed.

    A row that can't be kept holds up no other: it comes back with what was typed and what to put right.
    """
    keys = _keys(data)
    with transaction.atomic():
        # Without their keys: publishing raises the version first and then points at photos, here it is the other way.
        photos = list(Photo.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("-pk"))
        if len(describable_by(by, photos)) < len(photos):
            raise PermissionDenied
        forms = [form_for(photo, data) for photo in photos]
        changed = [form for form in forms if form.is_valid() and form.changed_words]
        for form in changed:
            form.instance.save(update_fields=form.changed_words)
        if changed:
            _log(changed, by)
            ContentVersion.bump()
    return forms, len(changed)


def _keys(data):
    keys = [pk_of(key) for key in data.getlist("anh")]
    if len(keys) > MOST_ROWS or None in keys:
        raise SuspiciousOperation("Not the keys of a page of photos.")
    return keys


def _log(forms, by):
    photos = Photo.objects.filter(pk__in=[form.instance.pk for form in forms])
    names = sorted({str(form.fields[name].label) for form in forms for name in form.changed_words})
    LogEntry.objects.log_actions(by.pk, photos, CHANGE, [{"changed": {"fields": names}}])
