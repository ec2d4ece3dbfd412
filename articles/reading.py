"""Marks views as reading pages: the same for everyone, answered with an ETag (portal/caching.py does the work)."""


def reading_page(view):
    """Mark a view whose page holds nothing of its reader: no session, no cookie, no token."""
    view.is_reading_page = True
    return view
