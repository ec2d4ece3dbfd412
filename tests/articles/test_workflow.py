"""What each step of the editors' desk does to a text: review, restored and named versions, notes and links."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import workflow
from articles.models import Article, Event, Note, PreviewLink, Revision
from articles.states import RevisionState, Step
from tests.factories import at, make_article, make_draft, make_revision, make_rules, make_section, make_user

from .saves import open_ones, save, states_of

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW, RETURNED = RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.RETURNED
APPROVED = RevisionState.APPROVED
DAY = timedelta(days=1)


@pytest.fixture
def writer():
    return make_user("Phóng viên", username="nguoi-viet")


@pytest.fixture
def editor():
    return make_user(username="nguoi-duyet")


def steps_of(article):
    return list(Event.objects.filter(article=article).order_by("pk").values_list("step", flat=True))


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
