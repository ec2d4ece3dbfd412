from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import ArticleQuerySet
from ..states import Status
from .comments_allowed import CommentsAllowed
from .people import Author, Source
from .photo import Photo, shown
from .section import Section
from .tag import Tag
from .topic import Topic


class Article(models.Model):
    """What is live. What is being written is a Revision; only workflow.publish writes these content columns."""

    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.UNPUBLISHED)

    title = models.CharField(_("title"), max_length=250, blank=True)
    slug = models.SlugField(_("address"), max_length=80, blank=True)
    lead = models.TextField(_("lead"), blank=True)
    body = models.TextField(_("text"), blank=True)
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("section")
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("source")
    )
    cover = models.ForeignKey(
        Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="cover_of", verbose_name=_("main photo")
    )
    photos = models.ManyToManyField(Photo, blank=True, related_name="articles", verbose_name=_("photos in the text"))
    tags = models.ManyToManyField(Tag, blank=True, related_name="articles", verbose_name=_("tags"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="articles", verbose_name=_("topics"))
    is_featured = models.BooleanField(_("featured"), default=False)
    comments_allowed = models.CharField(
        _("comments"), max_length=8, choices=CommentsAllowed, default=CommentsAllowed.INHERIT
    )
    comments_end_at = models.DateTimeField(_("comments close at"), null=True, blank=True)

    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    updated_at = models.DateTimeField(_("last changed for readers at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("reason for the withdrawal"), max_length=300, blank=True)
    # When somebody should look whether it still holds. A plan of the newsroom, no content: readers never see it.
    review_on = models.DateField(_("to be looked at again on"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="articles_created"
    )

    base_views = models.PositiveIntegerField(
        _("views taken over"), default=0, help_text=_("Views counted by the site that the article comes from.")
    )
    counted_views = models.PositiveIntegerField(_("views counted here"), default=0)
    views_counted_at = models.DateTimeField(null=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        default_permissions = ["add", "change", "view"]
        permissions = [
            ("edit_own_article", _("Can edit own articles")),
            ("publish_article", _("Can publish articles")),
            ("withdraw_article", _("Can withdraw articles")),
            ("review_article", _("Can return and approve articles")),
            ("correct_article", _("Can note corrections")),
            ("trash_article", _("Can put articles in the trash")),
            ("publish_directly_article", _("Can publish directly: exempt from “nobody approves their own text”")),
        ]
        indexes = [
            models.Index(F("status"), F("published_at").desc(), F("id").desc(), name="article_newest"),
            models.Index(
                F("section"), F("status"), F("published_at").desc(), F("id").desc(), name="article_in_section"
            ),
            models.Index(F("status"), F("expires_at"), name="article_expiring", condition=Q(expires_at__isnull=False)),
            models.Index(F("published_at").desc(), name="article_featured", condition=Q(is_featured=True)),
            models.Index(
                F("status"),
                F("comments_end_at"),
                name="article_comments_ending",
                condition=Q(comments_end_at__isnull=False),
            ),
            models.Index(F("review_on"), name="article_review_day", condition=Q(review_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED)
                | (Q(section__isnull=False) & Q(published_at__isnull=False) & ~Q(title="")),
                name="article_published_complete",
                violation_error_message=_("A published article needs a title, a section and a time."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("published_at")),
                name="article_expires_after_publication",
                violation_error_message=_("The end must come after the publication."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values),
                name="article_known_status",
                violation_error_message=_("Unknown state."),
            ),
        ]

    def __str__(self):
        return self.title or str(_("Untitled"))

    def get_absolute_url(self):
        return reverse("articles:detail", args=[self.pk, self.slug or "bai-viet"])

    def is_public_at(self, now):
        """Whether readers may see the article at `now`. Twin of ArticleQuerySet.public."""
        return (
            self.status == Status.PUBLISHED
            and self.published_at <= now
            and (self.expires_at is None or now < self.expires_at)
        )

    def section_outside(self, reach):
        """The section of a reach's other side, where the article is live or else a version of it; see in_reach_of."""
        if self.section_id and self.section_id not in reach:
            return self.section
        outside = self.revisions.filter(section__isnull=False).exclude(section__in=reach)
        return outside.newest_kept_first().select_related("section").first().section

    @property
    def is_public(self):
        return self.is_public_at(timezone.now())

    @property
    def is_published(self):
        return self.status == Status.PUBLISHED

    @property
    def is_withdrawn(self):
        return self.status == Status.WITHDRAWN

    @property
    def is_trashed(self):
        return self.status == Status.TRASHED

    @property
    def is_scheduled(self):
        """Whether it is published and its time is still to come."""
        return self.is_published and self.published_at > timezone.now()

    @property
    def is_taken_down(self):
        """Whether readers could see it once and the editors took it off: also while its return is scheduled."""
        return self.is_withdrawn or (self.is_scheduled and self.withdrawn_at is not None)

    @property
    def has_ended(self):
        return self.is_published and self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def shown_cover(self):
        """The main photo as readers may see it."""
        return shown(self.cover)

    @property
    def views(self):
        """Views shown to readers: taken over + counted here, at most ten minutes old.

        The page loads `carried_views` with the row (DailyViews.carried), for views that nothing carried to it since.
        """
        return self.base_views + getattr(self, "carried_views", self.counted_views)

    @property
    def archive_notice(self):
        """The notice of its section, or of the section above; needs section and parent loaded."""
        return self.section.archive_notice or (self.section.parent.archive_notice if self.section.parent else "")


class Byline(models.Model):
    """Who signs an article, with position and organisation as of that day: people move on, the archive doesn't."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, null=True, blank=True, related_name="bylines")
    name = models.CharField(_("name"), max_length=100)
    position = models.CharField(_("position"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "order"],
                name="byline_order_once",
                violation_error_message=_("Two bylines can't stand in the same place."),
            ),
        ]

    def __str__(self):
        return " – ".join(filter(None, [self.name, self.role]))

    @property
    def role(self):
        return ", ".join(filter(None, [self.position, self.organisation]))
