"""Stories that go on over many articles: the list of them, and the page of each."""

import re
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import addresses
from articles.models import Article, FormerSlug, Topic
from articles.querysets import ArticleQuerySet
from tests.factories import at, make_article, make_draft, make_identity, make_photo, make_topic, picture_bytes

pytestmark = pytest.mark.django_db

FRAME = 5  # identity, sections, banners, pages; version and last change


def test_the_list_names_running_stories_before_those_that_have_ended(client):
    ended = make_topic("Bão số 9", is_closed=True, order=0)
    second, first = make_topic("Nước sạch", order=2), make_topic("Nông thôn mới", order=1)
    for topic in (ended, second, first):
        make_article(title=f"Về {topic}", topics=[topic.pk])

    context = client.get("/dong-su-kien/").context

    assert (context["running"], context["ended"]) == ([first, second], [ended])


def test_each_story_of_the_list_has_its_count_and_its_newest_article(client):
    topic = make_topic("Nước sạch", description="Chín tháng thi công.")
    make_article(title="Khởi công", topics=[topic.pk], published_at=at("2026-02-01"))
    newest = make_article(title="Khánh thành", topics=[topic.pk], published_at=at("2026-11-01"))

    response = client.get("/dong-su-kien/")

    [shown] = response.context["running"]
    assert (shown.count, shown.newest) == (2, newest)
    for words in ("Chín tháng thi công.", newest.get_absolute_url(), topic.get_absolute_url()):
        assert words in response.text


def test_a_story_without_a_picture_borrows_that_of_its_newest_article(client):
    cover = make_photo()
    topic = make_topic()
    make_article(topics=[topic.pk], cover=cover.pk)
    borrowed = client.get("/dong-su-kien/").text

    own = make_photo(picture_bytes((600, 400)))
    Topic.objects.update(cover=own)

    assert cover.thumbnail_url in borrowed
    page = client.get("/dong-su-kien/?").text
    assert own.thumbnail_url in page
    assert cover.thumbnail_url not in page


def test_a_story_that_readers_can_read_nothing_of_is_not_in_the_list(client):
    topic = make_topic("Bí mật")
    make_draft(topics=[topic.pk])
    make_article(topics=[topic.pk], published_at=timezone.now() + timedelta(hours=1))

    response = client.get("/dong-su-kien/")

    assert (response.context["running"], response.context["ended"]) == ([], [])
    assert 'class="empty"' in response.text
    assert "Bí mật" not in response.text


def test_the_page_tells_the_story_day_by_day_the_newest_first(client):
    topic = make_topic(description="Đoạn một.\n\nĐoạn <hai>.", cover=make_photo(alt="Sân đình"))
    make_article(title="Sáng", topics=[topic.pk], published_at=at("2026-02-02", 0, 0))
    make_article(title="Chiều", topics=[topic.pk], published_at=at("2026-02-02", 23, 59))
    make_article(title="Hôm trước", topics=[topic.pk], published_at=at("2026-02-01", 23, 59))
    make_article(title="Chuyện khác")

    page = client.get("/dong-su-kien/le-hoi-lang/").text

    assert re.findall(r"<h2><time[^>]*>([^<]*)</time></h2>|<h3><a[^>]*>([^<]*)</a></h3>", page) == [
        ("02/02/2026", ""),
        ("", "Chiều"),
        ("", "Sáng"),
        ("01/02/2026", ""),
        ("", "Hôm trước"),
    ]
    assert "<p>Đoạn một.</p>\n\n<p>Đoạn &lt;hai&gt;.</p>" in page
    assert 'alt="Sân đình"' in page


def test_a_story_that_has_ended_says_so(client):
    make_article(topics=[make_topic("Đang diễn ra").pk, make_topic("Đã xong", is_closed=True).pk])

    pages = [client.get(f"/dong-su-kien/{slug}/").text for slug in ("dang-dien-ra", "da-xong")]

    assert ['<p class="note" role="note">' in page for page in pages] == [False, True]


@pytest.mark.parametrize("address", ["/dong-su-kien/le-hoi-lang/", "/dong-su-kien/le-hoi-lang/rss/"])
def test_a_story_is_prepared_unseen_until_there_is_an_article_to_read(client, address):
    topic = make_topic()
    make_draft(topics=[topic.pk])
    make_article(topics=[topic.pk], published_at=timezone.now() + timedelta(hours=1))
    before = client.get(address).status_code

    make_article(topics=[topic.pk])

    assert (before, client.get(address).status_code) == (404, 200)


def test_a_story_where_the_filters_leave_nothing_says_so(client):
    make_article(title="Chuyện khác", topics=[make_topic().pk])

    response = client.get("/dong-su-kien/le-hoi-lang/?q=voi")

    assert (response.status_code, response.context["page"].rows) == (200, [])
    assert 'class="empty"' in response.text


def test_a_story_whose_last_article_goes_between_two_queries_is_left_out(client, monkeypatch):
    stays, goes = make_topic("Ở lại"), make_topic("Vừa đi")
    make_article(topics=[stays.pk])
    last = make_article(topics=[goes.pk])
    asked = ArticleQuerySet.topics

    def overtaken(articles):
        found = list(asked(articles).select_related("cover"))
        Article.objects.filter(pk=last.pk).update(expires_at=last.published_at + timedelta(seconds=1))
        return Mock(select_related=Mock(return_value=found))

    monkeypatch.setattr(ArticleQuerySet, "topics", overtaken)

    assert client.get("/dong-su-kien/").context["running"] == [stays]


def test_the_newest_of_each_story_are_found_one_by_one(django_assert_num_queries):
    one, two, empty = make_topic("Một"), make_topic("Hai"), make_topic("Ba")
    for number in range(4):
        make_article(title=f"Một {number}", topics=[one.pk], published_at=at("2026-01-01", number))
    make_article(title="Cả hai", topics=[one.pk, two.pk], published_at=at("2026-01-01", 0))
    make_draft(title="Nháp", topics=[two.pk])

    with django_assert_num_queries(1):
        found = list(Article.objects.public().newest_of_each_topic([one, two, empty], 2).newest_first())

    assert [(article.title, article.in_topic_key) for article in found] == [
        ("Một 3", one.pk),
        ("Một 2", one.pk),
        ("Cả hai", two.pk),
    ]


def test_a_picture_that_stands_above_the_story_is_not_repeated_in_it(client):
    cover, other = make_photo(), make_photo(picture_bytes((600, 400)))
    topic = make_topic(cover=cover)
    for photo in (cover, other):
        make_article(topics=[topic.pk], cover=photo.pk)

    page = client.get("/dong-su-kien/le-hoi-lang/").text

    assert [page.count(f'<img src="{photo.fallback_url}"') for photo in (cover, other)] == [1, 1]
    assert page.index(cover.fallback_url) < page.index('class="timeline"') < page.index(other.fallback_url)


def test_what_is_not_public_is_no_part_of_a_story(client):
    topic = make_topic()
    make_draft(title="Bí mật", topics=[topic.pk])
    make_article(title="Hẹn giờ", topics=[topic.pk], published_at=timezone.now() + timedelta(hours=1))
    shown = make_article(title="Công khai", topics=[topic.pk])

    response = client.get("/dong-su-kien/le-hoi-lang/")

    assert response.context["page"].rows == [shown]
    assert "Bí mật" not in response.text
    assert "Hẹn giờ" not in response.text


def test_the_page_names_the_feeds_of_its_story(client):
    make_article(topics=[make_topic().pk])

    page = client.get("/dong-su-kien/le-hoi-lang/").text

    for kind in ("rss", "atom"):
        address = f"/dong-su-kien/le-hoi-lang/{kind}/"
        assert f'<link rel="alternate" type="application/{kind}+xml" title="Lễ hội làng" href="{address}">' in page
        assert f'<a href="{address}">' in page


def test_a_story_that_never_was_is_not_found(client):
    assert client.get("/dong-su-kien/khong-co/").status_code == 404


@pytest.mark.parametrize("query", ["trang=0", "trang=2", "truoc=abc", "loai=1", "q=%00", "tu_ngay=31/02/2026"])
def test_bad_parameters_are_refused_and_never_mean_everything(client, query):
    make_article(title="Lộ ra", topics=[make_topic().pk])

    response = client.get(f"/dong-su-kien/le-hoi-lang/?{query}")

    assert response.status_code in {400, 404}
    assert "Lộ ra" not in response.text


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    ("address", "limit"),
    [
        ("/dong-su-kien/", 3),  # counts, topics, newest
        ("/dong-su-kien/le-hoi-lang/", 5),  # the topic; authors, slots, rows, count
    ],
)
def test_topics_cost_the_same_however_many_there_are(client, address, limit, count):
    make_identity()
    topics = [make_topic(), *(make_topic(f"Dòng {number}", cover=None) for number in range(count - 1))]
    for number in range(count):
        make_article(title=f"Tin {number}", topics=[topics[0].pk, topics[number].pk])

    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)

    assert response.status_code == 200
    assert len(captured) == FRAME + limit


# --- Renamed ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?q=nuoc&trang=2"])
def test_a_renamed_story_is_found_by_its_former_address(client, query):
    topic = make_topic()
    addresses.renamed(FormerSlug.Kind.TOPIC, "le-hoi", topic)

    response = client.get(f"/dong-su-kien/le-hoi/{query}")

    assert (response.status_code, response["Location"]) == (301, f"/dong-su-kien/le-hoi-lang/{query}")
    assert response["Cache-Control"] == "no-cache"  # a name may be taken back
