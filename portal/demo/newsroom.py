"""What the demo's newsroom did: each step taken by its own person, and then put back to the time it would have had."""

import tomllib
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.db.models import Max
from django.utils import timezone

from articles import slots, workflow
from articles.models import (
    Article,
    Attachment,
    Correction,
    Event,
    ImportedPage,
    Note,
    Photo,
    ReviewLink,
    Revision,
    UnsavedText,
)

from .contents import Shelf, as_saved, content, moment, photo

HERE = Path(__file__).parent
FORMAT = "demo"
# What a step writes, with the moment that it can't be told.
STAMPED = [
    (Article, "created_at"),
    (Revision, "created_at"),
    (Event, "at"),
    (Note, "at"),
    (Correction, "at"),
    (Photo, "uploaded_at"),
    (Attachment, "uploaded_at"),
    (ReviewLink, "created_at"),
]


@dataclass
class Story:
    """An article of the demo: its row, what is done to it in the order of time, and how far it has come."""

    row: dict
    steps: list
    number: int
    revision: Revision | None = None
    threads: dict = field(default_factory=dict)

    @property
    def article(self):
        return self.revision and self.revision.article


@dataclass
class Desk:
    """All that a step needs besides its article."""

    shelf: Shelf
    users: dict
    now: datetime


def rows():
    """Return the articles that have gone up or will, or lie as plain drafts: oldest first, as keys grow with time."""
    found = [
        article | {"section": path.stem}
        for path in sorted((HERE / "articles").glob("*.toml"))
        for article in tomllib.loads(path.read_text("utf-8"))["article"]
    ]
    return sorted(found, key=lambda article: (-article["days_ago"], article["time"]))


def desk_file():
    """Return what is on the editors' desk: articles that have not gone up, what was done to others, unsaved words."""
    return tomllib.loads((HERE / "desk.toml").read_text("utf-8"))


def loose_seeds():
    """Return the seeds of the pictures that no article shows."""
    return {row["seed"] for row in desk_file()["photo"]}


def load_newsroom(stories, shelf, users, now):
    """Take all steps in the order of their times, whatever article they are about."""
    desk = Desk(shelf, users, now)
    taken = [(moment(step, now), story, step) for story in stories for step in story.steps]
    taken += [(moment(row, now), None, row | {"step": "photo"}) for row in desk_file()["photo"]]
    for at, story, step in sorted(taken, key=lambda each: each[0]):
        with put_back(at):
            STEPS[step["step"]](story, step, by=users[step["by"]], at=at, desk=desk)
    for text in desk_file()["unsaved"]:
        _keep_unsaved(text, shelf, users[text["by"]], now)
    articles = {story.row["title"]: story.article for story in stories}
    for row in desk_file()["placement"]:
        _place(row, articles[row["article"]], shelf, users[row["by"]], now)


def stories(accounts):
    """Return every article with all that is done to it."""
    on_desk = desk_file()
    told = {story["article"]: story["steps"] for story in on_desk["story"]}
    found = [(row, _usual(row, told.get(row["title"], []), accounts, number)) for number, row in enumerate(rows())]
    found += [(row, row["steps"]) for row in on_desk["article"]]
    return [Story(row, steps, number) for number, (row, steps) in enumerate(found)]


@contextmanager
def put_back(at):
    """Give all that is written meanwhile the time that it would have had: the steps themselves know only "now"."""
    newest = {model: model.objects.aggregate(key=Max("pk"))["key"] or 0 for model, _name in STAMPED}
    yield
    for model, name in STAMPED:
        model.objects.filter(pk__gt=newest[model]).update(**{name: at})


# --- What is done to an article that simply goes up ------------------------------------------------------------------


def _usual(row, told, accounts, number):
    """Return an article's steps: those told of on the desk, and around them the usual ones that bring it up."""
    editors = [account["username"] for account in accounts if account["group"] == "editor"]
    writer = _writer(row, accounts) or editors[0]
    editor = writer if writer in editors else editors[number % 2]
    goes_up = {"step": "publish", "by": editor} | _usual_time(row)
    usual = [] if row["status"] == "draft" else [goes_up]
    if not any(step["step"] == "save" and _is_before(step, goes_up) for step in told):
        usual.append({"step": "save", "by": writer} | _usual_time(row, writing=row["status"] != "draft"))
    if row["status"] == "withdrawn":
        days_ago = row["days_ago"] - 3
        reason = row["withdrawal_reason"]
        usual.append({"step": "withdraw", "by": editor, "days_ago": days_ago, "time": "09:10", "text": reason})
    return sorted([*usual, *told], key=lambda step: (-step["days_ago"], step["time"]))


def _writer(row, accounts):
    """Return who sat at the keyboard: the account of the first signature, if it has one."""
    names = {account["author"]: account["username"] for account in accounts if account["author"]}
    return row.get("writer") or names.get(row["bylines"][0].get("author"))


def _usual_time(row, writing=False):
    """Return when an article went up, or was written: before that, at hours at which people work."""
    if row["status"] == "scheduled":
        return {"days_ago": 1, "time": "15:20" if writing else "16:10"}
    hour, minute = map(int, row["time"].split(":"))
    if not writing:
        return {"days_ago": row["days_ago"], "time": row["time"]}
    if hour < 9:
        return {"days_ago": row["days_ago"] + 1, "time": f"16:{minute:02}"}
    return {"days_ago": row["days_ago"], "time": f"{min(hour, 18) - 1:02}:{minute:02}"}


def _is_before(step, other):
    return (-step["days_ago"], step["time"]) < (-other["days_ago"], other["time"])


# --- The steps -------------------------------------------------------------------------------------------------------


def _save(story, step, *, by, at, desk):
    seen = workflow.last_public_step(story.article) if story.article else None
    words = content(as_saved(story.row, step), desk.shelf, by, desk.now)
    is_new = story.revision is None
    story.revision = workflow.save_draft(story.article, words, by=by, based_on=story.revision, seen=seen)
    if is_new:
        _mark(story)


def _mark(story):
    """Note that the demo made this article, which is how a second start knows it."""
    title = story.row["title"]
    key = sha256(f"demo {title}".encode()).hexdigest()
    ImportedPage.objects.create(article=story.article, key=key, format=FORMAT, file_name=f"{FORMAT}-{story.number}")
    Article.objects.filter(pk=story.article.pk).update(base_views=story.row.get("base_views", 0))


def _submit(story, step, *, by, at, desk):
    due_on = timezone.localdate(desk.now) + timedelta(days=step["due_in_days"])
    assignee = desk.users[step["to"]] if "to" in step else None
    workflow.submit(story.revision, by=by, assignee=assignee, due_on=due_on, note=step.get("text", ""))


def _claim(story, step, *, by, at, desk):
    workflow.claim(story.revision, by=by)


def _send_back(story, step, *, by, at, desk):
    workflow.send_back(story.revision, by=by, reason=step["text"])


def _approve(story, step, *, by, at, desk):
    workflow.approve(story.revision, by=by, note=step["text"])


def _publish(story, step, *, by, at, desk):
    workflow.publish(story.revision, by=by, now=at)


def _withdraw(story, step, *, by, at, desk):
    workflow.withdraw(story.article, by=by, reason=step["text"], now=at)


def _correct(story, step, *, by, at, desk):
    workflow.correct(story.article, by=by, text=step["text"])


def _trash(story, step, *, by, at, desk):
    workflow.trash(story.article, by=by, reason=step["text"])


def _name(story, step, *, by, at, desk):
    workflow.name_version(story.revision, by=by, name=step["text"])


def _note(story, step, *, by, at, desk):
    note = workflow.write_note(story.article, by=by, text=step["text"], revision=story.revision, quote=step["quote"])
    story.threads[step.get("thread", note.pk)] = note


def _answer(story, step, *, by, at, desk):
    thread = story.threads[step["thread"]]
    workflow.write_note(story.article, by=by, text=step["text"], revision=story.revision, answers_to=thread)


def _resolve(story, step, *, by, at, desk):
    note = workflow.resolve_note(story.threads[step["thread"]], by=by)
    Note.objects.filter(pk=note.pk).update(resolved_at=at)


def _link(story, step, *, by, at, desk):
    ends_at = _later(step["ends_in_days"], "17:00", desk)
    workflow.link_for(story.revision, by=by, reader=step["reader"], ends_at=ends_at)


def _plan(story, step, *, by, at, desk):
    workflow.plan(story.revision, by=by, at=_later(step["in_days"], step["at"], desk), now=at)


def _review_day(story, step, *, by, at, desk):
    day = timezone.localdate(desk.now) + timedelta(days=step["in_days"])
    workflow.set_review_day(story.article, by=by, on=day, now=at)


def _photo(story, step, *, by, at, desk):
    """What somebody put into the library for another day."""
    photo(desk.shelf.pictures, by, **{name: step[name] for name in ("seed", "alt", "caption", "credit")})


def _later(days, time, desk):
    return moment({"days_ago": -days, "time": time}, desk.now)


STEPS = {
    "save": _save,
    "submit": _submit,
    "claim": _claim,
    "send_back": _send_back,
    "approve": _approve,
    "publish": _publish,
    "withdraw": _withdraw,
    "correct": _correct,
    "trash": _trash,
    "name": _name,
    "note": _note,
    "answer": _answer,
    "resolve": _resolve,
    "link": _link,
    "plan": _plan,
    "review_day": _review_day,
    "photo": _photo,
}


def _keep_unsaved(text, shelf, user, now):
    """Keep words as the form of a new article sends them while somebody types."""
    data = {name: [text[name]] for name in ("title", "lead", "body")}
    name = sha256(f"demo {text['title']}".encode()).hexdigest()[:20]
    UnsavedText.objects.create(
        user=user,
        key=f"n{name}",
        form=name,
        title=text["title"],
        data=data | {"section": [str(shelf.sections[text["section"]].pk)]},
        saved_at=moment(text, now),
    )


def _place(row, article, shelf, user, now):
    """Put an article into a slot at the time told of; `days_long` gives it an end."""
    at = moment(row, now)
    front = shelf.sections.get(row.get("section")) or shelf.topics.get(row.get("topic"))
    ends_at = at + timedelta(days=row["days_long"]) if "days_long" in row else None
    slots.place(front, row["position"], article, by=user, now=at, ends_at=ends_at)
