"""What happens to a document that is there: taken down from its address, brought back, deleted when nobody uses it."""

import logging
from functools import partial

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import text as plain
from ..models import ArticleAttachment, Attachment, ContentVersion, Revision
from ..photos import files
from .errors import UnusableAttachment
from .reach import require_reach
from .uses import unsaved_with

logger = logging.getLogger("articles.attachments")


def held_name(attachment) -> str:
    """Return under which name the file of a document lies while it is taken down: one that nobody can work out."""
    return files.held_name(attachment, attachment.file.name)


def take_down(attachment, *, by, reason) -> Attachment:
    """Take a document off its address, where readers are told so from now on. Its file is kept, out of reach.

    Taken down already: the file alone, so that a move that failed is made good.
    """
    reason = plain.one_line(reason)[:300]
    if not reason:
        raise UnusableAttachment(_("Say why the document is taken down: readers see it at its address."))
    with transaction.atomic():
        stored = _locked(attachment, by)
        if not stored.is_taken_down:
            _write_down(stored, timezone.now(), by, reason)
        transaction.on_commit(partial(settle, stored.pk))
    return stored


def bring_back(attachment, *, by) -> Attachment:
    """Put a document that was taken down back at the address that it had."""
    with transaction.atomic():
        stored = _locked(attachment, by)
        if stored.is_taken_down:
            _write_down(stored, None, None, "")
        transaction.on_commit(partial(settle, stored.pk))
    return stored


def settle(key):
    """Move the file of a document to where its row says that it belongs. May be done again.

    The row stays locked meanwhile: who changes it at the same moment moves the file after this.
    """
    with transaction.atomic():
        stored = Attachment.objects.select_for_update(no_key=True).filter(pk=key).first()
        if stored is not None:
            places = [stored.file.name, held_name(stored)]
            files.move(*(places if stored.is_taken_down else reversed(places)))


def settle_all(now) -> int:
    """Move every file that lies on the wrong side, where a move failed or its process died; return how many.

    A file that can't be moved holds up no other; the run tells of it at its end.
    """
    keys, faults = _on_the_wrong_side(), []
    for key in keys:
        try:
            settle(key)
        except Exception as error:
            logger.exception("The file of document %s was not moved.", key)
            faults.append(error)
    if faults:
        raise faults[0]
    return len(keys)


def delete(attachment, *, by):
    """Delete a document that no article, version or unsaved text holds: an old version must still open."""
    _require(by, "articles.delete_attachment")
    with transaction.atomic():
        # With its key: no article can come to point at it meanwhile.
        stored = Attachment.objects.select_for_update().get(pk=attachment.pk)
        is_used = ArticleAttachment.objects.filter(attachment=stored).exists()
        if is_used or Revision.attachments.through.objects.filter(attachment=stored).exists():
            raise UnusableAttachment(_("Articles or their versions hold this document. Take it down instead."))
        if unsaved_with(stored):
            raise UnusableAttachment(_("Somebody has this document in a text that is not saved yet. Wait until it is."))
        names = [stored.file.name, held_name(stored)]
        stored.delete()
        transaction.on_commit(partial(files.remove, names))


def _locked(attachment, by):
    """Return the row for a change, if `by` may make it.

    Locked without its key: publishing raises the version first and then points at this row, taking down does it the
    other way round, and PostgreSQL would end one of the two.
    """
    _require(by, "articles.take_down_attachment")
    require_reach(attachment, by)
    return Attachment.objects.select_for_update(no_key=True).get(pk=attachment.pk)


def _write_down(attachment, at, by, reason):
    attachment.taken_down_at, attachment.taken_down_by, attachment.take_down_reason = at, by, reason
    attachment.save(update_fields=["taken_down_at", "taken_down_by", "take_down_reason"])
    ContentVersion.bump()


def _on_the_wrong_side():
    """The keys of the documents whose file does not lie where their row says. Of what is at its address none is asked
    for: what lies aside is listed once."""
    rows = Attachment.objects.order_by("pk").only("file", "fingerprint")
    public = [each.pk for each in rows.exclude(taken_down_at=None) if default_storage.exists(each.file.name)]
    aside = files.held()
    if not aside:
        return public
    return public + [each.pk for each in rows.filter(taken_down_at=None).iterator() if held_name(each) in aside]


def _require(by, permission):
    if by is not None and not by.has_perm(permission):
        raise PermissionDenied
