"""Marks on the views of readers' pages: what the caching and the check of links have to know of them."""


def reading_page(view):
    """Mark a view whose page holds nothing of its reader: no session, no cookie, no token.

    It is answered with an ETag; portal/caching.py does the work.
    """
    view.is_reading_page = True
    return view


def has_pages(existing):
    """Mark a view that answers for some slugs only: `existing(slugs)` returns those of them that it has a page for."""

    def mark(view):
        view.existing = existing
        return view

    return mark
