from datetime import timedelta

from django.db import models, transaction
from django.db.models import Case, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .article import Article

FRESH_FOR = timedelta(minutes=10)


class DailyViews(models.Model):
    """How often an article was opened on one day, in the site's zone. Holds no trace of who opened it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="daily_views")
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("views"), default=0)

    class Meta:
        default_permissions = []
        verbose_name = _("views of a day")
        verbose_name_plural = _("views of a day")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "day"],
                name="daily_views_once",
                violation_error_message=_("This day is already counted."),
            )
        ]
        indexes = [models.Index(fields=["day"], name="daily_views_day")]  # the most read of a few days

    def __str__(self):
        return f"{self.article_id} {self.day}: {self.count}"

    @classmethod
    def carried(cls, now):
        """An article's counted views as readers see them at `now`, for queries of articles.

        What is overdue is summed up in passing, without a write: after a burst nobody may come to carry the rest.
        The sum stands still until the next view, which carries it, so the number never changes with each view.
        """
        days = cls.objects.filter(article=OuterRef("pk")).values("article").annotate(total=Sum("count"))
        total = Coalesce(Subquery(days.values("total")), F("counted_views"))
        return Case(When(views_counted_at__lte=now - FRESH_FOR, then=total), default=F("counted_views"))

    @classmethod
    def count_one(cls, article_id, now=None):
        """Count one view; every ten minutes carry the sum to the article's row, where pages read it."""
        now = now or timezone.now()
        day = timezone.localdate(now)
        with transaction.atomic():
            if not cls.objects.filter(article_id=article_id, day=day).update(count=F("count") + 1):
                row, made = cls.objects.get_or_create(article_id=article_id, day=day, defaults={"count": 1})
                if not made:  # another process made the row between the two statements
                    cls.objects.filter(pk=row.pk).update(count=F("count") + 1)
            stale = Q(views_counted_at__isnull=True) | Q(views_counted_at__lte=now - FRESH_FOR)
            due = Article.objects.filter(stale, pk=article_id)
            if due.exists():
                total = cls.objects.filter(article_id=article_id).aggregate(total=Sum("count"))["total"]
                due.update(counted_views=total, views_counted_at=now)
