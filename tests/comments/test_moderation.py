"""What moderators do with comments, and who may."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from articles.models import ContentVersion
from comments import moderation
from comments.models import Comment, CommentEvent, Status
from tests.factories import make_article, make_comment, make_identity, make_user

pytestmark = pytest.mark.django_db
DESK = "/quan-tri/comments/comment/"
STEPS = {
    Status.APPROVED: lambda comment, by: moderation.approve(comment, by=by),
    Status.REFUSED: lambda comment, by: moderation.reject(comment, by=by, reason="Không đúng bài"),
    Status.SPAM: lambda comment, by: moderation.mark_spam(comment, by=by),
    Status.TAKEN_DOWN: lambda comment, by: moderation.take_down(comment, by=by, reason="Theo yêu cầu"),
}
POSSIBLE = {
    ("waiting", "approved"), ("waiting", "refused"), ("waiting", "spam"),
    ("refused", "approved"), ("refused", "spam"),
    ("spam", "approved"), ("spam", "refused"),
    ("approved", "taken_down"),
    ("taken_down", "approved"),
}  # fmt: skip


def decide(client, comment, **data):
    return client.post(reverse("admin:comments_decide", args=[comment.pk]), data)


@pytest.mark.parametrize("before", Status.values)
@pytest.mark.parametrize("after", list(STEPS))
def test_which_decision_may_follow_which(before, after):
    comment, moderator = make_comment(status=before), make_user("Kiểm duyệt")

    try:
        STEPS[after](comment, moderator)
    except moderation.NotPossible:
        assert (before, after) not in POSSIBLE
        assert Comment.objects.get().status == before
    else:
        assert (before, after) in POSSIBLE
        decided = Comment.objects.get()
        assert (decided.status, decided.decided_by) == (after, moderator)
        assert decided.decided_at is not None


@pytest.mark.parametrize(
    ("role", "may"), [("Phóng viên", False), ("Biên tập viên", True), ("Kiểm duyệt", True), ("Quản trị", True)]
)
@pytest.mark.parametrize("after", list(STEPS))
def test_who_may_decide(role, may, after):
    comment = make_comment(status=Status.APPROVED if after == Status.TAKEN_DOWN else Status.WAITING)

    try:
        STEPS[after](comment, make_user(role))
        decided = True
    except PermissionDenied:
        decided = False

    assert decided == may
    assert (Comment.objects.get().status == after) == may


def test_each_decision_leaves_a_record():
    comment, moderator = make_comment(), make_user("Kiểm duyệt")

    moderation.approve(comment, by=moderator)
    moderation.take_down(comment, by=moderator, reason="  Theo   yêu cầu ")

    events = CommentEvent.objects.values_list("before", "after", "reason", "by")
    assert list(events) == [
        ("waiting", "approved", "", moderator.pk),
        ("approved", "taken_down", "Theo yêu cầu", moderator.pk),
    ]


@pytest.mark.parametrize("step", [moderation.reject, moderation.take_down])
def test_refusing_and_taking_down_need_a_reason(step):
    comment = make_comment(status=Status.APPROVED if step is moderation.take_down else Status.WAITING)

    with pytest.raises(moderation.NotPossible):
        step(comment, by=make_user("Kiểm duyệt"), reason=" \n ")

    assert CommentEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("before", "after", "raises"),
    [
        ("waiting", "approved", True),
        ("approved", "taken_down", True),
        ("waiting", "refused", False),
        ("waiting", "spam", False),
    ],
)
def test_what_readers_see_raises_the_content_version_and_nothing_else_does(before, after, raises):
    comment, version = make_comment(status=before), ContentVersion.objects.get().number

    STEPS[Status(after)](comment, make_user("Kiểm duyệt"))

    assert (ContentVersion.objects.get().number > version) == raises


def test_an_approved_comment_stands_under_its_article_at_the_next_request(client):
    make_identity()
    article = make_article()
    comment = make_comment(article, title="Xin hỏi giá nước", text="Một câu hỏi.")
    hidden = client.get(article.get_absolute_url())

    moderation.approve(comment, by=make_user("Kiểm duyệt"))

    shown = client.get(article.get_absolute_url(), headers={"if-none-match": hidden["ETag"]})
    assert "Xin hỏi giá nước" not in hidden.text
    assert shown.status_code == 200
    assert "Xin hỏi giá nước" in shown.text


def test_the_desk_lists_what_waits_oldest_first(client):
    client.force_login(make_user("Kiểm duyệt"))
    first, second = make_comment(title="Ý kiến thứ nhất"), make_comment(title="Ý kiến thứ hai")
    make_comment(title="Đã đăng rồi", status=Status.APPROVED)

    response = client.get(DESK)

    assert list(response.context["page"]) == [first, second]
    assert "Đã đăng rồi" not in response.text


def test_the_desk_costs_the_same_for_one_and_for_twenty(client, django_assert_max_num_queries):
    client.force_login(make_user("Kiểm duyệt"))
    for number in range(20):
        make_comment(title=f"Ý kiến số {number}")

    with django_assert_max_num_queries(12):
        assert len(client.get(DESK).context["page"].object_list) == 20


def test_one_press_decides_and_comes_back_to_the_list(client):
    client.force_login(make_user("Kiểm duyệt"))
    comment = make_comment()

    response = decide(client, comment, decision="approve", **{"trang-thai": "waiting", "p": "1"})

    assert Comment.objects.get().status == Status.APPROVED
    assert response["Location"] == f"{DESK}?trang-thai=waiting&p=1"


@pytest.mark.parametrize("decision", ["", "delete", "take_down"])
def test_a_decision_that_can_t_be_taken_changes_nothing_and_says_so(client, decision):
    client.force_login(make_user("Kiểm duyệt"))
    comment = make_comment()

    response = client.post(
        reverse("admin:comments_decide", args=[comment.pk]), {"decision": decision, "reason": "x"}, follow=True
    )

    assert Comment.objects.get().status == Status.WAITING
    assert len(response.context["messages"]) == 1


def test_decisions_are_taken_only_by_post_and_by_people_with_the_right(client):
    comment = make_comment()
    stranger = decide(client, comment, decision="approve")
    client.force_login(make_user("Phóng viên"))

    assert stranger.status_code == 302
    assert client.get(DESK).status_code == 403
    assert decide(client, comment, decision="approve").status_code == 403
    client.force_login(make_user("Kiểm duyệt"))
    client.get(reverse("admin:comments_decide", args=[comment.pk]), {"decision": "approve"})
    assert Comment.objects.get().status == Status.WAITING


def test_phone_numbers_are_masked_but_for_those_with_the_right(client):
    make_comment(phone="+84912345678")
    client.force_login(make_user("Kiểm duyệt"))
    masked = client.get(DESK).text
    client.force_login(make_user("Quản trị"))
    whole = client.get(DESK).text

    assert ("0912345678" in masked, "912345678" in masked, "09xx xxx 678" in masked) == (False, False, True)
    assert "+84912345678" in whole


def test_nothing_of_a_comment_is_changed_or_deleted_in_the_admin(client):
    comment = make_comment(title="Ý kiến")
    client.force_login(make_user(role=None))

    assert client.post(f"{DESK}{comment.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{DESK}{comment.pk}/change/", {"title": "Khác"}).status_code == 403
    assert client.post(f"{DESK}add/", {"title": "Khác"}).status_code == 403
    assert Comment.objects.get().title == "Ý kiến"


def test_a_list_that_is_out_of_date_overrides_no_decision(client):
    client.force_login(make_user("Kiểm duyệt"))
    comment = make_comment()
    colleague = make_user("Quản trị")
    moderation.approve(comment, by=colleague)
    moderation.take_down(comment, by=colleague, reason="Gia đình yêu cầu gỡ")

    response = client.post(
        reverse("admin:comments_decide", args=[comment.pk]),
        {"decision": "approve", "trang-thai": "waiting"},
        follow=True,
    )

    assert Comment.objects.get().status == Status.TAKEN_DOWN
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_enter_in_the_reason_never_shows_the_comment(client):
    """Browsers press a form's first submit button."""
    client.force_login(make_user("Kiểm duyệt"))
    make_comment()

    page = client.get(DESK).text

    assert page.index('value="reject"') < page.index('value="approve"')


def test_the_writer_of_spam_reads_a_reason_as_any_other():
    comment = moderation.mark_spam(make_comment(), by=make_user("Kiểm duyệt"))

    assert comment.reason


def test_a_decision_leads_back_to_the_page_it_was_taken_on(client):
    client.force_login(make_user("Kiểm duyệt"))

    response = decide(client, make_comment(), decision="approve", next="/quan-tri/")

    assert response["Location"] == "/quan-tri/"
    assert Comment.objects.get().status == Status.APPROVED


@pytest.mark.parametrize(
    "address",
    [
        "",
        "quan-tri/",
        "https://example.org/",
        "//example.org/",
        "/\\example.org/",
        "///example.org",
        "javascript:alert(1)",
        "/" + "a" * 3000,
    ],
)
def test_no_decision_leads_away_from_the_site(client, address):
    client.force_login(make_user("Kiểm duyệt"))

    response = decide(client, make_comment(), decision="approve", next=address)

    assert response["Location"] == f"{DESK}?trang-thai=waiting&p=1"
