"""The form's nonce and the look-up code, without any database."""

import re
from datetime import timedelta

import pytest
import time_machine

from comments.receipts import ALPHABET, SIGNS, code_of, hash_of, new_form, nonce_of
from tests.factories import at

NOON = at("2026-11-21", 12)


def test_a_form_carries_its_nonce_for_its_own_article_alone():
    form = new_form(7)

    assert len(nonce_of(form, 7)) == 32
    assert nonce_of(form, 8) == ""


def test_every_form_has_a_nonce_of_its_own():
    assert len({nonce_of(new_form(7), 7) for _each in range(100)}) == 100


@pytest.mark.parametrize("form", ["", "a", "a:b:c", "\x00", "é:ü:ñ", "x" * 300])
def test_a_made_up_form_has_no_nonce(form):
    assert nonce_of(form, 7) == ""


@pytest.mark.parametrize(
    ("age", "lives"), [(timedelta(hours=23, minutes=59), True), (timedelta(hours=24, minutes=1), False)]
)
def test_a_form_lives_for_a_day(age, lives):
    with time_machine.travel(NOON, tick=False):
        form = new_form(7)

    with time_machine.travel(NOON + age, tick=False):
        assert bool(nonce_of(form, 7)) == lives


def test_a_code_is_three_groups_without_signs_that_are_misread():
    codes = {code_of(f"nonce {number}") for number in range(200)}

    assert len(codes) == 200
    assert SIGNS * 5 >= 60
    assert {bool(re.fullmatch(rf"[{ALPHABET}]{{5}}(-[{ALPHABET}]{{5}}){{2}}", code)) for code in codes} == {True}
    assert set("".join(codes)) & set("ILOU") == set()


def test_the_same_nonce_gives_the_same_code():
    assert code_of("a") == code_of("a")


def test_a_code_depends_on_the_secret_key(settings):
    before = code_of("a")

    settings.SECRET_KEY = "another"

    assert code_of("a") != before


@pytest.mark.parametrize(
    "typed",
    [
        "7K0XQ-AB1CD-EF2GH",
        "7k0xq-ab1cd-ef2gh",
        " 7K0XQ AB1CD EF2GH ",
        "7K0XQAB1CDEF2GH",
        "7KOXQ–ABICD–EF2GH",
        "7koxq.ablcd.ef2gh",
    ],
)
def test_capitals_groups_and_lookalikes_make_no_difference(typed):
    assert hash_of(typed) == hash_of("7K0XQ-AB1CD-EF2GH")


def test_another_code_has_another_hash():
    assert hash_of("7K0XQ-AB1CD-EF2GJ") != hash_of("7K0XQ-AB1CD-EF2GH")
