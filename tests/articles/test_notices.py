"""Who is told of a step by mail, that each mail leaves once, and that a dead mail server harms no step."""

import logging
import smtplib
import sqlite3
import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from articles import notices, snapshots
from articles.models import Article, Event, Notice, Revision, StaffProfile
from articles.states import RevisionState, Status, Step
from tests.factories import at, make_section, make_user

pytestmark = pytest.mark.django_db

MONDAY, FRIDAY = "2026-11-23", "2026-11-27"
TITLE = "Nước sạch về thôn Bến Đò"


class Backend(BaseEmailBackend):
    """A mail server that raises what it is told to: on the line, or for a mail whose recipient stands in `refused`."""

    line, refused, handed_over = None, {}, []

    def open(self):
        if self.line:
            raise self.line

    def send_messages(self, messages):
        for message in messages:
            if message.to[0] in self.refused:
                raise self.refused[message.to[0]]
            self.handed_over.append(message)
        return len(messages)


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


def make_person(username="hien", mail=None, **fields):
    user = make_user("Biên tập viên", username, **{"email": f"{username}@tin.example"} | fields)
    if mail:
        StaffProfile.objects.create(user=user, mail=mail)
    return user


def make_event(step=Step.SEND_BACK, by=None, article=None, title=TITLE, note="", revision=True, **fields):
    article = article or Article.objects.create(status=fields.pop("status", Status.UNPUBLISHED))
    of_revision = {name: fields.pop(name) for name in ("assignee", "due_on") if name in fields}
    if revision:
        revision = Revision.objects.create(
            article=article,
            schema=snapshots.SCHEMA,
            content={},
            search_text="",
            title=title,
            state=RevisionState.IN_REVIEW,
            **of_revision,
        )
    before = fields.pop("before", Status.UNPUBLISHED)
    return Event.objects.create(
        article=article, revision=revision or None, step=step, before=before, after=before, by=by, note=note, **fields
    )


def make_notice(person, created_at=None, **fields):
    event = fields.pop("event", None) or make_event()
    return Notice.objects.create(recipient=person, event=event, created_at=created_at or timezone.now(), **fields)


def recipients(messages=None):
    return [message.to for message in (mail.outbox if messages is None else messages)]


def state_of(notice):
    notice.refresh_from_db()
    return (notice.sent_at is not None, notice.claimed_at is not None, notice.attempts, notice.error)


SENT, FRESH = (True, True, 0, ""), (False, False, 0, "")


# --- Telling ---------------------------------------------------------------------------------------------------------


def test_each_person_gets_one_mail_once_the_step_is_committed(step):
    hien, khanh = make_person("hien"), make_person("khanh", mail="each")

    event = step([hien, khanh, hien])

    assert recipients() == [["hien@tin.example"], ["khanh@tin.example"]]
    assert [state_of(notice) for notice in event.notices.order_by("pk")] == [SENT, SENT]
    assert (notices.send_waiting(), len(mail.outbox)) == (0, 2)


def test_telling_the_same_step_twice_sends_one_mail(step):
    person = make_person()

    step([person], step([person]))

    assert (Notice.objects.count(), recipients()) == (1, [["hien@tin.example"]])


def test_nobody_is_told_of_what_they_did_nor_who_cannot_or_will_not_be_told(step):
    actor = make_person("thao")
    told = [
        actor,
        make_person("nghi", is_active=False),
        make_person("khong", email=""),
        make_person("im", mail="none"),
        None,
    ]

    step(told, make_event(by=actor))

    assert (Notice.objects.count(), mail.outbox) == (0, [])


def test_who_wants_a_digest_gets_a_notice_and_no_mail_yet(step):
    event = step([make_person(mail="digest")])

    assert [state_of(notice) for notice in event.notices.order_by("pk")] == [FRESH]
    assert (notices.send_waiting(), mail.outbox) == (0, [])


@pytest.mark.parametrize("people", [1, 9])
def test_telling_costs_two_queries_whoever_many_are_told(django_assert_num_queries, people):
    told = [make_person(f"nguoi-{number}") for number in range(people)]
    event = make_event()

    with django_assert_num_queries(2):
        notices.tell(event, told)


def test_a_step_that_is_rolled_back_leaves_no_notice_and_no_mail(django_capture_on_commit_callbacks):
    person, event = make_person(), make_event()

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        notices.tell(event, [person])
        raise RuntimeError

    assert (Notice.objects.count(), mail.outbox, notices.send_waiting()) == (0, [], 0)


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


# --- The digest ------------------------------------------------------------------------------------------------------


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


# --- Words -----------------------------------------------------------------------------------------------------------


WHO = "Trần Thị Thảo"
SENTENCES = [
    ({"step": Step.SUBMIT}, "Bài chờ duyệt", "đã gửi bài chờ duyệt."),
    ({"step": Step.ASSIGN, "note": "Lê Khánh"}, "Bài chờ duyệt", "đã giao bài cho Lê Khánh duyệt."),
    ({"step": Step.SEND_BACK}, "Bài bị trả lại", "đã trả lại bài. Hãy sửa rồi gửi duyệt lại."),
    ({"step": Step.APPROVE}, "Bài đã duyệt", "đã duyệt bài để đăng."),
    ({"step": Step.PUBLISH}, "Bài đã đăng", "đã đăng bài."),
    ({"step": Step.PUBLISH, "before": Status.PUBLISHED}, "Bài đã đăng", "đã đăng bản mới của bài."),
    (
        {"step": Step.SCHEDULE, "note": "2026-11-24T00:30:00+00:00"},
        "Bài đã hẹn giờ đăng",
        "đã hẹn giờ đăng bài: bài sẽ lên trang lúc 07:30 ngày 24/11/2026.",
    ),
    ({"step": Step.UNSCHEDULE}, "Đã huỷ hẹn giờ đăng", "đã huỷ hẹn giờ đăng: bài sẽ không tự lên trang."),
    ({"step": Step.WITHDRAW}, "Bài đã gỡ", "đã gỡ bài khỏi trang."),
    ({"step": Step.CORRECT}, "Đính chính", "đã thêm đính chính vào bài; bạn đọc thấy nội dung này."),
    ({"step": Step.NOTE}, "Ghi chú mới", "đã ghi chú vào bài."),
    ({"step": Step.TRASH}, "Bài đã vào thùng rác", "đã đưa bài vào thùng rác."),
]


@pytest.mark.parametrize(("fields", "subject", "sentence"), SENTENCES)
def test_each_step_is_told_in_vietnamese_whatever_the_actors_language(step, fields, subject, sentence):
    event = make_event(by=make_person("thao", first_name=WHO), **fields)

    with translation.override("en"):
        step([make_person()], event)

    told = (mail.outbox[0].subject, mail.outbox[0].body.splitlines()[0])
    assert told == (f"{subject}: {TITLE}", f"{WHO} {sentence}")


def test_a_step_without_words_of_its_own_is_told_by_its_name(step):
    step([make_person()], make_event(Step.UNDELETE))

    with translation.override("vi"):
        assert mail.outbox[0].subject == f"{Step.UNDELETE.label}: {TITLE}"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"step": Step.SUBMIT}, "Người vận hành đã gửi bài để bạn duyệt."),
        ({"step": Step.ASSIGN, "note": "hien"}, "Người vận hành đề nghị bạn duyệt bài."),
    ],
)
def test_the_reviewer_is_asked_in_person(step, fields, sentence):
    person = make_person()

    step([person], make_event(**fields, assignee=person, due_on=date(2026, 11, 24)))

    lines = mail.outbox[0].body.splitlines()
    assert lines[:4] == [sentence, "", f"Bài: {TITLE}", "Hạn duyệt: 24/11/2026"]


@pytest.mark.parametrize(
    ("taken", "label"),
    [
        (Step.SEND_BACK, "Lý do:"),
        (Step.WITHDRAW, "Lý do:"),
        (Step.TRASH, "Lý do:"),
        (Step.CORRECT, "Đính chính:"),
        (Step.NOTE, "Ghi chú:"),
        (Step.SUBMIT, "Ghi chú:"),
        (Step.APPROVE, "Ghi chú:"),
    ],
)
def test_the_reason_or_note_stands_in_full(step, taken, label):
    note = "Đoạn 2 chưa có nguồn & số liệu <sai>.\n\n" + "Bổ sung ý kiến của thôn. " * 79
    note = note.strip()

    step([make_person()], make_event(taken, note=note))

    assert mail.outbox[0].body.count(f"\n\n{label}\n{note}\n\n") == 1


def test_a_mail_links_to_the_article_form_and_says_it_is_automatic(step, settings):
    settings.SITE_URL = "https://tin.example.vn"

    event = step([make_person()])

    message = mail.outbox[0].message()
    link = "https://tin.example.vn" + reverse("admin:articles_article_change", args=[event.article_id])
    assert [line for line in mail.outbox[0].body.splitlines() if link in line] == [f"Mở bài: {link}"]
    assert (message["Auto-Submitted"], message["From"]) == ("auto-generated", settings.DEFAULT_FROM_EMAIL)


@pytest.mark.parametrize(("published_at", "is_linked"), [(at("2026-01-01"), 1), (at("2036-01-01"), 0)])
def test_a_mail_links_to_the_page_where_readers_see_it(step, settings, published_at, is_linked):
    settings.SITE_URL = "https://tin.example.vn"
    article = Article.objects.create(
        title=TITLE, slug="nuoc-sach", section=make_section(), status=Status.PUBLISHED, published_at=published_at
    )

    step([make_person()], make_event(Step.PUBLISH, article=article))

    page = f"Trên trang: https://tin.example.vn{article.get_absolute_url()}"
    assert mail.outbox[0].body.splitlines().count(page) == is_linked


@pytest.mark.parametrize(
    ("live", "newest", "told"),
    [("Bản đăng", "Bản nháp", "Bản đăng"), ("", "Bản nháp", "Bản nháp"), ("", "", "Chưa có tiêu đề")],
)
def test_an_article_without_a_version_at_hand_is_named_all_the_same(step, live, newest, told):
    article = Article.objects.create(title=live)
    make_event(article=article, title=newest)

    step([make_person()], make_event(Step.TRASH, article=article, revision=False))

    assert mail.outbox[0].subject == f"Bài đã vào thùng rác: {told}"


@pytest.mark.parametrize("title", ["Một\r\nBcc: ke-xau@example.com", "Một\u2028Bcc: x", "Một\x0b\x1cBcc: x"])
def test_a_title_with_line_ends_adds_no_header(step, title):
    step([make_person()], make_event(title=title))

    message = mail.outbox[0].message()
    assert sorted(message.keys()) == [
        "Auto-Submitted",
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ]
    assert (mail.outbox[0].recipients(), mail.outbox[0].subject.count("\n")) == (["hien@tin.example"], 0)


@pytest.mark.parametrize("length", [60, 250])
def test_a_subject_is_one_line_of_at_most_120_characters(step, length):
    step([make_person()], make_event(title="Đ" * length))

    subject = mail.outbox[0].subject
    assert (len(subject), subject[-1]) == (min(len("Bài bị trả lại: ") + length, 120), "Đ" if length == 60 else "…")


# --- Who may review --------------------------------------------------------------------------------------------------


def limited(person, *sections):
    StaffProfile.objects.create(user=person).sections.set(sections)
    return person


def test_reviewers_are_the_active_staff_with_the_right_in_reach_of_the_section():
    top = make_section("Kinh tế")
    below, other = make_section("Nông nghiệp", parent=top), make_section("Văn hoá")
    reviewers = [
        make_person("an"),
        limited(make_person("binh"), below),
        limited(make_person("chi"), top),
        limited(make_person("dung"), other, top),
        limited(make_person("em")),
        limited(make_user(None, "root", email="root@tin.example"), other),
    ]
    limited(make_person("giang"), other)
    make_person("hoa", is_active=False)
    make_user("Phóng viên", "kien", email="kien@tin.example")
    make_user(None, "root-2")
    outsider = make_person("lan")
    type(outsider).objects.filter(pk=outsider.pk).update(is_staff=False)
    revision = make_event().revision
    revision.section = below

    assert list(notices.reviewers_of(revision)) == reviewers


def test_a_reviewer_reaches_the_live_section_too():
    live, new = make_section("Kinh tế"), make_section("Văn hoá")
    both = limited(make_person("an"), live, new)
    limited(make_person("binh"), new)
    revision = make_event(article=Article.objects.create(section=live)).revision
    revision.section = new

    assert list(notices.reviewers_of(revision)) == [both]


def test_a_text_without_a_section_is_in_reach_of_all():
    person = limited(make_person("an"), make_section())

    assert list(notices.reviewers_of(make_event().revision)) == [person]


@pytest.mark.parametrize("people", [1, 6])
def test_reviewers_are_found_in_three_queries(django_assert_num_queries, people):
    section = make_section()
    for number in range(people):
        limited(make_person(f"nguoi-{number}"), section)
    revision = make_event().revision
    Revision.objects.filter(pk=revision.pk).update(section=section)

    revision = Revision.objects.get(pk=revision.pk)

    with django_assert_num_queries(3):  # its article, their sections, the people
        list(notices.reviewers_of(revision))
