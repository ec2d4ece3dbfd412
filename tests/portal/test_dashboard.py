"""The first screen: what waits for a person stands there with its next step, at the same cost however much there is."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from articles import snapshots, workflow
from articles.models import Article, DailyViews, Note, Notice, Revision, SpecialDay, StaffProfile, UnsavedText
from articles.states import RevisionState, Status
from comments.models import Comment, Flag
from comments.models import Status as CommentStatus
from portal import dashboard
from portal.models import TickRun
from tests.factories import (
    at,
    make_answer,
    make_article,
    make_comment,
    make_draft,
    make_identity,
    make_profile,
    make_section,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db

INDEX = "/quan-tri/"


@pytest.fixture(autouse=True)
def nothing_is_wrong():
    TickRun.objects.create(pk=1, at=timezone.now())
    for year in (today().year, today().year + 1):
        SpecialDay.objects.get_or_create(day=date(year, 1, 1), defaults={"name": "Tết Dương lịch"})


def desk_of(client, user):
    client.force_login(user)
    return client.get(INDEX).context["desk"]


def shown(block):
    """What a block shows: each title with what its buttons do, a step or a page to open."""
    return {row.title: [deed(action) for action in row.actions] for row in block.rows}


def deed(action):
    page = resolve(action.url.partition("?")[0]).url_name
    return action.fields.get("step") or page.removeprefix("articles_")


def in_review(by, title="Giá nước sạch", **how):
    article = how.pop("article", None)
    return workflow.submit(make_draft(article, by=by, title=title), by=by, **how)


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def press(client, action):
    return client.post(action.url, action.fields)


# --- Waiting for me --------------------------------------------------------------------------------------------------


def test_an_editor_sees_what_nobody_or_they_themselves_review(client):
    reporter, editor, other = make_user("Phóng viên"), make_user(), make_user(username="khac")
    in_review(reporter, "Chưa ai nhận")
    in_review(reporter, "Giao cho tôi", assignee=editor)
    in_review(reporter, "Giao cho người khác", assignee=other)
    make_draft(by=reporter, title="Còn là nháp")

    desk = desk_of(client, editor)

    assert shown(desk["waiting"]) == {
        "Chưa ai nhận": ["claim", "article_change", "send_back"],
        "Giao cho tôi": ["article_change", "send_back"],
    }
    assert desk["waiting"].total == 2


def test_a_review_is_taken_with_one_click_and_the_first_screen_comes_back(client):
    revision, editor = in_review(make_user("Phóng viên")), make_user()
    (row,) = desk_of(client, editor)["waiting"].rows

    response = press(client, row.actions[0])

    revision.refresh_from_db()
    assert revision.assignee == editor
    assert response["Location"] == INDEX


def test_a_returned_text_comes_back_to_those_who_wrote_it_with_the_reason(client):
    writer, helper, editor = make_user("Phóng viên"), make_user(username="giup"), make_user(username="duyet")
    revision = in_review(writer)
    revision = make_draft(revision.article, by=helper, title="Giá nước sạch, có bảng")
    workflow.send_back(revision, by=editor, reason="Thiếu chú thích ảnh.")

    for person, sees in [(writer, True), (helper, True), (editor, False)]:
        rows = desk_of(client, person)["waiting"].rows
        assert [(row.title, row.quote) for row in rows] == [("Giá nước sạch, có bảng", "Thiếu chú thích ảnh.")] * sees


def test_the_key_of_a_writer_is_not_found_inside_another_key(client):
    writer, editor = make_user("Phóng viên"), make_user()
    revision = workflow.send_back(in_review(writer), by=editor, reason="Ngắn quá.")
    Revision.objects.filter(pk=revision.pk).update(writers=[int(f"{editor.pk}0"), int(f"1{editor.pk}")])

    assert desk_of(client, editor)["waiting"].rows == []


@pytest.mark.parametrize(
    ("writers", "is_found"),
    [([7], True), ([1, 7], True), ([7, 12], True), ([1, 7, 12], True), ([17, 70], False), ([], False)],
)
def test_versions_are_found_by_the_whole_key_of_a_writer(writers, is_found):
    revision = make_draft()
    Revision.objects.filter(pk=revision.pk).update(writers=writers)

    found = Revision.objects.written_by(User(pk=7))

    assert list(found) == [revision] * is_found


def test_an_approved_text_waits_for_those_who_publish(client):
    reporter, editor = make_user("Phóng viên"), make_user()
    workflow.approve(in_review(reporter), by=editor)

    assert shown(desk_of(client, editor)["waiting"]) == {"Giá nước sạch": ["article_change"]}
    assert shown(desk_of(client, reporter)["waiting"]) == {}


def test_a_new_version_of_a_live_article_offers_its_differences(client):
    reporter, editor = make_user("Phóng viên"), make_user()
    revision = in_review(reporter, article=make_article(by=reporter))

    (row,) = desk_of(client, editor)["waiting"].rows

    (compare,) = [action for action in row.actions if deed(action) == "compare"]
    article = f"/quan-tri/articles/article/{revision.article_id}"
    assert compare.url == f"{article}/so-sanh/?tu=dang&den={revision.pk}"


def test_who_wrote_in_a_text_is_told_so(client):
    editor = make_user()
    in_review(editor)

    facts = [len(desk_of(client, user)["waiting"].rows[0].facts) for user in (editor, make_user(username="khac"))]

    assert facts == [3, 2]


def test_what_lies_in_the_trash_or_out_of_reach_waits_for_nobody(client):
    reporter, editor = make_user("Phóng viên"), make_user()
    economy, health = make_section("Kinh tế"), make_section("Y tế")
    workflow.submit(make_draft(by=reporter, title="Y tế", section=health.pk), by=reporter)
    workflow.submit(make_draft(by=reporter, title="Kinh tế", section=economy.pk), by=reporter)
    trashed = workflow.submit(make_draft(by=reporter, title="Rác", section=economy.pk), by=reporter)
    workflow.trash(trashed.article, by=None)
    StaffProfile.objects.create(user=editor).sections.add(economy)

    assert list(shown(desk_of(client, editor)["waiting"])) == ["Kinh tế"]


def test_a_thread_of_notes_waits_until_one_has_answered_it(client):
    writer, editor = make_user("Phóng viên"), make_user()
    revision = make_draft(by=writer, title="Giá nước sạch")
    note = workflow.write_note(revision.article, by=editor, text="Số liệu ở đâu?", revision=revision)

    (asked,) = desk_of(client, writer)["notes"].rows
    assert (asked.title, asked.quote, desk_of(client, editor)["notes"].rows) == ("Giá nước sạch", "Số liệu ở đâu?", [])

    workflow.write_note(revision.article, by=writer, text="Ở phòng Kinh tế.", answers_to=note)
    (answered,) = desk_of(client, editor)["notes"].rows
    assert (answered.quote, desk_of(client, writer)["notes"].rows) == ("Ở phòng Kinh tế.", [])

    workflow.resolve_note(note, by=editor)
    assert desk_of(client, editor)["notes"].rows == []


def test_a_note_between_others_is_not_mine(client):
    writer, editor, stranger = make_user("Phóng viên"), make_user(), make_user(username="la")
    workflow.write_note(make_draft(by=writer).article, by=editor, text="Số liệu ở đâu?")

    assert desk_of(client, stranger)["notes"].rows == []


# --- Late and due ----------------------------------------------------------------------------------------------------


def test_overdue_reviews_stand_on_top_whoever_has_them(client):
    reporter, editor, other = make_user("Phóng viên"), make_user(), make_user(username="khac")
    in_review(reporter, "Quá hạn", assignee=other, due_on=today(-1))
    in_review(reporter, "Hạn hôm nay", assignee=other, due_on=today())
    in_review(reporter, "Hạn ngày mai", assignee=other, due_on=today(1))
    in_review(reporter, "Hạn ngày kia", assignee=other, due_on=today(2))

    desk = desk_of(client, editor)

    assert [(row.title, row.light) for row in desk["troubles"]] == [("Quá hạn", "late")]
    assert [(row.title, row.light) for row in desk["due"].rows] == [("Hạn hôm nay", "due"), ("Hạn ngày mai", "early")]


def test_many_overdue_reviews_are_counted_in_one_line(client):
    reporter, editor = make_user("Phóng viên"), make_user()
    for number in range(6):
        in_review(reporter, f"Bài {number}", due_on=today(-2))
    in_review(reporter, "Hạn ngày mai", due_on=today(1), assignee=make_user(username="khac"))

    desk = desk_of(client, editor)

    *first, last = desk["troubles"]
    assert [row.title for row in first] == ["Bài 0", "Bài 1", "Bài 2"]
    assert [word for word in last.title.split() if word.isdecimal()] == ["3"]
    assert [row.title for row in desk["due"].rows] == ["Hạn ngày mai"]


def test_a_reporter_sees_how_long_the_own_texts_still_take(client):
    reporter, other = make_user("Phóng viên"), make_user("Phóng viên", username="khac")
    in_review(reporter, "Của tôi", due_on=today())
    in_review(other, "Của người khác", due_on=today())

    assert [row.title for row in desk_of(client, reporter)["due"].rows] == ["Của tôi"]


@pytest.mark.parametrize(
    ("ago", "failures", "facts"),
    [
        (timedelta(hours=25), [], []),
        (timedelta(hours=27), [], [2]),
        (timedelta(0), [{"job": "sending notices", "error": "OSError"}], [2]),
        (timedelta(hours=27), [{"job": "sending notices", "error": "OSError"}], [2, 2]),
    ],
)
def test_the_regular_work_is_named_when_it_stands_still_or_fails(client, ago, failures, facts):
    TickRun.objects.update(at=timezone.now() - ago, failures=failures)

    assert [len(row.facts) for row in desk_of(client, make_user())["troubles"]] == facts
    assert desk_of(client, make_user("Phóng viên"))["troubles"] == []


def test_regular_work_that_never_ran_is_named(client):
    TickRun.objects.all().delete()

    (row,) = desk_of(client, make_user())["troubles"]

    assert row.key == "tick"


def test_a_mail_that_was_not_sent_is_named_for_a_week(client):
    editor, writer = make_user(), make_user("Phóng viên", email="pv@example.vn")
    event = in_review(writer).events.last()
    notice = Notice.objects.create(recipient=writer, event=event, attempts=5, error="OSError")

    (row,) = desk_of(client, editor)["troubles"]
    assert (row.title, row.key) == ("Giá nước sạch", f"thu-{notice.pk}")

    Notice.objects.filter(pk=notice.pk).update(created_at=timezone.now() - timedelta(days=8))
    assert desk_of(client, editor)["troubles"] == []


# --- My drafts -------------------------------------------------------------------------------------------------------


def test_drafts_are_those_that_one_saved_or_began(client):
    reporter, editor = make_user("Phóng viên"), make_user()
    begun = make_draft(by=reporter, title="Bắt đầu", body="<p>Bốn chữ ở đây</p>", lead="")
    make_draft(begun.article, by=editor, title="Bắt đầu, đã sửa", body="<p>Bốn chữ ở đây</p>", lead="")
    make_draft(by=make_user("Phóng viên", username="khac"), title="Của người khác")

    for person in (reporter, editor):
        (row,) = desk_of(client, person)["drafts"].rows
        assert (row.title, row.facts[1][0].split()[0]) == ("Bắt đầu, đã sửa", "4")
        assert [deed(action) for action in row.actions] == ["article_change", "discard"]


def test_a_draft_is_put_aside_with_one_click(client):
    reporter = make_user("Phóng viên")
    revision = make_draft(by=reporter)
    (row,) = desk_of(client, reporter)["drafts"].rows

    press(client, row.actions[1])

    revision.refresh_from_db()
    assert revision.state == RevisionState.DISCARDED
    assert desk_of(client, reporter)["drafts"].rows == []


def make_unsaved(user, key="n1a2b", **fields):
    data = {"title": ["Chợ phiên"], "lead": [""], "body": ["<p>Ba chữ đây</p>"]}
    return UnsavedText.objects.create(**{"user": user, "key": key, "title": "Chợ phiên", "data": data} | fields)


def test_words_that_were_never_saved_stand_first_and_lead_on(client):
    reporter = make_user("Phóng viên")
    revision = make_draft(by=reporter, title="Đã lưu")
    make_unsaved(reporter)
    make_unsaved(reporter, key=f"a{revision.article_id}", article=revision.article, title="Đang sửa")
    make_unsaved(reporter, key="n9z9z", title="Đã lưu xong", is_closed=True)
    make_unsaved(make_user(), title="Của người khác")

    rows = desk_of(client, reporter)["drafts"].rows

    form = f"/quan-tri/articles/article/{revision.article_id}/change/"
    assert [(row.title, row.url) for row in rows] == [
        ("Đang sửa", form),
        ("Chợ phiên", "/quan-tri/articles/article/add/?tiep=n1a2b"),
    ]
    assert rows[1].facts[1][0].split()[0] == "3"


def test_dropped_words_can_be_taken_back(client):
    reporter = make_user("Phóng viên")
    text = make_unsaved(reporter)
    (row,) = desk_of(client, reporter)["drafts"].rows

    response = press(client, row.actions[1])
    page = client.get(response["Location"])
    assert (page.context["desk"]["dropped"], page.context["desk"]["drafts"].rows) == (text, [])

    client.post(row.actions[1].url)
    (row,) = desk_of(client, reporter)["drafts"].rows
    assert row.title == "Chợ phiên"


def test_nobody_drops_the_words_of_another(client):
    text = make_unsaved(make_user("Phóng viên"))
    client.force_login(make_user())

    response = client.post(f"/quan-tri/chua-luu/{text.pk}/", {"drop": "1"})

    text.refresh_from_db()
    assert (response.status_code, text.is_closed) == (404, False)
    assert client.get(f"/quan-tri/chua-luu/{text.pk}/").status_code == 405
    assert client.get(f"{INDEX}?bo={text.pk}").context["desk"]["dropped"] is None


@pytest.mark.parametrize("key", ["x", "١", "9" * 30, "-1"])
def test_a_strange_key_of_dropped_words_is_none(client, key):
    client.force_login(make_user())

    assert client.get(INDEX, {"bo": key}).context["desk"]["dropped"] is None


# --- Times, comments, readers ----------------------------------------------------------------------------------------


def test_the_next_seven_days_stand_in_order_with_their_buttons(client):
    now = timezone.now()
    make_article(title="Hết hạn", expires_at=(now + timedelta(days=3)).isoformat())
    make_article(title="Lên sau", published_at=(now + timedelta(days=5)).isoformat())
    make_article(title="Lên trước", published_at=(now + timedelta(hours=2)).isoformat())
    make_article(title="Tuần sau nữa", published_at=(now + timedelta(days=8)).isoformat())
    make_article(title="Đã hết hạn", expires_at=(now + timedelta(days=3)).isoformat())
    Article.objects.filter(title="Đã hết hạn").update(
        published_at=now - timedelta(days=3), expires_at=now - timedelta(days=1)
    )

    upcoming = desk_of(client, make_user())["upcoming"]

    assert list(shown(upcoming).items()) == [
        ("Lên trước", ["article_change", "unschedule"]),
        ("Hết hạn", ["article_change"]),
        ("Lên sau", ["article_change", "unschedule"]),
    ]
    assert list(shown(desk_of(client, make_user("Phóng viên"))["upcoming"])) == []


def test_a_schedule_is_called_off_with_one_click(client):
    article = make_article(published_at=(timezone.now() + timedelta(hours=2)).isoformat())
    (row,) = desk_of(client, make_user())["upcoming"].rows

    press(client, row.actions[1])

    article.refresh_from_db()
    assert article.status != Status.PUBLISHED


def test_a_comment_is_shown_with_one_click_from_the_first_screen(client):
    comment = make_comment(text="Giá bao nhiêu?")
    for number in range(4):
        make_comment(title=f"Ý kiến {number}")
    moderator = make_user("Kiểm duyệt")

    block = desk_of(client, moderator)["comments"]
    page = client.get(INDEX).content.decode()
    client.post(
        f"/quan-tri/comments/comment/{comment.pk}/quyet-dinh/", {"decision": "approve", "trang-thai": "waiting"}
    )

    assert (len(block.rows), block.rows[0], block.total) == (3, comment, 5)
    assert page.count('name="decision" value="approve"') == 3
    assert f'action="/quan-tri/comments/comment/{comment.pk}/quyet-dinh/"' in page
    comment.refresh_from_db()
    assert comment.status == CommentStatus.APPROVED


def make_case(unit, title="Bóng đèn hỏng", *, due_in, **fields):
    """A shown comment that a unit is to answer by a day."""
    fields = {"status": CommentStatus.APPROVED, "routed_at": timezone.now()} | fields
    return make_comment(title=title, unit=unit, due_on=today(due_in), **fields)


def test_only_comments_in_reach_are_shown_and_counted(client):
    economy, health = make_section("Kinh tế"), make_section("Y tế")
    for section in (economy, health):
        make_comment(make_article(title=section.name, section=section.pk), title=section.name)
    editor = make_user()
    make_profile(editor, economy)

    response = [client.force_login(editor), client.get(INDEX)][1]
    elsewhere = client.get("/quan-tri/tuy-chon/")

    block = response.context["desk"]["comments"]
    assert ([comment.title for comment in block.rows], block.total) == (["Kinh tế"], 1)
    assert (response.context["comments_waiting"], elsewhere.context["comments_waiting"]) == (1, 1)


def test_a_comment_tells_how_late_it_is_and_why_to_look_twice(client):
    make_comment(created_at=timezone.now() - timedelta(days=30), flags=[[Flag.SAME, "7"], [Flag.LINK, "example.vn"]])
    make_comment()

    block = desk_of(client, make_user())["comments"]

    late, early = block.rows
    assert (late.light, early.light) == ("late", "early")
    assert any(word.isdecimal() for word in late.due_words.split())
    assert late.marks == [(Flag.LINK.label, "example.vn"), (Flag.SAME.label, "")]
    assert (block.late, block.late_ones) == (1, "/quan-tri/comments/comment/?han=tre")


def test_refusing_leads_to_the_opened_form_of_the_card_on_the_desk(client):
    comment = make_comment()
    client.force_login(make_user("Kiểm duyệt"))

    page = client.get(INDEX).content.decode()

    address = f"/quan-tri/comments/comment/?mo=reject-{comment.pk}"
    assert page.count(f'href="{address}#y-kien-{comment.pk}"') == 1
    assert client.get(address).text.count('data-fold="reject" data-claims open') == 1


def test_a_unit_is_led_to_the_opened_form_of_its_answer(client):
    member = make_user("Trả lời bạn đọc")
    case = make_case(make_unit("Phòng Kinh tế", member), due_in=3)

    (row,) = desk_of(client, member)["cases"].rows
    (action,) = row.actions

    assert action.url.endswith(f"&mo=answer-{case.pk}#y-kien-{case.pk}")
    assert client.get(action.url).text.count('data-fold="answer" data-claims open') == 1


def test_a_comment_shown_from_the_first_screen_can_be_taken_back_there(client):
    comment = make_comment()
    client.force_login(make_user("Kiểm duyệt"))
    data = {"decision": "approve", "trang-thai": "waiting", "next": INDEX}
    page = client.post(f"/quan-tri/comments/comment/{comment.pk}/quyet-dinh/", data)["Location"]
    event = comment.events.get()

    block = client.get(page).context["desk"]["comments"]
    undo = f"/quan-tri/comments/comment/hoan-tac/{event.pk}/"
    assert (page, block.undoable, client.get(page).text.count(undo)) == (f"{INDEX}?vua={event.pk}", [event], 1)

    response = client.post(undo, {"next": INDEX})

    comment.refresh_from_db()
    assert (response["Location"], comment.status) == (INDEX, CommentStatus.WAITING)
    assert client.get(page).context["desk"]["comments"].undoable == []


def test_units_with_late_answers_are_named_with_the_way_to_them(client):
    slow, quick = make_unit("Phòng Kinh tế"), make_unit("Văn phòng")
    make_case(slow, due_in=-3)
    make_case(slow, due_in=-1)
    make_case(slow, due_in=20)
    make_case(quick, due_in=20)
    make_answer(make_case(quick, due_in=-3))

    block = desk_of(client, make_user())["comments"]

    told = [(unit["unit__name"], unit["late"], unit["url"]) for unit in block.late_units]
    address = f"/quan-tri/comments/comment/?trang-thai=ho-so&don-vi={slow.pk}&han=tre"
    assert told == [("Phòng Kinh tế", 2, address)]


def test_members_of_a_unit_find_its_cases_the_longest_due_first(client):
    member = make_user("Trả lời bạn đọc")
    unit, other = make_unit("Phòng Kinh tế", member), make_unit("Văn phòng")
    make_case(unit, "Sau", due_in=20)
    late = make_case(unit, "Trễ", due_in=-20)
    make_case(other, "Của nơi khác", due_in=1)
    make_answer(make_case(unit, "Đã trả lời", due_in=1))

    desk = desk_of(client, member)

    address = f"/quan-tri/comments/comment/?trang-thai=ho-so&don-vi={unit.pk}#y-kien-{late.pk}"
    assert [(row.title, row.light) for row in desk["cases"].rows] == [("Trễ", "late"), ("Sau", "early")]
    assert (desk["cases"].rows[0].url, desk["cases"].total, desk["comments"]) == (address, 2, None)
    assert client.get(INDEX).context["comments_waiting"] == 2
    assert client.get("/quan-tri/tuy-chon/").context["comments_waiting"] == 2


def test_who_moderates_and_belongs_to_a_unit_sees_both(client):
    editor = make_user()
    make_case(make_unit("Văn phòng", editor), "Của văn phòng", due_in=3)
    make_comment(title="Chờ duyệt")

    desk = desk_of(client, editor)

    assert [row.title for row in desk["cases"].rows] == ["Của văn phòng"]
    assert [comment.title for comment in desk["comments"].rows] == ["Chờ duyệt"]


@pytest.mark.parametrize(
    ("day", "known", "missing"),
    [
        ("2031-06-15", [], [2031]),
        ("2031-06-15", [2031], []),
        ("2031-11-30", [2031], []),
        ("2031-12-01", [2031], [2032]),
        ("2031-12-01", [2031, 2032], []),
        ("2031-12-01", [], [2031, 2032]),
    ],
)
def test_a_year_without_public_holidays_is_named_to_those_who_may_enter_them(client, day, known, missing):
    SpecialDay.objects.bulk_create(SpecialDay(day=date(year, 9, 2), name="Quốc khánh") for year in known)
    now = at(day, 9)
    TickRun.objects.update(at=now)
    rows = {}
    for user in (make_user("Quản trị"), make_user()):
        request = client.get(INDEX).wsgi_request
        request.user = user
        rows[user.username] = [row.key for row in dashboard.desk(request, now)["troubles"]]

    assert rows == {"quan-tri": [f"ngay-nghi-{year}" for year in missing], "bien-tap-vien": []}


def test_a_long_comment_is_folded_and_stays_complete(client):
    make_comment(text="Kính gửi. " * 100 + "Hết.")

    (comment,) = desk_of(client, make_user())["comments"].rows

    assert comment.is_long
    assert "Hết." in client.get(INDEX).content.decode()


def test_the_most_read_of_the_week_with_their_numbers(client):
    for title, views in [("Ít đọc", 12), ("Đọc nhiều", 1_535)]:
        DailyViews.objects.create(article=make_article(title=title), day=today(-1), count=views)

    week = desk_of(client, make_user())["most_read"]

    assert [(article.title, views, length) for article, views, length in week.bars] == [
        ("Đọc nhiều", 1_535, 100),
        ("Ít đọc", 12, 1),
    ]
    assert "1.535" in client.get(INDEX).content.decode()


# --- Whose screen it is ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "blocks"),
    [
        ("Phóng viên", {"waiting", "notes", "due", "drafts", "upcoming", "most_read"}),
        ("Biên tập viên", {"waiting", "notes", "due", "drafts", "upcoming", "comments", "most_read"}),
        ("Thư ký toà soạn", {"waiting", "notes", "due", "drafts", "upcoming", "comments", "most_read"}),
        ("Kiểm duyệt", {"comments", "most_read"}),
        ("Trả lời bạn đọc", {"cases", "most_read"}),
        ("Quản trị", {"waiting", "notes", "due", "drafts", "upcoming", "comments", "most_read"}),
        (None, {"waiting", "notes", "due", "drafts", "upcoming", "comments", "most_read"}),
    ],
)
def test_each_role_sees_its_own_blocks(client, role, blocks):
    desk = desk_of(client, make_user(role))

    assert {name for name, block in desk.items() if isinstance(block, dashboard.Block)} | {"most_read"} == blocks


def test_titles_and_reasons_are_escaped(client):
    reporter, editor = make_user("Phóng viên"), make_user()
    workflow.send_back(in_review(reporter, "<b>Giá</b> nước"), by=editor, reason="<i>Sai</i> số.")

    client.force_login(reporter)
    page = client.get(INDEX).content.decode()

    assert "&lt;b&gt;Giá&lt;/b&gt; nước" in page
    assert "&lt;i&gt;Sai&lt;/i&gt; số." in page


def fill(users, count):
    """Rows in every block, quickly: what matters here is their number."""
    reporter, editor, other = users
    now, section = timezone.now(), make_section(f"Chuyên mục {count}")
    content = snapshots.EMPTY | {"title": "Bài", "section": section.pk, "body": "<p>Nội dung.</p>"}
    articles = Article.objects.bulk_create(
        Article(
            title=f"Bài {number}",
            section=section,
            created_by=editor,
            status=Status.PUBLISHED,
            published_at=now + timedelta(hours=number % 48 - 24),
            expires_at=now + timedelta(days=2, hours=number % 48),
        )
        for number in range(count)
    )
    states = [RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.RETURNED, RevisionState.APPROVED]
    Revision.objects.bulk_create(
        Revision(
            article=article,
            state=states[number % 4],
            schema=snapshots.SCHEMA,
            content=content,
            title=f"Bài {number}",
            section=section,
            search_text="bai",
            writers=[editor.pk],
            created_by=editor,
            assignee=[None, editor, other][number % 3],
            due_on=today(number % 5 - 2),
        )
        for number, article in enumerate(articles)
    )
    Note.objects.bulk_create(Note(article=article, text="Số liệu?", by=other) for article in articles)
    UnsavedText.objects.bulk_create(
        UnsavedText(user=editor, key=f"n{count}-{number}", title="Nháp", data={"body": ["<p>Chữ</p>"]})
        for number in range(count)
    )
    for article in articles[:5]:
        workflow.submit(make_draft(by=reporter, section=section.pk), by=reporter)
        DailyViews.objects.create(article=article, day=today(-1), count=5)
    consent, unit = make_comment(articles[0]).consent, make_unit(f"Đơn vị {count}")
    Comment.objects.bulk_create(
        Comment(
            article=article,
            consent=consent,
            nonce=f"{count}-{number}",
            code_hash=f"{count}-{number}",
            text="Hỏi",
            unit=unit if number % 2 else None,
            routed_at=now,
            due_on=today(number % 5 - 2),
        )
        for number, article in enumerate(articles)
    )


def queries(client):
    with CaptureQueriesContext(connection) as captured:
        client.get(INDEX)
    return len(captured)


def test_the_first_screen_costs_the_same_with_ten_and_with_a_thousand_articles(client):
    users = [make_user("Phóng viên"), make_user(), make_user(username="khac")]
    make_identity()
    fill(users, 10)
    client.force_login(users[1])
    few = queries(client)

    fill(users, 1_000)
    many = queries(client)

    assert (few, many) == (21, 21)


def test_a_limit_to_sections_and_a_unit_of_ones_own_cost_one_question_more_each(client):
    users = [make_user("Phóng viên"), make_user(), make_user(username="khac")]
    make_identity()
    fill(users, 10)
    profile = StaffProfile.objects.create(user=users[1])
    profile.sections.add(make_section("Chuyên mục khác"), Article.objects.first().section)
    client.force_login(users[1])

    assert queries(client) == 22
    assert client.get(INDEX).context["desk"]["waiting"].total > 0

    Comment.objects.exclude(unit=None).first().unit.members.add(users[1])
    assert queries(client) == 23
