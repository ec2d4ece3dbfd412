"""The comments under an article: the one place where a template asks questions, and it asks exactly two."""

from django import template

from ..forms import CommentForm
from ..opening import ended_at, is_open_on
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
        "ended_at": None if is_open else ended_at(article, identity),
        "site": context["site"],
    }
