from django import forms
from django.contrib import admin
from django.db import models

from .. import addresses
from .. import text as plain
from ..forms import LineField, NamedForm
from ..models import ContentVersion


class EmailLineField(LineField, forms.EmailField):
    pass


class URLLineField(LineField, forms.URLField):
    pass


class ParagraphsField(forms.CharField):
    """Plain text of several lines, normalised before it is measured."""

    def to_python(self, value):
        return plain.paragraphs(super().to_python(value))


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

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        ContentVersion.bump()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        ContentVersion.bump()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        ContentVersion.bump()


class NamedAdmin(PublicContentAdmin):
    """For things with a name and a slug that follows it while it is typed. Renamed, it is still found as it was."""

    form = NamedForm
    search_fields = ["name", "slug"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        addresses.renamed(addresses.KINDS[self.model], form.initial["slug"] if change else "", obj)

    def delete_model(self, request, obj):
        addresses.forget(addresses.KINDS[self.model], [obj.pk])
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        addresses.forget(addresses.KINDS[self.model], list(queryset.values_list("pk", flat=True)))
        super().delete_queryset(request, queryset)
