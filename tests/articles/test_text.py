"""Plain Vietnamese text: what is stored, what is searched for, what stands in an address, how lists are sorted."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import fold, normalise, one_line, paragraphs, slugify, sort_key

VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậỳỷỹýỵĐẾỆƯỜNG -–,.“”\u00a0\u200b\u0301\u0323")
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        (unicodedata.normalize("NFD", "Ngưỡng cửa Đền Ông"), "Ngưỡng cửa Đền Ông"),
        ("Phóng viên:\u00a0\u00a0Ông", "Phóng viên: Ông"),
        ("a\u202fb\u2003c\u3000d\te", "a b c d e"),
        ("Số 72/2013/N\u00d0-CP, \u00f0ã ký", "Số 72/2013/NĐ-CP, đã ký"),
        ("xã\u200b hội\ufeff\u00ad\u2066\u061c", "xã hội"),
        ("a\r\nb\rc\nd\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("dòng một\vdòng hai\fdòng ba\x85dòng bốn", "dòng một\ndòng hai\ndòng ba\ndòng bốn"),
        ("a\x00b\x1bc\x9fd", "abcd"),
        ("a\ud800b", "ab"),
        ("cá\u200b\u0323", "cạ\u0301"),  # the mark joins its letter once nothing stands between
        ("🎉 tết 新年", "🎉 tết 新年"),
    ],
)
def test_stored_text_is_composed_and_without_hidden_characters(typed, stored):
    assert normalise(typed) == stored


def test_the_tone_stays_where_its_writer_put_it():
    assert (normalise("hoà thuỷ"), normalise("hòa thủy")) == ("hoà thuỷ", "hòa thủy")


def test_one_line_is_one_line():
    assert one_line("  Lịch tiếp\r\n\u00a0 công\t dân \u200b ") == "Lịch tiếp công dân"


def test_paragraphs_keep_one_empty_line_between_them():
    assert paragraphs("\r\n Một \r\n\r\n\u00a0\r\n\r\nHai\u00a0\r\nBa\n\n") == "Một\n\nHai\nBa"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", ""),
        ("  …  ", ""),
        ("🎉", ""),
        ("Thạch Thất", "thach that"),
        ("ĐẠI HỘI Đảng bộ", "dai hoi dang bo"),
        ("N\u00d0-CP", "nd cp"),
        ("2015-2020", "2015 2020"),
        ("2015 – 2020", "2015 2020"),
        ("2015—2020", "2015 2020"),
        ("“Nông thôn mới”, kiểu_mẫu", "nong thon moi kieu mau"),
        ("xã\u00a0hội", "xa hoi"),
        ("ﬁ Ｔết ½ ™", "fi tet 1 2 tm"),
        ("新年 Straße", "新年 strasse"),
    ],
)
def test_the_search_key_holds_bare_words(text, key):
    assert fold(text) == key


@pytest.mark.parametrize(("old", "new"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("uỷ", "ủy"), ("khoẻ", "khỏe")])
def test_both_places_of_the_tone_give_one_key(old, new):
    assert fold(old) == fold(new)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Đường Nguyễn Huệ: quận thông báo lịch tiêm chủng", "duong-nguyen-hue-quan-thong-bao-lich-tiem-chung"),
        ("Thủ Đức", "thu-duc"),
        ("Đại hội đại biểu", "dai-hoi-dai-bieu"),
        ("chỉ đạo điều hành", "chi-dao-dieu-hanh"),
        ("Nghị định 72/2013/N\u00d0-CP", "nghi-dinh-72-2013-nd-cp"),
        ("--Nông  thôn_mới--", "nong-thon-moi"),
        ("", ""),
        ("🎉", ""),
        ("新年", ""),
    ],
)
def test_slugs_are_plain_words(title, slug):
    assert slugify(title) == slug


@pytest.mark.parametrize(
    ("max_length", "slug"),
    [(14, "nghieng-ngoeo"), (13, "nghieng-ngoeo"), (12, "nghieng"), (7, "nghieng"), (4, "nghi")],
)
def test_a_long_slug_is_cut_between_words(max_length, slug):
    assert slugify("nghiêng ngoẹo", max_length=max_length) == slug


def test_a_slug_fits_its_column():
    assert slugify("nghiêng " * 40) == "-".join(["nghieng"] * 10)


SORTED = [
    list("aăâbcdđeêghiklmnoôơpqrstuưvxy"),
    ["ba", "bà", "bả", "bã", "bá", "bạ"],
    ["An", "Ăn", "Ân", "Ba Đình", "Dương", "Đan Phượng", "Đông Anh", "Em", "Ứng Hòa", "Vinh"],
    ["ba", "bà", "ba cao", "bá cao", "ban", "bàn"],
    ["oán", "oe", "ôi", "ơi", "ty", "tỷ", "uy", "ủy", "ưa"],
]


@pytest.mark.parametrize("words", SORTED)
def test_vietnamese_is_sorted_by_letters_first_and_tones_second(words):
    shuffled = random.Random(7).sample(words, len(words))

    assert sorted(shuffled, key=sort_key) == words


@pytest.mark.parametrize("text", ["", "\u0301", "🎉", "\u0306a"])
def test_odd_text_has_a_sort_key_too(text):
    assert sort_key(text).count("\x01") == 1


@given(ANY_TEXT | VIETNAMESE)
def test_doing_it_twice_changes_nothing_more(text):
    for function in (normalise, one_line, paragraphs, fold, slugify):
        once = function(text)
        assert function(once) == once


@given(VIETNAMESE)
def test_decomposed_text_gives_the_same_as_composed(text):
    apart, together = unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text)

    for function in (normalise, one_line, paragraphs, fold, slugify, sort_key):
        assert function(apart) == function(together)


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\ufdd0"])
def test_what_is_no_character_goes(sign):
    assert one_line(f"nước{sign} sạch") == "nước sạch"
