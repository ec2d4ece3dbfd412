from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from ..models import Article, Section, Tag
from .base import NamedAdmin

SHOWN = 50  # articles named on the page that refuses to delete their tag


@admin.register(Section)
class SectionAdmin(NamedAdmin):
    list_display = ["name", "parent", "order", "front_page"]
    list_select_related = ["parent"]
    fields = ["name", "slug", "parent", "order", "description", "front_page", "comments_allowed", "archive_notice"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "parent":
            kwargs["queryset"] = Section.objects.filter(parent=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Tag)
class TagAdmin(NamedAdmin):
    list_display = ["name", "slug"]
    fields = ["name", "slug"]

    def get_deleted_objects(self, objs, request):
        """Protect a tag that an article carries: a live page would change without a step of the workflow."""
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        carrying = Article.objects.filter(tags__in=objs).only("title", "published_at").distinct().newest_first()
        return to_delete, counts, lacking, protected + [_linked(article) for article in carrying[:SHOWN]]


def _linked(article):
    """Name an article as Django names what stands in the way of a deletion."""
    address = reverse("admin:articles_article_change", args=[article.pk])
    return format_html('{}: <a href="{}">{}</a>', capfirst(article._meta.verbose_name), address, article)
