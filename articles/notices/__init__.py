"""Who is told of a step by mail, and how the mails go out.

A notice is written with the step itself, so that both stand or fall together. Its mail leaves after the commit, or
with `manage.py tick` where the server does not take it: a dead mail server fails no step.
"""

from .sending import DIGEST_AT, WAITS, deliver, failed, post, send_digests, send_waiting, stuck
from .telling import reviewers_of, secretaries_of, tell
from .words import mail

__all__ = [
    "DIGEST_AT",
    "WAITS",
    "deliver",
    "failed",
    "mail",
    "post",
    "reviewers_of",
    "secretaries_of",
    "send_digests",
    "send_waiting",
    "stuck",
    "tell",
]
