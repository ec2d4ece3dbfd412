"""An editor's moves in the article form, found by name and class: the words on the screen may be in any language."""

import time

from articles.admin.article import USUAL
from tests.factories import make_draft, picture_bytes

WRITE = "a.write-new"
TEXT = ".cke_wysiwyg_div"
OK = ".cke_dialog_ui_button_ok:visible"
CHECK = "[data-check-dialog][open]"


def make_usual(section, editor):
    """Let a section be the one that an editor always writes for: the form of a new article picks it by itself."""
    for number in range(USUAL):
        make_draft(by=editor, title=f"Bài trước {number}", section=section.pk)


def open_form(page, article=None):
    page.goto(f"/quan-tri/articles/article/{f'{article.pk}/change' if article else 'add'}/")
    page.wait_for_selector(TEXT)


def ask(page, button="_publish"):
    """Press a button of the form that first asks for a look at the check."""
    page.click(f"[data-article-form] [name={button}]")
    page.wait_for_selector(f"{CHECK} [data-confirm]")


def publish(page):
    """Publish by way of the check."""
    ask(page)
    with page.expect_navigation():
        page.click(f"{CHECK} [name=_publish]")


def wait_until(is_so, seconds=10.0):
    """Wait for something that the page does behind our back; return how long it took."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, "it did not come about"
        time.sleep(0.02)
    return time.monotonic() - began


def press(page, button):
    """Press a button of the toolbar. The editor looks where the caret is five times a second; we are faster."""
    page.evaluate("CKEDITOR.instances.id_body.selectionChange(true)")
    page.click(f".cke_button__{button}")


def dialog_field(page, name):
    """A field of the open dialog; the editor numbers their ids, so it is asked for the one behind the name."""
    page.wait_for_selector(".cke_dialog:visible")
    found = page.evaluate(
        """(name) => {
            const element = CKEDITOR.dialog.getCurrent().getContentElement("info", name);
            return (element.getInputElement() || element.getElement()).getId();
        }""",
        name,
    )
    return page.locator(f"[id='{found}']")


def agree(page):
    """Press a dialog's OK."""
    page.click(OK)
    page.wait_for_selector(".cke_dialog", state="hidden")


def caret_to_end(page):
    """Put the caret behind everything, as a click into the empty space below the text does."""
    page.evaluate(
        """() => {
            const editor = CKEDITOR.instances.id_body;
            const range = editor.createRange();
            range.moveToElementEditEnd(editor.editable());
            range.select();
        }"""
    )


def get_data(page):
    return page.evaluate("CKEDITOR.instances.id_body.getData()")


def set_data(page, html):
    page.evaluate(
        "(html) => new Promise((done) => CKEDITOR.instances.id_body.setData(html, { callback: () => done() }))", html
    )


def upload_photo(picker, *, alt, caption="", credit=""):
    """Upload a photo in the picker's window, which hands it back and closes."""
    picker.set_input_files("[name=file]", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes()})
    picker.fill("[name=alt]", alt)
    picker.fill("[name=caption]", caption)
    picker.fill("[name=credit]", credit)
    with picker.expect_event("close"):
        picker.click(".picker-upload button")
