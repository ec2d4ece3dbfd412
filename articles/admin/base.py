from django.contrib import admin

from ..forms import SlugInput
from ..models import ContentVersion


class PublicContentAdmin(admin.ModelAdmin):
    """For what readers see at once: each change raises the content version in the same transaction."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        ContentVersion.bump()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        ContentVersion.bump()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        ContentVersion.bump()


class NamedAdmin(PublicContentAdmin):
    """For things with a name and a slug that follows it while it is typed."""

    search_fields = ["name", "slug"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "slug":
            kwargs["widget"] = SlugInput(follows="name")
        return super().formfield_for_dbfield(db_field, request, **kwargs)
