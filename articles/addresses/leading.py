"""What becomes of a request for an address that no page of ours answers."""

from django.core.exceptions import DisallowedHost
from django.db.models import Q
from django.http import HttpResponsePermanentRedirect
from django.utils import timezone

from ..models import OldAddress
from .keys import ANY_SITE, LAST_SITE, page_of, pages_at, pages_of, site_half

MOST_SITES = 100  # former sites that may have had the same page
AT_ONCE = 100  # pages looked up in one query: SQLite takes no condition of a thousand parts


def redirection(found):
    """Return the answer that leads on from an old address (301), or None where it is gone for good: that takes a 410.

    Browsers ask again each time, for it may be led elsewhere one day.
    """
    target = target_of(found)
    if target is None:
        return None
    return HttpResponsePermanentRedirect(target, max_length=None, headers={"Cache-Control": "no-cache"})


def target_of(found):
    """Return where an old address leads, or None where it is gone for good.

    An article that was withdrawn or has ended says so itself at its address, and why.
    """
    return found.article.get_absolute_url() if found.article else found.target or None


def find(request):
    """Return the old address that a request asks for, or None; one query, none for the bare front page.

    What was noted for the site that is asked comes first, then what was noted for any, then what other sites had if
    they agree. The handler of 404 calls this, and the front page for what a query makes of it (/?p=12).
    """
    if request.method not in {"GET", "HEAD"}:
        return None
    pages = pages_of(request.path_info, request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
    if not pages:
        return None
    rows = OldAddress.objects.filter(at_pages(pages)).select_related("article").order_by()
    rows = rows.only(
        "key", "target", "article__slug", "article__status", "article__published_at", "article__withdrawn_at"
    )
    found = _best(list(rows[:MOST_SITES]), pages, _site_of(request))
    return found if found and _can_be_told(found) else None


def at_page(page):
    """The condition for all old addresses with this page, whichever site had it."""
    return Q(key__gte=page + ANY_SITE, key__lte=page + LAST_SITE)


def at_pages(pages):
    condition = Q()
    for page in pages:
        condition |= at_page(page)
    return condition


class Onward:
    """Finds out whether a destination would lead back to where somebody came from, over other old addresses.

    `add` tells it of addresses that aren't stored yet. Which site an address belongs to is left aside: rather one
    destination too many is refused than a reader sent in a circle.
    """

    def __init__(self):
        self._added, self._known = {}, {}

    def add(self, key, target):
        """Let an address lead elsewhere than what is stored says, if anything is."""
        pages = set(pages_at(target)) if target.startswith("/") else set()
        self._added.setdefault(page_of(key), {})[key] = pages

    def drop(self, key):
        """Take back what was added: what is stored counts again."""
        self._added.get(page_of(key), {}).pop(key, None)

    def look_up(self, pages):
        """Fetch where these pages lead on to; each batch of an import calls it once, others need not."""
        missing = [page for page in pages if page not in self._known]
        for start in range(0, len(missing), AT_ONCE):
            asked = missing[start : start + AT_ONCE]
            self._known |= {page: {} for page in asked}
            # Unordered: else SQLite walks through the whole table in that order.
            rows = OldAddress.objects.filter(at_pages(asked)).order_by()
            for key, target in rows.values_list("key", "target"):
                if target.startswith("/"):
                    self._known[page_of(key)][key] = set(pages_at(target))

    def forget(self):
        """Drop what was fetched, for it is stale once a batch was written."""
        self._known = {}

    def leads_back(self, key, target):
        if not target.startswith("/"):
            return False
        start, pages, seen = page_of(key), set(pages_at(target)), set()
        while pages:
            if start in pages:
                return True
            seen |= pages
            self.look_up(pages)
            pages = set().union(*(onward for page in pages for onward in self._from(page))) - seen
        return False

    def _from(self, page):
        return (self._known[page] | self._added.get(page, {})).values()


def _best(rows, pages, site):
    exact, without_query = pages[0], pages[-1]
    wishes = [
        lambda row: row.key == exact + site,
        lambda row: row.key == without_query + site,
        lambda row: row.key == exact + ANY_SITE,
        lambda row: page_of(row.key) == exact,
        lambda row: row.key == without_query + ANY_SITE,
        lambda row: page_of(row.key) == without_query,
    ]
    chosen = next(filter(None, ([row for row in rows if wish(row)] for wish in wishes)), [])
    return chosen[0] if len({(row.article_id, row.target) for row in chosen}) == 1 else None


def _site_of(request):
    try:
        return site_half(request.get_host())
    except DisallowedHost:
        return ANY_SITE


def _can_be_told(found):
    """Whether it leads where readers may know of: not to an article that they never saw, nor to itself."""
    article = found.article
    if article is None:
        return not found.target.startswith("/") or page_of(found.key) not in pages_at(found.target)
    if article.published_at is None:
        return False
    if article.is_withdrawn:
        return article.published_at <= article.withdrawn_at
    return article.is_published and (article.published_at <= timezone.now() or article.withdrawn_at is not None)
