from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..forms import TopicForm
from ..models import Article, Section, Tag, Topic, reach_of
from .base import NamedAdmin, WholeSiteAdmin

NEWEST = 10  # articles named in the form of their topic
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


class CarriedAdmin(NamedAdmin):
    """For what articles carry, several at a time, under the field `carried`."""

    carried = ""

    def get_deleted_objects(self, objs, request):
        """Protect what an article carries: a live page would change without a step of the workflow."""
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        carrying = Article.objects.filter(**{f"{self.carried}__in": objs}).only("title", "published_at")
        return (
            to_delete,
            counts,
            lacking,
            protected + [_linked(one) for one in carrying.distinct().newest_first()[:SHOWN]],
        )


@admin.register(Tag)
class TagAdmin(CarriedAdmin):
    carried = "tags"
    list_display = ["name", "slug"]
    fields = ["name", "slug"]


@admin.register(Topic)
class TopicAdmin(CarriedAdmin, WholeSiteAdmin):
    """Stories that go on. Which articles belong to one is chosen in the article's form."""

    carried = "topics"
    form = TopicForm
    list_display = ["name", "on_front_page", "is_closed", "order"]
    list_filter = ["on_front_page", "is_closed"]
    fields = ["name", "slug", "description", "cover", "on_front_page", "is_closed", "order"]
    readonly_fields = ["newest_articles"]

    def get_fields(self, request, obj=None):
        return [*super().get_fields(request, obj), "newest_articles"]

    @admin.display(description=_("newest articles"))
    def newest_articles(self, topic):
        """What an editor looks for here, and would not find, for it is the article that names its topics."""
        said = format_html("<p>{}</p>", gettext("An article is put into a topic in its own form."))
        if topic.pk is None:
            return said
        newest = Article.objects.in_topic(topic).only("title").newest_first()[:NEWEST]
        rows = ([reverse("admin:articles_article_change", args=[one.pk]), one] for one in newest)
        return said + format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a></li>', rows))


def _linked(article):
    """Name an article as Django names what stands in the way of a deletion."""
    address = reverse("admin:articles_article_change", args=[article.pk])
    return format_html('{}: <a href="{}">{}</a>', capfirst(article._meta.verbose_name), address, article)
