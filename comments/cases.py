"""How late a comment is: until it is decided on, and until the unit in charge has answered. In working days."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.querysets import midnight
from articles.workdays import WorkingDays

from .models import Comment, CommentRules, Status, Unit

LATE, SOON, IN_TIME = "late", "due", "early"  # as desk.css calls them


@dataclass(frozen=True)
class Clock:
    """Today, the working days around it, and the rules: what due dates are reckoned from. Two questions to load."""

    today: date
    days: WorkingDays
    rules: CommentRules

    @classmethod
    def load(cls, today=None, rules=None):
        today = today or timezone.localdate()
        return cls(today, WorkingDays.load(today), rules or CommentRules.current())

    def due_on(self, comment):
        """Return the day by which something must be done with a loaded comment, or None where nothing waits."""
        dues = []
        if comment.status == Status.WAITING:
            dues.append(self.decision_due_on(comment))
        if comment.status in {Status.WAITING, Status.APPROVED} and comment.due_on and not hasattr(comment, "answer"):
            dues.append(comment.due_on)
        return min(dues, default=None)

    def decision_due_on(self, comment):
        return self.days.after(timezone.localdate(comment.created_at), self.rules.decision_days)

    def light_of(self, due_on):
        """Return LATE, SOON (today or the next working day) or IN_TIME for a due date; "" for none."""
        if due_on is None:
            return ""
        if due_on < self.today:
            return LATE
        return SOON if due_on <= self.days.after(self.today, 1) else IN_TIME

    def words_for(self, due_on):
        """Return what stands beside the light, for a colour alone tells nothing to many; "" for no date."""
        if due_on is None:
            return ""
        days = self.days.between(self.today, due_on)
        if due_on < self.today:
            # On the weekend after a due date no working day has passed yet.
            late = ngettext("%(n)d working day overdue", "%(n)d working days overdue", -days) % {"n": -days}
            return late if days else _("overdue")
        if due_on == self.today:
            return _("due today")
        return ngettext("%(n)d working day left", "%(n)d working days left", days) % {"n": days}

    def late(self):
        """Which comments are late, as a condition. Twin of light_of; a test holds the two together."""
        return self._due_before(self.today)

    def late_or_soon(self):
        return self._due_before(self.days.after(self.today, 1) + timedelta(days=1))

    def undecided(self):
        """Which comments nobody decided on in time, as a condition."""
        return self._undecided_before(self.today)

    def days_late(self, due_on):
        """Return how many working days have passed since a due date; 0 or fewer where it is yet to come."""
        return self.days.between(due_on, self.today)

    def _due_before(self, day):
        unanswered = Q(unit__isnull=False, answer=None, due_on__lt=day)
        return self._undecided_before(day) | unanswered & Q(status__in=[Status.WAITING, Status.APPROVED])

    def _undecided_before(self, day):
        last = self.days.before(day, self.rules.decision_days)
        return Q(status=Status.WAITING, created_at__lt=midnight(last + timedelta(days=1)))


def report(clock, first, last, user):
    """Return the units in reach with their cases: open ones as of today, answered ones from `first` to `last`.

    Each unit carries open, late, soon, answered, in_time and answered_late. Three questions. Who only answers sees
    the figures of their own units.
    """
    cases = Comment.objects.in_reach_of(user).filter(unit__isnull=False).order_by()
    soon = clock.days.after(clock.today, 1)
    still_open = (
        cases.open_cases()
        .values("unit")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=clock.today)),
            soon=Count("pk", filter=Q(due_on__gte=clock.today, due_on__lte=soon)),
        )
    )
    period = Q(answer__at__gte=midnight(first), answer__at__lt=midnight(last + timedelta(days=1)))
    answered = (
        cases.filter(period)
        .annotate(day=TruncDate("answer__at"))
        .values("unit")
        .annotate(answered=Count("pk"), answered_late=Count("pk", filter=Q(day__gt=F("due_on"))))
    )
    counts = {row["unit"]: row for row in still_open}
    for row in answered:
        counts[row["unit"]] = counts.get(row["unit"], {}) | row
    units = Unit.objects.filter(Q(is_active=True) | Q(pk__in=counts))
    if not user.has_perm("comments.moderate_comment"):
        units = units.filter(members=user)
    units = list(units)
    for unit in units:
        for name in ("open", "late", "soon", "answered", "answered_late"):
            setattr(unit, name, counts.get(unit.pk, {}).get(name, 0))
        unit.in_time = unit.answered - unit.answered_late
    return units


def open_cases(user):
    """Return what units in reach have been asked to answer and have not, the longest due first."""
    cases = Comment.objects.in_reach_of(user).open_cases()
    return cases.select_related("article", "unit", "answer").order_by("due_on", "pk")


def undecided(clock, user):
    """Return the comments in reach that wait for a decision longer than the rules allow, the oldest first."""
    waiting = Comment.objects.in_reach_of(user).filter(clock.undecided())
    return waiting.select_related("article", "unit", "answer").order_by("created_at", "pk")


def undecided_apart(clock, user):
    """Return those of `undecided` that are not among `open_cases`: with the two of them each stands once."""
    return undecided(clock, user).filter(Q(unit=None) | Q(answer__isnull=False))
