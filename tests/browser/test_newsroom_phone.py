"""The newsroom on a phone: nothing is wider than the screen, every button can be pressed, and axe finds nothing."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import make_article, make_draft, make_identity, make_photo, make_section, picture_bytes

from .accessibility import violations
from .newsroom import TEXT, publish
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

OUT_OF_REACH = """() =>
    [...document.querySelectorAll("#content :is(button, .button, a.quiet, [type=submit])")]
    .filter((one) => !one.closest(".cke") && one.checkVisibility())
    .map((one) => {
        one.scrollIntoView({ block: "center" });
        const box = one.getBoundingClientRect();
        const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        const isReached = hit !== null && (one.contains(hit) || hit.contains(one));
        const isWhole = box.left >= 0 && box.right <= innerWidth && box.height >= 24;
        return isReached && isWhole ? "" : one.outerHTML.slice(0, 150);
    })
    .filter(Boolean)"""


@pytest.fixture
def addresses(site, editor):
    """The newsroom's pages with something on each."""
    make_identity()
    section = make_section("Chỉ đạo điều hành của Đảng uỷ và Uỷ ban nhân dân xã")
    for number in range(3):
        make_photo(picture_bytes((300 + number, 200)), alt=f"Đại biểu thảo luận tại hội trường, ảnh {number}")
    article = make_article(
        title="Uỷ ban nhân dân xã thông báo lịch tiêm chủng mở rộng cho trẻ em dưới sáu tuổi trên địa bàn",
        section=section.pk,
        cover=make_photo().pk,
        bylines=[{"author": None, "name": "Thu Hiền", "position": "Phóng viên", "organisation": "Đài xã"}],
        body="<p>Đoạn.</p><table><tbody><tr><td>Một</td><td>Hai</td></tr></tbody></table>",
    )
    make_draft(article, title="Bản nháp", by=editor, section=section.pk)
    return {
        "index": reverse("admin:index"),
        "list": reverse("admin:articles_article_changelist"),
        "photos": reverse("admin:articles_photo_changelist"),
        "add": reverse("admin:articles_article_add"),
        "change": reverse("admin:articles_article_change", args=[article.pk]),
        "picker": reverse("photo_picker"),
        "withdraw": reverse("admin:articles_withdraw", args=[article.pk]),
    }


PAGES = ("index", "list", "photos", "add", "change", "picker", "withdraw")


def problems(page, name):
    """What is wrong with the page in its present size, in both lights."""
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{overflow} pixels too wide"] if overflow > 0 else []
    found += [f"can't be pressed: {html}" for html in page.evaluate(OUT_OF_REACH)]
    page.evaluate("scrollTo(0, 0)")
    for scheme in ("light", "dark"):
        show_in(page, scheme)
        screenshot(page, f"newsroom-{name}-{page.viewport_size['width']}-{scheme}")
        found += [f"{scheme} {violation}" for violation in violations(page)]
    return found


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_newsroom_fits_and_is_accessible(open_browser, editor, addresses, name, viewport):
    page = open_browser(viewport, user=editor)
    page.goto(addresses[name])
    if name in {"add", "change"}:
        page.wait_for_selector(TEXT)
        page.locator(".write-side details").evaluate_all("all => all.forEach((one) => (one.open = true))")

    assert problems(page, name) == []


def test_the_login_page_fits_and_is_accessible(open_browser, site):
    page = open_browser(PHONE)
    page.goto(reverse("admin:index"))

    assert page.locator("[name=username]").is_visible()
    assert problems(page, "login") == []


def test_a_form_with_errors_is_accessible_and_leads_to_the_first(open_browser, editor, addresses):
    page = open_browser(PHONE, user=editor)
    page.goto(addresses["add"])
    page.wait_for_selector(TEXT)
    page.fill("[name=title]", "Không có gì khác")
    page.select_option("[name=section]", value="")

    publish(page)
    expect(page.locator(TEXT)).to_be_focused()
    found = problems(page, "errors")
    page.keyboard.type("Nội dung.")
    publish(page)
    expect(page.locator("[name=section]")).to_be_focused()

    assert found == []
