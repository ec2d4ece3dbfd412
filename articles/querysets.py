"""The questions that are asked of articles and revisions, in the newsroom's words."""

from datetime import datetime, time, timedelta

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, RowNumber, Trunc
from django.utils import timezone

from .states import OPEN, RevisionState, Status


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

    def signed_by(self, author):
        """Articles with a byline of an author; one that carries two of them comes twice."""
        return self.filter(bylines__author=author)

    def tagged(self, tag):
        return self.filter(tags=tag)

    def published_between(self, first, after):
        """Articles of the days from `first` up to the one before `after`, by the clock of the site's zone."""
        return self.filter(published_at__gte=midnight(first), published_at__lt=midnight(after))

    def count_by(self, unit):
        """Return how many articles each "year", "month" or "day" of the site's zone has, by its first day."""
        days = self.order_by().annotate(first=Trunc("published_at", unit, output_field=DateField()))
        return dict(days.values("first").annotate(count=Count("pk")).values_list("first", "count"))

    def most_read(self, *spans, count, now=None):
        """The `count` most read articles of each span of days, in one query, with their views as `views_in_<days>`.

        A span ends with yesterday. So the lists change at midnight and with the content, which are the moments that
        a page's ETag knows; views that come in today move nothing. Views taken over from elsewhere have no day.
        """
        today = timezone.localdate(now)
        views, places, is_on_a_list = {}, {}, Q()
        for days in spans:
            since = Q(daily_views__day__gte=today - timedelta(days=days))
            views[f"views_in_{days}"] = Sum("daily_views__count", filter=since, default=0)
            order = [F(f"views_in_{days}").desc(), F("published_at").desc(), F("pk").desc()]
            places[f"place_in_{days}"] = Window(RowNumber(), order_by=order)
            is_on_a_list |= Q(**{f"place_in_{days}__lte": count})
        read = Q(daily_views__day__gte=today - timedelta(days=max(spans)), daily_views__day__lt=today)
        # Ranked by keys alone: with whole rows the database would sort every text that was read.
        keys = self.order_by().filter(read).values("pk").annotate(**views).annotate(**places).filter(is_on_a_list)
        return self.filter(read, pk__in=keys.values("pk")).annotate(**views)

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

    def in_reach_of(self, user):
        """Articles that lie, as they are live and as they are being written, in the sections `user` may work in."""
        reach = reach_of(user)
        if reach is None:
            return self
        revisions = self.model.revisions.rel.related_model.objects
        newest = revisions.filter(article=OuterRef("pk")).newest_kept_first()
        inside = Q(section__in=reach) | Q(section=None)
        return self.annotate(written_section=Subquery(newest.values("section")[:1])).filter(
            inside, Q(written_section__in=reach) | Q(written_section=None)
        )

    def editable_by(self, user):
        """Articles that `user` may write in: all within reach, the own ones among them, or none."""
        if user.has_perm("articles.change_article"):
            return self.in_reach_of(user)
        if user.has_perm("articles.edit_own_article"):
            return self.in_reach_of(user).filter(created_by=user)
        return self.none()


def midnight(day):
    """The moment at which a day begins in the site's zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


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
        later = self.model._base_manager.filter(Q(based_on=OuterRef("pk")) | Q(merges=OuterRef("pk")))
        return self.filter(~Exists(later), state__in=OPEN)

    def in_reach_of(self, user):
        """Revisions of articles that lie, live and in this version, in the sections `user` may work in."""
        reach = reach_of(user)
        if reach is None:
            return self
        live = Q(article__section__in=reach) | Q(article__section=None)
        return self.filter(live, Q(section__in=reach) | Q(section=None))

    def written_by(self, user):
        """Revisions that `user` wrote in since the version that went up last.

        SQLite can't ask whether a JSON list contains a value, so the text of the list is searched for the whole key:
        "[1, 12]" is not by 2.
        """
        key = f"(^|[^0-9]){user.pk}([^0-9]|$)"
        return self.alias(writers_text=Cast("writers", TextField())).filter(writers_text__regex=key)

    def newest_first(self):
        return self.order_by("-pk")

    def newest_kept_first(self):
        """The newest first, what was discarded last."""
        return self.order_by(Case(When(state=RevisionState.DISCARDED, then=1), default=0), "-pk")


def reach_of(user):
    """Return the keys of the sections that a member of staff may work in, or None for all of them.

    Asked once for a user object, which lives as long as a request.
    """
    if not hasattr(user, "_reach"):
        profile = None if user.is_superuser else getattr(user, "profile", None)
        keys = set()
        for pk, child in profile.sections.values_list("pk", "children") if profile else []:
            keys |= {pk, child} - {None}
        user._reach = keys or None
    return user._reach
