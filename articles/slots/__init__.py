"""What stands in the first places of a front: of the site (None), of a section, of a topic.

An editor places articles for some time, by the steps; what nobody filled fills itself, by the engine.
"""

from .engine import (
    SLOTS,
    articles_of,
    begins_at,
    columns_of,
    current,
    first_keys,
    is_shown,
    kept,
    of_front,
    plan,
    standing,
)
from .sight import hidden_from, may_look_ahead, seen_by
from .steps import end_with_articles, front_of, may_change, move, place, remove, retime

__all__ = [
    "SLOTS",
    "articles_of",
    "begins_at",
    "columns_of",
    "current",
    "end_with_articles",
    "first_keys",
    "front_of",
    "hidden_from",
    "is_shown",
    "kept",
    "may_change",
    "may_look_ahead",
    "move",
    "of_front",
    "place",
    "plan",
    "remove",
    "retime",
    "seen_by",
    "standing",
]
