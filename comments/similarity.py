"""Near-duplicates among readers' comments, by one number that fits a signed 64-bit column.

A simhash over words without marks: each feature (a word, or two in a row) votes on 64 bits, so texts that share most
features differ in few bits. Measured on the tables of the tests, in bits:

- one or two of about 35 words changed, or a greeting added: 2 to 11;
- different comments of 30 words and more, on the same subject 21 to 34, on any 17 and more;
- different comments of a dozen words with half of them in common: 16 and more;
- 120 comments of the demonstration, every pair: 16 and more; with one or two words changed, or a greeting or thanks
  added, 12 at most in 95 of 100, 16 at most.

By chance alone about one pair of short comments in a million is near, and one of long comments, which share the small
words of the language, in a hundred thousand. A sentence denied ("không") in a long comment is near to the sentence
said: to be near is a reason to look, not to refuse.
"""

from hashlib import blake2b
from itertools import pairwise

from articles.text import fold

BITS = 64
# Words of the text, and of title and text; below, a word more or less is another comment, and only the same is near.
SHORT_TEXT, SHORT = 8, 12
NEAR = 13  # bits


def fingerprint(title: str, text: str) -> int:
    """Return the fingerprint of a comment: the same in every process and under every version of Python."""
    # Where a text is nothing but signs ("👍👍"), the signs tell it from others.
    spoken = fold(text).split() or ["".join(text.split())]
    words = [*fold(title).split(), *spoken]
    if len(spoken) < SHORT_TEXT or len(words) < SHORT:
        # All the words at once: the numbers of two different short comments have nothing in common.
        return _signed(_digest(" ".join(words)))
    return _signed(_majority({_digest(feature) for feature in {*words, *map(" ".join, pairwise(words))}}))


def are_near(a: int, b: int) -> bool:
    """Tell whether two comments are the same but for a few words."""
    return ((a ^ b) & (1 << BITS) - 1).bit_count() <= NEAR


def is_same(a: int, b: int) -> bool:
    """Tell whether two comments are the same, but for marks, case, punctuation and spacing.

    In a long comment a word may be another one and every vote still end the same.
    """
    return a == b


def _digest(feature):
    return blake2b(feature.encode(), digest_size=BITS // 8).digest()


def _majority(digests):
    """Return the digest whose every bit is the one that most digests have, counted a bit at a time for all of them."""
    joined = int.from_bytes(b"".join(digests))
    lowest = int.from_bytes((1).to_bytes(BITS // 8) * len(digests))
    votes = ((joined >> bit & lowest).bit_count() for bit in range(BITS))
    return sum(1 << bit for bit, ones in enumerate(votes) if ones * 2 > len(digests)).to_bytes(BITS // 8)


def _signed(digest):
    return int.from_bytes(digest, signed=True)
