"""Two photos become one: every place of the one that goes shows the other, and its address leads on."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from articles import photos, workflow
from articles.models import (
    Article,
    ContentVersion,
    Event,
    FormerPhotoName,
    Photo,
    Revision,
    Shell,
    Topic,
    UnsavedText,
)
from articles.photos import files
from articles.states import RevisionState, Step
from portal.models import Page, SiteIdentity
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

from .stored_pictures import stored_files

pytestmark = pytest.mark.django_db
WIDE, SMALL, OTHER = picture_bytes((160, 100)), picture_bytes((80, 50)), picture_bytes((90, 90))


@pytest.fixture
def kept():
    return make_photo(WIDE, alt="Lúa chín", caption="Vụ xuân")


@pytest.fixture
def other():
    return make_photo(SMALL, alt="Cánh đồng", caption="", credit="Quốc Khánh", rights="Ảnh của xã")


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def body_with(*several):
    """Cleaned HTML, as it is stored."""
    images = [
        f'<p><img src="{photo.file.url}" alt="Lúa" width="{photo.width}" height="{photo.height}"></p>'
        for photo in several
    ]
    return "\n".join(images)


# --- Where it stood ---------------------------------------------------------------------------------------------------


def test_articles_show_the_photo_that_stays(kept, other):
    article = make_article(cover=other.pk, body=body_with(other))
    strange = make_article(title="Không ảnh")

    photos.merge(kept, other, by=None)

    article.refresh_from_db()
    assert (article.cover, article.body, list(article.photos.all())) == (kept, body_with(kept), [kept])
    assert Article.objects.get(pk=strange.pk).body == "<p>Nội dung.</p>"


def test_every_version_however_old_shows_the_photo_that_stays(kept, other):
    article = make_article(cover=other.pk, body=body_with(other))
    make_draft(article, cover=other.pk, body=body_with(other) + "<p>Hai.</p>")
    make_revision(RevisionState.DISCARDED, cover=other.pk)

    photos.merge(kept, other, by=None)

    versions = Revision.objects.order_by("pk")
    assert [version.content["cover"] for version in versions] == [kept.pk] * 3
    bodies = [version.content["body"] for version in versions]
    assert bodies == [body_with(kept), body_with(kept) + "\n<p>Hai.</p>", "<p>Nội dung.</p>"]
    assert [version.labels[f"cover:{kept.pk}"] for version in versions] == ["Vụ xuân"] * 3
    assert [list(version.photos.all()) for version in versions] == [[kept]] * 3


def test_a_text_that_showed_both_shows_the_one_twice(kept, other):
    article = make_article(cover=kept.pk, body=body_with(kept, other))

    photos.merge(kept, other, by=None)

    article.refresh_from_db()
    assert (article.body, list(article.photos.all())) == (body_with(kept, kept), [kept])
    assert list(article.revisions.get().photos.all()) == [kept]


def test_the_live_version_is_still_the_live_text(kept, other):
    article = make_article(cover=other.pk, body=body_with(other))
    before = workflow.live_revision(article)

    photos.merge(kept, other, by=None)

    article.refresh_from_db()
    before.refresh_from_db()
    words = before.content | {"body": article.body, "cover": article.cover_id}
    seen = workflow.last_public_step(article)
    assert workflow.save_draft(article, words, by=None, based_on=before, seen=seen) == before


def test_topics_shells_pages_and_the_seal_show_the_photo_that_stays(kept, other):
    topic = make_topic(cover=other)
    shell = Shell.objects.create(name="Lịch tiếp dân", body=body_with(other), cover=other)
    page = make_page(body=body_with(other))
    make_identity(logo=other)

    photos.merge(kept, other, by=None)

    shell.refresh_from_db()
    assert (Topic.objects.get(pk=topic.pk).cover, shell.cover, SiteIdentity.objects.get().logo) == (kept,) * 3
    assert (shell.body, Page.objects.get(pk=page.pk).body) == (body_with(kept),) * 2


def test_what_somebody_typed_and_has_not_saved_finds_the_photo_that_stays(kept, other):
    data = {"cover": [str(other.pk)], "title": ["Mùa gặt"], "body": [body_with(other)]}
    UnsavedText.objects.create(user=make_user(), key="n1", form="a", data=data)

    photos.merge(kept, other, by=None)

    text = UnsavedText.objects.get()
    assert text.data == data | {"cover": [str(kept.pk)]}
    assert make_draft(body=text.data["body"][0]).content["body"] == body_with(kept)


def test_every_use_of_the_one_is_a_use_of_the_other(kept, other):
    make_article(title="Đang đăng", cover=other.pk)
    make_draft(title="Đang viết", body=body_with(other))
    make_topic("Lễ hội", cover=other)
    before = [(use.kind, str(use)) for use in photos.uses(other)]

    photos.merge(kept, other, by=None)

    assert [(use.kind, str(use)) for use in photos.uses(kept)] == before
    assert [kind for kind, _words in before] == ["article", "version", "topic", "history"]


# --- The photos themselves --------------------------------------------------------------------------------------------


def test_the_photo_that_stays_takes_the_words_it_lacked(kept, other):
    taken = timezone.now()
    Photo.objects.filter(pk=other.pk).update(taken_at=taken)
    other.refresh_from_db()

    photos.merge(kept, other, by=None)

    photo = Photo.objects.get()
    words = (photo.alt, photo.caption, photo.credit, photo.rights)
    assert words == ("Lúa chín", "Vụ xuân", "Quốc Khánh", "Ảnh của xã")
    assert (photo.taken_at, photo.file.name, photo.width) == (taken, kept.file.name, 160)


def test_the_old_address_leads_to_the_photo_that_stays(kept, other, callbacks, client):
    with callbacks(execute=True):
        photos.merge(kept, other, by=None)

    response = client.get(other.file.url)

    assert photos.at_address(other.file.name) == ("moved", kept.file.name)
    assert (response.status_code, response.headers["Location"]) == (302, kept.file.url)


def test_addresses_that_the_photo_had_before_lead_on_as_well(kept, other, callbacks):
    names = [other.file.name]
    with callbacks(execute=True):
        other = photos.replace(other, upload(OTHER), by=None)
        names.append(other.file.name)
        photos.merge(kept, other, by=None)

    assert [photos.at_address(name) for name in names] == [("moved", kept.file.name)] * 2
    assert list(FormerPhotoName.objects.order_by("pk").values_list("name", "photo")) == [(n, kept.pk) for n in names]


def test_its_files_are_put_aside_for_a_month(kept, other, callbacks):
    kept_files, others = files.names_of(kept.file.name), files.names_of(other.file.name)
    with callbacks(execute=True):
        photos.merge(kept, other, by=None)

    stored = {str(path.relative_to(default_storage.location)) for path in stored_files()}
    aside = stored - set(kept_files)
    assert {name.rpartition("/")[2] for name in aside} == {name.rpartition("/")[2] for name in others}
    assert {name.startswith(f"held/replaced/{timezone.localdate():%Y-%m-%d}/{kept.pk}-") for name in aside} == {True}
    assert photos.purge_replaced(timezone.now() + timedelta(days=30)) == 3


def test_the_file_that_went_is_known_at_the_door(kept, other):
    photos.merge(kept, other, by=None)

    with pytest.raises(photos.KnownPhoto) as refused:
        photos.ingest(upload(SMALL))

    assert refused.value.photo == kept


def test_readers_pages_are_made_anew(kept, other):
    before = ContentVersion.objects.get().number

    photos.merge(kept, other, by=None)

    assert ContentVersion.objects.get().number == before + 1


@pytest.mark.parametrize("count", [0, 300])
def test_merging_asks_the_same_however_large_the_library_is(kept, other, count):
    make_article(cover=other.pk)
    Photo.objects.bulk_create(
        Photo(file=f"photos/2026/11/{number}.jpg", width=1, height=1, fingerprint=f"{number}")
        for number in range(count)
    )

    with CaptureQueriesContext(connection) as asked:
        photos.merge(kept, other, by=None)

    assert len(asked) == MERGE_QUERIES


MERGE_QUERIES = 35


# --- Approvals --------------------------------------------------------------------------------------------------------


def test_what_was_approved_with_the_photo_that_goes_is_in_review_again(kept, other):
    editor = make_user()
    revision = make_revision(RevisionState.APPROVED, cover=other.pk)
    make_revision(RevisionState.APPROVED, title="Với ảnh ở lại", cover=kept.pk)
    last = Event.objects.latest("pk").pk

    photos.merge(kept, other, by=editor)

    states = list(Revision.objects.order_by("pk").values_list("state", flat=True))
    assert states == [RevisionState.IN_REVIEW, RevisionState.APPROVED]
    events = Event.objects.filter(pk__gt=last)
    assert [(each.step, each.revision, each.by, each.note) for each in events] == [
        (Step.PHOTO, revision, editor, "Cánh đồng")
    ]


def test_a_planned_version_with_the_photo_that_goes_is_called_off(kept, other):
    boss = make_user(None)
    revision = make_draft(make_article(title="Cũ"), by=boss, title="Mới", cover=other.pk)
    workflow.plan(revision, by=boss, at=timezone.now() + timedelta(hours=1))

    photos.merge(kept, other, by=boss)

    assert workflow.apply_due(timezone.now() + timedelta(hours=2)) == 0
    assert Article.objects.get().title == "Cũ"


def test_the_history_of_a_live_article_says_so_where_its_picture_changed(kept, other):
    changed = make_article(cover=other.pk)
    make_article(title="Với ảnh ở lại", cover=kept.pk)
    last = Event.objects.latest("pk").pk

    photos.merge(kept, other, by=None)

    assert list(Event.objects.filter(pk__gt=last).values_list("step", "article")) == [(Step.PHOTO, changed.pk)]


# --- What is refused --------------------------------------------------------------------------------------------------


def refusal(photo, other, by=None):
    with translation.override("en"), pytest.raises(photos.UnusablePhoto) as refused:
        photos.merge(photo, other, by=by)
    assert FormerPhotoName.objects.count() == 0
    return str(refused.value)


@pytest.mark.parametrize("down", ["kept", "other"])
def test_a_photo_that_was_taken_down_is_merged_with_none(kept, other, down):
    photo = {"kept": kept, "other": other}[down]
    photos.take_down(photo, by=None, reason="Theo yêu cầu")

    assert refusal(kept, other) == f"“{photo}” was taken down. Bring it back first, then merge the two."


def test_a_photo_is_not_merged_with_itself(kept):
    assert refusal(kept, kept) == "One of the two photos is not in the library any more."


def test_a_photo_that_has_gone_meanwhile_is_merged_with_none(kept, other):
    Photo.objects.get(pk=other.pk).delete()

    assert refusal(kept, other) == "One of the two photos is not in the library any more."


def test_who_may_not_change_photos_merges_none(kept, other):
    with pytest.raises(PermissionDenied):
        photos.merge(kept, other, by=make_user("Phóng viên"))

    assert Photo.objects.count() == 2


def test_who_has_sections_merges_away_no_photo_that_stands_outside_of_them(kept, other):
    editor = make_user()
    make_profile(editor, make_section("Kinh tế"))
    make_article(section=make_section("Văn hoá").pk, title="Lễ hội", cover=other.pk)

    said = refusal(kept, other, by=editor)

    assert said == "“Cánh đồng” also stands in “Lễ hội”, which you may not change. Ask somebody who may."


def test_where_the_texts_cannot_be_changed_nothing_is(kept, other, monkeypatch):
    article = make_article(cover=other.pk)

    def fail():
        raise RuntimeError

    monkeypatch.setattr(ContentVersion, "bump", fail)
    with pytest.raises(RuntimeError):
        photos.merge(kept, other, by=None)

    assert (Photo.objects.count(), Article.objects.get(pk=article.pk).cover) == (2, other)


# --- In the newsroom --------------------------------------------------------------------------------------------------


def page_of(photo, other):
    return reverse("admin:articles_photo_merge", args=[photo.pk, other.pk])


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


def test_the_page_says_what_stays_what_goes_and_what_will_change(client, editor, kept, other):
    make_article(title="Mùa gặt", cover=other.pk)
    make_article(title="Không đổi", cover=kept.pk)

    response = client.get(page_of(kept, other))

    assert [name for _kind, name, address in response.context["uses"] if address] == ["Mùa gặt"]
    assert [row[1:] for row in response.context["words"]] == [
        ("Lúa chín", False, "Cánh đồng"),
        ("Vụ xuân", False, ""),
        ("Quốc Khánh", True, ""),
        ("Ảnh của xã", True, ""),
        ("", False, ""),
    ]
    assert (response.context["is_smaller"], client.get(page_of(other, kept)).context["is_smaller"]) == (False, True)
    assert Photo.objects.count() == 2


def test_two_photos_are_merged_and_who_did_it_is_kept(client, editor, kept, other):
    key = other.pk

    response = client.post(page_of(kept, other))

    assert (response.url, Photo.objects.get()) == (reverse("admin:articles_photo_change", args=[kept.pk]), kept)
    gone, stayed = LogEntry.objects.order_by("pk")
    assert (gone.user, gone.action_flag, gone.object_id, gone.object_repr) == (editor, DELETION, str(key), "Cánh đồng")
    assert (stayed.user, stayed.action_flag, stayed.object_id) == (editor, CHANGE, str(kept.pk))
    assert stayed.change_message == f"Đã gộp ảnh số {key} “Cánh đồng” (anh.jpg) vào ảnh này."
    assert FormerPhotoName.objects.get().by == editor


def test_what_is_refused_is_said_and_leaves_no_record(client, editor, kept, other):
    make_profile(editor, make_section("Kinh tế"))
    make_article(section=make_section("Văn hoá").pk, cover=other.pk)

    response = client.post(page_of(kept, other))

    assert (len(response.context["messages"]), LogEntry.objects.count(), Photo.objects.count()) == (1, 0, 2)


@pytest.mark.parametrize("method", ["get", "post"])
def test_photos_that_can_not_be_merged_have_no_such_page(client, editor, kept, other, method):
    photos.take_down(other, by=None, reason="Lý do")
    pairs = [(kept, other), (other, kept), (kept, kept)]

    answers = [getattr(client, method)(page_of(*pair)).status_code for pair in pairs]

    assert (answers, Photo.objects.count()) == ([404] * 3, 2)


def test_merging_takes_the_right_to_change_photos(client, kept, other):
    client.force_login(make_user("Phóng viên"))

    assert [client.get(page_of(kept, other)).status_code, client.post(page_of(kept, other)).status_code] == [403, 403]
    assert Photo.objects.count() == 2
