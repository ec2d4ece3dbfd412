"""The first page of the reports: what each holds, and for whom."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article, BrokenLink, DailyViews
from tests.factories import at, make_article, make_photo, make_profile, make_section, make_user
from tests.portal.many import make_many

pytestmark = pytest.mark.django_db

PAGES = [
    "reports",
    *(f"reports_{name}{end}" for name in ("stale", "links", "photos", "reading") for end in ("", "_csv")),
]


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(at("2026-11-18", 10), tick=False)


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


def figures(client):
    context = client.get(reverse("admin:reports")).context
    return {name: context[name] for name in ("due", "unchanged", "links", "photos", "views")}


def test_it_says_how_much_each_report_holds(client, editor):
    article = make_article(cover=make_photo(credit="").pk, published_at=at("2024-01-01").isoformat())
    Article.objects.update(updated_at=None)
    due = make_article(title="Giá nước năm 2026")
    Article.objects.filter(pk=due.pk).update(review_on=date(2026, 11, 17))
    BrokenLink.objects.create(article=article, address="/khong-co/", key="1", why="missing")
    DailyViews.objects.create(article=article, day=date(2026, 11, 17), count=12)

    assert figures(client) == {"due": 1, "unchanged": 1, "links": 1, "photos": 1, "views": 12}


@pytest.mark.parametrize("name", ["stale", "links", "photos", "reading"])
def test_the_button_of_each_report_is_called_as_in_the_other_lists(client, editor, name):
    page = client.get(reverse(f"admin:reports_{name}")).text

    assert re.findall(r'<button class="button default">([^<]+)</button>', page) == [_("Apply the filters")]


def test_who_is_limited_to_sections_sees_what_lies_there(client):
    other = make_section("Y tế")
    editor = make_user()
    make_profile(editor, make_section())
    client.force_login(editor)
    article = make_article(cover=make_photo(credit="").pk, section=other.pk, published_at=at("2024-01-01").isoformat())
    Article.objects.update(updated_at=None, review_on=date(2026, 11, 17))
    BrokenLink.objects.create(article=article, address="/khong-co/", key="1", why="missing")
    DailyViews.objects.create(article=article, day=date(2026, 11, 17), count=12)

    assert figures(client) == {"due": 0, "unchanged": 0, "links": 0, "photos": 0, "views": 0}


@pytest.mark.parametrize("name", PAGES)
def test_a_reporter_has_no_reports(client, name):
    client.force_login(make_user("Phóng viên"))

    assert client.get(reverse(f"admin:{name}")).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_is_asked_to_log_in(client, name):
    address = reverse(f"admin:{name}")

    response = client.get(address)

    assert (response.status_code, response.url) == (302, f"{reverse('admin:login')}?next={address}")


@pytest.mark.parametrize("name", ["reports_stale", "reports_links", "reports_photos", "reports_reading"])
@pytest.mark.parametrize("value", ["x", "0", "-1", "9" * 30, "1\x00", "999999999"])
def test_a_section_that_is_not_there_is_said_and_nothing_is_listed(client, editor, name, value):
    response = client.get(reverse(f"admin:{name}"), {"chuyen_muc": value})

    assert (response.status_code, "page" in response.context) == (400, False)
    assert list(response.context["form"].errors) == ["chuyen_muc"]


@pytest.mark.parametrize("name", ["reports_stale", "reports_links", "reports_photos"])
@pytest.mark.parametrize("key", ["x", "1", "1-", "-99999999999999999-1", "-1-1-1", "١-١", "1-" + "9" * 30])
def test_a_key_of_a_page_that_cannot_be_is_not_found(client, editor, name, key):
    query = {"sau": key, "loai": "lau"} if name == "reports_stale" else {"sau": key}

    status = client.get(reverse(f"admin:{name}"), query).status_code

    assert status == (200 if name == "reports_photos" and key == "1" else 404)


def test_a_file_of_what_cannot_be_read_is_answered_by_the_page(client, editor):
    response = client.get(reverse("admin:reports_stale_csv"), {"thang": "7"})

    assert (response.status_code, response.context["page_address"]) == (400, reverse("admin:reports_stale"))


@pytest.mark.parametrize("name", ["reports_stale", "reports_links", "reports_reading"])
def test_nothing_is_sent_to_a_page_that_only_shows(client, editor, name):
    assert client.post(reverse(f"admin:{name}")).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_the_questions_do_not_grow_with_the_articles(client, editor, name):
    def questions(count):
        made = make_many(count)
        Article.objects.filter(pk__in=[one.pk for one in made]).update(
            published_at=at("2024-01-01"), updated_at=None, review_on=None if count > 10 else date(2026, 11, 1)
        )
        BrokenLink.objects.bulk_create(BrokenLink(article=one, address="/x/", key="1", why="missing") for one in made)
        DailyViews.objects.bulk_create(DailyViews(article=one, day=date(2026, 11, 18), count=1) for one in made)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(reverse(f"admin:{name}"), {"tu_ngay": "01/11/2026", "loai": "lau"})
            b"".join(response) if response.streaming else response.content
        return len(captured)

    client.get(reverse("admin:reports"))
    Article.objects.update(review_on=None)
    few, many = questions(10), questions(990)

    assert few == many
