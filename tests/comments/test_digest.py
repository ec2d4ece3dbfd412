"""The morning's mail about comments: to whom, of what, once a day, and without a word that a reader typed."""

import sqlite3
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction

from articles.models import SpecialDay, StaffProfile
from comments import moderation, notices
from comments.models import Comment, CommentDigest, Status
from tests.factories import (
    at,
    make_answer,
    make_article,
    make_comment,
    make_profile,
    make_section,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db

FRIDAY, MONDAY, TUESDAY = "2026-11-20", "2026-11-23", "2026-11-24"
MORNING = at(MONDAY, 7, 30)
DESK = "/quan-tri/comments/comment/"


class Backend(BaseEmailBackend):
    """A mail server that raises what it is told to: on the line, or while it takes a mail."""

    line, broken, handed_over = None, None, []

    def open(self):
        if self.line:
            raise self.line

    def send_messages(self, messages):
        if self.broken:
            raise self.broken
        self.handed_over.extend(messages)
        return len(messages)


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr(Backend, "line", None)
    monkeypatch.setattr(Backend, "broken", None)
    monkeypatch.setattr(Backend, "handed_over", [])
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Backend"}}
    return Backend


def make_person(username="duyet", role="Kiểm duyệt", **fields):
    return make_user(role, username, **{"email": f"{username}@tin.example"} | fields)


def make_case(unit, due, routed_at=None, **fields):
    """A shown comment that a unit has been asked to answer."""
    fields = {"status": Status.APPROVED, "created_at": at(FRIDAY, 9)} | fields
    routed_at = routed_at or at(FRIDAY, 10)
    return make_comment(unit=unit, due_on=at(due).date(), routed_at=routed_at, **fields)


def wait(**fields):
    return make_comment(**{"created_at": at(FRIDAY, 9)} | fields)


def recipients():
    return [message.to[0] for message in mail.outbox]


def lines(message):
    """What a mail says above the foot that all mails have."""
    return [line for line in message.body.partition("\n--\n")[0].splitlines() if line]


def counts(message):
    """The number at the end of each line, in their order."""
    numbers = [line.split()[-1].replace(".", "") for line in lines(message)]
    return [int(number) for number in numbers if number.isdecimal()]


def links(message):
    return [line.rpartition(" ")[2].partition(DESK)[2] for line in lines(message) if DESK in line]


# --- Of what ---------------------------------------------------------------------------------------------------------


def test_a_moderator_reads_how_many_wait_since_when_and_how_many_are_late():
    make_person()
    wait(created_at=at("2026-11-10", 8, 15))
    wait()
    make_comment(status=Status.APPROVED)

    assert notices.send_digests(MORNING) == 1

    (message,) = mail.outbox
    waiting, oldest, late, late_ones, desk = lines(message)
    assert [line.split()[-1] for line in (waiting, late)] == ["2", "1"]
    assert oldest.endswith("08:15 10/11/2026")
    assert (links(message), message.to) == (["?han=tre", ""], ["duyet@tin.example"])
    assert message.subject.count("23/11/2026") == 1


def test_numbers_from_a_thousand_on_are_grouped():
    make_person()
    unit, first = make_unit("Phòng Kinh tế"), wait(created_at=at("2026-11-10"))
    routed = {"unit": unit, "due_on": at(FRIDAY).date(), "routed_at": at("2026-11-10")}
    rows = [
        Comment(
            article=first.article,
            name="Lò Văn Páo",
            title="Đường ra bến",
            text="Đường ra bến còn lầy.",
            consent=first.consent,
            nonce=f"nonce-{number}",
            code_hash=f"code-{number}",
            created_at=first.created_at,
            **(routed if number % 2 else {}),
        )
        for number in range(2400)
    ]
    Comment.objects.bulk_create(rows)

    notices.send_digests(MORNING)

    numbers = [line.split()[-1] for line in lines(mail.outbox[0]) if line.split()[-1][0].isdigit()]
    assert [number for number in numbers if "/" not in number] == ["2.401", "2.401", "1.200"]


def test_a_moderator_reads_which_units_are_late_or_soon_due():
    make_person()
    slow, quick = make_unit("Phòng Kinh tế", order=1), make_unit("Văn phòng", order=2)
    make_case(slow, FRIDAY)
    make_case(slow, TUESDAY)
    make_case(slow, "2026-11-25")
    make_case(quick, "2026-12-11")

    notices.send_digests(MORNING)

    (message,) = mail.outbox
    assert lines(message)[0] == "Phòng Kinh tế"
    assert (counts(message), links(message)) == ([1, 1], [f"?trang-thai=ho-so&don-vi={slow.pk}"])


def test_members_read_what_is_new_soon_due_and_late_in_their_own_unit_alone():
    member = make_person("kinhte", "Trả lời bạn đọc")
    unit, other = make_unit("Phòng Kinh tế", member), make_unit("Văn phòng")
    make_case(unit, "2026-12-11", routed_at=at(FRIDAY, 7, 30))
    make_case(unit, "2026-12-11", routed_at=at(FRIDAY, 7, 29))
    make_case(unit, MONDAY, routed_at=at("2026-11-10"))
    make_case(unit, TUESDAY, routed_at=at("2026-11-10"))
    make_case(unit, "2026-11-19", routed_at=at("2026-11-10"))
    make_answer(make_case(unit, "2026-11-19"))
    make_case(other, "2026-11-19")
    wait()

    notices.send_digests(MORNING)

    (message,) = mail.outbox
    assert lines(message)[0].startswith("Phòng Kinh tế (")
    assert counts(message) == [1, 2, 1]


def test_who_moderates_and_belongs_to_a_unit_gets_one_mail_of_both():
    person = make_person("nguyetha", "Thư ký toà soạn")
    make_case(make_unit("Văn phòng", person), "2026-12-11")
    wait()

    assert notices.send_digests(MORNING) == 1

    assert counts(mail.outbox[0]) == [1, 1]


def test_the_mail_holds_nothing_that_a_reader_typed_nor_what_the_comment_is_about():
    person = make_person("nguyetha", "Thư ký toà soạn")
    article = make_article(title="Giá nước sạch")
    words = {"name": "Lò Thị Xuyến", "title": "Hỏi lớp may", "text": "Em muốn học may.", "phone": "+84900000080"}
    wait(article=article, **words)
    make_case(make_unit("Văn phòng", person), TUESDAY, article=article, **words)

    notices.send_digests(MORNING)

    (message,) = mail.outbox
    told = f"{message.subject}\n{message.body}"
    assert [word for word in (*words.values(), "0900000080", "Giá nước sạch") if word in told] == []


# --- To whom ---------------------------------------------------------------------------------------------------------


def test_each_who_decides_or_answers_is_told_and_nobody_else():
    wait()
    member = make_person("donvi", "Trả lời bạn đọc")
    make_person("khongdonvi", "Trả lời bạn đọc")
    make_case(make_unit("Phòng Kinh tế", member), FRIDAY)
    for username, role in [("bientap", "Biên tập viên"), ("quantri", "Quản trị"), ("phongvien", "Phóng viên")]:
        make_person(username, role)
    make_person("nghi", is_active=False)
    make_person("khongthu", email="")
    make_profile(make_person("im"), mail=StaffProfile.Mail.NONE)
    make_profile(make_person("gop"), mail=StaffProfile.Mail.DIGEST)

    notices.send_digests(MORNING)

    assert sorted(recipients()) == [f"{name}@tin.example" for name in ("bientap", "donvi", "gop", "quantri")]


def test_nobody_is_told_of_sections_beyond_their_reach():
    economy, health = make_section("Kinh tế"), make_section("Y tế")
    wait(article=make_article(section=economy.pk))
    wait(article=make_article(section=economy.pk))
    make_profile(make_person("kinhte"), economy)
    make_profile(make_person("yte"), health)

    notices.send_digests(MORNING)

    assert [(message.to, counts(message)) for message in mail.outbox] == [(["kinhte@tin.example"], [2])]


def test_where_nothing_waits_there_is_no_mail():
    member = make_person("donvi", "Trả lời bạn đọc")
    make_person()
    make_comment(status=Status.APPROVED)
    make_case(make_unit("Phòng Kinh tế", member), "2026-12-11", routed_at=at("2026-11-10"))

    assert (notices.send_digests(MORNING), mail.outbox, CommentDigest.objects.count()) == (0, [], 0)


# --- When ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (at("2026-11-21", 9), 0),  # Saturday
        (at(MONDAY, 0, 10), 0),  # still Sunday by UTC
        (at(MONDAY, 7, 29), 0),
        (at(MONDAY, 7, 30), 1),
        (at(MONDAY, 23, 59), 1),
        (at(TUESDAY, 9), 0),  # a public holiday
        (at("2026-11-28", 9), 1),  # a Saturday that makes up for it
    ],
)
def test_it_leaves_on_working_days_from_half_past_seven(moment, count):
    SpecialDay.objects.create(day=at(TUESDAY).date(), name="Ngày nghỉ")
    SpecialDay.objects.create(day=at("2026-11-28").date(), name="Làm bù", is_working=True)
    make_person()
    wait()

    assert notices.send_digests(moment) == count


def test_it_is_sent_once_a_day_and_again_on_the_next_working_day():
    make_person()
    wait()

    sent = [notices.send_digests(moment) for moment in (MORNING, MORNING, at(MONDAY, 15), at(TUESDAY, 8))]

    assert sent == [1, 0, 0, 1]


def test_what_comes_after_the_hour_waits_for_the_next_morning():
    make_person()
    member = make_person("donvi", "Trả lời bạn đọc")
    wait(created_at=MORNING)
    make_case(make_unit("Phòng Kinh tế", member), TUESDAY, routed_at=MORNING)

    sent = [notices.send_digests(moment) for moment in (MORNING, at(MONDAY, 15), at(TUESDAY, 8))]

    assert sent == [0, 0, 2]


def test_what_was_decided_before_the_mail_leaves_is_not_told(server):
    moderator = make_person()
    comment = wait()
    server.line = OSError("down")
    notices.send_digests(MORNING)
    moderation.approve(comment, by=moderator)
    server.line = None

    assert (notices.send_digests(at(MONDAY, 9)), server.handed_over) == (0, [])


# --- Once, and in the end --------------------------------------------------------------------------------------------


def test_a_dead_server_is_tried_again_until_the_mail_leaves(server):
    make_person()
    wait()
    server.line = ConnectionRefusedError("no one answers")

    assert [notices.send_digests(MORNING + timedelta(minutes=minutes)) for minutes in (0, 4)] == [0, 0]
    server.line = None
    assert [notices.send_digests(MORNING + timedelta(minutes=minutes)) for minutes in (4, 5, 6)] == [0, 1, 0]

    digest = CommentDigest.objects.get()
    assert (digest.attempts, digest.error, digest.sent_at) == (1, "", MORNING + timedelta(minutes=5))


def test_after_the_fifth_failure_the_next_morning_begins_anew(server):
    make_person()
    wait()
    server.line = OSError("down")

    for minutes in range(0, 16 * 60, 30):
        notices.send_digests(MORNING + timedelta(minutes=minutes))
    server.line = None

    assert CommentDigest.objects.get().attempts == 5
    assert [notices.send_digests(moment) for moment in (at(MONDAY, 23, 50), at(TUESDAY, 8))] == [0, 1]


def test_one_whose_end_nobody_knows_is_not_sent_again_that_day(server):
    make_person()
    wait()
    server.broken = TimeoutError("timed out")

    notices.send_digests(MORNING)
    server.broken = None

    assert (notices.send_digests(at(MONDAY, 9)), server.handed_over) == (0, [])
    assert CommentDigest.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_processes_at_once_send_each_mail_once(tmp_path):
    for number in range(5):
        make_person(f"nguoi-{number}")
    wait()
    start, sent = threading.Barrier(4), []
    copy = tmp_path / "copy.sqlite3"
    if connection.vendor == "sqlite":  # a database in memory has no lock that could be waited for
        with sqlite3.connect(copy) as target:
            connection.connection.backup(target)
        target.close()

    def run():
        if connection.vendor == "sqlite":
            connection.settings_dict = connection.settings_dict | {"NAME": str(copy)}
        start.wait()
        sent.append(notices.send_digests(MORNING))
        connection.close()

    threads = [threading.Thread(target=run) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(sent), sum(sent)) == (4, 5)
    assert sorted(recipients()) == [f"nguoi-{number}@tin.example" for number in range(5)]


def test_a_claim_is_committed_before_its_mail_leaves():
    make_person()
    wait()

    with transaction.atomic(), pytest.raises(RuntimeError):
        notices.send_digests(MORNING)

    assert mail.outbox == []


def test_a_quiet_run_costs_few_questions(django_assert_num_queries):
    make_person()
    wait()
    notices.send_digests(MORNING)

    with django_assert_num_queries(3):  # the special days, the rules, and who has not had their mail
        notices.send_digests(at(MONDAY, 9))
