"""Placing, moving, retiming and taking off: what each does to the slots, who may, and what is told of it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import slots, workflow
from articles.models import Article, ContentVersion, Placement, PlacementEvent
from articles.slots import steps
from articles.workflow import NotPossible, NotReady
from tests.factories import at, make_article, make_draft, make_profile, make_section, make_topic, make_user

pytestmark = pytest.mark.django_db
NOW = at("2026-11-21", 10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Step = PlacementEvent.Step


@pytest.fixture
def articles():
    """Tin 0 is the newest; Tin 5 and what follows stands on the front page only where somebody places it."""
    return [make_article(title=f"Tin {n}", published_at=NOW - (n + 1) * DAY) for n in range(12)]


def place(article, position=1, *, by=None, now=NOW - HOUR, front=None, **times):
    return slots.place(front, position, article, by=by, now=now, **times)


def placed(front=None, now=NOW):
    """What editors placed, by slot."""
    return {position: one.article.title for position, one in slots.standing(front, now).items()}


def told():
    return [
        (event.step, event.position, event.article.title, event.note)
        for event in PlacementEvent.objects.order_by("pk").select_related("article")
    ]


# --- Placing ----------------------------------------------------------------------------------------------------------


def test_an_article_is_placed_and_told_of_and_readers_get_a_new_page(articles):
    editor, version = make_user(), ContentVersion.objects.get().number

    placement = place(articles[7], 2, by=editor)

    assert placed() == {2: "Tin 7"}
    assert (placement.placed_by, placement.starts_at, placement.ends_at) == (editor, NOW - HOUR, None)
    assert told() == [(Step.PLACED, 2, "Tin 7", "/")]
    assert PlacementEvent.objects.get().by == editor
    assert ContentVersion.objects.get().number == version + 1


def test_placing_first_pushes_the_placed_ones_down_and_the_last_out(articles):
    for position in range(1, 6):
        place(articles[position], position, now=NOW - 2 * HOUR)

    place(articles[9], 1)

    assert placed() == {1: "Tin 9", 2: "Tin 1", 3: "Tin 2", 4: "Tin 3", 5: "Tin 4"}
    out = Placement.objects.get(article=articles[5])
    assert out.ends_at == NOW - HOUR
    assert [(event.step, event.position, event.note) for event in PlacementEvent.objects.all()[:6]] == [
        (Step.PLACED, 1, "/"),
        (Step.REMOVED, 5, "out"),
        (Step.MOVED, 5, "4"),
        (Step.MOVED, 4, "3"),
        (Step.MOVED, 3, "2"),
        (Step.MOVED, 2, "1"),
    ]


def test_pushing_stops_at_the_first_slot_that_nobody_filled(articles):
    place(articles[5], 1, now=NOW - 2 * HOUR)
    place(articles[6], 3, now=NOW - 2 * HOUR)

    place(articles[7], 1)

    assert placed() == {1: "Tin 7", 2: "Tin 5", 3: "Tin 6"}


def test_a_slot_whose_article_was_withdrawn_counts_as_empty_and_is_not_taken_back(articles):
    place(articles[5], 1, now=NOW - 3 * HOUR)
    place(articles[6], 2, now=NOW - 3 * HOUR)
    workflow.withdraw(articles[5], by=None, reason="Sai")

    place(articles[7], 1)

    assert placed() == {1: "Tin 7", 2: "Tin 6"}
    Article.objects.filter(pk=articles[5].pk).update(status="published", published_at=NOW)
    assert placed() == {1: "Tin 7", 2: "Tin 6"}


def test_an_article_that_was_withdrawn_and_is_published_again_does_not_take_its_slot_back(articles):
    place(articles[5], 1, now=NOW - 3 * HOUR)
    place(articles[6], 1, now=NOW - 2 * HOUR)
    editor = make_user()

    workflow.withdraw(articles[6], by=editor, reason="Sai", now=NOW - HOUR)
    workflow.publish(make_draft(articles[6], title="Sửa lại"), by=None, now=NOW)

    assert placed() == {2: "Tin 5"}
    event = PlacementEvent.objects.first()
    assert (event.step, event.article, event.position, event.by, event.note) == (
        PlacementEvent.Step.REMOVED,
        articles[6],
        1,
        editor,
        PlacementEvent.GONE,
    )


def test_a_placement_with_an_end_of_its_own_outlives_a_withdrawal(articles):
    place(articles[5], 1, now=NOW - 3 * HOUR, ends_at=NOW + HOUR)

    workflow.withdraw(articles[5], by=None, reason="Sai", now=NOW - HOUR)
    workflow.publish(make_draft(articles[5], title="Sửa lại"), by=None, now=NOW)

    assert placed() == {1: "Sửa lại"}


def test_an_article_whose_schedule_was_called_off_does_not_take_a_slot_when_it_is_published_after_all(articles):
    place(articles[5], 1, now=NOW - 2 * HOUR)
    later = make_article(title="Hẹn giờ", published_at=NOW + HOUR)
    place(later, 1, now=NOW - HOUR)

    with time_machine.travel(NOW, tick=False):
        workflow.trash(workflow.unschedule(later, by=None), by=None)
    workflow.undelete(later, by=None)
    workflow.publish(make_draft(later, title="Đăng sau"), by=None, now=NOW)

    assert placed() == {1: "Tin 5"}


def test_an_article_that_stands_on_the_page_already_is_moved_by_placing_it(articles):
    for position in (1, 2, 3):
        place(articles[position + 4], position, now=NOW - 2 * HOUR)

    place(articles[7], 1)

    assert placed() == {1: "Tin 7", 2: "Tin 5", 3: "Tin 6"}


def test_pressing_the_same_button_twice_changes_nothing(articles):
    first = place(articles[7], 1, now=NOW - 2 * HOUR)

    second = place(articles[7], 1)

    assert second == first
    assert len(told()) == 1


def test_what_is_placed_for_later_pushes_nothing_and_takes_the_place_at_its_hour(articles):
    place(articles[5], 1, now=NOW - 2 * HOUR)

    place(articles[6], 1, starts_at=NOW + HOUR)

    assert (placed(), placed(now=NOW + HOUR)) == ({1: "Tin 5"}, {1: "Tin 6"})


def test_what_is_planned_for_later_stays_where_something_else_is_placed_now(articles):
    place(articles[6], 1, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)

    place(articles[5], 1)

    moments = (NOW, NOW + HOUR, NOW + 2 * HOUR)
    assert [placed(now=moment) for moment in moments] == [{1: "Tin 5"}, {1: "Tin 6"}, {1: "Tin 5"}]


def test_a_scheduled_article_is_placed_for_the_moment_it_goes_up(articles):
    later = make_article(title="Hẹn giờ", published_at=timezone.now() + DAY)

    slots.place(None, 1, later, by=None)

    assert (placed(now=timezone.now()), placed(now=later.published_at)) == ({}, {1: "Hẹn giờ"})


def test_what_was_followed_ends_with_the_next_change(articles):
    first = place(articles[5], 1, now=NOW - 3 * HOUR)
    place(articles[6], 1, now=NOW - 2 * HOUR, starts_at=NOW - HOUR)

    place(articles[7], 4, now=NOW)

    first.refresh_from_db()
    assert first.ends_at == NOW


@pytest.mark.parametrize("position", [0, -1, 6, 10**12])
def test_there_is_no_slot_beyond_the_last_or_before_the_first(articles, position):
    with pytest.raises(NotReady) as refusal:
        place(articles[5], position)

    assert list(refusal.value.errors) == ["position"]
    assert Placement.objects.count() == 0


@pytest.mark.parametrize("ends_at", [NOW - 2 * HOUR, NOW - HOUR])
def test_a_placement_ends_after_it_begins(articles, ends_at):
    with pytest.raises(NotReady) as refusal:
        place(articles[5], ends_at=ends_at)

    assert list(refusal.value.errors) == ["ends_at"]


def test_only_what_is_public_or_scheduled_is_placed(articles):
    withdrawn = workflow.withdraw(articles[5], by=None, reason="Sai")
    Article.objects.filter(pk=articles[6].pk).update(expires_at=NOW - 2 * HOUR)

    for article in (withdrawn, articles[6], make_draft().article):
        with pytest.raises(NotPossible):
            place(article)

    assert Placement.objects.count() == 0


def test_only_what_belongs_to_a_section_or_a_topic_is_placed_there():
    section, other, topic = make_section("Kinh tế"), make_section("Y tế"), make_topic()
    below = make_section("Nông nghiệp", parent=section)
    inside = make_article(title="Trong", section=below.pk, topics=[topic.pk], published_at=NOW - DAY)
    outside = make_article(title="Ngoài", section=other.pk, published_at=NOW - DAY)

    for front in (section, topic):
        place(inside, front=front)
        with pytest.raises(NotPossible):
            place(outside, front=front)

    assert (placed(section), placed(topic), placed()) == ({1: "Trong"}, {1: "Trong"}, {})


def test_a_page_takes_no_endless_plans(articles, monkeypatch):
    monkeypatch.setattr(steps, "MOST", 3)
    for hours in (1, 2, 3):
        place(articles[5], starts_at=NOW + hours * HOUR)

    with pytest.raises(NotPossible):
        place(articles[6])

    assert Placement.objects.count() == 3


# --- Moving -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "to", "expected"),
    [
        (1, 2, "BA.C."),
        (2, 1, "BA.C."),
        (1, 4, "B.CA."),
        (4, 1, "CAB.."),
        (1, 5, "B.C.A"),
        (4, 3, "ABC.."),
        (2, 2, "AB.C."),
    ],
)
def test_moving_shifts_what_stands_between(articles, of, to, expected):
    names = {1: "A", 2: "B", 4: "C"}
    placements = {position: place(articles[position + 4], position, now=NOW - 2 * HOUR) for position in names}
    letters = {placements[position].article.title: name for position, name in names.items()}

    slots.move(placements[of], to_position=to, by=None, now=NOW)

    found = placed()
    assert "".join(letters.get(found.get(position), ".") for position in range(1, 6)) == expected


def test_a_move_is_told_of_with_where_it_came_from(articles):
    editor, placement = make_user(), place(articles[5], 3)

    slots.move(placement, to_position=1, by=editor, now=NOW)

    event = PlacementEvent.objects.first()
    assert (event.step, event.position, event.note, event.by) == (Step.MOVED, 1, "3", editor)


def test_moving_what_is_planned_leaves_the_others_alone(articles):
    place(articles[5], 1, now=NOW - 2 * HOUR)
    planned = place(articles[6], 3, starts_at=NOW + HOUR)

    slots.move(planned, to_position=1, by=None, now=NOW)

    assert (placed(), placed(now=NOW + HOUR)) == ({1: "Tin 5"}, {1: "Tin 6"})


# --- Times and the end ------------------------------------------------------------------------------------------------


def test_an_end_is_given_and_taken_off(articles):
    placement = place(articles[5])

    slots.retime(placement, starts_at=None, ends_at=NOW + HOUR, by=None, now=NOW)
    ended = placed(now=NOW + HOUR)
    slots.retime(placement, starts_at=None, ends_at=None, by=None, now=NOW)

    assert (ended, placed(now=NOW + HOUR)) == ({}, {1: "Tin 5"})
    assert [note for _step, _position, _title, note in told()] == ["/", "/2026-11-21T11:00:00+07:00", "/"]


def test_what_stands_may_be_put_off_until_later(articles):
    placement = place(articles[5])

    slots.retime(placement, starts_at=NOW + HOUR, ends_at=None, by=None, now=NOW)

    assert (placed(), placed(now=NOW + HOUR)) == ({}, {1: "Tin 5"})


def test_a_plan_that_is_brought_forward_to_now_pushes_what_stands_there(articles):
    place(articles[5], 1, now=NOW - 2 * HOUR)
    planned = place(articles[6], 1, starts_at=NOW + HOUR)

    slots.retime(planned, starts_at=NOW - DAY, ends_at=None, by=None, now=NOW)

    assert placed() == {1: "Tin 6", 2: "Tin 5"}
    planned.refresh_from_db()
    assert planned.starts_at == NOW


def test_times_that_stay_are_no_change(articles):
    placement = place(articles[5])

    slots.retime(placement, starts_at=NOW - HOUR, ends_at=None, by=None, now=NOW)

    assert len(told()) == 1


def test_an_end_that_has_passed_is_refused(articles):
    placement = place(articles[5])

    with pytest.raises(NotReady) as refusal:
        slots.retime(placement, starts_at=None, ends_at=NOW, by=None, now=NOW)

    assert list(refusal.value.errors) == ["ends_at"]


def test_what_is_taken_off_stays_as_a_record(articles):
    editor, placement = make_user(), place(articles[5])

    slots.remove(placement, by=editor, now=NOW)

    placement.refresh_from_db()
    event = PlacementEvent.objects.first()
    assert (placed(), placement.ends_at) == ({}, NOW)
    assert (event.step, event.position, event.by) == (Step.REMOVED, 1, editor)


def test_a_plan_that_is_taken_off_is_gone_and_told_of(articles):
    planned = place(articles[5], starts_at=NOW + HOUR)

    slots.remove(planned, by=None, now=NOW)

    assert (Placement.objects.count(), PlacementEvent.objects.first().step) == (0, Step.REMOVED)


def test_what_is_over_is_neither_moved_nor_retimed_nor_taken_off_again(articles):
    placement = place(articles[5], ends_at=NOW)

    for step in (
        lambda: slots.move(placement, to_position=2, by=None, now=NOW),
        lambda: slots.retime(placement, starts_at=None, ends_at=None, by=None, now=NOW),
        lambda: slots.remove(placement, by=None, now=NOW),
    ):
        with pytest.raises(NotPossible):
            step()


# --- Who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "may"), [("Biên tập viên", True), ("Thư ký toà soạn", True), ("Quản trị", True), ("Phóng viên", False)]
)
def test_who_may_fill_the_slots(articles, role, may):
    user, placement = make_user(role), place(articles[5])

    taken = [
        attempt(lambda: place(articles[6], by=user)),
        attempt(lambda: slots.move(placement, to_position=5, by=user, now=NOW)),
        attempt(lambda: slots.retime(placement, starts_at=None, ends_at=NOW + HOUR, by=user, now=NOW)),
        attempt(lambda: slots.remove(placement, by=user, now=NOW)),
    ]

    assert taken == [may] * 4


def attempt(step):
    try:
        step()
    except PermissionDenied:
        return False
    return True


def test_who_is_limited_to_sections_fills_the_slots_of_these_alone():
    mine, other, topic = make_section("Kinh tế"), make_section("Y tế"), make_topic()
    below = make_section("Nông nghiệp", parent=mine)
    article = make_article(section=below.pk, topics=[topic.pk], published_at=NOW - DAY)
    elsewhere = make_article(section=other.pk, published_at=NOW - DAY)
    editor = make_user()
    make_profile(editor, mine)

    fronts = [(mine, article), (below, article), (other, elsewhere), (topic, article), (None, article)]

    assert [attempt(lambda f=front, a=one: place(a, front=f, by=editor)) for front, one in fronts] == [
        True,
        True,
        False,
        False,
        False,
    ]
