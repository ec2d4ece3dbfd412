"""The media library's one door: what comes in, what stands in a text, what is replaced or taken down."""

from .approvals import closed_to, out_of_reach
from .door import ingest
from .errors import InUse, KnownPhoto, UnusablePhoto
from .in_text import in_text, with_sizes
from .likeness import alike
from .merging import WORDS, merge, words_from
from .replacing import purge_replaced, rebuild, replace, without_renditions
from .taking_down import at_address, bring_back, delete, take_down
from .uses import Use, articles_showing, never_used, on_show, planned_with, scheduled_with, uses

__all__ = [
    "InUse",
    "KnownPhoto",
    "WORDS",
    "UnusablePhoto",
    "Use",
    "alike",
    "articles_showing",
    "at_address",
    "bring_back",
    "closed_to",
    "delete",
    "in_text",
    "ingest",
    "merge",
    "never_used",
    "on_show",
    "out_of_reach",
    "planned_with",
    "purge_replaced",
    "rebuild",
    "replace",
    "scheduled_with",
    "take_down",
    "uses",
    "with_sizes",
    "without_renditions",
    "words_from",
]
