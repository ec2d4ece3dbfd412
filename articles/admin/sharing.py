"""Links that show one version to people without an account: made, listed and ended beside the form."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from .. import workflow
from ..keys import pk_of
from ..models import Article, PreviewLink, Revision
from ..states import Step
from ..wording import in_quotes, stamp
from .steps import form_address, sentences_of

DAYS = [1, 3, 7, 30]


class ShareForm(forms.Form):
    """What the box beside the form sends; without a version the newest one is meant."""

    revision = forms.ModelChoiceField(
        Revision.objects.none(),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("This version belongs to another article.")},
    )
    days = forms.TypedChoiceField(
        choices=[(days, days) for days in DAYS],
        coerce=int,
        error_messages={
            "required": gettext_lazy("Choose how long the link is to work."),
            "invalid_choice": gettext_lazy("Choose how long the link is to work."),
        },
    )
    ban = forms.RegexField("^(dang|[1-9][0-9]{0,17})$", required=False)

    def __init__(self, article, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["revision"].queryset = article.revisions.all()


def urls(model_admin):
    def own(route, view, name):
        return path(f"<key:article_id>/chia-se/{route}", model_admin.admin_site.admin_view(view), name=name)

    return [own("", share, "articles_share"), own("<key:link_id>/dung/", unshare, "articles_unshare")]


def panel(article, user, *, revision=None, version="", now=None) -> dict:
    """Return what _share.html and _share_forms.html show: the links that still work, the one that ends first on top."""
    now = now or timezone.now()
    links = PreviewLink.objects.filter(revision__article=article, ended_at=None, ends_at__gt=now)
    may_share = workflow.may(user, Step.SHARE, article, revision)
    return {
        "article": article,
        "revision": revision,
        "version": version,
        "days": DAYS,
        "links": links.select_related("created_by", "revision").order_by("ends_at", "pk") if may_share else [],
        "may_share": may_share and workflow.possible(Step.SHARE, article),
    }


@require_POST
def share(request, article_id):
    """Make a link and show it in a message on top of the form: this once, since only its hash is kept."""
    article = get_object_or_404(Article, pk=article_id)
    form = ShareForm(article, request.POST)
    if not form.is_valid():
        messages.error(request, _("No link was made. %(why)s") % {"why": " ".join(sentences_of(form))})
        return _back(request, article)
    revision = form.cleaned_data["revision"] or article.revisions.newest_first().first()
    ends_at = timezone.now() + timedelta(days=form.cleaned_data["days"])
    try:
        _link, token = workflow.share(revision, by=request.user, ends_at=ends_at)
    except workflow.NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            format_html(
                '{} <input class="share-address" readonly size="80" value="{}" aria-label="{}">',
                _("Whoever has this address sees “%(article)s” until %(moment)s. Copy it now: it is shown only once.")
                % {"article": in_quotes(revision), "moment": stamp(ends_at)},
                request.build_absolute_uri(reverse("articles:preview", args=[token])),
                _("Address of the preview"),
            ),
        )
    return _back(request, article)


@require_POST
def unshare(request, article_id, link_id):
    """End a link before its time."""
    article = get_object_or_404(Article, pk=article_id)
    link = get_object_or_404(PreviewLink.objects.filter(revision__article=article), pk=link_id)
    try:
        workflow.unshare(link, by=request.user)
    except workflow.NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The preview link does not work any more."))
    return _back(request, article)


def _back(request, article):
    version = request.POST.get("ban", "")
    is_known = version == "dang" or pk_of(version) is not None
    return HttpResponseRedirect(form_address(article, version if is_known else ""))
