from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .events import Event


class Notice(models.Model):
    """That a person is to be told of a step. Written with the step itself, sent after it: none is lost or doubled.

    `claimed_at` is set before a mail goes out and `sent_at` after it. One that was claimed and never sent is not
    tried again, since nobody knows how far it came: the dashboard names it.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notices")
    created_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = []
        indexes = [models.Index(F("created_at"), name="notice_waiting", condition=Q(sent_at__isnull=True))]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "event"], name="notice_once", violation_error_message=_("This is kept already.")
            )
        ]

    def __str__(self):
        return f"{self.recipient} · {self.event}"
