"""From a file to an upright picture in sRGB: at most so large, and without a word of what the file said besides."""

from io import BytesIO

from PIL import (  # noqa: F401  the plug-ins register themselves; Pillow loads only some on its own
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

READABLE = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF")
LARGE = 2560  # pixels on the longer side of the master
NARROW = 20  # a picture so many times as long as it is wide is a line on every screen
SCANS = 100  # of a progressive JPEG; cameras and programs write about ten, and each costs a pass over all blocks
ROOM = 250_000_000  # bytes for pixels: what limits.MEMORY leaves beside the program, the file and the small copies

# Bytes a pixel that a format's library holds besides Pillow's own picture, as measured by tests/benchmarks/photos.py.
HELD_BY_DECODER = {"JPEG": 0, "PNG": 0, "BMP": 0, "GIF": 2, "TIFF": 4, "WEBP": 12, "AVIF": 12}
# Bytes a pixel of Pillow's picture and of the copy that is made before it can be shrunk.
HELD_BY_MODE = {"1": 2, "L": 1, "RGB": 4, "RGBX": 4, "CMYK": 4, "YCbCr": 4, "P": 9, "PA": 12, "LA": 8, "RGBA": 8}
DEEP = 11  # bytes a pixel of 16-bit grey, which is brought to eight bits by way of 32
KIND, REDUCED = 254, 1  # the tag of a TIFF that says its picture is a small preview: a camera's raw file
SRGB = ImageCms.createProfile("sRGB")
AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each thread reserves memory of its own


class Refused(Exception):
    """`why` is unreadable, damaged, pixels (more than `limit` millions), narrow or heavy."""

    def __init__(self, why, limit=None):
        super().__init__(why)
        self.why, self.limit = why, limit


def opened(file, megapixels) -> Image.Image:
    """Read the head of a file and refuse what can't be decoded within the room there is. Decodes nothing."""
    try:
        image = Image.open(file, formats=READABLE)
        is_preview = image.format == "TIFF" and image.tag_v2.get(KIND, 0) & REDUCED
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("pixels", megapixels) from None
    except MemoryError:
        raise
    except Exception:  # Pillow's decoders raise many kinds; the first bytes were right, so to the person all is one
        raise Refused("damaged") from None
    if is_preview:
        raise Refused("unreadable")
    limit = min(megapixels, int(ROOM / _cost(image) / 1_000_000))
    if image.width * image.height > limit * 1_000_000:
        raise Refused("pixels", limit)
    if max(image.size) > NARROW * min(image.size):
        raise Refused("narrow", NARROW)
    if _scans(image, file) > SCANS:
        raise Refused("heavy")
    return image


def decode(image):
    """Decode all pixels, or refuse. Before it nothing else may be asked of the image: some answers decode a part, and
    a second go at a broken file gives a grey picture instead of an error."""
    try:
        image.draft(None, _fitting(image.size))  # lets the JPEG decoder work at a fraction of the size
        image.load()
    except MemoryError:
        raise
    except Exception:
        raise Refused("damaged") from None


def upright(image) -> Image.Image:
    """Shrink, turn by the camera's mark, bring to sRGB; RGBA where something is clear, RGB otherwise.

    Shrunk first: each later step makes a copy.
    """
    try:
        profile, orientation = image.info.get("icc_profile"), image.getexif().get(0x0112)
        transparent = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
        image = _shrunk(_in_full_colours(image, transparent))
        image = _in_srgb(_turned(image, orientation), profile, transparent)
    except (MemoryError, Refused):
        raise
    except Exception:
        raise Refused("damaged") from None
    if transparent:
        image = _without_hidden_colours(image)
    image.info = {}  # Pillow would write what is kept here back into the new files
    return image


def _without_hidden_colours(image):
    """Empty what is wholly clear: under it may stand what somebody thought they had rubbed out."""
    alpha = image.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return image.convert("RGB")
    seen = alpha.point(lambda value: 255 if value else 0)
    return Image.composite(image, Image.new("RGBA", image.size), seen)


def _cost(image):
    """Return the bytes that a pixel takes at the peak."""
    held = HELD_BY_MODE.get(image.mode, DEEP) + HELD_BY_DECODER.get(image.format, 0)
    if image.format not in {"JPEG", "MPO"}:
        return held
    scale = max(1, min(8, max(image.size) // LARGE))
    scale = 1 << (scale.bit_length() - 1)
    return held / scale**2 + _coefficients(image)


def _coefficients(image):
    """A progressive JPEG is held whole, two bytes a coefficient, before the first pixel can be told."""
    if not image.info.get("progressive") or not image.layer:
        return 0
    widest, highest = max(layer[1] for layer in image.layer), max(layer[2] for layer in image.layer)
    return 2 * sum(layer[1] * layer[2] for layer in image.layer) / (widest * highest)


def _scans(image, file):
    if not image.info.get("progressive"):
        return 0
    file.seek(0)
    return file.read().count(b"\xff\xda")


def _fitting(size):
    scale = min(1, LARGE / max(size))
    return tuple(max(1, round(side * scale)) for side in size)


def _in_full_colours(image, transparent):
    if image.mode in {"P", "PA"} or "transparency" in image.info:
        return image.convert("RGBA" if transparent else "RGB")
    if image.mode == "1":
        return image.convert("L")
    if image.mode.startswith("I"):  # Pillow's own conversion would cut off all but the darkest tones
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode == "F":
        raise Refused("unreadable")
    return image


def _shrunk(image):
    size = _fitting(image.size)
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _turned(image, orientation):
    """Turn by the camera's mark alone: of the file's other words none goes any further."""
    if orientation not in range(2, 9):
        return image
    mark = Image.Exif()
    mark[0x0112] = orientation
    image.info = {"exif": mark.tobytes()}
    return ImageOps.exif_transpose(image)


def _in_srgb(image, profile, transparent):
    clear = image.convert("RGBA").getchannel("A") if transparent else None
    colours = image.convert({"LA": "L", "RGBA": "RGB"}.get(image.mode, image.mode))
    try:
        known = ImageCms.ImageCmsProfile(BytesIO(profile)) if profile else None
        colours = ImageCms.profileToProfile(colours, known, SRGB, outputMode="RGB") if known else colours.convert("RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        colours = colours.convert("RGB")  # a broken profile costs some colour, not the photo
    if clear:
        colours.putalpha(clear)
    return colours
