"""Links by which a leader without an account approves a version: made, listed with their uses, and ended."""

from datetime import timedelta
from functools import cache

from django import forms
from django.contrib import messages
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from .. import workflow
from ..forms import LineField
from ..keys import pk_of
from ..models import Article, ReviewLink, ReviewLinkUse, Revision
from ..states import RevisionState, Step
from ..wording import in_quotes, stamp
from .steps import form_address, sentences_of, title_of

DAYS = [1, 3, 7]
LINKS_SHOWN = 10
USES_SHOWN = 10  # of one link, besides how often it was opened
End, What = workflow.End, ReviewLinkUse.What
ENDS = {
    End.BY_THE_NEWSROOM: gettext_lazy("ended %(moment)s"),
    End.OVER: gettext_lazy("its time is over"),
    End.TAKEN_BACK: gettext_lazy("ended: the article was taken back"),
    End.OVERTAKEN: gettext_lazy("ended: there is a newer version"),
    End.NOT_IN_REVIEW: gettext_lazy("does not work any more: the text is in the state “%(state)s”"),
    End.PUBLISHED_PAST: gettext_lazy("ended: another version has been published"),
    End.UNANSWERED: gettext_lazy("does not work any more: whoever made it may not approve this text"),
}


class ReviewLinkForm(forms.Form):
    """What the box beside the form sends; without a version the newest one is meant."""

    reader = LineField(
        max_length=120,
        error_messages={
            "required": gettext_lazy("Say whom the link is for."),
            "max_length": gettext_lazy("A name has at most 120 characters."),
        },
    )
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
        route = f"<key:article_id>/gui-duyet/{route}"
        return path(route, model_admin.admin_site.admin_view(view), {"model_admin": model_admin}, name=name)

    return [own("", make, "articles_review_link"), own("<key:link_id>/dung/", end, "articles_review_link_end")]


def panel(article, user, *, revision=None, version="") -> dict:
    """Return what _review_links.html and _review_links_forms.html show: the newest links and what was done by them."""
    may_link = workflow.may(user, Step.LINK, article, revision)
    if not may_link:
        return {"article": article, "links": [], "may_link": False}
    links = _links(article)
    return {
        "article": article,
        "revision": revision,
        "version": version,
        "days": DAYS,
        "links": links,
        "is_waiting": any(link.is_waiting for link in links),
        "may_link": workflow.possible(Step.LINK, article, revision) and revision.state != RevisionState.APPROVED,
    }


def _links(article):
    later = Revision.objects.filter(Q(based_on=OuterRef("revision")) | Q(merges=OuterRef("revision")))
    deeds = ReviewLinkUse.objects.exclude(what=What.OPENED).order_by("-pk")[:USES_SHOWN]
    opened = Q(uses__what=What.OPENED)
    links = (
        ReviewLink.objects.filter(revision__article=article)
        .select_related("created_by", "revision")
        .defer("revision__content", "revision__labels", "revision__search_text")
        .annotate(times=Count("uses", filter=opened), opened_at=Max("uses__at", filter=opened))
        .annotate(is_overtaken=Exists(later))
        .prefetch_related(Prefetch("uses", deeds, to_attr="deeds"))
        .order_by("-pk")[:LINKS_SHOWN]
    )
    now, last = timezone.now(), cache(lambda: workflow.last_text_step(article))
    answered = {}
    for link in links:
        link.revision.article = article
        link.is_over = not link.works_at(now) or (link.is_overtaken and not link.decision)
        link.end = None if link.decision else _end_of(link, last, answered)
        link.is_waiting, link.state_words = not (link.decision or link.end), _state_of(link)
    return links


def _end_of(link, last, answered):
    """`answered` keeps what was asked of a maker's rights over a version: links for one version are alike in that."""
    if end := workflow.end_of(link, is_overtaken=link.is_overtaken, last=last):
        return end
    key = link.created_by_id, link.revision_id
    if key not in answered:
        answered[key] = workflow.is_answered_for(link)
    return None if answered[key] else End.UNANSWERED


def _state_of(link):
    """Say what became of a link; workflow.hindrance tells its reader the same in other words."""
    if link.decision:
        return f"{link.get_decision_display()} {stamp(link.decided_at)}"
    if not link.end:
        return _("waiting for an answer")
    moment = stamp(link.ended_at) if link.ended_at else ""
    return ENDS[link.end] % {"moment": moment, "state": link.revision.get_state_display()}


@require_POST
def make(request, article_id, model_admin):
    """Make a link and show it on the answer to this very request: in a message it would be kept with the session."""
    article = get_object_or_404(Article, pk=article_id)
    form = ReviewLinkForm(article, request.POST)
    if not form.is_valid():
        messages.error(request, _("No link was made. %(why)s") % {"why": " ".join(sentences_of(form))})
        return _back(request, article)
    revision = form.cleaned_data["revision"] or article.revisions.newest_first().first()
    ends_at = timezone.now() + timedelta(days=form.cleaned_data["days"])
    reader = form.cleaned_data["reader"]
    try:
        link, token = workflow.link_for(revision, by=request.user, reader=reader, ends_at=ends_at)
    except workflow.NotPossible as error:
        messages.error(request, _("No link was made. %(why)s") % {"why": error})
        return _back(request, article)
    address = request.build_absolute_uri(reverse("articles:review", args=[token]))
    words = {"who": link.reader, "title": in_quotes(revision), "moment": stamp(link.ends_at), "address": address}
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Link for approval"),
        "article": article,
        "headline": title_of(article, revision),
        "link": link,
        "address": address,
        "letter": _("To %(who)s: please approve the article “%(title)s” before %(moment)s: %(address)s") % words,
        "way_back": form_address(article, _version(request)),
        "opts": model_admin.opts,
    }
    return TemplateResponse(request, "articles/admin/review_link.html", context)


@require_POST
def end(request, article_id, link_id, model_admin):
    """End a link before its time."""
    article = get_object_or_404(Article, pk=article_id)
    link = get_object_or_404(ReviewLink.objects.filter(revision__article=article), pk=link_id)
    try:
        workflow.end_link(link, by=request.user)
    except workflow.NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The link for %(who)s does not work any more.") % {"who": link.reader})
    return _back(request, article)


def _back(request, article):
    return HttpResponseRedirect(form_address(article, _version(request)))


def _version(request):
    version = request.POST.get("ban", "")
    is_known = version == "dang" or pk_of(version) is not None
    return version if is_known else ""
