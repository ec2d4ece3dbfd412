"""The journal: who did what to which article and when; filtered, limited to one's sections, saved as a table."""

import csv
from io import StringIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.admin import journal, tables
from articles.models import Event, StaffProfile
from articles.states import Step
from tests.factories import at, make_article, make_draft, make_section, make_user

pytestmark = pytest.mark.django_db

JOURNAL = "/quan-tri/articles/event/"
FILE = "/quan-tri/articles/event/xuat-csv/"


@pytest.fixture
def editor(client):
    user = make_user(first_name="Lương Thu Hiền")
    client.force_login(user)
    return user


def make_event(article, step=Step.APPROVE, by=None, day="2026-11-20", hour=8, **fields):
    return Event.objects.create(article=article, step=step, by=by, at=at(day, hour), **fields)


def an_article(title="Nước sạch về thôn Bến Đò", **content):
    """An article with one version and an empty journal."""
    article = make_draft(title=title, **content).article
    Event.objects.all().delete()
    return article


def shown(client, query=""):
    return [event.pk for event in client.get(f"{JOURNAL}?{query}").context["page"]]


def rows(client, query=""):
    """The file as a spreadsheet reads it."""
    body = b"".join(client.get(f"{FILE}?{query}").streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(body, newline="")))


# --- The page --------------------------------------------------------------------------------------------------------


def test_the_journal_says_who_did_what_to_which_article_newest_first(client, editor):
    article = make_article(title="Lịch tiếp công dân")
    workflow.withdraw(article, by=editor, reason="Nhầm ngày.")

    response = client.get(JOURNAL)

    assert [(event.step, event.by, event.title, event.words) for event in response.context["page"]] == [
        (Step.WITHDRAW, editor, "Lịch tiếp công dân", "Nhầm ngày."),
        (Step.PUBLISH, None, "Lịch tiếp công dân", ""),
        (Step.SAVE_DRAFT, None, "Lịch tiếp công dân", ""),
    ]
    assert response.text.count("Người vận hành</span>") == 2
    assert response.text.count("Lương Thu Hiền</span>") == 1
    assert response.text.count(f'href="/quan-tri/articles/article/{article.pk}/change/"') == 3


def test_an_article_goes_by_its_newest_title(client, editor):
    article = make_article(title="Tên đã đăng")
    make_draft(article, title="Tên đang sửa")

    assert {event.title for event in client.get(JOURNAL).context["page"]} == {"Tên đang sửa"}


@pytest.mark.parametrize(
    ("step", "note", "words"),
    [
        (Step.SCHEDULE, "2026-11-23T00:00:00+00:00", "Lúc 07:00 23/11/2026"),
        (Step.SCHEDULE, "mai", "mai"),
        (Step.SHARE, "07:00 23/11/2026", "Đến 07:00 23/11/2026"),
        (Step.ASSIGN, "Thu Hiền", "Người duyệt: Thu Hiền"),
        (Step.ASSIGN, "", "Trả lại cho tất cả người duyệt"),
        (Step.RESTORE, "17", "Từ bản số 17"),
        (Step.SEND_BACK, "Thiếu nguồn.", "Thiếu nguồn."),
        (Step.RESTORE, "", ""),
    ],
)
def test_a_note_is_told_in_words(step, note, words):
    assert journal.note_of(Event(step=step, note=note)) == words


def test_notes_and_titles_are_shown_as_they_were_typed(client, editor):
    make_event(an_article(title="<b>Giá</b> nước"), note="<script>alert(1)</script>" + "x" * 200)

    page = client.get(JOURNAL).text

    assert ("<b>Giá</b>" in page, "<script>alert" in page) == (False, False)


@pytest.fixture
def events(editor):
    """Six events that each filter parts differently, by the names that the table below uses."""
    water, fair = an_article(), an_article(title="Hội chợ xuân", section=make_section("Văn hoá").pk)
    reporter = make_user("Phóng viên")
    return {
        "old": make_event(water, Step.SUBMIT, by=reporter, day="2026-11-01", note="Nhờ xem số liệu."),
        "back": make_event(water, Step.SEND_BACK, by=editor, day="2026-11-10", note="Đoạn hai thiếu nguồn."),
        "last": make_event(water, Step.APPROVE, by=editor, day="2026-11-10", hour=23),
        "next": make_event(fair, Step.SUBMIT, by=reporter, day="2026-11-11", hour=0),
        "tick": make_event(fair, Step.PUBLISH, day="2026-11-12", note="100% xong_rồi"),
        "new": make_event(water, Step.WITHDRAW, by=editor, day="2026-11-20", note="Trùng bài."),
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "new tick next last back old"),
        ("buoc=submit", "next old"),
        ("nguoi={editor}", "new last back"),
        ("nguoi=may-chu", "tick"),
        ("tu_ngay=11/11/2026", "new tick next"),
        ("den_ngay=10/11/2026", "last back old"),
        ("tu_ngay=10/11/2026&den_ngay=10/11/2026", "last back"),
        ("article={water}", "new last back old"),
        ("q=nuoc+sach", "new last back old"),
        ("q=B%E1%BA%BFn+%C4%91%C3%B2", "new last back old"),
        ("q=hoi+cho", "tick next"),
        ("q=%C4%91o%E1%BA%A1n+hai", "back"),
        ("q=TH%E1%BA%BE", ""),
        ("q=100%25", "tick"),
        ("q=_", "tick"),
        ("q=khong+co", ""),
        ("q=noi+dung", ""),
        ("q=hoi+cho&buoc=submit&nguoi={reporter}&tu_ngay=11/11/2026", "next"),
        ("buoc=&nguoi=&tu_ngay=&q=+", "new tick next last back old"),
        ("la=gi", "new tick next last back old"),
    ],
)
def test_filters_narrow_the_page_and_the_file_alike(client, editor, events, query, expected):
    names = {"editor": editor.pk, "reporter": events["old"].by_id, "water": events["old"].article_id}
    query = query.format(**names)
    expected = [events[name] for name in expected.split()]

    assert shown(client, query) == [event.pk for event in expected]
    assert [row[2] for row in rows(client, query)[1:]] == [event.get_step_display() for event in expected]


@pytest.mark.parametrize(
    "query",
    [
        "buoc=eat",
        "nguoi=x",
        "nguoi=999999",
        "nguoi=" + "9" * 40,
        "tu_ngay=31/02/2026",
        "tu_ngay=01/01/0001",
        "den_ngay=31/12/9999",
        "article=x",
        "article=999999",
        "article=" + "9" * 40,
        "article=%00",
        "q=%00",
        "q=" + "x" * 101,
    ],
)
def test_a_filter_that_cannot_be_read_shows_nothing_and_says_so(client, editor, events, query):
    for address in (JOURNAL, FILE):
        response = client.get(f"{address}?{query}")

        assert response.status_code == 400
        assert list(response.context["page"]) == []
        assert response.text.count('class="errorlist"') == 1


def test_filters_stay_in_the_links_to_other_pages_and_to_the_file(client, editor):
    article = an_article()
    for _number in range(journal.PER_PAGE + 1):
        make_event(article, Step.APPROVE, by=editor)

    page = client.get(f"{JOURNAL}?buoc=approve&q=&nguoi={editor.pk}&utm_source=x").text

    kept = f"buoc=approve&amp;nguoi={editor.pk}"
    assert f'href="?{kept}&amp;p=2"' in page
    assert f'href="{FILE}?{kept}"' in page
    assert len(shown(client, "buoc=approve&p=2")) == 1


def test_the_article_that_was_chosen_stays_chosen_and_is_named(client, editor):
    article = an_article()
    make_event(article)

    response = client.get(f"{JOURNAL}?article={article.pk}")

    assert response.context["article"] == article
    assert f'<input type="hidden" name="article" value="{article.pk}"' in response.text


# --- Rights ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["Phóng viên", "Kiểm duyệt"])
def test_who_has_no_right_to_the_journal_gets_neither_page_nor_file(client, role):
    make_event(an_article())
    client.force_login(make_user(role))

    assert [client.get(address).status_code for address in (JOURNAL, FILE)] == [403, 403]


def test_a_stranger_is_sent_to_the_login(client):
    assert [client.get(address).url.split("?")[0] for address in (JOURNAL, FILE)] == ["/quan-tri/login/"] * 2


def test_an_editor_with_sections_sees_the_steps_of_these_alone(client, editor):
    inside, outside = make_section("Kinh tế"), make_section("Xã hội")
    StaffProfile.objects.create(user=editor).sections.add(inside)
    near = make_draft(section=inside.pk, title="Trong mục").article
    far = make_draft(section=outside.pk, title="Ngoài mục").article

    assert {event.article_id for event in client.get(JOURNAL).context["page"]} == {near.pk}
    assert {row[4] for row in rows(client)[1:]} == {"Trong mục"}
    assert client.get(f"{JOURNAL}?article={far.pk}").status_code == 400
    assert client.get(f"{JOURNAL}{Event.objects.get(article=far).pk}/change/").status_code == 302


def test_nothing_in_the_journal_is_written_by_hand(client):
    client.force_login(make_user(None))
    event = make_event(an_article())

    answers = [client.post(f"{JOURNAL}{path}", {"post": "yes"}).status_code for path in ("add/", f"{event.pk}/delete/")]
    change = client.post(f"{JOURNAL}{event.pk}/change/", {"note": "Khác"})

    assert (answers, change.status_code) == ([403, 403], 403)
    assert list(Event.objects.values_list("pk", "note")) == [(event.pk, "")]


def test_a_single_event_can_be_read(client, editor):
    event = make_event(an_article(), note="Thiếu nguồn.", before="in_review", after="returned")

    page = client.get(f"{JOURNAL}{event.pk}/change/").text

    assert ("Thiếu nguồn." in page, "Người vận hành" in page, "in_review" in page) == (True, True, False)


# --- The file --------------------------------------------------------------------------------------------------------


def test_the_file_opens_in_a_spreadsheet_with_all_marks(client, editor, night):
    event = make_event(
        an_article(), Step.SEND_BACK, by=editor, before="in_review", after="returned", note='Dòng "một"\nhai'
    )

    response = client.get(FILE)
    body = b"".join(response.streaming_content)

    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="nhat-ky-2026-11-21.csv"'
    assert body.startswith(b"\xef\xbb\xbf")
    assert rows(client) == [
        ["Thời điểm", "Người thực hiện", "Bước", "Số bài", "Tiêu đề", "Trạng thái trước", "Trạng thái sau", "Ghi chú"],
        [
            "20/11/2026 08:00:00",
            "Lương Thu Hiền",
            event.get_step_display(),
            str(event.article_id),
            "Nước sạch về thôn Bến Đò",
            event.before_label,
            event.after_label,
            'Dòng "một"\nhai',
        ],
    ]


@pytest.fixture
def night():
    """Past midnight in Vietnam, when in Greenwich it is still the day before."""
    with time_machine.travel(at("2026-11-21", 0, 30), tick=False):
        yield


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
@pytest.mark.parametrize("before", ["", " ", "  \u3000", "\t", "\n", "\u200b", "\ufeff ", "\x00"])
def test_a_formula_is_made_harmless(sign, before):
    assert tables.harmless(f"{before}{sign}1+1") == f"'{before}{sign}1+1"


@pytest.mark.parametrize("cell", ["\tchữ", "\rchữ", "\nchữ"])
def test_a_cell_that_begins_with_a_control_character_is_made_harmless(cell):
    assert tables.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", " ", "Nước sạch", "3 - 2 = 1", "a=b", "'=1", "20/11/2026 08:00:00"])
def test_other_cells_stay_as_they_are(cell):
    assert tables.harmless(cell) == cell


def test_titles_notes_and_names_are_made_harmless_in_the_file(client, editor):
    editor.first_name = "@SUM(A1)"
    editor.save()
    make_event(an_article(title="=1+1"), by=editor, note="-2+3\n=4")

    row = rows(client)[1]

    assert [row[1], row[4], row[7]] == ["'@SUM(A1)", "'=1+1", "'-2+3\n=4"]


# --- Cost ------------------------------------------------------------------------------------------------------------


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        if response.streaming:
            list(response.streaming_content)
    return len(captured)


@pytest.mark.parametrize(("address", "most"), [(JOURNAL, 12), (FILE, 8)])
def test_the_page_and_the_file_cost_the_same_queries_for_one_event_and_for_many(client, editor, address, most):
    make_event(an_article(), by=editor)
    client.get(address)
    one = queries(client, address)
    for number in range(60):
        make_event(make_draft(title=f"Bài {number}").article, by=editor)

    many = queries(client, address)

    assert one == many <= most
