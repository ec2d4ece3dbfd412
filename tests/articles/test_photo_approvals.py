"""Another file in a photo's place: what was approved with the old picture is not approved any more."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from articles import photos, workflow
from articles.models import Article, Event, Photo, Revision, Shell
from articles.photos import replacing
from articles.states import RevisionState, Step
from tests.factories import (
    make_article,
    make_draft,
    make_identity,
    make_page,
    make_photo,
    make_profile,
    make_revision,
    make_section,
    make_topic,
    make_user,
    picture_bytes,
    upload,
)

from .plans import new_version

pytestmark = pytest.mark.django_db
WIDE, TALL = picture_bytes((160, 100)), picture_bytes((60, 80))
SOON = timedelta(hours=1)


@pytest.fixture
def photo():
    return make_photo(WIDE, caption="Vụ xuân")


@pytest.fixture
def editor():
    return make_user()


def in_text(photo):
    return f'<p><img src="{photo.file.url}" alt="Lúa"></p>'


def replaced(photo, by=None):
    return photos.replace(photo, upload(TALL), by=by)


def events_since(before):
    rows = Event.objects.exclude(pk__in=[event.pk for event in before]).order_by("pk")
    return [(row.step, row.revision, row.before, row.after, row.note, row.by) for row in rows]


# --- Approvals and plans ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["cover", "body"])
def test_what_was_approved_with_the_old_picture_is_in_review_again(photo, editor, where):
    content = {"cover": photo.pk} if where == "cover" else {"body": in_text(photo)}
    revision = make_revision(RevisionState.APPROVED, **content)
    Revision.objects.filter(pk=revision.pk).update(approved_by=editor, approved_as="Ông Chủ tịch")
    before = list(Event.objects.all())

    replaced(photo, by=editor)

    revision.refresh_from_db()
    assert (revision.state, revision.approved_by, revision.approved_as) == (RevisionState.IN_REVIEW, None, "")
    assert events_since(before) == [(Step.PHOTO, revision, "approved", "in_review", "Vụ xuân", editor)]


def test_a_planned_version_does_not_go_up_by_itself(photo):
    boss = make_user(None)
    article = make_article(title="Cũ")
    revision = make_draft(article, by=boss, title="Mới", cover=photo.pk)
    workflow.plan(revision, by=boss, at=timezone.now() + SOON)
    before = list(Event.objects.all())

    replaced(photo)
    count = workflow.apply_due(timezone.now() + 2 * SOON)

    revision.refresh_from_db()
    assert (count, Article.objects.get().title) == (0, "Cũ")
    assert (revision.state, revision.apply_at, revision.planned_by) == (RevisionState.IN_REVIEW, None, None)
    assert events_since(before) == [
        (Step.UNPLAN, revision, "approved", "in_review", "Vụ xuân", None),
        (Step.PHOTO, revision, "approved", "in_review", "Vụ xuân", None),
    ]


def test_a_plan_that_was_taken_further_is_called_off_as_well(photo):
    boss = make_user(None)
    revision = make_draft(make_article(), by=boss, title="Mới", cover=photo.pk)
    workflow.plan(revision, by=boss, at=timezone.now() + SOON)
    workflow.save_draft(
        revision.article, revision.content | {"cover": None}, by=boss, based_on=revision, seen=revision.seen
    )

    replaced(photo)

    assert Revision.objects.planned().count() == 0


@pytest.mark.parametrize("state", [RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.RETURNED])
def test_what_nobody_approved_stays_as_it_is_and_its_history_says_so(photo, state):
    revision = make_revision(state, cover=photo.pk)
    before = list(Event.objects.all())

    replaced(photo)

    revision.refresh_from_db()
    assert revision.state == state
    assert events_since(before) == [(Step.PHOTO, revision, state, state, "Vụ xuân", None)]


def test_other_approvals_stand(photo):
    other = make_revision(RevisionState.APPROVED, cover=make_photo(picture_bytes((90, 90))).pk)

    replaced(photo)

    other.refresh_from_db()
    assert other.state == RevisionState.APPROVED


def test_the_history_of_a_live_article_says_that_its_photo_was_replaced(photo):
    article = make_article(cover=photo.pk)
    make_article(title="Khác")
    make_revision(RevisionState.DISCARDED, cover=photo.pk)
    before = list(Event.objects.all())

    replaced(photo)

    assert events_since(before) == [(Step.PHOTO, None, "published", "published", "Vụ xuân", None)]
    assert Event.objects.latest("pk").article == article


def test_a_file_made_anew_is_the_same_picture(photo):
    revision = make_revision(RevisionState.APPROVED, cover=photo.pk)
    before = list(Event.objects.all())

    photos.rebuild(photo)

    revision.refresh_from_db()
    assert (revision.state, events_since(before)) == (RevisionState.APPROVED, [])


def test_who_approved_and_who_planned_are_told(photo, editor, django_capture_on_commit_callbacks):
    boss = make_user(None, email="truong@xa.example")
    revision = make_draft(make_article(), by=boss, title="Mới", cover=photo.pk)
    workflow.plan(revision, by=boss, at=timezone.now() + SOON)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        replaced(photo, by=editor)

    with translation.override("vi"):
        subject = f"{Step.PHOTO.label}: Mới"
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [(["truong@xa.example"], subject)]


# --- Within reach -----------------------------------------------------------------------------------------------------


@pytest.fixture
def limited(editor):
    make_profile(editor, make_section("Kinh tế"))
    return editor


def refusal(photo, by):
    with translation.override("en"), pytest.raises(photos.UnusablePhoto) as refused:
        replaced(photo, by=by)
    assert Photo.objects.get(pk=photo.pk).file.name == photo.file.name
    return str(refused.value)


def elsewhere(**content):
    return {"section": make_section("Văn hoá").pk, "title": "Lễ hội"} | content


SENTENCE = "“Vụ xuân” also stands in “Lễ hội”, which you may not change. Ask somebody who may."
OUTSIDE = {
    "live": lambda photo: make_article(**elsewhere(cover=photo.pk)),
    "live, in the text": lambda photo: make_article(**elsewhere(body=in_text(photo))),
}


@pytest.mark.parametrize("put", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_who_has_sections_replaces_no_photo_that_stands_outside_of_them(photo, limited, put):
    put(photo)

    assert refusal(photo, limited) == SENTENCE


NOT_ON_THE_SITE = {
    "being written": lambda photo: make_draft(**elsewhere(cover=photo.pk)),
    "waiting for its hour": lambda photo: make_article(**elsewhere(cover=photo.pk, published_at=timezone.now() + SOON)),
}


@pytest.mark.parametrize("put", NOT_ON_THE_SITE.values(), ids=NOT_ON_THE_SITE.keys())
def test_a_text_out_of_reach_that_is_not_on_the_site_is_not_named(photo, limited, put):
    put(photo)

    said = refusal(photo, limited)

    assert said == (
        "“Vụ xuân” also stands in a text of the section “Văn hoá” that isn't on the site and that you may not change. "
        "Ask somebody who may."
    )


def test_of_a_version_out_of_reach_the_title_that_readers_see_is_named(photo, limited):
    article = make_article(**elsewhere())
    make_draft(article, title="Lễ hội bị huỷ", section=article.section_id, cover=photo.pk)

    assert refusal(photo, limited) == SENTENCE


def test_a_plan_in_another_section_holds_its_photo_though_the_newest_version_left_that_section(photo, limited):
    own = limited.profile.sections.get()
    article = make_article(title="Họp chợ", section=own.pk)
    workflow.plan(new_version(article, **elsewhere(cover=photo.pk)), by=make_user(None), at=timezone.now() + SOON)
    new_version(article, section=own.pk)

    assert refusal(photo, limited) == SENTENCE.replace("Lễ hội", "Họp chợ")
    assert article.section_outside({own.pk}).name == "Văn hoá"
    assert photos.out_of_reach([photo], limited) == {photo.pk}


FOR_ALL = {
    "on a topic": lambda photo: make_topic("Lễ hội", cover=photo),
    "on a standing page": lambda photo: make_page("Lễ hội", body=in_text(photo)),
    "in a shell": lambda photo: Shell.objects.create(name="Lễ hội", cover=photo),
}


@pytest.mark.parametrize("put", FOR_ALL.values(), ids=FOR_ALL.keys())
def test_who_has_sections_and_may_change_photos_alone_changes_nothing_of_the_whole_site(photo, limited, put):
    limited.groups.clear()
    limited.user_permissions.add(Permission.objects.get(codename="change_photo"))
    put(photo)

    assert refusal(photo, limited) == SENTENCE


@pytest.mark.parametrize("put", FOR_ALL.values(), ids=FOR_ALL.keys())
def test_who_may_change_what_is_for_all_replaces_its_photo(photo, limited, put):
    put(photo)

    assert replaced(photo, by=limited).width == 60


def test_who_has_sections_replaces_what_stands_in_them(photo, limited):
    section = limited.profile.sections.get()
    make_article(section=section.pk, cover=photo.pk)
    make_revision(RevisionState.DISCARDED, **elsewhere(cover=photo.pk))

    assert replaced(photo, by=limited).width == 60


def test_who_has_no_limits_replaces_a_photo_wherever_it_stands(photo, editor):
    make_identity(logo=photo)
    make_article(cover=photo.pk)

    assert replaced(photo, by=editor).width == 60


def test_a_place_that_came_about_while_the_photo_was_developed_counts(photo, limited, monkeypatch):
    develop = replacing.develop

    def overtaken(*args):
        make_article(**elsewhere(cover=photo.pk))
        return develop(*args)

    monkeypatch.setattr(replacing, "develop", overtaken)

    assert refusal(photo, limited)[:34] == "“Vụ xuân” also stands in “Lễ hội”,"


def test_a_reporter_replaces_no_photo(photo):
    with pytest.raises(PermissionDenied):
        replaced(photo, by=make_user("Phóng viên"))
