"""What changed between two contents, field by field and word by word."""

import pytest
from django.utils import translation

from articles.differences import FIELDS, Block, Piece, words_changed
from articles.forms import ArticleForm
from articles.snapshots import EMPTY

from .compared import body_blocks, changes, one

PHOTO = "/media/photos/2026/11/0123456789abcdef.jpg"
OTHER_PHOTO = "/media/photos/2026/11/fedcba9876543210.jpg"
BYLINE = {"author": None, "name": "Thu Hiền", "position": "", "organisation": ""}
MARKS = {"same": "{}", "added": "[+{}]", "removed": "[-{}]", "note": "<{}>"}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def written(block):
    if block.status == "skipped":
        return f"… {block.count} …"
    return "".join(MARKS[piece.kind].format(piece.text) for piece in block.pieces)


def body(old, new):
    """What a reader of the differences sees of two bodies: (kind, text with [+added] and [-removed] words)."""
    return [(block.kind, written(block)) for block in body_blocks(old, new)]


def field(name, old, new, **labels):
    [change] = changes({name: old}, {name: new}, **labels)
    return [written(block) for block in change.blocks]


# --- Which fields ----------------------------------------------------------------------------------------------------


def test_equal_contents_have_no_changes():
    assert changes({"title": "Một", "tags": [1]}, {"title": "Một", "tags": [1]}) == []


def test_fields_come_in_the_order_and_under_the_labels_of_the_form():
    on_the_form = {name: str(field.label) for name, field in ArticleForm.base_fields.items() if name in EMPTY}

    assert list({name: str(label) for name, label in FIELDS.items()}.items()) == list(on_the_form.items())


def test_every_field_of_content_can_differ():
    new = {
        "title": "Một",
        "slug": "mot",
        "lead": "Hai",
        "body": "<p>Ba</p>",
        "section": 1,
        "source": 2,
        "cover": 3,
        "tags": [4],
        "topics": [5],
        "bylines": [BYLINE],
        "attachments": [{"attachment": 6, "title": "Biểu mẫu"}],
        "is_featured": True,
        "comments_allowed": "no",
        "published_at": "2026-11-21T00:30:00+00:00",
        "expires_at": "2026-11-22T00:30:00+00:00",
        "comments_end_at": "2026-11-22T00:30:00+00:00",
    }

    assert [change.name for change in changes({}, new)] == list(FIELDS)
    assert sorted(new) == sorted(EMPTY)


# --- Words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Xã họp dân", "Xã họp toàn dân", "Xã họp[+ toàn] dân"),
        ("Xã họp toàn dân", "Xã họp dân", "Xã họp[- toàn] dân"),
        ("Xã họp dân", "Huyện họp dân", "[-Xã][+Huyện] họp dân"),
        ("họp dân", "Xã họp dân", "[+Xã ]họp dân"),
        ("Xã họp", "Xã họp dân", "Xã họp[+ dân]"),
        ("Ngày 15/5, xã họp", "Ngày 16/5, xã họp", "Ngày [-15/5][+16/5], xã họp"),
        ("Giá 3,5 triệu", "Giá 3,6 triệu", "Giá [-3,5][+3,6] triệu"),
        ("Họp dân.", "Họp dân!", "Họp dân[-.][+!]"),
        ("Họp dân", "Họp “dân”", "Họp [+“]dân[+”]"),
        ("nước sạch về", "điện lưới về", "[-nước sạch][+điện lưới] về"),
        ("Hòa Bình", "Hoà Bình", "[-Hòa][+Hoà] Bình"),
        ("A. Ông An nói. Xã mừng.", "A. Ông An nói. Ông An về. Xã mừng.", "A. Ông An nói.[+ Ông An về.] Xã mừng."),
        ("Sáng nay, xã A, xã B họp", "Sáng nay, xã B họp", "Sáng nay,[- xã A,] xã B họp"),
        (
            "Lễ khởi công nhà máy nước của xã An Bình năm nay",
            "Khánh thành trung tâm văn hoá của huyện Gia Lâm tối qua",
            "[-Lễ khởi công nhà máy nước của xã An Bình năm nay]"
            "[+Khánh thành trung tâm văn hoá của huyện Gia Lâm tối qua]",
        ),
        ("", "Xã họp", "[+Xã họp]"),
        ("Xã họp", "", "[-Xã họp]"),
    ],
)
def test_words_that_changed_are_marked_within_the_text(old, new, shown):
    assert field("title", old, new) == [shown]


def test_a_rewritten_paragraph_is_shown_as_one_gone_and_one_come():
    old = "<p>Sáng nay bà con thôn Đông ra đồng gặt lúa sớm.</p>"
    new = "<p>Chiều qua, đoàn kiểm tra của huyện làm việc tại trạm y tế.</p>"

    assert [block.status for block in body_blocks(old, new)] == ["removed", "added"]


def test_an_edited_paragraph_finds_its_partner_among_new_ones():
    assert body(
        "<p>Xã họp bàn về nước sạch cho thôn Đông.</p>",
        "<p>Mở đầu.</p><p>Xã họp bàn về điện lưới cho thôn Đông.</p><p>Hết chuyện.</p>",
    ) == [
        ("p", "[+Mở đầu.]"),
        ("p", "Xã họp bàn về [-nước sạch][+điện lưới] cho thôn Đông."),
        ("p", "[+Hết chuyện.]"),
    ]


def test_a_few_edits_are_found_in_a_very_long_paragraph():
    words = [word for k in range(400) for word in (f"nhà{k}", "của", "xã,")]
    edited = [*words[:300], "thêm", *words[300:700], *words[702:900], "thay", *words[901:]]

    [block] = body_blocks(one(words), one(edited))

    assert [(piece.kind, piece.text) for piece in block.pieces if piece.kind != "same"] == [
        ("added", " thêm"),
        ("removed", " của xã,"),
        ("removed", "nhà300"),
        ("added", "thay"),
    ]


def test_a_paragraph_that_was_parted_keeps_its_larger_half():
    assert body(
        "<p>Một hai ba bốn năm sáu. Bảy tám chín.</p>", "<p>Một hai ba bốn năm sáu.</p><p>Bảy tám chín.</p>"
    ) == [("p", "Một hai ba bốn năm sáu.[- Bảy tám chín.]"), ("p", "[+Bảy tám chín.]")]


def test_unchanged_blocks_far_from_a_change_are_folded():
    lines = ["Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười"]
    old = "".join(f"<p>{line}</p>" for line in lines)
    new = old.replace("<p>Ba</p>", "<p>Ba</p><p>Mới</p>").replace("<p>Chín</p>", "")

    assert [written(block) for block in body_blocks(old, new)] == [
        "… 2 …",
        "Ba",
        "[+Mới]",
        "Bốn",
        "… 3 …",
        "Tám",
        "[-Chín]",
        "Mười",
    ]


# --- The text as a newspaper text ------------------------------------------------------------------------------------


def test_blocks_say_what_they_are():
    html = (
        "<p>a</p><h2>b</h2><h3>c</h3><ul><li>d<ol><li>e</li></ol></li></ul><blockquote><p>f</p></blockquote><hr>"
        '<div class="turn turn-question"><p class="speaker">g</p><p>h</p></div><div class="turn"><p>i</p></div>'
        f'<figure class="figure"><img src="{PHOTO}" alt="j"><figcaption>k</figcaption></figure>'
        "<table><caption>l</caption><tr><th>m</th><td>n</td></tr></table>"
    )

    assert body("", html) == [
        ("p", "[+a]"),
        ("h2", "[+b]"),
        ("h3", "[+c]"),
        ("li", "[+d]"),
        ("li", "[+e]"),
        ("quote", "[+f]"),
        ("rule", "[+Dividing line]"),
        ("speaker", "[+g]"),
        ("question", "[+h]"),
        ("turn", "[+i]"),
        ("figure", "[+Picture: j]"),
        ("caption", "[+k]"),
        ("caption", "[+l]"),
        ("cell", "[+m]"),
        ("cell", "[+n]"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        # links
        (
            '<p>Xem <a href="/a">ở đây</a> nhé</p>',
            '<p>Xem <a href="/b">ở đây</a> nhé</p>',
            "Xem ở đây[- (/a)][+ (/b)] nhé",
        ),
        ("<p>Xem ở đây nhé</p>", '<p>Xem <a href="/b">ở đây</a> nhé</p>', "Xem ở đây[+ (/b)] nhé<formatting changed>"),
        ('<p>Xem <a href="/a">ở đây</a></p>', '<p>Xem <a href="/a">tại đây</a></p>', "Xem [-ở][+tại] đây"),
        ('<p><a href="/a">Nướ</a>c</p>', '<p><a href="/b">Nướ</a>c</p>', "Nước[- (/a)][+ (/b)]"),
        # a full stop closes up behind the address, where the link was drawn one space too long
        (
            '<p>Xem <a href="/a">ở đây</a>.</p>',
            '<p>Xem <a href="/b">ở đây</a>.</p>',
            "Xem ở đây[- (/a)][+ (/b)].",
        ),
        (
            '<p>Xem <a href="/a">ở đây </a>.</p>',
            '<p>Xem <a href="/b">ở đây </a>.</p>',
            "Xem ở đây [- (/a)][+ (/b)].",
        ),
        (
            '<p>Xem <a href="/a">ở đây</a>, nhé</p>',
            '<p>Xem <a href="/b">ở đây </a>, nhé</p>',
            "Xem ở đây[+ ][- (/a)][+ (/b)], nhé",
        ),
        ("", '<p><a href="/a">a </a>: <a href="/b">b</a> c</p>', "[+a][+ ][+ (/a)][+: b][+ (/b)][+ c]"),
        ("", '<p><a href="/a?b=1&amp;c=2">a</a> và <a href="/b">b</a></p>', "[+a][+ (/a?b=1&c=2)][+ và b][+ (/b)]"),
        # formatting
        ("<p>Xã họp</p>", "<p>Xã <strong>họp</strong></p>", "Xã họp<formatting changed>"),
        ("<p>Xã họp dân</p>", "<p>Xã <strong>họp</strong> xong</p>", "Xã họp [-dân][+xong]<formatting changed>"),
        ("<p>m2</p>", "<p>m<sup>2</sup></p>", "m2<formatting changed>"),
        ("<p><em>a b</em></p>", "<p><em>a</em><em> b</em></p>", "a b<formatting changed>"),
        ("<p>Xã họp</p>", "<h2>Xã họp</h2>", "Xã họp<formatting changed>"),
        ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>", "a<formatting changed>"),
        ("<p>Xã họp</p>", "<p>Xã họp <strong>vui</strong></p>", "Xã họp[+ vui]"),
        # breaks
        ("<p>a<br>b</p>", "<p>a b</p>", "a[-\n][+ ]b<spaces or line breaks changed>"),
        # characters that HTML writes otherwise
        ("<p>A &amp; B &lt;p&gt;</p>", "<p>A &amp; C &lt;p&gt;</p>", "A & [-B][+C] <p>"),
        # pictures
        (
            f'<p><img src="{PHOTO}" alt="Cổng chào"></p>',
            f'<p><img src="{PHOTO}" alt="Cổng làng"></p>',
            "Picture: Cổng [-chào][+làng]",
        ),
        (
            f'<p><img src="{PHOTO}" alt="Cổng"></p>',
            f'<p><img src="{OTHER_PHOTO}" alt="Cổng"></p>',
            "Picture: Cổng<another picture>",
        ),
        (
            f'<p><img src="{PHOTO}"></p>',
            f'<p><img src="{PHOTO}" width="9"></p>',
            "Picture without a description<formatting changed>",
        ),
        (
            f'<p><a href="/a"><img src="{PHOTO}" alt="x"></a></p>',
            f'<p><a href="/b"><img src="{PHOTO}" alt="x"></a></p>',
            "Picture: x[- (/a)][+ (/b)]",
        ),
    ],
)
def test_what_is_no_word_is_shown_beside_the_words(old, new, shown):
    assert [written(block) for block in body_blocks(old, new)] == [shown]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (
            "<ul><li>a</li><li>b</li></ul><ul><li>c</li></ul>",
            "<ul><li>a</li><li>b</li><li>c</li></ul>",
            ["… 1 …", "b", "c<formatting changed>"],
        ),
        (
            "<table><tr><td>a</td></tr></table>",
            "<table><tr><td>a</td></tr><tr><td></td></tr></table>",
            ["a<formatting changed>"],
        ),
        ("<table><tr><td></td></tr></table>", "<table><tr><td></td><td></td></tr></table>", ["<formatting changed>"]),
        ("<p>a</p><p>b</p>", "<p>a</p><hr><p>b</p>", ["a", "[+Dividing line]", "b"]),
        (
            "<table><tr><td>12</td><td>7</td></tr></table>",
            "<table><tr><td>15</td><td>9</td></tr></table>",
            ["[-12][+15]", "[-7][+9]"],
        ),
        (
            f'<p><strong><img src="{PHOTO}">a<img src="{PHOTO}"></strong></p>',
            f'<p><img src="{PHOTO}">a<img src="{PHOTO}"></p>',
            [
                "Picture without a description<formatting changed>",
                "a<formatting changed>",
                "Picture without a description<formatting changed>",
            ],
        ),
    ],
)
def test_what_stands_between_and_around_blocks_is_compared_too(old, new, shown):
    assert [written(block) for block in body_blocks(old, new)] == shown


def test_a_changed_address_is_no_word_of_the_text():
    [block] = body_blocks('<p><a href="/a">đây</a></p>', '<p><a href="/b">đây</a></p>')

    assert block == Block(
        "p",
        (Piece("same", "đây"), Piece("removed", " (/a)", is_address=True), Piece("added", " (/b)", is_address=True)),
        "changed",
    )


# --- Other fields ----------------------------------------------------------------------------------------------------


def test_the_lead_is_compared_line_by_line():
    assert field("lead", "Một hai ba\nBốn", "Một hai năm\nBốn") == ["Một hai [-ba][+năm]", "Bốn"]
    assert field("lead", "Một\nHai", "Một\n\nHai") == ["Một", "Hai<spaces or line breaks changed>"]


def test_pointers_are_shown_by_the_names_of_their_time():
    old_labels, new_labels = {"section:3": "Kinh tế", "cover:7": "Cổng"}, {"section:4": "Văn hoá"}

    assert field("section", 3, 4, old_labels=old_labels, new_labels=new_labels) == ["[-Kinh tế][+Văn hoá]"]
    assert field("section", 3, None, old_labels=old_labels) == ["[-Kinh tế]"]
    assert field("cover", None, 7, new_labels=old_labels) == ["[+Cổng]"]
    assert field("source", None, 7) == ["[+?]"]


def test_another_thing_of_the_same_name_is_told_from_the_first():
    same_name = {"section:3": "Kinh tế", "section:4": "Kinh tế", "cover:3": "Cổng", "cover:4": "Cổng"}

    assert field("section", 3, 4, new_labels=same_name) == ["Kinh tế<another one of the same name>"]
    assert field("cover", 3, 4, new_labels=same_name) == ["Cổng<another picture>"]


def test_tags_are_a_piece_each_in_the_order_of_the_alphabet():
    labels = {"tag:1": "nước sạch", "tag:2": "đất đai", "tag:3": "an ninh"}

    [change] = changes({"tags": [1, 2]}, {"tags": [2, 3]}, old_labels=labels, new_labels=labels)

    assert change.blocks == [
        Block("tags", (Piece("added", "an ninh"), Piece("same", "đất đai"), Piece("removed", "nước sạch")), "changed")
    ]


def test_bylines_are_a_line_each():
    editor = BYLINE | {"name": "Văn Nam", "position": "Phó phòng", "organisation": "UBND xã"}

    assert field("bylines", [BYLINE], [BYLINE, editor]) == ["Thu Hiền", "[+Văn Nam – Phó phòng, UBND xã]"]
    assert field("bylines", [BYLINE], [BYLINE | {"organisation": "UBND xã"}]) == ["Thu Hiền[+ – UBND xã]"]


def test_a_byline_that_reads_the_same_is_marked():
    split, whole = {"position": "Phó phòng", "organisation": "UBND"}, {"position": "Phó phòng, UBND"}

    assert field("bylines", [BYLINE], [BYLINE | {"author": 3}]) == ["Thu Hiền<same words, entered differently>"]
    assert field("bylines", [BYLINE | split], [BYLINE | whole]) == [
        "Thu Hiền – Phó phòng, UBND<same words, entered differently>"
    ]


def test_moments_are_shown_as_they_are_typed_in_vietnam():
    assert field("published_at", None, "2026-11-21T17:30:00+00:00") == ["[+00:30 22/11/2026]"]
    assert field("expires_at", "2026-11-21T17:30:00+00:00", "2027-01-02T01:05:00+00:00") == [
        "[-00:30 22/11/2026][+08:05 02/01/2027]"
    ]


def test_choices_are_shown_by_their_words():
    assert field("is_featured", False, True) == ["[-No][+Yes]"]
    assert field("comments_allowed", "inherit", "no") == ["[-As the section above][+Closed]"]


# --- Counting --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ({"title": "Xã họp dân"}, {"title": "Xã họp bàn việc"}, (2, 1)),
        ({"title": "Xã họp"}, {"title": "“Xã” – họp…"}, (0, 0)),
        ({"lead": "Ngày 15/5"}, {"lead": "Ngày 16/5/2026"}, (1, 1)),
        ({"body": "<p>Một hai</p>"}, {"body": "<p>Một hai</p>\n<h2>Ba bốn năm</h2>"}, (3, 0)),
        ({"body": "<p>Một hai</p>"}, {"body": "<p>Một <strong>hai</strong></p>"}, (0, 0)),
        ({"body": "<p>Một</p>"}, {"body": '<p><a href="/a-b">Một</a></p>'}, (0, 0)),
        ({"body": "<p>Một</p>"}, {"body": f'<p>Một</p>\n<p><img src="{PHOTO}" alt="Cổng làng"></p>\n<hr>'}, (0, 0)),
        ({"body": "<p>Một hai ba</p>\n<p>Bốn</p>"}, {"body": "<p>Bốn</p>\n<p>Một hai ba</p>"}, (1, 1)),
        ({"bylines": [BYLINE]}, {"bylines": [BYLINE | {"position": "Phó phòng"}]}, (2, 0)),
        ({"slug": "mot", "section": 1, "tags": [1]}, {"slug": "hai", "section": 2, "tags": []}, (0, 0)),
        ({}, {"title": "Một", "lead": "Hai ba", "body": "<p>Bốn</p>"}, (4, 0)),
    ],
)
def test_words_that_came_and_went_are_counted(old, new, counts):
    assert words_changed(EMPTY | old, EMPTY | new) == counts
