"""The dated work: each job clears what is past its time and nothing else, and a failing one stops no other."""

from datetime import timedelta
from io import StringIO

import pytest
from captcha.models import CaptchaStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from articles.models import Presence, PreviewLink, UnsavedText
from comments.models import AddressKey, CommentDigest, PostingBucket, PrivateContact, Status
from portal.management.commands import tick
from portal.models import TickRun
from tests.factories import make_comment, make_draft, make_user

pytestmark = pytest.mark.django_db


def run(**options):
    out = StringIO()
    call_command("tick", stdout=out, **options)
    return out.getvalue().splitlines()


def make_unsaved(user, key, *, days, is_closed):
    return UnsavedText.objects.create(
        user=user, key=key, form="f", is_closed=is_closed, saved_at=timezone.now() - timedelta(days=days)
    )


def test_it_prints_a_line_for_each_job_and_keeps_when_it_ran():
    before = timezone.now()

    lines = run()

    assert len(lines) == len(tick.JOBS)
    assert before <= TickRun.objects.get().at <= timezone.now()
    assert TickRun.objects.get().failures == []


def test_words_that_are_nowhere_else_are_never_cleared():
    user = make_user()
    make_unsaved(user, "n-open", days=400, is_closed=False)
    make_unsaved(user, "n-dropped-today", days=0, is_closed=True)
    make_unsaved(user, "n-dropped-long-ago", days=2, is_closed=True)

    run()

    assert set(UnsavedText.objects.values_list("key", flat=True)) == {"n-open", "n-dropped-today"}


def test_presences_go_after_a_day():
    article = make_draft().article
    for name, hours in [("hom-nay", 23), ("hom-kia", 25)]:
        seen_at = timezone.now() - timedelta(hours=hours)
        Presence.objects.create(article=article, user=make_user(username=name), since=seen_at, seen_at=seen_at)

    run()

    assert [presence.user.username for presence in Presence.objects.all()] == ["hom-nay"]


@pytest.mark.parametrize(
    ("ends", "ended", "is_kept"), [(5, None, True), (-89, None, True), (-91, None, False), (5, -91, False)]
)
def test_preview_links_go_ninety_days_after_their_end(ends, ended, is_kept):
    now = timezone.now()
    PreviewLink.objects.create(
        revision=make_draft(),
        token_hash="0" * 64,
        created_at=now - timedelta(days=200),
        ends_at=now + timedelta(days=ends),
        ended_at=ended and now + timedelta(days=ended),
    )

    run()

    assert PreviewLink.objects.exists() == is_kept


def test_sessions_captchas_and_counts_go_when_they_are_past():
    now = timezone.now()
    for key, days in [("valid", 1), ("ended", -1)]:
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=days))
        CaptchaStore.objects.create(hashkey=key, challenge="1", response="1", expiration=now + timedelta(days=days))
    for key, days in [("today", 0), ("old", 3)]:
        hour = int((now - timedelta(days=days)).timestamp()) // 3600
        PostingBucket.objects.create(key=key, minute=hour * 60, in_minute=1, hour=hour, in_hour=1)

    run()

    assert [session.session_key for session in Session.objects.all()] == ["valid"]
    assert [captcha.hashkey for captcha in CaptchaStore.objects.all()] == ["valid"]
    assert [bucket.key for bucket in PostingBucket.objects.all()] == ["today"]


def test_contacts_go_some_days_after_the_decision_and_address_keys_with_the_months():
    now = timezone.now()
    for days in (29, 31):
        make_comment(status=Status.APPROVED, phone="+84900000001", decided_at=now - timedelta(days=days))
    AddressKey.objects.create(month="2020-01")

    run()

    assert PrivateContact.objects.count() == 1
    assert list(AddressKey.objects.filter(month="2020-01")) == []


def test_who_got_a_digest_is_known_for_thirty_days():
    today, user = timezone.localdate(), make_user()
    days = [today - timedelta(days=count) for count in (0, 30, 31)]
    CommentDigest.objects.bulk_create(CommentDigest(recipient=user, day=day) for day in days)

    run()

    assert sorted(CommentDigest.objects.values_list("day", flat=True), reverse=True) == days[:2]


def test_mails_can_be_left_out(monkeypatch):
    sent = []
    mails = [(name, sent.append) for name, _job in tick.MAILS]
    monkeypatch.setattr(tick, "JOBS", [*mails, *tick.JOBS[len(mails) :]])
    monkeypatch.setattr(tick, "MAILS", mails)

    without = run(no_mail=True)

    assert sent == []
    assert (len(without), len(run()), len(sent)) == (len(tick.JOBS) - 3, len(tick.JOBS), 3)


def test_a_failing_job_is_kept_and_logged_and_stops_no_other(monkeypatch, caplog):
    def broken(now):
        raise OSError("no route to host")

    jobs = [(name, broken if job is tick.notices.send_waiting else job) for name, job in tick.JOBS]
    monkeypatch.setattr(tick, "JOBS", jobs)
    make_unsaved(make_user(), "n-dropped", days=2, is_closed=True)

    with pytest.raises(CommandError) as failure:
        run()

    assert failure.value.returncode == 1
    assert TickRun.objects.get().failures == [{"job": "sending notices", "error": "OSError"}]
    assert [record.getMessage() for record in caplog.records] == ["Failed: sending notices"]
    assert UnsavedText.objects.count() == 0


def test_a_good_run_takes_an_earlier_failure_off():
    TickRun.objects.create(pk=1, at=timezone.now() - timedelta(days=2), failures=[{"job": "x", "error": "OSError"}])

    run()
    run()

    assert TickRun.objects.get().failures == []
