"""A link for approval is worth what its maker may do, and shows what its reader approves."""

import pytest
from django.utils import translation

from articles import workflow
from articles.admin import review_links
from articles.models import Photo
from articles.states import RevisionState
from tests.factories import make_photo, make_user

from .approvals import in_review, linked
from .plans import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return make_user("Thư ký toà soạn")


@pytest.fixture
def writer():
    return make_user("Phóng viên")


@pytest.mark.parametrize("lost", ["is_staff", "is_active"])
def test_a_link_ends_with_its_makers_access_to_the_newsroom(writer, secretary, lost):
    revision = in_review(writer)
    link, _token = linked(revision, secretary)
    type(secretary).objects.filter(pk=secretary.pk).update(**{lost: False})

    with pytest.raises(workflow.NotPossible):
        workflow.approve_by_link(link)

    assert fresh(revision).state == RevisionState.IN_REVIEW


@pytest.mark.parametrize(
    "words", [{"alt": "Họp dân"}, {"caption": "Họp dân"}, {"credit": "Quốc Khánh"}, {"focus_x": 90}, {"focus_y": 90}]
)
def test_what_was_read_with_other_words_of_the_photo_is_not_approved(writer, secretary, words):
    photo = make_photo(caption="Lúa chín")
    revision = in_review(writer, cover=photo.pk)
    link, _token = linked(revision, secretary)
    shown = workflow.shown_by(revision)
    Photo.objects.filter(pk=photo.pk).update(**words)

    with pytest.raises(workflow.NotPossible):
        workflow.approve_by_link(link, shown=shown)

    assert fresh(revision).state == RevisionState.IN_REVIEW


def test_the_box_says_that_a_link_lost_its_maker_without_one_more_question_for_each(
    secretary, writer, django_assert_max_num_queries
):
    revision = in_review(writer)
    links = [linked(revision, secretary, reader=f"Ông {name}")[0] for name in ("An", "Bình", "Chi")]
    type(secretary).objects.filter(pk=secretary.pk).update(is_staff=False)
    root = make_user(None)

    with translation.override("en"), django_assert_max_num_queries(6):
        box = review_links.panel(revision.article, root, revision=revision)

    sentence = "does not work any more: whoever made it may not approve this text"
    assert [link.state_words for link in box["links"]] == [sentence] * len(links)
    assert box["is_waiting"] is False
