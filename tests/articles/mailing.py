"""People, events and notices for the tests of mail, and a mail server that fails as it is told to."""

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from articles import snapshots
from articles.models import Article, Event, Notice, Revision, StaffProfile
from articles.states import RevisionState, Status, Step
from tests.factories import make_user

TITLE = "Nước sạch về thôn Bến Đò"


class Backend(BaseEmailBackend):
    """A mail server that raises what it is told to: on the line, or for a mail whose recipient stands in `refused`."""

    line, refused, handed_over = None, {}, []

    def open(self):
        if self.line:
            raise self.line

    def send_messages(self, messages):
        for message in messages:
            if message.to[0] in self.refused:
                raise self.refused[message.to[0]]
            self.handed_over.append(message)
        return len(messages)


def make_person(username="hien", mail=None, **fields):
    user = make_user("Biên tập viên", username, **{"email": f"{username}@tin.example"} | fields)
    if mail:
        StaffProfile.objects.create(user=user, mail=mail)
    return user


def make_event(step=Step.SEND_BACK, by=None, article=None, title=TITLE, note="", revision=True, **fields):
    article = article or Article.objects.create(status=fields.pop("status", Status.UNPUBLISHED))
    of_revision = {name: fields.pop(name) for name in ("assignee", "due_on") if name in fields}
    if revision:
        revision = Revision.objects.create(
            article=article,
            schema=snapshots.SCHEMA,
            content={},
            search_text="",
            title=title,
            state=RevisionState.IN_REVIEW,
            **of_revision,
        )
    before = fields.pop("before", Status.UNPUBLISHED)
    return Event.objects.create(
        article=article, revision=revision or None, step=step, before=before, after=before, by=by, note=note, **fields
    )


def make_notice(person, created_at=None, **fields):
    event = fields.pop("event", None) or make_event()
    return Notice.objects.create(recipient=person, event=event, created_at=created_at or timezone.now(), **fields)


def recipients(messages=None):
    return [message.to for message in (mail.outbox if messages is None else messages)]


def state_of(notice):
    notice.refresh_from_db()
    return (notice.sent_at is not None, notice.claimed_at is not None, notice.attempts, notice.error)
