"""A person asks for their data, or for its erasure: found by number or code, handed out, erased, each on record."""

import json
import logging
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext

from articles.models import ContentVersion
from comments import moderation, privacy, receipts
from comments.models import Answer, Ban, Comment, CommentEvent, PrivacyEvent, PrivateContact, Status, Step
from tests.factories import at, make_answer, make_article, make_comment, make_identity, make_unit, make_user

from .dumps import cells, changes, dump

pytestmark = pytest.mark.django_db

PHONE, TYPED = "+84912345678", "0912 345 678"
WHO = "Bà Hoa, đến trụ sở, trình căn cước"
PAGE = "/quan-tri/comments/privacyevent/du-lieu-ca-nhan/"
LOG = "/quan-tri/comments/privacyevent/"
OTHERS = ["Phóng viên", "Biên tập viên", "Thư ký toà soạn", "Kiểm duyệt", "Trả lời bạn đọc"]


@pytest.fixture
def administrator(client):
    user = make_user("Quản trị")
    client.force_login(user)
    return user


def code_of(comment):
    return receipts.code_of(comment.nonce)


def purge_all():
    return privacy.purge(now=timezone.now() + timedelta(days=31))


def traces():
    return list(PrivacyEvent.objects.order_by("pk").values_list("kind", "comment", "request", "by"))


def post(client, step=None, who=TYPED, request=WHO, **data):
    return client.post(PAGE, {"who": who} | ({"step": step, "request": request} if step else {}) | data)


# --- Finding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["0912345678", " 0912.345.678", "+84 912 345 678", "84912345678", "091\u200b2345678"])
def test_a_number_leads_to_all_comments_it_was_given_with_the_oldest_first(typed):
    later = make_comment(phone=PHONE, created_at=at("2026-11-20"))
    first = make_comment(phone=PHONE, created_at=at("2026-11-10"))
    make_comment(phone="+84912345679")
    make_comment()

    assert list(privacy.find(typed)) == [first, later]


def test_a_code_leads_to_its_comment_in_any_spelling():
    comment, _other = make_comment(), make_comment()

    assert list(privacy.find(code_of(comment).lower().replace("-", " "))) == [comment]


@pytest.mark.parametrize("typed", ["", " ", "0912345679", "ABCDE-ABCDE-ABCDE", "không", "+84", "%", "\x00"])
def test_other_words_lead_nowhere(typed):
    make_comment(phone=PHONE)
    make_comment()

    assert list(privacy.find(typed)) == []


def test_after_the_purge_only_the_code_leads_to_a_comment():
    comment = make_comment(status=Status.APPROVED, phone=PHONE)
    purge_all()

    assert (list(privacy.find(TYPED)), list(privacy.find(code_of(comment)))) == ([], [comment])


# --- Handing out -----------------------------------------------------------------------------------------------------


def a_story():
    """A comment with all that may be stored about it; and somebody else's."""
    moderator = make_user("Kiểm duyệt")
    comment = make_comment(phone=PHONE, title="Xin hỏi [đã che]", created_at=at("2026-11-16"))
    PrivateContact.objects.filter(comment=comment).update(original={"title": "Xin hỏi 0912345678"})
    moderation.route(comment, make_unit("Trạm Y tế"), by=moderator, due_on=at("2026-11-20").date(), note="Gấp")
    moderation.answer(comment, by=moderator, text="Đã có lịch.", name="Lê Thị Hoa", position="Trạm trưởng")
    make_comment(phone="+84987654321", title="Của người khác")
    return Comment.objects.get(pk=comment.pk)


def test_what_is_handed_out_is_all_that_is_stored():
    comment, user = a_story(), make_user("Quản trị")

    data = privacy.export(privacy.find(TYPED), by=user, request=WHO)

    (_when, [facts]) = data.values()
    assert "08:00 16/11/2026" in facts.values()
    assert {PHONE, "Xin hỏi 0912345678", comment.name, comment.text, comment.article.title} <= {
        value for value in facts.values() if isinstance(value, str)
    }
    assert {"Trạm Y tế", "20/11/2026", "Đã có lịch.\nLê Thị Hoa, Trạm trưởng"} <= set(map(str, facts.values()))
    assert {comment.consent.text, comment.consent_hash} <= set(map(str, facts.values()))
    assert comment.contact.address_hash in facts.values()
    assert json.loads(json.dumps(data)) == data
    assert "Của người khác" not in json.dumps(data, ensure_ascii=False)


def test_names_of_the_staff_are_not_handed_out():
    a_story()
    moderator = Comment.objects.get(contact__phone=PHONE).decided_by
    moderator.__class__.objects.filter(pk=moderator.pk).update(first_name="Bí Mật")

    data = privacy.export(privacy.find(TYPED), by=make_user("Quản trị"), request=WHO)

    text = json.dumps(data, ensure_ascii=False)
    assert (moderator.username in text, "Bí Mật" in text) == (False, False)


def test_notes_of_the_staff_to_each_other_are_not_handed_out_but_reasons_are():
    comment, moderator = a_story(), make_user("Kiểm duyệt", username="kd2")
    moderation.take_down(comment, by=moderator, code="other", reason="Đã giải quyết xong.")
    CommentEvent.objects.create(
        comment=comment, step=Step.HAND_BACK, before=comment.status, after=comment.status, note="Không phải việc này"
    )

    text = json.dumps(privacy.export([comment], by=make_user("Quản trị"), request=WHO), ensure_ascii=False)

    assert ("Gấp" in text, "Không phải việc này" in text, "Đã giải quyết xong." in text) == (False, False, True)


def test_handing_out_leaves_a_trace_for_each_comment_and_changes_nothing_else():
    first, second = make_comment(phone=PHONE), make_comment(phone=PHONE)
    user = make_user("Quản trị")
    before = dump()

    privacy.export(privacy.find(TYPED), by=user, request=f"  {WHO} \n")

    assert changes(before, dump()) == {"comments_privacyevent": (0, 2)}
    assert traces() == [("export", first.pk, WHO, user.pk), ("export", second.pk, WHO, user.pk)]


@pytest.mark.parametrize("step", [privacy.export, privacy.erase])
@pytest.mark.parametrize("request_", ["", "  ", "\x00\n", "\u200b"])
def test_each_request_says_who_asked(step, request_):
    comment = make_comment(phone=PHONE)
    before = dump()

    with pytest.raises(moderation.NotPossible):
        step([comment], by=make_user("Quản trị"), request=request_)

    assert set(changes(before, dump())) == {"auth_user", "auth_user_groups"}  # the administrator was made meanwhile


@pytest.mark.parametrize("step", [privacy.export, privacy.erase])
@pytest.mark.parametrize("role", OTHERS)
def test_others_may_neither_hand_out_nor_erase(step, role):
    user, comment = make_user(role), make_comment(phone=PHONE)
    before = dump()

    with pytest.raises(PermissionDenied):
        step([comment], by=user, request=WHO)

    assert changes(before, dump()) == {}


def test_the_log_keeps_no_number_that_the_request_was_written_with():
    comment, user = make_comment(phone=PHONE), make_user("Quản trị")

    privacy.export([comment], by=user, request="Bà Hoa gọi từ 0912.345.678, thư hoa@example.com")

    assert PrivacyEvent.objects.get().request == "Bà Hoa gọi từ [đã che], thư [đã che]"


# --- Erasing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_purged", [False, True])
@pytest.mark.parametrize("by_code", [False, True])
def test_erasing_by_number_and_by_code_before_and_after_the_purge(by_code, is_purged):
    comment, other = make_comment(status=Status.APPROVED, phone=PHONE), make_comment(phone="+84987654321")
    if is_purged:
        purge_all()

    found = privacy.find(code_of(comment) if by_code else TYPED)
    count = privacy.erase(found, by=make_user("Quản trị"), request=WHO)

    is_found = by_code or not is_purged
    assert count == is_found
    assert (Comment.objects.get(pk=comment.pk).erased_at is not None) == is_found
    assert Comment.objects.get(pk=other.pk).erased_at is None


def test_erasing_takes_who_and_what_and_leaves_when_where_and_what_was_decided():
    comment = a_story()
    moderation.mask(comment, by=None, words="Mỗi khối")
    moderation.ban(comment, by=make_user("Kiểm duyệt", username="kd2"), days=30, reason="Gọi 0912345678")
    user, secret = make_user("Quản trị"), {PHONE, comment.name, comment.text, "0912345678", "Đã có lịch.", "Gấp"}

    privacy.erase([comment], by=user, request=WHO)

    erased = Comment.objects.get(pk=comment.pk)
    assert (erased.name, erased.title, erased.text) == ("[đã xoá theo yêu cầu]", "[đã xoá theo yêu cầu]", "")
    assert (erased.article, erased.created_at, erased.decided_at) == (
        comment.article, comment.created_at, comment.decided_at,
    )  # fmt: skip
    assert (erased.status, erased.flags, erased.reason, erased.fingerprint) == (Status.WITHDRAWN, [], "", 0)
    assert (PrivateContact.objects.count(), Answer.objects.count()) == (1, 0)
    assert [event.step for event in erased.events.all()][-1] == Step.ERASE
    assert (Ban.objects.get().comment, Ban.objects.get().reason) == (None, "Gọi [đã che]")
    others = Comment.objects.exclude(pk=comment.pk).values_list("name", "text")
    kept = {word for row in others for word in row}  # the factory gives all comments the same words
    assert {word for word in secret - kept for cell in cells(dump()) if word in cell} == set()


def test_erasing_touches_the_rows_of_its_comment_and_leaves_one_trace():
    comment, user = a_story(), make_user("Quản trị")
    steps, before = comment.events.count(), dump()
    noted = CommentEvent.objects.exclude(note="", was={}).count()

    privacy.erase([comment], by=user, request=WHO)

    assert changes(before, dump()) == {
        "articles_contentversion": (1, 1),
        "comments_answer": (1, 0),
        "comments_comment": (1, 1),
        "comments_commentevent": (noted, noted + 1),
        "comments_privatecontact": (1, 0),
        "comments_privacyevent": (0, 1),
    }
    assert comment.events.count() == steps + 1
    assert traces() == [("erase", comment.pk, WHO, user.pk)]


def test_erasing_twice_is_the_same_as_once():
    comment, user = make_comment(phone=PHONE), make_user("Quản trị")
    privacy.erase([comment], by=user, request=WHO)
    before = dump()

    assert privacy.erase([comment], by=user, request=WHO) == 0
    assert changes(before, dump()) == {}


def test_nothing_more_can_be_done_with_an_erased_comment():
    comment, user = make_comment(phone=PHONE), make_user("Quản trị")
    privacy.erase([comment], by=user, request=WHO)

    with pytest.raises(moderation.NotPossible):
        moderation.approve(comment, by=user)


def test_an_erased_comment_leaves_the_site_and_its_writer_is_told(client):
    make_identity()
    comment = make_comment(make_article(), status=Status.APPROVED, phone=PHONE, title="Cống tắc đã lâu")
    make_answer(comment, text="Đã thông cống.")
    pages = [comment.article.get_absolute_url(), reverse("comments:answered")]
    before = [client.get(page) for page in pages]

    privacy.erase([comment], by=make_user("Quản trị"), request=WHO)

    after = [
        client.get(page, headers={"if-none-match": old["ETag"]} if "ETag" in old else {})
        for page, old in zip(pages, before, strict=True)
    ]
    assert [("Cống tắc" in page.text, "Đã thông" in page.text) for page in before] == [(True, True)] * 2
    assert [page.status_code for page in after] == [200, 200]
    assert [("Cống tắc" in page.text, "Đã thông" in page.text) for page in after] == [(False, False)] * 2
    told = client.post(reverse("comments:lookup"), {"code": code_of(comment)})
    assert told.status_code == 200
    assert told.context["comment"].erased_at is not None
    assert ("Cống tắc" in told.text, "Đã thông" in told.text) == (False, False)


def test_erasing_raises_the_content_version():
    comment, version = make_comment(status=Status.APPROVED), ContentVersion.objects.get().number

    privacy.erase([comment], by=make_user("Quản trị"), request=WHO)

    assert ContentVersion.objects.get().number == version + 1


# --- The page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", OTHERS)
def test_the_page_is_for_who_may(client, role):
    comment = make_comment(phone=PHONE)
    client.force_login(make_user(role))

    assert [client.get(PAGE).status_code, post(client, "erase-now", shown=str(comment.pk)).status_code] == [403, 403]
    assert Comment.objects.get().erased_at is None


def test_a_stranger_is_sent_to_the_login(client):
    assert client.get(PAGE).url.split("?")[0] == "/quan-tri/login/"


def test_what_is_found_is_shown_masked_and_it_is_on_record_who_looked(client, administrator):
    comment = make_comment(phone=PHONE, title="Đèn đường hỏng")
    make_comment(phone="+84987654321", title="Của người khác")

    page = post(client)

    assert [comment.title for comment in page.context["comments"]] == ["Đèn đường hỏng"]
    assert page.text.count("09xx xxx 678") == 1
    assert "Của người khác" not in page.text
    assert traces() == [("search", comment.pk, "", administrator.pk)]


@pytest.mark.parametrize("who", ["", "0912345679", "x" * 61])
def test_where_nothing_is_found_the_page_says_so_and_keeps_what_was_typed(client, administrator, who):
    make_comment(phone=PHONE)

    page = post(client, who=who)

    assert (page.context["search"]["who"].value(), list(page.context["search"].errors)) == (who, ["who"])
    assert "comments" not in page.context
    assert traces() == []


def test_the_file_holds_the_data_and_is_named_for_nobody(client, administrator):
    comment = make_comment(phone=PHONE, title="Đèn đường hỏng")

    answer = post(client, "file")

    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="du-lieu-ca-nhan-')
    assert "912345678" not in answer["Content-Disposition"]
    (_when, [facts]) = json.loads(answer.content).values()
    assert {PHONE, "Đèn đường hỏng"} <= {value for value in facts.values() if isinstance(value, str)}
    assert traces() == [("export", comment.pk, WHO, administrator.pk)]


def test_the_paper_holds_the_same(client, administrator):
    comment = a_story()

    page = post(client, "page")

    assert page.text.count("Xin hỏi 0912345678") == 1
    assert (page.text.count(f"<dd>{TYPED}</dd>"), PHONE in page.text) == (1, False)
    assert "Của người khác" not in page.text
    assert traces() == [("export", comment.pk, WHO, administrator.pk)]


@pytest.mark.parametrize("step", ["file", "page", "erase"])
def test_without_a_word_on_who_asked_nothing_is_done_and_nothing_is_lost(client, administrator, step):
    comment = make_comment(phone=PHONE)
    before = dump()

    page = post(client, step, request=" ")

    assert (page.status_code, list(page.context["form"].errors)) == (200, ["request"])
    assert page.context["form"]["who"].value() == TYPED
    assert changes(before, dump()) == {"comments_privacyevent": (0, 1)}
    assert traces() == [("search", comment.pk, "", administrator.pk)]


def test_erasing_asks_once_more_and_then_does_it(client, administrator):
    comment = make_comment(phone=PHONE)

    asked = post(client, "erase")
    untouched = Comment.objects.get().erased_at
    done = post(client, "erase-now", shown=asked.context["form"]["shown"].value())

    assert (asked.context["is_erasing"], untouched) == (True, None)
    assert (done.status_code, done.url) == (302, PAGE)
    assert Comment.objects.get().erased_at is not None
    assert traces() == [("search", comment.pk, "", administrator.pk), ("erase", comment.pk, WHO, administrator.pk)]


def test_what_came_after_the_look_is_not_erased_unseen(client, administrator):
    make_comment(phone=PHONE)
    shown = post(client, "erase").context["form"]["shown"].value()
    make_comment(phone=PHONE)

    page = post(client, "erase-now", shown=shown)

    assert len(page.context["comments"]) == 2
    assert len(page.context["form"].non_field_errors()) == 1
    assert Comment.objects.filter(erased_at=None).count() == 2
    assert {kind for kind, *_rest in traces()} == {"search"}


def test_an_unknown_step_only_finds(client, administrator):
    make_comment(phone=PHONE)

    assert len(post(client, "eat").context["comments"]) == 1
    assert [kind for kind, *_rest in traces()] == ["search"]


def test_no_number_stands_in_an_address_or_a_log(client, administrator, caplog):
    make_comment(phone=PHONE)
    caplog.set_level(logging.DEBUG)

    pages = [post(client), post(client, "erase"), post(client, "page")]
    done = post(client, "erase-now", shown=pages[1].context["form"]["shown"].value())

    links = {part.split('"')[0] for page in pages for part in page.text.split('href="')[1:]}
    forms = {part.split('"')[0] for page in pages for part in page.text.split('action="')[1:]}
    assert [address for address in {*links, *forms, done.url} if "345678" in address] == []
    own = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert [record for record in own if "345678" in record.getMessage()] == []


def test_the_page_costs_the_same_for_one_comment_and_for_many(client, administrator, django_assert_max_num_queries):
    make_comment(phone=PHONE)
    post(client)
    with django_assert_max_num_queries(12) as one:
        post(client)
    for _number in range(5):
        make_comment(phone=PHONE)

    with django_assert_max_num_queries(len(one)):
        post(client)


# --- The log ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def log(administrator):
    comment = make_comment(status=Status.APPROVED, phone=PHONE, title="Đèn đường hỏng")
    privacy.reveal(comment, by=administrator)
    privacy.export([comment], by=administrator, request=WHO)
    purge_all()
    return comment


def kinds(client, query=""):
    return [event.kind for event in client.get(f"{LOG}?{query}").context["cl"].queryset]


def test_the_log_shows_who_did_what_on_whose_word_newest_first(client, log):
    page = client.get(LOG)

    assert kinds(client) == ["purge", "export", "reveal"]
    assert page.text.count(WHO) == 1
    assert page.text.count("công việc định kỳ của máy chủ</td>") == 1
    assert "Người vận hành" not in page.text


def test_a_deed_of_nobody_but_the_purge_is_the_operators(client, administrator, log):
    PrivacyEvent.objects.filter(kind="reveal").update(by=None)

    page = client.get(LOG).text

    assert (page.count("Người vận hành</td>"), page.count("công việc định kỳ của máy chủ</td>")) == (1, 1)


def test_the_log_is_headed_by_its_name(client, administrator):
    heading = client.get(LOG).context["title"]

    assert heading == gettext("Log of accesses to personal data")


def test_the_log_is_narrowed_by_what_and_who_and_when(client, administrator, log):
    PrivacyEvent.objects.filter(kind="reveal").update(at=timezone.now() - timedelta(days=400))
    times = client.get(LOG).context["cl"].filter_specs[2]
    this_year = times.links[4][1]

    assert kinds(client, "kind__exact=reveal") == ["reveal"]
    assert kinds(client, f"by__id__exact={administrator.pk}") == ["export", "reveal"]
    assert kinds(client, urlencode(this_year)) == ["purge", "export"]


def test_nothing_in_the_log_is_written_by_hand(client, administrator, log):
    event = PrivacyEvent.objects.first()

    answers = [
        client.post(f"{LOG}add/", {"kind": "reveal"}),
        client.post(f"{LOG}{event.pk}/change/", {"kind": "reveal"}),
        client.post(f"{LOG}{event.pk}/delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert PrivacyEvent.objects.count() == 3


@pytest.mark.parametrize("role", OTHERS)
def test_the_log_is_for_administrators(client, role):
    client.force_login(make_user(role))

    assert client.get(LOG).status_code == 403
