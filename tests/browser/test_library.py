"""The media library in a real browser: many photos dropped at once, words, focus, the picker without a mouse, axe."""

import base64
import re
import threading
from contextlib import suppress

import pytest
from django.urls import reverse
from playwright.sync_api import Error, expect

from articles import photos
from articles.admin.library import uploads
from articles.models import Photo
from tests.factories import make_article, make_draft, make_identity, make_photo, make_section, make_user, picture_bytes

from .accessibility import violations
from .newsroom import TEXT, dialog_field, open_form, press, wait_until
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SHELF = "/quan-tri/articles/photo/"
PICKER = "/quan-tri/kho-anh/chon/"
COUNT = 20

# Files are given as base64: what is dropped comes from outside the browser.
DROP = """([selector, files]) => {
    const transfer = new DataTransfer();
    for (const [name, data] of files) {
        const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
    }
    const target = document.querySelector(selector);
    for (const kind of ["dragenter", "dragover", "drop"]) {
        const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
        target.dispatchEvent(new DragEvent(kind, options));
    }
}"""


def pictures(count, start=0):
    return [
        (f"anh-{number}.jpg", base64.b64encode(picture_bytes((200 + number, 150))).decode())
        for number in range(start, start + count)
    ]


def drop(page, selector, files):
    page.evaluate(DROP, [selector, files])


def rows(page):
    return page.locator("[data-fresh] .words-row")


@pytest.fixture
def held_back(monkeypatch):
    """Lets no upload through until it is set: what happens meanwhile can be looked at without haste."""
    gate, taken = threading.Event(), []
    real = uploads.photos.ingest

    def slow(upload, **words):
        taken.append(upload.name)
        assert gate.wait(30)
        return real(upload, **words)

    monkeypatch.setattr(uploads.photos, "ingest", slow)
    gate.taken = taken
    yield gate
    gate.set()


# --- Dropping many ----------------------------------------------------------------------------------------------------


def test_twenty_photos_dropped_at_once_come_in_and_are_described_in_one_list(desk):
    desk.goto(SHELF)

    drop(desk, "body", pictures(COUNT))
    expect(rows(desk)).to_have_count(COUNT, timeout=120_000)
    for number in range(COUNT):
        rows(desk).nth(number).locator("input[name$=-alt]").fill(f"Ảnh số {number}")
    desk.fill("#same-credit-fresh", "Thu Hiền")
    desk.press("#same-credit-fresh", "Enter")
    screenshot(desk, "library-dropped-1280")
    with desk.expect_navigation():
        desk.click("[data-fresh] .form-actions button")

    photos = Photo.objects.order_by("pk")
    assert sorted(photo.alt for photo in photos) == sorted(f"Ảnh số {number}" for number in range(COUNT))
    assert {photo.credit for photo in photos} == {"Thu Hiền"}


def test_the_number_over_the_shelf_counts_on_and_that_of_a_search_does_not(desk):
    make_photo(alt="Mùa gặt")
    numbers = []

    for address in (SHELF, f"{SHELF}?q=gặt"):
        desk.goto(address)
        drop(desk, "body", pictures(2, start=10 * len(numbers)))
        expect(rows(desk)).to_have_count(2, timeout=60_000)
        expect(desk.locator("[data-queue]")).to_have_class(re.compile("is-over"))
        numbers.append(desk.locator(".library-count").inner_text())

    assert [number.rpartition(": ")[2] for number in numbers] == ["3 ảnh", "1 ảnh"]


def test_two_are_under_way_at_a_time_and_the_page_stays_usable(desk, held_back):
    desk.goto(SHELF)

    drop(desk, "body", pictures(5))
    wait_until(lambda: len(held_back.taken) == 2)
    expect(desk.locator("[data-state=working]")).to_have_count(2)
    waiting = desk.locator("[data-state=waiting]").count()
    desk.fill("[name=q]", "gõ được")
    shown = desk.input_value("[name=q]")
    bars = desk.locator(".queue-item progress:visible").count()
    screenshot(desk, "library-queue-1280")
    held_back.set()
    expect(rows(desk)).to_have_count(5, timeout=60_000)

    assert (waiting, shown, bars) == (3, "gõ được", 5)
    assert desk.locator("[data-queue-status]").inner_text().count("5") == 2


def test_progress_is_shown_while_a_file_is_on_its_way(desk, held_back):
    desk.goto(SHELF)
    seen = desk.evaluate_handle(
        """() => {
            const seen = [];
            new MutationObserver(() => {
                const bar = document.querySelector(".queue-item progress");
                if (bar) seen.push([bar.closest("li").dataset.state, bar.hasAttribute("value")]);
            }).observe(document.querySelector("[data-queue]"), { attributes: true, childList: true, subtree: true });
            return seen;
        }"""
    )

    drop(desk, "body", pictures(1))
    expect(desk.locator("[data-state=working]")).to_have_count(1)
    held_back.set()
    expect(rows(desk)).to_have_count(1, timeout=60_000)

    states = [tuple(pair) for pair in seen.json_value()]
    assert list(dict.fromkeys(states))[:1] == [("sending", True)]
    assert states[-1] == ("working", False)


def test_what_is_refused_says_why_beside_its_name_and_holds_up_nothing(desk):
    desk.watch.expected = {400, 409}
    make_photo(base64.b64decode(pictures(1)[0][1]), alt="Có rồi")
    desk.goto(SHELF)

    drop(desk, "body", [("khong-phai-anh.jpg", base64.b64encode(b"<svg/>").decode()), *pictures(2)])
    expect(rows(desk)).to_have_count(1, timeout=60_000)
    failed = desk.locator("[data-state=failed]")
    expect(failed).to_have_count(2)

    names = failed.locator("b").all_inner_texts()
    assert names == ["khong-phai-anh.jpg", "anh-0.jpg"]
    assert [bool(text) for text in failed.locator(".queue-state").all_inner_texts()] == [True, True]
    assert failed.nth(1).locator("a").get_attribute("href") == f"{Photo.objects.get(alt='Có rồi').pk}/change/"


def test_what_the_line_dropped_is_sent_again_on_demand(desk):
    desk.goto(SHELF)
    desk.route("**/tai-len/", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    desk.watch.expected = {502}
    drop(desk, "body", pictures(1))
    expect(desk.locator("[data-state=failed]")).to_have_count(1)

    desk.unroute("**/tai-len/")
    desk.locator("[data-state=failed] button").first.click()

    expect(rows(desk)).to_have_count(1, timeout=60_000)


def test_a_file_that_waits_is_called_off(desk, held_back):
    desk.goto(SHELF)
    drop(desk, "body", pictures(3))
    expect(desk.locator("[data-state=waiting]")).to_have_count(1)

    desk.locator("[data-state=waiting] button").click()
    held_back.set()

    expect(rows(desk)).to_have_count(2, timeout=60_000)
    assert sorted(held_back.taken) == ["anh-0.jpg", "anh-1.jpg"]


def test_leaving_with_photos_under_way_is_asked_about_first(desk, held_back):
    desk.goto(SHELF)
    desk.click("[name=q]")  # a browser asks only who has touched the page
    drop(desk, "body", pictures(1))
    expect(desk.locator("[data-state=working]")).to_have_count(1)
    asked = []
    desk.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    desk.evaluate("location.href = '/'")
    wait_until(lambda: asked)
    held_back.set()
    expect(rows(desk)).to_have_count(1, timeout=60_000)

    assert (asked, desk.url.endswith(SHELF)) == (["beforeunload"], True)


def test_words_typed_while_others_come_in_are_saved_once_all_are_here(desk, held_back):
    held_back.set()
    old = make_photo(picture_bytes((90, 60)), alt="Cũ")
    held_back.clear()
    desk.goto(f"{SHELF}?xem=chu")
    drop(desk, "body", pictures(1))
    expect(desk.locator("[data-state=working]")).to_have_count(1)
    desk.fill("input[name$=-alt]", "Mới")

    desk.locator("[data-words]:not([data-fresh]) .form-actions button").click()
    said = desk.locator("[data-words]:not([data-fresh]) [data-words-status]").inner_text()
    with desk.expect_navigation():
        held_back.set()

    assert (bool(said), Photo.objects.get(pk=old.pk).alt) == (True, "Mới")


# --- Focus ------------------------------------------------------------------------------------------------------------


def test_the_focus_is_moved_by_keys_and_the_cuts_follow(desk):
    photo = make_photo()
    desk.goto(f"{SHELF}{photo.pk}/change/")

    desk.focus("[name=focus_x]")
    for _press in range(3):
        desk.keyboard.press("ArrowLeft")
    desk.focus("[name=focus_y]")
    desk.keyboard.press("ArrowRight")
    classes = desk.locator(".focus-cut img").evaluate_all("all => all.map((one) => one.className)")
    place = desk.locator(".focus-square img").evaluate("one => getComputedStyle(one).objectPosition")
    with desk.expect_navigation():
        desk.click("[name=_save]")

    photo.refresh_from_db()
    assert (classes, place, photo.focus_class) == (["fx-20 fy-60"] * 3, "20% 60%", "fx-20 fy-60")


def test_the_page_of_a_photo_that_was_taken_down_opens_without_a_fault(desk):
    photo = make_photo(alt="Cầu")
    photos.take_down(photo, by=None, reason="Sai người")

    desk.goto(reverse("admin:articles_photo_change", args=[photo.pk]))

    expect(desk.locator(".photo-down")).to_contain_text("Sai người")


def test_the_focus_is_set_by_a_click(desk):
    photo = make_photo()
    desk.goto(f"{SHELF}{photo.pk}/change/")
    box = desk.locator("[data-focus-picture]").bounding_box()

    desk.mouse.click(box["x"] + box["width"] * 0.71, box["y"] + box["height"] * 0.29)

    assert desk.locator("[data-focus-follows]").first.get_attribute("class") == "focus-mark fx-70 fy-30"


# --- The picker -------------------------------------------------------------------------------------------------------


def open_picker(page):
    """The picker's window as the button of the main photo opens it."""
    open_form(page)
    with page.expect_popup() as popup:
        page.click("[data-cover-choose]")
    expect(popup.value.locator("#picker-q")).to_be_focused()
    return popup.value


def press_last(picker, key):
    """Press the key with which the window closes: it may be gone before the key is up again."""
    with picker.expect_event("close"), suppress(Error):
        picker.keyboard.press(key)


def test_a_photo_is_found_and_taken_without_a_mouse(desk):
    photos = [make_photo(picture_bytes((60 + number, 40)), alt=f"Lúa chín {number}") for number in range(3)]
    make_photo(picture_bytes((90, 40)), alt="Trạm y tế")
    picker = open_picker(desk)

    picker.keyboard.type("lua chin")
    expect(picker.locator("[data-photos] button")).to_have_count(3)
    picker.keyboard.press("ArrowDown")
    picker.keyboard.press("ArrowRight")
    picker.keyboard.press("End")
    picker.keyboard.press("ArrowLeft")
    expect(picker.locator(f"button[data-id='{photos[1].pk}']")).to_be_focused()
    press_last(picker, "Enter")

    expect(desk.locator("[name=cover]")).to_have_value(str(photos[1].pk))
    expect(desk.locator("[data-cover-choose]")).to_be_focused()


def test_one_tile_of_the_grid_is_in_the_order_of_tab(desk):
    for number in range(3):
        make_photo(picture_bytes((60 + number, 40)))
    picker = open_picker(desk)

    assert picker.locator("[data-photos] button").evaluate_all("all => all.map((one) => one.tabIndex)") == [0, -1, -1]


def test_escape_closes_the_window(desk):
    picker = open_picker(desk)

    press_last(picker, "Escape")

    assert picker.is_closed()


def test_a_description_is_asked_for_before_a_photo_is_used(desk):
    photo = make_photo(alt="", credit="Thu Hiền")
    picker = open_picker(desk)

    picker.click("[data-photos] button")
    expect(picker.locator("#alt-typed")).to_be_focused()
    screenshot(picker, "picker-alt")
    found = violations(picker)
    picker.keyboard.type("Cánh đồng lúa chín")
    press_last(picker, "Enter")

    expect(desk.locator("[data-cover-words]").first).to_have_text("Cánh đồng lúa chín")
    assert (found, Photo.objects.get(pk=photo.pk).alt, Photo.objects.get(pk=photo.pk).credit) == (
        [],
        "Cánh đồng lúa chín",
        "Thu Hiền",
    )


def test_a_photo_may_be_used_first_and_described_later(desk):
    photo = make_photo(alt="")
    picker = open_picker(desk)
    picker.click("[data-photos] button")

    with picker.expect_event("close"):
        picker.click("[data-alt-skip]")

    expect(desk.locator("[name=cover]")).to_have_value(str(photo.pk))
    expect(desk.locator("[data-cover-describe] a")).to_have_attribute("href", f"{SHELF}{photo.pk}/change/")


def test_photos_dropped_on_the_picker_stand_first_and_can_be_taken(desk):
    make_photo(picture_bytes((90, 40)), alt="Cũ")
    picker = open_picker(desk)

    drop(picker, "body", pictures(3))
    expect(picker.locator("[data-photos] button")).to_have_count(4, timeout=60_000)
    picker.click("[data-photos] li:first-child button")
    with picker.expect_event("close"):
        picker.click("[data-alt-skip]")

    newest = Photo.objects.exclude(alt="Cũ").values_list("pk", flat=True)
    assert int(desk.input_value("[name=cover]")) in newest


def test_more_photos_are_fetched_without_a_new_page(desk):
    for number in range(26):
        make_photo(picture_bytes((60 + number, 40)))
    picker = open_picker(desk)

    picker.click("[data-older]")

    expect(picker.locator("[data-photos] button")).to_have_count(26)
    expect(picker.locator("[data-photos] button").nth(24)).to_be_focused()


def test_a_photo_dropped_on_the_main_photo_is_chosen_at_once(desk):
    open_form(desk)

    drop(desk, "[data-cover]", pictures(1))
    desk.wait_for_selector("[data-cover-picture]:visible", timeout=60_000)

    photo = Photo.objects.get()
    assert (desk.input_value("[name=cover]"), desk.get_attribute("[data-cover-picture]", "src")) == (
        str(photo.pk),
        photo.thumbnail_url,
    )


def test_a_picture_in_the_text_is_read_aloud_by_what_it_shows(desk):
    photo = make_photo()
    article = make_article(body=f'<p>Lời.</p><p><img src="{photo.file.url}" alt="Trạm y tế"></p>')
    desk.goto(reverse("admin:articles_article_change", args=[article.pk]))

    wrapper = desk.locator(".cke_widget_wrapper")

    expect(wrapper).to_have_attribute("aria-label", "ảnh: Trạm y tế")


def test_where_no_window_opens_the_editors_dialog_takes_a_photo_with_its_description(desk):
    make_section("Xã hội")
    photo = make_photo(alt="Trạm y tế", credit="Thu Hiền")
    open_form(desk)
    desk.click(TEXT)
    desk.evaluate("() => { const { open } = window; window.open = () => { window.open = open; return null; }; }")
    press(desk, "image")
    with desk.expect_popup() as popup:
        dialog_field(desk, "browse").click()

    with popup.value.expect_event("close"):
        popup.value.click("button[data-id]")

    assert dialog_field(desk, "alt").input_value() == "Trạm y tế"
    assert dialog_field(desk, "src").input_value() == photo.file.url


# --- Accessibility ----------------------------------------------------------------------------------------------------


@pytest.fixture
def addresses(site):
    make_identity()
    photo = make_photo(alt="Cánh đồng lúa chín ở thôn Bến Đò", credit="Thu Hiền")
    make_photo(picture_bytes((1100, 733)), alt="")
    article = make_article(title="Mùa gặt ở thôn Bến Đò", cover=photo.pk)
    make_draft(article, title="Mùa gặt ở thôn Bến Đò, có bổ sung", cover=photo.pk)
    page = {
        name: reverse(f"admin:articles_photo_{name}", args=[photo.pk]) for name in ("change", "replace", "take_down")
    }
    unused = Photo.objects.get(alt="")
    return page | {
        "shelf": SHELF,
        "words": f"{SHELF}?xem=chu",
        "nothing": f"{SHELF}?q=khong-co",
        "bad": f"{SHELF}?loc=x",
        "remove": reverse("admin:articles_photo_remove", args=[unused.pk]),
        "picker": PICKER,
    }


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize(
    "name", ["shelf", "words", "nothing", "bad", "change", "replace", "take_down", "remove", "picker"]
)
def test_axe_finds_nothing_on_a_page_of_the_library(open_browser, addresses, name, viewport):
    page = open_browser(viewport, user=make_user("Quản trị"))
    page.watch.expected = {400} if name == "bad" else set()
    page.goto(addresses[name])

    found = []
    for scheme in ("light", "dark"):
        show_in(page, scheme)
        screenshot(page, f"library-{name}-{viewport['width']}-{scheme}")
        found += [f"{scheme} {violation}" for violation in violations(page)]

    assert (found, page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0) == ([], True)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_while_photos_come_in(open_browser, editor, held_back, viewport):
    page = open_browser(viewport, user=editor)
    page.watch.expected = {400}
    page.goto(SHELF)
    drop(page, "body", [("hong.jpg", base64.b64encode(b"<svg/>").decode()), *pictures(3)])
    expect(page.locator("[data-state=working]")).to_have_count(2)
    found = violations(page)
    held_back.set()
    expect(rows(page)).to_have_count(3, timeout=60_000)
    screenshot(page, f"library-incoming-{viewport['width']}")

    assert found + violations(page) == []
