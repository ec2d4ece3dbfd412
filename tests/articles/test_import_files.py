"""Any file may be given to the readers of legacy pages: encodings, broken markup, what is no page at all."""

from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.importers.loading import MAX_BYTES, parse
from articles.importers.record import (
    BulletList,
    Figure,
    Heading,
    NumberedList,
    Paragraph,
    Table,
    Turn,
    UnreadablePage,
    body_html,
)
from articles.importers.registry import FORMATS, read_page

from .legacy_pages import DATED_TITLE, PAGES, city_text, oddities, page_of, read

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def refusal(tmp_path, content: str | bytes, format: str | None = None) -> str:
    with pytest.raises(UnreadablePage) as caught:
        page_of(tmp_path, content, format)
    with override("en"):
        return str(caught.value)


def city_markup(*elements: str) -> str:
    return f"<html><body><h1>{DATED_TITLE}</h1><p>Câu mở đầu của tin.</p>{''.join(elements)}</body></html>"


# --- Bytes and encodings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codec", "codes"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", []),
        ("windows-1258", ["encoding-guessed", "decomposed"]),
    ],
)
def test_every_encoding_gives_the_same_text(tmp_path, codec, codes):
    text = "Tin xóm (08:05 03/11/2021)\nĐêm qua, xã đã họp bàn.\nMọi người đồng lòng.\nMây Ứng - xã"
    # windows-1258 writes the tone apart from its vowel.
    raw = _windows_1258(text) if codec == "windows-1258" else text.encode(codec)

    page = page_of(tmp_path, raw)

    assert (page.title, page.lead) == ("Tin xóm", "Đêm qua, xã đã họp bàn.")
    assert [o.code for o in page.oddities if o.code not in ("guessed-byline", "guessed-caption")] == codes


def _windows_1258(text: str) -> bytes:
    marks = {"ó": "o\u0301", "ọ": "o\u0323", "ồ": "ô\u0300", "ò": "o\u0300", "Ứ": "Ư\u0301", "ờ": "ơ\u0300"}
    return "".join(marks.get(char, char) for char in text.replace("ã", "a\u0303")).encode("windows-1258")


def test_decomposed_letters_and_invisible_characters_are_repaired_and_counted(tmp_path):
    page = page_of(tmp_path, city_text("Hô\u0323i cho\u031b\u0323 \u200bhọp\u0007.", "Thêm một câu."))

    assert page.body[0] == Paragraph("Hội chợ họp.")
    assert oddities(page) == [("decomposed", 3), ("control-characters", 3), ("guessed-byline", 5)]
    with override("en"):
        assert str(page.oddities[1].message) == "Control or invisible characters, removed: 2."


def test_a_few_broken_bytes_do_not_cost_the_whole_file(tmp_path):
    raw = city_text("Đồng chí ấy đã đến họp ở thôn Bến Lau.").encode().replace("thôn".encode(), b"th\xffn")

    page = page_of(tmp_path, raw)

    assert page.body[0] == Paragraph("Đồng chí ấy đã đến họp ở th\ufffdn Bến Lau.")
    assert oddities(page)[:1] == [("broken-bytes", None)]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("§¹i héi ®¹i biÓu §¶ng bé huyÖn, ®ång chÝ BÝ th­ ®· ph¸t biÓu vµ ®¸nh gi¸ cao ®Þa ph­¬ng.", "TCVN3"),
        ("Ñaïi hoäi ñaïi bieåu huyeän, ñoàng chí ñaõ phaùt bieåu vaø ñaùnh giaù cao ñòa phöông.", "VNI"),
    ],
)
def test_old_font_encodings_are_reported_and_left_alone(tmp_path, sentence, name):
    page = page_of(tmp_path, city_text(sentence))
    message = next(oddity.message for oddity in page.oddities if oddity.code == "old-font")

    with override("en"):
        assert str(message) == f"The text looks like the old font encoding {name}; it was not converted."


@pytest.mark.parametrize("name", ["city.txt", "city.html", "district.txt", "district.html"])
def test_right_vietnamese_is_not_taken_for_an_old_font(name):
    assert [oddity for oddity in read(name).oddities if oddity.code == "old-font"] == []


def test_question_marks_in_addresses_are_not_lost_letters(tmp_path):
    page = page_of(tmp_path, city_text("Xem http://xa.example/tin.aspx?id=5 hoặc tin.aspx?id=6. Thật không? Có."))

    assert [oddity for oddity in page.oddities if oddity.code == "lost-letters"] == []


# --- Files that are no pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file page.txt is empty."),
        (b" \n\n", "The file page.txt is empty."),
        (b"%PDF-1.4 abc", "The file page.txt is not a text or HTML page."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "The file page.txt is not a text or HTML page."),
        (b"abc\0def", "The file page.txt is not a text or HTML page."),
        (b"x" * (MAX_BYTES + 1), "The file page.txt is larger than 5 MB."),
        ("Một tin không có ngày.", "No known kind of page in page.txt: no title with a date was found."),
        ("(08:05 03/11/2021)\nThân bài.", "The page in page.txt has no title."),
        ("Tin xã (08:05 31/02/2021)\nThân bài.", "There is no such day as 31/02/2021."),
        ("Tin xã\nNgày đăng 24/6 | 08:05\nThân bài.", "The date 24/6 has no year; it was not read."),
        ("<html><body>" + "&#" + "9" * 5000 + ";</body></html>", "The HTML of page.txt is broken."),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else repr(value[:8]),
)
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path, content, sentence):
    assert refusal(tmp_path, content) == sentence


def test_an_unknown_format_is_refused_with_the_names_of_the_known(tmp_path):
    assert refusal(tmp_path, DATED_TITLE, "gazette") == (
        "There is no format gazette; known are: city-portal, district-portal."
    )


def test_a_named_format_refuses_pages_of_the_other_kind(tmp_path):
    assert refusal(tmp_path, "Tin xã\nNgày đăng 05/08/2021 | 07:45", "city-portal") == (
        "No title with a date in brackets was found."
    )
    assert refusal(tmp_path, DATED_TITLE, "district-portal") == "No line with a date below a title was found."


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UnreadablePage) as caught:
        read_page(tmp_path / "nowhere.txt")

    with override("en"):
        assert str(caught.value) == "The file nowhere.txt cannot be opened."


@pytest.mark.parametrize(("name", "matching"), [("city", "city-portal"), ("district", "district-portal")])
@pytest.mark.parametrize("ending", ["txt", "html"])
def test_each_page_is_known_by_its_own_reader_alone(name, matching, ending):
    path = PAGES / f"{name}.{ending}"
    document = parse(path.read_bytes(), path.name)

    assert [reader.NAME for reader in FORMATS if reader.matches(document.lines)] == [matching]


# --- Markup ----------------------------------------------------------------------------------------------------------


def test_unclosed_and_crossed_elements_lose_no_text(tmp_path):
    page = page_of(tmp_path, city_markup("<p><b>Một <i>hai</b> ba.</i><p>Bốn.</div></td><div>Năm.<div>Sáu."))

    assert page.body == (
        Paragraph("<strong>Một <em>hai</em></strong> ba."),
        Paragraph("Bốn."),
        Paragraph("Năm."),
        Paragraph("Sáu."),
    )


def test_breaks_divide_lines_outside_paragraphs_and_stay_inside(tmp_path):
    page = page_of(tmp_path, city_markup("<div>Một.<br>Hai.<br><br>Ba.</div><p>Bốn,<br>năm.<br><br>Sáu.</p>"))

    assert page.body == (
        Paragraph("Một."),
        Paragraph("Hai."),
        Paragraph("Ba."),
        Paragraph("Bốn,<br>năm."),
        Paragraph("Sáu."),
    )


def test_lists_and_headings_of_the_markup_are_kept(tmp_path):
    page = page_of(
        tmp_path,
        city_markup(
            "<h3>Việc <b>lớn</b></h3><ol start=3><li>Ba<br>bốn<li><p>Năm</p><p>sáu</p></ol><ul><li>Bảy</li></ul>"
        ),
    )

    assert page.body == (
        Heading(3, "Việc <strong>lớn</strong>"),
        NumberedList(("Ba<br>bốn", "Năm<br>sáu"), start=3),
        BulletList(("Bảy",)),
    )


def test_layout_tables_dissolve_into_paragraphs(tmp_path):
    page = page_of(tmp_path, city_markup("<table><tr><td>Một.</td></tr><tr><td><p>Hai.</p></td></tr></table>"))

    assert page.body == (Paragraph("Một."), Paragraph("Hai."))


def test_hidden_parts_icons_and_dangerous_links_stay_out(tmp_path):
    page = page_of(
        tmp_path,
        city_markup(
            "<script>alert('Một')</script><div style='display: none'>Hai</div><p hidden>Ba</p>",
            "<p>Bốn <a href='JavaScript:x()'>năm</a><img src=dot.gif width=1 height=1>.</p>",
            '<p>Sáu <a href="/a?b=1&amp;c=%22" onclick="x()">bảy</a> &lt;script&gt;.</p>',
            "<p>Tám <a href='http://[x'>chín</a>.</p>",
        ),
    )

    assert page.body == (
        Paragraph("Bốn năm."),
        Paragraph("Sáu bảy &lt;script&gt;."),
        Paragraph("Tám chín."),
    )


def test_comments_scripts_and_sections_of_word_are_passed_over(tmp_path):
    page = page_of(
        tmp_path,
        city_markup(
            "<p>Một<!-- <p>hai</p> -->.</p><![if !vml]><p>Ba.</p><![x[><script>'<!--'</script><p>Bốn.</p><!-- hết"
        ),
    )

    assert page.body == (Paragraph("Một."), Paragraph("Ba."), Paragraph("Bốn."))


def test_a_page_that_keeps_its_pictures_has_no_captions_elsewhere(tmp_path):
    page = page_of(
        tmp_path, city_markup("<p>Kết quả nổi bật</p><p>Câu một.</p><img src=a.jpg><p>Một góc chợ</p><p>Câu hai.</p>")
    )

    assert page.body == (
        Paragraph("Kết quả nổi bật"),
        Paragraph("Câu một."),
        Figure("Một góc chợ", "a.jpg"),
        Paragraph("Câu hai."),
    )


def test_pictures_above_the_lead_belong_to_the_body(tmp_path):
    page = page_of(
        tmp_path,
        f"<h1>{DATED_TITLE}</h1><img src=a.jpg><p>Một góc chợ</p><p>Câu mở đầu của tin.</p><p>Câu cuối.</p>",
    )

    assert page.lead == "Câu mở đầu của tin."
    assert page.body == (Figure("Một góc chợ", "a.jpg"), Paragraph("Câu cuối."))


def test_a_speaker_below_a_picture_is_not_its_caption(tmp_path):
    page = page_of(
        tmp_path, city_markup("<figure><figcaption>Chợ.</figcaption></figure><img src=a.jpg><p>PV: Xin cảm ơn</p>")
    )

    assert page.body == (
        Figure("Chợ."),
        Figure("", "a.jpg"),
        Turn("PV", (Paragraph("Xin cảm ơn"),), is_question=True),
    )


def test_the_date_may_stand_below_its_title(tmp_path):
    page = page_of(
        tmp_path, "Chào mừng\nTin xã\n(08:05 03/11/2021)\nCâu mở đầu.\nCâu hai.\nMây Ứng - xã", "city-portal"
    )

    assert (page.title, page.lead) == ("Tin xã", "Câu mở đầu.")
    assert oddities(page) == [("above-title", 1), ("guessed-byline", 6)]


def test_a_stray_closing_tag_does_not_end_a_table(tmp_path):
    rows = "<tr><td>Một</div></td><td>Hai</td></tr><tr><td>Ba</td><td colspan=2>Bốn</td></tr>"
    page = page_of(tmp_path, city_markup(f"<div><table>{rows}</table></div>"))

    assert page.body == (
        Table(
            "<table><tbody><tr><td>Một</td><td>Hai</td></tr>"
            '<tr><td>Ba</td><td colspan="2">Bốn</td></tr></tbody></table>'
        ),
    )


def test_a_picture_inside_the_file_is_reported_as_lost(tmp_path):
    page = page_of(tmp_path, city_markup('<p><img src="data:image/png;base64,AAAA"></p><p>Câu cuối.</p>'))

    assert page.body == (Paragraph("Câu cuối."),)
    assert ("picture-lost", 1) in oddities(page)


def test_markup_addresses_prefer_the_canonical_one_and_must_be_web_addresses(tmp_path):
    both = page_of(
        tmp_path,
        "<html><meta property=og:url content=https://b.example/><link rel=canonical href=https://a.example/>"
        + city_markup(),
    )
    bad = page_of(tmp_path, '<html><link rel=canonical href="javascript:x()">' + city_markup())

    assert (both.original_url, bad.original_url) == ("https://a.example/", "")


# --- Anything at all -------------------------------------------------------------------------------------------------

FRAGMENTS = st.sampled_from(
    [
        *("<p>", "</p>", "<div class=menu>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<li>", "<ol start=2>"),
        *("<br>", "<b>", "</i>", "<a href='http://[", "'>", "<img src=x>", "<![if", "<!--", "-->", "<script>", "&#0;"),
        *("<html>", "</td>", "</tr>", "<figcaption>", "<form>", "<title>", "\n", "\u00a0", "PV: ", "1. ", "2. "),
        *(DATED_TITLE, "Ngày đăng 05/08/2021 | 07:45", "View count: 3", "31/02/2021", "Một câu.", "Thanh Sương - xã"),
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(lambda text: f"{DATED_TITLE}\n{text}".encode(errors="replace"))
    | st.lists(FRAGMENTS | st.text(max_size=8), max_size=40).map(lambda parts: "".join(parts).encode(errors="replace"))
)
@example(b"\xff\xfe\x00")
@example(b"<html><![x[")
def test_any_bytes_give_a_page_or_a_refusal(tmp_path, raw):
    path = tmp_path / "page.bin"
    path.write_bytes(raw)

    try:
        page = read_page(path)
    except UnreadablePage as refused:
        assert str(refused)
    else:
        assert page.title
        assert page.published_at.tzinfo is HANOI
        assert body_html(page.body).count("\n") == max(len(page.body) - 1, 0)
