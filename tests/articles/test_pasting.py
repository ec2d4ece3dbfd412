"""Clipboard HTML becomes the article's HTML: eleven documents whole, then each rule alone, then what is hostile."""

import base64
import time
from pathlib import Path

import pytest
from django.utils import translation

from articles import pasting, richtext
from articles.pasting import PictureRefused, TooLarge, convert_html, finishing

FOLDER = Path(__file__).parent / "pasting"
DOCUMENTS = sorted(file.stem for file in FOLDER.glob("*.html") if not file.name.endswith(".expected.html"))


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def source(name):
    return (FOLDER / f"{name}.html").read_text()


def expected(name):
    return (FOLDER / f"{name}.expected.html").read_text().rstrip("\n")


def kinds(pasted):
    return [kind for kind, _message in pasted.report]


def label(text, words, depth=1, font=""):
    """A paragraph of a list as Word writes it."""
    inner = f"<span style='mso-list:Ignore'>{text}<span style='font:7.0pt \"Times New Roman\"'>&nbsp; </span></span>"
    inner = f"<span style='font-family:{font}'>{inner}</span>" if font else inner
    style = f"mso-list:l0 level{depth} lfo1"
    return f"<p class=MsoListParagraph style='{style}'><![if !supportLists]>{inner}<![endif]>{words}</p>"


# --- Whole documents -------------------------------------------------------------------------------------------------


def test_there_are_eleven_documents():
    programs = [name.split("_")[0] for name in DOCUMENTS]

    assert [programs.count(program) for program in ("word", "gdocs", "libreoffice")] == [7, 3, 1]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_keeps_its_structure(name):
    assert convert_html(source(name)).html == expected(name)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_comes_out_is_canonical_and_may_be_pasted_again(name):
    assert richtext.clean(expected(name)) == expected(name)
    assert convert_html(expected(name)).html == expected(name)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("word_quyet_dinh", ["head", "recipients", "labels"]),
        ("word_tiep_dan", ["tables", "comments", "links"]),
        ("word_bao_cao", ["lost", "headings", "lists", "labels", "inserted", "deleted", "hidden"]),
        ("word_vntime", ["legacy", "nation", "lists"]),
        ("word_vni", ["legacy", "nation", "lists"]),
        ("word_chu_thich", ["captions"]),
        ("word_du_toan", ["headings", "tables", "notes", "links"]),
        ("gdocs_ho_tro", ["headings", "notes", "comments", "links"]),
        ("gdocs_phong_van", ["lost"]),
        ("gdocs_bien_ban", ["headings", "labels", "tables"]),
        ("libreoffice_ke_hoach", ["lost", "headings", "labels", "tables", "notes", "inserted", "deleted"]),
    ],
)
def test_the_report_names_what_was_done(name, found):
    assert kinds(convert_html(source(name))) == found


# --- Numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["Điều 5.", "Khoản 1.", "a)", "1)", "1.1.", "I.", "(1)", "Chương II", "a."])
def test_a_number_of_another_form_is_written_out(number):
    pasted = convert_html(label(number, "Một") + label(number, "Hai"))

    assert pasted.html == f"<p>{number} Một</p>\n<p>{number} Hai</p>"


def test_numbers_that_go_on_by_one_become_a_list_from_where_they_begin():
    pasted = convert_html(label("3.", "Ba") + label("4.", "Bốn"))

    assert pasted.html == '<ol start="3">\n<li>Ba</li>\n<li>Bốn</li>\n</ol>'


def test_numbers_that_restart_make_a_second_list():
    pasted = convert_html("".join(label(number, "x") for number in ("1.", "2.", "1.", "2.")))

    assert pasted.html == "<ol>\n<li>x</li>\n<li>x</li>\n</ol>\n<ol>\n<li>x</li>\n<li>x</li>\n</ol>"


def test_a_number_alone_stays_in_the_words():
    pasted = convert_html(label("1.", "Mục tiêu") + "<p>Đoạn.</p>" + label("2.", "Nhiệm vụ"))

    assert pasted.html == "<p>1. Mục tiêu</p>\n<p>Đoạn.</p>\n<p>2. Nhiệm vụ</p>"


def test_clauses_with_points_between_stay_paragraphs_in_their_order():
    pasted = convert_html(label("1.", "Một") + label("a)", "A", 2) + label("b)", "B", 2) + label("2.", "Hai"))

    assert pasted.html == "<p>1. Một</p>\n<p>a) A</p>\n<p>b) B</p>\n<p>2. Hai</p>"


def test_bullets_under_a_number_stand_in_its_item():
    pasted = convert_html(label("1.", "Một") + label("·", "con", 2, "Symbol") + label("2.", "Hai"))

    assert pasted.html == "<ol>\n<li>\nMột\n<ul>\n<li>con</li>\n</ul>\n</li>\n<li>Hai</li>\n</ol>"


@pytest.mark.parametrize(
    ("sign", "font"),
    [("·", "Symbol"), ("o", "Courier New"), ("§", "Wingdings"), ("Ø", "Wingdings"), ("-", ""), ("•", "")],
)
def test_each_kind_of_bullet_makes_a_list(sign, font):
    assert convert_html(label(sign, "Mục", font=font)).html == "<ul>\n<li>Mục</li>\n</ul>"


def test_a_typed_number_stays_as_it_was_typed():
    assert convert_html("<p class=MsoNormal>1. Quy mô</p><p class=MsoNormal>2. Vốn</p>").html == (
        "<p>1. Quy mô</p>\n<p>2. Vốn</p>"
    )


@pytest.mark.parametrize(
    ("attributes", "numbers"),
    [
        ('type="a"', ["a.", "b."]), ('type="I"', ["I.", "II."]), ('style="list-style-type:upper-alpha"', ["A.", "B."]),
        ('type="i" start="3"', ["iii.", "iv."]), ('type="A" start="26"', ["Z.", "AA."]), ('start="0"', ["1.", "2."]),
    ],
)  # fmt: skip
def test_a_list_that_html_would_number_anew_is_written_out(attributes, numbers):
    pasted = convert_html(f"<ol {attributes}><li>Một</li><li>Hai</li></ol>")

    assert pasted.html == f"<p>{numbers[0]} Một</p>\n<p>{numbers[1]} Hai</p>"


def test_an_item_with_a_number_of_its_own_keeps_it():
    assert convert_html("<ol><li>Một</li><li value=5>Năm</li></ol>").html == "<p>1. Một</p>\n<p>5. Năm</p>"


def test_an_empty_item_takes_its_number_with_it():
    assert convert_html("<ol><li>Một</li><li></li><li>Ba</li></ol>").html == "<p>1. Một</p>\n<p>3. Ba</p>"


# --- Marks, headings, links ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "tag"),
    [
        ("font-weight:bold", "strong"), ("font-weight:700", "strong"), ("font-style:italic", "em"),
        ("vertical-align:super", "sup"), ("vertical-align:sub", "sub"),
    ],
)  # fmt: skip
def test_marks_come_from_styles(style, tag):
    assert convert_html(f"<p>a <span style='{style}'>b</span> c</p>").html == f"<p>a <{tag}>b</{tag}> c</p>"


def test_a_style_is_louder_than_its_element():
    assert convert_html("<b style='font-weight:normal'><p>thường <b>đậm</b></p></b>").html == (
        "<p>thường <strong>đậm</strong></p>"
    )


def test_a_short_bold_line_is_no_heading():
    assert convert_html("<p class=MsoNormal><b>QUYẾT ĐỊNH</b></p>").html == "<p><strong>QUYẾT ĐỊNH</strong></p>"


@pytest.mark.parametrize(
    "paragraph",
    [
        "<h3>Phần</h3>", "<p class=MsoHeading7>Phần</p>", "<p style='mso-outline-level:2'>Phần</p>",
        "<p style='mso-style-name:\"Heading 3\"'>Phần</p>", "<p class=MsoTitle>Phần</p>",
        "<style>p.Muc {mso-outline-level:1}</style><p class=Muc>Phần</p>",
    ],
)  # fmt: skip
def test_headings_by_whatever_says_so(paragraph):
    assert convert_html(f"{paragraph}<p>Lời.</p>").html == "<h2>Phần</h2>\n<p>Lời.</p>"


def test_a_long_paragraph_is_no_heading_whatever_its_level():
    long = "dài " * 100

    assert convert_html(f"<p style='mso-outline-level:1'>{long}</p>").html == f"<p>{long.strip()}</p>"


@pytest.mark.parametrize("href", ["file:///C:/x.doc", "#_Toc1", "x.htm", "javascript:alert(1)", "http://[x"])
def test_a_link_that_leads_nowhere_leaves_its_words(href):
    assert convert_html(f'<p><a href="{href}">tệp</a></p>').html == "<p>tệp</p>"


def test_a_link_through_google_leads_straight_on():
    pasted = convert_html(
        '<p><a href="https://www.google.com/url?q=https://xa.vn/a?b%3D1%26c%3D2&amp;sa=D">xem</a></p>'
    )

    assert pasted.html == '<p><a href="https://xa.vn/a?b=1&amp;c=2">xem</a></p>'


def test_google_does_not_lead_to_a_script():
    assert convert_html('<p><a href="https://www.google.com/url?q=javascript:alert(1)">x</a></p>').html == "<p>x</p>"


# --- Old letters -----------------------------------------------------------------------------------------------------


def test_a_letter_parted_by_marks_is_put_together():
    pasted = convert_html("<p style='font-family:VNI-Times'>Ñ<span lang=VI>o</span>äc l<span>a</span>äp</p>")

    assert pasted.html == "<p>Độc lập</p>"


def test_old_letters_stay_where_the_person_wants_them():
    pasted = convert_html("<p>QuyÕt ®Þnh</p>", keep_letters=True)

    assert (pasted.html, pasted.encodings, kinds(pasted)) == ("<p>QuyÕt ®Þnh</p>", ["tcvn3"], [])
    assert pasted.preview == [("QuyÕt ®Þnh", "Quyết định")]


def test_good_vietnamese_in_an_old_font_is_left_alone():
    pasted = convert_html("<p style='font-family:.VnTime'>Quyết định của Uỷ ban</p>")

    assert (pasted.html, pasted.encodings) == ("<p>Quyết định của Uỷ ban</p>", [])


def test_a_bullet_of_a_symbol_font_is_not_read_as_a_letter():
    pasted = convert_html(label("·", "QuyÕt ®Þnh", font="Symbol"))

    assert pasted.html == "<ul>\n<li>Quyết định</li>\n</ul>"


def test_a_number_in_old_letters_is_converted_too():
    assert convert_html(label("§iÒu 1.", "HiÖu lùc", font=".VnTime")).html == "<p>Điều 1. Hiệu lực</p>"


# --- Pictures --------------------------------------------------------------------------------------------------------

DATA = "data:image/png;base64," + base64.b64encode(b"\x89PNG anh").decode()


def test_an_embedded_picture_is_taken_with_its_description():
    taken = []

    def take(data, alt):
        taken.append((data, alt))
        return "/media/photos/2026/11/a.jpg", alt

    pasted = convert_html(f'<p>Trước<img src="{DATA}" alt="Cầu">sau</p>', take_picture=take)

    assert taken == [(b"\x89PNG anh", "Cầu")]
    assert pasted.html.replace("\n", "") == (
        '<p>Trướcsau</p><figure class="figure"><img src="/media/photos/2026/11/a.jpg" alt="Cầu"></figure>'
    )
    assert kinds(pasted) == ["pictures"]


@pytest.mark.parametrize(
    "src",
    [
        "file:///C:/Temp/clip_image001.png",
        "blob:https://x/1",
        "cid:clip_image001.png",
        "http://xa.vn/clip_image001.png",
        "",
    ],
)
def test_a_picture_of_which_only_the_address_came_is_named(src):
    pasted = convert_html(f'<p>Lời.<img src="{src}" alt="Họp thôn"></p>', take_picture=lambda *_: pytest.fail("taken"))

    assert pasted.html == "<p>Lời.</p>\n<p>[Photo: Họp thôn]</p>"
    assert kinds(pasted) == ["lost"]


def test_a_picture_that_the_library_refuses_is_named_with_the_reason():
    def refuse(data, alt):
        raise PictureRefused("quá lớn.")

    pasted = convert_html(f'<img src="{DATA}" alt="Cầu">', take_picture=refuse)

    assert pasted.html == "<p>[Photo: Cầu]</p>"
    assert pasted.report == [("lost", "The picture “Cầu” is not in the text: quá lớn.")]


def test_no_more_than_so_many_pictures_are_taken_at_once():
    taken = []
    pasted = convert_html(
        f'<img src="{DATA}">' * 45, take_picture=lambda *_: taken.append(1) or ("/media/photos/2026/11/a.jpg", "")
    )

    assert (len(taken), pasted.html.count("[Photo:")) == (40, 5)
    assert pasted.report[-1] == ("pictures", "40 pictures were put in the library; check their descriptions.")


def test_pictures_are_taken_for_so_long_and_no_longer(monkeypatch):
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr(finishing.time, "monotonic", lambda: next(clock))
    pasted = convert_html(f'<img src="{DATA}">' * 5, take_picture=lambda *_: ("/media/photos/2026/11/a.jpg", ""))

    assert (pasted.html.count("<figure"), pasted.html.count("[Photo:")) == (2, 3)


def test_a_dot_that_only_reports_who_reads_goes_without_a_name():
    assert convert_html('<p>Lời.<img src="https://x.vn/t.gif" width=1 height=1></p>').html == "<p>Lời.</p>"


def test_a_picture_of_our_own_library_stays():
    pasted = convert_html('<p><img src="https://xa.vn/media/photos/2026/11/a.jpg" alt="Cầu"></p>')

    assert '<img src="/media/photos/2026/11/a.jpg" alt="Cầu">' in pasted.html


# --- Other sources ---------------------------------------------------------------------------------------------------


def test_a_range_of_a_spreadsheet_is_a_table():
    pasted = convert_html(
        "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table border=0><col width=64><tr height=20>"
        "<td class=xl65 x:num='1599'>1.599</td><td colspan=2 class=xl65>Hộ</td></tr>"
        "<![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=64></td></tr><![endif]></table>"
    )

    assert pasted.html.replace("\n", "") == (
        '<table><tbody><tr><td>1.599</td><td colspan="2">Hộ</td></tr></tbody></table>'
    )


def test_preformatted_text_keeps_its_lines():
    assert convert_html("<pre>một\nhai</pre>").html == "<p>một<br>hai</p>"


def test_a_quotation_and_a_captioned_picture_of_a_page():
    page = f'<blockquote><p>Lời.</p></blockquote><figure><img src="{DATA}"><figcaption>Cầu</figcaption></figure>'
    pasted = convert_html(page, take_picture=lambda data, alt: ("/media/photos/2026/11/a.jpg", alt))

    assert pasted.html.replace("\n", "") == (
        '<blockquote><p>Lời.</p></blockquote><figure class="figure">'
        '<img src="/media/photos/2026/11/a.jpg" alt=""><figcaption>Cầu</figcaption></figure>'
    )
    assert kinds(pasted) == ["pictures", "captions"]


# --- Captions --------------------------------------------------------------------------------------------------------

PHOTO = '<p><img src="/media/photos/2026/11/a.jpg" alt="Cầu"></p>'
FIGURE = '<figure class="figure"><img src="/media/photos/2026/11/a.jpg" alt="Cầu">'


@pytest.mark.parametrize(
    "below",
    [
        "<p class=MsoCaption>Cầu <b>Chìm</b></p>",
        "<p class=MsoCaption>Biểu đồ 1: Số hộ nghèo</p>",
        "<p>Ảnh: Thu Hiền</p>",
        "<p>(Ảnh: Thu Hiền)</p>",
        "<p>Ảnh minh hoạ.</p>",
        "<p>Nguồn ảnh: Báo Thanh Hoá</p>",
        "<p>Hình 1: Cầu Chìm</p>",
        "<p>Hình 1. Cầu Chìm</p>",
        "<p align=center>Cầu Chìm nhìn từ bờ</p>",
        "<p><i>Ảnh chụp sáng 12/11.</i></p>",
    ],
)
def test_a_caption_below_a_picture_becomes_the_figures(below):
    pasted = convert_html(f"<p>Bão tan.</p>{PHOTO}{below}<p>Lời.</p>")

    words = richtext.clean(below).removeprefix("<p>").removesuffix("</p>").removeprefix("<em>").removesuffix("</em>")
    figure = f"{FIGURE}<figcaption>{words}</figcaption></figure>"
    assert pasted.html.replace("\n", "") == f"<p>Bão tan.</p>{figure}<p>Lời.</p>"
    assert pasted.report == [("captions", "1 caption stands under its picture now.")]


@pytest.mark.parametrize(
    "below",
    [
        "<p>Ảnh hưởng của bão số 3 còn kéo dài.</p><p>Lời.</p>",
        "<p>Ảnh vệ tinh cho thấy bão vào bờ đêm nay.</p><p>Lời.</p>",
        "<p>Ảnh đại diện của trang được đổi từ hôm nay.</p><p>Lời.</p>",
        "<p>Ảnh minh hoạ được thay từ hôm nay.</p><p>Lời.</p>",
        "<p>Hình 1. cho thấy mực nước.</p><p>Lời.</p>",
        "<p>(Ảnh: Thu Hiền) Sáng nay, xã họp.</p><p>Lời.</p>",
        "<p>Ảnh: Thu Hiền<br>Sáng nay, xã họp.</p><p>Lời.</p>",
        f"<p>Ảnh: {'dài ' * 80}</p><p>Lời.</p>",
        "<p class=MsoCaption>Bảng 1: Số hộ</p><table><tr><td>1</td></tr></table>",
        "<p class=MsoCaption>Phụ lục 1: Số hộ</p><table><tr><td>1</td></tr></table>",
        "<p align=center><b>THÔNG BÁO</b></p><p>Lời.</p>",
        "<p align=center>THÔNG BÁO</p><p>Lời.</p>",
        "<p align=center>* * *</p><p>Lời.</p>",
        "<p align=center>-----</p><p>Lời.</p>",
        "<p align=center>Số: 12/2026</p><p>Lời.</p>",
        "<p><i>Nguyễn Thị Thu Hiền</i></p><p>Lời.</p>",
        "<p><i>1.2. Về phát triển kinh tế</i></p><p>Lời.</p>",
        "<p><i>(a) Về phát triển kinh tế</i></p><p>Lời.</p>",
        "<p><i>– Về phát triển kinh tế</i></p><p>Lời.</p>",
        "<p><i>PV: Xin ông cho biết kết quả.</i></p><p>Lời.</p>",
        "<p><i>“Thưa ông, xã đã làm gì?”</i></p><p>Lời.</p>",
        "<p align=center>Chủ tịch xã nhấn mạnh:</p><p>Lời.</p>",
        "<p align=center>Tôi yêu quê tôi</p><p align=center>Có con sông xanh</p><p>Lời.</p>",
        "<p><i>Cầu Chìm nhìn từ bờ</i></p>",
        "<h2>Ảnh: một góc nhìn</h2><p>Lời.</p>",
        "<p>Lời.</p><p>Ảnh: Thu Hiền</p>",
    ],
)
def test_a_paragraph_that_may_be_none_stays_where_it_is(below):
    pasted = convert_html(f"<p>Bão tan.</p>{PHOTO}{below}")

    rest = convert_html(below).html
    assert pasted.html.replace("\n", "") == f"<p>Bão tan.</p>{FIGURE}</figure>{rest}".replace("\n", "")
    assert "captions" not in kinds(pasted)


def test_a_caption_in_the_paragraph_of_its_picture_becomes_the_figures():
    pasted = convert_html(f"<p>Bão tan.</p>{PHOTO.removesuffix('</p>')}<br>Hình 1: Cầu Chìm</p><p>Lời.</p>")

    figure = f"{FIGURE}<figcaption>Hình 1: Cầu Chìm</figcaption></figure>"
    assert pasted.html.replace("\n", "") == f"<p>Bão tan.</p>{figure}<p>Lời.</p>"


def test_a_lead_in_italics_below_the_opening_picture_stays_a_paragraph():
    pasted = convert_html(f"<p>Bão qua xã</p>{PHOTO}<p><i>Sáng nay, bão vào xã.</i></p><p>Lời.</p>")

    assert kinds(pasted) == []


@pytest.mark.parametrize(
    "caption", ["<p>Hình {}: Cầu</p>", "<p class=MsoCaption>Cầu {}</p>", "<p><i>Cầu cũ số {}</i></p>"]
)
@pytest.mark.parametrize("order", ["CPCPCP", "CPCPC", "CPC", "PCP", "PCPPC", "PPC", "PCC"])
def test_captions_that_may_belong_to_other_pictures_stay_where_they_are(caption, order):
    parts = [PHOTO if letter == "P" else caption.format(number) for number, letter in enumerate(order)]

    pasted = convert_html(f"<p>Bão tan.</p>{''.join(parts)}<p>Lời.</p>")

    stay = [f"{FIGURE}</figure>" if part == PHOTO else richtext.clean(part) for part in parts]
    assert pasted.html.replace("\n", "") == f"<p>Bão tan.</p>{''.join(stay)}<p>Lời.</p>"
    assert kinds(pasted) == []


def test_an_empty_caption_of_a_page_is_not_counted():
    page = '<figure><img src="/media/photos/2026/11/a.jpg" alt="Cầu"><figcaption> </figcaption></figure>'

    assert kinds(convert_html(page)) == []


def test_two_pictures_of_one_paragraph_leave_its_caption_below_both():
    pasted = convert_html(PHOTO.replace("<p>", "<p>" + PHOTO[3:-4]) + "<p>Ảnh: Thu Hiền</p>")

    assert pasted.html.replace("\n", "") == f"{FIGURE}</figure>{FIGURE}</figure><p>Ảnh: Thu Hiền</p>"


def test_a_caption_stays_in_the_text_when_its_picture_does_not():
    pasted = convert_html('<p><img src="file:///C:/a.png" alt="Cầu"></p><p>Ảnh: Thu Hiền</p>')

    assert pasted.html == "<p>[Photo: Cầu]</p>\n<p>Ảnh: Thu Hiền</p>"
    assert kinds(pasted) == ["lost"]


def test_pictures_in_a_row_each_have_the_caption_below():
    captioned = f"{PHOTO}<p align=center>Cầu lúc sáng</p>{PHOTO}<p align=center>Cầu lúc chiều</p>"
    pasted = convert_html(f"<p>Bão tan.</p>{captioned}<p>Lời.</p>")

    figures = [f"{FIGURE}<figcaption>{words}</figcaption></figure>" for words in ("Cầu lúc sáng", "Cầu lúc chiều")]
    assert pasted.html.replace("\n", "") == f"<p>Bão tan.</p>{''.join(figures)}<p>Lời.</p>"


def test_films_and_frames_are_counted_but_not_those_in_comments():
    pasted = convert_html("<p>a</p><iframe src=x></iframe><!--[if x]><object></object><![endif]--><video></video>")

    assert pasted.report == [("objects", "2 embedded objects (charts, formulas, drawings) were left out.")]


def test_a_damaged_picture_and_a_broken_address_are_named():
    pasted = convert_html('<img src="data:image/png;base64,x" alt="A"><img src="http://[x" alt="B">')

    assert pasted.html == "<p>[Photo: A]</p>\n<p>[Photo: B]</p>"
    assert kinds(pasted) == ["lost", "lost"]


# --- Hostile ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
        "<p onclick=alert(1)>x</p>", "<img src='data:text/html,x'>",
        "<a href='java&#8203;script:alert(1)'>x</a>", "<style>p{background:url(javascript:alert(1))}</style><p>x</p>",
        "<iframe src=javascript:alert(1)>", "<p style='width:expression(alert(1))'>x</p>",
        "<!--[if gte mso 9]><script>alert(1)</script><![endif]--><p>x</p>", "<p class='x\" onclick=\"alert(1)'>x</p>",
        "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>", "<form action=/x><input name=x></form>",
    ],
)  # fmt: skip
def test_nothing_that_runs_comes_through(html):
    pasted = convert_html(html)

    assert richtext.clean(pasted.html) == pasted.html
    assert [word for word in ("alert", "script", "onerror", "style", "input") if word in pasted.html] == []


@pytest.mark.parametrize("html", ["", " ", "\x00", "<", "<p", "&#0;", "\ud800", "<p>\x00a\x00</p>", "]]>", "<![if"])
def test_odd_input_is_no_error(html):
    pasted = convert_html(html)

    assert richtext.clean(pasted.html) == pasted.html


@pytest.mark.parametrize(
    "html", ["x" * (pasting.LARGEST + 1), "ế" * (pasting.LARGEST // 2), "<i>" * (pasting.tree.MOST_TAGS + 1)]
)
def test_too_much_is_refused(html):
    with pytest.raises(TooLarge):
        convert_html(html)


@pytest.mark.parametrize(
    "piece",
    [
        "<p>Céng hoµ x· héi</p>", "a<br>", "<b>a</b><i>b</i>", "<style>", "<ul><li>a</ul>", "/*", "<font>", "</b>",
        label("1.", "x"), label("·", "x", 3), "<ol type=a><li>x</li></ol>", "<img src=http://x/a.png>", "é", "aµ",
        "<p>Nơi nhận:</p><p>- x</p>", "<p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>", "<p></p>", "Số: 1/A-",
        "<table><tr><td><td>CHỦ TỊCH</table>",
    ],
)  # fmt: skip
def test_time_grows_with_the_length_and_no_faster(piece):
    def seconds(length):
        text = piece * (length // len(piece))
        began = time.process_time()
        try:
            convert_html(text)
        except TooLarge:
            pass
        return time.process_time() - began

    seconds(2_000)
    short, long = min(seconds(6_000) for _ in range(3)), seconds(48_000)

    assert long < 24 * short + 0.2  # eight times as long; three times that leaves room for a busy machine
