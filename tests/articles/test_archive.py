"""The archive by days: what each year, month and day counts and lists, by the clock in Vietnam."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import at, make_article, make_draft, make_identity

pytestmark = pytest.mark.django_db

FRAME = 5  # identity, sections, banners, pages; version and last change


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


def counted(pairs):
    return [(number.month, count) for number, count in pairs if count]


def days_of(weeks):
    return [cell for week in weeks for cell in week if cell]


def years_in(client):
    """The years of the archive with their counts, and with those of their months that have articles."""
    years = client.get("/luu-tru/").context["years"]
    return [(first, count, counted(months)) for first, count, months in years]


def test_the_archive_counts_its_years_and_their_months(client):
    make_article(published_at=at("2024-12-31", 23, 59))
    make_article(published_at=at("2025-01-01", 0, 0))
    make_article(published_at=at("2025-06-01"))

    page = client.get("/luu-tru/").text

    assert years_in(client) == [(date(2025, 1, 1), 2, [(1, 1), (6, 1)]), (date(2024, 1, 1), 1, [(12, 1)])]
    assert page.index('href="/luu-tru/2025/"') < page.index('href="/luu-tru/2024/"')
    assert 'href="/luu-tru/2025/06/"' in page
    assert 'href="/luu-tru/2025/07/"' not in page


def test_a_year_counts_its_months_and_leads_past_empty_years(client):
    make_article(published_at=at("2019-05-05"))
    make_article(published_at=at("2022-01-31", 23, 59))
    make_article(published_at=at("2022-02-01", 0, 0))
    make_article(published_at=at("2022-02-28"))
    make_article(published_at=at("2025-05-05"))

    response = client.get("/luu-tru/2022/")

    assert len(response.context["months"]) == 12
    assert counted(response.context["months"]) == [(1, 1), (2, 2)]
    assert response.context["count"] == 3
    for address in ('href="/luu-tru/2022/02/"', 'rel="prev" href="/luu-tru/2019/"', 'rel="next" href="/luu-tru/2025/"'):
        assert address in response.text
    assert 'href="/luu-tru/2022/03/"' not in response.text


def test_a_month_is_a_calendar_with_its_articles_below(client):
    first = make_article(title="Sớm", published_at=at("2022-02-01", 0, 0))
    last = make_article(title="Muộn", published_at=at("2022-02-28", 23, 59))
    make_article(published_at=at("2022-01-31", 23, 59))
    make_article(published_at=at("2022-04-01", 0, 0))

    response = client.get("/luu-tru/2022/02/")

    assert response.context["page"].rows == [last, first]
    days = days_of(response.context["weeks"])
    assert [day for day, _count in days] == [date(2022, 2, 1) + timedelta(days=n) for n in range(28)]
    assert [(day.day, count) for day, count in days if count] == [(1, 1), (28, 1)]
    assert {len(week) for week in response.context["weeks"]} == {7}
    assert response.context["weeks"][0].index((date(2022, 2, 1), 1)) == 1  # a Tuesday
    assert 'rel="prev" href="/luu-tru/2022/01/"' in response.text
    assert 'rel="next" href="/luu-tru/2022/04/"' in response.text


def test_a_day_lists_its_articles_and_leads_to_the_days_beside_it(client):
    make_article(published_at=at("2022-02-20", 23, 59))
    early = make_article(title="Sáng", published_at=at("2022-02-21", 0, 0))
    late = make_article(title="Đêm", published_at=at("2022-02-21", 23, 59))
    make_article(published_at=at("2022-03-02", 0, 0))

    response = client.get("/luu-tru/2022/02/21/")

    assert response.context["page"].rows == [late, early]
    assert "Thứ Hai, 21/02/2022" in response.text
    assert 'rel="prev" href="/luu-tru/2022/02/20/"' in response.text
    assert 'rel="next" href="/luu-tru/2022/03/02/"' in response.text


def test_at_the_ends_of_the_archive_nothing_leads_on(client):
    make_article(published_at=at("2022-02-21"))

    for address in ("/luu-tru/2022/", "/luu-tru/2022/02/", "/luu-tru/2022/02/21/"):
        page = client.get(address).text
        assert 'rel="prev"' not in page
        assert 'rel="next"' not in page


def test_a_day_without_articles_says_so(client):
    make_article(title="Hôm khác", published_at=at("2022-02-21"))

    response = client.get("/luu-tru/2022/02/22/")

    assert response.status_code == 200
    assert response.context["page"].rows == []
    assert 'class="empty"' in response.text
    assert "Hôm khác" not in response.text


def test_an_empty_site_has_an_archive(client):
    assert client.get("/luu-tru/").context["years"] == []


def test_what_is_not_public_is_in_no_archive(client):
    now = timezone.localtime()
    draft = make_draft(title="Bí mật")
    expired = make_article(title="Hết hạn", published_at=now - timedelta(days=1), expires_at=now - timedelta(minutes=1))
    later = make_article(title="Hẹn giờ", published_at=now + timedelta(hours=1))
    shown = make_article(title="Công khai", published_at=now - timedelta(days=1))
    day = timezone.localdate(shown.published_at)

    found = client.get(f"/luu-tru/{day:%Y/%m/%d}/").context
    in_month = client.get(f"/luu-tru/{day:%Y/%m}/").context
    in_year = client.get(f"/luu-tru/{day:%Y}/").context

    assert (found["page"].rows, found["following"]) == ([shown], None)
    assert (in_month["page"].rows, sum(count for _day, count in days_of(in_month["weeks"]))) == ([shown], 1)
    assert in_year["count"] == 1
    assert years_in(client) == [(date(day.year, 1, 1), 1, [(day.month, 1)])]
    assert {draft.article.is_public, expired.is_public, later.is_public} == {False}


IMPOSSIBLE = [
    "0000/",
    "1899/",
    "9999/",
    "202/",
    "20222/",
    "2022/00/",
    "2022/13/",
    "2022/2/",
    "2022/02/00/",
    "2022/02/29/",
    "2022/02/31/",
    "2022/02/1/",
    "0000/01/01/",
    "9999/12/31/",
    "%D9%A2%D9%A0%D9%A2%D9%A2/",
    "2022%00/",
    "abcd/",
    "-2022/",
]


@pytest.mark.parametrize("path", IMPOSSIBLE)
def test_days_that_never_were_are_not_found(client, path):
    assert client.get(f"/luu-tru/{path}").status_code == 404


@pytest.mark.parametrize("form", ["%Y/%m/%d/", "%Y/%m/", "%Y/"])
def test_the_archive_ends_today(client, form):
    today = timezone.localdate()
    to_come = {"%Y/%m/%d/": today + timedelta(days=1), "%Y/%m/": today.replace(day=1) + timedelta(days=32)}
    beyond = to_come.get(form, date(today.year + 1, 1, 1))

    assert client.get(f"/luu-tru/{today.strftime(form)}").status_code == 200
    assert client.get(f"/luu-tru/{beyond.strftime(form)}").status_code == 404


@pytest.mark.parametrize(
    "query", ["trang=0", "trang=2", "trang=abc", "truoc=abc", "q=tin", "tac_gia=ai", "q=%00", "loc=1"]
)
@pytest.mark.parametrize("path", ["/luu-tru/2022/02/", "/luu-tru/2022/02/21/"])
def test_bad_parameters_are_refused_and_never_mean_everything(client, path, query):
    make_article(title="Lộ ra", published_at=at("2022-02-21"))

    response = client.get(f"{path}?{query}")

    assert response.status_code in {400, 404}
    assert "Lộ ra" not in response.text


def test_a_full_day_goes_on_over_pages(client):
    made = [make_article(title=f"Tin {n}", published_at=at("2022-02-21")) for n in range(25)]

    pages = [client.get(f"/luu-tru/2022/02/21/?trang={n}").context["page"] for n in (1, 2)]

    assert [article for page in pages for article in page.rows] == made[::-1]


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/luu-tru/", 1), ("/luu-tru/2022/", 3), ("/luu-tru/2022/02/", 5), ("/luu-tru/2022/02/21/", 4)],
)
def test_the_archive_costs_the_same_at_one_and_at_thirty_articles(client, path, limit):
    make_identity()
    make_article(published_at=at("2022-02-21"))
    few = queries(client, path)

    for number in range(29):
        make_article(title=f"Tin {number}", published_at=at("2022-02-21", 9) + timedelta(days=3 * (number % 2)))
    many = queries(client, path)

    assert many == few
    assert many == FRAME + limit


def test_each_page_leads_to_the_archive(client):
    assert 'href="/luu-tru/"' in client.get("/").text
