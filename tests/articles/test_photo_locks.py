"""A change of a photo beside the publication of a text with it: each waits for the other in the same order."""

import pytest
from django.db import connection
from django.http import QueryDict

from articles import photos, workflow
from articles.admin.library.words import save_words
from tests.factories import make_draft, make_photo, make_user

from .plans import fresh
from .races import beside_publication

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]


def take_down(photo):
    photos.take_down(photo, by=None, reason="Nhầm")


def describe(photo):
    save_words(QueryDict(f"anh={photo.pk}&anh-{photo.pk}-alt=Khác"), by=make_user(None))


@pytest.mark.parametrize("step", [take_down, describe])
def test_publishing_beside_a_step_with_its_photo_ends_well(step, monkeypatch):
    photo = make_photo()
    revision = make_draft(cover=photo.pk)

    faults = beside_publication(monkeypatch, lambda: step(photo), lambda: workflow.publish(revision, by=None))

    assert (faults, fresh(revision.article).is_public) == ([], True)
