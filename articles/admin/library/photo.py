"""The library in Django's admin: the shelf with its two ways of looking at it, and the page of one photo."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ... import photos
from ...forms import PhotoForm
from ...forms.photos import WORDS
from ...keys import pk_of
from ...models import Photo
from ...paging import COUNTED
from ..base import PublicContentAdmin
from ..sight import known_to
from . import steps
from .shelf import MOST_ROWS, Shelf
from .uploads import MOST_FILES, take_in_several
from .words import describable_by, rows_for, save_words

AS_LIST = "chu"  # the way of looking in which the words can be written
ALIKE = 6
CUTS = [("square", "1 : 1"), ("wide", "16 : 9"), ("portrait", "3 : 4")]


@admin.register(Photo)
class PhotoAdmin(PublicContentAdmin):
    """Photos come in through articles/photos alone; here they are found, described, replaced and taken down."""

    form = PhotoForm
    change_form_template = "articles/admin/photo_form.html"
    fields = [*WORDS, "taken_at", "focus_x", "focus_y", "opened"]

    @property
    def media(self):
        """None of the stock scripts: the page has its own."""
        return forms.Media()

    def get_urls(self):
        return steps.urls(self) + super().get_urls()

    # --- Rights ------------------------------------------------------------------------------------------------------

    def has_add_permission(self, request):
        return request.user.has_perm("articles.add_photo")

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return super().has_change_permission(request)
        if not hasattr(obj, "_is_describable"):  # the stock admin asks a dozen times for one page
            obj._is_describable = bool(describable_by(request.user, [obj]))
        return obj._is_describable

    def has_delete_permission(self, request, obj=None):
        """The stock page knows nothing of files; a photo that nobody uses goes by way of steps.py."""
        return False

    # --- The shelf ---------------------------------------------------------------------------------------------------

    def add_view(self, request, form_url="", extra_context=None):
        return redirect("admin:articles_photo_changelist")

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._shelf(request)
        return self._save(request) if "anh" in request.POST else self._take_in(request)

    def _take_in(self, request):
        """The form without scripts. What came in is shown at once, to be described."""
        taken = take_in_several(request)
        new = ",".join(str(photo.pk) for photo in taken)
        return redirect(f"{request.path}?xem={AS_LIST}&moi={new}" if taken else request.path)

    def _save(self, request):
        rows, count = save_words(request.POST, by=request.user)
        wrong = [form for form in rows if form.errors]
        if count:
            said = ngettext(
                "The words of %(count)s photo are saved.", "The words of %(count)s photos are saved.", count
            )
            messages.success(request, said % {"count": count})
        if wrong:
            return self._shelf(request, [(form.instance, form) for form in wrong])
        if not count:
            messages.info(request, _("Nothing was changed."))
        return HttpResponseRedirect(request.get_full_path())

    def _shelf(self, request, wrong=None):
        """The photos that the address asks for; or the rows that could not be kept, with what was typed."""
        shelf = Shelf(request.GET, user=request.user, is_counted=True)
        look = None if wrong else shelf.look()
        as_list = bool(wrong) or request.GET.get("xem") == AS_LIST
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(self.opts.verbose_name_plural),
            "opts": self.opts,
            "shelf": shelf,
            "look": look,
            "as_list": as_list,
            "rows": wrong or (rows_for(request.user, look.photos) if as_list else []),
            "is_wrong": bool(wrong),
            "may_upload": self.has_add_permission(request),
            "most_files": MOST_FILES,
            "most_rows": MOST_ROWS,
            "most_counted": COUNTED,
            "most_megabytes": settings.PHOTO_MAX_MEGABYTES,
        }
        status = 200 if shelf.is_valid else 400
        return TemplateResponse(request, "articles/admin/photo_list.html", context, status=status)

    # --- One photo ---------------------------------------------------------------------------------------------------

    def get_object(self, request, object_id, from_field=None):
        """Locked where it is to be written: what the form compares with must not change under its hands."""
        if request.method != "POST":
            return super().get_object(request, object_id, from_field)
        return Photo.objects.select_for_update(no_key=True).filter(pk=pk_of(object_id)).first()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        user = request.user
        closed = photos.closed_to(obj, user)
        context |= {
            "title": Truncator(obj).chars(90),
            "subtitle": None,
            "photo": obj,
            "may_change": self.has_change_permission(request, obj),
            "closed": closed,
            "may_replace": not closed and user.has_perm("articles.change_photo") and not obj.is_taken_down,
            "may_take_down": not closed and user.has_perm("articles.take_down_photo"),
            "uses": steps.places_of(obj, user),
            "alike": self._alike(obj, user),
            "cuts": CUTS,
            "address": request.build_absolute_uri(obj.file.url),
        }
        context["may_delete"] = user.has_perm("articles.delete_photo") and not context["uses"]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _alike(self, photo, user):
        """Those that look like this one, each with a few of the articles that hold it and how many more do.

        Of these few, only what the person may know of is named.
        """
        alike = photos.alike(photo)[:ALIKE]
        shown = photos.articles_showing(alike) if alike else {}
        known = known_to(user, [each for _count, articles in shown.values() for each in articles], timezone.now())
        rows = []
        for other in alike:
            count, articles = shown[other.pk]
            named = [each for each in articles if each in known]
            rows.append((other, named, count - len(named)))
        return rows

    def response_change(self, request, obj):
        messages.success(request, _("The photo is saved."))
        return redirect(reverse("admin:articles_photo_change", args=[obj.pk]))
