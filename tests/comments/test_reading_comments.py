"""Comments under an article: their order, their pages, the official answers, and what a page of them costs."""

import re
from datetime import timedelta
from html import unescape
from secrets import token_hex

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.models.comments_allowed import CommentsAllowed
from comments import moderation
from comments.models import Answer, Comment, Reason, Status
from portal.models import SiteIdentity
from tests.factories import (
    at,
    make_answer,
    make_article,
    make_comment,
    make_comment_rules,
    make_identity,
    make_unit,
)

pytestmark = pytest.mark.django_db

SENT = at("2026-06-01", 12)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def identity():
    return make_identity()


@pytest.fixture
def article():
    return make_article(published_at=at("2026-05-01"))


def fill(article, count):
    """Shown comments, one a minute: "Số 00" is the oldest."""
    first = make_comment(article, status=Status.APPROVED, title="Số 00", created_at=SENT)
    rows = [
        Comment(
            article=article,
            status=Status.APPROVED,
            name="Lò Văn Páo",
            title=f"Số {number:02}",
            text="Đường ra bến còn lầy.",
            consent=first.consent,
            nonce=token_hex(16),
            code_hash=token_hex(16),
            created_at=SENT + number * MINUTE,
            decided_at=SENT,
        )
        for number in range(1, count)
    ]
    return [first, *Comment.objects.bulk_create(rows)]


def fetch(client, article, **parameters):
    return client.get(article.get_absolute_url(), {name.replace("_", "-"): value for name, value in parameters.items()})


def titles(response):
    return re.findall(r'<h3 id="y-kien-\d+-title">(.*?)</h3>', response.text)


def numbers(*numbers):
    return [f"Số {number:02}" for number in numbers]


def links(response, css_class):
    """The addresses in one of the two navigations under the comments."""
    found = re.search(rf'<nav class="{css_class}".*?</nav>', response.text, re.DOTALL)
    return [unescape(address) for address in re.findall(r'href="(.*?)"', found[0])] if found else []


def asked(client, address):
    client.get(address)  # what is asked once for each process
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


# --- Orders and pages ------------------------------------------------------------------------------------------------


def test_the_newest_comments_come_first(client, article):
    fill(article, 45)

    pages = [fetch(client, article, y_kien=number) for number in (1, 2, 3)]

    spans = (range(44, 24, -1), range(24, 4, -1), range(4, -1, -1))
    assert [titles(page) for page in pages] == [numbers(*span) for span in spans]


def test_the_oldest_come_first_where_asked_for(client, article):
    fill(article, 45)

    pages = [fetch(client, article, thu_tu="cu", y_kien=number) for number in (1, 3)]

    assert [titles(page) for page in pages] == [numbers(*range(20)), numbers(*range(40, 45))]


def test_comments_of_one_moment_keep_their_order_over_the_pages(client, article):
    for number in range(25):
        make_comment(article, status=Status.APPROVED, title=f"Số {number:02}", created_at=SENT)

    newest = [title for page in (1, 2) for title in titles(fetch(client, article, y_kien=page))]
    oldest = [title for page in (1, 2) for title in titles(fetch(client, article, y_kien=page, thu_tu="cu"))]

    assert newest == numbers(*range(24, -1, -1))
    assert oldest == newest[::-1]


def test_those_with_an_official_answer_stand_alone_where_asked_for(client, article):
    comments = fill(article, 45)
    for comment in comments[::2]:
        make_answer(comment)

    pages = [fetch(client, article, thu_tu="co-tra-loi", y_kien=number) for number in (1, 2)]

    assert [titles(page) for page in pages] == [numbers(*range(44, 4, -2)), numbers(4, 2, 0)]
    assert links(pages[0], "comment-pages") == ["?thu-tu=co-tra-loi&y-kien=2#y-kien"] * 2  # by number, and as the next


def test_only_what_is_shown_is_read(client, article):
    make_comment(article, status=Status.APPROVED, title="Đã đăng")
    for status in set(Status) - {Status.APPROVED}:
        make_answer(make_comment(article, status=status, title=f"Bí mật {status}"), "Trả lời bí mật")
    make_comment(make_article(title="Bài khác"), status=Status.APPROVED, title="Bí mật dưới bài khác")

    pages = [fetch(client, article, **chosen) for chosen in ({}, {"thu_tu": "cu"}, {"thu_tu": "co-tra-loi"})]

    assert [titles(page) for page in pages] == [["Đã đăng"], ["Đã đăng"], []]
    assert ["bí mật" in page.text.lower() for page in pages] == [False] * 3


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, [1, 2, None, 50]),
        (3, [1, 2, 3, 4, None, 50]),
        (25, [1, None, 24, 25, 26, None, 50]),
        (50, [1, None, 49, 50]),
    ],
)
def test_a_long_row_of_pages_is_cut_short(client, article, number, shown):
    fill(article, 1000)

    response = fetch(client, article, y_kien=number)

    others = [other for other in shown if other not in {None, number}]
    steps = [number - 1] * (number > 1), [number + 1] * (number < 50)
    assert response.context["page"].numbers == shown
    assert links(response, "comment-pages") == [f"?y-kien={n}#y-kien" for n in [*steps[0], *others, *steps[1]]]
    assert response.text.count('<span aria-current="page">') == 1


def test_the_orders_are_offered_as_far_as_there_is_something_to_order(client, article):
    none = fetch(client, article)
    first = make_comment(article, status=Status.APPROVED)
    one = fetch(client, article)
    make_comment(article, status=Status.APPROVED)
    two = fetch(client, article)
    make_answer(first)
    answered = fetch(client, article, thu_tu="cu")

    newest, oldest, with_answer = "?#y-kien", "?thu-tu=cu#y-kien", "?thu-tu=co-tra-loi#y-kien"
    assert [links(page, "comment-orders") for page in (none, one, two, answered)] == [
        [],
        [],
        [newest, oldest],
        [newest, oldest, with_answer],
    ]
    assert re.findall(r'href="(\?[^"]*)" aria-current="true"', answered.text) == [oldest]


def test_search_engines_are_kept_to_the_one_address_of_the_article(client, article):
    for comment in fill(article, 45):
        make_answer(comment)

    response = fetch(client, article, thu_tu="cu", y_kien=2)

    page_links = re.search(r'<nav class="comment-pages".*?</nav>', response.text, re.DOTALL)[0]
    orders = re.search(r'<nav class="comment-orders".*?</nav>', response.text, re.DOTALL)[0]
    assert f'<link rel="canonical" href="http://testserver{article.get_absolute_url()}">' in response.text
    assert page_links.count("<a ") == page_links.count("nofollow") == 4
    assert orders.count("<a ") == orders.count("nofollow") + 1 == 3


@pytest.mark.parametrize("page", ["bad", "0", "-1", "2", "501", "1000", "100000", "", "٣", "1 ", "1.0", "\x00"])
def test_a_page_of_comments_that_is_none_is_not_found(client, article, page):
    make_comment(article, status=Status.APPROVED)

    assert fetch(client, article, y_kien=page).status_code == 404


@pytest.mark.parametrize("order", ["", "moi", "khac", "CU", "cu ", "\x00"])
def test_an_order_that_is_none_is_not_found(client, article, order):
    make_comment(article, status=Status.APPROVED)

    assert fetch(client, article, thu_tu=order).status_code == 404


def test_where_nothing_is_answered_the_page_says_so(client, article):
    make_comment(article, status=Status.APPROVED)

    response = fetch(client, article, thu_tu="co-tra-loi")

    assert (response.status_code, titles(response)) == (200, [])
    assert response.text.count('class="no-comment"') == 1
    assert links(response, "comment-orders") == ["?#y-kien", "?thu-tu=cu#y-kien", "?thu-tu=co-tra-loi#y-kien"]


# --- A comment and its answer ----------------------------------------------------------------------------------------


def test_the_official_answer_stands_under_its_comment(client, article):
    comment = make_comment(article, status=Status.APPROVED)
    make_comment(article, status=Status.APPROVED, title="Chưa trả lời")
    make_answer(
        comment,
        "Giá nước là 9.500 đồng.\n\nMời bà đến trụ sở <xã>.",
        unit=make_unit("Văn phòng"),
        name="Lê Thị Hoa",
        position="Phó Chủ tịch",
        at=at("2026-06-05", 9),
    )

    page = fetch(client, article).text

    block = page[page.index(f'id="y-kien-{comment.pk}"') :]
    answer = block[block.index('<div class="answer">') : block.index("</article>")]
    assert page.count('<div class="answer">') == 1
    assert '<p class="answer-by">Lê Thị Hoa, Phó Chủ tịch – Văn phòng</p>' in answer
    assert "<p>Giá nước là 9.500 đồng.</p>\n\n<p>Mời bà đến trụ sở &lt;xã&gt;.</p>" in answer
    assert re.findall(r"<time datetime=\"(.*?)\">(.*?)</time>", answer) == [
        ("2026-06-05T09:00:00+07:00", "09:00 05/06/2026")
    ]
    assert "·" not in answer


def test_a_changed_answer_says_when(client, article):
    comment = make_comment(article, status=Status.APPROVED)
    make_answer(comment, at=at("2026-06-05", 9), changed_at=at("2026-06-08", 23))

    page = fetch(client, article).text

    assert re.findall(r"09:00 05/06/2026</time> · .*(08/06/2026)", page) == ["08/06/2026"]


def test_masked_words_show_as_masked_and_the_page_says_why(client, article):
    make_comment(article, status=Status.APPROVED, title="Không che")
    make_comment(article, status=Status.APPROVED, text="Gọi tôi số [đã che] nhé", is_masked=True)

    page = fetch(client, article).text

    assert "<p>Gọi tôi số [đã che] nhé</p>" in page
    assert page.count("Some words were masked") + page.count("đã được che để bảo vệ") == 1


def test_what_readers_typed_stays_text(client, article):
    make_comment(article, status=Status.APPROVED, name="<b>Tên", title="<i>Đề", text="<script>\n\nhai")

    page = fetch(client, article).text

    assert ["&lt;b&gt;Tên" in page, "&lt;i&gt;Đề</h3>" in page, "<p>&lt;script&gt;</p>\n\n<p>hai</p>" in page] == [
        True
    ] * 3


# --- The address of one comment --------------------------------------------------------------------------------------


def permalink(comment):
    return f"/binh-luan/y-kien/{comment.pk}/"


def test_a_comment_has_an_address_that_lasts(client, article):
    comments = fill(article, 45)
    places = {44: "", 25: "", 24: "?y-kien=2", 5: "?y-kien=2", 4: "?y-kien=3", 0: "?y-kien=3"}

    responses = {number: client.get(permalink(comments[number])) for number in places}

    assert {number: (answer.status_code, answer["Location"]) for number, answer in responses.items()} == {
        number: (302, f"{article.get_absolute_url()}{query}#y-kien-{comments[number].pk}")
        for number, query in places.items()
    }


def test_the_address_of_a_comment_follows_newer_ones_above_it(client, article):
    comment = make_comment(article, status=Status.APPROVED, created_at=SENT)
    before = client.get(permalink(comment))["Location"]

    for number in range(20):
        make_comment(article, status=Status.APPROVED, created_at=SENT)
        make_comment(article, status=Status.WAITING, created_at=SENT + number * MINUTE)
    after = client.get(permalink(comment))["Location"]

    anchor = f"#y-kien-{comment.pk}"
    assert [before, after] == [f"{article.get_absolute_url()}{query}{anchor}" for query in ("", "?y-kien=2")]
    assert f'id="y-kien-{comment.pk}"' in client.get(after.partition("#")[0]).text


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.APPROVED}))
def test_the_address_of_a_comment_that_is_not_shown_is_not_found(client, article, status):
    assert client.get(permalink(make_comment(article, status=status))).status_code == 404


def test_the_address_of_a_comment_goes_with_its_article(client, article):
    comment = make_comment(article, status=Status.APPROVED)
    workflow.withdraw(article, by=None, reason="Sai số liệu")

    assert client.get(permalink(comment)).status_code == 404
    assert client.get("/binh-luan/y-kien/999999999999999999/").status_code == 404


# --- Closed ----------------------------------------------------------------------------------------------------------


def notes(response):
    page = response.text
    section = page[page.index('<section class="comments"') :] if '<section class="comments"' in page else ""
    return re.findall(r'<p class="note">(.*?)</p>', section)


def test_comments_that_ended_say_since_when(client, article):
    with time_machine.travel(at("2026-06-10", 9)):
        article.comments_end_at = at("2026-06-09", 17)
        article.save(update_fields=["comments_end_at"])

        without_comments = notes(fetch(client, article))
        make_comment(article, status=Status.APPROVED)
        with_comment = notes(fetch(client, article))

    assert len(without_comments) == 1
    assert "09/06/2026" in without_comments[0]
    assert with_comment == without_comments


def test_an_article_that_never_took_comments_says_nothing_of_a_day(client, article):
    article.comments_allowed = CommentsAllowed.NO
    article.comments_end_at = SENT
    article.save(update_fields=["comments_allowed", "comments_end_at"])

    empty = fetch(client, article)
    make_comment(article, status=Status.APPROVED)
    closed = notes(fetch(client, article))

    assert "comments-title" not in empty.text
    assert len(closed) == 1
    assert re.findall("[0-9]", closed[0]) == []


def test_without_a_consent_text_an_end_to_come_is_not_announced_as_past(client, article):
    SiteIdentity.objects.update(consent=None)
    article.comments_end_at = at("2099-01-01")
    article.save(update_fields=["comments_end_at"])
    make_comment(article, status=Status.APPROVED)

    assert [re.findall("[0-9]", note) for note in notes(fetch(client, article))] == [[]]


def test_the_moment_at_which_an_articles_comments_end_brings_a_new_page(client, article):
    end = at("2026-06-10", 17)
    article.comments_end_at = end
    article.save(update_fields=["comments_end_at"])
    found = []

    with time_machine.travel(end - 2 * MINUTE, tick=False) as clock:
        etag = fetch(client, article)["ETag"]
        for moment in (end - MINUTE, end, end + MINUTE):
            clock.move_to(moment)
            response = client.get(article.get_absolute_url(), headers={"if-none-match": etag})
            etag = response["ETag"]
            found.append((response.status_code, "data-comment-form" in response.text))

    assert found == [(304, False), (200, False), (304, False)]


def test_the_midnight_at_which_the_rules_close_comments_brings_a_new_page(client):
    make_comment_rules(close_after_days=30)
    article = make_article(published_at=at("2026-06-01", 10))
    end = at("2026-07-02", 0)
    found = []

    with time_machine.travel(end - 2 * MINUTE, tick=False) as clock:
        first = fetch(client, article)
        etag = first["ETag"]
        for moment in (end - MINUTE, end, end + MINUTE):
            clock.move_to(moment)
            response = client.get(article.get_absolute_url(), headers={"if-none-match": etag})
            etag = response["ETag"]
            found.append((response.status_code, "data-comment-form" in response.text))

    assert "data-comment-form" in first.text
    assert found == [(304, False), (200, False), (304, False)]


# --- Costs and manners -----------------------------------------------------------------------------------------------


def test_the_comments_cost_two_questions_whatever_their_number(client, article):
    address = article.get_absolute_url()
    none = asked(client, address)
    comments = fill(article, 10)
    for comment in comments[::3]:
        make_answer(comment)
    few = asked(client, address)
    fill(article, 990)
    many = {query: asked(client, address + query) for query in ("", "?y-kien=25", "?y-kien=50", "?thu-tu=cu")}

    of_comments = [sql for sql in few if 'FROM "comments_comment"' in sql]
    assert Comment.objects.filter(article=article).count() == 1000
    assert (len(of_comments), len(few) - len(none)) == (2, 1)
    assert {query: len(sqls) for query, sqls in many.items()} == dict.fromkeys(many, len(few))


def test_ten_thousand_comments_cost_no_more_than_ten(client, article):
    comments = fill(article, 10_000)
    unit = make_unit()
    Answer.objects.bulk_create([Answer(comment=comment, unit=unit, text="Sẽ sửa.") for comment in comments[::2]])
    if connection.vendor == "postgresql":
        # As it does by itself a minute after such growth: planned for the empty tables of before, the look for what is
        # answered goes through all answers for each comment.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE comments_comment, comments_answer")
    few = make_article(title="Bài khác")
    make_answer(fill(few, 10)[0])
    usual = len(asked(client, few.get_absolute_url()))
    queries = ["", "?y-kien=250", "?y-kien=500", "?thu-tu=cu&y-kien=500", "?thu-tu=co-tra-loi&y-kien=250"]

    costs = {query: len(asked(client, article.get_absolute_url() + query)) for query in queries}

    assert titles(fetch(client, article, y_kien=500)) == numbers(*range(19, -1, -1))
    assert titles(fetch(client, article, thu_tu="co-tra-loi", y_kien=250)) == numbers(*range(38, -1, -2))
    assert fetch(client, article, y_kien=501).status_code == 404
    assert costs == dict.fromkeys(queries, usual)


def test_each_step_that_readers_see_brings_a_new_page(client, article):
    comment = make_comment(article)
    unit = make_unit()
    steps = [
        lambda: moderation.approve(comment, by=None),
        lambda: moderation.answer(comment, by=None, text="Sẽ sửa trong tuần.", unit=unit),
        lambda: moderation.change_answer(comment, by=None, text="Đã sửa xong.", unit=unit),
        lambda: moderation.take_down(comment, by=None, code=Reason.PERSONAL),
    ]
    pages, etag = [], fetch(client, article)["ETag"]

    for step in steps:
        step()
        response = client.get(article.get_absolute_url(), headers={"if-none-match": etag})
        etag = response["ETag"]
        pages.append([response.status_code, comment.title in response.text, "Đã sửa xong" in response.text])

    assert pages == [[200, True, False], [200, True, False], [200, True, True], [200, False, False]]
    assert Answer.objects.count() == 1


def test_the_page_of_comments_sets_no_cookie(client, article):
    fill(article, 21)

    response = fetch(client, article, thu_tu="cu", y_kien=2)

    assert (response.status_code, dict(response.cookies)) == (200, {})
    assert response["Cache-Control"] == "public, no-cache"
