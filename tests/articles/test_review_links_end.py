"""When a link for approval decides nothing any more."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from articles import workflow
from articles.models import Event, Note, ReviewLink
from articles.states import Step
from tests.factories import make_article, make_draft, make_profile, make_revision, make_rules, make_section, make_user

from .approvals import IN_REVIEW, READER, in_review, linked
from .plans import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_user(email="bien-tap@example.vn", first_name="Lan", last_name="Trần")


@pytest.fixture
def writer():
    return make_user("Phóng viên", email="phong-vien@example.vn")


def end(link, editor):
    workflow.end_link(link, by=editor)


def let_time_pass(link, editor):
    before = timezone.now() - timedelta(days=9)
    ReviewLink.objects.filter(pk=link.pk).update(created_at=before, ends_at=before + timedelta(days=3))


def save_newer(link, editor):
    make_draft(link.revision.article, by=editor, title="Bản mới hơn")


def approve_here(link, editor):
    workflow.approve(link.revision, by=None)


def send_back_here(link, editor):
    workflow.send_back(link.revision, by=None, reason="Chưa được.")


def publish_here(link, editor):
    workflow.publish(link.revision, by=None)


def publish_another(link, editor):
    article = link.revision.article
    live = workflow.live_revision(article)
    content = link.revision.content | {"title": "Bản khác lên trước"}
    beside = workflow.save_draft(article, content, by=None, based_on=live, seen=workflow.last_public_step(article))
    workflow.publish(beside, by=None)


def discard_here(link, editor):
    workflow.discard(link.revision, by=None)


def trash(link, editor):
    workflow.trash(link.revision.article, by=None)


def dismiss_maker(link, editor):
    editor.is_active = False
    editor.save()


def take_right_from_maker(link, editor):
    editor.groups.clear()


def move_maker(link, editor):
    make_profile(editor, make_section("Văn hoá"))


def delete_maker(link, editor):
    ReviewLink.objects.filter(pk=link.pk).update(created_by=None)


HINDRANCES = [
    end, let_time_pass, save_newer, approve_here, send_back_here, publish_here, publish_another, discard_here, trash,
    dismiss_maker, take_right_from_maker, move_maker, delete_maker,
]  # fmt: skip


@pytest.mark.parametrize("happens", HINDRANCES, ids=lambda function: function.__name__)
@pytest.mark.parametrize("step", [workflow.approve_by_link, workflow.return_by_link, workflow.note_by_link])
def test_what_has_happened_since_is_respected(editor, writer, happens, step):
    link, _token = linked(in_review(writer), editor)
    happens(link, editor)
    state = fresh(link.revision).state

    with pytest.raises(workflow.NotPossible) as refused:
        step(fresh(link), "Đồng ý.")

    assert fresh(link.revision).state == state
    assert (fresh(link).decision, Note.objects.count()) == ("", 0)
    assert Event.objects.filter(on_behalf=READER).count() == 0
    assert list(link.uses.values_list("what", "note")) == [("refused", str(refused.value))]


def test_a_withdrawal_after_the_link_was_made_ends_it(editor):
    article = make_article()
    revision = workflow.submit(make_draft(article, title="Bản sửa"), by=None)
    link, _token = linked(revision, editor)
    workflow.withdraw(article, by=None, reason="Sai số liệu")

    with pytest.raises(workflow.NotPossible):
        workflow.approve_by_link(fresh(link))

    assert fresh(revision).state == IN_REVIEW


def test_four_eyes_asked_for_later_end_the_link_of_who_wrote_in_the_text(editor):
    link, _token = linked(make_revision(IN_REVIEW, by=editor), editor)
    make_rules(four_eyes=True)

    with pytest.raises(workflow.NotPossible):
        workflow.approve_by_link(fresh(link))


def test_a_newer_version_is_named_as_the_reason(editor, writer):
    link, _token = linked(in_review(writer), editor)
    save_newer(link, editor)

    with translation.override("en"):
        why = workflow.hindrance(fresh(link))

    assert why == "There is a newer version of this article, so this one is not up for approval any more."


def test_ending_a_link_twice_is_once_and_only_who_may_approve_ends_it(editor, writer):
    link, _token = linked(in_review(writer), editor)

    with pytest.raises(PermissionDenied):
        workflow.end_link(link, by=writer)
    workflow.end_link(link, by=editor)
    workflow.end_link(link, by=editor)

    assert fresh(link).ended_at is not None
    assert list(Event.objects.filter(step=Step.UNLINK).values_list("by", "note")) == [(editor.pk, READER)]
