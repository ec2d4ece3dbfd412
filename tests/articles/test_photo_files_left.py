"""Files of photos that a failed move left where they were: moved by the regular work, however long ago it was."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from articles import photos
from articles.photos import files
from tests.factories import make_photo, picture_bytes, upload

pytestmark = pytest.mark.django_db
WIDE, TALL = picture_bytes((160, 100)), picture_bytes((60, 80))
YEAR = timedelta(days=365)


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def full(*args):
    raise OSError(28, "No space left on device")


def test_a_photo_that_could_not_be_taken_down_is_tried_again_a_year_later(callbacks):
    photo = make_photo(WIDE)
    no_room = pytest.raises(OSError, match="No space left")
    with mock.patch.object(files, "move", full), no_room, callbacks(execute=True):
        photos.take_down(photo, by=None, reason="Lộ số điện thoại")

    photos.purge_replaced(timezone.now() + YEAR)

    assert files.are_public(photo.file.name) is False


def test_files_of_a_replaced_photo_that_stayed_are_tried_again_a_year_later():
    photo = make_photo(WIDE)
    former = photo.file.name
    photos.replace(photo, upload(TALL), by=None)  # its transaction is not committed: nothing has moved

    photos.purge_replaced(timezone.now() + YEAR)

    assert files.are_public(former) is False


def test_one_file_that_stayed_is_moved_though_the_others_are(callbacks):
    photo = make_photo(WIDE)
    with callbacks(execute=True):
        photos.take_down(photo, by=None, reason="Nhầm")
    last = files.names_of(photo.file.name)[-1]
    files.move(files.held_name(photo, last), last)

    photos.purge_replaced(timezone.now())

    assert default_storage.exists(last) is False


@pytest.mark.parametrize("name", [".snapshot", "2026-11", "20261101", "lost+found"])
def test_folders_that_are_not_ours_hold_up_nothing(name):
    stray = default_storage.save(f"held/replaced/{name}/tep.jpg", ContentFile(b"x"))

    assert photos.purge_replaced(timezone.now() + YEAR) == 0
    assert default_storage.exists(stray) is True
