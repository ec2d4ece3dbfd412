from . import addresses, article, journal, library, people, rules, special_days, structure

__all__ = ["addresses", "article", "journal", "library", "people", "rules", "special_days", "structure"]
