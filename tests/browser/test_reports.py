"""The reports in a real browser: their actions without scripts, and everybody's access to them."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles import reports
from articles.models import Article, BrokenLink, DailyViews, Photo
from tests.factories import at, make_article, make_identity, make_photo, make_section, make_topic

from .accessibility import violations
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

DAY = timedelta(days=1)
BODY = '<p><a href="/dong-su-kien/le-hoi-lang/">Lễ hội</a> <a href="http://may-chu/van-ban.pdf">Văn bản</a></p>'
PAGES = {
    "index": ("reports", ""),
    "due": ("reports_stale", ""),
    "old": ("reports_stale", "loai=lau"),
    "links": ("reports_links", ""),
    "photos": ("reports_photos", ""),
    "reading": ("reports_reading", ""),
    "year": ("reports_reading", "ky=365"),
    "wrong": ("reports_reading", "ky=ngay&tu_ngay=31/02/2026"),
}


@pytest.fixture
def aged(site):
    """A site with something in each report."""
    cache.clear()
    make_identity()
    section = make_section("Chỉ đạo điều hành của Đảng uỷ và Uỷ ban nhân dân xã").pk
    photo = make_photo(alt="")
    made = [
        make_article(
            title=f"Uỷ ban nhân dân xã thông báo lịch tiêm chủng mở rộng cho trẻ em, đợt {number}",
            body=BODY,
            section=section,
            cover=photo.pk,
            published_at=at("2022-01-01", number).isoformat(),
        )
        for number in range(4)
    ]
    today = timezone.localdate()
    Article.objects.update(updated_at=None)
    Article.objects.filter(pk__in=[one.pk for one in made[:2]]).update(review_on=today - DAY)
    for number, article in enumerate(made):
        DailyViews.objects.create(article=article, day=today - (number + 1) * DAY, count=40 * number + 3)
    Article.objects.update(counted_views=1)
    reports.scan_links(timezone.now())
    return made


def address(name):
    page, query = PAGES[name]
    return f"{reverse(f'admin:{page}')}?{query}"


def test_an_article_is_noted_as_looked_at_with_one_click(desk, aged):
    desk.goto(address("due"))

    desk.locator(".report-row").first.get_by_role("button").click()

    expect(desk.locator(".report-row")).to_have_count(1)
    expect(desk.locator("[role=status] .success")).to_be_visible()
    assert Article.objects.get(pk=aged[0].pk).review_on > timezone.localdate() + 150 * DAY


def test_a_mended_link_goes_from_the_list(desk, aged):
    make_topic()
    desk.goto(address("links"))
    row = desk.locator(".report-row", has_text="le-hoi-lang").first

    row.get_by_role("button").click()

    expect(desk.locator(".report-row")).to_have_count(7)
    assert BrokenLink.objects.filter(address="/dong-su-kien/le-hoi-lang/").count() == 3


def test_words_are_written_beside_the_photo(desk, aged):
    desk.goto(address("photos"))
    desk.locator("[name$=-alt]").fill("Trẻ em chờ tiêm ở trạm y tế")
    desk.locator("[name$=-credit]").fill("Thu Hiền")

    desk.locator(".form-actions button").click()

    expect(desk.locator(".words-row")).to_have_count(0)
    assert list(Photo.objects.values_list("alt", "credit")) == [("Trẻ em chờ tiêm ở trạm y tế", "Thu Hiền")]


def test_the_figures_of_the_chart_are_read_as_a_table(desk, aged):
    desk.goto(address("reading"))

    desk.locator(".report-table summary").click()

    expect(desk.get_by_role("table").get_by_role("row")).to_have_count(31)
    expect(desk.get_by_role("table").get_by_role("row").last.get_by_role("cell")).to_have_text("3")


def test_a_file_is_saved_as_it_is_narrowed(desk, aged):
    desk.goto(address("due"))

    with desk.expect_download() as saved:
        desk.locator("a[download]").click()

    assert saved.value.suggested_filename == f"can-xem-lai-{timezone.localdate():%Y-%m-%d}.csv"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_the_reports_and_they_fit(open_browser, editor, aged, name, viewport):
    page = open_browser(viewport, user=editor)
    page.watch.expected = {400}
    page.goto(address(name))
    page.evaluate("document.querySelectorAll('details.report-table').forEach((each) => { each.open = true })")

    found = []
    for scheme in ("light", "dark"):
        show_in(page, scheme)
        found += [f"{scheme} {violation}" for violation in violations(page)]
    screenshot(page, f"reports-{name}-{viewport['width']}")

    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
