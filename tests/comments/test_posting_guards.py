"""What guards the form: trap, time, throttles, bans. Whatever refuses a comment keeps its words."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
import time_machine
from django.utils import timezone

from comments import moderation
from comments.models import Comment, ConsentText, Flag, PostingBucket
from tests.factories import make_article, make_comment, make_comment_rules, make_identity, make_user

from .citizen import WORDS, address_of, again, answer_to, hidden_of, next_hour, opened, send, words_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def identity():
    return make_identity()


@pytest.fixture
def article():
    return make_article(title="Nước sạch về thôn")


# --- What is only marked for the moderator ---------------------------------------------------------------------------


def flags():
    return [Flag(code) for code, _detail in Comment.objects.latest("pk").flags]


def test_a_program_that_fills_the_trap_is_flagged_and_not_told(client, article):
    make_comment_rules(shortest_seconds=0)

    response = send(client, article, opened(client, article) | {"website": "https://example.com/" + "x" * 3000})

    assert response.status_code == 200
    assert Comment.objects.get().flags == [[Flag.TRAP, ""]]


@pytest.mark.parametrize(("seconds", "flagged"), [(0, [[Flag.FAST, "0"]]), (4, [[Flag.FAST, "4"]]), (5, []), (900, [])])
def test_what_comes_sooner_than_it_can_be_written_is_flagged(client, article, seconds, flagged):
    with time_machine.travel(next_hour(), tick=False) as clock:
        data = opened(client, article)
        clock.shift(timedelta(seconds=seconds))

        response = send(client, article, data)

    assert response.status_code == 200
    assert Comment.objects.get().flags == flagged


def test_the_time_of_writing_runs_from_the_first_opening_through_every_correction(client, article):
    with time_machine.travel(next_hour(), tick=False) as clock:
        data = opened(client, article)
        clock.shift(timedelta(seconds=10))
        wrong = send(client, article, data | {"title": ""})

        send(client, article, again(wrong))

    assert Comment.objects.get().flags == []


def test_the_time_of_writing_in_the_article_page_runs_from_the_first_focus(client, article):
    with time_machine.travel(next_hour(), tick=False) as clock:
        client.get(article.get_absolute_url())
        clock.shift(timedelta(minutes=10))
        fresh = client.post(f"{address_of(article)}mo/").json()
        clock.shift(timedelta(seconds=3))

        words = WORDS | {"form": fresh["form"], "key": fresh["key"], "answer": answer_to(fresh["key"])}
        send(client, article, words | {"consent": "on", "consent_text": ConsentText.objects.get().pk})

    assert Comment.objects.get().flags == [[Flag.FAST, "3"]]


def test_a_made_up_time_is_no_form(client, article):
    data = opened(client, article)
    nonce, stamp, signature = data["form"].rsplit(":", 2)

    response = send(client, article, data | {"form": f"{nonce}:1aaaaa:{signature}"})

    assert response.status_code == 422
    assert hidden_of(response)["form"].split(":")[0] != nonce


def test_a_full_hour_marks_comments_for_a_second_look_and_refuses_none(client, article):
    make_comment_rules(per_minute=10, per_hour=2)
    seen = []
    with time_machine.travel(next_hour(), tick=False) as clock:
        for _each in range(3):
            data = opened(client, article)
            clock.shift(timedelta(minutes=1))
            assert send(client, article, data).status_code == 200
            seen.append(flags())

    assert seen == [[], [Flag.SAME], [Flag.SAME, Flag.MANY]]


# --- Bursts ----------------------------------------------------------------------------------------------------------


def test_a_burst_is_refused_with_a_time_and_keeps_the_words(client, article):
    make_comment_rules(per_minute=2)
    hour = next_hour()
    with time_machine.travel(hour + timedelta(seconds=20), tick=False) as clock:
        for _each in range(2):
            assert send(client, article, opened(client, article)).status_code == 200

        refused = send(client, article, opened(client, article))
        clock.shift(timedelta(minutes=1))
        later = send(client, article, again(refused))

    assert refused.status_code == 429
    assert (refused.context["burst"].of, refused.context["burst"].until) == ("post", hour + timedelta(minutes=1))
    assert f"{timezone.localtime(hour):%H}:01" in refused.text
    assert words_in(refused) == WORDS
    assert hidden_of(refused)["solved"] != ""
    assert later.status_code == 200
    assert Comment.objects.count() == 3


def test_a_burst_on_one_article_is_refused_to_every_address_and_leaves_the_others_open(client, article):
    make_comment_rules(article_per_minute=2)
    other = make_article(title="Bài khác")
    with time_machine.travel(next_hour(), tick=False):
        codes = [
            send(client, on, opened(client, on), REMOTE_ADDR=f"203.0.113.{number}").status_code
            for number, on in enumerate([article, article, article, other])
        ]
        refused = send(client, article, opened(client, article), REMOTE_ADDR="203.0.113.9")

    assert codes == [200, 200, 429, 200]
    assert refused.context["burst"].of == "article"
    assert words_in(refused) == WORDS


def test_what_one_address_sends_too_often_takes_nobody_elses_place_under_the_article(client, article):
    make_comment_rules(per_minute=1, article_per_minute=2)
    with time_machine.travel(next_hour(), tick=False):
        flood = [send(client, article, opened(client, article)).status_code for _each in range(4)]
        neighbour = send(client, article, opened(client, article), REMOTE_ADDR="203.0.113.9")

    assert flood == [200, 429, 429, 429]
    assert neighbour.status_code == 200


def test_limits_of_zero_are_none(client, article):
    make_comment_rules(per_minute=0, per_hour=0, article_per_minute=0)

    with time_machine.travel(next_hour(), tick=False) as clock:
        codes = set()
        for _minute in range(2):  # what is limited in any case are the answers to captchas
            codes |= {send(client, article, opened(client, article)).status_code for _each in range(20)}
            clock.shift(timedelta(minutes=1))

    assert codes == {200}
    assert PostingBucket.objects.exclude(key__startswith="captcha:").count() == 0


@pytest.mark.parametrize(
    ("addresses", "senders"),
    [
        (["203.0.113.7", "203.0.113.7"], 1),
        (["203.0.113.7", "203.0.113.8"], 2),
        (["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"], 1),
        (["2001:db8:1:2::1", "2001:db8:1:3::1"], 2),
    ],
)
def test_an_ipv6_household_is_one_sender(client, article, addresses, senders):
    for address in addresses:
        send(client, article, opened(client, article), REMOTE_ADDR=address)

    assert Comment.objects.count() == 2
    assert PostingBucket.objects.filter(key__startswith="post:").count() == senders


@pytest.mark.parametrize(("trusted", "senders"), [("", 1), ("203.0.113.0/24", 2)])
def test_forwarded_addresses_count_only_from_trusted_proxies(client, article, settings, trusted, senders):
    settings.TRUSTED_PROXIES = [ip_network(trusted)] if trusted else []

    for address in ("198.51.100.1", "198.51.100.2"):
        forwarded = {"X-Forwarded-For": address}
        send(client, article, opened(client, article), REMOTE_ADDR="203.0.113.7", headers=forwarded)

    assert PostingBucket.objects.filter(key__startswith="post:").count() == senders


# --- Bans ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def banned(identity):
    """A ban on 203.0.113.7, with an office to complain to."""
    type(identity).objects.update(phone="024 3888 0000", email="vanphong@example.vn")
    comment = make_comment(status="spam", address="203.0.113.7")
    return moderation.ban(comment, by=make_user("Kiểm duyệt"), days=7, reason="Gửi quảng cáo nhiều lần")


def test_a_banned_sender_reads_why_and_until_when_and_keeps_his_words(client, article, banned):
    response = send(client, article, opened(client, article), REMOTE_ADDR="203.0.113.7")

    assert response.status_code == 403
    assert response.context["ban"] == banned
    told = response.text.split('role="alert"')[1].split("<form")[0]
    expected = [f"{timezone.localtime(banned.until):%H:%M %d/%m/%Y}", banned.reason, "024 3888 0000", "vanphong@"]
    assert [part for part in expected if part not in told] == []
    assert words_in(response) == WORDS
    assert Comment.objects.count() == 1


def test_a_ban_holds_for_its_address_and_its_time_only(client, article, banned):
    neighbour = send(client, article, opened(client, article), REMOTE_ADDR="203.0.113.8")
    with time_machine.travel(banned.until + timedelta(seconds=1), tick=False):
        later = send(client, article, opened(client, article), REMOTE_ADDR="203.0.113.7")

    assert (neighbour.status_code, later.status_code) == (200, 200)


def test_a_ban_is_told_to_nobody_who_has_not_solved_the_captcha(client, article, banned):
    response = send(client, article, opened(client, article) | {"answer": "x"}, REMOTE_ADDR="203.0.113.7")

    assert response.status_code == 422
    assert response.context["ban"] is None


def test_a_receipt_comes_again_to_a_sender_who_was_banned_since(client, article):
    data = opened(client, article)
    first = send(client, article, data)
    moderation.ban(Comment.objects.get(), by=make_user("Kiểm duyệt"), days=7, reason="Quảng cáo")

    second = send(client, article, data)

    assert second.context["code"] == first.context["code"]
