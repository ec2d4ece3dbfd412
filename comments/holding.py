"""Why a comment wants a second look, put together when it comes in. Nothing here refuses it."""

from datetime import timedelta

from django.utils import timezone

from . import signals, similarity, terms
from .models import BlockedTerm, Comment, Flag
from .moderation.posting import masked_words

LOOK_BACK = timedelta(days=14)
COMPARED = 400  # comments at most
LONGEST_HOST = 60  # characters


def flags_for(title, text, *, rules, trap="", seconds=None, is_many=False, now=None):
    """Return [[Flag, detail], …] for words that were normalised. `seconds`: between the form and its sending.

    At most two questions: the blocked terms, and the fingerprints of what came lately.
    """
    masked = masked_words({"title": title, "text": text}, rules)  # no flag may tell what the words don't
    words = f"{masked['title']}\n{masked['text']}"
    found = [[Flag.WORD, term] for term in _terms_in(words, rules)]
    found += [[Flag.LINK, host[:LONGEST_HOST]] for host in signals.links(words)]
    found += _repeats(similarity.fingerprint(**masked), rules, now or timezone.now())
    if is_many:
        found.append([Flag.MANY, ""])
    if seconds is not None and seconds < rules.shortest_seconds:
        found.append([Flag.FAST, str(max(0, int(seconds)))])
    simple = {
        Flag.SHOUTING: signals.is_shouting(text),
        Flag.NO_MARKS: signals.lacks_marks(text),
        Flag.NOISE: signals.is_noise(text),
        Flag.TRAP: bool(trap),
    }
    found += [[flag, ""] for flag, holds in simple.items() if holds]
    return [[flag, detail] for flag, detail in found if rules.watches(flag)]


def _terms_in(words, rules):
    if not rules.watches(Flag.WORD):
        return []
    return terms.find(words, tuple(BlockedTerm.objects.order_by("pk").values_list("term", flat=True)))


def _repeats(mine, rules, now):
    """Return a flag with the key of the earlier comment that this one repeats."""
    if not (rules.watches(Flag.SAME) or rules.watches(Flag.NEAR)):
        return []
    lately = Comment.objects.filter(created_at__gte=now - LOOK_BACK, erased_at=None).order_by("-created_at")
    near = []
    for pk, theirs in lately.values_list("pk", "fingerprint")[:COMPARED]:
        if similarity.is_same(mine, theirs):
            return [[Flag.SAME, str(pk)]]
        if not near and similarity.are_near(mine, theirs):
            near = [[Flag.NEAR, str(pk)]]
    return near
