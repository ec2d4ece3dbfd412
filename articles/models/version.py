from django.db import models
from django.db.models import F


class ContentVersion(models.Model):
    """One row with one number, raised by whatever changes what the public may see.

    Pages carry it in their ETag, so nothing is ever purged by hand. It is raised inside the transaction of the
    change itself: readers see the new number and the new content together, or neither.
    """

    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="content_version_single_row",
                violation_error_message="There is one content version.",
            )
        ]

    def __str__(self):
        return str(self.number)

    @classmethod
    def bump(cls):
        """Raise the number. The row is made by a migration; a restored backup without it gets it back here."""
        if not cls.objects.filter(pk=1).update(number=F("number") + 1):
            cls.objects.create(pk=1)
