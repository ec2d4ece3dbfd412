"""Gaps in brackets that a story shell leaves, and that nobody filled."""

import re

import pytest

from articles import checks, shells, snapshots
from articles.checks import Check
from tests.factories import make_content, make_user

pytestmark = pytest.mark.django_db


def gaps(**content):
    found = checks.check(snapshots.cleaned(make_content(**content)), blocking=checks.DEFAULT_BLOCKING)
    return [(finding.field, finding.quote, finding.level) for finding in found if finding.code == Check.GAP]


@pytest.mark.parametrize("field", ["title", "lead", "body"])
def test_an_open_gap_blocks_wherever_it_stands(field):
    assert gaps(**{field: "Họp tại [địa điểm] lúc 8 giờ"}) == [(field, "[địa điểm]", "block")]


def test_a_gap_in_a_table_is_found():
    body = "<table><tbody><tr><td>8 giờ</td><td>[họ và tên]</td></tr></tbody></table>"

    assert gaps(body=body) == [("body", "[họ và tên]", "block")]


def test_equal_gaps_are_one_finding_that_counts_its_places():
    content = {"title": "[tên đơn vị] họp", "lead": "[tên đơn vị] mời.", "body": "<p>[tên đơn vị] và [địa điểm]</p>"}

    found = checks.check(snapshots.cleaned(make_content(**content)), blocking=checks.DEFAULT_BLOCKING)

    places = [(each.field, each.quote, re.findall(r"[0-9]+", each.message)) for each in found if each.code == Check.GAP]
    assert places == [("title", "[tên đơn vị]", ["3"]), ("body", "[địa điểm]", [])]


def test_of_a_shells_many_gaps_none_is_hidden():
    names = [f"[chỗ thứ {'x' * number}]" for number in range(1, 21)]

    assert gaps(body=f"<p>{' '.join(names)}</p>") == [("body", name, "block") for name in names]


@pytest.mark.parametrize(
    "words", ["Theo tài liệu [1], [23].", "Ông nói: “Bà con […] yên tâm [...]”.", "Viết [sic] thế.", "a[i] và b[2]"]
)
def test_brackets_that_are_no_gaps_are_left_alone(words):
    assert gaps(body=f"<p>{words}</p>") == []


def test_every_first_shell_leaves_gaps_that_are_found():
    for row in shells.lacking():
        assert gaps(title=row["title"], body=row["body"]) != []


def test_many_open_brackets_cost_no_time():
    assert gaps(body=f"<p>{'[' * 50_000}{'a' * 50_000}</p>") == []


def test_a_filled_shell_has_no_braces_left():
    user = make_user()

    for shell in shells.create():
        filled = shells.filled(shell, user)
        assert "{" not in filled["title"] + filled["lead"] + filled["body"]
