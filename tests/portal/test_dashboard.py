"""The first screen: what waits for a person stands there with its next step, at the same cost however much there is."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import snapshots, workflow
from articles.models import Article, DailyViews, Note, Revision, SpecialDay, StaffProfile, UnsavedText
from articles.states import RevisionState, Status
from comments.models import Comment
from portal import dashboard
from portal.models import TickRun
from tests.factories import make_article, make_comment, make_draft, make_identity, make_section, make_unit, make_user

from .first_screen import INDEX, deed, desk_of, in_review, press, shown, today

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_wrong():
    TickRun.objects.create(pk=1, at=timezone.now())
    for year in (today().year, today().year + 1):
        SpecialDay.objects.get_or_create(day=date(year, 1, 1), defaults={"name": "Tết Dương lịch"})


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


def test_what_a_leader_returns_by_link_comes_back_to_who_asked_as_well(client):
    writer, editor, other = make_user("Phóng viên"), make_user(), make_user(username="khac")
    revision = in_review(writer, "Giá nước sạch")
    until = timezone.now() + timedelta(days=3)
    link, _secret = workflow.link_for(revision, by=editor, reader="Bà Lụa, Chủ tịch UBND xã", ends_at=until)
    workflow.return_by_link(link, "Thiếu nguồn số liệu.")

    for person, sees in [(writer, True), (editor, True), (other, False)]:
        rows = desk_of(client, person)["waiting"].rows
        assert [(row.title, row.quote) for row in rows] == [("Giá nước sạch", "Thiếu nguồn số liệu.")] * sees


def test_what_was_returned_in_the_house_since_comes_back_to_the_writer_alone(client):
    writer, editor, other = make_user("Phóng viên"), make_user(), make_user(username="khac")
    revision = in_review(writer, "Giá nước sạch")
    until = timezone.now() + timedelta(days=3)
    link, _secret = workflow.link_for(revision, by=editor, reader="Bà Lụa, Chủ tịch UBND xã", ends_at=until)
    workflow.return_by_link(link, "Thiếu nguồn số liệu.")
    workflow.submit(revision, by=writer)
    workflow.send_back(revision, by=other, reason="Sai tên xóm.")

    rows = {person.username: desk_of(client, person)["waiting"].rows for person in (writer, editor)}

    assert {name: [row.quote for row in told] for name, told in rows.items()} == {
        writer.username: ["Sai tên xóm."],
        editor.username: [],
    }


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
            review_on=today(number % 5 - 2),
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
            # Of the approved ones two in three are planned: some late, some to come.
            apply_at=[None, now - timedelta(hours=1), now + timedelta(hours=1)][number % 3]
            if number % 4 == 3
            else None,
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

    # Three are of times alone: plans that are late, plans to come, days to look again that have passed.
    assert (few, many) == (24, 24)


def test_a_limit_to_sections_and_a_unit_of_ones_own_cost_one_question_more_each(client):
    users = [make_user("Phóng viên"), make_user(), make_user(username="khac")]
    make_identity()
    fill(users, 10)
    profile = StaffProfile.objects.create(user=users[1])
    profile.sections.add(make_section("Chuyên mục khác"), Article.objects.first().section)
    client.force_login(users[1])

    assert queries(client) == 25
    assert client.get(INDEX).context["desk"]["waiting"].total > 0

    Comment.objects.exclude(unit=None).first().unit.members.add(users[1])
    assert queries(client) == 26
