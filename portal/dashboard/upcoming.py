"""What goes up or comes down by itself in the next days."""

from datetime import timedelta

from django.db.models import Case, F, Q, Sum, When, Window
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import calendar
from articles.models import Article, Revision
from articles.states import Status

from .rows import SHOWN, Action, Block, Row, all_rows, form_address, step_button, total_of, without_text

AHEAD = timedelta(days=7)


def upcoming(user, rights, now):
    """What goes up or comes down within a week, in the order in which it happens."""
    until = now + AHEAD
    begins = Q(published_at__gt=now, published_at__lte=until)
    ends = Q(expires_at__gt=now, expires_at__lte=until)
    moment = Case(When(begins, then=F("published_at")), default=F("expires_at"))
    articles = Article.objects.editable_by(user).filter(begins | ends, status=Status.PUBLISHED)
    total = Window(Sum(Case(When(begins & ends, then=2), default=1)))  # of rows
    articles = articles.defer("body", "lead").annotate(total=total, moment=moment).order_by("moment", "pk")
    found = list(articles.telling_what_is_gone()[:SHOWN])
    rows = []
    for article in found:
        if now < article.published_at <= until:
            rows.append((article.published_at, _scheduled_row(article, rights)))
        if article.expires_at and now < article.expires_at <= until:
            rows.append((article.expires_at, _ending_row(article, rights)))
    planned = list(_planned(user, rights, now, until))
    rows += [(version.apply_at, _planned_row(version, rights)) for version in planned]
    rows.sort(key=lambda row: row[0])
    total = total_of(found) + total_of(planned)
    return Block([row for _moment, row in rows[:SHOWN]], total, reverse("admin:calendar"))


def _planned(user, rights, now, until):
    """New versions of live articles that go up by themselves within a week; a writer's own, an editor's all."""
    plans = Revision.objects.planned().in_reach_of(user).filter(apply_at__gt=now, apply_at__lte=until)
    if not rights["change"]:
        plans = plans.filter(article__created_by=user)
    plans = plans.exclude(article__status=Status.TRASHED).select_related("article")
    plans = plans.defer("content", "labels", "search_text", *without_text("article")).annotate(total=all_rows())
    return plans.telling_what_hinders().order_by("apply_at", "pk")[:SHOWN]


def _planned_row(version, rights):
    row = Row(f"thay-{version.pk}", str(version), form_address(version.article, version), "early", _("New version"))
    row.facts = [("", version.apply_at)]
    _tell(row, calendar.what_hinders(version))
    if rights["publish"]:
        row.actions = [step_button(_("Call off"), "unplan", version.article, version)]
    return row


def _scheduled_row(article, rights):
    row = Row(f"len-{article.pk}", article.title, form_address(article), "early", _("Goes up"))
    row.facts = [("", article.published_at)]
    _tell(row, calendar.what_is_gone(article))
    if rights["publish"]:
        live = f"{form_address(article)}?ban=dang"
        row.actions = [
            Action(_("Change the time"), live),
            step_button(_("Call off the schedule"), "unschedule", article),
        ]
    return row


def _tell(row, trouble):
    if trouble:
        row.light = "late"
        row.facts.append((trouble, None))


def _ending_row(article, rights):
    row = Row(f"het-{article.pk}", article.title, form_address(article), "due", _("Comes down"))
    row.facts = [("", article.expires_at)]
    if rights["publish"]:
        row.actions = [Action(_("Prolong"), f"{form_address(article)}?ban=dang")]
    return row
