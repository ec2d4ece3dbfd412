"""The comments under an article: the one place where a template asks questions, and it asks exactly two."""

from django import template
from django.utils import timezone

from ..forms import CommentForm
from ..opening import are_allowed_on, closes_at, is_open_on
from ..pages import page_of

register = template.Library()


@register.inclusion_tag("comments/_under_article.html", takes_context=True)
def comments_under(context, article):
    """Show an article's comments with their answers, and the form where comments are taken.

    Two questions: how many comments there are, and those of the page; the first alone where there are none.
    """
    identity = context["site"].identity
    is_open = is_open_on(article, identity)
    consent = {"consent_text": identity.consent_id}
    page = page_of(article, context["request"].GET)
    return {
        "article": article,
        "page": page,
        "comments": page.rows,
        "total": page.total,
        "form": CommentForm(article_id=article.pk, consent=identity.consent, initial=consent) if is_open else None,
        "ended_at": None if is_open else _ended_at(article, identity),
        "site": context["site"],
    }


def _ended_at(article, identity):
    """When an article stopped taking comments, where its time is what closed them."""
    end = closes_at(article, identity.comment_rules) if are_allowed_on(article, identity.comments_allowed) else None
    return end if end and end <= timezone.now() else None
