"""The moderators' desk: what it lists, what its cards show, who sees what, and the history of a comment."""

import json

import pytest
from django.urls import reverse
from django.utils.translation import override

from comments import moderation
from comments.admin import cards
from comments.cases import Clock
from comments.models import Answer, Comment, PrivacyEvent, Status
from tests.factories import (
    at,
    make_answer,
    make_article,
    make_comment,
    make_identity,
    make_profile,
    make_section,
    make_unit,
    make_user,
)

from .busy_desk import make_busy

pytestmark = pytest.mark.django_db
DESK = "/quan-tri/comments/comment/"
SCRIPT = {"accept": "application/json"}


@pytest.fixture
def moderator(client):
    user = make_user("Kiểm duyệt", first_name="Lan", last_name="Trần Thị")
    client.force_login(user)
    return user


def by_script(client, comment, **data):
    """Press a button as the desk's script does; return the status and the answer."""
    data = {"next": f"{DESK}?trang-thai=waiting", "trang-thai": comment.status} | data
    response = client.post(reverse("admin:comments_decide", args=[comment.pk]), data, headers=SCRIPT)
    return response.status_code, json.loads(response.text)


def card_of(client, comment, query=""):
    """The comment as the desk shows it."""
    return next(one for one in client.get(f"{DESK}{query}").context["comments"] if one == comment)


# --- The list ---


def test_the_desk_lists_what_waits_oldest_first(client, moderator):
    first, second = make_comment(title="Ý kiến thứ nhất"), make_comment(title="Ý kiến thứ hai")
    make_comment(title="Đã đăng rồi", status=Status.APPROVED, address="203.0.113.8")

    response = client.get(DESK)

    assert response.context["comments"] == [first, second]
    assert "Đã đăng rồi" not in response.text


@pytest.mark.parametrize("n", [10, 1000])
def test_the_desk_costs_the_same_for_ten_and_for_a_thousand(client, moderator, n, django_assert_num_queries):
    make_identity()
    make_busy(n)

    with django_assert_num_queries(15):
        response = client.get(DESK)

    assert len(response.context["comments"]) == min(n, 20)
    assert response.context["deck"].total == n


def test_further_pages_are_reached_by_number_and_by_the_last_card_seen(client, moderator):
    make_identity()
    comments = [make_comment(title=f"Ý kiến {i}") for i in range(25)]
    moderation.approve(comments[3], by=moderator)

    second = client.get(f"{DESK}?p=2").context["comments"]
    more = client.get(f"{DESK}?sau={comments[19].pk}", headers=SCRIPT).json()

    assert second == comments[21:]
    assert [card["id"] for card in more["cards"]] == [comment.pk for comment in comments[20:]]


def test_a_page_beyond_the_last_one_shows_the_last_one(client, moderator):
    comment = make_comment()

    assert client.get(f"{DESK}?p=99").context["comments"] == [comment]


# --- What a card says ---


def test_a_card_names_the_other_comments_of_its_sender_by_phone_and_by_address(client, moderator):
    comment = make_comment(phone="+84912345678")
    same_phone = make_comment(phone="+84912345678", address="203.0.113.8", title="Cùng máy", status=Status.REFUSED)
    same_address = make_comment(phone="+84999999999", title="Cùng mạng")
    make_comment(phone="", address="203.0.113.9", title="Người khác")

    others = card_of(client, comment).others

    assert (others.by_phone, others.by_address) == (1, 1)
    assert others.rows == {
        same_phone.pk: ("Cùng máy", Status.REFUSED.label),
        same_address.pk: ("Cùng mạng", Status.WAITING.label),
    }


def test_comments_without_a_phone_are_not_taken_for_one_sender(client, moderator):
    comment = make_comment(phone="", address="203.0.113.8")
    make_comment(phone="", address="203.0.113.9")

    assert card_of(client, comment).others is None


def test_other_comments_are_named_only_within_reach(client, moderator):
    mine, other = make_section("Kinh tế"), make_section("Nội bộ")
    make_profile(moderator, mine)
    comment = make_comment(make_article(section=mine.pk))
    make_comment(make_article(section=other.pk), title="Ý kiến nội bộ")

    response = client.get(DESK)

    assert response.context["comments"] == [comment]
    assert "Ý kiến nội bộ" not in response.text


def test_a_repeated_comment_leads_to_the_earlier_one(client, moderator):
    earlier = make_comment(title="Ý kiến đầu", status=Status.APPROVED)
    comment = make_comment(flags=[["same", str(earlier.pk)], ["link", "vi-du.vn"]])

    same, link = card_of(client, comment).marks

    assert same["url"] == f"{DESK}{earlier.pk}/nhat-ky/"
    assert same["detail"] == f"“Ý kiến đầu” ({Status.APPROVED.label})"
    assert link["detail"] == "vi-du.vn"


@pytest.mark.parametrize(
    ("sent", "light", "words"),
    [
        # The days of the table are a working week without holidays; a decision has two working days.
        ("2026-11-11", "late", "2 working days overdue"),
        ("2026-11-13", "due", "due today"),
        ("2026-11-16", "due", "1 working day left"),
        ("2026-11-17", "early", "2 working days left"),
    ],
)
def test_the_light_of_a_card_is_told_in_words(sent, light, words):
    comment = make_comment(created_at=at(sent))

    with override("en"):
        cards.dress([comment], user=make_user(), clock=Clock.load(at("2026-11-17").date()))

    assert (comment.light, comment.due_words) == (light, words)


def test_phone_numbers_are_masked_for_everybody_and_asked_for_by_those_with_the_right(client, moderator):
    comment = make_comment(phone="+84912345678")
    plain = client.get(DESK).text
    client.force_login(make_user("Quản trị"))
    with_right = client.get(DESK).text

    button = reverse("admin:comments_reveal", args=[comment.pk])
    for page in (plain, with_right):
        assert ("912345678" in page, "09xx xxx 678" in page) == (False, True)
    assert (button in plain, button in with_right) == (False, True)
    assert PrivacyEvent.objects.count() == 0


def test_a_claim_names_who_is_at_work(client, moderator):
    comment = make_comment()
    moderation.claim(comment, by=make_user("Quản trị", first_name="Bình", last_name="Lê"))

    assert card_of(client, comment).claimed_elsewhere.username == "quan-tri"
    assert "Lê Bình" in client.get(DESK).text


def test_masked_words_are_visible_as_such_and_what_readers_typed_stays_text(client, moderator):
    comment = make_comment(text="Số nhà 12 <script>alert(1)</script>")
    moderation.mask(comment, by=moderator, words="nhà 12")

    page = client.get(DESK).text

    assert '<mark class="masked">' in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        (Status.WAITING, {"approve", "reject", "spam", "answer", "route", "mask", "ban"}),
        (Status.APPROVED, {"take_down", "answer", "route", "mask", "ban"}),
        (Status.REFUSED, {"approve", "spam", "answer", "mask", "ban"}),
        (Status.SPAM, {"approve", "reject", "mask", "ban"}),
        (Status.TAKEN_DOWN, {"approve", "answer", "mask", "ban"}),
        (Status.WITHDRAWN, {"ban"}),
    ],
)
def test_a_card_offers_the_steps_that_its_state_allows(client, moderator, status, steps):
    comment = make_comment(status=status)

    offered = card_of(client, comment, f"?trang-thai={status}").may

    assert offered - {"claim", "erase", "withdraw"} == steps


def test_the_form_of_an_answer_is_filled_with_how_one_signed_last(client, moderator):
    unit = make_unit()
    make_answer(unit=unit, name="Lê Thị Hoa", position="Phó Chủ tịch", by=moderator)

    signature = client.get(DESK).context["signature"]

    assert signature == {"unit_id": unit.pk, "name": "Lê Thị Hoa", "position": "Phó Chủ tịch"}


# --- Who only answers ---


@pytest.fixture
def answerer(client):
    """A member of a unit, with a case of the unit's and a comment that is none of theirs."""
    user = make_user("Trả lời bạn đọc")
    unit = make_unit("Công an xã", user)
    editor = make_user("Biên tập viên")
    user.case = moderation.route(make_comment(title="Của đơn vị"), unit, by=editor)
    user.other = make_comment(title="Của đơn vị khác")
    client.force_login(user)
    return user


def test_who_only_answers_sees_the_open_cases_of_their_unit(client, answerer):
    response = client.get(DESK)

    assert response.context["filters"].tab == "ho-so"
    assert response.context["comments"] == [answerer.case]
    assert "Của đơn vị khác" not in client.get(f"{DESK}?trang-thai=tat-ca").text


def test_who_only_answers_may_answer_their_case_and_nothing_else(client, answerer):
    case, unit = answerer.case, answerer.case.unit
    make_unit("Đơn vị khác")

    refused = [by_script(client, case, decision=d, code="other", reason="x")[0] for d in ("approve", "spam", "reject")]
    foreign = by_script(client, case, decision="answer", text="Đã xử lý.", unit=unit.pk + 1)[0]
    others = by_script(client, answerer.other, decision="answer", text="Đã xử lý.", unit=unit.pk)[0]
    status, answer = by_script(client, case, decision="answer", text="Đã xử lý.", unit=unit.pk, next=DESK)

    assert (refused, foreign, others, status) == ([403, 403, 403], 422, 404, 200)
    assert Answer.objects.get().comment == case
    assert Comment.objects.get(pk=case.pk).status == Status.WAITING
    assert answer["card"] == ""


def test_the_cards_of_who_only_answers_offer_the_answer_alone(client, answerer):
    page = client.get(DESK).text

    assert page.count('data-fold="answer"') == 1
    assert [word for word in ("approve", "reject", "spam", "route", "mask", "ban") if f'value="{word}"' in page] == []


# --- The history ---


def test_the_history_tells_each_step_and_strikes_what_was_undone(client, moderator):
    comment = make_comment()
    moderation.undo(moderation.reject(comment, by=moderator, reason="Nhầm").last_event, by=moderator)

    page = client.get(f"{DESK}{comment.pk}/nhat-ky/").text

    assert "Trần Thị Lan" in page
    assert "Nhầm" in page
    assert page.count("<s>") == 1


def test_the_history_names_looks_at_personal_data_to_those_with_the_right_alone(client, moderator):
    comment = make_comment()
    boss = make_user("Quản trị", first_name="Bình")
    PrivacyEvent.objects.create(kind=PrivacyEvent.Kind.REVEAL, comment=comment, by=boss)
    address = f"{DESK}{comment.pk}/nhat-ky/"

    plain = client.get(address).context["looks"]
    client.force_login(boss)
    looks = client.get(address).context["looks"]

    assert plain is None
    assert [(look.kind, look.by) for look in looks] == [("reveal", boss)]


def test_the_history_of_many_steps_costs_as_much_as_that_of_one(client, moderator, django_assert_num_queries):
    make_identity()
    one, many = make_comment(), make_comment(address="203.0.113.9")
    moderation.approve(one, by=moderator)
    for _each in range(3):
        moderation.approve(many, by=moderator)
        moderation.take_down(many, by=moderator, reason="Xem lại")

    for comment in (one, many):
        with django_assert_num_queries(13):
            client.get(f"{DESK}{comment.pk}/nhat-ky/")
