"""The reader's pages in a real browser: every size, both lights, keyboard, print, without scripts."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Article, DailyViews
from portal.models import Banner
from tests.factories import (
    at,
    make_answer,
    make_article,
    make_author,
    make_comment,
    make_identity,
    make_links,
    make_page,
    make_photo,
    make_section,
    make_source,
    make_tag,
    make_topic,
    picture_bytes,
)

from .accessibility import PUBLIC_RULES, violations
from .watching import PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WIDTHS = (320, 390, 1280, 1920)
MAX_REQUESTS = 10
MAX_BYTES = 130 * 1024
MAX_SHIFT = 0.05
STATUS = {"gone": 410, "withdrawn": 410, "not found": 404}
PAGES = ("front", "section", "interview", "table", "search", "nothing found", "not found", "gone", "withdrawn")

INTERVIEW = """
<div class="turn turn-question"><p class="speaker">Phóng viên</p><p>Thưa đồng chí, vụ chè vừa qua ra sao?</p></div>
<div class="turn"><p class="speaker">Đồng chí Hà Thị Mây</p><p>Ba việc phải làm:</p>
<ol><li>Cấp giống mới.</li><li>Làm đường vào nương.</li></ol><p>Xem <a href="/tim-kiem/">tin liên quan</a>.</p></div>
<figure class="figure"><img src="{photo}" alt="Đồi chè" width="1200" height="800">
<figcaption>Đồi chè Khe Lim <span class="credit">Ảnh: Quốc Khánh</span></figcaption></figure>
<figure class="figure"><figcaption>Ảnh đã mất</figcaption></figure><blockquote><p>Giữ hương, giữ nước.</p></blockquote>
<h2>Mục lớn</h2><p>Diện tích 12 km<sup>2</sup>.</p><h3>Mục nhỏ</h3><ul><li>Một</li></ul><hr>
"""
TABLE = """
<table><caption>Lịch tiêm chủng tháng 11</caption>
<thead><tr><th scope="col">Trạm y tế</th><th scope="col">Ngày trong tuần</th><th scope="col">Buổi sáng</th>
<th scope="col">Buổi chiều</th><th scope="col">Người phụ trách</th><th scope="col">Điện thoại</th></tr></thead>
<tbody><tr><th scope="row">Bến Đò</th><td>Thứ hai</td><td>7:30–11:00</td><td>13:30–16:30</td><td>Nguyễn Thị Hồng</td>
<td>0200 000 000</td></tr></tbody></table>
<p>https://example.vn/mot-dia-chi-rat-dai-khong-co-khoang-trang-nao-de-xuong-dong-o-man-hinh-nho-cua-dien-thoai</p>
"""


@pytest.fixture
def portal(site):
    """A small portal with everything that a page can show; returns the addresses of its pages."""
    make_identity(
        tagline="Cổng thông tin điện tử",
        organisation="Uỷ ban nhân dân xã Thanh Lâm Hạ",
        address="Thôn Bến Đò",
        phone="0200 000 000",
        email="xa@example.vn",
        responsible="Đỗ Quí Hoà",
        licence="Giấy phép số 00/GP",
        logo=make_photo(picture_bytes((200, 200)), alt="Biểu trưng"),
        accent="#0b5c4a",
        parent_name="Cổng thông tin tỉnh",
        parent_url="https://example.vn/",
    )
    sections = [
        make_section(name, order=order, front_page="cards" if order % 2 else "list")
        for order, name in enumerate(["Kinh tế", "Chỉ đạo điều hành", "Văn hoá – xã hội", "Nông thôn mới", "Giáo dục"])
    ]
    below = make_section("Lễ hội", parent=sections[2], archive_notice="Nội dung của huyện cũ.")
    now = timezone.now()
    for kind, words in [("urgent", "Bão số 9 vào bờ chiều nay"), ("slogan", "Chung sức xây dựng nông thôn mới")]:
        Banner.objects.create(kind=kind, text=words, link="/tim-kiem/", starts_at=now - timedelta(days=1))
    photo = make_photo(alt="Đồi chè", caption="Đồi chè Khe Lim", credit="Quốc Khánh")
    author = make_author()
    common = {
        "lead": "Trước thềm Đại hội, xã Thanh Lâm Hạ nhìn lại năm năm làm nông thôn mới: nước sạch, đường, trường.",
        "bylines": [{"author": author.pk, "name": author.name, "position": "Phóng viên", "organisation": "Đài xã"}],
        "source": make_source().pk,
        "tags": [make_tag().pk],
    }
    for number in range(25):
        make_article(
            title=f"Nước sạch về thôn Bến Đò, đợt {number}",
            section=sections[number % 2].pk,
            cover=photo.pk if number % 3 else None,
            published_at=at("2026-10-01") + timedelta(hours=number),
        )
    topic = make_topic("Phòng chống lũ", on_front_page=True, cover=photo, description="Mực nước và lịch đóng đường.")
    topic.articles.set(Article.objects.all()[:5])
    make_page("Giới thiệu"), make_page("About the commune", slug="about", language="en")
    make_links("Cấp trên", **{"Cổng thông tin tỉnh": "https://example.vn/"})
    interview = make_article(
        title="Chung sức, đồng lòng xây dựng xã nông thôn mới kiểu mẫu",
        body=INTERVIEW.replace("{photo}", photo.file.url),
        section=below.pk,
        cover=photo.pk,
        published_at=at("2026-11-01"),
        is_featured=True,
        **common,
    )
    table = make_article(title="Lịch tiêm chủng", body=TABLE, section=sections[0].pk, **common)
    ended = make_article(title="Lịch cắt điện", published_at=at("2026-01-01"), expires_at=at("2026-01-08"))
    withdrawn = make_article(title="Bài sai")
    workflow.withdraw(withdrawn, by=None, reason="Sai số liệu")
    return {
        "front": "/",
        "section": "/chuyen-muc/kinh-te/",
        "interview": interview.get_absolute_url(),
        "table": table.get_absolute_url(),
        "search": "/tim-kiem/?q=nuoc+sach&tu_ngay=01/10/2026",
        "nothing found": "/tim-kiem/?q=khong+co",
        "not found": "/khong-co/",
        "gone": ended.get_absolute_url(),
        "withdrawn": withdrawn.get_absolute_url(),
    }


LONG_TITLE = (
    "Uỷ ban nhân dân xã phối hợp với Trung tâm Phục vụ hành chính công tổ chức hướng dẫn người dân chín thôn đăng ký "
    "đất đai, khai báo tạm trú và nhận kết quả qua mạng, đồng thời nghiệm thu tuyến ống nước sạch liên thôn dài mười "
    "bốn cây số nối từ trạm bơm Bến Đò lên tới hộ cuối cùng của xóm Bãi trước mùa khô năm nay"
)


def visit(page, address, status=200):
    page.watch.expected.add(status)
    response = page.goto(address)
    assert response.status == status
    page.evaluate("document.fonts.ready.then(() => 0)")


def visible(page, selector):
    return page.locator(selector).evaluate_all("all => all.map((one) => one.checkVisibility())")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_and_is_accessible_in_every_size_and_light(page, portal, name):
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        visit(page, portal[name], STATUS.get(name, 200))
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{width}: {overflow} pixels too wide"] if overflow > 0 else []
        for scheme in ("light", "dark"):
            show_in(page, scheme)
            screenshot(page, f"{name}-{width}-{scheme}")
            found += [f"{width} {scheme} {violation}" for violation in violations(page, PUBLIC_RULES)]

    assert found == []
    assert page.context.cookies() == []


def with_one_article(cover=None):
    make_article(title="Tin duy nhất", cover=cover)


def with_one_large_photo():
    with_one_article(make_photo(picture_bytes((4000, 2600)), alt="Cánh đồng").pk)


def without_photos():
    section = make_section("Kinh tế", front_page="cards")
    for number in range(9):
        make_article(title=f"Tin thứ {number}", lead=LONG_TITLE, section=section.pk, is_featured=number < 3)


def with_long_titles_and_portrait_covers():
    """Everything that stands on the page at its longest, with pictures higher than wide."""
    cover = make_photo(picture_bytes((600, 1400)), alt="Cột cờ").pk
    make_identity(
        name=LONG_TITLE[:120], tagline=LONG_TITLE[:200], parent_name=LONG_TITLE[:120], parent_url="https://e.vn/"
    )
    forms = ["cards", "list", "notices", "cards", "list", "cards"]
    for order, form in enumerate(forms):
        section = make_section(f"{LONG_TITLE[:90]} {order}", slug=f"muc-{order}", front_page=form, order=order)
        for number in range(4):
            make_article(title=LONG_TITLE[:300], section=section.pk, cover=cover, is_featured=number < 1)
    topic = make_topic(LONG_TITLE[:120], slug="dai", on_front_page=True, cover_id=cover, description=LONG_TITLE * 3)
    topic.articles.set(Article.objects.all())
    make_answer(make_comment(status="approved", title=LONG_TITLE[:100]), text=LONG_TITLE * 3)
    make_links(LONG_TITLE[:100], **{LONG_TITLE[:150]: "https://example.vn/"})


FRONTS = {
    "empty": lambda: None,
    "one": with_one_article,
    "one-large": with_one_large_photo,
    "no-photos": without_photos,
    "longest": with_long_titles_and_portrait_covers,
}


@pytest.mark.parametrize("name", FRONTS)
def test_the_front_page_fits_and_is_accessible_with_much_and_with_little(page, site, name):
    FRONTS[name]()
    found = []
    for width in (*WIDTHS, 768):
        page.set_viewport_size({"width": width, "height": 900})
        visit(page, "/")
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{width}: {overflow} pixels too wide"] if overflow > 0 else []
        for scheme in ("light", "dark"):
            show_in(page, scheme)
            screenshot(page, f"front-{name}-{width}-{scheme}")
            found += [f"{width} {scheme} {violation}" for violation in violations(page, PUBLIC_RULES)]

    assert found == []


def test_a_phone_loads_the_small_file_of_the_lead(open_browser, site):
    photo = make_photo(picture_bytes((1600, 900)))
    make_article(cover=photo.pk)
    page = open_browser(viewport=PHONE, device_scale_factor=2)

    visit(page, "/")

    small = photo.renditions.address(640, "avif")
    assert page.evaluate("document.querySelector('.lead img').currentSrc").endswith(small)


def test_a_phone_finds_the_search_behind_its_sign(open_browser, portal):
    page = open_browser(viewport=PHONE, java_script_enabled=False)
    page.goto("/")
    assert page.locator("#site-search").is_visible() is False

    page.click(".search-link")

    assert page.url.endswith("/tim-kiem/")


def test_the_panel_of_all_sections_fits_and_is_accessible(page, portal):
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        visit(page, "/")
        page.click(".all-sections summary")
        assert visible(page, ".panel a[href='/chuyen-muc/le-hoi/']") == [True]
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{width}: {overflow} pixels too wide"] if overflow > 0 else []
        found += [f"{width} {violation}" for violation in violations(page, PUBLIC_RULES)]
        screenshot(page, f"sections-{width}")

    assert found == []


def test_an_article_without_photos_is_light(page, portal):
    requests = []
    page.on("requestfinished", lambda request: requests.append(request))

    page.goto(portal["table"], wait_until="networkidle")

    # The beacon brings nothing to the page, and a logo and a colour of its own are the site's choice.
    own_choice = ("/luot-xem/", "-200.avif", "/giao-dien/0b5c4a.css")
    sizes = {request.url: request.sizes()["responseBodySize"] for request in requests}
    fetched = [url for url in sizes if not url.endswith(own_choice)]
    assert len(sizes) == len(fetched) + len(own_choice)
    assert len(fetched) <= MAX_REQUESTS, fetched
    assert MAX_BYTES / 10 < sum(sizes.values()) <= MAX_BYTES, sizes


def test_everything_is_read_found_and_reached_without_scripts(open_browser, portal):
    page = open_browser(java_script_enabled=False)
    page.goto(portal["interview"])
    assert page.locator(".body .turn").count() == 2
    assert page.locator(".body").is_visible()
    assert page.locator("[data-print]").is_visible() is False

    page.click(".menu a[href='/chuyen-muc/chi-dao-dieu-hanh/']")
    assert page.locator("h1").inner_text() == "Chỉ đạo điều hành"
    page.click(".all-sections summary")
    page.click(".panel a[href='/chuyen-muc/le-hoi/']")
    assert page.locator("h1").inner_text() == "Lễ hội"
    page.fill("#site-search", "lich tiem chung")
    page.press("#site-search", "Enter")
    page.click(f"main a[href='{portal['table']}']")
    assert page.locator("caption").is_visible()


def test_the_skip_link_comes_first_and_leads_to_the_content(page, portal):
    visit(page, portal["interview"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0") is True

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)") is True


TARGETS = """() =>
    [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, textarea")]
    .filter((one) => one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }))
    .map((one, number) => { one.dataset.number = number; return number; })"""
FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const isMarked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const isSeen = box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
    return [one.dataset.number === undefined ? null : Number(one.dataset.number), isMarked && isSeen, one.outerHTML];
}"""


@pytest.mark.parametrize("name", ["front", "interview", "table", "search", "section"])
def test_everything_is_reached_by_the_tab_key_with_its_focus_seen(page, portal, name):
    visit(page, portal[name])
    targets = page.evaluate(TARGETS)
    assert len(targets) > 15
    reached, unseen = [], []

    for _ in range(len(targets) + 5):  # a scrolling table or list is a stop of its own
        page.keyboard.press("Tab")
        number, is_seen, html = page.evaluate(FOCUSED)
        if number is not None:
            reached.append(number)
            unseen += [] if is_seen else [html[:200]]

    assert sorted(set(reached)) == targets
    assert unseen == []


def test_the_beacon_counts_each_opening_once(page, portal):
    for _ in range(2):
        with page.expect_response("**/luot-xem/") as answer:
            page.goto(portal["table"])
        assert answer.value.status == 204
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.wait_for_load_state("networkidle")

    assert list(DailyViews.objects.values_list("count", flat=True)) == [2]


def test_a_page_opened_out_of_sight_is_not_counted(page, portal):
    page.add_init_script("Object.defineProperty(Document.prototype, 'visibilityState', { get: () => 'hidden' })")

    page.goto(portal["table"], wait_until="networkidle")

    assert DailyViews.objects.count() == 0


def test_print_shows_the_article_and_not_the_way_around_it(page, portal):
    visit(page, portal["table"])
    page.emulate_media(media="print")

    shown = {name: set(visible(page, name)) for name in ("h1", ".meta time", ".article-lead", ".body", ".print-only")}
    hidden = {name: set(visible(page, name)) for name in ("nav a", "[role=search]", ".skip", ".tools", ".neighbours")}

    screenshot(page, "print")
    assert shown == dict.fromkeys(shown, {True})
    assert hidden == dict.fromkeys(hidden, {False})


def test_nothing_jumps_while_photos_and_fonts_come_late(page, portal):
    def late(route):
        time.sleep(0.15)
        route.continue_()

    page.route("**/*.{woff2,jpg,webp}", late)
    page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.shift += entry.value;
        }).observe({ type: "layout-shift", buffered: true });"""
    )

    for name in ("interview", "front"):
        visit(page, portal[name])
        page.wait_for_load_state("networkidle")
        shift = page.evaluate("window.shift")
        assert shift < MAX_SHIFT, name
