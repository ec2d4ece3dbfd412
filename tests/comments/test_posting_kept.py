"""No words of a citizen are lost, and nothing counts twice, whatever happens on the way."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article
from comments import moderation, senders
from comments.models import Comment, PostingBucket, PrivateContact
from tests.factories import make_article, make_comment_rules, make_identity

from .citizen import WORDS, address_of, again, hidden_of, main_links, next_hour, opened, send, words_in, wrong_fields

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def identity():
    return make_identity()


@pytest.fixture
def article():
    return make_article(title="Nước sạch về thôn")


# --- Nothing is lost, nothing counts twice ---------------------------------------------------------------------------


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


# --- What a hostile reading found ------------------------------------------------------------------------------------


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
