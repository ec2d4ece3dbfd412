"""The article form as the desk of an editor: its buttons, what it offers, what it costs."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import snapshots
from articles.models import Article, Event, Revision
from articles.states import RevisionState, Status, Step
from tests.factories import (
    at,
    make_article,
    make_content,
    make_draft,
    make_profile,
    make_revision,
    make_rules,
    make_section,
    make_user,
)

from .article_form import ADD, LIST, change, filled, opened, reopened

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def reporter(client):
    user = make_user("Phóng viên")
    client.force_login(user)
    return user


def words(response):
    return [str(message) for message in response.context["messages"]]


# --- Steps of the review ---------------------------------------------------------------------------------------------


def test_a_reporter_writes_and_sends_for_review_in_one_go(client, reporter):
    client.post(ADD, filled(section=make_section().pk, _submit="1"))

    revision = Revision.objects.get()
    assert (revision.state, revision.title, revision.writers) == (
        RevisionState.IN_REVIEW,
        "Lịch tiếp công dân",
        [reporter.pk],
    )
    assert revision.due_on == timezone.localdate() + timedelta(days=1)
    assert Article.objects.get().status == Status.UNPUBLISHED


def test_sending_for_review_names_the_reviewer_and_the_day(client, reporter):
    reviewer = make_user("Thư ký toà soạn")

    client.post(ADD, filled(section=make_section().pk, assignee=reviewer.pk, due_on="24/12/2026", _submit="1"))

    revision = Revision.objects.get()
    assert (revision.assignee, revision.due_on) == (reviewer, at("2026-12-24").date())


def test_a_text_without_a_title_is_saved_and_not_sent(client, reporter):
    response = client.post(ADD, filled(title="", _submit="1"), follow=True)

    assert Revision.objects.get().state == RevisionState.DRAFT
    assert len(words(response)) == 1


def test_returning_without_a_reason_keeps_what_was_typed_and_returns_nothing(client, editor):
    revision = make_revision(RevisionState.IN_REVIEW)

    response = client.post(
        change(revision.article), reopened(client, revision.article) | {"title": "Sửa lại", "_send_back": "1"}
    )

    assert list(response.context["adminform"].form.errors) == ["reason"]
    assert "Sửa lại" in response.text
    assert Revision.objects.get().state == RevisionState.IN_REVIEW


def test_the_writer_reads_the_reason_in_the_form_and_sends_again(client, editor):
    writer = make_user("Phóng viên")
    revision = make_revision(RevisionState.IN_REVIEW, by=writer)
    client.post(
        change(revision.article),
        reopened(client, revision.article) | {"reason": "Thiếu ngày mở hội.", "_send_back": "1"},
    )
    client.force_login(writer)

    page = client.get(change(revision.article))
    client.post(
        change(revision.article), reopened(client, revision.article) | {"lead": "Mở hội ngày 6.", "_submit": "1"}
    )

    assert "Thiếu ngày mở hội." in page.text
    assert [each.state for each in Revision.objects.order_by("pk")] == [
        RevisionState.RETURNED,
        RevisionState.IN_REVIEW,
    ]
    assert Revision.objects.open().get().content["lead"] == "Mở hội ngày 6."


def test_an_editor_approves_what_stands_in_the_form(client, editor):
    revision = make_revision(RevisionState.IN_REVIEW, by=make_user("Phóng viên"))

    client.post(change(revision.article), reopened(client, revision.article) | {"_approve": "1"})

    revision.refresh_from_db()
    assert (revision.state, revision.approved_by) == (RevisionState.APPROVED, editor)


def test_a_reporter_who_forges_the_button_of_an_editor_only_saves(client, reporter):
    revision = make_revision(RevisionState.IN_REVIEW, by=reporter)

    response = client.post(
        change(revision.article), reopened(client, revision.article) | {"_approve": "1"}, follow=True
    )

    revision.refresh_from_db()
    assert revision.state == RevisionState.IN_REVIEW
    assert len(words(response)) == 1


def test_where_four_eyes_hold_the_writer_is_offered_the_review_and_refused_the_publication(client, editor):
    make_rules(four_eyes=True)
    draft = make_draft(by=editor)

    page = client.get(change(draft.article)).text
    response = client.post(change(draft.article), reopened(client, draft.article) | {"_publish": "1"}, follow=True)

    assert 'name="_publish"' not in page
    assert 'name="_submit"' in page
    assert Article.objects.get().status == Status.UNPUBLISHED
    assert len(words(response)) == 1


# --- Publication -----------------------------------------------------------------------------------------------------


def test_what_blocks_is_said_beside_its_field_and_nothing_goes_up(client, editor):
    response = client.post(ADD, filled(section=make_section().pk, lead="", _publish="1"))

    assert list(response.context["adminform"].form.errors) == ["lead"]
    assert Article.objects.count() == 0


def test_the_rules_say_what_blocks(client, editor):
    make_rules(blocking=[])

    client.post(ADD, filled(section=make_section().pk, lead="", _publish="1"))

    assert Article.objects.get().is_public


def test_one_button_schedules_for_tomorrow_at_seven(client, editor):
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = client.get(ADD).text

    client.post(ADD, filled(section=make_section().pk, _schedule=f"{tomorrow}T07:00"))

    article = Article.objects.get()
    assert f'value="{tomorrow}T07:00"' in page
    assert (article.status, article.is_public, article.is_scheduled) == (Status.PUBLISHED, False, True)
    assert article.published_at == at(str(tomorrow), 7)
    assert Event.objects.latest("pk").step == Step.SCHEDULE


@pytest.mark.parametrize(("today", "monday"), [("2026-11-16", "2026-11-23"), ("2026-11-18", "2026-11-23")])
def test_monday_is_the_next_one_also_where_today_is_one(client, time_machine, today, monday):
    time_machine.move_to(at(today, 6), tick=False)
    client.force_login(make_user())

    presets = dict(client.get(ADD).context["presets"])

    assert presets[f"{monday}T07:00"] == _("Next Monday, 07:00")


@pytest.mark.parametrize("value", ["typed", "2020-01-01T07:00", "abc", "9999-12-31T23:59", "0001-01-01T00:00", ""])
def test_a_time_that_is_none_or_has_passed_schedules_nothing(client, editor, value):
    response = client.post(ADD, filled(section=make_section().pk, _schedule=value))

    assert list(response.context["adminform"].form.errors) == ["published_at"]
    assert Article.objects.count() == 0


def test_the_typed_time_is_taken_where_no_preset_fits(client, editor):
    client.post(ADD, filled(section=make_section().pk, published_at="19:30 24/12/2099", _schedule="typed"))

    assert Article.objects.get().published_at == at("2099-12-24", 19, 30)


def test_publishing_now_puts_a_time_to_come_aside(client, editor):
    client.post(ADD, filled(section=make_section().pk, published_at="19:30 24/12/2099", _publish="now"))

    assert Article.objects.get().is_public


def test_a_live_article_is_not_moved_out_of_the_readers_sight(client, editor):
    article = make_article()

    client.post(change(article), reopened(client, article) | {"published_at": "19:30 24/12/2099", "_publish": "1"})

    assert Article.objects.get().is_public


def test_the_live_version_is_mended_while_a_draft_waits(client, editor):
    article = make_article(title="Hội vật mở lại")
    waiting = make_revision(RevisionState.IN_REVIEW, article, title="Bản dài đang duyệt")

    mended = opened(client, f"{change(article)}?ban=dang") | {"title": "Hội vật mở lại ngày 6", "_publish": "1"}
    client.post(f"{change(article)}?ban=dang", mended)

    article.refresh_from_db()
    waiting.refresh_from_db()
    assert article.title == "Hội vật mở lại ngày 6"
    assert list(Revision.objects.open()) == [waiting]
    assert waiting.state == RevisionState.IN_REVIEW
    assert client.get(f"{change(article)}?ban={waiting.pk}").context["adminform"].form.is_stale


# --- Sections --------------------------------------------------------------------------------------------------------


def test_the_form_offers_the_sections_one_may_write_for(client, editor):
    mine, _other = make_section("Văn hoá"), make_section("Kinh tế")
    make_profile(editor, mine)

    form = client.get(ADD).context["adminform"].form

    assert [key for key, _name in form.fields["section"].choices] == ["", mine.pk]


def begun(client):
    field = client.get(ADD).context["adminform"].form["section"]
    return field.value(), bool(field.help_text)


def test_a_new_article_begins_in_the_section_that_a_person_always_writes_for(client, editor):
    section = make_section("Văn hoá")
    drafts = [make_draft(by=editor, section=section.pk) for _number in range(3)]
    make_draft(drafts[0].article, by=editor, title="Sửa", section=section.pk)

    assert begun(client) == (section.pk, True)


def test_one_article_saved_over_and_over_hides_no_others(client, editor):
    section = make_section("Văn hoá")
    drafts = [make_draft(by=editor, section=section.pk) for _number in range(3)]
    for number in range(70):
        make_draft(drafts[2].article, by=editor, title=f"Lần {number}", section=section.pk)

    assert begun(client) == (section.pk, True)


def test_a_section_that_a_person_may_write_for_no_more_is_not_chosen(client, editor):
    former, present = make_section("Văn hoá"), make_section("Kinh tế")
    for _number in range(3):
        make_draft(by=editor, section=former.pk)
    make_profile(editor, present)

    assert begun(client) == (None, False)


@pytest.mark.parametrize("sections", [[], [0], [0, 0], [0, 0, 1], [1, 0, 0], [None, None, None]])
def test_who_writes_for_several_sections_or_is_new_chooses(client, editor, sections):
    made = [make_section("Văn hoá").pk, make_section("Kinh tế").pk]
    for section in sections:
        make_draft(by=editor, section=None if section is None else made[section])

    assert begun(client) == (None, False)


def test_a_forged_section_is_refused_and_the_text_stays_in_the_form(client, editor):
    mine, other = make_section("Văn hoá"), make_section("Kinh tế")
    make_profile(editor, mine)

    response = client.post(ADD, filled(section=other.pk, _save="1"))

    assert "Lịch tiếp công dân" in response.text
    assert Article.objects.count() == 0


def test_the_list_ends_where_the_sections_end(client, editor):
    mine, other = make_section("Văn hoá"), make_section("Kinh tế")
    make_article(title="Trong chuyên mục", section=mine.pk)
    make_article(title="Ngoài chuyên mục", section=other.pk)
    make_profile(editor, mine)

    page = client.get(LIST).text

    assert "Trong chuyên mục" in page
    assert "Ngoài chuyên mục" not in page


# --- Cost ------------------------------------------------------------------------------------------------------------


def many(count):
    """Published articles with a revision each, made in bulk."""
    section = make_section()
    content = snapshots.cleaned(make_content(section=section.pk))
    stored = Article.objects.bulk_create(
        Article(
            title=f"Bài {number}",
            slug=f"bai-{number}",
            lead="Mở đầu.",
            section=section,
            status=Status.PUBLISHED,
            published_at=at("2026-01-01") + timedelta(minutes=number),
        )
        for number in range(count)
    )
    Revision.objects.bulk_create(
        Revision(
            article=article,
            state=RevisionState.APPLIED if number % 3 else RevisionState.IN_REVIEW,
            schema=snapshots.SCHEMA,
            content=content,
            title=article.title,
            section=section,
            search_text="bai",
        )
        for number, article in enumerate(stored)
    )
    return stored


@pytest.mark.parametrize("count", [10, 1000])
def test_the_form_and_the_list_cost_the_same_however_many_articles_there_are(
    client, editor, count, django_assert_num_queries
):
    article = many(count)[4]
    ContentType.objects.get_for_model(Article)  # kept by Django for the life of a process

    with django_assert_num_queries(10):
        client.get(LIST)
    with django_assert_num_queries(37):
        client.get(change(article))
    with django_assert_num_queries(17):  # the story shells one
        client.get(ADD)
