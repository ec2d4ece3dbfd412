from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import RevisionQuerySet
from ..states import RevisionState
from .article import Article
from .section import Section

WAITING = (RevisionState.IN_REVIEW, RevisionState.RETURNED, RevisionState.APPROVED)


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
    def is_in_review(self):
        return self.state == RevisionState.IN_REVIEW

    def light_on(self, today):
        """Return how a review stands on a day: "late", "due" (that very day), "early", or "" where none is due."""
        if self.due_on is None or self.state != RevisionState.IN_REVIEW:
            return ""
        return "late" if self.due_on < today else "due" if self.due_on == today else "early"
