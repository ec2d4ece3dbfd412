"""Links for approval: whoever may approve a version hands that right on to one named person, until a day."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import workflow
from articles.models import Event, Note, ReviewLink, ReviewLinkUse
from articles.states import RevisionState, Step
from articles.workflow.links import MOST_NOTES, MOST_SELDOM
from tests.factories import (
    at,
    make_article,
    make_draft,
    make_profile,
    make_revision,
    make_rules,
    make_section,
    make_user,
)

from .approvals import IN_REVIEW, READER, in_review, linked, new_version
from .plans import fresh

pytestmark = pytest.mark.django_db

DRAFT, RETURNED = RevisionState.DRAFT, RevisionState.RETURNED
APPROVED, DISCARDED = RevisionState.APPROVED, RevisionState.DISCARDED

NOW = at("2026-11-23", 9)


@pytest.fixture
def editor():
    return make_user(email="bien-tap@example.vn", first_name="Lan", last_name="Trần")


@pytest.fixture
def writer():
    return make_user("Phóng viên", email="phong-vien@example.vn")


def uses(link):
    return list(link.uses.values_list("what", flat=True))


# --- Making one ------------------------------------------------------------------------------------------------------


def test_a_link_is_made_for_one_person_and_written_down(editor, writer):
    revision = in_review(writer)

    with time_machine.travel(NOW, tick=False):
        link, token = linked(revision, editor)

    event = Event.objects.get(step=Step.LINK)
    assert (link.reader, link.created_by, link.ends_at) == (READER, editor, NOW + timedelta(days=3))
    assert (event.by, event.revision, event.note) == (editor, revision, f"{READER} · 09:00 26/11/2026")
    assert len(token) >= 43  # 256 bits


def test_the_secret_of_a_link_is_kept_nowhere(editor, writer):
    link, token = linked(in_review(writer), editor)
    workflow.note_by_link(link, "Thêm số liệu.")
    workflow.approve_by_link(link)

    kept = [
        (model.__name__, row)
        for model in apps.get_models()
        for row in model.objects.values_list()
        if token in repr(row)
    ]

    assert kept == []
    assert ReviewLink.objects.get().token_hash not in token


@pytest.mark.parametrize(
    ("role", "may"),
    [("Phóng viên", False), ("Biên tập viên", True), ("Thư ký toà soạn", True), ("Kiểm duyệt", False), (None, True)],
)
def test_only_who_may_approve_makes_a_link(writer, role, may):
    revision = in_review(writer)
    maker = make_user(role, username="nguoi-tao")

    if may:
        linked(revision, maker)
    else:
        with pytest.raises(PermissionDenied):
            linked(revision, maker)

    assert ReviewLink.objects.count() == int(may)


def test_the_operator_makes_no_link_for_nobody_could_answer_for_it(writer):
    with pytest.raises(PermissionDenied):
        linked(in_review(writer), None)


def test_a_reviewer_of_another_section_makes_no_link(writer):
    revision = in_review(writer)
    stranger = make_user(username="noi-khac")
    make_profile(stranger, make_section("Văn hoá"))

    with pytest.raises(PermissionDenied):
        linked(revision, stranger)


def test_who_wrote_in_the_text_hands_no_right_on_where_four_eyes_are_asked_for(editor):
    make_rules(four_eyes=True)
    revision = make_revision(IN_REVIEW, by=editor)

    with pytest.raises(workflow.NotPossible):
        linked(revision, editor)

    assert ReviewLink.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "after"),
    [(DRAFT, IN_REVIEW), (RETURNED, IN_REVIEW), (IN_REVIEW, IN_REVIEW), (APPROVED, None), (DISCARDED, None)],
)
def test_a_text_that_is_not_in_review_is_sent_there_first_or_refused(editor, writer, state, after):
    revision = make_revision(state, by=writer)

    if after:
        linked(revision, editor)
    else:
        with pytest.raises(workflow.NotPossible):
            linked(revision, editor)

    assert fresh(revision).state == (after or state)
    assert ReviewLink.objects.count() == int(after is not None)


def test_a_draft_that_can_not_be_sent_gets_no_link_and_stays_a_draft(editor):
    revision = make_draft(title="")

    with pytest.raises(workflow.NotReady):
        linked(revision, editor)

    assert (fresh(revision).state, ReviewLink.objects.count()) == (DRAFT, 0)


def test_a_version_that_was_taken_further_gets_no_link(editor, writer):
    revision = in_review(writer)
    make_draft(revision.article, by=writer, title="Bản sau")

    with pytest.raises(workflow.NotPossible):
        linked(revision, editor)


def test_a_version_begun_before_the_last_publication_gets_no_link(editor):
    article = make_article()
    outdated, other = (new_version(article, title=title) for title in ("Bản cũ", "Bản khác"))
    workflow.publish(other, by=None)

    with pytest.raises(workflow.Outdated):
        linked(outdated, editor)

    assert ReviewLink.objects.count() == 0


@pytest.mark.parametrize(
    ("reader", "days", "field"),
    [
        ("", 3, "reader"),
        (" \u200b ", 3, "reader"),
        ("A" * 121, 3, "reader"),
        (READER, 0, "ends_at"),
        (READER, 40, "ends_at"),
    ],
)
def test_a_link_needs_a_name_and_an_end_that_is_near(editor, writer, reader, days, field):
    with pytest.raises(workflow.NotReady) as refused:
        linked(in_review(writer), editor, days=days, reader=reader)

    assert list(refused.value.errors) == [field]


# --- Approving and returning -----------------------------------------------------------------------------------------


def test_a_leader_approves_under_their_own_name(editor, writer):
    link, _token = linked(in_review(writer), editor)

    workflow.approve_by_link(link, "Đồng ý đăng.")

    revision, link, event = fresh(link.revision), fresh(link), Event.objects.get(step=Step.APPROVE)
    assert (revision.state, revision.approved_as) == (APPROVED, READER)
    assert (event.by, event.on_behalf, event.note) == (None, READER, "Đồng ý đăng.")
    assert (link.decision, link.decided_at is not None) == ("approved", True)
    assert list(link.uses.values_list("what", "note")) == [("approved", "Đồng ý đăng.")]


def test_a_leader_returns_a_text_with_a_reason(editor, writer):
    link, _token = linked(in_review(writer), editor)

    workflow.return_by_link(link, "Thiếu số liệu\nquý III.")

    revision, event = fresh(link.revision), Event.objects.get(step=Step.SEND_BACK)
    assert (revision.state, revision.approved_by, revision.approved_as) == (RETURNED, None, "")
    assert (event.by, event.on_behalf, event.note) == (None, READER, "Thiếu số liệu\nquý III.")
    assert list(link.uses.values_list("what", "note")) == [("returned", "Thiếu số liệu\nquý III.")]


def test_a_text_is_not_returned_without_a_reason_and_that_is_no_refusal(editor, writer):
    link, _token = linked(in_review(writer), editor)

    with pytest.raises(workflow.NotReady):
        workflow.return_by_link(link, " ")

    assert (fresh(link.revision).state, fresh(link).decision, uses(link)) == (IN_REVIEW, "", [])


@pytest.mark.parametrize("decide", [workflow.approve_by_link, workflow.return_by_link])
def test_the_same_decision_twice_is_one(editor, writer, decide):
    link, _token = linked(in_review(writer), editor)

    decide(link, "Xong.")
    decided_at = fresh(link).decided_at
    decide(link, "Xong.")

    assert fresh(link).decided_at == decided_at
    assert Event.objects.filter(on_behalf=READER).count() == 1
    assert link.uses.count() == 1


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        (workflow.approve_by_link, workflow.return_by_link, APPROVED),
        (workflow.return_by_link, workflow.approve_by_link, RETURNED),
        (workflow.approve_by_link, workflow.note_by_link, APPROVED),
    ],
)
def test_there_is_one_decision_to_a_link(editor, writer, first, second, state):
    link, _token = linked(in_review(writer), editor)
    first(link, "Lần một.")

    with pytest.raises(workflow.NotPossible):
        second(link, "Lần hai.")

    assert fresh(link.revision).state == state
    assert uses(link) == [fresh(link).decision, "refused"]


# --- Notes -----------------------------------------------------------------------------------------------------------


def test_a_note_of_a_leader_stands_among_the_editors_notes_under_their_name(editor, writer):
    link, _token = linked(in_review(writer), editor)

    workflow.note_by_link(link, "Nêu rõ nguồn.", "Nội dung.")

    note, event = Note.objects.get(), Event.objects.get(step=Step.NOTE)
    assert (note.by, note.on_behalf, note.text, note.quote) == (None, READER, "Nêu rõ nguồn.", "Nội dung.")
    assert (note.revision, event.on_behalf) == (link.revision, READER)
    assert uses(link) == ["noted"]


def test_one_link_leaves_no_more_notes_than_somebody_reads(editor, writer):
    link, _token = linked(in_review(writer), editor)
    ReviewLinkUse.objects.bulk_create([ReviewLinkUse(link=link, what="noted")] * MOST_NOTES)

    with pytest.raises(workflow.NotPossible):
        workflow.note_by_link(link, "Thêm nữa.")

    assert Note.objects.count() == 0


# --- The log ---------------------------------------------------------------------------------------------------------


def test_openings_are_written_down_once_a_minute_at_most(editor, writer):
    with time_machine.travel(NOW, tick=False) as clock:
        link, _token = linked(in_review(writer), editor)
        for seconds in (0, 30, 31, 60):
            clock.move_to(NOW + timedelta(seconds=seconds))
            workflow.open_link(link)

    assert [use.at - NOW for use in link.uses.all()] == [timedelta(0), timedelta(seconds=60)]


def test_refusals_are_written_down_once_a_minute_at_most(editor, writer):
    link, _token = linked(in_review(writer), editor)
    workflow.end_link(link, by=editor)

    for _time in range(3):
        with pytest.raises(workflow.NotPossible):
            workflow.approve_by_link(fresh(link))

    assert uses(link) == ["refused"]


def test_the_log_of_a_link_does_not_grow_without_end(editor, writer):
    link, _token = linked(in_review(writer), editor)
    before = timezone.now() - timedelta(hours=1)
    ReviewLinkUse.objects.bulk_create([ReviewLinkUse(link=link, what="opened", at=before)] * MOST_SELDOM)

    workflow.open_link(link)

    assert link.uses.count() == MOST_SELDOM
