"""What is broken and nobody would notice otherwise: the server's regular work, mails that were not sent."""

from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import calendar, notices
from articles.models import Article, reach_of
from articles.wording import actor_of

from ..models import TickRun
from .rows import SHOWN_LATE, Action, Row, all_rows, form_address, step_button, total_of, without_text

TICK_SILENT = timedelta(hours=26)  # the daily work and two hours for a server that was restarted
DECEMBER = 12
FAILED_FOR = timedelta(days=7)  # how long a mail that was not sent is named: by then people have spoken


def troubles(user, now):
    """What nobody would notice otherwise, with what to do about it. For those who answer for what goes up."""
    return [*_late_plans(user, now), *_tick_troubles(now), *_mail_troubles(user, now)]


def passed_days(user, now):
    """How many articles somebody should have looked at again, in one line. For those who write in them."""
    articles = calendar.to_look_at(user, now).order_by("review_on").annotate(total=all_rows())
    first = articles.values("review_on", "total").first()
    if first is None:
        return []
    words = ngettext(
        "%(count)d article was to be looked at again by now.",
        "%(count)d articles were to be looked at again by now.",
        first["total"],
    )
    row = Row("xem-lai", words % {"count": first["total"]}, light="due")
    row.facts = [(_("the longest ago: %(day)s") % {"day": date_format(first["review_on"], "d/m/Y")}, None)]
    month = f"{reverse('admin:calendar')}?xem=thang&ngay={first['review_on']}"
    row.actions = [Action(_("See them in the calendar"), month)]
    return [row]


def _late_plans(user, now):
    """New versions that should be up: the regular work did not run, or something stood in their way."""
    found = list(calendar.late(user, now).annotate(total=all_rows())[:SHOWN_LATE])
    rows = []
    for version in found:
        row = Row(f"thay-{version.pk}", str(version), form_address(version.article, version), "late")
        row.state = _("The new version is not up")
        row.facts = [(_("it was to go up at"), version.apply_at)]
        row.facts += [(version.plan_failure, None)] if version.plan_failure else []
        row.actions = [
            step_button(_("Publish now"), "apply_plan", version.article, version),
            step_button(_("Call off"), "unplan", version.article, version),
        ]
        rows.append(row)
    if total_of(found) > 1:
        words = _("New versions that are not up: %(count)d.") % {"count": total_of(found)}
        everything = Action(_("Publish all of them"), reverse("admin:calendar_late"), {"all": "1"})
        rows.append(Row("thay-tat-ca", words, light="late", actions=[everything]))
    return rows


def calendar_troubles(clock):
    """The years whose public holidays nobody has entered: this one, and from December on the next."""
    years = [clock.today.year, *([clock.today.year + 1] if clock.today.month == DECEMBER else [])]
    return [_unknown_holidays(year) for year in years if not clock.days.covers(year)]


def _unknown_holidays(year):
    row = Row(f"ngay-nghi-{year}", _("The public holidays of %(year)d are not known here.") % {"year": year})
    row.url, row.light = reverse("admin:articles_specialday_changelist"), "due"
    row.facts = [(_("Until they are entered, deadlines leave out weekends alone."), None)]
    row.actions = [Action(_("Enter them"), reverse("admin:articles_specialday_add"))]
    return row


def _tick_troubles(now):
    run = TickRun.objects.filter(pk=1).first()
    ask = _("Ask whoever runs the server to let “manage.py tick” run every five minutes; the README says how.")
    if run is None:
        return [Row("tick", _("The regular work of the server has never run."), light="late", facts=[(ask, None)])]
    rows = []
    if run.at < now - TICK_SILENT:
        rows.append(Row("tick", _("The regular work of the server stands still."), light="late"))
        rows[0].facts = [(_("It ran last at"), run.at), (ask, None)]
    for failure in run.failures:
        words = _("Part of the server's regular work failed: %(what)s.") % {"what": _(failure["job"])}
        told = _("Tell whoever runs the server; its log says why.")
        rows.append(Row(f"tick-{len(rows)}", words, light="late", facts=[(failure["error"], run.at), (told, None)]))
    return rows


def _mail_troubles(user, now):
    failed = notices.failed(now).filter(created_at__gte=now - FAILED_FOR)
    if reach_of(user) is not None:
        failed = failed.filter(event__article__in=Article.objects.in_reach_of(user))
    failed = failed.select_related("recipient", "event__article", "event__revision")
    failed = failed.defer(*without_text("event__article", "event__revision")).annotate(total=all_rows())
    found = list(failed.order_by("-pk")[:SHOWN_LATE])
    rows = []
    for notice in found:
        event = notice.event
        row = Row(f"thu-{notice.pk}", str(event.revision or event.article), form_address(event.article), "late")
        row.state = _("A mail was not sent")
        words = _("“%(step)s” for %(who)s; tell them yourself.")
        row.facts = [(words % {"step": event.get_step_display(), "who": actor_of(notice.recipient)}, None)]
        row.actions = [Action(_("Open"), row.url)]
        rows.append(row)
    if total_of(found) > len(rows):
        words = _("%(count)d more mails were not sent.") % {"count": total_of(found) - len(rows)}
        rows.append(Row("thu-nua", words, light="late"))
    return rows
