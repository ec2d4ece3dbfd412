"""Whose comment it is, as far as the site knows: hashes under keys that go, and bans that keep theirs till they end."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from comments import moderation, senders
from comments.models import AddressKey, Ban, CommentEvent, PrivateContact, Status, Step
from tests.factories import at, make_comment, make_user

pytestmark = pytest.mark.django_db

ADDRESS = "203.0.113.7"
NOVEMBER, DECEMBER, JANUARY = at("2026-11-20"), at("2026-12-05"), at("2027-01-02")
DAY = timedelta(days=1)


def make_ban(address=ADDRESS, now=NOVEMBER, days=7, **fields):
    """A ban that was pronounced at `now` on who sent from an address."""
    hashes = senders.hashes_of(address, now)
    month = senders.month_of(now)
    values = {"reason": "Quảng cáo nhiều lần.", "at": now, "until": now + days * DAY} | fields
    return Ban.objects.create(address_hash=hashes[month], key_id=month, **values)


def keys():
    return list(AddressKey.objects.order_by("month").values_list("month", flat=True))


# --- Keys ------------------------------------------------------------------------------------------------------------


def test_an_address_is_the_same_sender_within_a_month_and_another_in_the_next():
    first, again = senders.hashed(ADDRESS, NOVEMBER), senders.hashed(ADDRESS, NOVEMBER + 10 * DAY)

    assert (first == again, senders.hashed(ADDRESS, DECEMBER) == first) == (True, False)
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert senders.hashed("203.0.113.8", NOVEMBER) != first


def test_each_month_has_a_random_key_of_its_own():
    senders.hashed(ADDRESS, NOVEMBER)
    senders.hashed(ADDRESS, DECEMBER)

    made = list(AddressKey.objects.values_list("key", flat=True))

    assert keys() == ["2026-11", "2026-12"]
    assert (len(set(made)), {len(key) for key in made}) == (2, {64})


def test_the_month_turns_at_midnight_in_vietnam():
    # 30 November, 18:00 in Greenwich
    assert senders.month_of(at("2026-12-01", 0, 0)) == "2026-12"
    assert senders.month_of(at("2026-11-30", 23, 59)) == "2026-11"


def test_an_address_is_known_under_each_key_that_is_kept():
    before = senders.hashed(ADDRESS, NOVEMBER)

    assert senders.hashes_of(ADDRESS, DECEMBER)["2026-11"] == before


def test_hashing_costs_one_question_once_the_month_has_begun(django_assert_num_queries):
    senders.hashed(ADDRESS, NOVEMBER)

    with django_assert_num_queries(1):
        senders.hashed(ADDRESS, NOVEMBER)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (at("2026-11-30", 23, 59), ["2026-10", "2026-11"]),
        (at("2026-12-31", 23, 59), ["2026-11"]),
        (at("2027-01-01", 0, 1), []),
        (at("2027-03-31"), []),
    ],
)
def test_keys_go_when_the_month_after_theirs_is_over(now, left):
    for moment in (at("2026-09-15"), at("2026-10-15"), NOVEMBER):
        senders.hashed(ADDRESS, moment)

    gone = senders.forget_keys(now)

    assert (keys(), gone) == (left, 3 - len(left))


def test_forgetting_keys_twice_is_the_same_as_once():
    senders.hashed(ADDRESS, at("2026-09-15"))

    assert [senders.forget_keys(DECEMBER), senders.forget_keys(DECEMBER)] == [1, 0]


# --- Bans and their keys ---------------------------------------------------------------------------------------------


def test_a_ban_outlives_the_rotation_of_the_keys():
    ban = make_ban(days=90)
    senders.forget_keys(JANUARY)

    hashes = senders.hashes_of(ADDRESS, JANUARY)

    assert keys() == ["2026-11", "2027-01"]
    assert senders.ban_of(hashes, JANUARY) == ban
    assert senders.ban_of(senders.hashes_of("203.0.113.8", JANUARY), JANUARY) is None


def test_the_key_goes_with_the_last_ban_that_needs_it():
    make_ban(days=60)
    make_ban("203.0.113.9", days=120)

    senders.forget_keys(NOVEMBER + 61 * DAY)
    one_left = (keys(), Ban.objects.count())
    senders.forget_keys(NOVEMBER + 121 * DAY)

    assert one_left == (["2026-11"], 2)
    assert (keys(), Ban.objects.count()) == ([], 0)


def test_a_lifted_ban_keeps_no_key():
    ban = make_ban(days=365)
    moderation.lift(ban, by=make_user("Kiểm duyệt"))

    senders.forget_keys(JANUARY)

    assert (keys(), Ban.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("now", "is_banned"),
    [(NOVEMBER, True), (NOVEMBER + 7 * DAY - timedelta(seconds=1), True), (NOVEMBER + 7 * DAY, False)],
)
def test_a_ban_ends_at_its_moment(now, is_banned):
    make_ban(days=7)

    assert (senders.ban_of(senders.hashes_of(ADDRESS, now), now) is not None) == is_banned


def test_of_several_bans_the_longest_is_told():
    make_ban(days=7)
    longest = make_ban(days=30)
    make_ban(days=14)

    assert senders.ban_of(senders.hashes_of(ADDRESS, NOVEMBER), NOVEMBER) == longest


# --- The step --------------------------------------------------------------------------------------------------------


def test_the_sender_of_a_comment_is_banned_without_being_known():
    comment, moderator = make_comment(address=ADDRESS), make_user("Kiểm duyệt")

    ban = moderation.ban(comment, by=moderator, days=30, reason="  Quảng cáo \n nhiều lần. ")

    assert (ban.comment, ban.by, ban.reason) == (comment, moderator, "Quảng cáo nhiều lần.")
    assert timedelta(days=29, hours=23) < ban.until - timezone.now() <= 30 * DAY
    assert senders.ban_of(senders.hashes_of(ADDRESS)) == ban
    assert senders.ban_of(senders.hashes_of("203.0.113.8")) is None
    assert [(event.step, event.by, event.note) for event in CommentEvent.objects.all()] == [
        (Step.BAN, moderator, "30 ngày: Quảng cáo nhiều lần.")
    ]


def test_the_sender_of_last_month_can_still_be_banned():
    sent = timezone.now().replace(day=1) - DAY
    comment = make_comment(created_at=sent)

    ban = moderation.ban(comment, by=make_user("Kiểm duyệt"), days=7, reason="Quảng cáo.")

    assert ban.key_id == senders.month_of(sent)
    assert senders.ban_of(senders.hashes_of(ADDRESS)) == ban


@pytest.mark.parametrize("days", [-1, 0, 366, 10**9])
def test_a_ban_lasts_a_day_to_a_year(days):
    with pytest.raises(moderation.NotPossible):
        moderation.ban(make_comment(), by=make_user("Kiểm duyệt"), days=days, reason="Quảng cáo.")

    assert Ban.objects.count() == 0


@pytest.mark.parametrize("reason", ["", " \n ", "\u200b"])
def test_a_ban_needs_a_reason(reason):
    with pytest.raises(moderation.NotPossible):
        moderation.ban(make_comment(), by=make_user("Kiểm duyệt"), days=7, reason=reason)

    assert Ban.objects.count() == 0


def test_once_the_contact_is_purged_nobody_can_be_banned():
    comment = make_comment(status=Status.SPAM)
    PrivateContact.objects.all().delete()

    with pytest.raises(moderation.NotPossible):
        moderation.ban(comment, by=make_user("Kiểm duyệt"), days=7, reason="Quảng cáo.")

    assert Ban.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "may"),
    [("Phóng viên", False), ("Trả lời bạn đọc", False), ("Biên tập viên", True), ("Kiểm duyệt", True)],
)
def test_who_may_ban_and_lift(role, may):
    user, comment, running = make_user(role), make_comment(), make_ban(now=timezone.now())

    for step in (
        lambda: moderation.ban(comment, by=user, days=7, reason="Quảng cáo."),
        lambda: moderation.lift(running, by=user),
    ):
        try:
            step()
        except PermissionDenied:
            pass

    assert Ban.objects.count() == 1 + may
    assert (Ban.objects.get(pk=running.pk).lifted_at is not None) == may


def test_lifting_twice_keeps_the_first_moment():
    ban, moderator = make_ban(now=timezone.now()), make_user("Kiểm duyệt")
    moderation.lift(ban, by=moderator)
    first = Ban.objects.get().lifted_at

    moderation.lift(ban, by=moderator)

    assert Ban.objects.get().lifted_at == first
