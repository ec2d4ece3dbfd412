"""The screen on which editors fill the slots of the front page, of a section's and of a topic's.

The changes are the steps of articles/slots; each is one form that is posted to the screen's own address and leads back
to it, so that dragging and keys (static/js/slots.js) only press what is there without them.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from .. import search, slots, workflow
from ..keys import pk_of
from ..models import Article, Placement, PlacementEvent, Section, Topic
from ..slots.engine import begun
from ..slots.steps import MOST, OUT
from ..states import Status
from ..wording import actor_of, stamp
from .slot_forms import CHANGES, FRONTS, address_of, chosen_front, stack_at
from .steps import sentences_of

SCHEDULED, NEWEST = 10, 20  # candidates of either kind
TOPICS = 200  # offered in the choice of fronts
EVENTS = 50
NOTES = {
    OUT: gettext_lazy("pushed out by what was placed above it"),
    PlacementEvent.GONE: gettext_lazy("it was withdrawn"),
    PlacementEvent.CALLED_OFF: gettext_lazy("its publication was called off"),
    PlacementEvent.EXPIRED: gettext_lazy("it has come down by itself"),
}
MORNING, NOON, EVENING = 7, 12, 17  # when front pages are looked at most: the hours that a preview offers


@require_http_methods(["GET", "HEAD", "POST"])
def slots_screen(request):
    if not request.user.has_perm("articles.view_placement"):
        raise PermissionDenied
    front = chosen_front(request)
    done = _change(request, front) if request.method == "POST" else None
    if done:
        return done
    now, words = timezone.now(), request.GET.get("q", "").replace("\x00", "")[:200]
    rows, coming = _rows(front, now, request.user)
    events, older = _events(front, pk_of(request.GET.get("truoc", "")), now, request.user)
    stands_in = {row.article.pk: row.position for row in rows if row.article}
    context = {
        **admin.site.each_context(request),
        "title": _("Slots of the front pages"),
        "now": now,
        "front": front,
        "address": address_of(front),
        "search_address": address_of(front, **{"q": words} if words else {}),
        "typed": request.POST,
        "public_address": front.get_absolute_url() if front else reverse("front"),
        "preview_address": reverse("admin:slots_preview"),
        "front_name": next((name for name, model in FRONTS.items() if isinstance(front, model)), ""),
        "sections": Section.objects.all(),
        "topics": Topic.objects.filter(Q(is_closed=False) | Q(pk=front.pk if isinstance(front, Topic) else 0))[:TOPICS],
        "may_change": slots.may_change(request.user, front),
        "may_look_ahead": slots.may_look_ahead(request.user, front),
        "rows": rows,
        "coming": coming,
        "numbers": range(1, slots.SLOTS + 1),
        "words": words,
        "candidates": _candidates(front, words, now, stands_in, request.user),
        "moments": _presets(now, coming),
        "hours": _hours(now),
        "is_bad_moment": request.GET.get("hoi") == "luc",
        "events": events,
        "older": older,
        "is_older": "truoc" in request.GET,
    }
    return TemplateResponse(request, "articles/admin/slots.html", context)


def _change(request, front):
    """Take the step that a form asks for, and lead back to the slot that it was about; None where it was refused, with
    the reason as a message: the screen then keeps what was typed."""
    form_class = CHANGES.get(request.POST.get("step", ""))
    if form_class is None:
        raise Http404
    form = form_class(request.POST, front)
    if not slots.may_change(request.user, front):
        raise PermissionDenied
    if form.is_valid():
        try:
            said, position = form.take(front, request.user)
        except workflow.NotPossible as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
            return redirect(f"{address_of(front)}#o-{position}")
    else:
        messages.error(request, _("Nothing was changed. %(why)s") % {"why": " ".join(sentences_of(form))})
    return None


@dataclass
class Row:
    """A slot as the screen shows it."""

    position: int
    article: Article | None
    placement: Placement | None
    under: list = field(default_factory=list)  # comes back when the one above it ends
    coming: list = field(default_factory=list)
    unseen: list = field(default_factory=list)  # placed here, but readers may not see the article


def _rows(front, now, user):
    """Return the slots with all that is planned for them, and what is to come, the soonest first.

    What the person may not know of is left out.
    """
    placements = list(slots.kept(front, now).select_related("placed_by", "article__section", "section", "topic")[:MOST])
    chosen = slots.standing(front, now, placements)
    found = slots.plan(front, now, chosen=chosen)
    articles = Article.objects.for_list().in_bulk([slot.key for slot in found if slot.key])
    rows = [Row(slot.position, articles.get(slot.key), slot.placement) for slot in found]
    hidden = slots.hidden_from(user, [one.article for one in placements], now)
    placements = [one for one in placements if one.article_id not in hidden]
    for placement in placements:
        placement.begins_at = slots.begins_at(placement)
        placement.ident = f"gio-{placement.pk}"
        placement.why = _why_unseen(placement, now)
    coming = [one for one in placements if one.begins_at > now and not one.why]
    coming.sort(key=lambda one: (one.begins_at, one.pk))
    for one in coming:
        on_top = stack_at(placements, one.position, one.begins_at)[0]
        one.covered_by = on_top.article if on_top != one else None
    for row in rows:
        stack = begun(placements, row.position, now)
        row.coming = [one for one in coming if one.position == row.position]
        row.under = [one for one in stack if one != row.placement and not one.why]
        row.unseen = [one for one in placements if one.position == row.position and one.why]
    return rows, coming


def _why_unseen(placement, now):
    """Say why readers don't see what is placed; empty where they do, or will."""
    article = placement.article
    if article.is_trashed:
        return _("it is in the trash")
    if article.status == Status.WITHDRAWN:
        return _("it was withdrawn")
    if article.status != Status.PUBLISHED:
        return _("its publication was called off")
    if article.expires_at is not None and article.expires_at <= max(now, placement.begins_at):
        return _("it has come down by itself") if article.expires_at <= now else _("it comes down before that")
    return "" if placement.belongs else _("it does not belong to this page any more")


def _candidates(front, words, now, standing, user):
    """What may be placed: what goes up soon, then the newest; or what holds the words. Two queries, or one."""
    of_front = slots.articles_of(front, Article.objects.for_list())
    if words:
        live = of_front.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), status=Status.PUBLISHED)
        found = list(search.search(slots.seen_by(user, live, now), words).newest_first()[: SCHEDULED + NEWEST])
    else:
        scheduled = of_front.filter(status=Status.PUBLISHED, published_at__gt=now).order_by("published_at", "pk")
        newest = slots.articles_of(front, Article.objects.public(now)).for_list().newest_first()
        found = [*slots.seen_by(user, scheduled, now)[:SCHEDULED], *newest[:NEWEST]]
    for article in found:
        article.stands_in = standing.get(article.pk)
        article.ident = f"bai-gio-{article.pk}"
    return found


def _presets(now, coming):
    """Moments worth a preview: this evening, tomorrow morning and evening, and the next change."""
    today = timezone.localdate(now)

    def at(days, hour):
        return timezone.make_aware(datetime.combine(today + timedelta(days=days), time(hour)))

    return {
        "today": [moment for moment in (at(0, MORNING), at(0, EVENING)) if moment > now],
        "tomorrow": [at(1, MORNING), at(1, EVENING)],
        # A moment is typed to the minute: the one that is asked for must not lie before the change.
        "next": (coming[0].begins_at + timedelta(seconds=59)).replace(second=0) if coming else None,
    }


def _hours(now):
    """Hours at which something is often to begin or end; those of today only as far as they lie ahead."""
    today = timezone.localdate(now)
    hours = {}
    for name, of_a_day in (("begin", (MORNING, EVENING)), ("end", (NOON, EVENING))):
        days = (today, today + timedelta(days=1))
        found = [timezone.make_aware(datetime.combine(day, time(hour))) for day in days for hour in of_a_day]
        hours[name] = [(moment, timezone.localdate(moment) == today) for moment in found if moment > now]
    return hours


def _events(front, before, now, user):
    """What was changed, the newest first, and the key of what is older; without what a person may not know of."""
    events = PlacementEvent.objects.filter(**slots.columns_of(front)).select_related("article", "by")
    events = events.defer("article__body", "article__lead")
    found = list((events.filter(pk__lt=before) if before else events)[: EVENTS + 1])
    older = found[EVENTS - 1].pk if len(found) > EVENTS else None
    hidden = slots.hidden_from(user, [event.article for event in found], now)
    shown = [event for event in found[:EVENTS] if event.article_id not in hidden]
    for event in shown:
        event.words = _note_in_words(event)
        event.who = _("by itself") if event.note == PlacementEvent.EXPIRED else actor_of(event.by)
    return shown, older


def _note_in_words(event):
    if event.note in NOTES:
        return str(NOTES[event.note])
    if event.step == PlacementEvent.Step.MOVED:
        return _("before that in slot %(position)s") % {"position": event.note}
    starts, _slash, ends = (part for part in event.note.partition("/"))
    said = {"from": parse_datetime(starts) if starts else None, "until": parse_datetime(ends) if ends else None}
    words = {name: stamp(moment) for name, moment in said.items() if moment}
    if len(words) == 2:
        return _("from %(from)s until %(until)s") % words
    if words:
        return (_("from %(from)s") if "from" in words else _("until %(until)s")) % words
    return _("without an end") if event.step == PlacementEvent.Step.TIMED else ""
