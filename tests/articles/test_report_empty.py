"""A report that found nothing says what would stand there, and when it was looked."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import reports
from articles.models import Article, LinkScan
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

MOMENT = r"\d\d:\d\d \d\d/\d\d/\d{4}"
NOW = f"Số liệu lúc {MOMENT}"
EMPTY = {
    "can-xem-lai/": ["Không có bài nào quá ngày xem lại.", NOW],
    "can-xem-lai/?loai=lau&thang=6": ["Không có bài nào lâu đến thế mà chưa được sửa.", NOW],
    "anh-thieu-mo-ta/": ["Mọi ảnh đều đã ghi đủ.", NOW],
    "doc-nhieu/": ["Không có lượt xem nào trong kỳ này.", NOW],
    "lien-ket-hong/": ["Đến nay chưa phát hiện liên kết hỏng."],
}


@pytest.fixture(autouse=True)
def editor(client):
    client.force_login(make_user())


def said(client, address):
    """What stands in place of the rows, as (its first sentence, what follows)."""
    page = client.get(f"/quan-tri/bao-cao/{address}").text
    found = re.search(r'class="report-empty">\s*<b>(.*?)</b>(.*?)</(?:li|p)>', page, re.DOTALL)
    return (found[1], " ".join(found[2].split())) if found else None


@pytest.mark.parametrize("address", EMPTY)
def test_an_empty_report_says_what_would_stand_there_and_since_when(client, address):
    first, rest = said(client, address)

    assert first == EMPTY[address][0]
    assert [bool(re.search(words, rest)) for words in EMPTY[address][1:]] == [True] * (len(EMPTY[address]) - 1)
    assert len(rest.split()) > 10


def test_the_report_of_links_says_when_all_articles_were_looked_through(client):
    now = timezone.now()
    make_article()
    reports.scan_links(now)

    assert said(client, "lien-ket-hong/")[0] == "Không có liên kết hỏng."
    assert said(client, "lien-ket-hong/")[1].endswith(
        f"Lần rà toàn bộ bài gần nhất: {timezone.localtime(LinkScan.objects.get().round_ended_at):%H:%M %d/%m/%Y}."
    )


def test_a_report_with_rows_says_nothing_of_that(client):
    article = make_article()
    Article.objects.filter(pk=article.pk).update(review_on=timezone.localdate() - timedelta(days=1))

    assert said(client, "can-xem-lai/") is None
