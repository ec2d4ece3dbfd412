"""The first screen of the newsroom, as its tests read and use it."""

from datetime import timedelta

from django.urls import resolve
from django.utils import timezone

from articles import workflow
from tests.factories import make_draft

INDEX = "/quan-tri/"


def desk_of(client, user):
    client.force_login(user)
    return client.get(INDEX).context["desk"]


def shown(block):
    """What a block shows: each title with what its buttons do, a step or a page to open."""
    return {row.title: [deed(action) for action in row.actions] for row in block.rows}


def deed(action):
    page = resolve(action.url.partition("?")[0]).url_name
    return action.fields.get("step") or page.removeprefix("articles_")


def in_review(by, title="Giá nước sạch", **how):
    article = how.pop("article", None)
    return workflow.submit(make_draft(article, by=by, title=title), by=by, **how)


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def press(client, action):
    return client.post(action.url, action.fields)
