"""The accent colour: its contrast, and its lighter sister for dark pages."""

import pytest

from portal.colours import DARK_PAPER, DEFAULT_ACCENT, PAPER, contrast, lightened, luminance


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
    assert contrast(colour, DARK_PAPER) < ratio

    lighter = lightened(colour, ratio=ratio)

    assert contrast(lighter, DARK_PAPER) >= ratio
    assert contrast(lighter, DARK_PAPER) < ratio * 1.25  # no further than needed


def test_a_colour_that_is_light_enough_stays():
    assert lightened("#ffd700") == "#ffd700"


def test_where_nothing_is_light_enough_white_is_taken():
    assert lightened("#a3151c", against="#808080", ratio=7) == "#ffffff"
