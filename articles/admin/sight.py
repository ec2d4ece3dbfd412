"""Which texts the pages of a photo or a document name: those that a person may know of. The others are counted.

The rule is that of slots/sight.py, and goes for what is being written as well: its title may be the news.
"""

from django.utils.translation import ngettext

from ..models import Article, Revision, UnsavedText
from ..slots.sight import sees_all

TEXTS = (Article, Revision, UnsavedText)
MOST_WAITING = 20  # of a kind that are named


def known_to(user, texts, now) -> set:
    """Return those of these articles, versions and unsaved texts that a person may know of. Two queries, or none."""
    if sees_all(user):
        return set(texts)
    public = {each for each in texts if isinstance(each, Article) and each.is_public_at(now)}
    keys = {_article_of(each) for each in texts if each not in public}
    articles = set(Article.objects.editable_by(user).filter(pk__in=keys).values_list("pk", flat=True))
    versions = _in_reach([each for each in texts if isinstance(each, Revision)], user)
    own = {each for each in texts if isinstance(each, UnsavedText) and each.user_id == user.pk}
    closed = {each for each in texts if isinstance(each, Revision) and each.pk not in versions}
    return public | own | {each for each in texts if _article_of(each) in articles} - closed


def waiting_for_hour(articles, versions, user, now):
    """Return what of two querysets waits for its hour, each with that hour, as far as a person may know of it; and how
    many more there are."""
    found = [(each, each.published_at) for each in articles[:MOST_WAITING]]
    found += [(each, each.apply_at) for each in versions[:MOST_WAITING]]
    known = known_to(user, [each for each, _at in found], now)
    rows = [row for row in found if row[0] in known]
    return rows, articles.count() + versions.count() - len(rows)


def not_named(count) -> list[str]:
    """Say how many texts wait for their hour besides those that were named; nothing of none."""
    said = ngettext(
        "Not named here: %(count)d text that waits for its hour.",
        "Not named here: %(count)d texts that wait for their hours.",
        count,
    )
    return [said % {"count": count}] if count else []


def _article_of(text):
    return text.pk if isinstance(text, Article) else text.article_id


def _in_reach(versions, user):
    """The keys of versions whose own section, which need not be that of the newest, is within reach."""
    rows = Revision.objects.in_reach_of(user).filter(pk__in=[each.pk for each in versions])
    return set(rows.values_list("pk", flat=True)) if versions else set()
