"""The desk's tabs and filters: all in the address, counted, within reach."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import moderation, receipts
from comments.models import Comment, Flag, Status
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

pytestmark = pytest.mark.django_db
DESK = "/quan-tri/comments/comment/"


@pytest.fixture
def moderator(client):
    user = make_user("Kiểm duyệt")
    client.force_login(user)
    return user


def listed(client, query=""):
    return client.get(f"{DESK}{query}").context["comments"]


def counts(client, query=""):
    return {tab["value"]: tab["count"] for tab in client.get(f"{DESK}{query}").context["tabs"]}


def test_each_tab_lists_its_state_and_counts_it(client, moderator):
    by_state = {status: make_comment(status=status) for status in Status}

    assert {status: listed(client, f"?trang-thai={status}") for status in Status} == {
        status: [comment] for status, comment in by_state.items()
    }
    assert counts(client) == dict.fromkeys(Status.values, 1) | {"ho-so": 0, "tat-ca": len(Status)}


def test_the_tab_of_cases_lists_what_units_have_not_answered_yet_the_first_due_first(client, moderator):
    unit = make_unit()
    late, soon, answered = (
        moderation.route(make_comment(title=title), unit, by=moderator, due_on=timezone.localdate() + timedelta(days=n))
        for title, n in [("Sau", 9), ("Trước", 2), ("Đã trả lời", 1)]
    )
    make_answer(answered, unit=unit)
    make_comment(title="Không đơn vị nào")

    assert listed(client, "?trang-thai=ho-so") == [soon, late]


def test_what_was_decided_last_stands_first_and_all_of_them_newest_first(client, moderator):
    now = timezone.now()
    old = make_comment(status=Status.APPROVED, created_at=now - timedelta(days=9), decided_at=now)
    new = make_comment(status=Status.APPROVED, created_at=now, decided_at=now - timedelta(days=1))

    assert listed(client, "?trang-thai=approved") == [old, new]
    assert listed(client, "?trang-thai=tat-ca") == [new, old]


def test_an_unknown_tab_leads_to_the_desk(client, moderator):
    response = client.get(f"{DESK}?trang-thai=nonsense")

    assert response["Location"] == DESK


def test_a_section_brings_those_below_it_along(client, moderator):
    top = make_section("Kinh tế")
    below, other = make_section("Nông nghiệp", parent=top), make_section("Văn hoá")
    found = [make_comment(make_article(section=section.pk)) for section in (top, below)]
    make_comment(make_article(section=other.pk))

    assert listed(client, f"?chuyen-muc={top.pk}") == found


def test_only_sections_within_reach_are_offered_and_listed(client, moderator):
    mine, other = make_section("Kinh tế"), make_section("Nội bộ")
    make_profile(moderator, mine)
    comment = make_comment(make_article(section=mine.pk))
    make_comment(make_article(section=other.pk))

    response = client.get(DESK)

    assert response.context["sections"] == [mine]
    assert listed(client, f"?chuyen-muc={other.pk}") == []
    assert (listed(client), counts(client)["waiting"]) == ([comment], 1)


@pytest.mark.parametrize("flag", Flag.values)
def test_comments_are_found_by_each_reason_to_look_twice(client, moderator, flag):
    others = [[other, "1"] for other in Flag.values if other != flag]
    wanted = make_comment(flags=[["trap", ""], [flag, "x"]])
    # A detail that a reader typed is no reason, whatever it looks like.
    make_comment(flags=[*others, ["word", f'["{flag}", ""]']] if flag != "word" else others)
    make_comment()

    assert listed(client, f"?ly-do={flag}") == [wanted]


def test_comments_are_found_by_unit_with_any_and_with_none(client, moderator):
    office, police = make_unit("Văn phòng"), make_unit("Công an xã")
    at_office, at_police = (moderation.route(make_comment(), unit, by=moderator) for unit in (office, police))
    free = make_comment()

    assert listed(client, f"?don-vi={police.pk}") == [at_police]
    assert listed(client, "?don-vi=co") == [at_office, at_police]
    assert listed(client, "?don-vi=khong") == [free]


def test_comments_are_found_by_their_due_light(client, moderator):
    now = timezone.now()
    late = make_comment(created_at=now - timedelta(days=30))
    unit = make_unit()
    soon = moderation.route(make_comment(), unit, by=moderator, due_on=timezone.localdate())
    make_answer(make_comment(status=Status.APPROVED), unit=unit)

    assert listed(client, "?han=tre") == [late]
    assert set(listed(client, "?han=gan")) >= {late, soon}


def test_comments_that_i_am_at_work_on_are_found(client, moderator):
    mine, theirs = make_comment(), make_comment()
    moderation.claim(mine, by=moderator)
    moderation.claim(theirs, by=make_user("Quản trị"))
    lapsed = timezone.now() - timedelta(minutes=11)
    Comment.objects.filter(pk=make_comment().pk).update(claimed_by=moderator, claimed_at=lapsed)

    assert listed(client, "?cua-toi=1") == [mine]


def test_all_comments_of_a_sender_are_found_by_one_of_them(client, moderator):
    one = make_comment(phone="+84912345678")
    same_phone = make_comment(phone="+84912345678", address="203.0.113.8")
    same_address = make_comment()
    make_comment(address="203.0.113.9")

    assert listed(client, f"?trang-thai=waiting&cung={one.pk}") == [one, same_phone, same_address]


def test_a_sender_is_not_found_by_a_comment_beyond_reach(client, moderator):
    mine, other = make_section("Kinh tế"), make_section("Nội bộ")
    make_profile(moderator, mine)
    make_comment(make_article(section=mine.pk))
    hidden = make_comment(make_article(section=other.pk))

    assert listed(client, f"?cung={hidden.pk}") == []


@pytest.mark.parametrize("q", ["giá nước", "GIÁ", "đức-hạnh nước", "khối BAO"])
def test_words_are_found_in_name_title_and_text_as_they_are_written(client, moderator, q):
    wanted = make_comment(name="Nguyễn Thị Đức-Hạnh", title="Xin hỏi giá nước", text="Mỗi khối bao nhiêu tiền?")
    make_comment(name="Lê Văn An", title="Đường tối", text="Xin lắp đèn.", address="203.0.113.8")

    assert listed(client, f"?q={q}") == [wanted]


def test_words_without_their_marks_find_nothing_and_the_page_says_so(client, moderator):
    make_comment(title="Xin hỏi giá nước")

    response = client.get(f"{DESK}?q=gia nuoc")

    assert response.context["comments"] == []
    assert response.context["filters"].is_narrowed


@pytest.mark.parametrize("q", ["%", "_", "\\", "'"])
def test_signs_of_the_database_are_plain_signs(client, moderator, q):
    make_comment(title="Xin hỏi", text="Không có dấu nào")
    wanted = make_comment(title="Xin hỏi", text=f"Có dấu {q} ở đây")

    assert listed(client, f"?q={q}".replace("%", "%25")) == [wanted]


def test_no_address_finds_a_comment_by_its_look_up_code(client, moderator):
    make_comment(nonce="a" * 32)

    assert listed(client, f"?q={receipts.code_of('a' * 32)}") == []


def test_tabs_and_counts_keep_the_filters(client, moderator):
    make_comment(title="Giá nước", status=Status.APPROVED)
    make_comment(title="Giá nước")
    make_comment(title="Đường tối", text="Tối.", status=Status.APPROVED)

    response = client.get(f"{DESK}?q=Giá&don-vi=khong")

    found = {tab["value"]: (tab["count"], tab["query"]) for tab in response.context["tabs"]}
    assert found["approved"] == (1, "trang-thai=approved&don-vi=khong&q=Gi%C3%A1")
    assert listed(client, f"?{found['approved'][1]}") == [Comment.objects.get(status=Status.APPROVED, title="Giá nước")]


@pytest.mark.parametrize(
    "query",
    [
        "?chuyen-muc=x",
        "?chuyen-muc=99999999999999999999",
        "?don-vi=%00",
        "?ly-do=nonsense",
        "?han=nonsense",
        "?cung=-1",
        "?p=0",
        "?p=99999999999999999999",
        "?q=%00",
        "?vua=99999999999999999999-x",
    ],
)
def test_what_can_t_be_read_narrows_nothing(client, moderator, query):
    comment = make_comment()

    assert listed(client, query) == [comment]


@pytest.mark.parametrize("query", ["", "?trang-thai=tat-ca&q=gi%C3%A1&han=gan&ly-do=link&don-vi=khong&cua-toi=1"])
def test_filters_cost_no_more_questions(client, moderator, query, django_assert_max_num_queries):
    make_identity()
    make_comment()

    with django_assert_max_num_queries(15):
        client.get(f"{DESK}{query}")
