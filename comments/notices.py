"""One mail each working morning to those who deal with comments: how many wait, since when, how many are late.

Counts and links, no more: not a word, a title or a name of a comment, for a mailbox is no private place.
"""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from articles import notices
from articles.models import StaffProfile

from .cases import Clock
from .models import Comment, CommentDigest, Status, Unit
from .moderation.steps import ANSWER, MODERATE

KEPT = timedelta(days=30)  # how long it is known who got a mail


def send_digests(now=None) -> int:
    """Send each who has something to see to their mail of today, once 7:30 is past; return how many went out.

    It tells of what came before 7:30. What comes later that day waits for the next one, so that a person without
    anything to see to in the morning gets none at noon.
    """
    now = now or timezone.now()
    local = timezone.localtime(now, timezone.get_default_timezone())
    morning = local.replace(**notices.DIGEST_AT)
    if local < morning:
        return 0
    clock = Clock.load(local.date())
    if not clock.days.is_working(clock.today):
        return 0
    told = {user: facts for user in _people(clock.today) if (facts := _facts(user, clock, morning))}
    rows = [CommentDigest.objects.get_or_create(recipient=user, day=clock.today)[0] for user in told]
    letters = [[row] for row in rows if _is_due(row, now - morning)]
    return notices.post(letters, partial(_write, told=told, clock=clock), now=now)


def forget_digests(now=None) -> int:
    return CommentDigest.objects.filter(day__lt=timezone.localdate(now) - KEPT).delete()[0]


def _is_due(row, since_morning):
    return row.attempts < len(notices.WAITS) and notices.WAITS[row.attempts] <= since_morning


def _people(today):
    """Return the active staff who decide on comments, or answer for a unit, and have not had their mail today."""
    with_perm = partial(get_user_model().objects.with_perm, backend="django.contrib.auth.backends.ModelBackend")
    done = CommentDigest.objects.filter(day=today).exclude(sent_at=None, claimed_at=None)
    is_concerned = Q(pk__in=with_perm(MODERATE)) | Q(pk__in=with_perm(ANSWER), units__isnull=False)
    return (
        get_user_model()
        .objects.filter(is_concerned, is_active=True, is_staff=True)
        .exclude(email="")
        .exclude(profile__mail=StaffProfile.Mail.NONE)
        .exclude(pk__in=done.values("recipient"))
        .select_related("profile")
        .distinct()
        .order_by("pk")
    )


def _facts(user, clock, morning):
    """Return what a person is told, as counts; {} where nothing waits for them."""
    comments = Comment.objects.in_reach_of(user)
    waiting = comments.filter(status=Status.WAITING, created_at__lt=morning) if user.has_perm(MODERATE) else None
    facts = {"waiting": 0}
    if waiting is not None:
        facts = waiting.aggregate(waiting=Count("pk"), oldest=Min("created_at"))
        facts["late"] = waiting.filter(clock.undecided()).count()
    facts["units"] = _units(user, comments, clock, morning)
    return facts if facts["waiting"] or facts["units"] else {}


def _units(user, comments, clock, morning):
    """Return the units whose cases call for something: late, soon due, or new to a person's own unit."""
    own = set(Unit.objects.filter(members=user).values_list("pk", flat=True))
    since = morning - (clock.today - clock.days.before(clock.today, 0))  # the mail before this one
    soon = clock.days.after(clock.today, 1)
    rows = (
        comments.open_cases()
        .filter(routed_at__lt=morning)
        .values("unit", "unit__name")
        .annotate(
            new=Count("pk", filter=Q(routed_at__gte=since, unit__in=own)),
            soon=Count("pk", filter=Q(due_on__gte=clock.today, due_on__lte=soon)),
            late=Count("pk", filter=Q(due_on__lt=clock.today)),
        )
        .order_by("unit__order", "unit__name")
    )
    return [
        {**row, "is_own": row["unit"] in own, "link": _link(**{"trang-thai": "ho-so", "don-vi": row["unit"]})}
        for row in rows
        if row["new"] or row["soon"] or row["late"]
    ]


def _write(letter, told, clock):
    """Write a person's mail, in the site's language."""
    (row,) = letter
    facts = told[row.recipient]
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Readers' comments to see to on %(day)s") % {"day": date_format(clock.today, "d/m/Y")}
        context = {**facts, "soon_by": clock.days.after(clock.today, 1), "desk": _link(), "late_ones": _link(han="tre")}
        return notices.mail(row.recipient, subject, "emails/comments_digest.txt", context)


def _link(**filters):
    address = settings.SITE_URL + reverse("admin:comments_comment_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address
