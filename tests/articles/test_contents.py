"""Headings with addresses of their own, the contents of a long text, photos that lead to their large file."""

import pytest

from articles.contents import contents, free_name, headings, with_ids
from articles.templatetags.articles import article_html
from tests.factories import make_article, make_identity, make_photo

LONG = "<h2>Việc đã làm</h2>\n<p>Một.</p>\n<h3>Ống nước</h3>\n<p>Hai.</p>\n<h2>Việc <em>còn nợ</em></h2>\n<p>Ba.</p>"


def ids(body):
    return [heading.id for heading in headings(body)]


def test_a_heading_is_addressed_by_its_words():
    assert (
        with_ids("<h2>Đường về thôn</h2>\n<p>Một.</p>") == '<h2 id="muc-duong-ve-thon">Đường về thôn</h2>\n<p>Một.</p>'
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["Kết quả", "Kết quả", "Kết quả"], ["muc-ket-qua", "muc-ket-qua-2", "muc-ket-qua-3"]),
        (["Kết quả", "Kết quả", "Kết quả 2"], ["muc-ket-qua", "muc-ket-qua-2", "muc-ket-qua-2-2"]),
        (["Kết quả 2", "Kết quả", "Kết quả"], ["muc-ket-qua-2", "muc-ket-qua", "muc-ket-qua-3"]),
        (["…", "?", "2"], ["muc", "muc-2", "muc-2-2"]),
        (["main", "y kien"], ["muc-main", "muc-y-kien"]),
    ],
)
def test_no_two_headings_share_an_address(words, expected):
    assert ids("\n".join(f"<h2>{each}</h2>" for each in words)) == expected


def test_twenty_thousand_equal_headings_are_not_counted_through_again_and_again():
    class Counted(dict):
        looked_up = 0

        def __contains__(self, name):
            self.looked_up += 1
            return super().__contains__(name)

    numbers, many = Counted(), 20_000

    names = [free_name("muc-ket-qua", numbers) for _ in range(many)]

    assert (len(set(names)), names[-1]) == (many, f"muc-ket-qua-{many}")
    assert numbers.looked_up <= 2 * many


def test_headings_are_read_without_their_markup():
    body = "<h2>Giá <strong>nước</strong><br>&amp; điện</h2>"

    assert [(heading.words, heading.id) for heading in headings(body)] == [("Giá nước & điện", "muc-gia-nuoc-dien")]


def test_the_contents_put_small_headings_below_large_ones():
    found = contents(LONG)

    assert [(each.words, [small.words for small in each.below]) for each in found] == [
        ("Việc đã làm", ["Ống nước"]),
        ("Việc còn nợ", []),
    ]


def test_small_headings_without_a_large_one_stand_for_themselves():
    assert [each.words for each in contents("<h3>Một</h3><h3>Hai</h3><h3>Ba</h3>")] == ["Một", "Hai", "Ba"]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_headings_need_no_contents(count):
    assert contents("<h2>Mục</h2>" * count) == []


def test_a_heading_without_words_is_not_in_the_contents():
    body = '<h2><img src="/media/photos/a.jpg" alt=""></h2>' + "<h2>Một</h2><h2>Hai</h2><h2>Ba</h2>"

    assert [each.words for each in contents(body)] == ["Một", "Hai", "Ba"]


@pytest.mark.django_db
def test_each_entry_of_the_contents_leads_to_its_heading(client):
    make_identity()

    page = client.get(make_article(body=LONG).get_absolute_url()).text

    assert page.count('href="#muc-') == 3
    for name in ("muc-viec-da-lam", "muc-ong-nuoc", "muc-viec-con-no"):
        assert (page.count(f'href="#{name}"'), page.count(f'id="{name}"')) == (1, 1)


@pytest.mark.django_db
def test_a_short_text_has_no_contents(client):
    make_identity()

    page = client.get(make_article(body="<h2>Một</h2><p>Hai.</p>").get_absolute_url()).text

    assert 'class="contents"' not in page
    assert '<h2 id="muc-mot">Một</h2>' in page


# --- Photos ----------------------------------------------------------------------------------------------------------


def test_a_photo_leads_to_its_large_file():
    html = article_html('<p><img src="/media/photos/a-300x200.jpg" alt="Ảnh" width="300" height="200"></p>')

    sizes = "(min-width: 48rem) 44rem, (min-width: 40rem) 100vw, 74vw"
    assert html == (
        '<p><a class="photo" href="/media/photos/a-300x200.jpg"><picture>'
        f'<source type="image/avif" srcset="/media/photos/a-300x200-300.avif 300w" sizes="{sizes}">'
        f'<source type="image/webp" srcset="/media/photos/a-300x200-300.webp 300w" sizes="{sizes}">'
        '<img src="/media/photos/a-300x200.jpg" alt="Ảnh" width="300" height="200" loading="lazy" decoding="async">'
        '</picture><span class="visually-hidden"> Xem ảnh lớn</span></a></p>'
    )


def test_a_photo_that_is_a_link_already_goes_on_leading_there():
    body = '<p><a href="/ban-do/"><img src="/media/photos/a.jpg" alt=""></a> <img src="/media/photos/b.jpg" alt=""></p>'

    html = article_html(body)

    assert html.count('class="photo"') == 1
    assert '<a href="/ban-do/"><img src="/media/photos/a.jpg" alt="" loading="lazy" decoding="async"></a>' in html
    assert '<a class="photo" href="/media/photos/b.jpg">' in html


@pytest.mark.parametrize(("size", "is_tall"), [((800, 1200), True), ((1200, 800), False), ((900, 900), False)])
def test_a_photo_higher_than_wide_takes_less_of_the_column(size, is_tall):
    width, height = size

    html = article_html(f'<p><img src="/media/photos/a.jpg" alt="" width="{width}" height="{height}"></p>')

    assert ('class="tall"' in html) is is_tall


@pytest.mark.django_db
def test_the_cover_leads_to_its_large_file_and_the_gallery_comes_with_photos_alone(client):
    make_identity()
    photo = make_photo()

    with_cover = client.get(make_article(cover=photo.pk).get_absolute_url()).text
    without = client.get(make_article(title="Không ảnh").get_absolute_url()).text

    assert f'<a class="photo" href="{photo.file.url}">' in with_cover
    assert [("gallery.js" in page, "<dialog" in page) for page in (with_cover, without)] == [
        (True, True),
        (False, False),
    ]
