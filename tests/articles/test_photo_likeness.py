"""Near duplicates: copies of a photo are found however they were made, other photos are not."""

from io import BytesIO

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from articles import photos
from articles.models import Photo
from articles.photos.development import bands
from tests.factories import make_photo

pytestmark = pytest.mark.django_db


def scene(seed, size=(480, 320)):
    """A picture with light and shade of its own: patches of grey, softened, as large as the things in a photo."""
    patches = Image.new("L", (12, 8))
    patches.putdata([(seed * 7919 + place * 104_729 * (seed + 3)) % 251 for place in range(96)])
    soft = patches.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(6))
    return Image.merge("RGB", (soft, soft.point(lambda grey: grey * 0.9), soft.point(lambda grey: 255 - grey)))


def sent(image, form="JPEG", **options):
    buffer = BytesIO()
    image.save(buffer, form, **options)
    return make_photo(buffer.getvalue())


COPIES = {
    "smaller": lambda image: sent(image.resize((240, 160))),
    "larger": lambda image: sent(image.resize((960, 640))),
    "recompressed": lambda image: sent(image, quality=25),
    "in another format": lambda image: sent(image, "PNG"),
    "brighter": lambda image: sent(ImageEnhance.Brightness(image).enhance(1.15)),
    "darker": lambda image: sent(ImageEnhance.Brightness(image).enhance(0.8)),
    "with more contrast": lambda image: sent(ImageEnhance.Contrast(image).enhance(1.2)),
    "grey": lambda image: sent(image.convert("L")),
    "sharpened": lambda image: sent(image.filter(ImageFilter.SHARPEN)),
    "slightly cropped": lambda image: sent(image.crop((6, 4, 474, 316))),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_a_copy_is_found(copy):
    original, other = sent(scene(1), quality=95), sent(scene(2))

    made = copy(scene(1))

    assert (photos.alike(original), photos.alike(made), photos.alike(other)) == ([made], [original], [])


def test_different_photos_are_not_alike():
    several = [sent(scene(seed)) for seed in range(3, 15)]

    assert [photos.alike(photo) for photo in several] == [[]] * 12


def test_plain_surfaces_are_like_nothing():
    one, other = (sent(Image.new("RGB", (80, 60), colour)) for colour in ("white", "#eeeeee"))

    assert (one.likeness, one.likeness_0, photos.alike(one), photos.alike(other)) == ("", None, [], [])


def with_likeness(number):
    fingerprint = f"{number:064x}"
    return Photo.objects.create(
        file=f"{fingerprint}.jpg", width=1, height=1, fingerprint=fingerprint, **bands(f"{number:016x}")
    )


def test_the_four_parts_of_a_likeness_are_columns():
    photo = with_likeness(0x0123_4567_89AB_FFFF)

    parts = [photo.likeness_0, photo.likeness_1, photo.likeness_2, photo.likeness_3]
    assert (photo.likeness, parts) == ("0123456789abffff", [0x0123, 0x4567, 0x89AB, 0xFFFF])


def test_up_to_six_bits_apart_is_alike_the_nearest_first():
    """Wherever the bits lie: also where each of the four parts differs."""
    start = 0x0123_4567_89AB_CDEF
    apart = {
        6: with_likeness(start ^ 0x0003_0001_0003_0001),
        2: with_likeness(start ^ 0x8000_0000_0000_0001),
        7: with_likeness(start ^ 0x0003_0003_0003_0001),
        5: with_likeness(start ^ 0x001F_0000_0000_0000),
        0: with_likeness(start ^ 0),
    }
    photo = Photo.objects.create(file="a.jpg", width=1, height=1, fingerprint="a", **bands(f"{start:016x}"))

    assert photos.alike(photo) == [apart[0], apart[2], apart[5], apart[6]]
    assert photos.alike(photo, limit=2) == [apart[0], apart[2]]


def test_looking_for_copies_takes_two_queries_however_many_there_are(django_assert_num_queries):
    photo = with_likeness(0x0123_4567_89AB_CDEF)
    for bit in range(3):
        with_likeness(0x0123_4567_89AB_CDEF ^ (1 << bit))

    with django_assert_num_queries(2):
        assert len(photos.alike(photo)) == 3
