from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from articles.models import Article, Section


class FrontPage(Sitemap):
    def items(self):
        return ["front"]

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


SITEMAPS = {"front": FrontPage, "sections": Sections, "articles": Articles}
