"""RSS and Atom: put together here, for feeds speak in the name of the identity."""

from .answers import rss_answers
from .articles import atom, atom_author, atom_section, atom_topic, rss, rss_author, rss_section, rss_topic

__all__ = [
    "atom",
    "atom_author",
    "atom_section",
    "atom_topic",
    "rss",
    "rss_answers",
    "rss_author",
    "rss_section",
    "rss_topic",
]
