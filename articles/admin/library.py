from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from ..models import Photo
from .base import PublicContentAdmin


@admin.register(Photo)
class PhotoAdmin(PublicContentAdmin):
    """The media library. Photos come in through the picker's one door; here their words are put right."""

    list_display = ["picture", "alt", "caption", "credit", "uploaded_at"]
    list_display_links = ["picture", "alt"]
    search_fields = ["alt", "caption", "credit"]
    fields = ["picture", "alt", "caption", "credit", "uploaded_at", "uploaded_by"]
    readonly_fields = ["picture", "uploaded_at", "uploaded_by"]

    @admin.display(description=_("photo"))
    def picture(self, photo):
        return photo.preview

    def add_view(self, request, form_url="", extra_context=None):
        return redirect("photo_picker")

    def has_delete_permission(self, request, obj=None):
        return False
