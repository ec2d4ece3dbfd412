"""The hour of a scheduled article is moved: who wrote and approved its text stands, also once it is called off."""

import pytest
from django.core import mail

from articles import workflow
from articles.states import RevisionState
from tests.factories import make_draft, make_revision, make_rules, make_user

from .approvals import linked
from .plans import DAY, fresh, tomorrow

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return make_user()


@pytest.fixture
def secretary():
    return make_user("Thư ký toà soạn")


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def called_off(article, by):
    """The version that waits again."""
    workflow.unschedule(fresh(article), by=by)
    return article.revisions.newest_first().first()


def test_who_wrote_is_known_after_a_move(writer, secretary):
    draft = make_draft(by=writer, published_at=tomorrow())
    workflow.publish(draft, by=secretary)

    workflow.move_publication(draft.article, by=secretary, at=tomorrow() + DAY)

    assert called_off(draft.article, secretary).writers == [writer.pk]


def test_who_approved_is_known_after_a_move(writer, secretary):
    revision = make_revision(RevisionState.APPROVED, by=writer, reviewer=secretary, published_at=tomorrow())
    workflow.publish(revision, by=secretary)

    workflow.move_publication(revision.article, by=writer, at=tomorrow() + DAY)

    waiting = called_off(revision.article, writer)
    assert (waiting.state, waiting.approved_by) == (RevisionState.APPROVED, secretary)


def test_who_approved_is_known_after_its_end_is_moved(writer, secretary):
    revision = make_revision(RevisionState.APPROVED, by=writer, reviewer=secretary, published_at=tomorrow())
    workflow.publish(revision, by=secretary)

    workflow.move_end(revision.article, by=writer, at=tomorrow() + DAY)

    assert called_off(revision.article, writer).state == RevisionState.APPROVED


def test_four_eyes_hold_after_a_move(writer, secretary):
    make_rules(four_eyes=True)
    draft = make_draft(by=writer, published_at=tomorrow())
    workflow.publish(draft, by=secretary)
    workflow.move_publication(draft.article, by=writer, at=tomorrow() + DAY)
    waiting = called_off(draft.article, secretary)

    with pytest.raises(workflow.NotPossible):
        workflow.publish(waiting, by=writer)


def test_a_live_text_that_gets_another_end_is_nobodys_to_write(writer, secretary):
    draft = make_draft(by=writer)
    workflow.publish(draft, by=secretary)

    workflow.move_end(draft.article, by=secretary, at=tomorrow())

    assert workflow.live_revision(draft.article).writers == []


def test_the_writers_are_told_that_the_schedule_is_called_off(writer, secretary, callbacks):
    type(writer).objects.filter(pk=writer.pk).update(email="hien@tin.example")
    draft = make_draft(make_draft().article, by=writer, title="Hội làng", published_at=tomorrow())
    workflow.publish(draft, by=secretary)
    mail.outbox.clear()

    with callbacks(execute=True):
        workflow.unschedule(fresh(draft.article), by=secretary)

    assert [message.to for message in mail.outbox] == [["hien@tin.example"]]


def test_an_approval_by_link_stands_when_the_maker_of_the_link_has_gone(writer, secretary):
    revision = make_revision(RevisionState.IN_REVIEW, by=writer, published_at=tomorrow())
    link, _token = linked(revision, secretary)
    workflow.approve_by_link(link)
    workflow.publish(fresh(revision), by=None)
    secretary.delete()

    assert called_off(revision.article, None).state == RevisionState.APPROVED
