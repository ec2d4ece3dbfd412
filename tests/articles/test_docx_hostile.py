"""Word files made to do harm: each is refused or made harmless, and what it costs is bounded."""

import socket
import time
import tracemalloc

import pytest
from django.utils import translation

from articles.pasting import docx
from articles.pasting.docx import UnreadableFile, package, read_docx

from .word_file import NAMES, form, num, p, picture, r, relations, table, word_file

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>'


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def offline(monkeypatch):
    """Whoever opens a connection fails the test."""
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a connection was opened"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a name was looked up"))


def taken(data, alt):
    return "/media/photos/2026/11/a.png", alt


def bomb(references):
    """A picture that unpacks to more than is taken, used so many times."""
    return word_file(
        p("Lời."),
        *[p(picture("rBomb"))] * references,
        links=[("rBomb", "image", "media/a.png", False)],
        parts={"word/media/a.png": bytes(package.LARGEST_PICTURE + 1000)},
    )


# --- Much of it ------------------------------------------------------------------------------------------------------


def test_a_picture_that_unpacks_to_too_much_is_named_and_the_text_stays():
    draft = read_docx(bomb(1), take_picture=taken)

    assert draft.html == "<p>Lời.</p>\n<p>[Photo: Picture 1]</p>"
    assert draft.report == [
        ("lost", "The picture “Picture 1” is not in the text: it is damaged, or too large unpacked.")
    ]


def test_a_bomb_used_many_times_is_unpacked_no_more_often_than_pictures_are_taken(monkeypatch):
    opened = []
    read = package.Package.data
    monkeypatch.setattr(
        package.Package, "data", lambda self, name, *limit: opened.append(name) or read(self, name, *limit)
    )

    draft = read_docx(bomb(200), take_picture=taken)

    assert opened.count("word/media/a.png") == 40
    assert draft.html.count("[Photo:") == 200


def test_pictures_are_unpacked_one_at_a_time():
    links = [(f"r{number}", "image", f"media/{number}.bmp", False) for number in range(6)]
    parts = {f"word/media/{number}.bmp": bytes(4 * 1024**2) for number in range(6)}
    file = word_file(*(p(picture(key)) for key, *_rest in links), links=links, parts=parts)

    tracemalloc.start()
    draft = read_docx(file, take_picture=taken)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert draft.html.count("<figure") == 6
    assert peak < 16 * 1024**2  # all six are 24


@pytest.mark.parametrize(
    "body",
    [
        ["<w:p><w:r><w:t>x</w:t></w:r></w:p>"] * 100_000,
        [p("Nơi nhận:"), p("- x")] * 5_000,
        [table(["<w:tc><w:p/></w:tc>", f"<w:tc>{p('CHỦ TỊCH')}</w:tc>"])] * 3_000,
    ],
    ids=["paragraphs", "recipients", "signatures"],
)
def test_endless_documents_are_read_in_a_few_seconds(body):
    file = word_file(*body)
    began = time.process_time()

    draft = read_docx(file)

    assert draft.html.count("<p>") >= 3_000
    assert time.process_time() - began < 25  # seconds of processor; six on a slow machine


def test_a_hundred_thousand_empty_paragraphs_are_no_text():
    with pytest.raises(UnreadableFile, match="no text"):
        read_docx(word_file(*["<w:p/>"] * 100_000))


@pytest.mark.parametrize(("depth", "is_read"), [(60, True), (200, False)])
def test_tables_in_tables_are_read_so_deep_and_no_deeper(depth, is_read):
    file = word_file("<w:tbl><w:tr><w:tc>" * depth + p("trong") + "</w:tc></w:tr></w:tbl>" * depth)

    if is_read:
        assert read_docx(file).html.replace("\n", "") == "<table><tbody><tr><td>trong</td></tr></tbody></table>"
    else:
        with pytest.raises(UnreadableFile, match="unpacks to more"):
            read_docx(file)


def test_frames_in_frames_are_read_once_each():
    depth = 30
    body = (
        "<w:r><w:drawing><w:txbxContent><w:p>" * depth + r("trong") + "</w:p></w:txbxContent></w:drawing></w:r>" * depth
    )

    assert read_docx(word_file(p(body))).html == "<p>trong</p>"


@pytest.mark.parametrize("name", ["w:val", "w:unknown", "x"])
def test_an_attribute_of_megabytes_is_refused(name):
    with pytest.raises(UnreadableFile, match="unpacks to more"):
        read_docx(word_file(p("x"), f'<w:p {name}="{"A" * (2 * package.LARGEST_TAG)}"/>'))


def test_a_label_of_levels_that_are_not_there_ends():
    lists = form(1, ("decimal", "%9%9%9%9%9%9%9%9", 999_999)) + num(1, 1)
    draft = read_docx(word_file(*[p("x", list_id=1)] * 3, numbering=lists))

    assert draft.html == "\n".join(["<p>11111111 x</p>"] * 3)


# --- What lies outside -----------------------------------------------------------------------------------------------

ADDRESSES = ["file:///etc/passwd", r"\\10.0.0.1\share\x.xml", "//10.0.0.1/share/x.xml", "http://10.0.0.1/x.xml"]


@pytest.mark.parametrize("target", [*ADDRESSES, "../../../../etc/passwd", "/etc/passwd"])
@pytest.mark.parametrize("is_outside", [True, False])
def test_no_part_is_fetched_from_outside(target, is_outside):
    links = [
        (f"r{kind}", kind, target, is_outside) for kind in ("styles", "numbering", "footnotes", "attachedTemplate")
    ]
    links += [("rImage", "image", target, is_outside)]
    named = {"word/_rels/document.xml.rels": relations(links)}
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'

    draft = read_docx(word_file(p(r("Lời") + note), p(picture("rImage")), parts=named), take_picture=taken)

    assert draft.html == "<p>Lời<sup>[1]</sup></p>\n<p>[Photo: Picture 1]</p>"
    assert draft.report[0] == ("lost", "The picture “Picture 1” is not in the text: it is not in the file.")


@pytest.mark.parametrize(
    "target", [*ADDRESSES[:3], "javascript:alert(1)", "data:text/html,x", "ms-word:ofe|u|http://x"]
)
def test_a_link_to_anything_but_the_web_leaves_its_words(target):
    link = f'<w:hyperlink r:id="rLink">{r("bấm")}</w:hyperlink>'

    draft = read_docx(word_file(p(link), links=[("rLink", "hyperlink", target, True)]))

    assert draft.html == "<p>bấm</p>"
    assert [kind for kind, _sentence in draft.report] == ["links"]


def test_a_field_that_includes_a_file_or_asks_a_program_leaves_its_last_words():
    fields = [
        f'<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>{asked}</w:instrText>'
        f'<w:fldChar w:fldCharType="separate"/></w:r>{r("cũ")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        for asked in (
            'INCLUDETEXT "file:///etc/passwd"',
            'DDEAUTO c:\\\\cmd.exe "/k calc"',
            'INCLUDEPICTURE "//10.0.0.1/a"',
        )
    ]

    assert read_docx(word_file(*map(p, fields))).html == "<p>cũ</p>\n<p>cũ</p>\n<p>cũ</p>"


def test_a_part_brought_in_whole_is_named_and_not_read():
    draft = read_docx(
        word_file(
            p("Lời."),
            '<w:altChunk r:id="rHtml"/>',
            links=[("rHtml", "aFChunk", "x.html", False)],
            parts={"word/x.html": "<script>alert(1)</script>"},
        )
    )

    assert (draft.html, [kind for kind, _sentence in draft.report]) == ("<p>Lời.</p>", ["objects"])


# --- Wrong in its parts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("head", [ENTITY, OUTSIDE], ids=["entity", "outside"])
@pytest.mark.parametrize(
    ("part", "written"),
    [
        ("_rels/.rels", relations([("rId1", "officeDocument", "word/document.xml", False)])),
        ("word/_rels/document.xml.rels", relations([("rStyles", "styles", "styles.xml", False)])),
        ("word/styles.xml", f"<w:styles {NAMES}/>"), ("word/numbering.xml", f"<w:numbering {NAMES}/>"),
        ("word/document.xml", f"<w:document {NAMES}><w:body>{p('x')}</w:body></w:document>"),
        ("word/footnotes.xml", f"<w:footnotes {NAMES}/>"),
    ],
    ids=["package", "relations", "styles", "numbering", "document", "footnotes"],
)  # fmt: skip
def test_a_document_type_is_refused_in_every_part(part, written, head):
    file = word_file(
        p(r("x") + '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        links=[("rNotes", "footnotes", "footnotes.xml", False)] if "footnotes" in part else [],
        parts={part: head + written},
    )

    with pytest.raises(UnreadableFile, match="packed in a way"):
        read_docx(file)


@pytest.mark.parametrize(
    "types",
    [
        "", "<Types", f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="text/html"/></Types>',
        f'<Types xmlns="{TYPES}"><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
        f"{OUTSIDE}<Types/>",
    ],
    ids=["empty", "broken", "html", "macros", "outside"],
)  # fmt: skip
def test_what_a_file_says_of_its_types_changes_nothing(types):
    assert read_docx(word_file(p("Lời."), parts={"[Content_Types].xml": types})).html == "<p>Lời.</p>"


def test_a_script_in_the_place_of_a_picture_is_handed_to_the_library_as_bytes_and_no_type():
    handed = []
    file = word_file(
        p(picture("rIn")),
        links=[("rIn", "image", "media/a.svg", False)],
        parts={"word/media/a.svg": "<svg onload='alert(1)'/>"},
    )

    read_docx(file, take_picture=lambda data, alt: handed.append((data, alt)) or taken(data, alt))

    assert handed == [(b"<svg onload='alert(1)'/>", "")]


def test_macros_and_programs_beside_the_document_are_never_opened(monkeypatch):
    opened = []
    read = package.Package.data
    monkeypatch.setattr(
        package.Package, "data", lambda self, name, *limit: opened.append(name) or read(self, name, *limit)
    )
    links = [("rMacro", "vbaProject", "vbaProject.bin", False), ("rOle", "oleObject", "embeddings/a.exe", False)]
    object_ = (
        '<w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" r:id="rOle"/></w:object></w:r>'
    )

    draft = read_docx(
        word_file(
            p("Lời."), p(object_), links=links, parts={"word/vbaProject.bin": "MZ", "word/embeddings/a.exe": "MZ"}
        )
    )

    assert (draft.html, [kind for kind, _sentence in draft.report]) == ("<p>Lời.</p>", ["objects"])
    assert [name for name in opened if not name.endswith((".xml", ".rels"))] == []


# --- One's turn ------------------------------------------------------------------------------------------------------


def test_who_waits_too_long_for_another_file_is_told_so(monkeypatch):
    monkeypatch.setattr(docx, "LONGEST_WAIT", 0.01)

    with docx.ONE_AT_A_TIME, pytest.raises(UnreadableFile, match="Another Word file is being read"):
        read_docx(word_file(p("x")))

    assert read_docx(word_file(p("x"))).html == "<p>x</p>"


def test_a_file_that_is_refused_gives_the_turn_back():
    with pytest.raises(UnreadableFile):
        read_docx(word_file(parts={"word/document.xml": "<x"}))

    assert docx.ONE_AT_A_TIME.locked() is False
