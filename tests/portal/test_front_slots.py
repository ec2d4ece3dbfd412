"""What editors place on the fronts, as readers meet it: each article once, exact pages, and at its hour."""

import re
from collections import Counter
from datetime import timedelta

import pytest
import time_machine

from articles import slots, workflow
from articles.models import Article, Section, Topic
from tests.factories import at, make_article, make_identity, make_section, make_topic

pytestmark = pytest.mark.django_db
NOW = at("2026-11-21", 10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        make_identity()
        yield clock


def make_articles(count, section=None, first=0, **fields):
    """Published articles of one section, the first the newest."""
    section = section or make_section()
    return [
        make_article(title=f"Tin {n:03}", section=section.pk, published_at=NOW - (n + 1) * HOUR, **fields)
        for n in range(first, first + count)
    ]


def place(article, position=1, front=None, **times):
    return slots.place(front, position, article, by=None, **times)


def shown(context):
    """The titles of all articles that stand on the front page."""
    parts = [part.articles for name in ("notices", "topics", "blocks") for part in context[name]]
    groups = [[context["lead"]], context["flagged"], context["latest"], *parts]
    return [article.title for group in groups for article in group]


# --- The front page ---------------------------------------------------------------------------------------------------


def test_what_is_placed_leads_the_front_page(client):
    articles = make_articles(12)

    place(articles[11], 1)
    place(articles[10], 3)

    context = client.get("/").context
    assert [one.title for one in [context["lead"], *context["flagged"]]] == [
        "Tin 011",
        "Tin 000",
        "Tin 010",
        "Tin 001",
        "Tin 002",
    ]


def test_no_article_stands_twice_on_the_front_page(client):
    sections = [make_section(f"Mục {n}", front_page=form) for n, form in enumerate(["cards", "list", "notices"])]
    articles = [
        article for n, section in enumerate(sections) for article in make_articles(20, section=section, first=20 * n)
    ]
    topics = [make_topic(f"Chuyện {n}", on_front_page=True) for n in range(2)]
    for topic in topics:
        topic.articles.set(articles[::2])
    Article.objects.filter(pk__in=[article.pk for article in articles[::7]]).update(is_featured=True)
    place(articles[2], 1)
    place(articles[20], 2)
    place(articles[40], 4)

    context = client.get("/").context

    assert {title: count for title, count in Counter(shown(context)).items() if count > 1} == {}
    assert [len(part.articles) for name in ("notices", "topics", "blocks") for part in context[name]] == [4, 3, 3, 4, 4]
    assert (len(context["flagged"]), len(context["latest"])) == (4, 6)


def test_a_placed_article_that_is_withdrawn_leaves_the_front_page_to_the_newest(client):
    articles = make_articles(3)
    place(articles[2])

    workflow.withdraw(articles[2], by=None, reason="Sai")

    assert shown(client.get("/").context) == ["Tin 000", "Tin 001"]


def test_the_pages_tag_changes_when_a_placement_begins_and_when_it_ends(client, clock):
    articles = make_articles(3)
    place(articles[2], starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    minute, etag, found = timedelta(minutes=1), client.get("/")["ETag"], []

    for moment in (HOUR - minute, HOUR, HOUR + minute, 2 * HOUR - minute, 2 * HOUR, 2 * HOUR + minute):
        clock.move_to(NOW + moment)
        response = client.get("/", headers={"if-none-match": etag})
        lead = response.context["lead"].title if response.status_code == 200 else ""
        found.append((response.status_code, lead))
        etag = response["ETag"]

    assert found == [(304, ""), (200, "Tin 002"), (304, ""), (304, ""), (200, "Tin 000"), (304, "")]


# --- Sections and topics ----------------------------------------------------------------------------------------------


@pytest.fixture(params=["section", "topic"])
def front(request):
    return make_section() if request.param == "section" else make_topic()


def fill(front, count):
    if isinstance(front, Section):
        return make_articles(count, section=front)
    return make_articles(count, topics=[front.pk])


def titles(response):
    """The titles in the order of the page."""
    page = response.text[response.text.index("<main") :]
    return re.findall(r'class="whole" href="[^"]+">(Tin \d+)<', page)


def names(*numbers):
    return [f"Tin {n:03}" for n in numbers]


def test_slots_stand_above_the_dated_list_of_a_section_and_a_topic(client, front):
    articles = fill(front, 25)

    place(articles[23], 1, front)
    place(articles[10], 3, front)

    first = client.get(front.get_absolute_url())
    assert [article.title for article in first.context["slots"]] == names(23, 0, 10)
    assert titles(first) == names(23, 0, 10, *(n for n in range(1, 19) if n != 10))


def test_no_article_is_lost_or_doubled_over_the_pages(client, front):
    articles = fill(front, 65)
    for position, number in enumerate((64, 21, 3, 40), start=1):
        place(articles[number], position, front)

    pages = [titles(client.get(front.get_absolute_url(), {"trang": number})) for number in (1, 2, 3, 4)]

    assert [len(page) for page in pages] == [20, 20, 20, 5]
    assert sorted(title for page in pages for title in page) == names(*range(65))
    dated = [title for page in pages for title in page][4:]
    assert dated == sorted(dated)
    assert client.get(front.get_absolute_url(), {"trang": 5}).status_code == 404


def test_the_count_and_the_last_page_are_those_of_the_whole_list(client, front):
    articles = fill(front, 40)
    before = client.get(front.get_absolute_url()).context["page"]

    place(articles[39], 1, front)

    after = client.get(front.get_absolute_url()).context["page"]
    assert (after.count, after.last, after.has_next) == (before.count, before.last, before.has_next) == (40, 2, True)


def test_a_list_that_is_narrowed_has_no_slots(client, front):
    articles = fill(front, 5)
    place(articles[4], 1, front)

    response = client.get(front.get_absolute_url(), {"tu_ngay": "20/11/2026"})

    assert (titles(response), response.context.get("slots")) == (names(0, 1, 2, 3, 4), None)


def test_pages_by_key_leave_out_what_stands_in_the_slots_too(client, front):
    articles = fill(front, 30)
    place(articles[25], 1, front)
    key = f"{round(articles[21].published_at.timestamp() * 1_000_000)}-{articles[21].pk}"

    response = client.get(front.get_absolute_url(), {"truoc": key})

    assert titles(response) == names(22, 23, 24, 26, 27, 28, 29)


def test_a_front_that_consists_of_its_slots_alone_shows_them(client, front):
    articles = fill(front, 2)
    place(articles[1], 2, front)

    response = client.get(front.get_absolute_url())

    assert (response.status_code, titles(response)) == (200, names(0, 1))
    assert response.text.count('class="empty"') == 0


def test_a_front_without_placements_is_as_it_was(client, front):
    fill(front, 3)

    response = client.get(front.get_absolute_url())

    assert (titles(response), response.context.get("slots")) == (names(0, 1, 2), None)


def test_feeds_go_on_by_date(client, front):
    articles = fill(front, 4)
    place(articles[3], 1, front)

    feed = client.get(f"{front.get_absolute_url()}rss/").text

    assert re.findall(r"<title>(Tin \d+)</title>", feed) == names(0, 1, 2, 3)


def test_slots_cost_a_page_the_same_queries_however_many_articles_there_are(client, front, django_assert_num_queries):
    articles = fill(front, 6)
    place(articles[5], 1, front)
    address = front.get_absolute_url()
    with django_assert_num_queries(12):
        client.get(address)

    section = Article.objects.first().section
    more = Article.objects.bulk_create(
        Article(title=f"Thêm {n}", slug="x", status="published", section=section, published_at=NOW - (n + 9) * DAY)
        for n in range(1000)
    )
    if isinstance(front, Topic):
        front.articles.add(*more)

    with django_assert_num_queries(12):
        client.get(address)
