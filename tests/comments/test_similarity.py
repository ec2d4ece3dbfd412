"""Comments that are the same, nearly the same, or different ones on the same subject."""

import re
import subprocess
import sys
import unicodedata
from itertools import combinations

import pytest

from comments.similarity import NEAR, are_near, fingerprint, is_same

# Two comments on each of ten subjects, by two people.
SUBJECTS = {
    "road": (
        "Đoạn đường từ cổng làng ra chợ đã hỏng nửa năm nay, ổ gà sâu đến nửa bánh xe, hôm qua lại có một cháu học "
        "sinh ngã gãy tay. Đề nghị xã cho sửa trước mùa mưa, đừng để dân phải chờ thêm nữa.",
        "Tôi đi làm qua đường liên thôn mỗi ngày, thấy xe tải chở đất chạy cả ban đêm làm nứt mặt đường. Xã nên đặt "
        "biển hạn chế tải trọng và cử người kiểm tra, chứ sửa xong mà xe tải vẫn chạy thì lại hỏng.",
    ),
    "rubbish": (
        "Điểm tập kết rác đầu xóm Đông đã ba ngày không có xe đến thu, mùi bốc vào tận nhà, ruồi nhặng bay đầy mâm "
        "cơm. Mong xã nhắc đơn vị thu gom làm đúng lịch và phun thuốc khử trùng cho bà con.",
        "Phí vệ sinh môi trường năm nay tăng gấp rưỡi nhưng xe rác mỗi tuần chỉ qua ngõ tôi một lần. Xin hỏi mức thu "
        "mới căn cứ vào văn bản nào, có lấy ý kiến người dân hay không?",
    ),
    "water": (
        "Nước máy ở thôn Trung cứ sáu giờ tối là yếu hẳn, tầng hai không có giọt nào, cả nhà phải dậy từ bốn giờ sáng "
        "để bơm lên bể. Công ty nước trả lời là do đường ống nhỏ, vậy bao giờ mới thay ống?",
        "Gia đình tôi dùng giếng khoan hai mươi năm nay, giờ xã vận động đóng ba triệu để lắp đồng hồ nước sạch. Hộ "
        "nghèo và người già neo đơn có được hỗ trợ khoản này không, thủ tục nộp ở đâu ạ?",
    ),
    "school": (
        "Trường mầm non mới xây rất đẹp nhưng cổng mở thẳng ra quốc lộ, giờ tan học phụ huynh đỗ xe kín lòng đường. Đề "
        "nghị nhà trường mở thêm cổng phụ phía sau và công an xã phân luồng lúc bốn giờ chiều.",
        "Cháu nhà tôi đủ ba tuổi vào tháng mười mà cô giáo nói lớp bé đã hết chỗ. Xin hỏi năm học này trường nhận bao "
        "nhiêu trẻ, ưu tiên theo tiêu chí nào và danh sách có được niêm yết công khai không?",
    ),
    "land": (
        "Tôi nộp hồ sơ tách thửa từ tháng hai, phiếu hẹn ghi ba mươi ngày, đến nay đã bốn tháng mà bộ phận một cửa vẫn "
        "bảo chờ cán bộ đo đạc. Mong lãnh đạo xã kiểm tra và trả lời cho dân biết vướng ở khâu nào.",
        "Khu đất công cạnh đình làng bị một hộ rào lại trồng chuối đã hai năm, ai nói cũng không được. Đề nghị địa "
        "chính xã xác minh ranh giới, lập biên bản và trả lại sân chơi cho thanh niên trong làng.",
    ),
    "market": (
        "Chợ quê mình họp tràn ra cả hai bên cầu, xe cứu thương hôm nọ bóp còi mười phút không qua nổi. Xã đã kẻ vạch "
        "mà không ai trông nên đâu lại vào đấy, cần phạt thật nghiêm những người lấn chiếm.",
        "Nhà lồng chợ mới làm xong mái tôn thấp, trưa hè nóng như lò, bà con bán thịt bán cá không ai chịu vào. Nên "
        "lắp thêm quạt thông gió và giảm tiền thuê sạp trong năm đầu để khuyến khích tiểu thương.",
    ),
    "clinic": (
        "Tôi đưa mẹ đi tiêm phòng ở trạm y tế xã, các cô y tá hướng dẫn rất tận tình, chờ chưa đầy hai mươi phút. Chỉ "
        "mong trạm có thêm ghế ngồi và quạt ở hành lang vì các cụ đến đông, trời lại nóng.",
        "Thuốc bảo hiểm ở trạm tháng này hết thuốc huyết áp, bệnh nhân phải lên huyện cách mười lăm cây số để lĩnh. Sở "
        "y tế có kế hoạch cấp bù khi nào, người già chúng tôi không đi xa được.",
    ),
    "lamps": (
        "Từ khi có đèn đường năng lượng mặt trời, xóm tôi tối đến đi lại an tâm hẳn, trộm chó cũng bớt. Nhưng đoạn qua "
        "nghĩa trang vẫn còn năm cột chưa sáng, mong đoàn thanh niên làm nốt trong tháng này.",
        "Hàng cột điện trước nhà văn hóa nghiêng hẳn về phía mương, dây chùng xuống ngang đầu người lớn, mỗi lần gió "
        "to lại tóe lửa. Xin điện lực về kiểm tra ngay kẻo xảy ra tai nạn chết người.",
    ),
    "festival": (
        "Lễ hội năm nay tổ chức gọn gàng, phần rước kiệu trang nghiêm, các trò kéo co, đấu vật vui mà không mất trật "
        "tự. Cảm ơn ban tổ chức và các cụ đã giữ được nếp xưa cho con cháu được thấy.",
        "Tiếng loa hội làng mở đến mười một giờ đêm suốt ba ngày, trẻ con không ngủ được, người ốm càng khổ. Năm sau "
        "đề nghị ban tổ chức tắt loa lúc chín giờ và quay loa về phía cánh đồng.",
    ),
    "records": (
        "Làm giấy khai sinh cho con trên cổng dịch vụ công chỉ mất hai buổi tối, đến xã ký một lần là nhận được ngay. "
        "Đề nghị giữ cách làm này và hướng dẫn thêm cho người lớn tuổi chưa quen dùng điện thoại.",
        "Tôi xin xác nhận tình trạng hôn nhân để vay ngân hàng, bị trả về ba lần vì mỗi lần thiếu một thứ giấy khác "
        "nhau. Sao không ghi đủ một lần trên bảng cho dân đỡ phải chạy đi chạy lại?",
    ),
}


def with_one_word_changed(text):
    words = text.split()
    words[len(words) // 2] = "khoảng"
    return " ".join(words)


def with_two_words_changed(text):
    words = text.split()
    words[7], words[-5] = "thật", "luôn"
    return " ".join(words)


def with_a_greeting(text):
    return f"Kính gửi Ủy ban nhân dân xã. {text}"


CHANGES = [with_one_word_changed, with_two_words_changed, with_a_greeting]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_comment_with_few_words_changed_is_near_and_not_the_same(subject, change):
    text = SUBJECTS[subject][0]

    first, second = fingerprint("Góp ý với xã", text), fingerprint("Góp ý với xã", change(text))

    assert (are_near(first, second), is_same(first, second)) == (True, False)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_two_comments_on_one_subject_are_not_near(subject):
    first, second = (fingerprint("Góp ý với xã", text) for text in SUBJECTS[subject])

    assert are_near(first, second) is False


def test_no_two_comments_of_different_people_are_near():
    fingerprints = [fingerprint("Góp ý với xã", text) for texts in SUBJECTS.values() for text in texts]

    near = [pair for pair in combinations(fingerprints, 2) if are_near(*pair)]

    assert near == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "Đề nghị xã sửa đường thôn Nam trước mùa mưa năm nay",
            "Đề nghị xã làm cống thoát nước thôn Nam trước mùa mưa",
        ),
        (
            "Bài viết rất hay, cảm ơn phóng viên đã về tận thôn",
            "Bài viết rất hay nhưng thiếu ý kiến của người dân thôn",
        ),
        (
            "Cho tôi hỏi lịch tiếp công dân tháng này là ngày nào ạ",
            "Cho tôi hỏi lịch cắt điện tháng này của thôn Đông ạ",
        ),
        ("Xin hỏi thủ tục cấp lại sổ hộ nghèo nộp ở đâu", "Xin hỏi thủ tục cấp lại thẻ bảo hiểm y tế nộp ở đâu"),
        ("Nhà văn hóa mở cửa mấy giờ, cuối tuần có mở không", "Trạm y tế làm việc mấy giờ, cuối tuần có trực không"),
        ("Đường thôn Bắc tối quá, mong xã lắp thêm đèn cho dân", "Mương thôn Bắc bẩn quá, mong xã nạo vét cho dân nhờ"),
        ("Cảm ơn các bác sĩ đã khám cho người cao tuổi", "Cảm ơn các cháu thanh niên đã dọn vệ sinh nghĩa trang"),
        ("Giá đất đền bù năm nay tính thế nào, ai là người quyết", "Giá nước sạch năm nay tính thế nào, bao giờ tăng"),
        (
            "Sóng điện thoại ở thôn Thượng rất yếu, gọi không được",
            "Sóng truyền thanh ở thôn Thượng rè, nghe không rõ gì",
        ),
        ("Trâu bò thả rông phá lúa nhà tôi ba hôm nay rồi", "Chó thả rông cắn cháu nhà tôi, đề nghị xã xử lý"),
        ("Tôi đồng ý với ý kiến trên", "Tôi không đồng ý với ý kiến trên"),
        ("Bài viết rất hay", "Bài viết rất dở"),
        ("Cảm ơn xã", "Cảm ơn xã nhiều"),
        ("Bao giờ sửa đường thôn một?", "Bao giờ sửa đường thôn hai?"),
        ("Đường đã sửa xong chưa", "Đường chưa sửa xong à"),
        ("Mong xã sớm trả lời", "Mong huyện sớm trả lời"),
        ("Rất ủng hộ chủ trương này", "Không ủng hộ chủ trương này"),
        ("Quá chậm, quá phiền", "Quá nhanh, quá tốt"),
        ("👍👍👍👍👍", "👎👎👎👎👎"),
        ("Xin số điện thoại trưởng thôn", "Xin số điện thoại trạm y tế"),
    ],
)
def test_two_different_short_comments_are_not_near(first, second):
    a, b = fingerprint("Góp ý", first), fingerprint("Góp ý", second)

    assert are_near(a, b) is False


def unmarked(text):
    return re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFD", text)).replace("đ", "d").replace("Đ", "D")


@pytest.mark.parametrize("text", [SUBJECTS["road"][0], "Tôi đồng ý với ý kiến trên"])
@pytest.mark.parametrize(
    "retyped",
    [
        unmarked,
        str.upper,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace(" ", " \n "),
        lambda text: re.sub(r"[,.]", " –", text) + "!!!",
    ],
)
def test_marks_case_punctuation_and_spacing_make_no_difference(text, retyped):
    a, b = fingerprint("Góp ý", text), fingerprint(retyped("Góp ý"), retyped(text))

    assert (is_same(a, b), are_near(a, b)) == (True, True)


def test_the_title_tells_two_short_comments_apart():
    a, b = fingerprint("Không tăng phí", "Tôi đồng ý"), fingerprint("Tăng phí", "Tôi đồng ý")

    assert (is_same(a, b), are_near(a, b)) == (False, False)


def test_two_short_comments_under_one_long_title_are_not_near():
    title = "Góp ý về việc mở rộng con đường từ cổng làng ra chợ và trường học"

    a, b = fingerprint(title, "Tôi đồng ý với xã"), fingerprint(title, "Tôi không đồng ý với xã")

    assert are_near(a, b) is False


def test_a_long_comment_under_another_title_is_near():
    text = SUBJECTS["road"][0]

    assert are_near(fingerprint("Đường hỏng", text), fingerprint("Kiến nghị", text)) is True


@pytest.mark.parametrize(("distance", "is_near"), [(0, True), (NEAR, True), (NEAR + 1, False), (64, False)])
def test_near_is_a_number_of_bits_whatever_the_sign(distance, is_near):
    as_signed = int.from_bytes(((1 << 64) - (1 << 64 - distance)).to_bytes(8), signed=True)

    assert are_near(0, as_signed) is is_near


def test_fingerprints_fit_a_signed_column_and_use_its_sign():
    fingerprints = [fingerprint("Góp ý", text) for texts in SUBJECTS.values() for text in texts]

    assert {value.bit_length() <= 63 for value in fingerprints} == {True}
    assert {value < 0 for value in fingerprints} == {True, False}


# What databases hold: a change of these numbers makes strangers of all comments that are stored.
STORED = [7795642877137637172, 9194947870648863046, -1970711489451281740]


def test_fingerprints_are_those_that_are_stored_already():
    found = [fingerprint("Góp ý", SUBJECTS["road"][0]), fingerprint("Góp ý", "Tôi đồng ý"), fingerprint("", "")]

    assert found == STORED


def test_another_process_with_another_hash_seed_gives_the_same():
    code = "from comments.similarity import fingerprint; print(fingerprint('Góp ý', 'một hai ba ' * 10))"

    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        env={"PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(done.stdout) == fingerprint("Góp ý", "một hai ba " * 10)
