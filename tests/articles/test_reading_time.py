"""How long a text takes to read, as the article page says it."""

import re

import pytest

from articles.prose import minutes_to_read
from articles.prose.reading_time import SYLLABLES_A_MINUTE
from tests.factories import make_article, make_identity


@pytest.mark.parametrize(
    ("syllables", "minutes"),
    [
        (0, 1),
        (1, 1),
        (SYLLABLES_A_MINUTE, 1),
        (SYLLABLES_A_MINUTE + 1, 2),
        (4 * SYLLABLES_A_MINUTE, 4),
        (4 * SYLLABLES_A_MINUTE + 1, 5),
    ],
)
def test_a_begun_minute_counts_as_one(syllables, minutes):
    assert minutes_to_read("nước " * syllables) == minutes


def test_signs_and_numbers_take_no_more_than_they_are_read_in():
    assert minutes_to_read("– … ( ) 1.500 " * SYLLABLES_A_MINUTE) == 1


@pytest.mark.django_db
def test_the_page_counts_lead_and_text_and_no_markup(client):
    make_identity()
    half = "nước " * (SYLLABLES_A_MINUTE // 2)
    link = '<a href="/mot-hai-ba-bon-nam/">sạch</a>&nbsp;'

    one = make_article(title="Một", lead=half, body=f"<p>{half[:-10]}{link}</p>")
    two = make_article(title="Hai", lead=half, body=f"<p>{half}{link}</p>")

    pages = [client.get(article.get_absolute_url()).text for article in (one, two)]
    assert [re.search("Đọc trong khoảng ([0-9]+) phút", page)[1] for page in pages] == ["1", "2"]
