"""The window in which a photo is chosen: its list alone for the script, and the description asked for before use."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import photos
from articles.models import Photo
from tests.factories import make_photo, make_user, picture_bytes

from .test_library import many_photos

pytestmark = pytest.mark.django_db

PICKER = "/quan-tri/kho-anh/chon/"


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


def described(photo, alt, opened=""):
    return {
        "anh": photo.pk,
        f"anh-{photo.pk}-alt": alt,
        f"anh-{photo.pk}-opened": json.dumps({"alt": opened}),
    }


def test_the_list_comes_alone_for_the_script(client, editor):
    photo = make_photo(alt="Lúa chín", credit="Thu Hiền")

    text = client.get(PICKER, {"q": "lua", "manh": "1", "CKEditorFuncNum": "3"}).text

    assert (text.count("<html"), text.count(f'data-url="{photo.file.url}"'), text.count('data-function="3"')) == (
        0,
        1,
        1,
    )
    assert text.count('<span class="picker-credit">Thu Hiền</span>') == 1


def test_what_was_taken_down_is_not_offered(client, editor):
    photos.take_down(make_photo(), by=None, reason="Lý do")

    assert client.get(PICKER).context["look"].photos == []


def test_the_next_page_keeps_the_number_of_the_waiting_dialog(client, editor):
    many_photos(30)

    response = client.get(PICKER, {"CKEditorFuncNum": "3"})

    older = response.context["look"].older
    assert response.text.count(f'href="?CKEditorFuncNum=3&amp;truoc={older}"') == 1


def test_a_description_typed_before_use_is_kept_and_nothing_else_changes(client, editor):
    photo = make_photo(alt="", caption="Chú thích", credit="Thu Hiền", rights="Ảnh tự chụp")

    answer = client.post(PICKER, described(photo, " Lúa  chín ")).json()

    photo.refresh_from_db()
    assert (photo.alt, photo.caption, photo.credit, photo.rights) == (
        "Lúa chín",
        "Chú thích",
        "Thu Hiền",
        "Ảnh tự chụp",
    )
    assert [each["alt"] for each in answer["photos"]] == ["Lúa chín"]


def test_a_description_that_somebody_else_wrote_meanwhile_is_said(client, editor):
    photo = make_photo(alt="Của người khác")

    response = client.post(PICKER, described(photo, "Của tôi"))

    assert (response.status_code, Photo.objects.get().alt) == (409, "Của người khác")
    assert response.json()["error"].count("“Của người khác”") == 1


def test_a_reporter_is_asked_to_describe_their_own_photos_alone(client):
    reporter = make_user("Phóng viên")
    client.force_login(reporter)
    own, other = make_photo(alt="", by=reporter), make_photo(picture_bytes((80, 60)), alt="")

    text = client.get(PICKER).text
    refused = client.post(PICKER, described(other, "Lúa"))

    assert (text.count("data-describable"), refused.status_code) == (1, 403)
    assert client.get(PICKER).context["describable"] == {own.pk}


@pytest.mark.parametrize("count", [10, 1000])
@pytest.mark.parametrize(("query", "most"), [("", 8), ("q=anh", 10)])
def test_the_picker_asks_the_same_of_ten_photos_and_of_a_thousand(client, editor, query, most, count):
    many_photos(count)
    address = f"{reverse('photo_picker')}?{query}"
    client.get(address)

    with CaptureQueriesContext(connection) as asked:
        client.get(address)

    assert len(asked) == most
