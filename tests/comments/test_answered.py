"""Answered questions: the page /hoi-dap/ and its feed."""

import re
from datetime import timedelta
from xml.etree.ElementTree import fromstring

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import workflow
from comments import moderation
from comments.models import Reason, Status
from tests.factories import at, make_answer, make_article, make_comment, make_identity, make_unit
from tests.sitemap import sitemap_text

pytestmark = pytest.mark.django_db

PAGE, FEED = "/hoi-dap/", "/hoi-dap/rss/"
ANSWERED = at("2026-06-01", 12)
MINUTE = timedelta(minutes=1)
VERSION = IDENTITY = 1
FRAME = VERSION + IDENTITY + 3  # and the sections, the banners, the pages
ROWS, COUNT, UNITS, CHOSEN_UNIT = 1, 1, 1, 1


@pytest.fixture(autouse=True)
def identity():
    return make_identity()


@pytest.fixture
def article():
    return make_article(published_at=at("2026-05-01"))


def ask(article, title="Xin hỏi", answer="Xin trả lời.", **fields):
    """An answered question."""
    return make_answer(make_comment(article, status=Status.APPROVED, title=title), answer, **fields)


def fill(article, count, **fields):
    return [ask(article, f"Câu {n:02}", at=ANSWERED + n * MINUTE, **fields) for n in range(count)]


def titles(response):
    return re.findall(r'<h2><a href="/binh-luan/y-kien/\d+/">(.*?)</a></h2>', response.text)


def items(response):
    return fromstring(response.content).findall("channel/item")  # noqa: S314


def feed_titles(client):
    return [item.findtext("title") for item in items(client.get(FEED))]


def asked(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# --- The page --------------------------------------------------------------------------------------------------------


def test_answered_questions_are_listed_by_the_time_of_the_answer(client, article):
    ask(article, "Hỏi trước", at=ANSWERED + MINUTE)
    ask(article, "Hỏi sau", at=ANSWERED)
    make_comment(article, status=Status.APPROVED, title="Chưa trả lời")

    response = client.get(PAGE)

    assert response.status_code == 200
    assert titles(response) == ["Hỏi trước", "Hỏi sau"]
    assert "Chưa trả lời" not in response.text


def test_a_question_shows_who_asked_who_answered_and_under_what(client, article):
    comment = make_comment(article, status=Status.APPROVED, text="Bao giờ <sửa> đường?", created_at=at("2026-05-20", 9))
    make_answer(comment, "Trong tháng 6.\n\nXin cảm ơn.", unit=make_unit("Văn phòng"), at=ANSWERED)

    page = client.get(PAGE).text

    question = page[page.index('<li class="question">') : page.index("</ul>", page.index('<li class="question">'))]
    assert re.findall("<time.*?>(.*?)</time>", question) == ["09:00 20/05/2026", "12:00 01/06/2026"]
    assert "<p>Bao giờ &lt;sửa&gt; đường?</p>" in question
    assert "<p>Trong tháng 6.</p>\n\n<p>Xin cảm ơn.</p>" in question
    assert '<p class="answer-by">Văn phòng</p>' in question
    assert re.findall(f'href="{article.get_absolute_url()}">(.*?)</a>', question) == [article.title]


def test_long_words_are_folded_and_nothing_of_them_is_lost(client, article):
    long_question, long_answer = "nước sạch " * 60, "Đã giao đơn vị xử lý. " * 80
    comment = make_comment(article, status=Status.APPROVED, text=long_question.strip())
    make_answer(comment, long_answer.strip())
    ask(article, "Ngắn", "Ngắn.")

    page = client.get(PAGE).text

    folded = re.findall(r"<details><summary>.*?</summary><p>(.*?)</p></details>", page)
    assert folded == [long_question.strip(), long_answer.strip()]
    starts = re.findall('<p class="folded-start">(.*?)</p>', page)
    assert [(len(start), start[-1]) for start in starts] == [(400, "…"), (1200, "…")]


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.APPROVED}))
def test_an_answer_is_listed_only_while_its_comment_is_shown(client, article, status):
    make_answer(make_comment(article, status=status, title="Bí mật"), "Bí mật")
    ask(article, "Đã đăng")

    assert titles(client.get(PAGE)) == feed_titles(client) == ["Đã đăng"]
    assert "Bí mật" not in client.get(PAGE).text + client.get(FEED).text


def test_an_answer_goes_with_its_article(client):
    start = at("2026-06-10", 10)
    withdrawn, ending = (
        make_article(title="Bài gỡ", published_at=at("2026-05-01")),
        make_article(title="Bài hết hạn", published_at=at("2026-05-01"), expires_at=start + MINUTE),
    )
    coming = make_article(title="Bài hẹn giờ", published_at=start + MINUTE)
    for article in (withdrawn, ending, coming):
        ask(article, f"Hỏi về {article.title}")
    workflow.withdraw(withdrawn, by=None, reason="Sai số liệu")

    found = []
    for moment in (start, start + MINUTE):
        with time_machine.travel(moment, tick=False):
            found.append([titles(client.get(PAGE)), feed_titles(client)])

    assert found == [[["Hỏi về Bài hết hạn"]] * 2, [["Hỏi về Bài hẹn giờ"]] * 2]


def test_the_list_is_paged_by_number(client, article):
    fill(article, 45)

    pages = [client.get(PAGE, {"trang": number}) for number in (1, 2, 3)]

    spans = (range(44, 24, -1), range(24, 4, -1), range(4, -1, -1))
    assert [titles(page) for page in pages] == [[f"Câu {n:02}" for n in span] for span in spans]
    assert f'<link rel="canonical" href="http://testserver{PAGE}?trang=2">' in pages[1].text


def test_far_pages_go_by_the_key_of_the_last_answer(client, article):
    answers = fill(article, 25)
    key = f"{int(answers[5].at.timestamp() * 1_000_000)}-{answers[5].pk}"

    assert titles(client.get(PAGE, {"truoc": key})) == [f"Câu {n:02}" for n in range(4, -1, -1)]


@pytest.mark.parametrize("query", ["trang=0", "trang=2", "trang=x", "trang=", "truoc=1", "trang=%00"])
def test_a_page_that_is_none_is_not_found(client, article, query):
    ask(article)

    assert client.get(f"{PAGE}?{query}").status_code == 404


# --- One unit's answers ----------------------------------------------------------------------------------------------


def test_the_list_can_be_narrowed_to_a_unit_and_its_pages_stay_so(client, article):
    office, police = make_unit("Văn phòng"), make_unit("Công an xã")
    fill(article, 21, unit=office)
    ask(article, "Hỏi công an", unit=police)

    of_police = client.get(PAGE, {"don-vi": police.pk})
    of_office = client.get(PAGE, {"don-vi": office.pk})

    assert (titles(of_police), len(titles(of_office))) == (["Hỏi công an"], 20)
    assert re.findall(r'<a rel="next" href="(.*?)"', of_office.text) == [f"?don-vi={office.pk}&amp;trang=2"]
    assert titles(client.get(PAGE, {"don-vi": office.pk, "trang": 2})) == ["Câu 00"]
    assert ['name="robots" content="noindex"' in page.text for page in (of_police, client.get(PAGE))] == [True, False]


def test_only_units_with_public_answers_can_be_chosen(client, article):
    answering, silent, hidden = make_unit("Văn phòng"), make_unit("Địa chính"), make_unit("Công an")
    ask(article, unit=answering)
    make_answer(make_comment(article, status=Status.REFUSED), unit=hidden)

    page = client.get(PAGE).text

    assert re.findall(r'<option value="(\d+)"', page) == [str(answering.pk)]
    assert {client.get(PAGE, {"don-vi": unit.pk}).status_code for unit in (silent, hidden)} == {400}


@pytest.mark.parametrize("query", ["don-vi=x", "don-vi=0", "don-vi=99999999999999999999999", "don-vi=%00", "mau=do"])
def test_what_the_list_cannot_be_narrowed_by_is_said_and_nothing_is_listed(client, article, query):
    ask(article)

    response = client.get(f"{PAGE}?{query}")

    assert (response.status_code, titles(response)) == (400, [])
    assert len(re.findall('role="alert"|class="errorlist"', response.text)) == 1


def test_marks_of_other_sites_on_a_shared_link_do_no_harm(client, article):
    ask(article)

    assert client.get(PAGE, {"utm_source": "zalo", "fbclid": "x"}).status_code == 200


def test_an_empty_list_says_how_to_ask(client):
    response = client.get(PAGE)

    assert (response.status_code, titles(response)) == (200, [])
    assert response.text.count('class="empty"') == 1
    assert '<form class="filter"' not in response.text


# --- The feed --------------------------------------------------------------------------------------------------------


def test_the_feed_holds_the_newest_twenty_with_question_and_answer(client, article):
    fill(article, 21)
    comment = make_comment(
        article, status=Status.APPROVED, name="Lò Văn <Páo>", title="Đường & cầu", text="Một\n\nHai <b>"
    )
    make_answer(comment, "Sẽ sửa <i>.", unit=make_unit("Văn phòng"), name="Lê Thị Hoa", at=ANSWERED + 60 * MINUTE)

    found = items(client.get(FEED))

    first = {name: found[0].findtext(name) for name in ("title", "link", "category", "pubDate")}
    assert len(found) == 20
    assert first == {
        "title": "Đường & cầu",
        "link": f"http://testserver/binh-luan/y-kien/{comment.pk}/",
        "category": "Văn phòng",
        "pubDate": "Mon, 01 Jun 2026 06:00:00 +0000",
    }
    words = re.sub(r"<p><strong>.*?</strong></p>", "|", found[0].findtext("description"))
    assert words == "|<p>Một</p>\n\n<p>Hai &lt;b&gt;</p>|<p>Sẽ sửa &lt;i&gt;.</p>"
    assert "Lò Văn &lt;Páo&gt;" in found[0].findtext("description")
    assert "Lê Thị Hoa – Văn phòng" in found[0].findtext("description")


def test_the_page_names_its_feed_and_every_page_the_list(client, article):
    page, front = client.get(PAGE).text, client.get("/").text

    assert re.findall(r'<link rel="alternate".*href="(.*?)">', page) == ["/rss/", "/atom/", FEED]
    assert re.findall(r'href="(/hoi-dap/|/tra-cuu/|/quyen-rieng-tu/)"', front) == [
        "/hoi-dap/",  # in the menu with the look-up, then at the foot
        "/tra-cuu/",
        "/hoi-dap/",
        "/tra-cuu/",
        "/quyen-rieng-tu/",
    ]
    assert f"<loc>http://testserver{PAGE}</loc>" in sitemap_text(client)


# --- Costs and manners -----------------------------------------------------------------------------------------------


def test_the_list_costs_the_same_at_one_and_at_forty_answers(client, article):
    office, police = make_unit("Văn phòng"), make_unit("Công an xã")
    ask(article, unit=office)
    addresses = {
        PAGE: FRAME + ROWS + COUNT + UNITS,
        f"{PAGE}?don-vi={office.pk}": FRAME + ROWS + COUNT + UNITS + CHOSEN_UNIT,
        FEED: VERSION + IDENTITY + ROWS,
    }
    few = {address: asked(client, address) for address in addresses}

    fill(make_article(title="Bài khác"), 20, unit=office)
    fill(make_article(title="Bài nữa"), 20, unit=police)
    many = {address: asked(client, address) for address in addresses}

    assert few == many == addresses


def test_what_changes_an_answer_brings_a_new_page(client, article):
    comment = make_comment(article)
    unit = make_unit()
    steps = [
        lambda: moderation.answer(comment, by=None, text="Sẽ sửa.", unit=unit),
        lambda: moderation.approve(comment, by=None),
        lambda: moderation.change_answer(comment, by=None, text="Đã sửa.", unit=unit),
        lambda: moderation.take_down(comment, by=None, code=Reason.PERSONAL),
    ]
    etags = {address: client.get(address)["ETag"] for address in (PAGE, FEED)}
    found = []

    for step in steps:
        step()
        for address, etag in etags.items():
            response = client.get(address, headers={"if-none-match": etag})
            etags[address] = response["ETag"]
            found.append((response.status_code, "Đã sửa." in response.text))

    nothing_yet = [(304, False)] * 2
    assert found == [*nothing_yet, *[(200, False)] * 2, *[(200, True)] * 2, *[(200, False)] * 2]
    assert client.get(PAGE, headers={"if-none-match": etags[PAGE]}).status_code == 304


def test_the_list_sets_no_cookie(client, article):
    ask(article)

    responses = [client.get(address) for address in (PAGE, FEED)]

    assert [dict(response.cookies) for response in responses] == [{}, {}]
    assert {response["Cache-Control"] for response in responses} == {"public, no-cache"}
