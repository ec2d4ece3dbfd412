"""What each step of the editors' desk does: where a review stands after a save, and what readers see after a step."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import search, snapshots, workflow
from articles.models import Article, ContentVersion, Correction, Event, Note, PreviewLink, Revision
from articles.states import RevisionState, Status, Step
from tests.factories import (
    at,
    make_article,
    make_draft,
    make_revision,
    make_rules,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW, RETURNED = RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.RETURNED
APPROVED, APPLIED, DISCARDED = RevisionState.APPROVED, RevisionState.APPLIED, RevisionState.DISCARDED
DAY = timedelta(days=1)


@pytest.fixture
def writer():
    return make_user("Phóng viên", username="nguoi-viet")


@pytest.fixture
def editor():
    return make_user(username="nguoi-duyet")


def save(base, by=None, known=None, merges=None, **changes):
    """Save on top of a version what its form would send, with changes."""
    article = base.article
    seen = workflow.last_public_step(article)
    content = base.content | changes
    return workflow.save_draft(article, content, by=by, based_on=base, seen=seen, known=known, merges=merges)


def steps_of(article):
    return list(Event.objects.filter(article=article).order_by("pk").values_list("step", flat=True))


def states_of(article):
    return list(article.revisions.order_by("pk").values_list("state", flat=True))


def open_ones(article):
    return list(article.revisions.open().order_by("pk"))


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


# --- Review ----------------------------------------------------------------------------------------------------------


def test_a_review_is_due_after_the_days_of_the_rules(writer):
    make_rules(review_days=3)
    draft = make_draft(by=writer)

    with time_machine.travel(at("2026-11-30", 23, 30), tick=False):
        sent = workflow.submit(draft, by=writer)

    assert (sent.state, sent.due_on, sent.assignee) == (IN_REVIEW, date(2026, 12, 3), None)


def test_a_text_without_a_title_is_not_sent(writer):
    draft = workflow.save_draft(None, {"lead": "Đoạn mở đầu."}, by=writer)

    with pytest.raises(workflow.NotReady) as refused:
        workflow.submit(draft, by=writer)

    assert set(refused.value.errors) == {"title"}


def test_a_returned_text_is_sent_again(writer, editor):
    returned = make_revision(RETURNED, by=writer, reviewer=editor)
    mended = save(returned, by=writer, lead="Đã bổ sung nguồn.")

    sent = workflow.submit(mended, by=writer, note="Đã bổ sung.")

    assert sent.state == IN_REVIEW
    assert Event.objects.filter(step=Step.SUBMIT).order_by("pk").last().note == "Đã bổ sung."


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_text_is_returned_only_with_a_reason(writer, editor, reason):
    sent = make_revision(IN_REVIEW, by=writer)

    with pytest.raises(workflow.NotReady) as refused:
        workflow.send_back(sent, by=editor, reason=reason)

    sent.refresh_from_db()
    assert (set(refused.value.errors), sent.state) == ({"reason"}, IN_REVIEW)


def test_returning_an_approved_text_takes_the_approval_back(writer, editor):
    approved = make_revision(APPROVED, by=writer, reviewer=editor)

    returned = workflow.send_back(approved, by=editor, reason="Sai địa danh")

    assert (returned.state, returned.approved_by) == (RETURNED, None)


def test_a_review_is_taken_on_once_and_by_one(writer, editor):
    sent, other = make_revision(IN_REVIEW, by=writer), make_user(username="khac")

    workflow.claim(sent, by=editor)
    workflow.claim(sent, by=editor)
    with pytest.raises(workflow.NotPossible) as refused:
        workflow.claim(sent, by=other)

    sent.refresh_from_db()
    assert sent.assignee == editor
    assert str(editor) in str(refused.value)
    assert steps_of(sent.article).count(Step.ASSIGN) == 1


def test_a_review_is_handed_over_and_given_back(writer, editor):
    sent, other = make_revision(IN_REVIEW, by=writer), make_user(username="khac")
    workflow.claim(sent, by=editor)

    handed = workflow.assign(sent, by=editor, to=other)
    back = workflow.assign(sent, by=editor, to=None)

    assert (handed.assignee, back.assignee) == (other, None)
    assert steps_of(sent.article).count(Step.ASSIGN) == 3


@pytest.mark.parametrize("who", ["reporter", "moderator", "gone"])
def test_a_review_goes_only_to_those_who_may_review(writer, editor, who):
    sent = make_revision(IN_REVIEW, by=writer)
    to = {
        "reporter": lambda: writer,
        "moderator": lambda: make_user("Kiểm duyệt"),
        "gone": lambda: make_user(username="da-nghi", is_active=False),
    }[who]()

    with pytest.raises(workflow.NotPossible):
        workflow.assign(sent, by=editor, to=to)

    sent.refresh_from_db()
    assert sent.assignee is None


def test_a_version_that_was_taken_further_is_not_stepped_on(writer, editor):
    sent = make_revision(IN_REVIEW, by=writer)
    save(sent, by=writer, title="Tên khác")
    steps = {
        "approve": lambda: workflow.approve(sent, by=editor),
        "send_back": lambda: workflow.send_back(sent, by=editor, reason="Sai"),
        "claim": lambda: workflow.claim(sent, by=editor),
        "discard": lambda: workflow.discard(sent, by=editor),
        "publish": lambda: workflow.publish(sent, by=editor),
    }

    for step in steps.values():
        with pytest.raises(workflow.NotPossible):
            step()

    assert states_of(sent.article) == [IN_REVIEW, IN_REVIEW]
    assert steps_of(sent.article) == [Step.SAVE_DRAFT, Step.SUBMIT, Step.SAVE_DRAFT]


def test_the_operator_may_take_on_a_review_without_being_a_person(writer):
    sent = make_revision(IN_REVIEW, by=writer)

    claimed = workflow.claim(sent, by=None)

    assert claimed.assignee is None


def test_who_may_not_is_not_told_how_an_article_stands(writer, editor):
    """The sentence of a wrong state names the newest title, which is not for everybody's eyes."""
    article = make_revision(by=editor, title="Chưa được biết").article
    workflow.trash(article, by=editor)

    with pytest.raises(PermissionDenied):
        workflow.write_note(article, by=writer, text="Xin xem.")


# --- Restoring, naming -----------------------------------------------------------------------------------------------


def test_an_earlier_version_comes_back_on_top_of_the_one_being_written(writer):
    first = make_draft(by=writer, title="Một")
    second = save(first, by=writer, title="Hai")

    restored = workflow.restore(first, by=writer)

    assert (restored.content, restored.based_on, restored.state) == (first.content, second, DRAFT)
    assert open_ones(first.article) == [restored]
    event = Event.objects.order_by("pk").last()
    assert (event.step, event.note) == (Step.RESTORE, str(first.pk))


def test_what_is_live_comes_back_over_a_draft(writer):
    live = workflow.live_revision(make_article(title="Một"))
    draft = save(live, title="Hai")

    restored = workflow.restore(live, by=None)

    assert (restored.title, restored.based_on, open_ones(live.article)) == ("Một", draft, [restored])


def test_restoring_leaves_a_draft_that_does_not_know_the_live_version_beside(writer):
    first = workflow.live_revision(make_article(title="Một"))
    waiting = save(first, title="Bản chờ")
    fix = save(first, title="Bản gấp", known=waiting.pk)
    workflow.publish(fix, by=None)

    restored = workflow.restore(first, by=None)

    assert (restored.based_on, restored.title) == (fix, "Một")
    assert open_ones(first.article) == [waiting, restored]
    assert workflow.publish(restored, by=None).title == "Một"


def test_the_version_being_written_is_not_restored(writer):
    draft = make_draft(by=writer)

    with pytest.raises(workflow.NotPossible):
        workflow.restore(draft, by=writer)

    assert Revision.objects.count() == 1


@pytest.mark.parametrize("is_live", [True, False])
def test_a_writer_takes_up_an_own_draft_again_that_they_put_aside(writer, is_live):
    if is_live:
        live = workflow.live_revision(make_article())
        Article.objects.update(created_by=writer)
        draft = save(live, by=writer, title="Bản sửa")
    else:
        draft = make_draft(by=writer, title="Bản sửa")
    discarded = workflow.discard(draft, by=writer)

    restored = workflow.restore(discarded, by=writer)

    assert (restored == discarded, restored.state, restored.title) == (False, DRAFT, "Bản sửa")
    assert open_ones(discarded.article) == [restored]


def test_an_approved_text_loses_its_approval_to_a_restored_one(writer, editor):
    first = make_draft(by=writer, title="Một")
    second = workflow.submit(save(first, by=writer, title="Hai"), by=writer)
    workflow.approve(second, by=editor)

    restored = workflow.restore(first, by=writer)

    assert (restored.state, restored.approved_by) == (IN_REVIEW, None)


def test_a_restored_version_names_what_has_gone_since():
    section = make_section("Tạm")
    first = make_draft(title="Một", section=section.pk)
    save(first, title="Hai", section=make_section("Còn").pk)
    section.delete()

    restored = workflow.restore(first, by=None)

    assert (restored.gone, restored.content["section"]) == (["Tạm"], None)


def test_a_version_gets_a_name_and_loses_it(writer):
    draft = make_draft(by=writer)

    for name in ("  Bản  đã đối chiếu ", "Bản đã đối chiếu", ""):
        draft = workflow.name_version(draft, by=writer, name=name)

    assert draft.name == ""
    named = Event.objects.filter(step=Step.NAME).order_by("pk").values_list("note", flat=True)
    assert list(named) == ["Bản đã đối chiếu", ""]


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


# --- Notes, links ----------------------------------------------------------------------------------------------------


def test_a_note_is_answered_resolved_and_opened_again_by_an_answer(writer, editor):
    draft = make_draft(by=writer)
    note = workflow.write_note(draft.article, by=editor, text="Hỏi lại.", revision=draft, quote="  thôn \n Bến Đò ")
    workflow.write_note(draft.article, by=writer, text="Đã hỏi.", answers_to=note)
    resolved = workflow.resolve_note(note, by=editor)
    assert (resolved.resolved_by, resolved.resolved_at is None) == (editor, False)

    answer = workflow.write_note(draft.article, by=writer, text="Còn chỗ này.", answers_to=resolved)

    note.refresh_from_db()
    assert (note.resolved_at, note.resolved_by, note.quote) == (None, None, "thôn Bến Đò")
    assert (answer.answers_to, note.answers.count()) == (note, 2)


def test_an_answer_opens_a_thread_that_was_resolved_while_it_was_on_its_way(writer, editor):
    article = make_draft(by=writer).article
    note = workflow.write_note(article, by=editor, text="Hỏi lại.")
    workflow.resolve_note(Note.objects.get(), by=editor)

    workflow.write_note(article, by=writer, text="Còn chỗ này.", answers_to=note)

    assert Note.objects.get(pk=note.pk).resolved_at is None


def test_an_answer_to_an_answer_belongs_to_the_same_thread(writer, editor):
    article = make_draft(by=writer).article
    note = workflow.write_note(article, by=editor, text="Hỏi lại.")
    answer = workflow.write_note(article, by=writer, text="Đã hỏi.", answers_to=note)

    second = workflow.write_note(article, by=editor, text="Cảm ơn.", answers_to=answer)
    resolved = workflow.resolve_note(second, by=editor)

    assert (second.answers_to, resolved) == (note, note)


def test_resolving_twice_keeps_the_first(writer, editor):
    article = make_draft(by=writer).article
    note = workflow.write_note(article, by=writer, text="Hỏi lại.")

    workflow.resolve_note(note, by=editor)
    again = workflow.resolve_note(note, by=writer)

    assert again.resolved_by == editor
    assert steps_of(article).count(Step.RESOLVE) == 1


@pytest.mark.parametrize("text", ["", " \n ", "ế" * 2001])
def test_a_note_says_something_and_not_too_much(writer, text):
    article = make_draft(by=writer).article

    with pytest.raises(workflow.NotReady) as refused:
        workflow.write_note(article, by=writer, text=text)

    assert (set(refused.value.errors), Note.objects.count()) == ({"text"}, 0)


def test_a_note_stays_with_its_article(writer):
    mine, other = make_draft(by=writer), make_draft(title="Khác")
    foreign = workflow.write_note(other.article, by=None, text="Của bài khác.")

    with pytest.raises(workflow.NotPossible):
        workflow.write_note(mine.article, by=writer, text="Trả lời.", answers_to=foreign)

    assert Note.objects.get() == foreign


def test_a_link_is_made_and_ended_once(writer):
    draft, ends_at = make_draft(by=writer), timezone.now() + DAY

    link, token = workflow.share(draft, by=writer, ends_at=ends_at)
    assert (link.works_at(timezone.now()), link.works_at(ends_at), len(token)) == (True, False, 43)
    workflow.unshare(link, by=writer)
    workflow.unshare(link, by=writer)

    link = PreviewLink.objects.get()
    assert (link.works_at(timezone.now()), token in link.token_hash) == (False, False)
    assert steps_of(draft.article) == [Step.SAVE_DRAFT, Step.SHARE, Step.UNSHARE]


def test_a_link_does_not_end_before_it_begins(writer):
    draft = make_draft(by=writer)

    with pytest.raises(workflow.NotReady) as refused:
        workflow.share(draft, by=writer, ends_at=timezone.now())

    assert (set(refused.value.errors), PreviewLink.objects.count()) == ({"ends_at"}, 0)


def test_a_link_can_be_ended_while_its_article_lies_in_the_trash(writer):
    draft = make_draft(by=writer)
    link, _token = workflow.share(draft, by=writer, ends_at=timezone.now() + DAY)
    workflow.trash(draft.article, by=writer)

    workflow.unshare(link, by=writer)

    assert PreviewLink.objects.get().ended_at is not None
