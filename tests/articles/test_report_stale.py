"""Articles to be looked at again: their day has passed, or nobody changed them for long."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from articles import paging, reports
from articles.models import Article
from articles.reports import lists
from tests.factories import at, make_article, make_draft, make_profile, make_section, make_user

from .reports import SITE, lines, listed

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(at("2026-11-18", 10), tick=False)


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


def article(title="Giá nước", day="2026-11-01", changed=None, review_on=None, **content):
    made = make_article(title=title, published_at=at(day).isoformat(), **content)
    Article.objects.filter(pk=made.pk).update(updated_at=changed and at(changed), review_on=review_on)
    return made


def titles(client, query=""):
    return [row.name for row in listed(client, "stale", query)]


def test_articles_whose_day_has_passed_come_the_longest_ago_first(client, editor):
    article("Hôm qua", review_on=TODAY - DAY)
    article("Năm ngoái", review_on=TODAY - 365 * DAY)
    article("Hôm nay", review_on=TODAY)
    article("Không hẹn")

    assert titles(client) == ["Năm ngoái", "Hôm qua"]


def test_what_was_never_published_is_called_by_what_is_being_written_of_it(client, editor):
    draft = make_draft(title="Bản nháp").article
    Article.objects.filter(pk=draft.pk).update(review_on=TODAY - DAY)

    assert titles(client) == ["Bản nháp"]


@pytest.mark.parametrize(
    ("months", "found"),
    [
        (6, ["Hai năm rưỡi", "Mười ba tháng", "Bảy tháng"]),
        (12, ["Hai năm rưỡi", "Mười ba tháng"]),
        (24, ["Hai năm rưỡi"]),
    ],
)
def test_articles_that_nobody_changed_for_months_come_the_oldest_first(client, editor, months, found):
    article("Bảy tháng", "2026-04-18")
    article("Mười ba tháng", "2025-10-18")
    article("Hai năm rưỡi", "2024-05-18")
    article("Sửa tháng trước", "2020-01-01", changed="2026-10-18")
    article("Có ngày xem lại", "2020-01-01", review_on=TODAY + DAY)

    assert titles(client, f"loai=lau&thang={months}") == found


def test_archives_are_left_as_they_are(client, editor):
    archive = make_section("Xã cũ", archive_notice="Nội dung của xã Bến Đò cũ.")
    below = make_section("Tin xã cũ", parent=archive)
    article("Trong kho", "2020-01-01", section=archive.pk)
    article("Trong mục con", "2020-01-01", section=below.pk)
    article("Tin thường", "2020-01-01", section=make_section().pk)

    assert titles(client, "loai=lau") == ["Tin thường"]


def test_what_readers_do_not_see_is_not_old(client, editor):
    ended = article("Đã hết hạn", "2020-01-01")
    Article.objects.filter(pk=ended.pk).update(expires_at=at("2021-01-01"))
    article("Đang đăng", "2020-01-01")

    assert titles(client, "loai=lau") == ["Đang đăng"]


def test_a_section_brings_what_lies_below_it_too(client, editor):
    culture = make_section("Văn hoá")
    article("Lễ hội", review_on=TODAY - DAY, section=make_section("Lễ hội", parent=culture).pk)
    article("Đình làng", review_on=TODAY - 2 * DAY, section=culture.pk)
    article("Giá lúa", review_on=TODAY - DAY, section=make_section().pk)

    assert titles(client, f"chuyen_muc={culture.pk}") == ["Đình làng", "Lễ hội"]


def test_who_is_limited_to_sections_sees_those_alone(client):
    own, other = make_section(), make_section("Y tế")
    user = make_user()
    make_profile(user, own)
    client.force_login(user)
    article("Của mình", review_on=TODAY - DAY, section=own.pk)
    article("Của người khác", review_on=TODAY - DAY, section=other.pk)

    page = client.get(reverse("admin:reports_stale"))

    assert [row.name for row in page.context["page"].rows] == ["Của mình"]
    assert list(page.context["form"].fields["chuyen_muc"].queryset) == [own]


def test_one_button_notes_that_somebody_looked_and_leads_back(client, editor):
    made = article(review_on=TODAY - DAY)
    here = f"{reverse('admin:reports_stale')}?thang=12"

    response = client.post(reverse("admin:articles_step", args=[made.pk]), {"step": "review_later", "next": here})

    assert (response.status_code, response.url) == (302, here)
    assert Article.objects.get(pk=made.pk).review_on == date(2027, 5, 18)
    assert titles(client) == []


@pytest.mark.parametrize("query", ["", "loai=lau"])
def test_the_pages_follow_each_other_without_a_gap_where_days_are_the_same(client, editor, monkeypatch, query):
    monkeypatch.setattr(lists, "PER_PAGE", 2)
    made = [article(f"Bài {number}", "2020-01-01") for number in range(5)]
    Article.objects.update(review_on=None if query else TODAY - DAY)

    found, key = [], ""
    while key is not None:
        page = client.get(f"{reverse('admin:reports_stale')}?{query}&sau={key}").context["page"]
        found.append([row.pk for row in page.rows])
        key = page.after or None

    keys = [one.pk for one in made]
    assert found == [keys[:2], keys[2:4], keys[4:]]


def test_more_than_a_thousand_are_not_counted_one_by_one(client, editor, monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 2)
    monkeypatch.setattr(reports, "COUNTED", 2)
    for number in range(4):
        article(f"Bài {number}", review_on=TODAY - DAY)

    context = client.get(reverse("admin:reports_stale")).context

    assert (context["count"], context["most"]) == (3, 2)


@pytest.mark.parametrize("query", ["loai=x", "thang=7", "thang=x"])
def test_what_cannot_be_read_lists_nothing(client, editor, query):
    article("Bài", "2020-01-01", review_on=TODAY - DAY)

    response = client.get(f"{reverse('admin:reports_stale')}?{query}")

    assert (response.status_code, "page" in response.context) == (400, False)


def test_the_file_holds_all_pages_and_no_formula(client, editor, monkeypatch):
    monkeypatch.setattr(lists, "PER_PAGE", 1)
    first = article("=HYPERLINK(1)", review_on=TODAY - 2 * DAY, section=make_section().pk)
    article("Thứ hai", review_on=TODAY - DAY, changed="2026-11-05")

    found = lines(client, "stale")

    assert [row[1] for row in found[1:]] == ["'=HYPERLINK(1)", "Thứ hai"]
    assert found[1][2:] == [
        "Kinh tế",
        "Đã đăng",
        "16/11/2026",
        "01/11/2026",
        "0",
        SITE + first.get_absolute_url(),
    ]
    assert [row[5] for row in found[1:]] == ["01/11/2026", "05/11/2026"]
