"""Comments and answers as readers see them: under an article, in the list of answered questions; and privacy."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Status
from tests.factories import at, make_answer, make_article, make_comment, make_identity, make_unit

from .accessibility import violations
from .watching import screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WIDTHS = (320, 390, 1280, 1920)
SENT = at("2026-10-05", 8)
LONG = "Thôn Bến Đò mất nước từ đầu tháng, bà con phải xuống Khe Lim gánh nước về dùng. " * 8
ANSWER = (
    "Uỷ ban nhân dân xã cảm ơn ý kiến của bà Hạnh.\n\nĐường ống qua Khe Lim bị vỡ trong đợt mưa ngày 02/10. "
    "Đơn vị thi công sửa xong trước ngày 15/10; trong thời gian đó xe bồn chở nước đến thôn mỗi sáng."
)
# Those of these pages alone: what stands around them has tests of its own.
TARGETS = """() =>
    [...document.querySelectorAll(
        ":is(.comment, .comment-orders, .comment-pages, .listing, .privacy) :is(a[href], summary, select, button)")]
    .filter((one) => one.checkVisibility() && one.getClientRects().length === 1)
    .map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect().height])"""


@pytest.fixture
def portal(site):
    """An article with three pages of comments, some of them answered; returns the addresses to look at."""
    make_identity(
        organisation="Uỷ ban nhân dân xã Thanh Lâm Hạ",
        address="Thôn Bến Đò, xã Thanh Lâm Hạ",
        phone="0200 000 000",
        email="xa@example.vn",
        responsible="Đỗ Quí Hoà",
    )
    article = make_article(published_at=at("2026-10-01"))
    unit = make_unit()
    for number in range(47):
        words = LONG if number % 3 else "Bao giờ thôn tôi có nước trở lại? Xin liên hệ [đã che]."
        comment = make_comment(
            article,
            status=Status.APPROVED,
            title=f"Xin hỏi lịch cấp nước của thôn Bến Đò, đợt {number}",
            text=words,
            is_masked=number % 3 == 0,
            created_at=SENT + timedelta(hours=number),
        )
        if number % 2:
            signed = {"name": "Lê Thị Hoa", "position": "Phó Chủ tịch"} if number % 4 == 1 else {}
            text = ANSWER * 4 if number % 5 == 0 else ANSWER
            changed_at = SENT + timedelta(days=5) if number % 3 == 0 else None
            answered_at = SENT + timedelta(days=3, minutes=number)
            make_answer(comment, text, unit=unit, at=answered_at, changed_at=changed_at, **signed)
    closed = make_article(title="Lịch cắt điện", published_at=at("2026-10-01"))
    closed.comments_end_at = timezone.now() - timedelta(days=1)
    closed.save(update_fields=["comments_end_at"])
    return {
        "comments": f"{article.get_absolute_url()}?y-kien=2",
        "answered comments": f"{article.get_absolute_url()}?thu-tu=co-tra-loi",
        "closed": closed.get_absolute_url(),
        "answers": "/hoi-dap/",
        "answers of a unit": f"/hoi-dap/?don-vi={unit.pk}",
        "no such unit": "/hoi-dap/?don-vi=0",
        "privacy": "/quyen-rieng-tu/",
    }


STATUS = {"no such unit": 400}
PAGES = ["comments", "answered comments", "closed", "answers", "answers of a unit", "no such unit", "privacy"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_and_is_accessible_in_every_size_and_light(page, portal, name):
    page.watch.expected.add(STATUS.get(name, 200))
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(portal[name])
        page.evaluate("document.fonts.ready.then(() => 0)")
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{width}: {overflow} pixels too wide"] if overflow > 0 else []
        for scheme in ("light", "dark"):
            show_in(page, scheme)
            screenshot(page, f"{name}-{width}-{scheme}")
            found += [f"{width} {scheme} {violation}" for violation in violations(page)]

    assert found == []
    assert page.context.cookies() == []


def test_pages_and_orders_are_reached_by_the_keyboard(page, portal):
    page.goto(portal["comments"])
    page.locator(".comment-pages a[rel=next]").focus()

    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.url.endswith("?y-kien=3#y-kien")
    assert page.locator(".comment").count() == 7
    assert page.locator(".comment-pages [aria-current=page]").inner_text() == "3"

    page.locator(".comment-orders a").nth(1).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.url.endswith("?thu-tu=cu#y-kien")
    assert page.locator(".comment h3").first.inner_text().endswith("đợt 0")


def test_a_question_leads_to_its_comment_under_the_article(page, portal):
    page.goto("/hoi-dap/")
    question = page.locator(".question h2 a").last
    title = question.inner_text()

    question.click()

    page.wait_for_load_state()
    shown = page.locator(".comment:target")
    assert shown.locator("h3").inner_text() == title
    assert shown.evaluate("one => one.getBoundingClientRect().top < innerHeight") is True


def test_a_long_question_unfolds_without_scripts(open_browser, portal):
    page = open_browser(java_script_enabled=False)
    page.goto("/hoi-dap/")
    folded = page.locator(".question > .folded").first
    assert folded.locator(".folded-start").is_visible() is True

    folded.locator("summary").click()

    assert folded.locator(".folded-start").is_visible() is False
    assert folded.locator("details p").first.inner_text() == LONG.strip()


@pytest.mark.parametrize(("name", "at_least"), [("comments", 20), ("answers", 40), ("privacy", 1)])
def test_targets_are_tall_enough_for_a_finger(page, portal, name, at_least):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(portal[name])

    targets = page.evaluate(TARGETS)

    assert len(targets) >= at_least
    assert [(html, height) for html, height in targets if height < 24] == []
