from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import PublicContentAdmin
from articles.models import ContentVersion
from comments.models import ConsentText

from ..models import Banner, SiteIdentity


@admin.register(SiteIdentity)
class SiteIdentityAdmin(PublicContentAdmin):
    """One row: the list leads straight to it."""

    fieldsets = [
        (None, {"fields": ["name", "tagline", "organisation", "address", "phone", "email", "responsible", "licence"]}),
        (_("In English"), {"fields": ["name_en", "organisation_en", "address_en", "responsible_en"]}),
        (_("Parent portal"), {"fields": ["parent_name", "parent_url"]}),
        (_("Looks"), {"fields": ["logo", "accent", "date_order"]}),
        (_("Readers' comments"), {"fields": ["comments_allowed", "consent"]}),
    ]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if self.has_change_permission(request):
            self._ensure_row()
        return redirect("admin:portal_siteidentity_change", 1)

    @transaction.atomic
    def _ensure_row(self):
        _row, made = SiteIdentity.objects.get_or_create(
            pk=1, defaults={"name": gettext("Information portal"), "consent": ConsentText.objects.first()}
        )
        if made:
            ContentVersion.bump()

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Banner)
class BannerAdmin(PublicContentAdmin):
    list_display = ["text", "kind", "starts_at", "ends_at", "order"]
    list_filter = ["kind"]
