"""Shapes that LibreOffice and Word write and nobody would think of, found in files of theirs."""

import pytest
from django.utils import translation

from articles.pasting.docx import read_docx

from .word_file import NAMES, p, picture, r, table, word_file

SHAPE = (
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
IMAGE = {"links": [("rIn", "image", "media/image1.png", False)], "parts": {"word/media/image1.png": b"\x89PNG"}}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def read(*body, **options):
    return read_docx(word_file(*body, **options), take_picture=lambda data, alt: ("/media/photos/2026/11/a.png", alt))


def kinds(draft):
    return [kind for kind, _sentence in draft.report]


def box(inside):
    """A frame as LibreOffice writes it: the same content for new programs and for old ones."""
    drawing = (
        f"<w:drawing><wp:anchor><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wp:anchor></w:drawing>"
    )
    old = f"<w:pict><v:rect><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:rect></w:pict>"
    choice = f'<mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent {SHAPE}>{choice}</mc:AlternateContent></w:r>"


def test_a_picture_framed_with_its_caption_comes_once():
    draft = read(p(box(p(picture("rIn") + r("Hình 1: Máy bơm"))) + r("Lời.")), **IMAGE)

    assert draft.html.replace("\n", "") == (
        '<p>Lời.</p><figure class="figure"><img src="/media/photos/2026/11/a.png" alt="">'
        "<figcaption>Hình 1: Máy bơm</figcaption></figure>"
    )
    assert [kind for kind, _message in draft.report] == ["pictures", "captions"]


def test_a_frame_in_a_frame_comes_once():
    assert read(p(box(p(r("Ngoài") + box(p("Trong")))) + r("Lời."))).html == ("<p>Lời.</p>\n<p>Ngoài</p>\n<p>Trong</p>")


@pytest.mark.parametrize(
    ("properties", "html"),
    [
        ('<w:position w:val="8"/><w:sz w:val="19"/>', "m<sup>2</sup>"),
        ('<w:position w:val="-2"/><w:sz w:val="19"/>', "m<sub>2</sub>"),
        ('<w:position w:val="6"/><w:sz w:val="24"/>', "m2"), ('<w:sz w:val="19"/>', "m2"),
        ('<w:position w:val="0"/><w:sz w:val="8"/>', "m2"), ('<w:position w:val="x"/><w:sz w:val="8"/>', "m2"),
    ],
)  # fmt: skip
def test_small_letters_that_stand_higher_or_lower_are_exponents_and_indices(properties, html):
    normal = (
        f'<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="24"/></w:rPr></w:rPrDefault>'
        "</w:docDefaults></w:styles>"
    )

    assert read(p(r("m") + r("2", properties)), styles=normal).html == f"<p>{html}</p>"


def test_a_table_of_contents_is_left_out_with_its_field():
    entry = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> TOC \\o "1-2"</w:instrText></w:r>'
    entry += f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("I. Kết quả 1")}'
    entry += '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    styles = (
        f'<w:styles {NAMES}><w:style w:type="paragraph" w:styleId="M1"><w:name w:val="toc 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="MT"><w:name w:val="TOC Heading"/></w:style></w:styles>'
    )

    in_gallery = read(f"<w:sdt>{gallery}<w:sdtContent>{p('Mục lục')}{p(entry)}</w:sdtContent></w:sdt>", p("Lời."))
    by_style = read(p("Mục lục", "MT"), p(entry, "M1"), p("Lời."), styles=styles)

    assert (in_gallery.html, by_style.html) == ("<p>Lời.</p>", "<p>Lời.</p>")
    assert in_gallery.report == by_style.report == [("contents", "The table of contents was left out.")]


def test_a_table_in_a_table_leaves_its_words_and_counts_as_one():
    inner = table([f"<w:tc>{p('trong')}</w:tc>"])
    draft = read(table([f"<w:tc>{p('ngoài')}{inner}</w:tc>"]))

    assert draft.html.replace("\n", "") == ("<table><tbody><tr><td><p>ngoài</p><p>trong</p></td></tr></tbody></table>")
    assert draft.report == [("tables", "1 table kept.")]


def test_a_picture_that_is_only_linked_is_named():
    links = [("rIn", "image", "file:///C:/anh/a.png", True)]
    linked = picture("rIn", "Cắt băng").replace("r:embed", "r:link")

    draft = read(p("Lời."), p(linked), links=links)

    assert draft.html == "<p>Lời.</p>\n<p>[Photo: Cắt băng]</p>"
    assert draft.report == [("lost", "The picture “Cắt băng” is not in the text: it is not in the file.")]


def test_list_levels_that_number_nothing_leave_headings_alone():
    outline = (
        '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:pStyle w:val="u1"/>'
        '<w:numFmt w:val="none"/><w:suff w:val="nothing"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>'
        '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    )

    draft = read(p("Lời đầu."), p("Kết quả", "u1", list_id=2), p("Lời."), numbering=outline)

    assert (draft.html, kinds(draft)) == ("<p>Lời đầu.</p>\n<h2>Kết quả</h2>\n<p>Lời.</p>", ["headings"])
