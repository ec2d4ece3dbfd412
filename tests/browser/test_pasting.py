"""Text from elsewhere under the fingers of an editor: pasted, chosen, uploaded, and when the server is away."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import expect

from articles import richtext
from articles.models import Photo, Revision
from tests.articles.word_file import p, word_file
from tests.factories import make_identity, picture_bytes

from .accessibility import violations
from .newsroom import TEXT, get_data, open_form, press, set_data, wait_until
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

FOLDER = Path(__file__).parents[1] / "articles" / "pasting"
REPORT = "[data-paste-content]:visible"
DIALOG = "[data-paste-dialog][open]"
OLD = "<p>Céng hoµ x· héi chñ nghÜa ViÖt Nam</p>"
NEW = "<p>Cộng hoà xã hội chủ nghĩa Việt Nam</p>"
PASTE = """([selector, html, text, file]) => {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    if (text) data.setData("text/plain", text);
    if (file) {
        const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt());
        data.items.add(new File([bytes], "image.png", { type: "image/png" }));
    }
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector(selector).dispatchEvent(event);
}"""


@pytest.fixture
def form(desk):
    make_identity()
    open_form(desk)
    desk.click(TEXT)
    return desk


def paste(page, html="", text="", file=b""):
    page.evaluate(PASTE, [TEXT, html, text, base64.b64encode(file).decode()])


def lines(page):
    page.wait_for_selector(REPORT)
    wait_until(
        lambda: (
            page.locator(f"{REPORT} li").first.text_content() != page.get_attribute("[data-pasting]", "data-reading")
        )
    )
    return page.locator(f"{REPORT} li").all_text_contents()


def stored(page):
    """The text as saving would store it."""
    return richtext.clean(get_data(page))


def said(page, name):
    return page.get_attribute("[data-pasting]", f"data-{name}")


def test_a_document_of_word_keeps_its_structure_in_the_editor(form):
    paste(form, (FOLDER / "word_quyet_dinh.html").read_text(), "x")

    assert len(lines(form)) == 3
    assert stored(form) == (FOLDER / "word_quyet_dinh.expected.html").read_text().rstrip("\n")


def test_the_report_is_over_the_text_and_can_be_closed(form):
    paste(form, "<table><tr><td>A</td></tr></table>", "A")
    lines(form)

    report = form.locator("[data-paste-report]")
    assert report.get_attribute("role") == "status"
    assert report.bounding_box()["y"] < form.locator(".cke_top").bounding_box()["y"]
    form.click("[data-paste-dismiss]")

    expect(form.locator(REPORT)).to_have_count(0)
    assert form.evaluate("document.activeElement.matches('.cke_wysiwyg_div')")


def test_old_letters_are_shown_beside_new_ones_and_changed(form):
    paste(form, OLD, "Céng hoµ x· héi chñ nghÜa ViÖt Nam")
    form.wait_for_selector(DIALOG)

    assert form.locator(f"{DIALOG} [data-paste-rows] td").all_text_contents() == [
        "Céng hoµ x· héi chñ nghÜa ViÖt Nam",
        "Cộng hoà xã hội chủ nghĩa Việt Nam",
    ]
    form.keyboard.press("Enter")  # the button that changes them has the focus

    wait_until(lambda: stored(form) == NEW)
    assert len(lines(form)) == 1


def test_old_letters_are_left_on_demand(form):
    paste(form, text="Céng hoµ x· héi chñ nghÜa ViÖt Nam")
    form.click(f"{DIALOG} [value=keep]")

    wait_until(lambda: stored(form) == OLD)
    assert lines(form) == [said(form, "kept")]


def test_escape_leaves_old_letters_as_they_are(form):
    paste(form, OLD, "x·")
    form.wait_for_selector(DIALOG)
    form.keyboard.press("Escape")

    wait_until(lambda: stored(form) == OLD)


def test_a_picture_from_the_clipboard_goes_to_the_library(form):
    paste(form, file=picture_bytes((320, 200), "PNG"))

    assert lines(form) == [said(form, "taken").replace("{name}", "image.png")]
    address = Photo.objects.get().file.url
    assert stored(form) == f'<figure class="figure"><img src="{address}" alt=""></figure>'


def test_a_picture_that_is_none_is_named(form):
    form.watch.expected.add(400)
    paste(form, file=b"no picture")

    assert len(lines(form)) == 1
    assert "image.png" in lines(form)[0]
    assert (form.locator(f"{REPORT} .paste-lost").count(), Photo.objects.count(), get_data(form)) == (1, 0, "")


def test_without_the_server_the_editor_pastes_alone_and_says_so(form):
    form.watch.expected.add(503)
    form.route("**/dan/", lambda route: route.fulfill(status=503, body="<h1>503</h1>", content_type="text/html"))

    paste(form, "<p class=MsoNormal style='mso-list:x'>Một <b>hai</b></p>", "Một hai")

    wait_until(lambda: stored(form) == "<p>Một <strong>hai</strong></p>")
    assert lines(form) == [said(form, "unreached")]


def test_plain_words_and_typing_ask_nothing_of_the_server(form):
    asked = []
    form.on("request", lambda request: asked.append(request.url) if "/dan/" in request.url else None)

    form.keyboard.type("xax hooij ")
    form.keyboard.insert_text("Quyết định ")
    paste(form, text="hoà bình, toàn dân và cà phê")
    wait_until(lambda: "cà phê" in get_data(form))

    assert stored(form) == "<p>xax hooij Quyết định hoà bình, toàn dân và cà phê</p>"
    assert (asked, form.locator(REPORT).count()) == ([], 0)


def test_the_paste_stands_where_the_caret_was_and_can_be_undone(form):
    set_data(form, "<p>Trước.</p><p>Sau.</p>")
    form.evaluate(
        """() => {
            const editor = CKEDITOR.instances.id_body;
            editor.focus();
            const range = editor.createRange();
            range.moveToElementEditEnd(editor.editable().getFirst());
            range.select();
        }"""
    )

    paste(form, "<ul><li>Một</li><li>Hai</li></ul>", "Một")
    lines(form)
    after = stored(form)
    form.keyboard.press("Control+z")

    assert after == "<p>Trước.</p>\n<ul>\n<li>Một</li>\n<li>Hai</li>\n</ul>\n<p>Sau.</p>"
    wait_until(lambda: stored(form) == "<p>Trước.</p>\n<p>Sau.</p>")


def test_the_button_changes_old_letters_of_the_whole_text(form):
    set_data(form, OLD)
    press(form, "legacy")
    form.click(f"{DIALOG} [value=convert]")

    wait_until(lambda: stored(form) == NEW)


def test_the_button_says_when_there_are_none(form):
    set_data(form, NEW)
    press(form, "legacy")

    assert lines(form) == [said(form, "none")]


def test_a_word_file_is_opened_as_a_draft(desk):
    make_identity()
    desk.goto("/quan-tri/articles/article/docx/")
    file = word_file(p("Tên bài", "Title"), p("Lời."))
    desk.set_input_files("[name=file]", {"name": "a.docx", "mimeType": "application/zip", "buffer": file.read()})
    desk.click(".step-page button")

    desk.wait_for_selector(TEXT)
    assert (desk.input_value("[name=title]"), stored(desk)) == ("Tên bài", "<p>Lời.</p>")
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(("name", "viewport"), [("1280", DESKTOP), ("390", PHONE)])
def test_axe_finds_nothing_on_report_dialog_and_page(form, name, viewport):
    form.set_viewport_size(viewport)
    paste(form, (FOLDER / "word_bao_cao.html").read_text(), "x")
    lines(form)
    screenshot(form, f"paste-report-{name}")
    found = [violations(form)]
    show_in(form, "dark")
    found.append(violations(form))
    show_in(form, "light")
    paste(form, (FOLDER / "word_vntime.html").read_text(), "x")
    form.wait_for_selector(DIALOG)
    screenshot(form, f"paste-dialog-{name}")
    found.append(violations(form))
    form.keyboard.press("Escape")
    form.evaluate("window.onbeforeunload = null")
    form.goto("/quan-tri/articles/article/docx/")
    screenshot(form, f"docx-{name}")
    found.append(violations(form))

    assert found == [[], [], [], []]
