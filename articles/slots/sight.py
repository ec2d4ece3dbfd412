"""Whom the fronts may tell of an article before readers see it: those who may open it, and nobody else.

A schedule is an embargo: the title alone can be the news. So what stands for later, was taken off or is found to be
placed is shown to who may write in it; what readers see now is no secret to anyone.
"""

from django.db.models import Q

from ..models import Article, Section, reach_of
from ..querysets import public_at
from ..states import Status

ALL = "articles.change_article"


def sees_all(user) -> bool:
    return user is None or (user.has_perm(ALL) and reach_of(user) is None)


def seen_by(user, articles, now):
    """Narrow a queryset of public and scheduled articles to what a person may know of."""
    if sees_all(user):
        return articles
    own = Article.objects.editable_by(user).filter(status=Status.PUBLISHED, published_at__gt=now)
    return articles.filter(public_at(now) | Q(pk__in=own.values("pk")))


def hidden_from(user, articles, now) -> set[int]:
    """Return the keys of those among loaded articles that a person may not know of. One query, or none."""
    secret = {article.pk for article in articles if not article.is_public_at(now)}
    if not secret or sees_all(user):
        return set()
    return secret - set(Article.objects.editable_by(user).filter(pk__in=secret).values_list("pk", flat=True))


def may_look_ahead(user, front) -> bool:
    """Whether a person may see a front as it will be: all articles that go up until then stand on it."""
    if not user.has_perm("articles.view_placement"):
        return False
    return sees_all(user) or (user.has_perm(ALL) and isinstance(front, Section) and front.pk in reach_of(user))
