"""Vietnamese typed as the two kinds of input methods do it, in the title and in the text.

Unikey and its kin let the letters through and correct them: a backspace for each letter to take back, then the new
ones at once. IBus composes: the word stands underlined in the field while it grows and is put in as a whole.
"""

import time
import unicodedata

import pytest

from articles.models import UnsavedText
from tests.factories import make_identity

from .newsroom import TEXT, get_data, open_form

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

# What is typed in Telex, and the word that comes of it.
WORDS = [
    ("nuwowcs", "nước"), ("saachj", "sậch"), ("ddeens", "đến"), ("thoon", "thôn"), ("beens", "bến"), ("ddof", "đò"),
    ("truwowcs", "trước"), ("muaf", "mùa"), ("khoo", "khô"), ("uyr", "uỷ"), ("ban", "ban"), ("nhaan", "nhân"),
    ("daan", "dân"), ("xax", "xã"), ("quyeets", "quyết"), ("ddinhj", "định"), ("nghieeng", "nghiêng"),
    ("khuyru", "khuỷu"), ("hoaf", "hoà"), ("thuyr", "thuỷ"), ("nguyeenx", "nguyễn"), ("huwowngs", "hướng"),
    ("giuwax", "giữa"), ("ngoawtj", "ngoặt"), ("khuaays", "khuấy"), ("loox", "lỗ"), ("ooij", "ội"), ("owr", "ở"),
    ("awnj", "ặn"), ("DDuwcs", "Đức"),
]  # fmt: skip
TEXT_TYPED = " ".join(word for _keys, word in WORDS)


@pytest.fixture
def typing(desk):
    make_identity()
    open_form(desk)
    desk.keyboard_session = desk.context.new_cdp_session(desk)
    return desk


def stages(keys, word):
    """What stands in the field while a word is typed: each letter as it comes, at last the finished word."""
    plain = [letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter)]
    shown = ["".join(plain[:end]).replace("đ", "d").replace("Đ", "D") for end in range(1, len(plain) + 1)]
    return [*shown, word] if len(keys) > len(plain) or shown[-1] != word else shown


def type_as_unikey(page, keys, word):
    shown = ""
    for stage in stages(keys, word):
        common = len([1 for a, b in zip(shown, stage, strict=False) if a == b and shown.startswith(stage[:1])])
        while not stage.startswith(shown[:common]):
            common -= 1
        for _letter in shown[common:]:
            page.keyboard.press("Backspace")
        if len(stage) - common == 1 and common == len(shown):
            page.keyboard.type(stage[-1])
        else:
            page.keyboard.insert_text(stage[common:])
        shown = stage


def type_as_ibus(page, keys, word):
    for stage in stages(keys, word):
        cursor = {"selectionStart": len(stage), "selectionEnd": len(stage)}
        page.keyboard_session.send("Input.imeSetComposition", {"text": stage, **cursor})
    page.keyboard_session.send("Input.insertText", {"text": word})


def kept(name, until):
    """Wait until the server has the whole of it; return what it has."""
    ends = time.monotonic() + 8
    while time.monotonic() < ends:
        row = UnsavedText.objects.first()
        if row and until in row.data[name][0]:
            return row.data[name][0].strip()
        time.sleep(0.05)
    return row and row.data[name][0]


@pytest.mark.parametrize("type_word", [type_as_unikey, type_as_ibus])
@pytest.mark.parametrize("field", ["title", "body"])
def test_thirty_words_stand_in_the_field_and_on_the_server_as_they_were_typed(typing, field, type_word):
    typing.click("[name=title]" if field == "title" else TEXT)

    for number, (keys, word) in enumerate(WORDS):
        if number:
            typing.keyboard.press("Space")
        type_word(typing, keys, word)
    stands = typing.input_value("[name=title]") if field == "title" else get_data(typing).strip()
    on_server = kept(field, until="ặn Đức")

    expected = TEXT_TYPED if field == "title" else f"<p>{TEXT_TYPED}</p>"
    assert (stands, on_server) == (expected, expected)
    assert unicodedata.is_normalized("NFC", on_server)


def test_enter_that_ends_a_composition_stays_in_the_title(typing):
    typing.click("[name=title]")
    typing.keyboard_session.send("Input.imeSetComposition", {"text": "nước", "selectionStart": 4, "selectionEnd": 4})

    enter = {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"}
    typing.keyboard_session.send("Input.dispatchKeyEvent", enter)
    typing.keyboard_session.send("Input.insertText", {"text": "nước"})

    assert typing.evaluate("document.activeElement.name") == "title"
    assert typing.input_value("[name=title]") == "nước"


def test_enter_goes_from_the_title_to_the_lead_and_on_to_the_text(typing):
    typing.keyboard.type("Tên")
    typing.keyboard.press("Enter")
    typing.keyboard.type("Mở")
    typing.keyboard.press("Shift+Enter")
    typing.keyboard.type("đầu")
    typing.keyboard.press("Enter")
    typing.keyboard.type("Chữ")

    fields = typing.input_value("[name=title]"), typing.input_value("[name=lead]"), get_data(typing).strip()
    assert fields == ("Tên", "Mở\nđầu", "<p>Chữ</p>")
