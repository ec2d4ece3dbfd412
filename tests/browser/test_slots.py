"""The slots of the front pages in a real browser: dragging, keys, clicks, and everybody's access to them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles import slots
from articles.models import Placement
from tests.factories import make_article, make_identity, make_photo, make_section, make_topic

from .accessibility import violations
from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SCREEN = "/quan-tri/trang-nhat/"
PREVIEW = f"{SCREEN}xem-truoc/"
HOUR = timedelta(hours=1)
FIRST = ".candidate[data-article='{}'] .slot-first"


@pytest.fixture
def articles(site):
    make_identity()
    section, cover = make_section("Chỉ đạo điều hành của Đảng uỷ và Uỷ ban nhân dân xã").pk, make_photo().pk
    now = timezone.now()
    return [
        make_article(
            title=f"Uỷ ban nhân dân xã thông báo lịch tiêm chủng mở rộng cho trẻ em, đợt {n}",
            section=section,
            cover=cover if n % 2 else None,
            published_at=now - (n + 1) * HOUR,
        )
        for n in range(8)
    ]


def standing(front=None):
    """The numbers of the articles that editors placed, by slot."""
    return {position: int(one.article.title.split()[-1]) for position, one in slots.standing(front).items()}


def drag(page, source, target):
    with page.expect_navigation():
        page.locator(source).first.drag_to(page.locator(target))


def test_an_article_is_dragged_into_the_first_slot(desk, articles):
    desk.goto(SCREEN)

    drag(desk, f".candidate[data-article='{articles[6].pk}'] .help", "[data-slot='1']")

    assert standing() == {1: 6}
    expect(desk.locator("#o-1")).to_be_focused()
    expect(desk.locator("[role=status]").first).to_contain_text("đợt 6")


def test_slots_are_put_in_order_by_dragging(desk, articles):
    for position in (1, 2, 3):
        slots.place(None, position, articles[position], by=None)
    desk.goto(SCREEN)

    drag(desk, "#o-3 .slot-number", "#o-1")
    after_first = standing()
    drag(desk, "#o-4 .slot-number", "#o-2")

    assert after_first == {1: 3, 2: 1, 3: 2}
    assert standing() == {1: 3, 2: 0, 3: 1, 4: 2}


def test_slots_are_put_in_order_by_keys(desk, articles):
    for position in (1, 2, 3):
        slots.place(None, position, articles[position], by=None)
    desk.goto(SCREEN)
    desk.focus("#o-3 .slot-title")

    found = []
    for key in ("ArrowUp", "ArrowUp", "ArrowDown"):
        with desk.expect_navigation():
            desk.keyboard.press(f"Alt+{key}")
        desk.wait_for_load_state()
        found.append(standing())

    assert found == [{1: 1, 2: 3, 3: 2}, {1: 3, 2: 1, 3: 2}, {1: 1, 2: 3, 3: 2}]
    expect(desk.locator("#o-2")).to_be_focused()


def test_a_story_stands_first_after_one_click(desk, articles):
    desk.goto(SCREEN)

    with desk.expect_navigation():
        desk.click(FIRST.format(articles[5].pk))

    assert standing() == {1: 5}
    expect(desk.locator("#o-1 .slot-title")).to_contain_text("đợt 5")


def test_everything_goes_without_scripts(open_browser, editor, articles):
    page = open_browser(user=editor, java_script_enabled=False)
    page.goto(SCREEN)

    page.click(FIRST.format(articles[5].pk))
    page.click("#o-1 [data-down]")
    page.click("#o-2 .slot-times summary")
    page.fill("#o-2 [name=ends_at]", timezone.localtime(timezone.now() + 5 * HOUR).strftime("%H:%M %d/%m/%Y"))
    page.click("#o-2 .slot-times button")
    placement = Placement.objects.get(ends_at__isnull=False)
    page.click("#o-2 form:has([value=remove]) button")

    assert placement.position == 2
    assert standing() == {}


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", ["slots", "slots-of-a-topic", "slots-preview"])
def test_axe_finds_nothing_on_the_slots_and_they_fit(open_browser, editor, articles, name, viewport):
    topic = make_topic("Phòng chống lũ")
    topic.articles.set(articles)
    now = timezone.now()
    later = make_article(title="Lịch cắt điện, đợt 9", published_at=(now + 20 * HOUR).isoformat())
    for front in (None, topic):
        slots.place(front, 1, articles[4], by=editor, ends_at=now + 9 * HOUR)
        slots.place(front, 2, articles[5], by=editor)
        slots.place(front, 2, articles[6], by=editor, starts_at=now + HOUR, ends_at=now + 2 * HOUR)
    slots.place(None, 1, later, by=editor)
    page = open_browser(viewport, user=editor)
    tomorrow = timezone.localtime(now + 24 * HOUR).strftime("%H:%M %d/%m/%Y")
    page.goto(
        {
            "slots": SCREEN,
            "slots-of-a-topic": f"{SCREEN}?dong-su-kien={topic.pk}",
            "slots-preview": f"{PREVIEW}?luc={tomorrow}",
        }[name]
    )
    page.locator("#content details").evaluate_all("all => all.forEach((one) => (one.open = true))")

    found = []
    for scheme in ("light", "dark"):
        show_in(page, scheme)
        screenshot(page, f"{name}-{viewport['width']}-{scheme}")
        found += [f"{scheme} {violation}" for violation in violations(page)]

    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
