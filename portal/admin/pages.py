"""Standing pages: written in the editor, kept by page_steps.py, seen before readers see them."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csp import csp_override

from articles import editor
from articles.admin.base import WholeSiteAdmin
from articles.wording import stamp

from .. import first_pages, page_steps
from ..forms import PageForm
from ..models import Page
from ..pages import shown


@admin.register(Page)
class PageAdmin(WholeSiteAdmin):
    form = PageForm
    change_form_template = "portal/admin/page_form.html"
    change_list_template = "portal/admin/page_list.html"
    list_display = ["title", "language", "address", "is_published", "in_footer", "changed_at"]
    list_filter = ["language", "is_published"]
    ordering = ["-language", "order", "title"]  # the Vietnamese first
    actions = None  # pages are deleted one by one, each with its address
    fields = PageForm.Meta.fields

    @property
    def media(self):
        """None of the stock scripts: urlify has no đ, and the form needs no other."""
        return forms.Media()

    @admin.display(description=gettext_lazy("address"))
    def address(self, page):
        return page.get_absolute_url()

    @admin.display(description=gettext_lazy("last changed at"), ordering="updated_at")
    def changed_at(self, page):
        return stamp(page.updated_at)

    def has_delete_permission(self, request, obj=None):
        """Nothing that readers see vanishes by accident: it is taken down first."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    def get_urls(self):
        own = [
            path("<key:page_id>/xem-thu/", self.admin_site.admin_view(self.preview), name="portal_page_preview"),
            path("ban-mau/", self.admin_site.admin_view(self.first_pages), name="portal_page_first"),
        ]
        return own + super().get_urls()

    @method_decorator(csp_override(editor.POLICY))
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request, extra_context=None):
        lacking = first_pages.lacking() if self.has_add_permission(request) else []
        return super().changelist_view(request, {"lacking": lacking, **(extra_context or {})})

    def save_model(self, request, obj, form, change):
        page_steps.save(obj, by=request.user)

    def delete_model(self, request, obj):
        page_steps.delete(obj, by=request.user)

    def view_on_site(self, page):
        return page.get_absolute_url() if page.is_published else None

    def preview(self, request, page_id):
        """Show a page as readers would see it, saved but perhaps not yet theirs to see."""
        page = get_object_or_404(Page.objects.select_related("translation"), pk=page_id)
        if not self.has_view_or_change_permission(request, page):
            raise PermissionDenied
        if page.is_published:
            said = _("Preview: readers see this page as it stands here.")
        else:
            said = _("Preview: readers don't see this page yet.")
        ribbon = {"said": said, "back": _("Back to the form"), "language": translation.get_language()}
        with translation.override(page.language):
            return shown(request, page, is_preview=True, ribbon=ribbon).render()

    def first_pages(self, request):
        """Make the pages that a state portal must have and this one lacks, as drafts to fill in."""
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied
        made = len(first_pages.create(by=request.user))
        said = ngettext("%(count)s draft was made.", "%(count)s drafts were made.", made) % {"count": made}
        messages.success(request, said + " " + _("Readers see none of it before you say so in its form."))
        return HttpResponseRedirect(reverse("admin:portal_page_changelist"))
