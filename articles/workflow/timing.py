"""Times alone: when an article goes up and comes down, when a review is due, when to look at a text again.

A moment that readers notice makes a version of what is live, with nothing else changed, and applies it. The text was
checked when it went up, so a move asks for the right, the state and sensible times, no more.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import snapshots
from ..states import RevisionState, Step
from ..wording import in_quotes
from .drafts import store
from .errors import NotPossible, NotReady
from .publication import bring_up
from .state import last_public_step, live_revision, locked, locked_revision, newest_title, record

AS_IT_WAS = ["writers", "approved_by", "approved_as"]


def move_publication(article, *, by, at=None, now=None):
    """Give a scheduled article another hour; without one it goes up at once."""
    now = now or timezone.now()
    with transaction.atomic():
        article = locked(article, Step.SCHEDULE, by)
        if not (article.is_published and article.published_at > now):
            title = in_quotes(newest_title(article))
            raise NotPossible(_("“%(article)s” isn't scheduled any more.") % {"article": title})
        if at and at <= now:
            raise NotReady({"published_at": _("Say when it is to go up: a time that is still to come.")})
        return _retimed(article, by, now, published_at=at or now)


def move_end(article, *, by, at, now=None):
    """Let a published article come down at another hour, or with None never by itself."""
    now = now or timezone.now()
    with transaction.atomic():
        article = locked(article, Step.PUBLISH, by)
        if not article.is_published or (article.expires_at and article.expires_at <= now):
            title = in_quotes(newest_title(article))
            raise NotPossible(_("“%(article)s” isn't on the site any more.") % {"article": title})
        if at and at <= now:
            raise NotReady({"expires_at": _("Say when it is to come down: a time that is still to come.")})
        was_seen, updated_at = article.published_at <= now, article.updated_at
        article = _retimed(article, by, now, expires_at=at)
        if was_seen:  # readers are told of changes to the text, not of when it will end
            article.updated_at = updated_at
            article.save(update_fields=["updated_at"])
        return article


def move_due(revision, *, by, on, now=None):
    """Let a review be due on another day."""
    today = timezone.localdate(now)
    with transaction.atomic():
        article = locked(revision.article, Step.ASSIGN, by, revision)
        revision = locked_revision(revision, Step.ASSIGN)
        if on < today:
            raise NotReady({"due_on": _("Say by when it is to be reviewed: today or a later day.")})
        if revision.due_on != on:
            revision.due_on = on
            revision.save(update_fields=["due_on"])
            state = RevisionState.IN_REVIEW
            record(Step.REVIEW_DAY, article, revision, before=state, after=state, by=by, note=on.isoformat())
    return revision


def set_review_day(article, *, by, on, now=None):
    """Say on which day somebody is to look at an article again, or with None that nobody need."""
    today = timezone.localdate(now)
    with transaction.atomic():
        article = locked(article, Step.REVIEW_DAY, by)
        if on and on < today and on != article.review_on:
            raise NotReady({"review_on": _("Say when to look at it again: today or a later day.")})
        if article.review_on != on:
            article.review_on = on
            article.save(update_fields=["review_on"])
            note = on.isoformat() if on else ""
            record(Step.REVIEW_DAY, article, before=article.status, after=article.status, by=by, note=note)
    return article


def _retimed(article, by, now, **times):
    """Make a version of what is live with other times and apply it; the caller holds the lock."""
    live, was = live_revision(article), snapshots.snapshot(article)
    content = was | {name: snapshots.iso(moment) for name, moment in times.items()}
    if content == was:
        return article
    known = article.revisions.newest_first().values_list("pk", flat=True).first()
    seen = last_public_step(article)
    revision = store(article, content, Step.SAVE_DRAFT, by=by, base=live, seen=seen, known=known)
    if live and article.published_at > now:  # called off, it goes on being written: by whom, and how far it had come
        for name in AS_IT_WAS:
            setattr(revision, name, getattr(live, name))
        revision.save(update_fields=AS_IT_WAS)
    return bring_up(article, revision, by=by, now=now)
