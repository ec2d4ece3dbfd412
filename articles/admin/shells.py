"""Story shells: written like an article, offered beside “Write an article”."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csp import csp_override

from .. import editor, shells
from ..forms.shells import ShellForm
from ..models import Shell, reach_of


@admin.register(Shell)
class ShellAdmin(admin.ModelAdmin):
    form = ShellForm
    change_form_template = "articles/admin/shell_form.html"
    change_list_template = "articles/admin/shell_list.html"
    list_display = ["name", "section", "is_active", "begin"]
    list_select_related = ["section"]
    search_fields = ["name", "title"]
    fields = ShellForm.Meta.fields
    actions = None

    @property
    def media(self):
        """None of the stock scripts, as in the article's form."""
        return forms.Media()

    def get_urls(self):
        own = [path("ban-mau/", self.admin_site.admin_view(self.first_shells), name="articles_shell_first")]
        return own + super().get_urls()

    @admin.display(description=gettext_lazy("write"))
    def begin(self, shell):
        address = reverse("admin:articles_article_add", query={"mau": shell.pk})
        return format_html('<a href="{}">{}</a>', address, _("Write from it"))

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _is_within_reach(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _is_within_reach(request.user, obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without the stock buttons beside a choice: they open windows by a script that is not here."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        reach = reach_of(request.user)
        if db_field.name == "section" and reach is not None:
            kwargs["queryset"] = db_field.related_model.objects.filter(pk__in=reach)
            kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @method_decorator(csp_override(editor.POLICY))
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        context = {"date_words": shells.dates(timezone.localdate()), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def changelist_view(self, request, extra_context=None):
        lacking = shells.lacking() if self._may_make_first(request) else []
        return super().changelist_view(request, {"lacking": lacking, **(extra_context or {})})

    def first_shells(self, request):
        """Make the first shells of a new newsroom that are not there yet."""
        if request.method != "POST" or not self._may_make_first(request):
            raise PermissionDenied
        made = len(shells.create())
        said = ngettext("%(count)s story shell was made.", "%(count)s story shells were made.", made)
        messages.success(request, said % {"count": made})
        return HttpResponseRedirect(reverse("admin:articles_shell_changelist"))

    def _may_make_first(self, request):
        return self.has_add_permission(request) and reach_of(request.user) is None


def _is_within_reach(user, shell):
    reach = reach_of(user)
    return shell is None or reach is None or shell.section_id in reach
