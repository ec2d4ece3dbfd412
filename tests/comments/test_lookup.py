"""Looking up a comment by its code: state, reason, unit, answer, history; and nothing by a wrong code."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.html import strip_tags

from articles import workflow
from comments import moderation, privacy, receipts
from comments.models import Reason, Status
from tests.factories import (
    at,
    make_answer,
    make_article,
    make_comment,
    make_comment_rules,
    make_identity,
    make_section,
    make_unit,
    make_user,
)

from .citizen import next_hour, opened, send, wrong_fields

pytestmark = pytest.mark.django_db

LOOKUP = "/tra-cuu/"
FRAME = 4  # identity with its rules, sections, banners, pages
PAST = at("2026-06-01", 12)


@pytest.fixture(autouse=True)
def identity():
    return make_identity()


@pytest.fixture
def moderator():
    return make_user("Kiểm duyệt", first_name="Mai", last_name="Lê Thị")


def code_of(comment):
    return receipts.code_of(comment.nonce)


def look_up(client, comment, **extra):
    return client.post(LOOKUP, {"code": code_of(comment)}, **extra)


def told_in(response):
    """What the page tells, as pairs of a term and what stands beside it."""
    rows = response.text.split('<dl class="facts">')[1].split("</dl>")[0].split("<dt>")[1:]
    return {row.split("</dt>")[0]: strip_tags(row.split("</dt>")[1]).strip() for row in rows}


def history_in(response):
    return [str(words) for _at, words in response.context["history"]]


def history_of(client, comment):
    """The history in the words of the source."""
    with translation.override("en"):
        return history_in(look_up(client, comment))


# --- What is told ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (Status.WAITING, "Ý kiến của bạn đang chờ duyệt"),
        (Status.APPROVED, "Ý kiến của bạn đã được đăng"),
        (Status.REFUSED, "Ý kiến của bạn không được đăng"),
        (Status.SPAM, "Ý kiến của bạn không được đăng"),
        (Status.TAKEN_DOWN, "Ý kiến của bạn đã được gỡ"),
    ],
)
def test_the_code_tells_what_became_of_the_comment(client, status, heading):
    comment = make_comment(status=status)

    response = look_up(client, comment)

    assert response.status_code == 200
    assert response.context["comment"] == comment
    assert response.text.split("<h2>")[1].split("</h2>")[0] == heading
    assert response.text.count(f'href="{comment.article.get_absolute_url()}"') == 1
    assert response.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_the_reason_is_told_in_the_words_of_its_code_and_of_the_moderator(client, moderator):
    comment = make_comment()
    moderation.reject(comment, by=moderator, code=Reason.PERSONAL, reason="Có số nhà của người khác.")

    told = told_in(look_up(client, comment))

    assert told["Lý do"] == f"{Reason.PERSONAL.label} Có số nhà của người khác."


def test_spam_reads_exactly_like_a_comment_refused_as_advertising(client, moderator):
    spam, refused = make_comment(created_at=PAST), make_comment(created_at=PAST)
    with time_machine.travel(timezone.now(), tick=False):
        moderation.mark_spam(spam, by=moderator)
        moderation.reject(refused, by=moderator, code=Reason.ADVERTISING)

    pages = [look_up(client, each) for each in (spam, refused)]

    assert told_in(pages[0]) == told_in(pages[1])
    assert [history_in(page) for page in pages] == [["Đã nhận", "Không đăng"]] * 2
    assert pages[0].text.count("spam") == pages[0].text.count("Spam") == 0


def test_a_refused_comment_that_is_then_marked_as_spam_was_refused_once(client, moderator):
    comment = make_comment()
    comment = moderation.reject(comment, by=moderator, code=Reason.OFF_TOPIC)
    moderation.mark_spam(comment, by=moderator)

    assert history_in(look_up(client, comment)) == ["Đã nhận", "Không đăng"]


def test_a_comment_with_a_unit_names_it_and_the_day_of_the_answer(client, moderator):
    comment = make_comment()
    moderation.route(
        comment, make_unit("Phòng Kinh tế"), by=moderator, due_on=date(2027, 1, 15), note="Chị Hạnh xem giúp"
    )

    response = look_up(client, comment)

    told = told_in(response)
    assert (told["Đơn vị phụ trách"], told["Hạn trả lời"]) == ("Phòng Kinh tế", "15/01/2027")
    assert history_of(client, comment) == ["Received", "Handed to Phòng Kinh tế"]
    assert "Chị Hạnh" not in response.text


def test_a_comment_that_went_from_unit_to_unit_names_each_and_at_last_none_in_charge(client, moderator):
    comment = make_comment()
    comment = moderation.route(comment, make_unit("Phòng Kinh tế"), by=moderator)
    comment = moderation.route(comment, make_unit("Công an xã"), by=moderator)
    moderation.route(comment, None, by=moderator, note="Không thuộc thẩm quyền")

    response = look_up(client, comment)

    assert "Đơn vị phụ trách" not in told_in(response)
    assert history_of(client, comment) == [
        "Received",
        "Handed to Phòng Kinh tế",
        "Handed to Công an xã",
        "Handed back to the editors",
    ]
    assert "thẩm quyền" not in response.text


def test_what_a_unit_writes_when_it_gives_a_case_back_stays_in_the_office(client, moderator):
    comment = make_comment()
    comment = moderation.route(comment, make_unit("Phòng Kinh tế"), by=moderator)
    comment = moderation.hand_back(comment, by=None, note="Không thuộc thẩm quyền")
    moderation.route(comment, make_unit("Công an xã"), by=moderator)

    history = history_of(client, comment)

    assert history == ["Received", "Handed to Phòng Kinh tế", "Handed to Công an xã"]
    assert "thẩm quyền" not in look_up(client, comment).text


def test_an_answer_that_was_taken_back_is_told_with_its_reason(client, moderator):
    comment = make_comment(status=Status.APPROVED)
    comment = moderation.answer(comment, by=moderator, text="Giá 50% là 9.000 đồng.", unit=make_unit())
    moderation.remove_answer(comment, by=moderator, reason="Trả lời nhầm ý kiến, sai 100%(s).")

    response, history = look_up(client, comment), history_of(client, comment)

    assert history == ["Received", "Officially answered", "Answer taken back: Trả lời nhầm ý kiến, sai 100%(s)."]
    assert "9.000 đồng" not in response.text


@pytest.mark.parametrize("status", [Status.WAITING, Status.APPROVED, Status.REFUSED, Status.WITHDRAWN])
def test_the_official_answer_is_read_here_whatever_became_of_the_comment(client, status):
    comment = make_comment(status=status, unit=make_unit(), routed_at=PAST, due_on=date(2026, 6, 20))
    make_answer(
        comment,
        "Giá <b>9.500</b> đồng.",
        name="Lê Thị Hoa",
        position="Phó Chủ tịch",
        at=PAST,
        changed_at=at("2026-06-02", 9),
    )

    response = look_up(client, comment)

    answer = response.text.split('<div class="answer">')[1].split("</div>")[0]
    expected = ["Giá &lt;b&gt;9.500&lt;/b&gt; đồng.", "Lê Thị Hoa, Phó Chủ tịch", "12:00 01/06/2026", "02/06/2026"]
    assert [part for part in expected if part not in answer] == []
    assert "Hạn trả lời" not in told_in(response)


def test_the_history_names_each_step_once_and_nobody_of_the_staff(client, moderator):
    comment = make_comment(created_at=PAST, text="Gọi cho ông Tám giúp tôi.")
    editor = make_user("Biên tập viên", first_name="Nam", last_name="Trần Văn")
    comment = moderation.route(comment, make_unit(), by=moderator)
    comment = moderation.mask(comment, by=moderator, words="ông Tám")
    comment = moderation.answer(comment, by=editor, text="Đã chuyển.", unit=make_unit("Công an xã"))
    comment = moderation.change_answer(comment, by=editor, text="Đã xong.", unit=comment.unit)
    moderation.ban(comment, by=moderator, days=3, reason="Nóng nảy")
    moderation.take_down(comment, by=moderator, code=Reason.REQUESTED)

    response = look_up(client, comment)

    assert history_of(client, comment) == [
        "Received",
        "Handed to Văn phòng HĐND và UBND",
        "Words masked",
        "Shown under the article",
        "Officially answered",
        "Answer changed",
        "Taken down",
    ]
    names = ["Mai", "Nam", "Trần Văn", moderator.username, editor.username, "Nóng nảy", "ông Tám", "Đã chuyển."]
    assert [name for name in names if name in response.text] == []


def test_what_was_undone_was_never_done(client, moderator):
    comment = make_comment()
    refused = moderation.reject(comment, by=moderator, code=Reason.OFF_TOPIC)
    moderation.undo(refused.last_event, by=moderator)

    response = look_up(client, comment)

    assert history_in(response) == ["Đã nhận"]
    assert str(Reason.OFF_TOPIC.label) not in response.text


def test_an_erased_comment_says_only_that_it_was_erased_and_when(client, moderator):
    comment = make_comment(title="Chuyện của tôi", unit=make_unit(), routed_at=PAST, due_on=date(2026, 6, 20))
    moderation.reject(comment, by=moderator, code=Reason.PERSONAL)
    with time_machine.travel(at("2026-12-01", 9), tick=False):
        privacy.erase([comment], by=make_user("Quản trị"), request="Người gửi đề nghị")

    response = look_up(client, comment)

    assert told_in(response) == {"Xoá lúc": "09:00 01/12/2026"}
    assert history_in(response) == ["Đã nhận", "Xoá theo yêu cầu"]
    assert response.context["may_withdraw"] is False
    assert response.text.count("Chuyện của tôi") == response.text.count("đề nghị") == 0


def withdrawn():
    article = make_article()
    workflow.withdraw(article, by=None, reason="Nhầm")
    return article


def expired():
    return make_article(published_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(days=1))


@pytest.mark.parametrize("make", [withdrawn, expired])
def test_the_look_up_leads_to_no_article_that_is_gone(client, make):
    article = make()
    comment = make_comment(article)

    page = look_up(client, comment).text

    assert article.get_absolute_url() not in page
    assert comment.title in page


# --- The code --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        str,
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " ").join("  "),
        lambda code: code.replace("-", "\u200b–\x00"),
        lambda code: code.replace("0", "o").replace("1", "l"),
    ],
)
def test_a_code_is_read_however_it_is_written(client, typed):
    comment = make_comment(nonce="một mã có 0 và 1: 17")

    response = client.post(LOOKUP, {"code": typed(code_of(comment))})

    assert response.context["comment"] == comment


WRONG = ["AAAAA-AAAAA-AAAAA", "x", "", "\x00", "ặ" * 300, "' OR 1=1 --", "A" * 10_000]


@pytest.mark.parametrize("code", WRONG)
def test_every_wrong_code_is_answered_with_the_same_words_status_and_questions(client, code):
    make_comment()
    client.post(LOOKUP, {"code": "BBBBB-BBBBB-BBBBB"})  # the first one makes the key of the month

    with CaptureQueriesContext(connection) as unknown:
        usual = client.post(LOOKUP, {"code": "AAAAA-AAAAA-AAAAB"})
    with CaptureQueriesContext(connection) as asked:
        response = client.post(LOOKUP, {"code": code})

    assert response.status_code == usual.status_code == 404
    assert response.context["form"].errors == usual.context["form"].errors
    told = "Không có ý kiến nào mang mã này. Hãy đối chiếu với giấy biên nhận."
    assert response.context["form"].errors["code"] == [told]
    assert len(asked) == len(unknown) == FRAME + 3


def test_a_missing_code_is_a_wrong_one(client):
    response = client.post(LOOKUP)

    assert response.status_code == 404
    assert wrong_fields(response) == {"code"}


def test_a_code_in_the_address_is_not_looked_at(client):
    comment = make_comment(title="Không được hiện")

    response = client.get(LOOKUP, {"code": code_of(comment)})

    assert "comment" not in response.context
    assert "Không được hiện" not in response.text


def test_no_link_of_the_receipt_or_the_look_up_carries_the_code(client):
    article = make_article()
    receipt = send(client, article, opened(client, article))
    code = receipt.context["code"]

    pages = [receipt, client.post(LOOKUP, {"code": code})]

    parts = [part for page in pages for part in page.text.replace('action="', 'href="').split('href="')[1:]]
    links = [part.split('"')[0] for part in parts]
    assert [page.text.replace("-", "").count(code.replace("-", "")) for page in pages] == [1, 1]
    assert [link for link in links if code in link or code.replace("-", "") in link] == []


def test_codes_are_throttled_for_each_address(client):
    make_comment_rules(lookups_per_minute=3)
    comment, hour = make_comment(), next_hour()
    with time_machine.travel(hour, tick=False) as clock:
        guesses = [client.post(LOOKUP, {"code": "AAAAA"}).status_code for _each in range(3)]
        refused = look_up(client, comment)
        neighbour = look_up(client, comment, REMOTE_ADDR="203.0.113.9")
        clock.shift(timedelta(minutes=1))
        later = look_up(client, comment)

    assert guesses == [404] * 3
    assert refused.status_code == 429
    assert f"{timezone.localtime(hour):%H}:01" in refused.text
    assert comment.title not in refused.text
    assert refused.context["form"]["code"].value() == code_of(comment)
    assert (neighbour.status_code, later.status_code) == (200, 200)


def test_a_limit_of_zero_look_ups_is_none(client):
    make_comment_rules(lookups_per_minute=0)
    comment = make_comment()

    assert {look_up(client, comment).status_code for _each in range(30)} == {200}


def test_a_look_up_costs_the_same_queries_however_long_the_history(client, moderator):
    make_section("Khác")
    comment = make_comment()
    look_up(client, comment)

    with CaptureQueriesContext(connection) as short:
        look_up(client, comment)
    comment = moderation.route(comment, make_unit(), by=moderator)
    comment = moderation.approve(comment, by=moderator)
    moderation.answer(comment, by=moderator, text="Xong.", unit=make_unit("Công an xã"))
    with CaptureQueriesContext(connection) as long:
        look_up(client, comment)

    # the keys of addresses; look-ups counted; the comment with article, unit and answer; its steps
    assert [len(short), len(long)] == [FRAME + 4] * 2


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, method):
    assert getattr(client, method)(LOOKUP).status_code == 405
