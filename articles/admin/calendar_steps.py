"""The steps of the calendar, each a plain form: publish now, move, call off, looked at.

What was moved is told with a way back. That is signed, for it names a time to which one click returns.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import calendar, workflow
from ..calendar import OF_A_DAY, OF_A_VERSION, Deed, Kind
from ..filters import EARLIEST, LATEST, DateField, day_input
from ..forms import MomentField
from ..models import Article, Revision
from ..months import months_on
from ..wording import in_quotes, stamp

FARTHEST = 400  # days that one move may go
MOST_TYPED = 60  # characters of a time that are given back to be put right
UNDO_SALT, UNDO_SECONDS = "articles.calendar.undo", 600
AT_ONE_GO = 50  # late versions that one click publishes
TOLD = 3  # refusals that are said one by one


class View(forms.Form):
    """What the address asks for. Whatever it doesn't hold, or holds wrongly, is the week of today."""

    xem = forms.ChoiceField(choices=[("tuan", ""), ("thang", ""), ("ngay", "")], required=False)
    ngay = DateField(label=gettext_lazy("Go to day"), required=False, widget=day_input())


@dataclass(frozen=True)
class Span:
    """The days that are shown: which way, around which day."""

    view: str
    day: date

    SHOWS = {"tuan": 12, "thang": 4, "ngay": 200}  # entries of a day

    @classmethod
    def asked_for(cls, form):
        """A day typed wrongly is said beside the field and leads to today."""
        form.is_valid()
        return cls(form.cleaned_data.get("xem") or "tuan", form.cleaned_data.get("ngay") or timezone.localdate())

    @property
    def ends(self):
        """The first day and the one after the last."""
        if self.view == "ngay":
            return self.day, self.day + calendar.DAY
        return calendar.month(self.day) if self.view == "thang" else calendar.week(self.day)

    def holds(self, day):
        first, after = self.ends
        return first <= day < after

    def on(self, count):
        """The span before (-1) or after (1)."""
        if self.view == "thang":
            day = months_on(self.day.replace(day=1), count)
        else:
            day = self.day + count * (calendar.DAY if self.view == "ngay" else calendar.WEEK)
        return Span(self.view, day)

    @property
    def is_possible(self):
        return EARLIEST <= self.day.year <= LATEST

    @property
    def title(self):
        first, after = self.ends
        if self.view == "ngay":
            return date_format(first, "l, d/m/Y")
        if self.view == "thang":
            return _("Month %(month)s") % {"month": date_format(self.day, "m/Y")}
        last = after - calendar.DAY
        days = {"first": date_format(first, "d/m"), "last": date_format(last, "d/m/Y")}
        return _("Week from %(first)s to %(last)s") % days

    @property
    def address(self):
        return self.with_(self.view)

    def with_(self, view, **more):
        query = {"xem": view, "ngay": self.day.isoformat()} | more
        return f"{reverse('admin:calendar')}?{urlencode(query)}"


class StepForm(forms.Form):
    """One step with one entry; a move is to a moment or day that was typed, or by a number of days."""

    kind = forms.ChoiceField(choices=Kind.choices)
    key = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    deed = forms.ChoiceField(choices=Deed.choices, required=False)
    days = forms.IntegerField(min_value=-FARTHEST, max_value=FARTHEST, required=False)
    at = MomentField(label=gettext_lazy("New time"))
    on = DateField(label=gettext_lazy("New day"), required=False)


def step(request):
    """Take one step and show the calendar where the entry stands now."""
    span = Span.asked_for(View(request.GET))
    form = StepForm(request.POST)
    if not form.is_valid():
        why = " ".join(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, _("Nothing was changed. %(why)s") % {"why": why})
        return redirect(_where_typed(span, request.POST))
    data = form.cleaned_data
    kind = Kind(data["kind"])
    thing = _thing(request.user, kind, data["key"])
    deed = Deed.MOVE if data["days"] or not data["deed"] else Deed(data["deed"])
    try:
        before, (after, gave_way) = _moment(kind, thing), _take(kind, deed, thing, data, request.user)
    except workflow.NotPossible as error:
        messages.error(request, _("Nothing was changed. %(why)s") % {"why": error})
        return redirect(_where_typed(span, request.POST))
    messages.success(request, _said(kind, deed, thing, after))
    tell_what_gave_way(request, gave_way)
    return HttpResponseRedirect(_where(span, kind, thing, before, after))


def publish_late(request):
    """Publish all new versions whose hour has passed unheeded; what is refused is said."""
    if not request.user.has_perm("articles.publish_article"):
        raise PermissionDenied
    done, refused = 0, []
    for version in calendar.late(request.user)[:AT_ONE_GO]:
        try:
            workflow.apply_plan(version, by=request.user)
            done += 1
        except PermissionDenied:
            refused.append(_("“%(article)s”: you may not publish it.") % {"article": in_quotes(version)})
        except workflow.NotPossible as error:
            refused.append(_("“%(article)s”: %(why)s") % {"article": in_quotes(version), "why": error})
    words = ngettext("%(count)d new version is on the site.", "%(count)d new versions are on the site.", done)
    (messages.success if done else messages.info)(request, words % {"count": done})
    for sentence in refused[:TOLD]:
        messages.error(request, sentence)
    return redirect("admin:index")


def _thing(user, kind, key):
    """The article or version of an entry, within reach; the steps themselves ask for the rights."""
    if kind in OF_A_VERSION:
        return get_object_or_404(Revision.objects.in_reach_of(user).select_related("article"), pk=key)
    return get_object_or_404(Article.objects.in_reach_of(user), pk=key)


def _moment(kind, thing):
    """Where an entry stands now: a moment, a day, or None where it is gone."""
    names = {
        Kind.UP: "published_at",
        Kind.DOWN: "expires_at",
        Kind.PLAN: "apply_at",
        Kind.DUE: "due_on",
        Kind.LOOK: "review_on",
    }
    return getattr(thing, names[kind]) if kind in names else None


def _take(kind, deed, thing, data, by):
    """Take the step; return where the entry stands after it, or None where it stands nowhere any more, and which plans
    gave way to it."""
    steps = {
        (Kind.UP, Deed.NOW): lambda: workflow.move_publication(thing, by=by),
        (Kind.UP, Deed.OFF): lambda: workflow.unschedule(thing, by=by),
        (Kind.DOWN, Deed.OFF): lambda: workflow.move_end(thing, by=by, at=None),
        (Kind.PLAN, Deed.NOW): lambda: workflow.apply_plan(thing, by=by),
        (Kind.PLAN, Deed.OFF): lambda: workflow.unplan(thing, by=by),
        (Kind.LOOK, Deed.OFF): lambda: workflow.set_review_day(thing, by=by, on=None),
        (Kind.LOOK, Deed.LATER): lambda: workflow.set_review_day(thing, by=by, on=calendar.in_half_a_year()),
    }
    if deed == Deed.MOVE:
        return _move(kind, thing, _target(kind, thing, data), by)
    if (kind, deed) not in steps:
        raise workflow.NotPossible(_("This can't be done with this entry."))
    steps[kind, deed]()
    return calendar.in_half_a_year() if deed == Deed.LATER else None, []


def _target(kind, thing, data):
    """Where an entry is to go: what was typed, or so many days from where it stands."""
    target = data["on"] if kind in OF_A_DAY else data["at"]
    stands = _moment(kind, thing)
    try:
        if data["days"] and stands:
            target = stands + timedelta(days=data["days"])
    except OverflowError:
        target = None
    if target is None:
        raise workflow.NotPossible(_("Say to which day or hour it is to go."))
    return target


def _move(kind, thing, target, by):
    moves = {
        Kind.UP: lambda: workflow.move_publication(thing, by=by, at=target),
        Kind.DOWN: lambda: workflow.move_end(thing, by=by, at=target),
        Kind.PLAN: lambda: workflow.move_plan(thing, by=by, at=target),
        Kind.DUE: lambda: workflow.move_due(thing, by=by, on=target),
        Kind.LOOK: lambda: workflow.set_review_day(thing, by=by, on=target),
    }
    if kind not in moves:
        raise workflow.NotPossible(_("What has happened can't be moved."))
    moved = moves[kind]()
    return target, moved.called_off if kind == Kind.PLAN else []


# --- What is told, and the way back ----------------------------------------------------------------------------------


def tell_what_gave_way(request, plans):
    """Say which plans, as pairs of title and hour, were called off for one that goes on from them."""
    for title, hour in plans:
        said = _("“%(article)s”, which waited for %(when)s and could go up no more, is called off.")
        messages.info(request, said % {"article": in_quotes(title), "when": stamp(hour)})


def _said(kind, deed, thing, after):
    words = {
        (Kind.UP, Deed.MOVE): _("“%(title)s” goes up at %(when)s, Vietnamese time."),
        (Kind.DOWN, Deed.MOVE): _("“%(title)s” comes down at %(when)s, Vietnamese time."),
        (Kind.PLAN, Deed.MOVE): _("The new version of “%(title)s” goes up at %(when)s, Vietnamese time."),
        (Kind.DUE, Deed.MOVE): _("The review of “%(title)s” is due on %(when)s."),
        (Kind.LOOK, Deed.MOVE): _("“%(title)s” is to be looked at again on %(when)s."),
        (Kind.LOOK, Deed.LATER): _("“%(title)s” is noted as looked at; it comes up again on %(when)s."),
        (Kind.UP, Deed.NOW): _("“%(title)s” is on the site."),
        (Kind.PLAN, Deed.NOW): _("The new version of “%(title)s” is on the site."),
        (Kind.UP, Deed.OFF): _("“%(title)s” does not go up by itself any more."),
        (Kind.DOWN, Deed.OFF): _("“%(title)s” does not come down by itself any more."),
        (Kind.PLAN, Deed.OFF): _("The new version of “%(title)s” does not go up by itself any more."),
        (Kind.LOOK, Deed.OFF): _("Nobody need look at “%(title)s” again."),
    }
    when = stamp(after) if isinstance(after, datetime) else date_format(after, "d/m/Y") if after else ""
    return words[kind, deed] % {"title": in_quotes(_title(thing)), "when": when}


def _title(thing):
    return getattr(thing, "title", "") or str(thing.revisions.newest_first().first() or thing)


def _where(span, kind, thing, before, after):
    """The calendar around the entry's new place, with the way back where there is one."""
    name = f"{kind.value}-{thing.pk}"
    if after is None:
        return span.address
    day = _day_of(after)
    shown = span if span.holds(day) else Span(span.view, day)
    more = {}
    if _is_to_come(before) and before != after:
        value = [kind.value, thing.pk, timezone.localtime(before).isoformat() if kind not in OF_A_DAY else str(before)]
        more["hoan"] = signing.dumps(value, salt=UNDO_SALT, compress=True)
    return f"{shown.with_(shown.view, **more)}#muc-{name}"


def _where_typed(span, sent):
    """The calendar with what was typed for an entry and refused."""
    name = f"{sent.get('kind')}-{sent.get('key')}"[:MOST_TYPED]
    typed = (sent.get("at") or sent.get("on") or "")[:MOST_TYPED]
    more = {"muc": name, "ghi": typed} if typed and not sent.get("days") else {}
    return f"{span.with_(span.view, **more)}#muc-{name}"


def _is_to_come(moment):
    if isinstance(moment, datetime):
        return moment > timezone.now()
    return moment is not None and moment >= timezone.localdate()


def _day_of(moment):
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def undo_asked_for(request):
    """The step that would take the last move back, as the values of its form; None where the address holds none."""
    try:
        kind, key, value = signing.loads(request.GET.get("hoan", ""), salt=UNDO_SALT, max_age=UNDO_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    fields = {"kind": kind, "key": key}
    if Kind(kind) in OF_A_DAY:
        return fields | {"on": date_format(parse_date(value), "d/m/Y")}
    return fields | {"at": date_format(datetime.fromisoformat(value), "H:i d/m/Y")}
