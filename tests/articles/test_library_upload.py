"""Photos come into the library one by one from scripts, several from a plain form, and one from the picker."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from articles import photos
from articles.admin.library import uploads
from articles.admin.library.uploads import BUDGET, MOST_FILES
from articles.models import Photo
from tests.factories import make_photo, make_user, picture_bytes, upload

pytestmark = pytest.mark.django_db

SHELF = "/quan-tri/articles/photo/"


@pytest.fixture
def reporter(client):
    user = make_user("Phóng viên")
    client.force_login(user)
    return user


def send(client, data=None, **words):
    return client.post(reverse("photo_upload"), {"file": upload(data), **words})


def test_one_file_comes_in_and_the_script_is_told_of_it(client, reporter):
    response = send(client, alt="Cánh  đồng", credit="Quốc Khánh", rights="Ảnh tự chụp")

    photo = Photo.objects.get()
    assert (photo.alt, photo.credit, photo.rights, photo.uploaded_by) == (
        "Cánh đồng",
        "Quốc Khánh",
        "Ảnh tự chụp",
        reporter,
    )
    assert response.json() == {
        "id": photo.pk,
        "url": photo.file.url,
        "thumbnail": photo.thumbnail_url,
        "alt": "Cánh đồng",
        "caption": "",
        "credit": "Quốc Khánh",
        "width": 1200,
        "height": 800,
        "alike": [],
    }


def test_words_may_come_later_and_their_row_comes_along(client, reporter):
    row = send(client, row="1").json()["row"]

    photo = Photo.objects.get()
    assert (photo.alt, row.count(f'name="anh-{photo.pk}-alt"'), row.count(f'name="anh" value="{photo.pk}"')) == (
        "",
        1,
        1,
    )


def test_photos_that_look_alike_are_named(client, reporter):
    photo = make_photo(picture_bytes((1200, 800)))

    alike = send(client, picture_bytes((1100, 733))).json()["alike"]

    assert [(each["id"], each["title"]) for each in alike] == [(photo.pk, str(photo))]


def test_the_same_file_again_is_refused_and_the_first_is_named(client, reporter):
    photo = make_photo()

    response = send(client)

    assert (response.status_code, response.json()["known"]["id"], Photo.objects.count()) == (409, photo.pk, 1)


def test_a_photo_that_was_taken_down_is_not_offered_again(client, reporter):
    photos.take_down(make_photo(), by=None, reason="Gia đình đề nghị")

    assert send(client).json()["known"]["is_taken_down"] is True


@pytest.mark.parametrize("data", [b"<svg/>", b"GIF89a", picture_bytes()[:500]])
def test_what_is_no_photo_is_refused_with_a_sentence(client, reporter, data):
    response = send(client, data)

    assert (response.status_code, list(response.json()), Photo.objects.count()) == (400, ["error"], 0)


@pytest.mark.parametrize(
    "words", [{"alt": "a" * 251}, {"caption": "a" * 301}, {"credit": "a" * 121}, {"rights": "a" * 201}]
)
def test_words_are_bounded(client, reporter, words):
    assert (send(client, **words).status_code, Photo.objects.count()) == (400, 0)


def test_invisible_signs_are_left_out(client, reporter):
    send(client, alt="Cánh\x00 đồng\u200b", credit="\u200b")

    photo = Photo.objects.get()
    assert (photo.alt, photo.credit) == ("Cánh đồng", "")


def test_a_request_without_a_file_is_refused(client, reporter):
    assert client.post(reverse("photo_upload"), {"alt": "Ảnh"}).status_code == 400


def test_who_is_not_let_in_is_told_so_in_an_answer(client):
    stranger = send(client)
    client.force_login(make_user("Kiểm duyệt"))
    moderator = send(client)

    assert [(answer.status_code, list(answer.json())) for answer in (stranger, moderator)] == [
        (401, ["error"]),
        (403, ["error"]),
    ]
    assert Photo.objects.count() == 0


def test_an_upload_takes_the_token_of_a_form(reporter):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reporter)

    assert (send(client).status_code, Photo.objects.count()) == (403, 0)


def test_an_upload_takes_only_post(client, reporter):
    assert client.get(reverse("photo_upload")).status_code == 405


# --- The form without scripts ----------------------------------------------------------------------------------------


def files(count):
    return [upload(picture_bytes((60 + number, 40)), f"anh-{number}.jpg") for number in range(count)]


def test_several_files_come_in_by_the_plain_form_and_are_described_next(client, reporter):
    response = client.post(SHELF, {"file": [*files(2), upload(b"<svg/>", "hinh.svg")]}, follow=True)

    keys = [photo.pk for photo in Photo.objects.order_by("pk")]
    assert response.redirect_chain == [(f"{SHELF}?xem=chu&moi={keys[0]},{keys[1]}", 302)]
    assert [photo.pk for photo, form in response.context["rows"] if form] == keys[::-1]
    assert [str(each).startswith("hinh.svg: ") for each in response.context["messages"]] == [True, False]


def test_the_plain_form_takes_no_more_than_it_can_work_through(client, reporter, settings):
    response = client.post(SHELF, {"file": files(MOST_FILES + 1)}, follow=True)

    assert (Photo.objects.count(), len(response.context["messages"])) == (MOST_FILES, 2)


def test_the_plain_form_stops_before_the_server_gives_up_and_names_what_is_left(client, reporter, monkeypatch):
    clock = iter([0, 0, BUDGET, BUDGET + 1, BUDGET + 1])
    monkeypatch.setattr(uploads, "monotonic", lambda: next(clock))
    sent = files(4)

    response = client.post(SHELF, {"file": sent}, follow=True)

    assert Photo.objects.count() == 2
    warning, _success = (str(each) for each in response.context["messages"])
    assert [file.name in warning for file in sent] == [False, False, True, True]


def test_the_plain_form_needs_the_right(client):
    user = make_user("Kiểm duyệt")
    user.user_permissions.add(Permission.objects.get(codename="view_photo"))
    client.force_login(user)

    response = client.post(SHELF, {"file": files(1)})

    assert (response.status_code, Photo.objects.count()) == (403, 0)
