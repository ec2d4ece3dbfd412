"""The front of a section, and what all pages of lists have alike: feeds, former addresses, the place in the site."""

import re

import pytest

from articles import addresses
from articles.models import FormerSlug
from tests.factories import at, make_article, make_author, make_identity, make_photo, make_section, make_tag, make_topic

pytestmark = pytest.mark.django_db

LEAD = '<li class="row row-lead">'


def test_the_newest_article_of_a_section_stands_large_on_its_first_page(client):
    cover = make_photo()
    for number in range(21):
        make_article(title=f"Tin {number}", cover=cover.pk, published_at=at("2026-10-01", 8, number))

    first, second = (client.get(f"/chuyen-muc/kinh-te/{query}").text for query in ("", "?trang=2"))

    assert (first.count(LEAD), second.count(LEAD)) == (1, 0)
    assert first.index(LEAD) < first.index("Tin 20") < first.index("Tin 19")
    assert re.findall("fetchpriority", first) == ["fetchpriority"]


def test_a_narrowed_section_has_no_lead(client):
    make_article(title="Nước sạch")

    assert LEAD not in client.get("/chuyen-muc/kinh-te/?q=nuoc").text


def test_a_section_names_the_section_of_an_article_only_where_it_is_another(client):
    top = make_section("Văn hoá")
    below = make_section("Lễ hội", parent=top)
    make_article(title="Trên", section=top.pk)
    make_article(title="Dưới", section=below.pk)

    page = client.get("/chuyen-muc/van-hoa/").text

    assert re.findall('<span class="kicker">([^<]*)</span>', page) == ["Lễ hội"]


def test_an_empty_section_says_so(client):
    make_section()

    response = client.get("/chuyen-muc/kinh-te/")

    assert (response.status_code, response.context["page"].rows) == (200, [])
    assert 'class="empty"' in response.text


def test_an_inherited_section_says_so_with_those_below_it(client):
    old = make_section("Lưu trữ", archive_notice="Nội dung của huyện cũ.")
    make_section("Tin huyện", parent=old)

    for address in ("/chuyen-muc/luu-tru/", "/chuyen-muc/tin-huyen/"):
        assert '<p class="note" role="note">Nội dung của huyện cũ.</p>' in client.get(address).text


PAGES = {
    "section": (make_section, "/chuyen-muc/"),
    "topic": (make_topic, "/dong-su-kien/"),
    "author": (make_author, "/tac-gia/"),
    "tag": (make_tag, "/the/"),
}


@pytest.mark.parametrize("kind", ["section", "topic", "author"])
def test_a_page_names_its_own_feeds_to_readers_and_to_machines(client, kind):
    make, folder = PAGES[kind]
    thing = make("Nước sạch")
    if kind == "topic":
        make_article(topics=[thing.pk])  # without one there is no page

    page = client.get(f"{folder}nuoc-sach/").text

    for form in ("rss", "atom"):
        address = f"{folder}nuoc-sach/{form}/"
        assert f'<link rel="alternate" type="application/{form}+xml" title="Nước sạch" href="{address}">' in page
        assert f'<a href="{address}">' in page


@pytest.mark.parametrize("kind", PAGES)
def test_a_renamed_thing_is_found_by_its_former_address(client, kind):
    make, folder = PAGES[kind]
    addresses.renamed(FormerSlug.Kind(kind), "ten-cu", make("Tên mới"))

    response = client.get(f"{folder}ten-cu/?q=n%C6%B0%E1%BB%9Bc&trang=2")

    assert (response.status_code, response["Location"]) == (301, f"{folder}ten-moi/?q=n%C6%B0%E1%BB%9Bc&trang=2")
    assert response["Cache-Control"] == "no-cache"  # a name may be taken back


@pytest.mark.parametrize("kind", PAGES)
def test_a_former_address_of_one_kind_is_none_of_another(client, kind):
    for other in PAGES:
        if other != kind:
            addresses.renamed(FormerSlug.Kind(other), "ten-cu", PAGES[other][0]("Tên mới"))

    assert client.get(f"{PAGES[kind][1]}ten-cu/").status_code == 404


@pytest.mark.parametrize("kind", PAGES)
def test_whoever_bears_a_name_today_comes_before_who_bore_it_once(client, kind):
    make, folder = PAGES[kind]
    addresses.renamed(FormerSlug.Kind(kind), "ten-cu", make("Tên mới"))
    thing = make("Tên cũ")
    if kind == "topic":
        make_article(topics=[thing.pk])

    assert client.get(f"{folder}ten-cu/").status_code == 200


def test_each_list_says_where_it_stands(client):
    make_identity()
    make_article(topics=[make_topic("Nước sạch").pk])

    page = client.get("/dong-su-kien/nuoc-sach/").text

    crumbs = re.search('<nav class="crumbs".*?</nav>', page, re.DOTALL)[0]
    assert re.findall('href="([^"]*)"', crumbs) == ["/", "/dong-su-kien/", "/dong-su-kien/nuoc-sach/"]
    assert crumbs.count('aria-current="page"') == 1
