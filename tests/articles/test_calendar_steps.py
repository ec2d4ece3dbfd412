"""The calendar's steps: what stands on it is moved, published and called off from there."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from articles.calendar import Deed, Kind
from articles.models import Event
from articles.states import Status, Step
from tests.factories import (
    at,
    make_article,
    make_profile,
    make_section,
    make_user,
)

from .calendars import NOW, ending, fresh, in_review, page, planned, scheduled, take, to_look_at, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def editor():
    return make_user()


def test_each_kind_is_moved_by_days_and_keeps_its_hour(client, editor):
    up, down, plan, due, look = scheduled(), ending(), planned(editor), in_review(), to_look_at()

    for kind, thing in [(Kind.UP, up), (Kind.DOWN, down), (Kind.PLAN, plan), (Kind.DUE, due), (Kind.LOOK, look)]:
        take(client, editor, kind, thing, days=7)

    assert fresh(up).published_at == at("2026-11-27", 7)
    assert fresh(down).expires_at == at("2026-11-28", 17)
    assert fresh(plan).apply_at == at("2026-11-26", 6)
    assert fresh(due).due_on == date(2026, 11, 26)
    assert fresh(look).review_on == date(2026, 11, 27)


def test_each_kind_is_moved_to_what_is_typed(client, editor):
    up, down, plan, due, look = scheduled(), ending(), planned(editor), in_review(), to_look_at()

    for kind, thing in [(Kind.UP, up), (Kind.DOWN, down), (Kind.PLAN, plan)]:
        take(client, editor, kind, thing, deed=Deed.MOVE.value, at="08:30 30/11/2026")
    for kind, thing in [(Kind.DUE, due), (Kind.LOOK, look)]:
        take(client, editor, kind, thing, deed=Deed.MOVE.value, on="30/11/2026")

    moments = [fresh(up).published_at, fresh(down).expires_at, fresh(plan).apply_at]
    assert moments == [at("2026-11-30", 8, 30)] * 3
    assert [fresh(due).due_on, fresh(look).review_on] == [date(2026, 11, 30)] * 2


def test_a_move_is_told_with_a_way_back_that_works_once_it_is_sent(client, editor):
    up = scheduled()

    response = take(client, editor, Kind.UP, up, days=7)
    shown = client.get(response["Location"])
    undo = shown.context["undo"]
    take(client, editor, Kind.UP, up, **{name: undo[name] for name in ("at",)})

    assert "27/11/2026" in str(next(iter(shown.context["messages"])))
    assert undo == {"kind": "len", "key": up.pk, "at": "07:00 20/11/2026"}
    assert [day.day for day in shown.context["days"]][0] == date(2026, 11, 23)  # where it stands now
    assert fresh(up).published_at == at("2026-11-20", 7)


def test_a_moved_day_is_told_with_its_way_back(client, editor):
    look = to_look_at()

    shown = client.get(take(client, editor, Kind.LOOK, look, days=7)["Location"])
    undo = shown.context["undo"]
    take(client, editor, Kind.LOOK, look, on=undo["on"])

    assert undo == {"kind": "xem-lai", "key": look.pk, "on": "20/11/2026"}
    assert fresh(look).review_on == date(2026, 11, 20)


def test_a_move_within_the_shown_days_stays_where_one_was(client, editor):
    response = take(client, editor, Kind.UP, scheduled(), view="thang", day="2026-11-02", days=1)

    assert response["Location"].startswith(f"{reverse('admin:calendar')}?xem=thang&ngay=2026-11-02&hoan=")
    assert "#muc-len-" in response["Location"]


def test_a_forged_way_back_is_none(client, editor):
    assert page(client, editor, hoan="WyJsZW4iLDEsIjIwMjYtMTEtMzAiXQ:abc:def").context["undo"] is None


def test_publishing_calling_off_and_looking_again_are_one_click_each(client, editor):
    first, second = scheduled(title="Lên ngay"), scheduled(title="Thôi")
    plan = planned(editor)
    other = planned(make_user(username="khac"), title="Thôi bản mới", article=make_article(title="Bài nữa"))
    down, look, over = ending(), to_look_at(), to_look_at()

    take(client, editor, Kind.UP, first, deed=Deed.NOW.value)
    take(client, editor, Kind.UP, second, deed=Deed.OFF.value)
    take(client, editor, Kind.PLAN, plan, deed=Deed.NOW.value)
    take(client, editor, Kind.PLAN, other, deed=Deed.OFF.value)
    take(client, editor, Kind.DOWN, down, deed=Deed.OFF.value)
    take(client, editor, Kind.LOOK, look, deed=Deed.LATER.value)
    take(client, editor, Kind.LOOK, over, deed=Deed.OFF.value)

    assert fresh(first).is_public
    assert fresh(second).status == Status.UNPUBLISHED
    assert fresh(plan.article).title == "Bản mới"
    assert fresh(other).apply_at is None
    assert fresh(down).expires_at is None
    assert [fresh(look).review_on, fresh(over).review_on] == [date(2027, 5, 18), None]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.UP, {"days": 401}),
        (Kind.UP, {"days": "9" * 30}),
        (Kind.UP, {"days": -7}),  # into the past
        (Kind.UP, {"deed": "doi"}),
        (Kind.UP, {"deed": "doi", "at": "07:00 31/02/2026"}),
        (Kind.UP, {"deed": "doi", "at": "\x00"}),
        (Kind.UP, {"deed": "doi", "at": "07:00 01/01/9999"}),
        (Kind.UP, {"deed": Deed.LATER.value}),
        (Kind.UP, {"deed": "khac"}),
        (Kind.WENT_UP, {"days": 1}),
        (Kind.DOWN, {"days": 1}),  # it never comes down
    ],
)
def test_what_makes_no_sense_changes_nothing_and_says_so(client, editor, kind, fields):
    article = scheduled()
    events = Event.objects.count()

    response = take(client, editor, kind, article, **fields)

    assert len(words(client, response)) == 1
    assert (fresh(article).published_at, Event.objects.count()) == (at("2026-11-20", 7), events)


def test_a_far_day_does_not_overflow(client, editor):
    article = make_article(expires_at=at("9998-12-30").isoformat(), published_at=at("2026-11-01").isoformat())

    response = take(client, editor, Kind.DOWN, article, day="9998-12-30", days=400)

    assert response.status_code == 302
    assert fresh(article).expires_at == at("9998-12-30")


def test_steps_ask_for_the_right_and_for_the_reach(client, editor):
    up, reporter = scheduled(), make_user("Phóng viên")
    make_profile(editor, make_section("Văn hoá"))

    assert take(client, reporter, Kind.UP, up, days=1).status_code == 403
    assert take(client, editor, Kind.UP, up, days=1).status_code == 404
    assert fresh(up).published_at == at("2026-11-20", 7)


def test_steps_are_taken_by_post_alone(client, editor):
    client.force_login(editor)

    assert client.get(reverse("admin:calendar_step")).status_code == 405
    assert client.get(reverse("admin:calendar_late")).status_code == 405


def test_a_moved_review_day_of_a_version_is_its_due_day(client, editor):
    due = in_review()

    take(client, editor, Kind.DUE, due, days=1)

    event = Event.objects.get(step=Step.REVIEW_DAY)
    assert (event.revision, event.note, event.by) == (due, "2026-11-20", editor)


def test_the_moment_of_the_entry_is_iso_in_the_page(client, editor):
    scheduled()

    html = page(client, editor).content.decode()

    assert datetime.fromisoformat("2026-11-20T07:00:00+07:00").isoformat() in html
