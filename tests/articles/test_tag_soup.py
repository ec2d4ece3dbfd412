"""Markup of unknown origin is put in order before a parser reads it: words stay, nothing is left open."""

import random
from html.parser import HTMLParser

import pytest

from articles import richtext, tag_soup
from articles.pasting import convert_html, tree

TAGS, DROPPED = tree.BLOCKS | tree.INLINE, tree.DROPPED


def balanced(html):
    return tag_soup.balanced(html, tags=TAGS, dropped=DROPPED)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div/>a", "<div>a</div>"),
        ("<b><div>a</b>c</div>", "<b><div>a</div></b>c"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("<table><tr><td>a<td>b<tr><td>c</table>",
         "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"),
        ("<div><table><td>a</div>b</table></div>", "<div><table><td>ab</td></table></div>"),
        ("<table>a<tr>", "<table><td>a</td><tr></tr></table>"),
        ("<td>a</td></x></p>b", "<p>a</p>b"),
        ("<a href=1><a href=2>x</a></a>", '<a href="1"></a><a href="2">x</a>'),
        ("<!--<div>--><![if x]>a<![endif]></ >b<!-->c<!--d", "abc"),
        ("<p a='\"' A=2 b c=</p>", '<p a="&quot;" b="" c="</p"></p>'),
        ("1 < 2 <<!---->b>", "1 &lt; 2 &lt;b>"),
        ("<style><!--</style><div>a", "<div>a</div>"),
        ("<p>a<svg><td><p>b</p></svg>c</p>", "<p>ac</p>"),
        ("<p>a<svg><g></p><p>c</p>", "<p>a</p><p>c</p>"),
        ("<p>a<svg><td></svg>b<object>c</p>d", "<p>ab</p>d"),
    ],
)  # fmt: skip
def test_every_tag_has_its_end(html, expected):
    assert balanced(html) == expected


def test_beyond_the_depth_words_stay_on_their_lines():
    written = balanced("<div>" * tag_soup.DEEPEST + "a<div>b<i>c")

    assert written == "<div>" * tag_soup.DEEPEST + "a</div><p>bc</p>" + "</div>" * (tag_soup.DEEPEST - 1)


class Depth(HTMLParser):
    """Fails at a tag that does not end the innermost element; counts the tags and the greatest depth."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.deepest = [], 0, 0

    def handle_starttag(self, tag, attrs):
        self.tags += 1
        if tag not in tag_soup.VOID:
            self.open.append(tag)
            self.deepest = max(self.deepest, len(self.open))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def measured(html):
    depth = Depth()
    depth.feed(html)
    depth.close()
    assert depth.open == []
    return depth


@pytest.mark.parametrize("seed", range(40))
def test_any_soup_comes_out_in_turn_and_the_parser_adds_little_to_it(seed):
    dice = random.Random(seed)
    names = sorted(TAGS) + ["svg", "math", "style", "title", "xml", "x", "select"] + ["table", "td", "tr", "b", "p"] * 4
    soup = "".join(
        dice.choice(["<{0} id={1}>", "<{0}>", "</{0}>", "<{0}/>", "w", "<!--"[: dice.choice([1, 4])]]).format(
            dice.choice(names), number
        )
        for number in range(3000)
    )

    ordered = measured(balanced(soup))
    read = measured(tree.nh3.clean(balanced(soup), tags=TAGS, link_rel=None))

    assert ordered.deepest <= tag_soup.DEEPEST + 1  # a cell for words between cells
    assert read.deepest <= 2 * tag_soup.DEEPEST
    assert read.tags <= 3 * ordered.tags  # bodies and rows of tables; nothing is opened again


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 70_000, "<div/>" * 60_000, "<svg>" + "<td>" * 40_000 + "</x>" * 40_000, "<b/><p>x" * 10_000,
        "".join(f"<p><b id={number}></p>" for number in range(20_000)), "<b><div></b>" * 30_000,
        "<table>" + "<p>" * 60_000,
    ],
    ids=["open", "slash", "foreign", "bold", "opened again", "out of turn", "in a table"],
)  # fmt: skip
def test_markup_that_took_minutes_is_read_in_one_pass(html):
    ordered = measured(balanced(html))

    assert ordered.deepest <= tag_soup.DEEPEST + 1  # a cell for words between cells
    assert ordered.tags <= 2 * html.count("<")
    assert richtext.clean(richtext.clean(html)) == richtext.clean(html)


def test_a_long_text_with_tables_is_the_same_after_a_second_cleaning():
    piece = '<h2>A</h2><ol start="3"><li>a<ul><li>b</li></ul></li></ol><table><caption>c</caption><tr><th>d<td></table>'
    once = richtext.clean(piece * 300)

    assert once == "\n".join([richtext.clean(piece)] * 300)
    assert richtext.clean(once) == once


def test_a_document_of_two_hundred_pages_is_read_whole():
    paragraph = (
        "<p class=MsoNormal style='text-align:justify;text-indent:36.0pt'><span lang=VI style='font-size:14.0pt'>"
        "Đoạn thứ {} của văn bản.<o:p></o:p></span></p>\n"
    )
    source = "".join(paragraph.format(number) for number in range(30_000))

    pasted = convert_html(source)

    assert 4_500_000 < len(source.encode()) <= 5 * 1024 * 1024
    assert pasted.html == "\n".join(f"<p>Đoạn thứ {number} của văn bản.</p>" for number in range(30_000))
