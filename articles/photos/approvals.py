"""What another file in a photo's place means for the desk: nobody approved a text with that picture.

A person with limited sections replaces what stands in those alone. What was approved is to be looked at once more,
what was planned or scheduled does not go up by itself, and the history of every article that shows the photo says so.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import notices
from ..models import NO_PLAN, Article, EditorialRules, Event, Revision, reach_of
from ..states import APPLYING, RevisionState, Status, Step
from ..wording import in_quotes
from .errors import UnusablePhoto
from .uses import IN_ARTICLES, shown_in, uses

NOT_APPROVED = {"state": RevisionState.IN_REVIEW, "approved_by": None, "approved_as": ""}


def require_change(photo, by):
    """Refuse a person who may not put another picture where this one stands.

    Where four eyes are asked for, what readers see, or will see by itself, is nobody's alone to change.
    """
    if by is None:
        return
    if not by.has_perm("articles.change_photo"):
        raise PermissionDenied
    require_reach(photo, by)
    article = None if by.has_perm("articles.publish_directly_article") else _watched(photo)
    if article:
        raise UnusablePhoto(
            _("“%(photo)s” stands in the published article “%(place)s”. Ask somebody who may publish directly.")
            % {"photo": in_quotes(photo), "place": in_quotes(article)}
        )


def require_reach(photo, by):
    """Refuse a person to whom a place where the photo stands is closed. What lies in history alone hinders nobody."""
    if sentence := closed_to(photo, by):
        raise UnusablePhoto(sentence)


def closed_to(photo, by) -> str:
    """Return in what the photo stands that `by` may not change, as a sentence; "" where there is nothing.

    An article is named by the title that readers see, or not at all: what is being written may be the news.
    """
    reach = None if by is None else reach_of(by)
    place = None if reach is None else _out_of_reach(photo, by)
    if place is None:
        return ""
    if isinstance(place, Article) and not place.is_public_at(timezone.now()):
        sentence = _(
            "“%(photo)s” also stands in a text of the section “%(section)s” that isn't on the site and that you may "
            "not change. Ask somebody who may."
        )
        return sentence % {"photo": in_quotes(photo), "section": in_quotes(place.section_outside(reach))}
    sentence = _("“%(photo)s” also stands in “%(place)s”, which you may not change. Ask somebody who may.")
    return sentence % {"photo": in_quotes(photo), "place": in_quotes(place)}


def out_of_reach(photos, by) -> set[int]:
    """Return the keys of those among these photos that stand in articles, live or as they are being written, outside
    of the sections of `by`."""
    if reach_of(by) is None:
        return set()
    keys = [photo.pk for photo in photos]
    strange = Article.objects.exclude(pk__in=Article.objects.in_reach_of(by).values("pk"))
    covers = strange.filter(cover__in=keys).order_by().values_list("cover", flat=True)
    texts = Article.photos.through.objects.filter(photo__in=keys, article__in=strange).values_list("photo", flat=True)
    is_strange = Q(article__in=strange) | ~Q(pk__in=Revision.objects.in_reach_of(by).values("pk"))
    written = Revision.objects.being_written().filter(is_strange)
    versions = Revision.photos.through.objects.filter(photo__in=keys, revision__in=written)
    return set(covers.union(texts, versions.values_list("photo", flat=True)))


def void(photo, by, call_off):
    """Take back each approval, plan and schedule of an approved text with this photo, and write down what happened.

    Part of the caller's transaction, which has locked the articles. `call_off` is the step that takes an article's
    schedule back (workflow.call_off); without it a schedule stands in the way.
    """
    for article in _scheduled(photo):
        if call_off is None:
            sentence = _("“%(photo)s” stands in “%(place)s”, which is approved and scheduled. Call that off first.")
            raise UnusablePhoto(sentence % {"photo": in_quotes(photo), "place": in_quotes(article)})
        call_off(article, by=by, now=timezone.now())
    versions = photo.revisions.being_written().select_related("approved_by", "planned_by").order_by("pk")
    written = {_void_one(revision, photo, by) for revision in versions.select_for_update(of=["self"])}
    live = Article.objects.filter(shown_in(photo), status=Status.PUBLISHED).exclude(pk__in=written).order_by("pk")
    Event.objects.bulk_create(
        [_event(Step.PHOTO, photo, by, article=each, before=each.status, after=each.status) for each in live]
    )


def _void_one(revision, photo, by):
    """Returns the key of the article."""
    before, concerned = revision.state, [revision.approved_by, revision.planned_by]
    if before == RevisionState.APPROVED:
        for name, value in NOT_APPROVED.items():
            setattr(revision, name, value)
        revision.end_plan(by=by, before=before, note=str(photo))
        revision.save(update_fields=[*NOT_APPROVED, *NO_PLAN])
    about = {"article": revision.article, "revision": revision, "before": before, "after": revision.state}
    event = _event(Step.PHOTO, photo, by, **about)
    event.save()
    if before != revision.state:
        notices.tell(event, concerned)
    return revision.article_id


def _event(step, photo, by, **about):
    return Event(step=step, by=by, note=str(photo), **about)


def _scheduled(photo):
    """The articles with this photo that wait for their hour with a version that somebody approved."""
    waiting = Article.objects.filter(shown_in(photo), status=Status.PUBLISHED, published_at__gt=timezone.now())
    return [article for article in waiting.order_by("pk") if _is_approved(article)]


def _is_approved(article):
    """Of the version that was scheduled last: while a schedule stands, that is the one in the article's row."""
    last = article.events.filter(step__in=APPLYING).order_by("-pk").first()
    return last is not None and last.revision.is_approved


def _watched(photo):
    """Return an article with this photo that readers see, or will see, and that nobody may publish alone, or None."""
    found = Article.objects.filter(shown_in(photo), status=Status.PUBLISHED)
    if not EditorialRules.current().four_eyes:
        found = found.filter(Q(section__four_eyes=True) | Q(section__parent__four_eyes=True))
    return found.order_by("pk").first()


def _out_of_reach(photo, by):
    """Return a thing with this photo that `by` may not change, or None: an article, live or as it is being written,
    outside of their sections; or what belongs to the whole site."""
    written = photo.revisions.being_written()
    closed = written.exclude(pk__in=Revision.objects.in_reach_of(by).values("pk"))
    reachable = Article.objects.in_reach_of(by).exclude(pk__in=closed.values("article"))
    articles = Article.objects.filter(shown_in(photo) | Q(pk__in=written.values("article")))
    strange = articles.exclude(pk__in=reachable.values("pk")).first()
    if strange is not None:
        return strange
    others = [use.thing for use in uses(photo, limit=1) if use.kind not in IN_ARTICLES]
    return next((thing for thing in others if not _may_change(by, thing)), None)


def _may_change(by, thing):
    return by.has_perm(f"{thing._meta.app_label}.change_{thing._meta.model_name}")
