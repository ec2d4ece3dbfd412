"""How late a comment is, in working days; and the report on what the units have answered."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles.workdays import WorkingDays
from comments import cases, moderation
from comments.cases import IN_TIME, LATE, SOON, Clock
from comments.models import Answer, Comment, CommentRules, Status
from tests.factories import (
    at,
    make_answer,
    make_article,
    make_comment,
    make_profile,
    make_section,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 16)
FRIDAY = MONDAY + timedelta(days=4)


def clock_on(today, special=(), **rules):
    return Clock(today, WorkingDays(special), CommentRules(**rules))


def make_case(due_on, unit=None, status=Status.APPROVED, **fields):
    """A comment that a unit is to answer by a day."""
    fields.setdefault("created_at", at("2026-11-02"))
    unit = unit or make_unit(f"Đơn vị {Comment.objects.count()}")
    return make_comment(status=status, unit=unit, due_on=due_on, routed_at=fields["created_at"], **fields)


# --- The light -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "light"),
    [
        ("2026-11-16", IN_TIME),  # due on Wednesday
        ("2026-11-17", SOON),
        ("2026-11-18", SOON),
        ("2026-11-19", LATE),
    ],
)
def test_a_waiting_comment_has_the_working_days_of_the_rules(today, light):
    comment = make_comment(created_at=at("2026-11-16", 23, 59))
    clock = clock_on(date.fromisoformat(today), decision_days=2)

    assert (clock.due_on(comment), clock.light_of(clock.due_on(comment))) == (date(2026, 11, 18), light)


def test_friday_warns_of_monday():
    clock = clock_on(FRIDAY)

    assert clock.light_of(FRIDAY + timedelta(days=3)) == SOON


def test_a_holiday_puts_the_decision_off():
    comment = make_comment(created_at=at("2026-11-16"))
    clock = clock_on(MONDAY, special=[(date(2026, 11, 17), False)], decision_days=2)

    assert clock.due_on(comment) == date(2026, 11, 19)


@pytest.mark.parametrize(
    "status", [Status.APPROVED, Status.REFUSED, Status.SPAM, Status.WITHDRAWN, Status.TAKEN_DOWN], ids=str
)
def test_what_is_decided_and_given_to_nobody_has_no_date(status):
    comment = make_comment(status=status)

    assert (clock_on(MONDAY).due_on(comment), clock_on(MONDAY).light_of(None)) == (None, "")


def test_the_nearer_of_two_dates_counts():
    comment = make_case(date(2026, 12, 1), status=Status.WAITING, created_at=at("2026-11-16"))

    assert clock_on(MONDAY, decision_days=2).due_on(comment) == date(2026, 11, 18)
    assert clock_on(MONDAY, decision_days=60).due_on(comment) == date(2026, 12, 1)


def test_an_answered_case_has_no_date():
    comment = make_case(date(2026, 11, 2))
    make_answer(comment)

    assert clock_on(MONDAY).due_on(comment) is None


@pytest.mark.parametrize(("due_on", "days"), [("2026-11-13", 5), ("2026-11-20", 0), ("2026-11-23", -1)])
def test_lateness_is_told_in_working_days(due_on, days):
    assert clock_on(FRIDAY).days_late(date.fromisoformat(due_on)) == days


# --- The twins: one light each, and the same comments by one question -----------------------------------------------


@pytest.fixture
def many():
    """Comments of each state over six weeks, some handed to a unit, some of these answered."""
    unit = make_unit()
    for number in range(84):
        sent = at("2026-10-12", hour=[0, 7, 12, 23][number % 4]) + timedelta(days=number // 2)
        fields = {"status": Status.values[number % 6], "created_at": sent}
        if number % 3:
            due_on = (sent + timedelta(days=number % 11)).date()
            fields |= {"unit": unit, "routed_at": sent, "due_on": due_on}
        comment = make_comment(**fields)
        if number % 3 == 2 and number % 5 == 0:
            Answer.objects.create(comment=comment, text="Đã trả lời.", unit=unit)


SPAN = st.dates(date(2026, 10, 10), date(2026, 12, 5))


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(today=SPAN, special=st.dictionaries(SPAN, st.booleans(), max_size=12), days=st.integers(1, 12))
def test_the_question_finds_just_the_comments_with_that_light(many, today, special, days):
    clock = clock_on(today, special.items(), decision_days=days)
    lights = {comment.pk: clock.light_of(clock.due_on(comment)) for comment in Comment.objects.select_related("answer")}

    late = set(Comment.objects.filter(clock.late()).values_list("pk", flat=True))
    late_or_soon = set(Comment.objects.filter(clock.late_or_soon()).values_list("pk", flat=True))

    assert late == {pk for pk, light in lights.items() if light == LATE}
    assert late_or_soon == {pk for pk, light in lights.items() if light in {LATE, SOON}}


@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(today=SPAN, special=st.dictionaries(SPAN, st.booleans(), max_size=12), days=st.integers(1, 12))
def test_the_question_for_what_waits_too_long_agrees_with_the_date_of_each(many, today, special, days):
    clock = clock_on(today, special.items(), decision_days=days)
    waiting = Comment.objects.filter(status=Status.WAITING)

    found = set(Comment.objects.filter(clock.undecided()).values_list("pk", flat=True))

    assert found == {comment.pk for comment in waiting if clock.decision_due_on(comment) < today}


def test_the_clock_loads_in_two_questions():
    with CaptureQueriesContext(connection) as captured:
        clock = Clock.load(today=MONDAY)

    assert (len(captured), clock.today, clock.rules.decision_days) == (2, MONDAY, 2)


# --- The report ------------------------------------------------------------------------------------------------------

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def figures(user, clock=None, period=NOVEMBER):
    units = cases.report(clock or clock_on(MONDAY), *period, user)
    names = ("open", "soon", "late", "answered", "in_time", "answered_late")
    return {unit.name: tuple(getattr(unit, name) for name in names) for unit in units}


def answered_case(unit, due_on, moment):
    comment = make_case(due_on, unit)
    return make_answer(comment, unit=unit, at=moment)


def test_the_report_counts_what_is_open_soon_and_late_by_unit():
    health, office, idle = make_unit("Trạm Y tế"), make_unit("Văn phòng"), make_unit("Công an xã")
    for day in (12, 13, 16, 17, 18):
        make_case(date(2026, 11, day), health)
    make_case(date(2026, 11, 1), office, status=Status.WAITING)
    make_case(date(2026, 11, 1), office, status=Status.REFUSED)
    make_case(date(2026, 11, 1), office, status=Status.TAKEN_DOWN)
    make_comment()

    assert figures(make_user(None)) == {
        "Trạm Y tế": (5, 2, 2, 0, 0, 0),
        "Văn phòng": (1, 0, 1, 0, 0, 0),
        idle.name: (0, 0, 0, 0, 0, 0),
    }


def test_the_report_counts_answers_of_the_period_in_time_to_the_end_of_the_day():
    unit = make_unit()
    answered_case(unit, date(2026, 11, 10), at("2026-11-10", 23, 59))
    answered_case(unit, date(2026, 11, 10), at("2026-11-11", 0, 1))
    answered_case(unit, date(2026, 11, 10), at("2026-10-31", 23, 59))
    answered_case(unit, date(2026, 11, 10), at("2026-11-30", 23, 59))
    answered_case(unit, date(2026, 11, 10), at("2026-12-01", 0, 0))

    assert figures(make_user(None)) == {unit.name: (0, 0, 0, 3, 1, 2)}


def test_a_closed_unit_stays_in_the_report_while_it_has_cases():
    make_case(date(2026, 11, 1), make_unit("Ban cũ", is_active=False))
    make_unit("Ban đã xong", is_active=False)

    assert figures(make_user(None)) == {"Ban cũ": (1, 0, 1, 0, 0, 0)}


def test_who_answers_for_a_unit_sees_that_unit_alone():
    clerk = make_user("Trả lời bạn đọc")
    make_case(date(2026, 11, 1), make_unit("Trạm Y tế", clerk))
    make_case(date(2026, 11, 1), make_unit("Văn phòng"))

    assert figures(clerk) == {"Trạm Y tế": (1, 0, 1, 0, 0, 0)}
    assert [case.unit.name for case in cases.open_cases(clerk)] == ["Trạm Y tế"]


def test_an_editor_with_sections_counts_their_cases_alone():
    economy, culture = make_section("Kinh tế"), make_section("Văn hoá")
    editor = make_user()
    make_profile(editor, economy)
    unit = make_unit()
    articles = [make_article(section=section.pk) for section in (economy, culture)]
    from_each = [make_case(date(2026, 11, 1), unit, article=article) for article in articles]

    assert figures(editor) == {unit.name: (1, 0, 1, 0, 0, 0)}
    assert list(cases.open_cases(editor)) == from_each[:1]


def test_what_waits_too_long_stands_in_a_list_of_its_own():
    late = make_comment(created_at=at("2026-11-10"))
    make_comment(created_at=at("2026-11-13"))
    make_comment(created_at=at("2026-11-02"), status=Status.APPROVED)

    assert list(cases.undecided(clock_on(MONDAY, decision_days=2), make_user(None))) == [late]


def test_the_report_costs_the_same_for_one_unit_and_for_many():
    user, clock = make_user(None), clock_on(MONDAY)
    make_case(MONDAY)
    cases.report(clock, *NOVEMBER, user)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            cases.report(clock, *NOVEMBER, user)
        return len(captured)

    one = queries()
    for _number in range(5):
        answered_case(make_case(MONDAY).unit, MONDAY, at("2026-11-10"))

    assert (one, queries()) == (3, 3)


def test_a_case_that_is_routed_and_answered_moves_from_open_to_answered():
    comment, moderator = make_comment(created_at=at("2026-11-16")), make_user("Kiểm duyệt")
    unit = make_unit()
    moderation.route(comment, unit, by=moderator, due_on=FRIDAY)
    before = figures(moderator)

    moderation.answer(comment, by=moderator, text="Đã khắc phục.", unit=unit)

    today = Answer.objects.get().at.date()
    assert before == {unit.name: (1, 0, 0, 0, 0, 0)}
    assert figures(moderator, period=(today - timedelta(days=1), today + timedelta(days=1)))[unit.name][:4] == (
        0,
        0,
        0,
        1,
    )
