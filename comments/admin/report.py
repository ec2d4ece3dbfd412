"""How the units keep their dates: what is open, late, answered in time; what waits for a decision for too long."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from articles.admin.tables import csv_file

from .. import cases
from ..cases import LATE, Clock
from ..forms_staff import PeriodForm
from ..models import Status

MOST = 100  # rows of a list on the page; the file holds them all
FIGURES = ("open", "soon", "late", "answered", "in_time", "answered_late")


def report(request):
    """The page, or with ?tep=don-vi or ?tep=viec the same as a file. Who only answers sees their own units."""
    if not request.user.has_perm("comments.view_comment"):
        raise PermissionDenied
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return _page(request, {"form": form}, status=400)
    clock, period = Clock.load(), (form.cleaned_data["first"], form.cleaned_data["last"])
    units = cases.report(clock, *period, request.user)
    files = {
        "don-vi": lambda: _units_file(units, *period),
        "viec": lambda: _cases_file(clock, request.user),
    }
    if make_file := files.get(request.GET.get("tep")):
        return make_file()
    return _page(request, {"form": PeriodForm.of(*period), **_figures(clock, units, *period, request.user)})


def _figures(clock, units, first, last, user):
    open_ones, undecided = cases.open_cases(user), cases.undecided(clock, user)
    late = open_ones.filter(due_on__lt=clock.today)
    return {
        "first": first,
        "last": last,
        "today": clock.today,
        "units": units,
        "total": {name: sum(getattr(unit, name) for unit in units) for name in FIGURES},
        "lists": [
            _list("late", _("Late cases"), late, clock, lambda comment: comment.due_on),
            _list("open", _("Other open cases"), open_ones.filter(due_on__gte=clock.today), clock, lambda c: c.due_on),
            _list("undecided", _("Not decided on in time"), undecided, clock, clock.decision_due_on),
        ],
        "kept": urlencode({"tu_ngay": f"{first:%d/%m/%Y}", "den_ngay": f"{last:%d/%m/%Y}"}),
    }


def _list(key, title, comments, clock, due_of):
    """The first rows of a list, and how many there are in all: two questions."""
    rows = [_dated(comment, clock, due_of(comment)) for comment in comments[:MOST]]
    total = len(rows) if len(rows) < MOST else comments.count()
    return {"key": key, "title": title, "rows": rows, "total": total}


def _dated(comment, clock, due_on):
    comment.answer_by = due_on
    comment.days_late = max(0, clock.days_late(due_on))
    comment.light = clock.light_of(due_on)
    return comment


def _page(request, context, status=200):
    context = {**admin.site.each_context(request), "title": _("Report on readers' comments"), **context}
    return TemplateResponse(request, "comments/admin/report.html", context, status=status)


def _units_file(units, first, last):
    heads = [
        _("Unit"),
        _("Still open"),
        _("Due soon"),
        _("Late"),
        _("Answered in the period"),
        _("In time"),
        _("Answered late"),
    ]
    rows = [[unit.name, *(getattr(unit, name) for name in FIGURES)] for unit in units]
    period = f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"
    return csv_file(f"bao-cao-don-vi-{first:%Y-%m-%d}-{last:%Y-%m-%d}.csv", [_("Period"), *heads], (
        [period, *row] for row in rows
    ))  # fmt: skip


def _cases_file(clock, user):
    heads = [
        _("Unit"),
        _("Title of the comment"),
        _("Article"),
        _("State"),
        _("Sent on"),
        _("Decision due on"),
        _("Answer due on"),
        _("Late"),
        _("Working days late"),
    ]

    def rows():
        for comments in (cases.open_cases(user), cases.undecided_apart(clock, user)):
            for comment in comments.iterator(chunk_size=1000):
                yield _row(comment, clock)

    return csv_file(f"y-kien-dang-mo-{clock.today:%Y-%m-%d}.csv", heads, rows())


def _row(comment, clock):
    """A case with both its dates; late, and by how much, is told by the nearer one."""
    due_on = clock.due_on(comment)
    return [
        comment.unit or "",
        comment.title,
        comment.article.title,
        comment.get_status_display(),
        f"{timezone.localtime(comment.created_at):%d/%m/%Y}",
        _day(clock.decision_due_on(comment) if comment.status == Status.WAITING else None),
        _day(None if hasattr(comment, "answer") else comment.due_on),
        _("Yes") if clock.light_of(due_on) == LATE else _("No"),
        max(0, clock.days_late(due_on)),
    ]


def _day(day):
    return f"{day:%d/%m/%Y}" if day else ""
