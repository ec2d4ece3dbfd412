"""How many photos the shelf finds: said on its first page, counted so far and no further."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from articles.admin.library import shelf
from articles.models import Photo
from tests.factories import make_draft, make_user

pytestmark = pytest.mark.django_db

SHELF = "/quan-tri/articles/photo/"


@pytest.fixture(autouse=True)
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


def many(count, **words):
    first = Photo.objects.count()
    return Photo.objects.bulk_create(
        Photo(file=f"photos/2026/11/{number}.jpg", width=1, height=1, fingerprint=f"{number}", **words)
        for number in range(first, first + count)
    )


def said(client, query=""):
    """What the shelf says of how many there are, as one line."""
    _before, _tag, rest = client.get(f"{SHELF}?{query}").text.partition('<p class="library-count" role="status">')
    return " ".join(strip_tags(rest.partition("</p>")[0]).split())


def test_the_shelf_says_how_many_photos_there_are(client):
    many(60)

    assert said(client) == "60 ảnh"


def test_a_filter_is_named_with_what_it_finds(client, editor):
    many(3)
    many(50, credit="Thu Hiền", alt="Lúa")
    many(2, credit="Thu Hiền", uploaded_by=editor)

    asked = ["loc=thieu-nguon", "loc=thieu-mo-ta", "loc=thieu-mo-ta&cua_toi=on", "q=lua", "loc=da-go"]
    assert [said(client, query) for query in asked] == [
        "Chưa ghi nguồn ảnh: 3 ảnh",
        "Chưa có mô tả: 5 ảnh",
        "Chưa có mô tả: 2 ảnh",
        "50 ảnh",
        "Đã gỡ: 0 ảnh",
    ]


@pytest.mark.parametrize("query", ["", "q=lua"])
def test_they_are_counted_up_to_a_thousand(client, query):
    many(1000, alt="Lúa")
    exact = said(client, query)
    many(1, alt="Lúa")

    assert (exact, said(client, query)) == ("1.000 ảnh", "hơn 1.000 ảnh")


@pytest.mark.parametrize("query", ["q=lua", "loc=thieu-nguon", "loc=chua-dung"])
def test_where_a_look_ends_before_the_library_does_the_count_says_since_when(client, monkeypatch, query):
    monkeypatch.setattr(shelf, "LOOKED_THROUGH", 3)
    monkeypatch.setattr(shelf, "SEARCHED", 3)
    photos = many(5, alt="Lúa")
    make_draft(cover=photos[0].pk)

    day = f"{timezone.localdate(photos[1].uploaded_at):%d/%m/%Y}"
    assert said(client, query).rpartition(": ")[2] == f"4 ảnh tính từ ngày {day}"


@pytest.mark.parametrize("query", ["", "q=lua", "loc=thieu-nguon"])
def test_further_pages_count_nothing(client, query):
    photos = many(120, alt="Lúa")

    with CaptureQueriesContext(connection) as asked:
        response = client.get(f"{SHELF}?{query}&truoc={photos[100].pk}")

    counts = [each["sql"] for each in asked if "COUNT" in each["sql"] and "articles_photo" in each["sql"]]
    assert (response.context["look"].count, counts) == (None, [])


def test_a_filter_that_can_not_be_read_counts_nothing(client):
    many(1)

    assert said(client, "loc=x") == ""


@pytest.mark.parametrize(("query", "is_open"), [("", False), ("q=lua", True), ("loc=x", True), ("xem=chu", False)])
def test_the_filters_are_folded_until_one_is_set(client, query, is_open):
    assert client.get(f"{SHELF}?{query}").text.count('<details class="library-filters" open>') == is_open
