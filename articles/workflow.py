"""The changes: every step of an article's life is one function here, whoever calls it.

Each checks the permission and the state, changes everything in one transaction with the row locked, and writes an
event. `by` is the person who acts; None is the operator's command line, which may do everything.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from . import search, snapshots
from . import text as plain
from .models import Article, ContentVersion, Event, Revision
from .states import ALLOWED, PUBLIC_STEPS, RevisionState, Status, Step


class NotPossible(Exception):
    """The step can't be taken now; the message says why, in the person's language."""


class NotReady(NotPossible):
    """The content lacks something. `errors` maps field names to sentences."""

    def __init__(self, errors):
        super().__init__(" ".join(str(error) for error in errors.values()))
        self.errors = errors


class Outdated(NotPossible):
    """The article was published or withdrawn after this revision was begun; publishing would undo that unseen."""


def save_draft(article, content, *, by, based_on=None, seen=None) -> Revision:
    """Keep content as a new revision; never touches the article's row. `article` None begins a new article.

    `based_on` is the revision that the text was opened from, `seen` the last publication or withdrawal that its
    writer knew of. The result's `overtaken_by` is the revision that somebody saved on the same one meanwhile, or None.
    """
    content = snapshots.cleaned(content)
    with transaction.atomic():
        if article is None:
            _require(by, "articles.add_article")
            article = Article.objects.create(created_by=by)
        else:
            _require_editable(article, by)
            article = _locked(article, Step.SAVE_DRAFT)
        overtaken_by = based_on.later.newest_first().first() if based_on else None
        if overtaken_by and overtaken_by.content == content and overtaken_by.created_by == by:
            overtaken_by.overtaken_by = None
            return overtaken_by  # the same form, sent twice
        revision = Revision.objects.create(
            article=article,
            based_on=based_on,
            seen=seen,
            schema=snapshots.SCHEMA,
            content=content,
            labels=snapshots.labels(content),
            title=content["title"],
            section_id=content["section"],
            search_text=snapshots.search_text(content),
            created_by=by,
        )
        _record(Step.SAVE_DRAFT, article, revision, before=article.status, by=by)
    revision.overtaken_by = overtaken_by
    return revision


def publish(revision, *, by, now=None) -> Article:
    """Apply a revision to its article and show it to readers from its time on (at once where it names none).

    Raises PermissionDenied; NotReady where title or section are missing or the end lies before the beginning;
    Outdated where the article was published or withdrawn since the revision was begun; NotPossible from a wrong state.
    """
    _require(by, "articles.publish_article")
    now = now or timezone.now()
    with transaction.atomic():
        article = _locked(revision.article, Step.PUBLISH)
        revision = Revision.objects.select_for_update().get(pk=revision.pk)
        if revision.state == RevisionState.APPLIED:
            raise NotPossible(_("This version is already published."))
        _check_seen(revision, last_public_step(article))
        content, gone = snapshots.resolved(revision)
        content["published_at"] = content["published_at"] or snapshots.iso(article.published_at or now)
        errors = lacks(content)
        if gone:
            errors["__all__"] = _("No longer there: %(names)s. Check the article and save it again.") % {
                "names": ", ".join(gone)
            }
        if errors:
            raise NotReady(errors)
        before = article.status
        if article.updated_at is None:
            article.updated_at = parse_datetime(content["published_at"])
        else:
            article.updated_at = now
        article.status = Status.PUBLISHED
        article.withdrawn_at, article.withdrawal_reason = None, ""
        snapshots.apply(content, article)
        revision.state = RevisionState.APPLIED
        revision.content = content
        revision.save(update_fields=["state", "content"])
        search.index(article.pk, snapshots.search_text(content))
        _record(Step.PUBLISH, article, revision, before=before, by=by)
        ContentVersion.bump()
    return article


def withdraw(article, *, by, reason, now=None) -> Article:
    """Take a published article from the site; its address then answers 410 with the reason. Nothing is lost.

    Raises PermissionDenied; NotReady without a reason; NotPossible where the article isn't published.
    """
    _require(by, "articles.withdraw_article")
    reason = plain.one_line(reason)
    if not reason:
        raise NotReady({"reason": _("Say why the article is withdrawn: readers see the reason at its address.")})
    with transaction.atomic():
        article = _locked(article, Step.WITHDRAW)
        before = article.status
        article.status = Status.WITHDRAWN
        article.withdrawn_at = now or timezone.now()
        article.withdrawal_reason = reason[:300]
        article.save(update_fields=["status", "withdrawn_at", "withdrawal_reason"])
        search.remove(article.pk)
        _record(Step.WITHDRAW, article, None, before=before, by=by, note=reason[:300])
        ContentVersion.bump()
    return article


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


def last_public_step(article):
    """Return the event of the last publication or withdrawal, or None."""
    return article.events.filter(step__in=PUBLIC_STEPS).order_by("-pk").first()


def live_revision(article):
    """Return the revision that was applied last, or None."""
    return article.revisions.filter(events__step=Step.PUBLISH).newest_first().first()


def _check_seen(revision, last):
    if last is None or revision.seen_id == last.pk:
        return
    if last.step == Step.WITHDRAW:
        raise Outdated(
            _("The article was withdrawn in the meantime (%(why)s). Open it again if it is to come back.")
            % {"why": last.note}
        )
    raise Outdated(_("The live version was changed in the meantime. Look at it before you publish yours."))


def _require(by, permission):
    if by is not None and not by.has_perm(permission):
        raise PermissionDenied


def _require_editable(article, by):
    if by is not None and not Article.objects.editable_by(by).filter(pk=article.pk).exists():
        raise PermissionDenied


def _locked(article, step):
    """Lock the row and check the state. SQLite has no row locks: its IMMEDIATE transaction holds all other writers."""
    article = Article.objects.select_for_update().get(pk=article.pk)
    if article.status not in ALLOWED[step]:
        raise NotPossible(
            _("“%(article)s” is in the state “%(state)s”, so this can't be done.")
            % {"article": article, "state": article.get_status_display()}
        )
    return article


def _record(step, article, revision, *, before, by, note=""):
    Event.objects.create(
        article=article, revision=revision, step=step, before=before, after=article.status, by=by, note=note
    )
