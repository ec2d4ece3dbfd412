"""The newsroom on a phone: nothing is wider than the screen, every button can be pressed, and axe finds nothing."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import (
    make_article,
    make_draft,
    make_identity,
    make_photo,
    make_rules,
    make_section,
    picture_bytes,
)

from .accessibility import violations
from .newsroom import CHECK, TEXT, ask
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

OUT_OF_REACH = """() =>
    [...(document.querySelector("dialog:modal") || document.querySelector("#content"))
        .querySelectorAll("button, .button, a.quiet, [type=submit]")]
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


def misfits(page):
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{overflow} pixels too wide"] if overflow > 0 else []
    return found + [f"can't be pressed: {html}" for html in page.evaluate(OUT_OF_REACH)]


def problems(page, name):
    """What is wrong with the page in its present size, in both lights."""
    found = misfits(page)
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


def test_the_check_on_a_phone_names_what_blocks_and_leads_there(open_browser, editor, addresses):
    page = open_browser(PHONE, user=editor)
    page.goto(addresses["add"])
    page.wait_for_selector(TEXT)
    page.fill("[name=title]", "Không có gì khác")
    page.select_option("[name=section]", value="")

    ask(page)
    named = page.locator(f"{CHECK} .check-block a").evaluate_all("all => all.map((one) => one.dataset.jump)")
    confirming = page.locator(f"{CHECK} [name=_publish]").count()
    found = problems(page, "check-stopped")
    for name, field in {"section": "[name=section]", "lead": "[name=lead]", "body": TEXT}.items():
        page.click(f"{CHECK} [data-jump={name}]")
        expect(page.locator(field)).to_be_focused()
        expect(page.locator(field)).to_be_in_viewport()
        ask(page)

    assert (named, confirming) == (["section", "lead", "body"], 0)
    assert found == []


def test_without_scripts_the_errors_stand_beside_their_fields(open_browser, editor, addresses):
    page = open_browser(PHONE, user=editor, java_script_enabled=False)
    page.goto(addresses["add"])
    page.fill("[name=title]", "Không có gì khác")
    page.select_option("[name=section]", value="")

    press_publish(page)

    wrong = page.locator(".has-errors")
    assert wrong.locator("[name]").evaluate_all("all => all.map((one) => one.name)") == ["lead", "body", "section"]
    assert [one.is_visible() for one in wrong.locator(".errorlist").all()] == [True, True, True]
    assert page.input_value("[name=title]") == "Không có gì khác"
    assert misfits(page) == []  # axe is a script itself


def test_a_form_with_errors_is_accessible_and_leads_to_the_first(open_browser, editor, addresses):
    make_rules(blocking=[])  # without a lead the text is the first of the fields to be wrong
    page = open_browser(PHONE, user=editor)
    page.watch.expected.add(503)
    page.route("**/kiem-tra/", lambda route: route.fulfill(status=503))  # without the check the form sends itself
    page.goto(addresses["add"])
    page.wait_for_selector(TEXT)
    page.fill("[name=title]", "Không có gì khác")
    page.select_option("[name=section]", value="")

    press_publish(page)
    expect(page.locator(TEXT)).to_be_focused()
    found = problems(page, "errors")
    page.keyboard.type("Nội dung.")
    press_publish(page)
    expect(page.locator("[name=section]")).to_be_focused()

    assert found == []


def press_publish(page):
    with page.expect_navigation():
        page.click("[data-article-form] [name=_publish]")


def test_the_header_takes_little_of_a_phone_and_its_menu_leads_on_without_a_script(open_browser, editor, addresses):
    page = open_browser(PHONE, user=editor, java_script_enabled=False)
    page.goto(addresses["index"])
    height = page.locator("#header").bounding_box()["height"]
    seen = [page.locator(part).first.is_visible() for part in (".write-new", ".newsroom-panel a", "#user-tools")]

    page.locator(".newsroom-menu summary").click()
    screenshot(page, "newsroom-menu-390")
    page.locator(f".newsroom-panel a[href='{addresses['list']}']").click()

    assert (height <= 120, seen) == (True, [True, False, False])
    assert page.url.endswith(addresses["list"])
