from django.contrib import admin

from ..forms import NamedForm
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

    form = NamedForm
    search_fields = ["name", "slug"]
