from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
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


admin.site.unregister(User)


@admin.register(User)
class StaffAdmin(UserAdmin):
    """Accounts by role. Django lets whoever may change users make themselves superuser; here only one can make one."""

    OWN = ("is_superuser", "user_permissions")

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else [*fields, *self.OWN]

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (request.user.is_superuser or obj is None or not obj.is_superuser)

    def has_delete_permission(self, request, obj=None):
        return False  # people leave, what they wrote stays under their name: switch the account off instead
