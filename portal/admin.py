from django.contrib import admin
from django.shortcuts import redirect

from articles.admin.base import PublicContentAdmin

from .models import Banner, SiteIdentity


@admin.register(SiteIdentity)
class SiteIdentityAdmin(PublicContentAdmin):
    """One row: the list leads straight to it."""

    def changelist_view(self, request, extra_context=None):
        identity, _made = SiteIdentity.objects.get_or_create(pk=1, defaults={"name": request.get_host()})
        return redirect("admin:portal_siteidentity_change", identity.pk)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Banner)
class BannerAdmin(PublicContentAdmin):
    list_display = ["text", "kind", "starts_at", "ends_at", "order"]
    list_filter = ["kind"]
