from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import RevisionQuerySet
from ..states import RevisionState, Step
from ..wording import actor_of
from .article import Article
from .attachment import Attachment
from .photo import Photo
from .section import Section

WAITING = (RevisionState.IN_REVIEW, RevisionState.RETURNED, RevisionState.APPROVED)
NO_PLAN = {"apply_at": None, "planned_by": None, "plan_failure": ""}


class Revision(models.Model):
    """A snapshot of all editable content of an article, made and applied by articles/snapshots.py.

    `content` holds plain values and keys of what it points at; `labels` holds their names at that time, so that
    what has gone since can be named. `title`, `section` and `search_text` are copies for the newsroom's lists.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions", verbose_name=_("article"))
    state = models.CharField(_("state"), max_length=10, choices=RevisionState, default=RevisionState.DRAFT)
    based_on = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later", verbose_name=_("based on")
    )
    merges = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_into", verbose_name=_("merges")
    )
    seen = models.ForeignKey(
        "articles.Event",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("last publication or withdrawal known to the writer"),
    )
    schema = models.PositiveSmallIntegerField()
    content = models.JSONField()
    labels = models.JSONField(default=dict)
    title = models.CharField(_("title"), max_length=250, blank=True)
    section = models.ForeignKey(
        Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    search_text = models.TextField()
    # What the content points at, once more for the database: who asks where a photo is used searches no JSON.
    photos = models.ManyToManyField(Photo, related_name="revisions")
    attachments = models.ManyToManyField(Attachment, related_name="revisions")
    name = models.CharField(_("name of the version"), max_length=80, blank=True)
    writers = models.JSONField(default=list)  # keys of all who wrote in it since the version that went up last
    words_added = models.PositiveIntegerField(_("words added"), default=0)
    words_removed = models.PositiveIntegerField(_("words removed"), default=0)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name=_("reviewed by"),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_as = models.CharField(_("approved by, without an account"), max_length=120, blank=True)
    apply_at = models.DateTimeField(_("replaces the live version at"), null=True, blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    plan_failure = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(_("review due on"), null=True, blank=True)
    created_at = models.DateTimeField(_("saved at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, verbose_name=_("saved by")
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        default_permissions = ["view"]
        indexes = [
            models.Index(F("article"), F("id").desc(), name="revision_newest"),
            models.Index(F("state"), F("due_on"), name="revision_waiting", condition=Q(state__in=[*WAITING])),
            models.Index(F("apply_at"), name="revision_planned", condition=Q(apply_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RevisionState.values),
                name="revision_known_state",
                violation_error_message=_("Unknown state."),
            ),
        ]

    def __str__(self):
        return self.title or str(_("Untitled"))

    @property
    def approver(self):
        """Who approved it. By a link that is its reader; `approved_by` is then whoever handed their right on."""
        return actor_of(self.approved_by, self.approved_as)

    @property
    def is_approved(self):
        """Whether somebody approved it, whatever became of it since; a link's reader counts whose maker has gone."""
        return bool(self.approved_by_id or self.approved_as)

    @property
    def is_in_review(self):
        return self.state == RevisionState.IN_REVIEW

    @property
    def is_planned(self):
        """Whether it waits for the hour at which it replaces the live version. Twin of RevisionQuerySet.planned."""
        return self.state == RevisionState.APPROVED and self.apply_at is not None

    def end_plan(self, *, by, before, note=""):
        """Let a version that is not planned any more wait for no hour; the caller saves its state and NO_PLAN.

        An event says so: from these is read whether a version went up at its hour, and what it was before its plan.
        Returns it, or None where the version was not planned.
        """
        event = None
        if self.apply_at is not None:
            about = {"article_id": self.article_id, "before": before, "after": self.state}
            event = self.events.create(step=Step.UNPLAN, by=by, note=note, **about)
        for name, value in NO_PLAN.items():
            setattr(self, name, value)
        return event

    def light_on(self, today):
        """Return how a review stands on a day: "late", "due" (that very day), "early", or "" where none is due."""
        if self.due_on is None or self.state != RevisionState.IN_REVIEW:
            return ""
        return "late" if self.due_on < today else "due" if self.due_on == today else "early"
