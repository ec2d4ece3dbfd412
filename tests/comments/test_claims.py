"""Who is at work on a comment: visible, and no lock."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from comments import moderation
from comments.models import Comment
from tests.factories import make_comment, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def first():
    return make_user("Kiểm duyệt", username="mot")


@pytest.fixture
def second():
    return make_user("Kiểm duyệt", username="hai")


def test_the_first_to_claim_has_it(first, second):
    comment = make_comment()

    assert (moderation.claim(comment, by=first), moderation.claim(comment, by=second)) == (True, False)
    assert Comment.objects.get().claimed_by == first


def test_others_see_it_and_the_claimer_is_not_told_of_themselves(first, second):
    comment = make_comment()
    moderation.claim(comment, by=first)
    comment.refresh_from_db()

    assert moderation.claimed_by_another(comment, second) == first
    assert moderation.claimed_by_another(comment, first) is None


def test_a_claim_lapses(first, second):
    comment = make_comment(claimed_by=first, claimed_at=timezone.now() - timedelta(minutes=11))

    assert moderation.claimed_by_another(comment, second) is None
    assert moderation.claim(comment, by=second)


def test_only_the_claimer_lets_go(first, second):
    comment = make_comment()
    moderation.claim(comment, by=first)

    moderation.release(comment, by=second)
    still = Comment.objects.get().claimed_by
    moderation.release(comment, by=first)

    assert (still, Comment.objects.get().claimed_by) == (first, None)


def test_a_claim_hinders_nobody_and_ends_with_the_decision(first, second):
    comment = make_comment()
    moderation.claim(comment, by=first)

    moderation.approve(comment, by=second)

    assert (Comment.objects.get().status, Comment.objects.get().claimed_by) == ("approved", None)


def test_claiming_takes_a_right():
    with pytest.raises(PermissionDenied):
        moderation.claim(make_comment(), by=make_user("Phóng viên"))
