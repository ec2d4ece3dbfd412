"""Readers' comments, what they may be told about them, and the private data that stands apart."""

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q, Window
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.models.comments_allowed import CommentsAllowed

from .contact import masked


class Status(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Shown")
    REFUSED = "refused", _("Refused")
    SPAM = "spam", _("Spam")
    TAKEN_DOWN = "taken_down", _("Taken down")


class Flag(models.TextChoices):
    """Why a moderator should look twice."""

    MANY = "many", _("Many comments from one address")
    TRAP = "trap", _("Filled in a field that people don't see")


class ConsentText(models.Model):
    """What a reader agrees to, word for word. Never changed: a new wording is a new row; each comment keeps its own.

    Decree 356/2025 asks that consent can be shown: who, when, and to what.
    """

    text = models.TextField(_("text"))
    valid_from = models.DateTimeField(_("valid from"), default=timezone.now)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        default_permissions = ["add", "view"]
        ordering = ["-pk"]

    def __str__(self):
        return self.text


class CommentQuerySet(models.QuerySet):
    def shown(self):
        """Comments that stand under their articles."""
        return self.filter(status=Status.APPROVED)

    def awaiting_review(self):
        return self.filter(status=Status.WAITING).order_by("created_at", "pk")

    def counted(self):
        """Each row with the number of all rows, so that a page and its count are one query."""
        return self.annotate(total=Window(Count("*")))


class Comment(models.Model):
    """What a reader wrote under an article, and what became of it."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="comments", verbose_name=_("article"))
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.WAITING)
    name = models.CharField(_("full name"), max_length=100)
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("text"))
    flags = models.JSONField(_("why to look twice"), default=list, blank=True)
    created_at = models.DateTimeField(_("sent at"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("decided by")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    consent = models.ForeignKey(ConsentText, on_delete=models.PROTECT, verbose_name=_("agreed to"))
    nonce = models.CharField(max_length=43, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        default_permissions = ["view"]
        permissions = [("moderate_comment", _("Can decide on comments"))]
        indexes = [
            models.Index(
                F("article"), F("status"), F("created_at").desc(), F("id").desc(), name="comment_under_article"
            ),
            models.Index(F("status"), F("created_at"), F("id"), name="comment_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values),
                name="comment_known_status",
                violation_error_message=_("Unknown state."),
            ),
            models.CheckConstraint(
                condition=Q(status=Status.WAITING) | Q(decided_at__isnull=False),
                name="comment_decision_has_a_time",
                violation_error_message=_("A decision needs its time."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.REFUSED, Status.TAKEN_DOWN]) | ~Q(reason=""),
                name="comment_refusal_has_a_reason",
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def told_status(self):
        """The state that its writer is told: spam reads as refused, for senders of spam should learn nothing."""
        return Status.REFUSED if self.status == Status.SPAM else self.status

    @property
    def flag_labels(self):
        return [Flag(flag).label for flag in self.flags if flag in Flag.values]


class PrivateContact(models.Model):
    """What only people with a right of its own may see: the phone number and a keyed hash of the address."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, primary_key=True, related_name="contact")
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    address_hash = models.CharField(_("hashed address"), max_length=64)

    class Meta:
        verbose_name = _("private contact")
        verbose_name_plural = _("private contacts")
        default_permissions = ["view"]

    def __str__(self):
        return masked(self.phone)


class CommentEvent(models.Model):
    """One decision on a comment: who, when, from which state to which, and why."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="events")
    before = models.CharField(_("state before"), max_length=10)
    after = models.CharField(_("state after"), max_length=10)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, verbose_name=_("by"))

    class Meta:
        verbose_name = _("decision on a comment")
        verbose_name_plural = _("decisions on comments")
        default_permissions = ["view"]
        ordering = ["pk"]

    def __str__(self):
        return f"{self.comment_id}: {self.before} → {self.after}"


class PostingBucket(models.Model):
    """How many comments one address sent in this minute and this hour; written by comments/throttle.py alone."""

    address_hash = models.CharField(max_length=64, primary_key=True)
    minute = models.PositiveBigIntegerField()
    in_minute = models.PositiveIntegerField()
    hour = models.PositiveBigIntegerField()
    in_hour = models.PositiveIntegerField()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.in_minute}, {self.in_hour}"


def are_allowed_on(article, site_allows) -> bool:
    """Ask the article, its section, the section above, then the site (`site_allows`, from the identity)."""
    sections = [article.section, article.section.parent] if article.section else []
    for setting in [article.comments_allowed, *(section.comments_allowed for section in sections if section)]:
        if setting != CommentsAllowed.INHERIT:
            return setting == CommentsAllowed.YES
    return site_allows
