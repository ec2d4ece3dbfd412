"""A citizen who sees neither picture nor layout: the keyboard alone, the code by ear, every error said aloud."""

import pytest
from captcha.models import CaptchaStore
from playwright.sync_api import expect

from comments import moderation, receipts
from comments.models import Comment, Status
from tests.factories import (
    make_answer,
    make_article,
    make_comment,
    make_identity,
    make_section,
    make_unit,
    make_user,
)

from .accessibility import violations
from .citizen import LOOKUP, SUMMARY, WORDS, answer_on, fill_in, form_address, next_page, send, tab_to
from .newsroom import wait_until
from .watching import screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

HEARD = "() => { const sound = document.querySelector('audio'); return sound.duration > 2 && sound.currentTime > 0; }"


@pytest.fixture
def article(site):
    make_identity(organisation="Uỷ ban nhân dân xã Thanh Lâm Hạ", phone="024 3888 0000", email="vp@example.vn")
    make_section("Kinh tế")
    return make_article(title="Nước sạch về thôn Bến Đò", body="<p>Đoạn văn của bài.</p>" * 4)


def type_comment(page, **words):
    """Fill in the fields in their order; the focus comes from before them and stays in the last."""
    for name, text in (WORDS | words).items():
        tab_to(page, name)
        page.keyboard.type(text)


def tree_of(page):
    """The page as a screen reader has it: role, name, description and states of each element that is not ignored."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [_spoken(node) for node in nodes if not node.get("ignored")]


def _spoken(node):
    said = {"role": node["role"]["value"]}
    said |= {key: node[key]["value"] for key in ("name", "description") if node.get(key, {}).get("value")}
    states = {state["name"]: state["value"].get("value") for state in node.get("properties", [])}
    wanted = {"required": True, "invalid": "true", "focused": True}
    return said | {name: value for name, value in wanted.items() if states.get(name) == value}


def spoken(page, role, name=None):
    """The one element with a role, and a name where one is given."""
    found = [node for node in tree_of(page) if node["role"] == role and name in {None, node.get("name")}]
    assert len(found) == 1, found
    return found[0]


# --- The whole way ---------------------------------------------------------------------------------------------------


def test_from_the_article_to_the_receipt_and_the_look_up_by_keyboard_and_ear(page, article):
    sounds = []
    page.on("response", lambda response: response.url.endswith(".wav") and sounds.append(response))
    page.goto(article.get_absolute_url())

    type_comment(page)
    expect(page.locator("audio")).to_have_attribute("src", f"/binh-luan/am-thanh/{page.input_value('[name=key]')}.wav")
    fetched_unasked = len(sounds)
    tab_to(page, "audio")
    page.keyboard.press("Space")  # the player's own button
    page.wait_for_function(HEARD)
    tab_to(page, "answer")
    page.keyboard.type(answer_on(page))
    tab_to(page, "consent")
    page.keyboard.press("Space")
    tab_to(page, "button")
    with next_page(page):
        page.keyboard.press("Enter")
    comment = Comment.objects.get()
    code = spoken(page, "group", "Mã tra cứu của bạn")
    receipt = page.locator(".receipt .code").inner_text()
    page.goto(LOOKUP)
    tab_to(page, "code")
    page.keyboard.type(receipt.lower())
    with next_page(page):
        page.keyboard.press("Enter")

    assert fetched_unasked == 0
    assert {(sound.status in {200, 206}, sound.headers["content-type"]) for sound in sounds} == {(True, "audio/wav")}
    assert (comment.text, comment.contact.phone) == (WORDS["text"], "+84912345678")
    assert code["role"] == "group"
    assert receipt == receipts.code_of(comment.nonce)
    expect(page.locator(SUMMARY)).to_be_focused()
    assert page.locator(f"{SUMMARY} h2").inner_text() == "Ý kiến của bạn đang chờ duyệt"


def test_a_new_code_replaces_picture_and_sound_and_is_said_aloud(page, article):
    page.goto(form_address(article))
    before = [page.get_attribute("[data-picture] img", "src"), page.get_attribute("audio", "src")]

    page.focus("[name=refresh]")
    page.keyboard.press("Enter")
    expect(page.locator("[name=answer]")).to_be_focused()

    key = page.input_value("[name=key]")
    after = [page.get_attribute("[data-picture] img", "src"), page.get_attribute("audio", "src")]
    assert after == [f"/ma-xac-nhan/{key}/", f"/binh-luan/am-thanh/{key}.wav"]
    assert not set(after) & set(before)
    assert page.locator("[data-spoken]").inner_text() == "Đã có mã mới, cả ảnh và âm thanh."


def test_a_code_that_expired_before_it_was_heard_is_said_aloud(page, article):
    page.goto(form_address(article))
    CaptchaStore.objects.all().delete()
    page.watch.expected.add(404)

    page.focus("audio")
    page.keyboard.press("Space")

    expect(page.locator("[data-failure]")).to_be_visible()
    assert page.get_attribute("[data-failure]", "role") == "alert"


def test_without_scripts_the_sound_is_heard_on_the_forms_own_page(open_browser, article):
    page = open_browser(java_script_enabled=False)
    sounds = []
    page.on("response", lambda response: response.url.endswith(".wav") and sounds.append(response.status))
    page.goto(form_address(article))

    page.locator("audio").focus()
    page.keyboard.press("Space")
    wait_until(lambda: page.wait_for_timeout(50) or sounds)

    assert set(sounds) <= {200, 206}


# --- What is said ----------------------------------------------------------------------------------------------------


def test_each_field_is_named_described_and_marked_in_the_accessibility_tree(page, article):
    page.goto(form_address(article))

    fields = [node for node in tree_of(page) if node["role"] in {"textbox", "checkbox", "Audio", "image"}]
    consent = fields[-1].pop("name")
    assert consent.startswith("Tôi đồng ý")
    assert fields == [
        {"role": "textbox", "name": "Họ tên (*)", "description": "còn 100 ký tự", "required": True},
        {"role": "textbox", "name": "Số điện thoại", "description": "không hiển thị công khai"},
        {"role": "textbox", "name": "Tiêu đề (*)", "description": "còn 150 ký tự", "required": True},
        {"role": "textbox", "name": "Nội dung (*)", "description": "còn 2.000 ký tự", "required": True},
        {"role": "image", "name": "Ảnh có năm chữ số; âm thanh bên cạnh đọc cùng nội dung"},
        {"role": "Audio", "name": "Nghe mã xác nhận"},
        {
            "role": "textbox",
            "name": "Mã xác nhận (*)",
            "description": "năm chữ số, xem trong ảnh hoặc nghe đọc",
            "required": True,
        },
        {"role": "checkbox"},
    ]


def test_errors_take_the_focus_and_stand_in_the_description_of_their_fields(page, article):
    page.goto(form_address(article))
    fill_in(page, title="")
    page.fill("[name=answer]", "1")

    send(page, status=422)

    alert = spoken(page, "alert")
    title, answer = spoken(page, "textbox", "Tiêu đề (*)"), spoken(page, "textbox", "Mã xác nhận (*)")
    assert alert["focused"] is True
    assert page.title().startswith("Cần sửa:")
    assert (title["invalid"], answer["invalid"]) == ("true", "true")
    assert "invalid" not in spoken(page, "textbox", "Họ tên (*)")
    assert title["description"] == "còn 150 ký tự Vui lòng không để trống ô này."
    assert answer["description"].endswith("Mã xác nhận không đúng hoặc đã hết hạn. Dưới đây là mã mới.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[name=title]")).to_be_focused()


def test_a_wrong_look_up_code_is_said_where_it_was_typed(page, article):
    page.goto(LOOKUP)
    page.fill("[name=code]", "AAAAA")
    with next_page(page, 404):
        page.press("[name=code]", "Enter")

    expect(page.locator("[name=code]")).to_be_focused()  # given once the page is drawn
    code = spoken(page, "textbox", "Mã tra cứu")
    assert (code["invalid"], code["focused"]) == ("true", True)
    assert code["description"].endswith("Không có ý kiến nào mang mã này. Hãy đối chiếu với giấy biên nhận.")


def test_a_comment_is_withdrawn_by_keyboard_and_every_page_says_where_it_is(page, article):
    comment = make_comment(article, status=Status.APPROVED, phone="+84912345678")
    page.goto(LOOKUP)
    tab_to(page, "code")
    page.keyboard.type(receipts.code_of(comment.nonce))
    with next_page(page):
        page.keyboard.press("Enter")

    tab_to(page, "button")
    with next_page(page):
        page.keyboard.press("Enter")
    asked = page.evaluate("document.activeElement.innerText")
    tab_to(page, "confirm")
    with next_page(page):
        page.keyboard.press("Enter")

    expect(page.locator(SUMMARY)).to_be_focused()
    assert asked == "Bạn muốn rút ý kiến này?"
    assert page.locator(f"{SUMMARY} h2").inner_text() == "Bạn đã rút ý kiến này"
    assert Comment.objects.get().status == Status.WITHDRAWN


# --- Every size and light --------------------------------------------------------------------------------------------


def show_form(page, article):
    page.goto(form_address(article))
    page.click("summary:text('Nội dung không đăng')")


def show_errors(page, article):
    page.goto(form_address(article))
    send(page, status=422)


def show_ban(page, article):
    spam = make_comment(article, status=Status.SPAM, address="127.0.0.1")
    moderation.ban(spam, by=make_user("Kiểm duyệt"), days=7, reason="Gửi quảng cáo nhiều lần.")
    page.goto(form_address(article))
    fill_in(page)
    send(page, status=403)


def show_receipt(page, article):
    page.goto(form_address(article))
    fill_in(page, text="Xin gọi cho tôi theo số 0912 345 678 nhé.")
    send(page)


def look_up(page, comment):
    page.goto(LOOKUP)
    page.fill("[name=code]", receipts.code_of(comment.nonce))
    with next_page(page):
        page.press("[name=code]", "Enter")


def show_answered(page, article):
    unit = make_unit("Phòng Kinh tế, Hạ tầng và Đô thị")
    look_up(page, make_answer(make_comment(article, status=Status.APPROVED), unit=unit, name="Lê Thị Hoa").comment)


def show_withdrawal(page, article):
    look_up(page, make_comment(article))
    with next_page(page):
        page.click("form[action='/tra-cuu/rut/'] button")


SHOWN = {
    "form": show_form,
    "errors": show_errors,
    "ban": show_ban,
    "receipt": show_receipt,
    "answered": show_answered,
    "withdrawal": show_withdrawal,
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_pages_of_a_citizen_fit_and_are_accessible(page, article, name):
    found = []

    SHOWN[name](page, article)
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{width}: {overflow} pixels too wide"] if overflow > 0 else []
        for scheme in ("light", "dark"):
            show_in(page, scheme)
            screenshot(page, f"citizen-{name}-{width}-{scheme}")
            found += [f"{width} {scheme} {violation}" for violation in violations(page)]

    assert found == []
