"""The demo's readers: what they opened in the last days, and what they sent."""

import tomllib
from datetime import datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

from django.utils import timezone

from articles.models import Article, DailyViews
from comments import contact, moderation
from comments.models import Comment, CommentEvent, Status

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


def load_comments(consent, moderator, now):
    """Send the readers' comments in the order of their times, so that keys grow with time, and let them be judged."""
    articles = {article.title: article for article in Article.objects.public()}
    sent = []
    for number, row in enumerate(_comments()):
        latest = now - timedelta(minutes=4 + number)  # whatever the hour of loading, nothing comes from the future
        at = min(articles[row["article"]].published_at + timedelta(hours=row["hours_after"]), latest)
        sent.append((at, number, row))
    for at, number, row in sorted(sent, key=lambda each: each[:2]):
        comment = _send(row, number, articles[row["article"]], consent, at)
        _decide(comment, row, by=moderator)
        _put_back_in_time(comment, at, number, now)


def _comments():
    return tomllib.loads((HERE / "comments.toml").read_text("utf-8"))["comment"]


def _send(row, number, article, consent, at):
    house = sha256(row["name"].encode()).digest()[0]  # one writer, one address
    comment, _is_new = moderation.post(
        article,
        nonce=sha256(f"demo comment {number}".encode()).hexdigest()[:32],
        consent_id=consent.pk,
        name=row["name"],
        title=row["title"],
        text=row["text"],
        phone=contact.normalised_phone(row["phone"]),
        address_hash=contact.hashed(f"192.0.2.{house}", at),
        flags=row.get("flags", []),
    )
    return comment


def _decide(comment, row, by):
    if row["status"] in {Status.APPROVED, Status.TAKEN_DOWN}:
        moderation.approve(comment, by=by)
    if row["status"] == Status.TAKEN_DOWN:
        moderation.take_down(comment, by=by, reason=row["reason"])
    if row["status"] == Status.REFUSED:
        moderation.reject(comment, by=by, reason=row["reason"])
    if row["status"] == Status.SPAM:
        moderation.mark_spam(comment, by=by)


def _put_back_in_time(comment, at, number, now):
    """Give the comment and its decisions the times that they would have had: the steps themselves know only "now"."""
    Comment.objects.filter(pk=comment.pk).update(created_at=at)
    for event in CommentEvent.objects.filter(comment=comment):
        at = min(_at_work(at + timedelta(minutes=15 + 37 * number % 240)), now - timedelta(minutes=1))
        CommentEvent.objects.filter(pk=event.pk).update(at=at)
        Comment.objects.filter(pk=comment.pk).update(decided_at=at)


def _at_work(at):
    """The time itself, or for the night the next morning: moderators sleep too."""
    local = timezone.localtime(at)
    if 7 <= local.hour < 21:
        return at
    morning = local.date() + timedelta(days=local.hour >= 21)
    return timezone.make_aware(datetime.combine(morning, time(7, 5 + local.minute // 2)))
