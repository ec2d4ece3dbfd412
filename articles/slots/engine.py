"""Which article stands in which slot of a front at a moment. Reads alone; the changes are in steps.py.

A placement begins at its hour, or when its article goes up where that is later, and ends at its own end. Of several
in one slot the one that began last stands there; what has no end is over when the next one without an end begins in
its slot, so that nothing forgotten comes back when the later article is withdrawn; and when its own article leaves the
site, so that nothing comes back when that is published again or prolonged. A slot that nobody filled, or whose
article readers may not see, fills itself: on the front page with the newest featured, then the newest articles, on
the others with the newest. No article stands in two slots.
"""

from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.utils import timezone

from ..models import Article, Placement, Section, Topic
from ..models.placement import begins_at

SLOTS = 5  # of each front; on the site's it is the lead and the four flagged beside it
# Newest ones among which a slot's automatic article is looked for: as many as placed and featured ones may hide.
AMONG = 4 * SLOTS


@dataclass
class Slot:
    position: int
    key: int | None = None  # of its article; None where there is none left
    placement: Placement | None = None  # None: filled automatically
    article: Article | None = None


def columns_of(front) -> dict:
    """The columns of a placement or an event that name its front."""
    return {
        "section": front if isinstance(front, Section) else None,
        "topic": front if isinstance(front, Topic) else None,
    }


def of_front(front):
    return Placement.objects.filter(**columns_of(front))


def articles_of(front, articles):
    """Narrow a queryset of articles to those that may stand on a front."""
    if isinstance(front, Section):
        return articles.in_section(front)
    return articles.in_topic(front) if isinstance(front, Topic) else articles


def kept(front, now):
    """Placements of a front that are not over, each with its article and whether that still `belongs` there."""
    # The front is named on both sides of the "or": so each is a step into the index, and years of records cost nothing.
    columns = columns_of(front)
    rows = Placement.objects.filter(Q(**columns, ends_at__isnull=True) | Q(**columns, ends_at__gt=now))
    rows = rows.select_related("article__section").defer("article__body", "article__lead")
    return rows.annotate(belongs=_belongs(front))


def _belongs(front):
    if isinstance(front, Section):
        inside = Q(article__section=front) | Q(article__section__parent=front)
        return ExpressionWrapper(inside, output_field=BooleanField())
    if isinstance(front, Topic):
        return Exists(Article.topics.through.objects.filter(article=OuterRef("article"), topic=front))
    return Value(True, output_field=BooleanField())


def is_shown(placement, now) -> bool:
    return placement.belongs and placement.article.is_public_at(now)


def begun(placements, position, now) -> list:
    """Those of a slot that have begun and not been followed, the one that began last first."""
    found = [one for one in placements if one.position == position and begins_at(one) <= now]
    found.sort(key=lambda one: (begins_at(one), one.pk), reverse=True)
    ends = [number for number, one in enumerate(found, start=1) if one.ends_at is None]
    return found[: ends[0]] if ends else found


def standing(front, now=None, placements=None) -> dict:
    """Return the placements that readers see at `now`, by slot. One query, unless the placements are given."""
    now = now or timezone.now()
    if placements is None:
        placements = list(kept(front, now).filter(starts_at__lte=now))
    chosen, shown = {}, set()
    for position in range(1, SLOTS + 1):
        for placement in begun(placements, position, now):
            if is_shown(placement, now) and placement.article_id not in shown:
                chosen[position] = placement
                shown.add(placement.article_id)
                break
    return chosen


def plan(front, now=None, *, chosen=None, newest=None) -> list[Slot]:
    """Return the slots in order, with the keys of their articles alone.

    Two queries, three for the site; fewer where `chosen` (by standing) or the site's `newest` public keys are known.
    """
    now = now or timezone.now()
    chosen = standing(front, now) if chosen is None else chosen
    placed = {placement.article_id for placement in chosen.values()}
    automatic = (key for key in _automatic(front, now, newest) if key not in placed)
    slots = [Slot(position, placement=chosen.get(position)) for position in range(1, SLOTS + 1)]
    for slot in slots:
        slot.key = slot.placement.article_id if slot.placement else next(automatic, None)
    return slots


def _automatic(front, now, newest):
    """Keys of the articles that fill what nobody filled, in their order; each once."""
    public = articles_of(front, Article.objects.public(now)).newest_first().values_list("pk", flat=True)
    newest = public[:AMONG] if newest is None else newest
    featured = public.filter(is_featured=True)[: 2 * SLOTS] if front is None else []
    return dict.fromkeys([*featured, *newest])


def current(front, now=None) -> list[Slot]:
    """Return the slots in order with their articles: one query more than plan."""
    now = now or timezone.now()
    slots = plan(front, now)
    articles = Article.objects.public(now).for_list().in_bulk([slot.key for slot in slots if slot.key])
    for slot in slots:
        slot.article = articles.get(slot.key)
    return slots


def first_keys(front, now=None) -> list[int]:
    """Keys of what stands above the dated list of a section or topic: its slots up to the last that an editor filled.

    None where nobody filled one: the list itself begins with the newest then. One query where that is so, else two.
    """
    chosen = standing(front, now)
    if not chosen:
        return []
    slots = plan(front, now, chosen=chosen)[: max(chosen)]
    return [slot.key for slot in slots if slot.key]
