"""Texts that wait for this person, and the reviews of others that are due or late."""

from datetime import timedelta

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles import workflow
from articles.models import Event, ReviewLink, Revision
from articles.states import RevisionState, Step
from articles.wording import actor_of

from .rows import (
    SHOWN,
    SHOWN_LATE,
    Action,
    Block,
    Row,
    all_rows,
    form_address,
    heads,
    list_address,
    step_button,
    total_of,
)


def waiting(user, rights, now):
    """Texts whose next step is this person's: to review, to put right, to publish. What is due first stands first."""
    returned = Revision.objects.filter(state=RevisionState.RETURNED).written_by(user)
    mine = Q(pk__in=returned.values("pk"))
    if rights["review"]:
        mine |= Q(pk__in=_returned_by_link(user).values("pk"))
        mine |= Q(state=RevisionState.IN_REVIEW) & (Q(assignee=user) | Q(assignee=None))
    if rights["publish"]:
        mine |= Q(state=RevisionState.APPROVED, apply_at=None)  # what is planned goes up by itself
    found = heads(user).filter(mine).annotate(total=all_rows())
    revisions = list(found.order_by(F("due_on").asc(nulls_last=True), "pk")[:SHOWN])
    steps = _last_steps(revisions)
    rows = [_waiting_row(revision, steps, user, now) for revision in revisions]
    return Block(rows, total_of(revisions), list_address(duyet=RevisionState.IN_REVIEW))


def _returned_by_link(user):
    """What a leader returned whom this person asked: the answer is for who asked as much as for who wrote.

    Sent again and returned in the house, it is so no more.
    """
    answered = ReviewLink.objects.filter(created_by=user, decision=ReviewLink.Decision.RETURNED)
    returns = Event.objects.filter(revision=OuterRef("pk"), step=Step.SEND_BACK).order_by("-pk")
    returned = Revision.objects.filter(state=RevisionState.RETURNED, review_links__in=answered)
    return returned.alias(reader=Subquery(returns.values("on_behalf")[:1])).filter(review_links__reader=F("reader"))


def _waiting_row(revision, steps, user, now):
    article = revision.article
    row = Row(f"ban-{revision.pk}", str(revision), form_address(article, revision))
    if revision.state == RevisionState.IN_REVIEW:
        row.light = revision.light_on(timezone.localdate(now))
        row.state = _("Overdue") if row.light == "late" else _("To review")
        sent = steps[revision.pk, Step.SUBMIT]
        row.facts = [(_("sent by %(who)s") % {"who": sent.actor}, sent.at)] if sent else []
        row.facts += _due(revision, now)
        row.actions = _review_actions(revision, user)
    elif revision.state == RevisionState.RETURNED:
        row.light, row.state = "due", revision.get_state_display()
        back = steps[revision.pk, Step.SEND_BACK]
        if back:
            row.facts = [(_("returned by %(who)s") % {"who": back.actor}, back.at)]
            row.quote = Truncator(back.note).chars(140)
        if workflow.may(user, Step.SAVE_DRAFT, article, revision):
            row.actions = [Action(_("Put it right"), row.url)]
    else:
        row.light, row.state = "early", _("Approved, to be published")
        row.facts = [(_("approved by %(who)s") % {"who": revision.approver}, None)]
        row.actions = [Action(_("Publish"), row.url), *_comparison(revision)]
    if article.is_published:
        row.facts.append((_("new version of a published article"), None))
    if user.pk in revision.writers and revision.state != RevisionState.RETURNED:
        row.facts.append((_("you wrote in it"), None))
    return row


def _review_actions(revision, user):
    claim = [step_button(_("Take the review"), "claim", revision.article, revision)] if not revision.assignee_id else []
    back = reverse("admin:articles_send_back", args=[revision.article_id])
    return [
        *claim,
        Action(_("Read and approve"), form_address(revision.article, revision)),
        *_comparison(revision),
        Action(_("Return"), f"{back}?ban={revision.pk}"),
    ]


def _comparison(revision):
    if not revision.article.is_published:
        return []
    address = reverse("admin:articles_compare", args=[revision.article_id])
    return [Action(_("See the differences"), f"{address}?tu=dang&den={revision.pk}")]


def reviews(user, rights, now):
    """Return what is overdue, as notices, and the reviews of others that are due by tomorrow, as a block.

    One question for both: the first few of either kind, with how many there are. What waits for this very person
    stands in its own block.
    """
    today = timezone.localdate(now)
    is_late = Case(When(due_on__lt=today, then=Value(1)), default=Value(0))
    due = heads(user).filter(state=RevisionState.IN_REVIEW, due_on__lte=today + timedelta(days=1))
    if rights["review"]:
        due = due.filter(Q(due_on__lt=today) | ~Q(assignee=user) & Q(assignee__isnull=False))
    elif not rights["change"]:
        due = due.filter(article__created_by=user)
    order = [F("due_on").asc(), F("pk").asc()]
    found = due.annotate(
        is_late=is_late,
        place=Window(RowNumber(), partition_by=[is_late], order_by=order),
        total=Window(Count("*"), partition_by=[is_late]),
    ).filter(place__lte=SHOWN)
    found = list(found.order_by("due_on", "pk"))
    late = [revision for revision in found if revision.is_late]
    soon = [revision for revision in found if not revision.is_late]
    block = Block(
        [_due_row(revision, now) for revision in soon], total_of(soon), list_address(duyet=RevisionState.IN_REVIEW)
    )
    block.title = _("Reviewed by others, due by tomorrow") if rights["review"] else _("In review, due by tomorrow")
    return _late(late, rights, now), block


def _due_row(revision, now):
    row = Row(f"han-{revision.pk}", str(revision), form_address(revision.article, revision))
    row.light = revision.light_on(timezone.localdate(now))
    row.state = _("In review")
    row.facts = [(_reviewer(revision), None), *_due(revision, now)]
    row.actions = [Action(_("Open"), row.url)]
    return row


def _late(revisions, rights, now):
    """Notices for the first overdue reviews; the others are counted in a last one."""
    rows = [_due_row(revision, now) for revision in revisions[:SHOWN_LATE]]
    for row in rows:
        row.key, row.state = f"tre-{row.key}", _("Review overdue")
        if rights["review"]:
            row.actions = [Action(_("Read and approve"), row.url)]
    more = total_of(revisions) - len(rows)
    if more > 0:
        address = list_address(duyet=RevisionState.IN_REVIEW)
        words = _("%(count)d more reviews are overdue.") % {"count": more}
        rows.append(Row("tre-nua", words, light="late", actions=[Action(_("Open the list"), address)]))
    return rows


def _reviewer(revision):
    if revision.assignee:
        return _("reviewed by %(who)s") % {"who": actor_of(revision.assignee)}
    return _("nobody has taken the review yet")


def _due(revision, now):
    if revision.due_on is None:
        return []
    days = (revision.due_on - timezone.localdate(now)).days
    if days in {0, 1}:
        return [(_("due today") if days == 0 else _("due tomorrow"), None)]
    return [(_("due on %(day)s") % {"day": date_format(revision.due_on, "d/m/Y")}, None)]


def _last_steps(revisions):
    """Who last sent or returned each of these texts: events by the text's key and the step.

    A save goes on from an earlier one that was sent, and an article may have two texts that wait.
    """
    lines = workflow.ancestry(revisions)
    keys = {key for line in lines.values() for key in line}
    steps = [Step.SUBMIT, Step.SEND_BACK]
    events = Event.objects.filter(revision__in=keys, step__in=steps).select_related("by").order_by("pk")
    by_version = {(event.revision_id, event.step): event for event in events} if keys else {}
    return {
        (text, step): next((by_version[key, step] for key in line if (key, step) in by_version), None)
        for text, line in lines.items()
        for step in steps
    }
