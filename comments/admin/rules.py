from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles import text as plain
from articles.admin.base import PublicContentAdmin

from ..contact import normalised_phone
from ..models import CommentRules, Flag

ALWAYS = {Flag.PERSONAL}  # masked in any case, and marked


class FlagsInput(forms.CheckboxSelectMultiple):
    """What is looked for in any case stands ticked, for nobody can take it off."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value in ALWAYS:
            option["attrs"] |= {"checked": True, "disabled": True}
        return option


class CommentRulesForm(forms.ModelForm):
    looks_for = forms.MultipleChoiceField(
        label=capfirst(_("what a comment is looked through for")),
        choices=Flag.choices,
        widget=FlagsInput,
        required=False,
        help_text=_("What is found is marked on the desk; it refuses nothing by itself."),
    )

    class Meta:
        model = CommentRules
        fields = "__all__"  # noqa: DJ007 -- the fieldsets name them

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.looks_for is None:
            self.initial["looks_for"] = Flag.values

    def clean_public_phones(self):
        """The numbers one a line; what can't be read as one would spare nothing."""
        lines = [plain.one_line(line) for line in plain.normalise(self.cleaned_data["public_phones"]).split("\n")]
        lines = list(filter(None, lines))
        if unread := [line for line in lines if not normalised_phone(line)]:
            raise forms.ValidationError([_("“%(line)s” is no phone number.") % {"line": line} for line in unread])
        return "\n".join(lines)

    def clean_looks_for(self):
        """The codes in the order of Flag, or None for all of them, which then takes in those of later releases."""
        chosen = ALWAYS | set(self.cleaned_data["looks_for"])
        return None if chosen == set(Flag) else [code for code in Flag.values if code in chosen]


@admin.register(CommentRules)
class CommentRulesAdmin(PublicContentAdmin):
    """One row, made with the tables: the list leads straight to it. Readers see its days beside the form."""

    form = CommentRulesForm

    class Media:
        css = {"all": ["css/comments-staff.css"]}

    def get_fieldsets(self, request, obj=None):
        looks_for = "looks_for" if self.has_change_permission(request, obj) else "looks_for_labels"
        limits = ["per_minute", "per_hour", "article_per_minute", "lookups_per_minute"]
        return [
            (_("Deadlines"), {"fields": ["decision_days", "answer_days", "close_after_days"]}),
            (_("Personal data"), {"fields": ["keep_contact_days", "public_phones"]}),
            (_("Limits"), {"fields": limits}),
            (_("A second look"), {"fields": ["shortest_seconds", looks_for]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return [] if self.has_change_permission(request, obj) else ["looks_for_labels"]

    @admin.display(description=_("what a comment is looked through for"))
    def looks_for_labels(self, rules):
        return ", ".join(str(label) for code, label in Flag.choices if rules.watches(code) or code in ALWAYS)

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return redirect("admin:comments_commentrules_change", 1)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
