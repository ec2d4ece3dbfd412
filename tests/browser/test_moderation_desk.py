"""The moderators' desk in a real browser: a key a comment, undo, several at once, two people, a lost line."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from comments import moderation
from comments.models import Answer, Comment, CommentEvent, PrivacyEvent, PrivateContact, Reason, Status
from tests.factories import make_answer, make_article, make_comment, make_identity, make_profile, make_unit, make_user

from .accessibility import violations
from .conftest import session_cookie
from .moderators import DESK, make_comments, open_desk, status_of
from .newsroom import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

CURRENT = "() => document.activeElement.dataset.title"


@pytest.fixture
def moderator(site):
    make_identity()
    return make_user("Kiểm duyệt", first_name="Lan", last_name="Trần Thị")


def test_twenty_comments_take_twenty_keys_and_one_page_load(open_browser, moderator):
    comments = make_comments(24)
    page = open_browser(user=moderator)
    loads = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    page.goto(DESK)

    for _press in range(20):
        page.keyboard.press("a")

    wait_until(lambda: Comment.objects.shown().count() == 20)
    expect(page.locator("[data-card]")).to_have_count(4)
    assert len(loads) == 1
    assert list(Comment.objects.awaiting_review()) == comments[20:]
    assert page.evaluate(CURRENT) == "Ý kiến 21"
    expect(page.locator("[data-count=waiting]")).to_have_text("4")
    expect(page.locator("[data-count=approved]")).to_have_text("20")
    expect(page.locator(".newsroom-nav .pill")).to_have_text("4")


def test_the_last_decision_is_undone_and_the_card_comes_back_to_its_place(open_browser, moderator):
    first, second, third = make_comments(3)
    page = open_browser(user=moderator)
    open_desk(page, cards=3)
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator("[data-status]")).to_contain_text("Ý kiến 2")
    expect(page.locator("[data-card]")).to_have_count(2)

    page.keyboard.press("u")

    expect(page.locator("[data-card]")).to_have_count(3)
    assert page.locator(".case-title").all_inner_texts() == ["Ý kiến 1", "Ý kiến 2", "Ý kiến 3"]
    assert status_of(second) == Status.WAITING
    wait_until(lambda: page.evaluate(CURRENT) == "Ý kiến 2")
    expect(page.locator("[data-undo]")).to_be_hidden()


def test_a_comment_is_refused_with_its_reason_by_the_keyboard_alone(open_browser, moderator):
    comment, _other = make_comments(2)
    page = open_browser(user=moderator)
    open_desk(page, cards=2)

    page.keyboard.press("r")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Bài này nói về giá điện")
    page.keyboard.press("Enter")

    wait_until(lambda: status_of(comment) == Status.REFUSED)
    refused = Comment.objects.get(pk=comment.pk)
    assert (refused.reason_code, refused.reason) == (Reason.OFF_TOPIC, "Bài này nói về giá điện")
    expect(page.locator("[data-card]")).to_have_count(1)
    assert page.evaluate(CURRENT) == "Ý kiến 2"


def test_another_reason_without_words_stays_on_its_card(open_browser, moderator):
    comment, _other = make_comments(2)
    page = open_browser(user=moderator)
    open_desk(page, cards=2)
    page.keyboard.press("r")
    page.select_option(f"#y-kien-{comment.pk} [name=code]", "other")

    page.press(f"#y-kien-{comment.pk} [data-fold=reject] [name=reason]", "Control+Enter")

    expect(page.locator(f"#y-kien-{comment.pk} [data-fold=reject] [name=reason]")).to_be_focused()
    assert page.evaluate("document.activeElement.validity.valueMissing")
    expect(page.locator("[data-card]")).to_have_count(2)
    assert status_of(comment) == Status.WAITING
    page.select_option(f"#y-kien-{comment.pk} [name=code]", "off_topic")
    page.press(f"#y-kien-{comment.pk} [data-fold=reject] [name=reason]", "Control+Enter")
    wait_until(lambda: status_of(comment) == Status.REFUSED)


def test_undo_says_that_there_is_nothing_to_undo(open_browser, moderator):
    make_comments(1)
    page = open_browser(user=moderator)
    open_desk(page)

    page.keyboard.press("u")

    nothing = page.locator("[data-desk]").get_attribute("data-nothing")
    expect(page.locator("[data-status]")).to_have_text(nothing)


def test_an_answer_is_undone_and_its_comment_waits_again(open_browser, moderator):
    (comment,) = make_comments(1)
    make_unit()
    page = open_browser(user=moderator)
    open_desk(page)
    page.keyboard.press("t")
    page.keyboard.type("Đã xử lý.")
    page.fill("[data-fold=answer] [name=name]", "Lê Thị Hoa")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-card]")).to_have_count(0)

    page.click("[data-undo]")

    expect(page.locator("[data-card]")).to_have_count(1)
    assert status_of(comment) == Status.WAITING
    assert not Answer.objects.exists()


def test_of_two_moderators_the_second_is_told_and_overrides_nothing(open_browser, moderator):
    (comment,) = make_comments(1)
    other = make_user("Quản trị")
    page, late = open_browser(user=moderator), open_browser(user=other)
    open_desk(page), open_desk(late)
    late.watch.expected = {409}
    page.keyboard.press("s")
    wait_until(lambda: status_of(comment) == Status.SPAM)

    late.keyboard.press("a")

    expect(late.locator("[data-status]")).to_contain_text("Ý kiến 1")
    expect(late.locator("[data-card]")).to_have_count(0)
    assert status_of(comment) == Status.SPAM
    assert list(CommentEvent.objects.values_list("step", flat=True)) == ["spam"]


def test_who_is_at_work_is_seen_by_others_once_a_form_is_opened_and_not_before(open_browser, moderator):
    (comment,) = make_comments(1)
    page, other = open_browser(user=moderator), open_browser(user=make_user("Quản trị"))
    open_desk(page)
    page.keyboard.press("j")
    assert Comment.objects.get().claimed_by is None

    page.keyboard.press("r")
    wait_until(lambda: Comment.objects.get().claimed_by == moderator)

    open_desk(other)
    expect(other.locator("[data-claim]")).to_contain_text("Trần Thị Lan")


def test_words_are_masked_by_selecting_them_and_pressing_m(open_browser, moderator):
    comment = make_comment(make_article(), text="Anh Nguyễn Văn Bình ở số 5 ngõ 12 lấn đường.\nXin xem xét.")
    page = open_browser(user=moderator)
    open_desk(page)
    page.evaluate(
        """() => {
            const text = document.querySelector(".case-text").firstChild;
            const start = text.data.indexOf("số 5 ngõ 12");
            getSelection().setBaseAndExtent(text, start, text, start + "số 5 ngõ 12".length);
        }"""
    )

    page.keyboard.press("m")

    expect(page.locator("mark.masked")).to_have_count(1)
    assert "số 5 ngõ 12" not in Comment.objects.get().text
    assert PrivateContact.objects.get().original == {"text": comment.text}


def test_words_selected_with_the_mouse_stand_in_the_form_that_masks(open_browser, moderator):
    make_comment(make_article(), text="Bình lấn đường.")
    page = open_browser(user=moderator)
    open_desk(page)

    page.locator(".case-text").dblclick(position={"x": 12, "y": 14})
    page.click("[data-fold=mask] summary")

    expect(page.locator("[data-fold=mask] [name=words]")).to_have_value("Bình")


def test_chosen_cards_are_decided_together_and_undone_together(open_browser, moderator):
    comments = make_comments(3)
    page = open_browser(user=moderator)
    open_desk(page, cards=3)
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")

    page.click("[data-bulk] summary")
    page.click("[data-bulk] [value=approve]")
    expect(page.locator("[data-card]")).to_have_count(1)
    assert [status_of(comment) for comment in comments] == ["approved", "approved", "waiting"]
    page.click("[data-undo]")

    expect(page.locator("[data-card]")).to_have_count(3)
    assert [status_of(comment) for comment in comments] == ["waiting"] * 3
    assert page.locator(".case-title").all_inner_texts() == ["Ý kiến 1", "Ý kiến 2", "Ý kiến 3"]


def test_an_answer_that_is_not_signed_comes_back_with_all_that_was_typed(open_browser, moderator):
    (comment,) = make_comments(1)
    page = open_browser(user=moderator)
    open_desk(page)
    page.watch.expected = {422}
    page.keyboard.press("t")
    page.keyboard.type("Uỷ ban đã tiếp nhận.")
    page.fill("[data-fold=answer] [name=name]", "")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-card] [data-error]")).not_to_be_empty()
    assert page.input_value("[data-fold=answer] [name=text]") == "Uỷ ban đã tiếp nhận."

    page.fill("[data-fold=answer] [name=name]", "Lê Thị Hoa")
    page.keyboard.press("Control+Enter")

    wait_until(lambda: status_of(comment) == Status.APPROVED)
    assert Comment.objects.get().answer.signature == "Lê Thị Hoa"
    expect(page.locator("[data-card]")).to_have_count(0)


def test_a_lost_session_is_said_and_nothing_is_lost(open_browser, moderator, site):
    (comment,) = make_comments(1)
    page = open_browser(user=moderator)
    open_desk(page)
    page.watch.expected = {401}
    Session.objects.all().delete()

    page.keyboard.press("r")
    page.select_option("[data-fold=reject] [name=code]", "other")
    page.fill("[data-fold=reject] [name=reason]", "Cần số liệu")
    page.keyboard.press("Enter")

    expect(page.locator("[data-login-link]")).to_be_visible()
    expect(page.locator("[data-card]")).to_have_count(1)
    assert page.input_value("[data-fold=reject] [name=reason]") == "Cần số liệu"
    assert status_of(comment) == Status.WAITING

    page.context.add_cookies([session_cookie(moderator, site.url)])  # as a login in another tab leaves it
    page.press("[data-fold=reject] [name=reason]", "Enter")

    wait_until(lambda: status_of(comment) == Status.REFUSED)
    expect(page.locator("[data-login-link]")).to_be_hidden()


def test_a_lost_connection_brings_the_card_back(open_browser, moderator):
    (comment,) = make_comments(1)
    page = open_browser(user=moderator)
    open_desk(page)
    page.context.set_offline(True)

    page.keyboard.press("a")
    expect(page.locator("[data-card] [data-error]")).not_to_be_empty()
    page.context.set_offline(False)
    page.keyboard.press("a")

    wait_until(lambda: status_of(comment) == Status.APPROVED)
    page.watch.complaints[:] = [line for line in page.watch.complaints if "ERR_INTERNET_DISCONNECTED" not in line]


def test_no_key_decides_while_somebody_types_holds_it_down_or_has_switched_keys_off(open_browser, moderator):
    make_comments(2)
    page = open_browser(user=moderator)
    open_desk(page, cards=2)
    page.keyboard.press("r")
    page.keyboard.press("Tab")
    page.keyboard.type("asu")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', code: 'KeyA', repeat: true }))")
    make_profile(moderator, shortcuts=False)
    open_desk(page, cards=2)

    page.keyboard.press("a")
    page.keyboard.press("s")

    expect(page.locator("[data-card]")).to_have_count(2)
    assert CommentEvent.objects.count() == 0


def test_keys_are_understood_while_a_driver_types_telex(open_browser, moderator):
    """For "a", "a", "s" such a driver sends a, Backspace, â, Backspace, ấ; and gives letters back: none is a key."""
    comments = make_comments(4)
    page = open_browser(user=moderator)
    open_desk(page, cards=4)

    page.keyboard.press("a")
    for key in ("Backspace", "â", "Backspace", "ấ", "a", "a"):
        page.evaluate("(key) => document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))", key)
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', { key: 'á', bubbles: true }))")

    expect(page.locator("[data-count=waiting]")).to_have_text("1")
    assert [status_of(comment) for comment in comments] == ["approved", "approved", "spam", "waiting"]


def test_a_phone_number_is_shown_in_place_and_the_look_is_on_record(open_browser, moderator):
    boss = make_user("Quản trị")
    comment = make_comment(make_article(), phone="+84912345678")
    page = open_browser(user=boss)
    open_desk(page)

    page.click(f"#y-kien-{comment.pk} [form=xem-{comment.pk}]")

    expect(page.locator("[data-private] a")).to_have_text("0912 345 678")
    expect(page.locator("[data-private] a")).to_be_focused()
    assert list(PrivacyEvent.objects.values_list("kind", "comment", "by")) == [("reveal", comment.pk, boss.pk)]


def test_cards_that_follow_come_along_while_one_walks_down(open_browser, moderator):
    make_comments(45)
    page = open_browser(user=moderator)
    page.goto(DESK)

    for _press in range(44):
        page.keyboard.press("j")
        if page.locator("[data-card]").count() < 45:
            page.wait_for_timeout(20)

    expect(page.locator("[data-card]")).to_have_count(45)
    titles = page.locator(".case-title").all_inner_texts()
    assert titles == [f"Ý kiến {number}" for number in range(1, 46)]
    expect(page.locator("[data-pages]")).to_be_hidden()


def test_an_answer_under_the_wrong_comment_is_taken_back(open_browser, moderator):
    answer = make_answer(make_comment(make_article(), status=Status.APPROVED))
    page = open_browser(user=moderator)
    open_desk(page, "?trang-thai=approved")
    page.keyboard.press("t")

    page.fill("[data-fold=answer] [name=reason]", "Trả lời nhầm ý kiến")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".case-answer")).to_have_count(0)
    assert not Answer.objects.filter(pk=answer.pk).exists()


def test_a_unit_hands_a_case_back(open_browser, moderator):
    member = make_user("Trả lời bạn đọc")
    case = moderation.route(make_comment(make_article()), make_unit("Công an xã", member), by=moderator)
    page = open_browser(user=member)
    open_desk(page)
    page.click("[data-fold=hand_back] summary")
    page.fill("[data-fold=hand_back] [name=note]", "Thuộc Phòng Kinh tế")
    assert violations(page) == []

    page.keyboard.press("Enter")

    expect(page.locator("[data-card]")).to_have_count(0)
    assert Comment.objects.get(pk=case.pk).unit is None
