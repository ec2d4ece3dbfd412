"""What narrows a list: section, pictures, author, days and words; named where they are wrong, taken off one by one."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.filters import ArticleFilter
from articles.models import Article
from tests.factories import at, make_article, make_author, make_identity, make_photo, make_section, make_tag, make_topic

pytestmark = pytest.mark.django_db

FRAME = 5  # identity, sections, banners, pages; version and last change


def signed_by(*authors):
    return [{"author": author.pk, "name": author.name, "position": "", "organisation": ""} for author in authors]


def titles(response):
    return [article.title for article in response.context["page"].rows]


def chips(response):
    return [(chip["value"], parse_qs(chip["query"])) for chip in response.context["filter"].chips]


def options(response, name):
    return [value for value, _label in response.context["filter"].form.fields[name].choices if value]


def test_a_list_is_narrowed_to_a_section_and_what_lies_below_it(client):
    top = make_section("Văn hoá")
    below = make_section("Lễ hội", parent=top)
    make_article(title="Trên", section=top.pk, published_at=at("2026-10-02"))
    make_article(title="Dưới", section=below.pk, published_at=at("2026-10-01"))
    make_article(title="Ngoài", section=make_section("Kinh tế").pk)

    assert titles(client.get("/tim-kiem/?chuyen_muc=van-hoa")) == ["Trên", "Dưới"]
    assert titles(client.get("/tim-kiem/?chuyen_muc=le-hoi")) == ["Dưới"]


def test_the_page_of_a_section_offers_only_what_lies_below_it(client):
    top = make_section("Văn hoá")
    below = make_section("Lễ hội", parent=top)
    make_section("Kinh tế")
    make_article(title="Trên", section=top.pk)
    make_article(title="Dưới", section=below.pk)

    response = client.get("/chuyen-muc/van-hoa/?chuyen_muc=le-hoi")

    assert titles(response) == ["Dưới"]
    assert options(response, "chuyen_muc") == ["le-hoi"]
    assert client.get("/chuyen-muc/van-hoa/?chuyen_muc=kinh-te").status_code == 400


def test_where_nothing_lies_below_a_section_it_offers_none(client):
    make_section("Văn hoá")

    assert "chuyen_muc" not in client.get("/chuyen-muc/van-hoa/").context["filter"].form.fields
    assert client.get("/chuyen-muc/van-hoa/?chuyen_muc=van-hoa").status_code == 400


def test_a_list_is_narrowed_to_articles_with_or_without_pictures(client):
    photo = make_photo()
    figure = f'<figure class="figure"><img src="{photo.file.url}" alt="Ảnh"></figure>'
    make_article(title="Có ảnh chính", cover=photo.pk, published_at=at("2026-10-03"))
    make_article(title="Có ảnh trong bài", body=figure, published_at=at("2026-10-02"))
    make_article(title="Không ảnh", published_at=at("2026-10-01"))

    assert titles(client.get("/chuyen-muc/kinh-te/?anh=co")) == ["Có ảnh chính", "Có ảnh trong bài"]
    assert titles(client.get("/chuyen-muc/kinh-te/?anh=khong")) == ["Không ảnh"]


def test_whoever_signs_twice_brings_an_article_once(client):
    author = make_author()
    make_article(title="Hai lần", bylines=signed_by(author, author))

    for address in ("/tim-kiem/?tac_gia=thu-hien", "/tac-gia/thu-hien/"):
        response = client.get(address)
        assert (titles(response), response.context["page"].count) == (["Hai lần"], 1)


def test_authors_are_offered_who_signed_lately_in_the_list_by_given_name(client):
    here, elsewhere = make_section(), make_section("Xã hội")
    for name in ("Tạ Thị Ngân", "Hoàng Bá An", "Đỗ Ân"):
        make_article(section=here.pk, bylines=signed_by(make_author(name)))
    make_article(section=elsewhere.pk, bylines=signed_by(make_author("Ở nơi khác")))
    make_author("Chưa viết bài nào")

    assert options(client.get("/chuyen-muc/kinh-te/"), "tac_gia") == ["hoang-ba-an", "do-an", "ta-thi-ngan"]


def test_an_author_who_is_not_offered_is_found_by_the_address(client, monkeypatch):
    monkeypatch.setattr("articles.filters.AUTHORS_AMONG", 1)
    make_article(title="Cũ", bylines=signed_by(make_author("Lê Cũ")), published_at=at("2020-01-01"))
    make_article(title="Mới", bylines=signed_by(make_author("Lê Mới")), published_at=at("2026-01-01"))

    response = client.get("/chuyen-muc/kinh-te/?tac_gia=le-cu")

    assert titles(response) == ["Cũ"]
    assert sorted(options(response, "tac_gia")) == ["le-cu", "le-moi"]
    assert options(client.get("/chuyen-muc/kinh-te/"), "tac_gia") == ["le-moi"]


def test_each_filter_is_shown_with_a_link_that_takes_off_just_that_one(client):
    make_article(title="Nước sạch", bylines=signed_by(make_author()))

    response = client.get("/tim-kiem/?q=nuoc&tu_ngay=1/2/2020&tac_gia=thu-hien&chuyen_muc=kinh-te&utm_source=zalo")

    asked = {"q": ["nuoc"], "tu_ngay": ["1/2/2020"], "tac_gia": ["thu-hien"], "chuyen_muc": ["kinh-te"]}
    assert chips(response) == [
        (value, {key: words for key, words in asked.items() if key != name})
        for name, value in [
            ("q", "“nuoc”"),
            ("chuyen_muc", "Kinh tế"),
            ("tu_ngay", "01/02/2020"),
            ("tac_gia", "Thu Hiền"),
        ]
    ]
    assert 'href="?chuyen_muc=kinh-te&amp;tu_ngay=1/2/2020&amp;tac_gia=thu-hien"' in response.text


def test_the_last_filter_taken_off_leads_to_the_bare_list(client):
    make_article(title="Nước sạch")

    page = client.get("/chuyen-muc/kinh-te/?q=nuoc").text

    assert '<ul class="chips"' in page
    assert '<li><a href="/chuyen-muc/kinh-te/"><span class="visually-hidden">' in page
    assert '<ul class="chips"' not in client.get("/chuyen-muc/kinh-te/").text


def test_periods_fill_in_the_days_and_keep_the_other_filters(client):
    make_article(title="Nước sạch")

    with time_machine.travel(at("2026-11-22", 0, 5)):
        periods = client.get("/tim-kiem/?q=nuoc&den_ngay=01/01/2026&tu_ngay=01/01/2020").context["filter"].periods
        chosen = client.get("/tim-kiem/?q=nuoc&tu_ngay=16/11/2026").context["filter"].periods

    assert [parse_qs(period["query"]) for period in periods] == [
        {"q": ["nuoc"], "tu_ngay": [day]} for day in ("16/11/2026", "24/10/2026", "01/01/2026")
    ]
    assert [period["is_chosen"] for period in chosen] == [True, False, False]


def test_the_last_seven_days_begin_six_days_ago_at_midnight(client):
    make_article(title="Trong", published_at=at("2026-11-16", 0, 0))
    make_article(title="Ngoài", published_at=at("2026-11-15", 23, 59))

    with time_machine.travel(at("2026-11-22", 23, 59)):
        week = client.get("/chuyen-muc/kinh-te/").context["filter"].periods[0]
        response = client.get(f"/chuyen-muc/kinh-te/?{week['query']}")

    assert titles(response) == ["Trong"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("tu_ngay=31/02/2026", "tu_ngay"),
        ("tu_ngay=02/10/2026&den_ngay=01/10/2026", "den_ngay"),
        ("tac_gia=khong-ai", "tac_gia"),
        ("chuyen_muc=khong-co", "chuyen_muc"),
        ("anh=nhieu", "anh"),
        ("q=" + "x" * 1001, "q"),
    ],
)
def test_what_is_wrong_is_named_at_its_field_and_above_the_list(client, query, said):
    make_article(title="Lộ ra")

    response = client.get(f"/tim-kiem/?{query}")

    fields = response.context["filter"].form.errors
    assert (response.status_code, list(fields)) == (400, [said])
    assert f'aria-describedby="id_{said}_error"' in response.text
    label = response.context["filter"].form.fields[said].label
    assert f"<li><b>{label}:</b> {fields[said][0]}" in response.text
    assert "Lộ ra" not in response.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/02/2026", ("impossible", {"day": "31/02/2026"})),
        (" 1-13-2026", ("impossible", {"day": "1-13-2026"})),
        ("01/01/0001", ("impossible", {"day": "01/01/0001"})),
        ("hôm nay", ("invalid", None)),
        ("9" * 5000, ("invalid", None)),
    ],
)
def test_a_day_that_is_none_is_told_from_what_is_no_day_at_all(typed, said):
    errors = ArticleFilter({"tu_ngay": typed}, Article.objects.all()).form.errors.as_data()

    assert [(error.code, error.params) for error in errors["tu_ngay"]] == [said]


def test_an_empty_list_offers_nothing_to_narrow(client):
    make_section()
    make_article(title="Ở nơi khác", section=make_section("Xã hội").pk)

    pages = [client.get(f"/chuyen-muc/{address}").text for address in ("kinh-te/", "kinh-te/?q=nuoc", "xa-hoi/")]

    assert ['class="filter"' in page for page in pages] == [False, True, True]


def test_unknown_names_are_shown_cut_and_few(client):
    make_section()
    names = "&".join([f"la{number}=1" for number in range(2, 9)] + ["la1" + "x" * 5000 + "=1"])

    response = client.get(f"/chuyen-muc/kinh-te/?{names}")

    assert response.status_code == 400
    assert response.context["filter"].unknown_names == f"la1{'x' * 37}, la2, la3, la4, la5 …"
    assert response.text.count("la1" + "x" * 37) == 2  # in the note, and in the address for who prints the page


def test_a_parameter_given_twice_counts_once_and_is_kept_once(client):
    make_article(title="Nước sạch")

    response = client.get("/chuyen-muc/kinh-te/?q=tin&q=nuoc")

    assert titles(response) == ["Nước sạch"]
    assert response.context["filter"].kept == "q=nuoc"


def test_filters_are_kept_from_page_to_page(client, monkeypatch):
    monkeypatch.setattr("articles.paging.PER_PAGE", 1)
    make_article(title="Nước một")
    make_article(title="Nước hai")

    page = client.get("/chuyen-muc/kinh-te/?q=nuoc&tu_ngay=01/01/2020&fbclid=x").text

    assert 'rel="next" href="?q=nuoc&amp;tu_ngay=01/01/2020&amp;trang=2"' in page


def test_a_narrowed_list_is_not_for_search_engines(client):
    make_article(title="Nước sạch")

    assert '<meta name="robots" content="noindex">' in client.get("/chuyen-muc/kinh-te/?anh=khong").text
    assert 'rel="canonical" href="http://testserver/chuyen-muc/kinh-te/"' in client.get("/chuyen-muc/kinh-te/").text


def test_the_filter_works_without_a_request():
    assert list(ArticleFilter({"anh": "khong"}, Article.objects.all()).qs) == []


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    ("address", "limit"),
    [
        ("/chuyen-muc/kinh-te/", 5),  # the section; authors, slots, rows, count
        ("/chuyen-muc/kinh-te/?tac_gia=tac-gia-0&q=tin&anh=khong&chuyen_muc=nong-nghiep&tu_ngay=01/01/2020", 4),
        ("/dong-su-kien/le-hoi-lang/?tac_gia=tac-gia-0", 4),
        ("/the/nuoc-sach/?chuyen_muc=kinh-te", 4),
        ("/tac-gia/tac-gia-0/?chuyen_muc=kinh-te", 3),
        ("/tim-kiem/?q=tin", 3),
    ],
)
def test_filters_cost_the_same_however_many_rows_and_authors_there_are(client, address, limit, count):
    make_identity()
    top = make_section()
    section, topic, tag = make_section("Nông nghiệp", parent=top), make_topic(), make_tag()
    for number in range(count):
        make_article(
            title=f"Tin {number}",
            section=section.pk,
            topics=[topic.pk],
            tags=[tag.pk],
            bylines=signed_by(make_author(f"Tác giả {number}")),
            published_at=at("2026-10-01") + timedelta(minutes=number),
        )

    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)

    assert titles(response) != []
    assert len(captured) == FRAME + limit
