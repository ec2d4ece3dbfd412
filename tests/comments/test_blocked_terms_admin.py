"""The list of blocked terms: several added at once, searched, tried out on a sentence."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext

from comments.models import BlockedTerm
from tests.factories import make_user

pytestmark = pytest.mark.django_db

TERMS = "/quan-tri/comments/blockedterm/"


@pytest.fixture(autouse=True)
def empty_list(db):
    BlockedTerm.objects.all().delete()


@pytest.fixture
def moderator(client):
    client.force_login(make_user("Kiểm duyệt"))


def make_term(term="cờ bạc", kind="gambling"):
    return BlockedTerm.objects.create(term=term, kind=kind)


def add(client, terms, kind="loan"):
    return client.post(f"{TERMS}add/", {"terms": terms, "kind": kind})


def stored():
    return list(BlockedTerm.objects.order_by("pk").values_list("term", "kind"))


def refused(client, terms):
    """The sentences with which what was typed is refused, and what the field holds after it."""
    form = add(client, terms).context["adminform"].form
    return list(form.errors["terms"]), form["terms"].value()


def try_out(client, sentence):
    return client.post(TERMS, {"sentence": sentence})


# --- Adding ---------------------------------------------------------------------------------------------------------


def test_several_terms_are_added_one_a_line(client, moderator):
    add(client, "vay nóng\r\n\r\n  bốc   bát họ \r\nVay  TIỀN nhanh\n\u200b\n")

    assert stored() == [("vay nóng", "loan"), ("bốc bát họ", "loan"), ("Vay TIỀN nhanh", "loan")]


def test_one_term_is_added_alone(client, moderator):
    assert add(client, "vay nóng").status_code == 302
    assert stored() == [("vay nóng", "loan")]


def test_terms_are_stored_composed(client, moderator):
    add(client, "vay no\u0301ng")

    assert stored() == [("vay nóng", "loan")]


def test_a_line_that_is_given_twice_counts_once(client, moderator):
    add(client, "vay nóng\nVay Nóng\nvay  nóng\nbốc họ")

    assert stored() == [("vay nóng", "loan"), ("bốc họ", "loan")]


def test_terms_in_the_list_already_are_named_and_nothing_is_lost(client, moderator):
    make_term("Vay nóng", "loan")

    sentences, typed = refused(client, "vay nóng\nbốc họ")

    assert (len(sentences), "vay nóng" in sentences[0]) == (1, True)
    assert typed == "vay nóng\nbốc họ"
    assert stored() == [("Vay nóng", "loan")]


def test_too_long_a_term_is_named(client, moderator):
    sentences, _typed = refused(client, f"{'a' * 61}\n{'b' * 60}")

    assert (len(sentences), "a" * 61 in sentences[0]) == (1, True)
    assert stored() == []


@pytest.mark.parametrize("typed", ["", " \n \n", "\u200b"])
def test_no_term_is_none(client, moderator, typed):
    add(client, typed)

    assert stored() == []


def test_a_list_has_its_limit(client, moderator):
    sentences, _typed = refused(client, "\n".join(f"từ {number}" for number in range(201)))

    assert (len(sentences), stored()) == (1, [])


# --- Changing, deleting, finding -------------------------------------------------------------------------------------


def test_a_term_is_changed_and_taken_off(client, moderator):
    term = make_term()

    client.post(f"{TERMS}{term.pk}/change/", {"term": "  Cờ   bạc ", "kind": "other"})
    changed = stored()
    client.post(f"{TERMS}{term.pk}/delete/", {"post": "yes"})

    assert (changed, stored()) == ([("Cờ bạc", "other")], [])


def test_a_term_cannot_become_another_one(client, moderator):
    make_term("vay nóng", "loan")
    term = make_term()

    page = client.post(f"{TERMS}{term.pk}/change/", {"term": "VAY NÓNG", "kind": "loan"})

    assert list(page.context["adminform"].form.errors) == ["term"]
    assert BlockedTerm.objects.get(pk=term.pk).term == "cờ bạc"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=co+bac", ["Cờ bạc"]),
        ("q=C%E1%BB%9C", ["Cờ bạc"]),
        ("q=bac", ["Cờ bạc", "bạc nhược"]),
        ("q=xyz", []),
        ("q=%25", ["Cờ bạc", "bạc nhược", "vay nóng"]),
        ("kind__exact=loan", ["vay nóng"]),
    ],
)
def test_the_list_is_searched_with_or_without_marks_and_narrowed_by_kind(client, moderator, query, expected):
    for term, kind in (("Cờ bạc", "gambling"), ("bạc nhược", "other"), ("vay nóng", "loan")):
        make_term(term, kind)

    found = [term.term for term in client.get(f"{TERMS}?{query}").context["cl"].queryset]

    assert sorted(found) == sorted(expected)


def test_the_list_is_headed_by_what_it_lists_and_its_search_says_what_it_finds(client, moderator):
    make_term()

    page = client.get(f"{TERMS}?q=co&kind__exact=gambling")

    assert page.context["title"] == "Từ cần chú ý"
    assert page.text.count(f'<label for="searchbar">{gettext("Find a term")}</label>') == 1
    assert page.text.count('name="q" value="co" id="searchbar"') == 1
    assert page.text.count('<input type="hidden" name="kind__exact" value="gambling">') == 1


def test_the_list_costs_the_same_for_one_term_and_for_many(client, moderator):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(TERMS)
        return len(captured)

    make_term()
    client.get(TERMS)
    one = queries()
    for number in range(20):
        make_term(f"từ {number}")

    assert queries() == one


# --- Trying out -----------------------------------------------------------------------------------------------------


def test_a_sentence_is_tried_out(client, moderator):
    for term in ("vay nóng", "cờ bạc", "ma tuý"):
        make_term(term)

    page = try_out(client, "Ai cần vay nóng, chơi cờ bạc thì gọi.")

    assert page.context["found"] == ["vay nóng", "cờ bạc"]
    assert page.context["try_form"]["sentence"].value() == "Ai cần vay nóng, chơi cờ bạc thì gọi."


def test_an_innocent_sentence_finds_nothing_and_is_told_so(client, moderator):
    make_term()

    page = try_out(client, "Bàn cờ bằng bạc của ông tôi.")

    assert (page.status_code, page.context["found"]) == (200, [])
    assert page.text.count('role="status"') == 1


@pytest.mark.parametrize("sentence", ["", " ", "x" * 2001])
def test_what_can_not_be_tried_is_refused_on_the_page(client, moderator, sentence):
    page = try_out(client, sentence)

    assert (page.status_code, list(page.context["try_form"].errors)) == (200, ["sentence"])
    assert "found" not in page.context


def test_trying_out_stores_nothing(client, moderator):
    make_term()

    try_out(client, "cờ bạc")

    assert stored() == [("cờ bạc", "gambling")]


# --- Rights ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["Phóng viên", "Biên tập viên", "Thư ký toà soạn", "Trả lời bạn đọc"])
def test_the_list_is_for_who_keeps_it(client, role):
    client.force_login(make_user(role))

    answers = [client.get(TERMS), try_out(client, "cờ bạc"), add(client, "vay nóng")]

    assert ([answer.status_code for answer in answers], stored()) == ([403, 403, 403], [])
