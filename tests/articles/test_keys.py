import pytest

from articles.keys import pk_of


@pytest.mark.parametrize(("value", "key"), [("7", 7), (7, 7), ("007", 7), ("0", 0), ("9" * 18, 10**18 - 1)])
def test_a_key_is_a_number_of_plain_digits(value, key):
    assert pk_of(value) == key


@pytest.mark.parametrize("value", ["", "٣", "²", "1" * 19, "-1", "+1", " 1", "1_0", "1.0", "a1", None, True, ["1"]])
def test_what_is_no_key_is_none(value):
    assert pk_of(value) is None
