"""What happens around a text while it is being written: unsaved states, presence, notes, links to a preview."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..wording import actor_of
from .article import Article
from .revision import Revision


class UnsavedText(models.Model):
    """What a person has typed and not saved: one rolling state per person and article, kept as the form sent it.

    `key` names the article, or the form of an article that is not there yet. `data` holds the form's raw values by
    field name, each a list; it is cleaned when it is opened, not while somebody types. `form` names the page it was
    typed in. A saved form closes its row, so that an autosave which arrives late is not taken for newer words. Words
    from another page of the same person are never overwritten: they are set aside under a key of their own.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unsaved_texts")
    key = models.CharField(max_length=90)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, related_name="unsaved_texts")
    title = models.CharField(max_length=250, blank=True)
    data = models.JSONField(default=dict)
    form = models.CharField(max_length=40)
    is_closed = models.BooleanField(default=False)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], name="unsaved_text_once", violation_error_message=_("This is kept already.")
            )
        ]

    def __str__(self):
        return self.title or str(_("Untitled"))

    @classmethod
    def close(cls, user, key, form, *, continues="", article=None):
        """The words of a page are saved or dropped: what still comes from it is older. Other pages' words stay."""
        closed = {"is_closed": True, "data": {}, "title": "", "form": form, "saved_at": timezone.now()}
        closed |= {"article": article} if article else {}
        cls.objects.filter(user=user, key__in=[aside(key, form), aside(key, continues)]).delete()
        is_another = (
            cls.objects.filter(user=user, key=key, is_closed=False).exclude(form__in=[form, continues]).exists()
        )
        cls.objects.update_or_create(user=user, key=aside(key, form) if is_another else key, defaults=closed)


def aside(key, form):
    """The key under which the words of a page are set aside that is not the one being typed in."""
    return f"{key}-{form}"


class Presence(models.Model):
    """Who has an article open in the editor. Kept for a day; says nothing about readers."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    has_unsaved = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["article", "user"], name="presence_once", violation_error_message=_("This is kept already.")
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.article_id}"


class Note(models.Model):
    """A remark between editors on an article, with its answers; never public. The first of a thread is resolved."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="notes", verbose_name=_("article"))
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("version it was written on")
    )
    answers_to = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="answers")
    quote = models.CharField(_("passage"), max_length=300, blank=True)
    text = models.TextField(_("note"), max_length=2000)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    on_behalf = models.CharField(_("by, without an account"), max_length=120, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        default_permissions = []
        ordering = ["pk"]
        indexes = [
            models.Index(
                F("article"), name="note_waiting", condition=Q(resolved_at__isnull=True, answers_to__isnull=True)
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="note_has_text", violation_error_message=_("A note needs a text.")
            )
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def actor(self):
        return actor_of(self.by, self.on_behalf)


class PreviewLink(models.Model):
    """A secret address that shows one version to people without an account until its end. Only its hash is kept."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="preview_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    ends_at = models.DateTimeField(_("works until"))
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("created_at")),
                name="preview_link_ends_later",
                violation_error_message=_("The end must come later than now."),
            )
        ]

    def __str__(self):
        return f"{self.revision} · {self.ends_at:%d/%m/%Y}"

    def works_at(self, now):
        return self.ended_at is None and now < self.ends_at
