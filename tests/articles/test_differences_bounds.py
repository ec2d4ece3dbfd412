"""What holds for any two contents that are compared: nothing vanishes, and the work is bounded."""

import random
import sys

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from articles import richtext
from articles.differences import compare, words_changed
from articles.snapshots import EMPTY

from .compared import body_blocks, changes, one

PHOTO = "/media/photos/2026/11/0123456789abcdef.jpg"
OTHER_PHOTO = "/media/photos/2026/11/fedcba9876543210.jpg"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


# --- What holds for any two texts ------------------------------------------------------------------------------------

WORDS = "xã họp dân nước sạch của và các về thôn Đông Tây 15/5 2026 “Bến” Đò, nhưng. Rồi… A.B –".split()
HTML = st.lists(
    st.sampled_from(
        "<p> </p> <h2> </h2> <ul> </ul> <ol> <li> </li> <strong> </strong> <em> </em> <br> <hr> <blockquote> "
        '</blockquote> <table> </table> <tr> <td> </td> <th> <figure|class="figure"> </figure> <figcaption> '
        '</figcaption> <a|href="/a"> <a|href="/b"> </a> <div|class="turn"> </div> một hai ba, bốn. &amp; &lt; '.split()
        + ["<td colspan=2>", f' <img src="{PHOTO}"> ', f' <img src="{OTHER_PHOTO}" alt="ba"> ', " "]
    ).map(lambda part: part.replace("|", " ")),
    max_size=25,
).map(lambda parts: richtext.clean("".join(parts)))


def edited(words, chance):
    words = list(words)
    for _ in range(chance.randrange(1, 9)):
        place = chance.randrange(len(words) + 1)
        words[place : place + chance.randrange(4)] = chance.choices(WORDS, k=chance.randrange(4))
    return words


def side(blocks, whole, kind):
    """The lines of one side, put together from the pieces; what was skipped is taken from the whole text."""
    lines = []
    for block in blocks:
        pieces = [piece for piece in block.pieces if piece.kind in {"same", kind} and not piece.is_address]
        if block.status == "skipped":
            lines += whole[len(lines) : len(lines) + block.count]
        elif pieces:
            lines.append("".join(piece.text for piece in pieces))
    return lines


@pytest.mark.parametrize("seed", range(60))
def test_the_pieces_are_the_old_text_and_the_new_text_to_the_letter(seed):
    chance = random.Random(seed)
    old = [chance.choices(WORDS, k=chance.randrange(1, 40)) for _ in range(chance.randrange(1, 12))]
    new = [edited(words, chance) if chance.random() < 0.5 else words for words in old]
    if chance.random() < 0.3:
        chance.shuffle(new)
    new[chance.randrange(len(new))] = ["Một", "đoạn", "mới"]
    old, new = ([" ".join(words) for words in lines if words] for lines in (old, new))
    htmls = [
        "".join(f"<p>{line.replace(' của ', ' <a href="/x">của</a> ')}</p>" for line in side) for side in (old, new)
    ]

    blocks = body_blocks(*htmls)

    assert side(blocks, old, "removed") == old
    assert side(blocks, new, "added") == new


@given(HTML, HTML)
def test_unequal_texts_never_compare_as_nothing(old, new):
    shown = [
        piece
        for change in changes({"body": old}, {"body": new})
        for block in change.blocks
        for piece in block.pieces
        if piece.kind != "same" and piece.text.strip()
    ]

    assert bool(shown) == (old != new)


@given(HTML, HTML)
def test_the_words_that_came_less_those_that_went_are_the_words_gained(old, new):
    before, after = (
        sum(any(char.isalnum() for char in word) for word in richtext.to_text(html).split()) for html in (old, new)
    )

    added, removed = words_changed(EMPTY | {"body": old}, EMPTY | {"body": new})

    assert added - removed == after - before


# --- Hostile texts ---------------------------------------------------------------------------------------------------


def steps(old, new):
    """How many calls a comparison takes: the same on any machine, and in step with its time."""
    count = 0

    def counter(frame, event, argument):
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counter)
    try:
        compare(EMPTY | {"body": old}, EMPTY | {"body": new})
    finally:
        sys.setprofile(before)
    return count


def many(lines):
    return "\n".join(f"<p>{line}</p>" for line in lines)


def shuffled(items, seed=1):
    items = list(items)
    random.Random(seed).shuffle(items)
    return items


HOSTILE = {
    "the same word, once more often": lambda n: (one(["nước"] * n), one(["nước"] * (n + 1))),
    "the same word, parted by another": lambda n: (one(["nước"] * n), one(["nước", "b"] * (n // 2))),
    "two different texts": lambda n: (one(f"a{k}" for k in range(n)), one(f"b{k}" for k in range(n))),
    "two words in turn": lambda n: (one(["a", "b"] * n), one(["b", "a"] * n + ["b"])),
    "three words by chance": lambda n: tuple(one(random.Random(s).choices("abc", k=n)) for s in (1, 2)),
    "words all there, in another order": lambda n: (one(map(str, range(n))), one(shuffled(map(str, range(n))))),
    "words backwards": lambda n: (one(map(str, range(n))), one(map(str, reversed(range(n))))),
    "every second word changed": lambda n: tuple(one(f"{k} {mark}{k}" for k in range(n // 2)) for mark in "xy"),
    "one word in two the same": lambda n: tuple(one(f"{mark}{k} x" for k in range(n // 2)) for mark in "yz"),
    "one word in two the same, between landmarks": lambda n: tuple(
        one(f"p{k} " + " ".join(f"x {mark}{k}.{i}" for i in range(45)) for k in range(n // 90)) for mark in "yz"
    ),
    "every second word changed, between landmarks": lambda n: tuple(
        one(f"p{k} " + " ".join(f"{i} {mark}{k}.{i}" for i in range(220)) for k in range(n // 440)) for mark in "yz"
    ),
    "paragraphs of a letter": lambda n: (many("a" * n), many("b" * n)),
    "paragraphs in turn": lambda n: (many("ab" * (n // 2)), many("ba" * (n // 2) + "a")),
    "paragraphs shuffled": lambda n: tuple(
        many(f"xã họp dân {k} về nước" for k in order) for order in (range(n // 6), shuffled(range(n // 6)))
    ),
    "cells": lambda n: tuple(f"<table><tbody>{f'<tr><td>{c}</td></tr>' * n}</tbody></table>" for c in "12"),
    "rows without cells": lambda n: tuple(f"<table><tbody>{'<tr></tr>' * k}</tbody></table>" for k in (n, n + 1)),
    "links": lambda n: tuple("<p>" + f'<a href="/{c}">a</a> ' * n + "</p>" for c in "12"),
    "bold words": lambda n: (one(["<strong>a</strong>"] * n), one(["<em>a</em>"] * n)),
    "dots": lambda n: ("<p>" + ".," * n + "</p>", "<p>" + ",." * n + "a</p>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_twice_the_text_takes_about_twice_the_work(name):
    few, more = HOSTILE[name](1_500), HOSTILE[name](3_000)

    assert steps(*more) < 2.6 * steps(*few)
    assert steps(*more) < 8 * sum(map(len, more))


def test_of_shuffled_paragraphs_those_still_in_order_stay():
    lines = [f"Đoạn {chr(97 + k) * 5} riêng" for k in range(20)]
    moved = [*lines[10:], *lines[:9]]

    blocks = body_blocks(many(lines), many(moved))

    assert [(b.status, b.count) for b in blocks] == [("removed", 1)] * 10 + [
        ("same", 1),
        ("skipped", 8),
        ("same", 1),
    ] + [("added", 1)] * 9


def test_beyond_all_measure_blocks_are_shown_as_replaced():
    blocks = body_blocks(many(f"xã họp {k}" for k in range(2100)), many(f"xã họp {k} xong" for k in range(2100)))

    assert [block.status for block in blocks] == ["removed"] * 2100 + ["added"] * 2100


def test_beyond_all_measure_words_are_shown_as_replaced():
    old, new = ([f"{k} {mark}{k}" for k in range(20_100)] for mark in "xy")

    assert [block.status for block in body_blocks(one(old), one(new))] == ["removed", "added"]
