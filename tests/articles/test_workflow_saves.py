"""What a save carries on, who counts as a writer, and saves that change nothing or come too late."""

from datetime import date

import pytest

from articles import workflow
from articles.models import Article, Event, Revision
from articles.states import RevisionState, Step
from tests.factories import at, make_article, make_draft, make_revision, make_section, make_user

from .saves import open_ones, save

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW, RETURNED = RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.RETURNED
APPROVED, APPLIED, DISCARDED = RevisionState.APPROVED, RevisionState.APPLIED, RevisionState.DISCARDED


@pytest.fixture
def writer():
    return make_user("Phóng viên", username="nguoi-viet")


@pytest.fixture
def editor():
    return make_user(username="nguoi-duyet")


# --- What a save carries on ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (DRAFT, DRAFT),
        (IN_REVIEW, IN_REVIEW),
        (RETURNED, RETURNED),
        (APPROVED, IN_REVIEW),
        (APPLIED, DRAFT),
        (DISCARDED, DRAFT),
    ],
)
def test_a_changed_text_goes_on_where_the_one_before_it_stood(writer, editor, before, after):
    base = make_revision(before, by=writer, reviewer=editor)

    later = save(base, by=writer, title="Tên khác")

    base.refresh_from_db()
    assert (later.state, later.based_on, later.approved_by) == (after, base, None)
    assert base.state == before
    assert open_ones(base.article) == [later]
    newest = Event.objects.order_by("pk").last()
    assert (newest.step, newest.revision, newest.before, newest.after) == (Step.SAVE_DRAFT, later, before, after)


@pytest.mark.parametrize("changes", [{"published_at": at("2026-12-01")}, {"expires_at": at("2027-12-01")}])
def test_another_time_leaves_an_approval_standing(writer, editor, changes):
    base = make_revision(APPROVED, by=writer, reviewer=editor)

    later = save(base, by=writer, **changes)

    assert later != base
    assert (later.state, later.approved_by) == (APPROVED, editor)


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "<p>Khác.</p>"},
        {"lead": "Khác."},
        {"bylines": [{"author": None, "name": "Thu Hiền"}]},
        {"is_featured": True},
        {"comments_allowed": "no"},
        {"slug": "khac"},
        {"title": "Tên khác", "published_at": at("2026-12-01")},
    ],
)
def test_any_other_change_voids_an_approval(writer, editor, changes):
    base = make_revision(APPROVED, by=writer, reviewer=editor)

    later = save(base, by=writer, **changes)

    assert (later.state, later.approved_by) == (IN_REVIEW, None)


def test_another_section_voids_an_approval(writer, editor):
    base = make_revision(APPROVED, by=writer, reviewer=editor)

    later = save(base, by=writer, section=make_section("Xã hội").pk)

    assert (later.state, later.approved_by) == (IN_REVIEW, None)


def test_a_save_keeps_who_reviews_and_until_when(writer, editor):
    base = workflow.submit(make_draft(by=writer), by=writer, assignee=editor, due_on=date(2026, 12, 1))

    later = save(base, by=writer, title="Tên khác")

    assert (later.state, later.assignee, later.due_on) == (IN_REVIEW, editor, date(2026, 12, 1))


def test_a_save_on_an_applied_version_begins_anew(writer, editor):
    base = workflow.submit(make_draft(by=writer), by=writer, assignee=editor)
    workflow.publish(base, by=editor)
    base.refresh_from_db()

    later = save(base, by=editor, title="Tên khác")

    assert (later.state, later.assignee, later.due_on, later.writers) == (DRAFT, None, None, [editor.pk])


STEPS_MEANWHILE = {
    "submit": (DRAFT, lambda revision, by: workflow.submit(revision, by=None, assignee=by), IN_REVIEW),
    "claim": (IN_REVIEW, lambda revision, by: workflow.claim(revision, by=by), IN_REVIEW),
    "send_back": (IN_REVIEW, lambda revision, by: workflow.send_back(revision, by=by, reason="Thiếu."), RETURNED),
    "discard": (IN_REVIEW, lambda revision, by: workflow.discard(revision, by=by), DRAFT),
    "publish": (IN_REVIEW, lambda revision, by: workflow.publish(revision, by=by), DRAFT),
}


@pytest.mark.parametrize("step", STEPS_MEANWHILE)
def test_a_save_goes_on_from_where_the_version_stands_now(writer, editor, step):
    """The version was loaded before somebody else's step, as by a request that waited for the article's lock."""
    state, take, wanted = STEPS_MEANWHILE[step]
    base = make_revision(state, by=writer)
    loaded, seen = Revision.objects.get(pk=base.pk), workflow.last_public_step(base.article)
    take(base, editor)

    later = workflow.save_draft(
        base.article, base.content | {"title": "Tên khác"}, by=writer, based_on=loaded, seen=seen
    )

    assignee = editor if step in {"submit", "claim"} else None
    assert (later.state, later.assignee) == (wanted, assignee)


def test_another_time_keeps_an_approval_given_while_the_save_was_on_its_way(writer, editor):
    base = make_revision(IN_REVIEW, by=writer)
    loaded = Revision.objects.get(pk=base.pk)
    workflow.approve(base, by=editor)

    later = save(loaded, by=writer, expires_at=at("2027-12-01"))

    assert (later.state, later.approved_by) == (APPROVED, editor)


# --- Who wrote -------------------------------------------------------------------------------------------------------


def test_writers_are_all_who_wrote_since_the_last_publication(writer, editor):
    other = make_user(username="khac")
    first = make_draft(by=writer)
    second = save(first, by=editor, title="Tên khác")
    third = save(second, by=other, published_at=at("2026-12-01"))
    workflow.publish(third, by=None)
    third.refresh_from_db()

    fourth = save(third, by=other, title="Tên thứ ba")

    everyone = [set(revision.writers) for revision in (first, second, third, fourth)]
    assert everyone == [{writer.pk}, {writer.pk, editor.pk}, {writer.pk, editor.pk}, {other.pk}]
    assert {person.pk for person in workflow.writers_of(third)} == {writer.pk, editor.pk}


def test_who_only_moved_the_time_is_no_writer(writer, editor):
    later = save(make_draft(by=writer), by=editor, published_at=at("2026-12-01"))

    assert later.writers == [writer.pk]


def test_the_operator_is_no_writer():
    assert make_draft().writers == []


def test_a_text_that_was_discarded_and_taken_up_again_keeps_its_writers(writer, editor):
    discarded = make_revision(DISCARDED, by=writer)

    later = save(discarded, by=editor, published_at=at("2026-12-01"))

    assert writer.pk in later.writers


def test_a_restored_text_keeps_its_writers(writer, editor):
    discarded = make_revision(DISCARDED, by=writer)

    restored = workflow.restore(discarded, by=editor)

    assert set(restored.writers) >= {writer.pk}


# --- Saves that change nothing, and saves on the same version --------------------------------------------------------


@pytest.mark.parametrize("state", [DRAFT, IN_REVIEW, RETURNED, APPROVED, APPLIED])
def test_saving_what_is_there_makes_no_version_and_no_event(writer, editor, state):
    base = make_revision(state, by=writer, reviewer=editor)
    content = base.content
    count = Event.objects.count()

    again = save(base, by=editor)

    base.refresh_from_db()
    assert (again, again.state, again.content) == (base, state, content)
    assert again.overtaken_by is None
    assert (Revision.objects.count(), Event.objects.count()) == (1, count)


def test_what_was_withdrawn_is_saved_as_a_draft_even_unchanged():
    article = workflow.withdraw(make_article(), by=None, reason="Sai")
    live = workflow.live_revision(article)

    draft = save(live)

    assert (draft.state, draft.based_on, draft.content) == (DRAFT, live, live.content)
    assert workflow.publish(draft, by=None).is_public


def test_a_draft_saved_again_after_a_publication_knows_of_it_then():
    article = make_article()
    live = workflow.live_revision(article)
    waiting, fix = save(live, title="Bản chờ"), save(live, title="Bản gấp", known=10**6)
    workflow.publish(fix, by=None)
    with pytest.raises(workflow.Outdated):
        workflow.publish(waiting, by=None)

    again = save(waiting)

    assert again != waiting
    assert workflow.publish(again, by=None).title == "Bản chờ"


def test_a_save_that_was_overtaken_becomes_a_draft_of_its_own(writer, editor):
    base = make_revision(IN_REVIEW, by=writer)
    first = save(base, by=editor, title="Của biên tập viên", known=base.pk)

    second = save(base, by=writer, title="Của phóng viên", known=base.pk)

    assert second.overtaken_by == first
    assert first.overtaken_by is None
    assert (first.state, second.state, second.assignee) == (IN_REVIEW, DRAFT, None)
    assert open_ones(base.article) == [first, second]
    assert second.writers == [writer.pk]


def test_an_overtaken_save_that_changes_nothing_makes_no_version_and_says_so(writer, editor):
    base = make_draft(by=writer)
    first = save(base, by=editor, title="Của biên tập viên")

    with pytest.raises(workflow.NotPossible):
        save(base, by=writer)

    assert open_ones(base.article) == [first]


def test_an_urgent_fix_beside_a_waiting_draft_is_not_overtaken(editor):
    article = make_article()
    live = workflow.live_revision(article)
    waiting = save(live, title="Bản chờ")

    fix = save(live, by=editor, title="Bản gấp", known=waiting.pk)

    assert fix.overtaken_by is None
    assert open_ones(article) == [waiting, fix]
    assert workflow.publish(fix, by=editor).title == "Bản gấp"
    assert open_ones(article) == [waiting]


def test_a_fix_is_overtaken_by_what_was_saved_since_it_was_opened(editor):
    live = workflow.live_revision(make_article())
    waiting = save(live, title="Bản chờ")
    fix = save(live, by=editor, title="Bản gấp", known=waiting.pk)

    late = save(live, title="Bản gấp khác", known=waiting.pk)

    assert late.overtaken_by == fix


def test_the_same_form_sent_twice_makes_one_version(writer):
    base = make_draft(by=writer)
    first = save(base, by=writer, title="Tên khác", known=base.pk)

    again = save(base, by=writer, title="Tên khác", known=base.pk)

    assert (again, again.overtaken_by) == (first, None)
    assert Revision.objects.count() == 2


def test_the_same_form_sent_again_after_another_save_makes_one_version_too(writer, editor):
    base = make_draft(by=writer)
    first = save(base, by=writer, title="Tên khác", known=base.pk)
    save(base, by=editor, title="Của biên tập viên", known=base.pk)

    again = save(base, by=writer, title="Tên khác", known=base.pk)

    assert again == first
    assert Revision.objects.count() == 3


def test_the_same_words_of_two_people_are_two_versions(writer, editor):
    base = make_draft(by=writer)
    first = save(base, by=writer, title="Tên khác")

    second = save(base, by=editor, title="Tên khác")

    assert second.overtaken_by == first


def test_words_that_were_discarded_can_be_saved_again(writer):
    base = workflow.live_revision(make_article())
    Article.objects.update(created_by=writer)
    discarded = workflow.discard(save(base, by=writer, title="Tên khác"), by=writer)

    again = save(base, by=writer, title="Tên khác", known=discarded.pk)

    assert (again.state, again.title) == (DRAFT, "Tên khác")
    assert open_ones(base.article) == [again]


@pytest.mark.parametrize("known", [True, False])
def test_words_that_were_discarded_do_not_stand_in_for_a_new_save(writer, known):
    """Without `known`, or with the key of before the discarded draft: the form was open all the while."""
    base = workflow.live_revision(make_article())
    Article.objects.update(created_by=writer)
    discarded = workflow.discard(save(base, by=writer, title="Tên khác"), by=writer)

    again = save(base, by=writer, title="Tên khác", known=base.pk if known else None)

    assert (again == discarded, again.state) == (False, DRAFT)


def test_a_draft_that_was_put_aside_overtakes_nobody(editor):
    live = workflow.live_revision(make_article())
    workflow.discard(save(live, by=editor, title="Bỏ đi", known=live.pk), by=editor)

    saved = save(live, title="Bản gấp", known=live.pk)

    assert saved.overtaken_by is None


def test_a_merge_closes_both_heads(writer, editor):
    base = make_draft(by=writer)
    first, second = save(base, by=editor, title="Một"), save(base, by=writer, lead="Hai")

    merged = save(first, by=editor, lead="Hai", merges=second)

    assert open_ones(base.article) == [merged]
    assert (merged.based_on, merged.merges, merged.overtaken_by) == (first, second, None)
    assert set(merged.writers) == {writer.pk, editor.pk}
    for head in (first, second):
        with pytest.raises(workflow.NotPossible):
            workflow.publish(head, by=None)


def test_a_merge_that_keeps_one_side_alone_closes_the_other_too(writer, editor):
    base = make_draft(by=writer)
    first, second = save(base, by=editor, title="Một"), save(base, by=writer, title="Hai")

    merged = save(first, by=editor, merges=second)

    assert open_ones(base.article) == [merged]


def test_a_merge_with_an_approved_text_is_reviewed_again(writer, editor):
    base = make_revision(APPROVED, by=writer, reviewer=editor)
    live_line, other = save(base, by=writer, expires_at=at("2027-12-01")), save(base, by=editor, lead="Hai")

    merged = save(live_line, by=writer, lead="Hai", merges=other)

    assert (live_line.state, merged.state, merged.approved_by) == (APPROVED, IN_REVIEW, None)


def test_a_merge_tells_of_what_was_saved_on_its_second_side_meanwhile(writer, editor):
    base = make_draft(by=writer)
    first, second = save(base, by=editor, title="Một"), save(base, by=writer, title="Hai")
    later = save(second, by=writer, title="Hai, sửa lại")

    merged = save(first, by=editor, lead="Gộp", merges=second, known=second.pk)

    assert merged.overtaken_by == later
