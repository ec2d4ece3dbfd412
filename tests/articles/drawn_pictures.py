"""Pictures drawn for the tests of the photo door."""

from io import BytesIO

from PIL import Image, ImageCms

MARKER = b"SECRET-MARKER"

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 200, 30), (30, 30, 200), (255, 255, 255)


def encoded(image, form, **options):
    buffer = BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def plain_image(colour=RED, size=(80, 60), mode="RGB"):
    return Image.new(mode, size, colour)


def opened(path):
    image = Image.open(path)
    image.load()
    return image


def master(photo):
    return opened(photo.file.path)


def is_close(colour, other, tolerance=12):
    return all(abs(a - b) <= tolerance for a, b in zip(colour, other, strict=True))


def profile_with_marker():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + MARKER
