"""A leader without an account approves, returns and comments on a phone; an editor makes the link."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles import workflow
from articles.models import Note, ReviewLink
from articles.states import RevisionState, Step
from tests.factories import make_article, make_draft, make_identity, make_photo, make_revision

from .accessibility import PUBLIC_RULES, RULES, violations
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SMALL_PHONE = {"width": 360, "height": 740}
READER = "Ông Nguyễn Văn An, Chủ tịch UBND xã"
BODY = "".join(
    f"<p>Đoạn {number}: Uỷ ban nhân dân xã mời bà con các thôn dự họp bàn về đường nước sạch, mở rộng đường"
    " liên thôn và lịch thu gom rác thải sinh hoạt trong quý tới.</p>"
    for number in range(1, 9)
)
ROWS = "<thead><tr><th>Thôn</th><th>Giờ</th></tr></thead><tbody><tr><td>Đình</td><td>19:30</td></tr></tbody>"
BODY += f"<table>{ROWS}</table>"


@pytest.fixture
def link(site, editor):
    make_identity()
    revision = make_revision(
        RevisionState.IN_REVIEW,
        title="Xã Thanh Lâm Hạ họp dân bàn về đường nước sạch và đường liên thôn",
        lead="Tối thứ Sáu, Uỷ ban nhân dân xã họp với bà con các thôn.",
        body=BODY,
        cover=make_photo(alt="Cuộc họp tại nhà văn hoá", caption="Toàn cảnh", credit="Quốc Khánh").pk,
    )
    return linked(revision, editor)


def linked(revision, editor):
    ends_at = timezone.now() + timedelta(days=3)
    found, token = workflow.link_for(revision, by=editor, reader=READER, ends_at=ends_at)
    found.address = reverse("articles:review", args=[token])
    return found


def decision(link):
    return ReviewLink.objects.get(pk=link.pk).decision


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no-script"])
def test_a_leader_approves_with_two_taps(open_browser, link, with_script):
    page = open_browser(SMALL_PHONE, has_touch=True, java_script_enabled=with_script)
    page.goto(link.address)
    taps = 0

    for button in (".bar summary.is-approve", ".bar button.is-approve"):
        page.locator(button).tap()
        taps += 1
    expect(page.locator(".decided")).to_be_visible()

    assert (decision(link), taps) == ("approved", 2)


def test_a_finger_that_taps_the_same_place_twice_approves_nothing(open_browser, link):
    page = open_browser(SMALL_PHONE, has_touch=True)
    page.goto(link.address)
    box = page.locator(".bar summary").first.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    page.touchscreen.tap(*middle)
    page.touchscreen.tap(*middle)
    page.wait_for_load_state()

    assert decision(link) == ""


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no-script"])
def test_a_leader_returns_the_text_with_a_reason(open_browser, link, with_script):
    page = open_browser(SMALL_PHONE, has_touch=True, java_script_enabled=with_script)
    page.goto(link.address)

    page.locator(".bar summary").nth(1).tap()
    page.locator("#reason").fill("Nêu rõ giờ họp của thôn Đình.")
    page.locator("button[value=return]").tap()
    expect(page.locator(".decided")).to_be_visible()

    event = link.revision.article.events.get(step=Step.SEND_BACK)
    assert (decision(link), event.note) == ("returned", "Nêu rõ giờ họp của thôn Đình.")


def test_one_panel_closes_the_other(open_browser, link):
    page = open_browser(SMALL_PHONE, has_touch=True)
    page.goto(link.address)

    page.locator(".bar summary").nth(0).tap()
    page.locator(".bar summary").nth(1).tap()

    assert page.locator(".bar details[open]").count() == 1
    expect(page.locator("#reason")).to_be_visible()


def test_a_tap_on_a_passage_leads_to_a_note_on_it(open_browser, link):
    page = open_browser(SMALL_PHONE, has_touch=True)
    page.goto(link.address)

    page.locator(".body > p").nth(2).tap()
    page.locator(".note-here").tap()
    expect(page.locator("#text")).to_be_focused()
    page.locator("#text").fill("Ghi rõ kinh phí.")
    page.locator("button[value=note]").tap()
    expect(page.locator(".remarks [role=status]")).to_be_visible()

    note = Note.objects.get()
    assert (note.quote[:7], note.text, note.on_behalf) == ("Đoạn 3:", "Ghi rõ kinh phí.", READER)


def test_every_passage_that_can_be_tapped_is_the_one_in_the_list(open_browser, link):
    page = open_browser(SMALL_PHONE)
    page.goto(link.address)

    offered = page.locator("#passage option").evaluate_all("all => all.slice(2).map((one) => one.value)")
    children = page.locator(".body > *").count()

    assert offered == [str(number) for number in range(1, children + 1)]


def test_a_note_is_left_without_a_script(open_browser, link):
    page = open_browser(SMALL_PHONE, java_script_enabled=False)
    page.goto(link.address)

    page.locator("#passage").select_option("2")
    page.locator("#text").fill("Bổ sung số hộ.")
    page.locator("button[value=note]").click()
    expect(page.locator(".remarks [role=status]")).to_be_visible()

    assert Note.objects.get().quote.startswith("Đoạn 2:")


def test_all_of_the_page_but_its_photos_comes_in_60_kilobytes(open_browser, link):
    page = open_browser(SMALL_PHONE)
    sizes = []
    page.on("response", lambda response: sizes.append((response.url, len(response.body()))))
    page.goto(link.address, wait_until="networkidle")

    assert not any("/fonts/" in address for address, _size in sizes)
    assert sum(size for address, size in sizes if "/media/" not in address) <= 60_000


VIEWPORTS = {"small": SMALL_PHONE, "phone": PHONE, "desktop": DESKTOP}


def problems(page, name, rules=PUBLIC_RULES):
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{overflow} pixels too wide"] if overflow > 0 else []
    for scheme in ("light", "dark"):
        show_in(page, scheme)
        screenshot(page, f"review-{name}-{page.viewport_size['width']}-{scheme}")
        found += [f"{scheme} {violation}" for violation in violations(page, rules)]
    return found


@pytest.mark.parametrize("viewport", VIEWPORTS.values(), ids=VIEWPORTS)
def test_the_pages_of_a_link_fit_and_are_accessible(open_browser, editor, link, viewport):
    article = make_article(title="Lịch họp", body="<p>Họp thứ Hai.</p><p>Mời bà con.</p>")
    second = linked(workflow.submit(make_draft(article, title="Lịch họp", body="<p>Họp thứ Ba.</p>"), by=None), editor)
    page = open_browser(viewport)
    page.watch.expected = {404, 410}
    found = []

    page.goto(link.address)
    found += problems(page, "text")
    page.locator(".bar summary").nth(0).click()
    found += problems(page, "approve")
    page.locator(".bar summary").nth(1).click()
    found += problems(page, "return")
    page.goto(second.address)
    page.locator(".changes summary").click()
    found += problems(page, "changes")
    workflow.approve_by_link(second)
    page.goto(second.address)
    found += problems(page, "decided")
    workflow.end_link(link, by=editor)
    page.goto(link.address)
    found += problems(page, "ended")
    page.goto("/duyet/khong-co/")
    found += problems(page, "unknown")

    assert found == []


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_an_editor_makes_a_link_in_the_form_and_copies_the_words(open_browser, editor, site, viewport):
    make_identity()
    draft = make_draft(title="Họp dân thôn Đình")
    page = open_browser(viewport, user=editor, permissions=["clipboard-read", "clipboard-write"])
    page.goto(reverse("admin:articles_article_change", args=[draft.article_id]))

    page.locator("#gui-duyet summary").click()
    page.locator("#review-link-reader").fill(READER)
    page.locator("button[form=review-link-new]").click()
    page.locator("[data-copy=letter]").click()
    expect(page.locator("[data-copy-status]")).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()")
    found = problems(page, "made", rules=RULES)
    page.locator(".form-actions a").click()
    page.locator("#gui-duyet").scroll_into_view_if_needed()
    screenshot(page, f"review-box-{viewport['width']}")

    assert READER in copied and "/duyet/" in copied
    assert (ReviewLink.objects.get().reader, found) == (READER, [])
    expect(page.locator("#gui-duyet .share-links > li")).to_have_count(1)
