"""The lasting address of one comment: its page changes with every new one above it."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.models import Article

from ..models import Comment
from ..pages import PAGE, number_of


@require_safe
def permalink(request, comment_id):
    """Lead to the page of the article on which a shown comment stands; 404 for what readers may not see."""
    shown = Comment.objects.shown().filter(article__in=Article.objects.public()).select_related("article")
    comment = get_object_or_404(shown.only("created_at", "article__slug"), pk=comment_id)
    number = number_of(comment)
    query = f"?{PAGE}={number}" if number > 1 else ""
    return HttpResponseRedirect(f"{comment.article.get_absolute_url()}{query}#y-kien-{comment.pk}")
