"""What the steps share: the lock, the event, and the facts about where an article stands."""

from itertools import pairwise

from django.contrib.auth import get_user_model
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from .. import snapshots
from ..models import Article, Event, Revision
from ..states import ALLOWED, APPLYING, PUBLIC_STEPS, REVISION_ALLOWED, Status, Step
from ..wording import in_quotes
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
            % {"article": in_quotes(newest_title(article)), "state": article.get_status_display()}
        )
    return article


def locked_revision(revision, step) -> Revision:
    """Lock a revision whose article is locked already; refuse one that is in another state or was taken further."""
    revision = Revision.objects.select_for_update().get(pk=revision.pk)
    if revision.state not in REVISION_ALLOWED[step]:
        raise NotPossible(
            _("This version of “%(article)s” is in the state “%(state)s”, so this can't be done.")
            % {"article": in_quotes(revision), "state": revision.get_state_display()}
        )
    if revision.later.exists() or revision.merged_into.exists():
        raise NotPossible(
            _("Somebody has saved a newer version of “%(article)s”. Look at that one first.")
            % {"article": in_quotes(revision)}
        )
    return revision


def record(step, article, revision=None, *, before, after, by, note="", through=None) -> Event:
    """Write down a step. `through` is the link by which a person without an account took it."""
    return Event.objects.create(
        article=article,
        revision=revision,
        step=step,
        before=before,
        after=after,
        by=by,
        note=note[:2000],
        on_behalf=through.reader if through else "",
    )


def newest_title(article):
    newest = article.revisions.newest_first().first()
    return str(newest or article)


def last_public_step(article):
    """Return the event of the last step that changed what readers see, or None."""
    return article.events.filter(step__in=PUBLIC_STEPS).order_by("-pk").first()


def text_steps(article):
    """Yield the events that changed what readers see, newest first, without those that only moved times.

    A time is no text: whoever writes on need not look at the article again because its end was put off.
    """
    return _of_texts(_public_steps(article))


def last_text_step(article):
    """Return the last step that a writer must have seen before publishing, or None."""
    return next(text_steps(article), None)


def last_steps(article) -> tuple:
    """Return last_public_step and last_text_step for the price of one."""
    events = _public_steps(article)
    return (events[0] if events else None), next(_of_texts(events), None)


def _public_steps(article):
    events = article.events.filter(step__in=PUBLIC_STEPS).order_by("-pk").select_related("revision")
    return list(events.defer("revision__content", "revision__labels", "revision__search_text"))


def _of_texts(events):
    return (event for event, before in pairwise([*events, None]) if not _only_moves(event, before))


def is_begun_before(revision, step) -> bool:
    """Whether a revision was begun before a public step, so that publishing it would undo that unseen."""
    return step is not None and (revision.seen_id or 0) < step.pk


def _only_moves(event, before):
    """Whether a step brought up the text that was live already, at other times."""
    if before is None or not {event.step, before.step} <= APPLYING:
        return False
    revision = event.revision
    if revision.based_on_id != before.revision_id or revision.words_added or revision.words_removed:
        return False
    both = Revision.objects.filter(pk__in=[revision.pk, before.revision_id]).select_related("article")
    new, old = (snapshots.without_times(snapshots.upgraded(each)) for each in both)
    return new == old


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
