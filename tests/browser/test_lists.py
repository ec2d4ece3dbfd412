"""Lists in a real browser: narrowed, widened and left with the keyboard alone, without scripts; nothing sticks out."""

import pytest

from tests.factories import at, make_article, make_author, make_identity, make_photo, make_section, make_topic

from .accessibility import PUBLIC_RULES, violations
from .watching import PHONE, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WIDTHS = (320, 390, 768, 1280, 1920)
PAGES = {
    "/chuyen-muc/kinh-te/": 200,
    "/chuyen-muc/kinh-te/?anh=co&tac_gia=thu-hien": 200,
    "/chuyen-muc/trong/": 200,
    "/dong-su-kien/": 200,
    "/dong-su-kien/le-hoi-lang/": 200,
    "/tac-gia/thu-hien/": 200,
    "/tim-kiem/?q=nuoc&tu_ngay=31/02/2026&loai=1": 400,
    "/luu-tru/": 200,
    "/luu-tru/2026/11/": 200,
    "/tin/nuoc-sach.html": 404,
}


@pytest.fixture
def lists(site):
    make_identity()
    section, author = make_section(), make_author()
    make_section("Trống", description="Chưa có bài nào.")
    topic = make_topic(description="Đoạn một.\n\nĐoạn hai.", cover=make_photo(alt="Sân đình"))
    cover = topic.cover_id
    for number, title in enumerate(["Nước sạch về thôn", "Nước mắm", "Không ảnh", "Ư" * 60, "Toàn dân " * 27]):
        make_article(
            title=title.strip(),
            lead="Trước thềm Đại hội, xã nhìn lại năm năm.",
            section=section.pk,
            topics=[topic.pk],
            cover=None if title == "Không ảnh" else cover,
            bylines=[{"author": author.pk, "name": author.name, "position": "", "organisation": ""}],
            published_at=at(f"2026-11-{20 - number}"),
        )


def tab_to(page, locator):
    """Press Tab until the element has the focus."""
    for _press in range(80):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"No Tab leads to {locator}")


def titles(page):
    return page.locator(".row h2").all_inner_texts()


def test_a_list_is_narrowed_and_widened_by_keyboard_without_scripts(open_browser, lists):
    page = open_browser(java_script_enabled=False)
    page.goto("/chuyen-muc/kinh-te/")
    everything = titles(page)

    page.locator(".filter summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("nuoc")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=nuoc*")
    narrowed = titles(page)
    page.locator(".chips a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/chuyen-muc/kinh-te/")

    assert narrowed == ["Nước sạch về thôn", "Nước mắm"]
    assert titles(page) == everything
    assert len(everything) == 5


def test_every_way_out_of_a_narrowed_list_is_reached_by_tab(open_browser, lists):
    page = open_browser(viewport=PHONE)
    page.goto("/tim-kiem/?q=nuoc&anh=co")

    for name in (".filter input[name=q]", ".filter summary", ".periods a", ".chips li:last-child a", ".row a"):
        tab_to(page, page.locator(f"main {name}").first)

    assert page.evaluate("document.activeElement.textContent") == "Nước sạch về thôn"


@pytest.mark.parametrize("address", PAGES)
def test_nothing_sticks_out_and_nothing_is_out_of_reach(open_browser, lists, address):
    page = open_browser()
    page.watch.expected = {400, 404}

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.goto(address).status == PAGES[address]
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")

        assert page.evaluate("document.documentElement.scrollWidth") == width
        if width in {320, 1280}:
            for scheme in ("light", "dark"):
                show_in(page, scheme)

                assert violations(page, PUBLIC_RULES) == [], (width, scheme)
