"""Photos as pages show them: which files a browser is offered, how they are cut, what is shown no longer."""

import pytest
from django.template import Context, Template
from django.utils import timezone

from articles.models import Article, Photo, Topic
from articles.templatetags.articles import article_html, picture
from portal.models import SiteIdentity
from tests.factories import (
    make_article,
    make_identity,
    make_photo,
    make_section,
    make_topic,
    picture_bytes,
)

STEM = "/media/photos/2026/11/a"


def photo_of(width, height, **fields):
    """A photo that stands nowhere: what a page shows of it hangs on its name alone."""
    return Photo(file=f"photos/2026/11/a-{width}x{height}.jpg", width=width, height=height, **fields)


def sources(stem, widths, sizes):
    return "".join(
        f'<source type="image/{form}" srcset="{", ".join(f"{stem}-{width}.{form} {width}w" for width in widths)}"'
        f' sizes="{sizes}">'
        for form in ("avif", "webp")
    )


# --- The tag ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "widths", "fallback"),
    [
        ((2560, 1707), [320, 640, 960, 1600], "-960"),
        ((1600, 900), [320, 640, 960, 1600], "-960"),
        ((1200, 800), [320, 640, 960, 1200], "-960"),
        ((960, 640), [320, 640, 960], ""),
        ((700, 400), [320, 640, 700], ""),
        ((320, 200), [320], ""),
        ((1, 1), [1], ""),
    ],
)
def test_a_browser_is_offered_every_file_in_the_newest_form_first(size, widths, fallback):
    width, height = size
    stem = f"{STEM}-{width}x{height}"

    assert picture(photo_of(width, height), "50vw", alt="Bến đò") == (
        f'<picture>{sources(stem, widths, "50vw")}<img src="{stem}{fallback}.jpg" alt="Bến đò"'
        f' width="{width}" height="{height}" loading="lazy" decoding="async"></picture>'
    )


def test_a_photo_from_before_sizes_stood_in_names_is_shown_as_it_is():
    photo = Photo(file="photos/2026/11/a.jpg", width=1600, height=900)

    assert picture(photo, "50vw") == (
        f'<img src="{STEM}.jpg" alt="" width="1600" height="900" loading="lazy" decoding="async">'
    )


@pytest.mark.parametrize("photo", [None, "", photo_of(800, 600, taken_down_at=timezone.now())])
def test_where_there_is_no_photo_to_see_nothing_stands(photo):
    assert picture(photo, "50vw") == ""


@pytest.mark.parametrize(
    ("loading", "attributes"),
    [
        ("lazy", 'loading="lazy" decoding="async"'),
        ("eager", 'loading="eager" decoding="sync"'),
        ("first", 'fetchpriority="high"'),
    ],
)
def test_a_place_says_when_its_picture_is_fetched(loading, attributes):
    assert picture(photo_of(300, 200), "1px", loading=loading).endswith(f' height="200" {attributes}></picture>')


def test_words_about_a_photo_can_break_nothing():
    template = Template('{% load articles %}{% picture photo sizes="1px" alt=words %}')

    html = template.render(Context({"photo": photo_of(300, 200), "words": '"><script>&'}))

    assert ' alt="&quot;&gt;&lt;script&gt;&amp;" ' in html


@pytest.mark.parametrize(
    ("focus", "names"),
    [
        ((50, 50), ""),
        ((0, 100), "fx-0 fy-100"),
        ((52, 48), "fx-50 fy-50"),  # chosen, if not far from the middle
        ((33, 76), "fx-30 fy-80"),
    ],
)
def test_the_point_that_matters_is_told_in_classes_where_somebody_chose_it(focus, names):
    html = picture(photo_of(300, 200, focus_x=focus[0], focus_y=focus[1]), "1px")

    assert html.partition(' height="200"')[2].startswith(f' class="{names}"' if names else " loading")


def test_a_picture_higher_than_wide_says_so_beside_the_classes_of_its_place():
    html = picture(photo_of(200, 300, focus_y=10), "1px", **{"class": "seal"})

    assert ' class="seal tall fx-50 fy-10" ' in html


# --- In the text -----------------------------------------------------------------------------------------------------


def test_a_photo_of_the_text_is_offered_in_all_its_files_without_a_query():
    body = f'<p><img src="{STEM}-1200x800.jpg" alt="A &gt; &quot;B&quot;" width="1200" height="800"></p>'

    shown = sources(
        f"{STEM}-1200x800", [320, 640, 960, 1200], "(min-width: 48rem) 44rem, (min-width: 40rem) 100vw, 74vw"
    )
    assert article_html(body) == (
        f'<p><a class="photo" href="{STEM}-1200x800.jpg"><picture>{shown}<img src="{STEM}-1200x800-960.jpg"'
        ' alt="A &gt; &quot;B&quot;" width="1200" height="800" loading="lazy" decoding="async"></picture>'
        '<span class="visually-hidden"> Xem ảnh lớn</span></a></p>'
    )


def test_paper_gets_the_widest_file_at_once():
    html = article_html(f'<p><img src="{STEM}-2560x1440.png" alt=""></p>', "eager")

    shown = sources(f"{STEM}-2560x1440", [320, 640, 960, 1600], "100rem")
    assert f'{shown}<img src="{STEM}-2560x1440-960.png" alt="" width="2560" height="1440" loading="eager"' in html


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"{STEM}.jpg", f'<img src="{STEM}.jpg" alt="" loading="lazy" decoding="async">'),
        ("/media/photos/a&amp;b-0x5.jpg", '<img src="/media/photos/a&amp;b-0x5.jpg" alt="" loading="lazy" '),
        (f"{STEM}-5x999999.jpg", f'<img src="{STEM}-5x999999.jpg" alt="" loading="lazy" decoding="async">'),
    ],
)
def test_a_name_that_tells_no_size_is_shown_as_it_is(address, shown):
    html = article_html(f'<p><img src="{address}" alt=""></p>')

    assert html.startswith(f'<p><a class="photo" href="{address}">{shown}')


# --- On the pages ----------------------------------------------------------------------------------------------------

PLACES = {
    "front": "/",
    "section": "/chuyen-muc/kinh-te/",
    "topic": "/dong-su-kien/le-hoi-lang/",
    "topics": "/dong-su-kien/",
    "search": "/tim-kiem/?q=ban",
    "archive": "/luu-tru/2026/11/01/",
}


@pytest.fixture
def shown(db):
    """Photos in every place: the logo, a topic's and an article's cover, a photo of the text; by what they are."""
    logo, of_topic, cover, inside = (
        make_photo(picture_bytes((400 + number, 300)), alt=f"Ảnh {number}") for number in range(4)
    )
    make_identity(logo=logo)
    section = make_section(front_page="cards")
    topic = make_topic(cover=of_topic, on_front_page=True)
    content = {"section": section.pk, "cover": cover.pk, "body": f'<p>Bản</p><img src="{inside.file.url}" alt="Ảnh">'}
    for number in range(8):
        moment = timezone.make_aware(timezone.datetime(2026, 11, 1, number))
        make_article(title=f"Bản {number}", topics=[topic.pk], is_featured=number < 2, published_at=moment, **content)
    return {"logo": logo, "topic": of_topic, "cover": cover, "inside": inside}


def address_of(place):
    newest = Article.objects.first()
    of_article = {"article": "", "print": "in/", "saved": "luu/"}
    return f"{newest.get_absolute_url()}{of_article[place]}" if place in of_article else PLACES[place]


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("front", {"logo", "topic", "cover"}),
        ("section", {"logo", "cover"}),
        ("topic", {"logo", "topic", "cover"}),
        ("topics", {"logo", "topic"}),
        ("search", {"logo", "cover"}),
        ("archive", {"logo", "cover"}),
        ("article", {"logo", "cover", "inside"}),
        ("print", {"cover", "inside"}),
    ],
)
def test_every_place_of_a_photo_offers_its_files_and_keeps_its_room(client, shown, place, names):
    page = client.get(address_of(place)).text

    for name, photo in shown.items():
        stem = photo.file.url.removesuffix(".jpg")
        pictures = page.count(f'<picture><source type="image/avif" srcset="{stem}-')
        sized = page.count(f'<img src="{photo.fallback_url}"')
        assert (pictures > 0, pictures) == (name in names, sized)
    assert page.count("<img ") == page.count("</picture>")


@pytest.mark.parametrize("place", [*PLACES, "article", "print", "saved"])
def test_a_cover_that_was_taken_down_stands_nowhere(client, shown, place):
    Photo.objects.filter(pk__in=[shown[name].pk for name in ("logo", "topic", "cover")]).update(
        taken_down_at=timezone.now()
    )

    page = client.get(address_of(place)).text

    stems = {name: photo.file.url.rpartition(".")[0] for name, photo in shown.items()}
    assert [name for name in ("logo", "topic", "cover") if stems[name] in page] == []
    assert "<figure" not in page.partition('<div class="body">')[0]


def test_what_stands_without_a_cover_stands_so_when_it_was_taken_down(client, shown):
    Photo.objects.update(taken_down_at=timezone.now())

    front, article = client.get("/").text, client.get(address_of("article")).text

    assert (front.count("lead-in-words"), front.count("<img ")) == (1, 0)
    assert '<svg class="seal"' in front
    assert (article.count("<img "), "gallery.js" in article) == (
        1,
        True,
    )  # that of the text says itself that it is gone


@pytest.mark.parametrize("model", [Article, Topic])
def test_a_cover_is_shown_as_long_as_it_is_not_taken_down(model):
    photo = photo_of(300, 200)
    thing = model(cover=photo)
    before = thing.shown_cover
    photo.taken_down_at = timezone.now()

    assert (before, thing.shown_cover, model().shown_cover) == (photo, None, None)


def test_a_photo_that_is_there_is_where_its_page_says(client, shown):
    SiteIdentity.objects.update(logo=None)
    page = client.get(address_of("article")).text

    addresses = {one.split()[0] for part in page.split('srcset="')[1:] for one in part.partition('"')[0].split(", ")}

    assert len(addresses) == 2 * 2 * 2  # two photos, two widths, two forms
    assert {client.get(address).status_code for address in addresses} == {200}


def test_the_text_and_the_tag_show_a_photo_alike():
    photo = photo_of(1200, 800)
    body = f'<p><img src="{photo.file.url}" alt="Ảnh" width="1200" height="800"></p>'

    assert picture(photo, "(min-width: 48rem) 44rem, (min-width: 40rem) 100vw, 74vw", alt="Ảnh") in article_html(body)
