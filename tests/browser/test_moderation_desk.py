"""The moderators' desk in a real browser: a key a comment, undo, several at once, two people, no script, all."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from comments import moderation
from comments.models import Answer, Comment, CommentEvent, PrivacyEvent, PrivateContact, Reason, Status
from tests.factories import (
    make_answer,
    make_article,
    make_comment,
    make_identity,
    make_profile,
    make_unit,
    make_user,
)

from .accessibility import violations
from .conftest import session_cookie
from .newsroom import wait_until
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

DESK = "/quan-tri/comments/comment/"
NARROWEST = {"width": 320, "height": 640}
CURRENT = "() => document.activeElement.dataset.title"


@pytest.fixture
def moderator(site):
    make_identity()
    return make_user("Kiểm duyệt", first_name="Lan", last_name="Trần Thị")


def make_comments(n, **fields):
    article = make_article()
    return [make_comment(article, title=f"Ý kiến {i + 1}", address=f"203.0.113.{i}", **fields) for i in range(n)]


def open_desk(page, query="", cards=1):
    page.goto(f"{DESK}{query}")
    expect(page.locator("[data-card]")).to_have_count(cards)


def status_of(comment):
    return Comment.objects.get(pk=comment.pk).status


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


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "none"])
def test_refusing_from_the_first_screen_opens_the_form_of_its_card(open_browser, moderator, has_scripts):
    _first, second = make_comments(2)
    page = open_browser(user=moderator, java_script_enabled=has_scripts)
    page.goto("/quan-tri/")

    page.click(f'a[aria-describedby="y-kien-{second.pk}"]')

    fold = page.locator(f"#y-kien-{second.pk} [data-fold=reject]")
    expect(page.locator("[data-fold][open]")).to_have_count(1)
    expect(fold.locator("select")).to_be_visible()
    if has_scripts:
        expect(fold.locator("select")).to_be_focused()
        wait_until(lambda: Comment.objects.get(pk=second.pk).claimed_by == moderator)


def test_without_scripts_a_comment_shown_from_the_first_screen_is_taken_back(open_browser, moderator):
    (comment,) = make_comments(1)
    page = open_browser(user=moderator, java_script_enabled=False)
    page.goto("/quan-tri/")
    page.click(f'form[action$="/{comment.pk}/quyet-dinh/"] button')
    assert status_of(comment) == Status.APPROVED

    page.click(".desk-notice button")

    assert status_of(comment) == Status.WAITING
    expect(page.locator(f'form[action$="/{comment.pk}/quyet-dinh/"]')).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_links_to_other_pages_can_be_read(open_browser, moderator, scheme):
    make_comments(41)
    page = open_browser(user=moderator)
    page.goto(f"{DESK}?p=2")
    show_in(page, scheme)
    expect(page.locator(".paginator a")).to_have_count(2)

    assert violations(page) == []


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

    assert page.input_value("[data-fold=mask] [name=words]") == "Bình"


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


def test_without_scripts_comments_are_shown_refused_and_undone(open_browser, moderator):
    first, second = make_comments(2)
    page = open_browser(user=moderator, java_script_enabled=False)
    open_desk(page, cards=2)

    page.click(f"#y-kien-{first.pk} [value=approve]")
    assert status_of(first) == Status.APPROVED
    page.click(".desk-notice button")
    assert status_of(first) == Status.WAITING
    page.click(f"#y-kien-{second.pk} [data-fold=reject] summary")
    page.select_option(f"#y-kien-{second.pk} [data-fold=reject] [name=code]", "unclear")
    page.press(f"#y-kien-{second.pk} [data-fold=reject] [name=reason]", "Enter")

    assert (status_of(first), status_of(second)) == (Status.WAITING, Status.REFUSED)
    expect(page.locator("[data-card]")).to_have_count(1)


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


@pytest.fixture
def busy(moderator):
    """A desk with everything on it that can stand on a card."""
    now = timezone.now()
    colleague = make_user("Quản trị", first_name="Bình")
    article = make_article(title="Uỷ ban nhân dân xã thông báo lịch cấp nước sạch cho các thôn ven sông")
    office = make_unit("Văn phòng HĐND và UBND", order=1)
    make_unit("Phòng Kinh tế, Hạ tầng và Đô thị")
    words = "Từ đầu tháng đến nay xóm tôi mất nước ba lần, mỗi lần hai ngày.\nMong Uỷ ban cho biết bao giờ có nước."
    late = make_comment(article, title="Mất nước ba lần trong một tháng", text=words, phone="+84912345678",
                        created_at=now - timedelta(days=9),
                        flags=[["word", "cờ bạc"], ["link", "vi-du.vn"], ["shouting", ""]])  # fmt: skip
    make_comment(article, title="Mất nước ba lần trong tháng này", text=words, phone="+84912345678",
                 flags=[["near", str(late.pk)], ["fast", "3"]])  # fmt: skip
    masked = make_comment(
        article, title="Hỏi đường dây nóng", text="Xin gọi lại số của tôi, ngõ 12.", address="203.0.113.9"
    )
    moderation.mask(masked, by=moderator, words="ngõ 12")
    moderation.claim(masked, by=colleague)
    routed = make_comment(article, title="Đề nghị lắp đèn đường thôn Bến Đò", text="Đường tối.", address="203.0.113.10")
    moderation.route(routed, office, by=moderator, note="Đã gọi điện cho trưởng thôn")
    moderation.ban(routed, by=moderator, days=7, reason="Gửi liên tục")
    answered = make_comment(article, title="Giá nước bao nhiêu?", text="Mỗi khối?", status=Status.APPROVED)
    make_answer(answered, unit=office, name="Lê Thị Hoa", position="Phó Chủ tịch")
    return late


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [NARROWEST, PHONE, DESKTOP], ids=["narrowest", "phone", "desktop"])
def test_the_desk_is_for_everybody(open_browser, moderator, busy, viewport, scheme):
    page = open_browser(user=moderator, viewport=viewport)
    page.goto(DESK)
    page.watch.expected = {409}  # the form of a comment that somebody else is at work on is opened too
    show_in(page, scheme)
    screenshot(page, f"desk-{viewport['width']}-{scheme}")

    page.evaluate(
        "document.querySelectorAll('details').forEach((one) => { one.removeAttribute('name'); one.open = true; })"
    )
    expect(page.locator("[data-fold=ban][open]").first).to_be_visible()
    screenshot(page, f"desk-open-{viewport['width']}-{scheme}")

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_answered_cards_and_those_with_numbers_to_show_are_for_everybody(open_browser, moderator, busy):
    page = open_browser(user=User.objects.get(username="quan-tri"), viewport=NARROWEST)
    page.goto(f"{DESK}?trang-thai=tat-ca")
    page.watch.expected = {409}
    page.evaluate(
        "document.querySelectorAll('details').forEach((one) => { one.removeAttribute('name'); one.open = true; })"
    )
    expect(page.locator("[name=decision][value=remove_answer]")).to_have_count(1)
    screenshot(page, "desk-all-320")

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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


@pytest.mark.parametrize("width", [768, 1280, 1920])
def test_the_headings_of_several_at_once_stand_above_their_fields(open_browser, moderator, busy, width):
    page = open_browser(user=moderator, viewport={"width": width, "height": 900})
    page.goto(DESK)
    page.click("[data-bulk] summary")

    places = page.locator(".bulk fieldset").evaluate_all(
        """(all) => all.map((one) => {
            const bottom = one.querySelector("legend").getBoundingClientRect().bottom;
            const parts = [...one.querySelectorAll("label, button")];
            return parts.every((part) => part.getBoundingClientRect().top >= bottom);
        })"""
    )

    assert places == [True, True]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_after_a_decision_the_bar_hides_nothing_and_reads_well(open_browser, moderator, busy, viewport):
    page = open_browser(user=moderator, viewport=viewport)
    page.goto(DESK)
    page.keyboard.press("s")
    expect(page.locator("[data-undo]")).to_be_visible()
    page.keyboard.press("t")

    assert violations(page) == []
    field = page.locator("[data-fold=answer][open] textarea").bounding_box()
    bar = page.locator("[data-bar]").bounding_box()
    assert field["y"] + field["height"] <= bar["y"]
    screenshot(page, f"desk-bar-{viewport['width']}")


def test_on_a_phone_every_button_of_a_card_is_large_enough_for_a_thumb(open_browser, moderator, busy):
    page = open_browser(user=moderator, viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(DESK)

    sizes = page.locator(".decisions > :is(form, details, a) :is(button, summary):visible").evaluate_all(
        "(all) => all.map((one) => [one.textContent.trim(), one.getBoundingClientRect().height])"
    )

    assert len(sizes) >= 8
    assert [(name, height) for name, height in sizes if height < 44] == []


def test_who_only_answers_does_so_from_the_list_of_their_cases(open_browser, moderator):
    member = make_user("Trả lời bạn đọc")
    unit = make_unit("Công an xã", member)
    case = moderation.route(make_comment(make_article()), unit, by=moderator)
    page = open_browser(user=member)
    open_desk(page)
    page.keyboard.press("t")
    assert violations(page) == []
    page.keyboard.type("Công an xã đã xử lý.")

    page.keyboard.press("Control+Enter")

    expect(page.locator("[data-card]")).to_have_count(0)
    assert Comment.objects.get(pk=case.pk).answer.signature == "Công an xã"


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_history_is_for_everybody(open_browser, moderator, busy, viewport):
    moderation.undo(moderation.approve(busy, by=moderator).last_event, by=moderator)
    page = open_browser(user=moderator, viewport=viewport)

    page.goto(f"{DESK}{busy.pk}/nhat-ky/")
    screenshot(page, f"history-{viewport['width']}")

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
