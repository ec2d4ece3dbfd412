"""TCVN3 and VNI: every letter in both cases, and what is left alone."""

import unicodedata

import pytest

from articles.text import legacy
from articles.text.syllables import is_syllable

TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
SMALL = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES] + ["đ"]
MARKED = [letter for letter in SMALL if not letter.isascii()]
# Written out once more from the standards, apart from the module's own tables: the codes in the order of MARKED.
TCVN3 = dict(
    zip(
        MARKED,
        bytes.fromhex(
            "b5b6b7b8b9" "a8bbbcbdbec6" "a9c7c8c9cacb" "cccecfd0d1" "aad2d3d4d5d6" "d7d8dcddde"
            "dfe1e2e3e4" "abe5e6e7e8e9" "aceaebecedee" "eff1f2f3f4" "adf5f6f7f8f9" "fafbfcfdfe" "ae"
        ).decode("latin-1"),
        strict=True,
    )
)  # fmt: skip
TCVN3_CAPITALS = dict(zip("ĂÂÊÔƠƯĐ", bytes.fromhex("a1a2a3a4a5a6a7").decode("latin-1"), strict=True))
VNI = dict(
    zip(
        MARKED,
        (
            "aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä eø eû eõ eù eï eâ eà eå eã eá eä ì æ ó í ò "
            "oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï uø uû uõ uù uï ö öø öû öõ öù öï yø yû yõ yù î ñ"
        ).split(),
        strict=True,
    )
)
DOCUMENTS = {
    "tcvn3": "Céng hoµ x· héi chñ nghÜa ViÖt Nam. §éc lËp - Tù do - H¹nh phóc. QuyÕt ®Þnh cña Uû ban nh©n d©n x·",
    "vni": "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam. Ñoäc laäp - Töï do - Haïnh phuùc. Quyeát ñònh cuûa UÛy ban",
}  # fmt: skip
GOOD = [
    "Quyết định của Uỷ ban nhân dân xã về việc cấp nước, số 12/QĐ-UBND ngày 5/6/2003.",
    unicodedata.normalize("NFD", "Cộng hoà xã hội chủ nghĩa Việt Nam, hoà và hòa, toàn dân"),
    "các bà và các chú là của tôi, tôi có con chó, thì ra là thế, hãy chú ý!",
    "Ông ấy và cô giáo Hà có ba cô bé ngoan; bé nhà bà ta, vì mưa, nghỉ ở nhà",
    "Ban do hai tin hoa mai xuan, am tham",
    "le café est très bon, où est-il né ? Voilà l’été à la crème brûlée, là où né le thé vert, Noël à Hué",
    "The naïve résumé of Zoë and Chloë: a façade, déjà vu, coöperation",
    "für schön groß über Köln, Öl und Äpfel, weiß",
    "El niño está aquí, ¿qué más? sí, sé que té y él; señor Núñez, mañana",
    "não é só São João, coração, pão de açúcar, três avós",
    "int main() { return x*2; } // ©2020 µs ±5 µm §5 30°C «quote» £50 ¥7 ½ ×3 · a¹ m² x·y",
    "10,5 m², 5 km², 1.599 hộ; 2020 – 2025",
    "Привет, 日本, ελληνικά",
    "",
]


@pytest.mark.parametrize(("letter", "code"), TCVN3.items())
def test_each_small_letter_of_tcvn3(letter, code):
    assert legacy.convert(code, "tcvn3") == letter


@pytest.mark.parametrize(("letter", "code"), TCVN3_CAPITALS.items())
def test_each_capital_that_tcvn3_has(letter, code):
    assert legacy.convert(code, "tcvn3") == letter


@pytest.mark.parametrize(("letter", "code"), [*TCVN3.items(), ("A", "a"), ("Z", "z"), ("Đ", "§")])
def test_each_letter_is_a_capital_in_a_font_on_h(letter, code):
    assert legacy.convert(code, "tcvn3-capitals") == letter.upper()


@pytest.mark.parametrize(("letter", "code"), TCVN3.items())
def test_each_small_letter_within_a_word_in_capitals_is_one(letter, code):
    assert legacy.convert(f"TR{code}NG", "tcvn3") == f"TR{letter.upper()}NG"


@pytest.mark.parametrize(("letter", "code"), VNI.items())
def test_each_small_letter_of_vni(letter, code):
    assert legacy.convert(code, "vni") == letter


@pytest.mark.parametrize(("letter", "code"), VNI.items())
def test_each_capital_of_vni(letter, code):
    assert legacy.convert(code.upper(), "vni") == letter.upper()


@pytest.mark.parametrize(("letter", "code"), [pair for pair in VNI.items() if len(pair[1]) == 2])
def test_each_capital_of_vni_with_a_small_mark(letter, code):
    assert legacy.convert(code[0].upper() + code[1], "vni") == letter.upper()


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_no_two_letters_share_a_code_and_no_code_is_left_over(encoding):
    known = {"tcvn3": TCVN3 | TCVN3_CAPITALS, "vni": VNI | {k.upper(): v.upper() for k, v in VNI.items()}}[encoding]
    title = {v[0].upper() + v[1:] for v in VNI.values() if len(v) == 2} if encoding == "vni" else set()

    assert len(set(known.values())) == len(known)
    assert set(legacy.TABLES[encoding]) == set(known.values()) | title


@pytest.mark.parametrize("word", ["nghiêng", "khuỷu", "Quyết", "đường", "ĐỨC", "giữa", "ngoặt", "hoà", "ỵ"])
@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_a_word_written_in_a_legacy_set_comes_back(word, encoding):
    codes = {"tcvn3": TCVN3, "vni": VNI}[encoding]
    if encoding == "vni":
        codes = codes | {letter.upper(): code.upper() for letter, code in codes.items()}
    else:
        codes = codes | TCVN3_CAPITALS | {letter.upper(): code for letter, code in codes.items() if letter != "đ"}
    written = "".join(codes.get(letter, letter) for letter in word)

    assert legacy.convert(written, encoding) == word


def test_signs_of_windows_become_quotation_marks_and_dashes():
    assert legacy.convert("\x93Nhµ v¨n ho¸\x94 \x96 x·\x85", "tcvn3") == "“Nhà văn hoá” – xã…"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Uû BAN NH¢N D¢N X·", "UỶ BAN NHÂN DÂN XÃ"),
        ("Uû ban nh©n d©n x·", "Uỷ ban nhân dân xã"),
        ("Sè: 12/Q§-UBND ngµy 5/6/2003", "Số: 12/QĐ-UBND ngày 5/6/2003"),
        ("Hµ Néi, TP. Hå ChÝ Minh", "Hà Nội, TP. Hồ Chí Minh"),
    ],
)
def test_case_of_tcvn3_follows_the_word_and_its_neighbours(text, expected):
    assert legacy.convert(text, "tcvn3") == expected


@pytest.mark.parametrize("encoding", DOCUMENTS)
def test_legacy_text_is_recognised(encoding):
    assert legacy.recognise(DOCUMENTS[encoding]) == encoding


@pytest.mark.parametrize("encoding", DOCUMENTS)
def test_what_was_converted_is_not_recognised_again(encoding):
    assert legacy.recognise(legacy.convert(DOCUMENTS[encoding], encoding)) == ""


@pytest.mark.parametrize(
    "text", ["Quy Õt ®Þnh", "QuyÕt ®Þnh", "tû lÖ ®¹t 95,5%", "§¾k L¾k", "Sè: 12/Q§-UBND ngµy 5/6/2003"]
)
def test_a_few_words_of_tcvn3_are_enough(text):
    assert legacy.recognise(text) == "tcvn3"


@pytest.mark.parametrize("text", GOOD)
def test_other_text_is_never_taken_for_legacy(text):
    assert (legacy.recognise(text), legacy.runs(text), legacy.runs(text.upper())) == ("", [], [])


def test_only_the_legacy_part_of_a_mixed_line_is_found():
    text = "Theo Quyết định số 5: Céng hoµ x· héi chñ nghÜa ViÖt Nam, đã ký."

    found = [(text[run.start : run.end], run.encoding) for run in legacy.runs(text)]

    assert found == [("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "tcvn3")]


def test_one_word_alone_is_left_unless_its_document_is_legacy():
    assert [legacy.runs("Sè"), legacy.runs("Sè", "tcvn3")] == [[], [legacy.Run(0, 2, "tcvn3")]]


def test_a_document_with_good_vietnamese_in_it_gives_no_hint():
    assert legacy.prevailing(DOCUMENTS["tcvn3"]) == "tcvn3"
    assert legacy.prevailing(f"{DOCUMENTS['tcvn3']} Đã ký và đóng dấu tại xã Thanh Lâm Hạ, huyện lỵ cũ.") == ""


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        (".VnTime", "tcvn3"), ('".VnArial"', "tcvn3"), (".vntime", "tcvn3"), (".VnTimeH", "tcvn3-capitals"),
        (".VnArialH", "tcvn3-capitals"), (".VnEnglisch", "tcvn3"), ("VNI-Times", "vni"), ("VNI Times", "vni"),
        ("vni-helve", "vni"), ("Times New Roman", ""), ("Arial", ""), ("Univers", ""), (".Vn", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_font_says_the_encoding(name, encoding):
    assert legacy.encoding_of_font(name) == encoding


@pytest.mark.parametrize("word", "nghiêng khuỷu quyết giữa gì gìn quốc Đắk oong hoà hòa thuở kỹ ý yếu uống Ơi".split())
def test_words_that_are_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["cộngg", "café", "où", "cé", "nge", "kàn", "thy", "mệnhh", "tàc", "Zoë", "Vietnam", ""]
)
def test_words_that_are_none(word):
    assert not is_syllable(word)
