"""Photos served by the application itself, and what is answered where a file is no longer."""

from io import BytesIO
from types import SimpleNamespace
from xml.etree.ElementTree import fromstring

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from articles import photos
from articles.renditions import TYPES, Renditions
from tests.factories import make_photo, make_user, picture_bytes, upload

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def answers(monkeypatch):
    """What the library says became of a file, by its name; it says nothing of others."""
    known = {}
    monkeypatch.setattr(photos, "at_address", known.get, raising=False)
    return known


def clear_picture():
    """A PNG that one can see through, which stays one."""
    buffer = BytesIO()
    Image.new("RGBA", (1200, 800), (163, 21, 28, 90)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_every_file_of_a_photo_is_sent_as_it_is_with_its_length_and_true_type(client, form):
    photo = make_photo(clear_picture() if form == "PNG" else picture_bytes())

    types = set()
    for name in Renditions.of(photo.file.name).names():
        response = client.get(default_storage.url(name), headers={"accept-encoding": "gzip"})
        assert "Content-Encoding" not in response
        assert response["Content-Length"] == str(default_storage.size(name))
        assert response["Content-Type"] == TYPES[name.rpartition(".")[2]]
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        with default_storage.open(name) as file:
            assert b"".join(response.streaming_content) == file.read()
        types.add(response["Content-Type"])

    assert types == {"image/avif", "image/webp", f"image/{form.lower()}"}


def test_a_photo_that_is_there_costs_no_query(client, django_assert_num_queries):
    photo = make_photo()

    with django_assert_num_queries(0):
        response = client.get(photo.thumbnail_url)

    assert response.status_code == 200


def test_what_a_browser_has_is_not_sent_again(client):
    photo = make_photo()
    seen = client.get(photo.file.url)["Last-Modified"]

    response = client.get(photo.file.url, headers={"if-modified-since": seen})

    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize(
    "name",
    [
        "a" * 300 + ".jpg",
        "2026/11/" + "a" * 300 + ".jpg",
        "2026/11/" + "a/" * 2000 + "a.jpg",
        "2026/11/a.svg",
        "2026/11/../a.jpg",
        "2026/11/a.jpg",
        "2026/11/a-300x200-300.avif",
        "2026/11/",
        "",
    ],
)
def test_names_that_no_photo_has_are_not_found(client, settings, name):
    (settings.MEDIA_ROOT / "photos/2026/11").mkdir(parents=True)  # so that the file system is asked for the name

    assert client.get(f"/media/photos/{name}").status_code == 404


@pytest.mark.parametrize("folder", ["held/", "held/photos/", ""])
def test_what_does_not_lie_among_the_photos_is_not_served(client, folder):
    default_storage.save(f"{folder}2026/11/a.jpg", make_photo().file)

    assert client.get(f"/media/{folder}2026/11/a.jpg").status_code == 404


# --- Files that are no longer ----------------------------------------------------------------------------------------


def test_the_file_of_a_photo_that_was_replaced_leads_to_its_new_one_for_now(client, answers):
    answers["photos/2026/11/a-640x400-320.avif"] = ("moved", "photos/2026/12/b-300x200-300.avif")

    response = client.get("/media/photos/2026/11/a-640x400-320.avif")

    assert (response.status_code, response["Location"]) == (302, "/media/photos/2026/12/b-300x200-300.avif")
    assert response["Cache-Control"] == "public, max-age=300"


def test_in_place_of_a_photo_that_was_taken_down_a_picture_says_so(client, answers):
    answers["photos/2026/11/a.jpg"] = ("gone", SimpleNamespace())

    response = client.get("/media/photos/2026/11/a.jpg")

    assert (response.status_code, response["Content-Type"]) == (410, "image/svg+xml")
    assert response["Cache-Control"] == "no-cache"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert fromstring(response.content).findtext(f"{SVG}title") == "Ảnh đã được gỡ"  # noqa: S314


def test_the_picture_takes_the_room_that_the_page_has_kept_and_runs_nothing(client, answers):
    answers["photos/2026/11/a.jpg"] = ("gone", SimpleNamespace())

    drawn = fromstring(client.get("/media/photos/2026/11/a.jpg").content)  # noqa: S314

    assert drawn.keys() == ["lang"]  # no width, height or viewBox: the shape is that of the photo
    kinds = {part.tag.removeprefix(SVG) for part in drawn.iter()}
    assert kinds == {"svg", "title", "rect", "g", "path", "circle", "text"}
    assert [
        part for part in drawn.iter() if any(name.startswith(("on", "href", "style")) for name in part.attrib)
    ] == []


def test_a_missing_file_of_a_photo_that_is_there_is_not_found(client, answers):
    photo = make_photo()
    default_storage.delete(photo.file.name)

    assert client.get(photo.file.url).status_code == 404


# --- With the library ------------------------------------------------------------------------------------------------


@pytest.fixture
def keeper(db):
    return make_user(role=None)


def statuses(photo):
    return {Client().get(default_storage.url(name)).status_code for name in Renditions.of(photo.file.name).names()}


def test_all_files_of_a_photo_go_with_it_and_come_back_with_it(keeper, django_capture_on_commit_callbacks):
    photo = make_photo()

    seen = [statuses(photo)]
    with django_capture_on_commit_callbacks(execute=True):
        photos.take_down(photo, by=keeper, reason="Người trong ảnh yêu cầu")
    seen.append(statuses(photo))
    with django_capture_on_commit_callbacks(execute=True):
        photos.bring_back(photo, by=keeper)
    seen.append(statuses(photo))

    assert seen == [{200}, {410}, {200}]


def test_every_file_of_a_photo_that_was_replaced_leads_to_one_of_the_new_ones(
    client, keeper, django_capture_on_commit_callbacks
):
    photo = make_photo()
    names = Renditions.of(photo.file.name).names()

    with django_capture_on_commit_callbacks(execute=True):
        photos.replace(photo, upload(picture_bytes((700, 500))), by=keeper)

    found = [client.get(default_storage.url(name)) for name in names]
    assert {response.status_code for response in found} == {302}
    assert {client.get(response["Location"]).status_code for response in found} == {200}
