"""The one way in for a comment, whoever sends it."""

import json

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from .. import personal, receipts, similarity
from ..models import Comment, CommentRules, Flag, PrivateContact

WORDS = ("name", "title", "text")


def post(article, *, nonce, consent, name, title, text, phone, address_hash, flags=(), rules=None, now=None):
    """Store a comment once. Returns it and whether it is new; the nonce decides, in the database.

    Phone numbers and the like in its words are masked before they are stored; the words as typed go to the private
    row. What is returned is on disk: the receipt may be shown.
    """
    typed = {"name": name, "title": title, "text": text}
    masked = masked_words(typed, rules or CommentRules.current())
    if masked != typed:
        flags = [*flags, [Flag.PERSONAL, ""]]
    now = now or timezone.now()
    try:
        with transaction.atomic():
            comment = Comment.objects.create(
                article=article,
                consent=consent,
                consent_hash=consent.fingerprint,
                consented_at=now,
                created_at=now,
                nonce=nonce,
                code_hash=receipts.hash_of(receipts.code_of(nonce)),
                **masked,
                is_masked=masked != typed,
                flags=[list(flag) for flag in flags],
                fingerprint=similarity.fingerprint(masked["title"], masked["text"]),
            )
            PrivateContact.objects.create(
                comment=comment,
                phone=phone,
                address_hash=address_hash,
                original={field: typed[field] for field in WORDS if masked[field] != typed[field]},
                words_hash=_words_hash(nonce, typed, phone),
            )
    except IntegrityError:
        known = Comment.objects.filter(nonce=nonce).first()
        if known is None:
            raise
        return known, False
    return comment, True


def same_words(comment, *, name, title, text, phone=None) -> bool:
    """Whether a form that was sent before comes with the very words that were stored then, masked or not.

    False once the private row is purged: a form lives a day, so this matters only where that is done at once.
    """
    contact = PrivateContact.objects.filter(comment=comment).first()
    if contact is None or None in (name, title, text):
        return False
    phone = contact.phone if phone is None else phone
    typed = {"name": name, "title": title, "text": text}
    return constant_time_compare(contact.words_hash, _words_hash(comment.nonce, typed, phone))


def masked_words(typed, rules) -> dict:
    """Return words as they may be stored: without numbers and the like, but for the office's own."""
    token, longest = _("[masked]"), {"name": 100, "title": 150}
    return {field: personal.mask(words, token, rules.spared)[: longest.get(field)] for field, words in typed.items()}


def _words_hash(nonce, typed, phone):
    words = json.dumps([nonce, *(typed[field] for field in WORDS), phone])
    return salted_hmac("comments.words", words, algorithm="sha256").hexdigest()
