"""What the camera and the photographer wrote into a file that is worth a field: when, and by whom. Nothing else."""

from datetime import datetime

from PIL import IptcImagePlugin

EXIF, ORIGINAL = 0x8769, 0x9003
ARTIST, COPYRIGHT = 0x013B, 0x8298
BYLINE = (2, 80)
LONGEST = 1000  # characters of a credit that are looked at


def facts(image) -> dict:
    """Return `taken` (local time as the camera told it, or None) and `credit`, as they stand: not yet cleaned."""
    try:
        exif = image.getexif()
        taken, credits = _moment(exif), [exif.get(ARTIST), exif.get(COPYRIGHT)]
    except Exception:  # broken notes cost the notes, not the photo
        taken, credits = None, []
    credits.append(_byline(image))
    return {"taken": taken, "credit": next(filter(None, map(_words, credits)), "")}


def _moment(exif):
    try:
        return datetime.strptime(
            str(exif.get_ifd(EXIF).get(ORIGINAL, "")).strip("\0 "), "%Y:%m:%d %H:%M:%S"
        ).isoformat()
    except ValueError:
        return None


def _byline(image):
    try:
        found = (IptcImagePlugin.getiptcinfo(image) or {}).get(BYLINE)
    except Exception:
        return ""
    return found[0] if isinstance(found, list) and found else found


def _words(value):
    """Return a text as it was meant: Pillow reads bytes as Latin-1, programs of today write UTF-8."""
    if isinstance(value, str):
        value = value.encode("latin-1", "ignore") if value.isascii() or _is_latin(value) else value.encode()
    if not isinstance(value, bytes):
        return ""
    text = value[:LONGEST].split(b"\0")[0]
    try:
        return text.decode().strip()
    except UnicodeDecodeError:
        return text.decode("latin-1").strip()


def _is_latin(value):
    return all(ord(char) < 256 for char in value)
