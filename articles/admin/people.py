from django.contrib import admin

from ..models import Author, Source
from .base import NamedAdmin, PublicContentAdmin


@admin.register(Author)
class AuthorAdmin(NamedAdmin):
    list_display = ["name", "position", "organisation"]
    fields = ["name", "slug", "position", "organisation"]


@admin.register(Source)
class SourceAdmin(PublicContentAdmin):
    list_display = ["code", "name", "url"]
    search_fields = ["code", "name"]
