"""The documents' one door: what comes in is checked by its content, what is taken down leaves its address."""

from .door import take_in
from .errors import KnownAttachment, UnusableAttachment
from .holding import bring_back, delete, held_name, settle_all, take_down
from .kinds import MEDIA_TYPES
from .reach import out_of_reach
from .uses import planned_with, scheduled_with, unsaved_with, uses_of

__all__ = [
    "MEDIA_TYPES",
    "KnownAttachment",
    "UnusableAttachment",
    "bring_back",
    "delete",
    "held_name",
    "out_of_reach",
    "planned_with",
    "scheduled_with",
    "settle_all",
    "take_down",
    "take_in",
    "unsaved_with",
    "uses_of",
]
