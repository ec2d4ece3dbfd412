"""Saves as the form of a version would send them, and what became of the versions of an article."""

from articles import workflow


def save(base, by=None, known=None, merges=None, **changes):
    """Save on top of a version what its form would send, with changes."""
    article = base.article
    seen = workflow.last_public_step(article)
    content = base.content | changes
    return workflow.save_draft(article, content, by=by, based_on=base, seen=seen, known=known, merges=merges)


def states_of(article):
    return list(article.revisions.order_by("pk").values_list("state", flat=True))


def open_ones(article):
    return list(article.revisions.open().order_by("pk"))
