"""Whatever stands in an address, each public page answers, or says that it can't: never an error of ours.

The pages come from the table of URLs, so that a new one is held to it as soon as it is there.
"""

import re
from urllib.parse import quote, quote_from_bytes

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from comments.states import Status
from tests.factories import (
    at,
    make_article,
    make_author,
    make_comment,
    make_identity,
    make_page,
    make_section,
    make_tag,
    make_topic,
)

ANSWERS = {200, 301, 302, 400, 404, 405, 410}
NAME = "nuoc-sach"  # whatever is called by a name bears this one
# A value that leads somewhere, for each part of an address that varies.
GOOD = {
    "slug": NAME,
    "year": "2026",
    "month": "11",
    "day": "21",
    "token": "abc",
    "rest": "khac/nua",
    "accent": "0b5c4a",
    "key": "0" * 40,
    "kind": "articles",
    "part": "1",
    "name": "photos/2026/11/anh.jpg",
}
PART = re.compile(r"<(?:\w+:)?(?P<path>\w+)>|\(\?P<(?P<regex>\w+)>(?:[^()]|\([^()]*\))*\)")


def routes(patterns, before=""):
    """Every public address of the site as it stands in the table, its varying parts in angle brackets."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if route.startswith(settings.ADMIN_PATH):
            continue
        if isinstance(pattern, URLPattern):
            yield PART.sub(lambda part: f"<{part['path'] or part['regex']}>", route.strip("^$").replace("\\.", "."))
        else:
            yield from routes(pattern.url_patterns, route)


ROUTES = sorted(routes(get_resolver().url_patterns))
LONG = "x" * 10_240
QUERIES = [
    "trang=-1",
    "trang=0&anh=x",
    "trang=999999999",
    "truoc=99999999999999999-999999999999999999",
    "tu_ngay=31/02/2026&den_ngay=9999-12-31&tac_gia=khong-ai&chuyen_muc=khong-co&don-vi=99999999999999999999",
    "q=%00&a%00b=%00",
    f"q={LONG}&{LONG}={LONG}",
    "q=n%E9%ED%A0%80%FF%&%E9=%&q=a&trang=1&trang=abc&tac_gia=x&tac_gia=",
    "&".join(f"a{number}=1" for number in range(1100)),
]

hostile_bytes = st.one_of(
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=40, alphabet="ạớđÀé/.:-%&=+\x00\u202e").map(str.encode),
    st.sampled_from(
        ["é".encode("latin-1"), "nước".encode("utf-16"), b"\xed\xa0\x80", b"\xff\xfe", b"\x00", b"../" * 9]
    ),
    st.binary(max_size=40),
    st.integers().map(lambda number: str(number).encode()),
    st.dates().map(lambda day: f"{day:%d/%m/%Y}".encode()),
    st.tuples(st.integers(), st.integers()).map(lambda key: f"{key[0]}-{key[1]}".encode()),
)
quoted = hostile_bytes.map(quote_from_bytes)
names = st.one_of(
    st.sampled_from(
        [
            "q",
            "trang",
            "truoc",
            "tu_ngay",
            "den_ngay",
            "tac_gia",
            "chuyen_muc",
            "dong_su_kien",
            "the",
            "anh",
            "don-vi",
            "p",
            "ma",
            "utm_x",
        ]
    ),
    quoted,
)
queries = st.lists(st.tuples(names, quoted).map("=".join), max_size=5).map("&".join)


@pytest.fixture
def address_of(db):
    """Fill a site with one thing of each kind; returns what makes an address of a route."""
    make_identity()
    section, topic, author, tag = (
        make_section("Nước sạch"),
        make_topic("Nước sạch"),
        make_author("Nước sạch"),
        make_tag("nước sạch"),
    )
    make_page("Nước sạch")
    make_page("Nước sạch", language="en")
    byline = {"author": author.pk, "name": author.name, "position": "", "organisation": ""}
    article = make_article(
        title="Nước sạch",
        section=section.pk,
        topics=[topic.pk],
        tags=[tag.pk],
        bylines=[byline],
        published_at=at("2026-11-21"),
    )
    comment = make_comment(article, status=Status.APPROVED)
    good = GOOD | {"article_id": str(article.pk), "comment_id": str(comment.pk)}

    def address(route, **changed):
        return "/" + re.sub("<([a-z_]+)>", lambda part: (good | changed)[part[1]], route)

    return address


def test_the_table_of_addresses_was_read():
    assert {"", "chuyen-muc/<slug>/", "bai-viet/<article_id>-<slug>/", "luu-tru/<year>/<month>/<day>/"} <= {*ROUTES}
    assert not [route for route in ROUTES if "(" in route]


@pytest.mark.parametrize("route", ROUTES)
def test_no_query_breaks_a_page(client, address_of, route):
    for query in QUERIES:
        response = client.get(f"{address_of(route)}?{query}")

        assert response.status_code in ANSWERS, query[:100]


@pytest.mark.parametrize("route", ROUTES)
@how(max_examples=5, deadline=None, derandomize=True, database=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_nothing_that_can_be_typed_breaks_a_page(client, address_of, route, data):
    parts = re.findall("<([a-z_]+)>", route)
    changed = {part: data.draw(quoted) for part in parts if data.draw(st.booleans())}
    address = f"{address_of(route, **changed)}?{data.draw(queries)}"

    response = client.get(address)

    assert response.status_code in ANSWERS, address


@how(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=[*HealthCheck])
@given(path=st.lists(quoted, min_size=1, max_size=4).map("/".join), query=queries)
def test_an_address_that_never_was_is_not_found_or_leads_on(client, address_of, path, query):
    response = client.get(f"/x{path}?{query}")

    assert response.status_code in {301, 400, 404}


@pytest.mark.parametrize("route", [route for route in ROUTES if not route.startswith(("media/", "giao-dien/"))])
def test_the_good_addresses_do_lead_somewhere(client, address_of, route):
    """Else the tests above would try out nothing but pages that aren't found."""
    other_answers = {
        "api/": 404,
        "api/<rest>/": 404,
        "xem-truoc/<token>/": 404,
        "duyet/<token>/": 404,
        "binh-luan/am-thanh/<key>.wav": 404,
        "ma-xac-nhan/<key>/": 410,
        "bai-viet/<article_id>/luot-xem/": 405,
        "binh-luan/<article_id>/mo/": 405,
        "binh-luan/y-kien/<comment_id>/": 302,
        "tra-cuu/rut/": 302,
    }

    response = client.get(address_of(route))

    assert response.status_code == other_answers.get(route, 200)


@pytest.mark.parametrize(
    "path",
    ["/" + LONG, "/" + quote("ạ" * 3000), "/%00", "/%FF%FE/", "/" + "a/" * 2000, "/\\..\\", "/%2e%2e/%2e%2e/etc"],
)
def test_odd_addresses_are_not_found(client, address_of, path):
    assert client.get(path).status_code in {301, 404}
