"""Around a text: notes between editors, links that show a version to people without an account."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import notices
from .. import text as plain
from ..models import Note, PreviewLink
from ..previews import hash_of
from ..states import Step
from ..wording import stamp
from .errors import NotPossible, NotReady
from .state import locked, people, record


def write_note(article, *, by, text, revision=None, quote="", answers_to=None, through=None) -> Note:
    """Leave a remark on an article for the others, or answer one. An answer opens a resolved thread again.

    `through` is the link for approval by which a person without an account does it.
    """
    text = plain.paragraphs(text)
    if not text:
        raise NotReady({"text": _("Write what you want to say.")})
    if len(text) > 2000:
        raise NotReady({"text": _("A note has at most 2,000 characters.")})
    with transaction.atomic():
        article = locked(article, Step.NOTE, by)
        head = answers_to and Note.objects.select_for_update().get(pk=answers_to.answers_to_id or answers_to.pk)
        if head and head.article_id != article.pk:
            raise NotPossible(_("This note belongs to another article."))
        note = Note.objects.create(
            article=article,
            revision=revision,
            answers_to=head,
            quote=plain.one_line(quote)[:300],
            text=text,
            by=by,
            on_behalf=through.reader if through else "",
        )
        if head and head.resolved_at:
            Note.objects.filter(pk=head.pk).update(resolved_at=None, resolved_by=None)
        state = article.status
        event = record(Step.NOTE, article, revision, before=state, after=state, by=by, note=text, through=through)
        makers = people({through.created_by_id}) if through else []
        notices.tell(event, [*_concerned(article, head), *makers])
    return note


def resolve_note(note, *, by) -> Note:
    """Close a thread. Doing it twice changes nothing."""
    with transaction.atomic():
        article = locked(note.article, Step.RESOLVE, by)
        note = Note.objects.select_for_update().get(pk=note.answers_to_id or note.pk)
        if note.resolved_at is None:
            note.resolved_at, note.resolved_by = timezone.now(), by
            note.save(update_fields=["resolved_at", "resolved_by"])
            record(Step.RESOLVE, article, before=article.status, after=article.status, by=by, note=note.text)
    return note


def share(revision, *, by, ends_at) -> tuple[PreviewLink, str]:
    """Make a secret address for one version, which works until `ends_at`. Returns the link and the secret.

    The secret is shown once: only its hash is kept.
    """
    if ends_at <= timezone.now():
        raise NotReady({"ends_at": _("The end must come later than now.")})
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        article = locked(revision.article, Step.SHARE, by, revision)
        link = PreviewLink.objects.create(revision=revision, token_hash=hash_of(token), created_by=by, ends_at=ends_at)
        note = stamp(ends_at)
        record(Step.SHARE, article, revision, before=revision.state, after=revision.state, by=by, note=note)
    return link, token


def unshare(link, *, by):
    """End a link before its time. Doing it twice changes nothing."""
    with transaction.atomic():
        article = locked(link.revision.article, Step.UNSHARE, by, link.revision)
        if PreviewLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=timezone.now()):
            state = link.revision.state
            record(Step.UNSHARE, article, link.revision, before=state, after=state, by=by)


def _concerned(article, head):
    """Who is told of a note: those who talk in its thread, who wrote the text, and who reviews it."""
    newest = article.revisions.newest_first().first()
    keys = {*newest.writers, newest.assignee_id} if newest else set()
    if head:
        keys |= {head.by_id, *head.answers.values_list("by", flat=True)}
    return people(keys - {None})
