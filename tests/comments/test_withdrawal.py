"""A writer takes his comment back by its code: asked once, gone from the site, the phone erased at once."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import ContentVersion
from comments import moderation, receipts
from comments.models import Comment, CommentEvent, PrivateContact, Status, Step
from tests.factories import make_article, make_comment, make_comment_rules, make_identity, make_user

from .citizen import next_hour

pytestmark = pytest.mark.django_db

LOOKUP, WITHDRAW = "/tra-cuu/", "/tra-cuu/rut/"


@pytest.fixture(autouse=True)
def identity():
    return make_identity(phone="024 3888 0000")


def code_of(comment):
    return receipts.code_of(comment.nonce)


def ask(client, comment, **data):
    return client.post(WITHDRAW, {"code": code_of(comment)} | data)


def confirm(client, comment):
    return ask(client, comment, confirm="1")


@pytest.mark.parametrize("status", [Status.WAITING, Status.APPROVED, Status.REFUSED, Status.SPAM])
def test_a_writer_takes_a_comment_back_after_being_asked(client, status):
    comment = make_comment(status=status, phone="+84912345678")

    asked = ask(client, comment)
    before = Comment.objects.get().status
    done = confirm(client, comment)

    comment.refresh_from_db()
    assert (asked.status_code, before) == (200, status)
    assert asked.templates[0].name == "comments/withdraw.html"
    assert (done.status_code, comment.status) == (200, Status.WITHDRAWN)
    assert done.context["may_withdraw"] is False
    assert [str(words) for _at, words in done.context["history"]] == ["Đã nhận", "Người gửi rút lại"]


def test_the_phone_and_the_words_as_typed_go_at_once(client):
    comment = make_comment(phone="+84912345678")
    PrivateContact.objects.update(original={"text": "Gọi 0912 345 678"})

    confirm(client, comment)

    contact = PrivateContact.objects.get()
    assert (contact.phone, contact.original) == ("", {})


def test_a_withdrawn_comment_leaves_its_article_and_every_kept_copy_of_the_page(client):
    article = make_article()
    comment = make_comment(article, status=Status.APPROVED, title="Bao giờ sửa đường?")
    before, version = client.get(article.get_absolute_url()).text, ContentVersion.objects.get().number

    confirm(client, comment)

    after = client.get(article.get_absolute_url()).text
    assert (before.count("Bao giờ sửa đường?"), after.count("Bao giờ sửa đường?")) == (1, 0)
    assert ContentVersion.objects.get().number == version + 1


def test_the_question_names_what_happens_and_whom_to_ask_for_more(client):
    page = ask(client, make_comment(title="Bao giờ sửa đường?")).text

    assert [page.count(words) for words in ("Bao giờ sửa đường?", "024 3888 0000 0")] == [1, 0]
    assert page.split("<main")[1].split("</main>")[0].count("024 3888 0000") == 1
    assert page.count('name="confirm"') == 1


def test_sent_twice_it_is_withdrawn_once(client):
    comment = make_comment()

    pages = [confirm(client, comment), confirm(client, comment)]

    assert [page.status_code for page in pages] == [200, 200]
    assert CommentEvent.objects.filter(step=Step.WITHDRAW).count() == 1


def test_what_was_taken_down_stays_for_audit(client):
    comment = make_comment(status=Status.TAKEN_DOWN, phone="+84912345678")

    found = client.post(LOOKUP, {"code": code_of(comment)})
    response = confirm(client, comment)

    assert (found.context["may_withdraw"], found.text.count(WITHDRAW)) == (False, 0)
    assert response.context["comment"].status == Status.TAKEN_DOWN
    assert PrivateContact.objects.get().phone == "+84912345678"


def test_a_comment_taken_down_in_that_very_moment_is_shown_as_what_it_is(client, monkeypatch):
    comment = make_comment(status=Status.APPROVED)

    def overtaken(found, withdraw=moderation.withdraw):
        moderation.take_down(found, by=make_user("Kiểm duyệt"), code="unlawful")
        return withdraw(found)

    monkeypatch.setattr(moderation, "withdraw", overtaken)
    response = confirm(client, comment)

    assert response.status_code == 200
    assert response.context["comment"].status == Status.TAKEN_DOWN


def test_a_withdrawn_comment_can_be_looked_up_and_not_withdrawn_again(client):
    comment = make_comment()
    confirm(client, comment)

    page = client.post(LOOKUP, {"code": code_of(comment)}).text

    assert page.split("<h2>")[1].split("</h2>")[0] == "Bạn đã rút ý kiến này"
    assert page.count(WITHDRAW) == 0


@pytest.mark.parametrize("data", [{}, {"confirm": "1"}])
def test_a_wrong_code_withdraws_nothing_and_reads_as_in_the_look_up(client, data):
    make_comment()

    response = client.post(WITHDRAW, {"code": "AAAAA"} | data)
    usual = client.post(LOOKUP, {"code": "AAAAA"})

    assert (response.status_code, usual.status_code) == (404, 404)
    assert response.context["form"].errors == usual.context["form"].errors
    assert Comment.objects.get().status == Status.WAITING


def test_withdrawing_is_throttled_with_the_look_ups(client):
    make_comment_rules(lookups_per_minute=2)
    comment = make_comment()
    with time_machine.travel(next_hour(), tick=False):
        client.post(LOOKUP, {"code": "AAAAA"})
        client.post(LOOKUP, {"code": "AAAAB"})

        refused = confirm(client, comment)

    assert refused.status_code == 429
    assert Comment.objects.get().status == Status.WAITING


def test_the_address_alone_leads_to_the_look_up(client):
    comment = make_comment()

    response = client.get(WITHDRAW, {"code": code_of(comment), "confirm": "1"})

    assert (response.status_code, response.headers["Location"]) == (302, LOOKUP)
    assert Comment.objects.get().status == Status.WAITING


def test_without_the_token_of_the_page_nothing_is_withdrawn():
    comment = make_comment()

    response = confirm(Client(enforce_csrf_checks=True), comment)

    assert response.status_code == 403
    assert Comment.objects.get().status == Status.WAITING


def test_the_pages_of_a_withdrawal_are_kept_nowhere_and_carry_the_code_in_no_address(client):
    comment = make_comment()
    code = code_of(comment)

    pages = [client.post(LOOKUP, {"code": code}), ask(client, comment), confirm(client, comment)]

    bare = code.replace("-", "")
    assert [page.text.count(f'name="code" value="{bare}"') for page in pages] == [1, 1, 0]
    assert [page.text.replace("-", "").count(bare) for page in pages] == [1, 1, 0]
    assert {page.headers["Cache-Control"] for page in pages} == {
        "max-age=0, no-cache, no-store, must-revalidate, private"
    }
    assert {page.headers["Referrer-Policy"] for page in pages} == {"same-origin"}


def test_a_comment_goes_long_after_it_was_sent(client):
    with time_machine.travel(timezone.now() - timedelta(days=400), tick=False):
        comment = make_comment()

    confirm(client, comment)

    assert Comment.objects.get().status == Status.WITHDRAWN
