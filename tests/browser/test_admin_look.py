"""Django's own pages in the newsroom's look: axe finds nothing, nothing sticks out, one button is filled."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Attachment, Tag
from tests.factories import (
    make_attachment,
    make_draft,
    make_identity,
    make_photo,
    make_section,
    make_shell,
    make_source,
    make_tag,
    make_topic,
    make_user,
)

from .accessibility import violations
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PAGES = (
    "list",
    "list-with-filters",
    "list-without-rows",
    "list-that-finds-nothing",
    "form",
    "form-with-choices",
    "account",
    "role",
    "shells",
    "shell",
    "attachment",
    "attachment-down",
    "deletion",
    "history",
    "history-empty",
    "app",
    "password",
)
NONE_FILLED = {"history", "history-empty", "app"}
LONG = "Phiếu đăng ký tiêm phòng dại cho chó, mèo năm 2026 của các thôn Bến Đò, Đồng Sậy và Cầu Đá"
# The background of each button of the page itself; those of the bar at the top are not asked for.
FILLED = """() => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.background = "var(--accent)";
    const accent = getComputedStyle(probe).backgroundColor;
    probe.remove();
    const buttons = document.querySelectorAll("#content :is(button, input[type=submit], a)");
    const isFilled = (one) => one.checkVisibility() && getComputedStyle(one).backgroundColor === accent;
    return [...buttons].filter(isFilled).length;
}"""
STICKS_OUT = "document.documentElement.scrollWidth - innerWidth"
LEFT = "(selector) => Math.round(document.querySelector(selector).getBoundingClientRect().left)"


@pytest.fixture
def root(site):
    return make_user(role=None)


@pytest.fixture
def addresses(site, root):
    make_identity()
    section, tag = make_section("Chỉ đạo điều hành của Đảng uỷ và Uỷ ban nhân dân xã"), make_tag("tiêm phòng")
    make_section("Kinh tế", parent=section)
    attachment = make_attachment(LONG, uploaded_by=root)
    gone = make_attachment("Lịch cũ", uploaded_by=root)
    Attachment.objects.filter(pk=gone.pk).update(
        taken_down_at=gone.uploaded_at, taken_down_by=root, take_down_reason="Nhầm tệp."
    )
    shell, topic, photo, source = make_shell(section=section), make_topic(), make_photo(), make_source()
    LogEntry.objects.create(
        user=root,
        content_type=ContentType.objects.get_for_model(Tag),
        object_id=tag.pk,
        object_repr=tag.name,
        action_flag=CHANGE,
        change_message='[{"changed": {"fields": ["tên"]}}]',
    )

    def of(model, page, *args):
        return reverse(f"admin:{model}_{page}", args=args)

    return {
        "list": of("articles_section", "changelist"),
        "list-with-filters": f"{of('articles_attachment', 'changelist')}?go=0",
        "list-without-rows": of("portal_banner", "changelist"),
        "list-that-finds-nothing": f"{of('articles_tag', 'changelist')}?q=không+có",
        "form": of("articles_section", "change", section.pk),
        "form-with-choices": of("articles_topic", "change", topic.pk),
        "account": of("auth_user", "change", root.pk),
        "role": of("auth_group", "change", Group.objects.first().pk),
        "shells": of("articles_shell", "changelist"),
        "shell": of("articles_shell", "change", shell.pk),
        "attachment": of("articles_attachment", "change", attachment.pk),
        "attachment-down": of("articles_attachment", "change", gone.pk),
        "deletion": of("articles_source", "delete", source.pk),
        "history": of("articles_tag", "history", tag.pk),
        "history-empty": of("articles_photo", "history", photo.pk),
        "app": reverse("admin:app_list", args=["articles"]),
        "password": reverse("admin:password_change"),
    }


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_a_stock_page_and_one_button_is_filled(open_browser, root, addresses, name, viewport):
    page = open_browser(viewport, user=root)
    page.goto(addresses[name])
    page.locator("#content details").evaluate_all("all => all.forEach((one) => (one.open = true))")

    found, filled = [], []
    for scheme in ("light", "dark"):
        show_in(page, scheme)
        screenshot(page, f"stock-{name}-{viewport['width']}-{scheme}")
        found += [f"{scheme} {violation}" for violation in violations(page)]
        filled.append(page.evaluate(FILLED))

    assert found == []
    assert filled == ([0, 0] if name in NONE_FILLED else [1, 1])
    assert page.evaluate(STICKS_OUT) <= 0


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_before_the_login_and_one_button_is_filled(open_browser, site, viewport):
    make_identity()
    page = open_browser(viewport)
    page.goto(reverse("admin:login"))

    found, filled = [], []
    for scheme in ("light", "dark"):
        show_in(page, scheme)
        screenshot(page, f"stock-login-{viewport['width']}-{scheme}")
        found += [f"{scheme} {violation}" for violation in violations(page)]
        filled.append(page.evaluate(FILLED))

    assert (found, filled) == ([], [1, 1])
    assert page.evaluate(STICKS_OUT) <= 0


@pytest.mark.parametrize("name", ["list-with-filters", "account", "attachment", "shell", "history"])
def test_the_way_here_begins_where_the_heading_does_on_every_screen(open_browser, root, addresses, name):
    page = open_browser(user=root)
    page.goto(addresses[name])
    starts, over = [], []

    for width in (320, 390, 820, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        starts.append((page.evaluate(LEFT, ".breadcrumbs li"), page.evaluate(LEFT, "h1")))
        over.append(page.evaluate(STICKS_OUT))

    assert [here for here, _heading in starts] == [heading for _here, heading in starts]
    assert max(over) <= 0
    assert page.evaluate(STICKS_OUT) <= 0


def test_a_list_is_a_table_on_a_wide_screen_and_cards_with_labels_on_a_phone(open_browser, root, addresses):
    page = open_browser(user=root)
    page.goto(addresses["list-with-filters"])
    row = page.get_by_role("row").nth(1)
    labels = "(cells) => cells.map((cell) => cell.dataset.label)"
    boxes = "(cells) => cells.map((cell) => Math.round(cell.getBoundingClientRect().top))"
    heads = page.get_by_role("columnheader").all_inner_texts()

    wide = row.locator("td").evaluate_all(boxes)
    page.set_viewport_size(PHONE)
    narrow = row.locator("td").evaluate_all(boxes)

    assert len(set(wide)) == 1
    assert narrow == sorted(set(narrow))
    assert row.locator("th, td").evaluate_all(labels) == heads
    assert page.get_by_role("rowheader").all_inner_texts() == [LONG]
    assert page.get_by_role("columnheader").all_inner_texts() == heads


def test_a_list_without_scripts_scrolls_in_its_own_frame(open_browser, root, addresses):
    page = open_browser(PHONE, user=root, java_script_enabled=False)
    page.goto(addresses["list-with-filters"])

    frame = page.locator(".results")

    assert frame.evaluate("(one) => one.scrollWidth > one.clientWidth")
    assert page.evaluate(STICKS_OUT) <= 0


def test_a_list_is_narrowed_and_widened_again_by_keys_alone(open_browser, root, addresses):
    page = open_browser(PHONE, user=root)
    page.goto(addresses["list-with-filters"])

    page.locator(".list-filter summary").first.focus()
    page.keyboard.press("Enter")
    page.locator(".list-filter[open] a").nth(2).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    narrowed = page.get_by_role("rowheader").all_inner_texts()
    page.locator(".list-filters > a").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert narrowed == ["Lịch cũ"]
    assert page.get_by_role("rowheader").all_inner_texts() == ["Lịch cũ", LONG]
    assert page.locator("h1").inner_text() == page.locator(".breadcrumbs [aria-current]").inner_text()


def test_the_side_of_a_story_shell_shows_all_that_it_holds(open_browser, root, addresses):
    page = open_browser(DESKTOP, user=root)
    page.goto(addresses["shell"])
    side = page.locator(".write-side")

    assert side.evaluate("(one) => one.scrollHeight - one.clientHeight") == 0
    assert side.evaluate("(one) => [...one.querySelectorAll('[name]')].at(-1).name") == "is_active"
    expect(page.locator(".related-widget-wrapper")).to_have_count(0)


def test_a_heading_in_the_editor_of_a_shell_looks_as_in_an_article(open_browser, root):
    shell, draft = make_shell(body="<h2>Địa điểm</h2>"), make_draft(body="<h2>Địa điểm</h2>")
    page = open_browser(DESKTOP, user=root)

    looks = []
    for one in (shell, draft.article):
        page.goto(reverse(f"admin:articles_{one._meta.model_name}_change", args=[one.pk]))
        style = page.locator(".cke_wysiwyg_div h2").evaluate_handle("getComputedStyle")
        looks.append(style.evaluate("(one) => [one.borderTopWidth, one.fontSize]"))

    assert looks == [["0px", "20px"]] * 2
    assert page.locator(".cke_combo_text").evaluate("(one) => one.scrollWidth - one.clientWidth") == 0
