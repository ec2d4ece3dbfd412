"""What the staff wrote may repeat a number that a reader typed: it goes where the reader's own row goes."""

from django.utils.translation import gettext as _

from articles.models import ContentVersion

from .. import personal
from ..models import Answer, Ban, Comment, CommentEvent, CommentRules, Step


def forget_numbers(contact):
    """Mask what the writer typed as a number wherever staff repeated it: in reasons, notes, bans and the answer."""
    if not contact.phone and not contact.original:
        return
    spared = CommentRules.current().spared

    def put_right(row, **longest):
        before = {name: getattr(row, name) for name in longest}
        after = {name: _without(words, contact, spared)[: longest[name]] for name, words in before.items()}
        if after != before:
            type(row).objects.filter(pk=row.pk).update(**after)
        return after != before

    key = contact.comment_id
    for event in CommentEvent.objects.filter(comment=key):
        put_right(event, note=2000)
        words = {name: event.was[name] for name in ("reason", "answer") if name in event.was}
        was = event.was | {name: _without(value, contact, spared) for name, value in words.items()}
        if was != event.was:
            CommentEvent.objects.filter(pk=event.pk).update(was=was)
    for comment in Comment.objects.filter(pk=key):
        put_right(comment, reason=300)
        flags = [[code, _without(detail, contact, spared)] for code, detail in comment.flags]
        if flags != comment.flags:  # the host of a link may be a number
            Comment.objects.filter(pk=key).update(flags=flags)
    for answer in Answer.objects.filter(comment=key):
        if put_right(answer, text=5000, name=100, position=150):
            status = contact.comment.status
            CommentEvent.objects.create(comment_id=key, step=Step.MASK, before=status, after=status)
            ContentVersion.bump()
    for ban in Ban.objects.filter(comment=key):
        put_right(ban, reason=300)


def _without(words, contact, spared):
    """Return words of the staff without what the writer typed, however either of them spelled it.

    Other numbers stay, and so do the office's own: the rules name them.
    """
    token, typed = _("[masked]"), list(contact.original.values())
    numbers = {contact.phone, *(number for line in typed for number in personal.numbers_in(line))} - {"", *spared}
    words = personal.without(words, sorted(numbers), token)
    # What was no phone number as it stands may still be one that is known: an identity card, half a number.
    for copy in {words[span.start : span.end] for span in personal.find(words)}:
        copied = personal.numbers_in(copy)
        if not spared.isdisjoint(copied):
            continue
        if any(copy in line or any(personal.holds_number(line, number) for number in copied) for line in typed):
            words = words.replace(copy, token)
    return words
