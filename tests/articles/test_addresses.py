"""Addresses of former sites: one key for all spellings, and where a request for one of them is led."""

import re
import unicodedata
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles import workflow
from articles.addresses import (
    Destination,
    NoDestination,
    NotAnAddress,
    Onward,
    destination_of,
    find,
    key_of,
    readable,
    redirection,
)
from articles.models import OldAddress
from tests.factories import make_article, make_draft

SEGMENTS = st.text("abcxyzăâđêôơưáảãạềộ0123456789-_ ", min_size=1).map(str.strip).filter(bool)
PATHS = st.lists(SEGMENTS, min_size=1, max_size=4)
QUERIES = st.dictionaries(st.text("abcdxyz", min_size=1), SEGMENTS, max_size=4)


def make_old(address, article=None, target=""):
    return OldAddress.objects.create(path=readable(address), key=key_of(address), article=article, target=target)


def asked(address, host="testserver", method="get"):
    return getattr(RequestFactory(SERVER_NAME=host), method)(address)


def located(address):
    return redirection(find(asked(address))).headers["Location"]


def plan_of(sql):
    """How the database would go about a query; PostgreSQL is told not to count on the table being small."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.fixture
def portal(settings):
    """A site that goes by two names, its own and one that it inherited."""
    settings.ALLOWED_HOSTS = ["testserver", "thanh-tri.example", "quoc-oai.example"]


# One key for all spellings


@given(PATHS, QUERIES, st.randoms())
def test_spellings_of_an_address_have_one_key(segments, query, chance):
    pairs = list(query.items())
    plain = "/" + "/".join(segments) + "?" + "&".join(f"{name}={value}" for name, value in pairs)
    chance.shuffle(pairs)
    encoded = [quote(unicodedata.normalize("NFD", segment.upper())) for segment in segments]
    other = "//" + "//".join(encoded) + "/?" + "&".join(f"{name.upper()}={quote(value)}" for name, value in pairs)

    assert key_of(other + "&utm_source=zalo#cuoi-trang") == key_of(plain)


@given(PATHS, QUERIES)
def test_the_address_as_it_is_kept_has_the_key_of_the_one_that_was_given(segments, query):
    given_address = "/" + "/".join(map(quote, segments)) + "?" + "&".join(f"{k}={quote(v)}" for k, v in query.items())

    assert key_of(readable(given_address)) == key_of(given_address)


@given(st.text() | st.binary().map(lambda raw: "/" + quote(raw)) | st.text().map("http://{}".format))
def test_no_address_is_too_strange_for_a_key(address):
    assert len(key_of(address)) == 64


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.Thanh-Tri.example:8080/Tin/1.aspx", "http://thanh-tri.example/tin/1.ASPX/"),
        ("/index.php?option=com_content&id=5", "/?id=5&amp;option=com_content"),
        ("/tin-tuc/Default.aspx", "/tin-tuc"),
        ("/tin;jsessionid=0A1B/7", "/tin/7"),
        ("/(S(lit3py55t21z5v55vlm25s55))/tin/7.aspx", "/tin/7.aspx"),
        ("/tin?id=7&fbclid=xyz&PHPSESSID=1", "/tin?id=7"),
        ("/tin%20t%E1%BB%A9c/m%E1%BB%9Bi", "/Tin tức/mới"),
        ("/tim?q=n%C6%B0%E1%BB%9Bc+s%E1%BA%A1ch", "/tim?q=nước%20sạch"),
        ("/a\\b", "/a/b"),
        ("https://xã.example/tin", "https://xn--x-yfa.example/tin"),
    ],
)
def test_addresses_that_people_write_differently_are_one(one, other):
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.example/tin/1", "http://b.example/tin/1"),
        ("http://a.example/tin/1", "/tin/1"),
        ("/tin?id=1", "/tin?id=2"),
        ("/tin/1", "/tin/12"),
        ("/muối", "/muôi"),
    ],
)
def test_different_addresses_have_different_keys(one, other):
    assert key_of(one) != key_of(other)


@pytest.mark.parametrize("address", ["", "  ", "#top", "tin-tuc/1", "javascript:alert(1)", "http://", "/" + "ă" * 2001])
def test_what_can_not_be_an_old_address_is_refused(address):
    with pytest.raises(NotAnAddress):
        readable(address)


def test_an_old_address_is_kept_as_people_read_it():
    assert readable(" http://xa.example/tin%20t%E1%BB%A9c/50%25?a=1#x ") == "http://xa.example/tin%20tức/50%25?a=1"


# Which old address a request is for


@pytest.mark.django_db
def test_the_site_that_is_asked_comes_before_others_with_the_same_page(portal):
    mine = make_old("http://thanh-tri.example/tin/1", target="/mot/")
    other = make_old("http://quoc-oai.example/tin/1", target="/hai/")
    anywhere = make_old("/tin/1", target="/ba/")

    found = [find(asked("/tin/1", host)) for host in ("thanh-tri.example", "quoc-oai.example", "testserver")]

    assert found == [mine, other, anywhere]


@pytest.mark.django_db
def test_an_address_of_a_dead_name_is_found_by_its_page():
    old = make_old("http://da-mat.example/tin/1", target="/mot/")

    assert find(asked("/tin/1")) == old


@pytest.mark.django_db
def test_two_dead_sites_that_disagree_lead_nowhere():
    make_old("http://a.example/tin/1", target="/mot/")
    make_old("http://b.example/tin/1", target="/hai/")
    agreed = make_old("http://a.example/tin/2", target="/ba/")
    make_old("http://b.example/tin/2", target="/ba/")

    assert find(asked("/tin/1")) is None
    assert find(asked("/tin/2")).target == agreed.target


@pytest.mark.django_db
def test_the_query_counts_before_the_page_without_it():
    page = make_old("/default.aspx", target="/")
    article = make_old("/default.aspx?id=5", target="/nam/")
    elsewhere = make_old("http://a.example/default.aspx?id=6", target="/sau/")

    queries = ("id=5", "id=6", "id=7", "")

    assert [find(asked(f"/Default.aspx?{query}")) for query in queries] == [article, elsewhere, page, page]


@pytest.mark.django_db
def test_the_front_page_is_old_only_by_its_query(django_assert_num_queries):
    make_old("/index.php", target="/")
    old = make_old("/?p=12", target="/muoi-hai/")

    with django_assert_num_queries(0):
        assert find(asked("/")) is None
        assert find(asked("/?utm_source=zalo")) is None
    with django_assert_num_queries(1):
        assert find(asked("/?p=12&fbclid=1")) == old
    assert find(asked("/?p=13")) is None


@pytest.mark.django_db
@given(path=st.text(), query=st.text())
def test_no_request_is_too_strange_to_be_looked_up(path, query):
    request = asked("/")
    request.path_info, request.META["QUERY_STRING"] = "/" + path, query

    assert find(request) is None


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 200])
def test_looking_up_takes_one_query_and_steps_into_the_index(rows):
    for number in range(rows):
        make_old(f"/tin/{number}.aspx", target=f"/moi-{number}/")

    with CaptureQueriesContext(connection) as captured:
        found = find(asked("/tin/0.aspx?trang=2"))

    assert found.target == "/moi-0/"
    assert len(captured) == 1
    steps = re.findall(r"Index Cond: .*key\)::text >=|USING INDEX .*\(key>", plan_of(captured[0]["sql"]))
    assert len(steps) == 2  # for the page with its query, and for the page without it


# What is answered


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head"])
def test_an_old_address_leads_to_its_article(method):
    article = make_article(title="Nước sạch")
    make_old("/tin/1.aspx", article)

    response = redirection(find(asked("/Tin/1.aspx?utm_source=x", method=method)))

    assert (response.status_code, response.headers["Location"]) == (301, article.get_absolute_url())
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["/chuyen-muc/kinh-te/?trang=2", "https://khac.example/tin/1.aspx"])
def test_an_old_address_leads_to_another_address(target):
    make_old("/tin/1.aspx", target=target)

    assert located("/tin/1.aspx") == target


@pytest.mark.django_db
def test_a_long_destination_with_marks_is_no_error():
    make_old("/tin/1.aspx", target="/" + "ệ" * 499)

    assert located("/tin/1.aspx") == "/" + "%E1%BB%87" * 499


@pytest.mark.django_db
def test_what_is_gone_for_good_leads_nowhere():
    old = make_old("/tin/1.aspx")

    assert find(asked("/tin/1.aspx")) == old
    assert redirection(old) is None


@pytest.mark.django_db
def test_readers_are_led_on_or_told(client):
    article = make_article()
    make_old("http://xa-cu.example/tin/1.aspx", article)
    make_old("/Default.aspx?TabId=7")

    led, gone, unknown = (client.get(address) for address in ("/tin/1.aspx", "/default.aspx?tabid=7", "/tin/2.aspx"))

    assert (led.status_code, led.headers["Location"]) == (301, article.get_absolute_url())
    assert (gone.status_code, unknown.status_code) == (410, 404)
    assert gone.text.count("<h1>") == 1
    assert led.headers["Cache-Control"] == gone.headers["Cache-Control"] == "no-cache"


@pytest.mark.django_db
def test_a_withdrawn_or_ended_article_says_itself_what_became_of_it():
    withdrawn, ended = make_article(title="Rút"), make_article(expires_at=timezone.now() + timedelta(days=1))
    workflow.withdraw(withdrawn, by=None, reason="Sai số liệu")
    type(ended).objects.filter(pk=ended.pk).update(expires_at=timezone.now())
    make_old("/tin/1", withdrawn)
    make_old("/tin/2", ended)

    assert [located("/tin/1"), located("/tin/2")] == [withdrawn.get_absolute_url(), ended.get_absolute_url()]


@pytest.mark.django_db
def test_an_article_that_readers_never_saw_is_not_given_away():
    scheduled = make_article(published_at=timezone.now() + timedelta(days=1))
    make_old("/tin/1", make_draft().article)
    make_old("/tin/2", scheduled)

    assert [find(asked(f"/tin/{number}")) for number in (1, 2)] == [None, None]


@pytest.mark.django_db
def test_a_form_sent_to_an_old_address_is_not_led_on():
    make_old("/tin/1", target="/moi/")

    assert find(asked("/tin/1", method="post")) is None


@pytest.mark.django_db
def test_nobody_is_sent_in_a_circle_even_by_a_row_that_slipped_in():
    make_old("/tin/1", target="/Tin/1/")
    make_old("/tin/2", target="/tin/2?trang=1")

    assert [find(asked(f"/tin/{number}")) for number in (1, 2)] == [None, None]


@pytest.mark.django_db
def test_a_destination_that_leads_back_is_found_over_other_addresses():
    make_old("/a", target="/b")
    make_old("http://x.example/B/", target="/c?trang=2")
    onward = Onward()
    onward.add(key_of("/d"), "/a")

    assert onward.leads_back(key_of("/c"), "/a")
    assert onward.leads_back(key_of("/c"), "/d")
    assert not onward.leads_back(key_of("/e"), "/d")
    assert not onward.leads_back(key_of("/b"), "https://x.example/b")


# Where people say that it leads


def test_a_destination_is_a_number_an_address_or_nothing(settings):
    settings.ALLOWED_HOSTS, settings.SITE_URL = [".tin.example"], "https://tin.example"
    typed = {
        "": Destination(),
        " 12 ": Destination(article_id=12),
        "/bai-viet/12-nuoc-sach/": Destination(article_id=12),
        "https://tin.example/bai-viet/12-nuoc-sach/in/?x=1#y": Destination(article_id=12),
        "https://cu.tin.example/quan-tri/articles/article/12/change/": Destination(article_id=12),
        "/bai-viet/12-nuoc-sach/khac/": Destination(target="/bai-viet/12-nuoc-sach/khac/"),
        "https://tin.example": Destination(target="/"),
        "https://tin.example/the/le-hoi/?trang=2": Destination(target="/the/le-hoi/?trang=2"),
        "https://khac.example/bai-viet/12-nuoc-sach/": Destination(
            target="https://khac.example/bai-viet/12-nuoc-sach/"
        ),
    }

    assert {text: destination_of(text) for text in typed} == typed


@pytest.mark.parametrize(
    "text",
    ["tin-tuc", "//x.example/", "/\\x.example", "http://", "https://[x", "javascript:alert(1)", "9" * 19]
    + ["/" + "a" * 500],
)
def test_what_is_no_destination_is_refused(text):
    with pytest.raises(NoDestination):
        destination_of(text)
