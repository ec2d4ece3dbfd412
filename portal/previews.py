"""A front as readers will see it at a moment to come: the site's front page, a section's or a topic's page.

It is the page itself, asked for that moment: articles that are scheduled until then stand on it, and those that have
ended by then don't. New versions that are planned until then show their words and pictures, in the places of the live
ones: that a version also changes where its article belongs is not foreseen.
"""

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import slots, snapshots, workflow
from articles.admin.slot_forms import address_of, chosen_front, moment_asked
from articles.models import Photo, Section, Topic
from articles.previews import HEADERS
from articles.views.listings import section_page, topic_page
from articles.wording import stamp

from .frame import Frame
from .front import arrange
from .models import Banner


class FrameAt(Frame):
    """What stands around the page at a moment: its banners and its day."""

    def __init__(self, moment):
        self.moment = moment

    @cached_property
    def _banners(self):
        return list(Banner.objects.current(self.moment))

    @cached_property
    def today(self):
        return timezone.localdate(self.moment)


@require_safe
def slots_preview(request):
    """Show a front as of `luc`, for staff alone. What is not up yet leads to its form: it has no page."""
    front, moment = chosen_front(request), moment_asked(request)
    if not slots.may_look_ahead(request.user, front):
        raise PermissionDenied
    if moment is None:
        return redirect(address_of(front, hoi="luc"))
    request.frame = FrameAt(moment)
    response = _page(request, front, moment)
    articles = _articles_on(response.context_data)
    if slots.hidden_from(request.user, articles, timezone.now()):  # its newest version has left the person's sections
        raise PermissionDenied
    versions = _versions_at(moment, articles, request.user)
    _show_versions(response.context_data, articles, versions, moment, request.frame.all_sections)
    for article in articles:
        if article.pk in versions or not article.is_public:
            form = _form_address(article, versions.get(article.pk))
            article.get_absolute_url = lambda form=form: form
    shown = {article.pk for article in _articles_on(response.context_data)}
    response.context_data |= {
        "versions": [(each, _form_address(each.article, each)) for key, each in versions.items() if key in shown],
        "page_template": response.template_name,
        "ribbon": _("This is the page at %(moment)s, Vietnamese time, as it is planned now.")
        % {"moment": stamp(moment)},
        "slots_address": address_of(front),
    }
    response.template_name = "portal/slots_preview.html"
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _page(request, front, moment):
    nothing = QueryDict()
    if isinstance(front, Section):
        return section_page(request, front, now=moment, asked=nothing)
    if isinstance(front, Topic):
        return topic_page(request, front, now=moment, asked=nothing)
    return TemplateResponse(request, "portal/front_page.html", arrange(request.frame.sections, moment))


def _form_address(article, version=None):
    address = reverse("admin:articles_article_change", args=[article.pk])
    return f"{address}?ban={version.pk}" if version else address


# --- The articles of a page -------------------------------------------------------------------------------------------


def _lists(context):
    """The lists in which a page of either kind has its articles, all but the lead."""
    lists = [context[name] for name in ("slots", "flagged", "latest") if name in context]
    lists += [part.articles for name in ("notices", "topics", "blocks") for part in context.get(name, [])]
    return lists + ([context["page"].rows] if "page" in context else [])


def _articles_on(context):
    """Every article that a page of either kind has loaded."""
    read = [article for part in context.get("most_read", {}).values() for article, _views in part.rows]
    lead = [context["lead"]] if context.get("lead") else []
    return [*lead, *(article for articles in _lists(context) for article in articles), *read]


def _take_off(context, gone):
    for articles in _lists(context):
        articles[:] = [article for article in articles if article.pk not in gone]
    for part in context.get("most_read", {}).values():
        part.rows = [(article, views) for article, views in part.rows if article.pk not in gone]
    if context.get("lead") and context["lead"].pk in gone:
        context["lead"] = context["flagged"].pop(0) if context["flagged"] else None


# --- Their versions ---------------------------------------------------------------------------------------------------


def _versions_at(moment, articles, user):
    """The planned versions that will have replaced these articles by a moment, by article, in one query.

    Of several the last one stands in the end. One that moves its article to sections out of a person's reach stays
    unknown to that person.
    """
    plans = workflow.due(moment).filter(article__in={article.pk for article in articles}).in_reach_of(user)
    unread = [f"{path}{name}" for path in ("", "seen__revision__") for name in ("labels", "search_text")]
    return {each.article_id: each for each in plans.select_related("seen__revision").defer(*unread)}


def _show_versions(context, articles, versions, moment, sections):
    """Put what the versions say into the loaded articles, and take off those that will have ended by then."""
    contents = {}
    for article in articles:
        if version := versions.get(article.pk):
            version.article = article
            contents[article.pk] = snapshots.upgraded(version) | workflow.moved_times(article, version)
    ends = {key: content["expires_at"] and parse_datetime(content["expires_at"]) for key, content in contents.items()}
    _take_off(context, {key for key, end in ends.items() if end and end <= moment})
    covers = {content["cover"] for content in contents.values()} - {None}
    photos = Photo.objects.in_bulk(covers) if covers else {}
    sections = {section.pk: section for section in sections}
    for article in articles:
        if content := contents.get(article.pk):
            article.title, article.lead = content["title"], content["lead"]
            article.cover = photos.get(content["cover"])
            article.section = sections.get(content["section"], article.section)
