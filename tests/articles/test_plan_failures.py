"""A new version that did not go up at its hour: whoever planned it and the secretaries are told by mail, once."""

from datetime import timedelta
from email.header import decode_header, make_header

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from articles import notices, workflow
from articles.admin.journal import note_of
from articles.models import Event, Notice, Revision, StaffProfile
from articles.states import Step
from tests.factories import at, make_article, make_draft, make_profile, make_rules, make_section, make_user

from .mailing import Backend

pytestmark = pytest.mark.django_db

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def editor():
    return make_user(username="hien", email="hien@tin.example")


@pytest.fixture
def secretary():
    return make_user("Thư ký toà soạn", "ha", email="ha@tin.example")


@pytest.fixture
def tick(django_capture_on_commit_callbacks):
    """Do the regular work at a moment, as the command does: what is due, then the mails that wait."""

    def run(now):
        with translation.override("vi"), time_machine.travel(now, tick=False):
            with django_capture_on_commit_callbacks(execute=True):
                workflow.apply_due(now)
            notices.send_waiting(now)

    return run


def planned(by, when, title="Giá nước mới", **live):
    draft = make_draft(make_article(title="Giá nước", **live), by=by, title=title, **live)
    return workflow.plan(draft, by=by, at=when)


def let_it_be_refused(revision):
    """Four eyes are asked for from now on, and whoever planned it wrote it."""
    make_rules(four_eyes=True)


def recipients():
    return sorted(message.to[0] for message in mail.outbox)


# --- Who is told, and of what ----------------------------------------------------------------------------------------


def test_whoever_planned_it_and_the_secretaries_are_told_once_over_two_runs(editor, secretary, tick):
    when = timezone.now() + HOUR
    let_it_be_refused(planned(editor, when))
    make_user(username="khanh", email="khanh@tin.example")

    for run in range(1, 4):
        tick(when + run * 5 * MINUTE)

    assert recipients() == ["ha@tin.example", "hien@tin.example"]
    assert Event.objects.filter(step=Step.PLAN_FAILED).count() == 1


def test_the_mail_names_the_article_the_hour_the_reason_and_leads_to_the_version(editor, tick, settings):
    revision = planned(editor, at("2099-11-23", 7, 30))
    let_it_be_refused(revision)

    tick(at("2099-11-23", 7, 31))

    (message,) = mail.outbox
    reason = Revision.objects.get(pk=revision.pk).plan_failure
    form = reverse("admin:articles_article_change", args=[revision.article_id])
    assert str(make_header(decode_header(message.subject))).count("Giá nước mới") == 1
    assert [message.body.count(part) for part in ("07:30", "23/11/2099", "Giá nước mới\n", reason)] == [1, 1, 1, 1]
    assert message.body.count(f"{settings.SITE_URL}{form}?ban={revision.pk}") == 1


def test_the_step_stands_in_the_history_with_the_hour_and_the_reason(editor, tick):
    revision = planned(editor, at("2099-11-23", 7, 30))
    let_it_be_refused(revision)

    tick(at("2099-11-23", 7, 31))

    event = revision.article.events.get(step=Step.PLAN_FAILED)
    reason = Revision.objects.get(pk=revision.pk).plan_failure
    assert (event.revision, event.by, event.before, event.after) == (revision, None, "approved", "approved")
    assert note_of(event) == f"07:30 23/11/2099 · {reason}"


def test_a_secretary_of_other_sections_is_not_told(editor, secretary, tick):
    make_profile(secretary, make_section("Văn hoá"))
    when = timezone.now() + HOUR
    let_it_be_refused(planned(editor, when, section=make_section("Kinh tế").pk))

    tick(when)

    assert recipients() == ["hien@tin.example"]


def test_who_wants_no_mail_gets_none_and_who_wants_one_a_day_gets_it_in_the_morning(editor, secretary, tick):
    StaffProfile.objects.create(user=editor, mail=StaffProfile.Mail.NONE)
    StaffProfile.objects.create(user=secretary, mail=StaffProfile.Mail.DIGEST)
    when = timezone.now() + HOUR
    let_it_be_refused(planned(editor, when))

    tick(when)
    at_once = recipients()
    Notice.objects.update(created_at=at("2026-11-20", 17))  # a Friday
    sent = [notices.send_digests(moment) for moment in (at("2026-11-21", 8), at("2026-11-23", 8), at("2026-11-24", 8))]

    assert (at_once, recipients(), sent) == ([], ["ha@tin.example"], [0, 1, 0])
    assert mail.outbox[0].body.count("1. Giá nước mới\n") == 1


def test_when_the_mail_server_is_down_the_mail_goes_later_and_once(editor, tick, settings, monkeypatch):
    monkeypatch.setattr(Backend, "line", OSError("down"))
    monkeypatch.setattr(Backend, "handed_over", [])
    settings.MAILERS = {"default": {"BACKEND": f"{Backend.__module__}.Backend"}}
    when = timezone.now() + HOUR
    revision = planned(editor, when)
    let_it_be_refused(revision)

    tick(when)
    told, written_at = len(Backend.handed_over), Notice.objects.get().created_at
    Backend.line = None
    sent = [notices.send_waiting(written_at + wait) for wait in (4 * MINUTE, 5 * MINUTE, HOUR)]

    assert (told, Revision.objects.get(pk=revision.pk).plan_failure != "") == (0, True)
    assert (sent, [message.to for message in Backend.handed_over]) == ([0, 1, 0], [["hien@tin.example"]])


# --- Once for each failure -------------------------------------------------------------------------------------------


def test_a_plan_that_is_moved_and_fails_again_is_told_of_again(editor, tick):
    when = timezone.now() + HOUR
    revision = planned(editor, when)
    make_rules(four_eyes=True)
    tick(when)
    other = make_user("Thư ký toà soạn", "moi", email="moi@tin.example")
    workflow.move_plan(Revision.objects.get(pk=revision.pk), by=other, at=when + DAY)
    other.groups.clear()

    tick(when + DAY)

    assert recipients() == ["hien@tin.example", "moi@tin.example"]


def test_what_goes_up_is_no_failure(editor, tick):
    when = timezone.now() + HOUR
    revision = planned(editor, when)

    tick(when)

    assert list(revision.article.events.values_list("step", flat=True).order_by("-pk")[:2]) == ["publish", "plan"]


def test_a_fault_of_the_system_is_told_of_once_it_is_late_and_tried_again(editor, tick, monkeypatch):
    when = timezone.now() + HOUR
    revision = planned(editor, when)
    monkeypatch.setattr(workflow.planning, "bring_up", lambda *args, **options: 1 / 0)
    told = []

    for minutes in (0, 5, 10, 15):
        with pytest.raises(ZeroDivisionError):
            tick(when + minutes * MINUTE)
        told.append(Event.objects.filter(step=Step.PLAN_FAILED).count())
    monkeypatch.undo()
    tick(when + 20 * MINUTE)

    assert told == [0, 0, 1, 1]
    assert revision.article.events.order_by("-pk").first().step == Step.PUBLISH


def test_a_plan_that_was_called_off_meanwhile_is_no_failure(editor, monkeypatch):
    when = timezone.now() + HOUR
    revision = planned(editor, when)
    found = Revision.objects.select_related("article", "planned_by").get(pk=revision.pk)
    workflow.unplan(revision, by=editor)

    workflow.planning._fail(found, "Không lên được.")

    assert Event.objects.filter(step=Step.PLAN_FAILED).count() == 0
    assert Revision.objects.get(pk=revision.pk).plan_failure == ""
