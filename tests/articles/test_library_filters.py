"""What the library's address asks for: words, what is lacking, where it is used, whose it is, when it came."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import photos
from articles.admin.library import shelf
from articles.models import Photo
from tests.factories import at, make_article, make_draft, make_photo, make_user, picture_bytes

pytestmark = pytest.mark.django_db

SHELF = "/quan-tri/articles/photo/"


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def photo():
    """A function that makes photos of their own, each other bytes than those before."""
    sizes = iter(range(60, 500))
    return lambda **words: make_photo(picture_bytes((next(sizes), 40)), **words)


def found(client, query):
    return client.get(f"{SHELF}?{query}").context["look"].photos


@pytest.mark.parametrize("query", ["lúa chín", "LUA CHIN", "chín, lúa", "dong lua", "hien", "dsc 01", "Đồng"])
def test_words_are_found_with_or_without_marks_wherever_they_stand(client, editor, photo, query):
    meant = photo(alt="Lúa chín trên đồng", credit="Thu Hiền")
    photo(alt="Trạm y tế")
    Photo.objects.filter(pk=meant.pk).update(original_name="DSC_01234.JPG")

    assert found(client, f"q={query}") == [meant]


@pytest.mark.parametrize("query", ["khong co", "!!!", "%", "_"])
def test_words_that_no_photo_has_find_none(client, editor, photo, query):
    photo(alt="Lúa chín")

    assert client.get(SHELF, {"q": query}).context["look"].photos == []


def test_what_lacks_words_is_found(client, editor, photo):
    whole, silent, unsigned = photo(credit="Thu Hiền"), photo(alt="", credit="Thu Hiền"), photo()

    assert [found(client, f"loc={state}") for state in ("", "thieu-mo-ta", "thieu-nguon")] == [
        [unsigned, silent, whole],
        [silent],
        [unsigned],
    ]


def test_used_and_never_used_photos_are_told_apart(client, editor, photo):
    live, written, unused = photo(), photo(), photo()
    make_article(cover=live.pk)
    make_draft(cover=written.pk)

    assert [found(client, f"loc={state}") for state in ("dang-dung", "chua-dung")] == [[live], [unused]]


def test_what_was_taken_down_is_found(client, editor, photo):
    down = photo()
    photo()
    photos.take_down(down, by=None, reason="Lý do")

    assert found(client, "loc=da-go") == [down]


def test_ones_own_uploads_are_found(client, editor, photo):
    own = photo(by=editor)
    photo()

    assert found(client, "cua_toi=on") == [own]


def test_a_month_is_one_of_the_sites_zone(client, editor, photo):
    first, last, after = photo(), photo(), photo()
    for one, moment in [(first, at("2026-10-01", 0)), (last, at("2026-10-31", 23, 59)), (after, at("2026-11-01", 0))]:
        Photo.objects.filter(pk=one.pk).update(uploaded_at=moment)

    assert found(client, "thang=2026-10") == [last, first]


def test_every_month_since_the_first_photo_is_offered(client, editor, photo):
    today = timezone.localdate()
    Photo.objects.filter(pk=photo().pk).update(uploaded_at=at(f"{today.year - 1}-12-31"))

    offered = [value for value, _words in client.get(SHELF).context["shelf"].form.fields["thang"].choices]

    assert (offered[0], offered[1], offered[-1]) == ("", f"{today:%Y-%m}", f"{today.year - 1}-12")
    assert len(offered) == today.month + 2


def test_those_that_look_alike_stand_behind_the_one_they_are_like(client, editor):
    one = make_photo(picture_bytes((1200, 800)))
    smaller = make_photo(picture_bytes((1100, 733)))
    assert found(client, f"giong={one.pk}") == [one, smaller]


def test_filters_go_together(client, editor, photo):
    meant = photo(alt="Lúa chín", by=editor)
    photo(alt="Lúa chín"), photo(alt="Lúa chín", by=editor, credit="Thu Hiền"), photo(alt="Khác", by=editor)

    assert found(client, "q=lua&cua_toi=on&loc=thieu-nguon") == [meant]


BAD = [
    {"loc": "x"},
    {"thang": "2026-13"},
    {"thang": "x"},
    {"giong": "0"},
    {"giong": "9" * 5000},
    {"moi": "1,x"},
    {"moi": ",".join(["1"] * 51)},
    {"truoc": "-1"},
    {"truoc": "\x00"},
    {"q": "a" * 101},
]


@pytest.mark.parametrize("query", BAD)
@pytest.mark.parametrize("address", ["shelf", "picker"])
def test_a_filter_that_can_not_be_read_finds_nothing_and_says_so(client, editor, photo, query, address):
    photo()
    address = SHELF if address == "shelf" else reverse("photo_picker")

    response = client.get(address, query)

    assert (response.status_code, response.context["look"].photos) == (400, [])


def test_invisible_signs_among_the_words_are_left_out(client, editor, photo):
    one = photo(alt="Lúa chín")

    assert client.get(SHELF, {"q": "lúa\x00\u200b"}).context["look"].photos == [one]


# --- Page after page --------------------------------------------------------------------------------------------------


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(shelf, "LOOKED_THROUGH", 3)
    monkeypatch.setattr(shelf, "SEARCHED", 3)


def test_a_page_goes_on_where_the_one_before_ended(client, editor):
    Photo.objects.bulk_create(
        Photo(file=f"photos/2026/11/{n}.jpg", width=1, height=1, fingerprint=str(n)) for n in range(shelf.PER_PAGE + 2)
    )
    newest = list(Photo.objects.order_by("-pk"))

    first = client.get(SHELF).context["look"]
    second = client.get(f"{SHELF}?truoc={first.older}").context["look"]

    assert (first.photos, second.photos, second.older) == (newest[:-2], newest[-2:], None)


@pytest.mark.parametrize("query", ["q=lua", "loc=thieu-mo-ta", "loc=chua-dung"])
def test_a_look_that_ends_before_the_library_does_says_where_and_leads_on(client, editor, photo, small_pages, query):
    meant = photo(alt="" if "mo-ta" in query else "Lúa")
    between = [photo(alt="Khác") for _number in range(5)]
    for one in between:
        make_draft(cover=one.pk)

    looks, address = [], f"{SHELF}?{query}"
    while address:
        look = client.get(address).context["look"]
        looks.append((look.photos, look.until is not None))
        address = look.older and f"{SHELF}?{query}&truoc={look.older}"

    assert looks == [([], True), ([meant], False)]


def test_paging_keeps_the_filters(client, editor, photo, small_pages):
    for number in range(5):
        photo(alt=f"Ảnh {number}")

    response = client.get(f"{SHELF}?q=khong&cua_toi=&loc=thieu-nguon")

    older = response.context["look"].older
    assert response.text.count(f'href="?q=khong&amp;loc=thieu-nguon&amp;truoc={older}"') == 1
