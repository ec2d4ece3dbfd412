"""Photos that stand in a text: known by every name they had, with their true size; nothing else stays."""

import pytest

from articles import photos, richtext
from articles.models import FormerPhotoName, Photo
from tests.factories import make_photo, picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def wide():
    return make_photo(picture_bytes((160, 100)))


@pytest.fixture
def narrow():
    return make_photo(picture_bytes((60, 80)))


def test_pictures_of_a_text_carry_the_true_size_of_their_photo(wide, narrow):
    first, second = wide.file.url, narrow.file.url
    html = f'<p><img src="{first}" alt="A &gt; &quot;B&quot;" width="300"><a href="/x"><img src="{second}"></a></p>'

    sized = photos.with_sizes(html)

    assert sized == (
        f'<p><img src="{first}" alt="A &gt; &quot;B&quot;" width="160" height="100">'
        f'<a href="/x"><img src="{second}" width="60" height="80"></a></p>'
    )
    assert (photos.with_sizes(sized), richtext.clean(sized)) == (sized, sized)


def test_pictures_that_are_not_in_the_library_leave_their_caption_and_nothing_else(wide):
    photo = wide.file.url
    gone = '<img src="/media/photos/no/such.jpg" alt="a">'
    html = richtext.clean(
        f"<p>Một {gone} hai.</p><p>{gone}</p><figure class=figure>{gone}<figcaption>Chú thích</figcaption></figure>"
        f'<figure>{gone}</figure><p><a href="/x">{gone}</a></p><figure><img src="{photo}" alt="b"></figure>'
    )

    assert photos.with_sizes(html) == (
        '<p>Một hai.</p>\n<figure class="figure">\n<figcaption>Chú thích</figcaption>\n</figure>\n'
        f'<figure><img src="{photo}" alt="b" width="160" height="100"></figure>'
    )


def test_a_photo_is_known_by_its_former_names(wide):
    FormerPhotoName.objects.create(name="photos/2020/01/a.jpg", photo=wide)
    html = '<p><img src="/media/photos/2020/01/a.jpg" alt="Cũ"></p>'

    assert photos.with_sizes(html) == f'<p><img src="{wide.file.url}" alt="Cũ" width="160" height="100"></p>'
    assert list(photos.in_text(html)) == [wide]


def test_the_photos_of_a_text_are_found_once_each(wide, narrow):
    make_photo(picture_bytes((70, 70)))
    FormerPhotoName.objects.create(name="photos/2020/01/a.jpg", photo=wide)
    names = [wide.file.url, narrow.file.url, wide.file.url, "/media/photos/2020/01/a.jpg"]
    html = "".join(f'<p><img src="{name}"></p>' for name in names)

    assert list(photos.in_text(html)) == [narrow, wide]
    assert list(photos.in_text("<p>Không có ảnh.</p>")) == []


def test_a_photo_that_was_taken_down_keeps_its_place_in_the_text(wide):
    html = f'<p><img src="{wide.file.url}" width="160" height="100"></p>'
    Photo.objects.update(taken_down_at="2026-11-22T00:00Z")

    assert photos.with_sizes(html) == html


def test_photos_of_a_text_are_looked_up_at_once(wide, narrow, django_assert_num_queries):
    first, second = wide.file.url, narrow.file.url
    html = f'<p><img src="{first}"><img src="{second}"><img src="{first}"></p>'

    with django_assert_num_queries(1):
        photos.with_sizes(html)
    with django_assert_num_queries(2):
        photos.with_sizes(
            html + '<p><img src="/media/photos/2020/01/a.jpg"><img src="/media/photos/2020/01/b.jpg"></p>'
        )
    with django_assert_num_queries(1):
        list(photos.in_text(html))
    with django_assert_num_queries(0):
        photos.with_sizes("<p>Một</p>")
