"""The desk's buttons: one decision, the same for many, and taking it back. Each for people's browsers and for scripts.

Rights and states are those of comments/moderation. With `Accept: application/json` the answer is
{"ok": true, "message", "undo": {"url", "seconds", "fields"} | null, "counts", "card", "cards", "done", "failed"} or
{"ok": false, "message"} with 401, 403, 404, 409 (somebody else was faster) or 422. A card is HTML, or empty where the
comment has left the list. Without a script it leads back to the list, or shows the card with what was typed.
"""

from functools import partial, wraps
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from .. import moderation, undoable
from ..models import Comment, CommentEvent, Step
from ..states import UNDOABLE
from .buttons import FOR_MANY, take
from .deck import Deck
from .desk_rows import number

MOST_AT_ONCE = 100
LONGEST_ADDRESS = 2000


def urls(model_admin):
    """Return the addresses of the buttons, for CommentAdmin.get_urls."""

    def own(view):
        return _answering(require_POST(_for_readers(partial(view, model_admin=model_admin), model_admin)), model_admin)

    return [
        path("<key:comment_id>/quyet-dinh/", own(decide), name="comments_decide"),
        path("hang-loat/", own(bulk), name="comments_bulk"),
        path("hoan-tac/<key:event_id>/", own(undo), name="comments_undo"),
    ]


def wants_json(request):
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _for_readers(view, model_admin):
    """Let only those press who may see the desk: whatever comes of a button, the answer shows the comment."""

    def readers_only(request, **kwargs):
        if not model_admin.has_view_permission(request):
            raise PermissionDenied
        return view(request, **kwargs)

    return readers_only


def _answering(view, model_admin):
    """Say in words for a script who may not ask: a redirect to the login page would pass for an answer."""

    @never_cache
    @wraps(view)
    def answer(request, **kwargs):
        if not wants_json(request):
            return model_admin.admin_site.admin_view(view)(request, **kwargs)
        if not request.user.is_authenticated:
            return refusal(_("You are logged out. Log in in a new tab, then come back here and try again."), 401)
        try:
            if not model_admin.admin_site.has_permission(request):
                raise PermissionDenied
            return view(request, **kwargs)
        except PermissionDenied:
            return refusal(_no_right(), 403)
        except Http404:
            return refusal(_("This comment is no longer within your reach."), 404)

    return answer


def _no_right():
    return _("You have no right to do that.")


def refusal(message, status, **more):
    return JsonResponse({"ok": False, "message": message} | more, status=status)


# --- One comment -----------------------------------------------------------------------------------------------------


def decide(request, comment_id, model_admin):
    """Take one step and come back to the list, or to the page of ours that `next` names."""
    comment = get_object_or_404(Comment.objects.in_reach_of(request.user), pk=comment_id)
    decision, expected = request.POST.get("decision", ""), request.POST.get("trang-thai") or None
    try:
        taken, message = take(decision, comment, request.POST, by=request.user, expected=expected)
    except moderation.NotPossible as error:
        return _not_done(request, model_admin, comment, str(error), expected)
    return _done(request, message, _events_to_undo([taken]), [comment.pk])


def _not_done(request, model_admin, comment, message, expected):
    comment.refresh_from_db()
    is_too_late = expected not in {None, comment.status} or request.POST.get("decision") == "claim"
    status = 409 if is_too_late else 422
    if wants_json(request):
        deck = _deck(request)
        return refusal(message, status, counts=deck.counts, card=deck.draw_again([comment.pk])[comment.pk])
    here = reverse("admin:comments_history", args=[comment.pk])
    if not _is_desk(_way_back(request)) and _way_back(request) != here:
        messages.error(request, message)
        return HttpResponseRedirect(_way_back(request))
    return model_admin.case(request, comment.pk, error=message, typed=request.POST, status=status)


def _done(request, message, events, keys, failed=()):
    if wants_json(request):
        deck = _deck(request)
        cards = deck.draw_again([*keys, *(pk for pk, _why in failed)])
        answer = {
            "ok": True,
            "message": message,
            "undo": _undo_of(events),
            "counts": deck.counts,
            "card": cards[keys[0]] if len(keys) == 1 else "",
            "cards": cards,
            "done": keys,
            "failed": [pk for pk, _why in failed],
        }
        return JsonResponse(answer)
    messages.success(request, message)
    return HttpResponseRedirect(_way_back(request, events, keys))


def _events_to_undo(comments):
    events = [comment.last_event for comment in comments if getattr(comment, "last_event", None)]
    return [event.pk for event in events if event.step in UNDOABLE]


def _undo_of(events):
    """Where a script posts what to take back the steps just taken."""
    if not events:
        return None
    if len(events) == 1:
        return {"url": reverse("admin:comments_undo", args=events), "seconds": moderation.UNDO_SECONDS, "fields": []}
    fields = [["decision", "undo"], *(["buoc", pk] for pk in events)]
    return {"url": reverse("admin:comments_bulk"), "seconds": moderation.UNDO_SECONDS, "fields": fields}


# --- Many at once ----------------------------------------------------------------------------------------------------


def bulk(request, model_admin):
    """Take the same step on each comment that was chosen, one by one; tell which could not be done and why."""
    if not request.user.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    decision = request.POST.get("decision", "")
    if decision == "undo":
        return _undo_many(request, [number(pk) for pk in request.POST.getlist("buoc")[:MOST_AT_ONCE]])
    chosen = [value.partition(":") for value in request.POST.getlist("y-kien")]
    expected = {number(pk): state for pk, _colon, state in chosen if number(pk)}
    if not expected or len(expected) > MOST_AT_ONCE or decision not in FOR_MANY:
        return _bulk_refused(request, decision, len(expected))
    comments = Comment.objects.in_reach_of(request.user).in_bulk(expected)
    done, failed = [], []
    for pk, state in expected.items():
        try:
            if pk not in comments:
                raise moderation.NotPossible(_("This comment is no longer within your reach."))
            done.append(take(decision, comments[pk], request.POST, by=request.user, expected=state or None)[0])
        except moderation.NotPossible as error:
            failed.append((pk, str(error)))
        except PermissionDenied:
            failed.append((pk, _no_right()))
    if not done:
        return _nothing_done(request, " ".join(dict.fromkeys(why for _pk, why in failed)))
    return _done(request, _told(done, failed), _events_to_undo(done), [comment.pk for comment in done], failed)


def _told(done, failed):
    n = len(done)
    words = ngettext("%(n)d comment done.", "%(n)d comments done.", n) % {"n": n}
    if not failed:
        return words
    n = len(failed)
    left = ngettext("%(n)d not done: %(why)s", "%(n)d not done: %(why)s", n)
    return f"{words} {left % {'n': n, 'why': ' '.join(dict.fromkeys(why for _pk, why in failed))}}"


def _bulk_refused(request, decision, n):
    if decision not in FOR_MANY:
        return _nothing_done(request, _("Choose what to do with the comments."))
    if not n:
        return _nothing_done(request, _("Choose at least one comment."))
    return _nothing_done(request, _("Choose at most %(n)d comments at once.") % {"n": MOST_AT_ONCE})


def _nothing_done(request, message):
    if wants_json(request):
        return refusal(message, 422)
    messages.error(request, message)
    return HttpResponseRedirect(_way_back(request))


# --- Taking back -----------------------------------------------------------------------------------------------------


def undo(request, event_id, model_admin):
    return _undo_many(request, [event_id])


def _undo_many(request, keys):
    reach = Comment.objects.in_reach_of(request.user)
    events = CommentEvent.objects.filter(pk__in=keys, comment__in=reach).select_related("comment")
    if not events:
        raise Http404
    done, failed = [], []
    for event in events:
        try:
            done.append(moderation.undo(event, by=request.user))
        except moderation.NotPossible as error:
            failed.append((event.comment_id, str(error)))
        except PermissionDenied:
            failed.append((event.comment_id, _no_right()))
    if not done:
        return _nothing_done(request, " ".join(dict.fromkeys(why for _pk, why in failed)))
    if len(done) == 1 and not failed:
        message = _undone(events[0], done[0])
    else:
        message = _("Undone. %(what)s") % {"what": _told(done, failed)}
    return _done(request, message, [], [comment.pk for comment in done], failed)


def _undone(event, comment):
    """What was taken back of one comment: routing and answering leave its state as it was."""
    if event.step == Step.ROUTE:
        return _("The handing over to a unit is undone.")
    if event.step == Step.ANSWER:
        return _("The answer to “%(comment)s” is taken back.") % {"comment": comment.title}
    words = {"comment": comment.title, "state": comment.get_status_display().lower()}
    return _("Undone: “%(comment)s” is %(state)s again.") % words


# --- Where to --------------------------------------------------------------------------------------------------------


def _deck(request):
    """The list that the button stood on."""
    address = _way_back(request)
    return Deck(request, QueryDict(urlsplit(address).query) if _is_desk(address) else QueryDict())


def _is_desk(address):
    return urlsplit(address).path == reverse("admin:comments_comment_changelist")


def _way_back(request, events=(), keys=()):
    """Return the page that the button stood on, told what may be taken back there."""
    address = request.POST.get("next", "")[: LONGEST_ADDRESS + 1]
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    if not is_ours or len(address) > LONGEST_ADDRESS or _is_lost(address, request.user, keys):
        address = reverse("admin:comments_comment_changelist")
    if not _is_desk(address) and address.partition("?")[0] != reverse("admin:index"):
        return address
    parts = urlsplit(address)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != undoable.NAME]
    query += [(undoable.NAME, "-".join(map(str, events)))] if events else []
    place = f"y-kien-{keys[0]}" if len(keys) == 1 and _is_desk(address) else ""
    return parts._replace(query=urlencode(query), fragment=place).geturl()


def _is_lost(address, user, keys):
    """Whether an address is the page of a comment that went out of this person's reach with the step."""
    pages = {reverse("admin:comments_history", args=[key]): key for key in keys}
    return address in pages and not Comment.objects.in_reach_of(user).filter(pk=pages[address]).exists()
