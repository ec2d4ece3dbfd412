"""From the first screen to an article on the site, the way an editor goes."""

import re
import unicodedata

import pytest

from articles import richtext
from articles.models import Article, Photo, Section
from articles.text import slugify
from tests.factories import make_article, make_identity, make_photo, make_section, make_user

from .newsroom import (
    TEXT,
    WRITE,
    agree,
    caret_to_end,
    dialog_field,
    get_data,
    make_usual,
    open_form,
    press,
    publish,
    upload_photo,
)
from .watching import screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

COUNT_CLICKS = """
addEventListener("click", (event) => {
  if (event.isTrusted && event.detail) sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
}, true);
"""
CLICKS_TO_SELECT = 2  # open the list, choose the row: Playwright chooses without a mouse
TITLES = [
    "Đường Nguyễn Huệ: quận thông báo lịch tiêm chủng",
    "Thủ Đức",
    "Ðại hội đại biểu Ðảng bộ",  # Eth
    "ðại hội",
    "Biểu dương",
    "Bến Nghé",
    "hòa bình – hoà bình",
    "Uỷ ban nhân dân xã; Ủy ban",
    "VH-TT&TT",
    "Nghị định 72/2013/NĐ-CP",
    "10,2% so với năm 2020",
    "“Sạch từ gốc – thơm tới chén”",
    "Sống được bằng nghề nông?",
    "Quốc lộ 1A, km 12+500",
    "TP. Hồ Chí Minh",
    "ă â đ ê ô ơ ư Ă Â Đ Ê Ô Ơ Ư",
    "ằ ẳ ẵ ắ ặ ầ ẩ ẫ ấ ậ ề ể ễ ế ệ ồ ổ ỗ ố ộ ờ ở ỡ ớ ợ ừ ử ữ ứ ự ỳ ỷ ỹ ý ỵ",
    unicodedata.normalize("NFD", "Đường Nguyễn Huệ: thể thức, nghĩa vụ"),
    unicodedata.normalize("NFD", "ĐƯỜNG NGUYỄN HUỆ"),
    "Khuyến\u00a0mãi\u00a0lớn",
    "Nước\u200b sạch",
    "mềm\u00admại",
    "\ufeffĐầu trang",
    "Diện tích 12 km²",
    "Nhãn hiệu™ và ﬁnal",
    "Straße",
    "Số １２３ toàn khổ",
    "Ⅳ và ½",
    "Œuvre, café, naïve",
    "😀 vui",
    "Привет",
    "日本",
    "---",
    "   hai   khoảng   ",
    "a_b-c.d",
    "Phát triển kinh tế - xã hội gắn với bảo vệ môi trường và ứng phó biến đổi khí hậu ở vùng cao",
    "x" * 120,
    "ngắn " + "y" * 120,
    "Mười chữ " * 20,
]


@pytest.fixture
def newsroom(site):
    """A site with its sections, and an editor who can log in."""
    make_identity()
    make_section("Xã hội")
    make_section("Kinh tế")
    editor = make_user(username="bien-tap")
    editor.set_password("mat-khau-dai-12")
    editor.save()
    return editor


def log_in(page):
    page.goto("/quan-tri/")
    page.fill("[name=username]", "bien-tap")
    page.fill("[name=password]", "mat-khau-dai-12")
    with page.expect_navigation():
        page.click("[type=submit]")


def type_and_publish(page, title, section=None):
    """Write and publish with no click more than needed."""
    page.click(WRITE)
    page.wait_for_selector(TEXT)
    page.keyboard.type(title)
    page.keyboard.press("Enter")
    page.keyboard.type("Đoạn mở đầu.")
    page.keyboard.press("Tab")
    page.keyboard.type("Nội dung.")
    if section:
        page.select_option("[name=section]", label=section)
    publish(page)


def test_an_article_is_written_with_all_its_parts_and_published(page, newsroom):
    log_in(page)
    page.click(WRITE)
    page.wait_for_selector(TEXT)
    assert page.evaluate("document.activeElement.name") == "title"
    page.keyboard.type("Đường Nguyễn Huệ: quận thông báo lịch tiêm chủng")
    assert page.input_value("[name=slug]") == "duong-nguyen-hue-quan-thong-bao-lich-tiem-chung"
    page.keyboard.press("Enter")
    page.keyboard.type("Từ thứ hai.")
    page.keyboard.press("Tab")

    page.keyboard.type("Trẻ em ")
    press(page, "bold")
    page.keyboard.type("dưới sáu tuổi")
    press(page, "bold")
    page.keyboard.type(".")
    page.keyboard.press("Enter")
    press(page, "bulletedlist")
    page.keyboard.type("Sáng")
    page.keyboard.press("Enter")
    page.keyboard.type("Chiều")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("Xem ")
    press(page, "link")
    dialog_field(page, "linkDisplayText").fill("quyết định")
    dialog_field(page, "url").fill("https://example.vn/qd")
    agree(page)
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    press(page, "table")
    dialog_field(page, "txtRows").fill("1")
    dialog_field(page, "txtCols").fill("2")
    agree(page)
    page.keyboard.type("Trạm")
    page.keyboard.press("Tab")
    page.keyboard.type("Ngày")
    caret_to_end(page)
    with page.expect_popup() as popup:
        press(page, "image")
    upload_photo(popup.value, alt="Trạm y tế", caption="Trạm y tế <mới>", credit="Quốc Khánh")
    page.wait_for_selector(f"{TEXT} figcaption .credit")
    with page.expect_popup() as popup:
        page.click("[data-cover-choose]")
    with popup.value.expect_event("close"):
        popup.value.click("button[data-id]")
    page.wait_for_selector("[data-cover-picture]:visible")
    page.select_option("[name=section]", label="Xã hội")
    screenshot(page, "article-form")
    publish(page)

    article, photo = Article.objects.get(), Photo.objects.get()
    caption = page.locator(f"{TEXT} figcaption .credit").inner_text()
    assert (article.is_public, article.lead, article.cover) == (True, "Từ thứ hai.", photo)
    assert article.body == "\n".join(
        [
            "<p>Trẻ em <strong>dưới sáu tuổi</strong>.</p>",
            "<ul>",
            "<li>Sáng</li>",
            "<li>Chiều</li>",
            "</ul>",
            '<p>Xem <a href="https://example.vn/qd">quyết định</a></p>',
            "<table>",
            "<tbody>",
            "<tr>",
            "<td>Trạm</td>",
            "<td>Ngày</td>",
            "</tr>",
            "</tbody>",
            "</table>",
            '<figure class="figure">',
            f'<img src="{photo.file.url}" alt="Trạm y tế" width="1200" height="800">',
            f'<figcaption>Trạm y tế &lt;mới&gt; <span class="credit">{caption}</span></figcaption>',
            "</figure>",
        ]
    )
    assert re.fullmatch(r"\S.*: Quốc Khánh", caption)


def test_headings_quotations_turns_and_signs_come_from_the_toolbar(desk):
    open_form(desk)
    desk.click(TEXT)

    desk.keyboard.type("Mục lớn")
    desk.click(".cke_combo__format a")
    desk.frame_locator("iframe.cke_panel_frame").locator(".cke_panel_listItem a").nth(1).click()
    desk.keyboard.press("End")
    desk.keyboard.press("Enter")
    press(desk, "blockquote")
    desk.keyboard.type("Lời dẫn")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    press(desk, "numberedlist")
    desk.keyboard.type("Việc một")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Giá 5 ")
    press(desk, "specialchar")
    desk.click(".cke_specialchar:visible >> nth=64")
    desk.wait_for_selector(".cke_dialog", state="hidden")
    sign = desk.locator(f"{TEXT} > p").last.inner_text()[-1]
    press(desk, "find")
    desk.click(".cke_dialog_close_button:visible")
    press(desk, "maximize")
    press(desk, "maximize")
    caret_to_end(desk)
    desk.keyboard.press("Enter")
    desk.keyboard.type("Thưa đồng chí?")
    desk.keyboard.press("Shift+Home")
    press(desk, "turnquestion")
    press(desk, "undo")
    press(desk, "redo")

    body = richtext.clean(get_data(desk)).split("\n")
    speaker = desk.locator(f"{TEXT} .speaker").inner_text()
    assert body == [
        "<h2>Mục lớn</h2>",
        "<blockquote>",
        "<p>Lời dẫn</p>",
        "</blockquote>",
        "<ol>",
        "<li>Việc một</li>",
        "</ol>",
        f"<p>Giá 5 {sign}</p>",
        '<div class="turn turn-question">',
        f'<p class="speaker">{speaker}</p>',
        "<p>Thưa đồng chí?</p>",
        "</div>",
    ]


def test_what_is_published_is_everywhere_at_once(page, newsroom):
    log_in(page)
    type_and_publish(page, "Lịch tiêm chủng ở Đồi Chè", section="Xã hội")
    address = Article.objects.get().get_absolute_url()

    for path in ("/", "/chuyen-muc/xa-hoi/", "/tim-kiem/?q=tiem+chung+doi+che"):
        page.goto(path)
        assert page.locator(f"main a[href='{address}']").first.is_visible(), path
    for path in ("/rss/", "/sitemap.xml"):
        assert address in page.request.get(path).text()
    page.goto("/chuyen-muc/kinh-te/")
    assert page.locator(f"main a[href='{address}']").count() == 0


def test_the_photos_of_an_article_are_displayed(page, site):
    make_identity()
    photo = make_photo()
    article = make_article(
        cover=photo.pk, body=f'<figure class="figure"><img src="{photo.file.url}" alt="Ảnh"></figure>'
    )

    page.goto(article.get_absolute_url())

    widths = page.locator("article img").evaluate_all("images => images.map((image) => image.naturalWidth > 0)")
    assert widths == [True, True]


def test_the_way_to_a_published_article_takes_five_clicks_and_three_where_a_section_is_usual(page, newsroom):
    page.context.add_init_script(COUNT_CLICKS)
    log_in(page)
    page.evaluate("sessionStorage.clicks = 0")

    type_and_publish(page, "Bài đầu", section="Kinh tế")
    first = int(page.evaluate("sessionStorage.clicks")) + CLICKS_TO_SELECT
    make_usual(Section.objects.get(name="Kinh tế"), newsroom)
    page.goto("/quan-tri/")
    page.evaluate("sessionStorage.clicks = 0")
    type_and_publish(page, "Bài sau")
    later = int(page.evaluate("sessionStorage.clicks"))

    written = Article.objects.filter(title__in=["Bài đầu", "Bài sau"])
    assert [(article.is_public, article.section.name) for article in written] == [(True, "Kinh tế")] * 2
    assert (first, later) == (5, 3)


def test_the_slug_in_the_browser_is_the_slug_of_the_server(desk):
    open_form(desk)

    slugs = desk.evaluate(
        """(titles) => titles.map((title) => {
            const source = document.querySelector("[name=title]");
            source.value = title;
            source.dispatchEvent(new Event("input", { bubbles: true }));
            return document.querySelector("[name=slug]").value;
        })""",
        TITLES,
    )

    assert dict(zip(TITLES, slugs, strict=True)) == {title: slugify(title) for title in TITLES}


def test_a_slug_set_by_hand_stays_when_the_title_changes(desk):
    open_form(desk)
    desk.keyboard.type("Tên đầu")
    desk.fill("[name=slug]", "Đường riêng")
    desk.click("[name=title]")
    desk.keyboard.type(" đổi")

    assert desk.input_value("[name=slug]") == "duong-rieng"
