"""The front page and the frame of every page: what stands where, with much and with little to show."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, DailyViews
from portal.models import Banner
from portal.templatetags.portal import first_words
from tests.factories import (
    at,
    make_answer,
    make_article,
    make_comment,
    make_draft,
    make_identity,
    make_links,
    make_page,
    make_photo,
    make_section,
    make_topic,
)

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def fill(section, count):
    """Publish `count` articles in a section, the first the newest, and return them."""
    return [
        make_article(title=f"{section.name} {number}", section=section.pk, published_at=days_ago(number + 1))
        for number in range(count)
    ]


# --- What stands where -----------------------------------------------------------------------------------------------


def test_the_newest_featured_article_leads(client):
    make_section()
    old = make_article(title="Nổi bật cũ", is_featured=True, published_at=at("2026-01-01"))
    lead = make_article(title="Nổi bật mới", is_featured=True, published_at=at("2026-02-01"))
    latest = make_article(title="Tin thường", published_at=at("2026-03-01"))

    context = client.get("/").context

    assert (context["lead"], context["flagged"]) == (lead, [old, latest])
    assert (context["latest"], context["blocks"]) == ([], [])


def test_where_nothing_is_featured_the_newest_lead(client):
    articles = fill(make_section(), 7)

    context = client.get("/").context

    assert (context["lead"], context["flagged"]) == (articles[0], articles[1:5])
    assert context["latest"] == articles[5:]


def test_lead_and_flagged_stand_nowhere_else(client):
    make_section()
    featured = [make_article(title=f"Nổi bật {n}", is_featured=True, published_at=days_ago(n + 1)) for n in range(6)]
    plain = make_article(title="Tin thường", published_at=days_ago(10))

    context = client.get("/").context

    assert [context["lead"], *context["flagged"]] == featured[:5]
    assert context["latest"] == [featured[5], plain]
    assert context["blocks"] == []


def test_a_box_of_notices_stands_apart_and_its_titles_are_not_repeated_beside_it(client):
    news, notices = make_section("Tin xã"), make_section("Thông báo", front_page="notices")
    told = fill(notices, 6)
    articles = [make_article(title=f"Tin {n}", section=news.pk, published_at=days_ago(n + 20)) for n in range(14)]
    Article.objects.filter(pk__in=[article.pk for article in articles[:5]]).update(is_featured=True)

    context = client.get("/").context

    assert [(block.section, block.articles) for block in context["notices"]] == [(notices, told[:4])]
    assert context["latest"] == [*told[4:], *articles[5:9]]
    assert [(block.section, block.articles) for block in context["blocks"]] == [(news, articles[9:13])]


def test_a_section_that_is_not_for_the_front_page_has_no_block(client):
    section, hidden = make_section("Tin xã"), make_section("Lưu trữ", front_page="none")
    articles = fill(section, 14)
    fill(hidden, 14)

    blocks = client.get("/").context["blocks"]

    assert [block.section for block in blocks] == [section]
    assert set(blocks[0].articles) < set(articles)


def test_stories_chosen_for_the_front_page_show_the_newest_of_their_articles_that_stand_nowhere_above(client):
    articles = fill(make_section(), 16)
    shown, hidden = make_topic("Nước sạch", on_front_page=True), make_topic("Lễ hội")
    empty = make_topic("Sắp tới", on_front_page=True)
    shown.articles.set(articles)
    hidden.articles.set(articles)
    empty.articles.add(make_draft(title="Bí mật").article)

    stories = client.get("/").context["topics"]

    assert [(story.topic, story.articles) for story in stories] == [(shown, articles[11:14])]


def test_a_story_keeps_its_place_where_all_its_articles_stand_above(client):
    topic = make_topic("Nước sạch", on_front_page=True)
    topic.articles.set(fill(make_section(), 3))

    response = client.get("/")

    assert [(story.topic, story.articles) for story in response.context["topics"]] == [(topic, [])]
    assert response.text.count('<h3><a href="/dong-su-kien/nuoc-sach/">Nước sạch</a></h3>') == 1


def test_readers_see_the_last_answered_questions_with_who_answered(client):
    article = make_article()
    asked = [make_comment(article, status="approved", title=f"Câu hỏi {number}") for number in range(4)]
    answers = [make_answer(comment, at=days_ago(4 - number)) for number, comment in enumerate(asked)]

    response = client.get("/")

    assert response.context["answers"] == answers[:0:-1]
    titles = re.findall(r"Câu hỏi \d", response.text)
    assert titles == ["Câu hỏi 3", "Câu hỏi 2", "Câu hỏi 1"]
    assert response.text.count(answers[0].signature) == 3


def test_blocks_of_links_stand_at_the_end_and_empty_ones_do_not(client):
    block = make_links("Cấp trên", Tỉnh="https://tinh.example.vn/", Huyện="https://huyen.example.vn/")
    make_links("Trống")

    response = client.get("/")

    assert response.context["links"] == [block]
    assert re.findall(r'<a href="(https://[a-z]+\.example\.vn/)">', response.text) == [
        "https://tinh.example.vn/",
        "https://huyen.example.vn/",
    ]


# --- Much and little -------------------------------------------------------------------------------------------------


def test_an_empty_site_says_that_nothing_has_been_published(client):
    response = client.get("/")

    assert response.status_code == 200
    assert re.findall(r"<h2>(.*?)</h2>", response.text) == ["Những bài đầu tiên sắp được đăng"]


def test_a_single_article_leads_alone(client):
    make_article(title="Tin duy nhất")

    page = client.get("/").text

    assert page.count("Tin duy nhất") == 1
    assert page.count('class="rail"') == 0


def test_only_the_lead_is_fetched_before_it_is_seen(client):
    section = make_section(front_page="cards")
    cover = make_photo()
    for number in range(4):
        make_article(title=f"Tin {number}", section=section.pk, cover=cover.pk, is_featured=number < 2)
    make_topic("Nước sạch", on_front_page=True, cover=cover).articles.set(Article.objects.all())

    pictures = re.findall(r"<img [^>]+>", client.get("/").text)

    assert len(pictures) == 5
    assert ["fetchpriority" in picture for picture in pictures] == [True] + [False] * 4
    assert ['loading="lazy"' in picture for picture in pictures] == [False] + [True] * 4
    assert all(re.search(r' width="\d+" height="\d+"', picture) for picture in pictures)


def test_a_very_long_title_leads_in_smaller_letters(client):
    make_article(title="Nước sạch " * 25)

    assert client.get("/").text.count('<h2 class="is-long">') == 1


QUERIES = 19  # the page's tag, four for the frame, thirteen for what stands where, the lead's bylines


def test_the_front_page_costs_the_same_queries_with_few_and_with_many_articles(client, django_assert_num_queries):
    make_identity()
    first, second = make_section("Kinh tế"), make_section("Thông báo", front_page="notices")
    cover = make_photo()
    Banner.objects.create(kind="slogan", text="Chung sức", starts_at=days_ago(1))
    make_page()
    make_links("Cấp trên", Tỉnh="https://tinh.example.vn/")
    topic = make_topic("Nước sạch", on_front_page=True, cover=cover)
    articles = [
        make_article(title=f"Tin {n}", section=(first, second)[n % 2].pk, cover=cover.pk, published_at=days_ago(n + 1))
        for n in range(10)
    ]
    topic.articles.set(articles)
    make_answer(make_comment(articles[0], status="approved"))
    DailyViews.objects.create(article=articles[0], day=timezone.localdate() - timedelta(days=1), count=3)
    with django_assert_num_queries(QUERIES):
        client.get("/")

    kept = ["title", "slug", "lead", "body", "section_id", "cover_id", "status", "is_featured"]
    values = {name: getattr(articles[0], name) for name in kept}
    more = [Article(**values | {"is_featured": n < 9, "published_at": days_ago(n + 20)}) for n in range(190)]
    topic.articles.add(*Article.objects.bulk_create(more))

    with django_assert_num_queries(QUERIES):
        response = client.get("/")
    assert len(response.context["flagged"]) == 4


# --- The frame -------------------------------------------------------------------------------------------------------


def test_the_menu_holds_all_sections_the_ways_for_readers_and_the_pages(client):
    top = make_section("Văn hoá")
    make_section("Lễ hội", parent=top)
    make_page("Giới thiệu")
    make_page("Nháp", is_published=False)

    panel = re.search(r'<div class="panel">.*?</details>', client.get("/").text, re.DOTALL)[0]

    assert re.findall(r'href="([^"]+)"', panel) == [
        "/chuyen-muc/van-hoa/",
        "/chuyen-muc/le-hoi/",
        "/dong-su-kien/",
        "/hoi-dap/",
        "/tra-cuu/",
        "/luu-tru/",
        "/gioi-thieu/",
    ]


def test_the_way_to_english_is_shown_where_there_are_english_pages(client):
    link = '<a href="/en/" hreflang="en" lang="en">English</a>'
    assert client.get("/").text.count(link) == 0

    make_page("About", language="en")

    assert client.get("/").text.count(link) == 2


def test_the_frame_of_english_pages_speaks_english(client):
    make_identity(
        name="Xã Thanh Lâm Hạ",
        name_en="Thanh Lam Ha Commune",
        organisation_en="People's Committee",
        address="Thôn Bến Đò",
        address_en="Ben Do Village",
    )
    make_section("Kinh tế")
    about, contact = make_page("About", language="en"), make_page("Contact", language="en")
    Banner.objects.create(kind="urgent", text="Bão số 9", starts_at=days_ago(1))

    page = client.get(about.get_absolute_url()).text
    frame = re.sub(r"<main.*</main>", "", page, flags=re.DOTALL)

    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert re.findall(r'class="site-name">(.*?)<', frame) == ["Thanh Lam Ha Commune"]
    assert re.search(r'<nav class="bar".*?</nav>', frame, re.DOTALL)[0].count('aria-current="page"') == 1
    addresses = re.findall(r'<a (?:class="home" )?href="(/[^"]*)"', frame)
    assert addresses == [
        "/",
        "/en/",
        "/en/",
        *(2 * [about.get_absolute_url(), contact.get_absolute_url()]),
        "/",
    ]
    assert "Kinh tế" not in frame
    assert "Thôn Bến Đò" not in frame
    assert '<p><b>Urgent notice (in Vietnamese):</b> <span lang="vi">Bão số 9</span></p>' in frame


def test_slogans_stand_on_the_front_page_alone(client):
    section = make_section()
    Banner.objects.create(kind="slogan", text="Chung sức giữ sông", starts_at=days_ago(1))

    assert client.get("/").text.count("Chung sức giữ sông") == 1
    assert client.get(section.get_absolute_url()).text.count("Chung sức giữ sông") == 0


def test_no_line_of_the_head_begins_with_the_dot_between_two_names(client):
    make_identity(tagline="Cổng thông tin · Uỷ ban nhân dân xã")

    tagline = re.search(r'class="tagline">(.*?)<', client.get("/").text)[1]

    assert tagline == "Cổng thông tin\N{NO-BREAK SPACE}· Uỷ ban nhân dân xã"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Nước sạch về thôn", "Nước sạch về thôn"),
        ("Nước sạch về thôn từ nay", "Nước sạch về thôn…"),
        ("Nước sạch, điện, đường, trường", "Nước sạch, điện, đường…"),
        ("", ""),
    ],
)
def test_what_is_cut_ends_with_a_word_and_the_dots_close_to_it(text, shown):
    assert first_words(text, 4) == shown


@pytest.mark.parametrize(
    ("address", "name"),
    [("/hoi-dap/", "Hỏi đáp"), ("/tra-cuu/", "Tra cứu ý kiến"), ("/quyen-rieng-tu/", "Quyền riêng tư")],
)
def test_the_trail_ends_with_the_page_itself(client, address, name):
    crumbs = re.search(r'<nav class="crumbs".*?</nav>', client.get(address).text, re.DOTALL)[0]

    assert re.findall(r'<a href="([^"]+)"( aria-current="page")?>(.*?)</a>', crumbs) == [
        ("/", "", "Trang chủ"),
        (address, ' aria-current="page"', name),
    ]


def test_every_page_names_its_one_accent_only_where_it_is_the_sites_own(client):
    identity = make_identity()
    assert client.get("/").text.count("/giao-dien/") == 0

    identity.accent = "#0b5c4a"
    identity.save()

    assert client.get("/").text.count('<link rel="stylesheet" href="/giao-dien/0b5c4a.css">') == 1
