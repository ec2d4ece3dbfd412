"""The demo's readers: what they opened in the last days, and what they sent."""

import tomllib
from datetime import datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

from django.utils import timezone

from articles.models import Article, DailyViews
from articles.workdays import WorkingDays
from comments import contact, holding, moderation, senders
from comments.models import Answer, Ban, Comment, CommentEvent, CommentRules, Status, Step
from comments.states import LEADS_TO

from .contents import moment

HERE = Path(__file__).parent
COUNTED_DAYS = 7


def load_views(now):
    """Count views for the days that the lists of what is read most look at: most of them for what is new."""
    today = timezone.localdate(now)
    days = [today - timedelta(days=ago) for ago in range(1, COUNTED_DAYS + 1)]
    for article in Article.objects.public(now).only("published_at", "base_views"):
        first = timezone.localdate(article.published_at)
        counts = {day: article.base_views // (20 + 15 * (day - first).days) for day in days if day >= first}
        DailyViews.objects.bulk_create(
            DailyViews(article=article, day=day, count=count) for day, count in counts.items() if count
        )
        Article.objects.filter(pk=article.pk).update(counted_views=sum(counts.values()), views_counted_at=now)


def load_comments(consent, moderator, units, now):
    """Send the readers' comments in the order of their times, so that keys grow with time, and let them be dealt with.

    `units`, by the names that the demo's files have for them, answer through their first member.
    """
    articles = {article.title: article for article in Article.objects.public()}
    rules = CommentRules.current()
    sent = []
    for number, row in enumerate(_comments()):
        latest = now - timedelta(minutes=4 + number)  # whatever the hour of loading, nothing comes from the future
        at = min(articles[row["article"]].published_at + timedelta(hours=row["hours_after"]), latest)
        sent.append((at, number, row))
    for at, number, row in sorted(sent, key=lambda each: each[:2]):
        comment = _send(row, number, articles[row["article"]], consent, rules, at)
        _deal_with(comment, row, units.get(row.get("unit")), moderator, now)
        _put_back_in_time(comment, row, number, now)


def _comments():
    return tomllib.loads((HERE / "comments.toml").read_text("utf-8"))["comment"]


def _send(row, number, article, consent, rules, at):
    house = sha256(row["name"].encode()).digest()[0]  # one writer, one address
    comment, _is_new = moderation.post(
        article,
        nonce=sha256(f"demo comment {number}".encode()).hexdigest()[:32],
        consent=consent,
        name=row["name"],
        title=row["title"],
        text=row["text"],
        phone=contact.normalised_phone(row["phone"]),
        address_hash=senders.hashed(f"192.0.2.{house}", at),
        flags=holding.flags_for(
            row["title"],
            row["text"],
            rules=rules,
            trap="x" if row.get("trap") else "",
            seconds=row.get("seconds"),
            is_many=row.get("is_many", False),
            now=at,
        ),
        now=at,
    )
    return comment


def _deal_with(comment, row, unit, moderator, now):
    """Take the steps that the newsroom and the unit took, as far as they have come."""
    if "mask" in row:
        moderation.mask(comment, by=moderator, words=row["mask"])
    if unit:
        moderation.route(comment, unit, by=moderator, due_on=_due_on(row, now))
    _decide(comment, row, by=moderator)
    if "answer" in row:
        signed = {name: row["answer"].get(name, "") for name in ("text", "name", "position")}
        moderation.answer(comment, by=unit.members.first() if unit else moderator, unit=unit, **signed)
    if "ban_days" in row:
        moderation.ban(comment, by=moderator, days=row["ban_days"], reason=row["ban_reason"])


def _due_on(row, now):
    """Return the working day so many days before or after loading, whatever the weekday; None for the usual date."""
    if "due_in_days" not in row:
        return None
    today = timezone.localdate(now)
    day, days = today + timedelta(days=row["due_in_days"]), WorkingDays.load(today)
    return days.before(day + timedelta(days=1), 0) if day < today else days.after(day, 0)


def _decide(comment, row, by):
    why = {"code": row.get("code"), "reason": row.get("reason", "")}
    if row["status"] in {Status.APPROVED, Status.TAKEN_DOWN}:
        moderation.approve(comment, by=by)
    if row["status"] == Status.TAKEN_DOWN:
        moderation.take_down(comment, by=by, **why)
    if row["status"] == Status.REFUSED:
        moderation.reject(comment, by=by, **why)
    if row["status"] == Status.SPAM:
        moderation.mark_spam(comment, by=by)
    if row["status"] == Status.WITHDRAWN:
        moderation.withdraw(comment)


def _put_back_in_time(comment, row, number, now):
    """Give the steps the times that they would have had: they themselves know only "now"."""
    at, latest = comment.created_at, now - timedelta(minutes=1)
    wait = timedelta(minutes=15 + 37 * number % 240)
    for place, event in enumerate(CommentEvent.objects.filter(comment=comment)):
        if event.step == Step.ANSWER:
            at = moment(row["answer"], now)
        else:
            is_new_sitting = place == 0 or event.step == Step.TAKE_DOWN
            at = min(_at_work(at + (wait if is_new_sitting else timedelta(minutes=2))), latest)
        CommentEvent.objects.filter(pk=event.pk).update(at=at)
        if event.step in LEADS_TO:
            Comment.objects.filter(pk=comment.pk).update(decided_at=at)
        elif event.step == Step.ROUTE:
            Comment.objects.filter(pk=comment.pk).update(routed_at=at)
        elif event.step == Step.ANSWER:
            Answer.objects.filter(comment=comment).update(at=at)
        elif event.step == Step.BAN:
            Ban.objects.filter(comment=comment).update(at=at, until=at + timedelta(days=row["ban_days"]))


def _at_work(at):
    """The time itself, or for the night the next morning: moderators sleep too."""
    local = timezone.localtime(at)
    if 7 <= local.hour < 21:
        return at
    morning = local.date() + timedelta(days=local.hour >= 21)
    return timezone.make_aware(datetime.combine(morning, time(7, 5 + local.minute // 2)))
