"""Documents from the hands of an editor to those of a reader: added, put in order by keys, published, downloaded."""

import pytest
from django.test import Client

from articles import attachments
from articles.models import Article, Attachment, Revision
from tests.articles.documents import make_attachment, make_ooxml, make_pdf
from tests.factories import make_article, make_identity, make_section, make_user

from .accessibility import PUBLIC_RULES, violations
from .newsroom import CHECK, ask, open_form, publish, set_data, wait_until
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

BOX = "[data-attachments]"
ROW = f"{BOX} [data-row]"
PLAN = {"name": "Kế hoạch.pdf", "mimeType": "application/pdf", "buffer": make_pdf("Kế hoạch")}
SHEET = {"name": "Biểu mẫu.xlsx", "mimeType": "application/octet-stream", "buffer": make_ooxml("xlsx")}


def open_box(page):
    page.locator("details", has=page.locator(BOX)).evaluate("(one) => (one.open = true)")


def titles(page):
    return page.locator(f"{ROW} [name=attachments-title]").evaluate_all("(all) => all.map((one) => one.value)")


def upload_both(page):
    open_box(page)
    page.set_input_files(f"{BOX} [data-file]", [PLAN, SHEET])
    wait_until(lambda: page.locator(ROW).count() == 2)


def test_two_files_are_added_put_in_order_by_keys_published_and_downloaded(desk):
    section = make_section()
    open_form(desk)
    desk.fill("[name=title]", "Tuyển sinh năm học mới")
    desk.fill("[name=lead]", "Đoạn mở đầu.")
    set_data(desk, "<p>Nội dung của bài viết.</p>")
    desk.select_option("[name=section]", str(section.pk))

    upload_both(desk)
    assert titles(desk) == ["Kế hoạch", "Biểu mẫu"]

    desk.locator(f"{ROW}:nth-child(2) [data-move=up]").focus()
    desk.keyboard.press("Enter")
    assert titles(desk) == ["Biểu mẫu", "Kế hoạch"]
    assert desk.evaluate("document.activeElement.dataset.move") == "up"
    assert desk.locator(f"{BOX} [data-said]").inner_text().count("Biểu mẫu") == 1

    desk.fill(f"{ROW}:nth-child(2) [name=attachments-title]", "Kế hoạch tuyển sinh")
    publish(desk)

    article = Article.objects.get()
    assert [row.title for row in article.attachments.all()] == ["Biểu mẫu", "Kế hoạch tuyển sinh"]
    desk.goto(article.get_absolute_url())
    with desk.expect_download() as waited:
        desk.click(".attachments a[download] >> nth=1")
    assert waited.value.suggested_filename == "ke-hoach.pdf"
    # The live server hands out media by itself; what a real one sends is asked for without it.
    sent = Client().get(article.attachments.last().attachment.url)
    assert sent["Content-Disposition"] == "attachment; filename=\"ke-hoach.pdf\"; filename*=UTF-8''ke-hoach.pdf"


def test_the_check_leads_to_the_very_document_that_was_taken_down(desk):
    kept, gone = make_attachment("Kế hoạch"), make_attachment("Danh sách")
    attached = [{"attachment": each.pk, "title": each.title} for each in (kept, gone)]
    article = make_article(section=make_section().pk, attachments=attached)
    attachments.take_down(gone, by=None, reason="Lộ số điện thoại")
    open_form(desk, article)

    ask(desk)
    desk.click(f"{CHECK} [data-jump=attachments]")

    assert desk.evaluate("document.activeElement.value") == "Danh sách"


def test_a_page_that_is_dropped_as_a_document_is_refused_in_words(desk):
    desk.watch.expected.add(400)
    open_form(desk)
    open_box(desk)
    carried = desk.evaluate_handle(
        """() => {
            const carried = new DataTransfer();
            carried.items.add(new File(["<html></html>"], "trang.pdf"));
            return carried;
        }"""
    )

    desk.dispatch_event(f"{BOX} [data-drop]", "drop", {"dataTransfer": carried})

    wait_until(lambda: desk.locator(f"{BOX} [data-said]").inner_text().startswith("“trang.pdf”"))
    assert (desk.locator(ROW).count(), Attachment.objects.count()) == (0, 0)


def test_a_document_is_chosen_from_the_library_and_removed_again(desk):
    make_attachment("Quyết định số 12", data=make_pdf("12"))
    open_form(desk)
    open_box(desk)

    desk.fill(f"{BOX} [data-search]", "quyết")
    desk.click(f"{BOX} [data-found] button")
    assert titles(desk) == ["Quyết định số 12"]
    desk.click(f"{BOX} [data-found] button")
    assert titles(desk) == ["Quyết định số 12"]

    desk.click(f"{ROW} [data-move=out]")
    assert titles(desk) == []
    assert desk.url.endswith("/add/")


def test_what_was_added_and_not_saved_is_there_again(desk):
    open_form(desk)
    desk.fill("[name=title]", "Bài đang viết dở")
    upload_both(desk)
    wait_until(lambda: "saved" in desk.locator("[data-save-state] >> nth=0").get_attribute("data-save-state"))
    key = desk.locator("[data-article-form]").get_attribute("data-key")

    desk.goto(f"/quan-tri/articles/article/add/?tiep={key}")

    assert titles(desk) == ["Kế hoạch", "Biểu mẫu"]
    assert not Revision.objects.exists()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_the_screens_are_for_everybody(open_browser, site, size):
    make_identity()
    desk = open_browser(user=make_user(None), viewport=size)
    files = [make_attachment("Kế hoạch", data=make_pdf("1")), make_attachment("Mẫu đơn", data=make_pdf("2"))]
    article = make_article(attachments=[{"attachment": file.pk} for file in files])
    gone = make_attachment("Danh sách", data=make_pdf("3"))
    attachments.take_down(gone, by=None, reason="Lộ thông tin cá nhân.")
    library = "/quan-tri/articles/attachment/"

    found = {}
    open_form(desk, article)
    open_box(desk)
    desk.focus(f"{BOX} [data-search]")
    wait_until(lambda: desk.locator(f"{BOX} [data-found] li").count() == 2)
    show_in(desk, "light")
    desk.locator(BOX).scroll_into_view_if_needed()
    screenshot(desk, f"attachments-form-{size['width']}")
    found["form"] = violations(desk)
    for name, address in {
        "library": library,
        "one": f"{library}{files[0].pk}/change/",
        "gone": f"{library}{gone.pk}/change/",
        "upload": f"{library}add/",
        "take-down": f"{library}{files[0].pk}/go/",
        "delete": f"{library}{gone.pk}/xoa/",
    }.items():
        desk.goto(address)
        screenshot(desk, f"attachments-{name}-{size['width']}")
        found[name] = violations(desk)
    reader = open_browser(viewport=size)
    for name, address in {"article": article.get_absolute_url(), "print": f"{article.get_absolute_url()}in/"}.items():
        reader.goto(address)
        screenshot(reader, f"attachments-{name}-{size['width']}")
        found[name] = violations(reader, PUBLIC_RULES)

    assert found == dict.fromkeys(found, [])
