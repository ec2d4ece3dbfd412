"""What an approval by link is worth, who is named in it, and who is told."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from articles import workflow
from articles.admin.journal import EventFilter
from articles.models import Event, Notice
from articles.notices import words
from articles.states import RevisionState, Step
from tests.factories import at, make_article, make_draft, make_revision, make_rules, make_user

from .approvals import IN_REVIEW, READER, in_review, linked, new_version
from .plans import fresh

pytestmark = pytest.mark.django_db

RETURNED = RevisionState.RETURNED
APPROVED = RevisionState.APPROVED


@pytest.fixture
def editor():
    return make_user(email="bien-tap@example.vn", first_name="Lan", last_name="Trần")


@pytest.fixture
def writer():
    return make_user("Phóng viên", email="phong-vien@example.vn")


# --- What an approval is worth ---------------------------------------------------------------------------------------


def test_an_approval_by_link_satisfies_four_eyes(editor, writer):
    make_rules(four_eyes=True)
    publisher = make_user(username="thu-ky")
    revision = make_revision(IN_REVIEW, by=publisher)
    link, _token = linked(revision, editor)

    workflow.approve_by_link(link)
    article = workflow.publish(fresh(revision), by=publisher)

    assert article.is_public


def test_an_approval_by_link_counts_where_its_maker_wrote_in_the_text_too(editor, writer):
    make_rules(four_eyes=True)
    secretary = make_user("Thư ký toà soạn", username="thu-ky")
    draft = make_draft(by=editor)
    both = workflow.save_draft(draft.article, draft.content | {"title": "Đầu đề khác"}, by=secretary, based_on=draft)
    link, _token = linked(both, secretary)

    workflow.approve_by_link(link)
    article = workflow.publish(fresh(both), by=editor)

    assert (both.writers, article.is_public) == (sorted([editor.pk, secretary.pk]), True)


def test_a_link_goes_on_when_only_the_end_of_the_live_article_is_moved(editor):
    article = make_article()
    link, _token = linked(new_version(article, title="Bản sửa"), editor)
    workflow.move_end(article, by=editor, at=timezone.now() + timedelta(days=30))

    workflow.approve_by_link(fresh(link))
    workflow.move_end(article, by=editor, at=timezone.now() + timedelta(days=60))
    workflow.publish(fresh(link.revision), by=editor)

    assert fresh(article).title == "Bản sửa"


def test_a_change_of_the_text_voids_an_approval_by_link(editor, writer):
    link, _token = linked(in_review(writer), editor)
    workflow.approve_by_link(link)

    later = make_draft(link.revision.article, by=writer, title="Tiêu đề khác")

    assert (later.state, later.approved_by, later.approved_as) == (IN_REVIEW, None, "")


def test_another_hour_leaves_an_approval_by_link_standing(editor, writer):
    link, _token = linked(in_review(writer), editor)
    workflow.approve_by_link(link)

    later = make_draft(link.revision.article, by=writer, published_at=at("2030-01-01"))

    assert later.pk != link.revision_id
    assert (later.state, later.approved_as) == (APPROVED, READER)
    assert workflow.is_approved_by_another(later)


def test_sending_an_approved_text_back_takes_the_name_off(editor, writer):
    link, _token = linked(in_review(writer), editor)
    workflow.approve_by_link(link)

    workflow.send_back(fresh(link.revision), by=editor, reason="Có tin mới.")

    revision = fresh(link.revision)
    assert (revision.state, revision.approved_by, revision.approved_as) == (RETURNED, None, "")


def test_a_schedule_called_off_leaves_the_approval_by_link(editor, writer):
    link, _token = linked(in_review(writer), editor)
    workflow.approve_by_link(link)
    article = workflow.publish(fresh(link.revision), by=None, at=timezone.now() + timedelta(days=1))

    workflow.unschedule(article, by=None)

    assert (fresh(link.revision).state, fresh(link.revision).approved_as) == (APPROVED, READER)


# --- Who is named, who is told ---------------------------------------------------------------------------------------


def test_the_writer_and_the_maker_of_the_link_are_told_of_a_decision(
    editor, writer, django_capture_on_commit_callbacks
):
    link, _token = linked(in_review(writer), editor)
    Notice.objects.all().delete()

    workflow.approve_by_link(link)

    notices = Notice.objects.order_by("recipient")
    assert [notice.recipient for notice in notices] == sorted([writer, editor], key=lambda user: user.pk)
    assert {notice.event.step for notice in notices} == {Step.APPROVE}


def test_a_mail_names_the_leader_and_not_the_operator(editor, writer):
    link, _token = linked(in_review(writer), editor)
    workflow.return_by_link(link, "Thiếu nguồn.")
    notice = Notice.objects.get(recipient=writer, event__step=Step.SEND_BACK)
    notice.newest_title = ""

    with translation.override("en"):
        actor = notice.event.actor
    mail = words.single([notice])

    assert actor == f"{READER}, by a link"
    assert READER in mail.body.splitlines()[0]


def test_the_journal_finds_a_leader_by_name_and_not_among_the_operators_steps(editor, writer, rf):
    link, _token = linked(in_review(writer), editor)
    workflow.approve_by_link(link)
    request = rf.get("/")
    request.user = editor

    sent = {"q": "Nguyễn Văn An", "buoc": Step.APPROVE}
    by_name = EventFilter(sent, queryset=Event.objects.all(), request=request)
    operator = EventFilter({"nguoi": "may-chu"}, queryset=Event.objects.order_by("pk"), request=request)

    assert [event.on_behalf for event in by_name.qs] == [READER]
    assert [event.step for event in operator.qs] == [Step.SUBMIT]
