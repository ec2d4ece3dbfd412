"""Why a comment is held up for a second look, and that each reason can be switched off."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import holding, moderation
from comments.models import BlockedTerm, CommentRules, ConsentText, Flag
from tests.factories import make_article, make_comment

pytestmark = pytest.mark.django_db

SUSPICIOUS = {
    Flag.WORD: {"text": "Nhà bên mở sới cá độ bóng đá suốt đêm."},
    Flag.LINK: {"text": "Xem thêm tại www.quang-cao.top nhé."},
    Flag.SHOUTING: {"text": "ĐỀ NGHỊ XÃ GIẢI QUYẾT NGAY CHO DÂN CHÚNG TÔI!!!!!!"},
    Flag.NO_MARKS: {"text": "De nghi xa xem lai viec thu gom rac o thon Ben Do"},
    Flag.NOISE: {"text": "asdfghjkl qwrtpsdf zxcvbnm qwrtp"},
    Flag.FAST: {"seconds": 1.4},
    Flag.TRAP: {"trap": "https://quang-cao.top"},
    Flag.MANY: {"is_many": True},
}
HARMLESS = {"title": "Xin hỏi giá nước", "text": "Mỗi khối nước sạch bao nhiêu tiền, thưa xã?", "seconds": 60}


def flags(**how):
    how = HARMLESS | how
    return holding.flags_for(how.pop("title"), how.pop("text"), rules=how.pop("rules", CommentRules(pk=1)), **how)


def codes(found):
    return {code for code, _detail in found}


@pytest.fixture(autouse=True)
def terms():
    BlockedTerm.objects.get_or_create(term="cá độ", defaults={"kind": "gambling"})


def test_a_harmless_comment_carries_no_flag():
    assert flags() == []


@pytest.mark.parametrize("flag", SUSPICIOUS)
def test_each_reason_is_named(flag):
    assert flag in codes(flags(**SUSPICIOUS[flag]))


@pytest.mark.parametrize("flag", SUSPICIOUS)
def test_each_reason_can_be_switched_off(flag):
    rules = CommentRules(pk=1, looks_for=[other for other in Flag.values if other != flag])

    assert flag not in codes(flags(rules=rules, **SUSPICIOUS[flag]))


def test_details_tell_the_word_the_host_and_the_seconds():
    found = flags(text="Sới cá độ ở www.quang-cao.top, mời bà con.", seconds=1.4)

    assert [Flag.WORD, "cá độ"] in found
    assert [Flag.LINK, "www.quang-cao.top"] in found
    assert [Flag.FAST, "1"] in found


def test_a_repetition_names_the_earlier_comment():
    text = "Đề nghị xã xem lại việc thu gom rác ở thôn Bến Đò, ba tuần nay chưa có xe về lấy, mùi hôi không chịu được."
    earlier = make_comment(title="Về thu gom rác", text=text)

    same = flags(title="VỀ THU GOM RÁC", text=text.lower())
    near = flags(title="Về thu gom rác", text=text.replace("ba tuần", "bốn tuần"))

    assert same == [[Flag.SAME, str(earlier.pk)]]
    assert near == [[Flag.NEAR, str(earlier.pk)]]


def test_what_is_two_weeks_old_is_no_repetition():
    make_comment(title=HARMLESS["title"], text=HARMLESS["text"], created_at=timezone.now() - timedelta(days=15))

    assert flags() == []


def test_looking_costs_two_questions_whatever_waits():
    for number in range(30):
        make_comment(title=f"Ý kiến số {number}", text=f"Câu hỏi thứ {number} của tôi là gì?")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        flags()

    assert len(queries) == 2


def test_a_comment_with_a_number_is_told_from_its_repetition_as_any_other():
    words = {
        "title": "Xin gọi lại",
        "text": "Nhà tôi mất nước ba ngày nay, xin gọi lại số 0912 345 678 giúp tôi.",
    }
    consent = ConsentText.objects.first()
    first, _is_new = moderation.post(
        make_article(), nonce="n" * 32, consent=consent, name="An", phone="", address_hash="", **words
    )

    assert flags(**words) == [[Flag.SAME, str(first.pk)]]


def test_a_number_in_a_link_is_masked_in_its_flag_too():
    found = flags(text="Xem trang 0912345678.com nhé, hoặc http://0987.654.321/ hay www.0934567890.vn")

    assert [detail for _code, detail in found if any(sign.isdigit() for sign in detail)] == []
