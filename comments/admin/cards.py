"""What a card of the desk says about a comment beyond its words. For a whole page at once: no card asks a question."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from articles import text as plain
from articles.models import reach_of

from .. import moderation
from ..contact import masked
from ..marks import label_of
from ..models import Answer, Ban, Comment, CommentEvent, Flag, Status, Step, Unit
from ..moderation.claims import LASTS as CLAIM_LASTS
from ..moderation.posting import masked_words

OTHERS_SHOWN = 3
SIGNATURES_READ = 20  # answers, the last ones
SIGNATURES_OFFERED = 5
REPEATS = {Flag.SAME, Flag.NEAR}


@dataclass
class Others:
    """What else came from a sender, by what is known of them."""

    by_phone: int = 0
    by_address: int = 0
    rows: dict = field(default_factory=dict)  # key → (title, state)

    @property
    def words(self):
        both = [
            (self.by_phone, ngettext("%(n)d from the same phone", "%(n)d from the same phone", self.by_phone)),
            (self.by_address, ngettext("%(n)d from the same address", "%(n)d from the same address", self.by_address)),
        ]
        return ", ".join(words % {"n": n} for n, words in both if n)


def whole(comments, now=None):
    """Comments with all that their cards show of other tables, in one question."""
    bans = Ban.objects.current(now).filter(address_hash=OuterRef("contact__address_hash")).exclude(address_hash="")
    routings = CommentEvent.objects.filter(
        comment=OuterRef("pk"), step__in=[Step.ROUTE, Step.HAND_BACK], is_undone=False
    ).order_by("-pk")
    related = ["article__section", "contact", "decided_by", "claimed_by", "unit", "answer__unit"]
    return (
        comments.select_related(*related)
        .defer("article__lead", "article__body")
        .annotate(
            banned_until=Subquery(bans.order_by("-until").values("until")[:1]),
            routed_by=Subquery(routings.values("step")[:1]),
            routing_note=Subquery(routings.values("note")[:1]),
        )
    )


def dress(comments, *, user, clock, now=None):
    """Write on each comment what its card shows."""
    now = now or timezone.now()
    others = _others(comments, user)
    earlier = _earlier(comments, user)
    for comment in comments:
        contact = getattr(comment, "contact", None)
        comment.phone = masked(contact.phone) if contact else ""
        comment.has_private = contact is not None and bool(contact.phone or contact.original)
        comment.due = clock.due_on(comment)
        comment.light, comment.due_words = clock.light_of(comment.due), clock.words_for(comment.due)
        comment.claimed_elsewhere = moderation.claimed_by_another(comment, user, now)
        comment.is_mine = comment.claimed_by_id == user.pk and comment.claimed_at >= now - CLAIM_LASTS
        comment.others = others.get(comment.pk)
        comment.marks = [_mark(code, detail, earlier) for code, detail in comment.flags if code in Flag.values]
        comment.may = _steps_of(comment, contact, clock.rules)
        comment.asked, comment.handed_back = _routing_of(comment)
    return comments


def choices_for(user):
    """What the forms on the cards offer to this person: the units, and names they signed with. Two questions.

    A form never comes with a name filled in: what is sent in a hurry would be signed by somebody who wrote none of it.
    Who only answers does so for their own units.
    """
    own = Unit.members.through.objects.filter(unit=OuterRef("pk"), user=user)
    units = Unit.objects.filter(is_active=True).annotate(is_own=Exists(own))
    if not user.has_perm("comments.moderate_comment"):
        units = units.filter(is_own=True)
    units = list(units)
    mine = [unit.pk for unit in units if unit.is_own]
    return {"units": units, "own_unit": mine[0] if len(mine) == 1 else None, "signatures": _signatures(user)}


def _signatures(user):
    """The names and positions of this person's last answers, and their own name: suggestions, nothing more."""
    last = Answer.objects.filter(by=user).exclude(name="").order_by("-pk")
    last = list(last.values_list("name", "position")[:SIGNATURES_READ])
    full_name = [plain.name_of(user)] if user.first_name or user.last_name else []
    names = dict.fromkeys([*(name for name, _position in last), *full_name])
    positions = dict.fromkeys(position for _name, position in last if position)
    return {"names": list(names)[:SIGNATURES_OFFERED], "positions": list(positions)[:SIGNATURES_OFFERED]}


def _routing_of(comment):
    """What the unit in charge was told along with the case; or what a unit said that handed it back."""
    note = comment.routing_note or ""
    if comment.unit_id is None:
        return "", note if comment.routed_by == Step.HAND_BACK else ""
    where = f"{comment.unit.name} – {comment.due_on:%d/%m/%Y}"  # the card tells it already
    return note.removeprefix(where).removeprefix(". "), ""


def _steps_of(comment, contact, rules):
    """The names of the steps that the comment's state allows, for the card to offer."""
    may = {step.value for step in Step if step != Step.UNDO and moderation.possible(step, comment)}
    if contact is None or not contact.address_hash:
        may.discard(Step.BAN.value)
    if not _has_more(comment, contact, rules):
        may.discard(Step.UNMASK.value)
    if comment.status == Status.WAITING or Step.ANSWER.value in may and comment.unit_id:
        may.add("claim")
    return may


def _has_more(comment, contact, rules):
    """Whether putting words back would show any that were masked by hand; phone numbers stay masked."""
    if not comment.is_masked or contact is None or not contact.original:
        return False
    now = {name: getattr(comment, name) for name in contact.original}
    return masked_words(contact.original, rules) != now


def _mark(code, detail, earlier):
    """One reason to look twice: its label, its detail, and where it leads to."""
    if code not in REPEATS:
        label, detail = label_of(code, detail)
        return {"label": label, "detail": detail}
    before = earlier.get(detail)
    if before is None:
        return {"label": Flag(code).label}
    title, state, pk = before
    return {
        "label": Flag(code).label,
        "detail": f"“{title}” ({state})",
        "url": reverse("admin:comments_history", args=[pk]),
    }


def _earlier(comments, user):
    """The comments that those on the page repeat, by key as the flag writes it."""
    keys = {detail for comment in comments for code, detail in comment.flags if code in REPEATS and detail.isdecimal()}
    if not keys:
        return {}
    found = Comment.objects.in_reach_of(user).filter(pk__in=keys).values_list("pk", "title", "status")
    return {str(pk): (title, Status(state).label, pk) for pk, title, state in found}


def _others(comments, user):
    """For each comment what else its sender wrote: the same phone number, or the same address within a month."""
    found = {comment.pk: Others() for comment in comments}
    for name in ("phone", "address_hash"):
        by_value = _same(name, comments, user)
        for comment in comments:
            rows = by_value.get(getattr(getattr(comment, "contact", None), name, ""), [])
            others = found[comment.pk]
            total = rows[0][0] - 1 if rows else 0
            if name == "phone":
                others.by_phone = total
            else:
                others.by_address = total
            others.rows |= {pk: (title, Status(state).label) for _n, pk, title, state in rows if pk != comment.pk}
    for others in found.values():
        others.rows = dict(sorted(others.rows.items(), reverse=True)[:OTHERS_SHOWN])
    return {pk: others for pk, others in found.items() if others.rows}


def _same(name, comments, user):
    """The newest comments of each sender on the page by one column of the contact, each with how many there are."""
    values = {getattr(comment.contact, name) for comment in comments if hasattr(comment, "contact")} - {""}
    if not values:
        return {}
    sender = F(f"contact__{name}")
    rows = (
        Comment.objects.in_reach_of(user)
        .filter(**{f"contact__{name}__in": values})
        .annotate(
            count=Window(Count("*"), partition_by=sender),
            place=Window(RowNumber(), partition_by=sender, order_by="-pk"),
        )
        .filter(place__lte=OTHERS_SHOWN + 1)
        .order_by("-pk")
        .values_list(f"contact__{name}", "count", "pk", "title", "status")
    )
    found = {}
    for value, *row in rows:
        found.setdefault(value, []).append(row)
    return found


def sections_for(user, frame):
    """The sections in a person's reach, those below others after them."""
    reach = reach_of(user)
    every = [one for top in frame.sections for one in (top, *top.below)]
    return [section for section in every if reach is None or section.pk in reach]
