"""Hostile uploads: refused with a sentence that names the reason, or made harmless; in bounded time and memory.

What the stored files hold is read by tests/articles/stored_pictures.py, part by part, not by Pillow.
"""

import resource
import subprocess
import sys
import time
import tracemalloc

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from PIL import Image

from articles import photos
from articles.darkroom import limits
from articles.darkroom.__main__ import develop
from articles.models import Photo
from articles.photos import development

from . import hostile_files as hostile
from .stored_pictures import stored_files, strange_parts

pytestmark = pytest.mark.django_db

SECONDS = limits.SECONDS + 10  # on the wall, beside the other tests
MEGABYTES = 400
# The darkroom as it is, which at its end writes down its peak. (The system's own account of children begins with
# what the parent held when they were born.)
DIED = "died before its end"
WATCHED = """
import pathlib, runpy
target = pathlib.Path({target!r})
target.write_text({died!r})
try:
    runpy.run_module("articles.darkroom", run_name="__main__")
finally:
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    target.write_text(peak.split()[1])
"""

UNREADABLE = "This file can't be read as a photo. Use JPEG, PNG or WebP."
DAMAGED = "This photo is damaged or incomplete. Open it, save it anew and send the new file."
DRAWING = "SVG drawings are not taken: they may hold programs. Save the drawing as PNG."
PHONE = (
    "This is a photo in the iPhone's own format (HEIC). Send it as JPEG: on the phone choose Settings, Camera,"
    " Formats, “Most Compatible”."
)
HEAVY = "Opening this file takes too much time or memory. Save it anew as JPEG and send the new file."


@pytest.fixture(autouse=True)
def watched(tmp_path, monkeypatch):
    """The darkroom's peak of memory is bounded in every test, and does not come near what the system would stop."""
    target = tmp_path / "peak"
    code = WATCHED.format(target=str(target), died=DIED)
    monkeypatch.setattr(development, "COMMAND", [sys.executable, "-P", "-c", code])

    yield

    peak = target.read_text() if target.exists() else "0"  # refused before the darkroom saw it
    assert peak != DIED
    assert int(peak) < MEGABYTES * 1024


def sent(name, data):
    """Send a file and return the sentence of the refusal, or "" where it came in; in bounded time and memory."""
    file = ContentFile(data() if callable(data) else data)
    file.name = name
    tracemalloc.start()
    began = time.monotonic()
    with translation.override("en"):
        try:
            photos.ingest(file)
            said = ""
        except photos.UnusablePhoto as refused:
            said = str(refused)
    taken, own = time.monotonic() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken < SECONDS
    assert own < 10_000_000  # bytes, of the worker
    return said


def cases(group):
    return pytest.mark.parametrize(("name", "data"), group.values(), ids=group.keys())


@cases(hostile.UNREADABLE)
def test_what_is_no_photo_is_refused(name, data):
    assert (sent(name, data), stored_files(), Photo.objects.count()) == (UNREADABLE, [], 0)


@cases(hostile.DRAWINGS)
def test_a_drawing_is_refused_with_a_sentence_of_its_own(name, data):
    assert (sent(name, data), stored_files()) == (DRAWING, [])


@cases(hostile.PHONES)
def test_who_sends_a_phones_own_format_is_told_what_to_do(name, data):
    assert (sent(name, data), stored_files()) == (PHONE, [])


def test_an_empty_file_is_named_so():
    assert (sent("a.jpg", b""), stored_files()) == ("The file is empty.", [])


@cases(hostile.DAMAGED)
def test_what_only_begins_like_a_photo_is_refused(name, data):
    assert (sent(name, data), stored_files(), Photo.objects.count()) == (DAMAGED, [], 0)


@cases(hostile.TOO_MANY_PIXELS)
def test_what_claims_too_many_pixels_is_refused_before_it_is_decoded(name, data):
    began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    said = sent(name, data)

    start, _number, end = said.partition(said.split(" ")[5]) if said else ("", "", "")
    assert (start, end, stored_files()) == ("The photo has more than ", " megapixels.", [])
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began < 1


def test_a_jpeg_of_too_many_scans_is_refused():
    assert (sent("a.jpg", lambda: hostile.jpeg_of_many_scans(3000)), stored_files()) == (HEAVY, [])


def test_a_picture_that_is_far_larger_than_its_file_says_finds_no_memory():
    """The container of an AVIF says 80 × 60; what is coded in it takes 16,000 × 16,000."""
    assert (sent("a.avif", hostile.giant_in_a_small_box()), stored_files()) == (DAMAGED, [])


def test_a_part_that_claims_four_gigabytes_finds_no_memory():
    data = hostile.png(hostile.header(80, 60), b"\xff\xff\xff\xf0IDAT" + bytes(60))

    assert (sent("a.png", data), stored_files()) == (HEAVY, [])


def test_what_takes_too_long_is_ended(monkeypatch):
    endless = "from articles.darkroom import limits; limits.SECONDS = 1; limits.keep_within()\nwhile True: pass"
    monkeypatch.setattr(development, "COMMAND", [sys.executable, "-c", endless])

    assert (sent("a.jpg", hostile.jpeg()), stored_files()) == (HEAVY, [])


def test_what_waits_for_ever_is_ended(monkeypatch):
    monkeypatch.setattr(development, "COMMAND", [sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(development, "CLOCK", 1)

    assert (sent("a.jpg", hostile.jpeg()), stored_files()) == (HEAVY, [])


def test_a_decoder_that_falls_over_takes_nothing_with_it(monkeypatch):
    monkeypatch.setattr(development, "COMMAND", [sys.executable, "-c", "import os; os.abort()"])

    assert (sent("a.jpg", hostile.jpeg()), stored_files()) == (HEAVY, [])


def test_a_fault_of_our_own_is_not_blamed_on_the_photo(monkeypatch):
    monkeypatch.setattr(development, "COMMAND", [sys.executable, "-c", "raise OSError('No space left on device')"])

    with pytest.raises(RuntimeError, match="No space left on device"):
        sent("a.jpg", hostile.jpeg())

    assert stored_files() == []


@pytest.mark.parametrize("megabytes", [200, 390, 500])
def test_the_darkroom_gets_no_more_memory_than_it_may(megabytes):
    code = f"from articles.darkroom import limits; limits.keep_within()\nbytearray({megabytes} * 1024 * 1024)"

    done = subprocess.run([sys.executable, "-c", code], cwd=development.ROOT, capture_output=True, text=True)

    assert done.stderr.rpartition("\n")[0].endswith("MemoryError") == (megabytes > 380)


@cases(hostile.HARMLESS)
def test_what_a_photo_carries_besides_is_left_behind(name, data):
    assert sent(name, data) == ""

    photo = Photo.objects.get()
    files = stored_files()
    assert [file.suffix for file in files] in ([".avif", ".webp", ".jpg"], [".avif", ".webp", ".png"])
    assert [strange_parts(file) for file in files] == [set()] * 3
    assert [file.read_bytes().count(word) for file in files for word in (hostile.MARK, b"<script", b"<?php")] == [0] * 9
    assert [Image.open(file).size for file in files] == [(photo.width, photo.height)] * 3


@cases(hostile.BOMBS)
def test_a_bomb_bursts_within_bounds(name, data):
    said = sent(name, data)

    assert said in {"", DAMAGED, HEAVY}
    assert (Photo.objects.count(), bool(stored_files())) == ((1, True) if said == "" else (0, False))
    assert [strange_parts(file) for file in stored_files()] == [set()] * len(stored_files())


# Half of a photo is worse than none: it would stand grey on the page. Only the last bytes may be missing, which in
# some formats hold no pixels.
WHOLE = {
    "jpeg": lambda: hostile.picture_bytes((200, 150), quality=70),
    "progressive jpeg": lambda: hostile.picture_bytes((200, 150), progressive=True, quality=70),
    "png": lambda: hostile.picture_bytes((200, 150), "PNG"),
    "webp": lambda: hostile.picture_bytes((200, 150), "WEBP"),
    "lossless webp": lambda: hostile.picture_bytes((200, 150), "WEBP", lossless=True),
    "avif": lambda: hostile.picture_bytes((200, 150), "AVIF"),
    "gif": lambda: hostile.picture_bytes((200, 150), "GIF", mode="P"),
    "bmp": lambda: hostile.picture_bytes((200, 150), "BMP"),
    "tiff": lambda: hostile.picture_bytes((200, 150), "TIFF"),
    "packed tiff": lambda: hostile.picture_bytes((200, 150), "TIFF", compression="tiff_lzw"),
}


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("make", WHOLE.values(), ids=WHOLE.keys())
def test_a_photo_that_was_cut_off_is_refused_wherever_the_cut_is(make, tmp_path):
    data = make()
    cuts = [len(data) * place // 20 for place in range(1, 21)]

    refused = [developed(data[:cut], tmp_path).get("refused") for cut in cuts]

    assert refused == ["damaged"] * 19 + [None]


def developed(data, folder):
    """What the darkroom says of a file, here and now: two hundred processes would take a minute."""
    source = folder / "upload"
    source.write_bytes(data)
    return develop(source, folder, 60)


def test_what_is_not_stored_is_not_decoded_in_the_worker(monkeypatch):
    def fail(*args, **options):
        raise AssertionError("Pillow was called in the worker")

    monkeypatch.setattr("PIL.Image.open", fail)

    assert sent("a.jpg", hostile.jpeg()) == ""


def test_the_darkroom_is_told_no_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "known-to-the-worker")
    monkeypatch.setattr(development, "COMMAND", ["/usr/bin/env"])

    with pytest.raises(ValueError, match="Expecting value") as answer:
        sent("a.jpg", hostile.jpeg())

    assert "known-to-the-worker" not in answer.value.doc


def test_the_limit_of_pillow_stands_as_it_was():
    before = Image.MAX_IMAGE_PIXELS

    sent("a.png", hostile.png_claiming(50_000, 50_000))

    assert Image.MAX_IMAGE_PIXELS == before
