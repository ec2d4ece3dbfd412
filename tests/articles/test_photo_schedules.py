"""Another picture in a text that waits for its hour, or that readers see: who may put it there, and what follows."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from articles import photos, workflow
from articles.models import Event, Photo
from articles.states import RevisionState, Status, Step
from articles.wording import stamp
from tests.factories import (
    make_article,
    make_draft,
    make_photo,
    make_revision,
    make_rules,
    make_section,
    make_user,
    picture_bytes,
    upload,
)

from .plans import fresh, tomorrow

pytestmark = pytest.mark.django_db
WIDE, TALL, OTHER = picture_bytes((160, 100)), picture_bytes((60, 80)), picture_bytes((90, 90))


@pytest.fixture
def photo():
    return make_photo(WIDE, caption="Vụ xuân")


@pytest.fixture
def editor():
    return make_user()


@pytest.fixture
def secretary():
    return make_user("Thư ký toà soạn", email="ha@tin.example")


def scheduled(photo, secretary, by=None):
    """An approved text that waits for tomorrow."""
    state = RevisionState.APPROVED
    revision = make_revision(state, by=by, reviewer=secretary, cover=photo.pk, title="Mùa", published_at=tomorrow())
    return workflow.publish(revision, by=secretary)


def replaced(photo, by=None, call_off=workflow.call_off):
    return photos.replace(photo, upload(TALL), by=by, call_off=call_off)


def steps_since(before):
    return list(Event.objects.filter(pk__gt=before).order_by("pk").values_list("step", "before", "after", "by"))


# --- What was approved and scheduled ----------------------------------------------------------------------------------


def test_what_was_approved_with_the_old_picture_does_not_go_up_by_itself(photo, editor, secretary):
    article = scheduled(photo, secretary)
    before = Event.objects.latest("pk").pk

    replaced(photo, by=editor)

    assert fresh(article).status == Status.UNPUBLISHED
    assert article.revisions.get().state == RevisionState.IN_REVIEW
    assert steps_since(before) == [
        (Step.UNSCHEDULE, "published", "unpublished", editor.pk),
        (Step.PHOTO, "approved", "in_review", editor.pk),
    ]


def test_what_was_moved_since_it_was_approved_does_not_go_up_by_itself_either(photo, editor, secretary):
    article = scheduled(photo, secretary)
    workflow.move_publication(article, by=editor, at=tomorrow())

    replaced(photo, by=editor)

    assert fresh(article).status == Status.UNPUBLISHED
    assert article.revisions.newest_first().first().state == RevisionState.IN_REVIEW


def test_merged_into_another_it_is_another_picture(photo, editor, secretary):
    article = scheduled(photo, secretary)

    photos.merge(make_photo(OTHER), photo, by=editor, call_off=workflow.call_off)

    assert fresh(article).status == Status.UNPUBLISHED


def test_who_approved_is_told(photo, editor, secretary, django_capture_on_commit_callbacks):
    scheduled(photo, secretary)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        replaced(photo, by=editor)

    with translation.override("vi"):
        subject = f"{Step.PHOTO.label}: Mùa"
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [(["ha@tin.example"], subject)]


def test_on_the_photos_page_a_schedule_is_called_off(client, photo, editor, secretary):
    article = scheduled(photo, secretary)
    client.force_login(editor)

    when = stamp(article.published_at)
    address = reverse("admin:articles_photo_replace", args=[photo.pk])
    with translation.override("en"):
        done = client.post(address, {"file": upload(TALL)}, follow=True)

    assert fresh(article).status == Status.UNPUBLISHED
    said = f"“Mùa” is off the schedule ({when}): it has to be approved with the new photo and scheduled anew."
    assert [str(message) for message in done.context["messages"] if message.level_tag == "warning"] == [said]


def test_where_no_schedule_can_be_called_off_the_picture_stays(photo, editor, secretary):
    article = scheduled(photo, secretary)

    with translation.override("en"), pytest.raises(photos.UnusablePhoto) as refused:
        replaced(photo, by=editor, call_off=None)

    assert str(refused.value) == "“Vụ xuân” stands in “Mùa”, which is approved and scheduled. Call that off first."
    assert (fresh(photo).file.name, fresh(article).is_scheduled) == (photo.file.name, True)


def test_what_nobody_approved_keeps_its_hour(photo, editor):
    article = workflow.publish(make_draft(cover=photo.pk, published_at=tomorrow()), by=None)

    replaced(photo, by=editor)

    assert fresh(article).is_scheduled


# --- Four eyes --------------------------------------------------------------------------------------------------------


def by_the_rules():
    make_rules(four_eyes=True)
    return {}


def by_the_section():
    return {"section": make_section("Văn hoá", four_eyes=True).pk}


def by_the_section_above():
    above = make_section("Văn hoá", four_eyes=True)
    return {"section": make_section("Lễ hội", parent=above).pk}


@pytest.mark.parametrize("ask", [by_the_rules, by_the_section, by_the_section_above])
@pytest.mark.parametrize("when", [None, tomorrow], ids=["live", "scheduled"])
def test_where_four_eyes_are_asked_for_nobody_alone_changes_what_is_published(photo, editor, ask, when):
    make_article(cover=photo.pk, title="Mùa", published_at=when and when(), **ask())

    with translation.override("en"), pytest.raises(photos.UnusablePhoto) as refused:
        replaced(photo, by=editor)

    sentence = "“Vụ xuân” stands in the published article “Mùa”. Ask somebody who may publish directly."
    assert (str(refused.value), Photo.objects.get().file.name) == (sentence, photo.file.name)


def test_where_four_eyes_are_asked_for_who_may_publish_directly_changes_it(photo, secretary):
    make_rules(four_eyes=True)
    make_article(cover=photo.pk)

    assert replaced(photo, by=secretary).width == 60


def test_where_four_eyes_are_asked_for_a_photo_of_a_draft_is_anybodys(photo, editor):
    make_rules(four_eyes=True)
    make_draft(cover=photo.pk)

    assert replaced(photo, by=editor).width == 60
