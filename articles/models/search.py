from django.db import models

from .article import Article


class SearchDocument(models.Model):
    """The folded words of a published article, written by the workflow's steps through articles/search.py."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="search_document")
    text = models.TextField()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.article_id}"
