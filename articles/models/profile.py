from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .section import Section


class StaffProfile(models.Model):
    """What the newsroom knows of a member of staff beyond the account: their sections and how they want to be told."""

    class Mail(models.TextChoices):
        EACH = "each", _("A mail at each step")
        DIGEST = "digest", _("One mail each morning")
        NONE = "none", _("No mail")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile", verbose_name=_("account")
    )
    sections = models.ManyToManyField(
        Section,
        blank=True,
        related_name="+",
        verbose_name=_("limited to sections"),
        help_text=_("None chosen: all sections. A section brings those below it along."),
    )
    mail = models.CharField(_("notices"), max_length=6, choices=Mail, default=Mail.EACH)
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)

    class Meta:
        verbose_name = _("staff profile")
        verbose_name_plural = _("staff profiles")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(mail__in=["each", "digest", "none"]),
                name="staff_profile_known_mail",
                violation_error_message=_("Unknown choice."),
            ),
        ]

    def __str__(self):
        return str(self.user)
