"""Pages for what went wrong, which must not go wrong themselves."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.template import loader
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import workflow
from articles.addresses import key_of
from articles.models import OldAddress
from portal.views import server_error
from tests.factories import at, make_article, make_draft, make_identity, make_section, make_topic, make_user

FRAME = 4  # identity, sections, banners, pages
ETAG = 1  # version and last change: asked before a view finds that there is nothing
OLD = 1  # whether a former site had this address
NEWEST = 1  # what is offered where nothing fits
WITHOUT_COLLECTSTATIC = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}


@pytest.fixture
def no_manifest(settings):
    settings.DEBUG = False
    settings.STORAGES = settings.STORAGES | {"staticfiles": WITHOUT_COLLECTSTATIC}


def test_the_page_for_errors_needs_neither_query_nor_manifest(no_manifest):
    response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert '<link rel="stylesheet" href="/static/css/site.css">' in response.text


@pytest.mark.django_db
def test_a_refused_form_is_explained_without_a_manifest(no_manifest):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(role=None))

    response = client.post("/quan-tri/articles/tag/add/", {"name": "Nước sạch"})

    assert response.status_code == 403
    assert response.templates[0].name == "403_csrf.html"
    assert '<link rel="stylesheet" href="/static/css/site.css">' in response.text


@pytest.mark.django_db
def test_staff_without_a_right_are_led_back_to_the_newsroom(client):
    client.force_login(make_user("Phóng viên"))

    refused = client.get("/quan-tri/trang-nhat/")

    assert (refused.status_code, refused.text.count('href="/quan-tri/"')) == (403, 1)


def test_the_page_for_what_cannot_be_read_needs_neither_query_nor_manifest(no_manifest):
    page = loader.get_template("400.html").render()

    assert '<link rel="stylesheet" href="/static/css/site.css">' in page


@pytest.mark.django_db
def test_a_request_of_a_thousand_parameters_is_refused_kindly(client):
    response = client.get("/tim-kiem/?" + "&".join(f"a{number}=1" for number in range(1100)))

    assert response.status_code == 400
    assert response.templates[0].name == "400.html"


# --- Not found -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_page_not_found_offers_the_words_of_its_address_and_what_fits_them(client):
    fitting = make_article(title="Nước sạch về thôn")
    make_article(title="Chuyện khác")

    response = client.get("/tin-tuc/nuoc-sach-ve-thon-123.html")

    assert response.status_code == 404
    assert response.context["suggestions"] == [fitting]
    assert 'name="q" type="search" maxlength="200" value="nuoc sach ve thon"' in response.text
    for address in (fitting.get_absolute_url(), "/chuyen-muc/kinh-te/", "/luu-tru/", "/so-do/", "/"):
        assert f'href="{address}"' in response.text


@pytest.mark.django_db
def test_a_page_not_found_shows_nothing_of_what_is_not_public(client):
    make_draft(title="Nước sạch bí mật")
    make_article(title="Nước sạch sau này", published_at=timezone.now() + timedelta(hours=1))

    response = client.get("/nuoc-sach/")

    assert (response.status_code, response.context["suggestions"]) == (404, [])


@pytest.mark.django_db
def test_a_list_without_such_a_page_suggests_nothing_for_its_own_name(client):
    make_article(title="Kinh tế phát triển")

    response = client.get("/chuyen-muc/kinh-te/?trang=9")

    assert (response.status_code, response.context["suggestions"]) == (404, [])
    assert '<a href="/chuyen-muc/kinh-te/">' in re.search('<div class="message">.*?</div>', response.text, re.DOTALL)[0]


@pytest.mark.django_db
def test_where_nothing_fits_the_newest_articles_are_offered(client):
    newest = make_article(title="Chuyện khác")

    response = client.get("/tin-tuc/nuoc-sach-ve-thon.html")

    assert (response.context["suggestions"], response.context["newest"]) == ([], [newest])
    assert f'href="{newest.get_absolute_url()}"' in response.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "words"), [("/<script>alert(1)", "script alert"), ('/"onfocus="alert(1)', "onfocus alert")]
)
def test_an_address_is_shown_as_words_and_never_as_markup(client, path, words):
    page = client.get(path).text

    assert f'value="{words}"' in page
    assert "<script>alert" not in page
    assert 'onfocus="' not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "cost"),
    [
        ("/.env", FRAME + OLD),
        ("/wp-admin/setup.php", FRAME + OLD),
        ("/tin/nuoc-sach.html", FRAME + OLD + 1 + NEWEST),
        ("/tin/mot-hai-ba-bon.html", FRAME + OLD + 3 + NEWEST),  # nothing with all words, all but one, half
        ("/khong-co/", FRAME + ETAG + 1 + OLD + 1 + NEWEST),  # a page of this name; its words
        ("/chuyen-muc/khong-co/", FRAME + ETAG + 2 + OLD + 1 + NEWEST),  # the section, one that was called so
        ("/bai-viet/99-khong-co/", FRAME + ETAG + 1 + OLD + 1 + NEWEST),
    ],
)
@pytest.mark.parametrize("count", [0, 20])
def test_a_page_not_found_costs_little_whatever_robots_ask_for(client, address, cost, count):
    make_identity()
    for number in range(count):
        make_article(title=f"Tin {number}")

    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)

    assert response.status_code == 404
    assert len(captured) == cost


# --- Gone ------------------------------------------------------------------------------------------------------------


def remember(path, **destination):
    return OldAddress.objects.create(path=path, key=key_of(path), **destination)


@pytest.mark.django_db
def test_an_address_of_a_former_site_leads_to_its_article(client):
    article = make_article()
    remember("/tin/cu.html", article=article)

    response = client.get("/tin/cu.html")

    assert (response.status_code, response["Location"]) == (301, article.get_absolute_url())
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.django_db
def test_an_address_of_a_former_site_that_leads_nowhere_is_gone_with_what_fits_its_words(client):
    fitting = make_article(title="Lịch cắt điện")
    remember("/tin/lich-cat-dien.html")

    response = client.get("/tin/lich-cat-dien.html")

    assert (response.status_code, response.templates[0].name) == (410, "gone.html")
    assert response["Cache-Control"] == "no-cache"
    assert response.context["suggestions"] == [fitting]


@pytest.mark.django_db
def test_a_withdrawn_article_says_when_why_and_what_to_read_instead(client):
    section, topic = make_section(), make_topic()
    article = make_article(section=section.pk, topics=[topic.pk])
    related = make_article(title="Cùng dòng sự kiện", section=make_section("Xã hội").pk, topics=[topic.pk])
    near = make_article(title="Cùng chuyên mục", section=section.pk)
    workflow.withdraw(article, by=None, reason="Sai số liệu", now=timezone.now())

    response = client.get(article.get_absolute_url())

    assert (response.status_code, response["Cache-Control"]) == (410, "no-cache")
    assert response.context["instead"] == [related, near]
    for words in ("Sai số liệu", related.get_absolute_url(), near.get_absolute_url()):
        assert words in response.text


@pytest.mark.django_db
def test_an_ended_notice_says_until_when_it_was_shown(client):
    article = make_article(title="Lịch cắt điện", published_at=at("2026-01-01"), expires_at=at("2026-01-08", 17))

    response = client.get(article.get_absolute_url())

    assert response.status_code == 410
    assert "“Lịch cắt điện”" in response.text
    assert "17:00 08/01/2026" in response.text
