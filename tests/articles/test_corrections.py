"""Corrections in public: the block on the article page and the page of all of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import workflow
from articles.models import Correction
from tests.factories import (
    at,
    make_article,
    make_comment,
    make_draft,
    make_identity,
    make_photo,
    make_section,
    make_tag,
)

pytestmark = pytest.mark.django_db

PAGE = "/dinh-chinh/"
FRAME = 5  # identity, sections, banners, pages; version and last change


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


def correct(article, text="Đoạn 2 viết 120 hộ; đúng là 210 hộ.", moment=None):
    correction = workflow.correct(article, by=None, text=text)
    if moment:
        Correction.objects.filter(pk=correction.pk).update(at=moment)
    return correction


def texts(response):
    return [correction.text for correction in response.context["page"].rows]


# --- On the article page ---------------------------------------------------------------------------------------------


def test_an_article_shows_its_corrections_with_their_dates_between_lead_and_text(client):
    article = make_article(lead="Đoạn mở đầu.", body="<p>Thân bài.</p>")
    correct(article, "Sai ngày họp.", at("2026-11-20", 8, 5))
    correct(article, "Sai tên thôn.\nĐúng là Bến Đò.", at("2026-11-21", 9, 30))

    page = client.get(article.get_absolute_url()).text.partition("<main")[2]

    order = [
        "Đoạn mở đầu.",
        "09:30 21/11/2026",
        "Sai tên thôn.<br>Đúng",
        "08:05 20/11/2026",
        "Sai ngày họp.",
        "Thân bài.",
    ]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert page.count('<aside class="corrections"') == 1


def test_an_article_without_corrections_has_no_block_for_them(client):
    other = make_article(title="Bài khác")
    correct(other)
    article = make_article(title="Bài đúng")

    page = client.get(article.get_absolute_url()).text

    assert "corrections-title" not in page
    assert "210 hộ" not in page


def test_what_a_correction_says_is_never_taken_for_markup(client):
    article = make_article()
    correct(article, "<script>alert(1)</script> & <b>đậm</b>")

    for address in (article.get_absolute_url(), PAGE):
        page = client.get(address).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;đậm&lt;/b&gt;" in page
        assert "<script>alert" not in page


def test_only_corrected_articles_cost_a_query_more_and_only_one(client):
    make_identity()
    section = make_section()
    content = {"section": section.pk, "cover": make_photo().pk, "tags": [make_tag().pk]}
    articles = [make_article(title=f"Tin {n}", **content) for n in range(4)]
    make_comment(articles[0])
    address = articles[0].get_absolute_url()
    plain = queries(client, address)

    correct(articles[1])
    beside_a_corrected_one = queries(client, address)
    correct(articles[0])
    once = queries(client, address)
    for _ in range(5):
        correct(articles[0])
    often = queries(client, address)

    assert plain <= FRAME + 10
    assert (beside_a_corrected_one, once, often) == (plain, plain + 1, plain + 1)


def test_a_correction_gives_the_article_page_a_new_etag(client):
    article = make_article()
    before = client.get(article.get_absolute_url())["ETag"]

    correct(article)

    response = client.get(article.get_absolute_url(), headers={"If-None-Match": before})
    assert response.status_code == 200
    assert "210 hộ" in response.text


# --- The page of all corrections -------------------------------------------------------------------------------------


def test_the_page_lists_corrections_of_all_articles_the_newest_first(client):
    first = make_article(title="Nước sạch", published_at=at("2026-11-01", 7, 15))
    second = make_article(title="Chợ phiên")
    correct(first, "Sai số hộ.", at("2026-11-02"))
    correct(second, "Sai giờ họp.", at("2026-11-04", 16, 45))
    correct(first, "Sai tên trạm.", at("2026-11-03"))

    response = client.get(PAGE)

    assert texts(response) == ["Sai giờ họp.", "Sai tên trạm.", "Sai số hộ."]
    assert f'<a href="{first.get_absolute_url()}">Nước sạch</a>' in response.text
    for moment in ("16:45 04/11/2026", "07:15 01/11/2026"):
        assert moment in response.text


def test_corrections_of_what_readers_may_not_see_are_not_listed(client):
    now = timezone.now()
    shown = make_article(title="Đang đăng")
    withdrawn = make_article(title="Đã gỡ")
    ended = make_article(title="Hết hạn", published_at=now - timedelta(days=9), expires_at=now + timedelta(days=1))
    for article in (shown, withdrawn, ended):
        correct(article, f"Sửa: {article.title}")
    workflow.withdraw(withdrawn, by=None, reason="Sai")
    type(ended).objects.filter(pk=ended.pk).update(expires_at=now - timedelta(days=1))
    unseen = make_draft(title="Bản nháp").article
    Correction.objects.create(article=unseen, text="Sửa: bản nháp")

    assert texts(client.get(PAGE)) == ["Sửa: Đang đăng"]


def test_without_corrections_the_page_says_what_it_is_for(client):
    response = client.get(PAGE)

    assert texts(response) == []
    assert '<div class="empty">' in response.text


def test_the_list_goes_by_pages_and_beyond_them_by_key(client, monkeypatch):
    monkeypatch.setattr("articles.paging.PER_PAGE", 2)
    monkeypatch.setattr("articles.paging.LAST_NUMBERED", 2)
    article = make_article()
    for number in range(7):
        correct(article, f"Lần {number}", at("2026-11-10") + timedelta(minutes=number // 2))

    pages = [client.get(f"{PAGE}?trang={number}") for number in (1, 2)]
    while pages[-1].context["page"].older:
        pages.append(client.get(f"{PAGE}?truoc={pages[-1].context['page'].older}"))

    assert [text for page in pages for text in texts(page)] == [f"Lần {number}" for number in range(6, -1, -1)]
    assert len(pages) == 4


@pytest.mark.parametrize("query", ["trang=0", "trang=2", "trang=abc", "truoc=abc", "q=ho", "loai=1", "q=%00"])
def test_bad_parameters_are_refused_and_never_mean_everything(client, query):
    correct(make_article())

    response = client.get(f"{PAGE}?{query}")

    assert response.status_code in {400, 404}
    assert "210 hộ" not in response.text


def test_the_page_costs_the_same_with_one_and_with_twenty_corrections(client):
    make_identity()
    correct(make_article(title="Tin 0"))
    few = queries(client, PAGE)

    for number in range(1, 20):
        correct(make_article(title=f"Tin {number}"))

    assert queries(client, PAGE) == few
    assert few == FRAME + 2


def test_the_page_is_a_reading_page_like_the_others(client):
    correct(make_article())
    response = client.get(PAGE)

    again = client.get(PAGE, headers={"If-None-Match": response["ETag"]})

    assert (response["Cache-Control"], again.status_code) == ("public, no-cache", 304)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert client.post(PAGE).status_code == 405


def test_every_page_leads_to_the_corrections(client):
    assert '<a href="/dinh-chinh/">' in client.get("/").text
