"""What decisions leave behind: their record, their reason, and the page at the next request."""

import pytest

from comments import moderation
from comments.models import CommentEvent, Reason, Status
from tests.factories import make_article, make_comment, make_identity, make_user

pytestmark = pytest.mark.django_db


def test_each_decision_leaves_a_record():
    comment, moderator = make_comment(), make_user("Kiểm duyệt")

    moderation.approve(comment, by=moderator)
    moderation.take_down(comment, by=moderator, code=Reason.UNLAWFUL, reason="  Theo   yêu cầu ")

    events = CommentEvent.objects.values_list("step", "before", "after", "reason_code", "note", "by")
    assert list(events) == [
        ("approve", "waiting", "approved", "", "", moderator.pk),
        ("take_down", "approved", "taken_down", "unlawful", "Theo yêu cầu", moderator.pk),
    ]


@pytest.mark.parametrize("how", [{"reason": " \n "}, {}, {"code": "nothing"}, {"code": "", "reason": "Có lý do"}])
@pytest.mark.parametrize("step", [moderation.reject, moderation.take_down])
def test_refusing_and_taking_down_need_a_reason(step, how):
    comment = make_comment(status=Status.APPROVED if step is moderation.take_down else Status.WAITING)

    with pytest.raises(moderation.NotPossible):
        step(comment, by=make_user("Kiểm duyệt"), **how)

    assert CommentEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("code", "reason", "told"),
    [
        (Reason.OFF_TOPIC, "", "Ý kiến không liên quan đến bài viết này."),
        (
            Reason.OFF_TOPIC,
            "Mời gửi ở bài về giá nước.",
            "Ý kiến không liên quan đến bài viết này. Mời gửi ở bài về giá nước.",
        ),
        (Reason.OTHER, "Trùng với ý kiến hôm qua.", "Trùng với ý kiến hôm qua."),
    ],
)
def test_the_writer_reads_the_reason_in_whole_sentences(code, reason, told):
    comment = moderation.reject(make_comment(), by=make_user("Kiểm duyệt"), code=code, reason=reason)

    assert comment.told_reason == told


def test_the_writer_of_spam_is_told_that_it_was_refused_and_no_more():
    comment = moderation.mark_spam(make_comment(), by=make_user("Kiểm duyệt"))

    assert comment.told_status == Status.REFUSED
    assert comment.told_reason == Reason.ADVERTISING.label


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
