"""Several processes do the same thing at the same moment, on a real file or a real server: all counts come out right.

A process that meets "database is locked" or any other fault ends with a traceback, and the test fails with it.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from comments.models import (
    AddressKey,
    Answer,
    Comment,
    CommentEvent,
    PostingBucket,
    PrivacyEvent,
    PrivateContact,
    Status,
)
from tests.factories import make_article, make_comment, make_user

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PROCESSES = 4


@pytest.fixture(autouse=True)
def address(transactional_db, tmp_path):
    """The address of a database that other processes can open: on SQLite a file in place of the one in memory."""
    if connection.vendor == "postgresql":
        parts = connection.settings_dict
        who = f"{quote(parts['USER'], safe='')}:{quote(parts['PASSWORD'], safe='')}"
        yield f"postgres://{who}@{quote(parts['HOST'], safe='')}:{parts['PORT']}/{parts['NAME']}"
        return
    memory, own = connections["default"], connections.settings["default"]
    path = tmp_path / "portal.sqlite3"
    memory.ensure_connection()
    copy = sqlite3.connect(path)
    memory.connection.backup(copy)
    copy.close()
    connections.settings["default"] = own | {"NAME": str(path)}
    connections["default"] = connections.create_connection("default")
    yield f"sqlite:///{path}"
    connections["default"].close()
    connections.settings["default"] = own
    connections["default"] = memory


@pytest.fixture
def together(address):
    """Return a function that starts a process for each list of arguments, all at one moment, and gives the results."""

    def run(deed, *arguments):
        begin = str(time.time() + 4)  # by then the slowest has imported Django
        command = [sys.executable, "-m", "tests.comments.worker", deed, begin]
        environment = os.environ | {"DATABASE_URL": address, "DEBUG": "1"}
        processes = [
            subprocess.Popen(
                [*command, json.dumps(each)],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for each in arguments
        ]
        ends = [process.communicate(timeout=120) for process in processes]
        assert [errors for process, (_out, errors) in zip(processes, ends, strict=True) if process.returncode] == []
        return [json.loads(out) for out, _errors in ends]

    return run


def test_the_throttle_counts_exactly(together):
    moment = int(time.time())

    results = together("count", *[["sender", 50, 70, moment]] * PROCESSES)

    bucket = PostingBucket.objects.get()
    assert (bucket.in_minute, bucket.in_hour) == (50 * PROCESSES, 50 * PROCESSES)
    assert sum(taken for [taken] in results) == 70


def test_a_form_that_comes_several_times_at_once_makes_one_comment(together):
    make_article()
    nonces = [f"nonce-{number:02}" for number in range(12)]

    results = together("post", *[[nonces]] * PROCESSES)

    for number in range(len(nonces)):
        assert len({result[number][0] for result in results}) == 1
        assert sum(result[number][1] for result in results) == 1
    assert (Comment.objects.count(), PrivateContact.objects.count()) == (12, 12)


@pytest.mark.parametrize("decisions", [["approve", "approve"], ["approve", "reject"], ["approve", "withdraw"]])
def test_two_who_decide_at_once_do_not_both_have_their_way(together, decisions):
    keys = [make_comment(title=f"Ý kiến {number}").pk for number in range(10)]
    people = [make_user("Kiểm duyệt", username=name).pk for name in ("mot", "hai")]

    together("decide", *[[keys, person, [each]] for person, each in zip(people, decisions, strict=True)])

    for comment in Comment.objects.all():
        events = list(comment.events.values_list("before", "after"))
        # What is shown may be withdrawn after it, but each step must start where the one before it ended.
        assert [before for before, _after in events] == [Status.WAITING, *[after for _before, after in events[:-1]]]
        assert events[-1][1] == comment.status
        if decisions == ["approve", "approve"]:
            assert len(events) == 1


def test_an_undo_and_a_new_decision_at_once_make_one_chain(together):
    first, second = (make_user("Kiểm duyệt", username=name).pk for name in ("mot", "hai"))
    keys = [make_comment(title=f"Ý kiến {number}").pk for number in range(8)]

    together("decide", [keys, first, ["approve", "undo"]], [keys, second, ["approve", "reject"]])

    for comment in Comment.objects.all():
        events = list(comment.events.values_list("before", "after"))
        assert [before for before, _after in events] == [Status.WAITING, *[after for _before, after in events[:-1]]]
        assert events[-1][1] == comment.status


def test_a_comment_is_answered_once(together):
    keys = [make_comment(title=f"Ý kiến {number}").pk for number in range(8)]
    people = [make_user("Kiểm duyệt", username=name).pk for name in ("mot", "hai", "ba")]

    together("decide", *[[keys, person, ["answer"]] for person in people])

    assert Answer.objects.count() == 8
    assert CommentEvent.objects.filter(step="answer").count() == 8


def test_a_comment_is_claimed_by_one(together):
    keys = [make_comment(title=f"Ý kiến {number}").pk for number in range(10)]
    people = [make_user("Kiểm duyệt", username=name).pk for name in ("mot", "hai", "ba")]

    results = together("claim", *[[keys, person] for person in people])

    assert [sum(each) for each in zip(*results, strict=True)] == [1] * 10


def test_a_month_begins_with_one_key(together):
    results = together("hash_address", *[["203.0.113.7"]] * PROCESSES)

    assert AddressKey.objects.count() == 1
    assert len({hashed for [hashed] in results}) == 1


def test_purging_at_once_counts_each_contact_once(together):
    long_ago = timezone.now() - timedelta(days=40)
    for number in range(30):
        make_comment(title=f"Ý kiến {number}", status=Status.APPROVED, decided_at=long_ago, phone="+84912345678")

    results = together("purge", *[[None]] * 3)

    assert PrivateContact.objects.count() == 0
    assert sum(count for [count] in results) == 30
    assert sum(PrivacyEvent.objects.values_list("count", flat=True)) == 30
