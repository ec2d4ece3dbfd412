"""The list of articles in the newsroom: what each is called in its newest version, and how far it has come."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import text as plain
from ..models import Article, Revision, Section
from ..states import RevisionState, Status

# text.name_of for the person who saved a revision, in the database.
_FULL_NAME = Trim(Concat("created_by__last_name", Value(" "), "created_by__first_name"))
NAME = Coalesce(NullIf(_FULL_NAME, Value("")), "created_by__username")


class StatusFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "trang-thai"

    def lookups(self, request, model_admin):
        return Status.choices

    def queryset(self, request, queryset):
        value = self.value()
        if value is None:
            return queryset.exclude(status=Status.TRASHED)
        return queryset.filter(status=value) if value in Status.values else queryset.none()


class ReviewFilter(admin.SimpleListFilter):
    """By how far the text has come that is being written."""

    title = gettext_lazy("review")
    parameter_name = "duyet"
    STATES = (RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.RETURNED, RevisionState.APPROVED)

    def lookups(self, request, model_admin):
        return [(state.value, state.label) for state in self.STATES]

    def queryset(self, request, queryset):
        value = self.value()
        if value is None:
            return queryset
        return queryset.filter(open_state=value) if value in self.STATES else queryset.none()


class SectionFilter(admin.SimpleListFilter):
    """By the section of the newest revision: a draft that never went up is found too."""

    title = gettext_lazy("section")
    parameter_name = "chuyen-muc"

    def lookups(self, request, model_admin):
        return [(str(section.pk), section.name) for section in Section.objects.all()]

    def queryset(self, request, queryset):
        value = self.value()
        if value is None:
            return queryset
        known = value in {key for key, _name in self.lookup_choices}
        return queryset.filter(newest_section=value) if known else queryset.none()


class ArticleList(admin.ModelAdmin):
    """The half of ArticleAdmin that lists; the form is in article.py."""

    list_display = ["headline", "section_name", "state", "published_at", "saved_at", "saved_by"]
    list_filter = [StatusFilter, ReviewFilter, SectionFilter]
    search_fields = ["title"]  # only opens the search box; get_search_results looks elsewhere
    search_help_text = gettext_lazy("Search in titles and texts, with or without marks.")
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_queryset(self, request):
        """Articles with their newest revision. Who may not edit all sees others' only as they were published."""
        revisions, articles = (
            Revision.objects.all(),
            Article.objects.in_reach_of(request.user).select_related("section"),
        )
        if not request.user.has_perm("articles.change_article"):
            own = Q(created_by=request.user)
            was_seen = Q(status=Status.PUBLISHED, published_at__lte=timezone.now()) | Q(status=Status.WITHDRAWN)
            articles = articles.filter(own | was_seen)
            revisions = revisions.filter(Q(article__created_by=request.user) | Q(state=RevisionState.APPLIED))
        newest = revisions.filter(article=OuterRef("pk")).order_by("-pk")
        return articles.defer("body").annotate(
            newest_pk=Subquery(newest.values("pk")[:1]),
            newest_title=Subquery(newest.values("title")[:1]),
            newest_section=Subquery(newest.values("section")[:1]),
            newest_section_name=Subquery(newest.values("section__name")[:1]),
            newest_saved_at=Subquery(newest.values("created_at")[:1]),
            newest_saved_by=Subquery(newest.values(who=NAME)[:1]),
            open_state=Subquery(revisions.open().filter(article=OuterRef("pk")).order_by("-pk").values("state")[:1]),
        )

    def lookup_allowed(self, lookup, value, request):
        return lookup in {
            each.parameter_name for each in (StatusFilter, ReviewFilter, SectionFilter)
        }  # any other is made by hand

    def get_ordering(self, request):
        return ["-newest_pk"]

    def get_search_results(self, request, queryset, search_term):
        folded = plain.fold(search_term[:200])
        if not folded:
            return queryset, False
        for word in folded.split()[:20]:
            newest = Revision.objects.filter(pk=OuterRef("newest_pk"), search_text__contains=word)
            queryset = queryset.filter(Exists(newest))
        return queryset, False

    @admin.display(description=gettext_lazy("title"), ordering="newest_title")
    def headline(self, article):
        return article.newest_title or _("Untitled")

    @admin.display(description=gettext_lazy("section"), ordering="newest_section_name")
    def section_name(self, article):
        return article.newest_section_name

    @admin.display(description=gettext_lazy("state"), ordering="status")
    def state(self, article):
        now = timezone.now()
        state = article.get_status_display()
        if article.status == Status.PUBLISHED and not article.is_public_at(now):
            state = _("Scheduled") if article.published_at > now else _("Came down")
        if not article.open_state or article.status == Status.TRASHED:
            return state
        written = RevisionState(article.open_state).label
        if article.status == Status.UNPUBLISHED:
            return written
        return _("%(state)s, with a new version: %(written)s") % {"state": state, "written": written}

    @admin.display(description=gettext_lazy("saved at"), ordering="newest_saved_at")
    def saved_at(self, article):
        return article.newest_saved_at

    @admin.display(description=gettext_lazy("saved by"))
    def saved_by(self, article):
        return article.newest_saved_by
