"""The changes: every step of an article's life is one function here, whoever calls it.

Each checks the permission and the state, changes everything in one transaction with the row locked, and writes an
event. `by` is the person who acts; None is the operator's command line, which may do everything. Mails go out on
commit and never fail a step.
"""

from .desk import resolve_note, share, unshare, write_note
from .drafts import carried, discard, name_version, restore, save_draft
from .errors import NotPossible, NotReady, Outdated
from .publication import authors_of, correct, findings, lacks, publish, trash, undelete, unschedule, withdraw
from .review import approve, assign, claim, send_back, submit
from .rights import four_eyes_hold, is_approved_by_another, may, possible
from .state import ancestry, last_public_step, live_revision, people, writers_of

__all__ = [
    "NotPossible",
    "NotReady",
    "Outdated",
    "ancestry",
    "approve",
    "assign",
    "authors_of",
    "carried",
    "claim",
    "correct",
    "discard",
    "findings",
    "four_eyes_hold",
    "is_approved_by_another",
    "lacks",
    "last_public_step",
    "live_revision",
    "may",
    "name_version",
    "people",
    "possible",
    "publish",
    "resolve_note",
    "restore",
    "save_draft",
    "send_back",
    "share",
    "submit",
    "trash",
    "undelete",
    "unschedule",
    "unshare",
    "withdraw",
    "write_note",
    "writers_of",
]
