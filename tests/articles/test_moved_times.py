"""Times alone: when an article goes up and when it ends, moved without touching its text."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Event
from articles.states import RevisionState, Status, Step
from tests.factories import at, make_article, make_draft, make_rules, make_user

from .plans import DAY, UPDATED, fresh, new_version, steps_of, tomorrow

pytestmark = pytest.mark.django_db


def test_a_scheduled_article_is_moved_and_everything_else_stays():
    editor = make_user()
    article = make_article(published_at=tomorrow().isoformat(), title="Hội làng")
    when = (tomorrow() + DAY).replace(second=0, microsecond=0)

    workflow.move_publication(article, by=editor, at=when)

    stored = fresh(article)
    assert (stored.title, stored.published_at, stored.status) == ("Hội làng", when, Status.PUBLISHED)
    assert steps_of(article) == [Step.SAVE_DRAFT, Step.SCHEDULE, Step.SAVE_DRAFT, Step.SCHEDULE]
    assert workflow.live_revision(article).writers == []


def test_a_scheduled_article_goes_up_at_once():
    article = make_article(published_at=tomorrow().isoformat())

    workflow.move_publication(article, by=make_user())

    assert fresh(article).is_public
    assert steps_of(article)[-1] == Step.PUBLISH


def test_a_moved_schedule_is_called_off_whole():
    editor, article = make_user(), make_article(published_at=tomorrow().isoformat())
    workflow.move_publication(article, by=editor, at=tomorrow() + DAY)

    workflow.unschedule(article, by=editor)

    assert (fresh(article).status, fresh(article).published_at) == (Status.UNPUBLISHED, None)


def test_an_end_is_moved_and_taken_away_and_readers_are_told_of_no_change():
    editor, article = make_user(), make_article(expires_at=tomorrow().isoformat())
    updated_at = fresh(article).updated_at

    workflow.move_end(article, by=editor, at=at("2031-01-01"))
    moved = fresh(article).expires_at
    workflow.move_end(article, by=editor, at=None)

    assert (moved, fresh(article).expires_at) == (at("2031-01-01"), None)
    assert fresh(article).updated_at == updated_at
    assert fresh(article).is_public


def test_the_same_time_again_makes_no_version():
    article = make_article(expires_at=at("2031-01-01").isoformat())

    workflow.move_end(article, by=make_user(), at=at("2031-01-01"))

    assert article.revisions.count() == 1


def test_times_in_the_past_and_states_that_are_over_are_refused():
    editor, now = make_user(), timezone.now()
    scheduled = make_article(published_at=tomorrow().isoformat())
    ended = make_article(published_at=at("2026-01-01").isoformat(), expires_at=at("2026-01-02").isoformat())
    public = make_article(expires_at=tomorrow().isoformat())
    tries = [
        lambda: workflow.move_publication(scheduled, by=editor, at=now - DAY),
        lambda: workflow.move_publication(public, by=editor, at=now + DAY),
        lambda: workflow.move_end(public, by=editor, at=now - DAY),
        lambda: workflow.move_end(scheduled, by=editor, at=now + timedelta(hours=1)),  # before it goes up
        lambda: workflow.move_end(ended, by=editor, at=now + DAY),
        lambda: workflow.move_end(make_draft().article, by=editor, at=now + DAY),
    ]
    events = Event.objects.filter(article__in=[scheduled, ended, public]).count()

    for attempt in tries:
        with pytest.raises(workflow.NotPossible):
            attempt()

    assert Event.objects.filter(article__in=[scheduled, ended, public]).count() == events


def test_times_are_moved_by_those_who_may_publish():
    reporter = make_user("Phóng viên")
    scheduled = make_article(published_at=tomorrow().isoformat())
    public = make_article(expires_at=tomorrow().isoformat())

    with pytest.raises(PermissionDenied):
        workflow.move_publication(scheduled, by=reporter, at=tomorrow() + DAY)
    with pytest.raises(PermissionDenied):
        workflow.move_end(public, by=reporter, at=tomorrow() + DAY)


def approved(article, editor, **content):
    revision = new_version(article, by=editor, **content)
    return workflow.approve(workflow.submit(revision, by=editor), by=make_user(username="duyet"))


def test_a_moved_end_leaves_an_approved_draft_ready_and_stays_moved():
    make_rules(four_eyes=True)
    editor, article = make_user(), make_article(expires_at=at("2030-01-01").isoformat())
    draft = approved(article, editor)
    for year in (2031, 2032):
        workflow.move_end(article, by=editor, at=at(f"{year}-01-01"))

    workflow.publish(fresh(draft), by=editor)

    assert (fresh(article).title, fresh(article).expires_at) == (UPDATED, at("2032-01-01"))


def test_an_end_that_a_draft_sets_itself_outdoes_one_that_was_moved():
    editor, article = make_user(), make_article(expires_at=at("2030-01-01").isoformat())
    draft = new_version(article, by=editor, expires_at=at("2029-01-01"))
    workflow.move_end(article, by=editor, at=at("2031-01-01"))

    workflow.publish(draft, by=editor)

    assert fresh(article).expires_at == at("2029-01-01")


def test_a_moved_hour_of_going_up_leaves_an_approved_draft_ready_and_stays_moved():
    make_rules(four_eyes=True)
    editor, article = make_user(), make_article(published_at=tomorrow().isoformat())
    draft = approved(article, editor)
    when = (tomorrow() + DAY).replace(second=0, microsecond=0)
    workflow.move_publication(article, by=editor, at=when)

    workflow.publish(fresh(draft), by=editor)

    assert (fresh(article).title, fresh(article).published_at) == (UPDATED, when)


def test_an_approval_stands_when_only_times_changed_live_and_in_the_draft():
    editor, article = make_user(), make_article()
    draft = approved(article, editor)
    workflow.move_end(article, by=editor, at=at("2031-01-01"))
    seen = workflow.last_public_step(article)

    later = workflow.save_draft(
        article, draft.content | {"expires_at": at("2031-01-01")}, by=editor, based_on=draft, seen=seen
    )

    assert (later.pk == draft.pk, later.state) == (False, RevisionState.APPROVED)


def test_the_form_goes_on_with_a_draft_after_times_were_moved_and_shows_them(client):
    editor, article = make_user(), make_article()
    draft = new_version(article, by=editor)
    workflow.move_end(article, by=editor, at=at("2031-01-01"))
    client.force_login(editor)

    form = client.get(reverse("admin:articles_article_change", args=[article.pk])).context["adminform"].form

    assert (form.opened_revision, form.is_stale) == (draft, False)
    assert form.initial["expires_at"] == at("2031-01-01")


def test_bringing_a_version_back_goes_on_from_the_draft_after_times_were_moved():
    editor, article = make_user(), make_article()
    live, draft = workflow.live_revision(article), new_version(article, by=editor)
    workflow.move_end(article, by=editor, at=at("2031-01-01"))

    assert workflow.restore(live, by=editor).based_on == draft


@pytest.mark.parametrize("step", ["text", "old text", "withdrawal"])
def test_what_changed_more_than_times_still_stops_a_draft(step):
    editor, article = make_user(), make_article()
    first, draft = workflow.live_revision(article), new_version(article, by=editor)
    workflow.publish(new_version(article, by=editor, title="Bản khác"), by=editor)
    if step == "old text":  # the words that stood there first, brought up on top of themselves: no mere move
        draft = new_version(fresh(article), by=editor)
        seen = workflow.last_public_step(article)
        back = workflow.save_draft(article, first.content, by=editor, based_on=first, seen=seen, known=draft.pk)
        workflow.publish(back, by=editor)
    if step == "withdrawal":
        draft = new_version(fresh(article), by=editor)
        workflow.withdraw(article, by=editor, reason="Sai địa danh")

    with pytest.raises(workflow.Outdated):
        workflow.publish(draft, by=editor)


def test_asking_what_a_writer_must_have_seen_is_one_question_however_often_it_went_up(django_assert_num_queries):
    editor, article = make_user(), make_article()
    for number in range(12):
        workflow.publish(new_version(fresh(article), by=editor, title=f"Bản thứ {number} khác"), by=editor)

    with django_assert_num_queries(1):
        step = workflow.last_text_step(article)

    assert step == workflow.last_public_step(article)
