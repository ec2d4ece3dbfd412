"""Looking at a contact: for few, each look on record, by POST alone."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from comments import privacy
from comments.admin.people import readable
from comments.models import PrivacyEvent, PrivateContact
from tests.factories import at, make_article, make_comment, make_profile, make_section, make_unit, make_user

from .dumps import changes, dump

pytestmark = pytest.mark.django_db

PHONE = "+84912345678"
JSON = {"accept": "application/json"}
EVERY_ROLE = ["Phóng viên", "Biên tập viên", "Thư ký toà soạn", "Kiểm duyệt", "Trả lời bạn đọc", "Quản trị"]


@pytest.fixture
def administrator(client):
    user = make_user("Quản trị")
    client.force_login(user)
    return user


def address_of(comment):
    return reverse("admin:comments_reveal", args=[comment.pk])


def a_comment(**original):
    comment = make_comment(phone=PHONE, title="Xin hỏi [đã che]")
    PrivateContact.objects.update(original=original)
    return comment


# --- The step -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_who_may_look(role):
    user = make_user(role)
    case = {"unit": make_unit("Trạm Y tế", user), "routed_at": at("2026-11-16"), "due_on": at("2026-11-20").date()}
    comment = make_comment(phone=PHONE, **case)

    try:
        phone = privacy.reveal(comment, by=user).phone
    except PermissionDenied:
        phone = None

    assert phone == (PHONE if role == "Quản trị" else None)
    assert PrivacyEvent.objects.count() == (role == "Quản trị")


def test_the_right_alone_reaches_no_further_than_ones_sections():
    user = make_user("Quản trị")
    make_profile(user, make_section("Kinh tế"))
    comment = make_comment(make_article(section=make_section("Văn hoá").pk), phone=PHONE)

    with pytest.raises(PermissionDenied):
        privacy.reveal(comment, by=user)

    assert PrivacyEvent.objects.count() == 0


def test_each_look_leaves_one_trace_and_changes_nothing_else():
    comment, user = make_comment(phone=PHONE), make_user("Quản trị")
    before = dump()

    privacy.reveal(comment, by=user)
    privacy.reveal(comment, by=user)

    assert changes(before, dump()) == {"comments_privacyevent": (0, 2)}
    assert set(PrivacyEvent.objects.values_list("kind", "comment", "by", "count", "request")) == {
        ("reveal", comment.pk, user.pk, 1, "")
    }


def test_after_the_purge_there_is_nothing_to_look_at_and_nothing_on_record():
    comment, user = make_comment(phone=PHONE), make_user("Quản trị")
    PrivateContact.objects.all().delete()

    assert privacy.reveal(comment, by=user) is None
    assert PrivacyEvent.objects.count() == 0


# --- The page, and what the desk fetches -----------------------------------------------------------------------------


def test_the_page_shows_the_number_and_the_words_as_they_were_typed(client, administrator):
    comment = a_comment(title="Xin hỏi 0912345678", text="<b>Gọi</b> tôi")

    page = client.post(address_of(comment)).text

    assert page.count('<a href="tel:+84912345678">0912 345 678</a>') == 1
    assert page.count("Xin hỏi 0912345678") == 1
    assert page.count("&lt;b&gt;Gọi&lt;/b&gt; tôi") == 1


def test_the_desk_gets_the_same_as_json(client, administrator):
    comment = a_comment(title="Xin hỏi 0912345678")

    answer = client.post(address_of(comment), headers=JSON)

    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "ok": True,
        "purged": False,
        "phone": "0912 345 678",
        "call": PHONE,
        "original": [{"field": "title", "label": "Tiêu đề", "words": "Xin hỏi 0912345678"}],
        "note": answer.json()["note"],
    }
    assert list(PrivacyEvent.objects.values_list("kind", "comment", "by")) == [("reveal", comment.pk, administrator.pk)]


def test_what_is_purged_is_told_so(client, administrator):
    comment = make_comment(phone=PHONE)
    PrivateContact.objects.all().delete()

    answer = client.post(address_of(comment), headers=JSON).json()

    assert (answer["purged"], "phone" in answer) == (True, False)
    assert client.post(address_of(comment)).text.count(answer["note"]) == 1


def test_a_comment_without_a_number_says_so(client, administrator):
    comment = make_comment()

    assert client.post(address_of(comment), headers=JSON).json()["phone"] == ""
    assert 'href="tel:' not in client.post(address_of(comment)).text


def test_nothing_is_shown_to_a_get(client, administrator):
    comment = make_comment(phone=PHONE)

    assert (client.get(address_of(comment)).status_code, PrivacyEvent.objects.count()) == (405, 0)


@pytest.mark.parametrize("role", [role for role in EVERY_ROLE if role != "Quản trị"])
def test_the_page_is_for_who_may(client, role):
    user = make_user(role)
    client.force_login(user)
    comment = make_comment(phone=PHONE)

    answers = [client.post(address_of(comment), headers=headers) for headers in ({}, JSON)]

    assert {answer.status_code for answer in answers} <= {403, 404}
    assert [("345 678" in answer.text) for answer in answers] == [False, False]
    assert PrivacyEvent.objects.count() == 0


def test_a_stranger_is_sent_to_the_login(client):
    comment = make_comment(phone=PHONE)

    assert client.post(address_of(comment)).url.split("?")[0] == "/quan-tri/login/"
    assert PrivacyEvent.objects.count() == 0


def test_neither_page_nor_answer_is_kept_by_the_browser(client, administrator):
    comment = make_comment(phone=PHONE)

    assert "no-store" in client.post(address_of(comment))["Cache-Control"]


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+84912345678", "0912 345 678"),
        ("+842438261234", "02438 261 234"),
        ("+14155552671", "+14155 552 671"),
        ("", ""),
    ],
)
def test_a_number_is_written_as_people_read_it(phone, shown):
    assert readable(phone) == shown
