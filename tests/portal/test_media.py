"""Photos served by the application itself."""

import pytest

from tests.factories import make_photo

pytestmark = pytest.mark.django_db


def test_photos_are_sent_as_they_are_with_their_length(client):
    photo = make_photo()

    for file in (photo.file, photo.small):
        response = client.get(file.url, headers={"accept-encoding": "gzip"})
        assert "Content-Encoding" not in response
        assert response["Content-Length"] == str(file.size)
        assert b"".join(response.streaming_content) == file.read()


@pytest.mark.parametrize(
    "name",
    [
        "a" * 300 + ".jpg",
        "2026/11/" + "a" * 300 + ".jpg",
        "2026/11/" + "a/" * 2000 + "a.jpg",
        "2026/11/a.svg",
        "2026/11/../a.jpg",
        "2026/11/a.jpg",
        "2026/11/",
        "",
    ],
)
def test_names_that_no_photo_has_are_not_found(client, settings, name):
    (settings.MEDIA_ROOT / "photos/2026/11").mkdir(parents=True)  # so that the file system is asked for the name

    assert client.get(f"/media/photos/{name}").status_code == 404
