"""What readers see after a step: times, corrections, and the trash."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import search, snapshots, workflow
from articles.models import Article, ContentVersion, Correction, Event, Revision
from articles.states import RevisionState, Status, Step
from tests.factories import at, make_article, make_draft, make_revision, make_section, make_user

from .saves import open_ones, save, states_of

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW, RETURNED = RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.RETURNED
APPROVED, DISCARDED = RevisionState.APPROVED, RevisionState.DISCARDED
DAY = timedelta(days=1)


@pytest.fixture
def writer():
    return make_user("Phóng viên", username="nguoi-viet")


@pytest.fixture
def editor():
    return make_user(username="nguoi-duyet")


# --- Times -----------------------------------------------------------------------------------------------------------


def test_a_scheduled_article_waits_for_its_time():
    draft, tomorrow = make_draft(), timezone.now() + DAY

    article = workflow.publish(draft, by=None, at=tomorrow)

    assert (article.is_scheduled, article.is_public) == (True, False)
    event = Event.objects.order_by("pk").last()
    assert (event.step, event.before, event.after) == (Step.SCHEDULE, Status.UNPUBLISHED, Status.PUBLISHED)
    assert article.updated_at == article.published_at
    with time_machine.travel(tomorrow + timedelta(minutes=1)):
        assert list(Article.objects.public()) == [article]


def test_a_changed_text_without_an_hour_goes_up_at_once_whatever_hour_was_set_before():
    draft = make_draft()
    article = workflow.publish(draft, by=None, at=timezone.now() + DAY)
    draft.refresh_from_db()

    article = workflow.publish(save(draft, title="Tên khác", published_at=None), by=None)

    assert (article.title, article.is_public) == ("Tên khác", True)
    assert article.updated_at == article.published_at


def test_calling_off_a_first_schedule_leaves_an_article_that_was_never_published():
    article = workflow.publish(make_draft(), by=None, at=timezone.now() + DAY)
    version = ContentVersion.objects.get().number
    assert search.search(Article.objects.all(), "nước sạch").count() == 1

    article = workflow.unschedule(article, by=None)

    assert (article.status, search.search(Article.objects.all(), "nước sạch").count()) == (Status.UNPUBLISHED, 0)
    assert ContentVersion.objects.get().number == version + 1


def test_what_was_called_off_is_published_at_once_and_counts_as_new():
    """Not at the hour that was called off, and not as an article that was changed after its publication."""
    draft = make_draft()
    article = workflow.publish(draft, by=None, at=timezone.now() + DAY)
    article = workflow.unschedule(article, by=None)
    draft.refresh_from_db()

    article = workflow.publish(save(draft, title="Tên khác", published_at=None), by=None)

    assert (article.is_public, article.updated_at) == (True, article.published_at)


def test_what_was_scheduled_and_then_published_at_once_counts_as_new():
    draft = make_draft()
    article = workflow.publish(draft, by=None, at=timezone.now() + DAY)
    draft.refresh_from_db()

    article = workflow.publish(save(draft, published_at=timezone.now()), by=None)

    assert (article.is_public, article.updated_at) == (True, article.published_at)


def test_calling_off_a_schedule_after_a_withdrawal_leaves_it_withdrawn_with_its_reason():
    article = workflow.withdraw(make_article(), by=None, reason="Sai địa danh")
    withdrawn_at = article.withdrawn_at
    article = workflow.publish(make_draft(article, title="Bản sửa"), by=None, at=timezone.now() + DAY)
    # Its address goes on saying why, until the hour of its return.
    assert (article.status, article.withdrawal_reason) == (Status.PUBLISHED, "Sai địa danh")

    article = workflow.unschedule(article, by=None)

    assert (article.status, article.withdrawal_reason) == (Status.WITHDRAWN, "Sai địa danh")
    assert abs(article.withdrawn_at - withdrawn_at) < timedelta(seconds=5)


def test_calling_off_a_schedule_that_was_moved_goes_back_before_the_first():
    article = workflow.publish(make_draft(), by=None, at=timezone.now() + DAY)
    article = workflow.publish(make_draft(article, title="Bản sửa"), by=None, at=timezone.now() + 2 * DAY)

    assert workflow.unschedule(article, by=None).status == Status.UNPUBLISHED


def test_calling_off_the_return_of_an_expired_article_leaves_it_expired():
    now = timezone.now()
    article = make_article(published_at=now - 3 * DAY, expires_at=now - DAY)
    again = make_draft(article, title="Bản mới", published_at=now + DAY, expires_at=now + 3 * DAY)
    article = workflow.publish(again, by=None)

    article = workflow.unschedule(article, by=None)

    assert (article.status, article.title) == (Status.PUBLISHED, "Nước sạch về thôn Bến Đò")
    assert (article.has_ended, article.is_public) == (True, False)


def test_calling_off_twice_leaves_no_trace_of_the_first_hour():
    article = workflow.publish(make_draft(), by=None, at=timezone.now() + DAY)
    workflow.unschedule(article, by=None)
    article = workflow.publish(make_draft(article, title="Bản sửa"), by=None, at=timezone.now() + 2 * DAY)

    article = workflow.unschedule(article, by=None)

    assert (article.status, article.published_at, article.updated_at) == (Status.UNPUBLISHED, None, None)


def test_calling_off_a_return_that_was_moved_leaves_the_article_as_it_expired():
    now = timezone.now()
    article = make_article(published_at=now - 3 * DAY, expires_at=now - DAY)
    for days in (1, 2):
        again = make_draft(article, title="Bản mới", published_at=now + days * DAY, expires_at=None)
        article = workflow.publish(again, by=None)

    article = workflow.unschedule(article, by=None)

    assert (article.has_ended, article.title) == (True, "Nước sạch về thôn Bến Đò")
    assert article.updated_at == article.published_at


def test_after_calling_off_the_live_version_is_the_one_that_the_row_holds():
    now = timezone.now()
    article = make_article(published_at=now - 3 * DAY, expires_at=now - DAY)
    live = workflow.live_revision(article)
    again = make_draft(article, title="Bản mới", published_at=now + DAY, expires_at=None)

    article = workflow.unschedule(workflow.publish(again, by=None), by=None)

    assert workflow.live_revision(article) == live
    assert snapshots.snapshot(article) == live.content


def test_calling_off_asks_nothing_of_a_section_that_has_gone():
    now, old = timezone.now(), make_section("Tạm")
    article = make_article(section=old.pk, published_at=now - 3 * DAY, expires_at=now - DAY)
    again = make_draft(article, section=make_section("Còn").pk, published_at=now + DAY, expires_at=None)
    article = workflow.publish(again, by=None)
    old.delete()

    try:
        workflow.unschedule(article, by=None)
    except workflow.NotPossible:
        pass

    article.refresh_from_db()
    assert article.is_public is False


@pytest.mark.parametrize("begins", [-DAY, timedelta(0)])
def test_what_is_on_the_site_is_not_called_off(begins):
    article = make_article(published_at=timezone.now() + begins)

    with pytest.raises(workflow.NotPossible):
        workflow.unschedule(article, by=None)

    article.refresh_from_db()
    assert article.is_public


@pytest.mark.parametrize("way", ["at", "content"])
def test_what_readers_see_is_not_moved_into_the_future(way):
    article, tomorrow = make_article(), timezone.now() + DAY
    draft = make_draft(article, title="Bản sửa", published_at=tomorrow if way == "content" else None)

    with pytest.raises(workflow.NotReady) as refused:
        workflow.publish(draft, by=None, at=tomorrow if way == "at" else None)

    article.refresh_from_db()
    assert (set(refused.value.errors), article.is_public) == ({"published_at"}, True)


def test_a_second_publication_keeps_the_first_date_and_says_when_it_changed():
    article = make_article(published_at=at("2026-06-01"))

    with time_machine.travel(at("2026-06-02"), tick=False):
        article = workflow.publish(make_draft(article, title="Bản sửa"), by=None)

    assert (article.published_at, article.updated_at) == (at("2026-06-01"), at("2026-06-02"))


def test_the_end_must_come_after_the_beginning_that_is_put_in_its_place():
    draft = make_draft(expires_at=timezone.now() + DAY)

    with pytest.raises(workflow.NotReady) as refused:
        workflow.publish(draft, by=None, at=timezone.now() + 2 * DAY)

    assert set(refused.value.errors) == {"expires_at"}


# --- Corrections, trash ----------------------------------------------------------------------------------------------


def test_a_correction_is_added_to_what_readers_see(editor):
    article = make_article()
    version = ContentVersion.objects.get().number

    for text in ("Tên thôn là Bến Đò.", "Giá là 5.000 đồng."):
        workflow.correct(article, by=editor, text=text)

    written = Correction.objects.order_by("pk").values_list("article", "text", "by")
    assert list(written) == [
        (article.pk, "Tên thôn là Bến Đò.", editor.pk),
        (article.pk, "Giá là 5.000 đồng.", editor.pk),
    ]
    assert ContentVersion.objects.get().number == version + 2
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("text", ["", " \n", "ế" * 1001])
def test_a_correction_says_something_and_not_too_much(text):
    article = make_article()

    with pytest.raises(workflow.NotReady) as refused:
        workflow.correct(article, by=None, text=text)

    assert (set(refused.value.errors), Correction.objects.count()) == ({"text"}, 0)


@pytest.mark.parametrize("status", [Status.UNPUBLISHED, Status.WITHDRAWN])
@pytest.mark.parametrize("state", [DRAFT, IN_REVIEW, RETURNED, APPROVED, DISCARDED])
def test_what_comes_out_of_the_trash_is_as_it_went_in(status, state, editor):
    article = None if status == Status.UNPUBLISHED else workflow.withdraw(make_article(), by=None, reason="Sai")
    revision = make_revision(state, article, reviewer=editor, title="Bản sửa")
    fields = [field.attname for field in Article._meta.concrete_fields]
    before = Article.objects.values(*fields).get(), states_of(revision.article), open_ones(revision.article)

    thrown = workflow.trash(revision.article, by=editor, reason="  Trùng \n bài ")
    status_in_trash = thrown.status
    workflow.undelete(thrown, by=editor)

    after = Article.objects.values(*fields).get(), states_of(revision.article), open_ones(revision.article)
    assert (status_in_trash, after) == (Status.TRASHED, before)
    assert Event.objects.get(step=Step.TRASH).note == "Trùng bài"
    assert (Event.objects.get(step=Step.UNDELETE).before, Event.objects.get(step=Step.UNDELETE).after) == (
        Status.TRASHED,
        status,
    )


def test_what_went_to_the_trash_twice_comes_back_as_it_went_last(editor):
    article = make_draft().article
    workflow.undelete(workflow.trash(article, by=editor), by=editor)
    workflow.publish(article.revisions.get(), by=None)
    workflow.withdraw(article, by=None, reason="Sai")

    article = workflow.undelete(workflow.trash(article, by=editor), by=editor)

    assert (article.status, article.withdrawal_reason) == (Status.WITHDRAWN, "Sai")


def test_a_reporter_takes_only_what_was_never_published_to_the_trash_and_back(writer):
    draft = make_draft(by=writer)
    workflow.undelete(workflow.trash(draft.article, by=writer), by=writer)
    workflow.withdraw(workflow.publish(draft, by=None), by=None, reason="Sai")

    with pytest.raises(PermissionDenied):
        workflow.trash(draft.article, by=writer)
    workflow.trash(draft.article, by=None)
    with pytest.raises(PermissionDenied):
        workflow.undelete(draft.article, by=writer)

    assert Article.objects.get().status == Status.TRASHED


def test_a_reporter_may_trash_what_was_scheduled_and_called_off_before_readers_saw_it(writer):
    article = workflow.publish(make_draft(by=writer), by=None, at=timezone.now() + DAY)
    workflow.unschedule(article, by=None)

    assert workflow.trash(article, by=writer).status == Status.TRASHED


def test_throwing_away_a_draft_changes_no_public_page(writer):
    article = make_draft(by=writer).article
    version = ContentVersion.objects.get().number

    workflow.undelete(workflow.trash(article, by=writer), by=writer)

    assert ContentVersion.objects.get().number == version
