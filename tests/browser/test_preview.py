"""Beside the form: the page before it is there, the check before a step, the shortcuts and their help."""

import time

import pytest
from playwright.sync_api import expect

from articles.models import Article, StaffProfile, UnsavedText
from tests.factories import make_article, make_identity, make_photo, make_section

from .accessibility import violations
from .newsroom import TEXT, open_form, set_data
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

FRAME = "[data-preview-frame]"
PANE = "[data-preview-pane]"
DIALOG = "[data-check-dialog]"
WHERE = """() => {
    const focused = document.activeElement;
    if (focused.closest("[data-checks-panel]")) return "checks";
    return focused.isContentEditable ? "body" : focused.name;
}"""
WIDE = {"width": 1366, "height": 768}


@pytest.fixture(autouse=True)
def identity(site):
    make_identity()


@pytest.fixture
def section(site):
    return make_section("Kinh tế")


def preview(page):
    """The page inside the frame, once it is drawn."""
    page.keyboard.press("Control+p")
    frame = page.frame_locator(FRAME)
    frame.locator("h1").wait_for()
    return frame


# --- Preview ---------------------------------------------------------------------------------------------------------


def test_the_preview_follows_the_keys(desk):
    open_form(desk)
    desk.keyboard.type("Tên bài")
    frame = preview(desk)
    desk.click(TEXT)
    waits = []

    for word in ("một", "hai", "ba", "bốn", "năm"):
        desk.keyboard.type(f" {word}")
        began = time.monotonic()
        expect(frame.locator(".body")).to_contain_text(word)
        waits.append(time.monotonic() - began)

    assert frame.locator("h1").inner_text() == "Tên bài"
    assert sorted(waits)[2] <= 0.7, waits


def test_no_script_runs_in_the_preview_and_no_link_leads_away(desk):
    article = make_article(body='<p>Xem <a href="/tim-kiem/">đây</a>.</p>')
    open_form(desk, article)
    frame = preview(desk)

    frame.locator(".body a").click()
    frame.locator(".body a").click(button="middle")
    frame.locator("input[type=search], input[name=q]").first.press("Enter")
    desk.wait_for_timeout(500)

    document = desk.evaluate(
        f"""() => {{
            const shown = document.querySelector("{FRAME}").contentDocument;
            return [shown.URL, shown.scripts.length, shown.querySelector("h1").textContent];
        }}"""
    )
    assert document == ["about:srcdoc", 0, article.title]
    assert len(desk.context.pages) == 1
    article.refresh_from_db()
    assert (article.counted_views, article.daily_views.count()) == (0, 0)


def test_the_preview_keeps_its_place_while_the_text_grows(desk):
    photo = make_photo()
    body = "".join(f"<p>Đoạn {number} của một bài dài.</p>" for number in range(60))
    article = make_article(body=body, cover=photo.pk)
    open_form(desk, article)
    frame = preview(desk)
    desk.evaluate(f"document.querySelector('{FRAME}').contentWindow.scrollTo(0, 900)")
    desk.evaluate(f"document.querySelector('{FRAME}').contentDocument.querySelector('.cover img').kept = true")

    desk.click("[name=title]")
    desk.keyboard.press("End")
    desk.keyboard.type(" mới")
    expect(frame.locator("h1")).to_contain_text("mới")

    window = desk.evaluate(
        f"""() => {{
            const {{ contentWindow, contentDocument }} = document.querySelector("{FRAME}");
            return [contentWindow.scrollY, contentDocument.querySelector(".cover img").kept];
        }}"""
    )
    assert window == [900, True]


@pytest.mark.parametrize("width", ["360", "768", "1280"])
def test_the_preview_shows_each_width_whole_beside_the_form(open_browser, editor, width):
    page = open_browser(WIDE, user=editor)
    open_form(page, make_article())
    preview(page)

    page.click(f"[data-preview-widths] [value='{width}']")

    inside = page.evaluate(f"document.querySelector('{FRAME}').contentWindow.innerWidth")
    frame, form = page.locator(FRAME).bounding_box(), page.locator(".write-canvas").bounding_box()
    assert inside == int(width)
    assert frame["x"] >= form["x"] + form["width"]
    assert frame["x"] + frame["width"] <= WIDE["width"]
    assert page.locator(".preview-bar [data-save-state]").is_visible()


def test_escape_closes_the_preview_and_the_caret_stays_in_the_text(desk):
    open_form(desk)
    desk.click(TEXT)
    preview(desk)
    desk.keyboard.type("Gõ tiếp")

    desk.keyboard.press("Escape")
    desk.keyboard.type(" rồi")

    expect(desk.locator(PANE)).to_be_hidden()
    expect(desk.locator(TEXT)).to_have_text("Gõ tiếp rồi")


def test_the_button_opens_the_preview_and_gets_the_focus_back(desk):
    open_form(desk)
    desk.click("[data-preview-toggle]")
    expect(desk.locator("[data-preview-close]")).to_be_focused()

    desk.keyboard.press("Escape")

    expect(desk.locator("[data-preview-toggle]")).to_be_focused()
    assert desk.get_attribute("[data-preview-toggle]", "aria-expanded") == "false"


def test_on_a_phone_the_preview_takes_the_screen(open_browser, editor):
    page = open_browser(PHONE, user=editor)
    open_form(page, make_article())

    page.click("[data-preview-toggle]")
    page.frame_locator(FRAME).locator("h1").wait_for()
    box = page.locator(PANE).bounding_box()
    screenshot(page, "preview-phone")
    page.click("[data-preview-close]")

    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, PHONE["width"], PHONE["height"])
    expect(page.locator(PANE)).to_be_hidden()
    expect(page.locator("[data-preview-toggle]")).to_be_focused()


# --- The check before a step -----------------------------------------------------------------------------------------


def test_publishing_goes_over_the_check_and_one_more_press(desk, section):
    open_form(desk)
    desk.keyboard.type("Giá nước")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Từ thứ hai.")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Nội dung.")
    desk.select_option("[name=section]", label="Kinh tế")

    desk.keyboard.press("Control+Enter")
    expect(desk.locator(f"{DIALOG} [data-confirm]")).to_be_focused()
    with desk.expect_navigation():
        desk.keyboard.press("Enter")

    article = Article.objects.get()
    assert (article.title, article.is_public) == ("Giá nước", True)
    assert [row.is_closed for row in UnsavedText.objects.all()] == [True]


def test_what_stands_in_the_way_leads_to_its_field(desk, section):
    open_form(desk)
    desk.keyboard.type("Giá nước")
    set_data(desk, "<p>Đoạn đầu.</p><p>Xem <a href='/bai-viet/999-khong-co/'>bài cũ</a> để biết.</p>")
    desk.click("[name=_publish]")
    desk.wait_for_selector(f"{DIALOG}[open]")
    buttons = desk.locator(f"{DIALOG} [name=_publish]").count()

    desk.click(f"{DIALOG} [data-jump=section]")
    expect(desk.locator("[name=section]")).to_be_focused()
    desk.click("[name=_publish]")
    desk.click(f"{DIALOG} [data-jump=body]")

    assert buttons == 0
    expect(desk.locator(DIALOG)).to_be_hidden()
    expect(desk.locator(TEXT)).to_be_focused()
    assert not Article.objects.filter(status="published").exists()


def test_going_back_to_editing_publishes_nothing(desk, section):
    open_form(desk)
    desk.keyboard.type("Giá nước")

    desk.click("[name=_publish]")
    desk.wait_for_selector(f"{DIALOG}[open]")
    desk.keyboard.press("Escape")

    expect(desk.locator(DIALOG)).to_be_hidden()
    expect(desk.locator("[name=_publish]")).to_be_focused()
    assert not Article.objects.exists()


def test_a_preset_time_goes_over_the_check_too(desk, section):
    open_form(desk)
    desk.keyboard.type("Giá nước")
    desk.fill("[name=lead]", "Từ thứ hai.")
    set_data(desk, "<p>Nội dung.</p>")
    desk.select_option("[name=section]", label="Kinh tế")
    desk.click("[data-schedule] summary")

    desk.click("[data-schedule] [name=_schedule]")
    desk.wait_for_selector(f"{DIALOG}[open]")
    with desk.expect_navigation():
        desk.click(f"{DIALOG} [data-confirm]")

    assert Article.objects.get().is_scheduled


def test_without_a_line_the_check_says_so_and_the_page_stays(desk, section):
    open_form(desk)
    desk.keyboard.type("Giá nước")
    desk.route("**/kiem-tra/", lambda route: route.abort("aborted"))

    desk.click("[name=_publish]")
    desk.wait_for_selector(f"{DIALOG}[open]")
    desk.keyboard.press("Enter")

    expect(desk.locator(DIALOG)).to_be_hidden()
    assert desk.input_value("[name=title]") == "Giá nước"


def test_the_check_beside_the_form_follows_what_is_typed(desk, section):
    open_form(desk)
    panel = desk.locator("[data-checks-panel]")
    expect(panel.locator("[data-jump=title]")).to_have_count(1)

    desk.keyboard.type("Giá nước")

    expect(panel.locator("[data-jump=title]")).to_have_count(0, timeout=8000)


# --- Shortcuts -------------------------------------------------------------------------------------------------------


def test_the_keys_lead_where_the_help_says(desk):
    open_form(desk)
    found = []

    for key in ("F4", "F2", "F8"):
        desk.keyboard.press(key)
        found.append(desk.evaluate(WHERE))
    desk.keyboard.press("Control+/")
    expect(desk.locator("[data-help-dialog]")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("?")

    expect(desk.locator("[data-help-dialog]")).to_be_visible()
    assert found == ["body", "title", "checks"]


def test_a_question_mark_in_the_text_is_a_question_mark(desk):
    open_form(desk)

    desk.keyboard.type("Vì sao?")

    assert desk.input_value("[name=title]") == "Vì sao?"
    expect(desk.locator("[data-help-dialog]")).to_be_hidden()


def test_who_has_switched_the_shortcuts_off_has_none(desk, editor):
    StaffProfile.objects.create(user=editor, shortcuts=False)
    open_form(desk)
    desk.keyboard.type("Tên")

    for key in ("Control+p", "F4", "Control+/", "Control+Enter"):
        desk.keyboard.press(key)

    expect(desk.locator(PANE)).to_be_hidden()
    expect(desk.locator(DIALOG)).to_be_hidden()
    expect(desk.locator("[data-help-dialog]")).to_be_hidden()
    expect(desk.locator("[name=title]")).to_be_focused()


# --- For everybody, and quick ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("what", ["form", "check", "preview", "help"])
def test_form_dialogs_and_preview_are_accessible(open_browser, editor, section, what, viewport):
    page = open_browser(viewport, user=editor)
    open_form(page, make_article(cover=make_photo(credit="Thu Hiền").pk, section=section.pk, title="Rất dài " * 14))
    if what == "check":
        page.click("[name=_publish]")
        page.wait_for_selector(f"{DIALOG}[open]")
    elif what == "preview":
        page.click("[data-preview-toggle]")
        page.frame_locator(FRAME).locator("h1").wait_for()
    elif what == "help":
        page.click("[data-help-toggle]")

    found = [f"{page.evaluate('document.documentElement.scrollWidth - innerWidth')} pixels too wide"]
    for scheme in ("light", "dark"):
        show_in(page, scheme)
        screenshot(page, f"live-{what}-{viewport['width']}-{scheme}")
        found += [f"{scheme} {violation}" for violation in violations(page)]

    assert found == ["0 pixels too wide"]


def test_the_form_of_a_new_article_comes_in_thirty_requests(desk, section):
    urls = []
    desk.on("request", lambda request: urls.append(request.url))

    open_form(desk)
    desk.wait_for_load_state("networkidle")

    assert len(urls) <= 30, urls
