"""The pages that a state portal must have, as drafts for a new installation: an office fills them in and shows them.

Made when somebody asks for them (a button on the list of pages, manage.py first_pages) and not by a migration: what
an office has thrown away stays away, and no half-filled text stands in a database that never wanted it.
"""

import tomllib
from pathlib import Path

from django.db import transaction

from articles.models import ContentVersion

from . import page_steps
from .models import Page

FILE = Path(__file__).with_suffix(".toml")


def rows():
    return tomllib.loads(FILE.read_text("utf-8"))["page"]


def lacking():
    """Return the rows whose addresses have no page yet."""
    there = set(Page.objects.values_list("language", "slug"))
    return [row for row in rows() if (row["language"], row["slug"]) not in there]


@transaction.atomic
def create(made_of=None, *, by=None, is_published=False):
    """Make the pages of `made_of`, or all that are lacking, in the order of the file; return them."""
    ContentVersion.bump()  # its row stays locked until the end: a second run at once waits, and then lacks nothing
    made = []
    for row in lacking() if made_of is None else made_of:
        partner = Page.objects.filter(language="vi", slug=row.get("translation", ""), translation=None).first()
        page = Page(**row | {"translation": partner, "is_published": is_published})
        page_steps.save(page, by=by)
        made.append(page)
    return made
