"""The parts of a legacy page: dates, names, sources, captions, turns of an interview."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from articles.importers.anatomy import split_byline, split_source
from articles.importers.dates import parse_moment
from articles.importers.record import BulletList, Byline, Figure, NumberedList, Paragraph, Turn

from .legacy_pages import DATED_TITLE, city_text, oddities, page_of

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


# --- Dates -----------------------------------------------------------------------------------------------------------


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


# --- Names, sources, captions, turns ---------------------------------------------------------------------------------


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
