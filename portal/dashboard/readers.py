"""What comes from readers: comments to decide on, and what they read."""

from django.urls import reverse
from django.utils.text import Truncator

from articles import most_read
from comments.models import Comment

from .rows import Block, total_of, without_text

SHOWN_COMMENTS = 3
SHORT_COMMENT = 400  # characters that stand open; the rest of a longer one is unfolded


def comments(user):
    """The comments that wait longest, to be decided on here."""
    waiting = Comment.objects.awaiting_review().counted().select_related("article")
    found = list(waiting.defer(*without_text("article"))[:SHOWN_COMMENTS])
    for comment in found:
        comment.is_long = len(comment.text) > SHORT_COMMENT
        comment.beginning = Truncator(comment.text).chars(SHORT_COMMENT)
    block = Block(found, total_of(found), reverse("admin:comments_comment_changelist"))
    block.may_decide = user.has_perm("comments.moderate_comment")
    return block


def most_read_this_week(user, now):
    """The most read articles of the last seven days, each with the length of its bar in hundredths of the longest."""
    (week,) = most_read.most_read(most_read.WEEK, now=now)
    longest = max((views for _article, views in week.rows), default=0)
    week.bars = [(article, views, max(1, views * 100 // longest)) for article, views in week.rows]
    return week
