"""The first screen of the newsroom: what waits for this person, each thing with its next step beside it.

Every block is one question to the database, asked only of those who may answer to it. A block that is None is not for
this person; one without rows says so kindly.
"""

from django.utils import timezone

from .readers import comments, most_read_this_week
from .reviews import reviews, waiting
from .rows import Action, Block, Row
from .troubles import troubles
from .upcoming import upcoming
from .writing import drafts, dropped, notes

__all__ = ["Action", "Block", "Row", "desk"]


def desk(request, now=None) -> dict:
    """Return all that the first screen shows to this person."""
    user, now = request.user, now or timezone.now()
    rights = {
        right: user.has_perm(f"articles.{right}_article")
        for right in ("add", "change", "edit_own", "review", "publish")
    }
    writes = rights["add"] or rights["change"] or rights["edit_own"]
    works = writes or rights["review"] or rights["publish"]
    late, due = reviews(user, rights, now) if works else ([], None)
    return {
        "troubles": [*late, *(troubles(user, now) if rights["publish"] else [])],
        "dropped": dropped(request),
        "waiting": waiting(user, rights, now) if works else None,
        "notes": notes(user, rights) if works else None,
        "due": due,
        "drafts": drafts(user) if writes else None,
        "upcoming": upcoming(user, rights, now) if writes else None,
        "comments": comments(user) if user.has_perm("comments.view_comment") else None,
        "most_read": most_read_this_week(user, now),
    }
