"""What other sites show of a shared link: Open Graph, with whole addresses and always a picture."""

import re
from html import unescape

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Article, Photo
from tests.factories import (
    at,
    make_article,
    make_author,
    make_identity,
    make_photo,
    make_section,
    make_tag,
    make_topic,
)

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


def told(client, address, status=200):
    """What a page tells, by name; a name that stands twice has both values."""
    response = client.get(address)
    assert response.status_code == status
    found = {}
    for name, value in re.findall(
        r'<meta (?:property|name)="((?:og|article|twitter):[^"]*)" content="(.*?)">', response.text
    ):
        value = unescape(value)
        found[name] = value if name not in found else [found[name], value]
    return found


def test_a_shared_article_shows_its_photo_and_when_it_was_published(client):
    make_identity()
    photo = make_photo(alt="Bến đò")
    article = make_article(
        title='Nước "sạch" & đẹp',
        lead="Đoạn mở đầu.",
        section=make_section("Xã hội").pk,
        tags=[make_tag("giá nước").pk, make_tag("nước sạch").pk],
        cover=photo.pk,
        published_at=at("2026-06-01", 7, 30),
    )
    Article.objects.update(updated_at=at("2026-06-03"))

    assert told(client, article.get_absolute_url()) == {
        "og:site_name": "Xã Thanh Lâm Hạ",
        "og:locale": "vi_VN",
        "og:type": "article",
        "og:title": 'Nước "sạch" & đẹp',
        "og:description": "Đoạn mở đầu.",
        "og:url": SITE + article.get_absolute_url(),
        "article:published_time": "2026-06-01T07:30:00+07:00",
        "article:modified_time": "2026-06-03T08:00:00+07:00",
        "article:section": "Xã hội",
        "article:tag": ["giá nước", "nước sạch"],
        "og:image": SITE + photo.file.url,
        "og:image:type": "image/jpeg",
        "og:image:width": "1200",
        "og:image:height": "800",
        "og:image:alt": "Bến đò",
        "twitter:card": "summary_large_image",
    }


def test_a_shared_article_without_a_photo_shows_its_card(client):
    article = make_article(title="Lịch cắt điện")

    found = told(client, article.get_absolute_url())

    assert {name: value for name, value in found.items() if name.startswith("og:image")} == {
        "og:image": f"{SITE}/bai-viet/{article.pk}/anh-the.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Lịch cắt điện",
    }
    assert client.get(found["og:image"])["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (None, "website"),
        (make_section, "website"),
        (make_topic, "website"),
        (make_tag, "website"),
        (make_author, "profile"),
    ],
)
def test_every_other_page_shows_the_card_of_the_site(client, make, kind):
    make_identity(tagline="Tin của xã")
    thing = make() if make else None
    if make is make_topic:
        make_article(topics=[thing.pk])  # without one there is no page
    address = thing.get_absolute_url() if thing else "/"

    found = told(client, address)

    assert (found["og:type"], found["og:url"], found["og:image"]) == (kind, SITE + address, f"{SITE}/anh-the.png")


def test_a_topic_shows_its_own_photo(client):
    photo = make_photo()
    topic = make_topic(cover=photo)
    make_article(topics=[topic.pk])

    assert told(client, topic.get_absolute_url())["og:image"] == SITE + photo.file.url


@pytest.mark.parametrize("subject", ["article", "topic"])
def test_in_place_of_a_photo_that_was_taken_down_a_card_is_shown(client, subject):
    photo = make_photo()
    topic = make_topic(cover=photo)
    article = make_article(topics=[topic.pk], cover=photo.pk)
    Photo.objects.update(taken_down_at=timezone.now())
    address = {"article": article, "topic": topic}[subject].get_absolute_url()

    card = {"article": f"/bai-viet/{article.pk}/anh-the.png", "topic": "/anh-the.png"}[subject]
    assert told(client, address)["og:image"] == SITE + card


def test_a_photo_that_nobody_has_described_is_shown_without_words(client):
    article = make_article(cover=make_photo(alt="").pk)
    Photo.objects.update(file="photos/2026/11/a-1200x800.png")

    found = told(client, article.get_absolute_url())

    assert [name for name in found if name.startswith("og:image")] == [
        "og:image",
        "og:image:type",
        "og:image:width",
        "og:image:height",
    ]
    assert found["og:image:type"] == "image/png"


def test_a_page_about_an_article_that_is_gone_tells_nothing_of_it(client):
    article = make_article(title="Bí mật", tags=[make_tag("mật").pk])
    workflow.withdraw(article, by=None, reason="Sai số liệu")

    found = told(client, article.get_absolute_url(), status=410)

    assert [name for name in found if name.startswith("article:")] == []
    assert [value for value in found.values() if "mật" in value or f"/{article.pk}" in value] == []
