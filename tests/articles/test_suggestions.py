"""What is offered to a reader at a dead end: found by the words of the address, cheaply, whatever it holds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from articles.suggestions import LONGEST, MOST_WORDS, instead_of, newest, suggest, words_of
from tests.factories import at, make_article, make_draft, make_section, make_tag, make_topic

WORDS = [
    ("/", []),
    ("", []),
    ("/nuoc-sach/", ["nuoc", "sach"]),
    ("/tin-tuc/nuoc-sach-ve-thon-12345.html", ["nuoc", "sach", "ve", "thon"]),
    ("/Tin/Nuoc_Sach.aspx", ["nuoc", "sach"]),
    ("/bai-viet/12-nuoc-sach/", ["nuoc", "sach"]),
    ("/N%C6%B0%E1%BB%9Bc s%E1%BA%A1ch", ["nuoc", "sach"]),
    ("/nuoc-nuoc-sach", ["nuoc", "sach"]),
    ("/123/", []),
    ("/wp-login.php", []),
    ("/.env", []),
    ("/anh/bia.jpg", []),
    ("/%00%FF/", []),
    ("/" + "-".join(f"tu{number}" for number in range(20)), [f"tu{number}" for number in range(MOST_WORDS)]),
]


@pytest.mark.parametrize(("path", "words"), WORDS)
def test_the_words_of_an_address_are_those_of_its_end(path, words):
    assert words_of(path) == words


def test_of_a_very_long_address_only_the_end_is_read():
    assert words_of("/" + "a" * 10_000 + "/nuoc-sach") == ["nuoc", "sach"]
    assert words_of("/" + "a" * 10_000) == ["a" * LONGEST]


@pytest.mark.django_db
def test_articles_with_all_the_words_are_suggested_best_first():
    half = make_article(title="Nước sạch", body="<p>Đã về thôn.</p>", published_at=at("2026-11-02"))
    whole = make_article(title="Nước sạch về thôn Bến Đò", published_at=at("2026-11-01"))
    make_article(title="Nước sạch", body="<p>Ở đâu?</p>")

    assert suggest("/tin/nuoc-sach-ve-thon.html") == [whole, half]


@pytest.mark.django_db
def test_who_only_mentions_the_words_is_not_suggested():
    make_article(title="Họp dân ở thôn", body="<p>Nước sạch đã về.</p>")

    assert suggest("/tin/nuoc-sach-ve-thon.html") == []


@pytest.mark.django_db
def test_a_word_of_a_title_counts_also_where_the_address_was_cut():
    article = make_article(title="Toàn dân " * 12 + "nước sạch")

    assert article.slug.endswith("-dan")
    assert suggest("/nuoc-sach/") == [article]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "expected"), [("/tin/nuoc-sach.html", ["Mới", "Cũ"]), ("/.env", []), ("/", [])])
def test_where_nothing_fits_the_newest_are_offered_to_whoever_asks_in_words(path, expected):
    make_article(title="Cũ", published_at=at("2026-01-01"))
    make_article(title="Mới", published_at=at("2026-01-02"))
    make_draft(title="Nháp")

    assert [article.title for article in newest(path)] == expected


@pytest.mark.django_db
def test_one_mistyped_word_is_forgiven():
    article = make_article(title="Nước sạch về làng")
    make_article(title="Nước về đồng", body="<p>Tưới.</p>")

    assert suggest("/nuoc-sahc-ve-lang/") == [article]


@pytest.mark.django_db
def test_else_half_of_the_words_are_enough():
    article = make_article(title="Nước sạch", body="<p>Đủ dùng.</p>")
    make_article(title="Sạch đồng", body="<p>Xong.</p>")

    assert suggest("/nuoc-sach-xyz-uvw/") == [article]


@pytest.mark.django_db
def test_of_two_words_both_are_needed():
    make_article(title="Nước", body="<p>Đủ dùng.</p>")

    assert suggest("/nuoc-xyz/") == []


@pytest.mark.django_db
def test_only_what_readers_may_see_is_suggested():
    make_draft(title="Nước sạch")
    make_article(title="Nước sạch", published_at=timezone.now() + timedelta(hours=1))
    make_article(title="Nước sạch", published_at=at("2020-01-01"), expires_at=at("2020-01-02"))
    workflow.withdraw(make_article(title="Nước sạch"), by=None, reason="Sai")

    assert suggest("/nuoc-sach/") == []


@pytest.mark.django_db
def test_no_more_than_asked_for_are_suggested():
    for number in range(4):
        make_article(title=f"Nước sạch {number}")

    assert len(suggest("/nuoc-sach/", count=3)) == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "queries"),
    [("/.env", 0), ("/wp-login.php", 0), ("/a/", 1), ("/a-b/", 1), ("/a-b-c/", 2), ("/a-b-c-d/", 3)],
)
def test_a_suggestion_costs_three_queries_at_most(django_assert_num_queries, path, queries):
    with django_assert_num_queries(queries):
        assert suggest(path) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ['/"nuoc" OR *:*/', "/NEAR(nuoc)-AND-NOT/", "/nuoc%00sach/", "/nuoc'--sach;/", "/%F0%90/"]
)
def test_signs_that_mean_something_to_the_engine_mean_nothing(path):
    assert suggest(path) == []


@pytest.mark.django_db
def test_a_gone_article_is_replaced_by_its_story_and_then_by_its_section():
    section, topic, tag = make_section(), make_topic(), make_tag()
    elsewhere = make_section("Xã hội")
    gone = make_article(title="Gỡ", section=section.pk, topics=[topic.pk], tags=[tag.pk])
    same_section = make_article(title="Cùng mục", section=section.pk)
    same_tag = make_article(title="Cùng thẻ", section=elsewhere.pk, tags=[tag.pk])
    same_topic = make_article(title="Cùng dòng", section=section.pk, topics=[topic.pk])
    make_article(title="Chuyện khác", section=elsewhere.pk)
    workflow.withdraw(gone, by=None, reason="Sai")

    assert instead_of(gone) == [same_topic, same_tag, same_section]
    assert instead_of(gone, count=2) == [same_topic, same_tag]
