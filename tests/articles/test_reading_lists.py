"""The pages that list articles for readers: what is on them, what is not, and what they cost."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import DailyViews, Photo
from tests.factories import (
    at,
    make_article,
    make_author,
    make_identity,
    make_photo,
    make_section,
    make_tag,
    make_topic,
)

pytestmark = pytest.mark.django_db

FRAME = 5  # identity, sections, banners, pages; version and last change


def queries(client, address, status=200):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == status
    return len(captured)


def make_rich_article(section, number, **content):
    author = make_author(f"Tác giả {number}")
    return make_article(
        title=f"Tin số {number}",
        section=section.pk,
        cover=make_photo_once().pk,
        source=None,
        bylines=[{"author": author.pk, "name": author.name, "position": "Phóng viên", "organisation": ""}],
        published_at=at("2026-11-01") + timedelta(minutes=number),
        is_featured=True,
        **content,
    )


def make_photo_once():
    return Photo.objects.first() or make_photo()


# --- Lists -----------------------------------------------------------------------------------------------------------


def test_a_section_lists_its_own_and_the_articles_below_it(client):
    top = make_section("Văn hoá")
    below = make_section("Lễ hội", parent=top)
    elsewhere = make_section("Kinh tế")
    inside = make_article(title="Hội làng", section=below.pk)
    make_article(title="Giá chè", section=elsewhere.pk)

    assert client.get("/chuyen-muc/van-hoa/").context["page"].rows == [inside]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ba", "Hai", "Một"]),
        ("tu_ngay=02/10/2026", ["Ba", "Hai"]),
        ("den_ngay=02/10/2026", ["Hai", "Một"]),
        ("tu_ngay=02/10/2026&den_ngay=02/10/2026", ["Hai"]),
        ("tac_gia=thu-hien", ["Một"]),
        ("q=nuoc+sach", ["Hai"]),
        ("q=khong+co", []),
        ("fbclid=abc&utm_source=zalo", ["Ba", "Hai", "Một"]),
    ],
)
def test_a_section_is_narrowed_by_period_author_and_words(client, query, found):
    section, author = make_section(), make_author()
    byline = {"author": author.pk, "name": author.name, "position": "", "organisation": ""}
    make_article(title="Một", section=section.pk, published_at=at("2026-10-01", 23, 59), bylines=[byline, byline])
    make_article(title="Hai", section=section.pk, published_at=at("2026-10-02", 23, 59), body="<p>Nước sạch</p>")
    make_article(title="Ba", section=section.pk, published_at=at("2026-10-03", 0, 0))

    response = client.get(f"/chuyen-muc/kinh-te/?{query}")

    assert [article.title for article in response.context["page"].rows] == found


BAD = [
    "trang=-1",
    "trang=0",
    "trang=51",
    "trang=999999999",
    "trang=abc",
    "trang=%D9%A1",
    "trang=1.5",
    "trang=",
    "trang=2",
    "trang=1%00",
    "truoc=abc",
    "truoc=1-",
    "truoc=99999999999999999999-1",
    "truoc=1-99999999999999999999",
    "truoc=-99999999999999999-1",
    "truoc=--1-1",
    "truoc=-1--1",
    "tu_ngay=31/02/2026",
    "tu_ngay=01/01/0001",
    "den_ngay=31/12/9999",
    "den_ngay=h%C3%B4m+nay",
    "tac_gia=khong-ai",
    "q=%00",
    "q=" + "x" * 1001,
    "loc=1",
    "a%00b=1",
]


@pytest.mark.parametrize("query", BAD)
@pytest.mark.parametrize("path", ["/chuyen-muc/kinh-te/", "/tim-kiem/"])
def test_bad_parameters_are_refused_and_never_mean_everything(client, path, query):
    make_article(title="Lộ ra")

    response = client.get(f"{path}?{query}")

    assert response.status_code in {400, 404}
    assert "Lộ ra" not in response.text


def test_an_unknown_filter_is_named(client):
    make_section()

    assert "loai-tin" in client.get("/chuyen-muc/kinh-te/?loai-tin=1").text


@pytest.mark.parametrize("key", ["0", "-1", "999999999999999999", "99999999999999999999999", "abc"])
def test_an_article_that_never_was_is_not_found(client, key):
    assert client.get(f"/bai-viet/{key}-tin/").status_code == 404
    assert client.post(f"/bai-viet/{key}/luot-xem/").status_code in {204, 404}
    assert DailyViews.objects.count() == 0


def test_pages_follow_each_other_without_gap_or_repetition(client):
    made = [make_article(title=f"Tin {n}", published_at=at("2026-10-01")) for n in range(45)]

    pages = [client.get(f"/chuyen-muc/kinh-te/?trang={n}").context["page"] for n in (1, 2, 3)]

    assert [article for page in pages for article in page.rows] == made[::-1]
    assert [(page.count, page.has_next) for page in pages] == [(45, True), (45, True), (45, False)]


def test_beyond_the_numbered_pages_a_key_leads_on(client, monkeypatch):
    monkeypatch.setattr("articles.paging.PER_PAGE", 2)
    monkeypatch.setattr("articles.paging.LAST_NUMBERED", 2)
    made = [make_article(title=f"Tin {n}", published_at=at("2026-10-01")) for n in range(7)]
    key = client.get("/chuyen-muc/kinh-te/?trang=2").context["page"].older

    third = client.get(f"/chuyen-muc/kinh-te/?truoc={key}").context["page"]
    fourth = client.get(f"/chuyen-muc/kinh-te/?truoc={third.older}").context["page"]

    assert third.rows + fourth.rows == made[2::-1]
    assert (fourth.has_next, fourth.older) == (False, "")


def test_keys_lead_on_through_what_was_published_before_1970(client, monkeypatch):
    monkeypatch.setattr("articles.paging.PER_PAGE", 2)
    monkeypatch.setattr("articles.paging.LAST_NUMBERED", 1)
    made = [make_article(title=f"Tin {n}", published_at=at("1920-01-09", 8, n)) for n in range(5)]
    first = client.get("/chuyen-muc/kinh-te/").context["page"]

    second = client.get(f"/chuyen-muc/kinh-te/?truoc={first.older}").context["page"]
    third = client.get(f"/chuyen-muc/kinh-te/?truoc={second.older}").context["page"]

    assert first.older.startswith("-")
    assert first.rows + second.rows + third.rows == made[::-1]


def test_search_finds_without_marks_and_asks_for_words_first(client):
    found = make_article(title="Thạch Thất phát triển")

    assert client.get("/tim-kiem/?q=thach+that").context["page"].rows == [found]
    assert client.get("/tim-kiem/").context["page"].rows == []


# --- Costs and manners -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "limit"),
    [
        ("/", 11),
        ("/chuyen-muc/kinh-te/", 5),
        ("/chuyen-muc/kinh-te/?tac_gia=tac-gia-1&q=tin", 5),
        ("/tim-kiem/?q=tin", 5),
    ],
)
def test_list_pages_cost_the_same_at_one_and_at_thirty_rows(client, address, limit):
    make_identity()
    section = make_section()
    make_section("Dưới mục", parent=section)
    make_rich_article(section, 1)
    few = queries(client, address)

    for number in range(2, 31):
        make_rich_article(section, number)
    many = queries(client, address)

    assert many == few
    assert many <= FRAME + limit


def test_the_article_page_costs_eleven_queries(client):
    make_identity()
    section, topic = make_section(), make_topic()
    shared = {"topics": [topic.pk]}
    articles = [
        make_rich_article(section, number, tags=[make_tag(f"thẻ {number}").pk], **shared) for number in range(12)
    ]

    # The article; its bylines, their authors, its tags, its topics, its attachments; related, newer, older, most read;
    # comments.
    assert queries(client, articles[6].get_absolute_url()) == FRAME + 11


@pytest.mark.parametrize("address", ["/", "/chuyen-muc/kinh-te/", "/tim-kiem/?q=tin", "/khong-co/", "/rss/", None])
def test_reading_sets_no_cookie_and_varies_with_no_reader(client, address):
    make_identity()
    article = make_article()

    response = client.get(address or article.get_absolute_url())

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "nonce" not in policy


def test_pages_hold_no_inline_script_style_or_foreign_address(client):
    make_identity()
    article = make_article()

    for address in ("/", "/chuyen-muc/kinh-te/", "/tim-kiem/", "/khong-co/", article.get_absolute_url()):
        page = client.get(address).text
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick" not in page
        data = page.count('<script type="application/ld+json">')  # a block of data, which nothing runs
        assert page.count("<script") - data == page.count('<script src="/static/')
        assert 'src="http' not in page


def test_the_page_of_a_long_article_is_small_when_it_travels(client):
    make_identity()
    words = "xã thôn nước sạch đường đồng ruộng người dân hội nghị đại biểu kế hoạch nghiệm thu công trình".split()
    body = f"<p>{' '.join(Random(1).choices(words, k=1100))}</p>"  # 6 KB that no packing folds up
    article = make_article(body=body)

    page = client.get(article.get_absolute_url(), headers={"Accept-Encoding": "gzip"})

    assert 6000 < len(body.encode()) < 8000
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) < 12 * 1024
