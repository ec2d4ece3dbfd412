"""Two people in one article, each in a window of their own: they see each other, and neither loses the other's work."""

import pytest
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from articles import workflow
from articles.models import Article, Event, Revision
from articles.states import RevisionState, Status, Step
from tests.factories import (
    make_article,
    make_draft,
    make_identity,
    make_photo,
    make_section,
    make_source,
    make_tag,
    make_user,
    picture_bytes,
)

from .newsroom import TEXT, get_data, open_form, set_data
from .watching import DESKTOP, PHONE, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PATIENCE = 45_000
SEEN_WITHIN = 15_000
TAKEN = (
    "title", "slug", "lead", "body", "section", "cover", "bylines", "source", "tags", "is_featured",
    "comments_allowed", "published_at", "expires_at",
)  # fmt: skip


@pytest.fixture
def hien(open_browser, site):
    make_identity()
    return window_of(open_browser, "Thu Hiền", "hien")


@pytest.fixture
def khanh(open_browser, site):
    return window_of(open_browser, "Quốc Khánh", "khanh")


def window_of(open_browser, name, username):
    user = make_user(username=username, first_name=name)
    page = open_browser(user=user)
    page.context.set_default_timeout(PATIENCE)
    page.context.set_default_navigation_timeout(PATIENCE)
    page.user = user
    return page


def look(page, name):
    """Keep pictures of a stage as it looks on a desk and on a phone."""
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        screenshot(page, f"two-{name}-{viewport['width']}")


def follow(page, press):
    """Do what leads to another form, and wait until that is there."""
    with page.expect_navigation():
        press()
    page.wait_for_selector(TEXT)


def save(page):
    follow(page, lambda: page.click("[name=_save]"))


def confirming_button(page):
    """Press "Publish" and return the button of the check that opens."""
    page.click("[name=_publish]")
    button = page.locator("[data-check-dialog][open] button[data-confirm][form=article_form]")
    button.wait_for()
    return button


def unfold_all(page):
    page.locator(".write-side details").evaluate_all("all => all.forEach((one) => (one.open = true))")


def messages(page, kind):
    return page.locator(f".messagelist .{kind}").all_inner_texts()


# --- They see each other ---------------------------------------------------------------------------------------------


def test_each_sees_the_other_by_name_and_what_the_other_has_not_saved(hien, khanh):
    article = make_article()
    open_form(hien, article)
    open_form(khanh, article)

    expect(khanh.locator("[data-presence-list]")).to_contain_text("Thu Hiền", timeout=SEEN_WITHIN)
    expect(hien.locator("[data-presence-list]")).to_contain_text("Quốc Khánh", timeout=SEEN_WITHIN)
    calm = hien.locator("[data-presence-list]").inner_text()
    khanh.click("[name=lead]")
    khanh.keyboard.type("Đang viết. ")
    expect(hien.locator("[data-presence-list]")).not_to_have_text(calm, timeout=SEEN_WITHIN)
    look(hien, "seen")

    assert hien.locator("[data-presence-list] a").count() == 0


def test_what_the_other_saved_is_announced_with_a_link_to_the_differences(hien, khanh):
    article = make_article(title="Tên cũ")
    open_form(hien, article)
    open_form(khanh, article)

    khanh.fill("[name=title]", "Tên của Khánh")
    save(khanh)
    link = hien.locator("[data-presence-list] a")
    link.wait_for(timeout=SEEN_WITHIN)
    look(hien, "announced")
    with hien.expect_popup() as popup:
        link.click()
    compare = popup.value

    expect(compare.locator(".difference ins").first).to_contain_text("Khánh")
    assert hien.input_value("[name=title]") == "Tên cũ"  # the form stays as it was


# --- They save at once -----------------------------------------------------------------------------------------------


@pytest.fixture
def theirs():
    """Content that differs from what make_article publishes in every field of the form."""
    return {
        "title": "Tên của Khánh",
        "slug": "ten-cua-khanh",
        "lead": "Mở đầu của Khánh.\n\nDòng hai.",
        "body": "<p>Câu của Khánh.</p>\n<ul>\n<li>Một</li>\n</ul>",
        "section": make_section("Xã hội").pk,
        "source": make_source().pk,
        "cover": make_photo(alt="Ảnh của Khánh").pk,
        "tags": sorted([make_tag("nước sạch").pk, make_tag("xây dựng").pk]),
        "bylines": [
            {"author": None, "name": "Quốc Khánh", "position": "Phóng viên", "organisation": "Đài xã"},
            {"author": None, "name": "Thu Hiền", "position": "", "organisation": ""},
            {"author": None, "name": "Minh Đạt", "position": "", "organisation": ""},
        ],
        "is_featured": True,
        "comments_allowed": "no",
        "published_at": "2026-01-05T00:00:00+00:00",
        "expires_at": "2036-11-22T00:00:00+00:00",
    }


def conflict(hien, khanh, article, theirs):
    """Both open the article; Khánh saves `theirs`, then Hiền saves and lands on the page with both."""
    open_form(hien, article)
    hien.fill("[name=title]", "Tên của Hiền")
    hien.fill("[name=lead]", "Mở đầu của Hiền.")
    set_data(hien, "<p>Câu của Hiền.</p>")
    unfold_all(hien)
    hien.fill("[name=tags]", "giao thông")
    hien.locator("[name=bylines-name]").first.fill("Thu Hiền")
    make_draft(article, by=khanh, **theirs)
    save(hien)


def test_the_second_save_shows_both_and_each_field_can_be_taken_over(hien, khanh, theirs):
    cover = make_photo(picture_bytes((300, 200)), alt="Ảnh cũ")
    article = make_article(title="Tên cũ", section=make_section("Kinh tế").pk, cover=cover.pk)
    conflict(hien, khanh.user, article, theirs)
    mine, saved = Revision.objects.newest_first()[:2]
    offered = hien.locator("[data-take]").evaluate_all("all => all.map((one) => one.dataset.take)")
    (warning,) = messages(hien, "warning")
    heading = hien.locator("[data-merge] > h2").inner_text()
    title = hien.locator(".difference:has([data-take=title])")
    shown = title.locator("del").inner_text(), title.locator("ins").inner_text()
    look(hien, "conflict")

    for name in TAKEN:
        hien.click(f"[data-take={name}]")
    expect(hien.locator(TEXT)).to_contain_text("Câu của Khánh.")
    assert hien.locator("[data-take]:enabled").count() == 0
    unfold_all(hien)
    look(hien, "all-taken")
    save(hien)

    assert len(messages(hien, "success")) == 1
    assert sorted(offered) == sorted(TAKEN)
    assert ("Quốc Khánh" in warning, "Quốc Khánh" in heading) == (True, True)
    assert ("Hiền" in shown[0], "Khánh" in shown[1]) == (True, True)
    both = Revision.objects.newest_first().first()
    assert {name: both.content[name] for name in TAKEN} == {name: saved.content[name] for name in TAKEN}
    assert (both.based_on, both.merges, list(Revision.objects.open())) == (saved, mine, [both])
    assert both.writers == sorted([hien.user.pk, khanh.user.pk])
    assert hien.locator("[data-merge]").count() == 0


def test_what_is_not_taken_over_stays_as_it_was_written(hien, khanh, theirs):
    article = make_article(title="Tên cũ", section=make_section("Kinh tế").pk)
    conflict(hien, khanh.user, article, theirs)

    hien.click("[data-take=lead]")
    hien.click("[data-take=section]")
    hien.click("[data-take=is_featured]")
    save(hien)

    both = Revision.objects.newest_first().first()
    taken = {name: both.content[name] for name in ("lead", "section", "is_featured")}
    assert taken == {name: theirs[name] for name in taken}
    assert (both.title, both.content["body"], both.content["cover"]) == ("Tên của Hiền", "<p>Câu của Hiền.</p>", None)
    assert [row["name"] for row in both.content["bylines"]] == ["Thu Hiền"]
    assert list(Revision.objects.open()) == [both]


def test_a_text_that_is_taken_over_is_kept_like_one_that_is_typed(hien, khanh, theirs):
    """Taken over and not yet saved, the page is left: the newsroom holds the merged text."""
    article = make_article(title="Tên cũ")
    conflict(hien, khanh.user, article, theirs)
    hien.click("[data-take=body]")
    expect(hien.locator(TEXT)).to_contain_text("Câu của Khánh.")
    hien.wait_for_selector(".write-side [data-save-state=saved]")

    open_form(hien, article)

    assert "Câu của Khánh." in get_data(hien)
    assert hien.input_value("[name=title]") == "Tên của Hiền"
    save(hien)
    both = Revision.objects.newest_first().first()
    assert (both.merges is None, list(Revision.objects.open())) == (False, [both])


# --- One goes ahead of the other -------------------------------------------------------------------------------------


def test_a_form_from_before_a_publication_does_not_publish_over_it(hien, khanh):
    """Two versions were begun; one went up meanwhile."""
    article = make_article(title="Tên cũ")
    make_draft(article, by=hien.user, title="Bản chờ")
    open_form(hien, article)
    hien.fill("[name=lead]", "Mở đầu viết trong khi ấy.")

    khanh.goto(f"/quan-tri/articles/article/{article.pk}/change/?ban=dang")
    khanh.wait_for_selector(TEXT)
    khanh.fill("[name=title]", "Tên đã sửa")
    button = confirming_button(khanh)
    follow(khanh, button.click)
    button = confirming_button(hien)
    follow(hien, button.click)
    look(hien, "stale")

    article.refresh_from_db()
    why = _("The live version was changed in the meantime. Look at it before you publish yours.")
    refusal = _("Your text is kept as a draft but is not published. %(why)s") % {"why": why}
    assert (article.title, article.events.filter(step=Step.PUBLISH).count()) == ("Tên đã sửa", 2)
    assert (messages(hien, "success"), messages(hien, "error")) == ([], [refusal])
    assert hien.input_value("[name=lead]") == "Mở đầu viết trong khi ấy."
    assert Revision.objects.newest_first().first().content["lead"] == "Mở đầu viết trong khi ấy."
    follow(hien, confirming_button(hien).click)  # looked at, and meant
    article.refresh_from_db()
    assert (article.title, article.lead) == ("Bản chờ", "Mở đầu viết trong khi ấy.")


def test_a_save_into_the_trash_keeps_the_text_in_the_form(hien, khanh):
    draft = make_draft(by=hien.user)
    article = draft.article
    open_form(hien, article)
    set_data(hien, "<p>Viết cả buổi.</p>")
    hien.fill("[name=title]", "Tên viết cả buổi")

    open_form(khanh, article)
    with khanh.expect_navigation():
        khanh.click("a[href$='/thung-rac/']")
    look(khanh, "trash")
    with khanh.expect_navigation():
        khanh.click(".step-page button")
    save(hien)
    look(hien, "saved-into-the-trash")

    article.refresh_from_db()
    assert (article.status, Revision.objects.count()) == (Status.TRASHED, 1)
    assert (hien.locator("[data-errors]").is_visible(), hien.locator("[data-rescue]").is_visible()) == (True, False)
    assert hien.locator("[name=bylines-name]").count() == 2
    assert (hien.input_value("[name=title]"), get_data(hien).strip()) == ("Tên viết cả buổi", "<p>Viết cả buổi.</p>")

    workflow.undelete(article, by=None)
    save(hien)
    assert Revision.objects.newest_first().first().title == "Tên viết cả buổi"


def test_a_double_click_on_publish_publishes_once(hien):
    make_section()
    draft = make_draft(by=hien.user, title="Đăng một lần")
    open_form(hien, draft.article)
    hien.fill("[name=lead]", "Mở đầu.")

    hien.dblclick("[name=_publish]")
    button = hien.locator("[data-check-dialog][open] button[data-confirm][form=article_form]")
    button.wait_for()
    follow(hien, lambda: button.dblclick())
    hien.wait_for_load_state("networkidle")

    steps = Event.objects.exclude(step=Step.SAVE_DRAFT).values_list("step", flat=True)
    assert (list(steps), Article.objects.count()) == ([Step.PUBLISH], 1)
    assert list(Revision.objects.values_list("state", flat=True).order_by("pk")) == [
        RevisionState.DRAFT,
        RevisionState.APPLIED,
    ]
    assert len(messages(hien, "success")) == 1
