"""The changes: what is done to a comment, each a function of its own, whoever calls it."""

from .answers import answer, change_answer, remove_answer
from .claims import claim, claimed_by_another, release
from .decisions import approve, mark_spam, reject, take_down, withdraw
from .forgetting import forget_numbers
from .masking import mask, put_back
from .posting import post, same_words
from .routing import hand_back, route
from .senders import ban, lift
from .steps import NotPossible, may, possible
from .undoing import UNDO_SECONDS, undo

__all__ = [
    "UNDO_SECONDS",
    "NotPossible",
    "answer",
    "approve",
    "ban",
    "change_answer",
    "claim",
    "claimed_by_another",
    "forget_numbers",
    "hand_back",
    "lift",
    "mark_spam",
    "mask",
    "may",
    "possible",
    "post",
    "put_back",
    "reject",
    "release",
    "remove_answer",
    "route",
    "same_words",
    "take_down",
    "undo",
    "withdraw",
]
