"""RSS of the site and of each section, put together here because it speaks in the name of the identity."""

from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article, Section
from articles.reading import reading_page
from articles.templatetags.articles import article_html

from .context_processors import frame

COUNT = 30


@reading_page
class SiteFeed(Feed):
    """The newest articles with their full text."""

    language = "vi"

    def __call__(self, request, *args, **kwargs):
        self.identity = frame(request)["site"].identity
        return super().__call__(request, *args, **kwargs)

    def get_object(self, request):
        return None

    def articles(self, section):
        return Article.objects.public().newest_first()

    def title(self, section):
        return self.identity.name

    def description(self, section):
        return self.identity.tagline or self.identity.name

    def link(self, section):
        return reverse("front")

    def items(self, section):
        return self.articles(section).select_related("section", "source").with_byline()[:COUNT]

    def item_title(self, article):
        return article.title

    def item_description(self, article):
        return f"<p><strong>{article.lead}</strong></p>{article_html(article.body)}"

    def item_pubdate(self, article):
        return article.published_at

    def item_updateddate(self, article):
        return article.updated_at

    def item_author_name(self, article):
        return "; ".join(byline.name for byline in article.bylines.all())

    def item_categories(self, article):
        return [article.section.name]


class SectionFeed(SiteFeed):
    def get_object(self, request, slug):
        return get_object_or_404(Section, slug=slug)

    def articles(self, section):
        return Article.objects.public().in_section(section).newest_first()

    def title(self, section):
        return _("%(section)s – %(site)s") % {"section": section.name, "site": self.identity.name}

    def link(self, section):
        return section.get_absolute_url()
