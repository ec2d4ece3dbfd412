"""Every kind of picture that the door for photos takes, and what it refuses."""

import re
import struct
import zlib
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from articles import photos
from articles.models import Photo
from articles.photos import door
from articles.renditions import Renditions
from tests.factories import make_photo, picture_bytes, upload

from .drawn_pictures import BLUE, GREEN, RED, WHITE, encoded, is_close, master, opened, plain_image, profile_with_marker
from .stored_pictures import stored_files

pytestmark = pytest.mark.django_db


def beside(photo):
    """The pictures of the other files of a photo, by the ends of their names."""
    stem = photo.file.name.rpartition(".")[0]
    names = Renditions.of(photo.file.name).names()[1:]
    return {name.removeprefix(stem): opened(default_storage.path(name)) for name in names}


# --- Every kind of picture -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(orientation):
    upright = Image.new("RGB", (80, 60), WHITE)  # red, green, blue, white from the upper left, line by line
    for colour, corner in ((RED, (0, 0)), (GREEN, (40, 0)), (BLUE, (0, 30))):
        upright.paste(colour, (*corner, corner[0] + 40, corner[1] + 30))
    undo = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM}
    undo |= {5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90}
    undo |= {7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270}
    lying = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation

    photo = make_photo(encoded(lying, "JPEG", exif=exif, quality=95, subsampling=0))

    image = master(photo)
    assert (image.size, photo.width, photo.height) == ((80, 60), 80, 60)
    corners = [image.getpixel(place) for place in ((15, 15), (65, 15), (15, 45), (65, 45))]
    assert [is_close(*pair) for pair in zip(corners, (RED, GREEN, BLUE, WHITE), strict=True)] == [True] * 4


def grey_16_bit():
    return encoded(Image.new("I;16", (80, 60), 32768), "PNG")


def colour_16_bit():
    """Pillow writes no such PNG."""
    line = b"\0" + b"".join(struct.pack(">H", value * 257) for value in RED) * 80

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 80, 60, 16, 2, 0, 0, 0)
    pixels = zlib.compress(line * 60)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def palette_with_transparency():
    image = Image.new("P", (80, 60), 1)
    image.putpalette([0, 0, 0, *RED])
    image.paste(0, (0, 0, 40, 60))
    return encoded(image, "PNG", transparency=0)


def moving(form):
    return encoded(plain_image(RED), form, save_all=True, append_images=[plain_image(BLUE)], duration=100)


OPAQUE = {
    "jpeg": (lambda: encoded(plain_image(), "JPEG"), RED),
    "grey jpeg": (lambda: encoded(plain_image(128, mode="L"), "JPEG"), (128, 128, 128)),
    "cmyk jpeg": (lambda: encoded(plain_image((0, 200, 200, 30), mode="CMYK"), "JPEG"), (225, 48, 48)),
    "png": (lambda: encoded(plain_image(), "PNG"), RED),
    "grey jpeg with profile": (
        lambda: encoded(plain_image(128, mode="L"), "JPEG", icc_profile=profile_with_marker()),
        (128, 128, 128),
    ),
    "cmyk tiff": (lambda: encoded(plain_image((0, 200, 200, 30), mode="CMYK"), "TIFF"), (225, 48, 48)),
    "16-bit png": (grey_16_bit, (128, 128, 128)),
    "16-bit tiff": (lambda: encoded(Image.new("I;16", (80, 60), 32768), "TIFF"), (128, 128, 128)),
    "16-bit colour png": (colour_16_bit, RED),
    "opaque rgba": (lambda: encoded(plain_image((*RED, 255), mode="RGBA"), "PNG"), RED),
    "one-bit tiff": (lambda: encoded(plain_image(1, mode="1"), "TIFF", compression="group4"), WHITE),
    "packed tiff": (lambda: encoded(plain_image(), "TIFF", compression="tiff_lzw"), RED),
    "jpeg in a tiff": (lambda: encoded(plain_image(), "TIFF", compression="jpeg"), RED),
    "moving png": (lambda: moving("PNG"), RED),
    "moving avif": (lambda: moving("AVIF"), RED),
    "progressive jpeg": (lambda: encoded(plain_image(), "JPEG", progressive=True), RED),
    "one-bit png": (lambda: encoded(plain_image(1, mode="1"), "PNG"), WHITE),
    "palette with profile": (
        lambda: encoded(plain_image().quantize(8), "PNG", icc_profile=profile_with_marker()),
        RED,
    ),
    "broken profile": (lambda: encoded(plain_image(), "JPEG", icc_profile=b"rubbish" * 20), RED),
    "moving gif": (lambda: moving("GIF"), RED),
    "moving webp": (lambda: moving("WEBP"), RED),
    "mpo": (lambda: moving("MPO"), RED),
    "avif": (lambda: encoded(plain_image(), "AVIF"), RED),
    "webp": (lambda: encoded(plain_image(), "WEBP"), RED),
    "tiff": (lambda: encoded(plain_image(), "TIFF"), RED),
    "bmp": (lambda: encoded(plain_image(), "BMP"), RED),
}


@pytest.mark.parametrize(("make", "colour"), OPAQUE.values(), ids=OPAQUE.keys())
def test_every_kind_of_picture_becomes_a_jpeg(make, colour):
    photo = make_photo(make())

    pictures = {"": master(photo), **beside(photo)}
    facts = {end: (each.format, each.mode, each.size, getattr(each, "n_frames", 1)) for end, each in pictures.items()}
    assert facts == {
        "": ("JPEG", "RGB", (80, 60), 1),
        "-80.avif": ("AVIF", "RGB", (80, 60), 1),
        "-80.webp": ("WEBP", "RGB", (80, 60), 1),
    }
    assert [is_close(each.getpixel((40, 30)), colour, 20) for each in pictures.values()] == [True] * 3


TRANSPARENT = {
    "palette": palette_with_transparency,
    "rgba": lambda: encoded(half_clear("RGBA", (*RED, 255), (0, 0, 0, 0)), "PNG"),
    "rgba with profile": lambda: encoded(
        half_clear("RGBA", (*RED, 255), (0, 0, 0, 0)), "PNG", icc_profile=profile_with_marker()
    ),
    "rgba webp": lambda: encoded(half_clear("RGBA", (*RED, 255), (0, 0, 0, 0)), "WEBP", lossless=True),
    "grey with alpha": lambda: encoded(half_clear("LA", (90, 255), (0, 0)), "PNG"),
}


def half_clear(mode, colour, clear):
    image = Image.new(mode, (80, 60), colour)
    image.paste(clear, (0, 0, 40, 60))
    return image


@pytest.mark.parametrize("make", TRANSPARENT.values(), ids=TRANSPARENT.keys())
def test_what_is_clear_stays_clear(make):
    photo = make_photo(make())

    pictures = [master(photo), *beside(photo).values()]
    assert [picture.format for picture in pictures] == ["PNG", "AVIF", "WEBP"]
    for image in pictures:
        assert [image.convert("RGBA").getpixel(place)[3] for place in ((10, 30), (70, 30))] == [0, 255]


@pytest.mark.parametrize(
    ("size", "large", "fallback", "widths"),
    [
        ((5200, 3000), (2560, 1477), ["-960.jpg"], [320, 640, 960, 1600]),
        ((1000, 500), (1000, 500), ["-960.jpg"], [320, 640, 960, 1000]),
        ((960, 600), (960, 600), [], [320, 640, 960]),
        ((300, 600), (300, 600), [], [300]),
        ((4000, 250), (2560, 160), ["-960.jpg"], [320, 640, 960, 1600]),
        ((1, 1), (1, 1), [], [1]),
    ],
)
def test_a_photo_is_stored_in_several_sizes(size, large, fallback, widths):
    photo = make_photo(encoded(plain_image(size=size), "JPEG"))

    pictures = beside(photo)
    assert (master(photo).size, photo.width, photo.height) == (large, *large)
    assert list(pictures) == [*fallback, *(f"-{width}.{ending}" for ending in ("avif", "webp") for width in widths)]
    heights = {end: max(1, round(large[1] * picture.width / large[0])) for end, picture in pictures.items()}
    assert {end: picture.size for end, picture in pictures.items()} == {
        end: (int(re.search("[0-9]+", end)[0]), height) for end, height in heights.items()
    }
    assert photo.file_size == Path(photo.file.path).stat().st_size


# --- What is refused (test_hostile_photos.py has more) ---------------------------------------------------------------


def refusal(data, name="anh.jpg"):
    with pytest.raises(photos.UnusablePhoto) as refused:
        photos.ingest(SimpleUploadedFile(name, data), alt="Ảnh")
    assert (Photo.objects.count(), stored_files()) == (0, [])
    return str(refused.value)


def test_the_number_of_pixels_is_a_setting(settings):
    settings.LANGUAGE_CODE, settings.PHOTO_MAX_MEGAPIXELS = "en", 1

    assert refusal(encoded(plain_image(size=(1001, 1000)), "JPEG")) == "The photo has more than 1 megapixels."
    assert make_photo(encoded(plain_image(size=(1000, 1000)), "JPEG")).width == 1000


def test_too_large_a_file_is_refused_unread(settings):
    settings.LANGUAGE_CODE, settings.PHOTO_MAX_MEGABYTES = "en", 1

    assert refusal(b"\0" * (1024 * 1024 + 1)) == "The photo is larger than 1 MB."


def test_a_size_that_was_told_wrong_does_not_help(settings):
    settings.LANGUAGE_CODE, settings.PHOTO_MAX_MEGABYTES = "en", 1
    lying = ContentFile(picture_bytes((80, 60)) + b"\0" * 1024 * 1024, "anh.jpg")
    lying.size = 100

    with pytest.raises(photos.UnusablePhoto) as refused:
        photos.ingest(lying)

    assert (str(refused.value), stored_files()) == ("The photo is larger than 1 MB.", [])


def test_a_line_is_no_picture(settings):
    settings.LANGUAGE_CODE = "en"

    assert refusal(encoded(plain_image(size=(20_000, 10)), "JPEG")) == (
        "The picture is more than 20 times as long as it is wide. Cut out the part that matters."
    )


def test_a_photo_that_is_known_already_is_named(settings):
    settings.LANGUAGE_CODE = "en"
    data = picture_bytes((80, 60))
    make_photo(data, caption="Lúa chín")
    files = stored_files()

    with pytest.raises(photos.UnusablePhoto) as refused:
        make_photo(data, caption="Lúa khác")

    assert str(refused.value) == "This photo is already in the library: “Lúa chín”."
    assert (Photo.objects.count(), stored_files()) == (1, files)


def test_a_photo_that_was_taken_down_does_not_come_in_by_the_door_again(settings):
    settings.LANGUAGE_CODE = "en"
    data = picture_bytes((80, 60))
    photos.take_down(make_photo(data), by=None, reason="Trẻ em, theo yêu cầu của gia đình")

    with pytest.raises(photos.KnownPhoto) as refused:
        make_photo(data)

    assert str(refused.value) == "This photo was taken down: Trẻ em, theo yêu cầu của gia đình"


def test_the_same_file_sent_twice_at_the_same_moment_becomes_one_photo(monkeypatch):
    data = picture_bytes((80, 60))
    develop = door.develop

    def overtaken(*args):
        monkeypatch.setattr(door, "develop", develop)
        photos.ingest(upload(data), caption="Người kia")
        return develop(*args)

    monkeypatch.setattr(door, "develop", overtaken)

    with pytest.raises(photos.KnownPhoto) as refused:
        photos.ingest(upload(data))

    assert (refused.value.photo.caption, Photo.objects.count(), len(stored_files())) == ("Người kia", 1, 3)
