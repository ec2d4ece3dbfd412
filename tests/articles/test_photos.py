"""The one door for photos: nothing of an upload reaches the public but its pixels."""

import re
import struct
import tracemalloc
import zlib
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone
from PIL import Image, ImageCms, PngImagePlugin

from articles import photos, richtext
from articles.models import Photo
from articles.templatetags.articles import article_html
from tests.factories import make_photo, picture_bytes, upload

pytestmark = pytest.mark.django_db

MARKER = b"SECRET-MARKER"
WORD = MARKER.decode()
RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 200, 30), (30, 30, 200), (255, 255, 255)


def encoded(image, form, **options):
    buffer = BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def plain_image(colour=RED, size=(80, 60), mode="RGB"):
    return Image.new(mode, size, colour)


def stored_files():
    root = Path(default_storage.location)
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []


def opened(field):
    with field.open() as file:
        image = Image.open(file)
        image.load()
    return image


def is_close(colour, other, tolerance=12):
    return all(abs(a - b) <= tolerance for a, b in zip(colour, other, strict=True))


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


def profile_with_marker():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + MARKER


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
    assert len(files) == 2
    for file in files:
        stored = file.read_bytes()
        image = Image.open(BytesIO(stored))
        assert stored.count(MARKER) == 0
        assert (dict(image.getexif()), image.info.keys() & {"exif", "xmp", "icc_profile", "comment", "photoshop"}) == (
            {},
            set(),
        )


def test_the_profile_of_a_png_is_used_and_forgotten():
    data = picture_bytes((80, 60), "PNG", icc_profile=profile_with_marker())
    assert Image.open(BytesIO(data)).info["icc_profile"].count(MARKER) == 1

    photo = make_photo(data)

    assert ["icc_profile" in opened(field).info for field in (photo.file, photo.small)] == [False, False]


@pytest.mark.parametrize(
    ("data", "payload"),
    [
        (picture_bytes((80, 60)) + b"<script>alert(1)</script>", b"<script>"),
        (picture_bytes((80, 60), comment=b"<html><script>alert(1)</script>"), b"<script>"),
        (picture_bytes((80, 60), "GIF", mode="P", comment=b"*/=1;alert(1);/*") + b"*/=1;alert(1)//", b"alert(1)"),
        (picture_bytes((80, 60), "PNG") + b"PK\x03\x04<?php echo 1 ?>", b"<?php"),
    ],
    ids=["html behind a jpeg", "html in a jpeg", "script in a gif", "php behind a png"],
)
def test_a_second_format_in_a_photo_does_not_come_through(data, payload):
    assert data.count(payload) > 0

    make_photo(data, alt="Ảnh")

    assert [file.read_bytes().count(payload) for file in stored_files()] == [0, 0]


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

    image = opened(photo.file)
    assert (image.size, photo.width, photo.height) == ((80, 60), 80, 60)
    corners = [image.getpixel(place) for place in ((15, 15), (65, 15), (15, 45), (65, 45))]
    assert [is_close(*pair) for pair in zip(corners, (RED, GREEN, BLUE, WHITE), strict=True)] == [True] * 4


def grey_16_bit():
    return encoded(Image.new("I;16", (80, 60), 32768), "PNG")


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
    "16-bit png": (grey_16_bit, (128, 128, 128)),
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

    large, small = opened(photo.file), opened(photo.small)
    assert (large.format, large.mode, large.size) == ("JPEG", "RGB", (80, 60))
    assert (small.format, small.mode, small.size, getattr(small, "n_frames", 1)) == ("WEBP", "RGB", (80, 60), 1)
    assert is_close(large.getpixel((40, 30)), colour, 20)


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

    large, small = opened(photo.file), opened(photo.small)
    assert (large.format, small.format) == ("PNG", "WEBP")
    for image in (large, small):
        assert [image.convert("RGBA").getpixel(place)[3] for place in ((10, 30), (70, 30))] == [0, 255]


@pytest.mark.parametrize(
    ("size", "large", "medium", "small"),
    [
        ((3200, 2000), (1600, 1000), (800, 500), (640, 400)),
        ((2000, 3200), (1000, 1600), (500, 800), (400, 640)),
        ((1000, 500), (1000, 500), (800, 400), (640, 320)),
        ((300, 200), (300, 200), None, (300, 200)),
        ((4000, 1), (1600, 1), (800, 1), (640, 1)),
    ],
)
def test_a_photo_is_stored_in_several_sizes(size, large, medium, small):
    photo = make_photo(encoded(plain_image(size=size), "JPEG"))

    assert (opened(photo.file).size, opened(photo.small).size) == (large, small)
    assert (opened(photo.medium).size if photo.medium else None) == medium
    assert (photo.width, photo.height, photo.small_width) == (*large, small[0])


# --- What is refused -------------------------------------------------------------------------------------------------


def claiming(width, height):
    """A PNG of a hundred bytes whose header claims any size."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def refusal(data):
    with pytest.raises(photos.UnusablePhoto) as refused:
        photos.ingest(SimpleUploadedFile("anh.jpg", data), alt="Ảnh")
    assert (Photo.objects.count(), stored_files()) == (0, [])
    return str(refused.value)


UNREADABLE = {
    "empty": b"",
    "words": b"not a photo",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "html behind a gif's first bytes": b"GIF89a<script>alert(1)</script>",
    "pdf": b"%PDF-1.7\n",
    "half a jpeg": picture_bytes((400, 300))[:3000],
    "half a png": picture_bytes((400, 300), "PNG")[:3000],
    "half a webp": picture_bytes((400, 300), "WEBP")[:1000],
    "header only": claiming(800, 600),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n",
}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_whole_photo_is_refused(data, settings):
    settings.LANGUAGE_CODE = "en"

    assert refusal(data) == "This file can't be read as a photo. Use JPEG, PNG or WebP."


@pytest.mark.parametrize("size", [(30_000, 30_000), (11_000, 11_000), (8_000, 7_501), (60_000_001, 1)])
def test_too_many_pixels_are_refused_before_they_are_decoded(size, settings):
    settings.LANGUAGE_CODE = "en"
    data = claiming(*size)
    tracemalloc.start()

    message = refusal(data)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert message == "The photo has more than 60 megapixels."
    assert peak < 10_000_000


def test_the_number_of_pixels_is_a_setting(settings):
    settings.LANGUAGE_CODE, settings.PHOTO_MAX_MEGAPIXELS = "en", 1

    assert refusal(encoded(plain_image(size=(1001, 1000)), "JPEG")) == "The photo has more than 1 megapixels."
    assert make_photo(encoded(plain_image(size=(1000, 1000)), "JPEG")).width == 1000


def test_too_large_a_file_is_refused_unread(settings):
    settings.LANGUAGE_CODE, settings.PHOTO_MAX_MEGABYTES = "en", 1

    assert refusal(b"\0" * (1024 * 1024 + 1)) == "The photo is larger than 1 MB."


def test_a_photo_that_is_known_already_is_named(settings):
    settings.LANGUAGE_CODE = "en"
    data = picture_bytes((80, 60))
    make_photo(data, caption="Lúa chín")
    files = stored_files()

    with pytest.raises(photos.UnusablePhoto) as refused:
        make_photo(data, caption="Lúa khác")

    assert str(refused.value) == "This photo is already in the library: “Lúa chín”."
    assert (Photo.objects.count(), stored_files()) == (1, files)


# --- Names and files -------------------------------------------------------------------------------------------------


def test_stored_names_cannot_be_guessed():
    names = [
        name
        for colour in (RED, BLUE)
        for photo in [make_photo(encoded(plain_image(colour), "JPEG"))]
        for name in (photo.file.name, photo.small.name)
    ]

    stems = [re.fullmatch(r"photos/\d{4}/\d{2}/([0-9a-f]{32})(?:\.jpg|-small\.webp)", name)[1] for name in names]
    assert (stems[0], stems[2]) == (stems[1], stems[3])
    assert len(set(stems)) == 2


def test_the_uploads_own_name_is_forgotten():
    photo = photos.ingest(upload(name="../Nhà ông Mậu, số 5.php"), alt="Ảnh")

    assert re.sub("[0-9a-f]{32}", "…", photo.file.name) == f"photos/{timezone.localdate():%Y/%m}/….jpg"


def test_files_go_where_the_row_cannot_be_saved(monkeypatch):
    def fail(self, **options):
        raise IntegrityError

    monkeypatch.setattr(Photo, "save", fail)

    with pytest.raises(IntegrityError):
        make_photo()

    assert stored_files() == []


def test_the_first_file_goes_where_the_second_cannot_be_stored(monkeypatch):
    save = FileSystemStorage._save

    def full(storage, name, content):
        if name.endswith(".webp"):
            raise OSError("No space left on device")
        return save(storage, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", full)

    with pytest.raises(OSError, match="No space left"):
        make_photo()

    assert stored_files() == []


def test_what_is_said_of_a_photo_is_kept_in_fields():
    photo = make_photo(alt="Lúa chín", caption="Vụ xuân", credit="Quốc Khánh")

    photo.refresh_from_db()
    assert (photo.alt, photo.caption, photo.credit) == ("Lúa chín", "Vụ xuân", "Quốc Khánh")


# --- In the text of an article ---------------------------------------------------------------------------------------


def test_pictures_of_a_text_carry_the_true_size_of_their_photo():
    wide = make_photo(encoded(plain_image(size=(3200, 2000)), "JPEG")).file.url
    clear = make_photo(encoded(half_clear("RGBA", (*RED, 255), (0, 0, 0, 0)), "PNG")).file.url
    html = f'<p><img src="{wide}" alt="A &gt; &quot;B&quot;" width="300"><a href="/x"><img src="{clear}"></a></p>'

    sized = photos.with_sizes(html)

    assert sized == (
        f'<p><img src="{wide}" alt="A &gt; &quot;B&quot;" width="1600" height="1000">'
        f'<a href="/x"><img src="{clear}" width="80" height="60"></a></p>'
    )
    assert (photos.with_sizes(sized), richtext.clean(sized)) == (sized, sized)


def test_pictures_that_are_not_in_the_library_leave_their_caption_and_nothing_else():
    photo = make_photo().file.url
    gone = '<img src="/media/photos/no/such.jpg" alt="a">'
    html = richtext.clean(
        f"<p>Một {gone} hai.</p><p>{gone}</p><figure class=figure>{gone}<figcaption>Chú thích</figcaption></figure>"
        f'<figure>{gone}</figure><p><a href="/x">{gone}</a></p><figure><img src="{photo}" alt="b"></figure>'
    )

    assert photos.with_sizes(html) == (
        '<p>Một hai.</p>\n<figure class="figure">\n<figcaption>Chú thích</figcaption>\n</figure>\n'
        f'<figure><img src="{photo}" alt="b" width="1200" height="800"></figure>'
    )


def test_photos_of_a_text_are_looked_up_at_once(django_assert_num_queries):
    first, second = (make_photo(encoded(plain_image(colour), "JPEG")).file.url for colour in (RED, BLUE))

    with django_assert_num_queries(1):
        photos.with_sizes(f'<p><img src="{first}"><img src="{second}"><img src="{first}"></p>')
    with django_assert_num_queries(0):
        photos.with_sizes("<p>Một</p>")


@pytest.mark.parametrize(
    ("size", "srcset"),
    [
        ((3200, 2000), "a-small.webp 640w, a-medium.webp 800w, a.jpg 1600w"),
        ((2000, 3200), "a-small.webp 400w, a-medium.webp 500w, a.jpg 1000w"),
        ((1000, 500), "a-small.webp 640w, a-medium.webp 800w, a.jpg 1000w"),
        ((700, 400), "a-small.webp 640w, a.jpg 700w"),
        ((640, 400), "a-small.webp 640w"),
        ((300, 200), "a-small.webp 300w"),
        ((4000, 1), "a-small.webp 640w, a-medium.webp 800w, a.jpg 1600w"),
        ((1, 4000), "a-small.webp 1w, a-medium.webp 1w"),
    ],
)
def test_a_picture_claims_its_true_widths(size, srcset):
    photo = make_photo(encoded(plain_image(size=size), "JPEG"))
    stem = photo.file.url.removesuffix(".jpg")

    html = article_html(photos.with_sizes(f'<p><img src="{photo.file.url}" alt=""></p>'))

    claimed = re.search(r'srcset="([^"]*)"', html)[1]
    assert claimed.replace(stem, "a") == srcset
    assert re.findall("[0-9]+(?=w)", claimed)[0] == str(photo.small_width)


def test_a_picture_without_its_size_claims_none():
    assert article_html('<p><img src="/media/photos/a.jpg" alt="Ảnh"></p>') == (
        '<p><a class="photo" href="/media/photos/a.jpg"><img src="/media/photos/a.jpg" alt="Ảnh" loading="lazy"'
        ' decoding="async"><span class="visually-hidden"> Xem ảnh lớn</span></a></p>'
    )


# --- Photos from before there was a middle size ----------------------------------------------------------------------


def test_a_photo_without_its_middle_file_offers_the_others():
    photo = make_photo(encoded(plain_image(size=(1600, 1000)), "JPEG"))
    photo.medium = ""

    assert photo.srcset == f"{photo.small.url} 640w, {photo.file.url} 1600w"


def test_the_migration_makes_the_middle_files_that_are_missing():
    complete = import_module("articles.migrations.0010_medium_photos").complete
    large = make_photo(encoded(plain_image(RED, size=(1600, 1000)), "JPEG"))
    little = make_photo(encoded(plain_image(BLUE, size=(700, 400)), "JPEG"))
    name = large.medium.name
    default_storage.delete(name)
    Photo.objects.filter(pk=large.pk).update(medium="")

    complete(apps, None)

    large.refresh_from_db()
    little.refresh_from_db()
    assert (large.medium.name, opened(large.medium).size) == (name, (800, 500))
    assert little.medium.name == ""
