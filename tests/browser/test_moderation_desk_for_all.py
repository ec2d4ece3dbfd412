"""The moderators' desk in a real browser without scripts, on a phone, in the dark: it is for everybody."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from comments import moderation
from comments.models import Comment, Status
from tests.factories import make_answer, make_article, make_comment, make_identity, make_unit, make_user

from .accessibility import violations
from .moderators import DESK, make_comments, open_desk, status_of
from .newsroom import wait_until
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

NARROWEST = {"width": 320, "height": 640}


@pytest.fixture
def moderator(site):
    make_identity()
    return make_user("Kiểm duyệt", first_name="Lan", last_name="Trần Thị")


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
