"""The page of a link for approval: a leader reads one version on a phone, and approves it or returns it."""

import re

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import differences, previews, richtext, snapshots, workflow
from .. import text as plain
from ..forms.review import APPROVE, NOTE, RETURN, ReviewForm
from ..models import ReviewLink

# Without a referrer at all a browser says "Origin: null" with a form, and Django takes that for another site.
HEADERS = previews.HEADERS | {"Referrer-Policy": "same-origin"}
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^<>]*>")  # as richtext writes it
NOTES_SHOWN = 50
DONE = "da-gui"


@require_http_methods(["GET", "HEAD", "POST"])
def review(request, token):
    """Show a version to whoever holds its secret address; take what they decide. Looking at it decides nothing."""
    link = _link(token)
    if link is None:
        return _ended(request, None, "", status=404)
    if request.method == "POST":
        return _take(request, link)
    response = _page(request, link)
    if response.status_code == 200 and request.method == "GET":
        workflow.open_link(link)
    return response


def review_overtaken(request, token):
    """The cookie had gone while the page lay open: show it with all that was typed, to be sent again."""
    link = _link(token)
    if link is None:
        return _ended(request, None, "", status=404).render()
    notice = _("This page had been open for long, so nothing was sent yet. Your words are here: please tap once more.")
    return _page(request, link, notice=notice, is_sent_back=True, status=403).render()


def _link(token):
    links = ReviewLink.objects.select_related("created_by", "revision__article", "revision__created_by")
    return links.filter(token_hash=previews.hash_of(token)).first()


def _take(request, link):
    form = ReviewForm(passages(snapshots.resolved(link.revision)[0]), request.POST)
    if not form.is_valid():
        return _page(request, link, form=form, is_sent_back=True, status=422)
    sent = form.cleaned_data
    try:
        if sent["step"] == APPROVE:
            workflow.approve_by_link(link, sent["note"], shown=sent["shown"])
        elif sent["step"] == RETURN:
            workflow.return_by_link(link, sent["reason"])
        else:
            workflow.note_by_link(link, sent["text"], form.quote())
    except workflow.NotReady as error:
        for name, sentence in error.errors.items():
            form.add_error(name if name in form.fields else None, sentence)
        return _page(request, link, form=form, is_sent_back=True, status=422)
    except workflow.NotPossible as error:
        return _page(request, _fresh(link), form=form, notice=str(error), is_sent_back=True, status=409)
    is_note = sent["step"] == NOTE
    way = f"{request.path}?{DONE}=1#gop-y" if is_note else request.path
    return HttpResponseRedirect(way, status=303, headers=HEADERS)


def _fresh(link):
    """The link as it stands after a refusal: what was loaded before may be what is refused."""
    return ReviewLink.objects.select_related("created_by", "revision__article", "revision__created_by").get(pk=link.pk)


def _page(request, link, *, form=None, notice="", is_sent_back=False, status=200):
    if link.decision and link.works_at(timezone.now()):
        is_overtaken = link.revision.later.exists() or link.revision.merged_into.exists()
        context = {"link": link, "notice": notice, "sender": _sender(link.created_by), "is_overtaken": is_overtaken}
        return TemplateResponse(request, "articles/review_decided.html", context, status=status, headers=HEADERS)
    if why := workflow.hindrance(link):
        return _ended(request, link, why, status=410)
    revision = link.revision
    content, _gone = snapshots.resolved(revision)
    article = previews.draft_article(content, revision.article)
    choices = passages(content)
    if is_sent_back and form is None:
        form = ReviewForm(choices, request.POST)
    notes = revision.article.notes.filter(revision=revision, on_behalf=link.reader, answers_to=None)
    context = {
        "link": link,
        "sender": _sender(link.created_by),
        "article": article,
        "form": form,
        "typed": _typed(request) if is_sent_back else {},
        "notice": notice,
        "passages": choices,
        "shown": _shown(request, revision, is_read_again=is_sent_back and status != 409),
        "changes": _changes(revision, content),
        "notes": notes.order_by("pk")[:NOTES_SHOWN],
        "is_noted": DONE in request.GET,
    }
    return TemplateResponse(request, "articles/review.html", context, status=status, headers=HEADERS)


def _ended(request, link, why, *, status):
    """Say in kind words that there is nothing to decide here, and whom to ask; what was typed is not lost."""
    words = next((words for words in _typed(request).values() if words), "") if request.method == "POST" else ""
    context = {"link": link, "sender": _sender(link.created_by) if link else "", "why": why, "words": words}
    return TemplateResponse(request, "articles/review_ended.html", context, status=status, headers=previews.HEADERS)


def _sender(user):
    """Who asks, and what they are in the newsroom: the group says it, since an account holds no position."""
    if user is None:
        return ""
    roles = user.groups.order_by("pk").values_list("name", flat=True)[:1]
    return ", ".join([plain.name_of(user), *roles])


def _typed(request):
    step = request.POST.get("step", "")
    field = {APPROVE: "note", RETURN: "reason", NOTE: "text"}.get(step)
    return {step: plain.paragraphs(request.POST.get(field, ""))[:5000]} if field else {}


def _shown(request, revision, *, is_read_again):
    """The digest of what its reader saw. A page that comes back for its words alone is not read anew."""
    return request.POST.get("shown", "")[:64] if is_read_again else workflow.shown_by(revision)


def _changes(revision, content):
    """What this version changes in what readers see now; None where they see nothing yet. The hours are no text."""
    live = workflow.live_revision(revision.article) if revision.article.is_public else None
    if live is None:
        return None
    old = snapshots.upgraded(live)
    new = content | {name: old[name] for name in snapshots.TIMES}
    return differences.compare(old, new, old_labels=live.labels, new_labels=revision.labels)


def passages(content) -> list[tuple[int, str]]:
    """Return what a note can be about, by number: 0 is the lead, then each block of the text in its order."""
    found = [(0, plain.one_line(content["lead"]))]
    for number, block in enumerate(_blocks(content["body"]), start=1):
        words = plain.one_line(richtext.to_text(block))
        found.append((number, words or (_("Picture") if "<img" in block else "")))
    return [(number, words[:300]) for number, words in found if words]


def _blocks(body):
    """The outermost elements of a cleaned body, as HTML: the children of .body on the page."""
    depth = start = 0
    for tag in TAG.finditer(body):
        if depth == 0:
            start = tag.start()
        if tag[2] not in richtext.VOID:
            depth += -1 if tag[1] else 1
        if depth == 0:
            yield body[start : tag.end()]
