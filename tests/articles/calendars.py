"""What stands on the calendar in tests, and the way to its page and steps. Its week is that of 18/11/2026."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from articles import calendar, workflow
from tests.factories import (
    at,
    make_article,
    make_draft,
)

DAY = timedelta(days=1)
NOW = at("2026-11-18", 10)  # a Wednesday
MONDAY = date(2026, 11, 16)


def scheduled(day="2026-11-20", hour=7, **content):
    return make_article(published_at=at(day, hour).isoformat(), **content)


def ending(day="2026-11-21", **content):
    return make_article(published_at=at("2026-11-01").isoformat(), expires_at=at(day, 17).isoformat(), **content)


def planned(editor, day="2026-11-19", title="Bản mới", article=None):
    article = article or make_article(published_at=at("2026-10-01").isoformat(), title="Bài đang đăng")
    live, seen = workflow.live_revision(article), workflow.last_public_step(article)
    draft = workflow.save_draft(article, live.content | {"title": title}, by=editor, based_on=live, seen=seen)
    return workflow.plan(draft, by=editor, at=at(day, 6))


def in_review(day=date(2026, 11, 19), by=None, **content):
    return workflow.submit(make_draft(by=by, **content), by=None, due_on=day)


def to_look_at(day=date(2026, 11, 20), **content):
    article = make_article(published_at=at("2026-10-01").isoformat(), **content)
    return workflow.set_review_day(article, by=None, on=day)


def week_of(user, day=MONDAY, most=30):
    return calendar.days(user, *calendar.week(day), most=most)


def told(user, **how):
    """What the week shows, by day: each entry's kind, title and hour."""
    return {
        day.day.day: [(e.kind, e.title, e.at and timezone.localtime(e.at).hour) for e in day.entries]
        for day in week_of(user, **how)
        if day.entries
    }


def page(client, user, **query):
    client.force_login(user)
    return client.get(reverse("admin:calendar"), query)


def take(client, user, kind, thing, view="tuan", day="2026-11-18", **fields):
    client.force_login(user)
    address = f"{reverse('admin:calendar_step')}?xem={view}&ngay={day}"
    return client.post(address, {"kind": kind.value, "key": thing.pk} | fields)


def words(client, response):
    """What the calendar says after a step, the redirect followed."""
    return [str(message) for message in client.get(response["Location"]).context["messages"]]


def fresh(row):
    return type(row).objects.get(pk=row.pk)
