"""Short forms of offices: who signs for whom, and the signs in a document's number, need no full name."""

import pytest

from articles import prose
from articles.prose import Passage


def short(line):
    return [form.form for form in prose.unexplained([Passage(line)])]


@pytest.mark.parametrize(
    "line",
    [
        "TM. ỦY BAN NHÂN DÂN", "T/M UBND xã", "TM. BTV ĐẢNG ỦY", "KT. CHỦ TỊCH", "K/T CHỦ TỊCH", "KT.CHỦ TỊCH",
        "TL. Chủ tịch", "TL. Trưởng phòng BQL", "TUQ. GIÁM ĐỐC BQL", "Q. CHÁNH VĂN PHÒNG", "Lưu: VT, KT.",
        "- Lưu: VT, BTH.",
    ],
)  # fmt: skip
def test_who_signs_for_whom_needs_no_full_name(line):
    assert short(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "Số: 21/TB-BQL", "Số:      /TB-BQL", "Số: …/TB-BTH", "Thông báo số 12-TB/ĐU của Đảng uỷ",
        "Tờ trình số 37/TTr-KT", "Kế hoạch số 05/KH-BCĐ", "Công văn số 99/SNN-TTBVTV", "Nghị quyết số 05-NQ/BTV",
        "Thông tư số 12/2026/TT-BNNMT",
    ],
)  # fmt: skip
def test_the_signs_of_a_number_need_no_full_name(line):
    assert short(line) == []


@pytest.mark.parametrize(
    ("line", "forms"),
    [
        ("TM họp sáng nay.", ["TM"]), ("Phòng KT. Sau đó dân họp.", ["KT"]), ("Q. Bình Thạnh có BQL chợ.", ["BQL"]),
        ("Lưu ý: BQL chợ nghỉ.", ["BQL"]), ("Theo 37/TTr-KT, BQL chợ nghỉ.", ["BQL"]), ("KTX mới của xã.", ["KTX"]),
        (f"TM. Ủy ban {'và nhân dân ' * 12} BQL.", ["TM", "BQL"]),
    ],
)  # fmt: skip
def test_elsewhere_they_do(line, forms):
    assert short(line) == forms
