"""What goes by itself when the time of the rules has passed; and that nothing of it is left in the database."""

from datetime import timedelta

import pytest
from captcha.models import CaptchaStore
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import text as plain
from articles.models import ContentVersion
from comments import moderation, privacy, receipts
from comments.models import Answer, Ban, Comment, CommentEvent, PrivacyEvent, PrivateContact, Reason, Status
from tests.factories import (
    make_answer,
    make_article,
    make_comment,
    make_comment_rules,
    make_identity,
    make_unit,
    make_user,
)

from .dumps import cells, changes, digits, dump

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PHONE = "+84912345678"
TOKEN = "[đã che]"


def in_days(days):
    return timezone.now() + days * DAY


def traces():
    return list(PrivacyEvent.objects.order_by("pk").values_list("kind", "comment", "count", "by"))


# --- When -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [status for status in Status if status != Status.WAITING], ids=str)
def test_contacts_go_when_their_days_after_the_decision_are_over(status):
    comment = make_comment(status=status, phone=PHONE)

    kept = privacy.purge(now=comment.decided_at + 30 * DAY - timedelta(seconds=1))
    gone = privacy.purge(now=comment.decided_at + 30 * DAY)

    assert (kept, gone, PrivateContact.objects.count(), Comment.objects.count()) == (0, 1, 0, 1)


@pytest.mark.parametrize(("days", "count"), [(364, 0), (366, 1)])
def test_the_contact_of_a_comment_that_nobody_decided_on_goes_after_a_year(days, count):
    make_comment(phone=PHONE)

    assert privacy.purge(now=in_days(days)) == count


@pytest.mark.parametrize(("keep", "days", "count"), [(0, 0, 1), (7, 6, 0), (7, 8, 1), (730, 729, 0)])
def test_the_office_chooses_how_long_contacts_are_kept(keep, days, count):
    make_comment_rules(keep_contact_days=keep)
    make_comment(status=Status.REFUSED, phone=PHONE)

    assert privacy.purge(now=in_days(days)) == count


def test_an_earlier_decision_that_was_undone_does_not_count():
    comment, moderator = make_comment(phone=PHONE), make_user("Kiểm duyệt")
    moderation.undo(moderation.approve(comment, by=moderator).last_event, by=moderator)

    assert privacy.purge(now=in_days(60)) == 0


def test_a_second_purge_finds_nothing_and_leaves_no_trace():
    make_comment(status=Status.APPROVED, phone=PHONE)
    make_comment(status=Status.SPAM)
    privacy.purge(now=in_days(31))
    after_first = dump()

    again = privacy.purge(now=in_days(31))

    assert (again, changes(after_first, dump())) == (0, {})
    assert traces() == [("purge", None, 2, None)]


def test_many_contacts_go_in_portions(monkeypatch):
    monkeypatch.setattr(privacy.purging, "BATCH", 2)
    for _number in range(5):
        make_comment(status=Status.APPROVED)

    assert privacy.purge(now=in_days(31)) == 5
    assert [event[2] for event in traces()] == [2, 2, 1]


# --- What -----------------------------------------------------------------------------------------------------------


def test_a_purge_takes_the_contact_and_leaves_a_trace_and_nothing_else():
    old = make_comment(status=Status.APPROVED, phone=PHONE, decided_at=in_days(-31))
    make_comment(status=Status.APPROVED, phone=PHONE)
    make_comment(phone=PHONE)
    moderation.ban(old, by=make_user("Kiểm duyệt"), days=30, reason="Quảng cáo nhiều lần.")
    before = dump()

    privacy.purge()

    assert changes(before, dump()) == {"comments_privatecontact": (1, 0), "comments_privacyevent": (0, 1)}


def test_the_purge_finds_its_comments_by_their_decision_in_a_few_questions(django_assert_num_queries):
    for _number in range(3):
        make_comment(status=Status.APPROVED)

    with django_assert_num_queries(9):  # rules; keys; savepoint, lock, rows, delete, trace, release; keys
        privacy.purge(now=in_days(31))


@pytest.mark.parametrize(
    "copied",
    ["0912345678", "0912 345 678", "+84 912.345.678", "o912345678", "không chín một hai ba bốn năm sáu bảy tám"],
)
def test_the_number_goes_wherever_staff_repeated_it(copied):
    comment, moderator = make_comment(phone=PHONE), make_user("Kiểm duyệt")
    said = f"Đã gọi {copied}, hẹn mai"
    moderation.route(comment, make_unit(), by=moderator, note=said)
    moderation.ban(comment, by=moderator, days=7, reason=said)
    moderation.reject(comment, by=moderator, code=Reason.OTHER, reason=said)
    moderation.answer(comment, by=moderator, text=said, name="Lê Hoa", position=f"trực máy {copied}")
    moderation.change_answer(comment, by=moderator, text=f"{said}.", name="Lê Hoa", position=f"máy {copied}")

    privacy.purge(now=in_days(31))

    masked = f"Đã gọi {TOKEN}, hẹn mai"
    assert Comment.objects.get().reason == masked
    assert (Answer.objects.get().text, Answer.objects.get().position) == (f"{masked}.", f"máy {TOKEN}")
    assert Ban.objects.get().reason == masked
    assert [event.note.partition("Đã gọi")[2] for event in CommentEvent.objects.all() if event.note] == [
        f" {TOKEN}, hẹn mai"
    ] * 3
    assert CommentEvent.objects.get(step="change_answer").was == {"answer": f"Lê Hoa, trực máy {TOKEN}: {masked}"}


def test_other_numbers_that_staff_wrote_stay():
    comment, moderator = make_comment(phone=PHONE), make_user("Kiểm duyệt")
    said = "Mời ông gọi văn phòng: 0243 826 1234, trước ngày 20/12/2026."
    moderation.answer(comment, by=moderator, text=said, name="Lê Hoa")

    privacy.purge(now=in_days(31))

    assert Answer.objects.get().text == said


def test_a_number_that_was_typed_in_words_goes_where_staff_wrote_it_in_digits():
    comment = posted(text="Xin gọi không chín một hai ba bốn năm sáu bảy tám nhé")
    moderation.route(comment, make_unit(), by=make_user("Kiểm duyệt"), note="Gọi 0912.345.678 trước")
    moderation.approve(comment, by=None)

    privacy.purge(now=in_days(31))

    assert CommentEvent.objects.get(step="route").note.endswith(f"Gọi {TOKEN} trước")


def posted(phone="", address_hash="a" * 64, **words):
    """A comment that came in by the one door, its words masked there."""
    nonce = receipts.nonce_of(receipts.new_form(1), 1)
    words = {"name": "Bà Hoa", "title": "Xin hỏi giá nước", "text": "Bao giờ có nước?"} | words
    article, identity = make_article(), make_identity()
    comment, _is_new = moderation.post(
        article, nonce=nonce, consent=identity.consent, phone=phone, address_hash=address_hash, **words
    )
    return comment


# --- The whole database after it -------------------------------------------------------------------------------------

WORDS = "không một hai ba bốn năm sáu bảy tám chín".split()
SPELLINGS = [
    lambda n: n,
    lambda n: f"{n[:4]} {n[4:7]} {n[7:]}",
    lambda n: f"{n[:4]}.{n[4:7]}.{n[7:]}",
    lambda n: f"{n[:3]}-{n[3:6]}-{n[6:]}",
    lambda n: f"{n[:4]}_{n[4:7]}_{n[7:]}",
    lambda n: f"{n[:4]}/{n[4:7]}/{n[7:]}",
    lambda n: f"({n[:4]}) {n[4:]}",
    lambda n: f"+84 {n[1:4]} {n[4:]}",
    lambda n: f"+84(0){n[1:]}",
    lambda n: f"0084{n[1:]}",
    lambda n: f"84{n[1:]}",
    lambda n: " ".join(n),
    lambda n: "...".join([n[:2], n[2:5], n[5:]]),
    lambda n: n.translate({48 + d: 0xFF10 + d for d in range(10)}),  # full-width
    lambda n: n.translate({48 + d: 0x1D7CE + d for d in range(10)}),  # bold
    lambda n: n.translate({48 + d: 0x0660 + d for d in range(10)}),  # Arabic
    lambda n: "\u200b".join(n),
    lambda n: "\u00a0".join([n[:4], n[4:]]),
    lambda n: f"zalo{n}",
    lambda n: f"sđt:{n}!",
    lambda n: n.replace("0", "o", 1),
    lambda n: " ".join(WORDS[int(digit)] for digit in n),
    lambda n: f"{n[:4]} " + " ".join(WORDS[int(digit)] for digit in n[4:]),
    lambda n: f"http://{n}.com/nhan-qua",
]


def number_of(i):
    return f"0{91 + i % 8}{(i * 7919 + 2345678) % 10**7:07d}"


def send(client, article, address, **words):
    """Send the form as a reader does, captcha and all."""
    page = client.get(reverse("comments:form", args=[article.pk])).context["form"]
    hidden = {name: page[name].value() for name in ("form", "key", "solved", "consent_text")}
    proof = {"answer": CaptchaStore.objects.get(hashkey=hidden["key"]).response, "consent": "on"}
    data = {"name": "Bà Hoa", "phone": "", "title": "Xin hỏi", "text": "Bao giờ có?"} | words | hidden | proof
    response = client.post(reverse("comments:form", args=[article.pk]), data, REMOTE_ADDR=address)
    return Comment.objects.latest("pk"), response


@pytest.fixture
def spoken_to(client):
    """Forty-eight comments with a number of their own each, in all fields and spellings, and staff who repeat it."""
    make_identity()
    make_comment_rules(per_minute=0, per_hour=0, article_per_minute=0)
    article, unit, moderator = make_article(), make_unit(), make_user("Kiểm duyệt")
    numbers = [number_of(i) for i in range(2 * len(SPELLINGS))]
    for i, number in enumerate(numbers):
        spelled = SPELLINGS[i % len(SPELLINGS)](number)
        field = ("name", "title", "text")[i % 3]
        words = {field: f"Bà Hoa {spelled} nhé"}
        if i % 2:
            words["phone"] = f"{number[:4]} {number[4:]}"
        address = f"203.0.113.{i}" if i % 4 else f"2001:db8:0:{i:x}::7"
        comment, response = send(client, article, address, **words)
        assert (response.status_code, Comment.objects.count()) == (200, i + 1), (spelled, field)
        copied = [number, f"{number[:4]}.{number[4:7]}.{number[7:]}", plain.one_line(spelled)][i // 3 % 3]
        repeat(comment, f"Đã gọi {copied} rồi", moderator, unit, i)
    at_the_desk(moderator, make_user("Quản trị"), numbers[0])
    return numbers


def repeat(comment, said, moderator, unit, i):
    moderation.ban(comment, by=moderator, days=365, reason=said)
    moderation.route(comment, unit, by=moderator, note=said)
    if i % 4 == 0:
        moderation.reject(comment, by=moderator, reason=said)
    elif i % 4 == 1:
        moderation.answer(comment, by=moderator, text=said, unit=unit, position=said)
        moderation.change_answer(comment, by=moderator, text="Đã trả lời.", unit=unit)
    elif i % 4 == 2:
        moderation.approve(comment, by=moderator)
        moderation.take_down(comment, by=moderator, reason=said)
        moderation.undo(moderation.approve(comment, by=moderator).last_event, by=moderator)
    else:
        moderation.mark_spam(comment, by=moderator)


def at_the_desk(moderator, administrator, number):
    """What else staff do in the newsroom: lift a ban, look at a contact, hand data out."""
    desk = Client()
    desk.force_login(moderator)
    desk.post(reverse("admin:comments_lift", args=[Ban.objects.first().pk]))
    desk.force_login(administrator)
    desk.post(reverse("admin:comments_reveal", args=[Comment.objects.first().pk]))
    desk.post(reverse("admin:comments_person"), {"who": number, "step": "page", "request": f"Gọi từ {number}"})


def found_in(tables, numbers):
    """Return the numbers that stand in a cell: their digits, whatever is between them, or those spelled in words."""
    found = cells(tables)
    runs = {digits(cell) for cell in found}
    words = {number: " ".join(WORDS[int(digit)] for digit in number[4:]) for number in numbers}
    return {
        number
        for number in numbers
        if any(number[1:] in run for run in runs) or any(words[number] in cell for cell in found)
    }


def test_after_the_purge_the_database_holds_no_number_that_a_reader_typed(spoken_to):
    numbers = spoken_to
    before = found_in(dump(), numbers)

    count = privacy.purge(now=in_days(31))

    after = dump()
    assert (len(numbers), before, count) == (48, set(numbers), 48)
    assert found_in(after, numbers) == set()


def test_no_address_that_a_reader_came_from_is_ever_in_the_database(spoken_to):
    before, now = cells(dump()), in_days(31)
    privacy.purge(now=now)

    for seen in (before, cells(dump())):
        assert [cell for cell in seen if "203.0.113." in cell or "2001:db8" in cell] == []


def test_a_withdrawal_takes_the_copies_of_the_number_along():
    comment, moderator = make_comment(phone="+84912345678"), make_user("Kiểm duyệt")
    moderation.route(comment, make_unit(), by=moderator, note="Gọi 0912 345 678")

    moderation.withdraw(comment)

    assert "345" not in CommentEvent.objects.get(step="route").note


def test_the_page_is_new_where_a_number_goes_from_a_public_answer():
    comment = make_comment(phone="+84912345678", status=Status.APPROVED, decided_at=timezone.now() - timedelta(days=40))
    make_answer(comment, text="Chúng tôi đã gọi số 0912 345 678 của ông.")
    version = ContentVersion.objects.get().number

    privacy.purge()

    assert Answer.objects.get().text == "Chúng tôi đã gọi số [đã che] của ông."
    assert ContentVersion.objects.get().number > version
