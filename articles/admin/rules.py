from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from .. import checks
from ..models import EditorialRules


class ChecksInput(forms.CheckboxSelectMultiple):
    """Those that block in any case stand ticked, for nobody can take them off."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value in checks.ALWAYS:
            option["attrs"] |= {"checked": True, "disabled": True}
        return option


class RulesForm(forms.ModelForm):
    blocking = forms.MultipleChoiceField(
        label=_("What keeps an article from being published"),
        choices=checks.Check.choices,
        widget=ChecksInput,
        required=False,
        help_text=_("What is not ticked is only pointed out."),
    )

    class Meta:
        model = EditorialRules
        fields = ["four_eyes", "blocking", "title_length", "sentence_syllables", "review_days"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.blocking is None:
            self.initial["blocking"] = sorted(checks.DEFAULT_BLOCKING)

    def clean_blocking(self):
        """The codes in the order of the checks, or None for the defaults, which then follow later releases."""
        chosen = checks.ALWAYS | set(self.cleaned_data["blocking"])
        if chosen == checks.DEFAULT_BLOCKING:
            return None
        return [code for code in checks.Check.values if code in chosen]


@admin.register(EditorialRules)
class EditorialRulesAdmin(admin.ModelAdmin):
    """One row: the list leads straight to it."""

    form = RulesForm

    def get_fields(self, request, obj=None):
        fields = RulesForm.Meta.fields
        if self.has_change_permission(request, obj):
            return fields
        return ["blocking_labels" if name == "blocking" else name for name in fields]

    def get_readonly_fields(self, request, obj=None):
        return [] if self.has_change_permission(request, obj) else ["blocking_labels"]

    @admin.display(description=_("What keeps an article from being published"))
    def blocking_labels(self, rules):
        codes = checks.DEFAULT_BLOCKING if rules.blocking is None else checks.ALWAYS | set(rules.blocking)
        return ", ".join(str(label) for code, label in checks.Check.choices if code in codes)

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if self.has_change_permission(request):
            EditorialRules.objects.get_or_create(pk=1)
        return redirect("admin:articles_editorialrules_change", 1)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
