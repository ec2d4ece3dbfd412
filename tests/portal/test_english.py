"""The pages under /en/: English whatever the browser asks for, and Vietnamese again for the next reader."""

import re

import pytest
from django.utils import timezone, translation

from portal.models import Page
from tests.factories import make_identity, make_page, make_section

pytestmark = pytest.mark.django_db


def test_the_english_front_page_names_the_unit_its_pages_and_how_to_reach_it(client):
    make_identity(
        name_en="Thanh Lâm Hạ Commune",
        organisation_en="People's Committee",
        phone="024 0000 0100",
        email="vp@xa.example",
    )
    make_page("About us", slug="about", language="en", in_footer=False)
    make_page("Draft", language="en", is_published=False)
    make_page("Giới thiệu")

    text = client.get("/en/").content.decode()
    main = text.partition("<main")[2].partition("</main>")[0]

    assert "<h1>Thanh Lâm Hạ Commune</h1>" in main
    assert '<p class="english-vi" lang="vi">Xã Thanh Lâm Hạ</p>' in main
    assert re.findall(r'href="(/en/[^"]+)"', main) == ["/en/about/"]
    assert "<dt>Authority</dt><dd>People&#x27;s Committee</dd>" in main
    assert '<a href="tel:+842400000100">+84 24 0000 0100</a>' in main
    assert "Giới thiệu" not in main


def test_where_the_identity_has_no_english_its_vietnamese_says_so_to_screen_readers(client):
    make_identity(organisation="UBND xã", address="Số 1 đường Bến Cũ")

    main = client.get("/en/").content.decode().partition("<main")[2].partition("</main>")[0]

    assert '<h1 lang="vi">Xã Thanh Lâm Hạ</h1>' in main
    assert '<span lang="vi">UBND xã</span>' in main
    assert '<span lang="vi">Số 1 đường Bến Cũ</span>' in main


@pytest.mark.parametrize("address", ["/en/", "/en/contact/"])
def test_english_pages_speak_english_and_leave_the_language_as_it_was(client, address):
    make_identity()
    make_page("Contact", language="en", shows_contacts=True)

    text = client.get(address, headers={"Accept-Language": "vi"}).content.decode()

    assert '<html lang="en">' in text
    assert "Skip to the content" in text
    assert "<dt>Authority</dt>" not in text  # the identity names none
    assert "Chuyển đến nội dung chính" not in text
    assert translation.get_language() == "vi"


def test_vietnamese_pages_stay_vietnamese_for_an_english_browser(client):
    make_page("Giới thiệu")

    text = client.get("/gioi-thieu/", headers={"Accept-Language": "en"}).content.decode()

    assert '<html lang="vi">' in text
    assert "Chuyển đến nội dung chính" in text


def test_dates_on_english_pages_are_written_as_in_english(client):
    page = make_page("Contact", language="en")

    text = client.get("/en/contact/").content.decode()

    day = timezone.localtime(page.updated_at)
    assert f">{day.day} {day:%B %Y}</time>" in text


def test_an_unknown_english_page_is_not_found_and_leaves_the_language_as_it_was(client):
    make_identity(name_en="Thanh Lâm Hạ Commune")
    about = make_page("About us", slug="about", language="en")

    response = client.get("/en/nothing/")
    main = response.text.partition("<main")[2].partition("</main>")[0]

    assert response.status_code == 404
    assert '<html lang="en">' in response.text
    assert "<title>Page not found – Thanh Lâm Hạ Commune</title>" in response.text
    assert re.findall(r'href="([^"]+)"', main) == ["/en/", about.get_absolute_url()]
    assert translation.get_language() == "vi"


def test_a_page_leads_to_its_twin_in_the_other_language_from_its_head(client):
    about = make_page("About us", slug="about", language="en")
    page = make_page("Giới thiệu", translation=about)
    make_page("Liên hệ")

    def way(address):
        top = client.get(address).text.partition('class="top"')[2].partition("</div>\n    </div>")[0]
        return re.findall(r'<a href="([^"]+)" hreflang="([a-z]+)"', top)

    assert way(page.get_absolute_url()) == [("/en/about/", "en")]
    assert way("/lien-he/") == [("/en/", "en")]


def test_the_day_and_the_phone_are_written_as_abroad(client):
    make_identity(phone="024 0000 0100")
    today = timezone.localdate()

    text = client.get("/en/").text

    assert f">{today:%A}, {today.day} {today:%B %Y}</time>" in text
    assert "Phone: +84 24 0000 0100<br>" in text


def test_where_nothing_is_known_of_the_office_no_title_announces_it(client):
    assert "How to reach us" not in re.findall(r"<h2[^>]*>(.*?)</h2>", client.get("/en/").text)


@pytest.mark.parametrize("pages", [1, 30])
def test_the_english_front_page_costs_the_same_however_many_pages_there_are(client, django_assert_num_queries, pages):
    make_identity()
    make_section()
    Page.objects.bulk_create(Page(title=f"Page {n}", slug=f"page-{n}", language="en") for n in range(pages))

    with django_assert_num_queries(5):  # the ETag, identity, banners, the footer's pages, the list
        client.get("/en/")
