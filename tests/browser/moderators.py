"""The desk of a moderator in a browser, with comments upon it."""

from playwright.sync_api import expect

from comments.models import Comment
from tests.factories import make_article, make_comment

DESK = "/quan-tri/comments/comment/"


def make_comments(n, **fields):
    article = make_article()
    return [make_comment(article, title=f"Ý kiến {i + 1}", address=f"203.0.113.{i}", **fields) for i in range(n)]


def open_desk(page, query="", cards=1):
    page.goto(f"{DESK}{query}")
    expect(page.locator("[data-card]")).to_have_count(cards)


def status_of(comment):
    return Comment.objects.get(pk=comment.pk).status
