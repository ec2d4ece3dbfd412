"""Nothing that readers may not see is told to machines: one table over every address that speaks to them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from tests.factories import (
    make_article,
    make_author,
    make_draft,
    make_identity,
    make_page,
    make_section,
    make_tag,
    make_topic,
    make_user,
)
from tests.sitemap import sitemap_text

pytestmark = pytest.mark.django_db

TITLE = "Bí mật chưa đăng"
LISTS = [
    "/rss/",
    "/atom/",
    "/chuyen-muc/kinh-te/rss/",
    "/chuyen-muc/kinh-te/atom/",
    "/dong-su-kien/le-hoi-lang/rss/",
    "/dong-su-kien/le-hoi-lang/atom/",
    "/tac-gia/thu-hien/rss/",
    "/tac-gia/thu-hien/atom/",
    "/sitemap.xml",
    "/api/bai-viet/",
    "/api/bai-viet/?q=nuoc",
    "/api/bai-viet/?the=nuoc-sach",
    "/api/bai-viet/?dong_su_kien=le-hoi-lang",
    "/api/bai-viet/?tac_gia=thu-hien&chuyen_muc=kinh-te",
]
OTHERS = ["/hoi-dap/rss/", "/sitemap-pages.xml", "/robots.txt", "/anh-the.png", "/api/bai-viet/?q=bi+mat", "/"]
OF_ONE = ["/api/bai-viet/{key}/", "/bai-viet/{key}/anh-the.png"]


def draft(**content):
    return make_draft(by=make_user("Phóng viên", username="mat.khau"), **content).article


def scheduled(**content):
    return make_article(published_at=timezone.now() + timedelta(hours=1), **content)


def expired(**content):
    now = timezone.now()
    return make_article(published_at=now - timedelta(days=2), expires_at=now - timedelta(days=1), **content)


def withdrawn(**content):
    article = make_article(**content)
    workflow.withdraw(article, by=None, reason="Sai số liệu")
    return article


def trashed(**content):
    article = withdrawn(**content)
    workflow.trash(article, by=None)
    return article


def rewritten(**content):
    """A live article, and a draft beside it that says more."""
    live = make_article(**content | {"title": "Đã đăng"})
    make_draft(live, **content | {"lead": f"{TITLE}, bản mới"})
    return live


@pytest.mark.parametrize("make", [draft, scheduled, expired, withdrawn, trashed, rewritten])
def test_nothing_that_is_not_public_is_told(client, make):
    make_identity()
    make_page("Trang chưa xong", is_published=False)
    section, topic, author, tag = make_section(), make_topic(), make_author(), make_tag()
    byline = {"author": author.pk, "name": author.name, "position": "", "organisation": ""}
    rest = {"section": section.pk, "topics": [topic.pk], "tags": [tag.pk], "bylines": [byline], "body": "<p>Nước.</p>"}
    shown = make_article(title="Đã đăng từ trước", **rest)
    hidden = make(title=TITLE, **rest)

    told = {address: client.get(address).content.decode(errors="replace") for address in LISTS + OTHERS}
    told["/sitemap.xml"] = sitemap_text(client)
    told |= {address: client.get(address.format(key=hidden.pk)).content.decode(errors="replace") for address in OF_ONE}

    assert [address for address in LISTS if shown.get_absolute_url() not in told[address]] == []
    secrets = [TITLE, "mat.khau", "Trang chưa xong", "/trang-chua-xong/"]
    secrets += [] if make is rewritten else [f"/bai-viet/{hidden.pk}-"]
    found = [(address, secret) for address, text in told.items() for secret in secrets if secret in text]
    assert found == ([("/api/bai-viet/{key}/", TITLE)] if make is expired else [])  # it says what has ended, and when


@pytest.mark.parametrize(
    ("make", "status"),
    [(draft, 404), (scheduled, 404), (expired, 410), (withdrawn, 410), (trashed, 404), (rewritten, 200)],
)
def test_one_article_is_told_only_while_readers_may_see_it(client, make, status):
    article = make(title=TITLE)

    assert client.get(f"/api/bai-viet/{article.pk}/").status_code == status
    assert client.get(f"/bai-viet/{article.pk}/anh-the.png").status_code == (200 if status == 200 else 404)
