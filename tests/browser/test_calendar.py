"""The calendar in a real browser: moved by keys, by a date field, by a drag; published from there; for everybody."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles import workflow
from articles.models import Article, Revision, SpecialDay
from tests.factories import at, make_article, make_draft, make_identity, make_user

from .accessibility import violations
from .newsroom import TEXT
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

DAY = timedelta(days=1)
MONDAY = date(2030, 11, 18)
SAID = "[data-said] .note"


@pytest.fixture
def scheduled(site):
    make_identity()
    return make_article(published_at=at("2030-11-20", 7).isoformat(), title="Lịch tiêm chủng tháng 12")


def open_week(page, view="tuan"):
    page.goto(f"{reverse('admin:calendar')}?xem={view}&ngay={MONDAY}")


def entry(page, kind, thing):
    return page.locator(f"#muc-{kind}-{thing.pk}")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def planned(editor, when, title="Bản mới"):
    article = make_article(title="Bài đang đăng")
    live, seen = workflow.live_revision(article), workflow.last_public_step(article)
    draft = workflow.save_draft(article, live.content | {"title": title}, by=editor, based_on=live, seen=seen)
    return workflow.plan(draft, by=editor, at=when)


def test_an_entry_is_moved_by_keys_told_and_taken_back(desk, scheduled):
    open_week(desk)
    link = entry(desk, "len", scheduled).locator("[data-link]")
    link.focus()

    desk.keyboard.press("Alt+ArrowRight")
    expect(desk.locator(SAID)).to_contain_text("21/11/2030")
    expect(link).to_be_focused()
    a_day_on = fresh(scheduled).published_at
    desk.keyboard.press("Alt+ArrowDown")
    expect(desk.locator(SAID)).to_contain_text("28/11/2030")
    expect(link).to_be_focused()
    a_week_on = fresh(scheduled).published_at
    desk.locator("[data-undo] button").click()
    expect(desk.locator(SAID)).to_contain_text("21/11/2030")

    assert (a_day_on, a_week_on) == (at("2030-11-21", 7), at("2030-11-28", 7))
    assert fresh(scheduled).published_at == at("2030-11-21", 7)
    assert desk.locator("[data-said]").get_attribute("role") == "status"


def test_arrow_keys_go_from_entry_to_entry_and_day_to_day(desk, scheduled):
    second = make_article(published_at=at("2030-11-20", 9).isoformat(), title="Cùng ngày")
    third = make_article(published_at=at("2030-11-22", 9).isoformat(), title="Hai ngày sau")
    open_week(desk)
    entry(desk, "len", scheduled).locator("[data-link]").focus()

    visited = []
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp"):
        desk.keyboard.press(key)
        visited.append(desk.evaluate("document.activeElement.closest('[data-entry]').dataset.entry"))
    in_tab_order = desk.locator("[data-link][tabindex='0']").count()

    names = [f"len-{each.pk}" for each in (second, third, third, scheduled)]
    assert visited == [*names, names[-1]]
    assert in_tab_order == 1


def test_an_entry_is_moved_by_the_date_field(desk, scheduled):
    open_week(desk)
    box = entry(desk, "len", scheduled)
    box.locator("summary").click()

    box.locator("[name=at]").fill("08:30 23/11/2030")
    box.locator("button[value=doi]").click()

    expect(desk.locator(SAID)).to_contain_text("08:30 23/11/2030")
    assert fresh(scheduled).published_at == at("2030-11-23", 8, 30)


def test_a_day_that_makes_no_sense_is_said_and_nothing_moves(desk, scheduled):
    open_week(desk)
    box = entry(desk, "len", scheduled)
    box.locator("summary").click()

    box.locator("[name=at]").fill("hôm nào đó")
    box.locator("button[value=doi]").click()

    expect(desk.locator(f"{SAID}.is-error")).to_have_count(1)
    assert fresh(scheduled).published_at == at("2030-11-20", 7)


def test_an_entry_is_dragged_to_another_day(desk, scheduled):
    open_week(desk)

    entry(desk, "len", scheduled).drag_to(desk.locator("[data-day='2030-11-22']"))

    expect(desk.locator(SAID)).to_contain_text("22/11/2030")
    assert fresh(scheduled).published_at == at("2030-11-22", 7)


def test_an_article_and_a_new_version_are_published_from_the_calendar(desk, editor, scheduled):
    revision = planned(editor, at("2030-11-21", 6))
    open_week(desk)

    for kind, thing in (("len", scheduled), ("thay", revision)):
        box = entry(desk, kind, thing)
        box.locator("summary").click()
        box.locator("button[value=ngay]").click()
        expect(box).to_have_count(0)

    assert fresh(scheduled).is_public
    assert Article.objects.get(pk=revision.article_id).title == "Bản mới"


def test_everything_works_without_scripts(open_browser, editor, scheduled):
    page = open_browser(user=editor, java_script_enabled=False)
    open_week(page)
    box = entry(page, "len", scheduled)

    box.locator("summary").click()
    with page.expect_navigation():
        box.locator("button[name=days][value='1']").click()
    moved = fresh(scheduled).published_at
    with page.expect_navigation():
        page.locator("[data-undo] button").click()

    assert (moved, fresh(scheduled).published_at) == (at("2030-11-21", 7), at("2030-11-20", 7))


def test_what_may_not_be_moved_says_so(open_browser, scheduled):
    reporter = make_user("Phóng viên")
    own = make_draft(by=reporter, title="Bài của tôi")
    workflow.submit(own, by=reporter, due_on=date(2030, 11, 20))
    page = open_browser(user=reporter)
    open_week(page)

    entry(page, "duyet", own).locator("[data-link]").focus()
    page.keyboard.press("Alt+ArrowRight")

    expect(page.locator(SAID)).to_have_count(1)
    assert fresh(own).due_on == date(2030, 11, 20)


def test_a_new_version_is_planned_in_the_form_by_way_of_the_check(desk, editor):
    make_identity()
    article = make_article(title="Giá nước sạch")
    desk.goto(reverse("admin:articles_article_change", args=[article.pk]))
    desk.wait_for_selector(TEXT)
    desk.fill("[name=title]", "Giá nước sạch, có bảng")

    desk.click("[data-schedule] summary")
    desk.locator("[data-schedule] [name=_plan]").first.click()
    desk.wait_for_selector("[data-check-dialog][open] [name=_plan]")
    with desk.expect_navigation():
        desk.click("[data-check-dialog] [name=_plan]")

    (revision,) = Revision.objects.planned()
    assert (revision.title, revision.planned_by) == ("Giá nước sạch, có bảng", editor)
    assert timezone.localtime(revision.apply_at).strftime("%H:%M") == "07:00"
    assert fresh(article).title == "Giá nước sạch"
    expect(desk.locator("[data-plan]")).to_have_count(1)


@pytest.fixture
def busy(editor, scheduled):
    """A week with something of every kind, late things among it, and a day off."""
    make_article(published_at=at("2026-01-01").isoformat(), expires_at=at("2030-11-20", 17).isoformat())
    late = planned(editor, timezone.now() + DAY, title="Bản không lên được")
    failure = "Bài đã bị gỡ khỏi trang."
    Revision.objects.filter(pk=late.pk).update(plan_failure=failure, apply_at=at("2026-11-18", 6))
    planned(editor, at("2030-11-19", 6))
    for number in range(40):
        make_draft(title=f"Bài chờ duyệt số {number} về lịch tiếp công dân của Chủ tịch Uỷ ban nhân dân xã")
    for revision in Revision.objects.filter(title__startswith="Bài chờ").order_by("pk")[:33]:
        workflow.submit(revision, by=None, due_on=date(2030, 11, 21), assignee=editor)
    workflow.set_review_day(scheduled, by=None, on=date(2030, 11, 22))
    SpecialDay.objects.create(day=date(2030, 11, 20), name="Nghỉ bù ngày Nhà giáo Việt Nam")
    SpecialDay.objects.create(day=date(2030, 11, 23), name="Làm bù", is_working=True)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("view", ["tuan", "thang", "ngay"])
def test_axe_finds_nothing_on_the_calendar_and_it_fits(open_browser, editor, busy, view, viewport):
    page = open_browser(viewport, user=editor)

    found = []
    for day in ("2030-11-21", "2026-11-18"):
        page.goto(f"{reverse('admin:calendar')}?xem={view}&ngay={day}")
        for scheme in ("light", "dark"):
            show_in(page, scheme)
            page.locator(".calendar-steps").last.evaluate("(one) => (one.open = true)")
            screenshot(page, f"calendar-{view}-{day[:4]}-{viewport['width']}-{scheme}")
            found += [f"{day} {scheme} {violation}" for violation in violations(page)]
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    assert found == []
