"""Addresses that are no more and still lead on: those of former sites, and those that a renamed thing had before.

An address of a former site has many spellings and one key (keys.py). A request that no page of ours answers is looked
up among them (leading.py), what somebody names as destination is read in destinations.py, and former.py remembers what
sections, authors, topics and tags were called.
"""

from .destinations import Destination, NoDestination, destination_of
from .former import KINDS, current, forget, renamed
from .keys import FOREIGN_MARKS, NotAnAddress, is_front_page, key_of, page_of, pages_at, readable
from .leading import Onward, at_page, find, redirection, target_of

__all__ = [
    "FOREIGN_MARKS",
    "KINDS",
    "Destination",
    "NoDestination",
    "NotAnAddress",
    "Onward",
    "at_page",
    "current",
    "destination_of",
    "find",
    "forget",
    "is_front_page",
    "key_of",
    "page_of",
    "pages_at",
    "readable",
    "redirection",
    "renamed",
    "target_of",
]
