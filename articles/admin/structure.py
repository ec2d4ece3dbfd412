from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from ..models import Article, Section, Tag, reach_of
from .base import NamedAdmin

SHOWN = 50  # articles named on the page that refuses to delete their tag


@admin.register(Section)
class SectionAdmin(NamedAdmin):
    """Who is limited to sections changes none beyond, and neither brings one below theirs nor takes one out."""

    list_display = ["name", "parent", "order", "front_page"]
    list_select_related = ["parent"]
    fields = [
        "name", "slug", "parent", "order", "description", "front_page", "comments_allowed", "four_eyes",
        "archive_notice",
    ]  # fmt: skip

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "parent":
            kwargs["queryset"] = Section.objects.filter(parent=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        reach, parent = reach_of(request.user), form.base_fields.get("parent")
        if reach is not None and parent:
            parent.queryset = parent.queryset.filter(pk__in=reach | {obj and obj.parent_id})
            parent.required = obj is None or obj.parent_id is not None
        return form

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _is_within_reach(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _is_within_reach(request.user, obj)


def _is_within_reach(user, section):
    reach = reach_of(user)
    return section is None or reach is None or section.pk in reach


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
