"""What pages say to search engines: schema.org as JSON-LD, true to the page, harmless in it, without a query."""

import json
import re

import pytest
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import workflow
from articles.models import Article, Photo
from portal import structured
from tests.factories import (
    at,
    make_article,
    make_author,
    make_identity,
    make_photo,
    make_section,
    make_source,
    make_tag,
    make_topic,
    picture_bytes,
)

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def told(client, address, kind):
    """The one thing of a kind that the one block of a page tells."""
    blocks = BLOCK.findall(client.get(address).text)
    assert len(blocks) == 1
    told = json.loads(blocks[0])
    assert told["@context"] == "https://schema.org"
    (found,) = [thing for thing in told["@graph"] if thing["@type"] == kind]
    return found


def article_told(client, **content):
    return told(client, make_article(**content).get_absolute_url(), "NewsArticle")


def steps(client, address):
    return [
        (item["position"], item["name"], item["item"].removeprefix(SITE))
        for item in told(client, address, "BreadcrumbList")["itemListElement"]
    ]


def byline(name, author=None, position="", organisation=""):
    return {"author": author and author.pk, "name": name, "position": position, "organisation": organisation}


# --- An article ------------------------------------------------------------------------------------------------------


def test_an_article_tells_all_that_its_page_shows(client):
    make_identity(organisation="UBND xã Thanh Lâm Hạ")
    section, topic, tag = make_section("Xã hội"), make_topic("Nước về bản"), make_tag("nước sạch")
    source = make_source("TLH", name="Cổng tin", url="https://tin.example.vn/")
    photo = make_photo(alt="Bến đò", caption="Một góc bến", credit="Quốc Khánh")
    article = make_article(
        title="Nước sạch về thôn",
        lead="Đoạn\nmở đầu.",
        section=section.pk,
        topics=[topic.pk],
        tags=[tag.pk],
        source=source.pk,
        cover=photo.pk,
        bylines=[byline("Thu Hiền")],
        published_at=at("2026-06-01", 7, 30),
    )
    Article.objects.filter(pk=article.pk).update(updated_at=at("2026-06-03"))

    page = SITE + article.get_absolute_url()
    assert told(client, article.get_absolute_url(), "NewsArticle") == {
        "@type": "NewsArticle",
        "@id": page,
        "mainEntityOfPage": page,
        "headline": "Nước sạch về thôn",
        "description": "Đoạn mở đầu.",
        "image": [
            {
                "@type": "ImageObject",
                "url": SITE + photo.file.url,
                "width": 1200,
                "height": 800,
                "caption": "Một góc bến",
                "creditText": "Quốc Khánh",
            },
            {"@type": "ImageObject", "url": SITE + photo.fallback_url, "width": 960, "height": 640},
        ],
        "datePublished": "2026-06-01T07:30:00+07:00",
        "dateModified": "2026-06-03T08:00:00+07:00",
        "author": [{"@type": "Person", "name": "Thu Hiền"}],
        "publisher": {
            "@type": "GovernmentOrganization",
            "@id": f"{SITE}/#organisation",
            "name": "UBND xã Thanh Lâm Hạ",
            "url": f"{SITE}/",
        },
        "sourceOrganization": {"@type": "Organization", "name": "Cổng tin", "url": "https://tin.example.vn/"},
        "articleSection": "Xã hội",
        "keywords": ["Nước về bản", "nước sạch"],
        "inLanguage": "vi",
        "isAccessibleForFree": True,
    }


def test_a_photo_that_has_no_smaller_file_is_told_once(client):
    photo = make_photo(picture_bytes((600, 400)))

    [image] = told(client, make_article(cover=photo.pk).get_absolute_url(), "NewsArticle")["image"]

    assert image == {"@type": "ImageObject", "url": SITE + photo.file.url, "width": 600, "height": 400}


def test_a_photo_that_was_taken_down_is_told_no_more(client):
    make_identity(logo=make_photo())
    article = make_article(cover=make_photo(picture_bytes((600, 400))).pk)
    Photo.objects.update(taken_down_at=timezone.now())

    news = told(client, article.get_absolute_url(), "NewsArticle")

    assert news["image"] == [f"{SITE}/bai-viet/{article.pk}/anh-the.png"]
    assert "logo" not in news["publisher"]


def test_an_article_without_a_photo_is_told_with_its_card(client):
    article = make_article()

    assert told(client, article.get_absolute_url(), "NewsArticle")["image"] == [
        f"{SITE}/bai-viet/{article.pk}/anh-the.png"
    ]


def test_position_and_office_are_those_of_the_day(client):
    author = make_author("Thu Hiền", position="Tổng biên tập", organisation="Báo khác")
    day = [byline("Thu Hiền", author, "Phóng viên", "Trung tâm VH-TT&TT")]

    assert article_told(client, bylines=day)["author"] == [
        {
            "@type": "Person",
            "name": "Thu Hiền",
            "jobTitle": "Phóng viên",
            "affiliation": {"@type": "Organization", "name": "Trung tâm VH-TT&TT"},
            "url": f"{SITE}/tac-gia/thu-hien/",
        }
    ]


def test_an_office_that_signs_is_no_person(client):
    told_authors = article_told(client, bylines=[byline("Ban Biên tập"), byline("Đoàn Văn Hậu")])["author"]

    assert told_authors == [
        {"@type": "Organization", "name": "Ban Biên tập"},
        {"@type": "Person", "name": "Đoàn Văn Hậu"},
    ]


@pytest.mark.parametrize(
    ("name", "is_office"),
    [
        ("UBND xã Thanh Lâm Hạ", True),
        ("Ủy ban nhân dân xã", True),
        ("Uỷ ban MTTQ", True),
        ("Đoàn Thanh niên xã", True),
        ("Hội Nông dân", True),
        ("Trường Tiểu học Bến Đò", True),
        ("Trường THCS Bến Đò", True),
        ("Đài truyền thanh", True),
        ("Toà soạn", True),
        ("PV", True),
        ("Đoàn Văn Hậu", False),
        ("Trường Giang", False),
        ("Ban Mai", False),
        ("PV Thu Hiền", False),
        ("Hội An", False),
        ("Tố Hữu", False),
        ("Sơn Tùng", False),
        ("", False),
    ],
)
def test_offices_are_told_from_people_by_how_they_sign(name, is_office):
    assert structured.is_office(name) is is_office


def test_a_member_of_an_office_is_a_person(client):
    day = [byline("Phòng Thu Hà", position="Phóng viên")]

    assert article_told(client, bylines=day)["author"][0]["@type"] == "Person"


def test_corrections_are_told(client):
    article = make_article()
    workflow.correct(article, by=None, text="Không phải 5 mà là 6.")
    article.corrections.update(at=at("2026-06-02", 9, 30))

    assert told(client, article.get_absolute_url(), "NewsArticle")["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "Không phải 5 mà là 6.",
            "datePublished": "2026-06-02T09:30:00+07:00",
        }
    ]


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Ngắn", "Ngắn"),
        ("x" * 110, "x" * 110),
        ("x" * 111, "x" * 109 + "…"),
        ("mười chữ " * 20, ("mười chữ " * 12).strip() + "…"),
    ],
)
def test_a_headline_has_at_most_110_characters(title, headline):
    assert structured.headline(title) == headline
    assert len(headline) <= 110


# --- The other pages -------------------------------------------------------------------------------------------------


def test_the_front_page_tells_of_the_site_with_its_search(client):
    make_identity(tagline="Tin của xã")

    assert told(client, "/", "WebSite") == {
        "@type": "WebSite",
        "@id": f"{SITE}/#website",
        "url": f"{SITE}/",
        "name": "Xã Thanh Lâm Hạ",
        "description": "Tin của xã",
        "inLanguage": "vi",
        "publisher": {"@id": f"{SITE}/#organisation"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{SITE}/tim-kiem/?q={{words}}"},
            "query-input": "required name=words",
        },
    }


def test_the_front_page_tells_who_runs_the_site_and_how_to_reach_them(client):
    logo = make_photo()
    contacts = {"address": "Thôn Bến Đò", "phone": "0200 000 000", "email": "xa@example.vn"}
    make_identity(organisation="UBND xã", logo=logo, **contacts)

    assert told(client, "/", "GovernmentOrganization") == {
        "@type": "GovernmentOrganization",
        "@id": f"{SITE}/#organisation",
        "name": "UBND xã",
        "url": f"{SITE}/",
        "logo": {"@type": "ImageObject", "url": SITE + logo.file.url, "width": 1200, "height": 800},
        "address": {"@type": "PostalAddress", "streetAddress": "Thôn Bến Đò", "addressCountry": "VN"},
        "telephone": "0200 000 000",
        "email": "xa@example.vn",
    }


@pytest.mark.parametrize(
    ("make", "fields"),
    [(make_section, {"description": "Mô tả."}), (make_topic, {"description": "Mô tả."}), (make_tag, {})],
)
def test_a_list_tells_what_it_is_about(client, make, fields):
    thing = make("Nước sạch", **fields)
    if make is make_topic:
        make_article(topics=[thing.pk])  # without one there is no page

    page = SITE + thing.get_absolute_url()
    assert told(client, thing.get_absolute_url(), "CollectionPage") == {
        "@type": "CollectionPage",
        "@id": page,
        "url": page,
        "name": "Nước sạch",
        **fields,
        "inLanguage": "vi",
        "isPartOf": {"@id": f"{SITE}/#website"},
    }


def test_the_page_of_an_author_tells_who_it_is(client):
    author = make_author(position="Phóng viên", organisation="Trung tâm VH-TT")

    assert told(client, author.get_absolute_url(), "ProfilePage")["mainEntity"] == {
        "@type": "Person",
        "name": "Thu Hiền",
        "jobTitle": "Phóng viên",
        "affiliation": {"@type": "Organization", "name": "Trung tâm VH-TT"},
        "url": f"{SITE}/tac-gia/thu-hien/",
    }


def test_the_way_to_each_page_is_told(client):
    top = make_section("Văn hoá")
    below = make_section("Lễ hội", parent=top)
    topic, author, tag = make_topic("Nước về bản"), make_author(), make_tag()
    article = make_article(title="Hội làng", section=below.pk, topics=[topic.pk])

    way = [(1, "Trang chủ", "/"), (2, "Văn hoá", "/chuyen-muc/van-hoa/"), (3, "Lễ hội", "/chuyen-muc/le-hoi/")]
    assert steps(client, below.get_absolute_url()) == way
    assert steps(client, article.get_absolute_url()) == [*way, (4, "Hội làng", article.get_absolute_url())]
    assert steps(client, topic.get_absolute_url()) == [
        (1, "Trang chủ", "/"),
        (2, "Dòng sự kiện", "/dong-su-kien/"),
        (3, "Nước về bản", "/dong-su-kien/nuoc-ve-ban/"),
    ]
    assert steps(client, author.get_absolute_url())[1:] == [(2, "Thu Hiền", "/tac-gia/thu-hien/")]
    assert steps(client, tag.get_absolute_url())[1:] == [(2, "nước sạch", "/the/nuoc-sach/")]


# --- Harmless, and for nothing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "a\u2028b\u2029c", '"\\', "Nếu a < b && c > d"],
)
def test_nothing_that_is_told_ends_the_block_or_begins_markup(client, words):
    article = make_article()
    Article.objects.filter(pk=article.pk).update(title=words, lead=words)

    block = BLOCK.search(client.get(article.get_absolute_url()).text)[1]

    assert set(block) & set("<>&\u2028\u2029") == set()
    assert json.loads(block)["@graph"][0]["headline"] == words


def test_vietnamese_stands_in_the_block_as_it_is():
    assert structured.as_json({"name": "Thạch Thất"}) == '{"name":"Thạch Thất"}'


def test_a_preview_tells_nothing(client):
    page = engines["django"].from_string('{% extends "articles/article_detail.html" %}')
    article = Article.objects.for_page().get(pk=make_article().pk)
    request = client.get("/").wsgi_request

    text = page.render({"article": article, "is_preview": True, "ribbon": "Xem trước"}, request)

    assert BLOCK.findall(text) == []


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("{% site_structured %}", "WebSite"),
        ("{% article_structured article %}", "NewsArticle"),
        ("{% listing_structured article.section %}", "CollectionPage"),
        ("{% listing_structured article.topics.all.0 %}", "CollectionPage"),
        ("{% listing_structured article.tags.all.0 %}", "CollectionPage"),
        ("{% listing_structured article.bylines.all.0.author %}", "ProfilePage"),
    ],
)
def test_what_is_told_asks_nothing_of_the_database(client, tag, kind):
    make_identity(logo=make_photo())
    parent = make_section("Văn hoá")
    author = make_author()
    pk = make_article(
        section=make_section("Lễ hội", parent=parent).pk,
        source=make_source().pk,
        topics=[make_topic().pk],
        tags=[make_tag().pk],
        bylines=[byline("Thu Hiền", author)],
        cover=make_photo(picture_bytes((600, 400))).pk,
    ).pk
    request = client.get("/").wsgi_request
    article = Article.objects.for_page().get(pk=pk)
    context = {"article": article, "corrections": []}
    assert request.frame.identity.name == "Xã Thanh Lâm Hạ"

    with CaptureQueriesContext(connection) as captured:
        text = engines["django"].from_string("{% load structured %}" + tag).render(context, request)

    assert json.loads(BLOCK.search(text)[1])["@graph"][0]["@type"] == kind
    assert len(captured) == 0
