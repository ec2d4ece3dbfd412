"""An article that has come down by itself gives up its slots, as of that moment; prolonged, it is placed again."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import slots, workflow
from articles.models import Article, ContentVersion, Placement, PlacementEvent
from articles.wording import stamp
from tests.factories import at, make_article, make_draft, make_section, make_user

pytestmark = pytest.mark.django_db

NOW = at("2026-11-21", 10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def ending():
    """An article that comes down in an hour."""
    return make_article(title="Mời họp", published_at=NOW - 2 * DAY, expires_at=NOW + HOUR)


def prolong(article):
    """Publish a version of an article without an end."""
    return workflow.publish(make_draft(article, title="Mời họp lại", expires_at=None), by=None)


def placed(front=None):
    return {position: one.article.title for position, one in slots.standing(front).items()}


def told():
    events = PlacementEvent.objects.select_related("article").order_by("pk")
    return [(event.step, event.article.title, event.position, event.note, event.at, event.by) for event in events][1:]


ENDED = ("removed", "Mời họp", 1, PlacementEvent.EXPIRED, NOW + HOUR, None)


def test_the_regular_work_ends_its_places_as_of_the_moment_it_came_down(ending, clock):
    placement = slots.place(None, 1, ending, by=None)
    clock.move_to(NOW + 3 * HOUR)
    version = ContentVersion.objects.get().number

    counts = [slots.end_with_articles() for _run in range(2)]

    placement.refresh_from_db()
    assert (counts, placement.ends_at) == ([1, 0], NOW + HOUR)
    assert told() == [ENDED]
    assert ContentVersion.objects.get().number == version + 1


@pytest.mark.parametrize("has_worker", [True, False], ids=["worker", "no worker"])
def test_prolonged_it_does_not_take_its_slot_back(ending, clock, has_worker):
    slots.place(None, 1, ending, by=None)
    clock.move_to(NOW + HOUR)
    gone = placed()
    clock.move_to(NOW + 2 * HOUR)
    if has_worker:
        slots.end_with_articles()

    article = prolong(ending)

    assert (gone, placed(), article.is_public) == ({}, {}, True)
    assert [step[:4] for step in told()] == [("removed", "Mời họp lại", 1, PlacementEvent.EXPIRED)]


def test_a_plan_that_brings_it_back_gives_no_slot_back_either(ending, clock):
    editor = make_user()
    slots.place(None, 1, ending, by=None)
    workflow.plan(make_draft(ending, title="Mời họp lại", expires_at=None), by=editor, at=NOW + 2 * HOUR)
    clock.move_to(NOW + 3 * HOUR)

    count = workflow.apply_due()

    assert (count, Article.objects.get(pk=ending.pk).is_public, placed()) == (1, True, {})


def test_prolonged_before_it_came_down_it_keeps_its_slot(ending, clock):
    slots.place(None, 1, ending, by=None)
    workflow.move_end(ending, by=None, at=None)
    clock.move_to(NOW + 2 * HOUR)

    assert (slots.end_with_articles(), placed()) == (0, {1: "Mời họp"})


def test_what_it_followed_does_not_come_back(ending, clock):
    slots.place(None, 1, make_article(title="Tin cũ", published_at=NOW - DAY), by=None)
    slots.place(None, 1, ending, by=None, starts_at=NOW + HOUR / 2)
    clock.move_to(NOW + 2 * HOUR)

    slots.end_with_articles()

    assert placed() == {}
    assert set(Placement.objects.values_list("ends_at", flat=True)) == {NOW + HOUR}


def test_what_an_editor_placed_there_since_stays(ending, clock):
    slots.place(None, 1, ending, by=None)
    clock.move_to(NOW + 2 * HOUR)
    slots.place(None, 1, make_article(title="Tin mới", published_at=NOW - DAY), by=None)

    slots.end_with_articles()
    prolong(ending)

    assert placed() == {1: "Tin mới"}


def test_a_place_with_an_end_of_its_own_stays(ending, clock):
    slots.place(None, 1, ending, by=None, ends_at=NOW + 5 * HOUR)
    clock.move_to(NOW + 2 * HOUR)

    count = slots.end_with_articles()
    prolong(ending)

    assert (count, placed()) == (0, {1: "Mời họp lại"})


def test_its_places_on_every_front_end_and_those_to_come_are_gone(ending, clock):
    section = make_section("Văn hoá")
    Article.objects.filter(pk=ending.pk).update(section=section)
    slots.place(None, 1, ending, by=None)
    slots.place(section, 2, ending, by=None)
    slots.place(None, 3, ending, by=None, starts_at=NOW + 2 * HOUR)
    clock.move_to(NOW + HOUR)

    count = slots.end_with_articles()

    assert count == 1
    assert list(Placement.objects.order_by("pk").values_list("position", "ends_at")) == [
        (1, NOW + HOUR),
        (2, NOW + HOUR),
    ]


@pytest.mark.parametrize(
    ("leave", "note", "at_"),
    [
        (lambda article: slots.end_with_articles(NOW + HOUR), PlacementEvent.EXPIRED, NOW + HOUR),
        (lambda article: workflow.withdraw(article, by=None, reason="Sai"), PlacementEvent.GONE, NOW),
    ],
    ids=["ended", "withdrawn"],
)
def test_the_screen_says_why_a_place_has_ended(client, ending, clock, leave, note, at_):
    slots.place(None, 1, ending, by=None)
    leave(ending)
    clock.move_to(NOW + 2 * HOUR)
    client.force_login(make_user())

    event = client.get(reverse("admin:slots")).context["events"][0]

    assert (event.note, stamp(event.at)) == (note, stamp(at_))
    words = {PlacementEvent.EXPIRED: _("it has come down by itself"), PlacementEvent.GONE: "bài đã gỡ"}
    assert event.words == words[note]


def test_looking_for_ended_articles_costs_one_query_where_there_is_none(ending, django_assert_num_queries):
    slots.place(None, 1, ending, by=None)

    with django_assert_num_queries(1):
        slots.end_with_articles()
