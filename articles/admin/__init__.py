from . import addresses, article, attachments, journal, library, people, rules, shells, special_days, structure

__all__ = [
    "addresses",
    "article",
    "attachments",
    "journal",
    "library",
    "people",
    "rules",
    "shells",
    "special_days",
    "structure",
]
