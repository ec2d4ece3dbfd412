from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CommentDigest(models.Model):
    """That somebody gets their mail about comments on a day: claimed before it leaves, so that none is sent twice."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("morning's mail about comments")
        verbose_name_plural = _("morning's mails about comments")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "day"],
                name="comment_digest_once_a_day",
                violation_error_message=_("This is kept already."),
            )
        ]

    def __str__(self):
        return f"{self.recipient} · {self.day:%d/%m/%Y}"
