from . import article, library, people, structure

__all__ = ["article", "library", "people", "structure"]
