"""The comments under an article, page by page: in which order, and on which page a single one stands.

There are no replies between readers and no likes, on purpose: the site is an office's, not a social network.
"""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Q, TextChoices
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from .models import Comment

PER_PAGE = 20
PAGE, ORDER = "y-kien", "thu-tu"  # in the address of the article
LONGEST = 5  # digits of a page number


class Order(TextChoices):
    NEWEST = "moi", _("Newest first")
    OLDEST = "cu", _("Oldest first")
    ANSWERED = "co-tra-loi", _("With an official answer")


@dataclass
class CommentPage:
    rows: list
    number: int
    order: Order
    total: int  # all that are shown under the article
    answered: int  # those of them with an official answer

    @property
    def last(self):
        return _last(self.listed)

    @property
    def listed(self):
        return self.answered if self.order == Order.ANSWERED else self.total

    @property
    def previous(self):
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self):
        return self.number + 1 if self.number < self.last else None

    @property
    def numbers(self):
        """The numbers to show, with None where some are left out: 1 … 249 250 251 … 500."""
        pages = Paginator(range(self.listed), PER_PAGE)
        shown = pages.get_elided_page_range(self.number, on_each_side=1, on_ends=1)
        return [number if number != pages.ELLIPSIS else None for number in shown]

    @property
    def orders(self):
        """The orders to choose from: none for a single comment, and the answered ones where there are any."""
        if self.total < 2 and self.order == Order.NEWEST:
            return []
        return [order for order in Order if order != Order.ANSWERED or self.answered or order == self.order]

    @property
    def kept(self):
        """The chosen order as the beginning of a query string; the usual one stands in no address."""
        return "" if self.order == Order.NEWEST else f"{ORDER}={self.order.value}&"


def page_of(article, parameters) -> CommentPage:
    """Return the page of comments that an address asks for; Http404 for what is no page.

    Two questions, whatever the number of comments: how many there are, and the page with its answers.
    """
    number, order = _number(parameters.get(PAGE, "1")), _order(parameters.get(ORDER))
    shown = Comment.objects.shown().filter(article=article)
    counts = shown.aggregate(total=Count("*"), answered=Count("answer"))
    page = CommentPage(rows=[], number=number, order=order, **counts)
    if number > max(1, page.last):
        raise Http404
    if page.listed:
        page.rows = list(_rows(shown, order, (number - 1) * PER_PAGE))
    return page


def number_of(comment) -> int:
    """Return the page, in the usual order, on which a shown comment stands."""
    newer = Q(created_at__gt=comment.created_at) | Q(created_at=comment.created_at, pk__gt=comment.pk)
    return Comment.objects.shown().filter(newer, article=comment.article_id).count() // PER_PAGE + 1


def _rows(shown, order, start):
    direction = "" if order == Order.OLDEST else "-"
    ordering = [f"{direction}created_at", f"{direction}pk"]
    if order == Order.ANSWERED:
        shown = shown.filter(answer__isnull=False)
    # By keys first: a page far behind is then found in the index, and the texts before it are not read.
    keys = shown.order_by(*ordering).values("pk")[start : start + PER_PAGE]
    return Comment.objects.filter(pk__in=keys).select_related("answer__unit").order_by(*ordering)


def _last(count):
    return -(-count // PER_PAGE)


def _number(value):
    if not (value.isascii() and value.isdecimal()) or len(value) > LONGEST or int(value) < 1:
        raise Http404
    return int(value)


def _order(value):
    """Read the order; the usual one has one address, which names none."""
    if value is None:
        return Order.NEWEST
    if value not in {Order.OLDEST, Order.ANSWERED}:
        raise Http404
    return Order(value)
