"""The list of public holidays and days made up for, as the office keeps it."""

import re
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import SpecialDay
from tests.factories import make_user

pytestmark = pytest.mark.django_db

DAYS = "/quan-tri/articles/specialday/"
holidays = import_module("articles.migrations.0007_public_holidays")


def make_day(day="2031-01-01", name="Tết Dương lịch", **fields):
    return SpecialDay.objects.create(day=day, name=name, **fields)


@pytest.fixture
def clerk(client):
    """Somebody with the rights over the days and no others."""
    user = make_user(role=None, username="van-thu")
    user.is_superuser = False
    user.save()
    user.user_permissions.set(Permission.objects.filter(content_type__model="specialday"))
    client.force_login(user)
    return user


def errors(client, **fields):
    response = client.post(f"{DAYS}add/", {"day": "02/01/2031", "name": "Nghỉ bù"} | fields)
    return dict(response.context["adminform"].form.errors)


def shown(client, **query):
    return [str(special.day) for special in client.get(DAYS, query).context["cl"].queryset]


def test_a_day_is_entered_day_first(client, clerk):
    client.post(f"{DAYS}add/", {"day": "01/02/2031", "name": "  Tết   Nguyên đán "})

    special = SpecialDay.objects.get(day__year=2031)
    assert (special.day, special.name, special.is_working) == (date(2031, 2, 1), "Tết Nguyên đán", False)


def test_a_saturday_can_be_worked(client, clerk):
    client.post(f"{DAYS}add/", {"day": "04/01/2031", "name": "Làm bù", "is_working": "on"})

    assert SpecialDay.objects.get(day__year=2031).is_working is True


def test_a_holiday_can_fall_on_a_sunday(client, clerk):
    client.post(f"{DAYS}add/", {"day": "05/01/2031", "name": "Ngày lễ"})

    assert SpecialDay.objects.get(day__year=2031).is_working is False


@pytest.mark.parametrize("day", ["30/12/2030", "03/01/2031"])
def test_a_weekday_needs_no_making_up(client, clerk, day):
    found = errors(client, day=day, is_working="on")

    assert list(found) == ["is_working"]
    assert SpecialDay.objects.filter(day__gte="2030-01-01").count() == 0


def test_a_day_stands_once_in_the_list(client, clerk):
    make_day("2031-01-02")

    assert list(errors(client)) == ["day"]
    assert SpecialDay.objects.filter(day__year=2031).count() == 1


@pytest.mark.parametrize("typed", ["", "31/02/2031", "01/13/2031", "01/01/0031", "thứ Hai"])
def test_what_is_no_day_is_refused(client, clerk, typed):
    assert list(errors(client, day=typed, is_working="on")) == ["day"]


@pytest.mark.parametrize("typed", ["", "   ", "a" * 121])
def test_a_name_is_wanted_and_has_a_length(client, clerk, typed):
    assert list(errors(client, name=typed)) == ["name"]


def test_the_database_wants_a_name_too():
    with transaction.atomic(), pytest.raises(IntegrityError):
        make_day(name="")


def test_the_model_itself_refuses_to_make_up_on_a_weekday():
    with pytest.raises(ValidationError) as refused:
        SpecialDay(day=date(2031, 1, 3), name="Làm bù", is_working=True).full_clean()

    assert list(refused.value.message_dict) == ["is_working"]


def test_the_list_shows_the_day_as_it_is_written_with_its_weekday(client, clerk):
    make_day("2031-02-01", name="Giỗ Tổ")

    page = client.get(DAYS, {"nam": "2031"}).text

    cells = re.findall(r'class="field-(\w+)[^"]*">(?:<a [^>]*>)?([^<]*)<', page)
    assert cells[:3] == [("day", "01/02/2031"), ("weekday", "Thứ Bảy"), ("name", "Giỗ Tổ")]


def test_the_list_is_narrowed_by_year(client, clerk):
    SpecialDay.objects.all().delete()
    make_day("2031-09-02")
    make_day("2031-01-01")
    make_day("2032-01-01")

    assert shown(client) == ["2031-01-01", "2031-09-02", "2032-01-01"]
    assert shown(client, nam="2031") == ["2031-01-01", "2031-09-02"]
    assert shown(client, nam="2033") == []
    assert shown(client, nam="x") == []


def test_the_years_to_choose_from_are_those_entered(client, clerk):
    make_day("2031-01-01")

    chosen = client.get(DAYS).context["cl"].filter_specs[0].lookup_choices

    assert chosen == [("2031", "2031"), ("2027", "2027"), ("2026", "2026")]


def test_the_list_costs_the_same_for_one_day_and_for_three(client, clerk):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(DAYS, {"nam": "2031"})
        return len(captured)

    make_day("2031-01-01")
    client.get(DAYS)
    one = queries()
    make_day("2031-01-02")
    make_day("2031-01-03")

    assert queries() == one


def test_who_has_no_right_over_the_days_keeps_none(client):
    client.force_login(make_user("Phóng viên"))

    assert client.get(DAYS).status_code == 403
    assert client.post(f"{DAYS}add/", {"day": "02/01/2031", "name": "Nghỉ bù"}).status_code == 403
    assert SpecialDay.objects.filter(day__year=2031).count() == 0


def test_the_portal_comes_with_two_years_of_holidays():
    days = SpecialDay.objects.filter(day__range=["2026-01-01", "2027-12-31"])

    assert list(days.filter(is_working=True).values_list("day", flat=True)) == [date(2026, 1, 10), date(2026, 8, 22)]
    assert [days.filter(day__year=year, is_working=False).count() for year in (2026, 2027)] == [14, 14]
    for special in days:
        special.full_clean()


def test_taking_the_holidays_back_leaves_what_the_office_entered():
    make_day("2031-01-01")
    SpecialDay.objects.filter(day="2026-01-01").update(name="Đã sửa")

    holidays.remove(apps, None)

    assert [str(special) for special in SpecialDay.objects.all()] == [
        "01/01/2026: Đã sửa",
        "01/01/2031: Tết Dương lịch",
    ]


def test_adding_the_holidays_leaves_what_the_office_entered():
    SpecialDay.objects.exclude(day="2026-01-01").delete()
    SpecialDay.objects.update(name="Đã sửa")

    holidays.create(apps, None)

    assert SpecialDay.objects.count() == len(holidays.ROWS)
    assert SpecialDay.objects.get(day="2026-01-01").name == "Đã sửa"
