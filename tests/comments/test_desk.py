"""The moderators' desk: what it lists, what its cards show, who sees what, and the history of a comment."""

import json
import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import override

from comments import moderation
from comments.admin import cards
from comments.admin.buttons import UNSEEN
from comments.cases import Clock
from comments.marks import label_of
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
    make_comment(created_at=at(sent))
    comment = cards.whole(Comment.objects).get()

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


def answer_form(client, comment, address=DESK):
    """The form of an answer on a card: the unit that is chosen, and the name and position that are filled in."""
    card = client.get(address).text.partition(f'id="y-kien-{comment.pk}"')[2].partition("</article>")[0]
    form = card.partition('data-fold="answer"')[2].partition("</details>")[0]
    units = form.partition('name="unit"')[2].partition("</select>")[0]
    filled = [re.search(f'<input name="{name}"[^>]* value="([^"]*)"', form)[1] for name in ("name", "position")]
    return re.findall(r'value="(\d+)" selected', units), *filled


def test_no_answer_comes_with_a_name_filled_in_though_names_are_suggested(client, moderator):
    comment, unit = make_comment(address="203.0.113.8"), make_unit()
    for name, position in [
        ("Lê Thị Hoa", "Phó Chủ tịch"),
        ("Ngô Bình", "Trưởng phòng"),
        ("Lê Thị Hoa", "Phó Chủ tịch"),
    ]:
        make_answer(unit=unit, name=name, position=position, by=moderator)
    make_answer(unit=unit, name="Của người khác", by=make_user("Quản trị"))

    signatures = client.get(DESK).context["signatures"]

    assert answer_form(client, comment) == ([], "", "")
    assert signatures == {
        "names": ["Lê Thị Hoa", "Ngô Bình", "Trần Thị Lan"],
        "positions": ["Phó Chủ tịch", "Trưởng phòng"],
    }
    assert client.get(DESK).text.count('<option value="Lê Thị Hoa">') == 1


def test_an_answer_is_signed_by_the_unit_in_charge_or_else_by_the_only_one_of_whoever_answers(client, moderator):
    office, police = make_unit("Văn phòng"), make_unit("Công an xã")
    routed = moderation.route(make_comment(), office, by=moderator)
    free = make_comment(address="203.0.113.8")
    without = answer_form(client, free)
    police.members.add(moderator)
    with_one = answer_form(client, free)
    office.members.add(moderator)

    assert (without, with_one) == (([], "", ""), ([str(police.pk)], "", ""))
    assert answer_form(client, free) == ([], "", "")
    assert answer_form(client, routed) == ([str(office.pk)], "", "")


def test_the_form_that_changes_an_answer_shows_its_own_signature(client, moderator):
    answer = make_answer(unit=make_unit(), name="Lê Thị Hoa", position="Phó Chủ tịch")

    filled = answer_form(client, answer.comment, f"{DESK}?trang-thai=approved")

    assert filled == ([str(answer.unit_id)], "Lê Thị Hoa", "Phó Chủ tịch")


def test_a_routed_card_tells_the_note_of_the_last_routing(client, moderator):
    office, police = make_unit("Văn phòng"), make_unit("Công an xã")
    comment = make_comment()
    moderation.route(comment, office, by=moderator, note="Đã gọi điện")
    assert card_of(client, comment).asked == "Đã gọi điện"

    moderation.route(comment, police, by=moderator, note="Việc của công an")
    undone = moderation.route(comment, office, by=moderator, note="Nhầm").last_event
    moderation.undo(undone, by=moderator)

    assert card_of(client, comment).asked == "Việc của công an"
    assert "Việc của công an" in client.get(DESK).text
    moderation.route(comment, police, by=moderator)
    assert card_of(client, comment).asked == ""


@pytest.mark.parametrize(
    ("seconds", "label", "detail"),
    [
        ("1", "Written very fast (1 second)", ""),
        ("3", "Written very fast (3 seconds)", ""),
        ("", "Written very fast", ""),
    ],
)
def test_how_fast_a_comment_was_written_is_told_in_words(seconds, label, detail):
    with override("en"):
        assert label_of("fast", seconds) == (label, detail)
        assert label_of("link", "vi-du.vn") == ("Link", "vi-du.vn")


@pytest.mark.parametrize("fold", ["reject", "answer"])
def test_a_link_opens_one_form_of_one_card(client, moderator, fold):
    comment, _other = make_comment(), make_comment(address="203.0.113.8")

    page = client.get(f"{DESK}?mo={fold}-{comment.pk}").text

    card = page.partition(f'id="y-kien-{comment.pk}"')[2].partition("</article>")[0]
    opened = re.findall(r'<details [^>]*data-fold="(\w+)"[^>]* open>', page)
    assert (opened, f'data-fold="{fold}" data-claims open' in card) == ([fold], True)


@pytest.mark.parametrize("asked", ["reject", "reject-", "-7", "reject-x", "reject-99999999999999999999", "nonsense-1"])
def test_a_link_that_names_no_form_opens_none(client, moderator, asked):
    make_comment()

    page = client.get(DESK, {"mo": asked}).text

    assert re.findall(r'<details [^>]*data-fold="(\w+)"[^>]* open>', page) == []


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

    assert re.findall(r'data-fold="(\w+)"', page) == ["answer", "hand_back"]
    assert [word for word in ("approve", "reject", "spam", "route", "mask", "ban") if f'value="{word}"' in page] == []


def test_who_only_answers_is_told_that_a_waiting_comment_hides_its_answer(client, answerer):
    case = answerer.case
    with override("vi"):
        words = str(UNSEEN)
    before = client.get(DESK).text

    _status, answer = by_script(client, case, decision="answer", text="Đã xử lý.", unit=case.unit.pk)

    assert (before.count(words), words in answer["message"]) == (1, True)


def test_who_only_answers_is_told_no_such_thing_of_a_comment_that_is_shown(client, answerer):
    case = moderation.approve(answerer.case, by=User.objects.get(username="bien-tap-vien"))
    with override("vi"):
        words = str(UNSEEN)
    before = client.get(DESK).text

    _status, answer = by_script(client, case, decision="answer", text="Đã xử lý.", unit=case.unit.pk)

    assert (words in before, words in answer["message"]) == (False, False)


@pytest.mark.parametrize("next", [DESK, "history"])
def test_a_unit_hands_a_case_back_with_a_note_that_moderators_read(client, answerer, next):
    case = answerer.case
    next = reverse("admin:comments_history", args=[case.pk]) if next == "history" else next
    refused = by_script(client, case, decision="hand_back", note=" ")[0]
    data = {"decision": "hand_back", "note": "Thuộc Phòng Kinh tế", "next": next, "trang-thai": "waiting"}

    response = client.post(reverse("admin:comments_decide", args=[case.pk]), data, follow=True)

    assert (refused, response.status_code, response.request["PATH_INFO"]) == (422, 200, DESK)
    assert Comment.objects.get(pk=case.pk).unit is None
    client.force_login(User.objects.get(username="bien-tap-vien"))
    assert card_of(client, case).handed_back == "Công an xã: Thuộc Phòng Kinh tế"
    assert "Thuộc Phòng Kinh tế" in client.get(DESK).text


# --- The history ---


def test_the_stock_history_names_no_title_beyond_reach(client, moderator):
    mine, other = make_section("Kinh tế"), make_section("Nội bộ")
    make_profile(moderator, mine)
    comment = make_comment(make_article(section=other.pk), title="Ý kiến nội bộ")

    response = client.get(f"{DESK}{comment.pk}/history/", follow=True)

    assert (response.redirect_chain, response.status_code) == ([(f"{DESK}{comment.pk}/nhat-ky/", 302)], 404)
    assert "Ý kiến nội bộ" not in response.text


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
