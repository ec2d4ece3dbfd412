"""How the mails go out: once at most, and in the end.

Each notice is claimed on disk before its mail leaves, so that no two processes send it, and marked as sent after it.
"""

import logging
import ssl
from datetime import timedelta
from functools import partial
from itertools import groupby
from math import inf
from smtplib import SMTPServerDisconnected
from time import monotonic

from django.core.mail import mailers
from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from .. import text as plain
from ..models import Notice, Revision, StaffProfile
from ..workdays import WorkingDays
from . import words

logger = logging.getLogger("articles.notices")

# How long after the step, or after the hour of the digest, the first and each further attempt is due: a server that is
# down for a morning loses nothing. After the last one a notice stays as failed.
WAITS = [timedelta(0), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12)]
PAUSE = timedelta(minutes=5)  # without attempts during a step, after one has failed
PATIENCE = 5  # seconds that an editor may wait for all mails of a step; tick sends the rest
STUCK_AFTER = timedelta(minutes=15)
DIGEST_AT = {"hour": 7, "minute": 30, "second": 0, "microsecond": 0}

EACH = Q(recipient__profile=None) | Q(recipient__profile__mail=StaffProfile.Mail.EACH)
DIGEST = Q(recipient__profile__mail=StaffProfile.Mail.DIGEST)

# The line broke while a mail was handed over: a slow server may have taken it, so it must not be sent again.
UNKNOWN_END = (TimeoutError, SMTPServerDisconnected, ConnectionResetError, BrokenPipeError, ssl.SSLError)


def deliver(notices, now=None) -> int:
    """Send a mail for each of these notices that nobody has sent or claimed yet; return how many went out."""
    letters = [[notice] for notice in _waiting().filter(pk__in=[notice.pk for notice in notices])]
    return post(letters, words.single, now=now or timezone.now())


def send_waiting(now=None) -> int:
    """Send what is due of those who want a mail at each step; return how many mails went out."""
    now = now or timezone.now()
    due = Q()
    for attempts, wait in enumerate(WAITS):
        due |= Q(attempts=attempts, created_at__lte=now - wait)
    return post([[notice] for notice in _waiting().filter(EACH, due)], words.single, now=now)


def send_digests(now=None) -> int:
    """Send each who wants one mail a day what came up before 7:30, on working days; return how many mails went out.

    What comes up later that day waits for the next one, so that a second run has nothing to send.
    """
    now = now or timezone.now()
    local = timezone.localtime(now, timezone.get_default_timezone())
    morning = local.replace(**DIGEST_AT)
    if local < morning or not WorkingDays.load(local.date()).is_working(local.date()):
        return 0
    waiting = _waiting().filter(DIGEST, created_at__lt=morning).order_by("recipient_id", "pk")
    letters = [list(letter) for _key, letter in groupby(waiting, key=lambda notice: notice.recipient_id)]
    due = [letter for letter in letters if morning + WAITS[min(notice.attempts for notice in letter)] <= now]
    return post(due, partial(words.digest, day=local), now=now)


def stuck(now=None):
    """Notices claimed a while ago and never sent: a process was killed or the line broke. They are not tried again."""
    return Notice.objects.filter(sent_at=None, claimed_at__lt=(now or timezone.now()) - STUCK_AFTER)


def failed(now=None):
    """Notices that nobody will send any more, for people to look at."""
    given_up = Notice.objects.filter(sent_at=None, attempts__gte=len(WAITS))
    return (given_up | stuck(now)).select_related("recipient", "event__article").order_by("pk")


def _waiting():
    """Notices that are neither sent nor claimed, of people who can be told, with all that their mails say."""
    newest = Revision.objects.filter(article=OuterRef("event__article")).order_by("-pk")
    return (
        Notice.objects.filter(
            sent_at=None, claimed_at=None, attempts__lt=len(WAITS), recipient__is_active=True, recipient__is_staff=True
        )
        .exclude(recipient__email="")
        .select_related("recipient", "event__by", "event__article", "event__revision")
        .defer("event__article__body", "event__revision__content", "event__revision__search_text")
        .annotate(newest_title=Subquery(newest.values("title")[:1]))
        .order_by("pk")
    )


def try_at_once(event_key):
    now = timezone.now()
    if not _is_down(now):
        letters = [[notice] for notice in _waiting().filter(EACH, event=event_key)]
        post(letters, words.single, now=now, seconds=PATIENCE)


def _is_down(now):
    """Whether an attempt of the last minutes has failed and no mail has got through since.

    Asked of the notices, not of a cache: several processes may serve the newsroom.
    """
    recent = Notice.objects.filter(created_at__gt=now - PAUSE)
    youngest = recent.filter(sent_at=None, attempts__gt=0).order_by("-created_at").first()
    return youngest is not None and not recent.filter(sent_at__gte=youngest.created_at).exists()


def post(letters, write, *, now, seconds=inf):
    """Send letters over one connection; return how many went out.

    Each is a list of rows to one person, of a model that keeps `claimed_at`, `sent_at`, `attempts` and `error`.
    """
    ends = monotonic() + seconds
    connection, sent = mailers.default, 0
    try:
        for position, letter in enumerate(letters):
            if monotonic() > ends:
                break
            try:
                connection.open()  # does nothing where it is open already
            except Exception as error:
                waiting = [row for rest in letters[position:] for row in rest]
                _note_failure(_rows_of(waiting).filter(sent_at=None, claimed_at=None), error)
                break
            letter = _claimed(letter, now)
            if not letter:
                continue
            rows = _rows_of(letter)
            try:
                connection.send_messages([write(letter)])
            except UNKNOWN_END as error:
                _note_failure(rows, error, claimed_at=now)
                break
            except Exception as error:
                _note_failure(rows, error)
                _close(connection)  # after a refusal it may be of no use for the next one
            else:
                rows.update(sent_at=now, error="")
                sent += 1
    finally:
        _close(connection)
    return sent


def _rows_of(letter):
    return type(letter[0]).objects.filter(pk__in=[row.pk for row in letter])


def _claimed(letter, now):
    """Return those rows of a letter that were still free and are now ours; durable, so on disk before it leaves."""
    free = type(letter[0]).objects.filter(sent_at=None, claimed_at=None)
    with transaction.atomic(durable=True):
        return [row for row in letter if free.filter(pk=row.pk).update(claimed_at=now)]


def _note_failure(rows, error, claimed_at=None):
    error = plain.one_line(f"{type(error).__name__}: {error}")[:300]
    keys = list(rows.values_list("pk", flat=True))
    rows.update(attempts=F("attempts") + 1, error=error, claimed_at=claimed_at)
    logger.warning("The mail of %s %s was not sent: %s", f"{rows.model._meta.model_name}s", keys, error)


def _close(connection):
    try:
        connection.close()
    except Exception as error:  # what was sent is sent
        logger.warning("The connection to the mail server was not closed well: %s", error)
