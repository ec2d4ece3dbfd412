"""The list of bans: what runs, what ended, what was lifted; no address anywhere; lifted by POST."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.admin.templatetags.admin_list import result_headers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import moderation, senders
from comments.models import Ban
from tests.factories import make_article, make_comment, make_profile, make_section, make_user

pytestmark = pytest.mark.django_db

BANS = "/quan-tri/comments/ban/"
ADDRESS = "203.0.113.7"


@pytest.fixture
def moderator(client):
    user = make_user("Kiểm duyệt", first_name="Thị Lan")
    client.force_login(user)
    return user


def make_ban(reason="Quảng cáo nhiều lần.", days=7, **fields):
    now = timezone.now()
    month = senders.month_of(now)
    values = {"address_hash": senders.hashed(ADDRESS), "at": now - timedelta(days=30)} | fields
    return Ban.objects.create(key_id=month, reason=reason, until=now + timedelta(days=days), **values)


def lift(client, ban):
    return client.post(f"{BANS}{ban.pk}/go-bo/")


@pytest.fixture
def three(db):
    return {
        "running": make_ban("Đang chặn"),
        "ended": make_ban("Đã hết", days=-1),
        "lifted": make_ban("Đã gỡ", lifted_at=timezone.now()),
    }


def test_the_list_says_why_until_when_by_whom_and_because_of_what(client, moderator):
    ban = make_ban(by=moderator, comment=make_comment(title="Mua ngay kẻo lỡ"))

    page = client.get(BANS).text

    assert (page.count("Quảng cáo nhiều lần.</a>"), page.count("Mua ngay kẻo lỡ</a>"), page.count("Thị Lan</td>")) == (
        1,
        1,
        1,
    )
    assert page.count(f'href="/quan-tri/comments/comment/{ban.comment_id}/nhat-ky/"') == 1


def test_neither_list_nor_page_shows_where_it_came_from(client, moderator):
    ban = make_ban(comment=make_comment())

    for page in (client.get(BANS).text, client.get(f"{BANS}{ban.pk}/change/").text):
        assert (ban.address_hash in page, ban.key.key in page, ADDRESS in page) == (False, False, False)


@pytest.mark.parametrize("state", ["running", "ended", "lifted"])
def test_the_list_is_narrowed_by_state(client, moderator, three, state):
    assert list(client.get(f"{BANS}?trang-thai={state}").context["cl"].queryset) == [three[state]]


def test_an_unknown_state_shows_nothing_and_none_shows_all(client, moderator, three):
    assert client.get(f"{BANS}?trang-thai=x").context["cl"].queryset.count() == 0
    assert client.get(BANS).context["cl"].queryset.count() == 3


def test_only_a_running_ban_has_a_button(client, moderator, three):
    page = client.get(BANS).text

    assert page.count("formaction=") == 1
    assert page.count(f'formaction="{BANS}{three["running"].pk}/go-bo/"') == 1


def test_a_ban_is_lifted_and_the_site_remembers_by_whom(client, moderator):
    ban = make_ban()

    answer = lift(client, ban)

    assert (answer.status_code, answer.url) == (302, BANS)
    assert (Ban.objects.get().lifted_at is None, Ban.objects.get().lifted_by) == (False, moderator)
    assert senders.ban_of(senders.hashes_of(ADDRESS)) is None
    assert [(entry.user, entry.object_id, entry.object_repr) for entry in LogEntry.objects.all()] == [
        (moderator, str(ban.pk), f"#{ban.pk}")
    ]


def test_the_list_and_the_page_say_who_lifted_a_ban(client, moderator):
    chief = make_user("Quản trị", last_name="Lê", first_name="Thu Hà")
    ban = make_ban(by=moderator, lifted_at=timezone.now(), lifted_by=chief)

    pages = [client.get(BANS).text, client.get(f"{BANS}{ban.pk}/change/").text]

    assert [page.count("đã gỡ · Lê Thu Hà<") for page in pages] == [1, 1]


def test_nobody_is_said_to_have_lifted_a_ban_that_runs(client, moderator):
    make_ban(by=moderator)

    assert client.get(BANS).text.count('<td class="field-state">đang chặn</td>') == 1


def test_the_list_is_headed_by_what_it_lists_and_no_column_is_without_a_name(client, moderator, three):
    page = client.get(BANS)

    assert page.context["title"] == "Người gửi bị chặn"
    assert [head["text"] for head in result_headers(page.context["cl"]) if not head["text"]] == []


@pytest.fixture
def limited(client):
    """A moderator of one section, and bans: of that section, of another, and of a comment that is gone."""
    inside, outside = make_section("Kinh tế"), make_section("Văn hoá")
    user = make_user("Kiểm duyệt")
    make_profile(user, inside)
    client.force_login(user)
    comments = [make_comment(make_article(section=section.pk)) for section in (inside, outside)]
    return {
        "inside": make_ban("Của mục mình", comment=comments[0]),
        "outside": make_ban("Của mục khác", comment=comments[1]),
        "gone": make_ban("Không còn ý kiến"),
    }


def test_a_moderator_with_sections_sees_the_bans_of_these_alone(client, limited):
    assert list(client.get(BANS).context["cl"].queryset) == [limited["inside"]]


@pytest.mark.parametrize("name", ["outside", "gone"])
def test_a_ban_out_of_reach_is_neither_seen_nor_lifted(client, limited, name):
    ban = limited[name]

    pages = [client.get(f"{BANS}{ban.pk}/{page}/") for page in ("change", "history")]

    assert [(page.status_code, page.url) for page in pages] == [(302, "/quan-tri/"), (302, "/quan-tri/")]
    assert lift(client, ban).status_code == 404
    assert Ban.objects.get(pk=ban.pk).lifted_at is None


def test_a_ban_in_reach_is_seen_and_lifted(client, limited):
    ban = limited["inside"]

    pages = [client.get(f"{BANS}{ban.pk}/{page}/").status_code for page in ("change", "history")]
    lift(client, ban)

    assert (pages, Ban.objects.get(pk=ban.pk).lifted_at is None) == ([200, 200], False)


@pytest.mark.parametrize("role", ["Kiểm duyệt", None], ids=["no sections", "superuser"])
def test_who_sees_all_sections_sees_bans_whose_comment_is_gone(client, limited, role):
    client.force_login(make_user(role, username="moi-muc"))

    assert client.get(BANS).context["cl"].queryset.count() == 3


@pytest.mark.parametrize("state", ["ended", "lifted"])
def test_what_does_not_run_is_not_lifted_again(client, moderator, three, state):
    before = three[state].lifted_at

    lift(client, three[state])

    assert Ban.objects.get(pk=three[state].pk).lifted_at == before
    assert LogEntry.objects.count() == 0


def test_lifting_takes_a_post(client, moderator):
    ban = make_ban()

    assert client.get(f"{BANS}{ban.pk}/go-bo/").status_code == 405
    assert client.post(f"{BANS}999999/go-bo/").status_code == 404
    assert Ban.objects.get().lifted_at is None


def test_a_ban_is_neither_made_nor_changed_nor_deleted_here(client, moderator):
    ban = make_ban()

    answers = [
        client.post(f"{BANS}add/", {"reason": "Khác"}),
        client.post(f"{BANS}{ban.pk}/change/", {"reason": "Khác"}),
        client.post(f"{BANS}{ban.pk}/delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert Ban.objects.get().reason == "Quảng cáo nhiều lần."


@pytest.mark.parametrize("role", ["Phóng viên", "Biên tập viên", "Thư ký toà soạn", "Trả lời bạn đọc"])
def test_the_list_is_for_who_keeps_it(client, role):
    ban = make_ban()
    client.force_login(make_user(role))

    assert [client.get(BANS).status_code, lift(client, ban).status_code] == [403, 403]
    assert Ban.objects.get().lifted_at is None


def test_the_list_costs_the_same_for_one_ban_and_for_three(client, moderator):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(BANS)
        return len(captured)

    comment = make_comment()
    make_ban(by=moderator, comment=comment)
    client.get(BANS)
    one = queries()
    make_ban(by=moderator, comment=comment)
    other = make_user("Kiểm duyệt", username="khac")
    make_ban(by=other, comment=comment, lifted_at=timezone.now(), lifted_by=other)

    assert queries() == one


def test_a_sender_whose_address_could_not_be_read_is_not_banned(moderator):
    """Everybody behind such a proxy would be."""
    with pytest.raises(moderation.NotPossible):
        moderation.ban(make_comment(address="unknown"), by=moderator, days=7, reason="Quấy rối")

    assert Ban.objects.count() == 0
