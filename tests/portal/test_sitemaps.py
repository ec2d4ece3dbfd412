"""What search engines are told: every page that is read for itself, with its pictures, and what they keep off."""

import re
from datetime import timedelta

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Author, Photo, Section, Tag, Topic
from articles.states import Status
from portal import sitemaps
from tests.factories import (
    at,
    make_article,
    make_author,
    make_draft,
    make_page,
    make_photo,
    make_section,
    make_tag,
    make_topic,
    picture_bytes,
)
from tests.portal.many import make_many
from tests.schemas import errors_of

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
FIXED = ["/", "/hoi-dap/", "/dong-su-kien/", "/luu-tru/", "/dinh-chinh/", "/so-do/", "/quyen-rieng-tu/"]
INDEX = "/sitemap.xml"


@pytest.fixture
def short_parts(monkeypatch):
    """Parts of two keys, so that a handful of articles is a large site."""
    monkeypatch.setattr(sitemaps, "PER_PART", 2)


@pytest.fixture(autouse=True)
def keys_from_one(db):
    """Keys that begin anew, for they say what stands in which part: PostgreSQL's sequences go on after a rollback."""
    columns = [{"table": model._meta.db_table, "column": "id"} for model in (Article, Author, Section, Tag, Topic)]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_by_name_sql(no_style(), columns):
            cursor.execute(statement)


def locations(client, address):
    return [found.removeprefix(SITE) for found in re.findall("<loc>(.*?)</loc>", client.get(address).text)]


def entry(client, path, address=INDEX):
    """What the sitemap says of one page, after its address."""
    return re.search(rf"<loc>{SITE}{path}</loc>(.*?)</url>", client.get(address).text)[1]


def signed(author):
    return [{"author": author.pk, "name": author.name, "position": "", "organisation": ""}]


# --- What stands in it -----------------------------------------------------------------------------------------------


def test_the_sitemap_of_an_empty_site_names_its_pages(client):
    assert locations(client, INDEX) == FIXED


def test_the_sitemap_names_every_kind_of_page(client):
    page = make_page()
    section, topic, author, tag = make_section(), make_topic(), make_author(), make_tag()
    article = make_article(section=section.pk, topics=[topic.pk], bylines=signed(author), tags=[tag.pk])

    things = [page, section, topic, article, author, tag]
    assert locations(client, INDEX) == FIXED + [thing.get_absolute_url() for thing in things]


def test_topics_authors_and_tags_without_an_article_to_read_are_left_out(client):
    rest = {"topics": [make_topic().pk], "bylines": signed(make_author()), "tags": [make_tag().pk]}
    make_article(published_at=timezone.now() + timedelta(hours=1), **rest)
    make_draft(title="Bản nháp", **rest)

    assert locations(client, INDEX) == [*FIXED, "/chuyen-muc/kinh-te/"]


def test_pages_in_two_languages_name_each_other(client):
    introduction = make_page("Giới thiệu")
    make_page("About", language="en", translation=introduction)
    make_page("Liên hệ")
    make_page("Chưa xong", is_published=False)

    both = (
        f'<xhtml:link rel="alternate" hreflang="en" href="{SITE}/en/about/"/>'
        f'<xhtml:link rel="alternate" hreflang="vi" href="{SITE}/gioi-thieu/"/>'
    )
    assert locations(client, INDEX) == [*FIXED, "/en/", "/en/about/", "/gioi-thieu/", "/lien-he/"]
    assert entry(client, "/gioi-thieu/").partition("</lastmod>")[2] == both
    assert entry(client, "/en/about/").partition("</lastmod>")[2] == both
    assert entry(client, "/lien-he/").partition("</lastmod>")[2] == ""


def test_an_article_comes_with_its_last_change_and_its_pictures_once(client):
    cover, inside = make_photo(), make_photo(picture_bytes((600, 400)))
    body = "".join(f'<figure><img src="{photo.file.url}" alt="Ảnh"></figure>' for photo in (inside, cover, inside))
    article = make_article(cover=cover.pk, body=body)
    Article.objects.filter(pk=article.pk).update(updated_at=at("2026-06-03", 9, 30))

    images = [f"<image:image><image:loc>{SITE}{one.file.url}</image:loc></image:image>" for one in (cover, inside)]
    assert entry(client, article.get_absolute_url()) == (
        "<lastmod>2026-06-03T09:30:00+07:00</lastmod>" + "".join(images)
    )


def test_pictures_that_were_taken_down_are_not_named(client):
    cover, gone, inside = (make_photo(picture_bytes((600, 400 + number))) for number in range(3))
    body = "".join(f'<figure><img src="{photo.file.url}" alt="Ảnh"></figure>' for photo in (gone, inside))
    article = make_article(cover=cover.pk, body=body)
    Photo.objects.filter(pk__in=[cover.pk, gone.pk]).update(taken_down_at=timezone.now())

    assert re.findall("<image:loc>(.*?)</image:loc>", entry(client, article.get_absolute_url())) == [
        SITE + inside.file.url
    ]


# --- Large sites -----------------------------------------------------------------------------------------------------


def test_what_does_not_fit_into_one_file_is_an_index_of_parts(client, short_parts):
    tag, topic = make_tag(), make_topic()
    made = [make_article(title=f"Tin {number}", tags=[tag.pk], topics=[topic.pk]) for number in range(5)]

    parts = locations(client, INDEX)

    assert parts == [
        "/sitemap-pages.xml",
        "/sitemap-sections-1.xml",
        "/sitemap-topics-1.xml",
        "/sitemap-articles-1.xml",
        "/sitemap-articles-2.xml",
        "/sitemap-articles-3.xml",
        "/sitemap-tags-1.xml",
    ]
    named = [address for part in parts for address in locations(client, part)]
    things = [made[0].section, topic, *made, tag]
    assert named == FIXED + [thing.get_absolute_url() for thing in things]


def test_a_part_in_which_nothing_is_public_is_no_part(client, short_parts):
    made = [make_article(title=f"Tin {number}") for number in range(6)]
    Article.objects.filter(pk__in=[made[2].pk, made[3].pk]).update(status=Status.WITHDRAWN, withdrawn_at=timezone.now())

    assert locations(client, INDEX) == [
        "/sitemap-pages.xml",
        "/sitemap-sections-1.xml",
        "/sitemap-articles-1.xml",
        "/sitemap-articles-3.xml",
    ]
    assert client.get("/sitemap-articles-2.xml").status_code == 404


def test_more_parts_than_one_query_asks_for_are_all_there(client, short_parts, monkeypatch):
    monkeypatch.setattr(sitemaps, "ASKED_AT_ONCE", 2)
    make_many(9)

    assert [part for part in locations(client, INDEX) if "articles" in part] == [
        f"/sitemap-articles-{number}.xml" for number in range(1, 6)
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/sitemap-khac-1.xml",
        "/sitemap-articles.xml",
        "/sitemap-articles-0.xml",
        "/sitemap-articles-2.xml",
        "/sitemap-articles-999999.xml",
        "/sitemap-articles-99999999999999999999.xml",
        "/sitemap-tags-1.xml",
    ],
)
def test_a_part_that_is_not_there_is_not_found(client, address):
    make_article()

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("is_large", [False, True])
def test_every_file_is_valid(client, monkeypatch, is_large):
    monkeypatch.setattr(sitemaps, "PER_PART", 2 if is_large else 5000)
    make_page("About", language="en", translation=make_page())
    make_many(3)

    index = client.get(INDEX)
    parts = locations(client, INDEX) if is_large else []

    assert errors_of(index.content, "sitemapindex" if is_large else "sitemap") == []
    assert len(parts) == (7 if is_large else 0)
    assert [errors_of(client.get(part).content, "sitemap") for part in parts] == [[]] * len(parts)


# --- Costs and manners -----------------------------------------------------------------------------------------------


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_sitemap_costs_the_same_at_ten_and_at_a_thousand_articles(client):
    make_many(10)
    make_page()
    addresses = {
        INDEX: 1 + 5 + 1 + 5 + 1,  # version; highest keys; pages; the five kinds; pictures of the texts
        "/sitemap-articles-1.xml": 3,
        "/sitemap-tags-1.xml": 2,
        "/sitemap-pages.xml": 2,
    }
    few = {address: queries(client, address) for address in addresses}

    make_many(990)
    Tag.objects.bulk_create(Tag(name=f"thẻ {number}", slug=f"the-{number}") for number in range(990))

    assert {address: queries(client, address) for address in addresses} == few == addresses


def test_the_index_asks_once_for_a_hundred_parts_of_a_kind(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "PER_PART", 10)
    make_many(20)
    few = queries(client, INDEX)

    make_many(980)

    assert len(locations(client, INDEX)) == 1 + 4 + 100
    assert queries(client, INDEX) == few == 1 + 5 + 5


@pytest.mark.parametrize("address", [INDEX, "/sitemap-articles-1.xml", "/sitemap-pages.xml"])
def test_sitemaps_are_xml_for_machines_alone_and_answer_to_their_etag(client, address):
    make_article()

    response = client.get(address)
    again = client.get(address, headers={"if-none-match": response["ETag"]})

    assert (response["Content-Type"], response["X-Robots-Tag"]) == ("application/xml", "noindex")
    assert ("Last-Modified" in response, again.status_code, client.post(address).status_code) == (False, 304, 405)


def test_robots_are_kept_off_what_is_no_page_of_its_own(client, settings):
    lines = client.get("/robots.txt").text.splitlines()

    assert lines == [
        "User-agent: *",
        f"Disallow: /{settings.ADMIN_PATH}",
        "Disallow: /tim-kiem/?",
        "Disallow: /binh-luan/",
        "Disallow: /xem-truoc/",
        "Disallow: /duyet/",
        "Disallow: /bai-viet/*/in/",
        "Disallow: /bai-viet/*/luu/",
        f"Sitemap: {SITE}/sitemap.xml",
    ]


def test_robots_find_a_file_that_has_a_type_and_an_age(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=3600"
