from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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


ACTIONS = {"add": _("add"), "change": _("change"), "delete": _("delete"), "view": _("view")}


def permission_label(permission):
    """Name a permission in the person's language: Django stores its names untranslated."""
    action, _separator, model = permission.codename.partition("_")
    known = action in ACTIONS and model == permission.content_type.model
    right = ACTIONS[action] if known else gettext(permission.name)
    return f"{permission.content_type.app_labeled_name}: {right}"


class PermissionNames:
    """Shows permissions by permission_label wherever they are chosen."""

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.remote_field.model is Permission:
            field.label_from_instance = permission_label
        return field


admin.site.unregister([User, Group])


@admin.register(Group)
class RoleAdmin(PermissionNames, GroupAdmin):
    pass


@admin.register(User)
class StaffAdmin(PermissionNames, UserAdmin):
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
