"""One of several processes that do the same thing at the same moment; started by test_many_processes.py.

    python -m tests.comments.worker <deed> <moment to begin, in seconds of the epoch> <arguments as JSON>

It prints what came of it as a JSON list. Any exception that is no refusal of ours ends it with a traceback.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django  # noqa: E402

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.exceptions import PermissionDenied  # noqa: E402
from django.db import connection  # noqa: E402

from articles.models import Article  # noqa: E402
from comments import moderation, privacy, senders, throttle  # noqa: E402
from comments.models import Comment, CommentEvent, ConsentText, Reason  # noqa: E402


def count(key, times, limit, moment):
    """Count at one moment of the clock, whatever minute it is: the throttle is asked for a sum, not for the time."""
    taken = 0
    for _each in range(times):
        try:
            throttle.count(key, per_minute=limit, now=datetime.fromtimestamp(moment, UTC))
            taken += 1
        except throttle.TooFast:
            pass
    return [taken]


def post(nonces):
    """Post one comment a nonce, which the other processes post as well."""
    article, consent = Article.objects.get(), ConsentText.objects.first()
    made = []
    for nonce in nonces:
        comment, is_new = moderation.post(
            article,
            nonce=nonce,
            consent=consent,
            name="Nguyễn Văn An",
            title=f"Ý kiến {nonce}",
            text="Xin hỏi giá nước.",
            phone="",
            address_hash="",
        )
        made.append([comment.pk, is_new])
    return made


def decide(keys, user, decisions):
    """Take the given decisions in turn on the comments, which the other processes decide on as well."""
    steps = {
        "approve": lambda comment: moderation.approve(comment, by=person),
        "reject": lambda comment: moderation.reject(comment, by=person, code=Reason.OFF_TOPIC),
        "withdraw": lambda comment: moderation.withdraw(comment),
        "undo": lambda comment: moderation.undo(CommentEvent.objects.filter(comment=comment).last(), by=person),
        "answer": lambda comment: moderation.answer(comment, by=person, text="Có ạ.", name="Lê Thị Hoa"),
    }
    person = User.objects.get(pk=user)
    results = []
    for key in keys:
        for decision in decisions:
            try:
                steps[decision](Comment.objects.get(pk=key))
                results.append([key, decision])
            except (moderation.NotPossible, PermissionDenied):
                results.append([key, None])
    return results


def claim(keys, user):
    person = User.objects.get(pk=user)
    return [moderation.claim(Comment.objects.get(pk=key), by=person) for key in keys]


def hash_address(address):
    return [senders.hashed(address)]


def purge(_nothing):
    return [privacy.purge()]


def main():
    deed, begin, arguments = sys.argv[1:]
    connection.ensure_connection()
    time.sleep(max(0, float(begin) - time.time()))
    sys.stdout.write(json.dumps(globals()[deed](*json.loads(arguments))))


if __name__ == "__main__":
    main()
