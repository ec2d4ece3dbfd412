"""The pages of authors and tags, and the links that lead to them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import at, make_article, make_author, make_draft, make_identity, make_section, make_tag
from tests.sitemap import sitemap_text

pytestmark = pytest.mark.django_db

FRAME = 5  # identity, sections, banners, pages; version and last change


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


def byline(author, position="Phóng viên"):
    return {"author": author.pk, "name": author.name, "position": position, "organisation": ""}


def make_signed(author, tag, number=1, **content):
    content = {"published_at": at("2026-10-01") + timedelta(minutes=number)} | content
    return make_article(title=f"Tin số {number}", bylines=[byline(author)], tags=[tag.pk], **content)


PATHS = ["/tac-gia/thu-hien/", "/the/nuoc-sach/"]


def test_an_author_is_shown_as_of_today_with_the_articles_they_signed(client):
    author = make_author(position="Phó Chánh Văn phòng", organisation="Văn phòng UBND xã")
    older = make_article(
        title="Bài cũ", bylines=[byline(author, "Cộng tác viên"), byline(author)], published_at=at("2020-01-01")
    )
    newer = make_article(title="Bài mới", bylines=[byline(author)], published_at=at("2021-01-01"))
    make_article(title="Bài người khác", bylines=[byline(make_author("Quốc Khánh"))])
    make_article(title="Bài vô danh")

    response = client.get("/tac-gia/thu-hien/")

    assert response.context["page"].rows == [newer, older]
    assert response.context["page"].count == 2
    assert "<h1>Thu Hiền</h1>" in response.text
    assert "Phó Chánh Văn phòng, Văn phòng UBND xã" in response.text
    assert "Cộng tác viên" not in response.text


def test_a_tag_lists_the_articles_that_carry_it_across_sections(client):
    tag, other = make_tag(), make_tag("giáo dục")
    one = make_article(title="Một", tags=[tag.pk, other.pk], published_at=at("2026-10-01"))
    elsewhere = make_section("Y tế")
    two = make_article(title="Hai", tags=[tag.pk], section=elsewhere.pk, published_at=at("2026-10-02"))
    make_article(title="Ba", tags=[other.pk])

    response = client.get("/the/nuoc-sach/")

    assert response.context["page"].rows == [two, one]
    assert "<h1>nước sạch</h1>" in response.text


def test_the_article_page_leads_to_its_authors_and_tags(client):
    article = make_article(
        bylines=[byline(make_author()), {"author": None, "name": "Khách mời", "position": "", "organisation": ""}],
        tags=[make_tag().pk],
    )

    page = client.get(article.get_absolute_url()).text

    assert '<a rel="author" href="/tac-gia/thu-hien/">Thu Hiền</a>' in page
    assert '<a rel="tag" href="/the/nuoc-sach/">nước sạch</a>' in page
    assert "<b>Khách mời</b>" in page


@pytest.mark.parametrize("path", PATHS)
def test_what_is_not_public_is_listed_nowhere(client, path):
    author, tag, now = make_author(), make_tag(), timezone.now()
    make_draft(title="Bí mật", bylines=[byline(author)], tags=[tag.pk])
    make_signed(author, tag, 1, published_at=now + timedelta(hours=1))
    make_signed(author, tag, 2, published_at=now - timedelta(days=2), expires_at=now - timedelta(days=1))

    response = client.get(path)

    assert response.status_code == 200
    assert response.context["page"].rows == []
    assert 'class="empty"' in response.text


@pytest.mark.parametrize("path", ["/tac-gia/khong-ai/", "/the/khong-co/", "/tac-gia/", "/the/"])
def test_who_or_what_is_unknown_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [("", ["Hai", "Một"]), ("tu_ngay=02/10/2026", ["Hai"]), ("q=nuoc+sach", ["Một"]), ("q=khong+co", [])],
)
@pytest.mark.parametrize("path", PATHS)
def test_the_lists_are_narrowed_by_period_and_words(client, path, query, found):
    content = {"bylines": [byline(make_author())], "tags": [make_tag().pk]}
    make_article(title="Một", published_at=at("2026-10-01"), body="<p>Nước sạch</p>", **content)
    make_article(title="Hai", published_at=at("2026-10-02"), **content)

    response = client.get(f"{path}?{query}")

    assert [article.title for article in response.context["page"].rows] == found


BAD = ["trang=0", "trang=2", "trang=abc", "truoc=abc", "tu_ngay=31/02/2026", "q=%00", "tac_gia=khong-ai", "loc=1"]


@pytest.mark.parametrize("query", BAD)
@pytest.mark.parametrize("path", PATHS)
def test_bad_parameters_are_refused_and_never_mean_everything(client, path, query):
    make_signed(make_author(), make_tag())

    response = client.get(f"{path}?{query}")

    assert response.status_code in {400, 404}
    assert "Tin số 1" not in response.text


def test_an_authors_page_takes_no_second_author(client):
    make_signed(make_author(), make_tag())

    response = client.get("/tac-gia/thu-hien/?tac_gia=thu-hien")

    assert response.status_code == 400
    assert response.context["filter"].unknown == ["tac_gia"]
    assert 'name="tac_gia"' not in response.text


@pytest.mark.parametrize(("path", "limit"), [("/tac-gia/thu-hien/", 3), ("/the/nuoc-sach/", 4)])
def test_the_lists_cost_the_same_at_one_and_at_thirty_rows(client, path, limit):
    make_identity()
    author, tag = make_author(), make_tag()
    make_signed(author, tag, 1)
    few = queries(client, path)

    for number in range(2, 31):
        make_signed(author, tag, number)
    many = queries(client, path)

    assert many == few
    assert many == FRAME + limit


def test_the_sitemap_names_the_authors_and_tags_that_lead_somewhere(client):
    make_signed(make_author(), make_tag())
    make_signed(make_author("Người chờ"), make_tag("thẻ chờ"), 2, published_at=timezone.now() + timedelta(hours=1))
    make_author("Không viết")

    page = sitemap_text(client)

    assert page.count("/tac-gia/") == 1
    assert page.count("/the/") == 1
    for path in PATHS:
        assert f"<loc>http://testserver{path}</loc>" in page
