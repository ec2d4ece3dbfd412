"""The tools of the article page in a real browser: text size, photos, contents, sharing, paper."""

import pytest

from tests.factories import make_article, make_identity, make_photo, make_section, picture_bytes

from .accessibility import violations
from .article_page import said, wait_until
from .watching import PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

LONG = "".join(f"<h2>Mục {number}</h2>" + "<p>Nước sạch về thôn Bến Đò.</p>" * 8 for number in range(1, 5))


@pytest.fixture
def portal(site):
    make_identity()
    return make_section()


@pytest.fixture
def album(portal):
    """An article with a cover and two photos in its text, one of them a link to somewhere else."""
    sizes = [(1200, 800), (800, 1200), (600, 200)]
    cover, *inside = [
        make_photo(picture_bytes(size), alt=f"Ảnh {number}", caption=f"Chú thích {number}", credit="Quốc Khánh")
        for number, size in enumerate(sizes, 1)
    ]
    figures = [
        f'<figure class="figure"><img src="{photo.file.url}" alt="{photo.alt}"><figcaption>{photo.caption} '
        f'<span class="credit">Ảnh: {photo.credit}</span></figcaption></figure>'
        for photo in inside
    ]
    linked = f'<p><a href="/tim-kiem/"><img src="{cover.file.url}" alt="Đi tìm"></a></p>'
    return make_article(title="Ảnh của xã", cover=cover.pk, body=linked + "".join(figures))


def body_size(page):
    return page.evaluate("parseFloat(getComputedStyle(document.querySelector('.body')).fontSize)")


# --- Text size -------------------------------------------------------------------------------------------------------


def test_the_text_grows_and_shrinks_and_the_size_is_kept_without_a_cookie(page, portal):
    address = make_article(body=LONG).get_absolute_url()
    page.goto(address)
    usual = body_size(page)

    sizes = [usual]
    for _ in range(4):
        page.dispatch_event("[data-step='1']", "click")  # also the last, which the button says leads nowhere
        sizes.append(body_size(page))
    spoken = said(page)
    page.goto(address)

    assert sizes == pytest.approx([usual, usual * 1.15, usual * 1.32, usual * 1.55, usual * 1.55])
    assert spoken == "Cỡ chữ 5 trên 5"
    assert body_size(page) == pytest.approx(usual * 1.55)
    assert page.get_attribute("[data-step='1']", "aria-disabled") == "true"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.context.cookies() == []

    page.click("[data-step='0']")
    assert body_size(page) == usual
    page.click("[data-step='-1']")
    assert body_size(page) == pytest.approx(usual * 0.9)


def test_the_kept_size_is_there_before_the_first_paint(page, portal):
    address = make_article(body=LONG).get_absolute_url()
    page.goto(address)
    page.click("[data-step='1']")
    page.add_init_script(
        """new MutationObserver(() => {
            if (document.body && window.atBody === undefined) window.atBody = document.documentElement.dataset.textSize;
        }).observe(document, { childList: true, subtree: true });"""
    )

    page.goto(address)

    assert page.evaluate("window.atBody") == "large"


def test_where_storage_is_refused_the_size_lasts_as_long_as_the_page(page, portal):
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })")
    page.goto(make_article(body=LONG).get_absolute_url())
    usual = body_size(page)

    page.click("[data-step='1']")

    assert body_size(page) == pytest.approx(usual * 1.15)


def test_the_largest_text_fits_the_smallest_screen(open_browser, portal):
    page = open_browser(viewport={"width": 320, "height": 640})
    page.goto(make_article(title="Nghiêng nghiêng " * 12, body=LONG).get_absolute_url())

    for _ in range(3):
        page.click("[data-step='1']")

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


# --- Photos ----------------------------------------------------------------------------------------------------------


def test_photos_are_leafed_through_with_the_keyboard_alone(page, album):
    page.goto(album.get_absolute_url())
    page.focus(".cover .photo")
    page.keyboard.press("Enter")

    def shown():
        image = page.locator("[data-stage] img").get_attribute("alt")
        return image, page.inner_text("[data-counter]"), page.inner_text("[data-words]")

    assert shown() == ("Ảnh 1", "1/3", "Chú thích 1 · Ảnh: Quốc Khánh")
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "Home", "End"):
        page.keyboard.press(key)
        seen.append(shown()[:2])
    assert seen == [
        ("Ảnh 2", "2/3"),
        ("Ảnh 3", "3/3"),
        ("Ảnh 1", "1/3"),
        ("Ảnh 3", "3/3"),
        ("Ảnh 1", "1/3"),
        ("Ảnh 3", "3/3"),
    ]
    page.keyboard.press("Escape")
    assert page.locator("[data-gallery]").is_visible() is False
    assert page.evaluate("document.activeElement.matches('.cover .photo')") is True


def test_the_gallery_is_accessible_in_both_lights_and_sizes(open_browser, album):
    found = []
    for viewport in (PHONE, {"width": 1280, "height": 900}):
        page = open_browser(viewport=viewport)
        page.goto(album.get_absolute_url())
        page.click(".body .figure .photo >> nth=0")
        wait_until(page, "document.querySelector('[data-stage] img').complete")
        for scheme in ("light", "dark"):
            show_in(page, scheme)
            found += violations(page)
        screenshot(page, f"gallery-{viewport['width']}")
        page.click("[data-go='1']")
        assert page.inner_text("[data-counter]") == "3/3"
        page.click("[data-close]")
        assert page.evaluate("document.activeElement.href.endsWith('.jpg')") is True

    assert found == []


def test_a_finger_leafs_on(open_browser, album):
    page = open_browser(viewport=PHONE, has_touch=True)
    page.goto(album.get_absolute_url())
    page.tap(".cover .photo")

    counts = []
    for begins, ends in ((300, 80), (80, 300), (200, 220)):
        page.evaluate(
            """([begins, ends]) => {
                const stage = document.querySelector("[data-stage]");
                const touch = (x) => new Touch({ identifier: 1, target: stage, clientX: x, clientY: 300 });
                const send = (kind, touches, x) =>
                    stage.dispatchEvent(new TouchEvent(kind, { touches, changedTouches: [touch(x)], bubbles: true }));
                send("touchstart", [touch(begins)], begins);
                send("touchend", [], ends);
            }""",
            [begins, ends],
        )
        counts.append(page.inner_text("[data-counter]"))

    assert counts == ["2/3", "1/3", "1/3"]


def test_without_a_script_a_photo_is_a_link_to_its_file(open_browser, album):
    page = open_browser(java_script_enabled=False)
    page.goto(album.get_absolute_url())

    page.click(".cover .photo")

    assert page.url.endswith(album.cover.file.url)


def test_photos_that_come_late_move_nothing(page, album):
    page.goto(album.get_absolute_url())
    page.wait_for_load_state("networkidle")
    arrived = page.evaluate("[...document.querySelectorAll('.article img')].map((one) => one.offsetHeight)")

    page.route("**/media/photos/**", lambda route: None)  # asked for, and never answered
    page.goto(album.get_absolute_url(), wait_until="domcontentloaded")
    waiting = page.evaluate("[...document.querySelectorAll('.article img')].map((one) => one.offsetHeight)")

    assert waiting == arrived
    assert min(arrived) > 100


# --- Contents --------------------------------------------------------------------------------------------------------


def test_the_contents_lead_to_their_headings(open_browser, portal):
    address = make_article(body=LONG).get_absolute_url()
    wide, phone = open_browser(), open_browser(viewport=PHONE)

    wide.goto(address)
    assert wide.locator(".contents summary").is_visible() is False
    wide.click(".contents a >> text=Mục 4")
    phone.goto(address)
    assert phone.locator(".contents a >> nth=0").is_visible() is False
    phone.click(".contents summary")
    phone.click(".contents a >> text=Mục 4")

    for page in (wide, phone):
        assert page.url.endswith("#muc-muc-4")
        assert page.evaluate("document.querySelector('#muc-muc-4').getBoundingClientRect().top < innerHeight") is True


# --- Passing on ------------------------------------------------------------------------------------------------------


def test_the_link_is_copied_and_said(open_browser, site, portal):
    article = make_article()
    page = open_browser(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{article.get_absolute_url()}?utm_source=x#y-kien")

    page.click("[data-share] summary")
    page.click("[data-copy]")

    wait_until(page, "document.querySelector('[data-said]').textContent")
    assert said(page) == "Đã sao chép liên kết"
    assert page.inner_text("[data-copy]") == "Đã sao chép liên kết"
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}{article.get_absolute_url()}"


@pytest.mark.parametrize("has_way", [True, False])
def test_the_devices_own_way_to_share_shows_where_there_is_one(page, site, portal, has_way):
    article = make_article(title="Nước sạch")
    way = "async (data) => { window.shared = data; }" if has_way else "undefined"
    page.add_init_script(f"Object.defineProperty(Navigator.prototype, 'share', {{ value: {way} }})")
    page.goto(article.get_absolute_url())
    page.click("[data-share] summary")

    assert page.locator("[data-device]").is_visible() is has_way
    if has_way:
        page.click("[data-device] button")
        assert page.evaluate("window.shared") == {
            "title": "Nước sạch",
            "url": f"{site.url}{article.get_absolute_url()}",
        }


def test_the_list_of_ways_closes_as_people_expect(page, portal):
    page.goto(make_article().get_absolute_url())

    def is_open():
        return page.locator("[data-share] ul").is_visible()

    page.focus("[data-share] summary")
    page.keyboard.press("Enter")
    assert is_open() is True
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert (is_open(), page.evaluate("document.activeElement.tagName")) == (False, "SUMMARY")
    page.keyboard.press("Enter")
    page.click("h1")
    assert is_open() is False


def test_without_a_script_everything_that_needs_none_is_there(open_browser, portal):
    page = open_browser(java_script_enabled=False)
    article = make_article()
    page.goto(article.get_absolute_url())

    assert page.locator(".sizes").is_visible() is False
    assert page.locator("[data-listen]").is_visible() is False
    page.click("[data-share] summary")
    assert page.locator("[data-share] li").evaluate_all("all => all.filter((one) => one.checkVisibility()).length") == 2
    page.click("[data-prints]")
    page.wait_for_url(f"**{article.get_absolute_url()}in/")
    assert page.locator("[data-print]").is_visible() is False


# --- Paper and file --------------------------------------------------------------------------------------------------


def test_the_print_link_prints_with_all_photos_there(page, album):
    page.add_init_script("window.print = () => { window.printed = [...document.images].map((one) => one.complete); }")
    page.goto(album.get_absolute_url())

    page.click("[data-prints]")
    wait_until(page, "window.printed")

    assert page.evaluate("window.printed") == [True] * 4
    assert page.url.endswith(album.get_absolute_url())


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_for_paper_is_accessible_and_prints(page, album, width):
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{album.get_absolute_url()}in/")

    for scheme in ("light", "dark"):
        show_in(page, scheme)
        assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.click("[data-print]")
    assert page.evaluate("window.printed") is True
    page.emulate_media(media="print")
    assert page.locator("[data-print]").is_visible() is False
    screenshot(page, f"paper-{width}")


def test_the_saved_file_opens_without_a_network(open_browser, album, tmp_path):
    page = open_browser()
    page.goto(album.get_absolute_url())
    with page.expect_download() as download:
        page.click(".ways-out [download]")
    download.value.save_as(tmp_path / "bai.html")

    offline = open_browser(offline=True)
    offline.goto((tmp_path / "bai.html").as_uri())

    assert download.value.suggested_filename == "Ảnh của xã.html"
    assert offline.inner_text("h1") == "Ảnh của xã"
    assert offline.evaluate("[...document.images].map((one) => one.naturalWidth > 0)") == [True] * 4
    assert violations(offline) == []
