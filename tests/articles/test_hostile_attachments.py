"""Files that could harm whoever opens them, or the server that looks at them, are refused with a sentence."""

import struct
import time
import tracemalloc
import zlib
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles import attachments
from articles.attachments.door import checked_kind
from articles.models import Attachment

from .documents import (
    OFFICE,
    biff,
    compound,
    main_stream,
    make_compound,
    make_odf,
    make_ooxml,
    make_pdf,
    make_zip,
    record,
    relation,
    stream,
    upload,
)

pytestmark = pytest.mark.django_db

# The reason, by a word of the English sentence: tests read the source strings, so that the catalogue may change.
DAMAGED, MACROS, PROTECTED, EMBEDDED = "cut short", "contains macros", "password", "another file inside"
CALLS_OUT, TOO_MUCH, TWO_IN_ONE, NO_DOCUMENT = "fetches something", "far larger", "something else", "can't be offered"
ACTS, ODD, ENDING = "script or an action", "unusual way", "another kind"
JS = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def packed_objects(data, about=b""):
    """A stream of objects, as PDF has them since 1.5."""
    return stream(b"7 0 " + data, b"/Type /ObjStm /N 1 /First 4 " + about)


def override(part, kind):
    return f'<Override PartName="/{part}" ContentType="{kind}"/>'


def field(*pieces):
    """A field of Word whose instruction is cut into pieces."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return f"<w:p>{mark.format('begin')}{runs}{mark.format('separate')}{mark.format('end')}</w:p>"


def encrypted_zip(data):
    """The same archive with every entry marked as encrypted."""
    out = bytearray(data)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(signature)
        while at >= 0:
            out[at + place] |= 1
            at = out.find(signature, at + 4)
    return bytes(out)


def overlapping(data):
    """An archive whose second entry points at the data of the first, as bombs do that multiply what they hold."""
    out = bytearray(data)
    first = out.find(b"PK\x01\x02")
    second = out.find(b"PK\x01\x02", first + 4)
    out[second + 42 : second + 46] = out[first + 42 : first + 46]
    return bytes(out)


def announced_elsewhere(data):
    """An archive whose last record tells of a short list, and one before it, which is read first, of another."""
    start, size = struct.unpack("<12xII2x", data[-22:])[::-1]
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, start)
    return data[:-22] + record + struct.pack("<4sIQI", b"PK\x06\x07", 0, len(data) - 22, 1) + data[-22:]


def twice(name, data):
    buffer = BytesIO(data)
    with ZipFile(buffer, "a") as file, pytest.warns(UserWarning):
        file.writestr(name, "<x/>")
    return buffer.getvalue()


def circular():
    """A compound file whose directory leads back to itself."""
    data = bytearray(make_compound())
    directory = struct.unpack_from("<I", data, 48)[0]
    table = (struct.unpack_from("<I", data, 76)[0] + 1) * 512
    struct.pack_into("<I", data, table + directory * 4, directory)
    return bytes(data)


UTF_16 = ' encoding="utf-16"?>'
ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
BOMB = 200 * 1024 * 1024
PROGRAM = b"MZ" + bytes(200)
OLE = compound({"\x01Ole10Native": bytes(100)})
SCRIPT = '<script:event-listener script:language="ooo:script" xlink:href="vnd.sun.star.script:a"/>'

WHOLE = {
    "pdf": make_pdf("", packed_objects(b"<< >>")),
    "docx": make_ooxml(),
    "odt": make_odf(),
    "doc": make_compound("doc"),
    "xls": make_compound("xls"),
}
HOSTILE = {
    # What it is not.
    "a page named pdf": ("a.pdf", b"<html><script>alert(1)</script></html>", NO_DOCUMENT),
    "a drawing named docx": ("a.docx", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", NO_DOCUMENT),
    "a page named xls": ("a.xls", b"<table><tr><td>1</td></tr></table>", NO_DOCUMENT),
    "a program": ("a.exe", PROGRAM, NO_DOCUMENT),
    "nothing": ("a.pdf", b"\n", NO_DOCUMENT),
    "rich text": ("a.doc", rb"{\rtf1 {\object\objemb}}", NO_DOCUMENT),
    "a pdf named docx": ("a.docx", make_pdf(), ENDING),
    "a docx named pdf": ("a.pdf", make_ooxml(), ENDING),
    "a docx named doc": ("a.doc", make_ooxml(), ENDING),
    "a xlsx named docx": ("a.docx", make_ooxml("xlsx"), ENDING),
    "a doc named xls": ("a.xls", make_compound("doc"), ENDING),
    "an odt named ods": ("a.ods", make_odf("odt"), ENDING),
    "a pdf named html": ("a.html", make_pdf(), ENDING),
    "a pdf with two endings": ("a.pdf.exe", make_pdf(), ENDING),
    "a pdf without an ending": ("pdf", make_pdf(), ENDING),
    "any archive": ("a.docx", make_zip({"a.txt": b"a"}), NO_DOCUMENT),
    "a program for Java": ("a.docx", make_zip({"META-INF/MANIFEST.MF": b"", "A.class": b""}), NO_DOCUMENT),
    "a package for Android": ("a.docx", make_zip({"AndroidManifest.xml": b"", "classes.dex": b""}), NO_DOCUMENT),
    "a book": ("a.odt", make_odf(mimetype="application/epub+zip"), NO_DOCUMENT),
    # Two in one.
    "a page before the pdf": ("a.pdf", b"<html>" + make_pdf(), NO_DOCUMENT),
    "an archive behind the pdf": ("a.pdf", make_pdf() + make_zip({"a.class": b""}), TWO_IN_ONE),
    "a page behind the pdf": ("a.pdf", make_pdf() + b"<script>alert(1)</script>", DAMAGED),
    "a page before the docx": ("a.docx", b"<html>" + make_ooxml(), NO_DOCUMENT),
    "an archive before the docx": ("a.docx", make_zip({"a": b"a"}) + make_ooxml(), TWO_IN_ONE),
    "a page behind the docx": ("a.docx", make_ooxml() + b"<script>alert(1)</script>", TWO_IN_ONE),
    # Cut short, broken.
    "half a pdf": ("a.pdf", make_pdf("Kế hoạch " * 50)[:-200], DAMAGED),
    "a pdf of nothing but its head": ("a.pdf", b"%PDF-1.7\n", DAMAGED),
    "a pdf of no version": ("a.pdf", b"%PDF-9" + make_pdf()[6:], DAMAGED),
    "a pdf whose table is elsewhere": ("a.pdf", make_pdf()[:-20] + b"startxref\n7\n%%EOF", DAMAGED),
    "half a docx": ("a.docx", make_ooxml()[:-30], DAMAGED),
    "a docx with a wrong sum": (
        "a.docx",
        make_ooxml().replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x00\x00\x00"),
        DAMAGED,
    ),
    "a docx of broken xml": ("a.docx", make_ooxml(body="<w:p>"), DAMAGED),
    "half a doc": ("a.doc", make_compound()[:600], DAMAGED),
    "a doc that leads in a circle": ("a.doc", circular(), DAMAGED),
    "a doc of nothing but its head": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 504, DAMAGED),
    "a compound file of no kind": ("a.doc", compound({"Contents": b"a"}), NO_DOCUMENT),
    "an installer": ("a.doc", compound({"\u4840\u3b3f\u43f2": b"a"}), NO_DOCUMENT),
    "a doc that is a xls too": ("a.doc", make_compound("doc", {"Workbook": main_stream("xls")}), NO_DOCUMENT),
    # PDFs that act.
    "a script in a pdf": ("a.pdf", make_pdf("", JS), ACTS),
    "a script at the opening": ("a.pdf", make_pdf("", JS, catalog=b"/OpenAction 5 0 R"), ACTS),
    "a script spelt in escapes": ("a.pdf", make_pdf("", JS.replace(b"/JavaScript", b"/J#61vaScr#69pt")), ACTS),
    "a script in packed objects": ("a.pdf", make_pdf("", packed_objects(JS)), ACTS),
    "a script packed twice": ("a.pdf", make_pdf("", stream(zlib.compress(JS), b"/Type /ObjStm ")), ACTS),
    "a script that looks like a picture": ("a.pdf", make_pdf("", stream(JS, b"/Subtype /Image ")), ACTS),
    "a script behind a long comment": (
        "a.pdf",
        make_pdf("", stream(bytes(70_000) + JS, b"/Type /ObjStm %" + b" " * 5000 + b"\n")),
        ACTS,
    ),
    "a script hidden in hexadecimals": (
        "a.pdf",
        make_pdf("", b"<< /Type /ObjStm /Filter [/ASCIIHexDecode] >>\nstream\n%s>\nendstream" % JS.hex().encode()),
        ODD,
    ),
    "a program that is started": ("a.pdf", make_pdf("", b"<< /S /Launch /F (cmd.exe) >>"), ACTS),
    "a form that sends": ("a.pdf", make_pdf("", b"<< /S /SubmitForm /F (https://example.org) >>"), ACTS),
    "a form of the other kind": ("a.pdf", make_pdf(catalog=b"/AcroForm << /XFA 5 0 R >>"), ACTS),
    "a film with a player": ("a.pdf", make_pdf("", b"<< /Subtype /RichMedia >>"), ACTS),
    "a file in a pdf": ("a.pdf", make_pdf("", stream(PROGRAM, b"/Type /EmbeddedFile ")), EMBEDDED),
    "a list of files in a pdf": ("a.pdf", make_pdf(catalog=b"/Names << /EmbeddedFiles 5 0 R >>"), EMBEDDED),
    "a locked pdf": ("a.pdf", make_pdf(trailer=b"/Encrypt 5 0 R"), PROTECTED),
    "a bomb in a pdf": ("a.pdf", lambda: make_pdf("", stream(bytes(BOMB))), TOO_MUCH),
    # Office documents that act.
    "macros in a docx": ("a.docx", make_ooxml(more={"word/vbaProject.bin": OLE}), MACROS),
    "macros under another name": (
        "a.docx",
        make_ooxml(types=override("word/x.bin", "application/vnd.ms-office.vbaProject")),
        MACROS,
    ),
    "a docm named docx": ("a.docx", make_ooxml(main="application/vnd.ms-word.document.macroEnabled.main+xml"), MACROS),
    "a template": ("a.docx", make_ooxml(main=f"{OFFICE}wordprocessingml.template.main+xml"), NO_DOCUMENT),
    "the oldest macros in a xlsx": ("a.xlsx", make_ooxml("xlsx", {"xl/macrosheets/sheet1.xml": "<x/>"}), MACROS),
    "a control in a pptx": ("a.pptx", make_ooxml("pptx", {"ppt/activeX/activeX1.xml": "<x/>"}), MACROS),
    "an object of another program": ("a.docx", make_ooxml(more={"word/embeddings/oleObject1.bin": OLE}), EMBEDDED),
    "a program as a picture": ("a.docx", make_ooxml(more={"word/media/image1.png": PROGRAM}), EMBEDDED),
    "a program by its name": ("a.docx", make_ooxml(more={"word/media/a.exe": b"a"}), EMBEDDED),
    "a page inside": ("a.docx", make_ooxml(more={"word/a.htm": b"<html>"}), EMBEDDED),
    "a piece of another document": ("a.docx", make_ooxml(relations=relation("aFChunk", "a.xml", "")), EMBEDDED),
    "a document in a document in a document": (
        "a.docx",
        make_ooxml(more={"word/embeddings/a.docx": make_ooxml(more={"word/embeddings/b.docx": make_ooxml()})}),
        EMBEDDED,
    ),
    "macros in a document inside": (
        "a.docx",
        make_ooxml(more={"word/embeddings/a.docx": make_ooxml(more={"word/vbaProject.bin": OLE})}),
        MACROS,
    ),
    "an archive in a document": (
        "a.docx",
        make_ooxml(more={"word/embeddings/a.bin": make_zip({"a.js": b"a"})}),
        NO_DOCUMENT,
    ),
    "a template from elsewhere": (
        "a.docx",
        make_ooxml(relations=relation("attachedTemplate", "https://example.org/a.dotm")),
        CALLS_OUT,
    ),
    "a template on a share": (
        "a.docx",
        make_ooxml(relations=relation("attachedTemplate", r"\\10.0.0.1\a\b.dotm")),
        CALLS_OUT,
    ),
    "a template on a share by file": (
        "a.docx",
        make_ooxml(relations=relation("attachedTemplate", "file:///\\\\10.0.0.1\\a.dotm")),
        CALLS_OUT,
    ),
    "an object from elsewhere": (
        "a.docx",
        make_ooxml(relations=relation("oleObject", "mhtml:http://example.org!x")),
        EMBEDDED,
    ),
    "a picture from elsewhere": (
        "a.docx",
        make_ooxml(relations=relation("image", "http://example.org/a.png")),
        CALLS_OUT,
    ),
    "a link that starts a tool": (
        "a.docx",
        make_ooxml(relations=relation("hyperlink", "ms-msdt:/id PCWDiagnostic")),
        CALLS_OUT,
    ),
    "a field that starts a program": (
        "a.docx",
        make_ooxml(body=field(r'DDEAUTO c:\\windows\\cmd.exe "/k calc"')),
        CALLS_OUT,
    ),
    "such a field in pieces": ("a.docx", make_ooxml(body=field("DD", "EAU", "TO cmd")), CALLS_OUT),
    "such a field in a short form": ("a.docx", make_ooxml(body='<w:fldSimple w:instr=" DDE cmd "/>'), CALLS_OUT),
    "a sheet that starts a program": (
        "a.xlsx",
        make_ooxml(
            "xlsx", {"xl/externalLinks/externalLink1.xml": '<externalLink><ddeLink ddeService="cmd"/></externalLink>'}
        ),
        CALLS_OUT,
    ),
    "entities that grow": ("a.docx", make_ooxml(more={"word/styles.xml": ENTITIES}), DAMAGED),
    "entities in another encoding": (
        "a.docx",
        make_ooxml(more={"word/styles.xml": ENTITIES.replace("?>", UTF_16).encode("utf-16")}),
        DAMAGED,
    ),
    "elements without end": ("a.docx", make_ooxml(body="<w:p>" * 600 + "</w:p>" * 600), TOO_MUCH),
    "a locked docx": ("a.docx", encrypted_zip(make_ooxml()), PROTECTED),
    "a locked docx of the other kind": (
        "a.docx",
        compound({"EncryptedPackage": b"a", "EncryptionInfo": b"a"}),
        PROTECTED,
    ),
    # Archives against the server.
    "a bomb in a docx": ("a.docx", lambda: make_ooxml(more={"word/media/image1.png": bytes(BOMB)}), TOO_MUCH),
    "entries over each other": ("a.docx", overlapping(make_ooxml()), DAMAGED),
    "too many entries": ("a.docx", lambda: make_ooxml(more={f"word/{n}.xml": "<x/>" for n in range(5001)}), TOO_MUCH),
    "an endless list of entries": (
        "a.docx",
        lambda: make_ooxml(more={f"word/{n:0900}.xml": "" for n in range(2500)}),
        TOO_MUCH,
    ),
    "an endless list of entries, announced elsewhere": ("a.docx", announced_elsewhere(make_ooxml()), TOO_MUCH),
    "an entry twice": ("a.docx", lambda: twice("word/document.xml", make_ooxml()), DAMAGED),
    "an entry that climbs": ("a.docx", make_ooxml(more={"../../../etc/cron.d/a.xml": "<x/>"}), DAMAGED),
    "an entry from the root": ("a.docx", make_ooxml(more={"/etc/a.xml": "<x/>"}), DAMAGED),
    "an entry on a drive": ("a.docx", make_ooxml(more={"C:/a.xml": "<x/>"}), DAMAGED),
    # OpenDocument.
    "macros in an odt": ("a.odt", make_odf(more={"Basic/Standard/Module1.xml": "<x/>"}), MACROS),
    "scripts in an ods": ("a.ods", make_odf("ods", {"Scripts/python/a.py": b""}), MACROS),
    "a listener in an odt": ("a.odt", make_odf(body=SCRIPT), MACROS),
    "a slide that starts a program": (
        "a.odp",
        make_odf("odp", body='<presentation:event-listener presentation:action="execute" xlink:href="cmd"/>'),
        MACROS,
    ),
    "a locked odt": ("a.odt", make_odf(manifest="<m:encryption-data/>"), PROTECTED),
    "an applet in an odt": ("a.odt", make_odf(body="<draw:applet/>"), EMBEDDED),
    "a program in an odt": ("a.odt", make_odf(more={"Pictures/a.png": PROGRAM}), EMBEDDED),
    "a section from elsewhere": (
        "a.odt",
        make_odf(body='<text:section-source xlink:href="https://example.org/a.odt"/>'),
        CALLS_OUT,
    ),
    "a link to a program's data": ("a.odt", make_odf(body="<office:dde-source/>"), CALLS_OUT),
    # Word, Excel and PowerPoint until 2003.
    "macros in a doc": ("a.doc", make_compound("doc", {"Macros": None}), MACROS),
    "macros in a xls": ("a.xls", make_compound("xls", {"_VBA_PROJECT_CUR": None}), MACROS),
    "the oldest macros in a xls": (
        "a.xls",
        make_compound("xls", main=biff(0x0809, bytes(16)) + biff(0x85, struct.pack("<IBB", 0, 1, 1)) + biff(0x0A)),
        MACROS,
    ),
    "macros in a ppt": (
        "a.ppt",
        make_compound(
            "ppt", main=record(0x03E8, record(0x03FF, record(0x0400, struct.pack("<III", 1, 1, 2), 2), 0x0F), 0x0F)
        ),
        MACROS,
    ),
    "an object in a ppt": ("a.ppt", make_compound("ppt", main=record(0x1011, b"a" * 20)), EMBEDDED),
    "a package in a doc": ("a.doc", make_compound("doc", {"\x01Ole10Native": b"a"}), EMBEDDED),
    "objects in a doc": ("a.doc", make_compound("doc", {"ObjectPool": None}), EMBEDDED),
    "a workbook in a xls": ("a.xls", make_compound("xls", {"MBD0012AB34": None}), EMBEDDED),
    "a locked doc": ("a.doc", make_compound(main=struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, 0x0100)), PROTECTED),
    "a locked xls": ("a.xls", make_compound("xls", main=biff(0x0809, bytes(16)) + biff(0x2F, bytes(6))), PROTECTED),
    "a field in a doc": ("a.doc", make_compound(main=main_stream("doc") + b"\x13 DDEAUTO c:\\cmd.exe \x14"), CALLS_OUT),
    "a field in a doc in two bytes": (
        "a.doc",
        make_compound(main=main_stream("doc") + "\x13 DDEAUTO cmd".encode("utf-16-le")),
        CALLS_OUT,
    ),
}


@pytest.mark.parametrize(("name", "data", "why"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_with_its_reason(name, data, why, settings):
    data = data() if callable(data) else data
    began = time.monotonic()

    with translation.override("en"), pytest.raises(attachments.UnusableAttachment) as caught:
        attachments.take_in(upload(data, name))

    assert str(caught.value).count(why) == 1
    assert time.monotonic() - began < 10
    assert not Attachment.objects.exists()
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(settings):
    settings.ATTACHMENT_MAX_MEGABYTES = 1
    file = upload(b"%PDF-1.7" + bytes(1024 * 1024), "a.pdf")

    with translation.override("en"), pytest.raises(attachments.UnusableAttachment) as caught:
        attachments.take_in(file)

    assert (str(caught.value), file.tell()) == ("The file is larger than 1 MB.", 0)


@pytest.mark.parametrize("make", [HOSTILE["a bomb in a pdf"][1], HOSTILE["a bomb in a docx"][1]])
def test_a_bomb_does_not_fill_the_memory(make):
    name, data = ("a.pdf" if make is HOSTILE["a bomb in a pdf"][1] else "a.docx"), make()
    file = upload(data, name)

    tracemalloc.start()
    with pytest.raises(attachments.UnusableAttachment):
        attachments.take_in(file)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 16 * 1024 * 1024


def test_many_streams_that_unpack_to_nothing_end_soon():
    """Each begins anew within the one before it, and would go through all that follows."""
    empty = b"\x00\x00\x00\xff\xff" * 2000
    nested = b"".join(b"\x00\x09\x00\xf6\xffstream\nx\x9c"[:14] + empty for _ in range(400))
    data = make_pdf("", b"<< >>\nstream\nx\x9c" + nested + b"\nendstream")
    began = time.monotonic()

    with pytest.raises(attachments.UnusableAttachment):
        attachments.take_in(upload(data, "a.pdf"))

    assert time.monotonic() - began < 15


# --- What only looks like harm ---------------------------------------------------------------------------------------

SIGNATURE = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"
SIGNED = override("_xmlsignatures/sig1.xml", SIGNATURE)
LINK = relation("hyperlink", "https://example.org/?a=1")
HARMLESS = {
    "a link in a docx": ("a.docx", make_ooxml(relations=LINK)),
    "a mail address": ("a.docx", make_ooxml(relations=relation("hyperlink", "mailto:a@example.org"))),
    "a template on the writer's machine": (
        "a.docx",
        make_ooxml(relations=relation("attachedTemplate", "file:///C:\\Users\\Lan\\Mau.dotx")),
    ),
    "another workbook on the writer's machine": (
        "a.xlsx",
        make_ooxml("xlsx", {"xl/externalLinks/externalLink1.xml": "<externalLink><externalBook/></externalLink>"}),
    ),
    "a workbook behind a chart": (
        "a.pptx",
        make_ooxml("pptx", {"ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": make_ooxml("xlsx")}),
    ),
    "a signed document": (
        "a.docx",
        make_ooxml(types=SIGNED, more={"_xmlsignatures/origin.sigs": b"", "_xmlsignatures/sig1.xml": "<x/>"}),
    ),
    "fields of every day": ("a.docx", make_ooxml(body=field("PAGE") + field("DATE ", r"\@ d/M") + field("ADDENDUM"))),
    "settings of a printer": ("a.xlsx", make_ooxml("xlsx", {"xl/printerSettings/printerSettings1.bin": b"H\0P\0"})),
    "a folder in an odt": ("a.odt", make_odf(more={"Configurations2/floater/": b"", "Configurations2/a.xml": b""})),
    "a button to the next page": (
        "a.odp",
        make_odf("odp", body='<presentation:event-listener presentation:action="next-page"/>'),
    ),
    "an empty pool of objects": ("a.doc", make_compound("doc", {"\x01CompObj": b"a", "ObjectPool": b""})),
    "a pdf that opens at a place": ("a.pdf", make_pdf(catalog=b"/OpenAction [3 0 R /Fit]")),
    "words about scripts": ("a.pdf", make_pdf("", b"(/S /JavaScripts)")),
    "a large picture": ("a.pdf", make_pdf("", *[stream(bytes(8_000_000), b"/Subtype /Image ")] * 30)),
    "spaces behind the end": ("a.pdf", make_pdf() + b"\r\n\x00\x00"),
}


@pytest.mark.parametrize(("name", "data"), HARMLESS.values(), ids=HARMLESS.keys())
def test_what_only_looks_like_harm_is_taken(name, data):
    assert attachments.take_in(upload(data, name)).kind == name.rpartition(".")[2]


@given(st.binary(max_size=3000), st.sampled_from(["pdf", "docx", "odt", "doc", "xls"]), st.integers(0, 5000))
@hypothesis_settings(max_examples=150, deadline=None)
def test_whatever_is_broken_is_refused_or_taken_and_never_an_error(noise, kind, at):
    data = WHOLE[kind][:at] + noise + WHOLE[kind][at + len(noise) :]

    try:
        found = checked_kind(data, f"a.{kind}")
    except attachments.UnusableAttachment as error:
        found = error

    assert found == kind or isinstance(found, attachments.UnusableAttachment)
