"""Each mail leaves once, and a dead mail server harms no step."""

import logging
import smtplib
import sqlite3
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from articles import notices
from articles.models import Notice
from tests.factories import at

from .mailing import Backend, make_event, make_notice, make_person, recipients, state_of

pytestmark = pytest.mark.django_db

MONDAY = "2026-11-23"


@pytest.fixture
def server(settings, monkeypatch):
    """The mail server of this test; set its `line` or `refused`, read what was `handed_over`."""
    monkeypatch.setattr(Backend, "line", None)
    monkeypatch.setattr(Backend, "refused", {})
    monkeypatch.setattr(Backend, "handed_over", [])
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Backend"}}
    return Backend


@pytest.fixture
def step(django_capture_on_commit_callbacks):
    """Take a step as workflow does: an event and its notices in one transaction; mails go out when it is committed."""

    def take(people, event=None):
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            event = event or make_event()
            notices.tell(event, people)
        return event

    return take


SENT, FRESH = (True, True, 0, ""), (False, False, 0, "")


# --- A mail server in trouble ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["line", "refused"])
def test_a_dead_server_fails_no_step_and_the_mail_goes_later(step, server, where):
    person = make_person()
    error = ConnectionRefusedError("no one answers")
    setattr(server, where, error if where == "line" else {person.email: error})

    notice = step([person]).notices.get()

    assert state_of(notice) == (False, False, 1, "ConnectionRefusedError: no one answers")
    server.line, server.refused = None, {}
    later = notice.created_at + timedelta(minutes=5)
    assert [notices.send_waiting(now) for now in (later - timedelta(seconds=1), later, later)] == [0, 1, 0]
    assert (state_of(notice), recipients(server.handed_over)) == ((True, True, 1, ""), [["hien@tin.example"]])


def test_a_dead_line_is_tried_once_for_all_mails_of_a_step(step, server, monkeypatch):
    tries = []
    monkeypatch.setattr(server, "open", lambda backend: tries.append(backend) or 1 / 0)

    event = step([make_person("hien"), make_person("khanh"), make_person("thao")])

    assert len(tries) == 1
    told = [state_of(notice) for notice in event.notices.order_by("pk")]
    assert told == [(False, False, 1, "ZeroDivisionError: division by zero")] * 3


def test_after_a_failure_no_step_waits_for_the_server_for_five_minutes(step, server):
    person = make_person()
    server.line = OSError("down")
    first = step([person]).notices.get()
    server.line = None

    second = step([person]).notices.get()
    Notice.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(minutes=5))
    third = step([person]).notices.get()

    assert [state_of(notice) for notice in (second, third)] == [FRESH, SENT]


def test_a_wrong_address_holds_up_nobody_else(step, server):
    wrong, right = make_person("an"), make_person("binh")
    server.refused = {wrong.email: smtplib.SMTPRecipientsRefused({wrong.email: (550, b"no such user")})}

    step([wrong, right])
    step([right])

    assert recipients(server.handed_over) == [["binh@tin.example"], ["binh@tin.example"]]
    assert list(Notice.objects.filter(recipient=wrong).values_list("sent_at", "attempts")) == [(None, 1)]


def test_attempts_grow_rarer_and_end_after_the_fifth(server):
    server.line = OSError("down")
    start = at(MONDAY, 8)
    notice = make_notice(make_person(), created_at=start)

    attempts = []
    for minutes in (0, 4, 5, 29, 30, 119, 120, 719, 720, 9999):
        notices.send_waiting(start + timedelta(minutes=minutes))
        attempts.append(state_of(notice)[2])

    assert attempts == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert (list(notices.failed(start)), list(notices.stuck(start))) == ([notice], [])


def test_a_slow_server_is_left_to_tick_after_five_seconds(step, server, monkeypatch):
    clock = iter(range(0, 100, 4))
    monkeypatch.setattr("articles.notices.sending.monotonic", lambda: next(clock))

    event = step([make_person("hien"), make_person("khanh")])

    assert [state_of(notice) for notice in event.notices.order_by("pk")] == [SENT, FRESH]


@pytest.mark.parametrize(
    "break_off", [TimeoutError("timed out"), smtplib.SMTPServerDisconnected("closed"), ConnectionResetError("reset")]
)
def test_a_mail_whose_end_nobody_knows_is_not_sent_again(step, server, break_off):
    first, second = make_person("an"), make_person("binh")
    server.refused = {first.email: break_off}

    event = step([first, second])
    server.refused = {}
    later = timezone.now() + timedelta(minutes=16)

    assert (notices.send_waiting(later), recipients(server.handed_over)) == (1, [["binh@tin.example"]])
    assert list(notices.failed(later)) == [event.notices.get(recipient=first)]


def test_a_process_killed_while_it_sends_leaves_its_notice_stuck(step, server):
    person = make_person()
    server.refused = {person.email: SystemExit()}
    with pytest.raises(SystemExit):
        step([person])
    server.refused = {}
    notice = Notice.objects.get()

    minutes = [timezone.now() + timedelta(minutes=count) for count in (1, 14, 16, 9999)]

    assert [notices.send_waiting(now) for now in minutes] == [0, 0, 0, 0]
    assert [list(notices.stuck(now)) for now in minutes] == [[], [], [notice], [notice]]
    assert list(notices.failed(minutes[2])) == [notice]
    assert (notices.deliver([notice]), server.handed_over) == (0, [])


def test_a_connection_that_does_not_close_well_takes_nothing_back(step, server, monkeypatch):
    monkeypatch.setattr(server, "close", lambda backend: 1 / 0)

    notice = step([make_person()]).notices.get()

    assert state_of(notice) == SENT


def test_the_log_names_the_failure_and_nothing_of_the_mail(step, server, caplog):
    person = make_person()
    server.refused = {person.email: smtplib.SMTPDataError(554, b"refused")}

    notice = step([person], make_event(note="Nội dung riêng", title="Tiêu đề riêng")).notices.get()

    told = f"The mail of notices [{notice.pk}] was not sent: SMTPDataError: (554, b'refused')"
    assert caplog.record_tuples == [("articles.notices", logging.WARNING, told)]


# --- Once, and only once ---------------------------------------------------------------------------------------------


def test_a_second_process_finds_nothing_to_send_while_the_first_one_sends(server, monkeypatch):
    waiting = [make_notice(make_person(name)) for name in ("an", "binh")]
    send, others = Backend.send_messages, []

    def send_while_another_tries(backend, messages):
        others.append(notices.deliver(waiting[:1]))
        return send(backend, messages)

    monkeypatch.setattr(server, "send_messages", send_while_another_tries)

    assert notices.deliver(waiting[:1]) == 1
    assert (others, recipients(server.handed_over)) == ([0], [["an@tin.example"]])
    assert [state_of(notice) for notice in waiting] == [SENT, FRESH]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_processes_at_once_send_each_mail_once(tmp_path):
    waiting = [make_notice(make_person(f"nguoi-{number}")) for number in range(6)]
    start, counts = threading.Barrier(4), []
    copy = tmp_path / "copy.sqlite3"
    if connection.vendor == "sqlite":  # a database in memory has no lock that could be waited for
        with sqlite3.connect(copy) as target:
            connection.connection.backup(target)
            target.execute("PRAGMA journal_mode=WAL")  # as it is once migrated: to turn it on nobody else may be there
        target.close()

    def run():
        if connection.vendor == "sqlite":
            connection.settings_dict = connection.settings_dict | {"NAME": str(copy)}
        start.wait()
        counts.append(notices.deliver(waiting))
        connection.close()

    threads = [threading.Thread(target=run) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(counts), sum(counts)) == (4, 6)
    assert sorted(recipients()) == [[notice.recipient.email] for notice in waiting]


def test_a_claim_is_committed_before_its_mail_leaves():
    notice = make_notice(make_person())

    with transaction.atomic(), pytest.raises(RuntimeError):
        notices.deliver([notice])

    assert (state_of(notice), mail.outbox) == (FRESH, [])


@pytest.mark.parametrize("changed", [{"is_active": False}, {"email": ""}])
def test_who_has_left_since_gets_no_mail(changed):
    person = make_person()
    notice = make_notice(person)
    type(person).objects.filter(pk=person.pk).update(**changed)

    assert (notices.send_waiting(), notices.deliver([notice]), mail.outbox) == (0, 0, [])


def test_sending_many_costs_as_few_reading_queries_as_sending_one(django_assert_num_queries):
    make_notice(make_person("an"))
    reading, a_mail = 1, 4  # claimed in a savepoint of the test's transaction, marked as sent
    with django_assert_num_queries(reading + a_mail):
        notices.send_waiting()
    for name in ("binh", "chi", "dung"):
        make_notice(make_person(name))

    with django_assert_num_queries(reading + 3 * a_mail):
        notices.send_waiting()
