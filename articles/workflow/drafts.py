"""Versions: kept, restored, named, discarded. None of these touches the article's row."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from .. import differences, snapshots
from .. import text as plain
from ..models import NO_PLAN, Article, Revision, reach_of
from ..states import OPEN, RevisionState, Status, Step
from ..wording import actor_of
from .errors import NotPossible, NotReady
from .state import (
    is_begun_before,
    last_public_step,
    last_text_step,
    live_revision,
    locked,
    locked_revision,
    record,
    text_steps,
)


def save_draft(article, content, *, by, based_on=None, seen=None, known=None, merges=None) -> Revision:
    """Keep content as a new revision; never touches the article's row. `article` None begins a new article.

    `based_on` is the revision that the text was opened from, `seen` the last publication or withdrawal that its
    writer knew of, `known` the key of the newest revision that was there then, `merges` a second revision that this
    text brings together with the first. The result's `overtaken_by` is the revision that somebody saved on the same
    one meanwhile, or None. Content that changes nothing makes no revision: the one it was opened from comes back.
    """
    content = snapshots.cleaned(content)
    with transaction.atomic():
        if article is None:
            if by is not None and not by.has_perm("articles.add_article"):
                raise PermissionDenied
            _require_section(by, content)
            article = Article.objects.create(created_by=by)
        else:
            article = locked(article, Step.SAVE_DRAFT, by)
            _require_section(by, content)
        return store(article, content, Step.SAVE_DRAFT, by=by, base=based_on, seen=seen, known=known, merges=merges)


def restore(revision, *, by) -> Revision:
    """Make the content of an earlier version the newest draft, on top of the one that is being written."""
    content, gone = snapshots.resolved(revision)
    with transaction.atomic():
        article = locked(revision.article, Step.RESTORE, by)
        _require_section(by, content)
        head = article.revisions.open().newest_first().first()
        seen = last_public_step(article)
        if head and is_begun_before(head, last_text_step(article)):
            head = None  # begun before the last publication; it waits beside this one
        if head and head.pk == revision.pk:
            raise NotPossible(_("This version is the one that is being written."))
        base = head or live_revision(article)
        restored = store(article, content, Step.RESTORE, by=by, base=base, seen=seen, source=revision)
    restored.gone = gone
    return restored


def name_version(revision, *, by, name) -> Revision:
    """Give a version a name to find it by; an empty one takes the name away."""
    name = plain.one_line(name)[:80]
    with transaction.atomic():
        article = locked(revision.article, Step.NAME, by, revision)
        revision = Revision.objects.select_for_update().get(pk=revision.pk)
        if revision.name != name:
            revision.name = name
            revision.save(update_fields=["name"])
            record(Step.NAME, article, revision, before=revision.state, after=revision.state, by=by, note=name)
    return revision


def discard(revision, *, by) -> Revision:
    """Put a draft aside: it no longer waits for anybody and stays in the history."""
    with transaction.atomic():
        article = locked(revision.article, Step.DISCARD, by, revision)
        revision = locked_revision(revision, Step.DISCARD)
        before = revision.state
        revision.state = RevisionState.DISCARDED
        revision.end_plan(by=by, before=before)
        revision.save(update_fields=["state", *NO_PLAN])
        record(Step.DISCARD, article, revision, before=before, after=revision.state, by=by)
    return revision


def _require_section(by, content):
    reach = reach_of(by) if by is not None else None
    if reach is not None and content["section"] and content["section"] not in reach:
        raise NotReady({"section": _("You don't write for this section. Choose one of yours.")})


def store(article, content, step, *, by, base, seen, known=None, merges=None, source=None):
    """Write a revision and its event; the caller holds the article's lock.

    What was loaded before the lock is read again: its review may have gone on meanwhile.
    """
    base, merges, source = (_as_it_stands(article, each) for each in (base, merges, source))
    later = _later(base, merges, known)
    for same in later:
        if same.created_by == by and snapshots.upgraded(same) == content and same.merges == merges:
            same.overtaken_by = None
            return same  # the same form, sent twice
    overtaken_by = later[0] if later else None
    if overtaken_by and base and not merges and step == Step.SAVE_DRAFT and snapshots.upgraded(base) == content:
        who = actor_of(overtaken_by.created_by)
        raise NotPossible(
            _("%(who)s has saved a newer version meanwhile. Open the article again to see it.") % {"who": who}
        )
    if base and not overtaken_by and not merges and _is_unchanged(article, content, base, seen):
        base.overtaken_by = None
        return base
    before = snapshots.resolved(base)[0] if base else snapshots.EMPTY
    added, removed = differences.words_changed(before, content)
    revision = Revision.objects.create(
        article=article,
        based_on=base,
        merges=merges,
        seen=seen,
        schema=snapshots.SCHEMA,
        content=content,
        labels=snapshots.labels(content),
        title=content["title"],
        section_id=content["section"],
        search_text=snapshots.search_text(content),
        words_added=added,
        words_removed=removed,
        created_by=by,
        **carried(base, content, by, seen=seen, is_apart=overtaken_by is not None, merges=merges, source=source),
    )
    snapshots.point(revision)
    note = str(source.pk) if source else ""
    was = base.state if base else RevisionState.DRAFT
    record(step, article, revision, before=was, after=revision.state, by=by, note=note)
    revision.overtaken_by = overtaken_by
    return revision


def _as_it_stands(article, revision):
    if revision is None:
        return None
    revision = Revision.objects.select_for_update().get(pk=revision.pk)
    if revision.article_id != article.pk:
        raise NotPossible(_("This version belongs to another article."))
    return revision


def _later(base, merges, known):
    """What others saved on the same versions since the form was opened, newest first; not what was discarded since."""
    on_them = Q(based_on__in=[each.pk for each in (base, merges) if each])
    later = Revision.objects.filter(on_them, pk__gt=known or 0).exclude(state=RevisionState.DISCARDED)
    return list(later.exclude(pk=merges.pk if merges else None).select_related("created_by").newest_first())


def _is_unchanged(article, content, base, seen):
    is_current = base.seen_id == getattr(seen, "pk", None) and not base.later.exists()
    if base.state in OPEN:
        return is_current and snapshots.upgraded(base) == content
    is_live = base.state == RevisionState.APPLIED and article.status == Status.PUBLISHED
    return is_live and base == live_revision(article) and snapshots.snapshot(article) == content


def _knows(base, seen):
    """Whether no text came up or down between what the writers of a version knew of and a public step."""
    if seen is None or base.seen_id == seen.pk:
        return base.seen_id == getattr(seen, "pk", None)
    return not is_begun_before(base, next((step for step in text_steps(base.article) if step.pk <= seen.pk), None))


def carried(base, content, by, *, seen, is_apart=False, merges=None, source=None) -> dict:
    """What a revision takes over from the one it goes on from: how far its review is, and who wrote in it.

    A time is an instruction, not text: changing only that leaves an approval standing. Any other change of an
    approved text sends it back to review, and so does a publication since: nobody approved what it would undo.
    What goes on from a version that waits for its hour is a new draft: that one goes up as it is.
    """
    from_whom = [each for each in (merges, source) if each]
    # The live text was published under the rules; any other that somebody brings up again is still its writers'.
    is_live = base is not None and base.state == RevisionState.APPLIED and base == live_revision(base.article)
    if base and not is_live:
        from_whom.append(base)
    writers = {key for revision in from_whom for key in revision.writers}
    before = base and snapshots.without_times(snapshots.upgraded(base))
    is_same_text = before == snapshots.without_times(content)
    is_brought_up = base is not None and base.state == RevisionState.APPLIED and not is_live
    if by and (is_brought_up or not is_same_text):
        writers.add(by.pk)
    taken = {"writers": sorted(writers)}
    if is_apart or base is None or base.state not in OPEN:
        return taken
    is_as_approved = is_same_text and _knows(base, seen)
    if base.is_planned and not (is_as_approved and base.approved_by_id):
        return taken
    is_void = base.state == RevisionState.APPROVED and not is_as_approved
    return taken | {
        "state": RevisionState.IN_REVIEW if is_void else base.state,
        "assignee": base.assignee,
        "due_on": base.due_on,
        "approved_by": None if is_void else base.approved_by,
        "approved_as": "" if is_void else base.approved_as,
    }
