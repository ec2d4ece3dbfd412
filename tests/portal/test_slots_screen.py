"""The screen that fills the slots: what it shows, what its forms do, and the preview of a moment."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from articles import slots, workflow
from articles.models import Article, Placement, PlacementEvent
from articles.wording import stamp
from portal.models import Banner
from tests.factories import at, make_article, make_identity, make_section, make_topic, make_user

from .front_desk import place, standing

pytestmark = pytest.mark.django_db

NOW = at("2026-11-21", 10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SCREEN, PREVIEW = "/quan-tri/trang-nhat/", "/quan-tri/trang-nhat/xem-truoc/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        make_identity()
        yield clock


@pytest.fixture
def section():
    return make_section()


@pytest.fixture
def articles(section):
    return [make_article(title=f"Tin {n}", published_at=NOW - (n + 1) * HOUR, section=section.pk) for n in range(8)]


@pytest.fixture
def editor():
    return make_user()


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def said(response):
    return [str(message) for message in response.context["messages"]]


# --- What the screen shows -------------------------------------------------------------------------------------------


def test_the_screen_stands_at_its_address():
    assert (reverse("admin:slots"), reverse("admin:slots_preview")) == (SCREEN, PREVIEW)


def test_each_slot_shows_what_stands_in_it_and_what_is_to_come(desk, articles, editor):
    editor.first_name = "Nguyễn Thu Hiền"
    editor.save()
    place(articles[5], 1, by=editor, ends_at=NOW + 5 * HOUR)
    place(articles[6], 1, by=editor, starts_at=NOW + 2 * HOUR, ends_at=NOW + 3 * HOUR)

    response = desk.get(SCREEN)

    rows = response.context["rows"]
    assert [(row.article.title, row.placement is not None) for row in rows] == [
        ("Tin 5", True),
        ("Tin 0", False),
        ("Tin 1", False),
        ("Tin 2", False),
        ("Tin 3", False),
    ]
    assert [one.article.title for one in rows[0].coming] == ["Tin 6"]
    first = re.search(r'<li class="slot" id="o-1".*?</li>', response.text, re.DOTALL)[0]
    assert first.count("Nguyễn Thu Hiền") == 2
    assert first.count(stamp(NOW + 5 * HOUR)) == 2
    assert first.count(stamp(NOW + 2 * HOUR)) == 2


def test_what_is_placed_and_not_shown_is_named_with_its_reason(desk, articles):
    for position, article in enumerate(articles[4:7], start=1):
        place(article, position, ends_at=NOW + DAY)
    workflow.withdraw(articles[4], by=None, reason="Sai")
    Article.objects.filter(pk=articles[5].pk).update(expires_at=NOW)
    workflow.trash(workflow.withdraw(articles[6], by=None, reason="Sai"), by=None, reason="Trùng")

    later = make_article(title="Hẹn giờ", published_at=NOW + HOUR)
    place(later, 4, ends_at=NOW + DAY)
    workflow.unschedule(later, by=None)

    rows = desk.get(SCREEN).context["rows"]

    reasons = [[(one.article.title, str(one.why)) for one in row.unseen] for row in rows]
    withdrawn, ended, trashed, called_off = (reasons[n][0][1] for n in range(4))
    assert reasons[:4] == [[("Tin 4", withdrawn)], [("Tin 5", ended)], [("Tin 6", trashed)], [("Hẹn giờ", called_off)]]
    assert len({withdrawn, ended, trashed, called_off}) == 4
    assert [row.article.title for row in rows] == ["Tin 0", "Tin 1", "Tin 2", "Tin 3", "Tin 7"]


def test_what_comes_back_when_the_one_above_it_ends_is_shown(desk, articles, clock):
    place(articles[5], 1)
    place(articles[6], 1, starts_at=NOW + HOUR, ends_at=NOW + 3 * HOUR)
    clock.move_to(NOW + 2 * HOUR)

    row = desk.get(SCREEN).context["rows"][0]

    assert (row.article.title, [one.article.title for one in row.under]) == ("Tin 6", ["Tin 5"])


def test_candidates_are_what_goes_up_soon_and_then_the_newest(desk, articles):
    later = make_article(title="Hẹn giờ", published_at=NOW + DAY)
    place(articles[2], 4)

    found = desk.get(SCREEN).context["candidates"]

    assert [article.title for article in found] == [later.title, *(f"Tin {n}" for n in range(8))]
    assert [article.stands_in for article in found] == [None, 1, 2, 4, 3, 5, None, None, None]


def test_candidates_are_found_by_words_with_or_without_marks(desk, articles):
    wanted = make_article(title="Đường liên thôn", published_at=NOW - 30 * DAY)
    workflow.withdraw(make_article(title="Đường đã gỡ"), by=None, reason="Sai")

    assert desk.get(SCREEN, {"q": "duong"}).context["candidates"] == [wanted]


def test_candidates_of_a_section_and_a_topic_belong_to_them(desk, articles):
    other, topic = make_section("Y tế"), make_topic()
    inside = make_article(title="Trạm y tế", section=other.pk, topics=[topic.pk], published_at=NOW - DAY)

    by_section = desk.get(SCREEN, {"chuyen-muc": other.pk}).context["candidates"]
    by_topic = desk.get(SCREEN, {"dong-su-kien": topic.pk, "q": "tram"}).context["candidates"]

    assert (by_section, by_topic) == ([inside], [inside])


@pytest.mark.parametrize("query", ["chuyen-muc=0", "chuyen-muc=x", "dong-su-kien=99", f"chuyen-muc={'9' * 30}"])
def test_a_front_that_is_not_there_is_not_found(desk, articles, query):
    assert desk.get(f"{SCREEN}?{query}").status_code == 404


def test_words_of_any_kind_break_nothing(desk, articles):
    assert [desk.get(SCREEN, {"q": words}).status_code for words in ("\x00", '"', "a" * 5000, "OR")] == [200] * 4


def test_changes_are_listed_the_newest_first_with_who_and_what(desk, articles, editor):
    placement = place(articles[5], 3, by=editor)
    slots.move(placement, to_position=1, by=editor)
    place(articles[6], 1)

    events = desk.get(SCREEN).context["events"]

    assert [(event.step, event.position, event.article.title, event.by) for event in events] == [
        ("placed", 1, "Tin 6", None),
        ("moved", 2, "Tin 5", None),
        ("moved", 1, "Tin 5", editor),
        ("placed", 3, "Tin 5", editor),
    ]


def test_older_changes_stand_on_further_pages(desk, articles):
    PlacementEvent.objects.bulk_create(
        PlacementEvent(article=articles[n % 8], step="placed", position=1, note="/") for n in range(120)
    )

    pages, key = [], ""
    while key is not None:
        context = desk.get(SCREEN, {"truoc": key} if key else {}).context
        pages.append([event.pk for event in context["events"]])
        key = context["older"]

    assert [len(page) for page in pages] == [50, 50, 20]
    assert [pk for page in pages for pk in page] == sorted((pk for page in pages for pk in page), reverse=True)


def test_the_screen_costs_the_same_queries_with_few_and_with_many_rows(desk, articles, django_assert_num_queries):
    place(articles[5])
    with django_assert_num_queries(16):
        desk.get(SCREEN)

    article = articles[0]
    more = Article.objects.bulk_create(
        Article(title=f"Thêm {n}", slug="x", status="published", section=article.section, published_at=NOW - n * HOUR)
        for n in range(1000)
    )
    Placement.objects.bulk_create(
        Placement(article=more[n], position=n % 5 + 1, starts_at=NOW - HOUR, ends_at=NOW + n * HOUR + DAY)
        for n in range(100)
    )
    PlacementEvent.objects.bulk_create(
        PlacementEvent(article=more[n], step="placed", position=1, note="/") for n in range(1000)
    )

    with django_assert_num_queries(16):
        desk.get(SCREEN)


# --- What its forms do -----------------------------------------------------------------------------------------------


def test_one_press_places_an_article_first(desk, articles, editor):
    button = re.search(
        rf'name="article" value="{articles[6].pk}">\s*<button[^>]*name="position" value="1"', desk.get(SCREEN).text
    )

    response = desk.post(SCREEN, {"step": "place", "article": articles[6].pk, "position": "1"}, follow=True)

    assert button is not None
    assert response.redirect_chain == [(f"{SCREEN}#o-1", 302)]
    assert standing() == {1: "Tin 6"}
    assert Placement.objects.get().placed_by == editor
    assert len(said(response)) == 1


def test_an_article_is_placed_for_some_time(desk, articles):
    desk.post(
        SCREEN,
        {
            "step": "place",
            "article": articles[6].pk,
            "position": "2",
            "starts_at": "07:00 22/11/2026",
            "ends_at": "12:00 22/11/2026",
        },
    )

    placement = Placement.objects.get()
    assert (placement.position, placement.starts_at, placement.ends_at) == (
        2,
        at("2026-11-22", 7),
        at("2026-11-22", 12),
    )


def test_of_two_for_the_same_hours_it_is_said_which_covers_the_other(desk, articles):
    hours = {"step": "place", "position": "2", "starts_at": "07:00 22/11/2026", "ends_at": "12:00 22/11/2026"}
    desk.post(SCREEN, hours | {"article": articles[5].pk})

    response = desk.post(SCREEN, hours | {"article": articles[6].pk}, follow=True)

    told = said(response)[-1]
    assert [told.count(words) for words in ("Tin 6", "07:00 22/11/2026", "12:00 22/11/2026", "“Tin 5”")] == [1] * 4
    coming = response.context["rows"][1].coming
    assert [(str(one.article), str(one.covered_by)) for one in coming] == [("Tin 5", "Tin 6"), ("Tin 6", "None")]


def test_whom_something_without_an_end_displaces_is_said(desk, articles):
    place(articles[5], 1)
    place(articles[7], 1, starts_at=NOW + 2 * DAY, ends_at=NOW + 3 * DAY)
    data = {"step": "place", "position": "1", "article": articles[6].pk, "starts_at": "2026-11-22 07:00"}

    with translation.override("en"):
        response = desk.post(SCREEN, data, follow=True)

    assert said(response) == [
        "“Tin 6” will be in slot 1 from 07:00 22/11/2026, Vietnamese time. "
        "From then on “Tin 5” does not stand there any more."
    ]


def test_nobody_is_displaced_where_the_article_will_have_come_down(desk, articles):
    Article.objects.filter(pk=articles[5].pk).update(expires_at=at("2026-11-22", 6))
    place(articles[5], 1)
    data = {"step": "place", "position": "1", "article": articles[6].pk, "starts_at": "2026-11-22 07:00"}

    with translation.override("en"):
        response = desk.post(SCREEN, data, follow=True)

    assert said(response) == ["“Tin 6” will be in slot 1 from 07:00 22/11/2026, Vietnamese time."]


def test_one_that_is_over_before_another_begins_is_not_said_to_be_covered(desk, articles):
    morning = {"starts_at": "07:00 22/11/2026", "ends_at": "09:00 22/11/2026"}
    desk.post(SCREEN, {"step": "place", "position": "2", "article": articles[5].pk} | morning)
    noon = {"starts_at": "11:00 22/11/2026", "ends_at": "12:00 22/11/2026"}

    response = desk.post(SCREEN, {"step": "place", "position": "2", "article": articles[6].pk} | noon, follow=True)

    assert said(response)[-1].count("Tin 5") == 0
    assert [one.covered_by for one in response.context["rows"][1].coming] == [None, None]


def test_placements_are_moved_retimed_and_taken_off(desk, articles):
    placement = place(articles[5], 3)

    desk.post(SCREEN, {"step": "move", "placement": placement.pk, "position": "2"})
    moved = standing()
    desk.post(SCREEN, {"step": "times", "placement": placement.pk, "ends_at": "11:00 21/11/2026"})
    placement.refresh_from_db()
    desk.post(SCREEN, {"step": "remove", "placement": placement.pk})

    assert (moved, placement.ends_at, standing()) == ({2: "Tin 5"}, NOW + HOUR, {})


def test_what_comes_back_without_hours_is_told_with_its_editor_alone(desk, articles, editor, clock):
    editor.last_name, editor.first_name = "Phùng", "Hà"
    editor.save()
    place(articles[5], 1, by=editor)
    place(articles[6], 1, starts_at=NOW + HOUR, ends_at=NOW + DAY)
    clock.move_to(NOW + 2 * HOUR)

    page = desk.get(SCREEN)

    assert re.findall(r'<b>Tin 5</b><br><span class="help">([^<]*)</span>', page.text) == ["Phùng Hà"]


def test_each_front_has_its_own_slots(desk, articles, section):
    address = f"{SCREEN}?chuyen-muc={section.pk}"

    response = desk.post(address, {"step": "place", "article": articles[6].pk, "position": "1"})

    assert response.url == f"{address}#o-1"
    assert (standing(section), standing()) == ({1: "Tin 6"}, {})


def test_a_placement_of_another_front_is_not_changed_here(desk, articles, section):
    placement = place(articles[5], 1, front=section)

    response = desk.post(SCREEN, {"step": "remove", "placement": placement.pk}, follow=True)

    assert standing(section) == {1: "Tin 5"}
    assert len(said(response)) == 1


def test_a_time_that_cannot_be_read_is_answered_with_how_it_is_written(desk, articles):
    data = {"step": "place", "article": articles[6].pk, "position": "1", "starts_at": "chiều mai"}

    response = desk.post(SCREEN, data, follow=True)

    assert [sentence.count("07:00 05/11/2026") for sentence in said(response)] == [1]


@pytest.mark.parametrize(
    "data",
    [
        {"step": "place", "position": "6"},
        {"step": "place", "position": "0"},
        {"step": "place", "position": "9" * 40},
        {"step": "place", "position": ""},
        {"step": "place", "article": "9" * 40, "position": "1"},
        {"step": "place", "article": "\x00", "position": "1"},
        {"step": "place", "position": "1", "starts_at": "chiều mai"},
        {"step": "place", "position": "1", "ends_at": "10:00 21/11/2026"},
        {"step": "place", "position": "1", "ends_at": "10:00 21/11/0001"},
        {"step": "move", "placement": "1", "position": "1"},
        {"step": "times", "placement": "x"},
        {"step": "remove"},
    ],
)
def test_what_makes_no_sense_changes_nothing_and_is_answered_with_a_sentence(desk, articles, data):
    response = desk.post(SCREEN, {"article": articles[6].pk} | data, follow=True)

    assert (Placement.objects.count(), PlacementEvent.objects.count()) == (0, 0)
    assert response.status_code == 200
    assert len(said(response)) == 1


def test_an_unknown_step_is_not_found(desk, articles):
    assert desk.post(SCREEN, {"step": "burn"}).status_code == 404


# --- The preview of a moment -----------------------------------------------------------------------------------------


def preview(client, moment="07:00 22/11/2026", **more):
    return client.get(PREVIEW, {"luc": moment} | more)


def test_the_front_page_of_tomorrow_shows_what_is_planned_until_then(desk, articles):
    make_article(title="Sáng mai", published_at=at("2026-11-22", 6))
    late = make_article(title="Trưa mai", published_at=at("2026-11-22", 12))
    place(articles[7], 1, starts_at=at("2026-11-22", 7), ends_at=at("2026-11-22", 8))
    place(late, 2)

    response = preview(desk)

    context = response.context
    assert [one.title for one in [context["lead"], *context["flagged"]]] == [
        "Tin 7",
        "Sáng mai",
        "Tin 0",
        "Tin 1",
        "Tin 2",
    ]
    assert preview(desk, "12:00 22/11/2026").context["flagged"][0] == late
    assert desk.get("/").context["lead"].title == "Tin 0"


def test_the_preview_says_its_moment_and_is_kept_by_nobody(desk, articles):
    response = preview(desk)

    assert re.search(r'<p class="slots-ribbon" role="note">(.*?)<', response.text)[1].count("07:00 22/11/2026") == 1
    assert response.text.count('<meta name="robots" content="noindex">') == 1
    assert (response["X-Robots-Tag"], response["Cache-Control"]) == (
        "noindex",
        "private, no-store, max-age=0, no-cache, must-revalidate",
    )
    assert "ETag" not in response


def test_what_is_not_up_yet_leads_to_its_form(desk, articles):
    later = make_article(title="Sáng mai", published_at=at("2026-11-22", 6))

    links = dict(re.findall(r'class="whole" href="([^"]+)">([^<]+)<', preview(desk).text))

    assert {title: address for address, title in links.items() if title in {"Sáng mai", "Tin 0"}} == {
        "Sáng mai": f"/quan-tri/articles/article/{later.pk}/change/",
        "Tin 0": articles[0].get_absolute_url(),
    }


def test_banners_and_the_day_are_those_of_the_moment(desk, articles):
    Banner.objects.create(kind="urgent", text="Bão số 9", starts_at=at("2026-11-22", 6))

    page = preview(desk).text

    assert page.count("Bão số 9") == 1
    assert page.count('<time datetime="2026-11-22">') == 1


@pytest.mark.parametrize("kind", ["chuyen-muc", "dong-su-kien"])
def test_sections_and_topics_are_previewed_too(desk, articles, section, kind):
    topic = make_topic()
    topic.articles.set(articles)
    front = section if kind == "chuyen-muc" else topic
    place(articles[7], 1, front=front, starts_at=at("2026-11-22", 7))

    response = preview(desk, **{kind: front.pk})

    assert response.status_code == 200
    assert [article.title for article in response.context["slots"]] == ["Tin 7"]
    assert len(response.context["page"].rows) == 7


def test_a_topic_that_nobody_can_read_yet_is_previewed(desk, articles):
    topic = make_topic("Sắp tới")
    topic.articles.add(make_article(title="Sáng mai", published_at=at("2026-11-22", 6)))

    response = preview(desk, **{"dong-su-kien": topic.pk})

    assert [article.title for article in response.context["page"].rows] == ["Sáng mai"]


@pytest.mark.parametrize("moment", ["", "mai", "07:00 20/11/2026", "07:00 22/11/9999", "07:00 22/11/0022", "\x00"])
def test_a_moment_that_has_passed_or_can_not_be_read_leads_back_with_a_sentence(desk, articles, moment):
    response = desk.get(PREVIEW, {"luc": moment}, follow=True)

    assert response.redirect_chain == [(f"{SCREEN}?hoi=luc", 302)]
    assert response.text.count('<p class="errornote" role="alert">') == 1


def test_the_screen_offers_tomorrow_morning_and_the_next_change(desk, articles):
    place(articles[7], 1, starts_at=NOW + HOUR)

    moments = desk.get(SCREEN).context["moments"]

    assert moments == {
        "today": [at("2026-11-21", 17)],
        "tomorrow": [at("2026-11-22", 7), at("2026-11-22", 17)],
        "next": NOW + HOUR,
    }


# --- What is refused --------------------------------------------------------------------------------------------------


def test_times_that_are_refused_stay_to_be_put_right(desk, articles):
    place(articles[0])
    placement = Placement.objects.get()
    ident = f"gio-{placement.pk}"
    sent = {"step": "times", "placement": placement.pk, "prefix": ident}

    response = desk.post(SCREEN, sent | {"starts_at": "sáng mai", "ends_at": "17:00 22/11/2026"})

    assert response.status_code == 200 and len(said(response)) == 1
    for name, end, typed in [("starts_at", "tu", "sáng mai"), ("ends_at", "den", "17:00 22/11/2026")]:
        assert re.search(rf'id="{ident}-{end}" name="{name}" [^>]*value="{typed}"', response.text)
    assert response.text.count('<details class="slot-times" open>') == 1
    placement.refresh_from_db()
    assert placement.ends_at is None


def test_a_place_that_is_refused_keeps_its_number_and_the_article_that_was_found(desk, articles):
    old = make_article(title="Bài cũ năm ngoái", published_at=NOW - 400 * DAY, section=articles[0].section_id)
    found = desk.get(SCREEN, {"q": "năm ngoái"})
    address = re.search(r'action="([^"]+)">(?:(?!</form>).)*name="position">', found.text, re.DOTALL)[1]
    sent = {"step": "place", "article": old.pk, "position": "3", "prefix": f"bai-gio-{old.pk}"}

    response = desk.post(unescape(address), sent | {"starts_at": "", "ends_at": "07:00 01/01/2020"})

    assert "<option selected>3</option>" in response.text
    assert response.text.count('value="07:00 01/01/2020"') == 1
    assert not Placement.objects.exists()
