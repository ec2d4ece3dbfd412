"""What editors do to the slots of a front: place, move, retime, remove.

Each checks the permission and what is asked, changes everything in one transaction, writes what was done and by whom,
and raises the content version. That version's row is raised first: it is the lock that sets all changes of fronts in
line, since a front without placements has no row of its own to lock.

What is placed into a slot at once pushes down what an editor had placed there, up to the first slot that fills itself;
what is pushed beyond the last one is over. What is placed for later waits in its slot and pushes nothing: when its hour
comes, it takes the place of what has no end there, or covers it until its own end.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Article, ContentVersion, Placement, PlacementEvent, Section, reach_of
from ..states import Status
from ..wording import in_quotes
from ..workflow import NotPossible, NotReady, leave_slots
from .engine import SLOTS, articles_of, begins_at, begun, columns_of, is_shown, kept
from .sight import hidden_from

Step = PlacementEvent.Step
PERMISSION = "articles.change_placement"
MOST = 200  # placements of one front that are not over: each of its pages reads those that have begun
OUT = "out"  # the note of what was pushed beyond the last slot


def may_change(user, front) -> bool:
    """Whether a person may fill the slots of a front: who is limited to sections, those of these sections alone."""
    if user is None:
        return True
    if not user.has_perm(PERMISSION):
        return False
    reach = reach_of(user)
    return reach is None or (isinstance(front, Section) and front.pk in reach)


def front_of(placement):
    return placement.section or placement.topic


def place(front, position, article, *, by, starts_at=None, ends_at=None, now=None) -> Placement:
    """Put an article into a slot, from now or `starts_at` on, until `ends_at` or until something follows.

    The article is public or scheduled; a scheduled one takes its place when it goes up. Where it stands on this front
    already, it is moved. Doing the same twice changes nothing.
    """
    now = now or timezone.now()
    starts_at = max(starts_at or now, now)
    with transaction.atomic():
        placements = _locked(front, now, by, article)
        article = _placeable(front, article, now, by)
        _require_slot(position)
        wanted = Placement(
            **columns_of(front), position=position, article=article, starts_at=starts_at, ends_at=ends_at
        )
        _require_order(wanted, now)
        same = _same(placements, wanted, now)
        if same:
            return same
        if len(placements) >= MOST:
            raise NotPossible(_("Too much is planned for this page. Take something off first."))
        if begins_at(wanted) <= now:
            _take_off_its_others(placements, wanted, now)
            _make_room(placements, position, now, by)
        wanted.placed_at, wanted.placed_by = now, by
        wanted.save()
        _record(Step.PLACED, wanted, now, by, note=_times(wanted, now))
    return wanted


def move(placement, *, to_position, by, now=None) -> Placement:
    """Put a placement into another slot; what stands between moves up or down by one, as in any list.

    One whose hour is still to come changes its slot and nothing else.
    """
    now = now or timezone.now()
    front = front_of(placement)
    with transaction.atomic():
        placements = _locked(front, now, by)
        _require_slot(to_position)
        placement = _still(placements, placement, now, by)
        before = placement.position
        if before == to_position:
            return placement
        if begins_at(placement) <= now:
            _rotate(placements, before, to_position, now)
        _put(placement, to_position)
        _record(Step.MOVED, placement, now, by, note=str(before))
    return placement


def retime(placement, *, starts_at, ends_at, by, now=None) -> Placement:
    """Change when a placement begins (None: as it was) and ends (None: when something follows)."""
    now = now or timezone.now()
    front = front_of(placement)
    with transaction.atomic():
        placements = _locked(front, now, by)
        placement = _still(placements, placement, now, by)
        had_begun, before = begins_at(placement) <= now, (placement.starts_at, placement.ends_at)
        if starts_at is not None and max(starts_at, placement.starts_at) > now:
            placement.starts_at = max(starts_at, now)
        placement.ends_at = ends_at
        _require_order(placement, now)
        if before == (placement.starts_at, placement.ends_at):
            return placement
        if not had_begun and begins_at(placement) <= now:
            _make_room([one for one in placements if one != placement], placement.position, now, by)
        placement.save(update_fields=["starts_at", "ends_at"])
        _record(Step.TIMED, placement, now, by, note=_times(placement, now))
    return placement


def remove(placement, *, by, now=None):
    """Take a placement off; its slot fills itself. One that has begun stays as a record of what stood there."""
    now = now or timezone.now()
    with transaction.atomic():
        placement = _still(_locked(front_of(placement), now, by), placement, now, by)
        _record(Step.REMOVED, placement, now, by)
        _end(placement, now)


def end_with_articles(now=None) -> int:
    """Give up the places of articles that have come down by themselves; return how many articles these are.

    Readers have not seen them there since. This ends what has no end of its own, so that nothing takes its place back
    when the article is prolonged, and writes it down for the newsroom.
    """
    now = now or timezone.now()
    left = Placement.objects.filter(ends_at=None, article__status=Status.PUBLISHED, article__expires_at__lte=now)
    keys = set(left.values_list("article", flat=True))
    for key in sorted(keys):
        with transaction.atomic():
            leave_slots(Article.objects.select_for_update().get(pk=key), now)
            ContentVersion.bump()
    return len(keys)


# --- What may be asked ------------------------------------------------------------------------------------------------


def _locked(front, now, by, article=None) -> list:
    """Check the right, set this change in line, and return the front's placements that are not over, tidied.

    The articles are locked before the version, as by the workflow's steps: the other way round both could wait for
    each other.
    """
    if not may_change(by, front):
        raise PermissionDenied
    keys = {*kept(front, now).order_by().values_list("article", flat=True), *([article.pk] if article else [])}
    list(Article.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    ContentVersion.bump()
    return _tidied(list(kept(front, now)), now)


def _tidied(placements, now):
    """End what was followed: it would be read with each page for ever, and never be seen."""
    followed = []
    for position in range(1, SLOTS + 1):
        left = begun(placements, position, now)
        followed += [
            one for one in placements if one.position == position and begins_at(one) <= now and one not in left
        ]
    for one in followed:
        _end(one, now)
    return [one for one in placements if one not in followed]


def _placeable(front, article, now, by):
    article = Article.objects.select_related("section").get(pk=article.pk)
    _require_sight(by, article, now)
    has_ended = article.expires_at is not None and article.expires_at <= now
    if article.status != Status.PUBLISHED or has_ended:
        raise NotPossible(
            _("“%(article)s” is neither public nor scheduled, so it can't be placed.") % {"article": in_quotes(article)}
        )
    if not articles_of(front, Article.objects.filter(pk=article.pk)).exists():
        raise NotPossible(
            _("“%(article)s” does not belong to “%(front)s”, so it can't be placed there.")
            % {"article": in_quotes(article), "front": in_quotes(front)}
        )
    return article


def _require_slot(position):
    if not 1 <= position <= SLOTS:
        raise NotReady({"position": _("There are slots from 1 to %(last)s.") % {"last": SLOTS}})


def _require_order(placement, now):
    if placement.ends_at is not None and placement.ends_at <= max(begins_at(placement), now):
        raise NotReady({"ends_at": _("The end must come after the beginning.")})


def _same(placements, wanted, now):
    """The placement that is there already and says what is wanted: the same button, pressed twice."""
    for one in placements:
        is_same = (one.article_id, one.position, one.ends_at) == (wanted.article_id, wanted.position, wanted.ends_at)
        if is_same and max(begins_at(one), now) == begins_at(wanted):
            stack = begun(placements, one.position, now)
            if begins_at(one) > now or stack[0] == one:
                return one
    return None


def _still(placements, placement, now, by):
    found = [one for one in placements if one.pk == placement.pk]
    if not found:
        raise NotPossible(_("This place is over: somebody has changed the page meanwhile."))
    _require_sight(by, found[0].article, now)
    return found[0]


def _require_sight(by, article, now):
    """Refuse before a sentence names what this person may not know of."""
    if hidden_from(by, [article], now):
        raise PermissionDenied


# --- What moves -------------------------------------------------------------------------------------------------------


def _take_off_its_others(placements, wanted, now):
    """An article that is placed anew leaves where it stands on this front; what is planned for later stays."""
    for one in [one for one in placements if one.article_id == wanted.article_id and begins_at(one) <= now]:
        placements.remove(one)
        _end(one, now)


def _make_room(placements, position, now, by):
    """Push down what stands in a slot, and what stands in the next, up to the first that nobody filled.

    What lies there unseen, for its article was withdrawn or has ended, gives up its place: else it would take it back
    unasked.
    """
    pushed = []
    while position <= SLOTS:
        stack = begun(placements, position, now)
        seen = [one for one in stack if is_shown(one, now)]
        for one in [one for one in stack if one not in seen]:
            placements.remove(one)
            _end(one, now)
        if not seen:
            break
        pushed.append(seen)
        position += 1
    for stack in pushed:
        top, before = stack[0], stack[0].position
        is_out = before == SLOTS
        _record(
            Step.REMOVED if is_out else Step.MOVED,
            top,
            now,
            by,
            position=before if is_out else before + 1,
            note=OUT if is_out else str(before),
        )
        for one in stack:
            if is_out:
                _end(one, now)
            else:
                _put(one, before + 1)


def _rotate(placements, before, to_position, now):
    """Shift what stands between two slots towards the one that becomes free; what the moved one covers goes along."""
    towards = 1 if to_position < before else -1
    between = range(to_position, before) if to_position < before else range(before + 1, to_position + 1)
    moves = [(one, position + towards) for position in between for one in begun(placements, position, now)]
    moves += [(one, to_position) for one in begun(placements, before, now)]
    for one, position in moves:
        _put(one, position)


def _put(placement, position):
    placement.position = position
    placement.save(update_fields=["position"])


def _end(placement, now):
    """End a placement. One that never stood is no record of anything, and would end before it began."""
    if placement.starts_at >= now:
        placement.delete()
    else:
        placement.ends_at = now
        placement.save(update_fields=["ends_at"])


def _record(step, placement, now, by, *, position=None, note=""):
    PlacementEvent.objects.create(
        section_id=placement.section_id,
        topic_id=placement.topic_id,
        article_id=placement.article_id,
        step=step,
        position=position or placement.position,
        note=note,
        at=now,
        by=by,
    )


def _times(placement, now):
    """From when and until when, for machines: "from/until", either of them empty for "at once" and "until followed"."""
    begins = placement.starts_at if placement.starts_at > now else None
    return "/".join(moment.isoformat(timespec="seconds") if moment else "" for moment in (begins, placement.ends_at))
