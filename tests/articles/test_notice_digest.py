"""One mail a day for those who want no more."""

import pytest
from django.core import mail

from articles import notices
from articles.models import Notice
from articles.states import Step
from tests.factories import at

from .mailing import TITLE, Backend, make_event, make_notice, make_person, recipients, state_of

pytestmark = pytest.mark.django_db

MONDAY, FRIDAY = "2026-11-23", "2026-11-27"


@pytest.fixture
def server(settings, monkeypatch):
    """The mail server of this test; set its `line` or `refused`, read what was `handed_over`."""
    monkeypatch.setattr(Backend, "line", None)
    monkeypatch.setattr(Backend, "refused", {})
    monkeypatch.setattr(Backend, "handed_over", [])
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Backend"}}
    return Backend


SENT = (True, True, 0, "")


def test_a_digest_names_all_steps_by_article_in_one_mail_a_day():
    person = make_person(mail="digest")
    other = make_event(title="Lịch tiếp công dân")
    first = make_event(title=TITLE, at=at(FRIDAY, 9, 5))
    second = make_event(article=first.article, title=TITLE, step=Step.NOTE, note="Xem lại số liệu.")
    for event in (first, other, second):
        make_notice(person, created_at=at(FRIDAY, 9), event=event)

    sent = [notices.send_digests(at("2026-11-30", 7, minute)) for minute in (29, 30, 31)]

    assert (sent, recipients()) == ([0, 1, 0], [["hien@tin.example"]])
    body = mail.outbox[0].body
    words = [TITLE, "Lịch tiếp công dân", "Xem lại số liệu.", "09:05 27/11/2026"]
    assert [body.count(each) for each in words] == [1, 1, 1, 1]
    assert body.index(TITLE) < body.index("Xem lại số liệu.") < body.index("Lịch tiếp công dân")
    assert [state_of(notice) for notice in Notice.objects.order_by("pk")] == [SENT] * 3


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (at("2026-11-28", 9), 0),  # Saturday
        (at("2026-11-29", 9), 0),  # Sunday
        (at("2026-11-30", 0, 10), 0),  # still Sunday by UTC
        (at("2026-11-30", 7, 29), 0),
        (at("2026-11-30", 7, 30), 1),
        (at("2026-11-30", 23, 59), 1),
        (at("2027-01-01", 9), 0),  # a holiday on a Friday
    ],
)
def test_digests_leave_on_working_days_from_half_past_seven(moment, count):
    make_notice(make_person(mail="digest"), created_at=at(FRIDAY, 17))

    assert notices.send_digests(moment) == count


def test_what_comes_up_after_the_hour_of_the_digest_waits_for_the_next_day():
    person = make_person(mail="digest")
    make_notice(person, created_at=at(MONDAY, 7, 29))
    make_notice(person, created_at=at(MONDAY, 7, 30))

    sent = [notices.send_digests(at(day, 8)) for day in (MONDAY, MONDAY, "2026-11-24", "2026-11-25")]

    assert sent == [1, 0, 1, 0]


def test_a_digest_goes_to_nobody_who_wants_each_mail_or_none():
    for name, choice in (("an", "each"), ("binh", None), ("chi", "none")):
        make_notice(make_person(name, mail=choice), created_at=at(FRIDAY))

    assert (notices.send_digests(at("2026-11-30")), mail.outbox) == (0, [])


def test_a_digest_that_fails_is_tried_again_that_day(server):
    notice = make_notice(make_person(mail="digest"), created_at=at(FRIDAY))
    server.line = OSError("down")
    failed = notices.send_digests(at("2026-11-30", 7, 30))
    server.line = None

    again = [notices.send_digests(at("2026-11-30", 7, minute)) for minute in (34, 35, 36)]

    assert (failed, again, state_of(notice)) == (0, [0, 1, 0], (True, True, 1, ""))


def test_a_digest_tried_in_vain_yesterday_comes_with_todays_in_one_mail():
    person = make_person(mail="digest")
    make_notice(person, created_at=at(FRIDAY), attempts=3)
    make_notice(person, created_at=at("2026-11-29"))

    sent = [notices.send_digests(at("2026-11-30", hour)) for hour in (8, 12)]

    assert (sent, len(mail.outbox)) == ([1, 0], 1)


def test_two_processes_send_one_digest(server, monkeypatch):
    person = make_person(mail="digest")
    for _each in range(3):
        make_notice(person, created_at=at(FRIDAY))
    send, others = Backend.send_messages, []

    def send_while_another_tries(backend, messages):
        others.append(notices.send_digests(at("2026-11-30")))
        return send(backend, messages)

    monkeypatch.setattr(server, "send_messages", send_while_another_tries)

    assert (notices.send_digests(at("2026-11-30")), others, len(server.handed_over)) == (1, [0], 1)
