"""Who may change a document that others offer: a person with limited sections only what stands in those alone."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Article, ArticleAttachment, Revision, reach_of
from ..wording import in_quotes
from .errors import UnusableAttachment


def require_reach(attachment, by):
    """Refuse a person to whom an article with the document is closed. What lies in history alone hinders nobody."""
    if sentence := out_of_reach(attachment, by):
        raise UnusableAttachment(sentence)


def out_of_reach(attachment, by) -> str:
    """Return whose document it is, as a sentence; "" where `by` may change it.

    An article is named by the title that readers see, or not at all: what is being written may be the news.
    """
    reach = None if by is None else reach_of(by)
    if reach is None:
        return ""
    versions = Revision.objects.being_written().filter(attachments=attachment)
    closed = versions.exclude(pk__in=Revision.objects.in_reach_of(by).values("pk"))
    reachable = Article.objects.in_reach_of(by).exclude(pk__in=closed.values("article"))
    article = _offering(attachment, versions).exclude(pk__in=reachable.values("pk")).first()
    if article is None:
        return ""
    if article.is_public_at(timezone.now()):
        sentence = _(
            "“%(document)s” is offered by “%(article)s” in the section “%(section)s”, which you may not change. "
            "Ask somebody who may."
        )
    else:
        sentence = _(
            "“%(document)s” is offered by a text in the section “%(section)s” that isn't on the site and that you may "
            "not change. Ask somebody who may."
        )
    names = {"document": attachment, "article": article, "section": article.section_outside(reach)}
    return sentence % {name: in_quotes(thing) for name, thing in names.items()}


def _offering(attachment, versions):
    """The articles that offer a document as they are live, or in one of these versions."""
    live = ArticleAttachment.objects.filter(attachment=attachment)
    found = Article.objects.filter(Q(pk__in=live.values("article")) | Q(pk__in=versions.values("article")))
    return found.select_related("section").order_by("pk")
