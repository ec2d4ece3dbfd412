"""What the law lets a person ask for: their data handed out, or erased. Each request leaves a record of who and when.

Law 91/2025/QH15 and Decree 356/2025/NĐ-CP: access, and erasure once the purpose is done or when the person asks.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import text as plain
from articles.models import ContentVersion
from articles.wording import stamp

from .. import personal, receipts
from ..contact import normalised_phone
from ..models import Answer, Ban, Comment, CommentEvent, PrivacyEvent, PrivateContact, Status, Step
from ..moderation import forget_numbers
from ..moderation.steps import NotPossible

RIGHT = "comments.export_comment"
INTERNAL = {Step.ROUTE, Step.HAND_BACK}  # whose notes go from one member of the staff to another


def find(typed: str):
    """Return the comments that a phone number or a look-up code leads to, the oldest first.

    A phone number leads only to comments whose contact has not been purged yet.
    """
    typed = plain.one_line(typed.replace("\x00", ""))
    phone = normalised_phone(typed)
    found = Comment.objects.filter(contact__phone=phone) if phone else Comment.objects.none()
    if not found.exists() and typed:
        found = Comment.objects.filter(code_hash=receipts.hash_of(typed))
    return found.filter(erased_at=None).select_related("article", "contact", "consent", "unit").order_by("created_at")


def export(comments, *, by, request) -> dict:
    """Return all that is stored about whoever sent these comments, as plain values for a file; on record."""
    request = checked(by, request)
    with transaction.atomic():
        data = {
            _("handed out at"): stamp(timezone.now()),
            _("comments"): [_everything_of(comment) for comment in comments],
        }
        _record(PrivacyEvent.Kind.EXPORT, comments, by, request)
    return data


def erase(comments, *, by, request) -> int:
    """Erase who wrote these comments and what they said; return how many. On record.

    What stays is that there was a comment, when, under which article, and what was decided: the office answers for
    that. Its answer goes too, for it speaks to what was said.
    """
    request = checked(by, request)
    keys = [comment.pk for comment in comments]
    with transaction.atomic():
        rows = list(Comment.objects.select_for_update(of=("self",)).filter(pk__in=keys, erased_at=None))
        for comment in rows:
            _erase(comment, by)
        if rows:
            ContentVersion.bump()
            _record(PrivacyEvent.Kind.ERASE, rows, by, request)
    return len(rows)


def _erase(comment, by):
    now, before = timezone.now(), comment.status
    contact = PrivateContact.objects.filter(comment=comment).first()
    if contact:
        forget_numbers(contact)
        contact.delete()
    Answer.objects.filter(comment=comment).delete()
    Ban.objects.filter(comment=comment).update(comment=None)
    CommentEvent.objects.filter(comment=comment).update(note="", was={})
    comment.name, comment.title, comment.text = _("[erased]"), _("[erased]"), ""
    comment.status = Status.WITHDRAWN
    comment.decided_at, comment.erased_at = comment.decided_at or now, now
    comment.reason, comment.flags, comment.fingerprint = "", [], 0
    comment.save()
    CommentEvent.objects.create(comment=comment, step=Step.ERASE, before=before, after=comment.status, by=by)


def _everything_of(comment):
    contact = PrivateContact.objects.filter(comment=comment).first()
    answer = Answer.objects.select_related("unit").filter(comment=comment).first()
    original = contact.original if contact else {}
    return {
        _("Article"): comment.article.title,
        _("Sent on"): stamp(comment.created_at),
        _("Full name"): original.get("name", comment.name),
        _("Phone number"): contact.phone if contact else _("purged"),
        _("Title of the comment"): original.get("title", comment.title),
        _("Your comment"): original.get("text", comment.text),
        _("hashed address"): contact.address_hash if contact else _("purged"),
        _("State"): str(Status(comment.told_status).label),
        _("Reason"): comment.told_reason,
        _("unit in charge"): str(comment.unit or ""),
        _("answer due on"): f"{comment.due_on:%d/%m/%Y}" if comment.due_on else "",
        _("Official answer"): f"{answer.text}\n{answer.signature}" if answer else "",
        _("agreed at"): stamp(comment.consented_at),
        _("agreed to"): comment.consent.text,
        _("fingerprint of the text agreed to"): comment.consent_hash,
        _("Steps"): [
            {_("at"): stamp(event.at), _("step"): event.get_step_display(), _("note"): _told(event)}
            for event in comment.events.all()
        ],
        _("accesses to personal data"): [
            {_("at"): stamp(event.at), _("what"): event.get_kind_display()}
            for event in PrivacyEvent.objects.filter(comment=comment)
        ],
    }


def _told(event):
    """The note of a step as far as it speaks to the writer: what staff tell each other on a case is theirs."""
    return "" if event.step in INTERNAL else event.note


def checked(by, request):
    """Return on whose word it is done, as the log keeps it; raise where somebody may not, or says nothing."""
    if not by.has_perm(RIGHT):
        raise PermissionDenied
    request = plain.one_line(request.replace("\x00", ""))
    request = personal.mask(request, _("[masked]"))[:300]  # it is kept for good
    if not request:
        raise NotPossible(_("Write down who asked, how, and how they proved who they are."))
    return request


def _record(kind, comments, by, request):
    comments = list(comments)
    PrivacyEvent.objects.bulk_create(
        PrivacyEvent(kind=kind, comment=comment, request=request, count=1, by=by) for comment in comments
    )
