"""What readers opened most: in a period, in a section, as a chart, as a file."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from articles import workflow
from articles.models import Article, DailyViews
from articles.reports import opened
from tests.factories import at, make_article, make_profile, make_section, make_user

from .reports import SITE, lines

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    cache.clear()
    time_machine.move_to(at("2026-11-18", 10), tick=False)


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


def read(title, views, **content):
    """An article with its views by day, given as {days ago: views}."""
    article = make_article(title=title, **content)
    for days, count in views.items():
        DailyViews.objects.create(article=article, day=TODAY - days * DAY, count=count)
    Article.objects.filter(pk=article.pk).update(counted_views=sum(views.values()))
    return article


def page(client, query=""):
    return client.get(f"{reverse('admin:reports_reading')}?{query}")


def ranks(client, query=""):
    return [(row["place"], row["article"].title, row["views"]) for row in page(client, query).context["rows"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [(1, "Bão số 9", 50), (2, "Giá nước", 7)]),
        ("ky=7", [(1, "Giá nước", 7)]),
        ("ky=90", [(1, "Bão số 9", 50), (2, "Tiêm chủng", 30), (3, "Giá nước", 7)]),
        ("ky=365", [(1, "Năm học mới", 400), (2, "Bão số 9", 50), (3, "Tiêm chủng", 30), (4, "Giá nước", 7)]),
        ("tu_ngay=18/11/2026", [(1, "Giá nước", 1000)]),
        ("tu_ngay=29/10/2026&den_ngay=29/10/2026", [(1, "Bão số 9", 50)]),
        ("den_ngay=17/10/2026", [(1, "Tiêm chủng", 30)]),
    ],
)
def test_the_most_read_of_a_period_come_first(client, editor, query, found):
    read("Giá nước", {0: 1000, 1: 5, 7: 2})
    read("Bão số 9", {20: 50})
    read("Tiêm chủng", {60: 30})
    read("Năm học mới", {200: 400})
    read("Rất lâu", {366: 9000})

    assert ranks(client, query) == found


def test_articles_that_readers_may_not_open_have_no_place(client, editor):
    workflow.withdraw(read("Đã rút", {1: 50}), by=None, reason="Nhầm.")
    read("Đang đăng", {1: 5})

    assert ranks(client) == [(1, "Đang đăng", 5)]


def test_in_a_long_period_those_opened_most_in_all_are_ranked(client, editor, monkeypatch):
    monkeypatch.setattr(opened, "CANDIDATES", 1)
    read("Đọc nhiều từ trước tới nay", {1: 5, 80: 50})
    read("Tin mới", {1: 9})

    assert ranks(client, "ky=90") == [(1, "Đọc nhiều từ trước tới nay", 55)]
    assert ranks(client, "ky=30") == [(1, "Tin mới", 9), (2, "Đọc nhiều từ trước tới nay", 5)]
    assert page(client, "ky=90").context["reading"].total == 64


def test_a_section_and_those_of_a_person_are_counted_alone(client):
    own, other = make_section(), make_section("Y tế")
    below = make_section("Tiêm chủng", parent=other)
    read("Giá lúa", {1: 5}, section=own.pk)
    read("Lịch tiêm", {1: 9}, section=below.pk)
    client.force_login(make_user())
    chosen = page(client, f"chuyen_muc={other.pk}").context
    limited = make_user(username="han-che")
    make_profile(limited, own)
    client.force_login(limited)

    assert ([row["article"].title for row in chosen["rows"]], chosen["reading"].total) == (["Lịch tiêm"], 9)
    assert (ranks(client), page(client).context["reading"].total) == ([(1, "Giá lúa", 5)], 5)


def test_the_chart_has_a_bar_for_each_day_in_whole_numbers(client, editor):
    read("Giá nước", {1: 3, 3: 9, 5: 1})

    chart = page(client, "ky=7").context["chart"]

    assert [(y, height, views) for _x, y, height, _words, views in chart.bars] == [
        (100, 0, 0),
        (100, 0, 0),
        (89, 11, 1),
        (100, 0, 0),
        (0, 100, 9),
        (100, 0, 0),
        (67, 33, 3),
    ]
    assert [x for x, *_rest in chart.bars] == [1, 11, 21, 31, 41, 51, 61]
    assert (chart.breadth, chart.longest, chart.ends) == (70, 9, ["11/11/2026", "14/11/2026", "17/11/2026"])


def test_the_bars_of_a_long_period_are_months(client, editor):
    read("Giá nước", {1: 3, 20: 9, 100: 4})

    chart = page(client, "tu_ngay=01/08/2026&den_ngay=17/11/2026").context["chart"]

    assert [(words, views) for _x, _y, _height, words, views in chart.bars] == [
        ("08/2026", 4),
        ("09/2026", 0),
        ("10/2026", 9),
        ("11/2026", 3),
    ]


def test_a_period_without_views_is_drawn_and_said(client, editor):
    response = page(client, "ky=7")

    assert (response.status_code, response.context["rows"], response.context["chart"].longest) == (200, [], 0)


def test_a_period_that_is_over_is_summed_up_once_a_day(client, editor, time_machine):
    article = read("Giá nước", {1: 3})
    assert ranks(client) == [(1, "Giá nước", 3)]
    DailyViews.objects.create(article=article, day=TODAY, count=4)

    assert ranks(client) == [(1, "Giá nước", 3)]
    assert ranks(client, "tu_ngay=01/11/2026") == [(1, "Giá nước", 7)]
    time_machine.move_to(at("2026-11-19", 1), tick=False)
    assert ranks(client) == [(1, "Giá nước", 7)]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("ky=8", "ky"),
        ("tu_ngay=31/02/2026", "tu_ngay"),
        ("tu_ngay=19/11/2026", "tu_ngay"),
        ("tu_ngay=02/11/2026&den_ngay=01/11/2026", "tu_ngay"),
        ("tu_ngay=17/11/2025&den_ngay=18/11/2026", "tu_ngay"),
        ("den_ngay=01/01/0001", "den_ngay"),
        ("ky=30&tu_ngay=01/11/2026&den_ngay=02/11/2026", "tu_ngay"),
        ("ky=7&den_ngay=02/11/2026", "den_ngay"),
    ],
)
def test_a_period_that_cannot_be_is_said_beside_its_field(client, editor, query, field):
    response = page(client, query)

    assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    assert "rows" not in response.context


def test_a_year_and_a_day_of_leap_is_the_longest_period(client, editor):
    response = page(client, "tu_ngay=18/11/2025&den_ngay=18/11/2026")

    assert (response.status_code, response.context["reading"].period.days) == (200, 366)


def test_an_article_can_be_put_on_the_front_page_by_those_who_may(client, editor):
    article = read("Giá nước & giá điện", {1: 3})

    context = page(client).context

    assert context["may_place"] is True
    assert context["rows"][0]["slots"] == (
        f"{reverse('admin:slots')}?bai={article.pk}&q=Gi%C3%A1+n%C6%B0%E1%BB%9Bc+%26+gi%C3%A1+%C4%91i%E1%BB%87n"
    )


def test_the_file_holds_the_ranks_and_no_formula(client, editor):
    article = read("+84 gọi ai", {1: 3}, published_at=at("2026-11-01").isoformat())

    assert lines(client, "reading", "ky=7")[1:] == [
        [
            "11/11/2026 – 17/11/2026",
            "1",
            str(article.pk),
            "'+84 gọi ai",
            "Kinh tế",
            "01/11/2026",
            "3",
            SITE + article.get_absolute_url(),
        ]
    ]
