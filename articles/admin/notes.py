"""Notes between editors on an article: threads beside the form, opened, answered and closed. Never public."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from .. import workflow
from ..forms import LineField, ParagraphsField
from ..models import Article, Note, Revision
from ..states import Step
from .steps import form_address, title_of

WRITE, ANSWER, RESOLVE = "write", "answer", "resolve"
ACTIONS = [(name, name) for name in (WRITE, ANSWER, RESOLVE)]


class NoteForm(forms.Form):
    """What a button of the panel sends. `ban` is the version that the address of the article form names."""

    action = forms.ChoiceField(choices=ACTIONS, widget=forms.HiddenInput)
    note = forms.ModelChoiceField(Note.objects.none(), required=False, widget=forms.HiddenInput)
    revision = forms.ModelChoiceField(Revision.objects.none(), required=False, widget=forms.HiddenInput)
    ban = forms.RegexField("^(dang|[1-9][0-9]{0,17})$", required=False, widget=forms.HiddenInput)
    quote = LineField(label=gettext_lazy("About the passage"), max_length=300, required=False)
    text = ParagraphsField(
        label=gettext_lazy("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, article, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].queryset = article.notes.all()
        self.fields["revision"].queryset = article.revisions.all()

    def clean(self):
        cleaned = super().clean()
        is_about_a_note = cleaned.get("action") in {ANSWER, RESOLVE}
        if is_about_a_note and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _("It was not said which note is meant."))
        return cleaned


def urls(model_admin):
    view = model_admin.admin_site.admin_view(note)
    return [path("<key:article_id>/ghi-chu/", view, {"model_admin": model_admin}, name="articles_notes")]


def panel(article, user, *, revision=None, version="") -> dict:
    """Return what _notes.html and _notes_forms.html show, in one query however many notes there are.

    `revision` is the version that is open in the form, `version` what the form's address says of it (`?ban=`).
    """
    notes = list(article.notes.select_related("by", "resolved_by").order_by("pk"))
    replies = {note.pk: [] for note in notes if note.answers_to_id is None}
    for note in notes:
        replies.get(note.answers_to_id, []).append(note)
    threads = [{"head": note, "replies": replies[note.pk]} for note in notes if note.answers_to_id is None]
    return {
        "article": article,
        "revision": revision,
        "version": version,
        "waiting": [thread for thread in threads if thread["head"].resolved_at is None],
        "resolved": [thread for thread in threads if thread["head"].resolved_at],
        "may_write": workflow.possible(Step.NOTE, article) and workflow.may(user, Step.NOTE, article, revision),
    }


@require_POST
def note(request, article_id, model_admin):
    """Write, answer or close, and go back to the form; what can't be kept comes back on a page of its own."""
    article = get_object_or_404(Article, pk=article_id)
    form = NoteForm(article, request.POST)
    if form.is_valid():
        try:
            messages.success(request, _take(article, form.cleaned_data, request.user))
        except workflow.NotReady as error:
            for name, sentence in error.errors.items():
                form.add_error(name if name in form.fields else None, sentence)
        except workflow.NotPossible as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(form_address(article, form.cleaned_data["ban"]) + "#ghi-chu")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Note on the article"),
        "article": article,
        "headline": title_of(article),
        "form": form,
        "opts": model_admin.opts,
    }
    return TemplateResponse(request, "articles/admin/note.html", context)


def _take(article, sent, by):
    """Do what was asked for, and return the sentence that says so. Words typed beside "done" are kept as an answer."""
    is_answer = sent["action"] in {ANSWER, RESOLVE}
    if sent["text"] or sent["action"] != RESOLVE:
        workflow.write_note(
            article,
            by=by,
            text=sent["text"],
            revision=sent["revision"],
            quote="" if is_answer else sent["quote"],
            answers_to=sent["note"] if is_answer else None,
        )
    if sent["action"] == RESOLVE:
        workflow.resolve_note(sent["note"], by=by)
        return _("The note is done. It stands among the finished ones.")
    return _("Your answer stands under the note.") if is_answer else _("Your note is kept. Readers never see it.")
