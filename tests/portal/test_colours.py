"""The accent colour: its contrast, and its lighter sister for dark pages."""

import re

import pytest
from django.conf import settings

from portal.colours import (
    CARD,
    DARK_CARD,
    DARK_PAPER,
    DEFAULT_ACCENT,
    PAPER,
    contrast,
    darkened,
    lightened,
    luminance,
)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 4.0),
        ("#00ff00", "#000000", 15.3),
        ("#808080", "#808080", 1),
    ],
)
def test_known_contrasts(one, other, ratio):
    assert round(contrast(one, other), 2) == ratio
    assert contrast(other, one) == contrast(one, other)


def test_luminance_goes_from_black_to_white():
    assert (luminance("#000000"), round(luminance("#ffffff"), 6)) == (0, 1)


def test_the_default_accent_can_be_read_on_paper():
    assert contrast(DEFAULT_ACCENT, PAPER) >= 7


@pytest.mark.parametrize("colour", ["#000000", DEFAULT_ACCENT, "#00008b", "#004d00", "#16150f"])
@pytest.mark.parametrize("ratio", [4.5, 7])
def test_a_lightened_colour_can_be_read_on_a_dark_page(colour, ratio):
    assert contrast(colour, DARK_CARD) < ratio

    lighter = lightened(colour, ratio=ratio)

    assert min(contrast(lighter, DARK_CARD), contrast(lighter, DARK_PAPER)) >= ratio
    assert contrast(lighter, DARK_CARD) < ratio * 1.25  # no further than needed


def test_a_colour_that_is_light_enough_stays():
    assert lightened("#ffd700") == "#ffd700"


def test_where_nothing_is_light_enough_white_is_taken():
    assert lightened("#a3151c", against="#808080", ratio=7) == "#ffffff"


def test_an_accent_that_just_reads_on_paper_becomes_a_link_that_reads_on_a_card():
    accent = "#757575"
    assert contrast(accent, PAPER) >= 4.5 > contrast(accent, CARD)

    assert 4.5 <= contrast(darkened(accent), CARD) < 4.5 * 1.25


def test_an_accent_that_reads_on_a_card_stays_as_it_is():
    assert darkened("#0b5c4a") == "#0b5c4a"


@pytest.mark.django_db
def test_the_style_sheet_of_an_accent_gives_the_link_for_both_lights(client):
    css = client.get("/giao-dien/757575.css").text

    light, dark = darkened("#757575"), lightened("#757575")
    assert css == f":root {{ --accent: #757575; --link: light-dark({light}, {dark}); }}\n"


def test_the_grounds_are_those_of_the_style_sheet():
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text()

    grounds = dict(re.findall(r"--(paper|card|accent): ([^;]+);", tokens))

    assert grounds == {
        "accent": DEFAULT_ACCENT,
        "paper": f"light-dark({PAPER}, {DARK_PAPER})",
        "card": f"light-dark({CARD}, {DARK_CARD})",
    }


@pytest.mark.parametrize("name", ["ink", "muted", "link"])
def test_words_can_be_read_on_paper_and_card_in_both_lights(name):
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    light, dark = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", tokens).groups()

    ratios = [contrast(light, PAPER), contrast(light, CARD), contrast(dark, DARK_PAPER), contrast(dark, DARK_CARD)]

    assert min(ratios) >= 4.5
