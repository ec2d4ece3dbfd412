"""The questions that are asked of articles and revisions, in the newsroom's words."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from .states import OPEN, Status


class ArticleQuerySet(QuerySet):
    def public(self, now=None):
        """Articles that readers may see at `now`. Twin of Article.is_public_at; a test holds the two together."""
        now = now or timezone.now()
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now), status=Status.PUBLISHED, published_at__lte=now
        )

    def in_section(self, section):
        """Articles of a section and of the sections below it."""
        return self.filter(Q(section=section) | Q(section__parent=section))

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def newest_of_each_section(self, count):
        """The newest `count` articles below each top-level section, marked with its key as `top_section`."""
        top = Coalesce("section__parent", "section")
        place = Window(RowNumber(), partition_by=top, order_by=[F("published_at").desc(), F("pk").desc()])
        return self.annotate(top_section=top, place=place).filter(place__lte=count)

    def newer_than(self, article):
        return self.filter(_before(article, "gt"))

    def older_than(self, article):
        return self.filter(_before(article, "lt"))

    def with_byline(self):
        return self.prefetch_related("bylines__author")

    def for_list(self):
        """What a row of a list shows, in one query: no body, no second look for section and cover."""
        return self.select_related("section", "cover").defer("body")

    def for_page(self):
        """All that the article page shows of the article itself."""
        return self.select_related("section__parent", "cover", "source").with_byline().prefetch_related("tags")

    def editable_by(self, user):
        """Articles that `user` may write in: all of them, the own ones, or none."""
        if user.has_perm("articles.change_article"):
            return self
        if user.has_perm("articles.edit_own_article"):
            return self.filter(created_by=user)
        return self.none()


def _before(article, direction):
    """Order by time, then by key: stable where two articles carry the same minute."""
    same_minute = Q(published_at=article.published_at, **{f"pk__{direction}": article.pk})
    return Q(**{f"published_at__{direction}": article.published_at}) | same_minute


class RevisionQuerySet(QuerySet):
    def open(self):
        """Revisions that wait for someone: not applied, and not taken further by a later one.

        A save on top of an open revision leaves the earlier one in history; whoever starts from the live version
        makes a second open revision beside the first.
        """
        later = self.model._base_manager.filter(based_on=OuterRef("pk"))
        return self.filter(~Exists(later), state__in=OPEN)

    def newest_first(self):
        return self.order_by("-pk")
