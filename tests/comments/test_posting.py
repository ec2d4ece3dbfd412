"""A citizen writes: the form, what it refuses and why, the receipt, the look-up, and what nobody else may see."""

import re
import unicodedata
from datetime import timedelta
from ipaddress import ip_network

import pytest
import time_machine
from captcha.models import CaptchaStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article, Section
from articles.models.comments_allowed import CommentsAllowed
from comments import receipts
from comments.models import Comment, ConsentText, Flag, PostingBucket, PrivateContact, Status
from portal.models import SiteIdentity
from tests.factories import at, make_article, make_comment, make_draft, make_identity, make_section

pytestmark = pytest.mark.django_db

FRAME = 4  # identity, sections, banners; version and last change
FRAME_UNCACHED = 3  # the same without the version: these pages have no ETag
PAST = at("2026-06-01", 12)
WORDS = {
    "name": "Nguyễn Thị Đức-Hạnh",
    "phone": "0912 345 678",
    "title": "Xin hỏi giá lắp đồng hồ",
    "text": "Nhà tôi có hai hộ.\n\nĐồng hồ thứ hai có phải trả tiền không?",
}


@pytest.fixture(autouse=True)
def identity():
    return make_identity()


@pytest.fixture
def article():
    return make_article(title="Nước sạch về thôn")


def next_hour():
    """The beginning of the hour to come: a moment at which what is public now still is."""
    return (timezone.now() + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)


def answer_to(key):
    return CaptchaStore.objects.get(hashkey=key).response


def hidden_of(response):
    form = response.context["form"]
    return {name: form[name].value() for name in ("form", "key", "solved", "consent_text")}


def opened(client, article):
    """What a browser would send of the form on its own page, its captcha solved, with WORDS and consent."""
    hidden = hidden_of(client.get(address_of(article)))
    return WORDS | hidden | {"answer": answer_to(hidden["key"]), "consent": "on"}


def address_of(article):
    return reverse("comments:form", args=[article.pk])


def send(client, article, data, **extra):
    return client.post(address_of(article), data, **extra)


def words_in(response):
    form = response.context["form"]
    return {name: form[name].value() for name in WORDS}


def wrong_fields(response):
    return set(response.context["form"].errors)


# --- Sending ---------------------------------------------------------------------------------------------------------


def test_a_citizen_sends_a_comment_and_gets_a_receipt(client, article):
    data = opened(client, article)

    response = send(client, article, data, REMOTE_ADDR="203.0.113.7")

    comment = Comment.objects.get()
    stored = (comment.article, comment.status, comment.name, comment.title, comment.text, comment.flags)
    assert stored == (article, Status.WAITING, WORDS["name"], WORDS["title"], WORDS["text"], [])
    assert comment.consent == ConsentText.objects.first()
    assert comment.contact.phone == "+84912345678"
    assert "203.0.113.7" not in comment.contact.address_hash
    assert response.status_code == 200
    assert response.context["code"] == receipts.code_of(comment.nonce)
    assert receipts.hash_of(response.context["code"]) == comment.code_hash
    assert response.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_the_form_in_the_article_page_is_opened_by_a_request_of_its_own(client, article):
    fresh = client.post(reverse("comments:open", args=[article.pk])).json()
    static = client.get(article.get_absolute_url()).context["form"]
    data = WORDS | {
        "form": fresh["form"],
        "key": fresh["key"],
        "answer": answer_to(fresh["key"]),
        "consent_text": static["consent_text"].value(),
        "consent": "on",
    }

    response = send(client, article, data)

    assert response.status_code == 200
    assert Comment.objects.count() == 1
    assert client.get(fresh["image"]).headers["Content-Type"] == "image/png"
    assert set(fresh) == {"csrfmiddlewaretoken", "form", "key", "image"}


def test_the_phone_may_stay_empty(client, article):
    send(client, article, opened(client, article) | {"phone": " "})

    assert PrivateContact.objects.get().phone == ""


@pytest.mark.parametrize("field", ["name", "title", "text", "answer", "consent"])
def test_a_required_field_is_asked_for_and_the_rest_is_kept(client, article, field):
    data = opened(client, article)
    del data[field]

    response = send(client, article, data)

    assert response.status_code == 422
    assert wrong_fields(response) == {field}
    assert words_in(response) == WORDS | ({field: None} if field in WORDS else {})
    assert Comment.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("name", "An", "An"),
        ("name", "  Lê \u00a0 Văn\tAn ", "Lê Văn An"),
        ("name", unicodedata.normalize("NFD", "Nguyễn Thị Đức-Hạnh"), "Nguyễn Thị Đức-Hạnh"),
        ("name", "Lê\u200b An\u202e\ufeff", "Lê An"),
        ("name", unicodedata.normalize("NFD", "ặ" * 100), "ặ" * 100),
        ("title", "ế" * 150, "ế" * 150),
        ("title", "Xin\x00 hỏi giá", "Xin hỏi giá"),
        ("title", "<b>Xin hỏi</b> & hết", "<b>Xin hỏi</b> & hết"),
        ("text", unicodedata.normalize("NFD", "ậ" * 2000), "ậ" * 2000),
        ("text", "👏" * 2000, "👏" * 2000),
        ("text", "Dòng một\r\n\r\n\r\n\r\nDòng hai  ", "Dòng một\n\nDòng hai"),
        ("text", "Cảm\x00 ơn\u200f nhiều\x07", "Cảm ơn nhiều"),
    ],
)
def test_text_is_counted_and_stored_as_people_see_it(client, article, field, typed, stored):
    response = send(client, article, opened(client, article) | {field: typed})

    assert response.status_code == 200
    assert getattr(Comment.objects.get(), field) == stored


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "A"),
        ("name", "\u200b\u200b\u202e"),
        ("name", "ặ" * 101),
        ("title", "Giá?"),
        ("title", "a" * 151),
        ("text", "Hay."),
        ("text", "\x00\x00\x00\x00\x00\x00"),
        ("text", "a" * 2001),
        ("text", "e" + "\u0317" * 2000),
        ("phone", "không có"),
        ("phone", "0912 34"),
        ("phone", "0912\x00345678"),
        ("phone", "0" * 41),
    ],
)
def test_text_too_short_or_too_long_is_said_beside_its_field_and_kept(client, article, field, typed):
    response = send(client, article, opened(client, article) | {field: typed})

    assert response.status_code == 422
    assert wrong_fields(response) == {field}
    assert response.context["form"][field].value() == typed
    assert Comment.objects.count() == 0


def test_errors_stand_in_a_summary_that_leads_to_the_fields_and_takes_the_focus(client, article):
    response = send(client, article, opened(client, article) | {"title": "", "phone": "abc"})

    page = response.text
    summary = page[page.index("data-focus") : page.index('<form class="say"')]
    assert [part.split('"')[0] for part in summary.split('<a href="#')[1:]] == ["id_phone", "id_title"]
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert page.count('aria-invalid="true"') == 2
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in page
    assert 'id="id_phone_error"' in page


# --- Consent ---------------------------------------------------------------------------------------------------------


def test_the_consent_box_is_never_ticked_beforehand(client, article):
    alone, under = client.get(address_of(article)), client.get(article.get_absolute_url())

    assert [page.context["form"]["consent"].value() for page in (alone, under)] == [None, None]
    assert [page.text.count(" checked") for page in (alone, under)] == [0, 0]


def test_a_changed_consent_text_is_shown_and_asked_for_again(client, article, identity):
    data = opened(client, article)
    identity.consent = ConsentText.objects.create(text="Lời mới.")
    identity.save()

    response = send(client, article, data)
    again = send(client, article, WORDS | hidden_of(response) | {"consent": "on"})

    assert wrong_fields(response) == {"consent"}
    assert response.context["form"]["consent"].value() is False
    assert " checked" not in response.text
    assert again.status_code == 200
    assert Comment.objects.get().consent.text == "Lời mới."


def test_a_refresh_does_not_carry_a_tick_over_to_a_newer_consent_text(client, article, identity):
    data = opened(client, article)
    identity.consent = ConsentText.objects.create(text="Lời mới.")
    identity.save()

    response = send(client, article, data | {"refresh": "1"})

    assert " checked" not in response.text


# --- Captcha ---------------------------------------------------------------------------------------------------------


def test_a_wrong_answer_brings_a_new_picture_and_spends_the_old_one(client, article):
    data = opened(client, article)

    wrong = send(client, article, data | {"answer": "1"})
    old = send(client, article, data)

    assert (wrong_fields(wrong), wrong_fields(old)) == ({"answer"}, {"answer"})
    assert hidden_of(wrong)["key"] not in {"", data["key"]}
    assert hidden_of(wrong)["form"] == data["form"]
    assert words_in(wrong) == WORDS
    assert wrong.context["form"]["answer"].value() == ""


def test_an_expired_picture_is_refused_and_the_words_are_kept(client, article):
    data = opened(client, article)
    CaptchaStore.objects.update(expiration=timezone.now() - timedelta(seconds=1))

    response = send(client, article, data)

    assert wrong_fields(response) == {"answer"}
    assert words_in(response) == WORDS


def test_a_picture_serves_one_form_only(client, article):
    first, second = opened(client, article), opened(client, article)
    send(client, article, first)

    response = send(client, article, second | {"key": first["key"], "answer": first["answer"]})

    assert wrong_fields(response) == {"answer"}
    assert Comment.objects.count() == 1


def test_an_error_elsewhere_asks_for_no_second_picture(client, article):
    data = opened(client, article)

    wrong = send(client, article, data | {"title": ""})
    right = send(client, article, WORDS | hidden_of(wrong) | {"consent": "on"})

    assert wrong_fields(wrong) == {"title"}
    assert wrong.context["is_solved"] is True
    assert "id_answer" not in wrong.text
    assert right.status_code == 200
    assert Comment.objects.count() == 1


def test_a_proof_is_good_for_its_own_form_only(client, article):
    wrong = send(client, article, opened(client, article) | {"title": ""})
    other = opened(client, article)

    response = send(client, article, other | {"answer": "", "solved": hidden_of(wrong)["solved"]})

    assert wrong_fields(response) == {"answer"}


def test_a_proof_ends_after_twenty_minutes(client, article):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        wrong = send(client, article, opened(client, article) | {"title": ""})
        clock.shift(timedelta(minutes=21))

        response = send(client, article, WORDS | hidden_of(wrong) | {"consent": "on"})

    assert wrong_fields(response) == {"answer"}
    assert words_in(response) == WORDS


def test_a_new_picture_without_script_keeps_all_words_and_scolds_nobody(client, article):
    data = opened(client, article) | {"title": ""}

    response = send(client, article, data | {"refresh": "1"})

    assert response.status_code == 200
    assert wrong_fields(response) == set()
    assert words_in(response) == WORDS | {"title": ""}
    assert hidden_of(response)["key"] != data["key"]
    assert hidden_of(response)["form"] == data["form"]
    assert response.context["form"]["consent"].value() is True


# --- Nothing is lost, nothing counts twice ---------------------------------------------------------------------------


def test_a_forgotten_cookie_keeps_all_words_and_the_second_try_arrives(article):
    strict = Client(enforce_csrf_checks=True)
    data = opened(strict, article)
    strict.cookies.clear()

    refused = send(strict, article, data)
    token = str(refused.context["csrf_token"])
    key = hidden_of(refused)["key"]
    again = WORDS | hidden_of(refused) | {"answer": answer_to(key), "consent": "on", "csrfmiddlewaretoken": token}
    arrived = send(strict, article, again)

    assert refused.status_code == 403
    assert words_in(refused) == WORDS
    assert refused.context["notice"] != ""
    assert arrived.status_code == 200
    assert Comment.objects.count() == 1


def test_a_form_older_than_a_day_keeps_all_words_and_can_be_sent_again(client, article):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        data = opened(client, article)
        clock.shift(timedelta(hours=24, minutes=1))

        old = send(client, article, data)
        fresh = hidden_of(old)
        again = send(client, article, WORDS | fresh | {"answer": answer_to(fresh["key"]), "consent": "on"})

    assert (old.status_code, again.status_code) == (422, 200)
    assert words_in(old) == WORDS
    assert Comment.objects.count() == 1


def test_a_form_of_another_article_is_not_taken(client, article):
    other = make_article(title="Bài khác")

    response = send(client, other, opened(client, article))

    assert response.status_code == 422
    assert Comment.objects.count() == 0


def test_the_same_form_sent_twice_gives_the_same_receipt_and_one_comment(client, article):
    data = opened(client, article)

    first, second = send(client, article, data), send(client, article, data)

    assert (first.status_code, second.status_code) == (200, 200)
    assert second.context["code"] == first.context["code"]
    assert Comment.objects.count() == PrivateContact.objects.count() == 1


def test_the_same_form_with_other_words_loses_neither(client, article):
    data = opened(client, article)
    send(client, article, data)

    other = send(client, article, data | {"text": "Một câu hỏi khác hẳn."})
    fresh = hidden_of(other)
    words = words_in(other) | fresh | {"answer": answer_to(fresh["key"]), "consent": "on"}
    arrived = send(client, article, words)

    assert other.status_code == 409
    assert words_in(other) == WORDS | {"text": "Một câu hỏi khác hẳn."}
    assert fresh["form"] != data["form"]
    assert arrived.status_code == 200
    assert set(Comment.objects.values_list("text", flat=True)) == {WORDS["text"], "Một câu hỏi khác hẳn."}


# --- Guards ----------------------------------------------------------------------------------------------------------


def test_a_program_that_fills_the_trap_is_flagged_and_not_told(client, article):
    response = send(client, article, opened(client, article) | {"website": "https://example.com/" + "x" * 3000})

    assert response.status_code == 200
    assert Comment.objects.get().flags == [Flag.TRAP]


def test_a_burst_is_refused_with_a_time_and_keeps_the_words(client, article, settings):
    settings.COMMENTS_PER_MINUTE = 2
    hour = next_hour()
    with time_machine.travel(hour + timedelta(seconds=20), tick=False) as clock:
        for _each in range(2):
            assert send(client, article, opened(client, article)).status_code == 200

        refused = send(client, article, opened(client, article))
        clock.shift(timedelta(minutes=1))
        later = send(client, article, WORDS | hidden_of(refused) | {"consent": "on"})

    assert refused.status_code == 429
    assert refused.context["until"] == hour + timedelta(minutes=1)
    assert f"{timezone.localtime(hour):%H}:01" in refused.text
    assert words_in(refused) == WORDS
    assert later.status_code == 200
    assert Comment.objects.count() == 3


def test_a_full_hour_holds_comments_for_a_second_look_and_refuses_none(client, article, settings):
    settings.COMMENTS_PER_MINUTE, settings.COMMENTS_PER_HOUR = 10, 2
    with time_machine.travel(next_hour(), tick=False) as clock:
        for _each in range(3):
            assert send(client, article, opened(client, article)).status_code == 200
            clock.shift(timedelta(minutes=1))

    assert list(Comment.objects.order_by("pk").values_list("flags", flat=True)) == [[], [], [Flag.MANY]]


@pytest.mark.parametrize(
    ("addresses", "senders"),
    [
        (["203.0.113.7", "203.0.113.7"], 1),
        (["203.0.113.7", "203.0.113.8"], 2),
        (["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"], 1),
        (["2001:db8:1:2::1", "2001:db8:1:3::1"], 2),
    ],
)
def test_an_ipv6_household_is_one_sender(client, article, addresses, senders):
    for address in addresses:
        send(client, article, opened(client, article), REMOTE_ADDR=address)

    assert Comment.objects.count() == 2
    assert PostingBucket.objects.count() == senders


@pytest.mark.parametrize(("trusted", "senders"), [("", 1), ("203.0.113.0/24", 2)])
def test_forwarded_addresses_count_only_from_trusted_proxies(client, article, settings, trusted, senders):
    settings.TRUSTED_PROXIES = [ip_network(trusted)] if trusted else []

    for address in ("198.51.100.1", "198.51.100.2"):
        forwarded = {"X-Forwarded-For": address}
        send(client, article, opened(client, article), REMOTE_ADDR="203.0.113.7", headers=forwarded)

    assert PostingBucket.objects.count() == senders


# --- Where comments are open -----------------------------------------------------------------------------------------


INHERIT, YES, NO = CommentsAllowed.INHERIT, CommentsAllowed.YES, CommentsAllowed.NO


@pytest.mark.parametrize(
    ("site", "above", "section", "article_says", "is_open"),
    [
        (True, INHERIT, INHERIT, INHERIT, True),
        (False, INHERIT, INHERIT, INHERIT, False),
        (True, NO, INHERIT, INHERIT, False),
        (True, INHERIT, NO, INHERIT, False),
        (True, INHERIT, INHERIT, NO, False),
        (True, NO, YES, INHERIT, True),
        (True, YES, NO, INHERIT, False),
        (False, YES, INHERIT, INHERIT, True),
        (False, NO, NO, YES, True),
    ],
)
def test_the_nearest_setting_opens_or_closes_comments(client, identity, site, above, section, article_says, is_open):
    SiteIdentity.objects.update(comments_allowed=site)
    top = make_section("Kinh tế", comments_allowed=above)
    below = make_section("Nông nghiệp", parent=top, comments_allowed=section)
    article = make_article(section=below.pk, comments_allowed=article_says)

    page = client.get(article.get_absolute_url())
    alone = client.get(address_of(article))
    opening = client.post(reverse("comments:open", args=[article.pk]))

    assert ("data-comment-form" in page.text) == is_open
    assert (alone.status_code, opening.status_code) == ((200, 200) if is_open else (404, 404))


def test_without_a_consent_text_no_comments_are_taken(client, article, identity):
    identity.consent = None
    identity.save()

    assert "data-comment-form" not in client.get(article.get_absolute_url()).text
    assert client.get(address_of(article)).status_code == 404


def test_comments_stay_where_no_more_are_taken(client, article):
    make_comment(article, status=Status.APPROVED, title="Đã đăng trước đây")
    Section.objects.update(comments_allowed=NO)

    page = client.get(article.get_absolute_url()).text

    assert "Đã đăng trước đây" in page
    assert "data-comment-form" not in page


def draft():
    return make_draft().article


def withdrawn():
    article = make_article()
    workflow.withdraw(article, by=None, reason="Nhầm")
    return article


def expired():
    return make_article(published_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(days=1))


def scheduled():
    return make_article(published_at=timezone.now() + timedelta(days=1))


@pytest.mark.parametrize("make", [draft, withdrawn, expired, scheduled])
def test_what_readers_may_not_read_they_may_not_comment_on(client, make):
    article = make()

    assert client.get(address_of(article)).status_code == 404
    assert client.post(address_of(article), WORDS).status_code == 404
    assert client.post(reverse("comments:open", args=[article.pk])).status_code == 404
    assert CaptchaStore.objects.count() == 0


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, article, method):
    assert getattr(client, method)(address_of(article)).status_code == 405
    assert client.get(reverse("comments:open", args=[article.pk])).status_code == 405


# --- Reading ---------------------------------------------------------------------------------------------------------


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return [query["sql"] for query in captured]


def test_only_approved_comments_stand_under_their_article_newest_first(client, article):
    for number, status in enumerate(Status.values):
        make_comment(article, status=status, title=f"Ý kiến {status}", created_at=at("2026-11-01", number))
    make_comment(article, status=Status.APPROVED, title="Ý kiến sau", created_at=at("2026-11-02", 9, 5))
    make_comment(make_article(title="Bài khác"), status=Status.APPROVED, title="Dưới bài khác")

    response = client.get(article.get_absolute_url())

    assert [comment.title for comment in response.context["comments"]] == ["Ý kiến sau", "Ý kiến approved"]
    assert response.context["total"] == 2
    assert response.text.count('<article class="comment">') == 2
    assert "09:05 02/11/2026" in response.text


def test_what_a_reader_wrote_is_shown_as_text(client, article):
    make_comment(
        article, status=Status.APPROVED, name="<i>An</i>", title="<b>x</b>", text="<script>alert(1)</script>\n\nHết"
    )

    page = client.get(article.get_absolute_url()).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;</p>" in page
    assert ("<i>An" in page, "<b>x" in page, "<script>alert" in page) == (False, False, False)


def test_reading_writes_no_row_and_sets_no_cookie(client, article):
    make_comment(article, status=Status.APPROVED)

    asked = queries(client, article.get_absolute_url())

    assert [sql for sql in asked if not sql.startswith("SELECT")] == []
    assert client.cookies == {}
    assert "csrfmiddlewaretoken" not in client.get(article.get_absolute_url()).text
    assert CaptchaStore.objects.count() == 0


def test_comments_cost_the_article_page_one_query(client, article):
    few = len(queries(client, article.get_absolute_url()))

    for number in range(10):
        make_comment(article, status=Status.APPROVED, title=f"Ý kiến {number}")
    asked = queries(client, article.get_absolute_url())

    assert len(asked) == few <= FRAME + 8 + 1
    assert len([sql for sql in asked if 'FROM "comments_comment"' in sql]) == 1


def test_posting_costs_at_most_eight_queries_beyond_the_frame(client, article):
    make_section("Khác")
    data = opened(client, article)

    with CaptureQueriesContext(connection) as captured:
        response = send(client, article, data)

    assert response.status_code == 200
    assert len(captured) <= FRAME_UNCACHED + 8


def test_comments_are_paged(client, article):
    for number in range(45):
        make_comment(
            article, status=Status.APPROVED, title=f"Số {number:02}", created_at=PAST + timedelta(minutes=number)
        )

    pages = [client.get(article.get_absolute_url(), {"y-kien": number}) for number in (1, 2, 3)]

    titles = [[comment.title for comment in page.context["comments"]] for page in pages]
    assert titles == [[f"Số {n:02}" for n in span] for span in (range(44, 24, -1), range(24, 4, -1), range(4, -1, -1))]
    assert [re.findall(r'href="\?y-kien=(\d)#y-kien"', page.text) for page in pages] == [["2"], ["1", "3"], ["2"]]


@pytest.mark.parametrize("page", ["bad", "0", "-1", "2", "501", "1000", "", "٣", "1 ", "1.0", "\x00"])
def test_a_page_of_comments_that_is_none_is_not_found(client, article, page):
    assert client.get(article.get_absolute_url(), {"y-kien": page}).status_code == 404


# --- Looking up ------------------------------------------------------------------------------------------------------


LOOKUP = "/tra-cuu/"


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.WAITING, Status.WAITING),
        (Status.APPROVED, Status.APPROVED),
        (Status.REFUSED, Status.REFUSED),
        (Status.SPAM, Status.REFUSED),
        (Status.TAKEN_DOWN, Status.TAKEN_DOWN),
    ],
)
def test_the_code_tells_what_became_of_the_comment(client, status, told):
    comment = make_comment(status=status)

    response = client.post(LOOKUP, {"code": receipts.code_of(comment.nonce)})

    assert response.status_code == 200
    assert response.context["comment"] == comment
    assert comment.told_status == told
    assert response.text.count(f"<dd>{comment.reason}</dd>") == bool(comment.reason)
    assert response.text.count(f'href="{comment.article.get_absolute_url()}"') == 1


def test_spam_and_refused_read_alike(client):
    spam, refused = make_comment(status=Status.SPAM), make_comment(status=Status.REFUSED, decided_at=PAST)
    Comment.objects.update(created_at=PAST, decided_at=PAST)
    Comment.objects.filter(pk=refused.pk).update(reason="Lý do")

    pages = [client.post(LOOKUP, {"code": receipts.code_of(each.nonce)}).text for each in (spam, refused)]

    headings = [page.split("<h2>")[1].split("</h2>")[0] for page in pages]
    assert headings[0] == headings[1]


@pytest.mark.parametrize(
    "typed",
    [
        str,
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " ").join("  "),
        lambda code: code.replace("0", "o").replace("1", "l"),
    ],
)
def test_a_code_is_read_however_it_is_written(client, typed):
    comment = make_comment(nonce="một mã có 0 và 1: 17")
    code = receipts.code_of(comment.nonce)

    response = client.post(LOOKUP, {"code": typed(code)})

    assert response.context["comment"] == comment


@pytest.mark.parametrize("code", ["AAAAA-AAAAA-AAAAA", "x", "\x00"])
def test_a_wrong_code_is_said_so(client, code):
    make_comment()

    response = client.post(LOOKUP, {"code": code})

    assert response.context["comment"] is None
    assert wrong_fields(response) == {"code"}
    assert response.status_code == (200 if code == "\x00" else 404)


def test_a_code_in_the_address_is_not_looked_at(client):
    comment = make_comment(title="Không được hiện")

    response = client.get(LOOKUP, {"code": receipts.code_of(comment.nonce)})

    assert response.context["comment"] is None
    assert "Không được hiện" not in response.text


def test_no_link_of_the_receipt_carries_the_code(client, article):
    response = send(client, article, opened(client, article))

    code = response.context["code"]
    links = [part.split('"')[0] for part in response.text.split('href="')[1:]]
    assert response.text.count(code) == 1
    assert [link for link in links if code in link or code.replace("-", "") in link] == []


@pytest.mark.parametrize("make", [withdrawn, expired])
def test_the_look_up_leads_to_no_article_that_is_gone(client, make):
    article = make()
    comment = make_comment(article)

    page = client.post(LOOKUP, {"code": receipts.code_of(comment.nonce)}).text

    assert article.get_absolute_url() not in page
    assert comment.title in page


# --- What is nobody's business ---------------------------------------------------------------------------------------


def test_phone_and_address_stand_in_no_page_feed_or_look_up(client, article):
    receipt = send(client, article, opened(client, article), REMOTE_ADDR="203.0.113.7")
    comment = Comment.objects.get()
    Comment.objects.update(status=Status.APPROVED, decided_at=PAST)
    pages = [receipt, client.post(LOOKUP, {"code": receipts.code_of(comment.nonce)})]
    pages += [
        client.get(path) for path in ("/", article.get_absolute_url(), "/rss/", "/sitemap.xml", address_of(article))
    ]

    secrets = ["0912", "912345678", "912 345 678", "203.0.113.7", comment.contact.address_hash, comment.nonce]
    leaks = [(page.request["PATH_INFO"], secret) for page in pages for secret in secrets if secret in page.text]

    assert {page.status_code for page in pages} == {200}
    assert leaks == []


# --- What a hostile reading found -----------------------------------------------------------------------------------


def test_a_run_of_marks_is_refused_before_it_is_composed(client, article):
    """Composing it would take seconds: NFC grows with the square of such a run."""
    response = send(client, article, opened(client, article) | {"text": "a" + "\u0301\u0323" * 100_000})

    assert response.status_code == 422
    assert wrong_fields(response) == {"text"}


@pytest.mark.parametrize(
    ("field", "typed"), [("name", "\u3164\u3164"), ("title", "\u2800" * 5), ("text", "\ufe0f\u115f" * 9)]
)
def test_words_that_show_nothing_are_none(client, article, field, typed):
    response = send(client, article, opened(client, article) | {field: typed})

    assert wrong_fields(response) == {field}


def test_the_receipt_comes_again_whatever_has_changed_since(client, article, settings, monkeypatch):
    data = opened(client, article)
    first = send(client, article, data)
    settings.COMMENTS_PER_MINUTE = 1
    Article.objects.update(comments_allowed="no")

    again = [send(client, article, data | {"answer": "", "consent_text": "0"}) for _each in range(3)]

    assert [response.status_code for response in again] == [200] * 3
    assert {response.context["code"] for response in again} == {first.context["code"]}
    assert Comment.objects.count() == 1


def test_a_corrected_phone_number_is_not_dropped_silently(client, article):
    data = opened(client, article)
    send(client, article, data)

    response = send(client, article, data | {"phone": "0900 000 099"})

    assert response.status_code == 409
    assert response.context["form"]["phone"].value() == "0900 000 099"


def test_words_come_back_when_comments_close_while_they_are_written(client, article):
    data = opened(client, article)
    Article.objects.update(comments_allowed="no")

    response = send(client, article, data)

    assert response.status_code == 404
    assert "Đồng hồ thứ hai có phải trả tiền không?" in response.text
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-7", "idna", "base64", "rot13", "undefined", "utf-16"])
def test_forms_in_odd_encodings_are_refused(client, article, charset):
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    body = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n\\ud800\r\n--x--\r\n'

    assert client.generic("POST", address_of(article), body, content_type=kind).status_code == 400


def test_a_lost_cookie_does_not_cost_a_second_captcha(article):
    client = Client(enforce_csrf_checks=True)
    data = opened(client, article) | {"title": ""}
    token = client.post(reverse("comments:open", args=[article.pk])).json()["csrfmiddlewaretoken"]
    solved = send(client, article, data | {"csrfmiddlewaretoken": token}).context["form"]["solved"].value()
    client.cookies.clear()

    response = send(client, article, data | {"solved": solved, "answer": ""})

    assert response.status_code == 403
    assert response.context["is_solved"]
