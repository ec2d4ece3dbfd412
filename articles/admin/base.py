from copy import copy

from django import forms
from django.contrib import admin
from django.db import IntegrityError, models
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from .. import addresses
from ..forms import SMALL_FIRST, LineField, NamedForm, ParagraphsField
from ..models import ContentVersion, FormerSlug, reach_of


class EmailLineField(LineField, forms.EmailField):
    pass


class URLLineField(LineField, forms.URLField):
    pass


class PublicContentAdmin(admin.ModelAdmin):
    """For what readers see at once: each change raises the content version in the same transaction.

    Typed words pass articles/text.py: a control character in the name of the site would break every feed.
    """

    formfield_overrides = {
        models.CharField: {"form_class": LineField},
        models.EmailField: {"form_class": EmailLineField},
        models.URLField: {"form_class": URLLineField},
        models.TextField: {"form_class": ParagraphsField},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "order":
            kwargs.setdefault("help_text", SMALL_FIRST)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def changeform_view(self, request, *args, **kwargs):
        """Where somebody else stored the same address since the form was checked, it is checked again and says so."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        ContentVersion.bump()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        ContentVersion.bump()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        ContentVersion.bump()


class WholeSiteAdmin(PublicContentAdmin):
    """For what stands on every page of the site: who is limited to some sections may look, no more."""

    def has_add_permission(self, request):
        return super().has_add_permission(request) and reach_of(request.user) is None

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and reach_of(request.user) is None

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and reach_of(request.user) is None


class NamedAdmin(PublicContentAdmin):
    """For things with a name and a slug that follows it while it is typed. Renamed, it is still found as it was."""

    form = NamedForm
    search_fields = ["name", "slug"]

    def get_fields(self, request, obj=None):
        former = ["former_addresses"] if obj and self._former(obj).exists() else []
        return [*super().get_fields(request, obj), *former]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "former_addresses"]

    @admin.display(description=_("former addresses"))
    def former_addresses(self, thing):
        return format_html_join(", ", "{}", ([_at(thing, slug)] for slug in self._former(thing)))

    def _former(self, thing):
        former = FormerSlug.objects.filter(kind=addresses.KINDS[self.model], target=thing.pk)
        return former.order_by("pk").values_list("slug", flat=True)

    def save_model(self, request, obj, form, change):
        # As it is stored now, not as the form was opened: somebody else may have renamed it since.
        stored = self.model.objects.select_for_update().filter(pk=obj.pk)
        before = stored.order_by().values_list("slug", flat=True).first() if change else ""
        super().save_model(request, obj, form, change)
        addresses.renamed(addresses.KINDS[self.model], before, obj)

    def delete_model(self, request, obj):
        addresses.forget(addresses.KINDS[self.model], [obj.pk])
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        addresses.forget(addresses.KINDS[self.model], list(queryset.values_list("pk", flat=True)))
        super().delete_queryset(request, queryset)


def _at(thing, slug):
    """Return the address that a thing had under another slug."""
    former = copy(thing)
    former.slug = slug
    return former.get_absolute_url()
