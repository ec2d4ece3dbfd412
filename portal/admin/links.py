from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.admin.base import WholeSiteAdmin
from articles.models import reach_of

from ..forms import LinkForm
from ..models import Link, LinkBlock


class LinkInline(admin.TabularInline):
    """Links have no rights of their own: whoever may change the block may change what stands in it."""

    model = Link
    form = LinkForm
    extra = 1

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("portal.view_linkblock") or self.has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("portal.change_linkblock") and reach_of(request.user) is None

    def has_add_permission(self, request, obj):
        may = request.user.has_perm("portal.add_linkblock") and reach_of(request.user) is None
        return may or self.has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


@admin.register(LinkBlock)
class LinkBlockAdmin(WholeSiteAdmin):
    list_display = ["name", "link_names", "order"]
    fields = ["name", "order"]
    inlines = [LinkInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("links")

    @admin.display(description=_("links"))
    def link_names(self, block):
        return ", ".join(link.name for link in block.links.all())
