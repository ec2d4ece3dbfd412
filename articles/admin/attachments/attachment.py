"""The documents' library: what there is, who offers it, and a page for each."""

from functools import partial

from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import attachments
from ...models import ArticleAttachment, Attachment
from ...wording import actor_of
from ..base import PublicContentAdmin
from ..sight import known_to
from . import steps


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "go"

    def lookups(self, request, model_admin):
        return [("0", _("at its address")), ("1", _("taken down"))]

    def queryset(self, request, queryset):
        if self.value() not in {"0", "1"}:
            return queryset
        return queryset.filter(taken_down_at__isnull=self.value() == "0")


@admin.register(Attachment)
class AttachmentAdmin(PublicContentAdmin):
    """Documents come in through one door; here their titles are put right, and what must go is taken down."""

    change_form_template = "articles/admin/attachment_form.html"
    change_list_template = "articles/admin/attachment_list.html"
    list_display = ["title", "kind", "size", "state", "offered_by", "uploaded_at", "uploader"]
    list_filter = [StateFilter, "kind"]
    list_select_related = ["uploaded_by"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["title", "original_name"]
    fields = ["title", "kind", "size", "original_name", "uploaded_at", "uploader"]
    readonly_fields = ["kind", "size", "original_name", "uploaded_at", "uploader"]

    def get_queryset(self, request):
        uses = ArticleAttachment.objects.filter(attachment=OuterRef("pk")).order_by().values("attachment")
        counted = Subquery(uses.values(n=Count("pk")))
        return super().get_queryset(request).annotate(use_count=Coalesce(counted, 0))

    def get_urls(self):
        def page(view):
            return self.admin_site.admin_view(partial(view, model_admin=self))

        return [
            path("<key:attachment_id>/go/", page(steps.take_down), name="articles_attachment_take_down"),
            path("<key:attachment_id>/khoi-phuc/", page(steps.bring_back), name="articles_attachment_bring_back"),
            path("<key:attachment_id>/xoa/", page(steps.delete), name="articles_attachment_remove"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("size"), ordering="file_size")
    def size(self, attachment):
        return filesizeformat(attachment.file_size)

    @admin.display(description=gettext_lazy("state"))
    def state(self, attachment):
        return _("taken down") if attachment.is_taken_down else _("at its address")

    @admin.display(description=gettext_lazy("in articles"))
    def offered_by(self, attachment):
        return attachment.use_count

    @admin.display(description=gettext_lazy("uploaded by"))
    def uploader(self, attachment):
        return actor_of(attachment.uploaded_by)

    def has_change_permission(self, request, obj=None):
        """Its title is read where it was taken down, in whatever section."""
        is_closed = obj is not None and attachments.out_of_reach(obj, request.user)
        return super().has_change_permission(request, obj) and not is_closed

    def has_delete_permission(self, request, obj=None):
        return False  # by a step of our own, which looks into the versions

    def add_view(self, request, form_url="", extra_context=None):
        return steps.upload(request, self)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            offering, holding = attachments.uses_of(obj)
            unsaved = attachments.unsaved_with(obj)
            closed = attachments.out_of_reach(obj, request.user)
            known = known_to(request.user, [*offering, *holding], timezone.now())
            context |= {
                "closed": closed,
                "offering": [each for each in offering if each in known],
                "holding": [each for each in holding if each in known],
                "hidden": len(offering) + len(holding) - len(known),
                "unsaved": unsaved,
                "may_take_down": not closed and request.user.has_perm("articles.take_down_attachment"),
                "may_delete": request.user.has_perm("articles.delete_attachment")
                and not (offering or holding or unsaved),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)
