"""The wording that readers agree to."""

from django.contrib import admin

from ..models import ConsentText


@admin.register(ConsentText)
class ConsentTextAdmin(admin.ModelAdmin):
    """A new wording is a new row; which one the form shows is chosen in the site identity."""

    list_display = ["text", "valid_from"]
    fields = ["text"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
