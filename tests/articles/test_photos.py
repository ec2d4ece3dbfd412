"""The one door for photos: nothing of an upload reaches the public but its pixels."""

import re
import struct
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError
from django.utils import timezone
from PIL import Image, ImageCms, PngImagePlugin

from articles import photos
from articles.models import Photo
from tests.factories import VIETNAM, make_photo, picture_bytes

from .drawn_pictures import BLUE, MARKER, RED, encoded, is_close, master, plain_image, profile_with_marker
from .stored_pictures import stored_files, strange_parts

pytestmark = pytest.mark.django_db

WORD = MARKER.decode()


# --- Nothing but pixels ----------------------------------------------------------------------------------------------


def exif_with_position():
    exif = Image.Exif()
    exif[0x010E] = WORD  # description
    exif[0x013B] = WORD  # artist
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 1.0, 42.0), 3: "E", 4: (105.0, 51.0, 15.0), 29: WORD})  # GPS
    return exif


def iptc_block():
    record = b"\x1c\x02\x78" + struct.pack(">H", len(MARKER)) + MARKER
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(record)) + record + b"\x00" * (len(record) % 2)
    payload = b"Photoshop 3.0\x00" + resource
    return b"\xff\xed" + struct.pack(">H", len(payload) + 2) + payload


def text_chunks():
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Comment", WORD)
    chunks.add_itxt("XML:com.adobe.xmp", WORD)
    return chunks


def jpeg_with_iptc():
    data = picture_bytes((80, 60))
    return data[:2] + iptc_block() + data[2:]


LOADED = {
    "exif in a jpeg": lambda: picture_bytes((80, 60), exif=exif_with_position()),
    "exif in a png": lambda: picture_bytes((80, 60), "PNG", exif=exif_with_position()),
    "exif in a webp": lambda: picture_bytes((80, 60), "WEBP", exif=exif_with_position()),
    "xmp in a jpeg": lambda: picture_bytes((80, 60), xmp=MARKER),
    "xmp in a webp": lambda: picture_bytes((80, 60), "WEBP", xmp=MARKER),
    "iptc in a jpeg": jpeg_with_iptc,
    "comment in a jpeg": lambda: picture_bytes((80, 60), comment=MARKER),
    "comment in a gif": lambda: picture_bytes((80, 60), "GIF", mode="P", comment=MARKER),
    "text in a png": lambda: picture_bytes((80, 60), "PNG", pnginfo=text_chunks()),
    "text in a transparent png": lambda: picture_bytes((80, 60), "PNG", mode="RGBA", pnginfo=text_chunks()),
    "exif in a transparent png": lambda: picture_bytes((80, 60), "PNG", mode="RGBA", exif=exif_with_position()),
    "profile in a jpeg": lambda: picture_bytes((80, 60), icc_profile=profile_with_marker()),
    "behind the end of a jpeg": lambda: picture_bytes((80, 60)) + MARKER,
    "behind the end of a png": lambda: picture_bytes((80, 60), "PNG") + MARKER,
}


@pytest.mark.parametrize("make", LOADED.values(), ids=LOADED.keys())
def test_nothing_that_was_written_into_a_photo_is_kept(make):
    data = make()
    assert data.count(MARKER) > 0

    make_photo(data)

    files = stored_files()
    assert [file.suffix for file in files] in ([".avif", ".webp", ".jpg"], [".avif", ".webp", ".png"])
    assert [(file.read_bytes().count(MARKER), strange_parts(file)) for file in files] == [(0, set())] * 3


def test_the_notes_of_a_camera_are_in_no_file_of_a_large_photo():
    make_photo(picture_bytes((1700, 1200), exif=exif_with_position(), comment=MARKER, xmp=MARKER))

    files = stored_files()
    assert len(files) == 10
    assert [(file.read_bytes().count(MARKER), strange_parts(file)) for file in files] == [(0, set())] * 10


def test_the_picture_within_the_notes_does_not_come_through():
    thumbnail = encoded(plain_image(BLUE), "JPEG", comment=MARKER)
    exif = Image.Exif()
    exif.get_ifd(0x0100)  # the second directory, where a camera keeps its thumbnail
    data = picture_bytes((80, 60))
    payload = b"Exif\0\0" + exif.tobytes()[6:] + thumbnail
    data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload + data[2:]

    make_photo(data)

    assert [(file.read_bytes().count(MARKER), strange_parts(file)) for file in stored_files()] == [(0, set())] * 3


def test_the_second_picture_of_a_file_does_not_come_through():
    second = plain_image(BLUE)
    second.info["comment"] = MARKER
    data = encoded(plain_image(RED), "MPO", save_all=True, append_images=[second])

    photo = make_photo(data)

    assert is_close(master(photo).getpixel((40, 30)), RED, 20)
    assert sum(file.stat().st_size for file in stored_files()) < len(data) * 3
    assert [strange_parts(file) for file in stored_files()] == [set()] * 3


def test_the_profile_of_a_photo_is_used_and_forgotten():
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain, odd = picture_bytes((80, 60), "PNG"), picture_bytes((80, 60), "PNG", icc_profile=wide)

    pictures = [master(make_photo(data)) for data in (plain, odd)]

    assert pictures[0].getpixel((40, 30)) == pictures[1].getpixel((40, 30))  # a profile of another kind is no use
    assert ["icc_profile" in picture.info for picture in pictures] == [False, False]


def test_colours_under_what_is_clear_are_emptied():
    image = Image.new("RGBA", (80, 60), (*RED, 255))
    image.paste((*BLUE, 0), (0, 0, 40, 60))

    photo = make_photo(encoded(image, "PNG"))

    assert master(photo).getpixel((10, 30)) == (0, 0, 0, 0)


# --- What the camera wrote goes into fields --------------------------------------------------------------------------


def with_notes(taken=None, artist=b"", rights=b""):
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    # Pillow writes no letters but ASCII; programs of today write UTF-8 there. So the bytes are put in afterwards.
    words = {0x013B: (artist, "~"), 0x8298: (rights, "^")}
    exif.update({tag: sign * len(word) for tag, (word, sign) in words.items() if word})
    data = picture_bytes((80, 60), exif=exif)
    for word, sign in words.values():
        data = data.replace(sign.encode() * len(word), word) if word else data
    return data


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026:11:20 07:30:05", datetime(2026, 11, 20, 7, 30, 5, tzinfo=VIETNAM)),
        ("2001:02:28 23:59:59", datetime(2001, 2, 28, 23, 59, 59, tzinfo=VIETNAM)),
        ("1980:01:01 00:00:00", None),
        ("2026:11:30 07:30:05", None),
        ("0000:00:00 00:00:00", None),
        ("2026-11-20 07:30", None),
        ("2026:02:30 07:30:05", None),
        ("9999:99:99 99:99:99", None),
        ("x" * 500, None),
    ],
)
@time_machine.travel(datetime(2026, 11, 22, 3, tzinfo=UTC), tick=False)
def test_when_a_photo_was_taken_is_kept_in_the_zone_of_the_site(said, kept):
    assert make_photo(with_notes(taken=said)).taken_at == kept


@pytest.mark.parametrize(
    ("options", "credit"),
    [
        ({"artist": "Lê Minh Đức".encode()}, "Lê Minh Đức"),
        ({"artist": "  Thu\n Hiền ".encode()}, "Thu Hiền"),
        ({"artist": "Jürgen Weiß".encode("latin-1")}, "Jürgen Weiß"),
        ({"rights": "Báo Làng".encode()}, "Báo Làng"),
        ({"artist": b"Anh Ba", "rights": b"Chi Tu"}, "Anh Ba"),
        ({"artist": b"     ", "rights": b"Chi Tu"}, "Chi Tu"),
        ({"artist": b"N" * 900}, "N" * 120),
        ({"artist": "Minh\u202egpj.exe".encode()}, "Minhgpj.exe"),
        ({}, ""),
    ],
)
def test_the_photographer_named_in_the_file_is_credited(options, credit):
    assert make_photo(with_notes(**options)).credit == credit


def test_the_byline_of_an_agency_is_credited():
    name = "Trần Thị Mến".encode()
    record = b"\x1c\x02\x50" + struct.pack(">H", len(name)) + name
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(record)) + record + b"\x00" * (len(record) % 2)
    payload = b"Photoshop 3.0\x00" + resource
    data = picture_bytes((80, 60))
    block = b"\xff\xed" + struct.pack(">H", len(payload) + 2) + payload

    assert make_photo(data[:2] + block + data[2:]).credit == "Trần Thị Mến"


def test_a_credit_that_was_given_stays():
    assert make_photo(with_notes(artist="Máy ảnh".encode()), credit="Quốc Khánh").credit == "Quốc Khánh"


# --- Names and files -------------------------------------------------------------------------------------------------


def test_stored_names_cannot_be_guessed():
    for colour in (RED, BLUE):
        make_photo(encoded(plain_image(colour), "JPEG"))

    names = [str(file.relative_to(default_storage.location)) for file in stored_files()]
    stems = [
        re.fullmatch(r"photos/\d{4}/\d{2}/([0-9a-f]{32})-80x60(?:\.jpg|-80\.(?:avif|webp))", name)[1] for name in names
    ]
    assert sorted(stems.count(stem) for stem in set(stems)) == [3, 3]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../Nhà ông Mậu, số 5.php", "Nhà ông Mậu, số 5.php"),
        ("C:\\Ảnh\\họp dân.jpg", "họp dân.jpg"),
        ("anh\0.php.jpg", "anh.php.jpg"),
        ("anh\u202egpj.exe", "anhgpj.exe"),
        ("a.jpg.html", "a.jpg.html"),
        ("<script>alert(1)<b>.jpg", "<script>alert(1)<b>.jpg"),
        ("n" * 300 + ".jpg", "n" * 196 + ".jpg"),
        ("", ""),
        (None, ""),
    ],
)
def test_the_uploads_own_name_is_kept_for_the_staff_alone(name, kept):
    file = ContentFile(picture_bytes((80, 60)))
    file.name = name

    photo = photos.ingest(file)

    photo.refresh_from_db()
    assert photo.original_name == kept
    assert re.sub("[0-9a-f]{32}", "…", photo.file.name) == f"photos/{timezone.localdate():%Y/%m}/…-80x60.jpg"


def test_files_go_where_the_row_cannot_be_saved(monkeypatch):
    def fail(self, **options):
        raise IntegrityError

    monkeypatch.setattr(Photo, "save", fail)

    with pytest.raises(IntegrityError):
        make_photo(picture_bytes((80, 60)))

    assert stored_files() == []


@pytest.mark.parametrize("ending", [".webp", ".avif", ".jpg"])
def test_all_files_go_where_one_cannot_be_stored(ending, monkeypatch):
    save = FileSystemStorage._save

    def full(storage, name, content):
        if name.endswith(ending):
            raise OSError("No space left on device")
        return save(storage, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", full)

    with pytest.raises(OSError, match="No space left"):
        make_photo(picture_bytes((80, 60)))

    assert (stored_files(), Photo.objects.count()) == ([], 0)


def test_nothing_stays_of_an_upload_in_the_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    make_photo(picture_bytes((80, 60)))
    with pytest.raises(photos.UnusablePhoto):
        make_photo(b"\xff\xd8\xff<html>")

    assert list(tmp_path.iterdir()) == []


def test_what_is_said_of_a_photo_is_kept_in_fields():
    words = {"alt": "Lúa chín", "caption": "Vụ xuân", "credit": "Quốc Khánh", "rights": "Ảnh của xã"}

    photo = make_photo(picture_bytes((80, 60)), **words)

    photo.refresh_from_db()
    assert {name: getattr(photo, name) for name in words} == words
    assert timezone.now() - photo.uploaded_at < timedelta(minutes=1)
