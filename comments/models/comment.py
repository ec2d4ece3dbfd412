from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q, Window
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, reach_of

from ..states import Reason, Status, Step
from .consent import ConsentText
from .unit import Unit


def only_answers(user) -> bool:
    """Whether a member of staff is here for what their unit was asked to answer, and for no decision."""
    return user.has_perm("comments.answer_comment") and not user.has_perm("comments.moderate_comment")


class CommentQuerySet(models.QuerySet):
    def shown(self):
        """Comments that stand under their articles."""
        return self.filter(status=Status.APPROVED)

    def awaiting_review(self):
        return self.filter(status=Status.WAITING).order_by("created_at", "pk")

    def open_cases(self):
        """What a unit has been asked to answer and has not answered yet."""
        return self.filter(unit__isnull=False, answer=None, status__in=[Status.WAITING, Status.APPROVED])

    def counted(self):
        """Each row with the number of all rows, so that a page and its count are one query."""
        return self.annotate(total=Window(Count("*")))

    def in_reach_of(self, user):
        """Comments that a member of staff may see: of their sections; those who only answer see what is theirs."""
        if only_answers(user):
            return self.filter(unit__in=Unit.objects.filter(members=user))
        reach = reach_of(user)
        if reach is None:
            return self
        return self.filter(Q(article__section__in=reach) | Q(article__section=None))


class Comment(models.Model):
    """What a reader wrote under an article, and what became of it: a case, from receipt to answer.

    Name, title and text never hold a phone number: what was masked stands in the private contact until it is purged.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="comments", verbose_name=_("article"))
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.WAITING)
    name = models.CharField(_("full name"), max_length=100)
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("text"))
    is_masked = models.BooleanField(_("words are masked"), default=False)
    flags = models.JSONField(_("why to look twice"), default=list, blank=True)  # [[Flag, detail], …]
    fingerprint = models.BigIntegerField(editable=False, default=0)  # comments/similarity.py
    created_at = models.DateTimeField(_("sent at"), default=timezone.now)

    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("decided by")
    )
    reason_code = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    reason = models.CharField(_("more on the reason"), max_length=300, blank=True)

    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("unit in charge")
    )
    routed_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    due_on = models.DateField(_("answer due on"), null=True, blank=True)

    consent = models.ForeignKey(ConsentText, on_delete=models.PROTECT, verbose_name=_("agreed to"))
    consent_hash = models.CharField(_("fingerprint of the text agreed to"), max_length=64)
    consented_at = models.DateTimeField(_("agreed at"), default=timezone.now)

    nonce = models.CharField(max_length=43, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    erased_at = models.DateTimeField(_("erased on request at"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        default_permissions = ["view"]
        permissions = [
            ("moderate_comment", _("Can decide on comments")),
            ("answer_comment", _("Can answer comments")),
            ("export_comment", _("Can hand out and erase a person's data on request")),
        ]
        indexes = [
            models.Index(
                F("article"), F("status"), F("created_at").desc(), F("id").desc(), name="comment_under_article"
            ),
            models.Index(F("status"), F("created_at"), F("id"), name="comment_queue"),
            models.Index(F("status"), F("decided_at").desc(), F("id").desc(), name="comment_decided"),
            models.Index(F("unit"), F("due_on"), name="comment_case", condition=Q(unit__isnull=False)),
            models.Index(F("created_at").desc(), name="comment_newest"),
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
                condition=~Q(status__in=[Status.REFUSED, Status.TAKEN_DOWN]) | ~Q(reason_code=""),
                name="comment_refusal_has_a_reason",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=True) | Q(due_on__isnull=False, routed_at__isnull=False),
                name="comment_case_has_a_due_date",
                violation_error_message=_("A unit needs a date to answer by."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def told_status(self):
        """The state that its writer is told: spam reads as refused, for senders of spam should learn nothing."""
        return Status.REFUSED if self.status == Status.SPAM else self.status

    @property
    def told_reason(self):
        """Why it was refused or taken down, as its writer reads it."""
        label = Reason(self.reason_code).label if self.reason_code not in {"", Reason.OTHER} else ""
        return " ".join(filter(None, [str(label), self.reason]))


class CommentEvent(models.Model):
    """One step of a comment: who, when, from which state to which, and why."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="events")
    step = models.CharField(_("step"), max_length=13, choices=Step)
    before = models.CharField(_("state before"), max_length=10, choices=Status)
    after = models.CharField(_("state after"), max_length=10, choices=Status)
    reason_code = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    was = models.JSONField(default=dict, blank=True, editable=False)  # the columns that an undo puts back
    is_undone = models.BooleanField(_("undone"), default=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        verbose_name=_("by"),
        help_text=_("Empty: the writer of the comment, or a command of the operator."),
    )

    class Meta:
        verbose_name = _("step of a comment")
        verbose_name_plural = _("steps of comments")
        default_permissions = ["view"]
        ordering = ["pk"]

    def __str__(self):
        return f"{self.comment_id}: {self.get_step_display()}"
