"""ETags: 304 while nothing changed, a new page at the next request after anything dated came or went."""

from datetime import timedelta

import pytest
import time_machine

from articles import workflow
from articles.models import Article, DailyViews
from portal.models import Banner
from tests.factories import at, make_article, make_draft, make_identity

pytestmark = pytest.mark.django_db
START = at("2026-11-21", 10, 0)
MINUTE = timedelta(minutes=1)


def fetch(client, etag=None, address="/"):
    headers = {"if-none-match": etag} if etag else {}
    return client.get(address, headers=headers)


def statuses(client, moments, address="/"):
    """Fetch a page at START, then again at each moment with the ETag of the time before."""
    with time_machine.travel(START, tick=False) as clock:
        etag = fetch(client, address=address)["ETag"]
        found = []
        for moment in moments:
            clock.move_to(moment)
            response = fetch(client, etag, address)
            found.append(response.status_code)
            etag = response["ETag"]
    return found


@pytest.fixture(autouse=True)
def site():
    make_identity()
    make_article(title="Tin cũ", published_at=at("2026-11-01"))


def test_an_unchanged_page_is_not_sent_again(client):
    assert statuses(client, [START + MINUTE, START + 600 * MINUTE]) == [304, 304]


def test_a_due_schedule_shows_at_the_next_request(client):
    make_article(title="Tin hẹn giờ", published_at=START + 60 * MINUTE)

    assert statuses(client, [START + 59 * MINUTE, START + 60 * MINUTE, START + 61 * MINUTE]) == [304, 200, 304]
    with time_machine.travel(START + 60 * MINUTE):
        assert "Tin hẹn giờ" in fetch(client).text


def test_an_expiry_shows_at_the_next_request(client):
    make_article(title="Sắp hết hạn", published_at=at("2026-11-20"), expires_at=START + 60 * MINUTE)

    assert statuses(client, [START + 59 * MINUTE, START + 60 * MINUTE, START + 61 * MINUTE]) == [304, 200, 304]
    with time_machine.travel(START + 60 * MINUTE):
        assert "Sắp hết hạn" not in fetch(client).text


def test_a_banners_beginning_and_end_show_at_the_next_request(client):
    Banner.objects.create(kind="urgent", text="Bão số 9", starts_at=START + 10 * MINUTE, ends_at=START + 20 * MINUTE)
    times = [9, 10, 11, 19, 20, 21]

    assert statuses(client, [START + minutes * MINUTE for minutes in times]) == [304, 200, 304, 304, 200, 304]
    with time_machine.travel(START + 10 * MINUTE):
        page = fetch(client).text
        assert "Bão số 9" in page
        assert '<section class="urgent" aria-label="Thông báo khẩn">' in page
    with time_machine.travel(START + 20 * MINUTE):
        assert "Bão số 9" not in fetch(client).text


def test_midnight_brings_a_new_page_for_the_date_stands_on_it(client):
    assert statuses(client, [at("2026-11-21", 23, 59), at("2026-11-22", 0, 0)]) == [304, 200]


def test_publishing_and_withdrawing_bring_a_new_page(client):
    etag = fetch(client)["ETag"]

    article = workflow.publish(make_draft(title="Tin mới"), by=None)
    after_publishing = fetch(client, etag)
    workflow.withdraw(article, by=None, reason="Sai")
    after_withdrawal = fetch(client, after_publishing["ETag"])

    assert (after_publishing.status_code, after_withdrawal.status_code) == (200, 200)
    assert "Tin mới" in after_publishing.text
    assert "Tin mới" not in after_withdrawal.text


def test_a_withdrawn_article_is_not_confirmed_by_an_old_etag(client):
    article = make_article()
    etag = fetch(client, address=article.get_absolute_url())["ETag"]

    workflow.withdraw(article, by=None, reason="Sai")

    assert fetch(client, etag, article.get_absolute_url()).status_code == 410


def test_saving_a_draft_leaves_readers_their_copy(client):
    etag = fetch(client)["ETag"]

    make_draft(title="Bản nháp")

    assert fetch(client, etag).status_code == 304


def test_counting_a_view_renews_the_page_of_that_article_alone(client):
    article = Article.objects.get()
    address = article.get_absolute_url()
    front, page = fetch(client)["ETag"], fetch(client, address=address)["ETag"]

    DailyViews.count_one(article.pk)

    assert fetch(client, front).status_code == 304
    assert fetch(client, page, address).status_code == 200


def test_views_that_nobody_carried_renew_the_page_once(client):
    article = Article.objects.get()
    for _view in range(3):
        DailyViews.count_one(article.pk, now=START)

    moments = [START + minutes * MINUTE for minutes in (9, 10, 11, 600)]

    assert statuses(client, moments, article.get_absolute_url()) == [304, 200, 304, 304]


@pytest.mark.parametrize("address", ["/bai-viet/99-khong-co/", "/chuyen-muc/khong-co/"])
def test_a_star_does_not_confirm_what_is_not_there(client, address):
    assert fetch(client, "*", address).status_code == 404


def test_a_star_does_not_confirm_what_is_gone(client):
    article = workflow.withdraw(Article.objects.get(), by=None, reason="Sai")

    assert fetch(client, "*", article.get_absolute_url()).status_code == 410


def test_a_confirmation_says_like_the_page_what_it_varies_with(client):
    page = client.get("/", headers={"accept-encoding": "gzip"})
    headers = {"accept-encoding": "gzip", "if-none-match": page["ETag"]}

    confirmation = client.get("/", headers=headers)

    assert (page["Content-Encoding"], page["Vary"]) == ("gzip", "Accept-Encoding")
    assert (confirmation.status_code, confirmation["Vary"]) == (304, "Accept-Encoding")


def test_pages_of_different_schemes_never_share_an_etag(client):
    assert fetch(client)["ETag"] != client.get("/", secure=True)["ETag"]


def test_a_confirmation_costs_one_query(client, django_assert_num_queries):
    etag = fetch(client)["ETag"]

    with django_assert_num_queries(1):
        assert fetch(client, etag).status_code == 304


def test_pages_of_different_addresses_never_share_an_etag(client):
    assert fetch(client)["ETag"] != fetch(client, address="/tim-kiem/")["ETag"]


def test_only_good_pages_carry_an_etag(client):
    assert "ETag" not in fetch(client, address="/bai-viet/99-khong-co/")
    assert "ETag" not in fetch(client, address="/tim-kiem/?trang=-1")


def test_staff_pages_are_not_reading_pages(client):
    assert "no-store" in client.get("/quan-tri/login/")["Cache-Control"]


def test_another_version_of_the_code_brings_new_pages(client, monkeypatch):
    etag = fetch(client)["ETag"]

    monkeypatch.setattr("portal.caching.release_of", lambda: "another")

    assert fetch(client, etag).status_code == 200
