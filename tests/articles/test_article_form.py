"""The article form as the desk of an editor: its buttons, what it opens, and what it never loses."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from articles import snapshots, workflow
from articles.models import Article, Event, Revision, UnsavedText
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

from .test_admin import ADD, LIST, change, filled, reopened

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


def opened(client, address):
    """What the form at an address would send if nothing were changed."""
    form = client.get(address).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data["tags"] = form.fields["tags"].prepare_value(data["tags"])
    for part in ("name", "position", "organisation"):
        data[f"bylines-{part}"] = [row[part] for row in data["bylines"]]
    data = {name: getattr(value, "pk", value) for name, value in data.items() if name != "bylines"}
    return {name: value for name, value in data.items() if value not in (None, False)}


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


# --- Two people, one article -----------------------------------------------------------------------------------------


def test_the_later_save_is_kept_apart_and_its_form_shows_what_differs(client, editor):
    draft = make_draft(title="Chung")
    mine = reopened(client, draft.article)
    make_draft(draft.article, by=make_user("Thư ký toà soạn"), title="Của bạn", lead="Của bạn.")

    response = client.post(change(draft.article), mine | {"title": "Của tôi", "_publish": "1"}, follow=True)

    form = response.context["adminform"].form
    assert form["title"].value() == "Của tôi"
    assert [each.name for each in response.context["changes"]] == ["title", "slug", "lead"]
    assert response.context["theirs"]["title"] == "Của bạn"
    assert Article.objects.get().status == Status.UNPUBLISHED
    assert {each.title for each in Revision.objects.open()} == {"Của tôi", "Của bạn"}


def test_saving_both_brought_together_leaves_one_draft(client, editor):
    draft = make_draft(title="Chung")
    mine = reopened(client, draft.article)
    theirs = make_draft(draft.article, by=make_user("Thư ký toà soạn"), title="Của bạn", lead="Của bạn.")
    address = client.post(change(draft.article), mine | {"title": "Của tôi", "_save": "1"}).url

    client.post(address, opened(client, address) | {"lead": "Của bạn.", "_save": "1"})

    merged = Revision.objects.open().get()
    assert (merged.title, merged.content["lead"]) == ("Của tôi", "Của bạn.")
    assert (merged.based_on, merged.merges.title) == (theirs, "Của tôi")
    assert set(merged.writers) == {editor.pk, theirs.created_by_id}


def test_a_save_into_the_trash_is_refused_and_the_text_stays_in_the_form(client, editor):
    draft = make_draft()
    mine = reopened(client, draft.article)
    workflow.trash(draft.article, by=None)

    response = client.post(change(draft.article), mine | {"title": "Viết suốt buổi sáng", "_save": "1"})

    assert response.status_code == 200
    assert "Viết suốt buổi sáng" in response.text
    assert len(response.context["adminform"].form.non_field_errors()) == 1
    assert Revision.objects.count() == 1


def test_what_is_in_the_trash_is_read_and_taken_out_and_not_written(client, editor):
    draft = make_draft(title="Bài bỏ đi")
    workflow.trash(draft.article, by=None)

    page = client.get(change(draft.article)).text
    listed = client.get(LIST).text
    client.post(f"/quan-tri/articles/article/{draft.article_id}/buoc/", {"step": "undelete"})

    assert 'name="title"' not in page
    assert "Bài bỏ đi" not in listed
    assert "Bài bỏ đi" in client.get(LIST).text
    assert Article.objects.get().status == Status.UNPUBLISHED


# --- What was typed and not saved ------------------------------------------------------------------------------------


def unsaved(user, article=None, **fields):
    data = {name: [value] for name, value in fields.items()}
    key = f"a{article.pk}" if article else "nMoi"
    return UnsavedText.objects.create(user=user, key=key, article=article, data=data, form="truoc")


def test_the_form_goes_on_where_the_person_stopped_typing(client, editor):
    draft = make_draft(title="Đã lưu")
    unsaved(editor, draft.article, title="Đang gõ dở", body="<p>Một <script>x</script>câu</p>", published_at="07:0")

    form = client.get(change(draft.article)).context["adminform"].form

    assert form["title"].value() == "Đang gõ dở"
    assert form["body"].value() == "<p>Một câu</p>"
    assert form["published_at"].value() == "07:0"


def test_nobody_sees_what_another_typed_and_did_not_save(client, editor):
    draft = make_draft(title="Đã lưu")
    unsaved(make_user("Phóng viên"), draft.article, title="Của người khác")

    assert "Của người khác" not in client.get(change(draft.article)).text


def test_an_article_that_was_begun_and_never_saved_is_offered_and_opened(client, editor):
    unsaved(editor, title="Bài mới gõ dở")

    page = client.get(ADD).text
    form = client.get(f"{ADD}?tiep=nMoi").context["adminform"].form

    assert "?tiep=nMoi" in page
    assert (form["title"].value(), form["key"].value()) == ("Bài mới gõ dở", "nMoi")


def test_a_save_closes_what_was_unsaved(client, editor):
    draft = make_draft(title="Đã lưu")
    unsaved(editor, draft.article, title="Đang gõ dở", body="<p>Nội dung.</p>")

    client.post(change(draft.article), reopened(client, draft.article) | {"_save": "1"})

    kept = UnsavedText.objects.get()
    assert (kept.is_closed, kept.data) == (True, {})
    assert Revision.objects.latest("pk").title == "Đang gõ dở"


def test_a_save_on_words_typed_before_another_saved_is_no_overwriting(client, editor):
    draft = make_draft(title="Chung")
    mine = reopened(client, draft.article)
    unsaved(editor, draft.article, **{name: mine[name] for name in ("opened", "known", "body")}, title="Của tôi")
    make_draft(draft.article, by=make_user("Thư ký toà soạn"), title="Của bạn")

    response = client.post(change(draft.article), reopened(client, draft.article) | {"_save": "1"})

    assert "&voi=" in response.url
    assert {each.title for each in Revision.objects.open()} == {"Của tôi", "Của bạn"}


@pytest.mark.parametrize("raw", [{}, {"section": ["x"], "opened": ["999999999999999999999"], "known": ["-1"]}])
def test_a_broken_unsaved_text_opens_as_far_as_it_can(client, editor, raw):
    draft = make_draft()
    UnsavedText.objects.create(user=editor, key=f"a{draft.article_id}", article=draft.article, data=raw, form="x")

    assert client.get(change(draft.article)).status_code == 200


# --- Sections --------------------------------------------------------------------------------------------------------


def test_the_form_offers_the_sections_one_may_write_for(client, editor):
    mine, _other = make_section("Văn hoá"), make_section("Kinh tế")
    make_profile(editor, mine)

    form = client.get(ADD).context["adminform"].form

    assert [key for key, _name in form.fields["section"].choices] == ["", mine.pk]


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
    with django_assert_num_queries(34):
        client.get(change(article))
    with django_assert_num_queries(16):
        client.get(ADD)


# --- Nothing is overwritten unseen -----------------------------------------------------------------------------------

AUTOSAVE = "/quan-tri/articles/article/tu-luu/"


def typed(client, article, form, title, **more):
    client.post(AUTOSAVE, {"key": f"a{article.pk}", "form": form, "title": title, "body": "<p>Nội dung.</p>"} | more)


def test_words_typed_on_another_page_are_set_aside_and_offered(client, editor):
    article = make_draft(title="Đã lưu").article
    typed(client, article, "trang1", "Gõ sáng nay")

    typed(client, article, "trang2", "Gõ chiều nay")
    page = client.get(change(article))

    kept = UnsavedText.objects.get(title="Gõ sáng nay")
    assert page.context["adminform"].form["title"].value() == "Gõ chiều nay"
    assert f"?tiep={kept.key}" in page.text
    assert client.get(f"{change(article)}?tiep={kept.key}").context["adminform"].form["title"].value() == "Gõ sáng nay"


def test_a_form_that_goes_on_with_unsaved_words_takes_their_place(client, editor):
    article = make_draft(title="Đã lưu").article
    typed(client, article, "trang1", "Gõ sáng nay")
    form = client.get(change(article)).context["adminform"].form

    typed(client, article, "trang2", "Gõ tiếp", continues=form["continues"].value())

    assert UnsavedText.objects.get().title == "Gõ tiếp"


def test_a_save_on_one_page_leaves_the_words_of_another(client, editor):
    article = make_draft(title="Đã lưu").article
    mine = reopened(client, article)
    typed(client, article, "trang2", "Ở máy khác")

    client.post(change(article), mine | {"title": "Ở máy này", "_save": "1"})

    assert UnsavedText.objects.get(is_closed=False).title == "Ở máy khác"


def test_a_version_that_is_opened_tells_of_unsaved_words(client, editor):
    draft = make_draft(title="Đã lưu")
    typed(client, draft.article, "trang1", "Gõ dở")

    page = client.get(f"{change(draft.article)}?ban={draft.pk}").text

    assert f"?tiep=a{draft.article_id}" in page


def test_a_reason_stays_in_the_form_where_the_writer_saved_meanwhile(client, editor):
    revision = make_revision(RevisionState.IN_REVIEW, by=make_user("Phóng viên"))
    opened_before = reopened(client, revision.article)
    make_draft(revision.article, title="Người viết sửa thêm")

    response = client.post(change(revision.article), opened_before | {"reason": "Lý do dài.", "_send_back": "1"})

    assert response.status_code == 200
    assert "Lý do dài." in response.text
    assert Revision.objects.count() == 2


def test_a_scheduled_article_is_published_now_with_one_button(client, editor):
    client.post(ADD, filled(section=make_section().pk, published_at="19:30 24/12/2099", _schedule="typed"))
    article = Article.objects.get()

    client.post(change(article), reopened(client, article) | {"_publish": "now"})

    article.refresh_from_db()
    assert article.is_public


def test_under_four_eyes_nobody_brings_an_own_old_version_back_alone(client, editor):
    make_rules(four_eyes=True)
    first = make_draft(by=editor, title="Của tôi")
    article = workflow.publish(first, by=None)
    workflow.publish(make_draft(article, by=None, title="Bản sửa của người khác"), by=None)
    address = f"{change(article)}?ban={first.pk}"

    client.post(address, opened(client, address) | {"_publish": "1"})

    article.refresh_from_db()
    assert article.title == "Bản sửa của người khác"


def test_the_dialog_lets_a_withdrawn_text_go_up_again_as_the_workflow_does(client, editor):
    make_rules(four_eyes=True)
    article = make_article(by=None)
    workflow.withdraw(article, by=None, reason="Sai số liệu")
    sent = reopened(client, article)

    dialog = client.post("/quan-tri/articles/article/kiem-tra/", sent | {"step": "publish", "_publish": "1"})
    client.post(change(article), sent | {"_publish": "1"})

    article.refresh_from_db()
    assert article.is_public
    assert dialog.context["problems"] == []
