"""What is opened in the editor and saved unchanged is stored as it was, to the letter.

PORTAL_SOURCE_PAGES names the folder of the two real pages; their text is not ours to keep.
"""

import os
from pathlib import Path

import pytest

from articles import richtext
from articles.importers import registry, writer
from articles.models import Revision
from articles.states import RevisionState
from tests.factories import make_article, make_author, make_photo, make_rules, make_source, make_tag

from .newsroom import TEXT, open_form, publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PAGES = Path(__file__).parent.parent / "articles/pages"
SOURCE = os.environ.get("PORTAL_SOURCE_PAGES", "")

EVERYTHING = """
<h2>Mục <em>lớn</em></h2>
<p>Một <strong>đậm <em>nghiêng</em></strong>, H<sub>2</sub>O, km<sup>2</sup>, 5 &lt; 6 &amp; "7"<br>dòng hai.</p>
<h3>Mục nhỏ</h3>
<p><a href="https://example.vn/?a=1&amp;b=2">Ngoài</a>, <a href="/tim-kiem/?q=n%C6%B0%E1%BB%9Bc">trong</a>,
<a href="mailto:xa@example.vn">thư</a>, <a href="tel:02400000000">gọi</a>, <a href="#cuoi">dưới</a>.</p>
<ul><li>Một<ul><li>Một một</li><li><strong>Một hai</strong></li></ul></li><li>Hai</li></ul>
<ol start="4"><li>Bốn</li><li><p>Năm</p><p>thêm</p></li></ol>
<blockquote><p>Lời dẫn.</p><p>Lời hai.</p></blockquote>
<div class="turn turn-question"><p class="speaker">Phóng viên</p><p>Hỏi?</p></div>
<div class="turn"><p class="speaker">Đồng chí Hà Thị Mây</p><p>Đáp:</p><ol><li>Giống</li><li>Đường</li></ol><p>Hết.</p>
<figure class="figure"><img src="{photo}" alt="Trong lời đáp"></figure></div>
<figure class="figure"><img src="{photo}" alt="Đồi &quot;chè&quot;" width="1200" height="800">
<figcaption>Đồi <em>chè</em>, <a href="/">xem</a> <span class="credit">Ảnh: Quốc Khánh</span></figcaption></figure>
<figure class="figure"><img src="{photo}" alt=""></figure>
<figure class="figure"><figcaption>Ảnh đã mất <span class="credit">Ảnh: Vô danh</span></figcaption></figure>
<p><img src="{photo}" alt="Trong đoạn" width="320" height="240"> chữ cạnh ảnh</p>
<table><caption>Lịch tiêm</caption>
<thead><tr><th scope="col">Trạm</th><th scope="col" colspan="2">Ngày</th></tr></thead>
<tbody><tr><th scope="row" rowspan="2">Bến Đò</th><td>1</td><td>2</td></tr>
<tr><td></td><td>Sáng<br>Chiều</td></tr></tbody>
<tfoot><tr><td colspan="3"><p>Một</p><p>Hai</p></td></tr></tfoot></table>
<hr>
<p>Cuối.</p>
"""
BODIES = {
    "everything": EVERYTHING,
    "one word": "<p>Một</p>",
    "a picture at each end": '<figure class="figure"><img src="{photo}" alt="A"></figure><p>Giữa.</p>'
    '<figure class="figure"><img src="{photo}" alt="B"></figure>',
    "a picture in a paragraph": '<p>Trước.</p><p><img src="{photo}" alt="A"></p><p>Sau.</p>',
    "a table alone": "<table><tbody><tr><td>1</td></tr></tbody></table>",
    "a turn at each end": '<div class="turn"><p class="speaker">A</p><p>Một.</p></div>'
    '<div class="turn"><p class="speaker">B</p><p>Hai.</p></div>',
    "a list in a quotation": "<blockquote><ul><li>Một</li></ul></blockquote>",
    "spaces that count": "<p>Một <strong>hai</strong> <em>ba</em> bốn</p><p>năm <a href='/'>sáu</a> bảy</p>",
    "signs that count": "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; &amp;lt; “…” – — ½ ² € 😀 \\ ' \"</p>",
}


def assert_survives(desk, article):
    """Publish the article from its form, untouched and after a click into the text.

    Nothing is stored as long as nothing differs. With another lead everything is stored anew, as the editor sent it:
    what it would change is then there to be seen.
    """
    make_rules(blocking=[])  # the bodies hold dead links and pictures without words
    live = Revision.objects.get()
    body, content = article.body, live.content

    for is_touched in (False, True):
        open_and_touch(desk, article, is_touched)
        publish(desk)
        article.refresh_from_db()
        assert desk.locator(".messagelist .info").count() == 1
        assert list(Revision.objects.all()) == [live]
        assert article.body == body

    for number, is_touched in enumerate((False, True), start=2):
        lead = f"Đoạn mở đầu, bản {number}."
        open_and_touch(desk, article, is_touched)
        desk.fill("[name=lead]", lead)
        publish(desk)
        article.refresh_from_db()
        revision = Revision.objects.latest("pk")
        assert (Revision.objects.count(), revision.state) == (number, RevisionState.APPLIED)
        assert article.body == body
        assert revision.content == content | {"lead": lead}


def open_and_touch(desk, article, is_touched):
    open_form(desk, article)
    if is_touched:
        desk.click(TEXT, position={"x": 30, "y": 30})
        desk.keyboard.press("ArrowRight")


@pytest.mark.parametrize("name", BODIES)
def test_a_body_survives_the_editor(desk, name):
    photo = make_photo()
    article = make_article(
        title="Giữ nguyên “từng chữ” & <dấu>",
        lead="Dòng một.\n\nDòng hai.",
        body=BODIES[name].replace("{photo}", photo.file.url),
        source=make_source().pk,
        cover=photo.pk,
        tags=[make_tag().pk, make_tag("kinh tế").pk],
        bylines=[{"author": make_author().pk, "name": "Thu Hiền", "position": "Phóng viên", "organisation": "Đài"}],
        is_featured=True,
        comments_allowed="no",
    )

    assert_survives(desk, article)


def test_the_body_with_everything_has_every_element_that_may_be_stored():
    body = richtext.clean(EVERYTHING.replace("{photo}", "/media/photos/2026/11/a.jpg"))

    missing = [tag for tag in richtext.BLOCKS | richtext.TABLE | richtext.INLINE if f"<{tag}" not in body]
    missing += [name for names in richtext.CLASSES.values() for name in names if name not in body]
    missing += [name for names in richtext.ATTRIBUTES.values() for name in names if f" {name}=" not in body]

    assert missing == []


@pytest.mark.parametrize("name", ["city.html", "city.txt", "district.html", "district.txt"])
def test_an_imported_page_survives_the_editor(desk, name):
    page = registry.read_page(PAGES / name)
    article = writer.write(page, section="Tin tức", is_published=True)

    assert_survives(desk, article)


@pytest.mark.skipif(not SOURCE, reason="PORTAL_SOURCE_PAGES does not name the folder of the source pages.")
@pytest.mark.parametrize("pattern", ["000_*.txt", "004_*.txt"])
def test_a_real_page_survives_the_editor(desk, pattern):
    page = registry.read_page(next(Path(SOURCE).glob(pattern)))
    article = writer.write(page, section="Tin tức", is_published=True)

    assert_survives(desk, article)
