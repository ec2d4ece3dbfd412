"""The preview of a front at a moment: planned versions stand on it; what has ended by then is gone."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import slots, workflow
from articles.models import Revision, Section
from tests.factories import (
    at,
    make_article,
    make_draft,
    make_identity,
    make_photo,
    make_profile,
    make_section,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db

NOW, SIX, SEVEN = at("2026-11-21", 10), at("2026-11-22", 6), at("2026-11-22", 7)
HOUR = timedelta(hours=1)
FRONTS = ["", "chuyen-muc", "dong-su-kien"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        make_identity()
        yield clock


@pytest.fixture
def editor():
    return make_user()


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def topic():
    return make_topic()


@pytest.fixture
def live(topic):
    """An article on all three fronts."""
    return make_article(title="Giá nước cũ", lead="Sapo cũ.", published_at=NOW - HOUR, topics=[topic.pk])


def plan(article, by, when=SIX, title="Giá nước mới", **changes):
    content = workflow.live_revision(article).content | {"title": title, "lead": "Sapo mới."} | changes
    return workflow.plan(make_draft(article, by=by, **content), by=by, at=when)


def preview(client, kind="", front=None, moment="07:00 22/11/2026"):
    asked = {"luc": moment} | ({kind: front.pk} if kind else {})
    return client.get("/quan-tri/trang-nhat/xem-truoc/", asked)


def front_of(kind, topic):
    return {"": None, "chuyen-muc": Section.objects.first(), "dong-su-kien": topic}[kind]


def titles(response):
    return re.findall(r'class="whole" href="[^"]+">([^<]+)<', response.text)


def listed(response):
    return re.findall(r'<li><a href="([^"]+)">([^<]+)</a> · ([^<]+)</li>', response.text)


@pytest.mark.parametrize("kind", FRONTS)
def test_a_version_that_is_up_by_then_shows_its_title_lead_and_cover_and_leads_to_its_form(
    desk, editor, live, topic, kind
):
    photo = make_photo()
    version = plan(live, editor, cover=photo.pk)

    page = preview(desk, kind, front_of(kind, topic))

    form = f"/quan-tri/articles/article/{live.pk}/change/?ban={version.pk}"
    assert re.findall(r'class="whole" href="([^"]+)">([^<]+)<', page.text) == [(form, "Giá nước mới")]
    assert [page.text.count(words) for words in ("Sapo mới.", "Sapo cũ.", "Giá nước cũ")] == [1, 0, 0]
    assert page.text.count(photo.file.name.rpartition("/")[2].rpartition("-")[0]) > 0


@pytest.mark.parametrize("kind", FRONTS)
def test_the_banner_names_the_versions_that_are_not_live_yet(desk, editor, live, topic, kind):
    make_article(title="Bài khác", published_at=NOW - HOUR, topics=[topic.pk])
    version = plan(live, editor)

    ((address, title, words),) = listed(preview(desk, kind, front_of(kind, topic)))

    form = f"/quan-tri/articles/article/{live.pk}/change/?ban={version.pk}"
    assert (address, title, words.count("06:00 22/11/2026")) == (form, "Giá nước mới", 1)


def test_without_a_planned_version_the_banner_names_none(desk, live):
    assert preview(desk).text.count("slots-versions") == 0


def test_readers_and_earlier_moments_see_the_live_version(desk, client, editor, live):
    plan(live, editor)

    assert titles(preview(desk, moment="05:59 22/11/2026")) == ["Giá nước cũ"]
    assert titles(client.get("/")) == ["Giá nước cũ"]


def test_of_two_versions_the_later_one_stands(desk, editor, live):
    first = plan(live, editor, title="Lần một")
    second = make_draft(live, by=editor, **first.content | {"title": "Lần hai"})
    workflow.plan(second, by=editor, at=SEVEN)

    assert titles(preview(desk)) == ["Lần hai"]
    assert titles(preview(desk, moment="06:30 22/11/2026")) == ["Lần một"]


def test_a_version_that_failed_is_not_foreseen(desk, editor, live):
    version = plan(live, editor)
    Revision.objects.filter(pk=version.pk).update(plan_failure="Không lên được.")

    assert (titles(preview(desk)), listed(preview(desk))) == (["Giá nước cũ"], [])


@pytest.mark.parametrize("kind", FRONTS)
def test_what_has_ended_by_then_is_gone_placed_or_not(desk, topic, kind):
    for title, hours in (("Hết lúc sáu giờ", 20), ("Hết lúc tám giờ", 22)):
        article = make_article(title=title, topics=[topic.pk], published_at=NOW - HOUR, expires_at=NOW + hours * HOUR)
        slots.place(front_of(kind, topic), 1, article, by=None)

    assert titles(preview(desk, kind, front_of(kind, topic))) == ["Hết lúc tám giờ"]


@pytest.mark.parametrize("kind", FRONTS)
def test_a_version_that_has_ended_by_then_itself_takes_its_article_off(desk, editor, live, topic, kind):
    make_article(title="Bài khác", published_at=NOW - 2 * HOUR, topics=[topic.pk])
    plan(live, editor, expires_at=(SIX + HOUR / 2).isoformat())

    page = preview(desk, kind, front_of(kind, topic))

    assert (titles(page), listed(page)) == (["Bài khác"], [])


def test_an_end_that_was_moved_since_counts_and_not_the_one_that_the_version_was_begun_with(desk, editor, topic):
    live = make_article(title="Giá nước cũ", published_at=NOW - HOUR, expires_at=SIX + HOUR / 2)
    plan(live, editor)

    before = titles(preview(desk))
    workflow.move_end(live, by=None, at=SEVEN + HOUR)

    assert (before, titles(preview(desk))) == ([], ["Giá nước mới"])


def test_who_may_not_know_of_the_new_section_sees_the_live_version(client, editor, live):
    section = Section.objects.get()
    limited = make_user(username="gioi-han")
    make_profile(limited, section)
    plan(live, editor, section=make_section("Văn hoá").pk)
    client.force_login(limited)

    page = preview(client, "chuyen-muc", section)

    assert (titles(page), listed(page), page.text.count("Giá nước mới")) == (["Giá nước cũ"], [], 0)


@pytest.mark.parametrize("kind", FRONTS)
def test_many_versions_cost_the_queries_of_one(desk, editor, topic, kind):
    photo = make_photo()
    counts = []
    for count in (1, 4):
        for number in range(count):
            article = make_article(title=f"Bài {count} {number}", published_at=NOW - HOUR, topics=[topic.pk])
            plan(article, editor, title=f"Bản mới {count} {number}", cover=photo.pk)
        with CaptureQueriesContext(connection) as captured:
            response = preview(desk, kind, front_of(kind, topic))
        counts.append(len(captured))
        assert len(listed(response)) == count + (count == 4)

    assert counts[0] == counts[1]


def test_a_preview_without_versions_asks_one_question_for_them(desk, live, editor):
    preview(desk)
    with CaptureQueriesContext(connection) as captured:
        preview(desk)

    assert len([query for query in captured if "apply_at" in query["sql"]]) == 1
