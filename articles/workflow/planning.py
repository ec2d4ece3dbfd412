"""New versions of live articles at a later time: planned, moved, called off, and applied when their hour has come.

A planned version goes up as it was planned. Who saves a newer draft on top of it goes on from it and does not stop
it; who publishes another version by hand does, since the plan would undo that unseen. What goes on from it never
comes up before it: the older text would then replace the newer.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from .. import notices, snapshots
from .. import text as plain
from ..models import NO_PLAN, Article, Attachment, Event, Photo, Revision
from ..states import APPLYING, RevisionState, Step
from ..wording import in_quotes, stamp
from .errors import NotPossible, NotReady, Outdated
from .publication import blocked, bring_up, check_seen, lacks, missing, moved_times
from .rights import require_other_eyes
from .state import is_begun_before, last_text_step, locked, locked_revision, record, text_steps

logger = logging.getLogger("articles.planning")

AT_ONE_GO = 500  # versions that one run applies; the next run goes on
GRACE = timedelta(minutes=10)  # the regular work runs every five minutes: a plan is late when it was missed twice


class Settled(NotPossible):
    """Nothing waits here any more: it was published, called off or moved meanwhile."""


@dataclass(frozen=True)
class _Past:
    """What happened to an article since some of its versions were begun, read once for all of them."""

    steps: list  # that changed what readers see, newest first
    by_plan: set  # the keys of those that a plan took
    origins: dict  # see _origins
    taken_down: dict  # what was taken down of a version since it was planned, by its key


def plan(revision, *, by, at, now=None):
    """Let a version take the place of the live one at a moment that is still to come.

    All that publishing asks for is asked now, and once more at its hour. Raises what publish raises. Of two plans
    each comes in its turn, so that the later one stands in the end. What gives way to it stands in its `called_off`.
    """
    now = now or timezone.now()
    _require_somebody(by)
    blocking = blocked(revision, by)
    with transaction.atomic():
        article = locked(revision.article, Step.PLAN, by, revision)
        _lock_with_plans(article, revision)
        if not article.is_public_at(now):
            sentence = _("Readers don't see “%(article)s” now. Schedule it instead.")
            raise NotPossible(sentence % {"article": in_quotes(revision)})
        check_seen(revision, last_text_step(article))
        revision = locked_revision(revision, Step.PLAN)
        require_other_eyes(by, article, revision)
        content, gone = snapshots.resolved(revision)
        if (
            errors := lacks(content)
            | blocking
            | missing(gone)
            | _misplaced(content, at, now)
            | _out_of_turn(revision, at)
        ):
            raise NotReady(errors)
        _keep(article, revision, by, at)
        revision.called_off = _call_off_former(article, revision, by)
    return revision


def move_plan(revision, *, by, at, now=None):
    """Give a planned version another hour. Whoever moves it answers for it from then on."""
    now = now or timezone.now()
    _require_somebody(by)
    with transaction.atomic():
        article = locked(revision.article, Step.PLAN, by, revision)
        _lock_with_plans(article, revision)
        revision = _locked_plan(revision)
        require_other_eyes(by, article, revision)
        if errors := _misplaced(snapshots.resolved(revision)[0], at, now) | _out_of_turn(revision, at):
            raise NotReady(errors)
        _keep(article, revision, by, at)
        revision.called_off = _call_off_former(article, revision, by)
    return revision


def unplan(revision, *, by):
    """Call a planned version off: it waits again as it did before it was planned."""
    with transaction.atomic():
        locked(revision.article, Step.UNPLAN, by, revision)
        revision = _locked_plan(revision)
        _call_off(revision, by)
    return revision


def apply_plan(revision, *, by, now=None):
    """Publish a planned version now, whether it was taken further or not.

    The plan must be the one that the caller has in hand: what somebody moved meanwhile stays where it is. Before its
    hour it goes up by hand, and other plans would undo that unseen.
    """
    now = now or timezone.now()
    blocking = blocked(revision, by)
    with transaction.atomic():
        article = locked(revision.article, Step.PLAN, by, revision)
        revision = _locked_plan(revision, is_as_seen=True)
        require_other_eyes(by, article, revision)
        if not article.is_public_at(now) and not _is_to_bring_back(article, revision):
            raise NotPossible(_("“%(article)s” isn't on the site any more.") % {"article": in_quotes(revision)})
        past = _past(article, [revision])
        _check_since(revision, past)
        _require_shown(revision, past)
        if revision.apply_at > now:
            revision.end_plan(by=by, before=revision.state)
        return bring_up(article, revision, by=by, now=now, blocking=blocking, times=moved_times(article, revision))


def hitches(article, revisions) -> dict:
    """Return, by key, what is known already to keep each of an article's planned versions from going up, or "".

    That is what was published by hand or taken down meanwhile: people are to hear of it while there is time. Of
    rights, checks and the article's end the hour alone decides.
    """
    if not revisions:
        return {}
    past = _past(article, revisions)
    return {revision.pk: _hitch(revision, past) for revision in revisions}


def _hitch(revision, past) -> str:
    try:
        _check_since(revision, past)
        _require_shown(revision, past)
    except NotPossible as refusal:
        return str(refusal)
    return ""


def due(now):
    """Return the planned versions whose hour has come and that nothing stands in the way of, as far as is known."""
    return Revision.objects.planned().filter(apply_at__lte=now, plan_failure="").order_by("apply_at", "pk")


def apply_due(now=None) -> int:
    """Publish every planned version whose hour has come; return how many.

    Each is a step of its own, under the name and with the rights of whoever planned it. What is refused keeps its
    sentence for the dashboard, where people decide on it: it is not tried again by itself. What breaks is tried again
    with each run. Of both people are told by mail, once for each plan.
    """
    now, count, broken = now or timezone.now(), 0, []
    for revision in due(now).select_related("article", "planned_by")[:AT_ONE_GO]:
        try:
            count += _apply_one(revision, now)
        except Exception as error:  # one that breaks stops no other; the run tells of it at its end
            logger.exception("Failed: version %s", revision.pk)
            broken.append((revision, error))
    for revision, _error in broken:
        if revision.apply_at <= now - GRACE:
            _fail(revision, _("The system failed; it goes on trying. Its log says why."), is_tried_again=True)
    if broken:
        raise broken[0][1]
    return count


def _apply_one(revision, now):
    who = revision.planned_by
    try:
        if who is None:
            raise NotPossible(_("Whoever scheduled it has no account any more."))
        if not who.is_staff:
            raise PermissionDenied
        apply_plan(revision, by=who, now=now)
    except Settled:
        return 0
    except PermissionDenied:
        _fail(revision, _("%(who)s, who scheduled it, may no longer publish it.") % {"who": plain.name_of(who)})
    except NotPossible as refusal:
        _fail(revision, str(refusal))
    else:
        return 1
    return 0


def _fail(revision, sentence, *, is_tried_again=False):
    """Keep why a plan failed, where it is still the same plan, and tell those who can see to it."""
    sentence = plain.one_line(sentence)[:300]
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=revision.article_id)
        same = Revision.objects.planned().filter(pk=revision.pk, apply_at=revision.apply_at)
        if same.update(plan_failure="" if is_tried_again else sentence):
            _tell_of_failure(article, revision, sentence)


def _tell_of_failure(article, revision, sentence):
    """Tell whoever planned a version and the secretaries that it is not up; once, until it is planned again."""
    steps = [Step.PLAN, Step.UNPLAN, Step.PLAN_FAILED]
    last = revision.events.filter(step__in=steps).order_by("-pk").first()
    if last and last.step == Step.PLAN_FAILED:
        return
    note = f"{stamp(revision.apply_at)} · {sentence}"
    state = revision.state
    event = record(Step.PLAN_FAILED, article, revision, before=state, after=state, by=None, note=note)
    notices.tell(event, [revision.planned_by, *notices.secretaries_of(revision)])


def _keep(article, revision, by, at):
    before = revision.state
    revision.state, revision.apply_at, revision.planned_by = RevisionState.APPROVED, at, by
    revision.plan_failure = ""
    revision.save(update_fields=["state", *NO_PLAN])
    record(Step.PLAN, article, revision, before=before, after=revision.state, by=by, note=snapshots.iso(at))


def _call_off(revision, by, note=""):
    before = revision.state
    revision.state = _state_before(revision)
    event = revision.end_plan(by=by, before=before, note=note)
    revision.save(update_fields=["state", *NO_PLAN])
    return event


def _call_off_former(article, revision, by):
    """Call off what a version goes on from and what could go up no more: it would only raise an alarm at its hour.

    Whoever planned it hears why by mail. Returns what was called off, each with its title and hour.
    """
    others = list(article.revisions.planned().exclude(pk=revision.pk).select_related("planned_by").order_by("pk"))
    line = _line(_origins(article), revision.pk) if others else set()
    former = [other for other in others if other.pk in line]
    why = hitches(article, former)
    note = _("It could go up no more, and a version that goes on from it now waits for %(when)s.")
    called_off = []
    for other in former:
        if why[other.pk]:
            called_off.append((str(other), other.apply_at))
            planner = other.planned_by
            event = _call_off(other, by, note % {"when": stamp(revision.apply_at)})
            notices.tell(event, [planner])
    return called_off


def _lock_with_plans(article, revision):
    """Lock a version and the planned ones beside it in the order of their keys, as every step does that locks many."""
    versions = article.revisions.planned() | article.revisions.filter(pk=revision.pk)
    list(versions.select_for_update().order_by("pk").values_list("pk"))


def _require_somebody(by):
    if by is None:  # at the hour it goes up with somebody's right, and the operator has no account to ask for it
        raise PermissionDenied


def _locked_plan(revision, *, is_as_seen=False):
    """Lock a version that is planned; refuse one that is so no more. Newer drafts on top of it don't matter."""
    seen, revision = revision, Revision.objects.select_for_update().get(pk=revision.pk)
    if not revision.is_planned:
        raise Settled(_("“%(article)s” isn't waiting for an hour any more.") % {"article": in_quotes(revision)})
    if is_as_seen and (revision.apply_at, revision.plan_failure) != (seen.apply_at, seen.plan_failure):
        sentence = _("The hour of “%(article)s” was moved meanwhile. Look at it once more.")
        raise Settled(sentence % {"article": in_quotes(revision)})
    return revision


def _misplaced(content, at, now) -> dict:
    if at <= now:
        return {"apply_at": _("Say when the new version is to replace the live one: a time that is still to come.")}
    begins, ends = (content[name] and parse_datetime(content[name]) for name in ("published_at", "expires_at"))
    if begins and begins > at:
        return {"published_at": _("The version must not go up later than it replaces the live one.")}
    if ends and ends <= at:
        return {"expires_at": _("The article comes down before the new version would replace it.")}
    return {}


def _state_before(revision):
    """What a version was before it was planned, however often its hour was moved since."""
    planned = revision.events.filter(step=Step.PLAN)
    called_off = revision.events.filter(step=Step.UNPLAN).order_by("-pk").first()
    first = planned.filter(pk__gt=called_off.pk if called_off else 0).order_by("pk").first()
    return first.before if first else RevisionState.DRAFT


def _past(article, revisions) -> _Past:
    """Read what has happened since versions of one article were begun and planned, for all of them at once."""
    steps = list(takewhile(lambda event: any(is_begun_before(each, event) for each in revisions), text_steps(article)))
    by_plan = {event.pk for event in steps if event.step in APPLYING and _was_planned(event)}
    return _Past(steps, by_plan, _origins(article) if steps else {}, _taken_down(revisions))


def _taken_down(revisions) -> dict:
    """A photo or document of each version that was taken down since it was planned last, by the version's key."""
    keys = [revision.pk for revision in revisions]
    plans = Event.objects.filter(revision__in=keys, step=Step.PLAN).order_by("pk")
    planned = dict(plans.values_list("revision", "at"))
    found = {}
    for model in (Attachment, Photo):  # a photo is named before a document
        down = model.objects.filter(revisions__in=keys, taken_down_at__isnull=False).annotate(of=F("revisions"))
        found |= {thing.of: thing for thing in down.order_by("-pk") if thing.taken_down_at > planned[thing.of]}
    return found


def _check_since(revision, past):
    """Refuse a plan that would undo what was published by hand, or a withdrawal, since its text was begun.

    Other plans are known to whoever plans, save one that went on from this very text: that is newer, not another.
    """
    for event in reversed(past.steps):
        if not is_begun_before(revision, event):
            continue
        if event.revision_id and revision.pk in _line(past.origins, event.revision_id):
            raise Outdated(_("A newer version that goes on from this one was published before it. Call this one off."))
        if event.pk not in past.by_plan:
            check_seen(revision, event)


def _is_to_bring_back(article, revision) -> bool:
    """Whether a version sets another end than the one that was known when it was begun, and that has come since."""
    begun = article.is_published and revision.seen and revision.seen.revision
    if not begun:
        return False
    were, wants = snapshots.upgraded(begun)["expires_at"], snapshots.upgraded(revision)["expires_at"]
    return were == snapshots.iso(article.expires_at) != wants


def _require_shown(revision, past):
    """Refuse a plan of which something was taken down since: whoever planned it meant to show that."""
    if thing := past.taken_down.get(revision.pk):
        sentence = _("“%(thing)s” was taken down after this was scheduled. Look at the text and schedule it again.")
        raise NotPossible(sentence % {"thing": in_quotes(thing)})


def _out_of_turn(revision, at) -> dict:
    """Refuse an hour at which a text would replace what goes on from it, or go up before what it goes on from.

    Whoever writes on may not know that the older text waits for its hour, nor why: that is for them to decide. What
    can't go up anyhow takes no turn.
    """
    article = revision.article
    others = list(article.revisions.planned().filter(plan_failure="").exclude(pk=revision.pk))
    origins = _origins(article) if others else {}
    after = _line(origins, revision.pk)
    too_early = [other for other in others if other.apply_at > at and other.pk in after]
    too_late = [other for other in others if other.apply_at < at and revision.pk in _line(origins, other.pk)]
    in_the_way = too_early + too_late
    why = hitches(article, in_the_way)
    for other in in_the_way:
        if why[other.pk]:
            continue
        if other in too_early:
            sentence = _(
                "It goes on from a version that waits for %(when)s. Choose a later time, or call that one off."
            )
        else:
            sentence = _(
                "A version that goes on from it waits for %(when)s. Choose an earlier time, or call that one off."
            )
        return {"apply_at": sentence % {"when": stamp(other.apply_at)}}
    return {}


def _origins(article) -> dict:
    """The versions that each version of an article goes on from, by key: the one it was opened from, one merged."""
    return {key: both for key, *both in article.revisions.values_list("pk", "based_on", "merges")}


def _line(origins, key) -> set:
    """The keys of all versions that a version goes on from, however far back."""
    line, waiting = set(), [key]
    while waiting:
        found = {each for each in origins.get(waiting.pop(), ()) if each} - line
        line |= found
        waiting += found
    return line


def _was_planned(event):
    plans = event.revision.events.filter(step__in=[Step.PLAN, Step.UNPLAN], pk__lt=event.pk).order_by("-pk")
    last = plans.first()
    return last is not None and last.step == Step.PLAN
