"""One article from its first word to a restored version, as four people see it: each acts by buttons and links alone.

The reporter writes, the editor reviews, the secretary approves, and a reader looks on from outside. Nobody approves
their own text here. What each step tells by mail is counted as it goes along; the journal is read at the end.
"""

import csv
import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from articles import workflow
from articles.models import Article
from articles.states import Step
from tests.factories import (
    make_article,
    make_content,
    make_draft,
    make_identity,
    make_photo,
    make_rules,
    make_section,
    make_user,
)

from .desk_moves import (
    TITLE,
    append,
    confirm,
    done,
    follow,
    go_to_desk,
    lists_with,
    look,
    mails,
    open_from_list,
    send,
    status_of,
    unfold,
    waiting,
)
from .newsroom import TEXT, WRITE
from .story_journal import IN_WORDS
from .watching import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PATIENCE = 45_000
LATER_TITLE = "Nước sạch về thêm ba thôn trước mùa khô"
LEAD = "Hơn hai trăm hộ dân có nước máy sau nhiều năm dùng nước giếng khoan."
EDITED_LEAD = "Hơn hai trăm hộ dân thôn Bến Đò có nước máy sau nhiều năm dùng nước giếng khoan."
PARAGRAPH = "Công trình cấp nước tập trung hoàn thành sau tám tháng thi công."
SOURCED = "Uỷ ban nhân dân xã cho biết như vậy tại buổi nghiệm thu."
MENDED = "Công trình phục vụ 214 hộ."
REASON = "Chưa rõ ai cung cấp số hộ dân. Đề nghị ghi nguồn."
NOTE = "Số hộ này lấy ở đâu?"
ANSWER = "Theo biên bản nghiệm thu của xã."
CORRECTION = "Bản đăng ban đầu ghi chưa rõ số hộ dân; con số đúng là 214 hộ."
WITHDRAWAL = "Chờ đính chính số liệu của đơn vị cấp nước"
READ = "a.button[href*='/change/?ban=']"
COUNT_CLICKS = """
addEventListener("click", (event) => {
  if (event.detail) sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
}, true);
"""


# --- The windows -----------------------------------------------------------------------------------------------------


@pytest.fixture
def people(open_browser, site):
    """Four windows on an empty site in which nobody approves their own text."""
    make_identity()
    make_section("Xã hội")
    make_photo(alt="Người dân thôn Bến Đò mở vòi nước máy đầu tiên")
    make_rules(four_eyes=True)
    names = {
        "reporter": ("Phóng viên", "Minh Đạt"),
        "editor": ("Biên tập viên", "Thu Hiền"),
        "secretary": ("Thư ký toà soạn", "Quốc Khánh"),
    }
    windows = {}
    for username, (role, name) in names.items():
        user = make_user(role, username, first_name=name, email=f"{username}@example.vn")
        windows[username] = open_browser(user=user)
    windows["reader"] = open_browser()
    for page in windows.values():
        page.context.set_default_timeout(PATIENCE)
        page.context.set_default_navigation_timeout(PATIENCE)
    windows["reader"].watch.expected |= {404, 410}
    windows["editor"].add_init_script(COUNT_CLICKS)
    return SimpleNamespace(**windows)


@pytest.fixture
def clock():
    """A function that sets the clock of the whole process, the server's threads too; from there it goes on."""
    travels = []

    def travel_to(moment):
        travels.append(time_machine.travel(moment, tick=True))
        travels[-1].start()

    yield travel_to
    for travel in reversed(travels):
        travel.stop()


# --- The story -------------------------------------------------------------------------------------------------------


def test_an_article_goes_from_the_first_word_to_a_restored_version(people, clock):
    the_reporter_writes_and_sends(people.reporter)
    the_editor_notes_and_returns(people.editor)
    the_reporter_answers_and_mends(people.reporter)
    the_editor_touches_the_text_and_may_not_approve(people.editor)
    the_secretary_approves(people.secretary)
    goes_up_at = the_editor_schedules(people.editor)
    the_reader_sees_it_from_its_minute_on(people.reader, goes_up_at, clock)
    the_reporter_sends_a_new_version(people.reporter)
    the_editor_corrects_and_mends_what_is_live(people)
    the_article_is_withdrawn(people)
    it_comes_back(people)
    an_older_version_is_restored_and_compared(people)
    the_journal_tells_all_of_it(people.editor)


def the_reporter_writes_and_sends(page):
    go_to_desk(page)
    look(page, "01-empty-desk")
    follow(page, page.locator(WRITE))
    page.keyboard.type(TITLE)
    page.keyboard.press("Enter")
    page.keyboard.type(LEAD)
    page.keyboard.press("Enter")
    page.keyboard.type(PARAGRAPH)
    page.select_option("[name=section]", label="Xã hội")
    with page.expect_popup() as popup:
        page.click("[data-cover-choose]")
    with popup.value.expect_event("close"):
        popup.value.click("button[data-id]")
    page.wait_for_selector("[data-cover-picture]:visible")
    look(page, "02-written")

    send(page, "_submit")

    assert TITLE in done(page)
    look(page, "03-sent")
    assert mails() == [("editor", Step.SUBMIT), ("secretary", Step.SUBMIT)]


def the_editor_notes_and_returns(page):
    go_to_desk(page)
    look(page, "04-desk-of-the-editor")
    with page.expect_navigation():
        waiting(page, TITLE).locator("form:has([value=claim]) button").click()
    assert TITLE in done(page)
    assert mails() == []

    follow(page, waiting(page, TITLE).locator(READ))
    unfold(page, "[form=note-new]")
    page.fill("[name=quote][form=note-new]", "Hơn hai trăm hộ dân")
    page.fill("[name=text][form=note-new]", NOTE)
    follow(page, page.locator("button[form=note-new]"))
    assert done(page)
    assert page.locator(".thread-quote").inner_text() == "Hơn hai trăm hộ dân"
    look(page, "05-noted")
    assert mails() == [("reporter", Step.NOTE)]

    unfold(page, "[name=reason]")
    page.fill("[name=reason]", REASON)
    follow(page, page.locator("[name=_send_back]"))

    assert TITLE in done(page)
    look(page, "06-returned")
    assert REASON in mail.outbox[0].body
    assert mails() == [("reporter", Step.SEND_BACK)]


def the_reporter_answers_and_mends(page):
    go_to_desk(page)
    row = waiting(page, TITLE).first
    assert row.locator(".desk-quote").inner_text() == REASON
    assert page.locator("[aria-labelledby=desk-waiting] h3").is_visible()  # the note to answer stands below
    look(page, "07-desk-of-the-reporter")

    follow(page, row.locator("a.button"))
    assert page.locator(".return-reason").inner_text() == REASON
    thread = page.locator(".thread")
    assert NOTE in thread.inner_text()
    look(page, "08-returned-form")
    thread.locator("textarea").fill(ANSWER)
    follow(page, thread.locator("[value=answer]"))
    assert page.locator(".replies .remark").inner_text() == ANSWER
    assert mails() == [("editor", Step.NOTE)]

    append(page, SOURCED)
    send(page, "_submit")

    assert TITLE in done(page)
    assert page.locator("[data-returned]").count() == 0
    look(page, "09-sent-again")
    assert mails() == [("editor", Step.SUBMIT)]  # it goes back to who returned it


def the_editor_touches_the_text_and_may_not_approve(page):
    go_to_desk(page)
    follow(page, waiting(page, TITLE).first.locator(READ))
    page.fill("[name=lead]", EDITED_LEAD)
    send(page, "_save")
    assert done(page)
    look(page, "10-edited-in-review")

    assert page.locator("[name=_approve], [name=_publish], [name=_schedule]").count() == 0
    assert page.locator(".write-side .help").first.is_visible()  # says that somebody else has to approve it
    assert mails() == []


def the_secretary_approves(page):
    go_to_desk(page)
    look(page, "12-desk-of-the-secretary")
    assert waiting(page, TITLE).count() == 0  # another has the review
    row = page.locator("[aria-labelledby=desk-due] .desk-row").filter(has_text=TITLE)
    follow(page, row.locator("a.button"))

    words = confirm(page, "[name=_approve]", picture="13-approve")

    assert ("Minh Đạt" in words, "Thu Hiền" in words) == (True, True)
    assert TITLE in done(page)
    look(page, "14-approved")
    assert mails() == [("editor", Step.APPROVE), ("reporter", Step.APPROVE)]


def the_editor_schedules(page):
    go_to_desk(page)
    look(page, "15-approved-on-the-desk")
    follow(page, waiting(page, TITLE).first.locator("a.button"))
    goes_up_at = timezone.localtime().replace(second=0, microsecond=0) + timedelta(minutes=4)
    unfold(page, "[name=_schedule]")
    page.fill("[data-schedule] [name=published_at]", f"{goes_up_at:%H:%M %d/%m/%Y}")

    words = confirm(page, "[name=_schedule][value=typed]", picture="16-schedule")

    moment = date_format(goes_up_at, "H:i l d/m/Y")
    assert _("%(moment)s, Vietnamese time") % {"moment": moment} in words
    assert f"{goes_up_at:%H:%M %d/%m/%Y}" in done(page)
    look(page, "17-scheduled")
    go_to_desk(page)
    assert page.locator("[aria-labelledby=desk-upcoming] .desk-row").filter(has_text=TITLE).count() == 1
    look(page, "18-scheduled-on-the-desk")
    assert f"{goes_up_at:%H:%M}" in mail.outbox[0].body
    assert mails() == [("reporter", Step.SCHEDULE)]
    return goes_up_at


def the_reader_sees_it_from_its_minute_on(reader, goes_up_at, clock):
    """No worker and no tick: the server only looks at its clock, and so does its ETag."""
    address = Article.objects.get().get_absolute_url()
    assert status_of(reader, address) == 404
    assert lists_with(reader, address) == []
    reader.goto("/")
    etag = {"If-None-Match": reader.request.get("/").headers["etag"]}
    before = reader.request.get("/", headers=etag).status

    clock(goes_up_at + timedelta(seconds=1))
    after = reader.request.get("/", headers=etag).status
    reader.reload()

    assert (before, after) == (304, 200)
    expect(reader.locator(f"main a[href='{address}']").first).to_be_visible()
    look(reader, "19-front-page")
    assert status_of(reader, address) == 200
    assert reader.locator("h1").inner_text() == TITLE
    look(reader, "20-article")
    assert len(lists_with(reader, address)) == 5
    assert mails() == []


def the_reporter_sends_a_new_version(page):
    open_from_list(page, TITLE)
    look(page, "21-live-article-of-the-reporter")
    page.fill("[name=title]", LATER_TITLE)

    send(page, "_submit")

    assert LATER_TITLE in done(page)
    assert mails(LATER_TITLE) == [("editor", Step.SUBMIT), ("secretary", Step.SUBMIT)]


def the_editor_corrects_and_mends_what_is_live(people):
    editor, secretary, reader = people.editor, people.secretary, people.reader
    open_from_list(editor, LATER_TITLE)
    look(editor, "22-new-version-waits")
    with editor.expect_navigation():
        editor.click("a[href$='/dinh-chinh/']")
    editor.fill("[name=text]", CORRECTION)
    look(editor, "23-correction")
    with editor.expect_navigation():
        editor.click(".step-page button")
    look(editor, "24-corrected")
    assert CORRECTION in mail.outbox[0].body
    assert mails() == [("reporter", Step.CORRECT)]

    follow(editor, editor.locator(".messagelist a[href*='ban=dang']"))
    assert editor.input_value("[name=title]") == TITLE
    append(editor, MENDED)
    look(editor, "25-mending-what-is-live")
    assert editor.locator("[name=_publish]").count() == 0  # nobody publishes their own text alone
    send(editor, "_submit")
    look(editor, "27-mend-sent")
    assert mails() == [("secretary", Step.SUBMIT)]

    go_to_desk(secretary)
    look(secretary, "28-two-versions-wait")
    follow(secretary, waiting(secretary, TITLE).first.locator(READ))
    confirm(secretary, "[name=_publish]", picture="29-publish-the-mend")
    assert TITLE in done(secretary)
    look(secretary, "30-mend-is-live")
    assert mails() == [("editor", Step.PUBLISH), ("reporter", Step.PUBLISH)]

    address = Article.objects.get().get_absolute_url()
    assert status_of(reader, address) == 200
    assert reader.locator("h1").inner_text() == TITLE
    assert reader.locator(".corrections .correction").count() == 1
    assert CORRECTION in reader.locator(".corrections").inner_text()
    assert MENDED in reader.locator("main article").inner_text()
    look(reader, "31-corrected-article")
    reader.goto("/dinh-chinh/")
    assert CORRECTION in reader.locator(".correction-row").inner_text()
    look(reader, "32-corrections")
    go_to_desk(secretary)
    assert waiting(secretary, LATER_TITLE).count() == 1  # the reporter's version is still there


def the_article_is_withdrawn(people):
    editor, reader = people.editor, people.reader
    open_from_list(editor, TITLE)
    look(editor, "33-form-of-the-live-article")
    with editor.expect_navigation():
        editor.click("a[href$='/go-bai/']")
    editor.fill("[name=reason]", WITHDRAWAL)
    look(editor, "34-withdraw")
    follow(editor, editor.locator(".step-page button"))
    assert TITLE in done(editor)
    look(editor, "35-withdrawn")

    address = Article.objects.get().get_absolute_url()
    assert status_of(reader, address) == 410
    assert WITHDRAWAL in reader.locator("main").inner_text()
    look(reader, "36-gone")
    assert lists_with(reader, address) == []
    assert mails() == [("reporter", Step.WITHDRAW)]


def it_comes_back(people):
    secretary, reader = people.secretary, people.reader
    open_from_list(secretary, TITLE)
    confirm(secretary, "[name=_publish]", picture="37-publish-again")
    assert TITLE in done(secretary)

    address = Article.objects.get().get_absolute_url()
    assert status_of(reader, address) == 200
    assert MENDED in reader.locator("main article").inner_text()
    assert len(lists_with(reader, address)) == 5
    assert mails() == [("reporter", Step.PUBLISH)]


def an_older_version_is_restored_and_compared(people):
    editor, reader = people.editor, people.reader
    open_from_list(editor, TITLE)
    editor.evaluate("sessionStorage.clicks = 0")
    with editor.expect_navigation():
        editor.click("[data-history]")
    look(editor, "38-versions")
    follow(editor, editor.locator(".history-actions form[action$='/khoi-phuc/'] button:visible").last)
    clicks = int(editor.evaluate("sessionStorage.clicks"))
    look(editor, "39-restored")
    assert done(editor)
    assert (clicks, editor.input_value("[name=lead]")) == (2, LEAD)
    assert editor.locator(TEXT).inner_text().strip() == PARAGRAPH

    with editor.expect_navigation():
        editor.click("[data-history]")
    with editor.expect_navigation():
        editor.click(".history-compare button")
    lead = editor.locator("section.difference").nth(0)
    assert lead.locator("del").count() + lead.locator("ins").count() > 0
    assert MENDED in editor.locator(".compare").inner_text()
    look(editor, "40-compared")
    address = Article.objects.get().get_absolute_url()
    reader.goto(address)
    assert MENDED in reader.locator("main article").inner_text()  # readers see what they saw
    assert mails() == []


# --- The journal -----------------------------------------------------------------------------------------------------


def the_journal_tells_all_of_it(page):
    open_from_list(page, TITLE)
    with page.expect_navigation():
        page.click("[data-history]")
    with page.expect_navigation():
        page.click(f"a[href^='{reverse('admin:articles_event_changelist')}']")
    look(page, "41-journal")

    rows = page.locator(".journal-event").evaluate_all(
        """(rows) => rows.map((row) => ({
            who: row.querySelector(".journal-when span").textContent.trim(),
            step: row.querySelector("b").textContent.trim(),
            states: row.querySelector(".journal-states")?.innerText ?? "",
        }))"""
    )
    with page.expect_download() as download:
        page.click("a[download]")
    table = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    cells = [(row[1], row[2], row[5], row[6]) for row in table[1:]]

    assert [(row["who"], row["step"]) for row in rows[::-1]] == [line[:2] for line in IN_WORDS]
    changes = [(row["states"], before, after) for row, (*_, before, after) in zip(rows[::-1], IN_WORDS, strict=True)]
    assert [before in shown and after in shown for shown, before, after in changes] == [
        before != after for _shown, before, after in changes
    ]
    assert cells[::-1] == IN_WORDS
    assert [row[7] for row in table if row[2] in {str(Step.SEND_BACK.label), str(Step.WITHDRAW.label)}] == [
        WITHDRAWAL,
        REASON,
    ]


# --- Beside the story ------------------------------------------------------------------------------------------------


def test_each_waiting_version_of_an_article_says_who_sent_it(people):
    article = make_article(title="Tên đang đăng")
    live, seen = workflow.live_revision(article), workflow.last_public_step(article)
    for title, username in ((LATER_TITLE, "secretary"), (TITLE, "editor")):
        user = User.objects.get(username=username)
        known = article.revisions.latest("pk").pk
        content = make_content(title=title)
        revision = workflow.save_draft(article, content, by=user, based_on=live, seen=seen, known=known)
        workflow.submit(revision, by=user)

    go_to_desk(people.editor)

    assert "Quốc Khánh" in waiting(people.editor, LATER_TITLE).inner_text()
    assert "Thu Hiền" in waiting(people.editor, TITLE).inner_text()


def test_after_a_note_the_answer_to_a_save_is_in_sight(people):
    page = people.editor
    article = make_draft(title=TITLE).article
    page.set_viewport_size(PHONE)
    page.goto(reverse("admin:articles_article_change", args=[article.pk]))
    page.wait_for_selector(TEXT)
    unfold(page, "[form=note-new]")
    page.fill("[name=text][form=note-new]", NOTE)
    follow(page, page.locator("button[form=note-new]"))
    page.fill("[name=lead]", EDITED_LEAD)

    send(page, "_save")

    expect(page.locator(".messagelist .success")).to_be_in_viewport()
