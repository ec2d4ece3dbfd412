"""The comments under an article: the one place where a template asks a question, and it asks exactly one."""

from django import template
from django.http import Http404

from ..forms import CommentForm
from ..models import Comment, are_allowed_on

register = template.Library()
PER_PAGE = 20
LAST_PAGE = 500
PARAMETER = "y-kien"


@register.inclusion_tag("comments/_under_article.html", takes_context=True)
def comments_under(context, article):
    """Show an article's comments, newest first, and the form where comments are allowed."""
    identity = context["site"].identity
    number = _number(context["request"].GET.get(PARAMETER, "1"))
    start = (number - 1) * PER_PAGE
    shown = Comment.objects.shown().filter(article=article).order_by("-created_at", "-pk").counted()
    comments = list(shown[start : start + PER_PAGE])
    if not comments and number > 1:
        raise Http404
    total = comments[0].total if comments else 0
    is_open = identity.consent is not None and are_allowed_on(article, identity.comments_allowed)
    consent = {"consent_text": identity.consent_id}
    return {
        "article": article,
        "comments": comments,
        "total": total,
        "newer": number - 1 if number > 1 else None,
        "older": number + 1 if start + PER_PAGE < total else None,
        "form": CommentForm(article_id=article.pk, consent=identity.consent, initial=consent) if is_open else None,
        "site": context["site"],
    }


def _number(value):
    if not (value.isascii() and value.isdecimal()) or len(value) > 3 or not 1 <= int(value) <= LAST_PAGE:
        raise Http404
    return int(value)
