"""Nobody approves their own text, where the newsroom or a section asks for that."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Article, EditorialRules, Revision
from articles.states import RevisionState
from tests.factories import at, make_article, make_draft, make_revision, make_rules, make_section, make_user

pytestmark = pytest.mark.django_db

APPROVED, IN_REVIEW = RevisionState.APPROVED, RevisionState.IN_REVIEW


@pytest.fixture
def writer():
    return make_user(username="nguoi-viet")


@pytest.fixture
def colleague():
    return make_user(username="dong-nghiep")


def save(base, by, **changes):
    seen = workflow.last_public_step(base.article)
    return workflow.save_draft(base.article, base.content | changes, by=by, based_on=base, seen=seen)


def is_refused(step, revision, by, **details):
    """Whether a step is refused, and with it that nothing has happened."""
    before = Revision.objects.values("state", "approved_by").get(pk=revision.pk)
    try:
        step(revision, by=by, **details)
    except workflow.NotPossible:
        assert Revision.objects.values("state", "approved_by").get(pk=revision.pk) == before
        return True
    return False


# --- Where it holds --------------------------------------------------------------------------------------------------


def rule_nowhere(section):
    pass


def rule_for_the_site(section):
    make_rules(four_eyes=True)


def rule_for_the_section(section):
    section.four_eyes = True
    section.save()


def rule_for_the_section_above(section):
    section.parent = make_section("Mục trên", four_eyes=True)
    section.save()


def rule_for_another_section(section):
    make_section("Mục khác", four_eyes=True)


def rule_for_a_section_below(section):
    make_section("Mục dưới", parent=section, four_eyes=True)


RULES = [
    (rule_nowhere, False),
    (rule_for_the_site, True),
    (rule_for_the_section, True),
    (rule_for_the_section_above, True),
    (rule_for_another_section, False),
    (rule_for_a_section_below, False),
]


@pytest.mark.parametrize(("rule", "holds"), RULES)
def test_a_writer_publishes_alone_only_where_nobody_asks_for_other_eyes(writer, rule, holds):
    section = make_section()
    rule(section)
    draft = make_draft(by=writer, section=section.pk)

    assert workflow.four_eyes_hold(draft.article, draft) == holds
    assert is_refused(workflow.publish, draft, writer) == holds
    assert Article.objects.public().exists() != holds


@pytest.mark.parametrize(("rule", "holds"), RULES)
def test_a_writer_approves_alone_only_where_nobody_asks_for_other_eyes(writer, rule, holds):
    section = make_section()
    rule(section)
    sent = make_revision(IN_REVIEW, by=writer, section=section.pk)

    assert is_refused(workflow.approve, sent, writer) == holds


def test_a_writer_does_not_schedule_alone_either(writer):
    make_rules(four_eyes=True)
    draft = make_draft(by=writer)

    assert is_refused(workflow.publish, draft, writer, at=timezone.now() + timedelta(days=1))


def test_the_refusal_says_what_to_do(writer):
    make_rules(four_eyes=True)
    draft = make_draft(by=writer, title="Lịch tiếp công dân")

    with pytest.raises(workflow.NotPossible) as refused:
        workflow.publish(draft, by=writer)

    assert "Lịch tiếp công dân" in str(refused.value)


# --- Who is exempt, who counts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["Thư ký toà soạn", "Quản trị", None])
def test_who_may_publish_directly_needs_nobody_else(role):
    make_rules(four_eyes=True)
    person = make_user(role)
    sent = make_revision(IN_REVIEW, by=person)

    workflow.approve(sent, by=person)

    assert workflow.publish(sent, by=person).is_public


def test_the_operator_needs_nobody_else():
    make_rules(four_eyes=True)

    assert workflow.publish(make_draft(), by=None).is_public


def test_who_did_not_write_publishes_without_an_approval(writer, colleague):
    make_rules(four_eyes=True)

    assert workflow.publish(make_draft(by=writer), by=colleague).is_public


def test_an_approval_by_another_lets_the_writer_publish(writer, colleague):
    make_rules(four_eyes=True)
    approved = make_revision(APPROVED, by=writer, reviewer=colleague)

    assert workflow.publish(approved, by=writer).is_public


def test_an_approval_without_a_name_does_not_count(writer):
    make_rules(four_eyes=True)
    approved = make_revision(APPROVED, by=writer, reviewer=None)

    assert is_refused(workflow.publish, approved, writer)


def test_two_writers_cannot_approve_for_each_other(writer, colleague):
    make_rules(four_eyes=True)
    draft = save(make_draft(by=writer), by=colleague, title="Tên khác")
    sent = workflow.submit(draft, by=writer)

    assert [is_refused(workflow.approve, sent, person) for person in (writer, colleague)] == [True, True]


def test_who_only_moved_the_time_may_approve(writer, colleague):
    make_rules(four_eyes=True)
    sent = workflow.submit(save(make_draft(by=writer), by=colleague, published_at=at("2026-11-20")), by=writer)

    assert workflow.approve(sent, by=colleague).approved_by == colleague


# --- How it might be got round ---------------------------------------------------------------------------------------


def test_a_changed_text_needs_a_new_approval(writer, colleague):
    make_rules(four_eyes=True)
    approved = make_revision(APPROVED, by=writer, reviewer=colleague)

    changed = save(approved, by=writer, body="<p>Chưa ai đọc.</p>")

    assert is_refused(workflow.publish, changed, writer)
    assert is_refused(workflow.publish, approved, writer)
    assert workflow.publish(workflow.approve(changed, by=colleague), by=writer).is_public


def test_the_approver_who_then_writes_is_a_writer(writer, colleague):
    make_rules(four_eyes=True)
    approved = make_revision(APPROVED, by=writer, reviewer=colleague)

    changed = save(approved, by=colleague, body="<p>Chưa ai đọc.</p>")

    assert is_refused(workflow.publish, changed, colleague)
    assert is_refused(workflow.approve, changed, colleague)


def test_another_time_keeps_the_approval_valid(writer, colleague):
    make_rules(four_eyes=True)
    approved = make_revision(APPROVED, by=writer, reviewer=colleague)

    moved = save(approved, by=writer, published_at=at("2026-11-20"))

    assert workflow.publish(moved, by=writer).is_public


def test_an_own_approval_from_before_the_rule_does_not_count(writer, colleague):
    approved = make_revision(APPROVED, by=writer, reviewer=writer)
    make_rules(four_eyes=True)

    assert is_refused(workflow.publish, approved, writer)
    assert workflow.publish(approved, by=colleague).is_public


def test_the_rule_switched_off_no_longer_binds(writer):
    make_rules(four_eyes=True)
    draft = make_draft(by=writer)
    assert is_refused(workflow.publish, draft, writer)

    EditorialRules.objects.update(four_eyes=False)

    assert workflow.publish(draft, by=writer).is_public


def test_a_live_article_does_not_leave_a_strict_section_alone(writer):
    strict, loose = make_section("Chặt", four_eyes=True), make_section("Thoáng")
    article = make_article(section=strict.pk)
    moved = make_draft(article, by=writer, section=loose.pk)

    assert is_refused(workflow.publish, moved, writer)


def test_a_live_article_does_not_enter_a_strict_section_alone(writer):
    strict, loose = make_section("Chặt", four_eyes=True), make_section("Thoáng")
    article = make_article(section=loose.pk)
    moved = make_draft(article, by=writer, section=strict.pk)

    assert is_refused(workflow.publish, moved, writer)


def test_an_approval_given_in_a_loose_section_is_void_in_a_strict_one(writer, colleague):
    strict, loose = make_section("Chặt", four_eyes=True), make_section("Thoáng")
    approved = make_revision(APPROVED, by=writer, reviewer=colleague, section=loose.pk)

    moved = save(approved, by=writer, section=strict.pk)

    assert is_refused(workflow.publish, moved, writer)


def test_a_draft_put_aside_and_saved_by_a_colleague_is_still_the_writers_text(writer, colleague):
    make_rules(four_eyes=True)
    aside = workflow.discard(make_draft(by=writer), by=writer)
    again = save(aside, by=colleague, published_at=at("2026-11-20"))

    assert is_refused(workflow.publish, again, writer)


def test_an_own_text_restored_by_a_colleague_is_still_the_writers_text(writer, colleague):
    make_rules(four_eyes=True)
    article = make_article()
    mine = workflow.discard(make_draft(article, by=writer, title="Của tôi"), by=writer)

    restored = workflow.restore(mine, by=colleague)

    assert [is_refused(workflow.publish, restored, person) for person in (writer, colleague)] == [True, True]


def test_an_own_text_merged_by_a_colleague_is_still_the_writers_text(writer, colleague):
    make_rules(four_eyes=True)
    article = make_article()
    live, seen = workflow.live_revision(article), workflow.last_public_step(article)
    mine, theirs = (
        workflow.save_draft(article, live.content | {"title": title}, by=by, based_on=live, seen=seen)
        for title, by in (("Của tôi", writer), ("Của bạn", colleague))
    )
    merged = workflow.save_draft(article, mine.content, by=colleague, based_on=theirs, seen=seen, merges=mine)

    assert [is_refused(workflow.publish, merged, person) for person in (writer, colleague)] == [True, True]


def test_an_overtaken_text_does_not_inherit_the_approval_of_the_other(writer, colleague):
    make_rules(four_eyes=True)
    approved = make_revision(APPROVED, by=writer, reviewer=colleague)
    save(approved, by=colleague, expires_at=at("2027-12-01"))

    apart = save(approved, by=writer, body="<p>Chưa ai đọc.</p>")

    assert (apart.state, apart.approved_by) == (RevisionState.DRAFT, None)
    assert is_refused(workflow.publish, apart, writer)
