"""Files made to do harm, or that look like photos and are none: each is built here, byte by byte where need be.

What takes long to build is a function, called by the test that sends it.
"""

import base64
import gzip
import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image

from tests.factories import picture_bytes

MARK = b"HOSTILE-7f3a"  # stands in every payload: no stored byte may hold it
SCRIPT = b"<script>alert('HOSTILE-7f3a')</script>"
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
PHP = b"<?php system($_GET['HOSTILE-7f3a']); ?>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SMALL = (80, 60)


def encoded(image, form, **options):
    buffer = BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def png(*chunks):
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def chunk(kind, data=b""):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(width, height, depth=8, colour=2, interlaced=0):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))


def png_claiming(width, height, **options):
    return png(header(width, height, **options), chunk(b"IDAT", zlib.compress(b"\0")), chunk(b"IEND"))


def png_with(*chunks):
    data = picture_bytes(SMALL, "PNG")
    return data[:33] + b"".join(chunks) + data[33:]


def jpeg(**options):
    return picture_bytes(SMALL, **options)


def jpeg_with(code, payload):
    data = jpeg()
    return data[:2] + bytes([0xFF, code]) + struct.pack(">H", len(payload) + 2) + payload + data[2:]


def jpeg_claiming(width, height):
    data = jpeg()
    place = data.index(b"\xff\xc0") + 5
    return data[:place] + struct.pack(">HH", height, width) + data[place + 4 :]


def jpeg_of_many_scans(count):
    """A progressive JPEG whose last scan comes again and again: a few bytes each, and a pass over all blocks."""
    data = encoded(Image.new("RGB", (4000, 3000)), "JPEG", progressive=True, quality=10)
    place = data.rindex(b"\xff\xda")
    return data[:place] + data[place:-2] * count + data[-2:]


def gif_claiming(width, height):
    data = picture_bytes(SMALL, "GIF", mode="P")
    return data[:6] + struct.pack("<HH", width, height) + data[10:]


def gif_of_many_frames(count):
    data = picture_bytes((8, 8), "GIF", mode="P")
    place = data.index(b"\x2c\0\0\0\0")
    return data[:place] + data[place:-1] * count + data[-1:]


def bmp_claiming(width, height):
    data = encoded(Image.new("RGB", SMALL), "BMP")
    return data[:18] + struct.pack("<ii", width, height) + data[26:]


def webp_claiming(width, height):
    extended = b"VP8X" + struct.pack("<IB", 10, 0) + b"\0\0\0"
    extended += struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    frames = picture_bytes(SMALL, "WEBP")[12:]
    body = b"WEBP" + extended + frames
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_with(kind, payload):
    frames = picture_bytes(SMALL, "WEBP")[12:]
    extended = b"VP8X" + struct.pack("<IB", 10, 4 if kind == b"XMP " else 8) + b"\0\0\0"
    extended += struct.pack("<I", SMALL[0] - 1)[:3] + struct.pack("<I", SMALL[1] - 1)[:3]
    body = b"WEBP" + extended + frames + kind + struct.pack("<I", len(payload)) + payload + b"\0" * (len(payload) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def avif_claiming(width, height, true_size=SMALL):
    """An AVIF whose container tells another size than its coded picture has."""
    data = encoded(Image.new("RGB", true_size, (9, 99, 9)), "AVIF", quality=10, speed=10)
    place = data.index(b"ispe") + 8
    return data[:place] + struct.pack(">II", width, height) + data[place + 8 :]


def tiff(*tags, next_directory=0, tail=b""):
    """A little-endian TIFF of one directory; a tag is (number, type, count, value)."""
    rows = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + rows + struct.pack("<I", next_directory) + tail


def tiff_claiming(width, height):
    return tiff(
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, 100),
    )  # fmt: skip


def looping_tiff():
    """Each directory names itself as the next one."""
    data = encoded(Image.new("L", SMALL, 90), "TIFF")
    place = struct.unpack("<I", data[4:8])[0]
    count = struct.unpack("<H", data[place : place + 2])[0]
    end = place + 2 + 12 * count
    return data[:end] + struct.pack("<I", place) + data[end + 4 :]


def raw_preview():
    """A raw photo is a TIFF whose first picture is a small one."""
    size = (256, 3, 1, 8), (257, 3, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)
    return tiff((254, 4, 1, 1), *size, (273, 4, 1, 8), (277, 3, 1, 1), (278, 3, 1, 8), (279, 4, 1, 64), tail=bytes(64))


def exif(*rows, next_directory=0):
    return b"Exif\0\0" + tiff(*rows, next_directory=next_directory)


def packed(size, wbits=zlib.MAX_WBITS):
    """Zeros, a thousand to one, without ever holding them."""
    packer = zlib.compressobj(wbits=wbits)
    pieces = [packer.compress(bytes(1_000_000)) for _each in range(size // 1_000_000)]
    return b"".join([*pieces, packer.flush()])


def zipped(name, data, **options):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


def moving(form, count=3):
    frames = [Image.new("RGB", SMALL, (40 * number, 90, 9)) for number in range(count)]
    return encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=50)


def box(kind, payload):
    return struct.pack(">I", 8 + len(payload)) + kind + payload


def ftyp(brand, *others):
    return box(b"ftyp", brand + b"\0\0\0\0" + b"".join(others))


# --- No photos: each with the name it is sent under -------------------------------------------------------------------

UNREADABLE = {
    "words": ("a.jpg", b"HOSTILE-7f3a, not a photo"),
    "one byte": ("a.jpg", b"\xff"),
    "two bytes of a jpeg": ("a.jpg", b"\xff\xd8"),
    "zeros": ("a.jpg", bytes(5000)),
    "html": ("a.jpg", HTML),
    "html behind a byte-order mark": ("a.png", b"\xef\xbb\xbf" + HTML),
    "html behind spaces": ("a.gif", b"\n \t" * 300 + HTML),
    "xml with an entity bomb": ("a.jpg", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "HOSTILE-7f3a">]><a>&b;</a>'),
    "javascript": ("a.jpg", b"alert('HOSTILE-7f3a')"),
    "php": ("a.php.jpg", PHP),
    "shell script": ("a.jpg", b"#!/bin/sh\necho HOSTILE-7f3a"),
    "a scanner's test file": ("a.jpg", EICAR),
    "pdf": ("a.jpg", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj"),
    "postscript": ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n(HOSTILE) run"),
    "dos postscript": ("a.eps", b"\xc5\xd0\xd3\xc6" + bytes(28) + b"%!PS"),
    "photoshop": ("a.jpg", b"8BPS\0\1" + bytes(30)),
    "icon": ("favicon.ico", encoded(Image.new("RGB", (16, 16)), "ICO")),
    "cursor": ("a.cur", b"\0\0\2\0\1\0\x10\x10" + bytes(30)),
    "jpeg 2000": ("a.jp2", encoded(Image.new("RGB", SMALL), "JPEG2000")),
    "jpeg xl, bare": ("a.jxl", b"\xff\x0a" + bytes(60)),
    "jpeg xl, boxed": ("a.jxl", b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(60)),
    "windows metafile": ("a.wmf", b"\xd7\xcd\xc6\x9a" + bytes(60)),
    "enhanced metafile": ("a.emf", b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(60)),
    "targa": ("a.tga", encoded(Image.new("RGB", SMALL), "TGA")),
    "portable pixmap": ("a.ppm", encoded(Image.new("RGB", SMALL), "PPM")),
    "x bitmap": ("a.xbm", b"#define a_width 8\n#define a_height 8\nstatic char a_bits[] = {0x00};"),
    "mp4": ("a.mp4", ftyp(b"isom", b"mp42") + bytes(60)),
    "webm": ("a.webm", b"\x1aE\xdf\xa3" + bytes(60)),
    "sound in a riff": ("a.wav", b"RIFF\x24\0\0\0WAVEfmt " + bytes(60)),
    "zip": ("a.jpg", zipped("a.php", PHP)),
    "zip bomb": ("a.png", lambda: zipped("a", bytes(20_000_000))),
    "gzip bomb": ("a.jpg", lambda: packed(200_000_000, wbits=31)),
    "word file": ("a.jpg", zipped("word/document.xml", HTML)),
    "program for linux": ("a.jpg", b"\x7fELF" + bytes(100)),
    "program for windows": ("a.jpg", b"MZ" + bytes(100)),
    "java class": ("a.jpg", b"\xca\xfe\xba\xbe" + bytes(100)),
    "gif of no known version": ("a.gif", b"GIF88a" + bytes(60)),
    "a raw photo's preview": ("a.dng", raw_preview()),
}
DRAWINGS = {
    "svg": ("a.svg", SVG),
    "svg as a jpeg": ("a.jpg", SVG),
    "svg with an xml head": ("a.svg", b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- a -->\n' + SVG),
    "svg behind a byte-order mark": ("a.png", b"\xef\xbb\xbf" + SVG),
    "svg behind a doctype": ("a.svg", b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">' + SVG),
    "svg in utf-16": ("a.svg", SVG.decode().encode("utf-16")),
    "packed svg": ("a.svgz", gzip.compress(SVG)),
    "svg with a prefix of its own": ("a.svg", b'<x:svg xmlns:x="http://www.w3.org/2000/svg"><x:script/></x:svg>'),
}
PHONES = {
    "heic": ("IMG_0001.HEIC", ftyp(b"heic", b"mif1", b"heic") + bytes(60)),
    "heic as a jpeg": ("IMG_0001.jpg", ftyp(b"mif1", b"mif1", b"heic") + bytes(60)),
    "a burst of heic": ("IMG_0001.heics", ftyp(b"msf1", b"hevc") + bytes(60)),
}
DAMAGED = {
    "html behind a jpeg's first bytes": ("a.jpg", b"\xff\xd8\xff\xe0" + HTML),
    "html behind a gif's first bytes": ("a.gif", b"GIF89a" + HTML),
    "html behind a png's first bytes": ("a.png", b"\x89PNG\r\n\x1a\n" + HTML),
    "html behind a bitmap's first bytes": ("a.bmp", b"BM" + HTML),
    "html behind a webp's first bytes": ("a.webp", b"RIFF\xff\0\0\0WEBP" + HTML),
    "html behind a tiff's first bytes": ("a.tif", b"II*\0" + HTML),
    "html behind an avif's first bytes": ("a.avif", ftyp(b"avif", b"mif1") + HTML),
    "a jpeg of markers alone": ("a.jpg", b"\xff\xd8" + b"\xff\xfe\0\2" * 5000 + b"\xff\xd9"),
    "a jpeg without pixels": ("a.jpg", jpeg()[: jpeg().index(b"\xff\xda")] + b"\xff\xd9"),
    "a jpeg of no width": ("a.jpg", jpeg_claiming(0, 60)),
    "a jpeg of no height": ("a.jpg", jpeg_claiming(80, 0)),
    "a png of no width": ("a.png", png_claiming(0, 60)),
    "a png without pixels": ("a.png", png(header(80, 60), chunk(b"IEND"))),
    "a png of one line": ("a.png", png_claiming(800, 600)),
    "a png with a wrong sum": ("a.png", png(header(80, 60)[:-4] + bytes(4), chunk(b"IDAT"), chunk(b"IEND"))),
    "a png of unknown colours": ("a.png", png_claiming(80, 60, colour=5)),
    "a gif of no size": ("a.gif", b"GIF89a\0\0\0\0\0\0\0;"),
    "a gif without a picture": ("a.gif", b"GIF89a\x50\0\x3c\0\0\0\0;"),
    "a gif whose codes are rubbish": ("a.gif", picture_bytes(SMALL, "GIF", mode="P")[:1000] + b"\xff" * 3000),
    "a bitmap of no size": ("a.bmp", bmp_claiming(0, 0)),
    "a tiff whose directory lies behind its end": ("a.tif", b"II*\0\xff\xff\xff\x7f"),
    "a tiff whose directory is itself": ("a.tif", b"II*\0\0\0\0\0"),
    "a tiff without a picture": ("a.tif", tiff((256, 4, 1, 80), (257, 4, 1, 60))),
    "a tiff whose strips lie behind its end": ("a.tif", tiff_claiming(80, 60)),
    "a webp of nothing": ("a.webp", b"RIFF\x04\0\0\0WEBP"),
    "a webp whose canvas is not its picture": ("a.webp", webp_claiming(81, 61)),
    "an avif of nothing": ("a.avif", ftyp(b"avif", b"mif1", b"miaf") + box(b"meta", bytes(4))),
    "an avif of no size": ("a.avif", avif_claiming(0, 0)),
    "an avif in boxes without end": ("a.avif", ftyp(b"avif", b"mif1") + b"\0\0\0\1meta" + b"\xff" * 8),
}  # fmt: skip
TOO_MANY_PIXELS = {
    "a png of negative width": ("a.png", png_claiming(2**32 - 80, 60)),
    "a bitmap of negative width": ("a.bmp", bmp_claiming(-80, 60)),
    "a tiff of negative size": ("a.tif", tiff_claiming(2**31 + 5, 2**31 + 5)),
    "png of 2,500 megapixels": ("a.png", png_claiming(50_000, 50_000)),
    "png of the largest numbers": ("a.png", png_claiming(2**31 - 1, 2**31 - 1)),
    "interlaced png": ("a.png", png_claiming(11_000, 11_000, interlaced=1)),
    "16-bit png": ("a.png", png_claiming(9_000, 9_000, depth=16, colour=6)),
    "jpeg of 4,294 megapixels": ("a.jpg", jpeg_claiming(65_535, 65_535)),
    "jpeg of 61 megapixels": ("a.jpg", jpeg_claiming(7_900, 7_800)),
    "gif": ("a.gif", gif_claiming(65_535, 65_535)),
    "bitmap": ("a.bmp", bmp_claiming(60_000, 60_000)),
    "bitmap upside down": ("a.bmp", bmp_claiming(60_000, -60_000)),
    "tiff": ("a.tif", tiff_claiming(60_000, 60_000)),
    "webp": ("a.webp", webp_claiming(16_000, 16_000)),
    "avif": ("a.avif", avif_claiming(16_000, 16_000)),
}
# avif_claiming(80, 60, true_size=(16_000, 16_000)), packed: to build it takes gigabytes.
GIANT = (
    "c-muNU{FXasVqn=%S>Yc0uY^>nP!-qnV9D5Xy^nKdYzkElE?r7iWw<6MNl?FL1uCZ0~+8f$SlbPvlxL`E;A=T8N_h`@fjhajKT~I"
    "+*^Tcjm*rvG`LzRASaax%1bOWFm%q($p_n&m03_!0HnP$3zGAJv`A)gK`PX~03fyjVu6CpicF9IGY1C;km5-!Gjwj0=K%=`C+FuB"
    "<t67-08Qp)U~2#hiDwq%!u$ku7z-m)GYimFdvj9~ON1D>xaGgs)&Kmvh)If<!)UR%fco#lhq~VX|Nk-l0RuzS`BR$5r<gu1E{NT~"
    "Z%Ri-_LhZro?l#{=EIiIVzXw~_pj61mt0+=#&hEQjk^wWvv!DbUs?5Xd3Ryi-}5{v_5byFl!P1u45kJwD>&vLcj==Mw^!=_=_fTG"
    "SFy5wh&g}CCEB6-?}0DUpOec<LpfV6ihfD8cl>jO|H>=*Q=eHTHwJ`w`2TxyCMQ;UVT+DcKuDSR$J-*;EZk@D|DHT^Yjze7$78V-"
    "65mxs*{f$Sox$@it(igb{I4R97`X!4njTG>=@v_ke2S;&D0&6n4bp%7Ix>^-I&1Dt^RCm6{wN692YUKncx$>h{KOmQO~xTX4MRC#"
    "MuUAc*hhnXG}uRjeKgodgMFk2dk77j-t=cEnM#Au4FLfASjzw"
)


def giant_in_a_small_box():
    return zlib.decompress(base64.b85decode(GIANT))


# --- Photos that carry more than a photo: they come in, and what they carry doesn't -----------------------------------

HARMLESS = {
    "gif and script": ("a.js", gif_claiming(80, 60)[:-1] + b"\x21\xfe\x0c" + MARK + b"\0;*/=1;alert('HOSTILE-7f3a')//"),
    "jpeg and html": ("a.html", jpeg() + HTML),
    "html in a jpeg's comment": ("a.jpg", jpeg(comment=HTML)),
    "script in a jpeg's comment": ("a.jpg", jpeg_with(0xFE, b"*/=alert('HOSTILE-7f3a');/*")),
    "jpeg and php": ("a.php", jpeg(comment=PHP) + PHP),
    "jpeg and zip": ("a.jar", jpeg() + zipped("HOSTILE-7f3a.php", PHP)),
    "pdf in a jpeg": ("a.pdf", jpeg_with(0xFE, b"%PDF-1.7\nHOSTILE-7f3a") + b"HOSTILE-7f3a\n%%EOF"),
    "program behind a jpeg": ("a.exe", jpeg() + b"MZ" + MARK * 1000),
    "notes in each of a jpeg's blocks": ("a.jpg", b"".join([jpeg()[:2], *(
        bytes([0xFF, code]) + struct.pack(">H", len(SCRIPT) + 2) + SCRIPT for code in range(0xE1, 0xF0)), jpeg()[2:]])),
    "png and html": ("a.html", picture_bytes(SMALL, "PNG") + HTML),
    "html in a png's text": ("a.png", png_with(chunk(b"tEXt", b"a\0" + HTML), chunk(b"iTXt", b"a\0\0\0\0\0" + HTML))),
    "html in a png's own chunk": ("a.png", png_with(chunk(b"hoSt", HTML), chunk(b"eXIf", b"II*\0" + HTML))),
    "php in the palette of a png": ("a.png", png(header(80, 60, colour=3), chunk(b"PLTE", (PHP + b"..")[:39] * 2),
        chunk(b"IDAT", zlib.compress(bytes(81 * 60))), chunk(b"IEND"))),
    "webp and html": ("a.html", picture_bytes(SMALL, "WEBP") + HTML),
    "html in a webp's notes": ("a.webp", webp_with(b"XMP ", HTML)),
    "html in a webp's own chunk": ("a.webp", webp_with(b"HOST", HTML)),
    "bitmap and html": ("a.html", encoded(Image.new("RGB", SMALL, (1, 2, 3)), "BMP") + HTML),
    "tiff and html": ("a.html", encoded(Image.new("RGB", SMALL, (1, 2, 3)), "TIFF") + HTML),
    "avif and html": ("a.html", encoded(Image.new("RGB", SMALL, (1, 2, 3)), "AVIF") + box(b"free", HTML)),
    "html in an avif's notes": ("a.avif", encoded(Image.new("RGB", SMALL), "AVIF", xmp=HTML)),
    "html in a broken profile": ("a.jpg", jpeg(icc_profile=HTML * 4)),
    "a profile of many megabytes": ("a.jpg", jpeg(icc_profile=MARK * 60_000)),
    "notes that name themselves as the next": ("a.jpg", jpeg_with(0xE1, exif((0x0112, 3, 1, 1), next_directory=8))),
    "notes whose inner directory is the outer": ("a.jpg", jpeg_with(0xE1, exif((0x8769, 4, 1, 8), (0x8825, 4, 1, 8)))),
    "notes that point behind their end": ("a.jpg", jpeg_with(0xE1, exif((0x013B, 2, 2**31, 2**31)))),
    "notes of rubbish": ("a.jpg", jpeg_with(0xE1, b"Exif\0\0" + MARK * 20)),
    "turned by 0": ("a.jpg", jpeg_with(0xE1, exif((0x0112, 3, 1, 0)))),
    "turned by 9": ("a.jpg", jpeg_with(0xE1, exif((0x0112, 3, 1, 9)))),
    "turned by words": ("a.jpg", jpeg_with(0xE1, exif((0x0112, 2, 4, 0x41414141)))),
    "turned by many numbers": ("a.jpg", jpeg_with(0xE1, exif((0x0112, 3, 2, 0x00060006)))),
    "a tiff without end": ("a.tif", looping_tiff()),
    "a gif of a hundred thousand frames": ("a.gif", lambda: gif_of_many_frames(100_000)),
    "a moving webp": ("a.webp", lambda: moving("WEBP", 30)),
    "a moving avif": ("a.avif", lambda: moving("AVIF", 5)),
    "a moving png": ("a.png", lambda: moving("PNG", 30)),
    "a png as a jpeg": ("a.jpg", picture_bytes(SMALL, "PNG")),
    "a jpeg as a png": ("a.png", jpeg()),
    "a jpeg as a page": ("a.html", jpeg()),
    "a jpeg as a drawing": ("a.svg", jpeg()),
    "a jpeg in the folder above": ("../../HOSTILE-7f3a.php", jpeg()),
    "a jpeg named with a nul": ("a.php\0.jpg", jpeg()),
    "a jpeg named backwards": ("a\u202egpj.php", jpeg()),
    "a jpeg of one pixel": ("a.jpg", picture_bytes((1, 1))),
}  # fmt: skip
# Bombs in what Pillow unpacks besides pixels: refused or harmless is the same to us; the bounds are what counts.
BOMBS = {
    "packed text in a png": ("a.png", lambda: png_with(chunk(b"zTXt", b"a\0\0" + packed(200_000_000)))),
    "a packed profile in a png": ("a.png", lambda: png_with(chunk(b"iCCP", b"a\0\0" + packed(200_000_000)))),
    "ten thousand texts in a png": ("a.png", lambda: png_with(*[chunk(b"tEXt", b"a\0" + MARK * 80)] * 10_000)),
    "pixels without end in a png": ("a.png", lambda: png(header(80, 60), chunk(b"IDAT", packed(200_000_000)),
        chunk(b"IEND"))),
    "a hundred thousand empty chunks in a png": ("a.png", lambda: png_with(*[chunk(b"IDAT")] * 100_000)),
    "a large picture in a small file": ("a.png", lambda: encoded(Image.new("1", (7000, 7000)), "PNG")),
    "a large clear picture in a small file": ("a.png", lambda: encoded(Image.new("RGBA", (5500, 5500)), "PNG")),
    "a large webp in a small file": ("a.webp", lambda: encoded(Image.new("RGB", (3800, 3800)), "WEBP", method=0)),
    "a large avif in a small file": ("a.avif", lambda: encoded(Image.new("RGB", (3800, 3800)), "AVIF", speed=10)),
    "a large gif in a small file": ("a.gif", lambda: encoded(Image.new("P", (4500, 4500)), "GIF")),
    "a large tiff in a small file": ("a.tif", lambda: encoded(Image.new("RGB", (5000, 5000)), "TIFF",
        compression="tiff_lzw")),
    "a large progressive jpeg": ("a.jpg", lambda: encoded(Image.new("RGB", (6500, 5200)), "JPEG", progressive=True,
        subsampling=0)),
}  # fmt: skip
