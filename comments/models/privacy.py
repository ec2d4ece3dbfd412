from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..contact import masked
from .comment import Comment


class PrivateContact(models.Model):
    """What only people with a right of its own may see, each look logged: phone, hashed address, words as typed.

    The whole row goes some days after the decision (comments/privacy/purging.py).
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, primary_key=True, related_name="contact")
    phone = models.CharField(_("phone"), max_length=16, blank=True, db_index=True)
    address_hash = models.CharField(_("hashed address"), max_length=64, blank=True, db_index=True)
    original = models.JSONField(_("words as they were typed"), default=dict, blank=True)  # field name → words
    words_hash = models.CharField(max_length=64, editable=False)  # tells the same form sent again from another one

    class Meta:
        verbose_name = _("private contact")
        verbose_name_plural = _("private contacts")
        default_permissions = ["view"]

    def __str__(self):
        return masked(self.phone)


class PrivacyEvent(models.Model):
    """Who saw, handed out, erased or purged personal data, when, and on whose request. Holds none itself."""

    class Kind(models.TextChoices):
        REVEAL = "reveal", _("Contact looked at")
        SEARCH = "search", _("Searched for a person")
        EXPORT = "export", _("Data handed out")
        ERASE = "erase", _("Data erased")
        PURGE = "purge", _("Contacts purged")

    kind = models.CharField(_("what"), max_length=6, choices=Kind)
    comment = models.ForeignKey(
        Comment, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("comment")
    )
    request = models.CharField(
        _("request"), max_length=300, blank=True, help_text=_("Who asked, how, and how they proved who they are.")
    )
    count = models.PositiveIntegerField(_("comments"), default=1)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        verbose_name=_("by"),
        help_text=_("Empty: the server's regular work."),
    )

    class Meta:
        verbose_name = _("access to personal data")
        verbose_name_plural = _("accesses to personal data")
        default_permissions = ["view"]
        ordering = ["-pk"]
        indexes = [models.Index(F("at").desc(), name="privacy_event_newest")]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.at:%d/%m/%Y}"
