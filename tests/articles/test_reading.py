"""The pages that readers see: what is on them, what is not, and what they cost."""

import re
from datetime import timedelta
from random import Random
from urllib.parse import quote, unquote

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import workflow
from articles.models import Article, ContentVersion, DailyViews, Photo
from tests.factories import (
    at,
    make_article,
    make_author,
    make_draft,
    make_identity,
    make_photo,
    make_section,
    make_source,
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


# --- The article page ----------------------------------------------------------------------------------------------


def test_the_article_page_shows_every_element_of_the_source_pages(client):
    make_identity()
    section = make_section("chỉ đạo điều hành")
    older = make_article(title="Bài cũ hơn", section=section.pk, published_at=at("2020-01-01"))
    newer = make_article(title="Bài mới hơn", section=section.pk, published_at=at("2021-01-01"))
    article = make_article(
        title="Chung sức, đồng lòng",
        lead="Trước thềm Đại hội.",
        section=section.pk,
        source=make_source("HNP").pk,
        cover=make_photo(alt="Một góc huyện", caption="Toàn cảnh", credit="Quốc Khánh").pk,
        body='<div class="turn turn-question"><p class="speaker">Phóng viên</p><p>Hỏi?</p></div>'
        '<figure class="figure"><figcaption>Một góc xã</figcaption></figure><ol><li>Một</li></ol>',
        bylines=[{"author": None, "name": "Thanh Hồng", "position": "", "organisation": "Trung tâm VH-TT&TT"}],
        tags=[make_tag("nông thôn mới").pk],
        published_at=at("2020-06-16", 12, 29),
    )
    Article.objects.filter(pk=article.pk).update(base_views=2254)

    page = client.get(article.get_absolute_url()).text

    for words in [
        "chỉ đạo điều hành",
        "<h1>Chung sức, đồng lòng</h1>",
        "12:29 16/06/2020",
        "2.254",
        "Trước thềm Đại hội.",
        "HNP",
        '<div class="turn turn-question">',
        "<figcaption>Một góc xã</figcaption>",
        "<ol>",
        "Toàn cảnh",
        "Quốc Khánh",
        "Thanh Hồng",
        "Trung tâm VH-TT&amp;TT",
        "nông thôn mới",
        older.get_absolute_url(),
        newer.get_absolute_url(),
    ]:
        assert words in page, words
    assert page.index("Bài mới hơn") < page.index("Bài cũ hơn")


def test_newer_and_earlier_articles_leave_out_what_is_related_and_stand_newest_first(client):
    section, topic = make_section(), make_topic()
    days = [
        make_article(
            title=f"Ngày {day}",
            section=section.pk,
            topics=[topic.pk] if day in {3, 5, 7} else [],
            published_at=at("2026-10-01") + timedelta(days=day),
        )
        for day in range(15)
    ]

    context = client.get(days[5].get_absolute_url()).context

    assert context["related"] == [days[7], days[3]]
    assert context["newer"] == [days[11], days[10], days[9], days[8], days[6]]
    assert context["older"] == [days[4], days[2], days[1], days[0]]


def test_an_article_names_its_topics_and_what_is_related_to_it(client):
    make_identity()
    topic, tag = make_topic("Nước sạch về làng"), make_tag("nước sạch")
    article = make_article(title="Bài này", topics=[topic.pk], tags=[tag.pk])
    by_topic = make_article(title="Cùng dòng sự kiện", topics=[topic.pk])
    by_tag = make_article(title="Cùng từ khoá", tags=[tag.pk])
    make_article(title="Chuyện khác")

    response = client.get(article.get_absolute_url())

    assert list(response.context["related"]) == [by_topic, by_tag]
    assert f'<a href="{topic.get_absolute_url()}">Nước sạch về làng</a>' in response.text
    assert f'<a class="more" href="{topic.get_absolute_url()}">' in response.text
    assert response.text.index('class="related"') < response.text.index('id="y-kien"')


def test_an_article_alone_names_no_topic_and_nothing_related(client):
    make_identity()

    page = client.get(make_article().get_absolute_url()).text

    assert 'class="kicker topics"' not in page
    assert 'class="related"' not in page


def test_an_article_is_passed_on_by_plain_links(client):
    make_identity()
    article = make_article(title="Giá nước & điện")
    address = f"http://testserver{article.get_absolute_url()}"

    page = client.get(article.get_absolute_url()).text

    whole = quote(address, safe="")
    assert f'href="https://www.facebook.com/sharer/sharer.php?u={whole}"' in page
    subject, body = re.search(r'href="mailto:\?subject=([^"&]*)&amp;body=([^"]*)"', page).groups()
    assert (unquote(subject), unquote(body)) == ("Giá nước & điện", address)
    assert f'href="{article.get_absolute_url()}in/"' in page
    assert f'href="{article.get_absolute_url()}luu/"' in page


def test_a_very_long_title_is_set_smaller(client):
    make_identity()

    pages = [client.get(make_article(title="ă" * length).get_absolute_url()).text for length in (110, 111)]

    assert ['<h1 class="long">' in page for page in pages] == [False, True]


def test_the_date_stands_first_where_the_identity_says_so(client):
    make_identity(date_order="date_first")
    article = make_article(published_at=at("2020-06-16", 12, 29))

    assert "16/06/2020 | 12:29" in client.get(article.get_absolute_url()).text


def test_a_wrong_slug_leads_to_the_right_one(client):
    article = make_article(title="Nước sạch")

    response = client.get(f"/bai-viet/{article.pk}-khac/")

    assert (response.status_code, response["Location"]) == (301, article.get_absolute_url())
    assert response["Cache-Control"] == "no-cache"  # a slug may be changed back


def test_what_is_not_public_is_not_found(client):
    draft = make_draft(title="Bí mật")
    later = make_article(title="Hẹn giờ", published_at=timezone.now() + timedelta(hours=1))

    for article in (draft.article, later):
        assert client.get(article.get_absolute_url()).status_code == 404
    for address in ("/", "/rss/", "/sitemap.xml", "/chuyen-muc/kinh-te/", "/tim-kiem/?q=hen+gio"):
        page = client.get(address).text
        assert "Bí mật" not in page
        assert later.get_absolute_url() not in page


def test_a_withdrawn_article_is_gone_with_its_reason(client):
    article = make_article()
    workflow.withdraw(article, by=None, reason="Sai số liệu")

    response = client.get(article.get_absolute_url())

    assert response.status_code == 410
    assert "Sai số liệu" in response.text
    assert "Nội dung." not in response.text


def test_what_was_withdrawn_before_its_time_was_never_there(client):
    start = at("2026-11-21", 10)
    article = make_article(title="Bí mật", published_at=start + timedelta(hours=1))
    workflow.withdraw(article, by=None, reason="Sai số liệu", now=start)

    with time_machine.travel(start + timedelta(hours=2)):
        response = client.get(article.get_absolute_url())

    assert response.status_code == 404
    assert "Sai số liệu" not in response.text


def test_an_expired_article_is_gone_with_its_end(client):
    article = make_article(title="Lịch cắt điện", published_at=at("2026-01-01"), expires_at=at("2026-01-08", 17, 0))

    response = client.get(article.get_absolute_url())

    assert response.status_code == 410
    assert "Lịch cắt điện" in response.text
    assert "17:00 08/01/2026" in response.text
    assert "Nội dung." not in response.text


def test_an_archived_section_says_so_on_each_of_its_articles(client):
    old = make_section("Lưu trữ", archive_notice="Nội dung của huyện cũ.")
    below = make_section("Tin huyện", parent=old)

    page = client.get(make_article(section=below.pk).get_absolute_url()).text

    assert "Nội dung của huyện cũ." in page


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


def test_the_article_page_costs_ten_queries(client):
    make_identity()
    section, topic = make_section(), make_topic()
    shared = {"topics": [topic.pk]}
    articles = [
        make_rich_article(section, number, tags=[make_tag(f"thẻ {number}").pk], **shared) for number in range(12)
    ]

    # The article; its bylines, their authors, its tags, its topics; related, newer, older, most read; comments.
    assert queries(client, articles[6].get_absolute_url()) == FRAME + 10


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


# --- Views -----------------------------------------------------------------------------------------------------------


def test_the_beacon_counts_a_view_and_raises_no_version(client, django_assert_max_num_queries):
    article = make_article()
    version = ContentVersion.objects.get().number

    with django_assert_max_num_queries(12):
        response = client.post(f"/bai-viet/{article.pk}/luot-xem/")

    article.refresh_from_db()
    assert (response.status_code, response.content, dict(response.cookies)) == (204, b"", {})
    assert (DailyViews.objects.get().count, article.views) == (1, 1)
    assert ContentVersion.objects.get().number == version


def test_views_are_carried_to_the_page_every_ten_minutes():
    article = make_article()
    Article.objects.filter(pk=article.pk).update(base_views=2254)
    start = at("2026-11-21", 10, 0)

    shown = []
    for minutes in (0, 3, 9, 10, 12):
        DailyViews.count_one(article.pk, now=start + timedelta(minutes=minutes))
        shown.append(Article.objects.get().views)

    assert shown == [2255, 2255, 2255, 2258, 2258]


def test_views_of_a_burst_show_after_ten_minutes_though_nobody_comes_again(client):
    article = make_article(published_at=at("2026-11-01"))
    start = at("2026-11-21", 10, 0)
    for second in range(50):
        DailyViews.count_one(article.pk, now=start + timedelta(seconds=second))

    shown = []
    for minutes in (1, 9, 10, 6000):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            shown.append(client.get(article.get_absolute_url()).context["article"].views)

    assert shown == [1, 1, 50, 50]


def test_views_are_counted_by_the_day_in_vietnam():
    article = make_article()

    DailyViews.count_one(article.pk, now=at("2026-11-21", 23, 59))
    DailyViews.count_one(article.pk, now=at("2026-11-22", 0, 1))

    assert [str(row.day) for row in DailyViews.objects.order_by("day")] == ["2026-11-21", "2026-11-22"]


def test_the_beacon_takes_only_post_and_only_public_articles(client):
    draft = make_draft().article

    assert client.get(f"/bai-viet/{draft.pk}/luot-xem/").status_code == 405
    client.post(f"/bai-viet/{draft.pk}/luot-xem/")

    assert DailyViews.objects.count() == 0
