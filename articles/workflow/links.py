"""Approval by link: a leader without an account reads one version, leaves notes, approves it or returns it.

Whoever makes a link hands their own right to approve that very version on to one named person until a day. So the
right is asked for when the link is made and again each time it is used, and what is done by it is written down under
the name of that person. Only a hash of the secret is kept.
"""

import hashlib
import json
import secrets
from contextlib import contextmanager
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import snapshots
from .. import text as plain
from ..models import Article, ReviewLink, ReviewLinkUse, Revision
from ..previews import hash_of
from ..states import REVISION_ALLOWED, Step
from ..wording import stamp
from .desk import write_note
from .errors import NotPossible, NotReady
from .publication import check_seen
from .review import approve, send_back, submit
from .rights import require, require_other_eyes
from .state import is_begun_before, last_text_step, locked, locked_revision, record

Decision, What = ReviewLink.Decision, ReviewLinkUse.What

LONGEST = timedelta(days=31)
SELDOM = timedelta(minutes=1)  # how often an opening or a refusal is written down at most: programs open links too
MOST_SELDOM = 500  # openings, and refusals, that are written down of one link
SHOWN_OF_A_PHOTO = ["file", "alt", "caption", "credit", "focus_x", "focus_y", "taken_down_at"]
MOST_NOTES = 50  # that one link can leave


class End(TextChoices):
    """Why nothing can be decided by a link any more, as its reader is told."""

    BY_THE_NEWSROOM = "by_the_newsroom", gettext_lazy("The newsroom ended this link.")
    OVER = "over", gettext_lazy("The time of this link is over.")
    TAKEN_BACK = "taken_back", gettext_lazy("The newsroom has taken this article back.")
    OVERTAKEN = (
        "overtaken",
        gettext_lazy("There is a newer version of this article, so this one is not up for approval any more."),
    )
    NOT_IN_REVIEW = (
        "not_in_review",
        gettext_lazy("This version is in the state “%(state)s”, so there is nothing to decide any more."),
    )
    PUBLISHED_PAST = (
        "published_past",
        gettext_lazy(
            "Another version of this article has been published since, so this one is not up for approval any more."
        ),
    )
    UNANSWERED = "unanswered", gettext_lazy("The newsroom ended this link.")  # whose maker may not approve it any more


def link_for(revision, *, by, reader, ends_at) -> tuple[ReviewLink, str]:
    """Make a secret address by which `reader` may approve or return this version. Returns the link and the secret.

    A draft or a returned text is sent for review first, to whoever makes the link. The secret is shown once.
    """
    reader, now = plain.one_line(reader), timezone.now()
    if by is None:  # nobody who could answer for it, nor be asked about it
        raise PermissionDenied
    if errors := _lacks(reader, ends_at, now):
        raise NotReady(errors)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        article = locked(revision.article, Step.LINK, by, revision)
        revision = locked_revision(revision, Step.LINK)
        require_other_eyes(by, article, revision)
        check_seen(revision, last_text_step(article))
        if revision.state in REVISION_ALLOWED[Step.SUBMIT]:
            revision = submit(revision, by=by, assignee=by)
        link = ReviewLink.objects.create(
            revision=revision, reader=reader, token_hash=hash_of(token), created_by=by, ends_at=ends_at
        )
        note = f"{reader} · {stamp(ends_at)}"
        record(Step.LINK, article, revision, before=revision.state, after=revision.state, by=by, note=note)
    return link, token


def end_link(link, *, by):
    """End a link before its time. Doing it twice changes nothing."""
    with transaction.atomic():
        article = locked(link.revision.article, Step.UNLINK, by, link.revision)
        if ReviewLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=timezone.now()):
            state = Revision.objects.get(pk=link.revision_id).state
            record(Step.UNLINK, article, link.revision, before=state, after=state, by=by, note=link.reader)


def open_link(link):
    """Write down that the page of a link was opened."""
    _write_down_seldom(link, What.OPENED)


def shown_by(revision) -> str:
    """Return a digest of what a version shows its reader.

    Its own words never change. What it points at does: a file put in a photo's place, something that has gone.
    """
    content, _gone = snapshots.resolved(revision)
    photos = revision.photos.order_by("pk").values_list("pk", *SHOWN_OF_A_PHOTO)
    files = revision.attachments.order_by("pk").values_list("pk", "file", "taken_down_at")
    shown = json.dumps([content, *map(list, photos), *map(list, files)], sort_keys=True, default=str)
    return hashlib.sha256(shown.encode()).hexdigest()


def approve_by_link(link, note="", *, shown=None) -> ReviewLink:
    """Approve the version of a link. A second tap changes nothing.

    `shown` is the digest of what its reader had before their eyes: nobody approves what they have not seen.
    """
    with _use(link, Decision.APPROVED) as link:
        if not link.decision:
            if shown is not None and shown != shown_by(link.revision):
                raise NotPossible(_("The article has changed since you opened this page. Please read it once more."))
            approve(link.revision, by=None, note=note, through=link)
            _decide(link, Decision.APPROVED, What.APPROVED, note)
    return link


def return_by_link(link, reason) -> ReviewLink:
    """Return the version of a link to its writers, with a reason that they read. A second tap changes nothing."""
    with _use(link, Decision.RETURNED) as link:
        if not link.decision:
            send_back(link.revision, by=None, reason=reason, through=link)
            _decide(link, Decision.RETURNED, What.RETURNED, reason)
    return link


def note_by_link(link, text, quote=""):
    """Leave a note for the editors, on a passage or on the whole text."""
    with _use(link) as link:
        if link.uses.filter(what=What.NOTED).count() >= MOST_NOTES:
            raise NotPossible(_("These are very many notes. Please call the editor who sent you the link."))
        note = write_note(link.revision.article, by=None, text=text, revision=link.revision, quote=quote, through=link)
        ReviewLinkUse.objects.create(link=link, what=What.NOTED, note=note.text)
    return note


def hindrance(link) -> str:
    """Return why nothing can be decided by a link that has not been used for it, as a sentence; "" where it can be."""
    revision = link.revision
    is_overtaken = revision.later.exists() or revision.merged_into.exists()
    end = end_of(link, is_overtaken=is_overtaken, last=lambda: last_text_step(revision.article))
    if end is None and not is_answered_for(link):
        end = End.UNANSWERED
    return end.label % {"state": revision.get_state_display()} if end else ""


def end_of(link, *, is_overtaken, last) -> End | None:
    """Return why nothing can be decided by a link any more, as far as its text goes; see is_answered_for as well.

    What costs a question is handed in, for who asks of many links at once: whether there is a newer version, and the
    function `last` that gives the article's last text step.
    """
    revision, article = link.revision, link.revision.article
    if link.ended_at is not None:
        return End.BY_THE_NEWSROOM
    if not link.works_at(timezone.now()):
        return End.OVER
    if article.is_trashed or (article.is_withdrawn and article.withdrawn_at >= link.created_at):
        return End.TAKEN_BACK
    if is_overtaken:
        return End.OVERTAKEN
    if not revision.is_in_review:
        return End.NOT_IN_REVIEW
    return End.PUBLISHED_PAST if is_begun_before(revision, last()) else None


def _lacks(reader, ends_at, now):
    errors = {}
    if not reader:
        errors["reader"] = _("Say whom the link is for.")
    elif len(reader) > 120:
        errors["reader"] = _("A name has at most 120 characters.")
    if ends_at <= now:
        errors["ends_at"] = _("The end must come later than now.")
    elif ends_at > now + LONGEST:
        errors["ends_at"] = _("A link for approval works for a month at most.")
    return errors


def is_answered_for(link) -> bool:
    """Whether whoever made the link is still here and might still approve this version."""
    maker, revision = link.created_by, link.revision
    if maker is None or not (maker.is_active and maker.is_staff):
        return False
    try:
        require(maker, Step.APPROVE, revision.article, revision)
        require_other_eyes(maker, revision.article, revision)
    except (PermissionDenied, NotPossible):
        return False
    return True


@contextmanager
def _use(link, decision=None):
    """Lock a link and all it is about, in the order of all steps; write a refusal down, which the step took back.

    There is one decision to a link. The same once more passes through here, for whoever taps twice.
    """
    try:
        with transaction.atomic():
            article = Article.objects.select_for_update().get(pk=link.revision.article_id)
            revision = Revision.objects.select_for_update().get(pk=link.revision_id)
            link = ReviewLink.objects.select_for_update(of=("self",)).select_related("created_by").get(pk=link.pk)
            revision.article, link.revision = article, revision
            if why := _why_not(link, decision):
                raise NotPossible(why)
            yield link
    except NotReady:
        raise  # something is missing in the form: nothing was refused
    except NotPossible as error:
        _write_down_seldom(link, What.REFUSED, str(error))
        raise


def _why_not(link, decision):
    if not link.decision:
        return hindrance(link)
    return "" if link.decision == decision else _("You have decided on this version already.")


def _decide(link, decision, what, note):
    link.decision, link.decided_at = decision, timezone.now()
    link.save(update_fields=["decision", "decided_at"])
    ReviewLinkUse.objects.create(link=link, what=what, note=plain.paragraphs(note)[:2000])


def _write_down_seldom(link, what, note=""):
    alike = ReviewLinkUse.objects.filter(link=link, what=what)
    is_new = not alike.filter(at__gt=timezone.now() - SELDOM).exists()
    if is_new and alike.count() < MOST_SELDOM:
        ReviewLinkUse.objects.create(link=link, what=what, note=note[:2000])
