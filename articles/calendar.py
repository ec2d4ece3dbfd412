"""What happens on which day: what goes up, comes down, is replaced, is due or is to be looked at again; days off.

One question for each kind, over the shown days alone and for a few entries of each day, whatever the month holds.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, TextChoices, Value, When, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import workflow
from .models import Article, Revision, SpecialDay
from .months import months_on
from .querysets import midnight
from .states import RevisionState, Status

DAY, WEEK = timedelta(days=1), timedelta(days=7)
_TEXT = ["body", "lead"]
_CONTENT = ["content", "labels", "search_text", "article__body", "article__lead"]


class Kind(TextChoices):
    """What an entry tells; the value stands in addresses and in the names of style classes."""

    UP = "len", gettext_lazy("Goes up")
    WENT_UP = "da-len", gettext_lazy("Went up")
    DOWN = "xuong", gettext_lazy("Comes down")
    CAME_DOWN = "da-xuong", gettext_lazy("Came down")
    PLAN = "thay", gettext_lazy("New version")
    DUE = "duyet", gettext_lazy("Review due")
    LOOK = "xem-lai", gettext_lazy("Look again")


class Deed(TextChoices):
    """What can be done with an entry on the calendar itself."""

    NOW = "ngay", gettext_lazy("Publish now")
    MOVE = "doi", gettext_lazy("Reschedule")
    OFF = "bo", gettext_lazy("Call off")
    LATER = "da-xem", gettext_lazy("Looked at; again in six months")


PAST = {Kind.WENT_UP, Kind.CAME_DOWN}
OF_A_DAY = {Kind.DUE, Kind.LOOK}  # these have no hour
OF_A_VERSION = {Kind.PLAN, Kind.DUE}  # their key is a revision's, that of the others an article's
MARKS = {
    Kind.UP: "▲",
    Kind.WENT_UP: "✓",
    Kind.DOWN: "▼",
    Kind.CAME_DOWN: "✕",
    Kind.PLAN: "⇄",
    Kind.DUE: "◔",
    Kind.LOOK: "↻",
}


@dataclass
class Entry:
    kind: Kind
    key: int
    article: Article
    title: str
    day: date
    at: datetime | None = None
    revision: Revision | None = None
    light: str = ""
    state: str = ""
    deeds: set = field(default_factory=set)

    @property
    def name(self):
        return f"{self.kind.value}-{self.key}"

    @property
    def mark(self):
        return MARKS[self.kind]

    @property
    def order(self):
        """What has no hour stands first in its day."""
        return self.at or midnight(self.day), self.kind.value, self.key


@dataclass
class Day:
    day: date
    special: SpecialDay | None = None
    entries: list = field(default_factory=list)
    more: int = 0


def week(day: date) -> tuple[date, date]:
    """The week of a day, from Monday: its first day, and the one after its last."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + WEEK


def month(day: date) -> tuple[date, date]:
    """The whole weeks in which a month lies."""
    first = day.replace(day=1)
    return week(first)[0], week(months_on(first, 1) - DAY)[1]


def what_is_gone(waiting) -> str:
    """What was taken down of something that waits for its hour: an article goes up without it, a version not at all."""
    if waiting.has_lost_photo and waiting.has_lost_attachment:
        return _("Photos and attachments of it were taken down.")
    if waiting.has_lost_attachment:
        return _("One of its attachments was taken down.")
    return _("One of its photos was taken down.") if waiting.has_lost_photo else ""


def what_hinders(version) -> str:
    """What is known already to keep a planned version from going up.

    That costs a closer look, at all that has happened since, only where readers see another text since it was begun.
    """
    why = what_is_gone(version)
    if not why and version.is_overtaken:
        why = workflow.hitches(version.article, [version])[version.pk]
    return _("As things stand it won't go up by itself: %(why)s") % {"why": why} if why else ""


def in_half_a_year() -> date:
    return months_on(timezone.localdate(), 6)


def days(user, first: date, after: date, *, most: int, now=None) -> list[Day]:
    """The days from `first` to the one before `after`, each with at most `most` of what this person may know of."""
    now = now or timezone.now()
    found = {first + DAY * number: Day(first + DAY * number) for number in range((after - first).days)}
    for special in SpecialDay.objects.filter(day__gte=first, day__lt=after):
        found[special.day].special = special
    for kind in (_ups, _downs, _plans, _dues, _looks):
        for entry, total in kind(user, first, after, most, now):
            day = found[entry.day]
            day.entries.append(entry)
            day.more += total  # of its kind, told once
    for day in found.values():
        _cut(day, most)
    return list(found.values())


def late(user, now=None):
    """The planned versions in reach whose hour has passed unheeded, and those that failed."""
    now = now or timezone.now()
    missed = Q(apply_at__lte=now - workflow.GRACE) | Q(apply_at__lte=now) & ~Q(plan_failure="")
    plans = Revision.objects.planned().filter(missed).in_reach_of(user).exclude(article__status=Status.TRASHED)
    return plans.select_related("article").defer(*_CONTENT).order_by("apply_at", "pk")


def to_look_at(user, now=None):
    """The articles that this person may write in and whose day to be looked at again has passed."""
    passed = Article.objects.editable_by(user).filter(review_on__lt=timezone.localdate(now))
    return passed.exclude(status=Status.TRASHED)


def _cut(day, most):
    """Leave of a day what fits, before all what is still to come; and order it by the hour."""
    total = day.more
    day.entries.sort(key=lambda entry: (entry.kind in PAST, entry.order))
    day.entries = sorted(day.entries[:most], key=lambda entry: entry.order)
    day.more = total - len(day.entries)


def _few(found, day, order, most):
    """The first few rows of each day; the first of them carries how many there are in all."""
    place = Window(RowNumber(), partition_by=[day], order_by=[*order, F("pk").asc()])
    found = found.annotate(place=place, of_day=Window(Count("pk"), partition_by=[day])).filter(place__lte=most)
    return [(row, row.of_day if row.place == 1 else 0) for row in found]


def _by_moment(found, name, first, after, most, now):
    """What is still to come comes before what is over."""
    found = found.filter(**{f"{name}__gte": midnight(first), f"{name}__lt": midnight(after)})
    is_over = Case(When(**{f"{name}__lte": now}, then=Value(1)), default=Value(0))
    day = TruncDate(name, tzinfo=timezone.get_default_timezone())
    return _few(found, day, [is_over.asc(), F(name).asc()], most)


def _by_day(found, name, first, after, most):
    return _few(found.filter(**{f"{name}__gte": first, f"{name}__lt": after}), F(name), [], most)


def _sees_all(user):
    return user.has_perm("articles.change_article") or user.has_perm("articles.review_article")


def _articles(user, now):
    """As in the list of articles: who may not edit all sees the own ones, and others' once readers saw them."""
    found = Article.objects.in_reach_of(user).exclude(status=Status.TRASHED).defer(*_TEXT)
    if _sees_all(user):
        return found
    return found.filter(Q(created_by=user) | Q(status=Status.PUBLISHED, published_at__lte=now))


def _versions(user, versions):
    found = versions.in_reach_of(user).exclude(article__status=Status.TRASHED)
    if not _sees_all(user):
        found = found.filter(article__created_by=user)
    return found.select_related("article", "assignee").defer(*_CONTENT)


def _ups(user, first, after, most, now):
    found = _articles(user, now).filter(status=Status.PUBLISHED).telling_what_is_gone()
    deeds = {Deed.NOW, Deed.MOVE, Deed.OFF} if user.has_perm("articles.publish_article") else set()
    for article, total in _by_moment(found, "published_at", first, after, most, now):
        is_past = article.published_at <= now
        entry = _entry(Kind.WENT_UP if is_past else Kind.UP, article, article.published_at)
        entry.deeds = set() if is_past else deeds
        entry.state = what_is_gone(article) if not is_past else ""
        yield entry, total


def _downs(user, first, after, most, now):
    found = _articles(user, now).filter(status=Status.PUBLISHED, expires_at__isnull=False)
    deeds = {Deed.MOVE, Deed.OFF} if user.has_perm("articles.publish_article") else set()
    for article, total in _by_moment(found, "expires_at", first, after, most, now):
        is_past = article.expires_at <= now
        entry = _entry(Kind.CAME_DOWN if is_past else Kind.DOWN, article, article.expires_at)
        entry.deeds = set() if is_past else deeds
        yield entry, total


def _entry(kind, article, at):
    return Entry(kind, article.pk, article, article.title, timezone.localtime(at).date(), at)


def _plans(user, first, after, most, now):
    found = _versions(user, Revision.objects.planned().telling_what_hinders())
    deeds = {Deed.NOW, Deed.MOVE, Deed.OFF} if user.has_perm("articles.publish_article") else set()
    for version, total in _by_moment(found, "apply_at", first, after, most, now):
        entry = _entry(Kind.PLAN, version.article, version.apply_at)
        entry.key, entry.revision, entry.title, entry.deeds = version.pk, version, str(version), deeds
        if version.apply_at <= now:
            entry.light = "late"
            entry.state = version.plan_failure or _("Its hour has passed.")
        else:
            entry.state = what_hinders(version)
        yield entry, total


def _dues(user, first, after, most, now):
    found = _versions(user, Revision.objects.open().filter(state=RevisionState.IN_REVIEW))
    deeds = {Deed.MOVE} if user.has_perm("articles.review_article") else set()
    for version, total in _by_day(found, "due_on", first, after, most):
        entry = Entry(Kind.DUE, version.pk, version.article, str(version), version.due_on)
        entry.revision, entry.deeds = version, deeds
        entry.light = version.light_on(timezone.localdate(now))
        entry.state = _("Overdue") if entry.light == "late" else ""
        yield entry, total


def _looks(user, first, after, most, now):
    written = Revision.objects.filter(article=OuterRef("pk")).newest_kept_first().values("title")
    found = _articles(user, now).annotate(written_title=Subquery(written[:1]))
    for article, total in _by_day(found, "review_on", first, after, most):
        title = article.title or article.written_title or str(article)  # what was never published has no title yet
        entry = Entry(Kind.LOOK, article.pk, article, title, article.review_on)
        if article.review_on < timezone.localdate(now):
            entry.light, entry.state = "late", _("Not looked at yet")
        if workflow.may_write(user, article):
            entry.deeds = {Deed.MOVE, Deed.OFF, Deed.LATER}
        yield entry, total
