"""The blocked terms: added several at once, and tried out on a sentence before a reader meets them."""

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import text as plain
from articles.forms import LineField

from .. import terms
from ..models import BlockedTerm

LONGEST = 60
MOST = 200  # lines at once


def key_of(term):
    """Terms that differ in capitals alone are one: they match the same."""
    return plain.one_line(term).casefold()


class TermForm(forms.ModelForm):
    term = LineField(label=gettext_lazy("term"), max_length=LONGEST)

    class Meta:
        model = BlockedTerm
        fields = ["term", "kind"]

    def clean_term(self):
        term = self.cleaned_data["term"]
        others = BlockedTerm.objects.exclude(pk=self.instance.pk).values_list("term", flat=True)
        if key_of(term) in map(key_of, others):
            raise forms.ValidationError(_("“%(term)s” is in the list already.") % {"term": term})
        return term


class TermsForm(forms.ModelForm):
    """Several terms of one kind, one a line."""

    terms = forms.CharField(
        label=gettext_lazy("Terms, one a line"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy("Spelled rightly, with all marks; other spellings are found by themselves."),
    )

    class Meta:
        model = BlockedTerm
        fields = ["kind"]

    field_order = ["terms", "kind"]

    def clean_terms(self):
        """The terms as they will be stored; lines that are given twice count once."""
        lines = [plain.one_line(line) for line in plain.normalise(self.cleaned_data["terms"]).split("\n")]
        wanted = {key_of(line): line for line in reversed(lines) if line}
        found = list(reversed(wanted.values()))
        known = {key_of(term) for term in BlockedTerm.objects.values_list("term", flat=True)}
        errors = [_("“%(term)s” is in the list already.") % {"term": t} for t in found if key_of(t) in known]
        errors += [
            _("“%(term)s” is too long: at most %(n)d characters.") % {"term": t, "n": LONGEST}
            for t in found
            if len(t) > LONGEST
        ]
        if not found:
            errors = [self.fields["terms"].error_messages["required"]]
        if len(found) > MOST:
            errors = [_("At most %(n)d terms at once, please.") % {"n": MOST}]
        if errors:
            raise forms.ValidationError(errors)
        return found


class TryForm(forms.Form):
    sentence = forms.CharField(
        label=gettext_lazy("A sentence to try out"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@admin.register(BlockedTerm)
class BlockedTermAdmin(admin.ModelAdmin):
    list_display = ["term", "kind"]
    list_filter = ["kind"]
    search_fields = ["term"]
    search_help_text = gettext_lazy("With or without marks.")
    list_per_page = 200
    change_list_template = "comments/admin/terms.html"

    def get_form(self, request, obj=None, change=False, **kwargs):
        return TermForm if change else TermsForm

    def get_fields(self, request, obj=None):
        return ["term", "kind"] if obj else ["terms", "kind"]

    def get_search_results(self, request, queryset, search_term):
        """The list is short: it is searched as people type, which no collation of both databases does."""
        words = plain.fold(search_term).split()
        if not words:
            return queryset, False
        pairs = [(pk, plain.fold(term)) for pk, term in queryset.values_list("pk", "term")]
        return queryset.filter(pk__in=[pk for pk, term in pairs if all(word in term for word in words)]), False

    def changelist_view(self, request, extra_context=None):
        """The list; a sentence that is tried out comes by POST, for it may be a reader's own."""
        is_tried = request.method == "POST" and "sentence" in request.POST
        form = TryForm(request.POST if is_tried else None)
        tried = {"try_form": form}
        if is_tried and form.is_valid():
            every = tuple(BlockedTerm.objects.order_by("pk").values_list("term", flat=True))
            tried["found"] = terms.find(form.cleaned_data["sentence"], every)
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **tried, **(extra_context or {})})

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
            return
        first, *others = form.cleaned_data["terms"]
        obj.term = first
        obj.save()
        BlockedTerm.objects.bulk_create(BlockedTerm(term=term, kind=obj.kind) for term in others)
        if others:
            count = len(others) + 1
            said = ngettext("%(count)d term was added.", "%(count)d terms were added.", count) % {"count": count}
            self.message_user(request, said)
