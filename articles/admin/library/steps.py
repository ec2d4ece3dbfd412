"""What is done to one photo: another file in its place, off the site and back, out of the library, into another.

The rules are those of articles/photos; here a person sees what it means, gives a reason, and is told what came of it.
"""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ... import photos, workflow
from ...forms import ReplacePhotoForm, TakeDownPhotoForm
from ...models import Article, Photo, Revision
from ...states import RevisionState
from ...wording import in_quotes, stamp
from ..sight import TEXTS, known_to, not_named, waiting_for_hour

STANDING = {Article: ["status", "published_at"], Revision: ["state", "apply_at"]}  # columns that say whether it waits


def urls(model_admin):
    def own(route, view, name):
        return path(f"<key:photo_id>/{route}/", model_admin.admin_site.admin_view(view), name=f"articles_photo_{name}")

    return [
        own("thay", replace, "replace"),
        own("gop/<key:other_id>", merge, "merge"),
        own("go", take_down, "take_down"),
        own("khoi-phuc", bring_back, "bring_back"),
        own("xoa", remove, "remove"),
    ]


def replace(request, photo_id):
    photo = _photo_for(request, photo_id, "articles.change_photo")
    if photo.is_taken_down:
        raise Http404
    form = ReplacePhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        waiting, _more = _waiting_with(photo, request.user)
        try:
            photos.replace(photo, form.cleaned_data["file"], by=request.user, call_off=workflow.call_off)
        except photos.UnusablePhoto as error:
            form.add_error("file", str(error))
        else:
            said = _("The file is replaced. Every page that shows the photo shows the new one.")
            look = _("Look at the description and the focal point again.")
            messages.success(request, format_html('{} <a href="#id_alt">{}</a>', said, look))
            _tell_called_off(request, waiting)
            return _back(photo)
    return _page(request, photo, "replace", _("Replace the file"), form)


def merge(request, photo_id, other_id):
    """The first photo stays, the other goes: that is in the address, so both are said before anything is done."""
    photo, other = (_photo_for(request, key, "articles.change_photo") for key in (photo_id, other_id))
    if photo == other or photo.is_taken_down or other.is_taken_down:
        raise Http404
    if request.method == "POST":
        waiting, _more = _waiting_with(other, request.user)
        if _done(request, lambda: _merge(photo, other, request.user)):
            messages.success(request, _("The two photos are one. Everything that used the other one uses this one."))
            _tell_called_off(request, waiting)
            return _back(photo)
    more = {
        "other": other,
        "words": _words_of_both(photo, other),
        "is_smaller": photo.pixels < other.pixels,
    }
    return _page(request, photo, "merge", _("Merge two photos"), None, goes=other, **more)


def _merge(photo, other, user):
    """Write down who did it beside both: the row of the other is gone afterwards."""
    number, name, file = other.pk, str(other), other.original_name or other.file.name
    said = _("Photo no. %(number)s “%(photo)s” (%(file)s) was merged into this one.")
    gone = _("Merged into photo no. %(number)s.") % {"number": photo.pk}
    with transaction.atomic():
        LogEntry.objects.log_actions(user.pk, Photo.objects.filter(pk=other.pk), DELETION, gone)
        photos.merge(photo, other, by=user, call_off=workflow.call_off)
        about = said % {"number": number, "photo": name, "file": file}
        LogEntry.objects.log_actions(user.pk, Photo.objects.filter(pk=photo.pk), CHANGE, about)


def _words_of_both(photo, other):
    """Each of the words as (its name, what stays, whether that comes from the other, what of the other goes)."""
    taken = photos.words_from(photo, other)
    rows = []
    for name in photos.WORDS:
        own, others = (_shown(getattr(each, name)) for each in (photo, other))
        is_taken = name in taken
        lost = "" if is_taken or own == others else others
        rows.append((capfirst(Photo._meta.get_field(name).verbose_name), others if is_taken else own, is_taken, lost))
    return rows


def _shown(value):
    return stamp(value) if hasattr(value, "hour") else value or ""


def take_down(request, photo_id):
    photo = _photo_for(request, photo_id, "articles.take_down_photo")
    if closed := photos.closed_to(photo, request.user):
        messages.error(request, closed)
        return _back(photo)
    form = TakeDownPhotoForm(request.POST or None)
    waiting = _waiting_for(photo, request.user)
    if form.is_valid() and _done(
        request, lambda: photos.take_down(photo, by=request.user, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("The photo is taken down. Nobody finds it on the site or at its address."))
        for sentence in waiting:
            messages.warning(request, sentence)
        return _back(photo)
    return _page(request, photo, "take_down", _("Take the photo down"), form, waiting=waiting)


def _waiting_for(photo, user):
    """What becomes of articles and versions that wait for their hour with a photo that is to be taken down."""
    if photo.is_taken_down:
        return []  # what was scheduled since was scheduled without it
    goes_up = _("“%(title)s” still goes up at %(when)s, without this photo.")
    stays = _("The new version “%(title)s” won't go up at %(when)s by itself: look at it and schedule it anew.")
    sentences = {Article: goes_up, Revision: stays}
    waiting, more = _waiting_with(photo, user)
    said = [sentences[type(each)] % {"title": in_quotes(each), "when": stamp(at)} for each, at in waiting]
    return said + not_named(more)


def _waiting_with(photo, user):
    """The articles and new versions that wait for their hour with a photo, each with that hour, and how many more."""
    now = timezone.now()
    return waiting_for_hour(photos.scheduled_with(photo, now), photos.planned_with(photo, now), user, now)


def _tell_called_off(request, waiting):
    """Name what waited for its hour before another file took a photo's place, and does so no more."""
    said = _("“%(title)s” is off the schedule (%(when)s): it has to be approved with the new photo and scheduled anew.")
    for model, is_called_off in [(Article, _is_off_schedule), (Revision, _is_unplanned)]:
        rows = [(each, at) for each, at in waiting if isinstance(each, model)]
        found = model.objects.only(*STANDING[model]).in_bulk([each.pk for each, _at in rows])
        for each, at in rows:
            if each.pk in found and is_called_off(found[each.pk], at):
                messages.warning(request, said % {"title": in_quotes(each), "when": stamp(at)})


def _is_off_schedule(article, at):
    """Not where its hour came meanwhile; called off, it is what it was before, perhaps on the site since long ago."""
    return not (article.is_published and (article.is_scheduled or article.published_at == at))


def _is_unplanned(version, at):
    return not (version.is_planned or version.state == RevisionState.APPLIED)


@require_POST
def bring_back(request, photo_id):
    photo = _photo_for(request, photo_id, "articles.take_down_photo")
    if _done(request, lambda: photos.bring_back(photo, by=request.user)):
        messages.success(request, _("The photo is back on the pages that use it."))
    return _back(photo)


def remove(request, photo_id):
    photo = _photo_for(request, photo_id, "articles.delete_photo")
    if request.method == "POST" and _done(request, lambda: _delete(photo, request.user)):
        messages.success(request, _("The photo and all its files are deleted."))
        return redirect("admin:articles_photo_changelist")
    return _page(request, photo, "delete", _("Delete the photo"), None)


def _delete(photo, user):
    """Where the photo is in use, name only what the person may know of."""
    try:
        photos.delete(photo, by=user)
    except photos.InUse as refusal:
        where = "; ".join(f"{kind}: {name}" if kind else name for kind, name, _address in places_of(photo, user))
        sentence = _("“%(photo)s” is in use and can't be deleted: %(where)s.")
        raise photos.UnusablePhoto(sentence % {"photo": photo, "where": where}) from refusal


def places_of(photo, user):
    """Return where a photo is used, as (what it is, its name, its address in the newsroom or ""); last, how many texts
    there are that the person may not know of."""
    found = photos.uses(photo)
    known = known_to(user, [use.thing for use in found if isinstance(use.thing, TEXTS)], timezone.now())
    shown = [use for use in found if use.thing in known or not isinstance(use.thing, TEXTS)]
    return [_place(use) for use in shown] + _counted(len(found) - len(shown))


def _counted(hidden):
    said = ngettext("%(count)s text that you may not open", "%(count)s texts that you may not open", hidden)
    return [("", said % {"count": hidden}, "")] if hidden else []


def _place(use):
    thing = use.thing
    if use.kind == "history":
        said = ngettext("%(count)s earlier version", "%(count)s earlier versions", thing)
        return _("History"), said % {"count": thing}, ""
    if use.kind == "unsaved":
        return _("Being typed, not saved yet"), str(thing), ""
    if isinstance(thing, Revision):
        address = reverse("admin:articles_article_change", args=[thing.article_id])
        return _("Version being written"), str(thing), f"{address}?ban={thing.pk}"
    kind = _state_of(thing) if isinstance(thing, Article) else capfirst(thing._meta.verbose_name)
    return kind, str(thing), _change_page(thing)


def _state_of(article):
    if article.is_scheduled:
        return _("Scheduled for %(moment)s") % {"moment": stamp(article.published_at)}
    return article.get_status_display()


def _change_page(thing):
    try:
        return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])
    except NoReverseMatch:
        return ""  # what has no page of its own in the newsroom


def _photo_for(request, photo_id, right):
    if not request.user.has_perm(right):
        raise PermissionDenied
    return get_object_or_404(Photo, pk=photo_id)


def _done(request, step):
    """Take a step; where it is refused, say why."""
    try:
        step()
    except photos.UnusablePhoto as error:
        messages.error(request, str(error))
        return False
    return True


def _page(request, photo, name, title, form, *, goes=None, **more):
    """`goes` is the photo that leaves its places, where that is not the photo itself."""
    context = {
        **admin.site.each_context(request),
        "title": title,
        "opts": Photo._meta,
        "photo": photo,
        "form": form,
        "uses": places_of(goes or photo, request.user),
        **more,
    }
    return TemplateResponse(request, f"articles/admin/photo_{name}.html", context)


def _back(photo):
    return redirect("admin:articles_photo_change", photo.pk)
