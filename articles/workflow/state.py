"""What the steps share: the lock, the event, and the facts about where an article stands."""

from django.contrib.auth import get_user_model
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from ..models import Article, Event, Revision
from ..states import ALLOWED, APPLYING, PUBLIC_STEPS, REVISION_ALLOWED, Status, Step
from .errors import NotPossible
from .rights import require


def locked(article, step, by, revision=None) -> Article:
    """Lock the row, check the person's rights, then the state: who may not is not told how an article stands.

    SQLite has no row locks: its IMMEDIATE transaction holds all other writers.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    require(by, step, article, revision)
    if article.status not in ALLOWED[step]:
        raise NotPossible(
            _("“%(article)s” is in the state “%(state)s”, so this can't be done.")
            % {"article": newest_title(article), "state": article.get_status_display()}
        )
    return article


def locked_revision(revision, step) -> Revision:
    """Lock a revision whose article is locked already; refuse one that is in another state or was taken further."""
    revision = Revision.objects.select_for_update().get(pk=revision.pk)
    if revision.state not in REVISION_ALLOWED[step]:
        raise NotPossible(
            _("This version of “%(article)s” is in the state “%(state)s”, so this can't be done.")
            % {"article": revision, "state": revision.get_state_display()}
        )
    if revision.later.exists() or revision.merged_into.exists():
        raise NotPossible(
            _("Somebody has saved a newer version of “%(article)s”. Look at that one first.") % {"article": revision}
        )
    return revision


def record(step, article, revision=None, *, before, after, by, note="") -> Event:
    return Event.objects.create(
        article=article, revision=revision, step=step, before=before, after=after, by=by, note=note[:2000]
    )


def newest_title(article):
    newest = article.revisions.newest_first().first()
    return str(newest or article)


def last_public_step(article):
    """Return the event of the last step that changed what readers see, or None."""
    return article.events.filter(step__in=PUBLIC_STEPS).order_by("-pk").first()


def live_revision(article):
    """Return the revision that the article's row holds, or None. A schedule that was called off is none."""
    standing, _called_off = applications(article)
    return Revision.objects.get(pk=standing[-1].revision_id) if standing else None


def applications(article):
    """Return the events that brought a revision to the row and still stand, oldest first, and the last called off."""
    standing, called_off = [], None
    for event in article.events.filter(step__in={*APPLYING, Step.UNSCHEDULE}).order_by("pk"):
        if event.step == Step.UNSCHEDULE:
            called_off = drop_schedule(standing)
        else:
            standing.append(event)
    return standing, called_off


def drop_schedule(standing):
    """Take the last schedule from a list of applications, and before it those whose hour it only moved.

    Returns the first of them, whose `before` says what the article was; None where there was none.
    """
    called_off = standing.pop() if standing else None
    while standing and called_off.before == Status.PUBLISHED and _was_waiting(standing[-1], called_off.at):
        called_off = standing.pop()
    return called_off


def _was_waiting(event, at):
    """Whether the hour of a schedule was still to come at a moment."""
    return event.step == Step.SCHEDULE and parse_datetime(event.note) > at


def ancestry(revisions) -> dict:
    """Return, by key, the keys of each revision and of those it goes on from, newest first; one question for all."""
    articles = {revision.article_id for revision in revisions}
    origins = dict(Revision.objects.filter(article__in=articles).values_list("pk", "based_on")) if articles else {}
    lines = {}
    for revision in revisions:
        line, key = [], revision.pk
        while key is not None:
            line.append(key)
            key = origins.get(key)
        lines[revision.pk] = line
    return lines


def people(keys):
    """Return the members of staff with these keys who still work here."""
    return list(get_user_model().objects.filter(pk__in=keys, is_active=True, is_staff=True)) if keys else []


def writers_of(revision):
    """Return who wrote in a revision since the version that went up before it."""
    return people(revision.writers) if revision else []
