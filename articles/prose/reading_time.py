"""How long a text takes to read."""

from math import ceil

from .sentences import syllables

# An assumption: no measured rate of silent reading in Vietnamese was found. Read aloud, seventeen languages went at
# 370 ± 80 syllables a minute (IReST, Trauzettel-Klosinski and Dietz 2012, Vietnamese not among them), and spoken
# Vietnamese, whose syllables carry more than those of most languages, at some 310 (5.22 a second; Pellegrino, Coupé
# and Marsico 2011). Those were young adults; the readers here are of every age, on small screens.
SYLLABLES_A_MINUTE = 250


def minutes_to_read(text: str) -> int:
    """Return the minutes that a text takes, rounded up: whoever has two minutes shall get to its end."""
    return max(1, ceil(syllables(text) / SYLLABLES_A_MINUTE))
