"""A citizen writes: the form, what it asks for, the receipt, where it is open, and what nobody else may see."""

import re
import unicodedata
from datetime import timedelta

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
from comments import moderation, receipts, senders
from comments.models import Comment, ConsentText, PostingBucket, PrivateContact, Status
from portal.models import SiteIdentity
from tests.factories import (
    at,
    make_article,
    make_comment,
    make_comment_rules,
    make_draft,
    make_identity,
    make_section,
)

from .citizen import (
    OTHER_WORDS,
    WORDS,
    address_of,
    again,
    answer_to,
    hidden_of,
    next_hour,
    opened,
    send,
    words_in,
    wrong_fields,
)

pytestmark = pytest.mark.django_db

PAST = at("2026-06-01", 12)


@pytest.fixture(autouse=True)
def identity():
    return make_identity()


@pytest.fixture
def article():
    return make_article(title="Nước sạch về thôn")


# --- Sending ----------------------------------------------------------------------------------------------------------


def test_a_citizen_sends_a_comment_and_gets_a_receipt(client, article):
    with time_machine.travel(next_hour(), tick=False) as clock:
        data = opened(client, article)
        clock.shift(timedelta(seconds=40))

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

    sound = client.get(fresh["speech"])
    response = send(client, article, data)

    assert response.status_code == 200
    assert Comment.objects.count() == 1
    assert client.get(fresh["image"]).headers["Content-Type"] == "image/png"
    assert sound.headers["Content-Type"] == "audio/wav"
    assert set(fresh) == {"csrfmiddlewaretoken", "form", "key", "image", "speech"}


def test_the_phone_may_stay_empty(client, article):
    send(client, article, opened(client, article) | {"phone": " "})

    assert PrivateContact.objects.get().phone == ""


def test_the_offices_own_number_stays_in_the_words(client, article):
    make_comment_rules(public_phones="024 3888 0000")

    send(client, article, opened(client, article) | {"text": "Tôi gọi 024 3888 0000 và 0912 345 678 không được."})

    assert Comment.objects.get().text == "Tôi gọi 024 3888 0000 và [đã che] không được."


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


# --- Consent ----------------------------------------------------------------------------------------------------------


def test_the_consent_box_is_never_ticked_beforehand(client, article):
    alone, under = client.get(address_of(article)), client.get(article.get_absolute_url())

    assert [page.context["form"]["consent"].value() for page in (alone, under)] == [None, None]
    assert [page.text.count(" checked") for page in (alone, under)] == [0, 0]


def test_a_changed_consent_text_is_shown_and_asked_for_again(client, article, identity):
    data = opened(client, article)
    identity.consent = ConsentText.objects.create(text="Lời mới.")
    identity.save()

    response = send(client, article, data)
    second = send(client, article, WORDS | hidden_of(response) | {"consent": "on"})

    assert wrong_fields(response) == {"consent"}
    assert response.context["form"]["consent"].value() is False
    assert " checked" not in response.text
    assert second.status_code == 200
    assert Comment.objects.get().consent.text == "Lời mới."


def test_a_refresh_does_not_carry_a_tick_over_to_a_newer_consent_text(client, article, identity):
    data = opened(client, article)
    identity.consent = ConsentText.objects.create(text="Lời mới.")
    identity.save()

    response = send(client, article, data | {"refresh": "1"})

    assert " checked" not in response.text


# --- Nothing is lost, nothing counts twice ----------------------------------------------------------------------------


def test_a_forgotten_cookie_keeps_all_words_and_the_second_try_arrives(article):
    strict = Client(enforce_csrf_checks=True)
    data = opened(strict, article)
    strict.cookies.clear()

    refused = send(strict, article, data)
    token = str(refused.context["csrf_token"])
    arrived = send(strict, article, again(refused) | {"csrfmiddlewaretoken": token})

    assert refused.status_code == 403
    assert words_in(refused) == WORDS
    assert refused.context["notice"] != ""
    assert refused.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert arrived.status_code == 200
    assert Comment.objects.count() == 1


def test_a_form_older_than_a_day_keeps_all_words_and_can_be_sent_again(client, article):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        data = opened(client, article)
        clock.shift(timedelta(hours=24, minutes=1))

        old = send(client, article, data)
        arrived = send(client, article, again(old))

    assert (old.status_code, arrived.status_code) == (422, 200)
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
    arrived = send(client, article, again(other) | words_in(other))

    assert other.status_code == 409
    assert words_in(other) == WORDS | {"text": "Một câu hỏi khác hẳn."}
    assert hidden_of(other)["form"] != data["form"]
    assert arrived.status_code == 200
    assert set(Comment.objects.values_list("text", flat=True)) == {WORDS["text"], "Một câu hỏi khác hẳn."}


def test_the_same_form_at_once_gets_its_receipt_though_the_minute_is_full(client, article, monkeypatch):
    make_comment_rules(per_minute=1)
    first, ban_of = [], senders.ban_of

    def meanwhile(*args):
        monkeypatch.undo()  # the form comes again after this one was found to be new, and is stored before it
        first.append(send(client, article, data))
        return ban_of(*args)

    monkeypatch.setattr(senders, "ban_of", meanwhile)
    with time_machine.travel(next_hour(), tick=False):
        data = opened(client, article)
        second = send(client, article, data)
        other = send(client, article, opened(client, article))

    assert [response.status_code for response in (first[0], second, other)] == [200, 200, 429]
    assert second.context["code"] == first[0].context["code"]
    assert Comment.objects.count() == 1


def test_what_could_not_be_stored_is_not_counted(client, article, monkeypatch):
    client.raise_request_exception = False
    data = opened(client, article)
    monkeypatch.setattr(moderation, "post", lambda *args, **kwargs: 1 / 0)

    response = send(client, article, data)

    assert response.status_code == 500
    assert list(PostingBucket.objects.exclude(key__startswith="captcha:")) == []


# --- Where comments are open ------------------------------------------------------------------------------------------


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


def main_links(response):
    main = response.text.split('<div class="message">')[1].split("</main>")[0]
    return re.findall('href="(.*?)"', main)


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_form_of_an_article_that_closed_says_since_when_and_leads_to_the_article(client, article, method):
    article.comments_end_at = timezone.now() - timedelta(days=3)
    article.save(update_fields=["comments_end_at"])

    response = getattr(client, method)(address_of(article))

    assert response.status_code == 404
    assert f"{timezone.localtime(article.comments_end_at):%d/%m/%Y}" in response.text.split('role="alert"')[1]
    assert main_links(response) == [article.get_absolute_url(), "/tra-cuu/", "/"]


def test_the_form_of_an_article_without_comments_names_no_day(client, article):
    article.comments_end_at, article.comments_allowed = timezone.now() - timedelta(days=3), NO
    article.save(update_fields=["comments_end_at", "comments_allowed"])

    response = client.get(address_of(article))

    assert (response.status_code, response.context["ended_at"]) == (404, None)
    assert main_links(response) == [article.get_absolute_url(), "/tra-cuu/", "/"]


def test_the_form_of_no_article_is_a_page_that_does_not_exist(client):
    response = client.get("/binh-luan/999/")

    assert response.status_code == 404
    assert '<div class="message">' in response.text
    assert "/tra-cuu/" not in main_links(response)


def test_who_has_sent_a_comment_is_led_to_the_look_up_beside_the_form(client, article):
    alone, under, answered = (
        client.get(address_of(article)),
        client.get(article.get_absolute_url()),
        client.get("/hoi-dap/"),
    )

    around = [
        page.text.split("<main")[1].split("</main>")[0].count('href="/tra-cuu/"') for page in (alone, under, answered)
    ]

    assert around == [1, 1, 1]


def test_the_receipt_says_where_its_code_is_used_and_prints_no_address_of_its_own(client, article):
    blank = client.get(address_of(article))
    response = client.post(f"{address_of(article)}?gui", opened(client, article))

    receipt = response.text.split('<div class="receipt">')[1].split("</div>")[0]
    assert '<a href="/tra-cuu/">http://testserver/tra-cuu/</a>' in receipt
    assert [page.text.count('class="print-only"') for page in (blank, response)] == [1, 0]
    assert "?gui" not in response.text


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


# --- What is nobody's business ----------------------------------------------------------------------------------------


def test_phone_and_address_stand_in_no_page_feed_or_look_up(client, article):
    receipt = send(client, article, opened(client, article), REMOTE_ADDR="203.0.113.7")
    comment = Comment.objects.get()
    Comment.objects.update(status=Status.APPROVED, decided_at=PAST)
    pages = [receipt, client.post("/tra-cuu/", {"code": receipts.code_of(comment.nonce)})]
    pages += [client.post("/tra-cuu/rut/", {"code": receipts.code_of(comment.nonce)})]
    pages += [
        client.get(path) for path in ("/", article.get_absolute_url(), "/rss/", "/sitemap.xml", address_of(article))
    ]

    secrets = ["0912", "912345678", "912 345 678", "203.0.113.7", comment.contact.address_hash, comment.nonce]
    leaks = [(page.request["PATH_INFO"], secret) for page in pages for secret in secrets if secret in page.text]

    assert {page.status_code for page in pages} == {200}
    assert leaks == []


# --- What a hostile reading found -------------------------------------------------------------------------------------


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


def test_the_receipt_comes_again_whatever_has_changed_since(client, article):
    data = opened(client, article)
    first = send(client, article, data)
    make_comment_rules(per_minute=1)
    Article.objects.update(comments_allowed="no")

    receipts_again = [send(client, article, data | {"answer": "", "consent_text": "0"}) for _each in range(3)]

    assert [response.status_code for response in receipts_again] == [200] * 3
    assert {response.context["code"] for response in receipts_again} == {first.context["code"]}
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
    assert main_links(response) == [article.get_absolute_url(), "/tra-cuu/", "/"]
    assert Comment.objects.count() == 0


def test_words_come_back_when_their_article_goes_while_they_are_written(client, article):
    data = opened(client, article)
    workflow.withdraw(article, by=None, reason="Nhầm")

    response = send(client, article, data)

    assert response.status_code == 404
    assert "Đồng hồ thứ hai có phải trả tiền không?" in response.text
    assert main_links(response) == ["/"]
    assert article.title not in response.text


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


# --- What it costs ---------------------------------------------------------------------------------------------------


FRAME = 4  # identity with its rules and its consent text, sections, banners, pages; these pages have no ETag


def queries_of(call):
    with CaptureQueriesContext(connection) as captured:
        response = call()
    assert response.status_code == 200
    return [query["sql"] for query in captured]


def test_the_blank_form_costs_three_queries_beyond_the_frame(client, article):
    make_section("Khác")

    asked = queries_of(lambda: client.get(address_of(article)))

    # the article; captchas that have expired; the new captcha
    assert len(asked) == FRAME + 3


def test_posting_costs_the_same_queries_however_many_comments_there_are(client, article):
    make_section("Khác")
    make_comment(article)  # the first one of a month makes the month's key
    first = opened(client, article)

    few = queries_of(lambda: send(client, article, first))
    for _each in range(10):
        make_comment(article, status=Status.APPROVED)
    second = opened(client, article) | OTHER_WORDS
    many = queries_of(lambda: send(client, article, second))

    # Is this form known? the article; the keys of addresses; answers counted; the captcha compared and bound; bans;
    # comments of the address counted; comments on the article counted; blocked terms; fingerprints of what came lately
    asked = 10
    # comment and contact between savepoint and release; and once more around them and the counts
    stored = 4 + 2
    assert [len(few), len(many)] == [FRAME + asked + stored] * 2


def test_a_receipt_that_comes_again_costs_two_queries_beyond_the_frame(client, article):
    make_section("Khác")
    data = opened(client, article)
    send(client, article, data)

    asked = queries_of(lambda: send(client, article, data))

    # the comment with its article; the words that were stored
    assert len(asked) == FRAME + 2
