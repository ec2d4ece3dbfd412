"""Steps beside the form: with one button from lists, dashboard and form, or on a page that first asks for words.

The rights and states are workflow's: here a person gets the words to type and is told what came of it.
"""

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from .. import calendar, workflow
from ..forms import LineField, ParagraphsField, WithdrawForm
from ..keys import pk_of
from ..models import Article, Revision
from ..states import REVISION_ALLOWED, Step
from ..wording import in_quotes

LONGEST_ADDRESS = 2000


# What each button does: the step and the sentence that tells of it.
def _reviewer_so_far(revision):
    """Who had the review, where they may still take it: a text that was returned goes back to them."""
    so_far = revision.assignee
    may = so_far and so_far.is_active and workflow.may(so_far, Step.APPROVE, revision.article, revision)
    return so_far if may else None


BUTTONS = {
    "claim": (
        lambda article, how, by: workflow.claim(how["revision"], by=by),
        gettext_lazy("You are now reviewing “%(article)s”."),
    ),
    "assign": (
        lambda article, how, by: workflow.assign(how["revision"], by=by, to=how["to"]),
        gettext_lazy("The review of “%(article)s” has been handed on."),
    ),
    "submit": (
        lambda article, how, by: workflow.submit(
            how["revision"],
            by=by,
            assignee=how["to"] or _reviewer_so_far(how["revision"]),
            due_on=how["due_on"],
            note=how["note"],
        ),
        gettext_lazy("“%(article)s” has been sent for review."),
    ),
    "approve": (
        lambda article, how, by: workflow.approve(how["revision"], by=by, note=how["note"]),
        gettext_lazy("“%(article)s” is approved for publication. Readers don't see it yet."),
    ),
    "send_back": (
        lambda article, how, by: workflow.send_back(how["revision"], by=by, reason=how["reason"]),
        gettext_lazy("“%(article)s” has been returned to the writer."),
    ),
    "discard": (
        lambda article, how, by: workflow.discard(how["revision"], by=by),
        gettext_lazy("The draft of “%(article)s” has been put aside. It stays among the versions."),
    ),
    "unschedule": (
        lambda article, how, by: workflow.unschedule(article, by=by),
        gettext_lazy("The schedule of “%(article)s” is called off. It does not go up by itself any more."),
    ),
    "apply_plan": (
        lambda article, how, by: workflow.apply_plan(how["revision"], by=by),
        gettext_lazy("The new version of “%(article)s” is on the site."),
    ),
    "unplan": (
        lambda article, how, by: workflow.unplan(how["revision"], by=by),
        gettext_lazy("The new version of “%(article)s” is called off. It does not go up by itself any more."),
    ),
    "review_later": (
        lambda article, how, by: workflow.set_review_day(article, by=by, on=calendar.in_half_a_year()),
        gettext_lazy("“%(article)s” is noted as looked at. It comes up again in six months."),
    ),
    "trash": (
        lambda article, how, by: workflow.trash(article, by=by, reason=how["reason"]),
        gettext_lazy("“%(article)s” is in the trash. It can be taken out again."),
    ),
    "undelete": (
        lambda article, how, by: workflow.undelete(article, by=by),
        gettext_lazy("“%(article)s” has been taken out of the trash."),
    ),
}
ABOUT_A_VERSION = {"claim", "assign", "submit", "approve", "send_back", "discard", "apply_plan", "unplan"}


class StepForm(forms.Form):
    """What a button sends. `revision` is the version that the person had before their eyes."""

    step = forms.ChoiceField(choices=[(name, name) for name in BUTTONS])
    revision = forms.ModelChoiceField(Revision.objects.none(), required=False)
    to = forms.ModelChoiceField(get_user_model().objects.filter(is_active=True, is_staff=True), required=False)
    due_on = forms.DateField(required=False)
    note = ParagraphsField(max_length=2000, required=False)
    reason = ParagraphsField(max_length=2000, required=False)

    def __init__(self, article, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["revision"].queryset = article.revisions.all()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("step") in ABOUT_A_VERSION and not cleaned.get("revision") and "revision" not in self.errors:
            self.add_error("revision", _("It was not said which version is meant."))
        return cleaned


class CorrectionForm(forms.Form):
    text = ParagraphsField(
        label=gettext_lazy("What was wrong, and what is right"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Readers see it with today's date under the article's lead. It can't be changed later."),
    )


class TrashForm(forms.Form):
    reason = LineField(
        label=gettext_lazy("Reason, if you like"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Only the newsroom sees it."),
    )


class ReturnForm(forms.Form):
    reason = ParagraphsField(
        label=gettext_lazy("What is to be put right"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("The writer reads it in the form and in the mail."),
    )


def urls(model_admin):
    def own(route, view, name):
        return path(
            f"<key:article_id>/{route}/",
            model_admin.admin_site.admin_view(view),
            {"model_admin": model_admin},
            name=name,
        )

    return [
        own("buoc", step, "articles_step"),
        own("go-bai", withdraw, "articles_withdraw"),
        own("dinh-chinh", correct, "articles_correct"),
        own("thung-rac", trash, "articles_trash"),
        own("tra-lai", send_back, "articles_send_back"),
    ]


@require_POST
def step(request, article_id, model_admin):
    """Take one step and go back to where the button stood."""
    article = get_object_or_404(Article, pk=article_id)
    form = StepForm(article, request.POST)
    if form.is_valid():
        take, done = BUTTONS[form.cleaned_data["step"]]
        try:
            take(article, form.cleaned_data, request.user)
        except workflow.NotPossible as error:
            messages.error(request, str(error))
        else:
            messages.success(request, done % {"article": in_quotes(title_of(article, form.cleaned_data["revision"]))})
    else:
        messages.error(request, _("Nothing was changed. %(why)s") % {"why": " ".join(sentences_of(form))})
    return HttpResponseRedirect(_way_back(request, article))


def withdraw(request, article_id, model_admin):
    """Ask for the reason, then take the article from the site."""
    article = _article_for(request, article_id, Step.WITHDRAW)
    form = WithdrawForm(_sent(request))
    if _is_taken(form, lambda: workflow.withdraw(article, by=request.user, reason=form.cleaned_data["reason"])):
        messages.success(request, _("“%(article)s” is no longer on the site.") % {"article": in_quotes(article)})
        return redirect(form_address(article))
    return _page(request, model_admin, article, form, "withdraw", _("Withdraw the article"))


def correct(request, article_id, model_admin):
    """Ask for the words of a public correction; the earlier ones stand below."""
    article = _article_for(request, article_id, Step.CORRECT)
    form = CorrectionForm(_sent(request))
    if _is_taken(form, lambda: workflow.correct(article, by=request.user, text=form.cleaned_data["text"])):
        messages.success(
            request,
            format_html(
                '{} <a href="{}">{}</a> · <a href="{}">{}</a>',
                _("The correction stands with “%(article)s”. The text itself is as it was.")
                % {"article": in_quotes(article)},
                form_address(article, "dang"),
                _("Mend the live version"),
                article.get_absolute_url(),
                _("View on the site"),
            ),
        )
        return redirect("admin:articles_correct", article.pk)
    corrections = article.corrections.select_related("by")
    return _page(request, model_admin, article, form, "correct", _("Correct the article"), corrections=corrections)


def trash(request, article_id, model_admin):
    """Ask once more, and for a reason, before an article goes to the trash."""
    article = _article_for(request, article_id, Step.TRASH)
    form = TrashForm(_sent(request))
    if _is_taken(form, lambda: workflow.trash(article, by=request.user, reason=form.cleaned_data["reason"])):
        messages.success(request, BUTTONS["trash"][1] % {"article": in_quotes(title_of(article))})
        return redirect("admin:articles_article_changelist")
    return _page(request, model_admin, article, form, "trash", _("Put the article in the trash"))


def send_back(request, article_id, model_admin):
    """Ask for the reason before a text goes back to its writer: the version in the address, or the one that waits."""
    article = _article_for(request, article_id, Step.SEND_BACK)
    asked_for = request.GET.get("ban", "")
    if asked_for:
        revision = get_object_or_404(article.revisions, pk=pk_of(asked_for))
    else:
        waiting = article.revisions.open().filter(state__in=REVISION_ALLOWED[Step.SEND_BACK])
        revision = waiting.newest_first().first()
    if revision is None:
        said = _("No version of “%(article)s” is waiting for review.")
        messages.error(request, said % {"article": in_quotes(title_of(article))})
        return redirect(form_address(article))
    form = ReturnForm(_sent(request))
    if _is_taken(form, lambda: workflow.send_back(revision, by=request.user, reason=form.cleaned_data["reason"])):
        messages.success(request, BUTTONS["send_back"][1] % {"article": in_quotes(revision)})
        return redirect(form_address(article))
    title = _("Return the article to its writer")
    return _page(request, model_admin, article, form, "send_back", title, revision=revision)


def title_of(article, revision=None) -> str:
    """Return how people know an article: a draft that was never published has its title in its version alone."""
    return str(revision or article.revisions.newest_first().first() or article)


def form_address(article, version=""):
    """Return the address of an article's form, with the version that it opens."""
    address = reverse("admin:articles_article_change", args=[article.pk])
    return f"{address}?ban={version}" if version else address


def sentences_of(form):
    """Return what is wrong with a form that nobody sees, as sentences."""
    return [str(error) for errors in form.errors.values() for error in errors]


def _article_for(request, article_id, step):
    article = get_object_or_404(Article, pk=article_id)
    if not workflow.may(request.user, step, article):
        raise PermissionDenied
    return article


def _sent(request):
    return request.POST if request.method == "POST" else None


def _is_taken(form, take):
    """Take a step with what was typed; what stands in its way is said in the form, beside the words."""
    if not form.is_valid():  # an unsent form is not valid either
        return False
    try:
        take()
    except workflow.NotReady as error:
        for name, sentence in error.errors.items():
            form.add_error(name if name in form.fields else None, sentence)
    except workflow.NotPossible as error:
        form.add_error(None, str(error))
    return form.is_valid()


def _page(request, model_admin, article, form, name, title, **context):
    context |= {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "article": article,
        "headline": title_of(article, context.get("revision")),
        "form": form,
        "opts": model_admin.opts,
    }
    return TemplateResponse(request, f"articles/admin/{name}.html", context)


def _way_back(request, article):
    """The page that the button stood on, if it is one of this site; else the form."""
    address = request.POST.get("next", "")
    is_own = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_own and len(address) < LONGEST_ADDRESS else form_address(article)
