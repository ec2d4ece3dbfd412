"""Personal data in what readers type: found in any spelling, while dates, amounts and decrees stay."""

import pkgutil
import re
import sys
import unicodedata
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text import normalise
from comments import personal
from comments.contact import normalised_phone
from comments.personal import Found, Kind

TOKEN = "[đã che]"

# What is typed, and what of it remains, with [x] for the token.
PHONES = [
    ("0912345678", "[x]"),
    ("0912 345 678", "[x]"),
    ("0912.345.678", "[x]"),
    ("0912-345-678", "[x]"),
    ("0912–345—678", "[x]"),
    ("09 12 34 56 78", "[x]"),
    ("0 9 1 2 3 4 5 6 7 8", "[x]"),
    ("0 9 1 2 - 3 4 5 6 7 8", "[x]"),
    ("0912/345/678", "[x]"),
    ("0912,345,678", "[x]"),
    ("0912_345_678", "[x]"),
    ("(0912) 345 678", "[x]"),
    ("0912*345*678", "[x]"),
    ("0912·345·678", "[x]"),
    ("0912'345'678", "[x]"),
    ("0912...345...678", "[x]"),
    ("091 2345 678", "[x]"),
    ("+84912345678", "[x]"),
    ("+84 912 345 678", "[x]"),
    ("(+84) 912 345 678", "[x]"),
    ("(+84)(0)912345678", "[x]"),
    ("+84 (0) 912.345.678", "[x]"),
    ("84912345678", "[x]"),
    ("84 912 345 678", "[x]"),
    ("0084912345678", "[x]"),
    ("0084 912 345 678", "[x]"),
    ("01234567890", "[x]"),
    ("0123 456 7890", "[x]"),
    ("024 3825 1234", "[x]"),
    ("(024) 38251234", "[x]"),
    ("0243.8251234", "[x]"),
    ("02438251234", "[x]"),
    ("0203 3825 123", "[x]"),
    ("04 3825 1234", "[x]"),
    ("+49 151 12345678", "[x]"),
    ("+1 (415) 555-2671", "[x]"),
    ("+86 138 0013 8000", "[x]"),
    ("００９１２３４５６７８", "[x]"),
    ("０９１２３４５６７８", "[x]"),
    ("٠٩١٢٣٤٥٦٧٨", "[x]"),
    ("𝟎𝟗𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "[x]"),
    ("⓪⑨①②③④⑤⑥⑦⑧", "[x]"),
    ("⁰⁹¹²³⁴⁵⁶⁷⁸", "[x]"),
    ("₀₉₁₂₃₄₅₆₇₈", "[x]"),
    ("0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "[x]"),
    ("🯰🯹🯱🯲🯳🯴🯵🯶🯷🯸", "[x]"),
    ("〇九一二三四五六七八", "[x]"),
    ("O912345678", "[x]"),
    ("o912 345 678", "[x]"),
    ("0912345o78", "[x]"),
    ("o9l2345678", "[x]"),
    ("O9I2.345.678", "[x]"),
    ("09|2345678", "[x]"),
    ("о912345678", "[x]"),
    ("0 9 l 2 3 4 5 6 7 8", "[x]"),
    ("không chín một hai ba bốn năm sáu bảy tám", "[x]"),
    ("khong chin mot hai ba bon nam sau bay tam", "[x]"),
    ("Không Chín Một, Hai Ba Bốn, Năm Sáu Bảy Tám", "[x]"),
    ("không-chín-một-hai-ba-bốn-năm-sáu-bảy-tám", "[x]"),
    ("khôngchínmộthaibabốnnămsáubảytám", "[x]"),
    ("không chín mười hai ba bốn năm sáu bảy tám", "[x]"),
    ("không chín một hai, ba trăm bốn mươi lăm, sáu bảy tám", "[x]"),
    ("không chín lẻ ba bốn năm sáu bảy tám chín", "[x]"),
    ("không ba linh hai mốt tư lăm bẩy tám chín", "[x]"),
    ("09 một hai 345 sáu bảy tám", "[x]"),
    ("0912 345 sáu bảy tám", "[x]"),
    ("không 912345678", "[x]"),
    ("zalo 0912345678", "zalo [x]"),
    ("zalo:0912345678", "zalo:[x]"),
    ("sđt:0912345678", "sđt:[x]"),
    ("SĐT 0912.345.678", "SĐT [x]"),
    ("đt0912345678nhé", "đt[x]nhé"),
    ("ĐT:0912345678.", "ĐT:[x]."),
    ("Zalo0912345678zalo", "Zalo[x]zalo"),
    ("gọi 912345678", "gọi [x]"),
    ("liên hệ 912.345.678", "liên hệ [x]"),
    ("ĐT 3825 1234", "ĐT [x]"),
    ("09/12/2034 56", "[x]"),
    ("0,9 1,2 3,4 5,6 7,8", "[x]"),
    ("0912 2015 12", "[x]"),
    ("098 2015 202", "[x]"),
    ("0912 345 678 - 0987 654 321", "[x] - [x]"),
    ("1. 0912 345 678", "1. [x]"),
    ("2. 0987 654 321", "2. [x]"),
    ("0912 345\n678", "[x]"),
    ("0\n9\n1\n2\n3\n4\n5\n6\n7\n8", "[x]"),
    ("[0912][345][678]", "[[x]]"),
    ("84 912 345 678 đồng chí Nam", "[x] đồng chí Nam"),
    ("+84912345678đ", "[x]đ"),
    ("0912345678/0987654321", "[x]/[x]"),
    ("ĐT cố định: 38251234", "ĐT cố định: [x]"),
    ("số 0912 ba bốn năm 678 nhé", "số [x] nhé"),
    ("SĐT: 0912345678 hoặc 0987654321", "SĐT: [x] hoặc [x]"),
    ("không chín một hai ba bốn năm 678", "[x]"),
    ("zalo 912.345.678đ", "zalo [x]đ"),
]
NUMBERS = [
    ("⑴⑵⑶⑷⑸⑹⑺⑻⑼", "[x]"),
    ("❾❶❷❸❹❺❻❼❽", "[x]"),
    ("001099012345", "[x]"),
    ("001 099 012 345", "[x]"),
    ("CCCD 001.099.012.345", "CCCD [x]"),
    ("CMND 012345678", "CMND [x]"),
    ("CMND: 123 456 789", "CMND: [x]"),
    ("123456789", "[x]"),
    ("STK 19031234567890", "STK [x]"),
    ("stk 1234 5678 9012 345 Vietcombank", "stk [x] Vietcombank"),
    ("9704 1234 5678 9012", "[x]"),
    ("9704-2015-1990-1234", "[x]"),
    ("4111111111111111", "[x]"),
    ("MST 0101234567", "MST [x]"),
    ("BHXH 0123456789", "BHXH [x]"),
    ("Số tài khoản 0011001234567 VCB", "Số tài khoản [x] VCB"),
    ("số thẻ 9704 3612 3456 7890 123", "số thẻ [x]"),
]
ADDRESSES = [
    ("a@b.vn", "[x]"),
    ("nguyen.van.a@gmail.com", "[x]"),
    ("a [at] b [dot] com", "[x]"),
    ("a(a)b.vn", "[x]"),
    ("a @ b . com", "[x]"),
    ("nguyenvana at gmail dot com", "[x]"),
    ("nguyễnvăna@gmail.com", "[x]"),
    ("a＠b.vn", "[x]"),
    ("nguyenvana @gmail", "[x]"),
    ("a (at) b.com.vn", "[x]"),
    ("0912345678@gmail.com", "[x]"),
    ("nguyen van a a còng gmail chấm com", "nguyen van [x]"),
]
OTHERS = [
    "bể 50l, 60l, 70l, 80l",
    "nộp vào tài khoản 5.000.000 đồng",
    "2019: 35 2020: 40 2021: 45",
    "tăng +5,2% so với năm 2023",
    "nhiệm kỳ 2015-2020",
    "nhiệm kỳ 2015-2020, 2020 – 2025",
    "2015-2020-2025-2030",
    "năm 2015, 2016, 2017, 2018",
    "Năm 2019, năm 2020, năm 2021 và năm 2022",
    "12/10/2020",
    "ngày 02/09/1945, 19/08/1945",
    "3-4-2024, 5-4-2024",
    "02.09.2024 - 05.09.2024",
    "2-4/9/2024",
    "từ 8:30 ngày 12/10/2020",
    "08:30 12/10/2020",
    "08/09/2024 15:30",
    "08/09/2024 15h30",
    "lúc 07:00, 11:30, 13:30, 17:00",
    "1.599.000 đồng",
    "120.000.000đ",
    "120000000đ",
    "120000000 đồng",
    "1,500,000 VND",
    "1 500 000 000 đồng",
    "5.000.000 - 20.000.000 đồng",
    "5 000 000 - 20 000 000 đồng",
    "35 tỷ, 40 tỷ, 45 tỷ",
    "1.234.567.890",
    "dân số 1.234.567, 2.345.678",
    "84.912.345.678 đồng",
    "72/2013/NĐ-CP",
    "1989/QĐ-BGDĐT",
    "Nghị định 147/2024/NĐ-CP, 72/2013/NĐ-CP, 27/2018/NĐ-CP",
    "số 1234/UBND-VX ngày 12/10/2020",
    "Điều 1, 2, 3, 4, 5, 6, 7, 8, 9",
    "1. 2. 3. 4. 5. 6. 7. 8. 9. 10. 11.",
    "các tổ 01, 02, 03, 04, 05, 06",
    "thửa 123, 124, 130, 145, 160",
    "thửa 123, tờ bản đồ số 45",
    "thửa đất số 1234, tờ bản đồ số 45, diện tích 120,5 m2",
    "113, 114, 115",
    "1900 1234",
    "1900 636 467",
    "1800.599.920",
    "18001091",
    "1800599920",
    "gọi 1800 1091",
    "gọi 113",
    "tổng đài 1022",
    "21.028511, 105.854167",
    "21°01'42'' 105°51'15''",
    "12,5%, 13,6%, 14,7%, 15%",
    "12,5 13,6 14,7 15,8",
    "tỷ số 2-1, 3-2, 1-1, 4-0",
    "số nhà 12/345/67",
    "mã bưu chính 100000",
    "450m² 300m2 1200 m2",
    "10 ha, 200 hộ, 450 người, 1200 khẩu",
    "15 ngày, 30 tuổi",
    "bằng 0 năm 2019, 2020",
    "không một ai, không hai lời",
    "một hai ba",
    "một trăm hai mươi ba triệu bốn trăm năm mươi sáu nghìn đồng",
    "Bà Ba, ông Tư, chú Năm, bác Sáu, cô Bảy",
    "quý 1/2024, quý 2/2024, quý 3/2024",
    "08/2015-2020",
    "12/10, 13/10, 14/10",
    "1945 - 1954, 1954-1975",
    "1010-1225, 1225-1400, 1428-1527",
    "đường tỉnh 419, 420, 421, 446",
    "lớp 1, 2, 3, 4, 5",
    "Quốc lộ 21, 32, 6",
    "COVID-19, 2020-2021",
    "mọi người @ Hà Nội. Cảm ơn",
    "@nguyenvana",
    "x:2325678.123 y:587654.321",
    "2 + 3 = 5, 100 + 200 = 300",
    "mỗi hộ 1.500.000 x 12 tháng = 18.000.000",
    "3.000.000.000.000 đồng",
    "lúc 8 giờ 30 phút ngày 3 tháng 4 năm 2024",
    "tháng 09/2020, 2021",
    "08:00 - 11:30, 13:30 - 17:00",
    "84, 91, 23, 45, 67, 80",
    "từ năm 2019, 2020 đến 2021, hai ba năm nay",
    "Kỳ họp thứ 05, nhiệm kỳ 2021-2026",
    "Số: 1234/QĐ-UBND, 1235/QĐ-UBND ngày 05/10/2020",
    "biển số 29A1-123.45",
    "Km12+345 - Km13+500",
    "0-0, 1-0, 2-1, 3-2",
    "http://xa.vn/2024/10/12/bai-viet-123.html",
    "phí 100.000 – 200.000 đồng/người",
]


def masked(typed):
    return personal.mask(normalise(typed), "[x]")


@pytest.mark.parametrize(("typed", "remains"), PHONES + NUMBERS + ADDRESSES)
def test_personal_data_is_masked_in_any_spelling(typed, remains):
    assert masked(typed) == remains


@pytest.mark.parametrize(
    ("typed", "kind"),
    [(typed, Kind.PHONE) for typed, _ in PHONES]
    + [(typed, Kind.NUMBER) for typed, _ in NUMBERS]
    + [(typed, Kind.EMAIL) for typed, _ in ADDRESSES],
)
def test_a_finding_has_its_kind(typed, kind):
    assert {found.kind for found in personal.find(normalise(typed))} == {kind}


@pytest.mark.parametrize("typed", OTHERS)
def test_what_is_plainly_something_else_stays(typed):
    assert masked(typed) == normalise(typed)


@pytest.mark.parametrize(
    ("typed", "remains"),
    [
        ("08:30 12/10/2020 ĐT 0912345678, phí 1.500.000 đồng", "08:30 12/10/2020 ĐT [x], phí 1.500.000 đồng"),
        ("Năm 2020, CCCD 001080012345 cấp ngày 12/10/2021", "Năm 2020, CCCD [x] cấp ngày 12/10/2021"),
        ("Tổ 3 0912 345 678 và tổ 5 0987 654 321", "Tổ 3 [x] và tổ 5 [x]"),
        ("1. 0912 345 678\n2. 0987 654 321\n", "1. [x]\n2. [x]\n"),
        ("0912345678 (Zalo) - 024.38251234 (bàn), a@b.vn", "[x] (Zalo) - [x] (bàn), [x]"),
    ],
)
def test_only_the_personal_part_of_a_sentence_is_masked(typed, remains):
    assert masked(typed) == remains


def test_findings_come_in_order_with_their_places():
    found = personal.find("a@b.vn, CCCD 001080012345, đt 0912345678 nhé")

    assert found == [Found(0, 6, Kind.EMAIL), Found(13, 25, Kind.NUMBER), Found(30, 40, Kind.PHONE)]


def test_text_without_personal_data_is_returned_as_it_is():
    assert personal.mask("", TOKEN) == ""
    assert personal.mask("Đề nghị xã sửa đường.", TOKEN) == "Đề nghị xã sửa đường."


# The phone numbers of a text, as they are stored


@pytest.mark.parametrize("typed", [typed for typed, _ in PHONES if normalised_phone(typed)])
def test_what_the_form_takes_for_a_phone_number_is_read_as_the_same_in_a_text(typed):
    assert personal.numbers_in(typed) == [normalised_phone(typed)]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("zalo 0912.345.678 nhé", ["+84912345678"]),
        ("đt0912345678nhé", ["+84912345678"]),
        ("０９１２ ３４５ ６７８", ["+84912345678"]),
        ("0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", ["+84912345678"]),
        ("⓪⑨①② 345 ⁶⁷⁸", ["+84912345678"]),
        ("〇九一二三四五六七八", ["+84912345678"]),
        ("o9l2 345 678", ["+84912345678"]),
        ("+84 912 345 67o", ["+84912345670"]),
        ("không chín một hai, ba trăm bốn mươi lăm, sáu bảy tám", ["+84912345678"]),
        ("không chín mười hai ba bốn năm sáu bảy tám", ["+84912345678"]),
        ("0912 345 sáu bảy tám", ["+84912345678"]),
        ("09/12/2034 56", ["+84912203456"]),
        ("gọi 912 345 678", ["+84912345678"]),
        ("gọi 1681234567", ["+84381234567"]),
        ("gọi 0168 123 4567 cũ", ["+84381234567"]),
        ("(024) 3825.1234", ["+842438251234"]),
        ("+49 (151) 123-45678", ["+4915112345678"]),
        ("0987 654 321 hoặc 0912345678, +84 987654321", ["+84987654321", "+84912345678"]),
        ("0912345678/0987654321", ["+84912345678", "+84987654321"]),
        ("CCCD 001080012345, đt 0912345678, a@b.vn", ["+84912345678"]),
    ],
)
def test_phone_numbers_are_read_as_they_are_stored_however_they_are_typed(typed, numbers):
    assert personal.numbers_in(normalise(typed)) == numbers


def test_a_question_before_a_number_does_not_make_it_a_call_to_another_country():
    assert personal.numbers_in("Gọi được không? 0912 345 678") == ["+84912345678"]


def test_all_readings_are_given_where_none_is_of_the_plan():
    assert personal.numbers_in("Gọi được không? 04 3825 1234") == ["+438251234", "+84438251234"]


def test_a_number_without_its_area_code_cannot_be_stored():
    assert personal.mask("ĐT 3825 1234", "[x]") == "ĐT [x]"
    assert personal.numbers_in("ĐT 3825 1234") == []


@pytest.mark.parametrize("typed", OTHERS + [typed for typed, _ in NUMBERS + ADDRESSES])
def test_what_is_no_phone_number_is_not_read_as_one(typed):
    assert personal.numbers_in(normalise(typed)) == []


# One known number, in moderators' notes


@pytest.mark.parametrize(
    "note",
    [
        "đã gọi 0912345678 lúc 8:30",
        "đã gọi 0912.345.678 lúc 8:30",
        "đã gọi +84 (0)912 345 678 lúc 8:30",
        "đã gọi 84912345678 lúc 8:30",
        "đã gọi 0084912345678 lúc 8:30",
        "đã gọi 912 345 678 lúc 8:30",
        "đã gọi không chín một hai ba bốn năm sáu bảy tám lúc 8:30",
        "đã gọi O9l2 345 678 lúc 8:30",
        "đã gọi ⓪⑨①② 345 678 lúc 8:30",
    ],
)
def test_a_known_number_is_taken_out_of_a_note(note):
    assert personal.holds_number(note, "+84912345678") is True
    assert personal.without(note, ["+84912345678"], "[x]") == "đã gọi [x] lúc 8:30"


def test_a_known_number_is_taken_out_where_it_looks_like_dates_or_amounts():
    assert personal.without("912.345.678 đồng", ["+84912345678"], "[x]") == "[x] đồng"
    assert personal.without("(09/12/2034 56)", ["+84912203456"], "[x]") == "([x])"


def test_a_number_of_eleven_digits_is_known_by_its_old_prefix():
    stored = normalised_phone("0168 123 4567")

    assert personal.without("gọi 0168.123.4567 hoặc 038 123 4567", [stored], "[x]") == "gọi [x] hoặc [x]"


def test_a_foreign_number_is_taken_out_with_its_prefix():
    note = "gọi +49 151 12345678 hoặc 0049 151 12345678"

    assert personal.without(note, ["+4915112345678"], "[x]") == "gọi [x] hoặc [x]"


def test_other_numbers_stay_in_a_note():
    note = "đã gọi 0987654321, quyết định 12/2020/QĐ-UBND"

    assert personal.holds_number(note, "+84912345678") is False
    assert personal.without(note, ["+84912345678", ""], "[x]") == note


def test_no_number_is_in_no_text():
    assert personal.holds_number("0912345678", "") is False


# Any number, any spelling

WORDS = st.lists(
    st.sampled_from("ông bà đề nghị xã sớm sửa đường thôn cho dân đi lại người xin hộ zalo là".split()),
    min_size=1,
    max_size=4,
).map(" ".join)
ALPHABETS = st.sampled_from(
    ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "⓪①②③④⑤⑥⑦⑧⑨", "⁰¹²³⁴⁵⁶⁷⁸⁹"]
)
SEPARATORS = st.sampled_from(
    ["", "", " ", ".", "-", "–", "—", "/", ",", "_", "(", ")", "*", "·", "'", "\n", " - ", "..."]
)
IN_WORDS = "không một hai ba bốn năm sáu bảy tám chín".split()


@st.composite
def mobiles(draw):
    return "0" + draw(st.sampled_from("35789")) + draw(st.text("0123456789", min_size=8, max_size=8))


@st.composite
def spelled(draw):
    """A mobile number, and a sentence that holds it in a mix of separators and digits."""
    number = draw(mobiles())
    signs = "".join(draw(ALPHABETS)[int(digit)] + draw(SEPARATORS) for digit in number[:-1])
    last = draw(ALPHABETS)[int(number[-1])]
    return number, normalise(f"{draw(WORDS)} {signs}{last} {draw(WORDS)}")


def digits_of(text):
    plain = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(sign)) for sign in plain if sign.isdecimal())


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_findings_in_any_text_are_ordered_apart_and_inside_it(typed):
    text = normalise(typed)

    places = [place for found in personal.find(text) for place in (found.start, found.end)]

    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(spelled())
def test_no_mobile_number_gets_through_whatever_stands_between_its_digits(example):
    number, text = example

    assert number[1:] in digits_of(text)
    assert number[1:] not in digits_of(personal.mask(text, TOKEN))
    assert personal.numbers_in(text) == [f"+84{number[1:]}"]
    assert personal.holds_number(text, f"+84{number[1:]}") is True
    assert personal.holds_number(personal.without(text, [f"+84{number[1:]}"], TOKEN), f"+84{number[1:]}") is False


@settings(derandomize=True, max_examples=200, deadline=None)
@given(mobiles(), st.lists(st.booleans(), min_size=10, max_size=10))
def test_no_mobile_number_gets_through_in_words_and_digits(number, in_words):
    signs = [IN_WORDS[int(digit)] if word else digit for digit, word in zip(number, in_words, strict=True)]
    text = normalise(f"gọi cho ông ấy {' '.join(signs)} nhé")

    assert personal.mask(text, "[x]") == "gọi cho ông ấy [x] nhé"
    assert personal.numbers_in(text) == [f"+84{number[1:]}"]


@settings(derandomize=True, max_examples=400, deadline=None)
@given(
    st.text("0123456789 .-/,:+()@olI|%đ\n", max_size=60)
    | st.lists(
        st.sampled_from(
            [*IN_WORDS, "mươi", "mười", "trăm", "2015", "12/10", "đồng", "+84", "0912", "@", "a.com", "34", "²"]
        ),
        max_size=20,
    ).map(" ".join)
)
def test_masking_twice_changes_nothing(typed):
    once = personal.mask(normalise(typed), TOKEN)

    assert personal.mask(once, TOKEN) == once


# Hostile text

HOSTILE = [
    "1", "0 ", "0", ". ", "không ", "không", "trăm ", "mươi ", ".234", " 234", "1.234 ", "@", "a@", "( a )", "o", "o ",
    "o1", "+1", "2015-", "1/1/", "08 ", "84.", "zalo 0", "0,1 2/3 ", "a" * 60 + "@", "a@b.c.d.e.f.", "²",
]  # fmt: skip


def calls_of(text):
    """Count the calls that masking makes, of Python functions and of C functions alike."""
    count = 0

    def counted(_frame, event, _argument):
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        personal.mask(text, TOKEN)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("part", HOSTILE)
def test_twice_the_text_is_no_more_than_twice_the_work(part):
    short, long = (part * 1000)[:1000], (part * 2000)[:2000]

    assert calls_of(long) <= 2.2 * calls_of(short) + 100


def test_no_expression_repeats_without_a_bound_or_a_way_back():
    patterns = {
        f"{module.name}.{name}": value.pattern
        for module in pkgutil.iter_modules(personal.__path__)
        for name, value in vars(import_module(f"{personal.__name__}.{module.name}")).items()
        if isinstance(value, re.Pattern)
    }

    repeats = {
        name: re.findall(r"[])}\w][*+]", re.sub(r"(?:\+|\{[\d,]+\})\+", "", pattern))
        for name, pattern in patterns.items()
    }

    assert "tiles.TILES" in patterns
    assert repeats == dict.fromkeys(patterns, [])
