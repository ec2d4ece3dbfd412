"""Which step may follow which state, and whose rights allow it: each as a whole table, nothing sampled."""

import pytest
from django.core.exceptions import PermissionDenied

from articles.models import ContentVersion
from comments import moderation
from comments.models import Comment, CommentEvent, Reason, Status, Step
from comments.states import LEADS_TO
from tests.factories import make_answer, make_article, make_comment, make_profile, make_section, make_unit, make_user

pytestmark = pytest.mark.django_db

SIGNED = {"name": "Lê Thị Hoa", "position": "Phó Chủ tịch UBND xã"}
STEPS = {
    Step.APPROVE: lambda comment, by: moderation.approve(comment, by=by),
    Step.REJECT: lambda comment, by: moderation.reject(comment, by=by, code=Reason.OFF_TOPIC),
    Step.MARK_SPAM: lambda comment, by: moderation.mark_spam(comment, by=by),
    Step.TAKE_DOWN: lambda comment, by: moderation.take_down(comment, by=by, code=Reason.UNLAWFUL),
    Step.ROUTE: lambda comment, by: moderation.route(comment, make_unit(), by=by),
    Step.ANSWER: lambda comment, by: moderation.answer(comment, by=by, text="Đã tiếp nhận.", **SIGNED),
    Step.CHANGE_ANSWER: lambda comment, by: moderation.change_answer(comment, by=by, text="Đã sửa.", **SIGNED),
    Step.MASK: lambda comment, by: moderation.mask(comment, by=by, words="Đức-Hạnh"),
    Step.UNMASK: lambda comment, by: moderation.put_back(comment, by=by),
    Step.BAN: lambda comment, by: moderation.ban(comment, by=by, days=7, reason="Quấy rối"),
}
W, A, R, S, X, T = Status.WAITING, Status.APPROVED, Status.REFUSED, Status.SPAM, Status.WITHDRAWN, Status.TAKEN_DOWN
POSSIBLE = {
    Step.APPROVE: {W, R, S, T},
    Step.REJECT: {W, S},
    Step.MARK_SPAM: {W, R},
    Step.TAKE_DOWN: {A},
    Step.ROUTE: {W, A},
    Step.ANSWER: {W, A, R, T},
    Step.CHANGE_ANSWER: {W, A, R, T},
    Step.MASK: {W, A, R, S, T},
    Step.UNMASK: {W, A, R, S, T},
    Step.BAN: {W, A, R, S, X, T},
}
ROLES = ["Phóng viên", "Biên tập viên", "Kiểm duyệt", "Thư ký toà soạn", "Quản trị", "Trả lời bạn đọc"]
DECIDERS = {"Biên tập viên", "Kiểm duyệt", "Thư ký toà soạn", "Quản trị"}


def ready(step, status):
    """A comment in a state with whatever else the step asks for: an answer to change, words to put back."""
    comment = make_comment(status=status)
    if step == Step.CHANGE_ANSWER:
        make_answer(comment)
    if step == Step.UNMASK:
        contact = comment.contact
        contact.original = {"text": "Mỗi khối bao nhiêu tiền?"}
        contact.save()
        Comment.objects.filter(pk=comment.pk).update(text="Mỗi khối [đã che]?", is_masked=True)
    return comment


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("step", STEPS)
def test_which_step_may_follow_which_state(step, status):
    comment, moderator = ready(step, status), make_user("Kiểm duyệt")

    try:
        STEPS[step](comment, moderator)
        taken = True
    except moderation.NotPossible as refusal:
        taken = False
        assert str(refusal)

    assert taken == (status in POSSIBLE[step])
    expected = {Step.ANSWER: A if status == W else status}.get(step, LEADS_TO.get(step, status)) if taken else status
    assert Comment.objects.get().status == expected
    assert CommentEvent.objects.filter(step=step).count() == taken


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("step", STEPS)
def test_whose_rights_allow_which_step(step, role):
    """The comment lies with a unit of which the person is a member, so that their rights alone are asked."""
    status = {Step.TAKE_DOWN: A}.get(step, W)
    comment, person = ready(step, status), make_user(role)
    if step != Step.ROUTE:
        moderation.route(comment, make_unit("Đội Quản lý đô thị", person), by=make_user(None)) if not hasattr(
            comment, "answer"
        ) else Comment.objects.filter(pk=comment.pk).update(
            unit=make_unit("Đội Quản lý đô thị", person), routed_at=comment.created_at, due_on=comment.created_at
        )

    try:
        STEPS[step](comment, person)
        allowed = True
    except PermissionDenied:
        allowed = False

    answers = step in {Step.ANSWER, Step.CHANGE_ANSWER}
    assert allowed == (role in DECIDERS or (answers and role == "Trả lời bạn đọc"))
    assert CommentEvent.objects.filter(step=step).count() == allowed


@pytest.mark.parametrize("step", STEPS)
def test_nobody_takes_a_step_outside_their_sections(step):
    comment = ready(step, A if step == Step.TAKE_DOWN else W)
    elsewhere = make_user("Kiểm duyệt")
    make_profile(elsewhere, make_section("Thể thao"))

    with pytest.raises(PermissionDenied):
        STEPS[step](comment, elsewhere)

    assert CommentEvent.objects.count() == 0


@pytest.mark.parametrize("step", STEPS)
def test_a_step_within_the_own_sections_is_taken(step):
    section = make_section("Kinh tế")
    make_article(section=section.pk)
    comment, person = ready(step, A if step == Step.TAKE_DOWN else W), make_user("Kiểm duyệt")
    make_profile(person, section)

    STEPS[step](comment, person)

    assert CommentEvent.objects.filter(step=step, by=person).count() == 1


@pytest.mark.parametrize("step", [Step.ANSWER, Step.CHANGE_ANSWER])
def test_a_unit_answers_only_what_was_handed_to_it(step):
    comment = ready(step, A)
    person = make_user("Trả lời bạn đọc")
    make_unit("Đội Quản lý đô thị", person)

    with pytest.raises(PermissionDenied):
        STEPS[step](comment, person)


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("step", [step for step in STEPS if step != Step.BAN])
def test_the_content_version_rises_with_what_readers_see_and_with_nothing_else(step, status):
    comment, version = ready(step, status), ContentVersion.objects.get().number
    try:
        STEPS[step](comment, make_user("Kiểm duyệt"))
    except moderation.NotPossible:
        pass

    now = Comment.objects.get().status
    taken = CommentEvent.objects.exists()
    assert (ContentVersion.objects.get().number > version) == (taken and A in {status, now})


def test_an_erased_comment_is_left_alone():
    comment = make_comment(status=X, erased_at=make_comment().created_at)

    for step, take in STEPS.items():
        if step != Step.BAN:
            with pytest.raises(moderation.NotPossible):
                take(comment, make_user(None, username=f"goc-{step}"))
