"""The review: sent, taken on, returned with a reason, approved."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import notices
from .. import text as plain
from ..models import NO_PLAN, EditorialRules
from ..states import RevisionState, Step
from ..wording import in_quotes
from .errors import NotPossible, NotReady
from .rights import PERMISSIONS, is_in_reach, require_other_eyes
from .state import locked, locked_revision, people, record, writers_of


def submit(revision, *, by, assignee=None, due_on=None, note=""):
    """Send a draft for review, to one reviewer or to all; due on a day, by default after the rules' days."""
    if assignee:
        _require_reviewer(assignee, revision)
    due_on = due_on or timezone.localdate() + timedelta(days=EditorialRules.current().review_days)
    with transaction.atomic():
        article, revision, before = _begin(revision, Step.SUBMIT, by)
        if not revision.title:
            raise NotReady({"title": _("Give the article a title before you send it for review.")})
        revision.state, revision.assignee, revision.due_on = RevisionState.IN_REVIEW, assignee, due_on
        revision.save(update_fields=["state", "assignee", "due_on"])
        event = _record(Step.SUBMIT, article, revision, before, by, note)
        notices.tell(event, [assignee] if assignee else notices.reviewers_of(revision))
    return revision


def claim(revision, *, by):
    """Take a review on oneself; refused where somebody else has it."""
    with transaction.atomic():
        article, revision, before = _begin(revision, Step.ASSIGN, by)
        require_other_eyes(by, article, revision)
        if revision.assignee_id is not None and revision.assignee != by:
            raise NotPossible(
                _("%(who)s is already reviewing “%(article)s”.")
                % {"who": plain.name_of(revision.assignee), "article": in_quotes(revision)}
            )
        if revision.assignee_id is None:
            revision.assignee = by
            revision.save(update_fields=["assignee"])
            _record(Step.ASSIGN, article, revision, before, by, plain.name_of(by) if by else "")
    return revision


def assign(revision, *, by, to):
    """Hand a review to somebody, or with `to` None back to all."""
    if to is not None:
        _require_reviewer(to, revision)
    with transaction.atomic():
        article, revision, before = _begin(revision, Step.ASSIGN, by)
        revision.assignee = to
        revision.save(update_fields=["assignee"])
        event = _record(Step.ASSIGN, article, revision, before, by, plain.name_of(to) if to else "")
        notices.tell(event, [to] if to else [])
    return revision


def send_back(revision, *, by, reason, through=None):
    """Return a text to its writers with a reason, which they read in the form and by mail.

    `through` is the link for approval by which a person without an account does it: see links.py.
    """
    reason = plain.paragraphs(reason)
    if not reason:
        raise NotReady({"reason": _("Say what is to be put right: the writer reads it.")})
    with transaction.atomic():
        article, revision, before = _begin(revision, Step.SEND_BACK, by)
        revision.state, revision.approved_by, revision.approved_as = RevisionState.RETURNED, None, ""
        revision.end_plan(by=by, before=before)
        revision.save(update_fields=["state", "approved_by", "approved_as", *NO_PLAN])
        event = _record(Step.SEND_BACK, article, revision, before, by, reason, through)
        notices.tell(event, [*writers_of(revision), *_makers(through)])
    return revision


def approve(revision, *, by, note="", through=None):
    """Approve a text for publication; any later change of the text sends it back to review.

    By a link it is approved with the right of whoever made the link, and under the name of its reader.
    """
    with transaction.atomic():
        article, revision, before = _begin(revision, Step.APPROVE, by)
        require_other_eyes(by, article, revision)
        revision.state = RevisionState.APPROVED
        revision.approved_by, revision.approved_as = (through.created_by, through.reader) if through else (by, "")
        revision.save(update_fields=["state", "approved_by", "approved_as"])
        event = _record(Step.APPROVE, article, revision, before, by, note, through)
        notices.tell(event, [*writers_of(revision), *_makers(through)])
    return revision


def _begin(revision, step, by):
    article = locked(revision.article, step, by, revision)
    revision = locked_revision(revision, step)
    return article, revision, revision.state


def _record(step, article, revision, before, by, note, through=None):
    note = plain.paragraphs(note)
    return record(step, article, revision, before=before, after=revision.state, by=by, note=note, through=through)


def _makers(link):
    """Who is told of what was done by a link, besides the writers."""
    return people({link.created_by_id}) if link else []


def _require_reviewer(user, revision):
    if not (
        user.is_active and user.has_perm(PERMISSIONS[Step.ASSIGN]) and is_in_reach(user, revision.article, revision)
    ):
        raise NotPossible(_("%(who)s can't review this article.") % {"who": plain.name_of(user)})
