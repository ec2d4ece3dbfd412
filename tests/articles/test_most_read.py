"""The lists of the most read: what counts, from when to when, and when a page shows it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, DailyViews
from articles.most_read import DAY, WEEK, most_read
from tests.factories import at, make_article, make_author, make_draft, make_identity

pytestmark = pytest.mark.django_db

NOW = at("2026-11-22", 0, 1)  # in Vietnam; still the 21st by Greenwich
YESTERDAY = date(2026, 11, 21)


def make_read(title, views, **content):
    """An article with views by days before NOW: {1: 5} is five views on the day before."""
    article = make_article(title=title, **{"published_at": at("2026-10-01")} | content)
    view(article, views)
    return article


def view(article, views, today=YESTERDAY + timedelta(days=1)):
    DailyViews.objects.bulk_create(
        DailyViews(article=article, day=today - timedelta(days=ago), count=count) for ago, count in views.items()
    )


def titles(list_):
    return [(article.title, views) for article, views in list_.rows]


def test_the_day_is_yesterday_and_the_week_the_seven_days_before_today():
    make_read("Hôm qua", {1: 9})
    make_read("Bảy ngày trước", {7: 20, 2: 5})
    make_read("Tám ngày trước", {8: 500})
    make_read("Hôm nay", {0: 500})

    of_day, of_week = most_read(DAY, WEEK, now=NOW)

    assert titles(of_day) == [("Hôm qua", 9)]
    assert titles(of_week) == [("Bảy ngày trước", 25), ("Hôm qua", 9)]
    assert (of_day.first, of_day.last) == (YESTERDAY, YESTERDAY)
    assert (of_week.first, of_week.last) == (date(2026, 11, 15), YESTERDAY)


def test_views_taken_over_from_elsewhere_do_not_count():
    old = make_read("Bài chuyển về", {1: 1})
    Article.objects.filter(pk=old.pk).update(base_views=100_000)
    make_read("Bài mới", {1: 2})

    assert titles(most_read(DAY, now=NOW)[0]) == [("Bài mới", 2), ("Bài chuyển về", 1)]


def test_each_list_holds_five_of_its_own():
    for number in range(6):
        make_read(f"Ngày {number}", {1: 10 + number})
        make_read(f"Tuần {number}", {1: 1, 3: 100 + number})

    of_day, of_week = most_read(DAY, WEEK, now=NOW)

    assert titles(of_day) == [(f"Ngày {number}", 10 + number) for number in (5, 4, 3, 2, 1)]
    assert titles(of_week) == [(f"Tuần {number}", 101 + number) for number in (5, 4, 3, 2, 1)]


def test_of_two_read_alike_the_newer_stands_first():
    make_read("Cũ", {1: 3}, published_at=at("2026-01-01"))
    make_read("Mới", {1: 3}, published_at=at("2026-02-01"))

    assert titles(most_read(DAY, now=NOW)[0]) == [("Mới", 3), ("Cũ", 3)]


def test_what_is_not_public_is_on_no_list():
    view(make_draft(title="Bản nháp").article, {1: 900})
    make_read("Hẹn giờ", {1: 900}, published_at=NOW + timedelta(minutes=1))
    make_read("Hết hạn", {1: 900}, expires_at=NOW)
    for number in range(5):
        make_read(f"Tin {number}", {1: 10 + number})

    for span in (DAY, WEEK):
        assert titles(most_read(span, now=NOW)[0]) == [(f"Tin {number}", 10 + number) for number in (4, 3, 2, 1, 0)]


def test_the_front_page_shows_both_lists_and_the_article_page_the_week(client):
    article = make_article(title="Giá nước sạch")
    view(article, {1: 812, 3: 4000}, today=timezone.localdate())

    front, page = client.get("/").text, client.get(article.get_absolute_url()).text

    assert front.count('<ol class="titles rank">') == 2
    assert front.index("812 ") < front.index("4.812 ")
    assert page.count('<ol class="titles rank">') == 1
    assert "4.812 " in page


def test_a_list_without_rows_is_left_out(client):
    article = make_article()
    none = client.get("/").text
    view(article, {0: 5, 3: 5}, today=timezone.localdate())

    some = client.get("/").text

    assert none.count('<ol class="titles rank">') == 0
    assert some.count('<ol class="titles rank">') == 1
    assert 'id="read-of-week"' in some


def test_both_lists_cost_two_queries(django_assert_num_queries):
    for number in range(8):
        make_read(f"Tin {number}", {1: number, 2: number})

    with django_assert_num_queries(2):
        lists = most_read(DAY, WEEK, now=NOW)
        assert {article.section.name for list_ in lists for article, _views in list_.rows} == {"Kinh tế"}


@pytest.mark.parametrize(("address", "lists", "limit"), [("/", 2, 5 + 12), (None, 1, 5 + 11)])
def test_pages_with_lists_stay_within_their_queries(client, address, lists, limit):
    make_identity()
    author = make_author()
    byline = {"author": author.pk, "name": author.name, "position": "", "organisation": ""}
    for number in range(8):
        article = make_article(title=f"Tin {number}", bylines=[byline], is_featured=True)
        view(article, {1: 9 + number, 2: 1}, today=timezone.localdate())

    with CaptureQueriesContext(connection) as captured:
        response = client.get(address or article.get_absolute_url())

    assert response.text.count('<ol class="titles rank">') == lists
    assert len(captured) <= limit


def test_a_view_of_today_changes_no_page(client):
    article = make_article()
    view(article, {1: 3}, today=timezone.localdate())
    tag = client.get("/")["ETag"]

    DailyViews.count_one(article.pk)

    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
    assert titles(client.get("/").context["most_read"]["day"]) == [(article.title, 3)]
