"""Who is told of a step by mail, and in which words."""

from datetime import date

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from articles import notices
from articles.models import Article, Notice, Revision, StaffProfile
from articles.states import Status, Step
from tests.factories import at, make_section, make_user

from .mailing import TITLE, make_event, make_person, recipients, state_of

pytestmark = pytest.mark.django_db


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
