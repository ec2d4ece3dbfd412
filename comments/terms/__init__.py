"""Which blocked terms stand in a text, however they are spelled.

People who dodge a filter keep their word readable: they drop marks, part letters, double them, or put look-alikes.
So nothing is compared as a string. A text becomes a row of letters, each with its marks apart; a run of letters that
could be one syllable is read as a key, which survives every dodge, and marks, which then agree with the term, are
missing, or contradict it. A contradiction makes another word ("các"), and no match.

Missing marks are weighed against the text around them. Where others carry marks, a syllable that is no word as it
stands ("xiu", "dit") is a dodge; where the whole text has none, only a term of several syllables counts, and not if
a frequent word claims its edge ("vay | nông dân"). A term of consonants alone (đm) is read as an abbreviation.

Work is linear in the text: a syllable has a longest length, and from one place only so many steps are followed.

The modules, each of which imports only those before it:

    words         the lists beside the code: toneless.txt, frequent.txt, company.txt
    signs         one sign: a letter, its marks, look-alikes
    rows          a text: its letters and the gaps between them, repeated letters made one
    keyboards     Telex and VNI keys typed with the keyboard off
    syllables     letters read as a syllable: its key and its marks; teencode
    agreement     do the marks agree with a term's?
    frequent      frequent words that claim a syllable
    tree          the terms, prepared once
    steps         the syllables that may begin at one place: plain, parted, glued, with stars
    surroundings  what the words around say
    judging       does a match hold? abbreviations, missing marks, chance neighbours
    search        the walk through a text
"""

from pathlib import Path

from .rows import row
from .search import Search
from .tree import prepare
from .words import entries

__all__ = ["find", "starter"]

STARTER = Path(__file__).parent.with_name("starter_terms.txt")


def starter() -> list[tuple[str, str]]:
    """Return the terms a newsroom may start with, as (kind, term)."""
    return [tuple(line.split("\t")) for line in entries(STARTER)]


def find(text: str, terms: tuple[str, ...]) -> list[str]:
    """Return those of the terms that stand in the text, in the order of the terms, each once."""
    found = Search(row(text)).run(prepare(terms))
    return [term for term in dict.fromkeys(terms) if term in found]
