"""The portal's own pages in the newsroom, one file for each subject."""

from . import identity, links, pages, people, slots

__all__ = ["identity", "links", "pages", "people", "slots"]
