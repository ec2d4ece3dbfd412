"""Reads Vietnamese text as a copy editor does: sentences, private numbers, places of tone marks, short forms.

A text may be long and hostile. So patterns match runs that can't fail halfway, and what needs judgement is judged
around the match in a window of fixed size: all of it takes time in proportion to the length of the text.
"""

from .numbers import Number, Private, private_numbers
from .passages import Passage
from .reading_time import minutes_to_read
from .sentences import sentences, syllables
from .short_forms import unexplained
from .tone_marks import mixed_tone_marks

__all__ = [
    "Number",
    "Passage",
    "Private",
    "minutes_to_read",
    "mixed_tone_marks",
    "private_numbers",
    "sentences",
    "syllables",
    "unexplained",
]
