"""The words of many photos in one list: saved together, row by row where one is wrong, never over another's words."""

import json
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from articles import photos
from articles.admin.library.words import describable_by
from articles.models import ContentVersion, Photo, Shell
from tests.factories import (
    make_article,
    make_draft,
    make_identity,
    make_page,
    make_photo,
    make_topic,
    make_user,
    picture_bytes,
)

pytestmark = pytest.mark.django_db

SHELF = "/quan-tri/articles/photo/"
WORDS = ("alt", "caption", "credit", "rights")


def make_photos(count, **words):
    return [make_photo(picture_bytes((60 + number, 40)), **{"alt": f"Ảnh {number}"} | words) for number in range(count)]


def sent(photo, opened=None, **typed):
    """What the row of a photo sends, opened with `opened` or the words that the photo has."""
    words = {name: getattr(photo, name) for name in WORDS}
    row = words | (opened or {}) | typed
    data = {f"anh-{photo.pk}-{name}": value for name, value in row.items()}
    return data | {"anh": photo.pk, f"anh-{photo.pk}-opened": json.dumps(words | (opened or {}))}


def together(*rows):
    return {key: value for row in rows for key, value in row.items()} | {"anh": [row["anh"] for row in rows]}


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


def test_one_button_saves_the_words_of_all_photos(client, editor):
    first, second = make_photos(2)
    before = ContentVersion.objects.get().number

    client.post(SHELF, together(sent(first, alt="Lúa  chín"), sent(second, credit="Thu Hiền", rights="Ảnh tự chụp")))

    first.refresh_from_db(), second.refresh_from_db()
    assert (first.alt, second.alt, second.credit, second.rights) == ("Lúa chín", "Ảnh 1", "Thu Hiền", "Ảnh tự chụp")
    assert ContentVersion.objects.get().number == before + 1
    assert {(entry.user, entry.object_id) for entry in LogEntry.objects.all()} == {
        (editor, str(first.pk)),
        (editor, str(second.pk)),
    }


def test_a_photo_that_is_taken_down_is_named_in_the_list_and_not_shown(client, editor):
    shown, gone = make_photos(2)
    photos.take_down(gone, by=None, reason="Người trong ảnh yêu cầu")

    text = client.get(f"{SHELF}?xem=chu").text
    tiles = client.get(SHELF).text

    for page in (text, tiles):
        assert (shown.thumbnail_url in page, gone.thumbnail_url in page) == (True, False)
    assert (tiles.count("photo-gone"), tiles.count(str(gone))) == (1, 1)
    assert re.findall(r'data-row="(\d+)">\s*<a[^>]*><b class="chip">', text) == [str(gone.pk)]


def test_saving_leads_back_to_the_same_list(client, editor):
    (photo,) = make_photos(1)

    response = client.post(f"{SHELF}?xem=chu&loc=thieu-nguon", sent(photo, credit="Thu Hiền"))

    assert response.url == f"{SHELF}?xem=chu&loc=thieu-nguon"


def test_nothing_changed_is_nothing_written(client, editor):
    (photo,) = make_photos(1)
    before = ContentVersion.objects.get().number

    client.post(SHELF, sent(photo))

    assert (ContentVersion.objects.get().number, LogEntry.objects.count()) == (before, 0)


def test_a_row_that_is_wrong_comes_back_and_holds_up_no_other(client, editor):
    first, second = make_photos(2)

    response = client.post(SHELF, together(sent(first, alt="a" * 251), sent(second, alt="Tốt")))

    ((photo, form),) = response.context["rows"]
    second.refresh_from_db()
    assert (photo, list(form.errors), form["alt"].value(), second.alt) == (first, ["alt"], "a" * 251, "Tốt")
    assert Photo.objects.get(pk=first.pk).alt == "Ảnh 0"


def test_words_of_another_are_not_written_over_unseen(client, editor):
    (photo,) = make_photos(1)
    Photo.objects.update(alt="Của người khác")

    response = client.post(SHELF, sent(photo, alt="Của tôi"))

    ((_photo, form),) = response.context["rows"]
    assert (Photo.objects.get().alt, form["alt"].value()) == ("Của người khác", "Của tôi")
    assert form.errors["alt"][0].count("“Của người khác”") == 1


def test_who_saves_again_having_seen_the_others_words_puts_theirs_in_place(client, editor):
    (photo,) = make_photos(1)
    Photo.objects.update(alt="Của người khác")
    ((_photo, form),) = client.post(SHELF, sent(photo, alt="Của tôi")).context["rows"]

    client.post(SHELF, {"anh": photo.pk} | {field.html_name: field.value() for field in form})

    assert Photo.objects.get().alt == "Của tôi"


def test_words_that_only_the_other_changed_are_kept(client, editor):
    (photo,) = make_photos(1)
    Photo.objects.update(alt="Của người khác")

    client.post(SHELF, sent(photo, caption="Chú thích của tôi"))

    photo.refresh_from_db()
    assert (photo.alt, photo.caption) == ("Của người khác", "Chú thích của tôi")


def test_the_page_of_a_photo_guards_the_words_of_another_as_well(client, editor):
    (photo,) = make_photos(1)
    words = {name: getattr(photo, name) for name in WORDS}
    Photo.objects.update(alt="Của người khác")

    form = words | {"alt": "Của tôi", "opened": json.dumps(words), "taken_at": "", "focus_x": 50, "focus_y": 50}
    response = client.post(reverse("admin:articles_photo_change", args=[photo.pk]), form)

    assert list(response.context["adminform"].form.errors) == ["alt"]
    assert Photo.objects.get().alt == "Của người khác"


@pytest.mark.parametrize("opened", ["{", "[]", "7", '{"alt": 5}'])
def test_a_list_that_does_not_say_what_it_was_opened_with_breaks_nothing(client, editor, opened):
    (photo,) = make_photos(1)

    response = client.post(SHELF, sent(photo, alt="Khác") | {f"anh-{photo.pk}-opened": opened})

    assert response.status_code in {200, 302}


@pytest.mark.parametrize("keys", [["x"], ["-1"], ["1" * 19], [str(number) for number in range(1, 52)], ["1\x00"]])
def test_keys_are_bounded(client, editor, keys):
    assert client.post(SHELF, {"anh": keys}).status_code == 400


def test_a_photo_that_has_gone_is_left_out(client, editor):
    assert client.post(SHELF, {"anh": ["999"]}).status_code == 302


# --- Who may ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def reporter(client):
    user = make_user("Phóng viên")
    client.force_login(user)
    return user


def test_a_reporter_describes_their_own_photos_until_readers_see_them(client, reporter):
    (photo,) = make_photos(1, by=reporter)

    client.post(SHELF, sent(photo, alt="Mới"))
    make_article(cover=photo.pk)
    photo.refresh_from_db()
    late = client.post(SHELF, sent(photo, alt="Muộn"))

    assert (late.status_code, Photo.objects.get().alt) == (403, "Mới")


ON_SHOW = {
    "a topic": lambda photo: make_topic(cover=photo),
    "the seal": lambda photo: make_identity(logo=photo),
    "a standing page": lambda photo: make_page(body=f'<p><img src="{photo.file.url}" alt="Lúa"></p>'),
    "a shell": lambda photo: Shell.objects.create(name="Mẫu", cover=photo),
    "a shell's text": lambda photo: Shell.objects.create(
        name="Mẫu", body=f'<p><img src="{photo.file.url}" alt="Lúa"></p>'
    ),
}


@pytest.mark.parametrize("put", ON_SHOW.values(), ids=ON_SHOW.keys())
def test_a_reporter_does_not_describe_their_own_photo_where_it_stands_for_all(client, reporter, put):
    (photo,) = make_photos(1, by=reporter)
    put(photo)

    response = client.post(SHELF, sent(photo, alt="Mới"))

    assert (response.status_code, Photo.objects.get().alt) == (403, "Ảnh 0")


def test_a_reporter_describes_their_own_photo_in_their_own_draft(client, reporter):
    (photo,) = make_photos(1, by=reporter)
    make_draft(by=reporter, cover=photo.pk)

    client.post(SHELF, sent(photo, alt="Mới"))

    assert Photo.objects.get().alt == "Mới"


def test_what_a_reporter_may_describe_takes_as_many_queries_for_many_photos(reporter, django_assert_num_queries):
    photos = make_photos(5, by=reporter)
    reporter.has_perm("articles.add_photo")

    with django_assert_num_queries(5):
        assert describable_by(reporter, photos) == photos


def test_a_reporter_does_not_describe_the_photos_of_others(client, reporter):
    (photo,) = make_photos(1)

    response = client.post(SHELF, sent(photo, alt="Mới"))

    assert (response.status_code, Photo.objects.get().alt) == (403, "Ảnh 0")


def test_the_list_offers_fields_for_what_one_may_describe(client, reporter):
    own = make_photo(picture_bytes((70, 40)), by=reporter)
    other = make_photo(picture_bytes((80, 40)))

    rows = client.get(f"{SHELF}?xem=chu").context["rows"]

    assert [(photo, form is not None) for photo, form in rows] == [(other, False), (own, True)]
