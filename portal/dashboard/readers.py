"""What comes from readers: comments to decide on, cases to answer, and what they read."""

from django.db.models import Count, Exists, OuterRef, Q, Window
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles import most_read
from comments.marks import label_of
from comments.models import Comment, Flag, Unit, only_answers
from comments.moderation import UNDO_SECONDS
from comments.undoable import still_undoable

from .rows import SHOWN, Action, Block, Row, all_rows, total_of, without_text

SHOWN_COMMENTS = 3
REPEATS = {Flag.SAME, Flag.NEAR}  # their detail is the key of another comment, which tells nothing here
SHORT_COMMENT = 400  # characters that stand open; the rest of a longer one is unfolded


def waiting_for(user):
    """Return what the bar at the top counts: comments to decide on or, for those who only answer, to answer."""
    comments = Comment.objects.in_reach_of(user)
    return comments.open_cases() if only_answers(user) else comments.awaiting_review()


def comments(request, clock, units):
    """The comments that wait longest, to be decided on here; and links to all that is late."""
    user = request.user
    waiting = waiting_for(user).counted().annotate(late=Window(Count("pk", filter=clock.undecided())))
    waiting = waiting.select_related("article", "answer").defer(*without_text("article"))
    found = list(waiting[:SHOWN_COMMENTS])
    for comment in found:
        due = clock.due_on(comment)
        comment.light, comment.due_words = clock.light_of(due), clock.words_for(due)
        comment.marks = _marks(comment)
        comment.is_long = len(comment.text) > SHORT_COMMENT
        comment.beginning = Truncator(comment.text).chars(SHORT_COMMENT)
        comment.card = _card(comment, "reject")  # among the first of the desk, as here
    block = Block(found, total_of(found), desk_address())
    block.may_decide = user.has_perm("comments.moderate_comment")
    block.late, block.late_ones = (found[0].late if found else 0), desk_address(han="tre")
    block.undoable, block.undo_seconds = still_undoable(request), UNDO_SECONDS
    block.late_units = [unit | {"url": _cases_of(unit["unit"], han="tre")} for unit in units if unit["late"]]
    return block


def _marks(comment):
    known = sorted((flag for flag in comment.flags if flag[0] in Flag.values), key=lambda f: Flag.values.index(f[0]))
    return [label_of(code, "" if code in REPEATS else detail) for code, detail in known]


def units_with_cases(user, clock):
    """The units in reach that have something to answer: how much, how much of it late, and whose own they are."""
    own = Unit.objects.filter(pk=OuterRef("unit"), members=user)
    return list(
        Comment.objects.in_reach_of(user)
        .open_cases()
        .values("unit", "unit__name")
        .annotate(is_own=Exists(own), open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=clock.today)))
        .order_by("unit__order", "unit__name")
    )


def cases(user, clock, units):
    """What this person's own units have to answer, the longest due first; None for those who have no such thing."""
    own = [unit["unit"] for unit in units if unit["is_own"]]
    if not own:
        return Block([], 0) if only_answers(user) else None
    found = Comment.objects.in_reach_of(user).open_cases().filter(unit__in=own).select_related("article", "unit")
    found = found.defer(*without_text("article")).annotate(total=all_rows()).order_by("due_on", "pk")[:SHOWN]
    rows = [_case_row(comment, clock) for comment in found]
    return Block(rows, total_of(found), desk_address(**{"trang-thai": "ho-so"}))


def _case_row(comment, clock):
    url = f"{_cases_of(comment.unit_id)}#y-kien-{comment.pk}"
    light, words = clock.light_of(comment.due_on), clock.words_for(comment.due_on)
    row = Row(f"viec-{comment.pk}", comment.title, url, light, words)
    row.facts = [(comment.unit.name, None), (_("handed over"), comment.routed_at)]
    row.quote = Truncator(comment.text).chars(140)
    row.actions = [Action(_("Answer"), _card(comment, "answer", **_of_unit(comment.unit_id)))]
    return row


def _cases_of(unit, **filters):
    return desk_address(**_of_unit(unit), **filters)


def _of_unit(unit):
    return {"trang-thai": "ho-so", "don-vi": unit}


def _card(comment, fold, **filters):
    """The comment's card on the desk, with the form of a step opened."""
    return f"{desk_address(**filters, mo=f'{fold}-{comment.pk}')}#y-kien-{comment.pk}"


def desk_address(**filters):
    address = reverse("admin:comments_comment_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address


def most_read_this_week(user, now):
    """The most read articles of the last seven days, each with the length of its bar in hundredths of the longest."""
    (week,) = most_read.most_read(most_read.WEEK, now=now)
    longest = max((views for _article, views in week.rows), default=0)
    week.bars = [(article, views, max(1, views * 100 // longest)) for article, views in week.rows]
    return week
