"""RSS of the site, of each section and of the answers: put together here, for it speaks in the name of the identity."""

import re
from copy import copy
from urllib.parse import urljoin

from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import linebreaks_filter, linebreaksbr
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.models import Article, Section
from articles.reading import reading_page
from comments.models import Answer

from .context_processors import frame

COUNT = 30
ANSWERS = 20
ADDRESS = re.compile(r'(<(?:a|img)\b[^<>]*? (?:href|src)=")([^"]*)')


@reading_page
class SiteFeed(Feed):
    """The newest articles with their full text."""

    language = "vi"

    def __call__(self, request, *args, **kwargs):
        feed = copy(self)  # one instance serves all threads; what belongs to a request must not stand on it
        feed.identity = frame(request)["site"].identity
        feed.root = request.build_absolute_uri("/")
        response = super(SiteFeed, feed).__call__(request, *args, **kwargs)
        del response.headers["Last-Modified"]  # the time of a row; the ETag knows of all changes
        return response

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
        """Lead and body with whole addresses: a feed reader shows them far from the site."""
        lead = format_html("<p><strong>{}</strong></p>", linebreaksbr(article.lead)) if article.lead else ""
        page = urljoin(self.root, article.get_absolute_url())
        return lead + ADDRESS.sub(lambda found: found[1] + _whole(page, found[2]), article.body)

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


class AnswersFeed(SiteFeed):
    """The newest answers, each with its whole question."""

    def title(self, obj):
        return _("%(section)s – %(site)s") % {"section": _("Questions and answers"), "site": self.identity.name}

    def description(self, obj):
        return _("What readers asked and what the offices in charge answered, the newest answers first.")

    def link(self, obj):
        return reverse("comments:answered")

    def items(self, obj):
        answers = Answer.objects.public().select_related("comment__article", "unit")
        return answers.defer("comment__article__body")[:ANSWERS]

    def item_title(self, answer):
        return answer.comment.title

    def item_link(self, answer):
        return reverse("comments:comment", args=[answer.comment_id])

    def item_description(self, answer):
        """Question and answer as escaped paragraphs, each with who wrote it: plain text of readers and offices."""
        question = _quoted(_("%(name)s asks") % {"name": answer.comment.name}, answer.comment.text)
        return question + _quoted(_("%(name)s answers") % {"name": answer.signature}, answer.text)

    def item_pubdate(self, answer):
        return answer.at

    def item_updateddate(self, answer):
        return answer.changed_at or answer.at

    def item_author_name(self, answer):
        return answer.signature

    def item_categories(self, answer):
        return [answer.unit.name] if answer.unit else []


def _quoted(who, text):
    return format_html("<p><strong>{}:</strong></p>{}", who, linebreaks_filter(text))


def _whole(page, address):
    try:
        return urljoin(page, address)
    except ValueError:  # what no browser can open either, such as //[a
        return address
