"""Standing pages as readers see them, and what a change of one brings with it."""

import re
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from articles.addresses import key_of
from articles.models import ContentVersion, OldAddress
from portal import first_pages, page_steps
from portal.models import Page
from tests.factories import at, make_identity, make_page, make_user

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_a_page_shows_its_title_its_text_and_the_day_of_its_last_change(client):
    make_page("Giới thiệu", body="<p>Xã có chín thôn.</p>", updated_at=at("2026-11-03", 9))

    text = text_of(client.get("/gioi-thieu/"))

    assert text.count("<h1>Giới thiệu</h1>") == 1
    assert "<p>Xã có chín thôn.</p>" in text
    assert '<time datetime="2026-11-03T09:00:00+07:00">03/11/2026</time>' in text
    assert '<meta name="description" content="Xã có chín thôn.">' in text


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"is_published": False}, "/gioi-thieu/"),
        ({"language": "en"}, "/gioi-thieu/"),
        ({"language": "vi"}, "/en/gioi-thieu/"),
        ({"language": "en", "is_published": False}, "/en/gioi-thieu/"),
    ],
)
def test_a_page_is_found_only_when_it_is_published_and_under_its_own_language(client, fields, address):
    make_page("Giới thiệu", **fields)

    assert client.get(address).status_code == 404


def test_a_page_offers_its_published_twin_in_the_other_language(client):
    vietnamese = make_page("Giới thiệu")
    page_steps.save(Page(language="en", title="About us", slug="about", translation=vietnamese))

    of_vi, of_en = text_of(client.get("/gioi-thieu/")), text_of(client.get("/en/about/"))

    assert '<a href="/en/about/" lang="en" hreflang="en">English: About us</a>' in of_vi
    assert '<a href="/gioi-thieu/" lang="vi" hreflang="vi">Tiếng Việt: Giới thiệu</a>' in of_en
    for text in (of_vi, of_en):
        alternates = [line.strip() for line in text.splitlines() if "hreflang=" in line and "<link" in line]
        assert sorted(alternates) == [
            '<link rel="alternate" hreflang="en" href="http://testserver/en/about/">',
            '<link rel="alternate" hreflang="vi" href="http://testserver/gioi-thieu/">',
            '<link rel="alternate" hreflang="x-default" href="http://testserver/gioi-thieu/">',
        ]


def test_a_twin_that_is_still_a_draft_is_not_offered(client):
    vietnamese = make_page("Giới thiệu")
    page_steps.save(Page(language="en", title="About us", slug="about", translation=vietnamese, is_published=False))

    text = text_of(client.get("/gioi-thieu/"))

    assert "/en/about/" not in text
    assert 'rel="alternate" hreflang' not in text


def test_contacts_come_from_the_identity_and_stand_only_where_they_are_asked_for(client):
    make_identity(organisation="UBND xã", address="Số 1 đường Bến Cũ", phone="024 0000 0100", email="vp@xa.example")
    make_page("Liên hệ", shows_contacts=True)
    make_page("Giới thiệu")

    contact, about = text_of(client.get("/lien-he/")), text_of(client.get("/gioi-thieu/"))

    assert 'class="contact-facts"' not in about
    facts = contact.partition('class="contact-facts"')[2].partition("</dl>")[0]
    assert "<dd>UBND xã</dd>" in facts
    assert "<dd>Số 1 đường Bến Cũ</dd>" in facts
    assert '<dd><a href="tel:+842400000100">024 0000 0100</a></dd>' in facts
    assert '<dd><a href="mailto:vp@xa.example">vp@xa.example</a></dd>' in facts


def test_two_numbers_in_one_line_are_shown_but_not_dialled(client):
    make_identity(phone="024 0000 0100 hoặc 024 0000 0102")
    make_page("Liên hệ", shows_contacts=True)

    text = text_of(client.get("/lien-he/"))

    assert "<dd>024 0000 0100 hoặc 024 0000 0102</dd>" in text
    assert "tel:" not in text


@pytest.mark.parametrize("address", ["/gioi-thieu/", "/en/about/", "/en/", "/so-do/"])
def test_pages_are_the_same_for_everyone_and_confirmed_by_their_etag(client, address):
    make_page("Giới thiệu")
    make_page("About us", slug="about", language="en")
    client.force_login(make_user())

    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert first.cookies == {}
    assert first["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("others", [0, 40])
def test_a_page_costs_the_same_however_many_there_are(client, django_assert_num_queries, others):
    make_identity()
    make_page("Giới thiệu")
    Page.objects.bulk_create(Page(title=f"Trang {n}", slug=f"trang-{n}") for n in range(others))

    with django_assert_num_queries(6):  # the ETag, the page, identity, sections, banners, the footer's pages
        client.get("/gioi-thieu/")


# --- Changing --------------------------------------------------------------------------------------------------------


def test_the_text_passes_the_one_door_for_html():
    page = make_page()
    page.body = '<p onclick="x()">Đôi lời<script>alert(1)</script></p><img src="/media/photos/2026/11/none.jpg">'

    page_steps.save(page)

    assert Page.objects.get().body == "<p>Đôi lời</p>"


@pytest.mark.parametrize(
    ("change", "day"),
    [
        ({}, 3),
        ({"order": 5, "in_footer": False, "shows_contacts": True, "slug": "ve-xa"}, 3),
        ({"title": "Về xã"}, 20),
        ({"body": "<p>Chín thôn.</p>"}, 20),
    ],
)
def test_the_date_of_a_page_follows_its_title_and_text_alone(change, day):
    page = make_page(updated_at=at("2026-11-03"))
    for name, value in change.items():
        setattr(page, name, value)

    with time_machine.travel(at("2026-11-20"), tick=False):
        page_steps.save(page)

    assert Page.objects.get().updated_at == at(f"2026-11-{day:02}")


def twins():
    return {page.slug: page.translation and page.translation.slug for page in Page.objects.all()}


def test_both_languages_point_at_each_other_and_let_go_together():
    vi, other_vi = make_page("Giới thiệu"), make_page("Lịch sử")
    en = Page(language="en", title="About us", slug="about", translation=vi)

    page_steps.save(en)
    paired = twins()
    en.translation = other_vi
    page_steps.save(en)
    moved = twins()
    en.translation = None
    page_steps.save(en)

    assert paired == {"gioi-thieu": "about", "lich-su": None, "about": "gioi-thieu"}
    assert moved == {"gioi-thieu": None, "lich-su": "about", "about": "lich-su"}
    assert twins() == {"gioi-thieu": None, "lich-su": None, "about": None}


def rename(page, slug):
    page.slug = slug
    page_steps.save(page)


def leads():
    return dict(OldAddress.objects.values_list("path", "target"))


def test_a_renamed_page_is_found_under_each_of_its_old_addresses(client):
    page = make_page("Giới thiệu")

    rename(page, "ve-xa")
    rename(page, "ve-chung-toi")

    assert leads() == {"/gioi-thieu/": "/ve-chung-toi/", "/ve-xa/": "/ve-chung-toi/"}
    for address in ("/gioi-thieu/", "/ve-xa/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, "/ve-chung-toi/")


def test_a_page_that_takes_its_old_name_back_leads_in_no_circle(client):
    page = make_page("Giới thiệu")

    rename(page, "ve-xa")
    rename(page, "gioi-thieu")

    assert leads() == {"/ve-xa/": "/gioi-thieu/"}
    assert client.get("/gioi-thieu/").status_code == 200


def show(page, is_published):
    page.is_published = is_published
    page_steps.save(page)


def test_the_addresses_of_a_deleted_page_say_that_it_is_gone(client):
    page = make_page("Giới thiệu")
    rename(page, "ve-xa")
    show(page, False)

    page_steps.delete(page)

    assert leads() == {"/gioi-thieu/": "", "/ve-xa/": ""}
    assert {client.get(address).status_code for address in leads()} == {410}


def test_a_draft_that_readers_never_saw_leaves_no_address_behind(client):
    page = make_page("Giới thiệu", is_published=False)
    rename(page, "ve-xa")

    page_steps.delete(page)

    assert leads() == {}
    assert {client.get(address).status_code for address in ("/gioi-thieu/", "/ve-xa/")} == {404}


def test_a_page_that_is_taken_down_is_not_found_until_it_is_shown_again(client):
    page = make_page("Giới thiệu")

    show(page, False)
    taken_down = client.get("/gioi-thieu/").status_code
    show(page, True)

    assert (taken_down, client.get("/gioi-thieu/").status_code, leads()) == (404, 200, {})


def test_the_former_address_of_a_page_is_what_is_stored_not_what_a_form_was_opened_with():
    opened = make_page("Giới thiệu")
    rename(Page.objects.get(), "ve-xa")

    rename(opened, "ve-chung-toi")

    assert leads() == {"/gioi-thieu/": "/ve-chung-toi/", "/ve-xa/": "/ve-chung-toi/"}


def test_an_address_of_a_former_site_yields_to_the_page_that_left_it():
    OldAddress.objects.create(path="/gioi-thieu", key=key_of("/gioi-thieu"), target="/luu-tru/")

    rename(make_page("Giới thiệu"), "ve-xa")

    assert leads() == {"/gioi-thieu/": "/ve-xa/"}


@pytest.mark.parametrize("step", [page_steps.save, page_steps.delete])
def test_each_change_raises_the_content_version(step):
    page = make_page()
    before = ContentVersion.objects.get().number

    step(page)

    assert ContentVersion.objects.get().number == before + 1


# --- The first pages -------------------------------------------------------------------------------------------------


def test_a_new_installation_gets_drafts_of_the_pages_that_it_must_have():
    first_pages.create()

    assert {(page.language, page.slug, page.is_published) for page in Page.objects.all()} == {
        ("vi", "gioi-thieu", False),
        ("vi", "co-cau-to-chuc", False),
        ("vi", "lien-he", False),
        ("vi", "tro-nang", False),
        ("en", "about", False),
        ("en", "organisation", False),
        ("en", "contact", False),
    }
    assert twins() == {
        "gioi-thieu": "about",
        "co-cau-to-chuc": "organisation",
        "lien-he": "contact",
        "tro-nang": None,
        "about": "gioi-thieu",
        "organisation": "co-cau-to-chuc",
        "contact": "lien-he",
    }


def test_the_command_names_each_draft_with_its_address():
    make_page("Giới thiệu")
    out = StringIO()

    call_command("first_pages", stdout=out)

    assert re.findall(r"\((/[^)]*)\)", out.getvalue()) == [
        *("/co-cau-to-chuc/", "/lien-he/", "/tro-nang/", "/en/about/", "/en/organisation/", "/en/contact/")
    ]


def test_first_pages_leave_what_is_there_as_it_is():
    make_page("Giới thiệu", body="<p>Của xã.</p>")

    first_pages.create()
    made_again = first_pages.create()

    assert Page.objects.get(slug="gioi-thieu").body == "<p>Của xã.</p>"
    assert (Page.objects.count(), made_again) == (7, [])


def without_line_breaks(html):
    return re.sub(r">\s+<", "><", html.strip())


def test_what_the_portal_brings_loses_nothing_at_the_one_door_for_html():
    texts = {row["slug"]: without_line_breaks(row["body"]) for row in first_pages.rows()}

    first_pages.create()

    assert {page.slug: without_line_breaks(page.body) for page in Page.objects.all()} == texts


def test_the_page_on_accessibility_alone_needs_nothing_filled_in():
    first_pages.create()

    blanks = {page.slug for page in Page.objects.all() if "[" in page.body}

    assert blanks == {"gioi-thieu", "co-cau-to-chuc", "lien-he", "about", "organisation", "contact"}
