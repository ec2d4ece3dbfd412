"""What the mails say, in the site's language whoever acts."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import text as plain
from ..states import Status, Step
from ..wording import actor_of, stamp

SUBJECTS = {
    Step.SUBMIT: gettext_lazy("For review: %(title)s"),
    Step.ASSIGN: gettext_lazy("For review: %(title)s"),
    Step.SEND_BACK: gettext_lazy("Returned: %(title)s"),
    Step.APPROVE: gettext_lazy("Approved: %(title)s"),
    Step.PUBLISH: gettext_lazy("Published: %(title)s"),
    Step.SCHEDULE: gettext_lazy("Scheduled: %(title)s"),
    Step.UNSCHEDULE: gettext_lazy("Schedule called off: %(title)s"),
    Step.WITHDRAW: gettext_lazy("Withdrawn: %(title)s"),
    Step.CORRECT: gettext_lazy("Correction: %(title)s"),
    Step.NOTE: gettext_lazy("New note: %(title)s"),
    Step.TRASH: gettext_lazy("In the trash: %(title)s"),
    Step.PLAN_FAILED: gettext_lazy("Did not go up: %(title)s"),
}
SENTENCES = {
    Step.SUBMIT: gettext_lazy("%(who)s sent an article for review."),
    Step.ASSIGN: gettext_lazy("%(who)s handed the review of an article to %(note)s."),
    Step.SEND_BACK: gettext_lazy("%(who)s returned an article. Please put it right and send it for review again."),
    Step.APPROVE: gettext_lazy("%(who)s approved an article for publication."),
    Step.PUBLISH: gettext_lazy("%(who)s published an article."),
    Step.SCHEDULE: gettext_lazy("%(who)s scheduled an article: it goes up at %(time)s on %(day)s."),
    Step.UNSCHEDULE: gettext_lazy("%(who)s called off the schedule of an article: it will not go up by itself."),
    Step.WITHDRAW: gettext_lazy("%(who)s withdrew an article from the site."),
    Step.CORRECT: gettext_lazy("%(who)s added a correction to an article; readers see it."),
    Step.NOTE: gettext_lazy("%(who)s left a note on an article."),
    Step.TRASH: gettext_lazy("%(who)s put an article in the trash."),
    Step.PLAN_FAILED: gettext_lazy(
        "A new version of an article was to replace the live one at %(time)s on %(day)s, and did not."
    ),
}
REASONED = {Step.SEND_BACK, Step.WITHDRAW, Step.TRASH, Step.PLAN_FAILED}
REVIEWED = {Step.SUBMIT, Step.ASSIGN}
NOTE_IS_NO_REMARK = {Step.ASSIGN, Step.SCHEDULE}  # the reviewer's name, the time: part of the sentence
FOR_READERS = {Step.PUBLISH, Step.CORRECT}
LONGEST_SUBJECT = 120


def single(letter):
    (notice,) = letter
    with translation.override(settings.LANGUAGE_CODE):
        told = _told(notice)
        subject = SUBJECTS.get(notice.event.step, "%(step)s: %(title)s")
        subject %= {"title": told["title"], "step": notice.event.get_step_display()}
        return mail(notice.recipient, subject, "emails/notice.txt", {"told": told})


def digest(letter, day):
    with translation.override(settings.LANGUAGE_CODE):
        by_article = {}
        for notice in letter:
            by_article.setdefault(notice.event.article_id, []).append(_told(notice))
        subject = _("Newsroom notices of %(day)s (%(count)d)") % {
            "day": date_format(day, "d/m/Y"),
            "count": len(letter),
        }
        return mail(letter[0].recipient, subject, "emails/digest.txt", {"articles": by_article.values()})


def mail(recipient, subject, template, context):
    subject = plain.one_line(subject)
    if len(subject) > LONGEST_SUBJECT:
        subject = subject[: LONGEST_SUBJECT - 1].rstrip() + "…"
    context["newsroom"] = settings.SITE_URL + reverse("admin:index")
    return EmailMessage(
        subject=subject,
        body=plain.paragraphs(render_to_string(template, context)) + "\n",
        to=[recipient.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _told(notice):
    """Return what a mail says of a step, as plain words; the language is set already."""
    event, article = notice.event, notice.event.article
    title = (event.revision and event.revision.title) or article.title or notice.newest_title or _("Untitled")
    form = reverse("admin:articles_article_change", args=[article.pk])
    places = {Step.NOTE: "#ghi-chu", Step.PLAN_FAILED: f"?ban={event.revision_id}"}
    is_to_read = event.step in FOR_READERS and article.is_public
    return {
        "title": plain.one_line(title),
        "at": stamp(event.at),
        "sentence": _sentence(notice),
        "remark": _remark(event),
        "is_reason": event.step in REASONED,
        "is_correction": event.step == Step.CORRECT,
        "due_on": event.revision.due_on if event.revision and event.step in REVIEWED else None,
        "link": settings.SITE_URL + form + places.get(event.step, ""),
        "page": settings.SITE_URL + article.get_absolute_url() if is_to_read else "",
    }


def _sentence(notice):
    event, to_you = notice.event, _is_reviewer(notice)
    sentence = SENTENCES.get(event.step, "%(who)s: %(step)s.")
    if event.step == Step.SUBMIT and to_you:
        sentence = _("%(who)s sent you an article for review.")
    elif event.step == Step.ASSIGN and to_you:
        sentence = _("%(who)s asks you to review an article.")
    elif event.step == Step.PUBLISH and event.before == Status.PUBLISHED:
        sentence = _("%(who)s published a new version of an article.")
    words = {"who": event.actor, "note": event.note, "step": event.get_step_display()}
    if event.step == Step.SCHEDULE:
        begins = _local(parse_datetime(event.note) or event.article.published_at)
        words |= {"time": date_format(begins, "H:i"), "day": date_format(begins, "d/m/Y")}
    elif event.step == Step.PLAN_FAILED:
        words["time"], _blank, words["day"] = event.note.partition(" · ")[0].partition(" ")
    return plain.one_line(sentence % words)


def _remark(event):
    """What somebody wrote, or why something failed: the note without what stands in the sentence already."""
    if event.step == Step.PLAN_FAILED:
        return event.note.partition(" · ")[2]
    return "" if event.step in NOTE_IS_NO_REMARK else event.note


def _is_reviewer(notice):
    """Whether the recipient is the one reviewer of the text; a hand-over keeps the name of that day in its note."""
    if notice.event.step == Step.ASSIGN:
        return notice.event.note == actor_of(notice.recipient)
    return notice.event.revision is not None and notice.event.revision.assignee_id == notice.recipient_id


def _local(moment):
    return timezone.localtime(moment, timezone.get_default_timezone())
