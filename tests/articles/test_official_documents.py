"""Documents of offices (Decree 30/2020/NĐ-CP): letterhead, title, recipients and signature leave their tables."""

import pytest
from django.utils import translation

from articles.pasting import convert_html
from articles.pasting.docx import read_docx

from .word_file import cell, p, picture, r, table, word_file

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
PLACE_AND_DATE = "Thanh Lâm Hạ, ngày 12 tháng 10 năm 2026"
BOLD = "<w:b/>"
REFERENCE = f"<p>UBND XÃ THANH LÂM HẠ – Số: 21/TB-UBND – {PLACE_AND_DATE}</p>"
OFFICE = ["UBND XÃ THANH LÂM HẠ", "Số: 21/TB-UBND"]
RIGHT = [NATION, MOTTO, "-------", PLACE_AND_DATE]
TO = ["Nơi nhận:", "- Như trên;", "- Đài truyền thanh xã;", "- Lưu: VT."]
SIGNED = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "", "Hà Thị Nhàn"]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def column(lines):
    return f"<w:tc>{''.join(map(p, lines))}</w:tc>"


def head(left=OFFICE, right=RIGHT):
    return table([column(left), column(right)])


def bold(words):
    return p(r(words, BOLD))


def read(*body):
    return read_docx(word_file(*body))


def kinds(draft):
    return [kind for kind, _sentence in draft.report]


def said(draft, kind):
    return dict(draft.report)[kind]


# --- A whole document ------------------------------------------------------------------------------------------------


def test_a_notice_of_an_office_becomes_a_title_and_its_text():
    draft = read(
        head(),
        bold("THÔNG BÁO"),
        bold("Về việc lịch cắt điện"),
        p("Điện cắt từ 8 giờ."),
        table([column(TO), column(SIGNED)]),
    )

    assert draft.title == "Thông báo về việc lịch cắt điện"
    assert draft.html.split("\n") == [
        REFERENCE, "<p>Điện cắt từ 8 giờ.</p>", "<p>TM. ỦY BAN NHÂN DÂN</p>", "<p>KT. CHỦ TỊCH</p>",
        "<p>PHÓ CHỦ TỊCH</p>", "<p>Hà Thị Nhàn</p>",
    ]  # fmt: skip
    assert draft.report == [
        ("head", "The nation’s name and motto were left out; issuing body, number and date begin the text."),
        ("recipients", "The list of recipients was left out: Như trên; Đài truyền thanh xã; Lưu: VT."),
        ("titles", "The title is put together of kind and subject of the document: read it through."),
        ("signatures", "1 signature was put into plain paragraphs."),
    ]


def test_a_pasted_one_loses_the_same_blocks_and_keeps_its_heading():
    def td(lines):
        return f"<td>{''.join(f'<p>{line}</p>' for line in lines)}</td>"

    pasted = convert_html(
        f"<p>&nbsp;</p><table><tr>{td(OFFICE)}{td(RIGHT)}</tr></table><p>THÔNG BÁO</p><p>Về việc lịch cắt điện</p>"
        f"<p>Lời.</p><table><tr>{td(TO)}{td(SIGNED)}</tr></table>"
    )

    assert pasted.html.split("\n")[:4] == [
        REFERENCE,
        "<p>THÔNG BÁO</p>",
        "<p>Về việc lịch cắt điện</p>",
        "<p>Lời.</p>",
    ]
    assert kinds(pasted) == ["head", "recipients", "signatures"]
    assert convert_html(pasted.html).html == pasted.html


# --- The letterhead --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (OFFICE, [NATION.replace("HÒA", "HOÀ"), "Độc lập – Tự do – Hạnh phúc", PLACE_AND_DATE]),
        (OFFICE, [NATION[:25], NATION[26:], MOTTO, PLACE_AND_DATE]),
        (["UBND XÃ", "THANH LÂM HẠ", "_______", "Số: 21/TB-UBND"], RIGHT),
    ],
)
def test_a_letterhead_in_its_shapes(left, right):
    assert read(head(left, right), p("Lời.")).html == f"{REFERENCE}\n<p>Lời.</p>"


def test_a_letterhead_of_two_rows_with_an_empty_column_between():
    rows = [
        [column(["UBND XÃ THANH LÂM HẠ"]), column([""]), column([NATION, MOTTO])],
        [column(["Số: 21/TB-UBND"]), column([""]), column([PLACE_AND_DATE])],
    ]

    assert read(table(*rows), p("Lời.")).html == f"{REFERENCE}\n<p>Lời.</p>"


def test_a_letterhead_of_the_party():
    draft = read(
        head(["ĐẢNG ỦY XÃ THANH LÂM HẠ", "*", "Số 12-TB/ĐU"], ["ĐẢNG CỘNG SẢN VIỆT NAM", PLACE_AND_DATE]), p("Lời.")
    )

    assert draft.html == f"<p>ĐẢNG ỦY XÃ THANH LÂM HẠ – Số 12-TB/ĐU – {PLACE_AND_DATE}</p>\n<p>Lời.</p>"


@pytest.mark.parametrize(
    ("number", "date"),
    [
        ("Số:      /TB-UBND", PLACE_AND_DATE), ("Số: …/TB-UBND", PLACE_AND_DATE),
        ("Số: 21/TB-UBND", "Thanh Lâm Hạ, ngày   tháng 10 năm 2026"),
        ("Số: 21/TB-UBND", "Thanh Lâm Hạ, ngày … tháng … năm 2026"),
    ],
)  # fmt: skip
def test_what_a_draft_leaves_open_is_left_out_and_repeated(number, date):
    draft = read(head([OFFICE[0], number], [NATION, MOTTO, date]), p("Lời."))

    assert draft.html == "<p>Lời.</p>"
    assert said(draft, "letterhead") == (
        "The nation’s name and motto were left out, and what stood beside them: "
        f"UBND XÃ THANH LÂM HẠ; {' '.join(number.split())}; {' '.join(date.split())}."
    )


def test_a_letterhead_in_columns_of_tabs():
    body = [
        p(f"UBND XÃ THANH LÂM HẠ   {NATION}"), p(MOTTO), p("---------"), p(f"Số: 21/TB-UBND    {PLACE_AND_DATE}"),
        p("Lời."),
    ]  # fmt: skip

    assert read(*body).html == f"{REFERENCE}\n<p>Lời.</p>"


def test_the_nation_alone_above_minutes():
    draft = read(bold(NATION), bold(MOTTO), bold("BIÊN BẢN"), bold("Họp thôn Bến Đò"), p("Hôm nay…"))

    assert (draft.title, draft.html) == ("Biên bản: Họp thôn Bến Đò", "<p>Hôm nay…</p>")
    assert said(draft, "nation") == "The nation’s name and motto were left out."


@pytest.mark.parametrize(
    "body",
    [
        head(right=[NATION, MOTTO, "Mẫu số 01"]),
        head(right=[NATION, PLACE_AND_DATE]),
        table([column(OFFICE), column(RIGHT), column(["Cột ba"])]),
        table([column([*OFFICE, *["Dòng"] * 12]), column(RIGHT)]),
        table([cell("UBND XÃ"), f"<w:tc>{p(NATION)}{p(MOTTO)}{p(picture('rNone'))}</w:tc>"]),
    ],
    ids=["another line", "no motto", "three columns", "long", "a picture"],
)
def test_a_table_that_is_no_certain_letterhead_stays(body):
    assert kinds(read(body, p("Lời.")))[-1:] == ["tables"]


@pytest.mark.parametrize(
    "lines",
    [
        [NATION, "Lời.", MOTTO], ["Lời đầu.", NATION, MOTTO], [MOTTO, NATION],
        [f"Tiêu đề phải có {NATION}", MOTTO],
    ],
)  # fmt: skip
def test_paragraphs_that_only_speak_of_it_stay(lines):
    assert read(*map(p, lines), p("Cuối.")).html.count("<p>") == len(lines) + 1


def test_a_letterhead_that_is_all_there_is_stays():
    assert convert_html(f"<p>{NATION}</p><p>{MOTTO}</p>").html == f"<p>{NATION}</p>\n<p>{MOTTO}</p>"


def test_one_further_down_belongs_to_an_annex_and_stays():
    assert kinds(read(p("Lời."), head())) == ["tables"]


def test_the_line_under_the_motto_is_no_lost_drawing():
    def drawn(form):
        inside = f'<a:graphic><a:prstGeom prst="{form}"/></a:graphic>'
        return p(f"<w:r><w:drawing><wp:anchor>{inside}</wp:anchor></w:drawing></w:r>")

    def drawn_before_2010(shape):
        return p(f'<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml">{shape}</w:pict></w:r>')

    lines = [drawn("line"), drawn_before_2010("<v:line/>"), drawn_before_2010('<v:shape type="#_x0000_t32"/>')]
    others = [drawn("ellipse"), drawn_before_2010('<v:shape type="#_x0000_t75"/>'), drawn_before_2010("<v:oval/>")]

    assert [kinds(read(p("Lời."), each)) for each in lines] == [[], [], []]
    assert [kinds(read(p("Lời."), each)) for each in others] == [["objects"]] * 3


@pytest.mark.parametrize(("size", "is_lost"), [("width=180 height=2", False), ("width=4 height=4", True), ("", True)])
def test_a_line_that_word_pastes_as_a_picture_is_no_lost_one(size, is_lost):
    line = f'<img {size} src="file:///C:/Temp/clip_image001.png">'
    pasted = convert_html(
        f"<table><tr><td><p>UBND XÃ THANH LÂM HẠ</p><p>Số: 21/TB-UBND</p></td><td><p>{NATION}</p><p>{MOTTO}{line}</p>"
        f"<p>{PLACE_AND_DATE}</p></td></tr></table><p>Lời.</p>"
    )

    assert kinds(pasted) == (["lost", "tables"] if is_lost else ["head"])


# --- The title -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["QUYẾT ĐỊNH", "V/v cấp nước sạch"], "Quyết định về việc cấp nước sạch"),
        (["NGHỊ QUYẾT", "Về dự toán năm 2027"], "Nghị quyết về dự toán năm 2027"),
        (["KẾ HOẠCH", "Ra quân làm sạch ngõ xóm"], "Kế hoạch: Ra quân làm sạch ngõ xóm"),
        (["THÔNG BÁO", "Về việc cấp nước sạch", "cho thôn Bến Đò"], "Thông báo về việc cấp nước sạch cho thôn Bến Đò"),
        (["CHƯƠNG TRÌNH", "hành động năm 2027"], "Chương trình hành động năm 2027"),
        (["THÔNG BÁO", "VỀ VIỆC CẮT ĐIỆN Ở BẾN ĐÒ"], "THÔNG BÁO VỀ VIỆC CẮT ĐIỆN Ở BẾN ĐÒ"),
    ],
)
def test_kind_and_subject_make_the_title_and_leave_the_text(lines, title):
    draft = read(head(), *map(bold, lines), p("Lời."))

    assert (draft.title, draft.html) == (title, f"{REFERENCE}\n<p>Lời.</p>")


def test_a_letter_has_its_subject_under_its_number():
    draft = read(head([*OFFICE, "V/v phòng, chống rét", "cho gia súc"]), p("Kính gửi: Các thôn"), p("Lời."))

    assert draft.title == "Về việc phòng, chống rét cho gia súc"
    assert draft.html == f"{REFERENCE}\n<p>Kính gửi: Các thôn</p>\n<p>Lời.</p>"


def test_pasted_the_subject_of_a_letter_stays_as_a_paragraph():
    pasted = convert_html(
        f"<table><tr><td><p>UBND XÃ</p><p>Số: 1/UBND</p><p>V/v phòng rét</p></td><td><p>{NATION}</p><p>{MOTTO}</p></td>"
        "</tr></table><p>Lời.</p>"
    )

    assert pasted.html == "<p>V/v phòng rét</p>\n<p>Lời.</p>"
    assert said(pasted, "letterhead") == (
        "The nation’s name and motto were left out, and what stood beside them: UBND XÃ; Số: 1/UBND."
    )


@pytest.mark.parametrize(
    "top",
    [
        [bold("THÔNG BÁO"), p("Xã tổ chức tiêm phòng.")], [bold("THÔNG BÁO"), p("Lịch tiêm, không in đậm")],
        [bold("THÔNG BÁO"), bold("Lịch tiêm:")], [bold("THÔNG BÁO CHUNG"), bold("Về việc tiêm phòng")],
        [bold("THÔNG BÁO"), bold(f"Về việc {'rất dài ' * 40}")],
    ],
)  # fmt: skip
def test_what_is_no_certain_title_stays_in_the_text(top):
    html = read(head(), *top, p("Lời.")).html

    assert html.count("<p>") == 4


def test_a_line_drawn_with_hyphens_below_the_subject_is_no_word_of_it():
    draft = read(
        head(), bold("KẾ HOẠCH"), p(f"{r('học tập nghị quyết', BOLD)}<w:r><w:br/><w:t>-----</w:t></w:r>"), p("Lời.")
    )

    assert (draft.title, draft.html) == ("Kế hoạch học tập nghị quyết", f"{REFERENCE}\n<p>Lời.</p>")


def test_a_guess_passes_over_issuing_body_and_number():
    assert read(head(), p("Xã họp dân."), p("Lời.")).title == "Xã họp dân."


def test_a_first_sentence_is_no_title_for_beginning_like_one():
    draft = read(head(), p("Về việc này, xã đã họp dân."), p("Lời."))

    assert draft.html == f"{REFERENCE}\n<p>Về việc này, xã đã họp dân.</p>\n<p>Lời.</p>"


def test_without_a_letterhead_only_what_says_so_is_a_subject():
    assert read(bold("THÔNG BÁO"), bold("Về việc tiêm phòng"), p("Lời.")).html == "<p>Lời.</p>"
    assert read(bold("THÔNG BÁO"), bold("Lịch tiêm phòng"), p("Lời.")).html.count("<p>") == 3


# --- Recipients and signature ----------------------------------------------------------------------------------------


def test_a_signature_beside_nothing_leaves_its_table():
    draft = read(p("Lời."), table([column([""]), column(["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Lê Văn Lam"])]))

    assert draft.html == "<p>Lời.</p>\n<p>TL. CHỦ TỊCH</p>\n<p>CHÁNH VĂN PHÒNG</p>\n<p>Lê Văn Lam</p>"
    assert kinds(draft) == ["signatures"]


def test_the_picture_of_a_signature_is_named_where_it_stood():
    draft = read(p("Lời."), table([column(TO), f"<w:tc>{p('CHỦ TỊCH')}{p(picture('rNone'))}{p('Lê Lam')}</w:tc>"]))

    assert draft.html.split("\n")[1:] == ["<p>CHỦ TỊCH</p>", "<p>[Photo: Picture 1]</p>", "<p>Lê Lam</p>"]


def test_a_name_in_a_row_of_its_own_and_a_list_over_both():
    rows = [
        [f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{"".join(map(p, TO))}</w:tc>', cell("CHỦ TỊCH")],
        [cell("", merge="goes on"), cell("Lê Văn Lam")],
    ]

    assert read(p("Lời."), table(*rows)).html == "<p>Lời.</p>\n<p>CHỦ TỊCH</p>\n<p>Lê Văn Lam</p>"


def test_recipients_in_paragraphs_go_up_to_the_first_other_line():
    draft = read(p("Lời."), *map(p, TO), p("CHỦ TỊCH"), p("- Lê Văn Lam"))

    assert draft.html == "<p>Lời.</p>\n<p>CHỦ TỊCH</p>\n<p>- Lê Văn Lam</p>"
    assert said(draft, "recipients") == ("The list of recipients was left out: Như trên; Đài truyền thanh xã; Lưu: VT.")


@pytest.mark.parametrize(
    "body",
    [
        [p("Nơi nhận:"), p("- Bộ phận một cửa;"), p("- Bưu điện xã.")], [p("Nơi nhận: UBND xã"), p("- Lưu: VT.")],
        [p("Nơi nhận:"), p("Bộ phận một cửa"), p("- Lưu: VT.")],
    ],
)  # fmt: skip
def test_a_place_where_papers_are_received_stays(body):
    assert read(p("Lời."), *body).html.count("<p>") == 1 + len(body)


@pytest.mark.parametrize(
    "rows",
    [
        [[column(["THƯ KÝ", "Hoàng Thị Ngân"]), column(["CHỦ TRÌ", "Bàn Văn Quyết"])]],
        [[column([""]), column(["Số hộ"])], [column([""]), column(["410"])]],
        [[column(["Nơi nhận:", "Bộ phận một cửa"]), column(["Giờ", "8 giờ"])]],
    ],
    ids=["two who sign", "figures", "a place"],
)
def test_a_table_that_is_no_certain_end_stays(rows):
    assert kinds(read(p("Lời."), table(*rows))) == ["tables"]


def test_no_more_lists_are_left_out_than_can_be_repeated():
    draft = read(p("Lời."), *[line for _list in range(25) for line in (*map(p, TO), p("Lời."))])

    assert (kinds(draft), draft.html.count("Lưu: VT")) == (["recipients"] * 20, 5)


def test_a_letterhead_in_old_letters_is_read_after_they_are_changed():
    capitals = '<w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTimeH"/>'
    plain = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
    nation = p(r("céng hoµ x· héi chñ nghÜa viÖt nam", capitals)) + p(r("§éc lËp - Tù do - H¹nh phóc", plain))
    left = p(r("ubnd x· thanh l©m", capitals)) + p(r("Sè: 21/TB-UBND", plain))

    draft = read(
        table([f"<w:tc>{left}</w:tc>", f"<w:tc>{nation}{p(r('Thanh L©m, ngµy 5 th¸ng 6 n¨m 2003', plain))}</w:tc>"]),
        p(r("Lêi.", plain)),
    )

    assert draft.html == ("<p>UBND XÃ THANH LÂM – Số: 21/TB-UBND – Thanh Lâm, ngày 5 tháng 6 năm 2003</p>\n<p>Lời.</p>")
