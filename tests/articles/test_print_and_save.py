"""An article for paper and as a file to keep: what is on them, what leaves with them, and what they refuse."""

import re
from base64 import b64encode
from datetime import timedelta
from html import escape
from urllib.parse import unquote

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import copies, workflow
from articles.models import Photo
from articles.renditions import Renditions
from tests.factories import (
    at,
    make_article,
    make_draft,
    make_identity,
    make_photo,
    make_section,
    make_source,
    picture_bytes,
)

pytestmark = pytest.mark.django_db

WAYS = ["in/", "luu/"]


def picture(photo):
    return (
        f'<figure class="figure"><img src="{photo.file.url}" alt="{photo.alt}" width="{photo.width}"'
        f' height="{photo.height}"><figcaption>Chú thích</figcaption></figure>'
    )


def make_full_article(**content):
    section = make_section("Lưu trữ", archive_notice="Nội dung của huyện cũ.")
    byline = {"author": None, "name": "Thanh Hồng", "position": "", "organisation": "Trung tâm VH-TT&TT"}
    return make_article(
        title="Nước sạch về thôn",
        section=section.pk,
        source=make_source().pk,
        bylines=[byline],
        body="<h2>Việc đã làm</h2><p>Toàn văn ở đây.</p>",
        published_at=at("2026-11-01", 9, 30),
        **content,
    )


@pytest.mark.parametrize("way", WAYS)
@time_machine.travel(at("2026-11-22", 10))
def test_the_copy_carries_the_article_its_address_and_the_day(client, way):
    make_identity()
    article = make_full_article()
    workflow.correct(article, by=None, text="Số đúng là 14 km.")

    page = client.get(f"{article.get_absolute_url()}{way}").text

    done = "In ngày 22/11/2026" if way == "in/" else "Lưu ngày 22/11/2026"
    address = f"http://testserver{article.get_absolute_url()}"
    for words in [
        "Xã Thanh Lâm Hạ",
        "<h1>Nước sạch về thôn</h1>",
        "09:30 01/11/2026",
        "Nội dung của huyện cũ.",
        "Đoạn mở đầu.",
        "Số đúng là 14 km.",
        "Toàn văn ở đây.",
        "Thanh Hồng",
        "Trung tâm VH-TT&amp;TT",
        "Nguồn TLH",
        f'<a href="{address}">{address}</a>',
        done,
        f'<link rel="canonical" href="{address}">',
        '<meta name="robots" content="noindex">',
    ]:
        assert words in page, words


@pytest.mark.parametrize("way", WAYS)
def test_a_wrong_slug_leads_to_the_right_copy(client, way):
    article = make_article(title="Nước sạch")

    response = client.get(f"/bai-viet/{article.pk}-khac/{way}")

    assert (response.status_code, response["Location"]) == (301, f"{article.get_absolute_url()}{way}")
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("way", ["", *WAYS])
def test_what_is_not_public_has_no_copy(client, way):
    draft = make_draft(title="Bí mật").article
    later = make_article(title="Hẹn giờ", published_at=timezone.now() + timedelta(hours=1))
    withdrawn = make_article(title="Bài sai")
    workflow.withdraw(withdrawn, by=None, reason="Sai số liệu")
    ended = make_article(title="Lịch cũ", published_at=at("2026-01-01"), expires_at=at("2026-01-08"))

    answers = [client.get(f"{article.get_absolute_url()}{way}") for article in (draft, later, withdrawn, ended)]

    assert [answer.status_code for answer in answers] == [404, 404, 410, 410]
    assert not any("Nội dung." in answer.text for answer in answers)


@pytest.mark.parametrize("way", ["", *WAYS])
def test_a_withdrawn_article_stays_gone_until_the_hour_of_its_return(client, way):
    start = at("2026-11-21", 10)
    article = make_article(published_at=start - timedelta(days=1))
    workflow.withdraw(article, by=None, reason="Sai số liệu", now=start)
    revision = make_draft(article, title="Bài đã sửa")
    workflow.publish(revision, by=None, now=start, at=start + timedelta(hours=2))
    article.refresh_from_db()

    seen = []
    for hours in (1, 3):
        with time_machine.travel(start + timedelta(hours=hours)):
            answer = client.get(f"{article.get_absolute_url()}{way}")
        seen.append((answer.status_code, "Sai số liệu" in answer.text))

    assert seen == [(410, True), (200, False)]


# --- The file --------------------------------------------------------------------------------------------------------


def test_the_file_is_kept_under_the_title(client):
    article = make_article(title="Chè Khe Lim: 1/2 giá?")

    response = client.get(f"{article.get_absolute_url()}luu/")

    way, plain, marked = response["Content-Disposition"].split("; ")
    assert (way, plain) == ("attachment", f'filename="{article.slug}.html"')
    assert unquote(marked.removeprefix("filename*=UTF-8''")) == "Chè Khe Lim 1 2 giá.html"


@pytest.mark.parametrize("title", ["a" * 250, "ặ" * 250, "../..", 'x"; filename="y', "%2F..%00"])
def test_no_title_makes_a_name_that_some_system_refuses(title):
    header = copies.attachment(title, "bai-viet")

    assert header.isascii()
    name = unquote(header.partition("filename*=UTF-8''")[2])
    assert name.endswith(".html")
    assert len(name.encode()) <= 255
    assert not set('/\\:*?"<>|%\0') & set(name)
    assert name.strip(". ") == name


def test_the_file_fetches_nothing_and_runs_nothing(client):
    make_identity(accent="#0b5c4a")
    photo = make_photo(alt="Đồi chè")
    article = make_full_article(cover=photo.pk)

    page = client.get(f"{article.get_absolute_url()}luu/").text

    assert "<script" not in page
    assert "stylesheet" not in page
    assert re.findall(r'(?:src|srcset)="([^"]{0,23})', page) == ["data:image/webp;base64,"]
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in page


def test_the_file_weakens_no_policy_of_the_site(client):
    response = client.get(f"{make_article().get_absolute_url()}luu/")

    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["Content-Disposition"].startswith("attachment")


def test_the_style_of_the_file_passes_escaping_unchanged():
    assert escape(copies.style()) == copies.style()


def test_photos_stand_in_the_file_and_links_are_whole(client):
    photo = make_photo(alt="Đồi chè")
    article = make_article(
        body=f'{picture(photo)}<p><a href="/tim-kiem/?q=a&amp;b">tìm</a> <a href="https://example.vn/">ngoài</a>'
        ' <a href="#muc-mot">mục</a> <a href="mailto:xa@example.vn">thư</a></p>'
    )

    page = client.get(f"{article.get_absolute_url()}luu/").text

    assert page.count('<img src="data:image/webp;base64,') == 1
    assert photo.file.url not in page
    body = page[page.index('class="body"') : page.index("<footer>")]
    assert re.findall('href="([^"]*)"', body) == [
        "http://testserver/tim-kiem/?q=a&amp;b",
        "https://example.vn/",
        f"http://testserver{article.get_absolute_url()}#muc-mot",
        "mailto:xa@example.vn",
    ]


def test_beyond_the_bounds_photos_are_linked(client, monkeypatch):
    photos = [make_photo(picture_bytes((300 + n, 200)), alt=f"Ảnh {n}") for n in range(3)]
    article = make_article(cover=photos[0].pk, body="".join(picture(photo) for photo in photos[1:]))
    monkeypatch.setattr(copies, "MOST_PHOTOS", 2)

    page = client.get(f"{article.get_absolute_url()}luu/").text

    assert page.count("data:image/webp;base64,") == 2
    assert f'<a href="http://testserver{photos[2].file.url}">Ảnh 2</a>' in page


def test_the_weight_of_the_photos_is_bounded(monkeypatch):
    photos = [make_photo(picture_bytes(size), alt="Ảnh") for size in [(300, 200), (600, 400)]]
    names = [Renditions.of(photo.file.name).address(photo.width, "webp") for photo in photos]
    small, large = [default_storage.size(name) for name in names]
    body = "".join(picture(photo) for photo in photos)

    kept = []
    for allowed in (small - 1, small, small + large - 1, small + large):
        monkeypatch.setattr(copies, "MOST_BYTES", allowed)
        kept.append(copies.self_contained(body, "http://testserver/", copies.Album()).count("data:"))

    assert kept == [0, 1, 1, 2]


def test_of_a_large_photo_the_file_of_640_pixels_stands_in_the_file(client):
    photo = make_photo(picture_bytes((1600, 900)))
    article = make_article(cover=photo.pk)

    page = client.get(f"{article.get_absolute_url()}luu/").text

    with default_storage.open(Renditions.of(photo.file.name).address(640, "webp")) as file:
        assert re.findall('src="data:image/webp;base64,([^"]*)"', page) == [b64encode(file.read()).decode()]


def test_a_photo_without_smaller_files_stands_in_the_file_itself(client):
    photo = make_photo()
    name = default_storage.save("photos/2026/11/cu.jpg", photo.file)
    Photo.objects.update(file=name)

    page = client.get(f"{make_article(cover=photo.pk).get_absolute_url()}luu/").text

    with default_storage.open(name) as file:
        assert f'<img src="data:image/jpeg;base64,{b64encode(file.read()).decode()}" alt=' in page


def test_a_photo_whose_file_is_lost_is_linked(client):
    photo = make_photo(alt="Đồi chè")
    article = make_article(cover=photo.pk, body=picture(photo))
    default_storage.delete(Renditions.of(photo.file.name).address(640, "webp"))

    response = client.get(f"{article.get_absolute_url()}luu/")

    assert response.status_code == 200
    assert "data:image" not in response.text
    assert f'<a href="http://testserver{photo.file.url}">Đồi chè</a>' in response.text


def test_a_lost_photo_inside_a_link_leaves_its_words():
    body = '<p><a href="/ban-do/"><img src="/media/photos/a.jpg" alt="Bản đồ"></a></p>'

    assert copies.self_contained(body, "https://xa.example/bai/", copies.Album()) == (
        '<p><a href="https://xa.example/ban-do/">Bản đồ</a></p>'
    )


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_costs_the_same_for_every_article(client, way):
    make_identity()
    plain = make_article(title="Một")
    rich = make_full_article(cover=make_photo().pk)
    for number in range(10):
        make_article(title=f"Tin {number}")

    costs = []
    for article in (plain, rich):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{article.get_absolute_url()}{way}")
        costs.append(len(captured))

    assert costs == [7, 7]
