"""Cases: handed to a unit with a date, answered under a name, put right in the open."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from comments import moderation
from comments.models import Answer, Comment, CommentEvent, Status, Step
from tests.factories import at, make_answer, make_comment, make_comment_rules, make_unit, make_user

pytestmark = pytest.mark.django_db

FRIDAY = at("2026-11-20", 16)


@pytest.fixture
def moderator():
    return make_user("Kiểm duyệt")


def test_a_comment_is_due_so_many_working_days_after_it_came(moderator):
    make_comment_rules(answer_days=3)
    comment = make_comment(created_at=FRIDAY)

    routed = moderation.route(comment, make_unit(), by=moderator)

    assert routed.due_on == date(2026, 11, 25)
    assert Comment.objects.get().due_on == date(2026, 11, 25)


def test_a_unit_may_have_its_own_number_of_days_and_a_case_its_own_date(moderator):
    slow = make_unit("Phòng Kinh tế", answer_days=10)

    counted = moderation.route(make_comment(created_at=FRIDAY), slow, by=moderator)
    given = moderation.route(make_comment(), slow, by=moderator, due_on=date(2026, 12, 24))

    assert (counted.due_on, given.due_on) == (date(2026, 12, 4), date(2026, 12, 24))


def test_forwarding_again_does_not_lengthen_the_readers_wait(moderator):
    comment = make_comment(created_at=FRIDAY)
    first = moderation.route(comment, make_unit("Phòng Kinh tế"), by=moderator).due_on

    second = moderation.route(comment, make_unit("Công an xã"), by=moderator).due_on

    assert second == first


def test_a_case_may_be_taken_back(moderator):
    comment = make_comment()
    moderation.route(comment, make_unit(), by=moderator)

    taken_back = moderation.route(comment, None, by=moderator)

    assert (taken_back.unit, taken_back.due_on, taken_back.routed_at) == (None, None, None)


def test_nothing_is_handed_to_a_unit_that_takes_no_new_cases(moderator):
    with pytest.raises(moderation.NotPossible, match="Phòng cũ"):
        moderation.route(make_comment(), make_unit("Phòng cũ", is_active=False), by=moderator)


def test_answering_what_waits_shows_it_with_its_answer(moderator):
    comment = moderation.answer(make_comment(), by=moderator, text="Có ạ.", unit=make_unit())

    assert comment.status == Status.APPROVED
    assert list(CommentEvent.objects.values_list("step", flat=True)) == [Step.APPROVE, Step.ANSWER]


def test_what_a_unit_answers_still_waits_for_the_moderator(moderator):
    member = make_user("Trả lời bạn đọc")
    unit, comment = make_unit("Phòng Kinh tế", member), make_comment()
    moderation.route(comment, unit, by=moderator)

    moderation.answer(comment, by=member, text="Có ạ.", unit=unit)

    assert Comment.objects.get().status == Status.WAITING
    assert list(Answer.objects.public()) == []


def test_an_answer_to_a_refused_comment_is_no_public_one(moderator):
    moderation.answer(make_comment(status=Status.REFUSED), by=moderator, text="Vì …", unit=make_unit())

    assert Answer.objects.count() == 1
    assert list(Answer.objects.public()) == []


@pytest.mark.parametrize(
    "how",
    [
        {"text": " \n", "name": "Lê Thị Hoa"},
        {"text": "Có ạ."},
        {"text": "Có ạ.", "position": "Phó Chủ tịch"},
        {"text": "a" * 5001, "name": "Lê Thị Hoa"},
    ],
)
def test_an_answer_without_words_or_signature_is_refused(moderator, how):
    with pytest.raises(moderation.NotPossible):
        moderation.answer(make_comment(), by=moderator, **how)

    assert (Answer.objects.count(), Comment.objects.get().status) == (0, Status.WAITING)


def test_there_is_one_answer_to_a_comment(moderator):
    comment = make_answer().comment

    with pytest.raises(moderation.NotPossible):
        moderation.answer(comment, by=moderator, text="Thêm nữa.", name="Lê Thị Hoa")


def test_an_answer_is_put_right_in_the_open(moderator):
    comment = make_answer(text="Giá là 9.500 đồng.").comment

    moderation.change_answer(comment, by=moderator, text="Giá là 9.800 đồng.", name="Lê Thị Hoa", position="Chủ tịch")

    answer = Answer.objects.get()
    event = CommentEvent.objects.get()
    assert (answer.text, answer.signature) == ("Giá là 9.800 đồng.", "Lê Thị Hoa, Chủ tịch")
    assert answer.changed_at is not None
    assert event.was == {"answer": "Văn phòng HĐND và UBND: Giá là 9.500 đồng."}


def test_changing_nothing_is_no_change(moderator):
    answer = make_answer()

    with pytest.raises(moderation.NotPossible):
        moderation.change_answer(answer.comment, by=moderator, text=answer.text, unit=answer.unit)

    assert Answer.objects.get().changed_at is None


@pytest.mark.parametrize(
    ("signed", "shown"),
    [
        ({"name": "Lê Thị Hoa", "position": "Phó Chủ tịch"}, "Lê Thị Hoa, Phó Chủ tịch – Phòng Kinh tế"),
        ({}, "Phòng Kinh tế"),
        ({"name": "Lê Thị Hoa"}, "Lê Thị Hoa – Phòng Kinh tế"),
    ],
)
def test_how_an_answer_is_signed(signed, shown):
    assert make_answer(unit=make_unit("Phòng Kinh tế"), **signed).signature == shown


def test_an_answer_under_the_wrong_comment_is_taken_back_with_a_reason(moderator):
    comment = make_answer(text="Giá là 9.500 đồng.").comment

    moderation.remove_answer(comment, by=moderator, reason="Trả lời nhầm ý kiến")

    event = CommentEvent.objects.get()
    assert Answer.objects.count() == 0
    assert (event.step, event.note) == (Step.REMOVE_ANSWER, "Trả lời nhầm ý kiến")
    assert event.was == {"answer": "Văn phòng HĐND và UBND: Giá là 9.500 đồng."}


def test_taking_an_answer_back_needs_a_reason_and_an_answer(moderator):
    with pytest.raises(moderation.NotPossible):
        moderation.remove_answer(make_answer().comment, by=moderator, reason=" ")
    with pytest.raises(moderation.NotPossible):
        moderation.remove_answer(make_comment(), by=moderator, reason="Nhầm")

    assert Answer.objects.count() == 1


def test_an_answer_is_undone_with_the_approval_that_came_with_it(moderator):
    comment = moderation.answer(make_comment(), by=moderator, text="Có ạ.", unit=make_unit())

    moderation.undo(comment.last_event, by=moderator)

    undo = CommentEvent.objects.get(step=Step.UNDO)
    assert (Comment.objects.get().status, Answer.objects.count()) == (Status.WAITING, 0)
    assert list(CommentEvent.objects.filter(is_undone=False)) == [undo]
    assert undo.was == {"answer": "Văn phòng HĐND và UBND: Có ạ."}


def test_a_unit_gives_back_what_is_not_its_own(moderator):
    member = make_user("Trả lời bạn đọc")
    comment = make_comment()
    moderation.route(comment, make_unit("Phòng Kinh tế", member), by=moderator)

    moderation.hand_back(comment, by=member, note="Việc của Công an xã")

    event = CommentEvent.objects.latest("pk")
    assert (Comment.objects.get().unit, Comment.objects.get().due_on) == (None, None)
    assert (event.step, event.note) == (Step.HAND_BACK, "Phòng Kinh tế: Việc của Công an xã")


def test_nobody_gives_back_what_they_were_not_given(moderator):
    member = make_user("Trả lời bạn đọc")
    make_unit("Phòng Kinh tế", member)
    comment = make_comment()
    moderation.route(comment, make_unit("Công an xã"), by=moderator)

    with pytest.raises(PermissionDenied):
        moderation.hand_back(comment, by=member, note="Không phải việc của tôi")


def test_an_answer_may_not_be_due_in_many_years(moderator):
    with pytest.raises(moderation.NotPossible):
        moderation.route(make_comment(), make_unit(), by=moderator, due_on=date(9998, 12, 31))


def test_remarks_of_the_staff_hold_no_number_but_the_office_s_own(moderator):
    make_comment_rules(public_phones="024 3384 2222\n")
    comment = make_comment()

    moderation.route(comment, make_unit(), by=moderator, note="Gọi 0912 345 678 hoặc 024 3384 2222")

    assert CommentEvent.objects.get().note.endswith("Gọi [đã che] hoặc 024 3384 2222")
