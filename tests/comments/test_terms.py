"""Blocked terms are found however they are spelled, and innocent words of the same letters are let through.

The lists in spellings/ were written before the filter. A second pair (second_dodged, second_innocent), by people who
did not know its rules, is measured beside them, and nothing is demanded of it:

- measured before the filter was touched again (22 November 2026): precision 0.882, recall 0.833. This is the figure
  to expect of comments that nobody has seen.
- since parted words side by side, digits for number words and "mje" were mended (22 November 2026): precision 0.895,
  recall 0.944. No longer blind: the gaps showed in these very lists.
"""

import unicodedata
from pathlib import Path

import pytest

from comments import terms
from comments.terms import frequent, judging, rows, search, steps, syllables
from comments.terms.tree import prepare

SPELLINGS = Path(__file__).parent / "spellings"
STARTER = tuple(term for _kind, term in terms.starter())
KNOWN_MISSES = {
    # A circumflex where the term has none: "vây" is a word of its own, and such words must be let through.
    "vây lãi ngày khỏi chứng minh thu nhập": "vay lãi ngày",
}
KNOWN_FALSE_HOLDS = {}


def lines_of(name):
    text = (SPELLINGS / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def dodged(prefix=""):
    return [line.split("\t") for line in lines_of(f"{prefix}dodged")]


def measure(prefix):
    """Return precision and recall by line: a line is rightly held if its own term is found in it."""
    found = [(term, terms.find(sentence, STARTER)) for term, sentence in dodged(prefix)]
    right = sum(term in hits for term, hits in found)
    held = sum(bool(hits) for _term, hits in found)
    held += sum(bool(terms.find(sentence, STARTER)) for sentence in lines_of(f"{prefix}innocent"))
    return right / held, right / len(found)


@pytest.mark.parametrize(("term", "sentence"), dodged())
def test_a_dodged_term_is_found(term, sentence):
    is_found = term in terms.find(sentence, STARTER)

    assert is_found == (KNOWN_MISSES.get(unicodedata.normalize("NFC", sentence)) != term)


@pytest.mark.parametrize("sentence", lines_of("innocent"))
def test_an_innocent_sentence_is_let_through(sentence):
    assert terms.find(sentence, STARTER) == KNOWN_FALSE_HOLDS.get(sentence, [])


@pytest.mark.parametrize("prefix", ["", "second_"])
def test_precision_and_recall_are_measured(prefix, capsys):
    precision, recall = measure(prefix)

    with capsys.disabled():
        print(f"\n{prefix}dodged and {prefix}innocent: precision {precision:.3f}, recall {recall:.3f}")  # noqa: T201
    assert 0 < precision <= 1
    assert 0 < recall <= 1


def test_precision_and_recall_of_the_first_lists_stay_high():
    precision, recall = measure("")

    assert min(precision, recall) >= 0.95


def test_every_term_of_the_start_has_a_kind_and_finds_itself():
    kinds = {kind for kind, _term in terms.starter()}

    assert kinds == {"abuse", "gambling", "loan", "scam", "sex", "drug"}
    assert [term for term in STARTER if term not in terms.find(term, STARTER)] == []


def test_terms_come_in_their_own_order_each_once():
    text = "Lô đề, tài xỉu, lô đề"

    assert terms.find(text, ("tài xỉu", "cá độ", "lô đề", "tài xỉu")) == ["tài xỉu", "lô đề"]


@pytest.mark.parametrize("text", ["", " ", "...", "***", "123", "\u0301", "*đ*", "😀", "lô", "@", "'"])
def test_nothing_is_found_in_next_to_nothing(text):
    assert terms.find(text, STARTER) == []


def test_no_terms_find_nothing():
    assert terms.find("lô đề", ()) == []
    assert terms.find("lô đề", ("", " ", "…")) == []


@pytest.mark.parametrize("text", ["Chơi tài xỉu đi", "địt mẹ", "cỏ mỹ", "nói nghe như l.ồ.n"])
def test_composed_and_decomposed_text_read_alike(text):
    plain, apart = (terms.find(unicodedata.normalize(form, text), STARTER) for form in ("NFC", "NFD"))

    assert plain == apart != []


@pytest.mark.parametrize(
    "text",
    [
        "tàixỉu", "taixiu88 uy tín", "t à i x ỉ u", "t.à.i x.ỉ.u", "tai-xiu", "tàiii xỉuuu", "t@i x1u", "taif xiur",
        "tai2 xiu3", "ＴÀＩ ＸỈＵ", "𝐭𝐚𝐢 𝐱𝐢𝐮", "tаi xiu", "taì xiủ", "tài\u200b xỉ\u00adu", "tài xĩu", "tài sỉu",
        "t*i x*u", "T.à.i.X.ỉ.u", "tài|xỉu",
    ],
)  # fmt: skip
def test_a_term_is_found_in_each_dress(text):
    assert terms.find(f"Nhóm {text} của xã mình", ("tài xỉu",)) == ["tài xỉu"]


@pytest.mark.parametrize(
    "text",
    ["tái xỉu", "tài xịu", "tài xế xỉu", "đại tài xỉun", "tài. Xỉu", "tài, xỉu", "tài (xỉu)", "tài\nxỉu", "xỉu tài"],
)
def test_other_marks_other_words_and_borders_make_no_match(text):
    assert terms.find(f"Thấy {text} ở xã mình", ("tài xỉu",)) == []


def test_a_word_without_marks_is_a_dodge_only_among_marked_words():
    assert terms.find("Được cái cac gì mà khen nhau mãi", ("cặc",)) == ["cặc"]
    assert terms.find("duoc cac ban khen nhau mai", ("cặc",)) == []


def test_a_word_that_stands_as_it_is_typed_is_no_dodge():
    assert terms.find("Vỏ lon đổi lấy cây xanh", ("lồn",)) == []
    assert terms.find("Mẹ đưa con đi tiêm ở trạm", ("con đĩ",)) == []
    assert terms.find("Ai được bốc bat họ thì gọi", ("bốc bát họ",)) == ["bốc bát họ"]


def test_a_frequent_word_claims_its_own_half():
    assert terms.find("cho vay nong lai thap, goi ngay", ("vay nóng",)) == ["vay nóng"]
    assert terms.find("cho vay nong dan lai thap", ("vay nóng",)) == []
    assert terms.find("Các lô đề xuất thu hồi", ("lô đề",)) == []


def test_a_particle_at_the_edge_needs_company():
    assert terms.find("choi lo de mien bac", ("lô đề",)) == ["lô đề"]
    assert terms.find("xa lo de dan khong kip", ("lô đề",)) == []


@pytest.mark.parametrize(
    "text",
    ["ĐM 1776", "theo ĐM mới", "12 đm", "5 dm", "đm3", "đm³", "Đ.M.H.", "(đm)", "QĐ-ĐM", "đm2", "điểm đ, m khoản 1"],
)
def test_an_abbreviation_of_an_office_is_let_through(text):
    assert terms.find(f"Xem {text} ở đâu?", ("đm",)) == []


@pytest.mark.parametrize(
    "text", ["đm", "Đm", "đ.m", "đ m", "Ðm", "ddm", "dm", "ĐM thằng nào", "đmmmm", "đờ mờ", "đm...rồi"]
)
def test_an_abbreviation_of_abuse_is_found(text):
    assert terms.find(f"Xem {text} ở đâu mà chờ mãi", ("đm",)) == ["đm"]


def test_a_measure_elsewhere_excuses_the_bare_letters_alone():
    assert terms.find("Đơn vị dm và cm khác nhau", ("đm",)) == []
    assert terms.find("đm đường dày có mấy cm", ("đm",)) == ["đm"]


def test_a_plot_number_is_no_look_alike():
    assert terms.find("Đất lô D3 khu tái định cư", ("lô đề",)) == []


@pytest.mark.parametrize("term", ["bet88", "18+", "blockchaincoin", "赌博", "e-mail rác", "w88 club"])
def test_an_office_may_block_what_is_no_vietnamese_word(term):
    assert terms.find(f"Vào {term} ngay", (term,)) == [term]


@pytest.mark.parametrize("text", ["c.á_đ.ộ b.ó.n.g", "t.ố.i c.á.đ.ộ", "c_á_đ_ộ", "c-á/đ.ộ"])
def test_letters_are_parted_by_any_sign_and_a_space_ends_the_word(text):
    assert terms.find(f"Kèo thơm {text} ib em", ("cá độ",)) == ["cá độ"]


@pytest.mark.parametrize("text", ["c.á.đ.ộ.n.g", "c á đ ộ n g", "n.c.á đ.ộ"])
def test_a_further_letter_of_the_same_row_makes_another_word(text):
    assert terms.find(f"Kèo thơm {text} ib em", ("cá độ",)) == []


def test_a_digit_stands_for_its_number_word():
    assert terms.find("Tìm anh nào tình 1 đêm kín đáo", ("tình một đêm",)) == ["tình một đêm"]
    assert terms.find("Cả tỉnh 1 đêm mưa trắng trời", ("tình một đêm",)) == []
    assert terms.find("Tìm anh nào tình 11 đêm kín đáo", ("tình một đêm",)) == []


def test_a_number_is_no_row_of_look_alikes():
    assert terms.find("Đến kỳ 3 thì nộp", ("kỳ ế",)) == []


@pytest.mark.parametrize("text", ["djt mje", "địt mja", "djtmje"])
def test_a_softened_vowel_is_read_through(text):
    assert terms.find(f"Thật là {text} mới mưa đã lở", ("địt mẹ",)) == ["địt mẹ"]


def test_sugar_cane_and_sides_are_no_softened_vowels():
    assert terms.find("Đụ mía là trò gì, phía đông, phịa ra", ("đụ mẹ", "phẹ", "phé")) == []


def test_the_terms_are_prepared_once():
    assert prepare(STARTER) is prepare(tuple(STARTER))


HOSTILE = [
    "l o n c a c ", "l.o.n.c.a.c.", "l*o*n*c*", "lồ n ", "đ ", "1 ", "a1", "địtmẹvaynóng", "lô đề nghị ", "lô ", "ĐM ",
    "12 đm ", "vay nong dan ", "dditjmej ", "đ\u0323\u0323", "ooo", "g i ", "@$!|", "* ", "con con ", "m 1 ", "mje",
]  # fmt: skip
COUNTED = [
    (syllables, "_syllable"),
    (search, "keys"),
    (judging, "verdict_on"),
    (judging, "is_frequent"),
    (rows, "squeezed"),
    (steps, "squeezed"),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_no_faster_than_the_text(piece, monkeypatch):
    many = (*STARTER, *(f"{first} {second} nọ" for first in STARTER[:12] for second in STARTER[:12]))
    prepare(many), frequent._words()
    work = []
    for module, name in COUNTED:
        monkeypatch.setattr(module, name, counted(getattr(module, name), work))

    short = count(work, lambda: terms.find((piece * 1000)[:1000], many))
    long = count(work, lambda: terms.find((piece * 2000)[:2000], many))

    assert long <= 2.2 * short + 50
    assert long <= 40 * 2000


def counted(function, work):
    def wrapper(*args, **kwargs):
        work.append(function)
        return function(*args, **kwargs)

    return wrapper


def count(work, act):
    work.clear()
    act()
    return len(work)
