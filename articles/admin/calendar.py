"""The calendar of the newsroom: a week, a month or a day of what goes up and comes down, with its steps beside it."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from .. import calendar
from ..calendar import Kind
from . import calendar_steps
from .calendar_steps import Span, View

WRITING = ("articles.change_article", "articles.edit_own_article", "articles.review_article")
FRIDAY = 4  # of date.weekday()
READING = (*WRITING, "articles.publish_article")


def urls(site):
    """Return the addresses of the calendar, for the admin site's own."""
    return [
        path("lich/", site.admin_view(partial(page, site=site)), name="calendar"),
        path("lich/buoc/", site.admin_view(require_POST(calendar_steps.step)), name="calendar_step"),
        path("lich/tre/", site.admin_view(require_POST(calendar_steps.publish_late)), name="calendar_late"),
    ]


def page(request, *, site):
    """Show the days asked for, from Monday on, with what this person may know of."""
    user = request.user
    if not any(user.has_perm(right) for right in READING):
        raise PermissionDenied
    form = View(request.GET)
    span, now = Span.asked_for(form), timezone.now()
    first, after = span.ends
    days, today = calendar.days(user, first, after, most=Span.SHOWS[span.view], now=now), timezone.localdate(now)
    context = {
        **site.each_context(request),
        "title": _("Publication calendar"),
        "heading": span.title,
        "span": span,
        "form": form,
        "days": days,
        "today": today,
        "past": _count(day for day in days if day.day < today) if span.holds(today) else 0,
        "of_next_week": _of_next_week(user, span, now),
        "month": span.day.month if span.view == "thang" else 0,
        "before": span.on(-1),
        "following": span.on(1),
        "views": [(view, span.with_(view), words) for view, words in _views()],
        "typed": {"name": request.GET.get("muc", ""), "words": request.GET.get("ghi", "")},
        "undo": calendar_steps.undo_asked_for(request),
        "has_entries": any(day.entries for day in days),
        "kinds": [(kind, calendar.MARKS[kind]) for kind in Kind],
    }
    return TemplateResponse(request, "articles/admin/calendar.html", context)


def _count(days):
    return sum(len(day.entries) + day.more for day in days)


def _of_next_week(user, span, now):
    """How much stands in the next week, on the last days of this one; None on others, and in other views."""
    today = timezone.localdate(now)
    if span.view != "tuan" or not span.holds(today) or today.weekday() < FRIDAY:
        return None
    after = span.ends[1]
    return _count(calendar.days(user, after, after + calendar.WEEK, most=1, now=now))


def _views():
    return [
        ("tuan", pgettext("calendar", "Week")),
        ("thang", pgettext("calendar", "Month")),
        ("ngay", pgettext("calendar", "Day")),
    ]
