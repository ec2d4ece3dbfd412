"""The calendar: what happens on which day, within reach and rights, and how its page shows it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from articles import attachments, calendar, photos, snapshots, workflow
from articles.calendar import Deed, Kind
from articles.models import Article, Revision, SpecialDay
from articles.months import months_on
from articles.states import RevisionState, Status
from tests.factories import (
    at,
    make_article,
    make_attachment,
    make_draft,
    make_photo,
    make_profile,
    make_section,
    make_user,
    picture_bytes,
)

from .calendars import (
    DAY,
    MONDAY,
    NOW,
    ending,
    fresh,
    in_review,
    page,
    planned,
    scheduled,
    take,
    to_look_at,
    told,
    week_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def editor():
    return make_user()


# --- The span --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "week", "month"),
    [
        ("2026-11-16", ("2026-11-16", "2026-11-23"), ("2026-10-26", "2026-12-07")),
        ("2026-11-22", ("2026-11-16", "2026-11-23"), ("2026-10-26", "2026-12-07")),
        ("2027-02-01", ("2027-02-01", "2027-02-08"), ("2027-02-01", "2027-03-01")),
        ("2028-02-29", ("2028-02-28", "2028-03-06"), ("2028-01-31", "2028-03-06")),
    ],
)
def test_weeks_begin_on_monday_and_months_are_whole_weeks(day, week, month):
    day = date.fromisoformat(day)

    assert tuple(map(str, calendar.week(day))) == week
    assert tuple(map(str, calendar.month(day))) == month


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-11-18", 6, "2027-05-18"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-01-31", -2, "2025-11-30"),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last(day, count, then):
    assert months_on(date.fromisoformat(day), count) == date.fromisoformat(then)


# --- What stands on it -----------------------------------------------------------------------------------------------


def test_every_kind_stands_on_its_day_by_the_clock_of_vietnam(editor):
    make_article(published_at=at("2026-11-16", 0, 10).isoformat(), title="Đã lên lúc nửa đêm")
    scheduled(title="Sắp lên")
    ending(title="Sắp xuống")
    ending("2026-11-17", title="Đã xuống")
    planned(editor)
    in_review(title="Chờ duyệt")
    to_look_at(title="Xem lại")

    assert told(editor) == {
        16: [(Kind.WENT_UP, "Đã lên lúc nửa đêm", 0)],
        17: [(Kind.CAME_DOWN, "Đã xuống", 17)],
        19: [(Kind.DUE, "Chờ duyệt", None), (Kind.PLAN, "Bản mới", 6)],
        20: [(Kind.LOOK, "Xem lại", None), (Kind.UP, "Sắp lên", 7)],
        21: [(Kind.DOWN, "Sắp xuống", 17)],
    }


def test_days_off_and_days_made_up_for_are_named(editor):
    SpecialDay.objects.create(day=date(2026, 11, 20), name="Nghỉ bù")
    SpecialDay.objects.create(day=date(2026, 11, 21), name="Làm bù", is_working=True)
    SpecialDay.objects.create(day=date(2026, 11, 23), name="Tuần sau")

    special = {day.day.day: (day.special.name, day.special.is_working) for day in week_of(editor) if day.special}

    assert special == {20: ("Nghỉ bù", False), 21: ("Làm bù", True)}


def test_what_is_withdrawn_trashed_or_put_aside_stands_nowhere(editor):
    withdrawn = ending()
    workflow.withdraw(withdrawn, by=None, reason="Sai")
    thrown = make_draft(title="Bỏ đi").article
    workflow.set_review_day(thrown, by=None, on=date(2026, 11, 20))
    workflow.trash(thrown, by=None)
    workflow.discard(in_review(), by=None)
    workflow.unplan(planned(editor), by=editor)

    assert told(editor) == {}


def test_late_things_say_so_and_a_failed_plan_says_why(editor, time_machine):
    plan = planned(editor)
    in_review()
    to_look_at()
    time_machine.move_to(at("2026-11-21", 10))
    Revision.objects.filter(pk=plan.pk).update(plan_failure="Bài đã gỡ khỏi trang.")

    found = {entry.kind: (entry.light, entry.state) for day in week_of(editor) for entry in day.entries}

    assert {kind: light for kind, (light, _state) in found.items()} == dict.fromkeys(
        (Kind.PLAN, Kind.DUE, Kind.LOOK), "late"
    )
    assert found[Kind.PLAN][1] == "Bài đã gỡ khỏi trang."


IN_VAIN = "As things stand it won't go up by itself: "


def test_what_waits_for_its_hour_says_that_a_photo_of_it_was_taken_down(editor, time_machine):
    cover, in_text = make_photo(), make_photo(picture_bytes((70, 50)))
    picture = f'<p><img src="{in_text.file.url}" alt="Lúa" width="70" height="50"></p>'
    scheduled(title="Ảnh chính", cover=cover.pk)
    scheduled("2026-11-21", title="Ảnh trong bài", body=picture)
    scheduled("2026-11-22", title="Không ảnh")
    make_article(published_at=at("2026-11-16", 7).isoformat(), title="Đã lên", cover=cover.pk)
    planned(editor, title="Bản mới", article=make_article(title="Bài", published_at=at("2026-11-02").isoformat()))
    Revision.objects.get(apply_at__isnull=False).photos.add(cover)
    time_machine.move_to(NOW + timedelta(minutes=1), tick=False)
    for photo in (cover, in_text):
        photos.take_down(photo, by=None, reason="Sai người")

    with translation.override("en"):
        found = {entry.title: entry.state for day in week_of(editor) for entry in day.entries}

    gone = "One of its photos was taken down."
    assert found == {"Ảnh chính": gone, "Ảnh trong bài": gone, "Không ảnh": "", "Đã lên": "", "Bản mới": IN_VAIN + gone}


def test_a_version_that_would_undo_what_was_published_by_hand_says_so(editor):
    plans = [
        planned(editor, day, title, article=make_article(title="Bài", published_at=at("2026-11-02").isoformat()))
        for day, title in [("2026-11-19", "Bản mới"), ("2026-11-20", "Bản khác")]
    ]
    article = plans[0].article
    live, seen = workflow.live_revision(article), workflow.last_public_step(article)
    urgent = workflow.save_draft(article, live.content | {"title": "Sửa gấp"}, by=None, based_on=live, seen=seen)
    workflow.publish(urgent, by=None)

    with translation.override("en"):
        found = {entry.title: entry.state for day in week_of(editor) for entry in day.entries if entry.revision}

    why = "The live version was changed in the meantime. Look at it before you publish yours."
    assert found == {"Bản mới": IN_VAIN + why, "Bản khác": ""}


def test_of_a_version_whose_hour_has_passed_nothing_is_looked_up(editor, time_machine, monkeypatch):
    plan = planned(editor)
    seen = workflow.last_public_step(plan.article)
    urgent = workflow.save_draft(plan.article, plan.content, by=None, based_on=plan.based_on, seen=seen)
    workflow.publish(urgent, by=None)
    looks = []
    monkeypatch.setattr(workflow, "hitches", lambda article, versions: looks.append(1) or {plan.pk: "vì"})

    counts = []
    for hour in (5, 7):
        time_machine.move_to(at("2026-11-19", hour), tick=False)
        week_of(editor)
        counts.append(len(looks))

    assert counts == [1, 1]


def test_a_version_after_another_plan_that_went_up_says_nothing(editor, time_machine):
    first = planned(editor)
    planned(editor, "2026-11-20", "Bản sau", article=first.article)
    time_machine.move_to(at("2026-11-19", 7), tick=False)
    workflow.apply_due()

    assert [entry.state for day in week_of(editor) for entry in day.entries if entry.title == "Bản sau"] == [""]


def test_a_version_planned_after_a_photo_of_it_was_taken_down_goes_up_and_says_nothing(editor, time_machine):
    photo = make_photo()
    version = planned(editor)
    version.photos.add(photo)
    time_machine.move_to(NOW + timedelta(minutes=1), tick=False)
    photos.take_down(photo, by=None, reason="Sai người")
    time_machine.move_to(NOW + timedelta(minutes=2), tick=False)

    before = [entry.state != "" for day in week_of(editor) for entry in day.entries]
    workflow.move_plan(version, by=editor, at=at("2026-11-19", 8))
    after = [entry.state for day in week_of(editor) for entry in day.entries]

    assert (before, after) == ([True], [""])


def test_what_waits_for_its_hour_says_that_an_attachment_of_it_was_taken_down(editor, time_machine):
    document, cover = make_attachment(), make_photo()
    offered = [{"attachment": document.pk, "title": "Phụ lục"}]
    scheduled(title="Có tệp", attachments=offered)
    scheduled("2026-11-21", title="Tệp và ảnh", cover=cover.pk, attachments=offered)
    scheduled("2026-11-22", title="Không tệp", attachments=[{"attachment": make_attachment("Khác").pk, "title": "K"}])
    planned(editor, title="Bản mới", article=make_article(title="Bài", published_at=at("2026-11-02").isoformat()))
    Revision.objects.get(apply_at__isnull=False).attachments.add(document)
    time_machine.move_to(NOW + timedelta(minutes=1), tick=False)
    attachments.take_down(document, by=None, reason="Sai số liệu")
    photos.take_down(cover, by=None, reason="Sai người")

    with translation.override("en"):
        found = {entry.title: entry.state for day in week_of(editor) for entry in day.entries}

    gone, both = "One of its attachments was taken down.", "Photos and attachments of it were taken down."
    assert found == {"Có tệp": gone, "Tệp và ảnh": both, "Không tệp": "", "Bản mới": IN_VAIN + gone}


def test_a_reporter_sees_the_own_texts_and_what_readers_saw_and_moves_nothing_of_others(editor):
    reporter = make_user("Phóng viên")
    make_article(published_at=at("2026-11-16").isoformat(), title="Ai cũng thấy")
    scheduled(title="Của người khác")
    in_review(title="Bài chờ của người khác")
    own = in_review(by=reporter, title="Bài của tôi")
    workflow.set_review_day(own.article, by=reporter, on=date(2026, 11, 20))

    entries = {(e.kind, e.title): e.deeds for day in week_of(reporter) for e in day.entries}

    assert entries == {
        (Kind.WENT_UP, "Ai cũng thấy"): set(),
        (Kind.DUE, "Bài của tôi"): set(),
        (Kind.LOOK, "Bài của tôi"): {Deed.MOVE, Deed.OFF, Deed.LATER},
    }


def test_only_what_lies_in_reach_is_shown(editor):
    mine, other = make_section("Văn hoá"), make_section("Kinh tế")
    make_profile(editor, mine)
    for section, title in [(mine, "Trong"), (other, "Ngoài")]:
        scheduled(section=section.pk, title=title)
        in_review(section=section.pk, title=title)
        to_look_at(section=section.pk, title=title)
        ending(section=section.pk, title=title)

    assert {entry.title for day in week_of(editor) for entry in day.entries} == {"Trong"}


def test_a_busy_day_shows_a_few_and_counts_the_rest_before_all_what_is_to_come(editor):
    for number in range(3):
        make_article(published_at=at("2026-11-18", 6, number).isoformat(), title=f"Đã lên {number}")
        scheduled("2026-11-18", 20 + number, title=f"Sắp lên {number}")
    in_review(date(2026, 11, 18), title="Chờ duyệt")

    (day,) = [day for day in week_of(editor, most=4) if day.entries]

    assert [entry.title for entry in day.entries] == ["Chờ duyệt", "Sắp lên 0", "Sắp lên 1", "Sắp lên 2"]
    assert day.more == 3


def fill(count):
    """Entries of every kind spread over the month, written past the workflow."""
    section = make_section(f"Chuyên mục {count}")
    content = snapshots.EMPTY | {"title": "Bài", "section": section.pk}
    moments = [at("2026-11-01") + timedelta(hours=7 * number % 700) for number in range(count)]
    articles = Article.objects.bulk_create(
        Article(
            title=f"Bài {number}",
            section=section,
            status=Status.PUBLISHED,
            published_at=moment,
            expires_at=moment + DAY,
            review_on=moment.date(),
        )
        for number, moment in enumerate(moments)
    )
    for state in (RevisionState.IN_REVIEW, RevisionState.APPROVED):
        Revision.objects.bulk_create(
            Revision(
                article=article,
                state=state,
                schema=snapshots.SCHEMA,
                content=content,
                search_text="",
                section=section,
                due_on=article.review_on,
                apply_at=article.published_at,
            )
            for article in articles
        )


@pytest.mark.parametrize("view", ["tuan", "thang", "ngay"])
def test_the_calendar_costs_the_same_with_ten_and_with_a_thousand_entries(client, editor, view):
    client.force_login(editor)
    counts = []
    for count in (10, 1_000):
        fill(count)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(reverse("admin:calendar"), {"xem": view, "ngay": "2026-11-18"})
        counts.append(len(captured))
        assert response.status_code == 200

    assert counts == [13, 13]


@pytest.mark.parametrize(("today", "told"), [("2026-11-19", None), ("2026-11-20", 2), ("2026-11-22", 2)])
def test_the_last_days_of_a_week_tell_how_much_stands_in_the_next(client, editor, time_machine, today, told):
    time_machine.move_to(at(today, 10), tick=False)
    client.force_login(editor)
    scheduled("2026-11-24")
    scheduled("2026-11-29", title="Bài khác")
    scheduled("2026-11-30", title="Bài tuần sau nữa")

    response = client.get(reverse("admin:calendar"))

    assert response.context["of_next_week"] == told


def test_a_month_counts_the_entries_of_its_past_days(client, editor):
    client.force_login(editor)
    make_article(published_at=at("2026-11-10").isoformat())
    scheduled("2026-11-20")

    counts = [
        client.get(reverse("admin:calendar"), {"xem": "thang", "ngay": day}).context["past"]
        for day in (
            "2026-11-18",
            "2026-10-18",
        )
    ]

    assert counts == [1, 0]


# --- The page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"),
    [("Phóng viên", 200), ("Biên tập viên", 200), ("Thư ký toà soạn", 200), ("Kiểm duyệt", 403), (None, 200)],
)
def test_who_writes_reviews_or_publishes_sees_the_calendar(client, role, status):
    assert page(client, make_user(role)).status_code == status


def test_it_is_no_page_for_strangers(client):
    assert client.get(reverse("admin:calendar")).status_code == 302
    assert client.post(reverse("admin:calendar_step")).status_code == 302


def test_it_prints_the_zone_and_opens_with_the_week_of_today(client, editor):
    scheduled(title="<b>Hội</b> làng")

    response = page(client, editor)

    html = response.content.decode()
    assert [day.day for day in response.context["days"]] == [MONDAY + DAY * number for number in range(7)]
    assert "UTC+7" in html
    assert "&lt;b&gt;Hội&lt;/b&gt; làng" in html
    assert 'aria-current="date"' in html


@pytest.mark.parametrize("typed", ["mai lúc 7 giờ", "07:00 01/01/2020", "07:00 19/11/0001", '"><b>'])
def test_a_time_that_is_refused_stays_to_be_put_right(client, editor, typed):
    version = planned(editor)

    response = take(client, editor, Kind.PLAN, version, at=typed)
    again = client.get(response["Location"])

    name = f"{Kind.PLAN.value}-{version.pk}"
    assert response["Location"].endswith(f"#muc-{name}")
    assert again.context["typed"] == {"name": name, "words": typed}
    assert again.text.count('name="calendar-steps" open>') == 1
    assert f'id="at-{name}" name="at" value="{escape(typed)}"' in again.text
    (why,) = again.context["messages"]
    assert f'id="sai-{name}"><p>{escape(str(why))}</p>' in again.text
    assert fresh(version).apply_at == version.apply_at


def test_a_move_by_days_that_is_refused_gives_nothing_back(client, editor):
    version = planned(editor)

    response = take(client, editor, Kind.PLAN, version, days=-300, at="06:00 19/11/2026")

    assert client.get(response["Location"]).context["typed"] == {"name": "", "words": ""}


@pytest.mark.parametrize(
    ("query", "days", "wrong"),
    [
        ({"xem": "thang", "ngay": "2027-02-10"}, 28, False),
        ({"xem": "tuan", "ngay": "10/02/2027"}, 7, False),
        ({"xem": "ngay", "ngay": "2027-02-10"}, 1, False),
        ({"xem": "nam"}, 7, False),
        ({"ngay": "2027-02-31"}, 7, True),
        ({"ngay": "\x00"}, 7, True),
        ({"ngay": "9" * 400}, 7, True),
        ({"xem": "thang", "ngay": "9998-12-31"}, 35, False),
        ({"xem": "thang", "ngay": "1900-01-01"}, 35, False),
        ({"hoan": "x:y:z"}, 7, False),
    ],
)
def test_any_address_leads_to_some_days(client, editor, query, days, wrong):
    response = page(client, editor, **query)

    assert response.status_code == 200
    assert len(response.context["days"]) == days
    assert bool(response.context["form"].errors.get("ngay")) == wrong
