"""Where comments are open, and what is said where they are not."""

from datetime import timedelta

import pytest
from captcha.models import CaptchaStore
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Section
from articles.models.comments_allowed import CommentsAllowed
from comments.models import Status
from portal.models import SiteIdentity
from tests.factories import make_article, make_comment, make_draft, make_identity, make_section

from .citizen import WORDS, address_of, main_links, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def identity():
    return make_identity()


@pytest.fixture
def article():
    return make_article(title="Nước sạch về thôn")


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
