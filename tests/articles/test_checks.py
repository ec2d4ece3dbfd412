"""What is found in an article before it goes live, and what of it blocks."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from articles import attachments, snapshots, workflow
from articles.addresses import key_of
from articles.checks import ALWAYS, DEFAULT_BLOCKING, Check, Finding, as_errors, blocks, check
from articles.models import Article, FormerSlug, OldAddress, Photo
from articles.photos import take_down
from tests.factories import (
    make_article,
    make_attachment,
    make_author,
    make_content,
    make_draft,
    make_page,
    make_photo,
    make_section,
    make_tag,
    make_topic,
    picture_bytes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def ready(**content):
    """Cleaned content in which nothing is to be found; a test puts in what it is about."""
    if "cover" not in content:
        known = Photo.objects.filter(alt="Đồng lúa chín").first()
        cover = known or make_photo(picture_bytes((48, 32)), alt="Đồng lúa chín", credit="Quốc Khánh")
        content["cover"] = cover.pk
    return snapshots.cleaned(make_content(**content))


def findings(content, code=None, **options):
    found = check(content, **{"blocking": DEFAULT_BLOCKING} | options)
    return [finding for finding in found if finding.level != "ok" and code in {None, finding.code}]


def places(content, code, **options):
    return [(finding.field, finding.quote) for finding in findings(content, code, **options)]


def link(address, words="đây"):
    return ready(cover=None, body=f'<p>Xem <a href="{address}">{words}</a>.</p>')


def dead(address, **options):
    return len(findings(link(address), Check.DEAD_LINK, **options)) == 1


def test_a_complete_article_has_no_findings_and_is_praised_for_it():
    content = ready(source=None, body='<p>Nước đã về. <a href="/chuyen-muc/kinh-te/">Kinh tế</a></p>')

    found = check(content, blocking=DEFAULT_BLOCKING, article=make_article())

    assert [(finding.code, finding.level, finding.message) for finding in found] == [
        (Check.LEAD, "ok", "Lead, section: in place."),
        (Check.CREDIT, "ok", "Every picture has a description and a credit."),
        (Check.DEAD_LINK, "ok", "All links inside the site lead to a page."),
        (Check.PERSONAL_DATA, "ok", "No phone number and no identity card number in the article."),
        (Check.LONG_SENTENCES, "ok", "No sentence has more than 45 syllables."),
        (Check.ABBREVIATIONS, "ok", "Short forms and tone marks are in order."),
    ]


def test_the_section_of_an_article_that_was_never_saved_is_not_praised():
    found = check(ready(source=None), blocking=DEFAULT_BLOCKING)
    posted = check(ready(source=None), blocking=DEFAULT_BLOCKING, article=Article())

    assert [found[0].message, posted[0].message] == ["Lead: in place."] * 2


def test_an_empty_article_lacks_what_every_article_needs():
    found = findings(snapshots.cleaned({}))

    assert [(finding.code, finding.level, finding.field) for finding in found] == [
        (Check.TITLE, "block", "title"),
        (Check.SECTION, "block", "section"),
        (Check.LEAD, "block", "lead"),
        (Check.TEXT, "block", "body"),
        (Check.COVER_MISSING, "warn", "cover"),
    ]


def test_what_the_workflow_refuses_blocks_whatever_the_rules_say():
    content = snapshots.cleaned({})

    found = blocks(check(content, blocking=()))

    assert {finding.code for finding in found} == ALWAYS
    assert as_errors(found) == {name: str(message) for name, message in workflow.lacks(content).items()}


def test_a_lead_alone_or_a_picture_alone_is_text_enough():
    photo = make_photo()

    assert findings(ready(body=""), Check.TEXT) == []
    assert findings(ready(lead="", body=f'<p><img src="{photo.file.url}" alt="Lúa"></p>'), Check.TEXT) == []


@pytest.mark.parametrize("code", Check.values)
def test_each_check_blocks_where_the_rules_say_so(code):
    bare, credited, gone = make_photo(alt=""), "0912345678", make_attachment()
    down = make_photo(picture_bytes((60, 40)))
    content = ready(
        title="[Việc gì] rất dài " * 10,
        lead="",
        cover=bare.pk,
        body=f'<p><a href="/khong-co/">x</a> BQL hoà và hòa {credited} {"dài " * 46}.</p><img src="{bare.file.url}">'
        f'<img src="{down.file.url}">',
        attachments=[{"attachment": gone.pk, "title": "Lịch"}],
    )
    take_down(down, by=None, reason="Sai người")
    attachments.take_down(gone, by=None, reason="Sai số liệu")
    empty = snapshots.cleaned({})

    level = "block" if code in ALWAYS else "warn"
    for expected, blocking in [(level, set()), ("block", {code})]:
        found = [each for each in (content, empty) for each in findings(each, code, blocking=blocking)]
        assert {finding.level for finding in found} == {expected}


def test_blocking_findings_come_first():
    content = ready(title="", body="<p>Gọi 0912 345 678.</p>")

    levels = [finding.level for finding in check(content, blocking=DEFAULT_BLOCKING)]

    assert levels == sorted(levels, key=["block", "warn", "ok"].index)
    assert levels[:2] == ["block", "warn"]


def test_errors_gather_the_sentences_of_a_field():
    found = [
        Finding(Check.FIGURE_ALT, "block", "body", "One."),
        Finding(Check.DEAD_LINK, "block", "body", "Two."),
        Finding(Check.TITLE, "block", "title", "Three."),
        Finding(Check.CREDIT, "warn", "cover", "Four."),
        Finding(Check.LEAD, "ok", "lead", "Five."),
    ]

    assert as_errors(found) == {"body": "One. Two.", "title": "Three."}


def test_five_findings_of_a_check_are_shown_and_the_rest_is_counted():
    eight = " ".join(f"0912 345 {number}" for number in range(100, 108))

    found = findings(ready(body=f"<p>{eight}</p>"), Check.PERSONAL_DATA)

    assert [finding.quote for finding in found] == [*(f"0912 345 10{n}" for n in range(5)), ""]
    assert found[-1].message == "3 more places like these."


def test_a_long_title_is_counted_against_the_limit():
    assert findings(ready(title="a" * 90), Check.TITLE_LENGTH) == []
    [finding] = findings(ready(title="a" * 61), Check.TITLE_LENGTH, title_length=60)

    assert finding.message == ("The title has 61 characters; up to 60 are read well in lists and search results.")


def test_the_main_photo_needs_a_description_and_a_credit():
    photo = make_photo(alt=" ")

    found = findings(ready(cover=photo.pk))

    assert [(each.code, each.level, each.field) for each in found] == [
        (Check.COVER_ALT, "block", "cover"),
        (Check.CREDIT, "warn", "cover"),
    ]


@pytest.mark.parametrize("cover", [None, 999_999])
def test_an_article_without_main_photo_is_told_so(cover):
    assert places(ready(cover=cover), Check.COVER_MISSING) == [("cover", "")]


@pytest.mark.parametrize(
    ("alt", "is_found"),
    [("", True), ("IMG_0042.jpg", True), ("DSC 0042", True), ("bản-đồ.png", True), ("Cổng đình", False), ("Đê", False)],
)
def test_a_picture_in_the_text_needs_a_description(alt, is_found):
    photo = make_photo()
    figure = f'<figure class="figure"><img src="{photo.file.url}" alt="{alt}"><figcaption>Cầu Đá</figcaption></figure>'

    found = findings(ready(body=figure), Check.FIGURE_ALT)

    message = "Picture 1 in the text (“Cầu Đá”) has no description for people who can't see it."
    assert [(each.field, each.message, each.quote) for each in found] == [("body", message, "Cầu Đá")] * is_found


@pytest.mark.parametrize(
    ("caption", "credit", "message"),
    [
        ("Cầu Đá <span class='credit'>Ảnh: Minh Châu</span>", "", None),
        ("Cầu Đá. Ảnh: Minh Châu", "", None),
        ("Cầu Đá (nguồn : Đài xã)", "", None),
        ("Cầu Đá – Minh Châu", "Minh Châu", None),
        ("Cầu Đá", "", "Picture 1 in the text (“Cầu Đá”) has no credit: say in its caption who took it."),
        (
            "Cầu Đá <span class='credit'>Ảnh:</span>",
            "",
            "Picture 1 in the text (“Cầu Đá Ảnh:”) has no credit: say in its caption who took it.",
        ),
        (
            "Cầu Đá",
            "Minh Châu",
            "Picture 1 in the text (“Cầu Đá”) doesn't show its credit, “Minh Châu”: write it into the caption.",
        ),
    ],
)
def test_a_picture_in_the_text_shows_who_took_it(caption, credit, message):
    photo = make_photo(credit=credit)
    figure = f'<figure class="figure"><img src="{photo.file.url}" alt="Cầu"><figcaption>{caption}</figcaption></figure>'

    found = findings(ready(body=figure), Check.CREDIT)

    assert [finding.message for finding in found] == ([message] if message else [])


def test_a_main_photo_that_was_taken_down_is_named_with_the_reason():
    content = ready()
    take_down(Photo.objects.get(), by=None, reason="Gia đình đề nghị")

    found = check(content, blocking=DEFAULT_BLOCKING)

    assert [(finding.code, finding.level, finding.message) for finding in found if finding.level != "ok"] == [
        (
            Check.TAKEN_DOWN,
            "warn",
            "The main photo was taken down (Gia đình đề nghị): readers don't see it. Choose another or remove it.",
        )
    ]
    assert Check.CREDIT not in {finding.code for finding in found}


def test_a_picture_in_the_text_that_was_taken_down_is_found_by_its_caption():
    photo = make_photo()
    figure = f'<figure class="figure"><img src="{photo.file.url}" alt="Cầu"><figcaption>Cầu Đá</figcaption></figure>'
    content = ready(body=figure)
    before = places(content, Check.TAKEN_DOWN)

    take_down(photo, by=None, reason="Sai người")

    assert (before, places(content, Check.TAKEN_DOWN)) == ([], [("body", "Cầu Đá")])


def test_of_photos_that_were_taken_down_neither_description_nor_credit_is_missed():
    cover, inside = make_photo(alt=""), make_photo(picture_bytes((60, 40)), alt="")
    content = ready(cover=cover.pk, body=f'<p>Lúa.</p><img src="{inside.file.url}">')
    before = [finding.code for finding in findings(content)]
    for photo in (cover, inside):
        take_down(photo, by=None, reason="Sai người")

    found = check(content, blocking=DEFAULT_BLOCKING)

    assert before == [Check.COVER_ALT, Check.FIGURE_ALT, Check.CREDIT, Check.CREDIT]
    assert [each.code for each in found if each.level != "ok"] == [Check.TAKEN_DOWN] * 2
    assert Check.CREDIT not in {each.code for each in found}


def test_an_attachment_that_was_taken_down_is_named_as_the_article_names_it_and_with_the_reason():
    kept, gone = make_attachment("Biểu mẫu"), make_attachment("Danh sách hộ nghèo")
    content = ready(attachments=[{"attachment": each.pk, "title": f"Phụ lục {each.pk}"} for each in (kept, gone)])
    before = findings(content, Check.ATTACHMENT_GONE)

    attachments.take_down(gone, by=None, reason="Lộ số điện thoại")

    message = (
        f"The attachment “Phụ lục {gone.pk}” was taken down (Lộ số điện thoại): readers can't open it. "
        "Remove it from the list."
    )
    found = findings(content, Check.ATTACHMENT_GONE, blocking=DEFAULT_BLOCKING)
    assert before == []
    assert [(each.level, each.field, each.message) for each in found] == [("warn", "attachments", message)]


def test_attachments_cost_one_query_however_many_there_are(django_assert_num_queries):
    rows = [{"attachment": number, "title": "Phụ lục"} for number in range(1, 21)]

    for count, queries in [(0, 0), (1, 1), (20, 1)]:
        with django_assert_num_queries(queries):
            check(snapshots.EMPTY | {"attachments": rows[:count]}, blocking=())


def test_a_link_to_a_photo_that_was_taken_down_leads_nowhere():
    photo = make_photo()
    before = dead(photo.file.url)

    take_down(photo, by=None, reason="Sai người")

    assert (before, dead(photo.file.url)) == (False, True)


def test_a_picture_without_a_figure_has_no_credit():
    photo = make_photo()

    [finding] = findings(ready(body=f'<p><img src="{photo.file.url}" alt="Cầu"></p>'), Check.CREDIT)

    assert finding.message == "Picture 1 in the text has no credit: say in its caption who took it."


def test_links_to_what_readers_can_open_are_right(settings):
    article = make_article()
    make_author(), make_tag(), make_topic(), make_page()
    photo = make_photo()
    old = "/cu/tin-1.aspx?id=5"
    OldAddress.objects.create(path=old, key=key_of(old), article=article)
    FormerSlug.objects.create(kind="section", slug="kinh-te-xa-hoi", target=article.section_id)
    addresses = [
        "/",
        "#cuoi-bai",
        "?trang=2",
        article.get_absolute_url(),
        f"/bai-viet/{article.pk}-ten-cu/",
        f"/bai-viet/{article.pk}-ten-cu",
        f"/binh-luan/{article.pk}/#gui",
        "/chuyen-muc/kinh-te/?trang=2",
        "/chuyen-muc/kinh-te/rss/",
        "/dong-su-kien/le-hoi-lang/",
        "/gioi-thieu/",
        "/cu/tin-1.aspx?id=5",
        "/chuyen-muc/kinh-te-xa-hoi/",
        "/the/nuoc-sach/",
        "/tac-gia/thu-hien/",
        "/luu-tru/2026/11/30/",
        "/tim-kiem/?q=n%C6%B0%E1%BB%9Bc",
        "/static/css/site.css",
        photo.file.url,
        photo.thumbnail_url,
        "HTTPS://Xa.Vi.Du/chuyen-muc/kinh-te/",
        "//xa.vi.du:8000/",
        "https://www.tinh.vi.du/trang/",
        "https://noi-khac.vi.du/khong-co/",
        "mailto:toasoan@vi.du",
        "tel:1800599920",
    ]

    assert [each for each in addresses if dead(each, site_hosts=["xa.vi.du", ".tinh.vi.du"])] == [
        "https://www.tinh.vi.du/trang/"
    ]


def test_links_to_what_readers_can_not_open_are_dead(settings):
    make_section()
    draft = make_draft()
    expired = make_article()
    type(expired).objects.filter(pk=expired.pk).update(
        published_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(days=1)
    )
    withdrawn = workflow.withdraw(make_article(), by=None, reason="Sai số liệu")
    OldAddress.objects.create(path="/da-xoa/", key=key_of("/da-xoa/"))
    addresses = [
        "/khong-co/",
        "/bai-viet/999999-x/",
        f"/bai-viet/{draft.article_id}-x/",
        f"/bai-viet/{expired.pk}-x/",
        f"/bai-viet/{withdrawn.pk}-x/",
        "/bai-viet/99999999999999999999-x/",
        "/chuyen-muc/kinh-tee/",
        "/chuyen-muc/kinh-tee/rss/",
        "/dong-su-kien/khong-co/",
        "/en/khong-co/",
        "/cu/tin-2.aspx?id=5",
        "/da-xoa/",
        "/the/khong-co/",
        "/tac-gia/khong-ai/",
        "/luu-tru/2026/13/",
        "/luu-tru/2026/02/30/",
        "/media/photos/2026/01/khong-co.jpg",
        "/media/../settings.py",
        "/media/photos/%00.jpg",
        f"/{settings.ADMIN_PATH}articles/article/",
        "chuyen-muc/kinh-te/",
        "www.xa.vi.du/chuyen-muc/kinh-te/",
        "https://xa.vi.du/khong-co/",
        "http:///khong-co/",
    ]

    assert [each for each in addresses if not dead(each, site_hosts=["xa.vi.du"])] == []


def test_an_address_that_no_browser_can_read_is_dead():
    content = snapshots.EMPTY | {"body": '<p><a href="https://[xa.vi.du/">x</a></p>'}

    assert places(content, Check.DEAD_LINK) == [("body", "x")]


def test_an_article_may_link_to_itself_before_it_is_public():
    article = make_draft().article

    assert dead(f"/bai-viet/{article.pk}-x/#muc-2")
    assert not dead(f"/bai-viet/{article.pk}-x/#muc-2", article=article)


def test_an_article_that_is_planned_may_be_linked_to():
    planned = make_article(published_at=timezone.now() + timedelta(days=1))

    assert not dead(f"/bai-viet/{planned.pk}-x/")


def test_a_dead_link_is_named_by_its_words_and_address():
    [finding] = findings(link("/the/khong-co/", "nước <em>sạch</em>"), Check.DEAD_LINK)

    assert (finding.level, finding.field, finding.quote) == ("block", "body", "nước sạch")
    assert finding.message == "The link “nước sạch” leads nowhere: this site has no page /the/khong-co/."


def test_links_and_pictures_cost_the_same_queries_however_many_there_are(django_assert_num_queries):
    def content(count):
        numbers = range(1, count + 1)
        links = [f"/media/photos/{number}.jpg" for number in numbers]
        links += [f"/{kind}/{number}{end}/" for number in numbers for kind, end in KINDS]
        body = "".join(f'<p><a href="{each}">x</a></p>' for each in links)
        body += "".join(f'<img src="/media/photos/x{number}.jpg" alt="x">' for number in numbers)
        return snapshots.EMPTY | {"body": body, "cover": 5}

    # Photos, those that were replaced, articles, four kinds with slugs, what was renamed, pages and the old addresses
    # that they may be, others.
    for count in (1, 300):
        with django_assert_num_queries(11):
            check(content(count), blocking=())


KINDS = [
    ("bai-viet", "-x"), ("chuyen-muc", ""), ("dong-su-kien", ""), ("the", ""), ("tac-gia", ""),
    ("en", ""), ("cu", ".html"),
]  # fmt: skip


def test_private_numbers_are_found_wherever_readers_see_them():
    photo = make_photo()
    content = ready(
        title="Gọi 0911 111 111",
        lead="Gọi 0911 111 112",
        bylines=[{"name": "Thu Hiền", "position": "Chuyên viên, ĐT 0911 111 113"}],
        body=f'<p>Gọi 0911 <strong>111</strong> 114 hoặc <a href="tel:0911111115">đây</a></p>'
        f'<figure class="figure"><img src="{photo.file.url}" alt="Biển ghi 0911 111 116">'
        "<figcaption>Biển ghi 0911 111 117. Ảnh: Minh Châu</figcaption></figure>",
    )

    found = check(content, blocking={Check.PERSONAL_DATA})

    errors = [finding for finding in blocks(found) if finding.message != "2 more places like these."]
    assert [(finding.field, finding.quote[-1]) for finding in errors] == [
        ("title", "1"),
        ("lead", "2"),
        ("body", "4"),
        ("body", "7"),
        ("body", "6"),
    ]
    assert places(ready(bylines=content["bylines"]), Check.PERSONAL_DATA) == [("bylines", "0911 111 113")]
    assert places(link("tel:0911111115"), Check.PERSONAL_DATA) == [("body", "0911111115")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Gọi 0912.345.678",
            "A mobile phone number stands in the text: 09xx xxx 678. Keep it only if its owner agrees.",
        ),
        (
            "Gọi 024 0000 0127",
            "A landline number stands in the text: 02xx xxxx 127. Keep it only if it is an office's.",
        ),
        ("CCCD 001088012345", "An identity card number stands in the text: 00xx xxxxx 345. Take it out."),
        (
            "STK 21510001234567",
            "A bank account number stands in the text: 21xx xxxxxxx 567. Make sure that it may be public.",
        ),
    ],
)
def test_a_private_number_is_named_without_its_middle(text, message):
    [finding] = findings(ready(body=f"<p>{text}</p>"), Check.PERSONAL_DATA)

    assert (finding.level, finding.message) == ("warn", message)


def test_a_long_sentence_is_named_by_its_first_words():
    long = "Ông Đinh Văn Sáng hứng một chậu " + "nước " * 40 + "đầy."

    [finding] = findings(ready(body=f"<p>Van mở. <em>{long}</em> Dân vui.</p>"), Check.LONG_SENTENCES)

    assert finding.quote == long
    assert finding.message == (
        "The sentence “Ông Đinh Văn Sáng hứng một…” has 48 syllables, more than 45. Make two of it."
    )


def test_items_turns_cells_and_breaks_end_a_sentence():
    half = "tiếng " * 30
    bodies = [
        f"<ul><li>{half}</li><li>{half}</li></ul>",
        f'<div class="turn"><p class="speaker">{half}</p><p>{half}</p></div>',
        f"<table><tbody><tr><td>{half}</td><td>{half}</td></tr></tbody></table>",
        f"<p>{half}<br>{half}</p>",
        f"<h2>{half}</h2><p>{half}</p>",
    ]

    assert [findings(ready(cover=None, body=body), Check.LONG_SENTENCES) for body in bodies] == [[]] * 5
    assert len(findings(ready(cover=None, body=f"<p>{half}{half}</p>"), Check.LONG_SENTENCES)) == 1
    assert len(findings(ready(cover=None, lead=half), Check.LONG_SENTENCES, sentence_syllables=20)) == 1


def test_tone_marks_of_title_lead_and_text_are_held_together():
    found = findings(
        ready(title="Hoà giải ở cơ sở", lead="Giữ hoà khí.", body="<p>Tổ hòa giải và uỷ viên, luỹ tre</p>")
    )

    assert [(finding.code, finding.field, finding.quote, finding.message) for finding in found] == [
        (
            Check.TONE_MARKS,
            "body",
            "hòa giải",
            "The text writes both “hòa” and “Hoà”. Keep to one of them.",
        )
    ]


def test_a_lonely_tone_mark_is_compared_with_another_word():
    [finding] = findings(ready(body="<p>văn hoá, uỷ viên, thủy lợi</p>"), Check.TONE_MARKS)

    assert finding.message == "“thủy” has its tone mark in another place than “hoá”. Keep to one way."


def test_a_short_form_is_named_with_what_to_do():
    [finding] = findings(ready(lead="HTX họp.", body="<table><tr><td>SLG</td></tr></table>"), Check.ABBREVIATIONS)

    assert (finding.field, finding.quote) == ("lead", "HTX")
    assert finding.message == (
        "“HTX” isn't spelled out where it first stands. Write the full name and “(HTX)” behind it."
    )


STRANGE = [
    {},
    dict.fromkeys(snapshots.EMPTY),
    {"title": 5, "lead": ["x"], "body": {"a": 1}, "section": "x", "cover": "x", "bylines": {"a": 1}, "tags": 3},
    {"cover": 10**30, "bylines": [None, 5, {"name": None}, {"position": 7}], "unknown": object()},
    {"attachments": 5},
    {"attachments": True, "source": []},
    {"cover": -1, "title": "\x00\ud800", "lead": "\x00\ud800", "body": "\x00\ud800<a href='\x00'>"},
    {"body": '<a href="\x00/\ud800">x</a><a href="http://[::1">y</a><a href="/%ff%00/">z</a><img src="/media/\x00">'},
    {"body": '</a></figure></td><td></li><figcaption>x</figcaption><img><span class="credit"><a href><p'},
]


@pytest.mark.parametrize("content", STRANGE, ids=range(len(STRANGE)))
def test_strange_content_never_raises_and_its_findings_can_be_sent(content):
    found = check(content, blocking=DEFAULT_BLOCKING, site_hosts=["", "*", "."])

    assert {Check.TITLE, Check.LEAD} - {finding.code for finding in blocks(found)} == set()
    assert json.dumps([[f.code, f.level, f.field, f.message, f.quote] for f in found])


HOSTILE = [
    "<", "<a", "<a href=\"", '<a href="/the/a/">x', "<p>a</p>", "a<br>", "&#x30;", "&", "<td>1</td>", "<img alt=\"_\">",
    '<figure class="figure"><img alt=""><figcaption>x</figcaption></figure>', "<figcaption>x<img>",
]  # fmt: skip


@pytest.mark.parametrize("repeated", HOSTILE)
def test_hostile_html_is_read_to_its_end(repeated):
    """A pattern that tries again and again would take minutes here."""
    body = (repeated * 100_000)[:100_000] + "</a></p><p>Gọi 0912 345 678</p>"

    assert places({"body": body}, Check.PERSONAL_DATA) == [("body", "0912 345 678")]


def test_many_different_links_are_looked_up_up_to_a_limit(django_assert_num_queries):
    body = "".join(f'<p><a href="/the/t{number}/">x</a></p>' for number in range(5_000))

    with django_assert_num_queries(2):  # the tags, and those that were called so once
        found = findings({"body": body}, Check.DEAD_LINK)

    assert found[-1].message == "995 more places like these."
