"""The first screen of the newsroom: what waits for this person, each thing with its next step beside it.

Every block is one question to the database, asked only of those who may answer to it. A block that is None is not for
this person; one without rows says so kindly.
"""

from django.utils import timezone

from comments.cases import Clock
from comments.models import only_answers

from .readers import cases, comments, most_read_this_week, units_with_cases, waiting_for
from .reviews import reviews, waiting
from .rows import Block, Row
from .troubles import calendar_troubles, passed_days, troubles
from .upcoming import upcoming
from .writing import drafts, dropped, notes

__all__ = ["Block", "Row", "desk", "waiting_for"]


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
    sees_comments = user.has_perm("comments.view_comment")
    keeps_calendar = user.has_perm("articles.change_specialday")
    clock = _clock(request, now) if sees_comments or keeps_calendar else None
    units = units_with_cases(user, clock) if sees_comments else []
    return {
        "troubles": [
            *late,
            *(troubles(user, now) if rights["publish"] else []),
            *(passed_days(user, now) if writes else []),
            *(calendar_troubles(clock) if keeps_calendar else []),
        ],
        "dropped": dropped(request),
        "waiting": waiting(user, rights, now) if works else None,
        "notes": notes(user, rights) if works else None,
        "due": due,
        "drafts": drafts(user) if writes else None,
        "upcoming": upcoming(user, rights, now) if writes else None,
        "comments": comments(request, clock, units) if sees_comments and not only_answers(user) else None,
        "cases": cases(user, clock, units) if sees_comments else None,
        "most_read": most_read_this_week(user, now),
    }


def _clock(request, now):
    """The working days, in one question; the rules come along with the site's identity, which the page shows."""
    return Clock.load(timezone.localdate(now), request.frame.identity.comment_rules)
