"""Readers of legacy pages, on invented pages that hold every oddity seen in real ones."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.importers.anatomy import split_byline, split_source
from articles.importers.dates import parse_moment
from articles.importers.loading import MAX_BYTES, parse
from articles.importers.record import (
    BulletList,
    Byline,
    Figure,
    Heading,
    ImportedPage,
    NumberedList,
    Paragraph,
    Table,
    Turn,
    UnreadablePage,
    body_html,
)
from articles.importers.registry import FORMATS, read_page

PAGES = Path(__file__).parent / "pages"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DATED_TITLE = "Tin thôn Khe Lim (08:05 03/11/2021)"


def read(name: str) -> ImportedPage:
    return read_page(PAGES / name)


def page_of(tmp_path, content: str | bytes, format: str | None = None) -> ImportedPage:
    path = tmp_path / "page.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_page(path, format)


def refusal(tmp_path, content: str | bytes, format: str | None = None) -> str:
    with pytest.raises(UnreadablePage) as caught:
        page_of(tmp_path, content, format)
    with override("en"):
        return str(caught.value)


def oddities(page: ImportedPage) -> list[tuple[str, int | None]]:
    return [(oddity.code, oddity.line) for oddity in page.oddities]


def city_text(*lines: str) -> str:
    """A city page with a title, a lead and a byline around the lines."""
    return "\n".join((DATED_TITLE, "Câu mở đầu của tin.", *lines, "Thanh Sương - Trung tâm văn hóa"))


def city_markup(*elements: str) -> str:
    return f"<html><body><h1>{DATED_TITLE}</h1><p>Câu mở đầu của tin.</p>{''.join(elements)}</body></html>"


# City portal


@pytest.mark.parametrize("name", ["city.txt", "city.html"])
def test_city_page_gives_its_fields(name):
    page = read(name)

    assert page.format == "city-portal"
    assert page.file_name == name
    assert page.title == "Đồi Chè: Đẩy mạnh trồng rừng - phát triển chè sạch"
    assert page.section == ""
    assert page.published_at == datetime(2021, 11, 3, 8, 5, tzinfo=HANOI)
    assert page.date_is_guessed is False
    assert page.base_views == 0
    assert page.source_code == "SVP"
    assert page.lead.startswith("Năm năm tới, nhờ kết quả 12 năm trồng rừng, xã Đồi Chè")
    assert len(page.lead) == 192
    assert page.bylines == (Byline("Đỗ Quí Hòa", "Huyện ủy viên, Chủ tịch Uỷ ban nhân dân xã Đồi Chè"),)
    assert page.comment_form is True


def test_city_text_gives_a_lost_picture_and_its_paragraphs():
    page = read("city.txt")

    assert page.original_url == ""
    assert page.body[0] == Figure("Người dân xã Đồi Chè thu hái lứa chè đầu vụ, niên vụ 2020-2021")
    assert [type(block) for block in page.body[1:]] == [Paragraph] * 4
    assert [len(block.html) for block in page.body[1:]] == [143, 176, 882, 88]


def test_city_markup_gives_the_picture_links_and_the_table_too():
    page = read("city.html")

    assert page.original_url == "http://sonvong.example/tin-tuc/2021/11/doi-che.aspx"
    assert page.body[0] == Figure(
        "Người dân xã Đồi Chè thu hái lứa chè đầu vụ, niên vụ 2020-2021", "doi-che_files/hai-che.jpg", "Hái chè"
    )
    assert page.body[1:5] == read("city.txt").body[1:]
    assert page.body[5:] == (
        Paragraph(
            'Xem thêm <a href="http://sonvong.example/tin-tuc/2021/nghi-quyet.aspx">nghị quyết '
            "<strong>của xã</strong></a>, bản đồ rừng 12 km<sup>2</sup>."
        ),
        Table(
            "<table><tbody><tr><th>Thôn</th><th>Diện tích (ha)</th></tr><tr><td>Khe Lim</td><td>12,5</td></tr>"
            "<tr><td>Hố Sim &amp; Bến Lau</td><td>8</td></tr></tbody></table>"
        ),
    )


def test_inline_numbers_stay_in_their_sentence():
    paragraph = read("city.txt").body[3]

    assert [paragraph.html.count(f"({number}) ") for number in (1, 2, 3, 4)] == [1, 1, 1, 0]


def test_both_tone_placements_and_all_dashes_stay_as_they_are_but_eth_becomes_d():
    paragraph = read("city.txt").body[2]

    assert paragraph.html == (
        "Theo Nghị định 72/2013/NĐ-CP, Uỷ ban nhân dân xã lập trang tin riêng; Ủy ban huyện giúp tập huấn. "
        "Mục tiêu kinh tế – xã hội viết gọn thành kinh tế- xã hội cũng là một cách ghi."
    )


def test_city_text_reports_its_oddities():
    page = read("city.txt")

    assert oddities(page) == [
        ("above-title", 1),
        ("guessed-caption", 9),
        ("nbsp-lines", 13),
        ("eth", 14),
        ("guessed-byline", 20),
        ("after-article", 23),
        ("lost-letters", 34),
    ]
    with override("en"):
        assert [str(oddity.message) for oddity in page.oddities] == [
            "Left out above the title: “Chào mừng 30 năm ngày thành lập huyện Sơn Vọng”",
            "Taken for a caption: “Người dân xã Đồi Chè thu hái lứa chè đầu vụ, niên vụ 2020-2…”",
            "Lines of non-breaking spaces alone, left out: 3.",
            "Letters Eth in place of Đ, replaced: 1.",
            "Taken for the byline: “Đỗ Quí Hòa - Huyện ủy viên, Chủ tịch Uỷ ban nhân dân xã Đồi…”",
            "Lines after the end of the article (lists, comment form), left out: 9.",
            "Words with letters lost to a wrong encoding, left as they are: 5.",
        ]


def test_city_markup_reports_its_oddities():
    assert oddities(read("city.html")) == [
        ("around-article", None),
        ("guessed-caption", 10),
        ("nbsp-lines", 12),
        ("eth", 13),
        ("guessed-byline", 17),
        ("after-article", 18),
    ]


def test_nothing_around_a_city_article_reaches_its_body():
    html = body_html(read("city.html").body)
    chrome = ["Chào mừng", "Trang chủ", "Giới thiệu", "Không phải bài viết", "Các bài", "Họ tên", "Cơ quan", "captcha"]

    assert [words for words in chrome if words in html] == []


# District portal


@pytest.mark.parametrize("name", ["district.txt", "district.html"])
def test_district_page_gives_its_fields(name):
    page = read(name)

    assert page.format == "district-portal"
    assert page.section == "tin hoạt động"
    assert page.title == "Giữ hương chè, giữ rừng đầu nguồn, Sơn Vọng vào vụ mới nhanh, bền vững"
    assert page.published_at == datetime(2021, 8, 5, 7, 45, tzinfo=HANOI)
    assert page.date_is_guessed is False
    assert page.base_views == 1310
    assert page.source_code == ""
    assert page.lead.startswith("Hội chợ chè huyện Sơn Vọng lần thứ IV, niên vụ 2021 – 2022 sẽ mở từ ngày 12 đến")
    assert len(page.lead) == 237
    assert page.bylines == (Byline("Thanh Sương", "Trung tâm VH-TT&TH"),)
    assert page.comment_form is False


@pytest.mark.parametrize("name", ["district.txt", "district.html"])
def test_interview_becomes_turns_and_captions_stand_between_them(name):
    body = read(name).body

    assert [type(block) for block in body] == [Turn, Turn, Figure, Turn, Turn, Turn, Figure]
    assert [(turn.speaker, turn.is_question, len(turn.blocks)) for turn in body if isinstance(turn, Turn)] == [
        ("Phóng viên", True, 1),
        ("Đồng chí Hà Thị Mây", False, 3),
        ("Phóng viên", True, 1),
        ("Đồng chí Hà Thị Mây", False, 5),
        ("Phóng viên", True, 1),
    ]


def test_both_forms_of_a_district_page_say_the_same():
    text, markup = read("district.txt"), read("district.html")

    assert [turn for turn in markup.body if isinstance(turn, Turn) and turn != markup.body[3]] == [
        turn for turn in text.body if isinstance(turn, Turn) and turn != text.body[3]
    ]
    assert markup.body[3] == Turn(
        "Phóng viên", (Paragraph(f"<strong>{text.body[3].blocks[0].html}</strong>"),), is_question=True
    )


@pytest.mark.parametrize("name", ["district.txt", "district.html"])
def test_numbered_list_stays_inside_the_answer_whatever_its_indent(name):
    answer = read(name).body[4]

    assert answer.blocks[2] == NumberedList(
        (
            "Cấp giống mới cho các thôn vùng cao, trọng tâm là ba thôn còn trồng giống cũ.",
            "Làm đường vào nương theo cách nhà nước và nhân dân cùng làm.",
            "Dạy nghề sao chè, mỗi thôn một tổ thợ lành nghề, giữ nếp kinh tế- xã hội làng chè.",
        )
    )


def test_typing_errors_and_spaces_before_full_stops_stay():
    answers = [block for block in read("district.txt").body if isinstance(block, Turn) and not block.is_question]

    assert answers[0].blocks[0].html == (
        "Vụ 2020 - 2021, huyện hoàn thành 18/18 chỉ tiêu đã đề ra, Hoàn thành sớm hơn kế hoạch hai tháng."
    )
    assert answers[1].blocks[3].html == (
        "Làm xong ba việc ấy, nghề chè sẽ đứng vững . Xây dựng thương hiệu là việc của nhiều năm."
    )


def test_reported_speech_and_quotes_are_not_speakers():
    body = read("district.txt").body

    assert body[1].blocks[2].html.startswith("Ông Hà Văn Suối cho biết: vườn nhà ông")
    assert body[4].blocks[0].html.startswith('Với chủ đề của năm: "Giữ hương')


def test_figures_of_a_district_page():
    text, markup = read("district.txt").body, read("district.html").body

    assert [text[2], text[6]] == [
        Figure("Một góc đồi chè Khe Lim"),
        Figure("Bà con xã Đồi Chè quyết tâm giữ vườn ươm, giữ rừng"),
    ]
    assert [markup[2], markup[6]] == [
        Figure("Một góc đồi chè Khe Lim.", "/documents/khe-lim.jpg", ""),
        Figure("Bà con xã Đồi Chè quyết tâm giữ vườn ươm, giữ rừng", "/documents/vuon-uom.jpg", "Vườn ươm"),
    ]


def test_district_text_reports_its_oddities():
    assert oddities(read("district.txt")) == [
        ("nbsp-lines", 8),
        ("guessed-caption", 20),
        ("unclosed-quote", 26),
        ("guessed-caption", 40),
        ("guessed-byline", 42),
    ]


def test_district_markup_reports_its_oddities_and_trusts_a_marked_caption():
    page = read("district.html")

    assert page.original_url == "https://sonvong.example/tin/-/asset_publisher/giu-huong-che"
    assert oddities(page) == [
        ("around-article", None),
        ("nbsp-lines", 14),
        ("unclosed-quote", 22),
        ("guessed-caption", 27),
        ("guessed-byline", 29),
    ]


def test_view_count_may_stand_on_its_own_line(tmp_path):
    page = page_of(tmp_path, "tin xã\nTên bài\nNgày đăng 05/08/2021 | 07:45\nLượt xem: 12.345\nCâu mở đầu của tin.\n")

    assert page.base_views == 12345
    assert page.lead == "Câu mở đầu của tin."


def test_district_page_without_a_section_keeps_its_title(tmp_path):
    page = page_of(tmp_path, "Tên bài\nĐăng ngày 17 - 05 - 2024\nCâu mở đầu của tin.\n")

    assert (page.title, page.section) == ("Tên bài", "")
    assert page.published_at == datetime(2024, 5, 17, tzinfo=HANOI)
    assert page.date_is_guessed is True
    assert oddities(page) == [("no-byline", None), ("no-body", None), ("time-missing", 2)]


# Dates


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("13:58 12/10/2020", (2020, 10, 12, 13, 58)),
        ("16/06/2020 | 12:29", (2020, 6, 16, 12, 29)),
        ("10:8, Thứ Tư, 3-4-2024", (2024, 4, 3, 10, 8)),
        ("28/06/2022 08:31 AM", (2022, 6, 28, 8, 31)),
        ("02/10/2020 08:20 SA", (2020, 10, 2, 8, 20)),
        ("02/10/2020 08:20 CH", (2020, 10, 2, 20, 20)),
        ("02/10/2020 12:20 CH", (2020, 10, 2, 12, 20)),
        ("02/10/2020 12:20 SA", (2020, 10, 2, 0, 20)),
        ("02/10/2020 15:20 CH", (2020, 10, 2, 15, 20)),
        ("13:39 - 01/08/2022", (2022, 8, 1, 13, 39)),
        ("Thứ sáu: 15:00 ngày 09/02/2024", (2024, 2, 9, 15, 0)),
        ("Gửi lúc: 05/12/2013 15:42:27", (2013, 12, 5, 15, 42)),
        ("10-08-2025, 19:55 (GMT+7)", (2025, 8, 10, 19, 55)),
        ("Thứ ba - 15/03/2016 14:28", (2016, 3, 15, 14, 28)),
        ("7h30 ngày 24 tháng 6 năm 2022", (2022, 6, 24, 7, 30)),
        ("29/02/2024 00:00", (2024, 2, 29, 0, 0)),
    ],
)
def test_every_known_shape_of_a_date_is_read(text, moment):
    read_moment = parse_moment(text)

    assert read_moment.value == datetime(*moment, tzinfo=HANOI)
    assert read_moment.value.utcoffset().total_seconds() == 7 * 3600
    assert (read_moment.is_guessed, read_moment.oddities) == (False, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [("31/02/2021 08:00", "impossible-date"), ("08:00 24/6", "date-without-year"), ("24-6", "date-without-year")],
)
def test_a_date_that_is_not_whole_is_reported_and_not_guessed(text, code):
    moment = parse_moment(text, line=3)

    assert moment.value is None
    assert [(oddity.code, oddity.line) for oddity in moment.oddities] == [(code, 3)]


@pytest.mark.parametrize(
    ("text", "code"), [("Đăng ngày 17 - 05 - 2024", "time-missing"), ("25:61 17/05/2024", "impossible-time")]
)
def test_a_date_without_a_right_time_falls_on_midnight_and_says_so(text, code):
    moment = parse_moment(text)

    assert moment.value == datetime(2024, 5, 17, tzinfo=HANOI)
    assert moment.is_guessed is True
    assert [oddity.code for oddity in moment.oddities] == [code]


@pytest.mark.parametrize("text", ["", "18/18/18/18", "1.599 đảng viên", "72/2013/NĐ-CP", "phiên bản 1.2.3"])
def test_other_numbers_are_no_dates(text):
    moment = parse_moment(text)

    assert (moment.value, moment.oddities) == (None, ())


# Names, sources, captions, turns


@pytest.mark.parametrize(
    ("text", "byline"),
    [
        ("Thanh Sương – Trung tâm VH-TT&TH", Byline("Thanh Sương", "Trung tâm VH-TT&TH")),
        ("Lê Thị A-Mơ - Bí thư - Chủ tịch", Byline("Lê Thị A-Mơ", "Bí thư - Chủ tịch")),
        ("Đặng Thị Ứng", Byline("Đặng Thị Ứng", "")),
    ],
)
def test_byline_splits_at_its_first_dash_with_spaces(text, byline):
    assert split_byline(text) == byline


@pytest.mark.parametrize(
    ("lead", "parts"),
    [
        ("HNP - Trong năm", ("HNP", "Trong năm")),
        ("TTXVN – Trong năm", ("TTXVN", "Trong năm")),
        ("SVĐ- Trong năm", ("SVĐ", "Trong năm")),
        ("COVID-19 đã lui", ("", "COVID-19 đã lui")),
        ("HĐND - UBND xã họp", ("", "HĐND - UBND xã họp")),
        ("Trong năm - mùa", ("", "Trong năm - mùa")),
    ],
)
def test_source_code_is_taken_from_the_lead(lead, parts):
    assert split_source(lead) == parts


def test_lone_name_at_the_end_is_a_byline_and_a_lone_short_line_is_not(tmp_path):
    name = page_of(tmp_path, f"{DATED_TITLE}\nCâu mở đầu.\nThân bài.\nĐặng Thị Ứng")
    caption = page_of(tmp_path, f"{DATED_TITLE}\nCâu mở đầu.\nThân bài.\nMột góc chợ")

    assert name.bylines == (Byline("Đặng Thị Ứng"),)
    assert (caption.bylines, caption.body[-1]) == ((), Figure("Một góc chợ"))


@pytest.mark.parametrize("end", [".", "!", "?", ":", ";", "…", ".”", ".)"])
def test_a_line_that_ends_as_a_sentence_is_no_caption(tmp_path, end):
    page = page_of(tmp_path, city_text("Một góc chợ" + end))

    assert page.body == (Paragraph("Một góc chợ" + end),)


def test_a_caption_has_at_most_120_letters(tmp_path):
    page = page_of(tmp_path, city_text("a" * 120, "b" * 121))

    assert page.body == (Figure("a" * 120), Paragraph("b" * 121))


def test_labels_are_speakers_only_in_an_interview(tmp_path):
    page = page_of(tmp_path, city_text("Đồng chí Hà Thị Mây: Tôi rất vui."))

    assert page.body == (Paragraph("Đồng chí Hà Thị Mây: Tôi rất vui."),)


@pytest.mark.parametrize("label", ["Ông Đặng Văn Ứng", "Bà Ăn Thị Ơ, Chủ tịch xã", "Đồng chí Hà Thị Mây (thôn 2)"])
def test_guests_of_an_interview_may_carry_their_office(tmp_path, label):
    page = page_of(tmp_path, city_text("PV: Ông bà nghĩ gì?", f"{label}: Tôi rất vui.", "Tôi nói thêm."))

    assert page.body == (
        Turn("PV", (Paragraph("Ông bà nghĩ gì?"),), is_question=True),
        Turn(label, (Paragraph("Tôi rất vui."), Paragraph("Tôi nói thêm."))),
    )


def test_a_label_may_stand_alone_on_its_line(tmp_path):
    page = page_of(tmp_path, city_text("Phóng viên:", "Vụ chè ra sao?"))

    assert page.body == (Turn("Phóng viên", (Paragraph("Vụ chè ra sao?"),), is_question=True),)


def test_text_after_a_caption_inside_an_answer_is_reported(tmp_path):
    page = page_of(tmp_path, city_text("PV: Sao ạ?", "Một góc chợ", "Câu trả lời không rõ của ai."))

    assert [type(block) for block in page.body] == [Turn, Figure, Paragraph]
    assert ("no-speaker", 5) in oddities(page)


def test_lists_keep_their_first_number_and_single_items_stay_text(tmp_path):
    page = page_of(tmp_path, city_text("4. Việc bốn.", "5. Việc năm.", "9. Việc chín.", "- Một là.", "- Hai là."))

    assert page.body == (
        NumberedList(("Việc bốn.", "Việc năm."), start=4),
        Paragraph("9. Việc chín."),
        BulletList(("Một là.", "Hai là.")),
    )


def test_page_without_lead_body_and_byline_says_so(tmp_path):
    page = page_of(tmp_path, DATED_TITLE)

    assert (page.lead, page.body, page.bylines) == ("", (), ())
    assert oddities(page) == [("no-byline", None), ("no-lead", None), ("no-body", None)]


# Bytes and encodings


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


# Files that are no pages


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


# Markup


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


# The record as HTML


def test_body_html_has_one_block_a_line():
    blocks = (
        Paragraph("Một &amp; hai"),
        Heading(2, "Ba"),
        NumberedList(("a", "b")),
        NumberedList(("c",), start=4),
        BulletList(("d",)),
        Figure("Ảnh & chữ <b>"),
        Figure("Hai", "/x.jpg?a=1&b=2", 'Chè "sạch"'),
        Figure("", "/y.jpg", ""),
        Table("<table><tbody><tr><td>1</td></tr></tbody></table>"),
        Turn("Phóng viên", (Paragraph("Sao?"),), is_question=True),
        Turn("Ông A & B", (Paragraph("Vậy."), NumberedList(("e", "f")))),
    )

    assert body_html(blocks).split("\n") == [
        "<p>Một &amp; hai</p>",
        "<h2>Ba</h2>",
        "<ol><li>a</li><li>b</li></ol>",
        '<ol start="4"><li>c</li></ol>',
        "<ul><li>d</li></ul>",
        '<figure class="figure"><figcaption>Ảnh &amp; chữ &lt;b&gt;</figcaption></figure>',
        '<figure class="figure"><img src="/x.jpg?a=1&amp;b=2" alt="Chè &quot;sạch&quot;">'
        "<figcaption>Hai</figcaption></figure>",
        '<figure class="figure"><img src="/y.jpg" alt=""></figure>',
        "<table><tbody><tr><td>1</td></tr></tbody></table>",
        '<div class="turn turn-question"><p class="speaker">Phóng viên</p><p>Sao?</p></div>',
        '<div class="turn"><p class="speaker">Ông A &amp; B</p><p>Vậy.</p><ol><li>e</li><li>f</li></ol></div>',
    ]


# Anything at all

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
