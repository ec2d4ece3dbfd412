"""A citizen writes: the form, what it asks for, the receipt, and what nobody else may see."""

import unicodedata
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments import receipts
from comments.models import Comment, ConsentText, PrivateContact, Status
from tests.factories import at, make_article, make_comment, make_comment_rules, make_identity, make_section

from .citizen import (
    OTHER_WORDS,
    WORDS,
    address_of,
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


# --- Sending ---------------------------------------------------------------------------------------------------------


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


# --- What is nobody's business ---------------------------------------------------------------------------------------


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
