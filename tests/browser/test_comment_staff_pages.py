"""The newsroom's other pages for comments: axe finds nothing, no page is wider than the screen, keys are enough."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from comments import moderation, privacy
from comments.models import BlockedTerm, Comment, PrivacyEvent, PrivateContact, Status
from tests.factories import make_answer, make_article, make_comment, make_identity, make_unit, make_user

from .accessibility import violations
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

NARROWEST = {"width": 320, "height": 640}
NUMBER = "0912 345 678"
TITLE = "Cống thoát nước trước số nhà mười hai đường Bến Đò tắc đã ba tháng, bao giờ được thông?"
LISTS = {
    "units": "/quan-tri/comments/unit/",
    "unit": "/quan-tri/comments/unit/add/",
    "rules": "/quan-tri/comments/commentrules/1/change/",
    "terms": "/quan-tri/comments/blockedterm/",
    "terms-add": "/quan-tri/comments/blockedterm/add/",
    "bans": "/quan-tri/comments/ban/",
    "privacy-log": "/quan-tri/comments/privacyevent/",
    "report": "/quan-tri/comments/unit/bao-cao/",
}
OWN = ("person", "person-found", "person-erase", "person-paper", "reveal", "terms-tried")


@pytest.fixture
def administrator(site):
    return make_user("Quản trị", last_name="Lê", first_name="Thu Hà")


@pytest.fixture
def newsroom(administrator):
    """Cases early, soon and late, one answered; a ban, accesses to personal data, and a comment that waits too long."""
    make_identity()
    article = make_article(title="Xã Thanh Lâm Hạ khởi công tuyến cống thoát nước dài hai ki-lô-mét qua bốn thôn")
    units = [make_unit("Trạm Y tế", administrator), make_unit("Phòng Kinh tế, Hạ tầng và Đô thị xã Thanh Lâm Hạ")]
    today = timezone.localdate()
    for days, unit in ((-9, units[1]), (-2, units[0]), (0, units[1]), (1, units[0]), (30, units[1])):
        sent = timezone.now() - timedelta(days=20)
        case = {"unit": unit, "routed_at": sent, "due_on": today + timedelta(days=days), "created_at": sent}
        make_comment(article, status=Status.APPROVED, title=TITLE, **case)
    make_answer(Comment.objects.filter(unit=units[0]).first(), unit=units[0])
    waiting = make_comment(
        article, title="Xin hỏi [đã che]", phone="+84912345678", created_at=timezone.now() - timedelta(days=9)
    )
    PrivateContact.objects.filter(comment=waiting).update(original={"title": f"Xin hỏi {NUMBER}"})
    moderation.ban(waiting, by=administrator, days=30, reason="Quảng cáo nhiều lần dưới các bài về giá đất.")
    privacy.reveal(waiting, by=administrator)
    return waiting


@pytest.fixture
def desk(open_browser, administrator, newsroom):
    return open_browser(user=administrator)


def find(page):
    page.goto(reverse("admin:comments_person"))
    page.fill("[name=who]", NUMBER)
    page.press("[name=who]", "Enter")
    page.wait_for_selector("#found")


def open_page(page, name, comment):
    """Bring a page to the state that is looked at."""
    if name in LISTS:
        page.goto(LISTS[name])
    elif name == "terms-tried":
        page.goto(LISTS["terms"])
        page.fill("[name=sentence]", "Ai cần vay nóng thì gọi, không thế chấp.")
        page.click(".staff-try button")
        page.wait_for_selector(".staff-try [role=status]")
        page.wait_for_load_state()
    elif name == "reveal":
        page.goto(LISTS["bans"])  # the desk's button is a form of this kind
        page.evaluate(
            """(address) => {
                const form = document.createElement("form");
                Object.assign(form, { method: "post", action: address });
                form.append(document.querySelector("[name=csrfmiddlewaretoken]").cloneNode());
                document.body.append(form);
                form.submit();
            }""",
            reverse("admin:comments_reveal", args=[comment.pk]),
        )
        page.wait_for_selector(".staff-facts")
    elif name == "person":
        page.goto(reverse("admin:comments_person"))
    else:
        find(page)
        if name != "person-found":
            page.fill("[name=request]", "Bà Hoa, đến trụ sở, trình căn cước")
            page.click(f"[value={'page' if name == 'person-paper' else 'erase'}]")
            page.wait_for_selector(".staff-paper" if name == "person-paper" else "#erase")


@pytest.mark.parametrize("name", [*LISTS, *OWN])
def test_axe_finds_nothing_on_wide_and_narrow_screens_in_light_and_dark(desk, newsroom, name):
    open_page(desk, name, newsroom)
    found = {}
    for width, viewport in (("wide", DESKTOP), ("phone", PHONE)):
        desk.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            show_in(desk, scheme)
            found[width, scheme] = violations(desk)
            screenshot(desk, f"staff-{name}-{width}-{scheme}")

    assert {case: lines for case, lines in found.items() if lines} == {}


@pytest.mark.parametrize("name", [*LISTS, *OWN])
def test_no_page_is_wider_than_a_narrow_screen(desk, newsroom, name):
    desk.set_viewport_size(NARROWEST)
    open_page(desk, name, newsroom)

    assert desk.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]


@pytest.mark.parametrize("name", ["privacy-log", "bans"])
def test_no_list_breaks_after_each_word_on_a_narrow_screen(desk, administrator, newsroom, name):
    moderation.lift(newsroom.bans.get(), by=administrator)
    privacy.export([newsroom], by=administrator, request="Bà Lê Thị Hoa, đến trụ sở, trình căn cước")
    PrivacyEvent.objects.create(kind="purge", count=12)
    desk.set_viewport_size(NARROWEST)
    open_page(desk, name, newsroom)

    lines = desk.evaluate(
        """() => [...document.querySelectorAll("#result_list tbody :is(td, th)")].map((cell) => {
            const words = cell.innerText.trim(), tops = new Set(), range = document.createRange();
            const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
                range.selectNodeContents(texts.currentNode);
                for (const box of range.getClientRects()) tops.add(Math.round(box.top));
            }
            return [words, words.split(/\\s+/).length, tops.size];
        })"""
    )

    assert [cell for cell, words, count in lines if words > 2 and count >= words] == []


def test_targets_are_large_enough(desk, newsroom):
    small = {}
    for name in ("report", "units", "bans", "privacy-log", *OWN):
        open_page(desk, name, newsroom)
        small[name] = desk.evaluate(
            """() => [...document.querySelectorAll("#content a, #content button, #content input:not([type=hidden])")]
                .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 80)])
                .filter(([box]) => box.width && (box.width < 24 || box.height < 24))
                .map(([, html]) => html)"""
        )

    assert {name: found for name, found in small.items() if found} == {}


def test_erasing_with_the_keyboard_alone(desk, newsroom):
    desk.goto(reverse("admin:comments_person"))
    desk.focus("[name=who]")
    desk.keyboard.type(NUMBER)
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#found")
    desk.focus("[name=request]")
    desk.keyboard.type("Bà Hoa, đến trụ sở")
    for _stop in range(3):
        desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#erase")
    asked = Comment.objects.get(pk=newsroom.pk).erased_at
    desk.focus("[name=request]")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".messagelist")

    assert asked is None
    assert Comment.objects.get(pk=newsroom.pk).erased_at is not None
    assert NUMBER not in desk.content()


def test_handing_out_downloads_a_file_and_leaves_a_trace(desk, newsroom):
    find(desk)
    desk.fill("[name=request]", "Bà Hoa, đến trụ sở")

    with desk.expect_download() as download:
        desk.click("[value=file]")

    assert download.value.suggested_filename.startswith("du-lieu-ca-nhan-")
    assert PrivacyEvent.objects.filter(kind="export", comment=newsroom).count() == 1


def test_all_of_it_works_without_javascript(open_browser, administrator, newsroom):
    BlockedTerm.objects.get_or_create(term="vay nóng")
    page = open_browser(user=administrator, java_script_enabled=False)

    page.goto(LISTS["bans"])
    page.click("button[formaction]")
    expect(page.locator(".messagelist li")).to_have_count(1)
    find(page)
    page.goto(LISTS["terms"])
    page.fill("[name=sentence]", "Ai cần vay nóng thì gọi.")
    page.click(".staff-try button")

    assert newsroom.bans.get().lifted_at is not None
    assert page.locator(".staff-try .chip").all_inner_texts() == ["vay nóng"]


def test_the_report_prints_without_the_frame_around_it(desk, newsroom):
    desk.goto(LISTS["report"])
    desk.emulate_media(media="print")

    assert [desk.locator(part).is_visible() for part in ("#header", ".journal-filter", ".staff-table")] == [
        False,
        False,
        True,
    ]
