"""The cards that stand on the desk for one address: a page of them, those that follow, or one drawn again."""

from functools import cached_property

from django.template.loader import render_to_string
from django.urls import reverse

from ..cases import Clock
from ..models import Comment, Reason
from . import cards
from .desk_rows import ALL, PER_PAGE, Filters, counts

BAN_DAYS = [7, 30, 90, 365]


class Deck:
    """A list of comments in reach of whoever asks, with what its cards need. Each question is asked once."""

    def __init__(self, request, query):
        self.request, self.user = request, request.user
        self.filters = Filters.read(query, request.user)
        self.opened = 0, ""  # the card with a form that stands open, and which

    @cached_property
    def clock(self):
        return Clock.load(rules=self.request.frame.identity.comment_rules)

    @cached_property
    def rows(self):
        """All comments that the filters leave, whatever their tab."""
        return self.filters.narrowed(Comment.objects.in_reach_of(self.user), self.user, self.clock)

    @cached_property
    def counts(self):
        return counts(self.rows)

    @property
    def total(self):
        return self.counts[self.filters.tab]

    @property
    def pages(self):
        return max(1, -(-self.total // PER_PAGE))

    def page(self, number):
        start = (number - 1) * PER_PAGE
        comments = self._dressed(self._listed[start : start + PER_PAGE])
        key, fold = self.opened
        for comment in comments:
            comment.opened = fold if comment.pk == key else ""
        return comments

    def below(self, last):
        """The cards that follow `last`, a comment which may have left the list since."""
        return self._dressed(self.filters.after(self._listed, last)[:PER_PAGE])

    def one(self, pk):
        """A comment in reach, listed or not; None where there is none."""
        found = self._dressed(cards.whole(Comment.objects.in_reach_of(self.user).filter(pk=pk)))
        return found[0] if found else None

    def draw(self, comment, **more):
        context = self.context | {"comment": comment} | more
        return render_to_string("comments/admin/_card.html", context, self.request)

    def draw_again(self, keys):
        """The cards of comments as they stand now, by key; "" for those that have left the list."""
        listed = self._dressed(self._listed.filter(pk__in=keys))
        return dict.fromkeys(keys, "") | {comment.pk: self.draw(comment) for comment in listed}

    @cached_property
    def context(self):
        """What every card is drawn with."""
        user = self.user
        return {
            **cards.choices_for(user),
            "may_decide": user.has_perm("comments.moderate_comment"),
            "may_answer": user.has_perm("comments.answer_comment"),
            "may_reveal": user.has_perm("comments.view_privatecontact"),
            "reasons": Reason.choices,
            "ban_days": BAN_DAYS,
            "next": self.address,
            "everything": ALL,
            "typed": {},
        }

    @property
    def address(self):
        return f"{reverse('admin:comments_comment_changelist')}?{self.filters.kept()}"

    @property
    def _listed(self):
        return cards.whole(self.filters.in_tab(self.rows)).order_by(*self.filters.order)

    def _dressed(self, comments):
        return cards.dress(list(comments), user=self.user, clock=self.clock)
