"""Photos on public pages that lack a description or a credit in the library.

No column tells what readers see, so one look goes through so many photos and says how far it came.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..keys import pk_of
from ..models import Article, Photo, reach_of
from ..paging import NoSuchPage, counted
from .lists import PER_PAGE

LOOKED_THROUGH = 20_000
ALT, CREDIT = "mo-ta", "nguon"
LACKS = {"": Q(alt="") | Q(credit=""), ALT: Q(alt=""), CREDIT: Q(credit="")}
CHOICES = [("", _("Description or credit")), (ALT, _("Description")), (CREDIT, _("Credit"))]


@dataclass
class Look:
    """What one look found. `after` is the key from which the next one goes on."""

    rows: list
    after: str = ""
    is_first: bool = True
    until: date | None = None  # the day that the look came to, where it ended before the library did
    count: int | None = None  # of the whole look


def look(user, lacks="", sections=None, key="", now=None) -> Look:
    """The photos below a key that lack words, newest first, each with the keys of articles that show it."""
    everything, last = _window(key)
    found = _lacking(everything, user, lacks, sections, now)
    rows = list(shown_in(found, user, sections, now)[: PER_PAGE + 1])
    result = Look(rows[:PER_PAGE], is_first=not key)
    if len(rows) > PER_PAGE:
        result.after = str(result.rows[-1].pk)
    elif last:
        result.after = str(last[0])
    result.until = timezone.localdate(last[1]) if last else None
    if not key:
        result.count = counted(found)
    return result


def lacking(user, lacks="", sections=None, now=None):
    """All of them, without the bound of a look: for the file."""
    found = _lacking(Photo.objects.order_by("-pk"), user, lacks, sections, now)
    return shown_in(found, user, sections, now)


def count(user, now=None) -> int:
    """How many the first look finds."""
    return counted(_lacking(_window("")[0], user, "", None, now))


def shown_in(photos, user, sections, now=None):
    """Annotate photos with an article that shows each: as its main photo, or in its text."""
    as_cover = _as_cover(user, sections, now).order_by("-pk").values("pk")
    in_text = _in_text(user, sections, now).order_by("-article").values("article")
    return photos.annotate(cover_of_key=Subquery(as_cover[:1]), in_text_key=Subquery(in_text[:1]))


def showing_articles(photos) -> dict:
    """An article that shows each of these photos, by the photo's key, in one question."""
    keys = {photo.pk: photo.cover_of_key or photo.in_text_key for photo in photos}
    articles = Article.objects.only("title", "slug").in_bulk(set(keys.values()))
    return {pk: articles[key] for pk, key in keys.items() if key in articles}


def _window(key):
    """The photos of one look, and key and time of its last one where it ends before the library does."""
    photos = Photo.objects.order_by("-pk")
    if key:
        if (before := pk_of(key)) is None:
            raise NoSuchPage
        photos = photos.filter(pk__lt=before)
    last = photos.values_list("pk", "uploaded_at")[LOOKED_THROUGH : LOOKED_THROUGH + 1].first()
    return (photos.filter(pk__gte=last[0]) if last else photos), last


def _lacking(photos, user, lacks, sections, now):
    seen = Exists(_as_cover(user, sections, now)) | Exists(_in_text(user, sections, now))
    return photos.filter(LACKS[lacks], seen, taken_down_at__isnull=True)


def _as_cover(user, sections, now):
    return Article.objects.filter(_public(user, sections, now, "pk"), cover=OuterRef("pk"))


def _in_text(user, sections, now):
    return Article.photos.through.objects.filter(_public(user, sections, now, "article_id"), photo=OuterRef("pk"))


def _public(user, sections, now, key):
    """Whether readers see the article of a key, and it stands in reach.

    What is being written of it shows nothing yet. Asked by key alone: with the other conditions beside the photo's,
    SQLite would look through all public articles for each photo.
    """
    public = Article.objects.public(now).filter(pk=OuterRef(key))
    for keys in (reach_of(user), sections):
        if keys is not None:
            public = public.filter(section__in=keys)
    return Exists(public)
