"""Two people merge the same two photos in the same moment, each to keep the other one: one is left, and stands in all.

Each pair is let loose from a barrier several times over, in both orders.
"""

import pytest

from articles import photos
from articles.models import Article, FormerPhotoName, Photo, Revision
from tests.factories import make_article, make_photo, picture_bytes

from .test_concurrent_steps import database, in_turns  # noqa: F401  the database is a file here as well

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ROUNDS = 6


def merging(photo, other):
    def call():
        try:
            return photos.merge(photo, other, by=None)
        except photos.UnusablePhoto as refused:
            return refused

    return call


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_two_merges_against_each_other_one_is_done(number):
    one, two = make_photo(picture_bytes((160, 100))), make_photo(picture_bytes((80, 50)))
    both = f'<p><img src="{one.file.url}" alt="Lúa"> <img src="{two.file.url}" alt="Lúa"></p>'
    for cover in (one, two):
        make_article(title=f"Bài với ảnh {cover.pk}", cover=cover.pk, body=both)

    results = in_turns(number, merging(one, two), merging(two, one))

    left = Photo.objects.get()
    assert sorted(isinstance(result, photos.UnusablePhoto) for result in results) == [False, True]
    assert [article.cover for article in Article.objects.all()] == [left, left]
    assert [list(revision.photos.all()) for revision in Revision.objects.all()] == [[left], [left]]
    gone = FormerPhotoName.objects.get()
    assert ({one.file.name, two.file.name}, gone.photo) == ({left.file.name, gone.name}, left)
