"""What the blocks of the first screen share: rows with their actions, the questions' common parts, addresses."""

from dataclasses import dataclass, field

from django.db.models import Count, Window
from django.urls import reverse

from articles.models import Revision
from articles.states import Status

SHOWN = 8
SHOWN_LATE = 3
_TEXT = ["content", "labels", "search_text"]


@dataclass
class Action:
    """A button beside a row: a link or, with fields, a form that posts them."""

    label: str
    url: str
    fields: dict = field(default_factory=dict)


@dataclass
class Row:
    """One thing to see to. `facts` are words, each with the moment that ends it or None; `light` colours the dot."""

    key: str
    title: str
    url: str = ""
    light: str = ""
    state: str = ""
    facts: list = field(default_factory=list)
    quote: str = ""
    actions: list = field(default_factory=list)


@dataclass
class Block:
    rows: list
    total: int
    more: str = ""
    title: str = ""


def heads(user, with_text=False):
    """Versions that wait for somebody, of articles in reach that are not in the trash."""
    heads = Revision.objects.open().in_reach_of(user).exclude(article__status=Status.TRASHED)
    heads = heads.select_related("article", "created_by", "assignee", "approved_by")
    return heads.defer(*without_text("article"), *(["search_text"] if with_text else _TEXT))


def without_text(*relations):
    """The long columns of related articles and revisions, which no row shows."""
    long = {"article": ["lead", "body"], "revision": _TEXT}
    return [f"{relation}__{name}" for relation in relations for name in long[relation.rpartition("__")[2]]]


def all_rows():
    """How many rows there are in all, on each row: the first ones and their number in one question."""
    return Window(Count("*"))


def total_of(rows):
    return rows[0].total if rows else 0


def step_button(label, step, article, revision=None):
    fields = {"step": step, "next": reverse("admin:index")} | ({"revision": revision.pk} if revision else {})
    return Action(label, reverse("admin:articles_step", args=[article.pk]), fields)


def form_address(article, revision=None):
    """The address of an article's form; of an unsaved text too, which names its article."""
    key = getattr(article, "article_id", article.pk)
    address = reverse("admin:articles_article_change", args=[key])
    return f"{address}?ban={revision.pk}" if revision else address


def list_address(**filters):
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{reverse('admin:articles_article_changelist')}?{query}"
