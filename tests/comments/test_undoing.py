"""A key pressed once too often: taken back within seconds, by the same person, and never over somebody else's step."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from comments import moderation
from comments.models import Comment, CommentEvent, Reason, Status, Step
from tests.factories import make_comment, make_unit, make_user

pytestmark = pytest.mark.django_db
COLUMNS = ["status", "reason_code", "reason", "decided_at", "decided_by", "unit", "routed_at", "due_on"]


@pytest.fixture
def moderator():
    return make_user("Kiểm duyệt")


def columns():
    return Comment.objects.values(*COLUMNS).get()


STEPS = {
    Step.APPROVE: (Status.WAITING, lambda comment, by: moderation.approve(comment, by=by)),
    Step.REJECT: (Status.WAITING, lambda comment, by: moderation.reject(comment, by=by, reason="Không rõ ý")),
    Step.MARK_SPAM: (Status.REFUSED, lambda comment, by: moderation.mark_spam(comment, by=by)),
    Step.TAKE_DOWN: (Status.APPROVED, lambda comment, by: moderation.take_down(comment, by=by, code=Reason.UNLAWFUL)),
    Step.ROUTE: (Status.APPROVED, lambda comment, by: moderation.route(comment, make_unit(), by=by)),
}


@pytest.mark.parametrize("step", STEPS)
def test_an_undo_puts_back_what_was(moderator, step):
    status, take = STEPS[step]
    comment = make_comment(status=status, decided_by=None if status == Status.WAITING else moderator)
    before = columns()
    event = take(comment, moderator).last_event
    changed = columns()

    moderation.undo(event, by=moderator)

    assert changed != before
    assert columns() == before
    assert list(CommentEvent.objects.values_list("step", "is_undone")) == [(step, True), (Step.UNDO, False)]


def test_routing_again_is_undone_to_the_unit_before(moderator):
    comment, first = make_comment(), make_unit("Phòng Kinh tế")
    moderation.route(comment, first, by=moderator)
    before = columns()
    event = moderation.route(comment, make_unit("Công an xã"), by=moderator).last_event

    moderation.undo(event, by=moderator)

    assert columns() == before


def test_nothing_is_undone_late(moderator):
    event = moderation.approve(make_comment(), by=moderator).last_event

    with pytest.raises(moderation.NotPossible):
        moderation.undo(event, by=moderator, now=timezone.now() + timedelta(seconds=16))

    assert Comment.objects.get().status == Status.APPROVED


def test_nothing_is_undone_twice(moderator):
    event = moderation.approve(make_comment(), by=moderator).last_event
    moderation.undo(event, by=moderator)

    with pytest.raises(moderation.NotPossible):
        moderation.undo(event, by=moderator)


def test_nobody_undoes_somebody_elses_step(moderator):
    event = moderation.approve(make_comment(), by=moderator).last_event

    with pytest.raises(PermissionDenied):
        moderation.undo(event, by=make_user("Quản trị"))


def test_nothing_is_undone_under_a_later_step(moderator):
    comment = make_comment()
    event = moderation.approve(comment, by=moderator).last_event
    moderation.take_down(comment, by=make_user("Quản trị"), code=Reason.UNLAWFUL)

    with pytest.raises(moderation.NotPossible):
        moderation.undo(event, by=moderator)

    assert Comment.objects.get().status == Status.TAKEN_DOWN


@pytest.mark.parametrize("take", [lambda c, by: moderation.mask(c, by=by, words="khối")])
def test_steps_that_leave_no_columns_behind_are_not_undone(moderator, take):
    event = take(make_comment(), moderator).last_event

    with pytest.raises(moderation.NotPossible):
        moderation.undo(event, by=moderator)


def test_a_withdrawal_of_the_writer_can_t_be_undone(moderator):
    comment = moderation.withdraw(make_comment())

    with pytest.raises(PermissionDenied):
        moderation.undo(comment.last_event, by=moderator)
