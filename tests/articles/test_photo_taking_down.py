"""A photo leaves the site, comes back, or goes for good; its address says which."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from articles import photos
from articles.models import ContentVersion, Photo, Shell, UnsavedText
from articles.photos import files
from articles.renditions import Renditions
from articles.states import RevisionState
from tests.factories import (
    make_article,
    make_draft,
    make_identity,
    make_page,
    make_photo,
    make_revision,
    make_topic,
    make_user,
    picture_bytes,
    upload,
)

from .stored_pictures import stored_files

pytestmark = pytest.mark.django_db
WIDE, TALL = picture_bytes((400, 300)), picture_bytes((700, 900))


@pytest.fixture
def photo():
    return make_photo(WIDE, caption="Vụ xuân")


@pytest.fixture
def secretary():
    return make_user(None)


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def stranger():
    user = make_user(username="khach")
    user.groups.clear()
    return user


def names_on_disk():
    return {str(path.relative_to(default_storage.location)) for path in stored_files()}


def taken_down(photo, callbacks, by=None):
    with callbacks(execute=True):
        return photos.take_down(photo, by=by, reason="  Trẻ em,\n theo yêu cầu ")


def in_text(photo):
    return f'<p><img src="{photo.file.url}" alt="Lúa" width="{photo.width}" height="{photo.height}"></p>'


# --- Down and back ----------------------------------------------------------------------------------------------------


def test_a_photo_taken_down_keeps_who_when_and_why(photo, secretary, callbacks):
    taken_down(photo, callbacks, by=secretary)

    photo.refresh_from_db()
    assert (photo.is_taken_down, photo.taken_down_by) == (True, secretary)
    assert photo.take_down_reason == "Trẻ em, theo yêu cầu"
    assert abs((timezone.now() - photo.taken_down_at).total_seconds()) < 60


def test_no_file_of_a_photo_taken_down_can_be_asked_for(photo, callbacks):
    contents = {path.read_bytes() for path in stored_files()}

    taken_down(photo, callbacks)

    names = names_on_disk()
    assert [bool(re.fullmatch("held/[0-9a-f]{64}", name)) for name in names] == [True] * 5
    assert {path.read_bytes() for path in stored_files()} == contents


def test_the_names_of_held_files_do_not_follow_from_their_addresses(photo, callbacks):
    """Whoever knew the address and this program, but not the file as it was sent, can't work them out."""
    name = photo.file.name

    held = files.held_name(photo, name)
    photo.fingerprint = "0" * 64

    assert held != files.held_name(photo, name)


def test_a_photo_comes_back_to_its_old_address(photo, secretary, callbacks):
    stored = {path: path.read_bytes() for path in stored_files()}
    taken_down(photo, callbacks)

    with callbacks(execute=True):
        photos.bring_back(photo, by=secretary)

    photo.refresh_from_db()
    assert {path: path.read_bytes() for path in stored_files()} == stored
    assert (photo.is_taken_down, photo.taken_down_by, photo.take_down_reason) == (False, None, "")


def test_taking_down_twice_keeps_the_first_reason_and_moves_what_was_left(photo, callbacks):
    photos.take_down(photo, by=None, reason="Lần một")  # as if the process had died before the files moved

    with callbacks(execute=True):
        photos.take_down(photo, by=None, reason="Lần hai")

    photo.refresh_from_db()
    assert photo.take_down_reason == "Lần một"
    assert [name.partition("/")[0] for name in names_on_disk()] == ["held"] * 5


def test_what_a_process_that_died_left_in_reach_is_moved_later(photo):
    photos.take_down(photo, by=None, reason="Lần một")

    photos.purge_replaced(timezone.now())

    assert [name.partition("/")[0] for name in names_on_disk()] == ["held"] * 5


def test_readers_pages_are_made_anew_both_ways(photo, callbacks):
    before = ContentVersion.objects.get().number

    taken_down(photo, callbacks)
    down = ContentVersion.objects.get().number
    photos.bring_back(photo, by=None)
    photos.bring_back(photo, by=None)

    assert (down, ContentVersion.objects.get().number) == (before + 1, before + 2)


def test_what_was_brought_back_meanwhile_stays_on_the_site(photo, callbacks, monkeypatch):
    photos.take_down(photo, by=None, reason="Nhầm")  # as if the process had died before the files moved
    hold = files.hold

    def overtaken(each):
        photos.bring_back(each, by=None)
        hold(each)

    monkeypatch.setattr(files, "hold", overtaken)

    with callbacks(execute=True):
        photos.purge_replaced(timezone.now())

    assert [name.partition("/")[0] for name in names_on_disk()] == ["photos"] * 5


def test_a_move_to_hold_that_comes_late_finds_what_was_decided_since(photo, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as late:
        photos.take_down(photo, by=None, reason="Nhầm")
    with django_capture_on_commit_callbacks(execute=True):
        photos.bring_back(photo, by=None)

    for move in late:
        move()

    assert [name.partition("/")[0] for name in names_on_disk()] == ["photos"] * 5


def test_what_was_replaced_and_taken_down_does_not_come_in_by_the_door_again(photo, callbacks):
    with callbacks(execute=True):
        photos.replace(photo, upload(TALL), by=None)
    taken_down(photo, callbacks)

    with translation.override("en"), pytest.raises(photos.KnownPhoto) as refused:
        photos.ingest(upload(WIDE))

    assert str(refused.value) == "This photo was taken down: Trẻ em, theo yêu cầu"
    assert (refused.value.photo, Photo.objects.count()) == (photo, 1)


# --- Files that are moved ---------------------------------------------------------------------------------------------


class Storage:
    """The storage of the tests, as one that has no folders of ours where `knows_paths` is False; `meanwhile` is done
    once, right after it was first asked for a file."""

    def __init__(self, *, knows_paths=True, meanwhile=None):
        self.knows_paths, self.meanwhile = knows_paths, meanwhile

    def __getattr__(self, name):
        return getattr(default_storage, name)

    def path(self, name):
        if self.knows_paths:
            return default_storage.path(name)
        raise NotImplementedError

    def exists(self, name):
        found, do = default_storage.exists(name), self.meanwhile
        self.meanwhile = None
        if do:
            do()
        return found


@pytest.mark.parametrize("knows_paths", [True, False], ids=["folders", "no folders"])
def test_files_go_and_come_back_whatever_the_storage(knows_paths, photo, callbacks, monkeypatch):
    stored = {path: path.read_bytes() for path in stored_files()}
    monkeypatch.setattr(files, "default_storage", Storage(knows_paths=knows_paths))

    taken_down(photo, callbacks)
    held = names_on_disk()
    with callbacks(execute=True):
        photos.bring_back(photo, by=None)

    assert [name.partition("/")[0] for name in held] == ["held"] * 5
    assert {path: path.read_bytes() for path in stored_files()} == stored


@pytest.mark.parametrize("knows_paths", [True, False], ids=["folders", "no folders"])
def test_two_processes_that_move_the_same_files_lose_none(knows_paths, photo, monkeypatch):
    contents = {path.read_bytes() for path in stored_files()}

    def other():
        files.hold(photo)

    monkeypatch.setattr(files, "default_storage", Storage(knows_paths=knows_paths, meanwhile=other))
    files.hold(photo)

    assert [name.partition("/")[0] for name in names_on_disk()] == ["held"] * 5
    assert {path.read_bytes() for path in stored_files()} == contents


def test_half_a_file_that_a_broken_copy_left_is_made_whole(photo, monkeypatch):
    contents = {path.read_bytes() for path in stored_files()}
    monkeypatch.setattr(files, "default_storage", Storage(knows_paths=False))
    default_storage.save(files.held_name(photo, photo.file.name), ContentFile(b"half"))

    files.hold(photo)

    assert {path.read_bytes() for path in stored_files()} == contents


def test_a_reason_is_needed(photo):
    with translation.override("en"), pytest.raises(photos.UnusablePhoto) as refused:
        photos.take_down(photo, by=None, reason=" \u200b\n")

    photo.refresh_from_db()
    assert (str(refused.value), photo.is_taken_down) == ("Say why the photo is taken down.", False)


@pytest.mark.parametrize(
    "step",
    [
        lambda photo, by: photos.take_down(photo, by=by, reason="Vì sao"),
        lambda photo, by: photos.bring_back(photo, by=by),
        lambda photo, by: photos.delete(photo, by=by),
    ],
    ids=["take down", "bring back", "delete"],
)
def test_who_has_no_right_to_it_changes_nothing(step, photo):
    stored = names_on_disk()

    with pytest.raises(PermissionDenied):
        step(photo, stranger())

    assert (names_on_disk(), Photo.objects.get().is_taken_down) == (stored, False)


# --- What an address says ---------------------------------------------------------------------------------------------


def test_every_address_of_a_photo_taken_down_is_gone(photo, callbacks):
    names = Renditions.of(photo.file.name).names()

    taken_down(photo, callbacks)

    assert [photos.at_address(name) for name in names] == [("gone", photo)] * 5


def test_every_address_of_a_replaced_photo_leads_to_a_file_of_today(photo, callbacks):
    names = Renditions.of(photo.file.name).names()

    with callbacks(execute=True):
        photo = photos.replace(photo, upload(TALL), by=None)

    stem = photo.file.name.removesuffix(".jpg")
    ends = {name.removeprefix(names[0].removesuffix(".jpg")): photos.at_address(name) for name in names}
    assert ends == {
        ".jpg": ("moved", f"{stem}.jpg"),
        "-320.avif": ("moved", f"{stem}-320.avif"),
        "-400.avif": ("moved", f"{stem}-640.avif"),
        "-320.webp": ("moved", f"{stem}-320.webp"),
        "-400.webp": ("moved", f"{stem}-640.webp"),
    }
    assert [default_storage.exists(name) for _how, name in ends.values()] == [True] * 5


def test_former_addresses_of_a_photo_taken_down_are_gone_too(photo, callbacks):
    name = photo.file.name
    with callbacks(execute=True):
        photo = photos.replace(photo, upload(TALL), by=None)

    taken_down(photo, callbacks)

    assert photos.at_address(name) == ("gone", photo)


@pytest.mark.parametrize("name", ["photos/2026/11/a.jpg", "photos/2026/11/a-1x1-1.webp", "", "a", "..", "a-b-c", "é\0"])
def test_of_other_addresses_nothing_is_known(name, photo, callbacks):
    taken_down(photo, callbacks)

    assert photos.at_address(name) is None


def test_an_address_costs_two_queries(photo, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        assert photos.at_address("photos/2026/11/a-1x1-1.webp") is None


# --- For good ---------------------------------------------------------------------------------------------------------


def test_a_photo_that_stands_nowhere_is_deleted_with_all_its_files(photo, secretary, callbacks):
    with callbacks(execute=True):
        photos.replace(photo, upload(TALL), by=None)

    with callbacks(execute=True):
        photos.delete(photo, by=secretary)

    assert (Photo.objects.count(), stored_files()) == (0, [])


def test_a_photo_that_was_taken_down_is_deleted_with_its_held_files(photo, callbacks):
    taken_down(photo, callbacks)

    with callbacks(execute=True):
        photos.delete(photo, by=None)

    assert (Photo.objects.count(), stored_files()) == (0, [])


def make_unsaved(**values):
    """What an article's form sent: a list for each field."""
    data = {"cover": "", "body": ""} | values
    data = {name: [value] for name, value in data.items()}
    return UnsavedText.objects.create(user=make_user(), key="a", title="Đang gõ", data=data, form="f")


USERS = {
    "an article's main photo": (lambda photo: make_article(cover=photo.pk), "article"),
    "an article's text": (lambda photo: make_article(body=in_text(photo)), "article"),
    "a draft": (lambda photo: make_draft(body=in_text(photo)), "version"),
    "a version that was put aside": (
        lambda photo: make_revision(RevisionState.DISCARDED, body=in_text(photo)),
        "history",
    ),
    "a topic": (lambda photo: make_topic(cover=photo), "topic"),
    "a shell's main photo": (lambda photo: Shell.objects.create(name="Mẫu", cover=photo), "shell"),
    "a shell's text": (lambda photo: Shell.objects.create(name="Mẫu", body=in_text(photo)), "shell"),
    "the seal": (lambda photo: make_identity(logo=photo), "siteidentity"),
    "a standing page": (lambda photo: make_page(body=in_text(photo)), "page"),
    "what somebody is typing": (lambda photo: make_unsaved(body=in_text(photo)), "unsaved"),
    "a main photo that somebody chose and did not save": (lambda photo: make_unsaved(cover=str(photo.pk)), "unsaved"),
}


@pytest.mark.parametrize(("use", "kind"), USERS.values(), ids=USERS.keys())
def test_a_photo_that_stands_somewhere_is_not_deleted(use, kind, photo):
    other = make_photo(TALL)
    use(photo)
    stored = names_on_disk()

    with pytest.raises(photos.InUse) as refused:
        photos.delete(photo, by=None)

    assert kind in {each.kind for each in refused.value.uses}
    assert (Photo.objects.count(), names_on_disk()) == (2, stored)
    assert list(photos.never_used()) == [other]
    assert photos.uses(other) == []


def test_who_wants_to_delete_is_told_where_the_photo_stands(photo):
    make_topic("Lễ hội làng", cover=photo)
    make_article(title="Nước sạch về thôn", cover=photo.pk)

    with translation.override("en"), pytest.raises(photos.InUse) as refused:
        photos.delete(photo, by=None)

    assert str(refused.value) == (
        "“Vụ xuân” is in use and can't be deleted: article: Nước sạch về thôn; topic: Lễ hội làng; 1 older version."
    )


def test_where_a_photo_stands_is_told_kind_by_kind(photo):
    article = make_article(title="Một", body=in_text(photo))
    draft = make_draft(article, title="Một, sửa", body=in_text(photo))
    topic = make_topic(cover=photo)

    found = [(use.kind, use.thing) for use in photos.uses(photo)]

    assert found == [("article", article), ("version", draft), ("topic", topic), ("history", 1)]


def test_where_a_photo_stands_is_told_in_bounds(photo, django_assert_num_queries):
    make_article(title="Một", cover=photo.pk)
    with CaptureQueriesContext(connection) as few:
        photos.uses(photo)
    for number in range(4):
        make_article(title=f"Bài {number}", cover=photo.pk)

    with django_assert_num_queries(len(few)):
        found = [use.kind for use in photos.uses(photo, limit=3)]

    assert found == ["article"] * 3 + ["history"]


@pytest.mark.parametrize("cover", ["x", "²", "1" * 30, "\n"])
def test_a_main_photo_that_is_none_breaks_no_list(photo, cover):
    make_unsaved(cover=cover)

    assert (list(photos.never_used()), photos.uses(photo)) == ([photo], [])


def test_a_photo_that_was_replaced_while_somebody_typed_is_in_use(photo, callbacks):
    typed = make_unsaved(body=in_text(photo))

    with callbacks(execute=True):
        photo = photos.replace(photo, upload(TALL), by=None)

    assert [(use.kind, use.thing) for use in photos.uses(photo)] == [("unsaved", typed)]
    assert list(photos.never_used()) == []
    with pytest.raises(photos.InUse):
        photos.delete(photo, by=None)


def test_what_was_never_used_is_found_in_one_query_and_one_for_each_kind_of_text(django_assert_num_queries):
    """Standing pages, shells, unsaved texts and their main photos; the tables are asked within the query."""
    make_page(body="<p>Không ảnh.</p>")
    found = [make_photo(data) for data in (WIDE, TALL)]

    with django_assert_num_queries(5):
        assert list(photos.never_used()) == found[::-1]
