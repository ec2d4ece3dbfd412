"""Two people act in the same moment, each with a database connection of their own: one after the other, nothing lost.

Each pair is let loose from a barrier many times over. Whatever is refused is refused with a sentence of ours; any
other exception, "database is locked" among them, fails the test.
"""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.utils import timezone

from articles import workflow
from articles.models import Article, ContentVersion, Event, Note, PreviewLink, Revision
from articles.states import RevisionState, Status, Step
from tests.factories import make_article, make_draft, make_revision, make_rules, make_user

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ROUNDS = 12
DAY = timedelta(days=1)
DRAFT, IN_REVIEW, APPROVED = RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.APPROVED


@pytest.fixture(autouse=True)
def database(transactional_db, tmp_path):
    """A SQLite database in a file, as in production: the one in memory has a single lock and no way to wait for it."""
    if connection.vendor != "sqlite":
        yield
        return
    memory, settings = connections["default"], connections.settings["default"]
    path = tmp_path / "newsroom.sqlite3"
    memory.ensure_connection()
    copy = sqlite3.connect(path)
    memory.connection.backup(copy)
    copy.close()
    connections.settings["default"] = settings | {"NAME": str(path)}
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections.settings["default"] = settings
    connections["default"] = memory


@pytest.fixture
def first():
    return make_user(username="mot")


@pytest.fixture
def second():
    return make_user(username="hai")


def at_once(*calls):
    """Run the calls in the same moment, each on a connection of its own; return what each gave or was refused with.

    Three at most: on PostgreSQL the pool lends four connections, and the test itself has one.
    """
    barrier = Barrier(len(calls))

    def run(call):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return call()
        except (workflow.NotPossible, PermissionDenied) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [running.result(timeout=60) for running in [pool.submit(run, call) for call in calls]]


def in_turns(round_number, *calls):
    """The same, with the calls started in the other order every second time; the results come in the order given."""
    if round_number % 2:
        return at_once(*calls[::-1])[::-1]
    return at_once(*calls)


def refusals(results):
    return [type(result).__name__ for result in results if isinstance(result, Exception)]


def save(base, by=None, **changes):
    """Save on top of a version as a request does: the version was loaded before the article was locked."""
    loaded = Revision.objects.get(pk=base.pk)
    seen = loaded.seen if loaded.state != RevisionState.APPLIED else workflow.last_public_step(base.article)
    return lambda: workflow.save_draft(
        base.article, base.content | changes, by=by, based_on=loaded, seen=seen, known=base.pk
    )


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def steps_of(article):
    return sorted(article.events.values_list("step", flat=True))


def heads(article):
    return list(article.revisions.open().order_by("pk"))


# --- Saving ----------------------------------------------------------------------------------------------------------


def test_two_saves_on_the_same_version_are_both_kept_and_one_is_overtaken(first, second):
    for turn in range(ROUNDS):
        base = make_draft(title=f"Bài {turn}")

        saved = in_turns(turn, save(base, first, title="Của một"), save(base, second, title="Của hai"))

        assert refusals(saved) == []
        assert sorted(revision.title for revision in heads(base.article)) == ["Của hai", "Của một"]
        overtaken = [revision.overtaken_by for revision in saved]
        assert overtaken in ([None, saved[0]], [saved[1], None])


def test_three_saves_on_the_same_version_are_all_kept(first):
    base = make_draft()

    saved = at_once(*[save(base, first, title=f"Bản {number}") for number in range(3)])

    assert refusals(saved) == []
    assert sorted(revision.title for revision in heads(base.article)) == [f"Bản {number}" for number in range(3)]
    assert sum(revision.overtaken_by is None for revision in saved) == 1
    assert Event.objects.count() == 4


def test_the_same_form_sent_twice_makes_one_version(first):
    for turn in range(ROUNDS):
        base = make_draft(title=f"Bài {turn}")

        saved = in_turns(turn, save(base, first, title="Tên khác"), save(base, first, title="Tên khác"))

        assert refusals(saved) == []
        assert saved[0] == saved[1] == heads(base.article)[0]
        assert base.article.revisions.count() == 2


def test_a_save_against_the_trash_is_kept_or_refused(first, second):
    for turn in range(ROUNDS):
        base = make_draft(title=f"Bài {turn}")

        saved, thrown = in_turns(
            turn, save(base, first, title="Tên khác"), lambda base=base: workflow.trash(base.article, by=second)
        )

        assert refusals([thrown]) == []
        assert fresh(base.article).status == Status.TRASHED
        kept = base.article.revisions.filter(title="Tên khác").count()
        assert (kept, refusals([saved])) in [(1, []), (0, ["NotPossible"])]


def test_a_save_against_a_publication_is_kept_as_a_draft_that_must_look_first(first, second):
    for turn in range(ROUNDS):
        base = make_revision(IN_REVIEW, title=f"Bài {turn}")

        saved, published = in_turns(
            turn, save(base, first, title="Tên khác"), lambda base=base: workflow.publish(base, by=second)
        )

        assert refusals([saved]) == []
        assert saved in heads(base.article)
        if refusals([published]):  # the save came first: what was to go up was no longer the newest
            assert (fresh(base.article).status, fresh(saved).state) == (Status.UNPUBLISHED, IN_REVIEW)
        else:
            assert (fresh(base.article).title, fresh(saved).state) == (f"Bài {turn}", DRAFT)
            with pytest.raises(workflow.Outdated):
                workflow.publish(saved, by=second)


def test_a_save_does_not_undo_a_submission_of_the_same_moment(first, second):
    for turn in range(ROUNDS):
        base = make_draft(title=f"Bài {turn}")

        saved, sent = in_turns(
            turn, save(base, first, lead="Khác."), lambda base=base: workflow.submit(base, by=second, assignee=second)
        )

        assert refusals([saved]) == []
        newest = fresh(saved)
        wanted = (DRAFT, None) if refusals([sent]) else (IN_REVIEW, second)
        assert (newest.state, newest.assignee) == wanted


def test_a_save_does_not_take_a_review_from_who_claims_it(first, second):
    for turn in range(ROUNDS):
        base = make_revision(IN_REVIEW, title=f"Bài {turn}")

        saved, claimed = in_turns(
            turn, save(base, first, lead="Khác."), lambda base=base: workflow.claim(base, by=second)
        )

        assert refusals([saved]) == []
        assert fresh(saved).assignee == (None if refusals([claimed]) else second)


def test_a_save_does_not_undo_a_return(first, second):
    for turn in range(ROUNDS):
        base = make_revision(IN_REVIEW, title=f"Bài {turn}")

        saved, returned = in_turns(
            turn,
            save(base, first, lead="Khác."),
            lambda base=base: workflow.send_back(base, by=second, reason="Thiếu nguồn."),
        )

        assert refusals([saved]) == []
        assert fresh(saved).state == (IN_REVIEW if refusals([returned]) else RevisionState.RETURNED)


# --- Deciding --------------------------------------------------------------------------------------------------------


def test_an_approval_never_covers_a_text_that_nobody_has_looked_at(first, second):
    make_rules(four_eyes=True)
    for turn in range(ROUNDS):
        base = make_revision(IN_REVIEW, by=first, title=f"Bài {turn}")

        saved, approved = in_turns(
            turn, save(base, first, lead="Chưa ai đọc."), lambda base=base: workflow.approve(base, by=second)
        )

        assert refusals([saved]) == []
        assert (fresh(saved).state, fresh(saved).approved_by) == (IN_REVIEW, None)
        assert fresh(base).state == (IN_REVIEW if refusals([approved]) else APPROVED)
        with pytest.raises(workflow.NotPossible):
            workflow.publish(saved, by=first)


def test_of_two_who_take_on_a_review_one_has_it(first, second):
    for turn in range(ROUNDS):
        sent = make_revision(IN_REVIEW, title=f"Bài {turn}")

        claimed = in_turns(turn, *[lambda by=by, sent=sent: workflow.claim(sent, by=by) for by in (first, second)])

        assert refusals(claimed) == ["NotPossible"]
        winner = first if refusals([claimed[1]]) else second
        assert fresh(sent).assignee == winner
        assert sent.article.events.filter(step=Step.ASSIGN).count() == 1


def test_approving_and_returning_do_not_both_stand(first, second):
    for turn in range(ROUNDS):
        sent = make_revision(IN_REVIEW, title=f"Bài {turn}")

        in_turns(
            turn,
            lambda sent=sent: workflow.approve(sent, by=first),
            lambda sent=sent: workflow.send_back(sent, by=second, reason="Thiếu nguồn."),
        )

        newest = fresh(sent)
        assert (newest.state, newest.approved_by) == (RevisionState.RETURNED, None)  # the return is possible after both


def test_a_text_is_sent_once(first, second):
    for turn in range(ROUNDS):
        draft = make_draft(title=f"Bài {turn}")

        sent = in_turns(
            turn,
            lambda draft=draft: workflow.submit(draft, by=first),
            lambda draft=draft: workflow.submit(draft, by=second),
        )

        assert refusals(sent) == ["NotPossible"]
        assert steps_of(draft.article) == [Step.SAVE_DRAFT, Step.SUBMIT]


# --- What readers see ------------------------------------------------------------------------------------------------


def test_a_version_is_published_once(first, second):
    for turn in range(ROUNDS):
        draft = make_draft(title=f"Bài {turn}")
        version = ContentVersion.objects.get().number

        published = in_turns(
            turn,
            lambda draft=draft: workflow.publish(draft, by=first),
            lambda draft=draft: workflow.publish(draft, by=second),
        )

        assert refusals(published) == ["NotPossible"]
        assert steps_of(draft.article) == [Step.PUBLISH, Step.SAVE_DRAFT]
        assert ContentVersion.objects.get().number == version + 1


def test_of_two_drafts_published_at_once_the_second_must_look_at_the_first(first, second):
    for turn in range(ROUNDS):
        live = workflow.live_revision(make_article(title=f"Bài {turn}"))
        drafts = [save(live, title=title)() for title in ("Một", "Hai")]

        published = in_turns(turn, *[lambda draft=draft: workflow.publish(draft, by=first) for draft in drafts])

        assert refusals(published) == ["Outdated"]
        winner = drafts[0] if refusals([published[1]]) else drafts[1]
        assert fresh(live.article).title == winner.title


def test_publishing_against_a_withdrawal_never_brings_back_what_was_withdrawn(first, second):
    for turn in range(ROUNDS):
        article = make_article(title=f"Bài {turn}")
        draft = save(workflow.live_revision(article), title="Bản sửa")()

        published, withdrawn = in_turns(
            turn,
            lambda draft=draft: workflow.publish(draft, by=first),
            lambda article=article: workflow.withdraw(article, by=second, reason="Sai"),
        )

        assert refusals([withdrawn]) == []
        assert refusals([published]) in ([], ["Outdated"])
        assert (fresh(article).status, fresh(article).withdrawal_reason) == (Status.WITHDRAWN, "Sai")
        assert fresh(draft).state == (DRAFT if refusals([published]) else RevisionState.APPLIED)


def test_discarding_and_publishing_do_not_both_happen(first, second):
    for turn in range(ROUNDS):
        draft = make_draft(title=f"Bài {turn}")

        results = in_turns(
            turn,
            lambda draft=draft: workflow.discard(draft, by=first),
            lambda draft=draft: workflow.publish(draft, by=second),
        )

        assert refusals(results) == ["NotPossible"]
        outcome = fresh(draft).state, fresh(draft.article).status
        assert outcome == (
            (RevisionState.APPLIED, Status.PUBLISHED)
            if refusals([results[0]])
            else (RevisionState.DISCARDED, Status.UNPUBLISHED)
        )


def test_publishing_and_throwing_away_do_not_both_happen(first, second):
    for turn in range(ROUNDS):
        draft = make_draft(title=f"Bài {turn}")

        results = in_turns(
            turn,
            lambda draft=draft: workflow.publish(draft, by=first),
            lambda draft=draft: workflow.trash(draft.article, by=second),
        )

        assert refusals(results) == ["NotPossible"]
        assert fresh(draft.article).status == (Status.TRASHED if refusals([results[0]]) else Status.PUBLISHED)


def test_many_articles_published_at_once_each_raise_the_version(first):
    drafts = [make_draft(title=f"Bài {number}") for number in range(3)]
    version = ContentVersion.objects.get().number

    published = at_once(*[lambda draft=draft: workflow.publish(draft, by=first) for draft in drafts])

    assert refusals(published) == []
    assert Article.objects.public().count() == 3
    assert ContentVersion.objects.get().number == version + 3


# --- At a later time -------------------------------------------------------------------------------------------------


def planned(by, turn):
    """A new version of a live article whose hour comes tomorrow."""
    live = workflow.live_revision(make_article(title=f"Bài {turn}"))
    return workflow.plan(save(live, title=f"Bản mới {turn}")(), by=by, at=timezone.now() + DAY)


def tick():
    return workflow.apply_due(timezone.now() + 2 * DAY)


def test_two_ticks_apply_a_plan_once(first):
    for turn in range(ROUNDS):
        revision = planned(first, turn)

        counts = in_turns(turn, tick, tick)

        assert sorted(counts) == [0, 1]
        assert (fresh(revision).state, fresh(revision).plan_failure) == (RevisionState.APPLIED, "")
        assert revision.article.events.filter(step=Step.PUBLISH).count() == 2


def test_a_tick_against_calling_off_does_one_of_both(first, second):
    for turn in range(ROUNDS):
        revision = planned(first, turn)

        count, called_off = in_turns(turn, tick, lambda revision=revision: workflow.unplan(revision, by=second))

        assert (count, refusals([called_off])) in [(1, ["Settled"]), (0, [])]
        assert fresh(revision.article).title == (f"Bản mới {turn}" if count else f"Bài {turn}")
        assert fresh(revision).apply_at is None


def test_a_tick_against_a_withdrawal_never_brings_the_article_back(first, second):
    for turn in range(ROUNDS):
        revision = planned(first, turn)

        count, withdrawn = in_turns(
            turn, tick, lambda revision=revision: workflow.withdraw(revision.article, by=second, reason="Sai")
        )

        assert refusals([withdrawn]) == []
        assert fresh(revision.article).status == Status.WITHDRAWN
        assert bool(fresh(revision).plan_failure) == (count == 0)


def test_a_tick_against_a_save_on_top_does_both(first, second):
    for turn in range(ROUNDS):
        revision = planned(first, turn)

        count, saved = in_turns(turn, tick, save(revision, second, title="Bản sau nữa"))

        assert (count, refusals([saved])) == (1, [])
        assert fresh(revision.article).title == f"Bản mới {turn}"
        assert (fresh(saved).title, fresh(saved).state) == ("Bản sau nữa", DRAFT)


# --- Around the text -------------------------------------------------------------------------------------------------


def test_a_note_is_resolved_once_and_an_answer_is_never_lost_in_a_closed_thread(first, second):
    article = make_draft().article
    for turn in range(ROUNDS):
        note = workflow.write_note(article, by=first, text=f"Hỏi {turn}")
        loaded = fresh(note)

        results = in_turns(
            turn,
            lambda note=note: workflow.resolve_note(note, by=first),
            lambda loaded=loaded: workflow.write_note(article, by=second, text="Chưa xong.", answers_to=loaded),
        )

        assert refusals(results) == []
        last = article.events.filter(step__in=[Step.NOTE, Step.RESOLVE]).order_by("-pk").first()
        assert (fresh(note).resolved_at is None) == (last.step == Step.NOTE)
    assert Note.objects.filter(answers_to__isnull=False).count() == ROUNDS


def test_a_link_is_ended_once(first, second):
    draft = make_draft()
    for turn in range(ROUNDS):
        link, _token = workflow.share(draft, by=first, ends_at=draft.created_at.replace(year=2099))

        results = in_turns(turn, *[lambda by=by, link=link: workflow.unshare(link, by=by) for by in (first, second)])

        assert refusals(results) == []
    assert PreviewLink.objects.filter(ended_at=None).count() == 0
    assert draft.article.events.filter(step=Step.UNSHARE).count() == ROUNDS
