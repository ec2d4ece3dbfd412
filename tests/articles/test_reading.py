"""The page of an article: what is on it, what is not, and how often it was read."""

import re
from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
import time_machine
from django.utils import timezone

from articles import workflow
from articles.models import Article, ContentVersion, DailyViews
from tests.factories import (
    at,
    make_article,
    make_draft,
    make_identity,
    make_photo,
    make_section,
    make_source,
    make_tag,
    make_topic,
)
from tests.sitemap import sitemap_text

pytestmark = pytest.mark.django_db


# --- The article page ------------------------------------------------------------------------------------------------


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
    addresses = ("/", "/rss/", "/chuyen-muc/kinh-te/", "/tim-kiem/?q=hen+gio")
    for page in [sitemap_text(client), *(client.get(address).text for address in addresses)]:
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
