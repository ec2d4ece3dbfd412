"""The report for the office's head: units, late cases, what waits too long; as a page and as files."""

import csv
import re
from datetime import date, timedelta
from io import StringIO
from unittest.mock import Mock, patch

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext

from articles.workdays import WorkingDays
from comments.admin import report
from comments.models import Comment, Status
from tests.factories import (
    at,
    make_answer,
    make_article,
    make_comment,
    make_comment_rules,
    make_profile,
    make_section,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db

REPORT = "/quan-tri/comments/unit/bao-cao/"
DESK = "/quan-tri/comments/comment/?trang-thai=tat-ca"
FRIDAY = at("2026-11-20", 9)


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.fixture
def chief(client, friday):
    user = make_user("Thư ký toà soạn")
    client.force_login(user)
    return user


def make_case(unit, due_on, status=Status.APPROVED, **fields):
    fields = {"created_at": at("2026-11-02")} | fields
    due = {"due_on": date.fromisoformat(due_on), "routed_at": fields["created_at"]}
    return make_comment(status=status, unit=unit, **due, **fields)


def lists(response):
    """The lists of the page by their key: the titles, each with its working days late."""
    return {
        found["key"]: [(comment.title, comment.days_late) for comment in found["rows"]]
        for found in response.context["lists"]
    }


def rows(client, query):
    answer = client.get(f"{REPORT}?{query}")
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(body, newline="")))


# --- The page --------------------------------------------------------------------------------------------------------


def test_the_page_adds_up_the_units(client, chief):
    health, police = make_unit("Trạm Y tế"), make_unit("Công an xã")
    make_case(health, "2026-11-19")
    make_case(health, "2026-11-23")
    make_case(police, "2026-12-10")
    make_answer(make_case(police, "2026-11-10"), unit=police, at=at("2026-11-12"))
    make_answer(make_case(police, "2026-11-10"), unit=police, at=at("2026-11-10", 17))

    page = client.get(REPORT)

    names = ("open", "soon", "late", "answered", "in_time", "answered_late")
    assert {unit.name: tuple(getattr(unit, name) for name in names) for unit in page.context["units"]} == {
        "Công an xã": (1, 0, 0, 2, 1, 1),
        "Trạm Y tế": (2, 1, 1, 0, 0, 0),
    }
    assert tuple(page.context["total"].values()) == (3, 1, 1, 2, 1, 1)


def test_cases_are_listed_the_longest_late_first_with_working_days(client, chief):
    unit = make_unit()
    make_case(unit, "2026-11-18", title="Trễ hai ngày")
    make_case(unit, "2026-11-13", title="Trễ một tuần")
    make_case(unit, "2026-11-20", title="Hạn hôm nay")
    make_case(unit, "2026-11-30", title="Còn hạn", status=Status.WAITING)
    make_comment(created_at=at("2026-11-17", 8), title="Chưa duyệt")
    make_comment(created_at=at("2026-11-18", 8), title="Vừa tới hạn duyệt")

    found = lists(client.get(REPORT))

    assert found["late"] == [("Trễ một tuần", 5), ("Trễ hai ngày", 2)]
    assert found["open"] == [("Hạn hôm nay", 0), ("Còn hạn", 0)]
    # Sent on the 2nd as "Còn hạn" was; due two working days later
    assert found["undecided"] == [("Còn hạn", 12), ("Chưa duyệt", 1)]


def test_each_case_leads_to_its_article_by_name_and_to_its_history(client, chief):
    comment = make_case(make_unit("Trạm Y tế"), "2026-11-13", article=make_article(title="Lịch tiêm chủng"))

    page = client.get(REPORT).text

    assert page.count(f'href="/quan-tri/comments/comment/{comment.pk}/nhat-ky/"') == 1
    assert page.count("Lịch tiêm chủng") == 1


def test_each_unit_leads_to_its_cases_on_the_desk(client, chief):
    unit = make_unit("Trạm Y tế")

    page = client.get(REPORT).text

    assert page.count(f'href="/quan-tri/comments/comment/?trang-thai=tat-ca&amp;don-vi={unit.pk}"') == 1


@pytest.mark.parametrize(
    ("due_on", "light"),
    [("2026-11-19", "late"), ("2026-11-20", "due"), ("2026-11-23", "due"), ("2026-11-24", "early")],
)
def test_the_light_is_the_one_that_the_desk_shows(client, chief, due_on, light):
    make_case(make_unit(), due_on)

    assert re.findall('<span class="light ([a-z]*)"', client.get(REPORT).text) == [light]


def test_a_long_list_is_cut_and_says_so(client, chief, monkeypatch):
    monkeypatch.setattr(report, "MOST", 2)
    unit = make_unit()
    for number in range(3):
        make_case(unit, "2026-11-13", title=f"Việc {number}")

    late = client.get(REPORT).context["lists"][0]

    assert (len(late["rows"]), late["total"]) == (2, 3)


def test_words_of_readers_are_shown_as_they_were_typed(client, chief):
    make_case(make_unit(), "2026-11-13", title="<script>alert(1)</script>")

    assert "<script>alert" not in client.get(REPORT).text


# --- The period ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("", "2026-11-01", "2026-11-20"),
        ("tu_ngay=&den_ngay=", "2026-11-01", "2026-11-20"),
        ("tu_ngay=15/10/2026", "2026-10-15", "2026-11-20"),
        ("den_ngay=15/10/2026", "2026-10-01", "2026-10-15"),
        ("tu_ngay=01/10/2026&den_ngay=31/10/2026", "2026-10-01", "2026-10-31"),
        ("tu_ngay=20/11/2026&den_ngay=20/11/2026", "2026-11-20", "2026-11-20"),
        ("tu_ngay=01/12/2026", "2026-12-01", "2026-12-01"),
        ("den_ngay=05/12/2026", "2026-11-01", "2026-12-05"),
    ],
)
def test_the_period_is_this_month_unless_said_otherwise(client, chief, query, first, last):
    context = client.get(f"{REPORT}?{query}").context

    assert (str(context["first"]), str(context["last"])) == (first, last)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("tu_ngay=31/02/2026", "tu_ngay"),
        ("tu_ngay=x", "tu_ngay"),
        ("den_ngay=01/01/0001", "den_ngay"),
        ("den_ngay=%00", "den_ngay"),
        ("tu_ngay=02/11/2026&den_ngay=01/11/2026", "den_ngay"),
    ],
)
def test_a_period_that_cannot_be_read_gives_no_figures(client, chief, query, field):
    page = client.get(f"{REPORT}?{query}&tep=don-vi")

    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])
    assert "units" not in page.context


# --- Rights ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("Phóng viên", 403),
        ("Biên tập viên", 200),
        ("Thư ký toà soạn", 200),
        ("Kiểm duyệt", 200),
        ("Trả lời bạn đọc", 200),
        ("Quản trị", 200),
    ],
)
def test_who_may_read_the_report(client, role, status):
    client.force_login(make_user(role))

    assert client.get(REPORT).status_code == status


def test_a_stranger_is_sent_to_the_login(client):
    assert client.get(REPORT).url.split("?")[0] == "/quan-tri/login/"


def test_who_answers_for_a_unit_sees_its_cases_alone(client):
    clerk = make_user("Trả lời bạn đọc")
    client.force_login(clerk)
    make_case(make_unit("Trạm Y tế", clerk), "2026-11-13", title="Của đơn vị mình")
    make_case(make_unit("Công an xã"), "2026-11-13", title="Của đơn vị khác")
    make_comment(created_at=at("2026-11-02"), title="Chưa duyệt")

    page = client.get(REPORT)

    assert [unit.name for unit in page.context["units"]] == ["Trạm Y tế"]
    assert lists(page) == {"late": [("Của đơn vị mình", 5)], "open": [], "undecided": []}
    assert [row[1] for row in rows(client, "tep=viec")[1:]] == ["Của đơn vị mình"]


def test_an_editor_with_sections_sees_the_cases_of_these_alone(client, chief):
    inside, outside = make_section("Kinh tế"), make_section("Xã hội")
    make_profile(chief, inside)
    for section in (inside, outside):
        make_case(make_unit(section.name), "2026-11-13", article=make_article(section=section.pk), title=section.name)

    assert lists(client.get(REPORT))["late"] == [("Kinh tế", 5)]
    assert [row[1] for row in rows(client, "tep=viec")[1:]] == ["Kinh tế"]


# --- The files -------------------------------------------------------------------------------------------------------


def test_the_figures_are_saved_as_a_table(client, chief):
    unit = make_unit("Trạm Y tế")
    make_case(unit, "2026-11-13")
    make_answer(make_case(unit, "2026-11-10"), unit=unit, at=at("2026-11-12"))

    answer = client.get(f"{REPORT}?tep=don-vi")
    body = b"".join(answer.streaming_content)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="bao-cao-don-vi-2026-11-01-2026-11-20.csv"'
    assert body.startswith(b"\xef\xbb\xbf")
    assert rows(client, "tep=don-vi")[1:] == [
        ["01/11/2026 – 20/11/2026", "Trạm Y tế", "1", "0", "1", "1", "0", "1"],
    ]


def test_the_open_cases_are_saved_as_a_table(client, chief, monkeypatch):
    monkeypatch.setattr(report, "MOST", 1)
    make_comment_rules(decision_days=2)
    article = make_article(title="Lịch tiêm chủng")
    unit = make_unit("Trạm Y tế")
    make_case(unit, "2026-11-13", article=article, title="Tiêm ở đâu?")
    make_case(unit, "2026-11-20", article=article, title="Tiêm khi nào?")
    make_comment(article, created_at=at("2026-11-17"), title="Chưa duyệt")

    table = rows(client, "tep=viec")

    state = str(Status.APPROVED.label), str(Status.WAITING.label)
    assert table[0][5:8] == [gettext("Decision due on"), "Hạn trả lời", "Quá hạn"]
    assert table[1:] == [
        ["Trạm Y tế", "Tiêm ở đâu?", "Lịch tiêm chủng", state[0], "02/11/2026", "", "13/11/2026", "Có", "5"],
        ["Trạm Y tế", "Tiêm khi nào?", "Lịch tiêm chủng", state[0], "02/11/2026", "", "20/11/2026", "Không", "0"],
        ["", "Chưa duyệt", "Lịch tiêm chủng", state[1], "17/11/2026", "19/11/2026", "", "Có", "1"],
    ]


def test_the_file_holds_each_comment_of_the_page_once_routed_answered_or_neither(client, chief):
    unit = make_unit("Trạm Y tế")
    make_case(unit, "2026-11-30", title="Đã chuyển, chưa duyệt", status=Status.WAITING)
    make_case(unit, "2026-11-13", title="Quá hạn cả hai", status=Status.WAITING)
    make_answer(make_case(unit, "2026-11-13", title="Đã trả lời, chưa duyệt", status=Status.WAITING), unit=unit)
    make_comment(created_at=at("2026-11-02"), title="Chưa duyệt")

    table = {row[1]: row[5:] for row in rows(client, "tep=viec")[1:]}

    assert table == {
        "Quá hạn cả hai": ["04/11/2026", "13/11/2026", "Có", "12"],
        "Đã chuyển, chưa duyệt": ["04/11/2026", "30/11/2026", "Có", "12"],
        "Đã trả lời, chưa duyệt": ["04/11/2026", "", "Có", "12"],
        "Chưa duyệt": ["04/11/2026", "", "Có", "12"],
    }
    on_page = [title for found in lists(client.get(REPORT)).values() for title, _days in found]
    assert set(on_page) == set(table)
    assert len(rows(client, "tep=viec")) == 1 + len(table)


def test_formulas_of_readers_are_made_harmless(client, chief):
    make_case(make_unit("=cmd"), "2026-11-13", title="+1+1", article=make_article(title="@SUM(A1)"))

    assert rows(client, "tep=viec")[1][:3] == ["'=cmd", "'+1+1", "'@SUM(A1)"]


def test_the_files_hold_no_number_of_a_reader(client, chief):
    make_case(make_unit(), "2026-11-13", phone="+84912345678")

    cells = [cell for row in rows(client, "tep=viec") + rows(client, "tep=don-vi") for cell in row]

    assert [cell for cell in cells if "12345678" in cell] == []


# --- Cost ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("query", "most"), [("", 15), ("tep=don-vi", 10), ("tep=viec", 12)])
def test_the_report_costs_the_same_for_one_case_and_for_many(client, chief, query, most):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(f"{REPORT}?{query}")
            if answer.streaming:
                list(answer.streaming_content)
        return len(captured)

    make_case(make_unit("Đơn vị"), "2026-11-13", status=Status.WAITING)
    make_comment(created_at=at("2026-11-02"))
    client.get(REPORT)
    one = queries()
    for number in range(20):
        make_case(make_unit(f"Đơn vị {number}"), "2026-11-13", created_at=at("2026-11-02") + timedelta(hours=number))
        make_comment(created_at=at("2026-11-02"))

    many = queries()

    assert one == many <= most


@pytest.mark.parametrize("address", [REPORT, f"{REPORT}?tep=viec", DESK])
def test_a_date_far_ahead_costs_no_more_than_a_near_one(client, chief, address):
    """Its working days are reckoned by weeks: a year of them one by one for each case made the pages stand still."""

    def cost():
        with CaptureQueriesContext(connection) as captured, patch.object(WorkingDays, "is_working", count):
            count.side_effect = lambda day: day.weekday() < 5
            count.reset_mock()
            answer = client.get(address)
            if answer.streaming:
                list(answer.streaming_content)
        return answer.status_code, len(captured), count.call_count

    count = Mock()
    case = make_case(make_unit(), "2026-11-23")
    client.get(address)
    near = cost()
    Comment.objects.filter(pk=case.pk).update(due_on=date(2027, 11, 22))

    assert cost() == near
    assert near[0] == 200
