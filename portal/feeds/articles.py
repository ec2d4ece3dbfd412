"""The newest articles with their full text: of the site, a section with what lies below it, a topic, an author."""

from functools import lru_cache
from urllib.parse import urljoin

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.feedgenerator import Enclosure
from django.views.decorators.http import require_safe

from articles import addresses
from articles.models import Article, Author, FormerSlug, Section, Topic
from articles.reading import reading_page

from .. import documents
from ..full_text import full_text, summary
from .base import IdentityFeed, answer, lasting
from .formats import Atom, Rss

COUNT = 30


class ArticlesFeed(IdentityFeed):
    def articles(self, subject):
        return Article.objects.public()

    def items(self, subject):
        return self.articles(subject).newest_first().for_page().prefetch_related("corrections")[:COUNT]

    def item_title(self, article):
        return article.title

    def item_description(self, article):
        return summary(article)

    def item_guid(self, article):
        """The address without its words, which an editor may change."""
        return lasting(f"/bai-viet/{article.pk}/")

    def item_pubdate(self, article):
        return article.published_at

    def item_updateddate(self, article):
        return article.updated_at or article.published_at

    def item_categories(self, article):
        return [thing.name for thing in [article.section, *article.topics.all(), *article.tags.all()]]

    def item_enclosures(self, article):
        """The photo and the documents; RSS allows one, and there the documents stand under the text."""
        found = [*self.photo_enclosure(article), *documents.enclosures(article, self.root)]
        return found if self.feed_type is Atom else found[:1]

    def photo_enclosure(self, article):
        photo = article.shown_cover
        if not photo:
            return []
        try:
            length = photo.file_size or _size_of(photo.file.name)
        except OSError:  # a file that went astray costs the enclosure, not the feed
            return []
        return [Enclosure(urljoin(self.root, photo.file.url), str(length), photo.media_type)]

    def item_extra_kwargs(self, article):
        page = urljoin(self.root, article.get_absolute_url())
        return {
            "authors": [byline.name for byline in article.bylines.all()],
            "content": full_text(article, page),
            "thumbnail": self.thumbnail(article.shown_cover),
        }

    def thumbnail(self, photo):
        """Address and size of a photo for the lists of feed readers, of whom many know no newer form than JPEG."""
        files = photo and photo.renditions
        if not files:
            return None
        width = files.fallback_width
        return {"url": urljoin(self.root, files.fallback), "width": str(width), "height": str(files.height_at(width))}


class SiteFeed(ArticlesFeed):
    def title(self, subject):
        return self.identity.name

    def description(self, subject):
        return self.identity.tagline or self.identity.name

    def link(self, subject):
        return reverse("front")

    def feed_guid(self, subject):
        return lasting("/")


class SubjectFeed(ArticlesFeed):
    """A feed of what has a page and a name of its own. `kind` is also what it was called by before (FormerSlug)."""

    def name(self, subject):
        return subject.name

    @classmethod
    def subjects(cls):
        return cls.model.objects.all()

    def description(self, subject):
        return subject.name

    def link(self, subject):
        return subject.get_absolute_url()

    def feed_guid(self, subject):
        return lasting(f"/{self.kind}/{subject.pk}/")


class SectionFeed(SubjectFeed):
    model, kind = Section, FormerSlug.Kind.SECTION

    def articles(self, section):
        return Article.objects.public().in_section(section)

    def description(self, section):
        return section.description or section.name


class TopicFeed(SubjectFeed):
    model, kind = Topic, FormerSlug.Kind.TOPIC

    @classmethod
    def subjects(cls):
        return Article.objects.public().topics()  # one without articles has no page either

    def articles(self, topic):
        return Article.objects.public().in_topic(topic)

    def description(self, topic):
        return topic.description or topic.name


class AuthorFeed(SubjectFeed):
    model, kind = Author, FormerSlug.Kind.AUTHOR

    def articles(self, author):
        signed = Article.objects.signed_by(author).order_by().values("pk")  # who signs twice must not bring it twice
        return Article.objects.public().filter(pk__in=signed)

    def description(self, author):
        return author.role or author.name


@lru_cache(maxsize=2000)  # a stored name is never used again for another file
def _size_of(name):
    return default_storage.size(name)


def site_view(form):
    @reading_page
    @require_safe
    def view(request):
        return answer(SiteFeed(request, form))

    return view


def subject_view(feed, form):
    @reading_page
    @require_safe
    def view(request, slug):
        subject = feed.subjects().filter(slug=slug).first()
        if subject is None:
            return _renamed(request, feed.kind, slug)
        return answer(feed(request, form, subject))

    return view


def _renamed(request, kind, slug):
    """Lead on from the address that a feed had before its subject was renamed: feed readers never look at pages."""
    subject = addresses.current(kind, slug)
    if subject is None:
        raise Http404
    address = reverse(request.resolver_match.view_name, args=[subject.slug])
    # Else a name taken back would lead in circles for ever.
    return HttpResponsePermanentRedirect(address, headers={"Cache-Control": "no-cache"})


rss, atom = site_view(Rss), site_view(Atom)
rss_section, atom_section = subject_view(SectionFeed, Rss), subject_view(SectionFeed, Atom)
rss_topic, atom_topic = subject_view(TopicFeed, Rss), subject_view(TopicFeed, Atom)
rss_author, atom_author = subject_view(AuthorFeed, Rss), subject_view(AuthorFeed, Atom)
