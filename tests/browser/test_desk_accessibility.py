"""The editors' desk for everybody: axe finds nothing, no page is wider than the screen, and no mouse is needed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles import richtext, workflow
from articles.models import Article, DailyViews, Notice, UnsavedText
from articles.states import RevisionState
from portal.models import TickRun
from tests.factories import (
    make_article,
    make_author,
    make_comment,
    make_content,
    make_draft,
    make_identity,
    make_photo,
    make_revision,
    make_rules,
    make_section,
    make_source,
    make_user,
)

from .accessibility import violations
from .newsroom import TEXT, WRITE, ask, make_usual
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

NARROWEST = {"width": 320, "height": 640}
FORMS = ("form-new", "form", "form-live", "check", "check-stopped", "preview", "help", "conflict")
PAGES = (
    "dashboard",
    "dashboard-of-a-reporter",
    "list",
    *FORMS,
    "history",
    "compare",
    "journal",
    "send-back",
    "correct",
    "withdraw",
    "trash",
    "comments",
    "settings",
    "rules",
)
TITLE = "Uỷ ban nhân dân xã thông báo lịch tiêm chủng mở rộng cho trẻ em dưới sáu tuổi trên địa bàn"

# Where Tab has come to; and whether the element that had the focus before looked any different while it had it.
FOCUSED = """() => {
    const looks = (one) => {
        const style = getComputedStyle(one);
        const names = ["outline", "boxShadow", "borderColor", "backgroundColor", "textDecorationLine"];
        return names.map((name) => style[name]).join();
    };
    const last = window.lastFocused;
    const isHidden = last && looks(last.one) === last.looks ? last.html : null;
    let one = document.activeElement;
    if (one?.contentDocument?.activeElement?.matches(":not(body)")) one = one.contentDocument.activeElement;
    window.lastFocused = null;
    if (!one || one === document.body || one === document.documentElement) return { number: null, isHidden };
    const box = one.getBoundingClientRect();
    const isInView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    one.focusNumber ??= (window.focusNumbers = (window.focusNumbers ?? 0) + 1);
    const html = one.outerHTML.slice(0, 160);
    window.lastFocused = { one, html, looks: looks(one) };
    return { number: one.focusNumber, html, isSeen: isInView && box.width > 1 && box.height > 1, isHidden };
}"""


@pytest.fixture
def reporter(site):
    return make_user("Phóng viên", first_name="Nguyễn Thu Hiền")


@pytest.fixture
def addresses(site, editor, reporter):
    """The desk's pages on a busy day."""
    now = timezone.now()
    make_identity()
    make_rules(four_eyes=True, review_days=2)
    section = make_section("Chỉ đạo điều hành của Đảng uỷ và Uỷ ban nhân dân xã").pk
    make_section("Kinh tế"), make_source()
    body = richtext.clean(
        "<p>Đoạn đầu có <a href='/bai-viet/999-khong-co/'>một liên kết</a>.</p><ul><li>Một</li></ul>"
        "<table><tbody><tr><td>Hai</td><td>Ba</td></tr></tbody></table>"
    )
    byline = {"author": make_author().pk, "name": "Thu Hiền", "position": "Phóng viên", "organisation": ""}
    parts = {"section": section, "bylines": [byline], "cover": make_photo(credit="Thu Hiền").pk}
    begun = make_draft(by=reporter, title=TITLE, body="<p>Đoạn đầu.</p>", **parts)
    article = workflow.publish(begun, by=None)
    workflow.correct(article, by=editor, text="Bản đầu ghi nhầm ngày 12; đúng là ngày 21.")
    goes_on = {"published_at": article.published_at.isoformat(), "slug": article.slug}
    version = make_draft(article, by=reporter, title=f"{TITLE}, có bổ sung", body=body, **parts, **goes_on)
    workflow.submit(version, by=reporter, due_on=timezone.localdate() - timedelta(days=1))
    note = workflow.write_note(article, by=reporter, text="Số này lấy ở đâu?", revision=version, quote="Đoạn đầu")
    workflow.write_note(article, by=editor, text="Ở báo cáo tháng.", answers_to=note)
    workflow.write_note(article, by=reporter, text="Còn thiếu ảnh toàn cảnh.", revision=version)
    workflow.share(version, by=editor, ends_at=now + timedelta(days=3))
    workflow.name_version(version, by=editor, name="Bản sau họp giao ban")

    draft = make_draft(by=editor, title="Giá nước sạch từ tháng sau", **parts)
    shared = make_draft(by=reporter, title="Hai người cùng viết", **parts)
    mine, theirs = (
        workflow.save_draft(
            shared.article,
            make_content(title=f"Hai người cùng viết, bản của {who}", lead=f"{who} sửa.", **parts),
            by=user,
            based_on=shared,
            known=shared.pk,
        )
        for user, who in [(reporter, "phóng viên"), (editor, "biên tập viên")]
    )
    make_revision(RevisionState.RETURNED, by=reporter, reviewer=editor, title="Thiếu nguồn tin", **parts)
    make_revision(RevisionState.APPROVED, by=reporter, reviewer=editor, title="Đã duyệt, chờ đăng", **parts)
    waiting = make_revision(RevisionState.IN_REVIEW, by=reporter, title="Chờ duyệt", **parts)
    make_article(title="Lịch cắt điện", published_at=(now + timedelta(days=2)).isoformat(), **parts)
    UnsavedText.objects.create(user=editor, key="n1", form="1", title="Đang gõ dở", data={"title": ["Đang gõ dở"]})
    for text in ("Mỗi khối bao nhiêu tiền?", "Gọi cho tôi: 0901 234 567. " * 30):
        make_comment(article, text=text, flags=[["personal", ""]])
    DailyViews.objects.create(article=article, day=timezone.localdate() - timedelta(days=1), count=1234)
    Notice.objects.update(claimed_at=now - timedelta(hours=1), error="SMTP 554")
    TickRun.objects.create(
        pk=1, at=now - timedelta(days=2), failures=[{"job": "sending notices", "error": "SMTPException"}]
    )

    def of_article(name, one=article):
        return reverse(f"admin:articles_{name}", args=[one.pk])

    form = f"{of_article('article_change')}?ban={version.pk}"
    return {
        "dashboard": reverse("admin:index"),
        "dashboard-of-a-reporter": reverse("admin:index"),
        "list": reverse("admin:articles_article_changelist"),
        "form-new": reverse("admin:articles_article_add"),
        "form": form,
        "form-live": f"{of_article('article_change')}?ban=dang",
        "check": of_article("article_change", draft.article),
        "check-stopped": form,
        "preview": form,
        "help": form,
        "conflict": f"{of_article('article_change', shared.article)}?ban={theirs.pk}&voi={mine.pk}",
        "history": of_article("history"),
        "compare": f"{of_article('compare')}?tu=dang&den={version.pk}",
        "journal": reverse("admin:articles_event_changelist"),
        "send-back": of_article("send_back", waiting.article),
        "correct": of_article("correct"),
        "withdraw": of_article("withdraw"),
        "trash": of_article("trash", draft.article),
        "comments": reverse("admin:comments_comment_changelist"),
        "settings": reverse("admin:profile"),
        "rules": reverse("admin:articles_editorialrules_change", args=[1]),
    }


@pytest.fixture
def user_of(editor, reporter):
    """Who opens a page: a function of its name."""

    def choose(name):
        if name == "rules":
            return make_user("Quản trị")
        if name == "dashboard-of-a-reporter":
            return reporter
        return make_user("Thư ký toà soạn") if name == "check" else editor

    return choose


def open_page(page, name, address):
    page.goto(address)
    if name not in FORMS:
        page.locator("#content details").evaluate_all("all => all.forEach((one) => (one.open = true))")
        return
    page.wait_for_selector(TEXT)
    page.locator(".write-side details").evaluate_all("all => all.forEach((one) => (one.open = true))")
    if name == "check":
        ask(page)
    elif name == "check-stopped":
        ask(page, "_approve")
    elif name == "preview":
        page.click("[data-preview-toggle]")
        page.frame_locator("[data-preview-frame]").locator("h1").wait_for()
    elif name == "help":
        page.click("[data-help-toggle]")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_a_page_of_the_desk(open_browser, user_of, addresses, name, viewport):
    page = open_browser(viewport, user=user_of(name))
    open_page(page, name, addresses[name])

    found = []
    for scheme in ("light", "dark"):
        show_in(page, scheme)
        screenshot(page, f"desk-{name}-{viewport['width']}-{scheme}")
        found += [f"{scheme} {violation}" for violation in violations(page)]

    assert found == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_desk_fits_the_narrowest_screen(open_browser, user_of, addresses, name):
    page = open_browser(NARROWEST, user=user_of(name))
    open_page(page, name, addresses[name])
    screenshot(page, f"desk-{name}-320")

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


# --- Without a mouse --------------------------------------------------------------------------------------------------


def focused(page):
    """What has the focus, once the browser has drawn it: on a busy machine a frame may come late."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.evaluate(FOCUSED)


def tab_to(page, selector, most=150):
    """Press Tab until something has the focus; the focus may not get lost or stuck on the way."""
    before = None
    for _press in range(most):
        page.keyboard.press("Tab")
        now = focused(page)
        assert now["number"] != before, f"stuck at {now}"
        before = now["number"]
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("name", PAGES)
def test_tab_goes_through_a_page_of_the_desk_and_shows_where_it_is(open_browser, user_of, addresses, name):
    page = open_browser(user=user_of(name))
    open_page(page, name, addresses[name])
    visited, complaints = [], []

    for _press in range(300):
        page.keyboard.press("Tab")
        now = focused(page)
        if now["isHidden"]:
            complaints.append(f"looks the same with the focus: {now['isHidden']}")
        if now["number"] in visited and now["number"] is not None:
            break
        if visited and now["number"] is visited[-1] is None:
            complaints.append("the focus is lost")
            break
        visited.append(now["number"])
        if now["number"] and not now["isSeen"]:
            complaints.append(f"out of sight: {now['html']}")

    assert complaints == []
    assert now["number"] == next(filter(None, visited)), f"stuck at {now}"


def test_an_article_is_written_and_published_without_a_mouse(desk, editor):
    make_identity()
    make_usual(make_section("Kinh tế"), editor)
    desk.goto(reverse("admin:index"))

    tab_to(desk, WRITE)
    enter(desk)
    desk.wait_for_selector(TEXT)
    expect(desk.locator("[name=title]")).to_be_focused()
    desk.keyboard.type("Giá nước sạch")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Từ thứ hai.")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Nội dung.")
    tab_to(desk, "[name=_publish]")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-check-dialog] [data-confirm]")).to_be_focused()
    enter(desk)

    article = Article.objects.get(title="Giá nước sạch")
    assert (article.is_public, article.body) == (True, "<p>Nội dung.</p>")


def test_the_toolbar_and_the_way_out_of_lists_and_tables_need_no_mouse(desk):
    body = "<table><tbody><tr><td>Ô cuối</td></tr></tbody></table>"
    article = make_article(body=f"<p>Chữ</p><ul><li>Mục</li></ul>{body}")
    desk.goto(reverse("admin:articles_article_change", args=[article.pk]))
    desk.wait_for_selector(TEXT)
    desk.evaluate("CKEDITOR.instances.id_body.focus()")

    desk.keyboard.press("Alt+F10")
    in_toolbar = desk.evaluate("document.activeElement.matches('.cke_toolbar a, .cke_toolbar button')")
    focused(desk)
    desk.keyboard.press("Escape")
    expect(desk.locator(TEXT)).to_be_focused()
    unseen = focused(desk)["isHidden"]
    outside = []
    for place in ("li", "td"):
        desk.evaluate(
            """(place) => {
                const editor = CKEDITOR.instances.id_body;
                editor.focus();
                const range = editor.createRange();
                range.moveToElementEditEnd(editor.editable().findOne(place));
                range.select();
            }""",
            place,
        )
        desk.keyboard.press("F8")
        outside.append(desk.evaluate("!document.activeElement.closest('.cke')"))

    assert (in_toolbar, unseen) == (True, None)
    assert outside == [True, True]


def test_an_earlier_version_is_restored_without_a_mouse(desk, editor):
    article = make_article(title="Tên cũ")
    make_draft(article, by=editor, title="Tên mới")
    desk.goto(reverse("admin:articles_article_change", args=[article.pk]))
    desk.wait_for_selector(TEXT)

    tab_to(desk, "[data-history]")
    enter(desk)
    tab_to(desk, "form[action$='/khoi-phuc/'] button")
    enter(desk)
    desk.wait_for_selector(TEXT)

    assert desk.input_value("[name=title]") == "Tên cũ"


def test_a_text_is_returned_with_a_reason_without_a_mouse(desk, reporter):
    revision = make_revision(RevisionState.IN_REVIEW, by=reporter)
    desk.goto(reverse("admin:index"))

    tab_to(desk, f"[href^='{reverse('admin:articles_send_back', args=[revision.article_id])}']")
    enter(desk)
    if not desk.evaluate("document.activeElement.matches('[name=reason]')"):
        tab_to(desk, "[name=reason]")
    desk.keyboard.type("Thiếu nguồn tin.")
    tab_to(desk, ".step-page button")
    enter(desk)

    revision.refresh_from_db()
    assert (revision.state, revision.article.events.last().note) == (RevisionState.RETURNED, "Thiếu nguồn tin.")
