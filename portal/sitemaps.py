"""The addresses of the site for search engines: one file while they fit into one, else an index of files."""

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as django_views
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import Article, Author, Section, Tag
from articles.reading import reading_page


class FrontPage(Sitemap):
    """The front page, and the pages of the site as a whole that are read for themselves."""

    def items(self):
        return ["front", "comments:answered", "privacy"]

    def location(self, name):
        return reverse(name)


class Sections(Sitemap):
    def items(self):
        return Section.objects.order_by("pk")


class Articles(Sitemap):
    limit = 5000

    def items(self):
        return Article.objects.public().newest_first().only("pk", "slug", "updated_at")

    def lastmod(self, article):
        return article.updated_at

    def get_latest_lastmod(self):
        """Nothing: for the index Django would load every article, to write one and the same time beside each part."""


class Authors(Sitemap):
    def items(self):
        return Author.objects.filter(pk__in=Article.objects.public().values("bylines__author")).order_by("pk")


class Tags(Sitemap):
    def items(self):
        return Tag.objects.filter(pk__in=Article.objects.public().values("tags")).order_by("pk")


SITEMAPS = {"front": FrontPage, "sections": Sections, "articles": Articles, "authors": Authors, "tags": Tags}


@reading_page
@require_safe
def sitemap(request):
    if Articles().paginator.num_pages > 1:
        return django_views.index(request, SITEMAPS, sitemap_url_name="sitemap_part")
    return django_views.sitemap(request, SITEMAPS)


@reading_page
@require_safe
def sitemap_part(request, section):
    response = django_views.sitemap(request, SITEMAPS, section=section)
    response.headers.pop("Last-Modified", None)  # the time of a row; the ETag knows of all changes
    return response
