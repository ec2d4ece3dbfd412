"""The units that answer readers, who belongs to them, and how far they are with what was handed to them."""

from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.admin.base import PublicContentAdmin
from articles.wording import actor_of

from ..forms_staff import UnitForm
from ..models import Comment, Unit
from .report import report


@admin.register(Unit)
class UnitAdmin(PublicContentAdmin):
    """A unit is closed, never deleted: what it answered stays under its name, which readers see."""

    list_display = ["name", "people", "answer_days", "open_cases", "is_active", "order"]
    ordering = ["order", "name"]
    form = UnitForm
    change_list_template = "comments/admin/linked_list.html"

    class Media:
        css = {"all": ["css/comments-staff.css"]}

    def get_urls(self):
        own = path("bao-cao/", self.admin_site.admin_view(report), name="comments_report")
        return [own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        link = (reverse("admin:comments_report"), _("Report on readers' comments"))
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"link": link, "title": title, **(extra_context or {})})

    def get_fields(self, request, obj=None):
        may_change = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return ["name", "answer_days", "members" if may_change else "people", "is_active", "order"]

    def get_readonly_fields(self, request, obj=None):
        return ["people"]

    def get_queryset(self, request):
        open_ones = Count("cases", filter=Q(cases__in=Comment.objects.open_cases()))
        return super().get_queryset(request).annotate(open=open_ones).prefetch_related("members")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name != "members":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        # Without the stock widget's button that adds an account.
        return self.formfield_for_manytomany(db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs)

    @admin.display(description=_("members"))
    def people(self, unit):
        return ", ".join(actor_of(user) for user in unit.members.all())

    @admin.display(description=_("open cases"), ordering="open")
    def open_cases(self, unit):
        return unit.open

    def has_delete_permission(self, request, obj=None):
        return False
