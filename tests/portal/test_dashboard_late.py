"""What is late stands on the first screen: new versions that are not up, days on which somebody was to look again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article, Revision, SpecialDay
from portal.management.commands import tick
from portal.models import TickRun
from tests.factories import make_article, make_profile, make_section, make_user

pytestmark = pytest.mark.django_db

INDEX = "/quan-tri/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def nothing_else_is_wrong():
    TickRun.objects.create(pk=1, at=timezone.now())
    year = timezone.localdate().year
    for each in (year, year + 1):
        SpecialDay.objects.get_or_create(day=f"{each}-01-01", defaults={"name": "Tết Dương lịch"})


def planned(by, title="Bản mới", ago=HOUR, section=None, failure=""):
    """A new version whose hour has passed so long ago; nobody ran the regular work since."""
    parts = {"section": section.pk} if section else {}
    article = make_article(title=f"{title}, bản cũ", **parts)
    live, seen = workflow.live_revision(article), workflow.last_public_step(article)
    draft = workflow.save_draft(article, live.content | {"title": title}, by=by, based_on=live, seen=seen)
    revision = workflow.plan(draft, by=by, at=timezone.now() + DAY)
    Revision.objects.filter(pk=revision.pk).update(apply_at=timezone.now() - ago, plan_failure=failure)
    return Revision.objects.get(pk=revision.pk)


def desk_of(client, user):
    client.force_login(user)
    return client.get(INDEX).context["desk"]


def press(client, action):
    return client.post(action.url, action.fields)


def title_of(revision):
    return Article.objects.get(pk=revision.article_id).title


def test_a_plan_that_was_missed_is_published_with_one_click(client):
    editor = make_user()
    revision = planned(editor)
    (row,) = desk_of(client, editor)["troubles"]

    response = press(client, row.actions[0])

    assert (row.title, row.light, row.facts) == ("Bản mới", "late", [(row.facts[0][0], revision.apply_at)])
    assert (response["Location"], title_of(revision)) == (INDEX, "Bản mới")
    assert desk_of(client, editor)["troubles"] == []


def test_a_plan_that_failed_is_named_at_once_with_its_sentence_and_called_off_with_one_click(client):
    editor = make_user()
    revision = planned(editor, ago=timedelta(minutes=1), failure="Bài đã gỡ khỏi trang.")
    (row,) = desk_of(client, editor)["troubles"]

    press(client, row.actions[1])

    assert [words for words, _at in row.facts][1:] == ["Bài đã gỡ khỏi trang."]
    assert Revision.objects.get(pk=revision.pk).apply_at is None


def test_a_plan_that_the_next_run_will_take_is_no_trouble(client):
    editor = make_user()
    planned(editor, ago=timedelta(minutes=4))

    assert desk_of(client, editor)["troubles"] == []


def test_all_late_ones_are_published_with_one_click_and_what_is_refused_is_said(client):
    editor = make_user()
    late = [planned(editor, title=f"Bản {number}") for number in range(4)]
    planned(editor, title="Chưa tới giờ", ago=-HOUR)
    gone = planned(editor, title="Đã gỡ")
    workflow.withdraw(gone.article, by=None, reason="Sai địa danh")
    *rows, everything = desk_of(client, editor)["troubles"]

    response = press(client, everything.actions[0])

    messages = [str(message) for message in client.get(response["Location"]).context["messages"]]
    assert (len(rows), "5" in everything.title) == (3, True)
    assert [title_of(each) for each in late] == ["Bản 0", "Bản 1", "Bản 2", "Bản 3"]
    assert len(messages) == 2
    assert "Đã gỡ" in messages[1]
    assert list(Revision.objects.planned().order_by("pk").values_list("title", flat=True)) == ["Chưa tới giờ", "Đã gỡ"]


def test_late_things_are_shown_and_published_within_reach_alone(client):
    editor, mine, other = make_user(), make_section("Văn hoá"), make_section("Kinh tế")
    within, outside = planned(editor, "Trong", section=mine), planned(editor, "Ngoài", section=other)
    editor = type(editor).objects.get(pk=editor.pk)
    make_profile(editor, mine)

    rows = desk_of(client, editor)["troubles"]
    client.post(reverse("admin:calendar_late"))

    assert [row.title for row in rows] == ["Trong"]
    assert [title_of(within), title_of(outside)] == ["Trong", "Ngoài, bản cũ"]


def test_only_those_who_publish_are_told_and_may(client):
    planned(make_user())
    reporter = make_user("Phóng viên")

    assert desk_of(client, reporter)["troubles"] == []
    assert client.post(reverse("admin:calendar_late")).status_code == 403


def test_the_regular_work_publishes_what_is_due_before_it_sends_mails(client):
    revision = planned(make_user())

    call_command("tick", no_mail=True, stdout=StringIO())

    assert tick.JOBS[0][1] is workflow.apply_due
    assert title_of(revision) == "Bản mới"


def test_planned_versions_stand_among_the_next_seven_days(client):
    editor = make_user()
    planned(editor, "Trong tuần", ago=-DAY)
    planned(editor, "Sau nữa", ago=-8 * DAY)

    rows = desk_of(client, editor)["upcoming"].rows
    press(client, rows[0].actions[0])

    assert [row.title for row in rows] == ["Trong tuần"]
    assert list(Revision.objects.planned().values_list("title", flat=True)) == ["Sau nữa"]


def test_what_is_planned_waits_for_nobody(client):
    editor = make_user()
    planned(editor, ago=-DAY)

    assert desk_of(client, editor)["waiting"].rows == []


def test_passed_days_to_look_again_are_counted_for_those_who_write(client):
    editor, reporter = make_user(), make_user("Phóng viên")
    for days in (-1, -9, 0, 3):
        article = make_article()
        Article.objects.filter(pk=article.pk).update(review_on=timezone.localdate() + days * DAY)

    (row,) = desk_of(client, editor)["troubles"]

    assert "2" in row.title
    assert f"{timezone.localdate() - 9 * DAY:%d/%m/%Y}" in row.facts[0][0]
    assert client.get(row.actions[0].url).status_code == 200
    assert desk_of(client, reporter)["troubles"] == []
