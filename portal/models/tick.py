from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.wording import stamp


class TickRun(models.Model):
    """When `manage.py tick` last did the dated work, and what of it failed. One row."""

    at = models.DateTimeField(_("at"))
    failures = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("run of the dated work")
        verbose_name_plural = _("runs of the dated work")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="tick_run_single_row",
                violation_error_message=_("There is one row for the dated work."),
            )
        ]

    def __str__(self):
        return stamp(self.at)
