"""Documents made by hand, in the shapes that office programs write and in those that attackers do."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from articles import attachments

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OOXML = {
    "docx": ("word/document.xml", f"{OFFICE}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OFFICE}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{OFFICE}presentationml.presentation.main+xml"),
}
ODF = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
STREAMS = {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document"}


def upload(data, name):
    return SimpleUploadedFile(name, data)


def make_attachment(title="Kế hoạch tiêm chủng", data=None, name="ke-hoach.pdf", **fields):
    return attachments.take_in(upload(make_pdf(title) if data is None else data, name), title=title, **fields)


# --- PDF -------------------------------------------------------------------------------------------------------------


def make_pdf(words="", *objects, catalog=b"", trailer=b""):
    """A PDF of one page; `objects` are further ones, from number 5 on."""
    text = f"BT /F1 12 Tf 72 720 Td ({words.encode('utf-16').hex()}) Tj ET".encode()
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        stream(text),
        *objects,
    ]
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(places) + 1, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def stream(data, about=b"", packed=True):
    data = zlib.compress(data) if packed else data
    how = b"/Filter /FlateDecode " if packed else b""
    return b"<< %s%s/Length %d >>\nstream\n%s\nendstream" % (how, about, len(data), data)


# --- Archives --------------------------------------------------------------------------------------------------------


def make_zip(entries):
    """An archive of {name: bytes}; a first "mimetype" is stored as OpenDocument wants it."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as file:
        for name, data in entries.items():
            info = ZipInfo(name)
            file.writestr(info, data, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
    return buffer.getvalue()


def ooxml_parts(kind="docx", types="", main="", relations="", body=""):
    """The parts of an Office document; the keywords are XML that is put into each."""
    name, content_type = OOXML[kind]
    folder, file = name.split("/")
    return {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{name}" ContentType="{main or content_type}"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{KINDS}officeDocument" Target="{name}"/></Relationships>',
        name: f'<w:document xmlns:w="{WORD}"><w:body>{body or "<w:p/>"}</w:body></w:document>',
        f"{folder}/_rels/{file}.rels": f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>',
    }


def make_ooxml(kind="docx", more=None, **parts):
    return make_zip(ooxml_parts(kind, **parts) | (more or {}))


def relation(kind, target, mode=' TargetMode="External"'):
    return f'<Relationship Id="rId9" Type="{KINDS}{kind}" Target="{target}"{mode}/>'


def make_odf(kind="odt", more=None, manifest="", body="", mimetype=""):
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    names = (
        f'xmlns:office="{office}" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"'
    )
    listed = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    parts = {
        "mimetype": mimetype or f"application/vnd.oasis.opendocument.{ODF[kind]}",
        "content.xml": f"<office:document-content {names}><office:scripts/>{body}</office:document-content>",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{listed}">{manifest}</m:manifest>',
    }
    return make_zip(parts | (more or {}))


# --- Compound files --------------------------------------------------------------------------------------------------

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind, data, shape=0):
    """A record of PowerPoint."""
    return struct.pack("<HHI", shape, kind, len(data)) + data


def biff(kind, data=b""):
    """A record of Excel."""
    return struct.pack("<HH", kind, len(data)) + data


def main_stream(kind):
    """The least that the main stream of each kind begins with."""
    return {
        "doc": struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x0409, 0, 0) + "Thông báo".encode("utf-16-le"),
        "xls": biff(0x0809, b"\x00\x06\x05\x00" + bytes(12)) + biff(0x85, struct.pack("<IBB", 0, 0, 0)) + biff(0x0A),
        "ppt": record(0x03E8, record(0x03E9, bytes(40)), 0x0F),
    }[kind]


def make_compound(kind="doc", more=None, main=None):
    """A compound file: the main stream of a kind, and `more` as {name: bytes, or None for a storage that holds one}."""
    parts = {STREAMS[kind]: main_stream(kind) if main is None else main} | (more or {})
    return compound(parts)


def compound(parts):
    """A compound file of {name: bytes or None}; all streams in large sectors, all parts beneath the root."""
    sectors, table, entries = [], [], []

    def put(data):
        data = data.ljust(max(4096, -len(data) % 512 + len(data)), b"\x00")
        first = len(sectors)
        count = len(data) // 512
        sectors.extend(data[at : at + 512] for at in range(0, len(data), 512))
        table.extend([*range(first + 1, first + count), END])
        return first, len(data)

    for name, data in parts.items():
        if data is None:
            entries.append(_entry(name, 1, child=0))
        else:
            entries.append(_entry(name, 2, *put(data)))
    directory = _entry("Root Entry", 5, END, 0, child=1) + b"".join(entries)
    first, _size = put(directory)
    tables = (len(sectors) + 1) // 128 + 1
    places = range(len(sectors), len(sectors) + tables)
    table += [TABLE] * tables
    table += [FREE] * (tables * 128 - len(table))
    listed = [*places, *[FREE] * (109 - tables)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIIII", tables, first, 0, 4096, END, 0, END, 0, listed[0])
    header += struct.pack("<108I", *listed[1:])
    return header + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _entry(name, kind, start=0, size=0, child=FREE):
    words = name.encode("utf-16-le") + b"\x00\x00"
    return (
        words.ljust(64, b"\x00")
        + struct.pack("<HBBIII", len(words), kind, 1, FREE, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
