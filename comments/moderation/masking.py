"""Covering personal data in a comment: the one way in which its words are edited, and it shows."""

from django.utils.translation import gettext as _

from articles import text as plain

from ..models import CommentRules, PrivateContact, Step
from .posting import WORDS, masked_words
from .steps import NotPossible, record, taking

LONGEST = 3000
SHORTEST = 2  # characters: a single letter masked everywhere would leave nothing to read


def mask(comment, *, by, words, expected=None):
    """Replace every place where `words` stand, exactly as given, by a mask. The original goes to the private row.

    Once that row is purged nothing keeps the original: then a mask is for good.
    """
    words = plain.paragraphs(words[:LONGEST].replace("\x00", ""))
    if len(words) < SHORTEST:
        raise NotPossible(_("Mark the words that are to be masked; two characters at least."))
    with taking(Step.MASK, comment, by=by, expected=expected) as comment:
        contact = PrivateContact.objects.filter(comment=comment).first()
        covered = {field: _covered(getattr(comment, field), words) for field in WORDS}
        changed = [field for field in WORDS if covered[field] != getattr(comment, field)]
        if not changed:
            raise NotPossible(_("These words don't stand in the comment. Mark them exactly as they are."))
        for field in changed:
            before = getattr(comment, field)
            if contact:
                contact.original.setdefault(field, before)
            setattr(comment, field, _shortened(comment, field, covered[field]))
        comment.is_masked = True
        comment.flags = [[code, "" if words in detail else detail] for code, detail in comment.flags]
        comment.save(update_fields=[*changed, "is_masked", "flags"])
        if contact:
            contact.save(update_fields=["original"])
        comment.last_event = record(Step.MASK, comment, before=comment.status, by=by)
    return comment


def put_back(comment, *, by, expected=None):
    """Put the words back as they were typed, but for phone numbers and the like, which stay masked."""
    with taking(Step.UNMASK, comment, by=by, expected=expected) as comment:
        contact = PrivateContact.objects.filter(comment=comment).first()
        if not comment.is_masked:
            raise NotPossible(_("No words of this comment are masked."))
        if contact is None or not contact.original:
            raise NotPossible(_("The words as they were typed have been purged; they can't be put back."))
        typed = {field: contact.original.get(field, getattr(comment, field)) for field in WORDS}
        masked = masked_words(typed, CommentRules.current())
        for field in WORDS:
            setattr(comment, field, masked[field])
        comment.is_masked = masked != typed
        contact.original = {field: typed[field] for field in WORDS if masked[field] != typed[field]}
        comment.save(update_fields=[*WORDS, "is_masked"])
        contact.save(update_fields=["original"])
        comment.last_event = record(Step.UNMASK, comment, before=comment.status, by=by)
    return comment


def _covered(text, words):
    """Cover words between the masks that stand already: what is left of a mask must stay readable as one."""
    token = _("[masked]")
    return token.join(part.replace(words, token) for part in text.split(token))


def _shortened(comment, field, words):
    return words[: comment._meta.get_field(field).max_length]
