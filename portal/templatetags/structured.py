"""What pages say to search engines in JSON-LD (schema.org): asked of what the page has loaded, without a query.

A block of data is not a script: the strict Content Security Policy has nothing to say about it, and nothing runs.
"""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles.models import Author, Section, Topic

from .. import structured

register = template.Library()


def _block(*things):
    # Safe by structured.as_json, as in Django's own json_script, which can't say that it is JSON-LD.
    json = mark_safe(structured.as_json(structured.graph(*things)))  # noqa: S308
    return format_html('<script type="application/ld+json">{}</script>', json)


@register.simple_tag(takes_context=True)
def whole_address(context, address):
    """The address with scheme and host: other sites read it, such as the picture of a shared link."""
    return context["request"].build_absolute_uri(address)


@register.simple_tag(takes_context=True)
def site_structured(context):
    """For the front page: the site with its search, and who runs it."""
    identity, whole = context["site"].identity, context["request"].build_absolute_uri
    return _block(structured.website(identity, whole), structured.organisation(identity, whole))


@register.simple_tag(takes_context=True)
def article_structured(context, article):
    """For an article's page, which has loaded it for_page() and its `corrections`."""
    identity, whole = context["site"].identity, context["request"].build_absolute_uri
    corrections = context.get("corrections") or []
    here = [*structured.steps_to(article.section), (article.title, article.get_absolute_url())]
    news = structured.news_article(article, identity, corrections, whole)
    return _block(news, structured.breadcrumb(here, whole))


@register.simple_tag(takes_context=True)
def listing_structured(context, thing):
    """For the page of a section (with its parent loaded), a topic, an author or a tag."""
    whole = context["request"].build_absolute_uri
    if isinstance(thing, Author):
        return _block(structured.profile(thing, whole), structured.breadcrumb(_steps_to(thing), whole))
    return _block(structured.collection(thing, whole), structured.breadcrumb(_steps_to(thing), whole))


def _steps_to(thing):
    if isinstance(thing, Section):
        return structured.steps_to(thing)
    above = [(_("Topics"), reverse("articles:topics"))] if isinstance(thing, Topic) else []
    return [*above, (thing.name, thing.get_absolute_url())]
