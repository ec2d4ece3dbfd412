"""What readers see: published, scheduled, corrected, withdrawn, put in the trash and taken out of it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from .. import checks, notices, search, snapshots
from .. import text as plain
from ..models import NO_PLAN, ContentVersion, Correction, EditorialRules, PlacementEvent, Revision
from ..states import RevisionState, Status, Step
from ..wording import in_quotes
from .errors import NotPossible, NotReady, Outdated
from .rights import require_other_eyes
from .state import (
    applications,
    drop_schedule,
    is_begun_before,
    last_text_step,
    live_revision,
    locked,
    locked_revision,
    people,
    record,
)


def publish(revision, *, by, now=None, at=None):
    """Apply a revision to its article and show it to readers from its time on (at once where it names none).

    `at` puts another time in its place; in the future it schedules. Raises PermissionDenied; NotReady where the
    content lacks something or the checks that block find something; Outdated where the article was published or
    withdrawn since the revision was begun; NotPossible from a wrong state, or for a writer where others must approve.
    """
    now = now or timezone.now()
    blocking = blocked(revision, by)
    with transaction.atomic():
        article = locked(revision.article, Step.PUBLISH, by, revision)
        if Revision.objects.get(pk=revision.pk).state == RevisionState.APPLIED:
            raise NotPossible(_("This version is already published."))
        check_seen(revision, last_text_step(article))
        revision = locked_revision(revision, Step.PUBLISH)
        require_other_eyes(by, article, revision)
        times = moved_times(article, revision)
        revision.end_plan(by=by, before=revision.state)  # by hand, whatever hour it waited for
        return bring_up(article, revision, by=by, now=now, at=at, blocking=blocking, times=times)


def blocked(revision, by) -> dict:
    """Return what the checks that block find in a revision, by field. They read much and change nothing, so they
    are asked outside of the lock."""
    if by is None:
        return {}
    content, _gone = snapshots.resolved(revision)
    return checks.as_errors(checks.blocks(findings(content, revision.article)))


def bring_up(article, revision, *, by, now, at=None, blocking=None, times=None):
    """Write a revision to the article's row; the caller holds both locks and has asked for rights and states.

    `times` are moments that take the place of the revision's own. Raises NotReady.
    """
    content, gone = snapshots.resolved(revision)
    content |= times or {}
    content["published_at"] = snapshots.iso(at or content["published_at"] or _seen_since(article, now) or now)
    begins = parse_datetime(content["published_at"])
    errors = lacks(content) | (blocking or {}) | missing(gone)
    if begins > now and article.is_public_at(now):
        errors["published_at"] = _("Readers see this article now; a later time would take it from them until then.")
    if errors:
        raise NotReady(errors)
    leave_slots(article, now)
    before = article.status
    is_new = article.updated_at is None or (before == Status.PUBLISHED and article.published_at > now)
    article.updated_at = begins if is_new or begins > now else now
    article.status = Status.PUBLISHED
    was_seen = article.withdrawn_at and article.published_at <= article.withdrawn_at
    if begins <= now or not was_seen:  # else its address goes on saying why it was withdrawn, until its hour
        article.withdrawn_at, article.withdrawal_reason = None, ""
    snapshots.apply(content, article)
    revision.state = RevisionState.APPLIED
    revision.content, revision.schema = content, snapshots.SCHEMA
    for name, value in NO_PLAN.items():
        setattr(revision, name, value)
    revision.save(update_fields=["state", "content", "schema", *NO_PLAN])
    search.index(article.pk, snapshots.search_text(content))
    step = Step.SCHEDULE if begins > now else Step.PUBLISH
    note = content["published_at"] if step == Step.SCHEDULE else ""
    event = record(step, article, revision, before=before, after=article.status, by=by, note=note)
    notices.tell(event, authors_of(article, revision))
    ContentVersion.bump()
    return article


def moved_times(article, revision) -> dict:
    """Return the live moments that were moved since a version was begun, unless it sets them itself."""
    begun = revision.seen and revision.seen.revision
    if begun is None:
        return {}
    were, wants = snapshots.upgraded(begun), snapshots.upgraded(revision)
    return {name: snapshots.iso(getattr(article, name)) for name in snapshots.TIMES if wants[name] == were[name]}


def unschedule(article, *, by):
    """Call off a publication whose time has not come: the article is what it was before it was scheduled.

    Its places on front pages are given up, but for those with an end of their own.
    """
    now = timezone.now()
    with transaction.atomic():
        article = locked(article, Step.UNSCHEDULE, by)
        if article.published_at <= now:
            raise NotPossible(
                _("“%(article)s” is on the site already. Withdraw it instead.") % {"article": in_quotes(article)}
            )
        return call_off(article, by=by, now=now)


def call_off(article, *, by, now):
    """Call off a schedule without asking for a right: for steps that leave nothing of it to go up.

    The caller holds the lock.
    """
    before, scheduled = article.status, live_revision(article)
    article.placements.give_up(by=by, now=now, why=PlacementEvent.CALLED_OFF)
    content = _go_back_before_schedule(article)
    if article.status == Status.PUBLISHED:
        search.index(article.pk, snapshots.search_text(content))
    else:
        search.remove(article.pk)
    event = record(Step.UNSCHEDULE, article, before=before, after=article.status, by=by)
    notices.tell(event, authors_of(article, scheduled))
    ContentVersion.bump()
    return article


def withdraw(article, *, by, reason, now=None):
    """Take a published article from the site; its address then answers 410 with the reason. Nothing is lost.

    Its places on front pages are given up, but for those with an end of their own: published again, it is placed again.
    Raises PermissionDenied; NotReady without a reason; NotPossible where the article isn't published.
    """
    reason = plain.one_line(reason)
    if not reason:
        raise NotReady({"reason": _("Say why the article is withdrawn: readers see the reason at its address.")})
    with transaction.atomic():
        article = locked(article, Step.WITHDRAW, by)
        before = article.status
        article.status = Status.WITHDRAWN
        article.withdrawn_at = now or timezone.now()
        article.withdrawal_reason = reason[:300]
        article.save(update_fields=["status", "withdrawn_at", "withdrawal_reason"])
        article.placements.give_up(by=by, now=article.withdrawn_at, why=PlacementEvent.GONE)
        search.remove(article.pk)
        event = record(Step.WITHDRAW, article, before=before, after=article.status, by=by, note=reason[:300])
        notices.tell(event, authors_of(article, live_revision(article)))
        ContentVersion.bump()
    return article


def correct(article, *, by, text) -> Correction:
    """Add a dated note for readers: what was wrong and what is right. The text itself is mended by a new version."""
    text = plain.paragraphs(text)
    if not text:
        raise NotReady({"text": _("Say what was wrong and what is right: readers see it under the article's title.")})
    if len(text) > 1000:
        raise NotReady({"text": _("A correction has at most 1,000 characters.")})
    with transaction.atomic():
        article = locked(article, Step.CORRECT, by)
        if article.is_scheduled:
            raise NotPossible(
                _("Readers have not seen “%(article)s” yet. Put the text right instead.")
                % {"article": in_quotes(article)}
            )
        correction = Correction.objects.create(article=article, text=text, by=by)
        event = record(Step.CORRECT, article, before=article.status, after=article.status, by=by, note=text)
        notices.tell(event, authors_of(article, live_revision(article)))
        ContentVersion.bump()
    return correction


def trash(article, *, by, reason=""):
    """Put an article that readers don't see in the trash. Nothing of it is deleted."""
    with transaction.atomic():
        article = locked(article, Step.TRASH, by)
        before, article.status = article.status, Status.TRASHED
        article.save(update_fields=["status"])
        note = plain.one_line(reason)[:300]
        event = record(Step.TRASH, article, before=before, after=article.status, by=by, note=note)
        notices.tell(event, authors_of(article, article.revisions.newest_first().first()))
        if before == Status.WITHDRAWN:
            ContentVersion.bump()  # its address answered 410 with a reason, and now 404
    return article


def undelete(article, *, by):
    """Take an article out of the trash, as it went in."""
    with transaction.atomic():
        article = locked(article, Step.UNDELETE, by)
        before = article.status
        thrown = article.events.filter(step=Step.TRASH).order_by("-pk").first()
        article.status = thrown.before if thrown else Status.UNPUBLISHED
        article.save(update_fields=["status"])
        record(Step.UNDELETE, article, before=before, after=article.status, by=by)
        if article.status == Status.WITHDRAWN:
            ContentVersion.bump()
    return article


def _go_back_before_schedule(article):
    """Make the row what it was before the schedule that is called off, however often its hour was moved.

    The version that was to go up waits again, approved or as a draft, without its hour. Returns what the row holds.
    """
    standing, _earlier = applications(article)
    latest = standing[-1] if standing else None
    called_off = drop_schedule(standing)
    article.status = called_off.before if called_off else Status.UNPUBLISHED
    if standing:
        content, _gone = snapshots.resolved(standing[-1].revision)
        article.updated_at = parse_datetime(content["published_at"]) if len(standing) == 1 else standing[-1].at
    else:
        content = snapshots.snapshot(article) | {"published_at": None}
        article.updated_at = None
    if article.status == Status.PUBLISHED and (errors := lacks(content)):
        raise NotPossible(
            _("What stood there before can't come back. %(why)s")
            % {"why": " ".join(str(each) for each in errors.values())}
        )
    withdrawal = article.events.filter(step=Step.WITHDRAW).order_by("-pk").first()
    if article.status == Status.WITHDRAWN and withdrawal:
        article.withdrawn_at, article.withdrawal_reason = withdrawal.at, withdrawal.note
    snapshots.apply(content, article)
    if latest:
        waiting = Revision.objects.select_for_update().get(pk=latest.revision_id)
        waiting.state = RevisionState.APPROVED if waiting.is_approved else RevisionState.DRAFT
        waiting.content = waiting.content | {"published_at": None}
        waiting.save(update_fields=["state", "content"])
    return content


def leave_slots(article, now):
    """Give up the places of an article that has come down by itself, as of that moment: prolonged, it is placed again.

    Readers have not seen it there since; the caller holds the lock.
    """
    if article.is_published and article.expires_at and article.expires_at <= now:
        article.placements.give_up(by=None, now=article.expires_at, why=PlacementEvent.EXPIRED)


def findings(content, article=None):
    """Return what the pre-publish check finds in cleaned content, by the rules of this newsroom."""
    rules = EditorialRules.current()
    blocking = checks.DEFAULT_BLOCKING if rules.blocking is None else set(rules.blocking)
    return checks.check(
        content,
        blocking=blocking,
        title_length=rules.title_length,
        sentence_syllables=rules.sentence_syllables,
        site_hosts={urlsplit(settings.SITE_URL).hostname, *settings.ALLOWED_HOSTS},
        article=article,
    )


def lacks(content) -> dict:
    """Return what stands in the way of publishing cleaned content, as sentences by field name."""
    errors = {}
    if not content["title"]:
        errors["title"] = _("An article needs a title before it is published.")
    if not content["section"]:
        errors["section"] = _("Choose a section before you publish.")
    if not content["lead"] and not content["body"]:
        errors["body"] = _("There is no text to publish yet.")
    begins = content["published_at"] and parse_datetime(content["published_at"])
    ends = content["expires_at"] and parse_datetime(content["expires_at"])
    if ends and ends <= (begins or timezone.now()):
        errors["expires_at"] = _("The end must come after the publication.")
    return errors


def missing(gone) -> dict:
    """Return what a revision points at and is no longer there as an error, if there is any."""
    if not gone:
        return {}
    sentence = _("No longer there: %(names)s. Check the article and save it again.")
    return {"__all__": sentence % {"names": ", ".join(gone)}}


def _seen_since(article, now):
    """Since when readers have seen the article, or None where its hour is still to come or was never set."""
    return article.published_at if article.published_at and article.published_at <= now else None


def authors_of(article, revision):
    """Who is told what becomes of an article: who wrote in this version, and who began the article."""
    keys = set(revision.writers if revision else []) | ({article.created_by_id} - {None})
    return people(keys)


def check_seen(revision, last):
    """Refuse a revision that was begun before the last publication or withdrawal: it would undo that unseen."""
    if not is_begun_before(revision, last):
        return
    if last.step == Step.WITHDRAW:
        raise Outdated(
            _("The article was withdrawn in the meantime (%(why)s). Open it again if it is to come back.")
            % {"why": last.note}
        )
    raise Outdated(_("The live version was changed in the meantime. Look at it before you publish yours."))
