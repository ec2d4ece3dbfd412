"""The site map for people: every part of the portal, and nothing that leads nowhere."""

import re

import pytest

from articles.models import Section
from portal.models import Page
from tests.factories import (
    at,
    make_article,
    make_identity,
    make_links,
    make_page,
    make_section,
    make_topic,
)

pytestmark = pytest.mark.django_db


def links_of(response):
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', main)


@pytest.fixture
def whole_site():
    make_identity(parent_name="Cổng thành phố", parent_url="https://tp.example.vn/")
    top = make_section("Kinh tế")
    make_section("Nông nghiệp", parent=top)
    topic = make_topic("Nước sạch")
    make_topic("Chưa có bài")
    make_page("Giới thiệu")
    make_page("Ngoài chân trang", in_footer=False)
    make_page("Bản nháp", is_published=False)
    make_page("About us", slug="about", language="en")
    make_links("Cấp trên", **{"Văn bản": "https://vanban.example.vn/", "Hội làng": "/dong-su-kien/nuoc-sach/"})
    make_article(published_at=at("2026-11-03"), topics=[topic.pk])
    make_article(title="Bài cũ", published_at=at("2024-02-01"))


def test_the_site_map_names_every_part_of_the_portal(client, whole_site):
    links = links_of(client.get("/so-do/"))

    assert {address for address, _words in links} == {
        "/",
        "/so-do/",
        "/chuyen-muc/kinh-te/",
        "/chuyen-muc/nong-nghiep/",
        "/dong-su-kien/",
        "/dong-su-kien/nuoc-sach/",
        "/gioi-thieu/",
        "/ngoai-chan-trang/",
        "/en/",
        "/en/about/",
        "/quyen-rieng-tu/",
        "https://tp.example.vn/",
        "/tim-kiem/",
        "/hoi-dap/",
        "/tra-cuu/",
        "/dinh-chinh/",
        "/luu-tru/",
        "/luu-tru/2026/",
        "/luu-tru/2024/",
        "/rss/",
        "/atom/",
        "/hoi-dap/rss/",
        "/chuyen-muc/kinh-te/rss/",
        "/chuyen-muc/kinh-te/atom/",
        "https://vanban.example.vn/",
    }
    assert [words for address, words in links if address.startswith("/luu-tru/2")] == ["Năm 2026", "Năm 2024"]


def test_every_address_of_the_site_map_answers(client, whole_site):
    own = {address for address, _words in links_of(client.get("/so-do/")) if address.startswith("/")}

    answers = {address: client.get(address).status_code for address in own}

    assert {address: status for address, status in answers.items() if status != 200} == {}
    assert len(answers) == 23


def test_an_empty_site_has_a_site_map_too(client):
    own = {address for address, _words in links_of(client.get("/so-do/"))}

    assert {client.get(address).status_code for address in own} == {200}
    assert "/luu-tru/" in own


def test_each_year_says_how_many_articles_it_has(client, whole_site):
    make_article(title="Thêm một bài", published_at=at("2026-11-04"))

    years = re.findall(r"Năm (\d+)</a> <span class=\"small\">([^<]*)</span>", client.get("/so-do/").content.decode())

    assert years == [("2026", "2 bài"), ("2024", "1 bài")]


@pytest.mark.parametrize("many", [1, 30])
def test_the_site_map_costs_the_same_however_much_there_is(client, django_assert_num_queries, many):
    make_identity()
    for n in range(many):
        make_topic(f"Dòng {n}")
        make_links(f"Khối {n}", **{"Nơi khác": "https://khac.example.vn/"})
    Section.objects.bulk_create(Section(name=f"Mục {n}", slug=f"muc-{n}") for n in range(many))
    Page.objects.bulk_create(Page(title=f"Trang {n}", slug=f"trang-{n}") for n in range(many))

    # The ETag, identity, banners, sections, footer's pages; pages, topics, years, blocks and their links.
    with django_assert_num_queries(10):
        client.get("/so-do/")
