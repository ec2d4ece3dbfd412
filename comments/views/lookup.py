"""What became of a comment: its writer looks it up by its code, and may take it back.

The code comes by POST alone: it stands in no address, no history and no log.
"""

from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from .. import contact, moderation, receipts, senders, throttle
from ..forms import LookupForm
from ..models import Comment, Status, Step, Unit

# How a step reads to the writer. Who took it is not told, nor that a refusal was for spam; bans are told to the sender,
# and what a unit writes to the moderators when it gives a case back stays between them.
TOLD = {
    Step.APPROVE: gettext_lazy("Shown under the article"),
    Step.REJECT: gettext_lazy("Refused"),
    Step.MARK_SPAM: gettext_lazy("Refused"),
    Step.TAKE_DOWN: gettext_lazy("Taken down"),
    Step.WITHDRAW: gettext_lazy("Withdrawn by the writer"),
    Step.ROUTE: gettext_lazy("Handed to %(unit)s"),
    Step.ANSWER: gettext_lazy("Officially answered"),
    Step.CHANGE_ANSWER: gettext_lazy("Answer changed"),
    Step.REMOVE_ANSWER: gettext_lazy("Answer taken back: %(reason)s"),
    Step.MASK: gettext_lazy("Words masked"),
    Step.UNMASK: gettext_lazy("Masked words put back"),
    Step.ERASE: gettext_lazy("Erased on request"),
}
HANDED_BACK = gettext_lazy("Handed back to the editors")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request):
    if request.method != "POST":
        return _page(request, LookupForm())
    form = LookupForm(request.POST)
    comment, refusal = _asked_for(request, form)
    return refusal or _page(request, form, comment=comment)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request):
    """Ask the writer once, then take the comment back. Sent twice, it shows what became of it."""
    if request.method != "POST":
        return redirect("comments:lookup")
    form = LookupForm(request.POST)
    comment, refusal = _asked_for(request, form)
    if refusal:
        return refusal
    if moderation.possible(Step.WITHDRAW, comment):
        if "confirm" not in request.POST:
            context = {"comment": comment, "code": form.cleaned_data["code"]}
            return TemplateResponse(request, "comments/withdraw.html", context)
        comment = _withdrawn(comment)
    return _page(request, form, comment=comment)


def _withdrawn(comment):
    try:
        moderation.withdraw(comment)
    except moderation.NotPossible:
        pass  # it was taken down or erased in this very moment; the page tells
    return _comments().get(pk=comment.pk)


def _asked_for(request, form):
    """Return the comment that a code leads to; or None, and the page that refuses: the same for every wrong code."""
    form.is_valid()  # always: what is no code is found out by asking for it, as any other wrong one
    sender = senders.hashed(contact.address_of(request))
    try:
        throttle.count(f"lookup:{sender}", per_minute=request.frame.identity.comment_rules.lookups_per_minute)
    except throttle.TooFast as burst:
        return None, _page(request, form, burst=burst, status=429)
    comment = _comments().filter(code_hash=receipts.hash_of(form.cleaned_data["code"])).first()
    if comment is None:
        form.add_error("code", _("No comment has this code. Check it against your receipt."))
        form.fields["code"].widget.attrs["autofocus"] = True  # a screen reader begins with the field and its error
        return None, _page(request, form, status=404)
    return comment, None


def _comments():
    return Comment.objects.select_related("article", "unit", "answer__unit")


def _page(request, form, *, comment=None, burst=None, status=200):
    context = {"form": form, "burst": burst, "states": Status}
    if comment:
        context |= {
            "form": LookupForm(),
            "comment": comment,
            "code": form.cleaned_data["code"],
            "answer": getattr(comment, "answer", None),
            "is_with_unit": comment.unit_id and comment.status in {Status.WAITING, Status.APPROVED},
            "may_withdraw": moderation.possible(Step.WITHDRAW, comment),
            "history": _history(comment),
        }
    return TemplateResponse(request, "comments/lookup.html", context, status=status)


def _history(comment):
    """Return what was done, as pairs of a moment and words, oldest first; what was undone was never done."""
    steps, unit_after = [], comment.unit_id
    for event in reversed(comment.events.all()):
        is_told = event.step in TOLD and not event.is_undone and (not comment.erased_at or event.step == Step.ERASE)
        if is_told:
            steps.append((event, unit_after))
        unit_after = event.was.get("unit_id", unit_after)
    units = _units_of(comment, {unit for event, unit in steps if event.step == Step.ROUTE})
    told = [(comment.created_at, _("Received"))]
    told += [(event.at, _words_for(event, units.get(unit))) for event, unit in reversed(steps)]
    # A refused comment that is then marked as spam was refused once.
    return [line for before, line in zip([(None, "")] + told, told, strict=False) if before[1] != line[1]]


def _words_for(event, unit):
    if event.step == Step.ROUTE and unit is None:
        return str(HANDED_BACK)
    return TOLD[event.step] % {"unit": unit, "reason": event.note}


def _units_of(comment, keys):
    """Return units by key: the one in charge is loaded, others are asked for where a comment went through several."""
    others = keys - {None, comment.unit_id}
    return {comment.unit_id: comment.unit} | (Unit.objects.in_bulk(others) if others else {})
