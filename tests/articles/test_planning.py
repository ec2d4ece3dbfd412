"""New versions of live articles at a later time: planned with all checks, applied by the regular work, or refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import workflow
from articles.models import Article, ContentVersion, EditorialRules, Event, Revision
from articles.states import RevisionState, Status, Step
from tests.factories import at, make_article, make_draft, make_profile, make_rules, make_section, make_user

from .plans import DAY, UPDATED, fresh, new_version, steps_of, tomorrow

pytestmark = pytest.mark.django_db


def planned(by=None, article=None, when=None, **changes):
    by = by or make_user()
    return workflow.plan(new_version(article, by=by, **changes), by=by, at=when or tomorrow())


# --- Planning --------------------------------------------------------------------------------------------------------


def test_a_planned_version_waits_and_readers_go_on_seeing_the_live_one():
    editor, when = make_user(), tomorrow()
    version = ContentVersion.objects.get().number

    revision = workflow.plan(new_version(by=editor), by=editor, at=when)

    stored = fresh(revision)
    assert (stored.state, stored.apply_at, stored.planned_by) == (RevisionState.APPROVED, when, editor)
    assert stored.article.title == "Giá nước sạch"
    assert list(Revision.objects.planned()) == [stored]
    event = Event.objects.get(step=Step.PLAN)
    assert (event.revision, event.by, event.before, event.after) == (stored, editor, "draft", "approved")
    assert event.note[:16] == when.isoformat()[:16]
    assert ContentVersion.objects.get().number == version + 1  # of the article itself


def test_property_and_queryset_agree_on_what_is_planned():
    revisions = [planned(), new_version(), make_draft(), workflow.unplan(planned(make_user(username="hai")), by=None)]
    workflow.publish(planned(make_user(username="ba")), by=None)

    told = {each.pk for each in Revision.objects.all() if each.is_planned}

    assert told == set(Revision.objects.planned().values_list("pk", flat=True)) == {revisions[0].pk}


@pytest.mark.parametrize("role", ["Phóng viên", "Kiểm duyệt"])
def test_who_may_not_publish_may_not_plan(role):
    person = make_user(role)
    revision = new_version(by=None)

    with pytest.raises(PermissionDenied):
        workflow.plan(revision, by=person, at=tomorrow())


def test_the_operator_has_no_right_to_lend_to_the_hour():
    with pytest.raises(PermissionDenied):
        workflow.plan(new_version(), by=None, at=tomorrow())


def test_a_plan_out_of_reach_is_refused():
    editor, article = make_user(), make_article()
    make_profile(editor, make_section("Văn hoá"))

    with pytest.raises(PermissionDenied):
        workflow.plan(new_version(article), by=editor, at=tomorrow())


def test_only_what_readers_see_now_gets_a_version_later():
    editor = make_user()
    scheduled = make_article(published_at=tomorrow().isoformat())
    ended = make_article(published_at=at("2026-01-01").isoformat(), expires_at=at("2026-01-02").isoformat())

    for revision in [make_draft(), new_version(scheduled), new_version(ended)]:
        with pytest.raises(workflow.NotPossible):
            workflow.plan(revision, by=editor, at=tomorrow())
    assert list(Revision.objects.planned()) == []


@pytest.mark.parametrize(
    ("changes", "ahead", "field"),
    [
        ({}, timedelta(0), "apply_at"),
        ({"title": ""}, DAY, "title"),
        ({"lead": ""}, DAY, "lead"),
        ({"published_at": at("2099-01-01")}, DAY, "published_at"),
        ({"expires_at": "in an hour"}, DAY, "expires_at"),
    ],
)
def test_what_publishing_would_refuse_is_refused_when_it_is_planned(changes, ahead, field):
    editor, now = make_user(), timezone.now()
    changes = {name: now + timedelta(hours=1) if value == "in an hour" else value for name, value in changes.items()}
    revision = new_version(by=editor, **changes)

    with pytest.raises(workflow.NotReady) as refusal:
        workflow.plan(revision, by=editor, at=now + ahead, now=now)

    assert set(refusal.value.errors) == {field}
    assert fresh(revision).apply_at is None


def test_the_checks_that_block_are_asked_when_it_is_planned_and_at_its_hour():
    editor, article = make_user(), make_article()
    draft = new_version(article, by=editor)
    rules = make_rules(blocking=["cover_missing"])

    with pytest.raises(workflow.NotReady):
        workflow.plan(draft, by=editor, at=tomorrow())
    EditorialRules.objects.filter(pk=rules.pk).update(blocking=[])
    revision = workflow.plan(draft, by=editor, at=tomorrow())
    EditorialRules.objects.filter(pk=rules.pk).update(blocking=["cover_missing"])

    assert workflow.apply_due(tomorrow() + DAY) == 0
    assert fresh(revision).plan_failure != ""


def test_four_eyes_are_asked_for_when_it_is_planned():
    make_rules(four_eyes=True)
    editor, other = make_user(), make_user(username="khac")
    revision = new_version(by=editor)

    with pytest.raises(workflow.NotPossible):
        workflow.plan(revision, by=editor, at=tomorrow())
    workflow.plan(revision, by=other, at=tomorrow())

    assert fresh(revision).planned_by == other


def test_a_version_begun_before_the_last_publication_is_not_planned():
    editor, article = make_user(), make_article()
    first, second = new_version(article, by=editor), new_version(article, by=editor, title="Bản khác")
    workflow.publish(second, by=editor)

    with pytest.raises(workflow.Outdated):
        workflow.plan(first, by=editor, at=tomorrow())


# --- Moved, called off -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.APPROVED])
def test_what_is_called_off_waits_as_it_did_before(state):
    editor, other = make_user(), make_user(username="khac")
    revision = new_version(by=editor)
    if state != RevisionState.DRAFT:
        workflow.submit(revision, by=editor)
    if state == RevisionState.APPROVED:
        workflow.approve(revision, by=other)
    revision = workflow.plan(revision, by=other, at=tomorrow())
    workflow.move_plan(revision, by=other, at=tomorrow() + DAY)

    workflow.unplan(revision, by=editor)

    stored = fresh(revision)
    assert (stored.state, stored.apply_at, stored.planned_by) == (state, None, None)
    assert (stored.approved_by == other) == (state == RevisionState.APPROVED)
    with pytest.raises(workflow.NotPossible):
        workflow.unplan(revision, by=editor)


def test_whoever_moves_a_plan_answers_for_it():
    editor, other, when = make_user(), make_user(username="khac"), tomorrow() + DAY
    revision = planned(editor)
    Revision.objects.filter(pk=revision.pk).update(plan_failure="Bài đã gỡ.")

    workflow.move_plan(revision, by=other, at=when)

    stored = fresh(revision)
    assert (stored.apply_at, stored.planned_by, stored.plan_failure) == (when, other, "")


def test_a_plan_is_not_moved_into_the_past():
    revision = planned()

    with pytest.raises(workflow.NotReady):
        workflow.move_plan(revision, by=make_user(username="khac"), at=timezone.now() - DAY)


@pytest.mark.parametrize("step", ["publish", "discard", "send_back"])
def test_another_step_with_the_version_ends_the_plan(step):
    editor = make_user()
    revision = planned(editor)

    if step == "send_back":
        workflow.send_back(revision, by=editor, reason="Thiếu nguồn tin.")
    else:
        getattr(workflow, step)(revision, by=editor)

    assert fresh(revision).apply_at is None
    assert workflow.apply_due(tomorrow() + DAY) == 0


# --- At its hour -----------------------------------------------------------------------------------------------------


def test_at_its_hour_it_replaces_the_live_version_in_the_name_of_whoever_planned_it():
    editor = make_user()
    revision = planned(editor)
    before = fresh(revision.article)

    count = workflow.apply_due(tomorrow() + timedelta(minutes=5))

    article, stored = fresh(revision.article), fresh(revision)
    assert count == 1
    assert (article.title, article.published_at, article.is_public) == (UPDATED, before.published_at, True)
    assert (stored.state, stored.apply_at, stored.planned_by) == (RevisionState.APPLIED, None, None)
    assert steps_of(article) == [Step.SAVE_DRAFT, Step.PUBLISH, Step.SAVE_DRAFT, Step.PLAN, Step.PUBLISH]
    assert article.events.order_by("-pk").first().by == editor


def test_it_does_not_go_up_before_its_hour_and_not_twice():
    revision = planned(when=timezone.now() + DAY)

    assert workflow.apply_due(timezone.now()) == 0
    assert workflow.apply_due(timezone.now() + 2 * DAY) == 1
    assert workflow.apply_due(timezone.now() + 2 * DAY) == 0
    assert revision.article.events.filter(step=Step.PUBLISH).count() == 2


def test_it_stays_planned_and_goes_up_when_somebody_writes_on():
    editor = make_user()
    revision = planned(editor)
    newer = workflow.save_draft(
        revision.article, revision.content | {"title": "Bản sau nữa"}, by=editor, based_on=revision, seen=revision.seen
    )

    count = workflow.apply_due(tomorrow() + DAY)

    assert (count, fresh(revision.article).title) == (1, UPDATED)
    assert (fresh(newer).state, fresh(newer).apply_at) == (RevisionState.DRAFT, None)
    with pytest.raises(workflow.Outdated):  # it is based on an older live version now, and says so
        workflow.publish(newer, by=editor)


def test_of_two_plans_each_comes_in_its_turn():
    editor, article = make_user(), make_article()
    later = planned(editor, article, tomorrow() + DAY, title="Bản sau")
    planned(editor, article, tomorrow(), title="Bản trước")

    titles = []
    for days in (1, 2):
        workflow.apply_due(timezone.now() + days * DAY + timedelta(minutes=5))
        titles.append(fresh(article).title)

    assert titles == ["Bản trước", "Bản sau"]
    assert fresh(later).plan_failure == ""


def test_it_does_not_undo_what_was_published_by_hand_since():
    editor, article = make_user(), make_article()
    revision = planned(editor, article)
    workflow.publish(new_version(article, by=editor, title="Sửa gấp"), by=editor)

    count = workflow.apply_due(tomorrow() + DAY)

    stored = fresh(revision)
    assert (count, fresh(article).title) == (0, "Sửa gấp")
    assert stored.is_planned
    assert stored.plan_failure != ""


def going_on_from(revision, by, **changes):
    """A newer draft on top of a version, as somebody saves it who opened that one."""
    content = revision.content | {"title": "Mới hơn"} | changes
    return workflow.save_draft(
        revision.article, content, by=by, based_on=revision, seen=revision.seen, known=revision.pk
    )


@pytest.mark.parametrize("publish", [workflow.apply_plan, workflow.publish], ids=["as planned", "by hand"])
def test_an_older_plan_does_not_overwrite_what_goes_on_from_it(publish):
    editor = make_user()
    older = planned(editor)
    newer = workflow.plan(going_on_from(older, editor), by=editor, at=tomorrow() + DAY)
    publish(newer, by=editor)

    count = workflow.apply_due(tomorrow() + DAY)

    assert (count, fresh(older.article).title) == (0, "Mới hơn")
    assert (fresh(older).is_planned, fresh(older).plan_failure != "") == (True, True)


def test_an_older_plan_does_not_overwrite_what_was_merged_with_it():
    editor, article = make_user(), make_article()
    older, beside = planned(editor, article), new_version(article, by=editor, title="Bản song song")
    merged = workflow.save_draft(
        article, older.content | {"title": "Gộp"}, by=editor, based_on=beside, seen=older.seen, merges=older
    )
    workflow.apply_plan(workflow.plan(merged, by=editor, at=tomorrow() + DAY), by=editor)

    count = workflow.apply_due(tomorrow() + DAY)

    assert (count, fresh(article).title) == (0, "Gộp")


def test_what_goes_on_from_a_plan_is_planned_after_it_alone():
    editor = make_user()
    older = planned(editor)
    newer = going_on_from(going_on_from(older, editor), editor, title="Mới nhất")

    with pytest.raises(workflow.NotReady) as refusal:
        workflow.plan(newer, by=editor, at=older.apply_at - timedelta(minutes=1))
    workflow.plan(newer, by=editor, at=older.apply_at)
    count = workflow.apply_due(tomorrow() + DAY)

    assert (set(refusal.value.errors), count, fresh(older.article).title) == ({"apply_at"}, 2, "Mới nhất")


@pytest.mark.parametrize(("which", "days"), [("older", 3), ("newer", -1)])
def test_two_plans_of_one_line_do_not_change_places(which, days):
    editor, hour = make_user(), tomorrow() + DAY
    older = planned(editor, when=hour)
    newer = workflow.plan(going_on_from(older, editor), by=editor, at=hour + DAY)
    moved = {"older": older, "newer": newer}[which]

    with pytest.raises(workflow.NotReady) as refusal:
        workflow.move_plan(moved, by=editor, at=hour + days * DAY + timedelta(minutes=-1))

    assert set(refusal.value.errors) == {"apply_at"}
    assert fresh(moved).apply_at == moved.apply_at


def test_what_goes_on_from_a_plan_that_was_called_off_or_failed_has_any_hour():
    editor, other = make_user(), make_user(username="khac")
    called_off, failed = planned(editor), planned(other)
    workflow.unplan(called_off, by=editor)
    Revision.objects.filter(pk=failed.pk).update(plan_failure="Bài đã gỡ.")
    sooner = tomorrow() - timedelta(hours=1)

    plans = [workflow.plan(going_on_from(fresh(each), editor), by=editor, at=sooner) for each in (called_off, failed)]

    assert [each.is_planned for each in plans] == [True, True]


def test_a_moved_end_is_kept_where_the_plan_says_nothing_of_it():
    editor, article = make_user(), make_article(expires_at=at("2030-01-01").isoformat())
    revision = planned(editor, article)
    workflow.move_end(article, by=editor, at=at("2031-01-01"))

    count = workflow.apply_due(tomorrow() + DAY)

    stored = fresh(article)
    assert (count, stored.title, stored.expires_at) == (1, UPDATED, at("2031-01-01"))
    assert fresh(revision).plan_failure == ""


@pytest.mark.parametrize("why", ["withdrawn", "trashed", "no right", "gone", "inactive", "four eyes", "lacks"])
def test_what_is_refused_at_its_hour_keeps_the_sentence_and_stops_no_other(why):
    editor, article = make_user(), make_article()
    revision = planned(editor, article)
    other = new_version(make_article(title="Bài khác"), title="Bài khác, bản mới")
    workflow.plan(other, by=make_user(username="khac"), at=tomorrow())
    if why in {"withdrawn", "trashed"}:
        workflow.withdraw(article, by=None, reason="Sai địa danh")
    if why == "trashed":
        workflow.trash(fresh(article), by=None)
    if why == "no right":
        editor.groups.clear()
    if why == "inactive":
        type(editor).objects.filter(pk=editor.pk).update(is_active=False)
    if why == "four eyes":
        make_rules(four_eyes=True)
    if why == "lacks":
        Revision.objects.filter(pk=revision.pk).update(content=revision.content | {"title": ""})
    if why == "gone":
        editor.delete()

    count = workflow.apply_due(tomorrow() + DAY)

    stored = fresh(revision)
    assert (count, fresh(other).state) == (1, RevisionState.APPLIED)
    assert (stored.state, stored.is_planned) == (RevisionState.APPROVED, True)
    assert 0 < len(stored.plan_failure) <= 300
    assert Article.objects.get(pk=article.pk).title == article.title


def test_what_failed_is_not_tried_again_by_itself_but_by_hand():
    editor, article = make_user(), make_article()
    revision = planned(editor, article)
    make_rules(four_eyes=True)
    workflow.apply_due(tomorrow() + DAY)

    again = workflow.apply_due(tomorrow() + 2 * DAY)
    workflow.apply_plan(fresh(revision), by=make_user(username="khac"))

    assert (again, fresh(article).title, fresh(revision).plan_failure) == (0, UPDATED, "")


def test_a_fault_in_one_plan_stops_no_other_and_is_told_at_the_end(monkeypatch):
    editor = make_user()
    broken = planned(editor, make_article(title="Hỏng"), title="Hỏng, bản mới")
    sound = planned(editor, make_article(title="Lành"), title="Lành, bản mới")
    bring_up = workflow.planning.bring_up

    def break_one(article, revision, **how):
        if revision.pk == broken.pk:
            raise RuntimeError
        return bring_up(article, revision, **how)

    monkeypatch.setattr(workflow.planning, "bring_up", break_one)

    with pytest.raises(RuntimeError):
        workflow.apply_due(tomorrow() + DAY)

    assert (fresh(broken).is_planned, fresh(broken).plan_failure) == (True, "")
    assert fresh(sound).state == RevisionState.APPLIED


def test_a_planned_version_is_published_early_with_one_step():
    editor = make_user()
    revision = planned(editor)

    workflow.apply_plan(revision, by=editor)

    assert (fresh(revision.article).title, fresh(revision).apply_at) == (UPDATED, None)
    with pytest.raises(workflow.NotPossible):
        workflow.apply_plan(revision, by=editor)


def test_the_article_goes_on_after_a_withdrawal_without_the_old_plan():
    editor, article = make_user(), make_article()
    revision = planned(editor, article)
    workflow.withdraw(article, by=editor, reason="Sai địa danh")
    live = workflow.live_revision(article)
    seen = workflow.last_public_step(article)
    back = workflow.save_draft(article, live.content | {"title": "Đăng lại"}, by=editor, based_on=live, seen=seen)
    workflow.publish(back, by=editor)

    workflow.apply_due(tomorrow() + DAY)

    assert (fresh(article).title, fresh(article).status) == ("Đăng lại", Status.PUBLISHED)
    assert fresh(revision).plan_failure != ""
