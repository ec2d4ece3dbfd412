"""What changed between two contents, word by word, as a newspaper text with its changes marked.

A text is taken apart into blocks (paragraphs, list items, cells, pictures …). Blocks are aligned first, then the words
within those that belong together. difflib aligns both, but its time grows with the square of what repeats: a long
sequence is first cut at what occurs once on either side, and what can't be cut is shown as wholly replaced.

Measured (CPU time of one core, Python 3.13): an article of 3,000 words with 20 edits 4 ms, as one paragraph 9 ms. Two
bodies of 400,000 characters, as long as the form takes: five edits in each of 1,500 paragraphs 0.6 s, paragraphs
shuffled 0.3 s, nothing in common 0.2 s, one word 200,000 times 0.3 s, 40,000 paragraphs of a letter 0.7 s. The worst
found, in which every second word changed, 0.9 s. tests/articles/test_differences_bounds.py counts that it stays linear.
"""

from .fields import FIELDS, Change, compare, words_changed
from .pieces import Block, Piece

__all__ = ["FIELDS", "Block", "Change", "Piece", "compare", "words_changed"]
