"""Why a moderator should look twice: addresses, capitals, missing marks, noise."""

import re
import unicodedata

import pytest

from articles.text import normalise
from comments import signals
from comments.signals import is_noise, is_shouting, is_syllable, lacks_marks, links


def without_marks(text):
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return re.sub(r"[\u0300-\u036f]", "", decomposed)


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("Xem https://abc.com/x?y=def.net nhé", ["abc.com"]),
        ("hxxp://bad.zzz", ["bad.zzz"]),
        ("http : // abc.com", ["abc.com"]),
        ("https://user@evil.net/p", ["evil.net"]),
        ("www.x.vn", ["www.x.vn"]),
        ("www.x.zzz", ["www.x"]),
        ("Vào X.COM/abc ngay", ["x.com"]),
        ("Vào Abc.Com ngay", ["abc.com"]),
        ("dichvucong.gov.vn.", ["dichvucong.gov.vn"]),
        ("việtnam.vn", ["việtnam.vn"]),
        ("789.club, shop88.VIP", ["789.club", "shop88.vip"]),
        ("x chấm com", ["x.com"]),
        ("x cham com cham vn", ["x.com.vn"]),
        ("x CHẤM COM", ["x.com"]),
        ("x dot net", ["x.net"]),
        ("x . com", ["x.com"]),
        ("x .com", ["x.com"]),
        ("vào trang abc. com nhé", ["abc.com"]),
        ("x[.]net", ["x.net"]),
        ("x (dot) info", ["x.info"]),
        ("x (chấm) vn", ["x.vn"]),
        ("www.abc . com", ["abc.com"]),
        ("ｘ．ｃｏｍ", ["x.com"]),
        ("x。com", ["x.com"]),
        ("bit.ly/3xYz", ["bit.ly"]),
        ("t.me/nhom_kin", ["t.me"]),
        ("t . me / nhom", ["t.me"]),
        ("zalo.me/0912345678", ["zalo.me"]),
        ("abc.me/x", ["abc.me"]),
        ("Xong.Vào abc.com.vn.Rồi def.net", ["abc.com.vn", "def.net"]),
        ("tôi thấy.abc.com", ["abc.com"]),
        ("abc.com / def.com", ["abc.com", "def.com"]),
        ("b.com a.com B.com", ["b.com", "a.com"]),
        ("a.com b.com c.com d.com e.com f.com", ["a.com", "b.com", "c.com", "d.com", "e.com"]),
    ],
)
def test_what_is_or_dodges_as_an_address_is_found(text, hosts):
    assert links(normalise(text)) == hosts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Việc đã kết thúc.Bắt đầu việc mới",
        "Cháu thấy đẹp.Me cháu cũng thấy vậy",
        "dep.me toi noi vay",
        "hay lắm.Com nhà tôi ngon",
        "Tôi yêu Việt Nam. VN vô địch",
        "Xem buổi hội nghị này.Live hay thu lại đều được",
        "Công văn của QĐ.UBND, HĐND.",
        "10.5 điểm, 1.599.000 đồng, 120.000.000đ",
        "TP.HCM, Q.1, P.3, Th.S, TS.BS Nguyễn Văn A, v.v.",
        "ngày 12.10.2020, lúc 7.30",
        "Thư gửi ubnd@xa.hanoi.gov.vn hoặc van.thu @ xa.gov.vn",
        "Xin hỏi... bao giờ xong?",
        "Nghị định 72/2013/NĐ-CP",
        "Bánh mì chấm sữa, thịt chấm mắm",
        "http://...",
        "a . b . c . d",
    ],
)
def test_a_sentence_holds_no_address(text):
    assert links(normalise(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "ĐỀ NGHỊ XÃ GIẢI QUYẾT NGAY VIỆC NÀY",
        "ĐỀ NGHỊ UBND XÃ SỬA ĐƯỜNG CHO DÂN ĐI LẠI, mong lắm",
        "DE NGHI XA SUA DUONG CHO DAN DI LAI",
        "Bao giờ mới sửa đường!!!!!",
        "Bao giờ mới sửa đường ?!?!?!",
        "Nhanh lên ! ! ! ! !",
    ],
)
def test_capitals_and_calling_out_are_shouting(text):
    assert is_shouting(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "UBND",
        "UBND, HĐND, MTTQ, UBMTTQ, BHXH, CCCD, VNEID",
        "Đề nghị UBND, HĐND và MTTQ xã xem xét giúp bà con",
        "XIN CẢM ƠN",
        "Tuyệt vời!!!",
        "Ông Nguyễn Văn Ba Hà Nội Xóm Đông",
        "Kính gửi ỦY BAN NHÂN DÂN XÃ: tôi xin hỏi khi nào thì đường liên thôn được sửa xong để các cháu đi học",
        "新年快乐新年快乐 新年快乐新年快乐 新年快乐 新年快乐 新年快乐",
    ],
)
def test_names_of_offices_and_plain_sentences_are_not_shouting(text):
    assert is_shouting(text) is False


SENTENCES = [
    "Tôi không đồng ý với ý kiến này",
    "Đề nghị xã sớm sửa đoạn đường từ cổng làng ra chợ",
    "Cho cháu hỏi nhà văn hóa mở cửa đến mấy giờ ạ",
    "Rác ở đầu xóm đã ba ngày không ai thu, bốc mùi rất khó chịu",
    "Đường nay ko đi đc, nước ngập đến đầu gối",
    "Gia đình tôi có thửa đất 320 mét vuông muốn tách cho hai con",
    "Bài viết rất hay, cảm ơn phóng viên đã nói lên tiếng nói của bà con",
    "Nghiêng ngả quá, cột điện sắp đổ xuống mương rồi",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_vietnamese_typed_without_marks_is_noticed(sentence):
    assert (lacks_marks(without_marks(sentence)), lacks_marks(sentence)) == (True, False)


def test_one_marked_word_among_many_does_not_hide_that_the_others_have_none():
    assert lacks_marks("Xã noi den bao gio moi sua xong con duong nay cho dan") is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "rat hay",
        "toi dong y voi xa",
        "I would like to thank the people of this commune for the kind welcome",
        "The road to the school is not safe in the rain, can you do something",
        "Je voudrais remercier les habitants de la commune pour leur accueil",
        "Ich danke allen Menschen in dieser Gemeinde",
        "Khu vực này nha toi chua co dien, đề nghị sớm kéo điện về",
        "1 2 3 4 5 6 7 8",
    ],
)
def test_what_is_short_or_foreign_lacks_no_marks(text):
    assert lacks_marks(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "aaaaaaaaaaaa",
        "a a a a a a",
        "à À à À",
        ".............",
        "????????",
        "asdfghjkl qwe",
        "qwerty sdfsdf",
        "bcdfg hjklm",
        "0912345678",
        "👍👍👍👍👍",
        "Hay @#$%^&*()!@#$%",
        "Tốt " + "x" * 60,
        "đfg đfg hjk",
    ],
)
def test_what_cannot_be_read_is_noise(text):
    assert is_noise(text) is True


@pytest.mark.parametrize(
    "text",
    [
        *SENTENCES,
        *map(without_marks, SENTENCES),
        "Hay quá!!!",
        "Quáaaaaaaa hay",
        "ok đc",
        "UBND TP",
        "Nghị định 72/2013/NĐ-CP?",
        "Số nhà 12, ngõ 345/67/8, điện thoại 024 3825 1234",
        "Thank you very much",
        "Afghanistan",
        "新年快乐",
        "Спасибо большое",
    ],
)
def test_what_can_be_read_in_any_language_is_not_noise(text):
    assert is_noise(text) is False


# One word or more for every rime of the language.
RIMES_SAID = """
ta bác sách hai làm bàn làng nhanh cao tháp hát sau tay mắc nằm chăn măng thắp mặt cấc nấm cân tầng thấp mất câu mây
mẹ séc ém len xẻng khẹc đeo dép két lệch bếp đêm tên bệnh kêu nết mía bi thích biếc tiệc tiêm tiền tiếng tiếp biết tiêu
tim tin tính kịp mít dịu to hoa toác hoài khoan hoàng hoạch hoành ngoao khoắt xoáy học khỏe khoen ngoèo khoét nói xóm
con mong cọp hót boong moóc cốc hội chôm côn sông hộp một mơ mời cơm sơn hợp bớt thu mua luân khuâng luật khuây thuê
huếch huênh cúi chum cun cùng thuở thuốc chuối buồm muốn muông buộc tuốt được mười lượm vươn đường cướp lướt hươu mút
cứu tư mưa ngửi hưm chứng đứt thủy khuya huých quyên tuyết quýt khuỷu tuýp luýnh yếm yên yết yêu ý
quốc quả quê quân quét quen quanh quyết gì giờ giếng giữa gìn giết giúp ghi ghế nghiêng nghỉ nghe kỳ kẻ ngoan người
khuỵu giặc giường giống giấy uống ốm ướt oán oanh uyên ông ấy ừ ơi
""".split()


@pytest.mark.parametrize("word", RIMES_SAID)
def test_a_word_of_the_language_is_a_syllable(word):
    assert (is_syllable(word), is_syllable(without_marks(word)), is_syllable(word.upper())) == (True, True, True)


@pytest.mark.parametrize(
    "word", ["", "b", "ko", "cim", "ngie", "ghan", "nghu", "street", "and", "fly", "wa", "zoo", "jo"]
)
def test_a_word_that_is_spelt_otherwise_is_no_syllable(word):
    assert is_syllable(word) is False


@pytest.mark.parametrize("pattern", [signals.ADDRESS, signals.DOT_AND_LABEL])
def test_no_run_in_the_patterns_for_addresses_is_given_back_to_be_read_again(pattern):
    without_classes = re.sub(r"\[(?:\\.|[^\]\\])*\]", "x", pattern.pattern)

    quantifiers = re.findall(r"(?<!\\)[+*]\+?", without_classes)

    assert {quantifier[1:] for quantifier in quantifiers} == {"+"}
