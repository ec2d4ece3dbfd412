"""A .docx becomes a draft: the numbers that Word shows, tables, notes, pictures; and what hostile files do."""

import random
import struct
import threading
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from articles.pasting import docx
from articles.pasting.docx import UnreadableFile, package, read_docx

from .word_file import NAMES, STYLES, cell, form, num, p, picture, r, relations, table, word_file, zipped

CLAUSES = form(1, ("decimal", "Điều %1."), ("decimal", "%2."), ("lowerLetter", "%3)")) + num(1, 1)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def html_of(*body, **options):
    return read_docx(word_file(*body, **options)).html


# --- Numbers ---------------------------------------------------------------------------------------------------------


def test_clauses_are_counted_as_word_counts_them():
    levels = [(0, "A"), (1, "B"), (2, "C"), (2, "D"), (1, "E"), (2, "F"), (0, "G"), (1, "H")]
    html = html_of(*(p(words, list_id=1, level=level) for level, words in levels), numbering=CLAUSES)

    assert html.split("\n") == [
        "<p>Điều 1. A</p>", "<p>1. B</p>", "<p>a) C</p>", "<p>b) D</p>", "<p>2. E</p>", "<p>a) F</p>",
        "<p>Điều 2. G</p>", "<p>1. H</p>",
    ]  # fmt: skip


def test_a_style_puts_a_paragraph_in_its_list():
    html = html_of(p("A", style="Dieu"), p("giữa"), p("B", style="Dieu"), numbering=CLAUSES)

    assert html == "<p>Điều 1. A</p>\n<p>giữa</p>\n<p>Điều 2. B</p>"


def test_a_list_begun_anew_restarts_and_the_other_goes_on():
    lists = form(1, ("decimal", "%1)")) + num(1, 1) + num(2, 1, {0: 1})
    html = html_of(*(p("x", list_id=each) for each in (1, 1, 2, 2)), numbering=lists)

    assert html.split("\n") == ["<p>1) x</p>", "<p>2) x</p>", "<p>1) x</p>", "<p>2) x</p>"]


def test_levels_in_a_label_and_a_start_of_ones_own():
    lists = form(1, ("upperRoman", "%1.", 4), ("decimal", "%1.%2.", 3)) + num(1, 1)
    html = html_of(p("A", list_id=1), p("B", list_id=1, level=1), p("C", list_id=1), numbering=lists)

    assert html.split("\n") == ["<p>IV. A</p>", "<p>IV.3. B</p>", "<p>V. C</p>"]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("decimalZero", ["01/", "02/"]), ("lowerRoman", ["i/", "ii/"]), ("upperLetter", ["A/", "B/"]),
        ("lowerLetter", ["a/", "b/"]), ("vietnameseCounting", ["1/", "2/"]),
    ],
)  # fmt: skip
def test_each_kind_of_number(kind, labels):
    html = html_of(p("x", list_id=1), p("x", list_id=1), numbering=form(1, (kind, "%1/")) + num(1, 1))

    assert html.split("\n") == [f"<p>{label} x</p>" for label in labels]


def test_plain_numbers_and_bullets_are_lists():
    lists = form(1, ("decimal", "%1."), ("bullet", "\uf0b7")) + num(1, 1)
    html = html_of(p("A", list_id=1), p("B", list_id=1, level=1), p("C", list_id=1), numbering=lists)

    assert html == "<ol>\n<li>\nA\n<ul>\n<li>B</li>\n</ul>\n</li>\n<li>C</li>\n</ol>"


def test_a_paragraph_taken_out_of_its_list_has_no_number():
    assert (
        html_of(p("A", style="Dieu", list_id=0), p("B", style="Dieu"), numbering=CLAUSES)
        == "<p>A</p>\n<p>Điều 1. B</p>"
    )


def test_numbers_of_tables_go_on_with_those_around():
    html = html_of(
        p("A", list_id=1), table([f"<w:tc>{p('B', list_id=1)}</w:tc>"]), p("C", list_id=1), numbering=CLAUSES
    )

    assert html.replace("\n", "") == (
        "<p>Điều 1. A</p><table><tbody><tr><td>Điều 2. B</td></tr></tbody></table><p>Điều 3. C</p>"
    )


# --- The rest of the text --------------------------------------------------------------------------------------------


def test_marks_breaks_and_links():
    html = html_of(
        p(r("đậm", "<w:b/>") + r(" thường ") + r("nghiêng", "<w:i/>") + r("2", '<w:vertAlign w:val="superscript"/>')),
        p("<w:r><w:t>một</w:t><w:br/><w:t>hai</w:t><w:tab/><w:t>ba</w:t></w:r>"),
        p(f'<w:hyperlink r:id="rLink">{r("cổng")}</w:hyperlink>{r(" và ")}'
          f'<w:hyperlink w:anchor="x">{r("mục")}</w:hyperlink>'),
        links=[("rLink", "hyperlink", "https://xa.vn/a?b=1&amp;c=2", True)],
    )  # fmt: skip

    assert html.split("\n") == [
        "<p><strong>đậm</strong> thường <em>nghiêng</em><sup>2</sup></p>",
        "<p>một<br>hai ba</p>",
        '<p><a href="https://xa.vn/a?b=1&amp;c=2">cổng</a> và mục</p>',
    ]  # fmt: skip


def test_a_link_in_a_field():
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> HYPERLINK "https://xa.vn/" </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("cổng")}'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{r(" xã")}'
    )

    assert html_of(p(field)) == '<p><a href="https://xa.vn/">cổng</a> xã</p>'


def test_tracked_changes_comments_and_hidden_words():
    draft = read_docx(
        word_file(
            p(f"{r('còn ')}<w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del><w:ins>{r('thêm')}</w:ins>"),
            p(r("ẩn", "<w:vanish/>") + r("hiện") + '<w:r><w:commentReference w:id="0"/></w:r>'),
        )
    )

    assert draft.html == "<p>còn thêm</p>\n<p>hiện</p>"
    assert [kind for kind, _message in draft.report] == ["inserted", "deleted", "comments", "hidden"]


def test_merged_cells_and_a_head():
    html = html_of(
        table([cell("A"), cell("B", span=2)], [cell("C", merge="begins"), cell("D"), cell("E")],
              [cell("", merge="goes on"), cell("F"), cell("G")], heads=1)
    )  # fmt: skip

    assert html.replace("\n", "") == (
        '<table><thead><tr><th scope="col">A</th><th colspan="2" scope="col">B</th></tr></thead><tbody>'
        '<tr><td rowspan="2">C</td><td>D</td><td>E</td></tr><tr><td>F</td><td>G</td></tr></tbody></table>'
    )


def test_notes_stand_at_the_end_with_their_numbers():
    notes = f'<w:footnotes {NAMES}><w:footnote w:id="2">{p("Chú thích.")}</w:footnote></w:footnotes>'
    draft = read_docx(
        word_file(
            p(r("Câu") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r(".")),
            links=[("rNotes", "footnotes", "footnotes.xml", False)],
            parts={"word/footnotes.xml": notes},
        )
    )

    assert draft.html == "<p>Câu<sup>[1]</sup>.</p>\n<hr>\n<p><sup>[1]</sup> Chú thích.</p>"


def test_old_letters_by_the_font_of_the_runs():
    fonts = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
    capitals = '<w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTimeH"/>'
    body = p(r("céng hoµ", capitals)) + p(
        r("nhµ n", fonts) + f"<w:r><w:rPr>{fonts}</w:rPr><w:softHyphen/></w:r>" + r("íc", fonts)
    )

    draft = read_docx(word_file(body))

    assert draft.html == "<p>CỘNG HOÀ</p>\n<p>nhà nước</p>"


def test_a_text_box_follows_its_paragraph_once():
    box = f"<w:txbxContent>{p('Trong khung')}</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )

    assert html_of(p(r("Ngoài") + both)) == "<p>Ngoài</p>\n<p>Trong khung</p>"


# --- The title -------------------------------------------------------------------------------------------------------


def test_a_title_moves_up_and_headings_keep_their_order():
    draft = read_docx(word_file(p("Tên bài", "Title"), p("Phần", "u1"), p("Mục", "u2"), p("Lời.")))

    assert (draft.title, draft.html) == ("Tên bài", "<h2>Phần</h2>\n<h3>Mục</h3>\n<p>Lời.</p>")


def test_a_document_of_an_office_gives_kind_and_subject():
    unlike = table([cell("UBND XÃ"), cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")])
    draft = read_docx(word_file(unlike, p("QUYẾT ĐỊNH"), p("Về việc cấp nước sạch"), p("Căn cứ Luật…")))

    assert draft.title == "Quyết định về việc cấp nước sạch"
    assert draft.html.endswith("<p>QUYẾT ĐỊNH</p>\n<p>Về việc cấp nước sạch</p>\n<p>Căn cứ Luật…</p>")


def test_without_a_title_the_first_words_stand_for_it_and_without_words_the_file():
    assert read_docx(word_file(p("Lời đầu."), p("Lời sau."))).title == "Lời đầu."
    assert read_docx(word_file(table([cell("A")])), name="Ke hoach.docx").title == "Ke hoach"


def test_a_file_without_words_is_refused():
    with pytest.raises(UnreadableFile, match="no text"):
        read_docx(word_file(p("")))


# --- Pictures --------------------------------------------------------------------------------------------------------


def test_a_picture_is_taken_and_one_outside_is_named():
    taken = []
    draft = read_docx(
        word_file(
            p(picture("rIn", "Cầu Chìm")),
            p(picture("rOut", "Ở ngoài")),
            links=[("rIn", "image", "media/image1.png", False), ("rOut", "image", "http://10.0.0.1/x.png", True)],
            parts={"word/media/image1.png": b"\x89PNG"},
        ),
        take_picture=lambda data, alt: taken.append((data, alt)) or ("/media/photos/2026/11/a.png", alt),
    )

    assert taken == [(b"\x89PNG", "Cầu Chìm")]
    assert draft.html.replace("\n", "") == (
        '<figure class="figure"><img src="/media/photos/2026/11/a.png" alt="Cầu Chìm"></figure><p>[Photo: Ở ngoài]</p>'
    )
    assert draft.report[0] == ("lost", "The picture “Ở ngoài” is not in the text: it is not in the file.")


CAPTIONS = STYLES.replace(
    "</w:styles>",
    '<w:style w:type="paragraph" w:styleId="Chthch"><w:name w:val="caption"/><w:basedOn w:val="Normal"/>'
    "<w:rPr><w:i/></w:rPr></w:style></w:styles>",
)


def test_captions_of_word_stand_under_their_pictures():
    centred = '<w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    draft = read_docx(
        word_file(
            p("Bão số 3 đi qua."), p(picture("rIn", "Cầu")), p("Hình 1: Cầu Chìm. Ảnh: Thu Hiền", style="Chthch"),
            p("Lời."), p(r("Đập. ") + picture("rIn", "Đập")), p("Ảnh: UBND xã"),
            f"{centred}{picture('rIn', 'Hồ')}</w:p>", f"{centred}{r('Hồ Sao mùa cạn')}</w:p>", p("Lời."),
            links=[("rIn", "image", "media/image1.png", False)],
            parts={"word/media/image1.png": b"\x89PNG"},
            styles=CAPTIONS,
        ),
        take_picture=lambda data, alt: ("/media/photos/2026/11/a.png", alt),
    )  # fmt: skip

    def figure(alt, caption):
        image = f'<img src="/media/photos/2026/11/a.png" alt="{alt}">'
        return f'<figure class="figure">{image}<figcaption>{caption}</figcaption></figure>'

    assert draft.html.replace("\n", "") == "".join(
        [
            "<p>Bão số 3 đi qua.</p>", figure("Cầu", "Hình 1: Cầu Chìm. Ảnh: Thu Hiền"), "<p>Lời.</p><p>Đập.</p>",
            figure("Đập", "Ảnh: UBND xã"), figure("Hồ", "Hồ Sao mùa cạn"), "<p>Lời.</p>",
        ]
    )  # fmt: skip
    assert ("captions", "3 captions stand under their pictures now.") in draft.report


# --- Files that are none, and files that do harm ---------------------------------------------------------------------

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def document(inside, head=""):
    return f"{head}<w:document {NAMES}><w:body>{inside}</w:body></w:document>"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"PK", b"%PDF-1.7", b"<html>", b"PK\x03\x04" + b"\x00" * 100,
        package.OLE + b"\0" * 600,
        zipped({"a.txt": "x"}), zipped({"_rels/.rels": relations([("r", "officeDocument", "xl/workbook.xml", False)])}),
        zipped({"_rels/.rels": relations([("r", "officeDocument", "http://10.0.0.1/d.xml", True)])}),
        zipped({"_rels/.rels": "<Relationships"}), zipped({"_rels/.rels": ""}),
    ],
)  # fmt: skip
def test_what_is_no_word_file_is_refused_with_a_sentence(data):
    with pytest.raises(UnreadableFile) as refusal:
        read_docx(SimpleUploadedFile("x.docx", data))

    assert str(refusal.value).endswith(".")


def test_an_old_doc_is_told_apart():
    with pytest.raises(UnreadableFile, match="old .doc file"):
        read_docx(SimpleUploadedFile("x.doc", package.OLE + b"\0" * 600))


@pytest.mark.parametrize(
    "written",
    [
        document(p("&b;"), BOMB), document(p("&a;"), OUTSIDE),
        document("", '<!DOCTYPE x SYSTEM "http://10.0.0.1/x.dtd">'), document("", BOMB).encode("utf-16"),
        document("<w:p>" * 300 + "</w:p>" * 300), document("<w:p/>" * (package.MOST_ELEMENTS + 1)),
        "<w:document", "\x00", "", f"<w:document {NAMES}/>", f"<w:x {NAMES}/>",
    ],
    ids=["bomb", "outside", "dtd", "utf-16", "deep", "many", "broken", "nul", "empty", "no body", "another root"],
)  # fmt: skip
def test_xml_that_does_harm_is_refused(written):
    with pytest.raises(UnreadableFile):
        read_docx(word_file(parts={"word/document.xml": written}))


def test_a_part_that_unpacks_to_too_much_is_refused_though_its_directory_lies():
    data = bytearray(zipped({"_rels/.rels": relations([("r", "officeDocument", "word/document.xml", False)]),
                             "word/document.xml": b" " * (package.LARGEST_PART + 1000)}))  # fmt: skip
    with zipfile.ZipFile(BytesIO(bytes(data))) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lying = bytes(data).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))

    for each in (bytes(data), lying):
        with pytest.raises(UnreadableFile):
            read_docx(SimpleUploadedFile("x.docx", each))


def test_pictures_are_bounded_together(monkeypatch):
    monkeypatch.setattr(package, "LARGEST_TOTAL", 20_000)
    links = [(f"r{n}", "image", f"media/{n}.png", False) for n in range(5)]
    parts = {f"word/media/{n}.png": bytes(6000) for n in range(5)}

    draft = read_docx(
        word_file(*(p(picture(f"r{n}")) for n in range(5)), links=links, parts=parts),
        take_picture=lambda data, alt: ("/media/photos/2026/11/a.png", alt),
    )

    assert (draft.html.count("<figure"), draft.html.count("[Photo:")) == (2, 3)
    assert [kind for kind, _sentence in draft.report] == ["lost", "lost", "lost", "pictures"]


def test_a_file_of_too_many_entries_is_refused(monkeypatch):
    monkeypatch.setattr(package, "MOST_ENTRIES", 5)

    with pytest.raises(UnreadableFile):
        read_docx(word_file(p("x")))


def listed(count, is_elsewhere=False):
    """An archive that lists one and the same entry under `count` names, told of in its last record or before it."""
    entry = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    head = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0)
    rows = b"".join(head + b"%06x" % number for number in range(count))
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(rows), len(entry))
    record += struct.pack("<4sIQI", b"PK\x06\x07", 0, len(entry + rows), 1)
    said = 1 if is_elsewhere else len(rows)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, said, len(entry), 0)
    return entry + rows + (record if is_elsewhere else b"") + end


@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_a_list_of_entries_is_measured_before_it_is_read(monkeypatch, is_elsewhere):
    data = listed(package.LARGEST_LIST // 52 + 1, is_elsewhere)
    opened = []
    monkeypatch.setattr(package.zipfile, "ZipFile", opened.append)

    with pytest.raises(UnreadableFile, match="packed in a way"):
        read_docx(SimpleUploadedFile("x.docx", data))

    assert opened == []


def test_a_tag_of_endless_attributes_is_refused_before_they_fill_the_memory(monkeypatch):
    seen = []
    monkeypatch.setattr(package._Parser, "_start", lambda self, tag, attributes: seen.append(len(attributes)))
    inside = "<w:p " + " ".join(f'a{number}="x"' for number in range(300_000)) + "/>"

    with pytest.raises(UnreadableFile, match="unpacks to more"):
        package._Parser(None).read(document(inside).encode())

    assert seen == [0, 0]


def test_attributes_are_bounded_together(monkeypatch):
    monkeypatch.setattr(package, "MOST_ATTRIBUTES", 200)

    with pytest.raises(UnreadableFile, match="unpacks to more"):
        read_docx(word_file(*['<w:p w:a="1" w:b="2" w:c="3"/>'] * 70))


def test_a_long_drawing_in_an_attribute_is_read_past():
    assert html_of(p("Trước."), f'<w:p w:x="{"A" * (package.LARGEST_TAG // 2)}"/>', p("Sau.")) == html_of(
        p("Trước."), p("Sau.")
    )


def test_one_file_is_read_at_a_time_in_a_process():
    with docx.ONE_AT_A_TIME:
        reading = threading.Thread(target=read_docx, args=[word_file(p("x"))])
        reading.start()
        reading.join(0.2)
        is_waiting = reading.is_alive()
    reading.join(10)

    assert (is_waiting, reading.is_alive()) == (True, False)


def test_a_file_that_is_too_large_is_not_read():
    upload = word_file(p("x"))
    upload.size = docx.LARGEST_FILE + 1

    with pytest.raises(UnreadableFile, match="larger than 25 MB"):
        read_docx(upload)


def test_loops_and_nonsense_in_lists_and_styles_end():
    styles = (
        f'<w:styles {NAMES}><w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    lists = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="x"/></w:abstractNum><w:num w:numId="1"/>'
        '<w:num w:numId="2"><w:abstractNumId w:val="9"/></w:num>'
        + form(3, ("decimal", "%9 %1.", "99999999999"))
        + num(3, 3)
    )
    body = [p("a", "A", 1), p("b", "B", 2), p("c", "", 3), p("d", "", 77, 8)]

    assert html_of(*body, styles=styles, numbering=lists) == "<p>a</p>\n<p>b</p>\n<p>1 0. c</p>\n<p>d</p>"


@pytest.mark.parametrize("seed", range(25))
def test_a_damaged_file_is_refused_or_read_but_never_an_error(seed):
    lists = CLAUSES
    data = bytearray(word_file(p("A", list_id=1), table([cell("B")]), p(picture("r1")), numbering=lists).read())
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    cut = bytes(data[: chance.randrange(len(data) // 2, len(data))]) if seed % 3 == 0 else bytes(data)

    try:
        draft = read_docx(SimpleUploadedFile("x.docx", cut), name="x.docx")
    except UnreadableFile as refusal:
        assert str(refusal)
    else:
        assert draft.title


def test_a_text_longer_than_an_article_is_refused_before_the_work_is_done():
    with pytest.raises(UnreadableFile, match="too long"):
        read_docx(word_file(p("dài " * 110_000)))
