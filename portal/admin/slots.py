"""Brings the slots of the fronts into the newsroom: the screen that fills them, and the preview of what comes of it."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import path

from articles.admin.slots import slots_screen
from articles.models import Placement

from ..previews import slots_preview


@admin.register(Placement)
class PlacementAdmin(admin.ModelAdmin):
    """Placements are changed on the screen of the slots alone: stock pages would pass by the steps and their record."""

    fields = ["position"]  # no article: the list of articles has an order that only its own page can ask for

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def site_urls(self):
        site = self.admin_site
        return [
            path("trang-nhat/", site.admin_view(slots_screen), name="slots"),
            path("trang-nhat/xem-truoc/", site.admin_view(slots_preview), name="slots_preview"),
        ]

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:slots")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("admin:slots")

    def history_view(self, request, object_id, extra_context=None):
        return redirect("admin:slots")
