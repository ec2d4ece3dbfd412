"""The journal: every step that was taken, by whom and when. It is read, narrowed and carried away, never written."""

from datetime import timedelta
from functools import cache

import django_filters
from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import text as plain
from ..filters import DateFilter, day_input
from ..models import Article, Event, Revision, reach_of
from ..querysets import midnight
from ..states import Step, label
from ..wording import actor_of, stamp
from .tables import csv_file

PER_PAGE = 50


def note_of(event):
    """Return an event's note in words: some steps keep a moment or the key of a version there."""
    if event.step in {Step.SCHEDULE, Step.PLAN} and (moment := parse_datetime(event.note)):
        return _("For %(when)s") % {"when": stamp(moment)}
    if event.step == Step.SHARE and event.note:
        return _("Until %(when)s") % {"when": event.note}
    if event.step == Step.LINK:
        who, _end, moment = event.note.rpartition(" · ")
        return _("For %(who)s, until %(when)s") % {"who": who, "when": moment}
    if event.step == Step.REVIEW_DAY:
        return _day_note(event)
    if event.step == Step.ASSIGN:
        return _("Reviewer: %(who)s") % {"who": event.note} if event.note else _("Open to all reviewers again")
    if event.step == Step.RESTORE and event.note:
        return _("From version no. %(number)s") % {"number": event.note}
    return event.note


def _day_note(event):
    day = parse_date(event.note)
    if day is None:
        return _("No day to look at it again")
    words = _("Review due on %(day)s") if event.revision_id else _("On %(day)s")
    return words % {"day": date_format(day, "d/m/Y")}


class PersonField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, user):
        return actor_of(user)


class PersonFilter(django_filters.ModelChoiceFilter):
    field_class = PersonField

    def filter(self, events, value):
        """What was done by a link for approval has no account either, and is no deed of the operator."""
        found = super().filter(events, value)
        return found.filter(on_behalf="") if value == self.null_value else found


def _people(request):
    return get_user_model().objects.filter(Exists(Event.objects.filter(by=OuterRef("pk")))).order_by("username")


def _articles(request):
    return Article.objects.in_reach_of(request.user)


class EventFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=gettext_lazy("Words in the title or the note"), method="by_words", max_length=100
    )
    buoc = django_filters.ChoiceFilter(
        label=gettext_lazy("Step"), field_name="step", choices=Step.choices, empty_label=gettext_lazy("All steps")
    )
    nguoi = PersonFilter(
        label=gettext_lazy("Person"),
        field_name="by",
        queryset=_people,
        empty_label=gettext_lazy("All people"),
        null_label=gettext_lazy("The operator"),  # as wording.actor_of says it
        null_value="may-chu",
    )
    tu_ngay = DateFilter(label=gettext_lazy("From"), method="from_day", widget=day_input())
    den_ngay = DateFilter(label=gettext_lazy("Until"), method="until_day", widget=day_input())
    article = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Article"), queryset=_articles, widget=forms.HiddenInput
    )

    class Meta:
        model = Event
        fields = []

    def by_words(self, events, name, value):
        """In notes, and names of people without an account, as they are written; in titles with or without marks.

        A revision's search text begins with its title, folded. SQLite knows the case of ASCII letters alone.
        """
        value = plain.one_line(value)
        found = Q()
        for spelling in {value, value.lower(), value.upper(), value.capitalize()}:
            found |= Q(note__icontains=spelling) | Q(on_behalf__icontains=spelling)
        if words := plain.fold(value).split():
            titled = Revision.objects.annotate(folded_title=Substr("search_text", 1, Length("title")))
            for word in words[:20]:
                titled = titled.filter(folded_title__contains=word)
            found |= Q(article__in=titled.values("article"))
        return events.filter(found)

    def from_day(self, events, name, value):
        return events.filter(at__gte=midnight(value))

    def until_day(self, events, name, value):
        return events.filter(at__lt=midnight(value + timedelta(days=1)))

    @property
    def found(self):
        """The events asked for; none where a filter can't be read, for all of them would be taken for the answer."""
        return self.qs if self.form.is_valid() else self.queryset.none()

    @property
    def kept(self):
        """The filters as a query string, for the links to other pages and to the file."""
        return urlencode({name: self.data[name] for name in self.filters if self.data.get(name)})

    @property
    def chosen_article(self):
        return self.form.cleaned_data.get("article") if self.form.is_valid() else None


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    fields = ["at", "who", "step", "article", "before_label", "after_label", "note_in_words"]
    readonly_fields = fields

    @admin.display(description=gettext_lazy("by"))
    def who(self, event):
        return event.actor

    @admin.display(description=gettext_lazy("state before"))
    def before_label(self, event):
        return event.before_label

    @admin.display(description=gettext_lazy("state after"))
    def after_label(self, event):
        return event.after_label

    @admin.display(description=gettext_lazy("note"))
    def note_in_words(self, event):
        return note_of(event)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        export = self.admin_site.admin_view(self.export)
        return [path("xuat-csv/", export, name="articles_event_export"), *super().get_urls()]

    def get_queryset(self, request):
        """Events of the articles in a person's sections, newest first, with the titles by which they are known now."""
        newest = Revision.objects.filter(article=OuterRef("article")).order_by("-pk")
        events = Event.objects.select_related("by").annotate(title=Subquery(newest.values("title")[:1]))
        if reach_of(request.user) is not None:
            events = events.filter(article__in=_articles(request).values("pk"))
        return events.order_by("-at", "-pk")

    def changelist_view(self, request, extra_context=None):
        return self._page(request, self._asked_for(request))

    def export(self, request):
        """Send what the page shows, all pages of it, as a file."""
        asked = self._asked_for(request)
        if not asked.form.is_valid():
            return self._page(request, asked)
        rows = asked.found.iterator(chunk_size=1000)
        return csv_file(f"nhat-ky-{timezone.localdate():%Y-%m-%d}.csv", _heads(), _cells(rows))

    def _asked_for(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return EventFilter(request.GET, queryset=self.get_queryset(request), request=request)

    def _page(self, request, asked):
        page = Paginator(asked.found, PER_PAGE).get_page(request.GET.get("p"))
        for event in page:
            event.words = note_of(event)
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(_("journal")),
            "opts": self.opts,
            "asked": asked,
            "article": asked.chosen_article,
            "page": page,
        }
        status = 200 if asked.form.is_valid() else 400
        return TemplateResponse(request, "articles/admin/journal.html", context, status=status)


def _heads():
    return [
        _("When"),
        _("Person"),
        _("Step"),
        _("Article no."),
        _("Title"),
        _("State before"),
        _("State after"),
        _("Note"),
    ]


def _cells(events):
    # Looked up once: translating each label anew in each row takes three quarters of the time.
    steps = {step.value: str(step.label) for step in Step}
    state = cache(lambda code: str(label(code)))
    for event in events:
        yield [
            f"{timezone.localtime(event.at):%d/%m/%Y %H:%M:%S}",
            event.actor,
            steps.get(event.step, event.step),
            event.article_id,
            event.title or _("Untitled"),
            state(event.before),
            state(event.after),
            note_of(event),
        ]
