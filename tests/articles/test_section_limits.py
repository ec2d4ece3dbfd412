"""Who is limited to sections sees, writes and decides only there."""

import pytest
from django.core.exceptions import PermissionDenied

from articles import workflow
from articles.models import Article, Revision, reach_of
from articles.states import RevisionState, Step
from tests.factories import make_article, make_content, make_draft, make_profile, make_revision, make_section, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make_section("Kinh tế")


@pytest.fixture
def foreign():
    return make_section("Xã hội")


@pytest.fixture
def editor(mine):
    return limited("Biên tập viên", mine)


def limited(role, *sections):
    user = make_user(role)
    make_profile(user, *sections)
    return user


def own(draft, user):
    Article.objects.filter(pk=draft.article_id).update(created_by=user)
    draft.article.refresh_from_db()
    return draft


def titles(rows):
    return sorted(str(row) for row in rows)


# --- The reach -------------------------------------------------------------------------------------------------------


def test_without_a_profile_or_sections_everything_is_within_reach(mine):
    free, unlimited = make_user(), limited("Phóng viên")

    assert (reach_of(free), reach_of(unlimited)) == (None, None)


def test_a_section_brings_those_below_it_but_not_the_one_above(mine):
    below = make_section("Nông nghiệp", parent=mine)
    make_section("Xã hội")

    assert reach_of(limited("Biên tập viên", mine)) == {mine.pk, below.pk}
    assert reach_of(limited("Phóng viên", below)) == {below.pk}


def test_a_superuser_is_never_limited(mine, foreign):
    chief = limited(None, mine)

    assert reach_of(chief) is None
    assert workflow.publish(make_draft(section=foreign.pk), by=chief).is_public


# --- Lists -----------------------------------------------------------------------------------------------------------


def test_lists_show_what_lies_in_ones_sections_live_and_as_it_is_written(mine, foreign, editor):
    below = make_section("Nông nghiệp", parent=mine)
    make_draft(title="Nháp trong", section=mine.pk)
    make_draft(title="Nháp dưới", section=below.pk)
    make_draft(title="Nháp không mục", section=None)
    make_draft(title="Nháp ngoài", section=foreign.pk)
    make_article(title="Đăng trong", section=mine.pk)
    make_article(title="Đăng ngoài", section=foreign.pk)
    make_draft(make_article(title="Đi ra", section=mine.pk), title="Đi ra", section=foreign.pk)
    make_draft(make_article(title="Đi vào", section=foreign.pk), title="Đi vào", section=mine.pk)

    reachable, editable = Article.objects.in_reach_of(editor), Article.objects.editable_by(editor)

    names = sorted(workflow.state.newest_title(article) for article in reachable)
    assert names == ["Nháp dưới", "Nháp không mục", "Nháp trong", "Đăng trong"]
    assert list(editable.order_by("pk")) == list(reachable.order_by("pk"))


def test_the_list_of_versions_keeps_to_the_same_sections(mine, foreign, editor):
    make_draft(title="Nháp trong", section=mine.pk)
    make_draft(title="Nháp không mục", section=None)
    make_draft(title="Nháp ngoài", section=foreign.pk)
    make_draft(make_article(title="Đi ra", section=mine.pk), title="Đã đi ra", section=foreign.pk)
    make_draft(make_article(title="Ngoài", section=foreign.pk), title="Muốn vào", section=mine.pk)

    rows = Revision.objects.in_reach_of(editor)

    assert titles(rows) == ["Nháp không mục", "Nháp trong", "Đi ra"]


def test_a_reporter_edits_the_own_articles_within_reach(mine, foreign):
    reporter = limited("Phóng viên", mine)
    inside = own(make_draft(title="Của mình", section=mine.pk), reporter)
    own(make_draft(title="Của mình, ngoài", section=foreign.pk), reporter)
    make_draft(title="Của người khác", section=mine.pk)

    assert list(Article.objects.editable_by(reporter)) == [inside.article]


@pytest.mark.parametrize("role", ["Kiểm duyệt", "Phóng viên"])
def test_a_list_gives_nothing_that_the_role_does_not(mine, role):
    make_draft(section=mine.pk)

    assert list(Article.objects.editable_by(limited(role, mine))) == []


def test_who_is_not_limited_edits_everywhere(mine, foreign):
    for section in (mine, foreign):
        make_draft(section=section.pk)

    assert Article.objects.editable_by(make_user()).count() == 2


# --- Saving ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["Phóng viên", "Biên tập viên", "Thư ký toà soạn", "Quản trị"])
def test_a_new_article_is_saved_only_into_an_own_section(mine, foreign, role):
    user = limited(role, mine)

    with pytest.raises(workflow.NotReady) as refused:
        workflow.save_draft(None, make_content(section=foreign.pk), by=user)
    workflow.save_draft(None, make_content(title="Trong mục", section=mine.pk), by=user)

    assert set(refused.value.errors) == {"section"}
    assert str(refused.value) != ""
    assert titles(Revision.objects.all()) == ["Trong mục"]
    assert Article.objects.count() == 1


def test_an_article_is_not_moved_into_a_foreign_section(mine, foreign, editor):
    draft = make_draft(section=mine.pk)

    with pytest.raises(workflow.NotReady) as refused:
        make_draft(draft.article, by=editor, section=foreign.pk)

    assert set(refused.value.errors) == {"section"}
    assert Revision.objects.get() == draft


def test_an_article_without_a_section_is_everybodys(editor):
    draft = make_draft(section=None)

    later = workflow.save_draft(draft.article, draft.content | {"title": "Tên khác"}, by=editor, based_on=draft)

    assert later.section is None


def test_an_article_moves_within_ones_sections(mine, editor):
    below = make_section("Nông nghiệp", parent=mine)
    draft = make_draft(section=mine.pk)

    moved = make_draft(draft.article, by=editor, section=below.pk)

    assert workflow.publish(moved, by=editor).section == below


def test_a_version_from_a_foreign_section_is_not_restored_by_who_is_limited(mine, foreign, editor):
    first = make_draft(section=foreign.pk)
    make_draft(first.article, section=mine.pk, title="Đã chuyển vào")

    with pytest.raises(workflow.NotReady) as refused:
        workflow.restore(first, by=editor)

    assert set(refused.value.errors) == {"section"}
    assert Revision.objects.count() == 2


# --- Every step ------------------------------------------------------------------------------------------------------


STEPS = {
    "save": lambda revision, by: workflow.save_draft(
        revision.article, revision.content | {"section": None, "title": "Tên khác"}, by=by, based_on=revision
    ),
    "submit": lambda revision, by: workflow.submit(revision, by=by),
    "claim": lambda revision, by: workflow.claim(revision, by=by),
    "send back": lambda revision, by: workflow.send_back(revision, by=by, reason="Sai"),
    "approve": lambda revision, by: workflow.approve(revision, by=by),
    "publish": lambda revision, by: workflow.publish(revision, by=by),
    "discard": lambda revision, by: workflow.discard(revision, by=by),
    "name": lambda revision, by: workflow.name_version(revision, by=by, name="Bản"),
    "note": lambda revision, by: workflow.write_note(revision.article, by=by, text="Hỏi lại."),
    "share": lambda revision, by: workflow.share(revision, by=by, ends_at=revision.created_at.replace(year=2099)),
    "withdraw": lambda revision, by: workflow.withdraw(revision.article, by=by, reason="Sai"),
    "correct": lambda revision, by: workflow.correct(revision.article, by=by, text="Sai"),
    "trash": lambda revision, by: workflow.trash(revision.article, by=by),
}
FROM = {"submit": RevisionState.DRAFT}  # the others start from a text in review


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("where", ["live", "written", "both"])
def test_no_step_is_taken_out_of_reach(mine, foreign, editor, step, where):
    live_in, written_in = (foreign if where in {side, "both"} else mine for side in ("live", "written"))
    article = make_article(section=live_in.pk)
    if step == "trash":
        workflow.withdraw(article, by=None, reason="Sai")
    revision = make_revision(FROM.get(step, "in_review"), article, section=written_in.pk, title="Bản sửa")

    with pytest.raises(PermissionDenied):
        STEPS[step](revision, editor)


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_taken_within_reach(mine, editor, step):
    article = make_article(section=mine.pk)
    if step == "trash":
        workflow.withdraw(article, by=None, reason="Sai")
    revision = make_revision(FROM.get(step, "in_review"), article, section=mine.pk, title="Bản sửa")

    STEPS[step](revision, editor)


def test_an_article_moved_away_is_out_of_reach_even_for_its_reporter(mine, foreign):
    reporter = limited("Phóng viên", mine)
    draft = make_draft(by=reporter, section=mine.pk)
    assert workflow.may(reporter, Step.SAVE_DRAFT, draft.article)

    moved = make_draft(draft.article, section=foreign.pk)

    assert workflow.may(reporter, Step.SAVE_DRAFT, draft.article) is False
    with pytest.raises(PermissionDenied):
        workflow.save_draft(draft.article, draft.content, by=reporter, based_on=moved)
    assert list(Article.objects.editable_by(reporter)) == []


def test_an_article_comes_back_when_the_move_is_discarded(mine, foreign):
    reporter = limited("Phóng viên", mine)
    article = make_article(section=mine.pk)
    Article.objects.update(created_by=reporter)
    article.refresh_from_db()

    workflow.discard(make_draft(article, section=foreign.pk), by=None)

    assert workflow.may(reporter, Step.SAVE_DRAFT, article)
    assert list(Article.objects.editable_by(reporter)) == [article]


def test_a_foreign_draft_does_not_come_within_reach_by_being_discarded(mine, foreign, editor):
    draft = workflow.discard(make_draft(section=foreign.pk), by=None)

    assert workflow.may(editor, Step.SAVE_DRAFT, draft.article) is False
    assert list(Article.objects.in_reach_of(editor)) == []


def test_a_draft_that_wants_to_move_does_not_hide_behind_a_newer_one(mine, foreign, editor):
    """Two drafts wait: the older one goes to a foreign section, so it is not this editor's to decide on."""
    article = make_article(section=mine.pk)
    live, seen = workflow.live_revision(article), workflow.last_public_step(article)
    away = workflow.save_draft(article, live.content | {"section": foreign.pk}, by=None, based_on=live, seen=seen)
    workflow.save_draft(article, live.content | {"title": "Ở lại"}, by=None, based_on=live, seen=seen)

    with pytest.raises(PermissionDenied):
        workflow.publish(away, by=editor)
    with pytest.raises(PermissionDenied):
        workflow.discard(away, by=editor)
    with pytest.raises(PermissionDenied):
        workflow.share(away, by=editor, ends_at=live.created_at.replace(year=2099))
    with pytest.raises(PermissionDenied):
        workflow.name_version(away, by=editor, name="Bản")


def test_a_review_goes_only_to_who_may_work_in_the_section(mine, foreign):
    sent = make_revision("in_review", section=foreign.pk)

    with pytest.raises(workflow.NotPossible):
        workflow.assign(sent, by=None, to=limited("Biên tập viên", mine))
    assert workflow.assign(sent, by=None, to=limited("Thư ký toà soạn", foreign)).assignee.username == "thu-ky-toa-soan"


def test_the_twins_agree_on_what_may_be_edited(mine, foreign):
    """Article.objects.editable_by is the list; may() is asked of a single article."""
    people = [limited("Phóng viên", mine), limited("Biên tập viên", mine), make_user("Thư ký toà soạn")]
    drafts = [make_draft(section=section) for section in (mine.pk, foreign.pk, None)]
    make_draft(make_article(section=mine.pk), section=foreign.pk)
    workflow.discard(make_draft(make_article(section=mine.pk), section=foreign.pk), by=None)
    own(drafts[0], people[0])
    own(drafts[1], people[0])

    listed = [set(Article.objects.editable_by(person)) for person in people]

    every = Article.objects.all()
    assert listed == [{row for row in every if workflow.may(person, Step.SAVE_DRAFT, row)} for person in people]
