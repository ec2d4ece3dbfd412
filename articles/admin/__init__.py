from . import article, journal, library, people, rules, structure

__all__ = ["article", "journal", "library", "people", "rules", "structure"]
