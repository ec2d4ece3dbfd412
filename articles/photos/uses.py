"""Where a photo stands: asked of every table that points at photos, and of the texts that name one."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import richtext
from ..keys import pk_of
from ..models import Article, FormerPhotoName, Photo, Revision, UnsavedText
from ..states import OPEN, Status

LIMIT = 20  # things of a kind that are named
MOST = 1000  # old versions that are counted
IN_ARTICLES = {"article", "version", "unsaved", "history"}  # the kinds of use that belong to an article
OF_ARTICLES = {Article, Article.photos.through, Revision.photos.through}  # the tables behind them


@dataclass(frozen=True)
class Use:
    """`kind` is "article", "version" (being written), "unsaved", "history", or else the name of the thing's model.

    `thing` is the row; for "history" the number of old versions that hold the photo.
    """

    kind: str
    thing: object

    def __str__(self):
        if self.kind == "history":
            return ngettext("%(count)d older version", "%(count)d older versions", self.thing) % {"count": self.thing}
        if self.kind == "unsaved":
            return _("an unsaved text: %(title)s") % {"title": self.thing}
        return f"{self.thing._meta.verbose_name}: {self.thing}"


def uses(photo, limit=LIMIT) -> list[Use]:
    """Return where a photo stands now, at most `limit` things of each kind."""
    names = {photo.file.name, *photo.former_names.values_list("name", flat=True)}
    found = [Use("article", each) for each in Article.objects.filter(shown_in(photo)).order_by("-pk")[:limit]]
    versions = photo.revisions.filter(state__in=OPEN, later__isnull=True, merged_into__isnull=True)
    found += [Use("version", each) for each in versions.order_by("-pk")[:limit]]
    for model, name in holders():
        if model not in OF_ARTICLES:
            rows = model._base_manager.filter(**{name: photo})[:limit]
            found += [Use(model._meta.model_name, each) for each in rows]
    for model in texts():
        rows = model._base_manager.filter(mentioning("body", names))[:limit]
        found += [Use(model._meta.model_name, each) for each in rows]
    typed = typed_as_cover(photo) | _unsaved().filter(mentioning("words", names))
    found += [Use("unsaved", each) for each in typed[:limit]]
    older = photo.revisions.exclude(pk__in=versions)[:MOST].count()
    return [*found, Use("history", older)] if older else found


def never_used():
    """The photos that stand nowhere: in no row, no version however old, and no text."""
    free = Photo.objects.all()
    for model, name in holders():
        free = free.filter(~Exists(model._base_manager.filter(**{name: OuterRef("pk")})))
    names = _names_in(texts()) | _names_typed()
    former = FormerPhotoName.objects.filter(name__in=names).values("photo")
    return free.exclude(Q(file__in=names) | Q(pk__in=former) | Q(pk__in=_covers_typed()))


def on_show(photos) -> set[int]:
    """Return the keys of those among these photos that stand where readers see them, or in what is kept for all to
    begin from: in published articles, on topics and standing pages, in the seal, in shells."""
    keys = [photo.pk for photo in photos]
    live = Article.objects.filter(status=Status.PUBLISHED)
    found = Q(cover_of__in=live) | Q(articles__in=live)
    for model, name in holders():
        if model not in OF_ARTICLES:
            found |= Q(pk__in=model._base_manager.filter(**{f"{name}__in": keys}).values(name))
    names = _names_in(texts())
    found |= Q(file__in=names) | Q(pk__in=FormerPhotoName.objects.filter(name__in=names).values("photo"))
    return set(Photo.objects.filter(found, pk__in=keys).values_list("pk", flat=True))


def articles_with(photo):
    """The articles that show a photo in their live text or in any version."""
    return Article.objects.filter(shown_in(photo) | Q(pk__in=photo.revisions.values("article")))


def articles_showing(photos, most=3) -> dict:
    """Return by photo's key how many articles hold each of these photos, and the newest few of them."""
    keys = [photo.pk for photo in photos]
    covers = Article.objects.filter(cover__in=keys).order_by().values_list("cover", "pk")
    pairs = covers.union(Article.photos.through.objects.filter(photo__in=keys).values_list("photo", "article"))
    found = {key: [] for key in keys}
    for key, article in sorted(pairs[:MOST], reverse=True):
        found[key].append(article)
    named = {article for articles in found.values() for article in articles[:most]}
    rows = Article.objects.defer("body", "lead").in_bulk(named) if named else {}
    return {key: (len(articles), [rows[each] for each in articles[:most]]) for key, articles in found.items()}


def scheduled_with(photo, now):
    """The articles with a photo that wait for their hour, the next first; without their texts."""
    waiting = Article.objects.filter(shown_in(photo), status=Status.PUBLISHED, published_at__gt=now)
    return waiting.only("title", "status", "published_at", "expires_at").order_by("published_at", "pk")


def planned_with(photo, now):
    """The new versions with a photo that wait for their hour, the next first; without their texts."""
    waiting = photo.revisions.planned().filter(apply_at__gt=now).exclude(article__status=Status.TRASHED)
    return waiting.only("title", "article", "apply_at").order_by("apply_at", "pk")


def shown_in(photo) -> Q:
    """The articles whose row holds the photo, whatever their state: what was withdrawn may come back."""
    in_text = Article.photos.through.objects.filter(photo=photo).values("article")
    return Q(cover=photo) | Q(pk__in=in_text)


def mentioning(field, names) -> Q:
    """The rows whose text holds one of these names."""
    mentions = Q(pk__in=[])
    for name in names:
        mentions |= Q(**{f"{field}__contains": name})
    return mentions


def texts():
    """The models whose texts show photos without the database knowing, of any app: each has a few hundred rows."""
    return [
        model
        for model in apps.get_models()
        if model is not Article and any(field.name == "body" for field in model._meta.concrete_fields)
    ]


def holders():
    """Each table that points at photos and the name of its column: what one app adds to another is found as well."""
    relations = Photo._meta.get_fields(include_hidden=True)
    return [
        (relation.related_model, relation.field.name)
        for relation in relations
        if (relation.one_to_many or relation.one_to_one)
        and relation.auto_created
        and relation.related_model is not FormerPhotoName
    ]


def typed_as_cover(photo):
    """The unsaved texts whose main photo it is."""
    return _unsaved().filter(data__cover=[str(photo.pk)])


def _unsaved():
    """What somebody typed and has not saved: kept as the form sent it, where only its text can be searched."""
    return UnsavedText.objects.filter(is_closed=False).annotate(words=Cast("data", TextField()))


def _names_in(models):
    bodies = [model._base_manager.filter(body__contains="photos/").values_list("body", flat=True) for model in models]
    return {name for rows in bodies for body in rows for name in richtext.PHOTO_NAME.findall(body)}


def _names_typed():
    typed = _unsaved().filter(words__contains="photos/").values_list("words", flat=True)
    return {name for words in typed for name in richtext.PHOTO_NAME.findall(words)}


def _covers_typed():
    """The keys of main photos as the form sent them: one field, so a list of one value, whatever that is."""
    chosen = _unsaved().exclude(data__cover=[""]).values_list("data__cover", flat=True)
    keys = {str(value) for values in chosen if isinstance(values, list) for value in values}
    return list(filter(None, map(pk_of, keys)))
