"""What goes up or comes down by itself in the next days."""

from datetime import timedelta

from django.db.models import Case, F, Q, When
from django.utils.translation import gettext as _

from articles.models import Article
from articles.states import Status

from .rows import SHOWN, Action, Block, Row, all_rows, form_address, list_address, step_button, total_of

AHEAD = timedelta(days=7)


def upcoming(user, rights, now):
    """What goes up or comes down within a week, in the order in which it happens."""
    until = now + AHEAD
    begins = Q(published_at__gt=now, published_at__lte=until)
    ends = Q(expires_at__gt=now, expires_at__lte=until)
    moment = Case(When(begins, then=F("published_at")), default=F("expires_at"))
    articles = Article.objects.editable_by(user).filter(begins | ends, status=Status.PUBLISHED)
    articles = articles.defer("body", "lead").annotate(total=all_rows(), moment=moment).order_by("moment", "pk")
    found = list(articles[:SHOWN])
    rows = []
    for article in found:
        if now < article.published_at <= until:
            rows.append((article.published_at, _scheduled_row(article, rights)))
        if article.expires_at and now < article.expires_at <= until:
            rows.append((article.expires_at, _ending_row(article, rights)))
    rows.sort(key=lambda row: row[0])
    return Block(
        [row for _moment, row in rows[:SHOWN]], total_of(found), list_address(**{"trang-thai": Status.PUBLISHED})
    )


def _scheduled_row(article, rights):
    row = Row(f"len-{article.pk}", article.title, form_address(article), "early", _("Goes up"))
    row.facts = [("", article.published_at)]
    if rights["publish"]:
        live = f"{form_address(article)}?ban=dang"
        row.actions = [
            Action(_("Change the time"), live),
            step_button(_("Call off the schedule"), "unschedule", article),
        ]
    return row


def _ending_row(article, rights):
    row = Row(f"het-{article.pk}", article.title, form_address(article), "due", _("Comes down"))
    row.facts = [("", article.expires_at)]
    if rights["publish"]:
        row.actions = [Action(_("Prolong"), f"{form_address(article)}?ban=dang")]
    return row
