from django.contrib import admin

from ..models import Section, Tag
from .base import NamedAdmin


@admin.register(Section)
class SectionAdmin(NamedAdmin):
    list_display = ["name", "parent", "order", "front_page"]
    list_select_related = ["parent"]
    fields = ["name", "slug", "parent", "order", "description", "front_page", "comments_allowed", "archive_notice"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "parent":
            kwargs["queryset"] = Section.objects.filter(parent=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Tag)
class TagAdmin(NamedAdmin):
    list_display = ["name", "slug"]
    fields = ["name", "slug"]
