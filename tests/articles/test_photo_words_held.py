"""The words of a photo, and whether it is seen at all: held to those who may say so where it stands."""

import pytest
from django.urls import reverse
from django.utils import translation

from articles import photos, workflow
from articles.admin.library.words import describable_by
from articles.states import RevisionState
from tests.factories import (
    make_article,
    make_draft,
    make_photo,
    make_profile,
    make_revision,
    make_rules,
    make_section,
    make_user,
    picture_bytes,
)

from .plans import fresh, new_version, tomorrow

pytestmark = pytest.mark.django_db
SHELF = "/quan-tri/articles/photo/"


@pytest.fixture
def reporter():
    return make_user("Phóng viên")


@pytest.fixture
def editor():
    return make_user()


@pytest.fixture
def secretary():
    return make_user("Thư ký toà soạn")


@pytest.fixture
def limited(editor):
    make_profile(editor, make_section("Văn hoá"))
    return editor


def sent(photo):
    return {"anh": photo.pk, f"anh-{photo.pk}-alt": "x", f"anh-{photo.pk}-caption": "Khác"}


# --- After an approval ------------------------------------------------------------------------------------------------


def test_a_reporter_changes_no_words_of_a_photo_in_an_approved_text(client, reporter, secretary):
    photo = make_photo(by=reporter, caption="Lúa chín")
    make_revision(RevisionState.APPROVED, by=reporter, reviewer=secretary, cover=photo.pk)
    client.force_login(reporter)

    response = client.post(SHELF, sent(photo))

    assert (response.status_code, fresh(photo).caption) == (403, "Lúa chín")


@pytest.mark.parametrize("state", [RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.RETURNED])
def test_a_reporter_describes_a_photo_in_a_text_that_nobody_approved(reporter, state):
    photo = make_photo(by=reporter)
    make_revision(state, by=reporter, cover=photo.pk)

    assert describable_by(reporter, [photo]) == [photo]


def test_a_reporter_changes_no_words_of_a_photo_in_a_planned_version(reporter, editor):
    photo = make_photo(by=reporter)
    workflow.plan(new_version(make_article(), cover=photo.pk), by=editor, at=tomorrow())

    assert describable_by(reporter, [photo]) == []


def test_an_editor_who_might_have_approved_it_describes_its_photos(editor, secretary):
    photo = make_photo()
    make_revision(RevisionState.APPROVED, by=editor, reviewer=secretary, cover=photo.pk)

    assert describable_by(editor, [photo]) == [photo]


def test_where_four_eyes_are_asked_for_an_approved_texts_writer_changes_no_words(editor, secretary):
    make_rules(four_eyes=True)
    photo = make_photo()
    make_revision(RevisionState.APPROVED, by=editor, reviewer=secretary, cover=photo.pk)

    assert describable_by(editor, [photo]) == []
    assert describable_by(secretary, [photo]) == [photo]


# --- Within reach -----------------------------------------------------------------------------------------------------


def elsewhere(**content):
    return {"section": make_section("Kinh tế").pk, "title": "Chợ phiên"} | content


def in_text(photo):
    return f'<p><img src="{photo.file.url}" alt="Lúa"></p>'


OUTSIDE = {
    "cover": lambda photo: make_article(**elsewhere(cover=photo.pk)),
    "in the text": lambda photo: make_article(**elsewhere(body=in_text(photo))),
    "being written": lambda photo: make_draft(**elsewhere(cover=photo.pk)),
}


@pytest.mark.parametrize("put", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_who_has_sections_changes_no_words_that_stand_outside_of_them(client, limited, put):
    photo = make_photo(caption="Lúa chín")
    put(photo)
    client.force_login(limited)

    response = client.post(SHELF, sent(photo))

    assert (response.status_code, fresh(photo).caption) == (403, "Lúa chín")


def test_who_has_sections_describes_what_stands_in_them_or_in_history_or_nowhere(limited):
    section = limited.profile.sections.get()
    inside, past, free = (make_photo(data, caption=str(data)[:9]) for data in pictures(3))
    make_article(section=section.pk, cover=inside.pk)
    make_revision(RevisionState.DISCARDED, **elsewhere(cover=past.pk))

    assert describable_by(limited, [inside, past, free]) == [inside, past, free]


def pictures(count):
    return [picture_bytes((60 + number, 40)) for number in range(count)]


def test_the_page_of_a_photo_that_stands_outside_changes_nothing(client, limited):
    photo = make_photo(caption="Lúa chín")
    make_article(**elsewhere(cover=photo.pk))
    client.force_login(limited)

    client.post(reverse("admin:articles_photo_change", args=[photo.pk]), {"alt": "x", "caption": "Khác"})

    assert fresh(photo).caption == "Lúa chín"


def test_a_secretary_of_other_sections_neither_takes_a_photo_down_nor_brings_it_back(secretary):
    make_profile(secretary, make_section("Văn hoá"))
    photo = make_photo(caption="Lúa chín")
    make_article(**elsewhere(cover=photo.pk))
    steps = [
        lambda: photos.take_down(photo, by=secretary, reason="Nhầm"),
        lambda: photos.bring_back(photo, by=secretary),
    ]

    for step in steps:
        with translation.override("en"), pytest.raises(photos.UnusablePhoto) as refused:
            step()
        assert str(refused.value) == (
            "“Lúa chín” also stands in “Chợ phiên”, which you may not change. Ask somebody who may."
        )
