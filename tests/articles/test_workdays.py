"""Deadlines in working days, with public holidays and the weekend days that make up for one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from articles.models import SpecialDay
from articles.workdays import WorkingDays

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 3, day) for day in (6, 7, 8, 9))
PLAIN = WorkingDays([])
# The National Day of 2026: Saturday 22 August is worked for Monday 31, then 1 and 2 September are off.
NATIONAL_DAY = WorkingDays(
    [(date(2026, 8, 22), True), (date(2026, 8, 31), False), (date(2026, 9, 1), False), (date(2026, 9, 2), False)]
)

days = st.dates(date(2026, 1, 1), date(2026, 3, 31))
weeks = st.dictionaries(days, st.booleans(), max_size=40).map(lambda special: WorkingDays(special.items()))
numbers = st.integers(0, 25)


@pytest.mark.parametrize(
    ("day", "expected"), [(FRIDAY, True), (SATURDAY, False), (SUNDAY, False), (MONDAY, True)], ids=str
)
def test_the_week_is_worked_from_monday_to_friday(day, expected):
    assert PLAIN.is_working(day) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 21), True),
        (date(2026, 8, 22), True),
        (date(2026, 8, 23), False),
        (date(2026, 8, 31), False),
        (date(2026, 9, 2), False),
        (date(2026, 9, 3), True),
    ],
    ids=str,
)
def test_a_special_day_overrules_the_week(day, expected):
    assert NATIONAL_DAY.is_working(day) is expected


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, MONDAY),
        (FRIDAY, 5, date(2026, 3, 13)),
        (SATURDAY, 0, MONDAY),
        (SATURDAY, 1, MONDAY),
        (SUNDAY, 2, date(2026, 3, 10)),
    ],
)
def test_a_deadline_counts_the_working_days_that_follow(day, n, expected):
    assert PLAIN.after(day, n) == expected


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 8, 21), 1, date(2026, 8, 22)),
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        (date(2026, 8, 29), 0, date(2026, 9, 3)),
        (date(2026, 8, 20), 7, date(2026, 8, 28)),
        (date(2026, 8, 20), 8, date(2026, 9, 3)),
    ],
)
def test_a_deadline_passes_over_holidays_and_counts_a_day_made_up_for(day, n, expected):
    assert NATIONAL_DAY.after(day, n) == expected


@pytest.mark.parametrize(
    ("today", "n", "expected"),
    [
        (MONDAY, 0, FRIDAY),
        (MONDAY, 1, date(2026, 3, 5)),
        (date(2026, 3, 10), 1, SUNDAY),
        (date(2026, 3, 10), 2, date(2026, 3, 5)),
    ],
)
def test_the_cut_off_is_the_latest_day_that_is_late_today(today, n, expected):
    assert PLAIN.before(today, n) == expected


@given(weeks, days, days, numbers)
def test_what_came_by_the_cut_off_is_late_and_nothing_else(week, created, today, n):
    assert (created <= week.before(today, n)) == (week.after(created, n) < today)


@given(weeks, days, st.integers(1, 25))
def test_as_many_working_days_lie_up_to_a_deadline_as_it_gives(week, day, n):
    due = week.after(day, n)

    assert (week.is_working(due), week.between(day, due)) == (True, n)


@given(weeks, days, days, days)
def test_spans_of_working_days_add_up(week, a, b, c):
    assert week.between(a, b) + week.between(b, c) == week.between(a, c)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [(FRIDAY, FRIDAY, 0), (FRIDAY, SUNDAY, 0), (FRIDAY, MONDAY, 1), (MONDAY, FRIDAY, -1), (SUNDAY, FRIDAY, 0)],
)
def test_a_span_leaves_out_its_earlier_day_and_takes_in_the_later(a, b, expected):
    assert PLAIN.between(a, b) == expected


@pytest.mark.parametrize("count", [PLAIN.after, PLAIN.before])
def test_a_negative_number_of_working_days_is_refused(count):
    with pytest.raises(ValueError, match="can't be negative"):
        count(FRIDAY, -1)


def test_a_year_is_covered_once_one_of_its_days_is_known():
    week = WorkingDays([(date(2026, 1, 1), False), (date(2028, 5, 6), True)])

    assert [year for year in range(2025, 2030) if week.covers(year)] == [2026, 2028]


@pytest.mark.django_db
def test_the_days_of_two_years_each_way_are_read_in_one_query():
    SpecialDay.objects.all().delete()
    for day in ["2023-12-31", "2024-01-01", "2026-06-20", "2028-12-31", "2029-01-01"]:
        SpecialDay.objects.create(day=day, name="Ngày thử", is_working=day == "2026-06-20")

    with CaptureQueriesContext(connection) as captured:
        week = WorkingDays.load(date(2026, 2, 28))

    assert len(captured) == 1
    assert week.special == {date(2024, 1, 1): False, date(2026, 6, 20): True, date(2028, 12, 31): False}


@pytest.mark.django_db
def test_without_a_day_the_years_around_today_are_read(time_machine):
    time_machine.move_to("2030-12-31T17:30:00+00:00")  # already New Year's Day of 2031 in Vietnam
    for day in ["2028-12-31", "2029-01-01", "2033-12-31"]:
        SpecialDay.objects.create(day=day, name="Ngày thử")

    week = WorkingDays.load()

    assert week.special == {date(2029, 1, 1): False, date(2033, 12, 31): False}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2025, 12, 31), 2, date(2026, 1, 6)),
        (date(2026, 1, 9), 1, date(2026, 1, 10)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2026, 4, 24), 1, date(2026, 4, 28)),
        (date(2026, 4, 29), 1, date(2026, 5, 4)),
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        (date(2027, 2, 3), 1, date(2027, 2, 11)),
        (date(2027, 4, 29), 1, date(2027, 5, 4)),
        (date(2027, 9, 1), 1, date(2027, 9, 6)),
    ],
)
def test_the_holidays_that_come_with_the_portal_move_deadlines(day, n, expected):
    assert WorkingDays.load(day).after(day, n) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2026, 2027])
def test_the_eleven_paid_holidays_cost_eleven_working_days_a_year(year):
    week = WorkingDays.load(date(year, 1, 1))
    new_years_eve, last = date(year - 1, 12, 31), date(year, 12, 31)

    assert week.between(new_years_eve, last) == PLAIN.between(new_years_eve, last) - 11


def test_a_far_date_costs_no_more_than_a_near_one():
    days = WorkingDays([(date(2026, 9, 2), False), (date(2026, 8, 22), True)])

    assert days.between(date(1, 1, 1), date(9998, 12, 31)) == 2608353
