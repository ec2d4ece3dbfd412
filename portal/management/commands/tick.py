"""All dated work in one command, to be run every few minutes by cron or a systemd timer.

Each job may be done twice, or by two processes at once: it deletes what is past its time, or claims each row before
it acts on it. So there is no lock that a killed process could leave behind.
"""

import logging
from datetime import timedelta
from importlib import import_module

from captcha.models import CaptchaStore
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, override

from articles import attachments, notices, photos, reports, slots, workflow
from articles.models import Presence, PreviewLink, UnsavedText
from comments import notices as comment_notices
from comments import privacy, senders
from comments.models import PostingBucket
from portal.models import TickRun

logger = logging.getLogger("portal.tick")

DAY = timedelta(days=1)


def end_presences(now):
    return Presence.objects.filter(seen_at__lt=now - DAY).delete()[0]


def end_unsaved_texts(now):
    """Only those that were saved or dropped: words that are nowhere else stay, however old."""
    return UnsavedText.objects.filter(is_closed=True, saved_at__lt=now - DAY).delete()[0]


def end_preview_links(now):
    long_ago = now - 90 * DAY
    return PreviewLink.objects.filter(Q(ends_at__lt=long_ago) | Q(ended_at__lt=long_ago)).delete()[0]


def end_sessions(now):
    """What clearsessions does; the engine tells no number."""
    return import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def end_captchas(now):
    return CaptchaStore.objects.filter(expiration__lte=now).delete()[0]


def end_posting_buckets(now):
    hour = int((now - 2 * DAY).timestamp()) // 3600
    return PostingBucket.objects.filter(hour__lt=hour).delete()[0]


# What a failed job is called on the dashboard, in the words of the catalogue, and the job itself.
MAILS = [
    (gettext_noop("sending notices"), notices.send_waiting),
    (gettext_noop("sending the morning's mail"), notices.send_digests),
    (gettext_noop("sending the comments' digest"), comment_notices.send_digests),
]
JOBS = [
    # First: what is promised to readers for this hour waits for no mail server.
    (gettext_noop("publishing new versions that are due"), workflow.apply_due),
    (gettext_noop("ending the places of articles that came down"), slots.end_with_articles),
    *MAILS,
    (gettext_noop("purging contacts of decided comments"), privacy.purge),
    (gettext_noop("forgetting address keys"), senders.forget_keys),
    (gettext_noop("clearing the list of sent digests"), comment_notices.forget_digests),
    (gettext_noop("looking for broken links"), reports.scan_links),
    (gettext_noop("ending presences in the editor"), end_presences),
    (gettext_noop("clearing saved or dropped texts"), end_unsaved_texts),
    (gettext_noop("clearing ended preview links"), end_preview_links),
    (gettext_noop("clearing ended sessions"), end_sessions),
    (gettext_noop("clearing used captchas"), end_captchas),
    (gettext_noop("clearing the counts of sent comments"), end_posting_buckets),
    (gettext_noop("deleting files of replaced photos"), photos.purge_replaced),
    (gettext_noop("moving files of documents to where they belong"), attachments.settle_all),
]


class Command(BaseCommand):
    help = gettext_lazy("Do all dated work: send notices, clear what is past its time. Run it every five minutes.")

    def add_arguments(self, parser):
        parser.add_argument("--no-mail", action="store_true", help=_("Leave out what sends mails."))

    def handle(self, *, no_mail, **options):
        jobs = [each for each in JOBS if not (no_mail and each in MAILS)]
        with override(settings.LANGUAGE_CODE):
            now = timezone.now()
            failures = [failure for name, job in jobs if (failure := self._failure_of(name, job, now))]
            TickRun.objects.update_or_create(pk=1, defaults={"at": now, "failures": failures})
            if failures:
                raise CommandError(_("%(count)d jobs failed; the log says why.") % {"count": len(failures)})

    def _failure_of(self, name, job, now):
        """Do one job, so that the others run whatever becomes of it; return what the dashboard shows of a failure."""
        try:
            count = job(now)
        except Exception as error:
            logger.exception("Failed: %s", name)
            self.stdout.write(self.style.ERROR(_("%(job)s: failed") % {"job": _(name)}))
            return {"job": name, "error": type(error).__name__}
        label, result = _(name), _("done") if count is None else count
        self.stdout.write(f"{label}: {result}")
        return None
