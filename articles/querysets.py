"""The questions that are asked of articles and revisions, in the newsroom's words."""

from datetime import datetime, time

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, RowNumber, Trunc
from django.utils import timezone

from .states import OPEN, PUBLIC_STEPS, RevisionState, Status, Step

RELATED_AMONG = 200  # articles of a topic or tag among which related ones are looked for


def public_at(now, path=""):
    """Return the condition under which readers may see an article at `now`; `path` leads to it, "comment__article__".

    As a join it costs a step for each row that is looked at, where `article__in=…public()` reads every article.
    """
    ends = Q(**{f"{path}expires_at__isnull": True}) | Q(**{f"{path}expires_at__gt": now})
    return ends & Q(**{f"{path}status": Status.PUBLISHED, f"{path}published_at__lte": now})


class ArticleQuerySet(QuerySet):
    def public(self, now=None):
        """Articles that readers may see at `now`. Twin of Article.is_public_at; a test holds the two together."""
        return self.filter(public_at(now or timezone.now()))

    def in_section(self, section):
        """Articles of a section and of the sections below it."""
        return self.filter(Q(section=section) | Q(section__parent=section))

    def signed_by(self, author):
        """Articles with a byline of an author; one that carries two of them comes twice."""
        return self.filter(bylines__author=author)

    def tagged(self, tag):
        return self.filter(tags=tag)

    def in_topic(self, topic):
        return self.filter(topics=topic)

    def related_to(self, article):
        """Other articles on the same topics, then with the same tags: who shares most comes first, then the newest.

        Of each topic and tag only what was filed last is looked at, so that a tag on 100,000 articles costs what one
        on a hundred does. The article comes with its topics and tags loaded (for_page).
        """
        shared, candidates = {}, Q()
        for name in ("topics", "tags"):
            keys = [thing.pk for thing in getattr(article, name).all()]
            through = getattr(self.model, name).through.objects.filter(**{f"{name[:-1]}__in": keys})
            filed = through.order_by("-pk").values("article")[:RELATED_AMONG]
            same = through.filter(article=OuterRef("pk")).order_by().values("article").annotate(n=Count("pk"))
            shared[f"shared_{name}"] = Coalesce(Subquery(same.values("n")), 0) if keys else Value(0)
            candidates |= Q(pk__in=filed) if keys else Q()
        if not candidates:
            return self.none()
        found = self.filter(candidates).exclude(pk=article.pk).annotate(**shared)
        return found.order_by("-shared_topics", "-shared_tags", "-published_at", "-pk")

    def newest_of_each_topic(self, topics, count):
        """The newest `count` articles of each of a few topics, marked with the topic's key as `in_topic_key`.

        An article comes once for each topic that it is among the newest of. They are looked up topic by topic, and
        only what was found is ranked: ranking all would read every article of the topics.
        """
        newest = Q(pk__in=[])
        for topic in topics:
            newest |= Q(pk__in=self.in_topic(topic).order_by("-published_at", "-pk").values("pk")[:count])
        place = Window(RowNumber(), partition_by=F("topics"), order_by=[F("published_at").desc(), F("pk").desc()])
        found = self.filter(newest, topics__in=topics).annotate(in_topic_key=F("topics"), place=place)
        return found.filter(place__lte=count)

    def topics(self):
        """The topics that any of these articles is on, each with the key of its newest as `newest_key`."""
        mine = self.filter(topics=OuterRef("pk")).newest_first().values("pk")[:1]
        topics = self.model.topics.field.related_model.objects
        return topics.annotate(newest_key=Subquery(mine)).filter(newest_key__isnull=False)

    def published_between(self, first, after):
        """Articles of the days from `first` up to the one before `after`, by the clock of the site's zone."""
        return self.filter(published_at__gte=midnight(first), published_at__lt=midnight(after))

    def count_by(self, unit):
        """Return how many articles each "year", "month" or "day" of the site's zone has, by its first day."""
        days = self.order_by().annotate(first=Trunc("published_at", unit, output_field=DateField()))
        return dict(days.values("first").annotate(count=Count("pk")).values_list("first", "count"))

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def newer_than(self, article):
        return self.filter(_before(article, "gt"))

    def older_than(self, article):
        return self.filter(_before(article, "lt"))

    def telling_what_is_gone(self):
        """Say of each as `has_lost_photo` and `has_lost_attachment` whether some of what it holds was taken down."""
        in_text = self.model.photos.through.objects.filter(article=OuterRef("pk"), photo__taken_down_at__isnull=False)
        offered = self.model.attachments.rel.related_model.objects.filter(article=OuterRef("pk"))
        return self.annotate(
            has_lost_photo=Q(cover__taken_down_at__isnull=False) | Exists(in_text),
            has_lost_attachment=Exists(offered.filter(attachment__taken_down_at__isnull=False)),
        )

    def with_byline(self):
        return self.prefetch_related("bylines__author")

    def for_list(self):
        """What a row of a list shows, in one query: no body, no second look for section and cover."""
        return self.select_related("section", "cover").defer("body")

    def for_page(self):
        """All that the article page shows of the article itself."""
        return (
            self.select_related("section__parent", "cover", "source")
            .with_byline()
            .prefetch_related("tags", "topics", self._attachments())
        )

    def _attachments(self):
        """The documents of articles with what is offered there, in one query."""
        rows = self.model.attachments.rel.related_model.objects.select_related("attachment")
        return Prefetch("attachments", queryset=rows)

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

    def planned(self):
        """Versions that wait for the hour at which they replace the live one. Twin of Revision.is_planned."""
        return self.filter(state=RevisionState.APPROVED, apply_at__isnull=False)

    def being_written(self):
        """Versions that may yet go up: open ones and planned ones, which a newer draft on top does not stop.

        As two lists of keys: the rows themselves can be locked.
        """
        versions = self.model.objects
        return self.filter(Q(pk__in=versions.open().values("pk")) | Q(pk__in=versions.planned().values("pk")))

    def telling_what_hinders(self):
        """Say of each planned version whether something that it holds was taken down since it was planned last, and
        as `is_overtaken` whether readers see another text since it was begun.

        It then waits in vain, in the second case perhaps. What was down before, whoever planned it knew.
        """
        events = self.model.events.rel.related_model.objects
        plans = events.filter(revision=OuterRef("pk"), step=Step.PLAN)
        since = events.filter(article=OuterRef("article"), step__in=PUBLIC_STEPS, pk__gt=OuterRef("begun_after"))
        photos = self.model.photos.through.objects.filter(revision=OuterRef("pk"))
        attachments = self.model.attachments.through.objects.filter(revision=OuterRef("pk"))
        planned_on = Subquery(plans.order_by("-pk").values("at")[:1])
        return self.alias(planned_on=planned_on, begun_after=Coalesce("seen", 0)).annotate(
            is_overtaken=Exists(since),
            has_lost_photo=Exists(photos.filter(photo__taken_down_at__gt=OuterRef("planned_on"))),
            has_lost_attachment=Exists(attachments.filter(attachment__taken_down_at__gt=OuterRef("planned_on"))),
        )

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
