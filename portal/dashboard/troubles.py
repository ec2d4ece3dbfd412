"""What is broken and nobody would notice otherwise: the server's regular work, mails that were not sent."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from articles import notices
from articles.models import Article, reach_of

from ..models import TickRun
from .rows import SHOWN_LATE, Action, Row, all_rows, form_address, name_of, total_of, without_text

TICK_SILENT = timedelta(hours=26)  # the daily work and two hours for a server that was restarted
DECEMBER = 12
FAILED_FOR = timedelta(days=7)  # how long a mail that was not sent is named: by then people have spoken


def troubles(user, now):
    """What nobody would notice otherwise, with what to do about it. For those who answer for what goes up."""
    return [*_tick_troubles(now), *_mail_troubles(user, now)]


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
        row.facts = [(words % {"step": event.get_step_display(), "who": name_of(notice.recipient)}, None)]
        row.actions = [Action(_("Open"), row.url)]
        rows.append(row)
    if total_of(found) > len(rows):
        words = _("%(count)d more mails were not sent.") % {"count": total_of(found) - len(rows)}
        rows.append(Row("thu-nua", words, light="late"))
    return rows
