"""Vietnamese text as a copy editor reads it. All names and numbers are invented."""

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import prose
from articles.prose import Passage

LENGTH = 100_000


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("Xã họp dân.", ["Xã họp dân."]),
        ("Xã họp dân. Dân bàn ba buổi.", ["Xã họp dân.", "Dân bàn ba buổi."]),
        ("Bao giờ có nước? Tháng Ba! Ai cũng chờ", ["Bao giờ có nước?", "Tháng Ba!", "Ai cũng chờ"]),
        ("Đoàn về TP.HCM dự hội chợ. Chuyến đi ba ngày.", ["Đoàn về TP.HCM dự hội chợ.", "Chuyến đi ba ngày."]),
        ("Đoàn về TP. Hồ Chí Minh dự hội chợ.", ["Đoàn về TP. Hồ Chí Minh dự hội chợ."]),
        ("Th.S Lê Thu và PGS.TS. Trần An cùng dự.", ["Th.S Lê Thu và PGS.TS. Trần An cùng dự."]),
        ("Bác sĩ là ThS. BS. Đỗ Minh. Chị làm ở trạm.", ["Bác sĩ là ThS. BS. Đỗ Minh.", "Chị làm ở trạm."]),
        ("Có 1.500 hộ. Đạt 98,5% kế hoạch.", ["Có 1.500 hộ.", "Đạt 98,5% kế hoạch."]),
        ("Ký ngày 12.10.2020. Hiệu lực từ 01.01.2021.", ["Ký ngày 12.10.2020.", "Hiệu lực từ 01.01.2021."]),
        ("Trồng ngô, khoai, v.v. trên đất bãi.", ["Trồng ngô, khoai, v.v. trên đất bãi."]),
        ("Trồng ngô, khoai, v.v. Năm nay được mùa.", ["Trồng ngô, khoai, v.v.", "Năm nay được mùa."]),
        ("1. Phát triển kinh tế. 2. Giữ rừng.", ["1. Phát triển kinh tế.", "2. Giữ rừng."]),
        ("Xã có ba thôn: 1. Đông; 2. Đoài. Dân vui.", ["Xã có ba thôn: 1. Đông; 2. Đoài.", "Dân vui."]),
        ("Điều 5. Nguyên tắc chi trả. Chi đúng người.", ["Điều 5. Nguyên tắc chi trả.", "Chi đúng người."]),
        ("Chương IV. Tổ chức thực hiện", ["Chương IV. Tổ chức thực hiện"]),
        ("Thực hiện theo Điều 5. Xã đã báo cáo.", ["Thực hiện theo Điều 5.", "Xã đã báo cáo."]),
        ("Việc xong trong năm 2020. Xã bàn giao.", ["Việc xong trong năm 2020.", "Xã bàn giao."]),
        ("Nhà ở số 12, P. Bến Nghé, Q. 1, quay mặt ra sông.", ["Nhà ở số 12, P. Bến Nghé, Q. 1, quay mặt ra sông."]),
        ("Công an mời Nguyễn Văn P. Người này nhận lỗi.", ["Công an mời Nguyễn Văn P.", "Người này nhận lỗi."]),
        ("Bị hại là N. V. A. trú tại thôn Đông.", ["Bị hại là N. V. A. trú tại thôn Đông."]),
        ("Bị hại là anh N.V.A. Công an đang xác minh.", ["Bị hại là anh N.V.A.", "Công an đang xác minh."]),
        ("“Cô cứ làm đi!” cụ nói với tôi.", ["“Cô cứ làm đi!” cụ nói với tôi."]),
        (
            "Cụ nói: “Tôi nghe tiếng nước chảy.” Chiều qua tôi ghé.",
            ["Cụ nói: “Tôi nghe tiếng nước chảy.”", "Chiều qua tôi ghé."],
        ),
        ("Cụ nói: “Tôi nghe nước chảy”. Chiều qua tôi ghé.", ["Cụ nói: “Tôi nghe nước chảy”.", "Chiều qua tôi ghé."]),
        ("Ai sửa? – Thợ của xã.", ["Ai sửa?", "– Thợ của xã."]),
        ("Chờ mãi… rồi nước cũng về.", ["Chờ mãi… rồi nước cũng về."]),
        ("Chờ mãi... Nước đã về.", ["Chờ mãi...", "Nước đã về."]),
        ("Đảng bộ vững mạnh.Xây dựng nếp sống mới.", ["Đảng bộ vững mạnh.", "Xây dựng nếp sống mới."]),
        ("Đảng bộ vững mạnh . Xây dựng nếp sống.", ["Đảng bộ vững mạnh .", "Xây dựng nếp sống."]),
        ("Xem tại thanhlamha.gov.vn hoặc hỏi trưởng thôn.", ["Xem tại thanhlamha.gov.vn hoặc hỏi trưởng thôn."]),
        ("Thư gửi về ĐT. 024 và tr. 15 của sổ.", ["Thư gửi về ĐT. 024 và tr. 15 của sổ."]),
        ("Xã khen đ/c. Hùng và đ/c Lan.", ["Xã khen đ/c. Hùng và đ/c Lan."]),
        ("Lúa tốt. (Ảnh chụp tháng Tư.) Dân vui.", ["Lúa tốt.", "(Ảnh chụp tháng Tư.)", "Dân vui."]),
    ],
)
def test_a_passage_is_split_into_its_sentences(text, parts):
    assert prose.sentences(text) == parts


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("– … ”", 0),
        ("Xã họp dân.", 3),
        ("Thu nhập 120 triệu đồng/năm, tăng 10,2%", 8),
        ("phát triển kinh tế-xã hội", 6),
        ("kinh tế – xã hội", 4),
        ("lúc 07:30 ngày 12/10/2020", 4),
    ],
)
def test_syllables_are_counted_without_punctuation(text, count):
    assert prose.syllables(text) == count


def found(*lines, is_cell=False):
    passages = [Passage(unicodedata.normalize("NFC", line), is_cell=is_cell) for line in lines]
    return [(number.kind.value, number.digits) for number in prose.private_numbers(passages)]


PERSONAL = [
    ("Anh Sáng, số 0912345678, ở thôn Đông.", "mobile", "0912345678"),
    ("Liên hệ chị Quế: 0912 345 678.", "mobile", "0912345678"),
    ("SĐT: 0987.654.321 (gặp anh Tiệp)", "mobile", "0987654321"),
    ("Zalo 035-2345-678", "mobile", "0352345678"),
    ("Bà Phơi 0389 12 34 56, gọi sau sáu giờ.", "mobile", "0389123456"),
    ("Gọi 09 12 34 56 78 để đặt chỗ.", "mobile", "0912345678"),
    ("ĐT0912345678", "mobile", "0912345678"),
    ("Số máy +84 912 345 678 trực đêm.", "mobile", "0912345678"),
    ("Gửi về +84(0)912345678 trước thứ Sáu.", "mobile", "0912345678"),
    ("Nhắn 84912345678 nhé.", "mobile", "0912345678"),
    ("Từ nước ngoài gọi 0084 912 345 678.", "mobile", "0912345678"),
    ("Máy cũ 0168 234 5678 đã đổi đầu số.", "mobile", "01682345678"),
    ("Hotline 0300 000 000 là ví dụ.", "mobile", "0300000000"),
    ("Người bán (0903456789) đã xoá tin.", "mobile", "0903456789"),
    ("Gặp trưởng thôn 0912-345-678 hoặc phó thôn.", "mobile", "0912345678"),
    ("Xem zalo.me/0912345678 để hỏi.", "mobile", "0912345678"),
    ("Nộp hồ sơ qua số 0912 345 678.", "mobile", "0912345678"),
    ("Trực 24/7: 0912.345.678/anh Bính.", "mobile", "0912345678"),
    ("Báo rò rỉ, mất nước: 024 0000 0127, trực cả ngày lễ.", "landline", "02400000127"),
    ("Văn phòng: (0243) 382 5123.", "landline", "02433825123"),
    ("Đường dây nóng 02838251234", "landline", "02838251234"),
    ("Điện thoại bàn: (04) 3825 1234", "landline", "0438251234"),
    ("Fax: +84 24 3825 1234", "landline", "02438251234"),
    ("CCCD số 001088012345, cấp năm 2021.", "identity", "001088012345"),
    ("Ông Bát (036 055 001 234) được hưởng.", "identity", "036055001234"),
    ("Trẻ sinh năm 2015: 0013 1500 6789", "identity", "001315006789"),
    ("Số CMND: 012345678 do Công an cấp.", "identity", "012345678"),
    ("Chứng minh nhân dân 123 456 789", "identity", "123456789"),
    ("Căn cước: 999999999999", "identity", "999999999999"),
    ("STK 0011004123456 tại ngân hàng", "account", "0011004123456"),
    ("TK 1903 5678 9012 34 của quỹ", "account", "19035678901234"),
    ("Số tài khoản: 21510001234567, chủ tài khoản Lã Thị Quế", "account", "21510001234567"),
]


@pytest.mark.parametrize(("text", "kind", "digits"), PERSONAL, ids=[text for text, _kind, _digits in PERSONAL])
def test_a_private_number_is_found(text, kind, digits):
    assert found(text) == [(kind, digits)]


@pytest.mark.parametrize(
    "text",
    [
        "Nghị quyết số 1656/NQ-UBTVQH15 ngày 16/6/2025.",
        "Nghị định 72/2013/NĐ-CP và Thông tư 03/2019/TT-BTC.",
        "Quyết định số 0912345678/QĐ-UBND của xã.",
        "Công văn 0351/2020/CV-VP về phòng dịch.",
        "Tổng vốn 23.800.000.000 đồng, dân góp 1.100.000.000 đồng.",
        "Giá khởi điểm 84.912.345.678 đồng.",
        "Quỹ còn 912345678 đồng sau ba năm.",
        "Thu 1 035 060 000 000 đồng tiền đất.",
        "Số dư tài khoản 250000000 đồng.",
        "Trên tài khoản còn 1.250.000.000, đủ trả nợ.",
        "Mở tài khoản định danh mức 2 cho 1.284 hộ.",
        "Diện tích 120.450,5 m2, sản lượng 1.284.000 kg.",
        "Sản lượng đạt 0,912345678 của kế hoạch.",
        "Từ 07.10.2020 - 12.10.2020, xã tiếp dân.",
        "Mở cửa 07.30 - 11.30 và 13.30 - 17.00.",
        "Họp lúc 08h30 ngày 09-02-2024.",
        "Nhiệm kỳ 2020-2025, 2025-2030 và 2030 - 2035.",
        "Các năm 2015 2016 2017 2018 được mùa.",
        "Dân số 03 thôn là 3.870 người.",
        "Gọi 113, 114 hoặc 115 khi cần.",
        "Tổng đài 1900 1234 và 1800 599 920.",
        "Tổng đài 19001009 trực ngày đêm.",
        "Tổng đài quốc gia bảo vệ trẻ em 111.",
        "Mã số thuế: 0900123456.",
        "MST 0100109106-001 của chi nhánh.",
        "Chi nhánh 0900123456-001 đóng ở xã.",
        "Mã hồ sơ 000.00.12.H26-240912-0345.",
        "Mã vạch 8934567890123 in trên bao.",
        "Giấy phép 0912345678 do sở cấp.",
        "ISBN 978-604-1234-56-7, in 500 cuốn.",
        "Biển số 29A-123.45 và 30E-912.34.",
        "Thửa đất số 0123, tờ bản đồ 045.",
        "Toạ độ 20.9876543, 105.8123456.",
        "Vĩ độ 08.6543210 là điểm cực nam.",
        "Sổ đỏ số BA 123456 cấp năm 2009.",
        "Bảo đảm TCVN 5574:2018 và QCVN 01-1:2018/BYT.",
        "Xem https://vi.du.vn/tin?id=0912345678 để rõ.",
        "Ảnh IMG_0912345678 chụp ở đê.",
        "Tệp 0912345678.pdf đính kèm.",
        "Tỷ số 3-0, 2-1 và 0-0.",
        "Kết quả xổ số: 09 12 33 45 60.",
        "Mực nước 0 912 mm, rồi 1 035 mm.",
        "Mã đơn 84912345678 đã giao.",
        "Khoảng 120.000 – 150.000 đồng/kg, có nơi 090 nghìn.",
        "Seri 001088012345 in trên công tơ.",
        "Hoá đơn 0912345678 đã xuất.",
        "Cột mốc 000000000000 trên bản đồ.",
        "Mã 12-0345678901 là mã lô giống.",
        "Loại 8.0912345678 không có trong bảng.",
        "Kỷ lục 123456789 lượt xem.",
        "Năm 1945, 1954, 1975 và 1986.",
        "Tỷ lệ 98,7654321%.",
        "Đợt 1: 12/10; đợt 2: 24/6; đạt 18/18 tiêu chí.",
    ],
)
def test_a_number_of_other_kind_is_left_alone(text):
    assert found(text) == []


def test_each_number_is_found_once_in_the_order_of_the_text():
    lines = ["Gọi 0912 345 678 hoặc 0987654321-0356789012.", "Nhắc lại: 0912345678"]

    assert found(*lines) == [("mobile", "0912345678"), ("mobile", "0987654321"), ("mobile", "0356789012")]


def test_a_list_of_people_gives_bare_cells_their_meaning():
    head = ["Họ tên", "Số CMND", "Điện thoại"]

    assert found(*head, "123456789", is_cell=True) == [("identity", "123456789")]
    assert found("Điện thoại", "912345678", is_cell=True) == [("mobile", "0912345678")]
    assert found("Doanh thu", "912345678", is_cell=True) == []


@pytest.mark.parametrize(
    ("text", "quote", "masked"),
    [
        ("Gọi 0912.345.678 nhé", "0912.345.678", "09xx xxx 678"),
        ("Gọi +84 912 345 678 nhé", "+84 912 345 678", "09xx xxx 678"),
        ("Gọi (024) 3825 1234 nhé", "(024) 3825 1234", "02xx xxxx 234"),
        ("Thẻ 001088012345 nhé", "001088012345", "00xx xxxxx 345"),
    ],
)
def test_a_number_is_quoted_as_it_stands_and_named_without_its_middle(text, quote, masked):
    [number] = prose.private_numbers([Passage(text)])

    assert (number.quote, number.masked) == (quote, masked)


def mixed(*lines):
    passages = [Passage(unicodedata.normalize("NFC", line)) for line in lines]
    return [(mark.word, mark.other) for mark in prose.mixed_tone_marks(passages)]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("hoà bình và hòa giải", [("hòa", "hoà")]),
        ("hòa bình và hoà giải", [("hoà", "hòa")]),
        ("khoẻ mạnh, khỏe người, khoẻ ra", [("khỏe", "khoẻ")]),
        ("ủy ban, ủy viên và cấp uỷ", [("uỷ", "ủy")]),
        ("Uỷ ban xã và đảng ủy", [("ủy", "Uỷ")]),
        ("thuỷ lợi, hoá chất và tòa án", [("tòa", "thuỷ")]),
        ("văn hoá, xã hội hoá, tuỳ nơi, lũy tre, toả bóng", [("lũy", "hoá")]),
        ("hoạ sĩ, doạ nạt, dọa nạt", [("dọa", "doạ")]),
        ("loè loẹt, chói lòe, xoè ô", [("lòe", "loè")]),
        ("goá bụa và góa phụ", [("góa", "goá")]),
        ("luỹ tre, lũy tre, lũy thép, luỹ đất, luỹ thành", [("lũy", "luỹ")]),
        ("HOÀ giải và hòa bình", [("hòa", "HOÀ")]),
        ("hoà bình, hoá chất, thuỷ lợi", []),
        ("hòa bình, hóa chất, thủy lợi", []),
        ("hoà bình của toàn dân, hoàn thành, kế hoạch, khoán, thoại, hoạt", []),
        ("hòa bình, quý khách, quỳ gối, quỹ đất, quỷ, quỵ", []),
        ("hoà bình, giở sách, của, múa, mía, lúa, thuở, khuya, khuỷu", []),
        ("hòa bình, loay hoay, xoáy nước, khoét, toét, thuyết", []),
        ("bà Phạm Thị Thuỷ nói về hòa giải", []),
        ("ông Hòa nói về văn hoá", []),
        ("tỉnh Hòa Bình giữ hoà khí", []),
        ("bà Phạm Thị Thuỷ, sau đó bà Thủy", [("Thủy", "Thuỷ")]),
        ("Khu đô thị Hòa Lạc, gần Hoà Lạc cũ", [("Hoà", "Hòa")]),
        ("quà, quá, quả, quạ, quẻ", []),
    ],
)
def test_words_with_the_tone_mark_in_the_rarer_place_are_found(text, pairs):
    assert mixed(text) == pairs


def test_a_tie_of_places_goes_to_the_one_that_came_first():
    assert mixed("hoà bình", "giải hòa") == [("hòa", "hoà")]


def test_a_tone_mark_is_quoted_with_the_word_behind_it_and_its_field():
    passages = [Passage("Uỷ ban xã", "title"), Passage("Uỷ ban họp, ủy viên dự", "lead")]

    [mark] = prose.mixed_tone_marks(passages)

    assert (mark.quote, mark.field) == ("ủy viên", "lead")


def short(*lines, is_cell=False):
    return [short.form for short in prose.unexplained([Passage(line, is_cell=is_cell) for line in lines])]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("HTX chè Gò Mía họp.", ["HTX"]),
        ("Hợp tác xã (HTX) chè họp. HTX có 40 hộ.", []),
        ("HTX (hợp tác xã) chè họp. HTX có 40 hộ.", []),
        ("HTX chè họp. Hợp tác xã (HTX) có 40 hộ.", ["HTX"]),
        ("Xã đạt chuẩn NTM, NTM nâng cao.", ["NTM"]),
        ("Chương trình mỗi xã một sản phẩm (OCOP)", []),
        ("Ban quản lý (sau đây gọi tắt là BQL) họp.", []),
        ("Ban quản lý, gọi tắt là “BQL”, họp.", []),
        ("Sở Giáo dục và Đào tạo (GD&ĐT) báo cáo.", []),
        ("Phòng GD&ĐT báo cáo.", ["GD&ĐT"]),
        ("GD&ĐT (Giáo dục và Đào tạo) là gốc.", []),
        ("Phát triển KT-XH năm nay.", ["KT-XH"]),
        ("Phát triển kinh tế - xã hội (KT-XH) năm nay.", []),
        ("BQL (xã Thanh Lâm Hạ) họp.", ["BQL"]),
        ("UBND, HĐND và HĐND/UBND các cấp; TP.HCM; 10 USD; COVID-19.", []),
        ("Nghị quyết 1656/NQ-UBTVQH15, 12/TB-BQL, 72/2013/NĐ-CP.", []),
        ("Đại hội XVII, khoá XXIV, quý IV, thế kỷ XIX-XX.", []),
        ("THÔNG BÁO VỀ VIỆC CẮT ĐIỆN", []),
        ("DANH SACH HO NGHEO NAM NAY", []),
        ("Ông LÊ VĂN LAM và bà NGUYỄN THỊ MAI.", []),
        ("Tuyệt đối KHÔNG mở đường dẫn lạ.", []),
        ("Giống lúa ST25, khẩu trang N95, VNeID, iOS, mạng 4G.", []),
        ("Ảnh: BTT. Theo BQL, mưa còn kéo dài.", ["BQL"]),
        ("Anh N.V.A, lớp 5A, tổ B.", []),
        ("Sổ BA 123456 và thư gửi TT@vidu.vn.", []),
    ],
)
def test_short_forms_are_spelled_out_where_they_first_stand(text, forms):
    assert short(text) == forms


def test_the_sign_of_the_source_is_no_short_form():
    assert short("VPX - Sáng nay, xã họp dân.") == []


def test_the_head_of_a_column_may_be_short():
    assert short("SLG", "BQL", is_cell=True) == []


def test_a_short_form_is_named_once_with_its_first_field():
    passages = [Passage("BQL họp.", "lead"), Passage("BQL họp lại, NTM chờ.", "body")]

    assert [(short.form, short.field) for short in prose.unexplained(passages)] == [("BQL", "lead"), ("NTM", "body")]


TEXT = st.text('aoàòảuyỷquHTXĐ(). …!?“”"-–+/&,:@_019 \u0301\u00a0') | st.text()


@given(TEXT, st.booleans())
@settings(max_examples=200, deadline=None)
def test_whatever_is_read_its_findings_stand_in_the_text(text, is_cell):
    passage = Passage(text, is_cell=is_cell)

    sentences = prose.sentences(text)
    numbers = prose.private_numbers([passage])
    marks = prose.mixed_tone_marks([passage])
    forms = prose.unexplained([passage])

    assert "".join("".join(sentences).split()) == "".join(text.split())
    assert [each for each in [*numbers, *marks] if each.quote not in text] == []
    assert [each for each in forms if each.form not in text] == []


HOSTILE = [
    "a",
    "A",
    "1",
    "0",
    "0912 ",
    "000 ",
    "0-",
    "A. ",
    ". ",
    ".",
    '…"',
    "1. ",
    "HTX (",
    "ABC ",
    "A-",
    "oà",
    "hoà ",
    "@",
    "\u0301",
]


@pytest.mark.parametrize("repeated", HOSTILE)
def test_hostile_repetition_is_read_to_its_end(repeated):
    """A pattern that tries again and again would take minutes here."""
    text = (repeated * LENGTH)[:LENGTH]
    passages = [Passage(text), Passage("Gọi 0912 345 678. Phòng BQL giữ hoà khí và hòa bình, hòa hợp")]

    assert "".join(prose.sentences(text)).count(repeated.strip()[0]) == text.count(repeated.strip()[0])
    assert [n.digits for n in prose.private_numbers(passages)][-1] == "0912345678"
    assert [s.form for s in prose.unexplained(passages)][-1] == "BQL"
    assert [m.word for m in prose.mixed_tone_marks(passages)] != []


def test_many_different_numbers_are_all_found():
    numbers = [f"09{number:08}" for number in random.Random(7).sample(range(10**8), 20_000)]

    assert found(" ".join(numbers)) == [("mobile", number) for number in numbers]
