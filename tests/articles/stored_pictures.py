"""Takes the stored files of photos apart, by the letter of their formats: what stands in them besides pixels?

Written apart from Pillow, which reads past what it doesn't know.
"""

import struct
from pathlib import Path

from django.core.files.storage import default_storage

# All that a file of ours may hold. APP0 is JFIF's own head of 14 bytes; VP8X says only that alpha follows.
ALLOWED = {
    "jpg": {"SOI", "APP0", "DQT", "SOF0", "SOF2", "DHT", "SOS", "EOI"},
    "png": {"IHDR", "IDAT", "IEND"},
    "webp": {"VP8 ", "VP8X", "ALPH", "VP8L"},
    "avif": {
        "ftyp", "meta", "hdlr", "pitm", "iloc", "iinf", "infe:av01", "iref", "auxl", "iprp", "ipco", "ipma", "mdat",
        "ispe", "pixi", "av1C", "colr:nclx", "auxC",
    },
}  # fmt: skip
NAMES = {0xD8: "SOI", 0xD9: "EOI", 0xDA: "SOS", 0xDB: "DQT", 0xC4: "DHT", 0xC0: "SOF0", 0xC2: "SOF2", 0xE0: "APP0"}


def stored_files() -> list[Path]:
    root = Path(default_storage.location)
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []


def parts(path: Path) -> list[str]:
    """Return the names of the parts of a file in order; fails where a byte belongs to none."""
    data = path.read_bytes()
    ending = path.suffix.removeprefix(".")
    return {"jpg": jpeg_parts, "png": png_parts, "webp": webp_parts, "avif": avif_parts}[ending](data)


def strange_parts(path: Path) -> set[str]:
    return set(parts(path)) - ALLOWED[path.suffix.removeprefix(".")]


def jpeg_parts(data):
    found, place = [], 0
    while place < len(data):
        assert data[place] == 0xFF, f"a stray byte at {place}"
        code = data[place + 1]
        found.append(NAMES.get(code, f"{code:02X}"))
        place += 2
        if code in {0xD8, 0xD9}:
            continue
        length = struct.unpack(">H", data[place : place + 2])[0]
        if code == 0xE0:
            assert (data[place + 2 : place + 7], length, data[place + 14 : place + 16]) == (b"JFIF\0", 16, b"\0\0")
        place += length
        if code == 0xDA:  # coded pixels: as far as a mark that is neither a stuffed byte nor a restart
            while data[place] != 0xFF or data[place + 1] == 0 or 0xD0 <= data[place + 1] <= 0xD7:
                place += 1
    assert (found[0], found[-1], found.count("EOI")) == ("SOI", "EOI", 1)
    return found


def png_parts(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    found, place = [], 8
    while place < len(data):
        length = struct.unpack(">I", data[place : place + 4])[0]
        found.append(data[place + 4 : place + 8].decode("latin-1"))
        place += 12 + length
    assert (place, found[0], found[-1], found.count("IEND")) == (len(data), "IHDR", "IEND", 1)
    return found


def webp_parts(data):
    assert (data[:4], data[8:12]) == (b"RIFF", b"WEBP")
    assert struct.unpack("<I", data[4:8])[0] + 8 == len(data)
    found, place = [], 12
    while place < len(data):
        length = struct.unpack("<I", data[place + 4 : place + 8])[0]
        found.append(data[place : place + 4].decode("latin-1"))
        place += 8 + length + length % 2
    assert place == len(data)
    return found


def avif_parts(data):
    found = []
    _boxes(data, 0, len(data), found)
    return found


def _boxes(data, place, end, found):
    while place < end:
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        assert length >= 8 and place + length <= end, f"a box of {length} bytes at {place}"
        name, inside = kind.decode("latin-1"), place + 8
        if name == "infe":
            name = f"infe:{data[inside + 8 : inside + 12].decode('latin-1')}"
        elif name == "colr":
            name = f"colr:{data[inside : inside + 4].decode('latin-1')}"
        found.append(name)
        if name in {"meta", "iref"}:
            _boxes(data, inside + 4, place + length, found)
        elif name == "iinf":
            _boxes(data, inside + 6, place + length, found)
        elif name in {"iprp", "ipco"}:
            _boxes(data, inside, place + length, found)
        place += length
