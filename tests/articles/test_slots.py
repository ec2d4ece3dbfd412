"""Which article stands in which slot of a front, at which moment: what editors placed, and what fills itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import slots, workflow
from articles.models import Article, Placement
from tests.factories import at, make_article, make_draft, make_section, make_topic

pytestmark = pytest.mark.django_db
NOW = at("2026-11-21", 10)
HOUR = timedelta(hours=1)


def make_articles(count, **fields):
    """Published articles, the first the newest."""
    return [make_article(title=f"Tin {n}", published_at=NOW - timedelta(days=n + 1), **fields) for n in range(count)]


def put(article, position=1, starts_at=NOW - HOUR, ends_at=None, front=None):
    """A placement as it lies in the database, whatever the steps would have said."""
    return Placement.objects.create(
        **slots.columns_of(front), article=article, position=position, starts_at=starts_at, ends_at=ends_at
    )


def titles(front=None, now=NOW):
    return [slot.article.title for slot in slots.current(front, now) if slot.article]


def test_what_nobody_filled_shows_the_newest_featured_and_then_the_newest():
    make_articles(6)
    Article.objects.filter(title__in=["Tin 2", "Tin 5"]).update(is_featured=True)

    assert titles() == ["Tin 2", "Tin 5", "Tin 0", "Tin 1", "Tin 3"]


def test_sections_and_topics_fill_themselves_with_their_newest():
    section, other = make_section("Kinh tế"), make_section("Y tế")
    below = make_section("Nông nghiệp", parent=section)
    topic = make_topic()
    make_article(title="Xa", section=other.pk, published_at=NOW - HOUR)
    make_article(title="Cũ, nổi bật", section=section.pk, published_at=NOW - 3 * HOUR, is_featured=True)
    make_article(title="Dưới", section=below.pk, published_at=NOW - 2 * HOUR, topics=[topic.pk])

    assert titles(section) == ["Dưới", "Cũ, nổi bật"]
    assert titles(topic) == ["Dưới"]


def test_what_an_editor_placed_stands_in_its_slot_and_the_others_fill_around_it():
    articles = make_articles(7)
    put(articles[6], position=2)
    put(articles[5], position=4)

    assert titles() == ["Tin 0", "Tin 6", "Tin 1", "Tin 5", "Tin 2"]


def test_a_placed_article_is_not_filled_in_again():
    articles = make_articles(6, is_featured=True)
    put(articles[1], position=5)

    assert titles() == ["Tin 0", "Tin 2", "Tin 3", "Tin 4", "Tin 1"]


def test_an_article_placed_twice_stands_in_the_first_of_its_slots():
    articles = make_articles(6)
    put(articles[5], position=2)
    put(articles[5], position=3)

    assert titles() == ["Tin 0", "Tin 5", "Tin 1", "Tin 2", "Tin 3"]


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "is_there"),
    [
        (NOW, None, True),
        (NOW - HOUR, NOW + HOUR, True),
        (NOW + timedelta(seconds=1), None, False),
        (NOW - HOUR, NOW, False),
        (NOW - HOUR, NOW + timedelta(seconds=1), True),
    ],
)
def test_a_placement_stands_from_its_beginning_until_its_end(starts_at, ends_at, is_there):
    articles = make_articles(6)
    put(articles[5], starts_at=starts_at, ends_at=ends_at)

    assert titles()[0] == ("Tin 5" if is_there else "Tin 0")


def test_of_several_in_one_slot_the_one_that_began_last_stands_there():
    articles = make_articles(7)
    put(articles[5], starts_at=NOW - HOUR)
    put(articles[6], starts_at=NOW - 2 * HOUR)

    assert titles()[0] == "Tin 5"


def test_what_has_an_end_covers_what_has_none_and_gives_the_slot_back():
    articles = make_articles(7)
    put(articles[5], starts_at=NOW - 2 * HOUR)
    put(articles[6], starts_at=NOW - HOUR, ends_at=NOW + HOUR)

    assert (titles()[0], titles(now=NOW + HOUR)[0]) == ("Tin 6", "Tin 5")


def test_what_was_followed_does_not_come_back_when_its_follower_is_withdrawn():
    articles = make_articles(7)
    put(articles[5], starts_at=NOW - 2 * HOUR)
    put(articles[6], starts_at=NOW - HOUR)

    workflow.withdraw(articles[6], by=None, reason="Sai", now=NOW)

    assert titles()[0] == "Tin 0"


def test_a_withdrawn_an_ended_and_a_trashed_article_leave_their_slots():
    articles = make_articles(8)
    for position, article in enumerate(articles[5:], start=1):
        put(article, position=position)
    workflow.withdraw(articles[5], by=None, reason="Sai")
    Article.objects.filter(pk=articles[6].pk).update(expires_at=NOW)
    workflow.trash(workflow.withdraw(articles[7], by=None, reason="Sai"), by=None, reason="Trùng")

    assert titles() == ["Tin 0", "Tin 1", "Tin 2", "Tin 3", "Tin 4"]


def test_a_scheduled_article_takes_its_slot_when_it_goes_up():
    articles = make_articles(6)
    put(articles[5], starts_at=NOW - HOUR)
    later = make_article(title="Hẹn giờ", published_at=NOW + 2 * HOUR)
    put(later, starts_at=NOW - 2 * HOUR)

    assert (titles()[0], titles(now=NOW + 2 * HOUR)[0]) == ("Tin 5", "Hẹn giờ")


def test_an_article_that_left_its_section_or_topic_leaves_its_slot_there():
    section, other, topic = make_section("Kinh tế"), make_section("Y tế"), make_topic()
    placed = make_article(title="Chuyển đi", section=section.pk, topics=[topic.pk])
    newest = make_article(title="Ở lại", section=section.pk, topics=[topic.pk])
    put(placed, front=section)
    put(placed, front=topic)
    now = timezone.now()
    before = (titles(section, now), titles(topic, now))

    Article.objects.filter(pk=placed.pk).update(section=other)
    placed.topics.clear()

    assert before == (["Chuyển đi", "Ở lại"], ["Chuyển đi", "Ở lại"])
    assert (titles(section, now), titles(topic, now)) == ([newest.title], [newest.title])


def test_fronts_know_nothing_of_each_other():
    section, topic = make_section(), make_topic()
    articles = make_articles(6, section=section.pk, topics=[topic.pk])
    put(articles[5], front=section)
    put(articles[4], front=topic)

    first = [slots.current(front, NOW)[0].article.title for front in (None, section, topic)]

    assert first == ["Tin 0", "Tin 5", "Tin 4"]


def test_fewer_articles_than_slots_leave_the_last_ones_empty():
    make_articles(2)
    make_draft(title="Nháp")

    found = slots.current(None, NOW)

    assert [(slot.position, slot.article and slot.article.title) for slot in found] == [
        (1, "Tin 0"),
        (2, "Tin 1"),
        (3, None),
        (4, None),
        (5, None),
    ]


def test_an_empty_site_has_empty_slots():
    assert [slot.article for slot in slots.current(None, NOW)] == [None] * slots.SLOTS


def test_the_slots_cost_the_same_queries_with_few_and_with_many_placements(django_assert_num_queries):
    articles = make_articles(6)
    put(articles[5])
    with django_assert_num_queries(4):  # placements, featured, newest, their rows
        slots.current(None, NOW)

    Placement.objects.bulk_create(
        Placement(article=articles[n % 6], position=n % 5 + 1, starts_at=NOW - n * HOUR) for n in range(500)
    )

    with django_assert_num_queries(4):
        slots.current(None, NOW)
