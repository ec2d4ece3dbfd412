"""The first screen: what is late, what is due, comments and readers."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import attachments, photos, workflow
from articles.models import Article, DailyViews, Notice, SpecialDay
from articles.states import Status
from comments.models import Flag
from comments.models import Status as CommentStatus
from portal import dashboard
from portal.models import TickRun
from tests.factories import (
    at,
    make_answer,
    make_article,
    make_attachment,
    make_comment,
    make_photo,
    make_profile,
    make_section,
    make_unit,
    make_user,
)

from ..articles.plans import new_version
from .first_screen import INDEX, desk_of, in_review, press, shown, today

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_wrong():
    TickRun.objects.create(pk=1, at=timezone.now())
    for year in (today().year, today().year + 1):
        SpecialDay.objects.get_or_create(day=date(year, 1, 1), defaults={"name": "Tết Dương lịch"})


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


def test_what_goes_up_and_comes_down_within_the_week_counts_twice(client):
    now = timezone.now()
    for number in range(5):
        up = now + timedelta(days=1, hours=number)
        make_article(published_at=up.isoformat(), expires_at=(up + timedelta(days=2)).isoformat())

    upcoming = desk_of(client, make_user())["upcoming"]

    assert (len(upcoming.rows), upcoming.total) == (8, 10)


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


def test_what_goes_up_says_that_a_photo_of_it_was_taken_down(client):
    photo = make_photo()
    make_article(title="Thiếu ảnh", cover=photo.pk, published_at=timezone.now() + timedelta(days=1))
    make_article(title="Đủ ảnh", published_at=timezone.now() + timedelta(days=2))
    photos.take_down(photo, by=None, reason="Sai người")

    rows = desk_of(client, make_user())["upcoming"].rows

    told = [(row.title, row.light, [words for words, _at in row.facts[1:]]) for row in rows]
    assert told == [("Thiếu ảnh", "late", [_("One of its photos was taken down.")]), ("Đủ ảnh", "early", [])]


def test_what_goes_up_says_that_an_attachment_of_it_was_taken_down(client):
    document = make_attachment()
    offered = [{"attachment": document.pk, "title": "Phụ lục"}]
    make_article(title="Thiếu tệp", attachments=offered, published_at=timezone.now() + timedelta(days=1))
    make_article(title="Không tệp", published_at=timezone.now() + timedelta(days=2))
    attachments.take_down(document, by=None, reason="Sai số liệu")

    rows = desk_of(client, make_user())["upcoming"].rows

    told = [(row.title, row.light, [words for words, _at in row.facts[1:]]) for row in rows]
    assert told == [("Thiếu tệp", "late", [_("One of its attachments was taken down.")]), ("Không tệp", "early", [])]


def test_what_would_undo_a_text_published_by_hand_says_so(client):
    editor = make_user()
    plan = workflow.plan(new_version(), by=editor, at=timezone.now() + timedelta(days=1))
    workflow.publish(new_version(plan.article, title="Sửa gấp"), by=None)

    (row,) = desk_of(client, editor)["upcoming"].rows

    (why,) = workflow.hitches(plan.article, [plan]).values()
    said = _("As things stand it won't go up by itself: %(why)s") % {"why": why}
    assert (row.title, row.light, row.facts[1:]) == (str(plan), "late", [(said, None)])


def test_the_most_read_of_the_week_with_their_numbers(client):
    for title, views in [("Ít đọc", 12), ("Đọc nhiều", 1_535)]:
        DailyViews.objects.create(article=make_article(title=title), day=today(-1), count=views)

    week = desk_of(client, make_user())["most_read"]

    assert [(article.title, views, length) for article, views, length in week.bars] == [
        ("Đọc nhiều", 1_535, 100),
        ("Ít đọc", 12, 1),
    ]
    assert "1.535" in client.get(INDEX).content.decode()
