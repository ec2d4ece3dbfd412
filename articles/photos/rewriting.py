"""Texts that show a photo, live or being written or long past, show another file or another photo in its place."""

from ..models import Article, Revision
from .in_text import renamed
from .uses import articles_with, mentioning, texts


def lock_articles(photo):
    """Lock the articles with a photo. Before the photo, as publishing does: the other way round two wait for ever."""
    list(articles_with(photo).select_for_update().order_by("pk").values_list("pk"))


def rewrite(was, names, photo):
    """Let every stored text with the photo `was` name the present file and size of `photo` instead of `names`.

    Part of the caller's transaction, which has locked the articles.
    """
    for pk, body in articles_with(was).values_list("pk", "body"):
        if (changed := renamed(body, names, photo)) != body:
            Article.objects.filter(pk=pk).update(body=changed)
    versions = Revision.objects.filter(pk__in=Revision.photos.through.objects.filter(photo=was).values("revision"))
    for pk, content, labels in versions.select_for_update().order_by("pk").values_list("pk", "content", "labels"):
        changed = content | {"body": renamed(content["body"], names, photo)}
        if was != photo and content["cover"] == was.pk:
            changed["cover"], labels = photo.pk, labels | {f"cover:{photo.pk}": str(photo)}
        if changed != content:
            Revision.objects.filter(pk=pk).update(content=changed, labels=labels)
    for model in texts():
        rows = model._base_manager.select_for_update().filter(mentioning("body", names))
        for pk, body in rows.values_list("pk", "body"):
            model._base_manager.filter(pk=pk).update(body=renamed(body, names, photo))
