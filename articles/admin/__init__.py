from . import article, journal, library, people, rules, special_days, structure

__all__ = ["article", "journal", "library", "people", "rules", "special_days", "structure"]
