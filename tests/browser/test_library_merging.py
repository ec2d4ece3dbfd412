"""Near duplicates are merged without a mouse; axe on the page that asks first, and its shape on a phone."""

import pytest
from playwright.sync_api import expect

from articles.models import Article, Photo
from tests.factories import make_article, make_identity, make_photo, make_user, picture_bytes

from .accessibility import violations
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SHELF = "/quan-tri/articles/photo/"
MOST_KEYS = 60


@pytest.fixture
def pair():
    """A photo, and a smaller copy of it that an article shows."""
    make_identity()
    kept = make_photo(picture_bytes((1200, 800)), alt="Cánh đồng lúa chín", caption="Vụ xuân")
    copy = make_photo(picture_bytes((600, 400)), alt="Đồng lúa", caption="", credit="Thu Hiền")
    make_article(title="Mùa gặt", cover=copy.pk)
    return kept, copy


def tab_to(page, words):
    """Press Tab until what has the focus says these words."""
    for _number in range(MOST_KEYS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            return
    pytest.fail(f"“{words}” is not reached by Tab.")


def is_wider_than_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_two_photos_are_merged_with_keys_alone(desk, pair):
    kept, copy = pair
    desk.goto(f"{SHELF}{kept.pk}/change/")

    tab_to(desk, "Gộp ảnh…")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Gộp hai ảnh")
    tab_to(desk, "Gộp ảnh")
    desk.keyboard.press("Enter")

    desk.wait_for_url(f"**{SHELF}{kept.pk}/change/")
    assert [photo.credit for photo in Photo.objects.all()] == ["Thu Hiền"]
    assert Article.objects.get().cover == kept


def test_the_other_one_is_kept_by_one_link(desk, pair):
    kept, copy = pair
    desk.goto(f"{SHELF}{copy.pk}/gop/{kept.pk}/")

    desk.get_by_role("link", name="Giữ ảnh kia").click()

    desk.wait_for_url(f"**{SHELF}{kept.pk}/gop/{copy.pk}/")
    assert Photo.objects.count() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("route", ["change", "gop"])
def test_axe_finds_nothing_where_photos_are_merged(open_browser, pair, viewport, scheme, route):
    kept, copy = pair
    page = open_browser(viewport, user=make_user())

    page.goto(f"{SHELF}{kept.pk}/{route}/" + (f"{copy.pk}/" if route == "gop" else ""))
    show_in(page, scheme)

    screenshot(page, f"merging-{route}-{viewport['width']}-{scheme}")
    assert (violations(page), is_wider_than_the_screen(page)) == ([], False)


@pytest.mark.parametrize(("viewport", "is_shown"), [(DESKTOP, True), (PHONE, False)], ids=["desktop", "phone"])
def test_on_a_phone_the_filters_of_the_shelf_are_folded(open_browser, pair, viewport, is_shown):
    page = open_browser(viewport, user=make_user())

    page.goto(SHELF)

    expect(page.get_by_label("Từ khoá hoặc tên tệp")).to_be_visible(visible=is_shown)
    assert is_wider_than_the_screen(page) is False
