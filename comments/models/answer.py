from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.querysets import public_at

from ..states import Status
from .comment import Comment
from .unit import Unit


class AnswerQuerySet(models.QuerySet):
    def public(self, now=None):
        """Answers to comments that stand under articles which readers may see at `now`, the newest first."""
        under_public = public_at(now or timezone.now(), "comment__article__")
        return self.filter(under_public, comment__status=Status.APPROVED).order_by("-at", "-pk")


class Answer(models.Model):
    """The official answer to a comment, signed by an office, or by a person with their position as of that day."""

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="answer", verbose_name=_("comment"))
    text = models.TextField(_("answer"))
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="answers", verbose_name=_("unit")
    )
    name = models.CharField(_("signed by"), max_length=100, blank=True)
    position = models.CharField(_("position"), max_length=150, blank=True)
    at = models.DateTimeField(_("answered at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("entered by")
    )
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("official answer")
        verbose_name_plural = _("official answers")
        default_permissions = ["view"]
        indexes = [models.Index(F("at").desc(), F("id").desc(), name="answer_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(name=""),
                name="answer_is_signed",
                violation_error_message=_("An answer is signed by a unit or by a person."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="answer_has_words", violation_error_message=_("Write the answer.")
            ),
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def signature(self):
        """Who answers, as readers see it: "Lê Thị Hoa, Phó Chủ tịch – Văn phòng HĐND và UBND"."""
        person = ", ".join(filter(None, [self.name, self.position]))
        return " – ".join(filter(None, [person, self.unit and self.unit.name]))
