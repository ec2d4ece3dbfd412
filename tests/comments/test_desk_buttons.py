"""The buttons of the moderators' desk: with and without a script, for one comment and for many, and taking back."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from comments import moderation
from comments.models import Answer, Ban, Comment, CommentEvent, Status
from tests.factories import (
    make_answer,
    make_article,
    make_comment,
    make_identity,
    make_profile,
    make_section,
    make_unit,
    make_user,
)

from .busy_desk import make_busy

pytestmark = pytest.mark.django_db
DESK = "/quan-tri/comments/comment/"
SCRIPT = {"accept": "application/json"}
BEYOND = {
    "": DESK,
    "quan-tri/": DESK,
    "https://example.org/": DESK,
    "//example.org/": DESK,
    "/\\example.org/": DESK,
    "///example.org": DESK,
    "javascript:alert(1)": DESK,
    "/" + "a" * 3000: DESK,
    "/quan-tri/": "/quan-tri/",
}


@pytest.fixture
def moderator(client):
    user = make_user("Kiểm duyệt", first_name="Lan", last_name="Trần Thị")
    client.force_login(user)
    return user


def decide(client, comment, **data):
    return client.post(reverse("admin:comments_decide", args=[comment.pk]), data)


def by_script(client, comment, **data):
    """Press a button as the desk's script does; return the status and the answer."""
    data = {"next": f"{DESK}?trang-thai=waiting", "trang-thai": comment.status} | data
    response = client.post(reverse("admin:comments_decide", args=[comment.pk]), data, headers=SCRIPT)
    return response.status_code, json.loads(response.text)


def bulk(client, comments, **data):
    chosen = [f"{comment.pk}:{comment.status}" for comment in comments]
    data = {"y-kien": chosen, "next": f"{DESK}?trang-thai=waiting"} | data
    response = client.post(reverse("admin:comments_bulk"), data, headers=SCRIPT)
    return response.status_code, json.loads(response.text)


@pytest.mark.parametrize("n", [10, 1000])
def test_a_decision_costs_the_same_for_ten_and_for_a_thousand(client, moderator, n, django_assert_num_queries):
    make_identity()
    make_busy(n)
    comment = Comment.objects.earliest("pk")

    with django_assert_num_queries(17):
        status, _answer = by_script(client, comment, decision="approve")

    assert status == 200


# --- Buttons without a script ---


def test_one_press_decides_and_comes_back_to_the_same_list_with_its_filters(client, moderator):
    comment = make_comment()
    address = f"{DESK}?trang-thai=waiting&q=gi%C3%A1"

    response = decide(client, comment, decision="approve", next=address, **{"trang-thai": "waiting"})

    event = CommentEvent.objects.get()
    assert Comment.objects.get().status == Status.APPROVED
    assert response["Location"] == f"{address}&vua={event.pk}#y-kien-{comment.pk}"


def test_the_page_after_a_decision_offers_to_undo_it_while_that_is_possible(client, moderator):
    comment = make_comment()
    page = decide(client, comment, decision="approve", next=DESK)["Location"]
    (event,) = client.get(page).context["undoable"]

    client.post(reverse("admin:comments_undo", args=[event.pk]), {"next": DESK})

    assert Comment.objects.get().status == Status.WAITING
    assert client.get(page).context["undoable"] == []


def test_undo_is_not_offered_for_steps_of_others_nor_when_it_is_too_late(client, moderator):
    others = moderation.approve(make_comment(), by=make_user("Quản trị")).last_event
    old = moderation.approve(make_comment(), by=moderator).last_event
    CommentEvent.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(seconds=11))

    assert client.get(f"{DESK}?vua={others.pk}-{old.pk}-x").context["undoable"] == []


@pytest.mark.parametrize("decision", ["", "delete", "take_down", "reject"])
def test_a_decision_that_can_t_be_taken_changes_nothing_and_keeps_what_was_typed(client, moderator, decision):
    comment = make_comment()

    response = decide(client, comment, decision=decision, reason="Cần số liệu", **{"trang-thai": "waiting"})

    assert response.status_code == 422
    assert Comment.objects.get().status == Status.WAITING
    assert response.context["error"] != ""
    assert response.context["typed"]["reason"] == "Cần số liệu"


def test_a_list_that_is_out_of_date_overrides_no_decision(client, moderator):
    comment = make_comment()
    colleague = make_user("Quản trị")
    moderation.approve(comment, by=colleague)
    moderation.take_down(comment, by=colleague, reason="Gia đình yêu cầu gỡ")

    response = decide(client, comment, decision="approve", **{"trang-thai": "waiting"})

    assert response.status_code == 409
    assert Comment.objects.get().status == Status.TAKEN_DOWN


def test_from_another_page_of_ours_what_could_not_be_done_is_said_there(client, moderator):
    comment = make_comment(status=Status.APPROVED)

    response = client.post(
        reverse("admin:comments_decide", args=[comment.pk]),
        {"decision": "approve", "trang-thai": "waiting", "next": "/quan-tri/"},
        follow=True,
    )

    assert response.redirect_chain == [("/quan-tri/", 302)]
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


@pytest.mark.parametrize(("address", "way"), BEYOND.items(), ids=range(len(BEYOND)))
def test_no_decision_leads_away_from_the_site(client, moderator, address, way):
    response = decide(client, make_comment(), decision="approve", next=address)

    assert response["Location"].partition("?")[0] == way


def test_enter_in_a_field_never_shows_a_comment(client, moderator):
    """Browsers press a form's first submit button: each form on a card has one decision, that for many a dumb one."""
    make_comment()
    make_unit()

    page = client.get(DESK).text

    for form in page.split("<form")[1:]:
        form = form.partition("</form>")[0]
        first = form.partition("<button")[2].partition(">")[0]
        assert 'value="approve"' not in first or "<input name" not in form


def test_decisions_are_taken_only_by_post_and_by_people_with_the_right(client):
    comment = make_comment()
    stranger = decide(client, comment, decision="approve")
    client.force_login(make_user("Phóng viên"))

    assert stranger.status_code == 302
    assert client.get(DESK).status_code == 403
    assert decide(client, comment, decision="approve").status_code == 403
    client.force_login(make_user("Kiểm duyệt"))
    got = client.get(reverse("admin:comments_decide", args=[comment.pk]), {"decision": "approve"})
    assert got.status_code == 405
    assert Comment.objects.get().status == Status.WAITING


@pytest.mark.parametrize("decision", ["release", "claim", "nonsense", "", "reject"])
def test_who_may_not_see_the_desk_reads_nothing_through_its_buttons(client, decision):
    comment = make_comment(title="Chuyện nhà bà Tư")
    client.force_login(make_user("Phóng viên"))

    page = decide(client, comment, decision=decision)
    status, answer = by_script(client, comment, decision=decision)

    assert (page.status_code, status) == (403, 403)
    assert "Chuyện nhà bà Tư" not in page.text + json.dumps(answer, ensure_ascii=False)


def test_what_is_not_within_reach_is_not_found(client, moderator):
    mine, other = make_section("Kinh tế"), make_section("Nội bộ")
    make_profile(moderator, mine)
    comment = make_comment(make_article(section=other.pk))

    assert decide(client, comment, decision="approve").status_code == 404
    assert by_script(client, comment, decision="approve")[0] == 404
    assert client.get(f"{DESK}{comment.pk}/nhat-ky/").status_code == 404
    assert Comment.objects.get().status == Status.WAITING


def test_nothing_of_a_comment_is_changed_or_deleted_in_the_admin(client):
    comment = make_comment(title="Ý kiến")
    client.force_login(make_user(role=None))

    assert client.post(f"{DESK}{comment.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{DESK}{comment.pk}/change/", {"title": "Khác"}).status_code == 403
    assert client.post(f"{DESK}add/", {"title": "Khác"}).status_code == 403
    assert client.get(f"{DESK}{comment.pk}/change/")["Location"] == f"{DESK}{comment.pk}/nhat-ky/"
    assert Comment.objects.get().title == "Ý kiến"


def test_a_decision_on_a_later_page_leads_back_to_that_page(client, moderator):
    for number in range(41):
        make_comment(title=f"Ý kiến {number}")
    page = client.get(f"{DESK}?p=2").context

    response = decide(client, page["comments"][0], decision="approve", next=page["next"])

    assert "&p=2&vua=" in response["Location"]


# --- Buttons pressed by the script ---


def test_a_decision_by_script_answers_with_counts_undo_and_the_card_that_left(client, moderator):
    comment, _other = make_comment(), make_comment()

    status, answer = by_script(client, comment, decision="approve")

    event = CommentEvent.objects.get()
    assert (status, answer["ok"], answer["card"], answer["cards"]) == (200, True, "", {str(comment.pk): ""})
    assert answer["undo"] == {"url": f"{DESK}hoan-tac/{event.pk}/", "seconds": 10, "fields": []}
    assert (answer["counts"]["waiting"], answer["counts"]["approved"], answer["counts"]["tat-ca"]) == (1, 1, 2)


def test_a_comment_that_stays_in_the_list_is_drawn_again(client, moderator):
    comment, unit = make_comment(), make_unit()

    day = f"{timezone.localdate() + timedelta(days=60):%d/%m/%Y}"

    status, answer = by_script(client, comment, decision="route", unit=unit.pk, due_on=day, note="Đã gọi")

    routed = Comment.objects.get()
    assert (status, routed.unit, f"{routed.due_on:%d/%m/%Y}") == (200, unit, day)
    assert f'id="y-kien-{comment.pk}"' in answer["card"]
    assert unit.name in answer["card"]


def test_undo_by_script_brings_the_card_back(client, moderator):
    comment = make_comment()
    _status, answer = by_script(client, comment, decision="spam")

    undone = client.post(answer["undo"]["url"], {"next": DESK}, headers=SCRIPT).json()

    assert Comment.objects.get().status == Status.WAITING
    assert f'id="y-kien-{comment.pk}"' in undone["card"]
    assert (undone["undo"], undone["counts"]["waiting"]) == (None, 1)


@pytest.mark.parametrize(
    ("change", "data", "status"),
    [
        ({"status": Status.SPAM, "decided_at": timezone.now()}, {"decision": "approve"}, 409),
        ({}, {"decision": "reject", "code": "", "reason": "Chưa chọn lý do"}, 422),
        ({}, {"decision": "route"}, 422),
        ({}, {"decision": "route", "due_on": "32/12/2026"}, 422),
        ({}, {"decision": "route", "due_on": "01/12/2020"}, 422),
        ({}, {"decision": "answer", "text": "Trả lời", "unit": "999"}, 422),
        ({}, {"decision": "mask", "words": "không có trong ý kiến"}, 422),
        ({}, {"decision": "ban", "days": "0", "reason": "Quá đáng"}, 422),
        ({}, {"decision": "ban", "days": "9999999999999999999999", "reason": "Quá đáng"}, 422),
        ({}, {"decision": "nonsense"}, 422),
    ],
)
def test_what_can_t_be_done_is_answered_with_a_sentence_and_its_status(client, moderator, change, data, status):
    comment = make_comment()
    Comment.objects.update(**change)

    code, answer = by_script(client, comment, **data)

    assert (code, answer["ok"]) == (status, False)
    assert answer["message"] != ""
    assert CommentEvent.objects.count() == 0


def test_a_script_is_told_in_words_that_the_session_has_ended_or_a_right_is_missing(client):
    comment = make_comment()
    logged_out = by_script(client, comment, decision="approve")
    client.force_login(make_user("Phóng viên"))
    without_right = by_script(client, comment, decision="approve")

    assert (logged_out[0], logged_out[1]["ok"]) == (401, False)
    assert (without_right[0], without_right[1]["ok"]) == (403, False)


def test_each_other_button_takes_its_step(client, moderator):
    comment, unit = make_comment(text="Nhà anh Bình ở ngõ 12"), make_unit()

    by_script(client, comment, decision="mask", words="ngõ 12")
    assert "ngõ 12" not in Comment.objects.get().text
    by_script(client, comment, decision="put_back")
    assert Comment.objects.get().text == "Nhà anh Bình ở ngõ 12"
    by_script(client, comment, decision="claim")
    assert Comment.objects.get().claimed_by == moderator
    by_script(client, comment, decision="release")
    assert Comment.objects.get().claimed_by is None
    by_script(client, comment, decision="ban", days="30", reason="Gửi liên tục")
    assert Ban.objects.get().reason == "Gửi liên tục"
    by_script(client, comment, decision="answer", text="Đã xử lý.", unit=unit.pk)
    assert Answer.objects.get().signature == unit.name
    by_script(client, Comment.objects.get(), decision="change_answer", text="Đã xử lý xong.", name="Lê Hoa")
    assert (Answer.objects.get().text, Answer.objects.get().signature) == ("Đã xử lý xong.", "Lê Hoa")
    by_script(client, Comment.objects.get(), decision="take_down", code="other", reason="Theo yêu cầu")
    assert Comment.objects.get().status == Status.TAKEN_DOWN


def test_a_unit_is_taken_off_a_case(client, moderator):
    comment = moderation.route(make_comment(), make_unit(), by=moderator)

    with override("en"):
        _status, answer = by_script(client, comment, decision="route", unroute="1")

    assert Comment.objects.get().unit is None
    assert "Văn phòng" not in answer["message"]


def test_a_routing_and_its_undo_are_told_in_words_of_their_own(client, moderator):
    comment, unit = make_comment(title="Đèn đường"), make_unit("Công an xã")

    _status, answer = by_script(client, comment, decision="route", unit=unit.pk)
    undone = client.post(answer["undo"]["url"], {"next": DESK}, headers=SCRIPT).json()

    day = CommentEvent.objects.earliest("pk").note.rpartition(" ")[2]
    said = gettext("“%(comment)s” is handed to %(unit)s, answer due on %(due_on)s.")
    assert answer["message"] == said % {"comment": "Đèn đường", "unit": "Công an xã", "due_on": day}
    assert undone["message"] == gettext("The handing over to a unit is undone.")


def test_an_answer_is_undone_with_the_approval_that_came_along(client, moderator):
    comment = make_comment()
    _status, answer = by_script(client, comment, decision="answer", text="Đã xử lý.", name="Lê Hoa")
    shown = Comment.objects.get().status

    undone = client.post(answer["undo"]["url"], {"next": DESK}, headers=SCRIPT).json()

    assert (shown, Comment.objects.get().status, Answer.objects.count()) == (Status.APPROVED, Status.WAITING, 0)
    assert undone["message"] == gettext("The answer to “%(comment)s” is taken back.") % {"comment": comment.title}
    assert undone["card"].count('name="decision" value="answer"') == 1


def test_an_answer_is_taken_back_only_with_a_reason(client, moderator):
    comment = make_answer().comment
    page = client.get(f"{DESK}?trang-thai=approved").text

    refused = by_script(client, comment, decision="remove_answer", reason=" ")[0]
    kept = Answer.objects.count()
    status, answer = by_script(client, comment, decision="remove_answer", reason="Trả lời nhầm ý kiến")

    assert page.count('name="decision" value="remove_answer"') == 1
    assert (refused, kept, status, Answer.objects.count()) == (422, 1, 200, 0)
    assert CommentEvent.objects.get().note == "Trả lời nhầm ý kiến"
    log = client.get(reverse("admin:comments_history", args=[comment.pk])).text
    assert f"Trả lời nhầm ý kiến {gettext('Before: %(answer)s').partition('%')[0]}" in log


def test_a_comment_that_somebody_is_at_work_on_is_not_claimed_by_another(client, moderator):
    comment = make_comment()
    moderation.claim(comment, by=make_user("Quản trị", first_name="Bình"))

    status, answer = by_script(client, comment, decision="claim")

    assert (status, "Bình" in answer["message"]) == (409, True)
    assert Comment.objects.get().claimed_by.username == "quan-tri"


# --- Several at once ---


@pytest.mark.parametrize(
    ("data", "after"),
    [
        ({"decision": "approve"}, "approved"),
        ({"decision": "spam"}, "spam"),
        ({"decision": "reject", "code": "unclear", "reason": "Thiếu địa chỉ"}, "refused"),
    ],
)
def test_chosen_comments_are_decided_together_and_undone_together(client, moderator, data, after):
    comments = [make_comment() for _each in range(3)]

    _status, answer = bulk(client, comments, **data)
    decided = set(Comment.objects.values_list("status", flat=True))
    fields = answer["undo"]["fields"]
    undo = {"decision": "undo", "buoc": [pk for name, pk in fields if name == "buoc"], "next": DESK}
    undone = client.post(answer["undo"]["url"], undo, headers=SCRIPT).json()

    assert decided == {after}
    assert answer["done"] == [comment.pk for comment in comments]
    assert set(Comment.objects.values_list("status", flat=True)) == {"waiting"}
    assert all(undone["cards"].values())


def test_chosen_comments_are_handed_to_a_unit_together(client, moderator):
    comments, unit = [make_comment(), make_comment()], make_unit()

    bulk(client, comments, decision="route", unit=unit.pk)

    assert list(Comment.objects.values_list("unit", flat=True)) == [unit.pk, unit.pk]


def test_of_the_chosen_ones_it_is_said_which_could_not_be_done_and_why(client, moderator):
    done, decided = make_comment(title="Còn chờ"), make_comment(title="Đã xong")
    moderation.mark_spam(decided, by=make_user("Quản trị"))

    status, answer = bulk(client, [done, decided], decision="approve")

    assert status == 200
    assert (answer["done"], answer["failed"]) == ([done.pk], [decided.pk])
    assert "Đã xong" in answer["message"]
    assert Comment.objects.get(pk=decided.pk).status == Status.SPAM


def test_chosen_comments_beyond_reach_stay_as_they_are(client, moderator):
    mine, other = make_section("Kinh tế"), make_section("Nội bộ")
    make_profile(moderator, mine)
    comment = make_comment(make_article(section=other.pk))

    status, _answer = bulk(client, [comment], decision="approve")

    assert status == 422
    assert Comment.objects.get().status == Status.WAITING


@pytest.mark.parametrize("decision", ["approve", "answer", ""])
def test_without_a_choice_or_a_known_step_nothing_is_done(client, moderator, decision):
    comments = [make_comment()] if decision != "approve" else []

    assert bulk(client, comments, decision=decision)[0] == 422
    assert CommentEvent.objects.count() == 0


def test_of_several_undone_those_of_others_count_as_failed(client, moderator):
    mine = moderation.approve(make_comment(), by=moderator)
    theirs = moderation.approve(make_comment(), by=make_user("Quản trị"))
    events = [mine.last_event.pk, theirs.last_event.pk]

    data = {"decision": "undo", "buoc": events, "next": DESK}
    answer = client.post(reverse("admin:comments_bulk"), data, headers=SCRIPT).json()

    assert (answer["done"], answer["failed"]) == ([mine.pk], [theirs.pk])
    assert [Comment.objects.get(pk=comment.pk).status for comment in (mine, theirs)] == ["waiting", "approved"]


def test_nothing_is_undone_of_somebody_else(client, moderator):
    theirs = moderation.approve(make_comment(), by=make_user("Quản trị")).last_event

    response = client.post(reverse("admin:comments_undo", args=[theirs.pk]), {"next": DESK}, headers=SCRIPT)

    assert (response.status_code, Comment.objects.get().status) == (422, Status.APPROVED)


def test_without_a_script_the_chosen_ones_are_decided_and_can_be_undone(client, moderator):
    comments = [make_comment(), make_comment()]
    chosen = [f"{comment.pk}:waiting" for comment in comments]

    page = client.post(reverse("admin:comments_bulk"), {"y-kien": chosen, "decision": "approve", "next": DESK})

    undoable = client.get(page["Location"]).context["undoable"]
    assert [event.comment for event in undoable] == comments


def test_deciding_on_many_needs_the_right(client):
    comment = make_comment()
    client.force_login(make_user("Trả lời bạn đọc"))

    assert bulk(client, [comment], decision="approve")[0] == 403
