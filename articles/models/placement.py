from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .article import Article
from .section import Section
from .topic import Topic

ONE_FRONT = Q(section__isnull=True) | Q(topic__isnull=True)


def begins_at(placement):
    """The moment from which it can be seen: an article that is scheduled for later takes its place when it goes up."""
    return max(filter(None, [placement.starts_at, placement.article.published_at]))


class PlacementQuerySet(models.QuerySet):
    def give_up(self, *, by, now, why):
        """End what has no end of its own, for its article has left the site, and write down why.

        Else the article would take its slots back, unasked, when it is published again. What it followed ends with it,
        or that would come back instead.
        """
        given_up = list(self.filter(ends_at=None).select_related("article").order_by("pk"))
        PlacementEvent.objects.bulk_create(
            PlacementEvent(
                section_id=one.section_id,
                topic_id=one.topic_id,
                article_id=one.article_id,
                step=PlacementEvent.Step.REMOVED,
                position=one.position,
                note=why,
                at=now,
                by=by,
            )
            for one in given_up
        )
        over = {key for one in given_up for key in (one.pk, *one.followed(now))}
        if over:
            Placement.objects.filter(pk__in=over, starts_at__gte=now).delete()
            Placement.objects.filter(pk__in=over).update(ends_at=now)


class Placement(models.Model):
    """An article that an editor put into a slot of a front for some time: of a section, of a topic, or of the site.

    Of several whose time it is in one slot, the one that began last stands there (articles/slots). What is over stays
    as a record of what stood where.
    """

    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    topic = models.ForeignKey(
        Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("topic")
    )
    position = models.PositiveSmallIntegerField(_("slot"), validators=[MinValueValidator(1)])
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="placements", verbose_name=_("article"))
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    placed_at = models.DateTimeField(default=timezone.now)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("place on a front page")
        verbose_name_plural = _("places on front pages")
        default_permissions = ["change", "view"]
        ordering = ["position", "starts_at", "pk"]
        indexes = [
            models.Index(F("section"), F("topic"), F("ends_at"), name="placement_of_front"),
            models.Index(F("starts_at").desc(), name="placement_begins"),
            models.Index(F("ends_at").desc(), name="placement_ends", condition=Q(ends_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=ONE_FRONT,
                name="placement_on_one_front",
                violation_error_message=_("A place is on one front page: of a section, of a topic, or of the site."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="placement_ends_later",
                violation_error_message=_("The end must come after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="placement_position_from_one",
                violation_error_message=_("Slots are counted from 1."),
            ),
        ]

    def __str__(self):
        return f"{self.position}. {self.article}"

    def followed(self, now) -> list[int]:
        """Return the keys of what began before this one in its slot and is not over; none where it has not begun."""
        if begins_at(self) > now:
            return []
        rows = Placement.objects.filter(section=self.section_id, topic=self.topic_id, position=self.position)
        rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=now)).select_related("article")
        return [one.pk for one in rows if (begins_at(one), one.pk) < (begins_at(self), self.pk)]


class PlacementEvent(models.Model):
    """Who changed what on a front page, and when."""

    class Step(models.TextChoices):
        PLACED = "placed", _("Placed")
        MOVED = "moved", _("Moved")
        TIMED = "timed", _("Time changed")
        REMOVED = "removed", _("Taken off")

    # Notes of what ended because its article left the site.
    GONE, CALLED_OFF, EXPIRED = "gone", "called off", "expired"

    section = models.ForeignKey(Section, on_delete=models.CASCADE, null=True, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+", verbose_name=_("article"))
    step = models.CharField(_("step"), max_length=8, choices=Step)
    position = models.PositiveSmallIntegerField(_("slot"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("change of a front page")
        verbose_name_plural = _("changes of front pages")
        default_permissions = []
        ordering = ["-pk"]
        indexes = [models.Index(F("section"), F("topic"), F("id").desc(), name="placement_event_newest")]

    def __str__(self):
        return f"{self.get_step_display()} · {self.position}"
