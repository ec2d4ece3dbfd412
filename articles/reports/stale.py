"""Articles that somebody should look at again: their day has passed, or nobody has touched them for long."""

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from ..models import Article, Revision, Section
from ..months import months_on
from ..querysets import midnight
from ..states import Status


def due(user, sections=None, now=None):
    """Articles in reach whose day to be looked at again has passed, whatever their state short of the trash."""
    written = Revision.objects.filter(article=OuterRef("pk")).newest_kept_first().values("title")
    found = _in(user, sections).filter(review_on__lt=timezone.localdate(now)).exclude(status=Status.TRASHED)
    return found.annotate(written_title=Subquery(written[:1]))


def unchanged(user, months, sections=None, now=None):
    """Public articles without such a day that nobody has changed for so many months.

    What stands in an archive was taken over to stay as it is. `published_at` repeats what follows from the rest: it
    has the index.
    """
    before = midnight(months_on(timezone.localdate(now), -months))
    untouched = Q(updated_at__lt=before) | Q(updated_at__isnull=True)
    found = _in(user, sections).public(now).filter(untouched, review_on__isnull=True, published_at__lt=before)
    return found.exclude(section__in=_archives())


def _in(user, sections):
    found = Article.objects.in_reach_of(user).select_related("section").defer("body", "lead")
    return found if sections is None else found.filter(section__in=sections)


def _archives():
    """The keys of the sections that bear an archive notice, or stand below one that does."""
    bears = ~Q(archive_notice="") | Q(parent__isnull=False) & ~Q(parent__archive_notice="")
    return list(Section.objects.filter(bears).order_by().values_list("pk", flat=True))
