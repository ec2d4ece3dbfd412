"""How a plan ends other than by going up at its hour: by hand, returned, moved, or because something was taken away."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from articles import attachments, photos, workflow
from articles.calendar import Kind
from articles.models import Event, Notice, Revision
from articles.states import RevisionState, Step
from articles.wording import stamp
from tests.factories import make_article, make_attachment, make_photo, make_user, picture_bytes

from .plans import DAY, fresh, new_version, tomorrow

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_user()


@pytest.fixture
def secretary():
    return make_user("Thư ký toà soạn")


@pytest.fixture
def article():
    return make_article(title="Giá nước")


def two_plans(article, editor):
    """Version A for the day after the next but one, B for tomorrow."""
    later, sooner = new_version(article, title="A"), new_version(article, title="B")
    workflow.plan(sooner, by=editor, at=tomorrow())
    workflow.plan(later, by=editor, at=tomorrow() + 2 * DAY)
    return fresh(later), fresh(sooner)


# --- By hand ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_hand", [workflow.publish, workflow.apply_plan])
def test_what_went_up_by_hand_before_its_hour_is_not_undone_by_an_earlier_plan(article, editor, by_hand):
    later, sooner = two_plans(article, editor)

    by_hand(later, by=editor)
    workflow.apply_due(tomorrow() + DAY)

    assert fresh(article).title == "A"
    assert fresh(sooner).plan_failure != ""


def test_a_returned_plan_that_is_published_goes_up_by_hand(article, editor, secretary):
    later, _sooner = two_plans(article, editor)
    workflow.send_back(later, by=secretary, reason="Sai số liệu")

    workflow.publish(fresh(later), by=secretary)
    workflow.apply_due(tomorrow() + DAY)

    assert fresh(article).title == "A"


def test_plans_that_are_late_go_up_one_after_the_other_by_hand(article, editor):
    later, sooner = two_plans(article, editor)

    for plan in (sooner, later):
        workflow.apply_plan(plan, by=editor, now=tomorrow() + 3 * DAY)

    assert fresh(article).title == "A"


ENDS = {
    "discarded": lambda plan, by: workflow.discard(plan, by=by),
    "returned": lambda plan, by: workflow.send_back(plan, by=by, reason="Sai số liệu"),
    "called off": lambda plan, by: workflow.unplan(plan, by=by),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_a_plan_that_ends_leaves_nothing_of_itself_and_its_history_says_so(article, editor, end):
    revision = workflow.plan(new_version(article), by=editor, at=tomorrow())

    end(revision, editor)

    stored = fresh(revision)
    assert (stored.apply_at, stored.planned_by, stored.plan_failure) == (None, None, "")
    assert Event.objects.filter(revision=revision, step=Step.UNPLAN).count() == 1


def test_a_returned_text_that_is_planned_and_called_off_is_returned_again(article, editor, secretary):
    revision = new_version(article)
    workflow.submit(revision, by=None)
    workflow.approve(revision, by=secretary)
    workflow.plan(revision, by=editor, at=tomorrow())
    workflow.send_back(revision, by=secretary, reason="Sai số liệu")

    workflow.plan(fresh(revision), by=editor, at=tomorrow())
    workflow.unplan(fresh(revision), by=editor)

    assert (fresh(revision).state, fresh(revision).approved_by) == (RevisionState.RETURNED, None)


# --- The plan that was seen -------------------------------------------------------------------------------------------


def test_a_plan_that_was_moved_meanwhile_is_not_published_now(article, editor):
    seen = workflow.plan(new_version(article), by=editor, at=tomorrow())
    workflow.move_plan(fresh(seen), by=editor, at=tomorrow() + 7 * DAY)

    with translation.override("en"), pytest.raises(workflow.NotPossible) as refused:
        workflow.apply_plan(seen, by=editor)

    assert str(refused.value) == f"The hour of “{seen}” was moved meanwhile. Look at it once more."
    assert fresh(article).title == "Giá nước"


def test_the_click_on_all_late_ones_leaves_alone_what_a_colleague_moves_meanwhile(client, editor):
    articles = [make_article(title=f"Bài {number}") for number in (1, 2)]
    plans = [workflow.plan(new_version(each), by=editor, at=tomorrow()) for each in articles]
    Revision.objects.filter(pk__in=[plan.pk for plan in plans]).update(apply_at=timezone.now() - DAY)
    client.force_login(editor)
    apply_plan = workflow.apply_plan

    def overtaken(version, **how):
        workflow.move_plan(fresh(plans[1]), by=editor, at=tomorrow() + 7 * DAY)
        return apply_plan(version, **how)

    with mock.patch.object(workflow, "apply_plan", overtaken):
        client.post(reverse("admin:calendar_late"))

    assert [fresh(each).title for each in articles] == [plans[0].title, "Bài 2"]


# --- What is there no more --------------------------------------------------------------------------------------------


def failed(revision, when):
    with translation.override("en"):
        workflow.apply_due(when)
    return fresh(revision).plan_failure


def test_what_has_come_down_is_not_put_back_by_a_plan(article, editor):
    ends = (tomorrow() + 10 * DAY).isoformat()
    revision = workflow.plan(new_version(article, title="Mới", expires_at=ends), by=editor, at=tomorrow() + DAY)
    workflow.move_end(fresh(article), by=editor, at=tomorrow())

    why = failed(revision, tomorrow() + 2 * DAY)

    assert why == "“Mới” isn't on the site any more."
    assert Event.objects.filter(revision=revision, step=Step.PLAN_FAILED).count() == 1


TAKEN_DOWN = "“Sơ đồ” was taken down after this was scheduled. Look at the text and schedule it again."


def with_photo():
    photo = make_photo(caption="Sơ đồ")
    return {"cover": photo.pk}, lambda: photos.take_down(photo, by=None, reason="Lộ số điện thoại")


def with_document():
    document = make_attachment("Sơ đồ")
    content = {"attachments": [{"attachment": document.pk, "title": "Sơ đồ"}]}
    return content, lambda: attachments.take_down(document, by=None, reason="Lộ số điện thoại")


@pytest.mark.parametrize("make", [with_photo, with_document])
def test_a_plan_of_which_something_was_taken_down_since_does_not_go_up(article, editor, make):
    content, take_down = make()
    revision = workflow.plan(new_version(article, **content), by=editor, at=tomorrow())
    take_down()

    assert failed(revision, tomorrow() + DAY) == TAKEN_DOWN
    assert fresh(article).title == "Giá nước"


def test_a_plan_made_after_something_was_taken_down_goes_up(article, editor):
    content, take_down = with_photo()
    revision = workflow.plan(new_version(article, title="Mới", **content), by=editor, at=tomorrow())
    take_down()
    workflow.move_plan(fresh(revision), by=editor, at=tomorrow() + timedelta(hours=1))

    assert workflow.apply_due(tomorrow() + DAY) == 1
    assert fresh(article).title == "Mới"


def test_a_plan_of_somebody_who_is_no_longer_staff_does_not_go_up(article, editor):
    revision = workflow.plan(new_version(article), by=editor, at=tomorrow())
    type(editor).objects.filter(pk=editor.pk).update(is_staff=False)

    assert failed(revision, tomorrow() + DAY) == "bien-tap-vien, who scheduled it, may no longer publish it."


# --- What gives way to the one that goes on from it -------------------------------------------------------------------


def going_on_from(plan, by):
    return workflow.save_draft(
        plan.article,
        plan.content | {"title": "Viết tiếp"},
        by=by,
        based_on=plan,
        seen=workflow.last_public_step(plan.article),
    )


def dead_plan(article, by, when=None):
    """A plan that can't go up any more: the live text was mended by hand since."""
    plan = workflow.plan(new_version(article, title="Cũ"), by=by, at=when or tomorrow())
    workflow.publish(new_version(article, title="Sửa gấp"), by=by)
    return fresh(plan)


def test_a_plan_that_can_go_up_no_more_hinders_no_earlier_hour_of_what_goes_on_from_it(article, editor):
    dead = dead_plan(article, editor)

    newer = workflow.plan(going_on_from(dead, editor), by=editor, at=tomorrow() - timedelta(hours=1))

    assert list(Revision.objects.planned()) == [newer]
    assert newer.called_off == [("Cũ", dead.apply_at)]


def test_moving_a_plan_calls_off_what_it_goes_on_from_and_could_go_up_no_more(client, article, editor):
    older = workflow.plan(new_version(article, title="Cũ"), by=editor, at=tomorrow())
    newer = workflow.plan(going_on_from(older, editor), by=editor, at=tomorrow() + DAY)
    photo = make_photo()
    older.photos.add(photo)
    photos.take_down(photo, by=None, reason="Sai người")

    client.force_login(editor)
    entry = {"kind": Kind.PLAN.value, "key": newer.pk, "days": 1}
    with translation.override("en"):
        answer = client.post(reverse("admin:calendar_step"), entry, follow=True)

    assert list(Revision.objects.planned()) == [newer]
    gave_way = f"“Cũ”, which waited for {stamp(older.apply_at)} and could go up no more, is called off."
    assert [str(message) for message in answer.context["messages"]][1:] == [gave_way]


def test_a_plan_in_line_that_still_goes_up_stays_and_one_beside_the_line_stays_though_it_cannot(article, editor):
    beside = dead_plan(article, editor)
    healthy = workflow.plan(new_version(article, title="Lành"), by=editor, at=tomorrow())

    newer = workflow.plan(going_on_from(healthy, editor), by=editor, at=tomorrow() + DAY)

    assert set(Revision.objects.planned()) == {beside, healthy, newer}
    assert newer.called_off == []


def test_whose_plan_gives_way_hears_why(article, editor):
    secretary = make_user("Thư ký toà soạn", email="thu-ky@example.org")
    dead = dead_plan(article, secretary)
    with translation.override("en"):
        newer = workflow.plan(going_on_from(dead, editor), by=editor, at=tomorrow() + DAY)

    event = Event.objects.get(revision=dead, step=Step.UNPLAN)
    note = f"It could go up no more, and a version that goes on from it now waits for {stamp(newer.apply_at)}."
    assert (event.by, event.note) == (editor, note)
    assert list(Notice.objects.filter(event=event).values_list("recipient", flat=True)) == [secretary.pk]


def test_what_hinders_plans_is_read_once_for_all_of_them(article, editor, django_assert_num_queries):
    plans = [
        workflow.plan(new_version(article, title=f"Bản {n}"), by=editor, at=tomorrow() + n * DAY) for n in range(3)
    ]
    workflow.publish(new_version(article, title="Sửa gấp"), by=editor)

    with CaptureQueriesContext(connection) as of_one:
        one = workflow.hitches(article, plans[:1])
    with django_assert_num_queries(len(of_one)):
        all_three = workflow.hitches(article, plans)

    assert [all_three[plan.pk] for plan in plans] == [one[plans[0].pk]] * 3
    assert one[plans[0].pk] != ""


def test_what_was_taken_down_of_one_plan_hinders_no_other(article, editor):
    photo, unplanned = make_photo(), make_photo(picture_bytes(size=(900, 600)))
    with_it = workflow.plan(new_version(article, cover=photo.pk), by=editor, at=tomorrow())
    new_version(article, cover=unplanned.pk)
    without = workflow.plan(new_version(article, title="Không ảnh"), by=editor, at=tomorrow() + DAY)
    for each in (photo, unplanned):
        photos.take_down(each, by=None, reason="Sai người")

    hitches = workflow.hitches(article, [with_it, without])

    assert {key: bool(why) for key, why in hitches.items()} == {with_it.pk: True, without.pk: False}


def test_what_was_published_by_hand_hinders_what_was_begun_before_it_alone(article, editor):
    before = workflow.plan(new_version(article), by=editor, at=tomorrow())
    workflow.publish(new_version(article, title="Sửa gấp"), by=editor)
    after = workflow.plan(new_version(article, title="Sau đó"), by=editor, at=tomorrow() + DAY)

    hitches = workflow.hitches(article, [before, after])

    assert {key: bool(why) for key, why in hitches.items()} == {before.pk: True, after.pk: False}
