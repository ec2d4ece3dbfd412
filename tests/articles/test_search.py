"""Search by words, with or without marks, on either database."""

import unicodedata
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import search, workflow
from articles.models import Article, SearchDocument
from tests.factories import make_article, make_draft

pytestmark = pytest.mark.django_db


def found(query):
    return list(search.search(Article.objects.public(), query).order_by("pk").values_list("title", flat=True))


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Thạch Thất", "thach that"),
        ("Thạch Thất", "Thạch Thất"),
        ("Thạch Thất", "THAT thach"),
        ("Đại hội", "DAI HOI"),
        ("Đại hội", "đại hội"),
        ("Đại hội", unicodedata.normalize("NFD", "Đại hội")),
        ("Xã Hoà Bình", "hòa bình"),
        ("Xã Hòa Bình", "hoà"),
        ("Xã Hòa Bình", "hoa binh"),
        ("Nhiệm kỳ 2015-2020", "2015 – 2020"),
        ("Nhiệm kỳ 2015 – 2020", "2015-2020"),
        ("Nhiệm kỳ 2015- 2020", "2015—2020"),
        ("Nói “không” với rác", '"không" với rác'),
        ("Nói 'không' với rác", "“khong”"),
        ("Nghị định 72/2013/NĐ-CP", "72/2013/N\u00d0-CP"),
        ("Kinh tế – xã hội", "kinh\u00a0tế xã hội"),
        ("Chúc mừng 新年", "新年"),
    ],
)
def test_finds_words_however_they_are_typed(title, query):
    make_article(title=title, body="<p>Nội dung.</p>")
    make_article(title="Chuyện khác", body="<p>Chẳng liên quan.</p>")

    assert found(query) == [title]


@pytest.mark.parametrize("query", ["Bến Đò", "đắp đê", "Lời dẫn", "nhóm lò", "Thu Hiền", "phóng viên"])
def test_looks_through_lead_body_and_bylines(query):
    make_article(
        title="Bến Đò",
        lead="Lời dẫn.",
        body="<p>Đắp đê</p><ul><li>nhóm</li><li>lò</li></ul>",
        bylines=[{"author": None, "name": "Thu Hiền", "position": "Phóng viên"}],
    )

    assert found(query) == ["Bến Đò"]


def test_every_word_must_be_there():
    make_article(title="Nước sạch về thôn")
    make_article(title="Nước lũ")

    assert found("nước thôn") == ["Nước sạch về thôn"]
    assert found("nước thôn lũ") == []


def test_a_part_of_a_word_is_not_the_word():
    make_article(title="Nghiêng")

    assert found("nghi") == []


@pytest.mark.parametrize(
    "query",
    ["lúa AND mía", "lúa OR mía", "lúa NOT mía", "NEAR(lúa mía)", "lúa & mía", "lúa | mía", "lúa <-> mía", "lúa + mía"],
)
def test_operators_are_words_like_others(query):
    make_article(title="Mía lúa")
    make_article(title="Mía lúa and or not near")

    words = search.words_of(query)

    assert found(query) == (
        ["Mía lúa and or not near"]
        if {"and", "or", "not", "near"} & set(words)
        else ["Mía lúa", "Mía lúa and or not near"]
    )


@pytest.mark.parametrize(
    "query",
    [
        '"lúa',
        "lúa*",
        "lúa:",
        "-lúa",
        "(lúa",
        "lúa)",
        "^lúa",
        "!lúa",
        "lúa:*",
        "'lúa",
        "lúa\\",
        "{lúa}",
        "lúa;--",
        "%lúa_",
    ],
)
def test_signs_have_no_meaning(query):
    make_article(title="Lúa")
    make_article(title="Mía")

    assert found(query) == ["Lúa"]


@pytest.mark.parametrize(
    "query", ["", "   ", "\u00a0", "\x00", '"', "* - ( ) & | ! :", "🎉", "\ud800", "text:", "lú" * 5000]
)
def test_what_holds_no_word_or_no_known_one_finds_nothing(query):
    make_article(title="Lúa")

    assert found(query) == []


def test_a_nul_in_a_query_is_left_out():
    make_article(title="Lúa")

    assert found("lu\x00a") == ["Lúa"]


def test_a_whole_long_title_finds_its_article():
    title = "Trường tuyển nghiêng " * 11 + "phòng lụt"
    make_article(title=title)

    assert found(title) == [title]
    assert found(unicodedata.normalize("NFD", title)) == [title]


def test_a_pasted_article_is_looked_for_by_its_first_words():
    make_article(title="Lúa")

    assert found("lúa " * 5000) == ["Lúa"]


def test_of_a_text_as_long_as_a_book_the_beginning_is_found(monkeypatch):
    monkeypatch.setattr(search, "MAX_DOCUMENT", len("mot hai ba bon nam"))
    make_article(title="Một hai", lead="", body="<p>Ba bốn năm sáu</p>")
    make_article(title="Một hai", lead="", body="<p>Ba bốn nămsáu</p>")

    assert [document.text for document in SearchDocument.objects.order_by("pk")] == [
        "mot hai ba bon nam",
        "mot hai ba bon",
    ]
    assert (found("năm"), found("sáu"), found("nămsáu")) == (["Một hai"], [], [])


def test_the_text_that_takes_most_room_can_be_indexed():
    letters = [chr(code) for code in range(0x20000, 0x20200)]  # of four bytes each; all words differ
    article = make_article()

    search.index(article.pk, " ".join(first + second for first in letters for second in letters))

    assert len(SearchDocument.objects.get().text) == 249_998


def test_a_withdrawn_article_is_not_found():
    article = make_article(title="Lúa")

    workflow.withdraw(article, by=None, reason="Sai số liệu")

    assert list(search.search(Article.objects.all(), "lúa")) == []
    assert SearchDocument.objects.count() == 0


def test_a_new_version_is_found_by_its_own_words_only():
    article = make_article(title="Lúa chín", body="<p>Vụ xuân</p>")
    make_article(title="Lúa non")

    workflow.publish(make_draft(article, title="Mía ngọt", body="<p>Vụ đông</p>"), by=None)

    assert (found("mía"), found("đông")) == (["Mía ngọt"], ["Mía ngọt"])
    assert (found("lúa"), found("chín"), found("xuân")) == (["Lúa non"], [], [])


def test_what_is_being_written_is_not_found():
    make_draft(make_article(title="Lúa"), title="Mía")

    assert (found("lúa"), found("mía")) == (["Lúa"], [])


def test_a_scheduled_article_is_not_found_before_its_time():
    at = (timezone.now() + timedelta(hours=1)).replace(second=0, microsecond=0)
    make_article(title="Lúa", published_at=at)

    assert list(search.search(Article.objects.public(at - timedelta(seconds=1)), "lúa")) == []
    assert search.search(Article.objects.public(at), "lúa").get().title == "Lúa"
