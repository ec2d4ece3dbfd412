"""The one door for HTML: what is thrown out, what is kept to the letter, and the one form it is kept in."""

import re
import sys
from html import escape, unescape

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import richtext
from articles.text import normalise

PHOTO = "/media/photos/2026/11/0123456789abcdef.jpg"


# --- What is thrown out ----------------------------------------------------------------------------------------------

ATTACKS = [
    # (what comes in, what is stored)
    ("<script>alert(1)</script>", ""),
    ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
    ("<scr<script>ipt>alert(1)</script>", "<p>ipt&gt;alert(1)</p>"),
    ("<style>p{background:url(javascript:alert(1))}</style><p>a</p>", "<p>a</p>"),
    ('<iframe src="//evil.example"></iframe><p>a</p>', "<p>a</p>"),
    ('<iframe srcdoc="<script>alert(1)</script>"></iframe>', ""),
    ("<svg onload=alert(1)><script>alert(1)</script></svg>", ""),
    ("<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>", ""),
    ("<math><mi xlink:href='javascript:alert(1)'>x</mi></math>", ""),
    ("<object data=x.swf>a</object><embed src=x.swf>", ""),
    ("<img src=x onerror=alert(1)>", ""),
    (f'<img src="{PHOTO}" onerror=alert(1) onload=alert(1)>', f'<p><img src="{PHOTO}"></p>'),
    ("<p onclick=alert(1) onmouseover='alert(1)'>a</p>", "<p>a</p>"),
    ("<body onload=alert(1)><p>a</p>", "<p>a</p>"),
    ("<p style='position:fixed;background:red' id=x data-y=z lang=vi dir=rtl>a</p>", "<p>a</p>"),
    ('<p class="speaker evil">a</p>', '<p class="speaker">a</p>'),
    ('<p class="turn">a</p>', "<p>a</p>"),
    ('<table class="x" border="1" width="600"><tr><td class="y" bgcolor="red">a</td></tr></table>', "TABLE"),
    ('<form action="//evil.example"><input name=a value=b><button>Gửi</button></form>', "<p>Gửi</p>"),
    ("<textarea>a</textarea><select><option>b</option></select><p>c</p>", "<p>c</p>"),
    ("<!-- a --><p>b<!--[if IE]><script>alert(1)</script><![endif]--></p>", "<p>b</p>"),
    ("<![CDATA[<script>alert(1)</script>]]>", "<p>alert(1)]]&gt;</p>"),
    ("<?php echo 1 ?><p>a</p>", "<p>a</p>"),
    ('<meta http-equiv="refresh" content="0;//evil.example"><link rel=stylesheet href=x><base href=//evil>', ""),
    ("<template><script>alert(1)</script></template>", ""),
    ('<video src=x><source onerror="alert(1)"></video><audio src=x>', ""),
    ('<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>', '<p>"&gt;</p>'),
    ("<noscript><noscript><img src=x onerror=alert(1)></noscript></noscript>", ""),
    (
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        "",
    ),
    ('<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">', '<p>"&gt;</p>'),
    ("<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", ""),
    ("<xmp><img src=x onerror=alert(1)></xmp>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
    ("<noembed><img src=x onerror=alert(1)></noembed>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
    ("<title><img src=x onerror=alert(1)></title>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
    ("<plaintext><img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
    ("&lt;script&gt;alert(1)&lt;/script&gt;", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
    ("&amp;lt;script&amp;gt;", "<p>&amp;lt;script&amp;gt;</p>"),
    (
        '<a href="/x" title="x" target="_blank" ping="//evil.example" onclick="alert(1)">a</a>',
        '<p><a href="/x">a</a></p>',
    ),
    ("<a href='/x\"onclick=\"alert(1)'>a</a>", '<p><a href="/x&quot;onclick=&quot;alert(1)">a</a></p>'),
    (f'<img src="{PHOTO}" alt=\'"><script>alert(1)</script>\'>', "ALT"),
]
EXPECTED = {
    "TABLE": "<table>\n<tbody>\n<tr>\n<td>a</td>\n</tr>\n</tbody>\n</table>",
    "ALT": f'<p><img src="{PHOTO}" alt="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"></p>',
}


@pytest.mark.parametrize(("html", "stored"), ATTACKS)
def test_attacks_leave_nothing_but_words(html, stored):
    assert richtext.clean(html) == EXPECTED.get(stored, stored)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "javascript&colon;alert(1)",
        "&#106;&#x61;vascript:alert(1)",
        "java&#9;script:alert(1)",
        "java&#10;script:alert(1)",
        "&#1;javascript:alert(1)",
        "&nbsp;javascript:alert(1)",
        "\u00a0javascript:alert(1)",
        "java&#8203;script:alert(1)",
        "java\u200bscript:alert(1)",
        "java&shy;script:alert(1)",
        "javascript&#8203;:alert(1)",
        "&#65279;javascript:alert(1)",
        "&#x2066;javascript:alert(1)",
        "java&#0;script:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "data&#8203;:text/html;base64,PHNjcmlwdD4=",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "ftp://x",
        "",
    ],
)
def test_links_that_run_or_hide_something_lose_their_address(address):
    assert richtext.clean(f'<p><a href="{address}">a</a></p>') == "<p>a</p>"


@pytest.mark.parametrize(
    "address",
    [
        "/bai-viet/1",
        "bai-viet",
        "#muc-2",
        "?trang=2",
        "/muc:1",
        "../a:b",
        "?gio=12:30",
        "http://example.vn/",
        "HTTPS://example.vn/a?b=c&amp;d=e#f",
        "//example.vn/a",
        "mailto:ubnd@example.vn",
        "tel:+84241234567",
        "/t%C3%ACm?q=l%C3%BAa",
        "/tìm?q=lúa",
    ],
)
def test_good_links_are_kept_to_the_letter(address):
    html = f'<p><a href="{address}">a</a></p>'

    assert richtext.clean(html) == html


@pytest.mark.parametrize(
    "address",
    [
        "http://evil.example/a.jpg",
        "//evil.example/media/photos/a.jpg",
        "/\\evil.example/a.jpg",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "photos/a.jpg",
        "/photos/a.jpg",
        "/media/a.jpg",
        "/media/../x.jpg",
        "/media/photos/../../x.jpg",
        "/media/photos/%2e%2e/x.jpg",
        "/media/photos/..\\x.jpg",
        "/media/photos/a.svg",
        "/media/photos/a.jpg.html",
        "/media/photos/a.jpg?x=1",
        "/media/photos/a.jpg#x",
        "/media/photos/a.jpg\n",
        "/media/photos/ a.jpg",
        "http://evil.example/media/photos/a.jpg",
        "",
    ],
)
def test_pictures_come_from_our_library_alone(address):
    assert richtext.clean(f'<p>a<img src="{address}">b</p>') == "<p>ab</p>"


@pytest.mark.parametrize("number", ["0", "-1", "1e3", "99999", "100%", "10px", "٣", "1\u0663", "", " 5"])
def test_sizes_are_plain_numbers(number):
    assert richtext.clean(f'<img src="{PHOTO}" alt="" width="{number}">') == f'<p><img src="{PHOTO}" alt=""></p>'


# --- The canonical form ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("", ""),
        ("  \n ", ""),
        ("Một", "<p>Một</p>"),
        ("Một<p>Hai</p>Ba", "<p>Một</p>\n<p>Hai</p>\n<p>Ba</p>"),
        ("<b>a</b> <i>b</i>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<h1>a</h1><h2>b</h2><h5>c</h5>", "<h2>a</h2>\n<h2>b</h2>\n<h3>c</h3>"),
        ("<div>a</div><div>b</div>", "<p>a</p>\n<p>b</p>"),
        ("<div><div>a</div>b<p>c</p></div>", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
        (
            "<section>a</section><article>b</article><dl><dt>c</dt><dd>d</dd></dl>",
            "<p>a</p>\n<p>b</p>\n<p>c</p>\n<p>d</p>",
        ),
        ("<span>a</span><font color=red>b</font><u>c</u>", "<p>abc</p>"),
        ("<p>a</p><p></p><p>&nbsp;</p><p><br></p><p> <b> </b></p><h2></h2><ul><li></li></ul>", "<p>a</p>"),
        ("<p>\n  a \t&nbsp;  b\n</p>", "<p>a b</p>"),
        ("<p>a <b> b </b> c</p>", "<p>a <strong>b </strong>c</p>"),
        ("a <b></b> b<i> </i>c", "<p>a b c</p>"),
        ("<p><br>a <br> b<br><br> c<br></p>", "<p>a<br>b<br><br>c</p>"),
        ("<p>a<br />\n\tb</p>", "<p>a<br>b</p>"),
        ("<p>c&agrave; ph&ecirc; &#7871;</p>", "<p>cà phê ế</p>"),
        ("<p>a\u0301 e&#769; a<b></b>&#769;</p>", "<p>á é á</p>"),
        ("<p>N\u00d0-CP x\u200bã&shy; h&#8203;ội</p>", "<p>NĐ-CP xã hội</p>"),
        ("<p>&#824;a</p>", "<p>\u0338a</p>"),
        ("<p>a &amp; b &lt; c &gt; d \"e\" 'f'</p>", "<p>a &amp; b &lt; c &gt; d \"e\" 'f'</p>"),
        ("<p><p>a</p></p>", "<p>a</p>"),
        ("<b><p>a</p><p>b</p></b>", "<p>a</p>\n<p>b</p>"),
        ("<strong><b>a</b></strong>", "<p><strong>a</strong></p>"),
        ("<a href='/x'></a>a", "<p>a</p>"),
        ("<a href='/x'><div>a</div></a>", "<p>a</p>"),
        ("<a name=x>a</a>", "<p>a</p>"),
        ("<ul><li><p>a</p></li></ul>", "<ul>\n<li>a</li>\n</ul>"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>"),
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", "<ul>\n<li>\na\n<ol>\n<li>b</li>\n</ol>\n</li>\n</ul>"),
        ("<ul>a<li>b</li><p>c</p></ul>", "<ul>\n<li>a</li>\n<li>b</li>\n<li>c</li>\n</ul>"),
        ("<li>a</li><figcaption>b</figcaption>", "<p>a</p>\n<p>b</p>"),
        ("<h2><p>a</p><p>b</p></h2>", "<h2>a<br>b</h2>"),
        ("<blockquote>a</blockquote>", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("<figure>a<figcaption></figcaption></figure><figure></figure>", "<figure>\n<p>a</p>\n</figure>"),
        (
            "<table><tr><td><p>a</p></td><td></td></tr></table>",
            "<table>\n<tbody>\n<tr>\n<td>a</td>\n<td></td>\n</tr>\n</tbody>\n</table>",
        ),
        ('<div class="turn-question turn">a</div>', '<div class="turn turn-question">\n<p>a</p>\n</div>'),
        ('<p class="">a</p><div class="x">b</div>', "<p>a</p>\n<p>b</p>"),
        (
            f"<figure class=figure><p><img alt='' src={PHOTO}></p></figure>",
            f'<figure class="figure"><img src="{PHOTO}" alt=""></figure>',
        ),
        ("a\ud800b", "<p>ab</p>"),
        ("a\x00b\x0bc", "<p>ab c</p>"),
    ],
)
def test_html_is_stored_in_one_form(html, stored):
    assert richtext.clean(html) == stored


KEPT = {
    "words": "<p>a <strong>b <em>c</em></strong> H<sub>2</sub>O m<sup>2</sup><br>d</p>\n<h2>e</h2>\n<h3>f</h3>\n<hr>",
    "figure": f'<figure class="figure">\n<img src="{PHOTO}" alt="Lúa chín" width="1600" height="900">\n'
    '<figcaption>Lúa chín <span class="credit">Ảnh: Quốc Khánh</span></figcaption>\n</figure>',
    "figure without picture": '<figure class="figure">\n<figcaption>Ảnh minh hoạ</figcaption>\n</figure>',
    "linked picture": f'<p><a href="/x"><img src="{PHOTO}" alt=""></a></p>',
    "turns": '<div class="turn turn-question">\n<p class="speaker">Phóng viên:</p>\n<p>Hỏi?</p>\n</div>\n'
    '<div class="turn">\n<p class="speaker">Ông Phạm Quí Tiên:</p>\n<p>Một.</p>\n<p>Hai.</p>\n'
    '<ol start="2">\n<li>Ba</li>\n<li>Bốn</li>\n</ol>\n<p>Năm.</p>\n</div>',
    "table": "<table>\n<caption>Thu ngân sách</caption>\n<thead>\n<tr>\n"
    '<th scope="col">Năm</th>\n<th colspan="2" scope="col">Thu</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n'
    '<th rowspan="2" scope="row">2020</th>\n<td>1.599</td>\n<td>\n<p>a</p>\n<p>b</p>\n</td>\n'
    '</tr>\n<tr>\n<td colspan="2"></td>\n</tr>\n</tbody>\n<tfoot>\n<tr>\n<td>c</td>\n</tr>\n</tfoot>\n</table>',
    "lists": '<ul>\n<li>a</li>\n<li>\nb\n<ol start="3">\n<li>c</li>\n</ol>\n</li>\n</ul>',
    "quotation": "<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>",
}


@pytest.mark.parametrize("html", KEPT.values(), ids=KEPT.keys())
def test_what_an_article_is_made_of_is_kept_to_the_letter(html):
    assert richtext.clean(html) == html


def pretty_printed(html):
    """Canonical HTML as CKEditor's writer lays it out: tabs, empty lines, XHTML's void tags, filler in empty cells."""
    html = re.sub(r"<(img[^>]*|br|hr)>", r"<\1 />", html).replace("<br />", "<br />\n\t")
    html = re.sub(
        r"\n?(</?(?:p|h2|h3|ul|ol|li|table|t\w+|caption|div|figure|figcaption|blockquote)\b[^>]*>)",
        r"\n\t\1\n\t\t",
        html,
    )
    html = html.replace('<td colspan="2">\n\t\t', '<td colspan="2">&nbsp;')
    return f"<p>&nbsp;</p>\n\n{html}\n\n<p>&nbsp;</p>\n\n<div>&nbsp;</div>\n"


@pytest.mark.parametrize("html", KEPT.values(), ids=KEPT.keys())
def test_what_the_editor_lays_out_anew_is_stored_as_before(html):
    assert richtext.clean(pretty_printed(html)) == richtext.clean(html)


def test_words_of_a_body_stand_a_block_a_line():
    html = richtext.clean("<h2>Một</h2><p>Hai <b>ba</b><br>bốn</p><ul><li>Năm &amp; sáu</li></ul>" + KEPT["figure"])

    assert richtext.to_text(html) == "Một\nHai ba\nbốn\nNăm & sáu\nLúa chín Ảnh: Quốc Khánh"


def test_the_photos_of_a_body_are_known_by_name():
    html = richtext.clean(
        f'<p><img src="{PHOTO}" alt="x"></p>{KEPT["figure"]}<img src="/media/photos/b.png"><img src="/media/x.jpg">'
        f'<p>&lt;img src="/media/photos/c.jpg"&gt;</p>'
    )

    assert richtext.photo_names(html) == {"photos/2026/11/0123456789abcdef.jpg", "photos/b.png"}


# --- What holds of any HTML ------------------------------------------------------------------------------------------

TAGS = sorted(richtext.BLOCKS | richtext.TABLE | richtext.INLINE | richtext.RENAMED.keys() | {"button", "font"})
ATTRIBUTES = ["", ' class="turn"', ' class="speaker credit"', ' href="/x"', f' src="{PHOTO}"', ' start="3"']
WORDS = st.text("aàbđ<>&\"' \n\t\u00a0\u0301\u0338\u200b", max_size=8).map(escape)


def element(inside):
    return st.tuples(st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES), st.lists(inside, max_size=4)).map(
        lambda parts: (
            f"<{parts[0]}{parts[1]}>{''.join(parts[2])}" + ("" if parts[0] in richtext.VOID else f"</{parts[0]}>")
        )
    )


HTML = st.lists(st.recursive(WORDS, element, max_leaves=20), max_size=4).map("".join)
SOUP = st.lists(
    st.sampled_from(["<", ">", "</", "/>", '"', "=", "<!--", "-->", "&#", *TAGS, *ATTRIBUTES]) | st.text(max_size=5)
)


@given(HTML | SOUP.map("".join) | st.text(st.characters()))
def test_cleaning_twice_is_cleaning_once(html):
    once = richtext.clean(html)

    assert richtext.clean(once) == once


@given(HTML | SOUP.map("".join))
def test_a_parser_reads_the_stored_form_as_it_is_written(html):
    stored = richtext.clean(html)

    again = nh3.clean(
        stored,
        tags=richtext.BLOCKS | richtext.TABLE | richtext.INLINE,
        attributes=richtext.ATTRIBUTES
        | {tag: richtext.ATTRIBUTES.get(tag, set()) | {"class"} for tag in richtext.CLASSES},
        link_rel=None,
    )

    assert re.sub(r'="[^"]*"', unquoted, again) == re.sub(r'="[^"]*"', unquoted, stored)


def unquoted(match):
    return unescape(match[0])


@given(HTML | SOUP.map("".join))
def test_no_word_is_lost_and_all_stay_in_order(html):
    def letters(text):
        return normalise("".join(normalise(unescape(text)).split()))

    words = nh3.clean(html, tags=set(), clean_content_tags=richtext.DROPPED)  # in the order in which a parser sees them

    assert letters(re.sub(r"<[^>]*>", "", richtext.clean(html))) == letters(words)


@pytest.mark.parametrize(
    "tag", ["div", "b", "blockquote", "ul><li", "table><tr><td", 'div class="turn"', "figure", "h2><p"]
)
def test_endless_nesting_is_no_error(tag):
    assert richtext.to_text(richtext.clean(f"<{tag}>" * 2000 + "Một")) == "Một"


def work_of(html, monkeypatch):
    """Count what cleaning does: calls and turns of loops in richtext.py, and characters that were normalised."""
    counted = 0

    def count(code, *_):
        nonlocal counted
        counted += code.co_filename == richtext.__file__

    def counting(text):
        nonlocal counted
        counted += len(text)
        return normalise(text)

    monitoring, tool = sys.monitoring, sys.monitoring.PROFILER_ID
    monkeypatch.setattr(richtext.plain, "normalise", counting)
    monitoring.use_tool_id(tool, "work")
    for event in (monitoring.events.PY_START, monitoring.events.PY_RESUME, monitoring.events.JUMP):
        monitoring.register_callback(tool, event, count)
        monitoring.set_events(tool, monitoring.get_events(tool) | event)
    try:
        richtext.clean(html)
    finally:
        monitoring.set_events(tool, monitoring.events.NO_EVENTS)
        monitoring.free_tool_id(tool)
        monkeypatch.undo()
    return counted


@pytest.mark.parametrize(
    "part",
    [
        "<b>",
        "<div>",
        "<span>",
        "<table><tr><td>",
        "<ul><li>",
        "<div>a<br>",
        "<span>a",
        "<b><div>a",
        "a<b></b>",
        "<div class=turn><blockquote>a",
        "<p>a",
    ],
)
def test_twice_the_html_is_twice_the_work(part, monkeypatch):
    work, more = (work_of(part * number, monkeypatch) for number in (300, 600))

    assert more < 2.5 * work


def test_what_stands_too_deep_keeps_its_words_and_lines():
    html = "<div>" * 2000 + "Một<div>Hai</div><p>Ba <b>bốn</b></p><ul><li>Năm<li>Sáu</ul>"
    html += "<table><tr><td>Bảy<td>Tám</table>Chín"

    assert richtext.clean(html) == "<p>Một<br>Hai<br>Ba bốn<br>Năm<br>Sáu<br>Bảy<br>Tám<br>Chín</p>"


def test_the_deepest_that_an_article_can_be_is_kept_to_the_letter():
    tags = ["blockquote", "div", "figure", "table", "tbody", "tr", "td", *["ul", "li"] * 8]
    inline = ["a", "strong", "em", "sub", "sup", "span"]
    attributes = {"div": ' class="turn"', "a": ' href="/x"', "span": ' class="credit"'}
    opening = "\n".join(f"<{tag}{attributes.get(tag, '')}>" for tag in tags)
    words = "".join(f"<{tag}{attributes.get(tag, '')}>" for tag in inline) + "a"
    words += "".join(f"</{tag}>" for tag in reversed(inline))
    html = f"{opening}{words}" + "\n".join(f"</{tag}>" for tag in reversed(tags))

    assert richtext.clean(html) == html


def test_lists_stand_in_each_other_eight_deep():
    html = richtext.clean("<ul><li>a" * 12)

    assert (html.count("<ul>"), richtext.to_text(html)) == (8, "\n".join("a" * 12))
