from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..states import Step, label
from ..wording import actor_of
from .article import Article
from .revision import Revision


class Event(models.Model):
    """One step of the workflow: who did what to which article, when, and what its state was before and after.

    The states are those of the article for what readers see, of the revision for a step of its review.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="events", verbose_name=_("article"))
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="events")
    step = models.CharField(_("step"), max_length=20, choices=Step)
    before = models.CharField(_("state before"), max_length=12)
    after = models.CharField(_("state after"), max_length=12)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        verbose_name=_("by"),
        help_text=_("Empty: a command of the operator."),
    )

    on_behalf = models.CharField(_("by, without an account"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        default_permissions = ["view"]
        indexes = [
            models.Index(F("article"), F("id").desc(), name="event_newest"),
            models.Index(F("at").desc(), name="event_by_time"),
        ]

    def __str__(self):
        return f"{self.get_step_display()} · {self.article_id}"

    @property
    def actor(self):
        return actor_of(self.by, self.on_behalf)

    @property
    def before_label(self):
        return label(self.before)

    @property
    def after_label(self):
        return label(self.after)
