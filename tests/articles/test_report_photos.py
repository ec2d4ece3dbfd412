"""Photos on public pages that lack a description or a credit, with the words to write right there."""

import json

import pytest
from django.urls import reverse

from articles import photos, workflow
from articles.models import Photo
from articles.reports import photos as report
from tests.factories import (
    at,
    make_article,
    make_draft,
    make_photo,
    make_profile,
    make_section,
    make_user,
    picture_bytes,
)

from .reports import SITE, lines, listed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(at("2026-11-18", 10), tick=False)


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


def a_photo(number=1, **words):
    """Each of another size, for the library takes no photo twice."""
    return make_photo(picture_bytes((300 + number, 200)), **words)


def covered(photo, title="Bài có ảnh", **content):
    return make_article(title=title, cover=photo.pk, **content)


def in_text(photo, title="Bài có ảnh trong bài", **content):
    body = f'<figure class="figure"><img src="{photo.file.url}" alt="x"><figcaption>Chú thích</figcaption></figure>'
    return make_article(title=title, body=body, **content)


def test_photos_that_readers_see_and_that_lack_words_come_the_newest_first(client, editor):
    bare, uncredited, undescribed = a_photo(1, alt=""), a_photo(2), a_photo(3, alt="", credit="Thu Hiền")
    whole, unused = a_photo(4, credit="Thu Hiền"), a_photo(5, alt="")
    for photo in (bare, uncredited, whole):
        covered(photo, f"Bài {photo.pk}")
    in_text(undescribed)
    make_draft(cover=unused.pk)

    assert listed(client, "photos") == [undescribed, uncredited, bare]
    assert listed(client, "photos", "thieu=mo-ta") == [undescribed, bare]
    assert listed(client, "photos", "thieu=nguon") == [uncredited, bare]


def test_a_photo_of_what_is_public_no_more_or_that_was_taken_down_lacks_nothing(client, editor):
    withdrawn, taken_down, shown = a_photo(1), a_photo(2), a_photo(3)
    workflow.withdraw(covered(withdrawn), by=None, reason="Nhầm.")
    covered(taken_down, "Bài hai")
    photos.take_down(taken_down, by=None, reason="Gia đình yêu cầu.")
    covered(shown, "Bài ba")

    assert listed(client, "photos") == [shown]


def test_each_is_shown_with_an_article_that_shows_it(client, editor):
    first, second = a_photo(1), a_photo(2)
    cover, text = covered(first), in_text(second)

    rows = client.get(reverse("admin:reports_photos")).context["rows"]

    assert [(photo, article) for photo, _form, article in rows] == [(second, text), (first, cover)]


def test_the_list_is_narrowed_to_a_section_and_to_those_of_a_person(client):
    own, other = make_section(), make_section("Y tế")
    mine, theirs = a_photo(1), a_photo(2)
    covered(mine, section=own.pk)
    in_text(theirs, section=other.pk)
    client.force_login(make_user())
    chosen = listed(client, "photos", f"chuyen_muc={other.pk}")
    limited = make_user(username="han-che")
    make_profile(limited, own)
    client.force_login(limited)

    assert chosen == [theirs]
    assert listed(client, "photos") == [mine]


def typed(photo, **words):
    stored = {name: getattr(photo, name) for name in ("alt", "caption", "credit", "rights")}
    data = {f"anh-{photo.pk}-{name}": value for name, value in (stored | words).items()}
    return data | {"anh": photo.pk, f"anh-{photo.pk}-opened": json.dumps(stored)}


def test_the_words_are_written_in_the_row(client, editor):
    photo = a_photo(1)
    covered(photo)

    response = client.post(f"{reverse('admin:reports_photos')}?thieu=nguon", typed(photo, credit="Ảnh: Thu Hiền"))

    assert (response.status_code, response.url) == (302, f"{reverse('admin:reports_photos')}?thieu=nguon")
    assert Photo.objects.get().credit == "Ảnh: Thu Hiền"
    assert listed(client, "photos") == []


def test_what_cannot_be_kept_comes_back_with_what_was_typed(client, editor):
    photo = a_photo(1)
    covered(photo)
    data = typed(photo, credit="Thu Hiền")
    Photo.objects.update(credit="Văn Nam")

    response = client.post(reverse("admin:reports_photos"), data)

    ((shown, form, _article),) = response.context["rows"]
    assert (shown, form["credit"].value(), list(form.errors)) == (photo, "Thu Hiền", ["credit"])
    assert Photo.objects.get().credit == "Văn Nam"


def test_a_look_ends_where_it_was_to_end_and_the_next_goes_on(client, editor, monkeypatch):
    monkeypatch.setattr(report, "LOOKED_THROUGH", 2)
    lacking = a_photo(1)
    covered(lacking)
    for number in (2, 3, 4):
        a_photo(number)

    first = client.get(reverse("admin:reports_photos")).context["page"]
    second = client.get(reverse("admin:reports_photos"), {"sau": first.after}).context["page"]

    assert (first.rows, str(first.until)) == ([], "2026-11-18")
    assert (second.rows, second.after) == ([lacking], "")


def test_the_pages_follow_each_other(client, editor, monkeypatch):
    monkeypatch.setattr(report, "PER_PAGE", 2)
    made = [a_photo(number) for number in range(3)]
    for photo in made:
        covered(photo, f"Bài {photo.pk}")

    first = client.get(reverse("admin:reports_photos")).context["page"]
    second = client.get(reverse("admin:reports_photos"), {"sau": first.after}).context["page"]

    assert (first.rows, first.count) == ([made[2], made[1]], 3)
    assert (second.rows, second.after) == ([made[0]], "")


def test_the_file_holds_all_of_them_and_no_formula(client, editor):
    photo = a_photo(1, alt="-2+3")
    article = covered(photo)

    assert lines(client, "photos")[1:] == [
        [
            str(photo.pk),
            "anh.jpg",
            "'-2+3",
            "",
            "",
            "18/11/2026",
            str(article.pk),
            SITE + photo.file.url,
        ]
    ]
