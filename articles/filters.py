"""What lists can be narrowed by, in the address: ?q=…&chuyen_muc=…&tu_ngay=01/10/2020&den_ngay=…&tac_gia=…&anh=co"""

import re
from datetime import timedelta

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import search
from .addresses import FOREIGN_MARKS
from .models import Article, Author, Byline
from .querysets import midnight
from .text import one_line, sort_key

PAGING = {"trang", "truoc"}
EARLIEST, LATEST = 1900, 9998
# Whoever signed one of so many newest articles of a list is offered as its author: a province has thousands of authors,
# and a choice among all of them would outweigh the page. Any other one is still found by name in the address.
AUTHORS_AMONG = 300
NAMED, NAME_LENGTH = 5, 40  # unknown parameters named on the page
DAY = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}", re.ASCII)  # meant as a day, whether there is one or not


class DateField(forms.DateField):
    """A day between 1900 and 9998: years beyond them overflow when a zone is applied."""

    default_error_messages = {
        "invalid": _("Please write the day as day/month/year, for example 05/11/2026."),
        "impossible": _("The day %(day)s is not in the calendar. Please correct it."),
    }

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError:
            if DAY.fullmatch(value.strip()):
                raise self._impossible(value) from None
            raise

    def clean(self, value):
        day = super().clean(value)
        if day and not EARLIEST <= day.year <= LATEST:
            raise self._impossible(value)
        return day

    def _impossible(self, value):
        return forms.ValidationError(self.error_messages["impossible"], "impossible", {"day": value.strip()})


class DateFilter(django_filters.DateFilter):
    field_class = DateField


def day_input(**attributes):
    return forms.DateInput(
        attrs={"placeholder": _("dd/mm/yyyy"), "inputmode": "numeric", "autocomplete": "off"} | attributes
    )


def choice(label, method, refusal, **options):
    """A choice by slug; its options are given to the instance, for they depend on the list."""
    return django_filters.ChoiceFilter(
        label=label, method=method, error_messages={"invalid_choice": refusal}, **{"choices": []} | options
    )


class FilterForm(forms.Form):
    def clean(self):
        first, last = self.cleaned_data.get("tu_ngay"), self.cleaned_data.get("den_ngay")
        if first and last and first > last:
            self.add_error("den_ngay", _("The last day lies before the first."))


class ArticleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Words"), method="by_words", max_length=search.MAX_LENGTH)
    chuyen_muc = choice(_("Section"), "by_section", _("There is no such section here."), empty_label=_("All sections"))
    tu_ngay = DateFilter(label=_("From"), method="from_day", widget=day_input())
    den_ngay = DateFilter(label=_("Until"), method="until_day", widget=day_input())
    tac_gia = choice(_("Author"), "by_author", _("There is no such author."), empty_label=_("All authors"))
    anh = choice(
        _("Pictures"),
        "by_pictures",
        _("There are only articles with pictures and without."),
        empty_label=_("With and without"),
        choices=[("co", _("With pictures")), ("khong", _("Without pictures"))],
    )

    class Meta:
        model = Article
        fields = []
        form = FilterForm

    def __init__(self, data=None, queryset=None, *, request=None, section=None, **options):
        """`section` is the one whose page this is: only what lies below it can be chosen there."""
        super().__init__(data, queryset, request=request, **options)
        if "chuyen_muc" in self.filters:
            self._offer_sections(section)
        if "tac_gia" in self.filters:
            self._offer_authors()

    def _offer_sections(self, section):
        """Offer the sections that the frame has loaded for the navigation; where there are none, drop the filter."""
        tops = self.request.frame.sections if self.request else []
        if section:
            offered = [(child, child.name) for top in tops if top == section for child in top.below]
        else:
            offered = [
                (one, name) for top in tops for one, name in [(top, top.name), *((c, f"– {c.name}") for c in top.below)]
            ]
        self.sections = {one.slug: one for one, _name in offered}
        if offered:
            self.filters["chuyen_muc"].extra["choices"] = [(one.slug, name) for one, name in offered]
        elif self.request:
            del self.filters["chuyen_muc"]

    def _offer_authors(self):
        """Offer who signed lately in this list, and whom the address names; by given name, as Vietnamese lists go."""
        recent = self.queryset.newest_first().values("pk")[:AUTHORS_AMONG]
        signed = Byline.objects.filter(article__in=recent).order_by().values("author")
        authors = list(Author.objects.filter(Q(pk__in=signed) | Q(slug=self.data.get("tac_gia", ""))).order_by())
        authors.sort(key=lambda author: (sort_key(author.name.rpartition(" ")[2]), sort_key(author.name)))
        self.authors = {author.slug: author for author in authors}
        self.filters["tac_gia"].extra["choices"] = [(author.slug, author.name) for author in authors]

    def by_words(self, articles, name, value):
        return search.search(articles, value)

    def by_section(self, articles, name, value):
        return articles.in_section(self.sections[value])

    def from_day(self, articles, name, value):
        return articles.filter(published_at__gte=midnight(value))

    def until_day(self, articles, name, value):
        return articles.filter(published_at__lt=midnight(value + timedelta(days=1)))

    def by_author(self, articles, name, value):
        # Asked by keys: whoever signs an article twice must not bring it twice.
        return articles.filter(pk__in=Byline.objects.filter(author=self.authors[value]).values("article"))

    def by_pictures(self, articles, name, value):
        in_text = Article.photos.through.objects.filter(article=OuterRef("pk"))
        pictured = Q(cover__isnull=False) | Exists(in_text)
        return articles.filter(pictured if value == "co" else ~pictured)

    @property
    def unknown(self):
        """Names in the address that filter nothing here: said aloud, never silently taken as "everything"."""
        known = self.filters.keys() | PAGING
        return sorted(name for name in self.data if name not in known and not name.startswith(FOREIGN_MARKS))

    @property
    def unknown_names(self):
        """The unknown names as a page can show them: an address may hold a thousand of them, or one of 10 KB."""
        names = [one_line(name)[:NAME_LENGTH] or "?" for name in self.unknown[:NAMED]]
        return ", ".join(names) + (" …" if len(self.unknown) > NAMED else "")

    @property
    def is_in_use(self):
        return any(self.data.get(name) for name in self.filters)

    @property
    def is_narrowed(self):
        """Whether more than words are asked for."""
        return any(self.data.get(name) for name in self.filters if name != "q")

    @property
    def kept(self):
        """The filters as a query string, for the links to other pages."""
        return self._query({})

    @property
    def chips(self):
        """What the list is narrowed by: label, value as read, and the query without it."""
        if not self.form.is_valid():
            return []
        chosen = {name: value for name, value in self.form.cleaned_data.items() if value}
        return [
            {"label": self.filters[name].label, "value": self._shown(name, value), "query": self._query({name: None})}
            for name, value in chosen.items()
        ]

    @property
    def periods(self):
        """Links that fill in the days: label, query, whether it is chosen. They move on at midnight, as ETags do."""
        if "tu_ngay" not in self.filters:
            return []
        today = timezone.localdate()
        firsts = {
            gettext("Last 7 days"): today - timedelta(days=6),
            gettext("Last 30 days"): today - timedelta(days=29),
            gettext("This year"): today.replace(month=1, day=1),
        }
        asked = self.data.get("tu_ngay"), self.data.get("den_ngay") or None
        return [
            {
                "label": label,
                "query": self._query({"tu_ngay": f"{first:%d/%m/%Y}", "den_ngay": None}),
                "is_chosen": asked == (f"{first:%d/%m/%Y}", None),
            }
            for label, first in firsts.items()
        ]

    def _query(self, changed):
        query = QueryDict(mutable=True)
        for name in self.filters:
            value = changed[name] if name in changed else self.data.get(name)
            if value:
                query[name] = value
        return query.urlencode(safe="/")

    def _shown(self, name, value):
        if name in {"tu_ngay", "den_ngay"}:
            return date_format(value, "d/m/Y")
        if name == "q":
            return f"“{value}”"
        options = dict(self.filters[name].extra["choices"])
        return str(options[value]).removeprefix("– ")


class ArticleFilterWithoutAuthor(ArticleFilter):
    """For the page of an author, who is chosen already."""

    tac_gia = None


class NoFilter(ArticleFilter):
    """Narrows nothing, and still names what an address asks for in vain."""

    q = chuyen_muc = tu_ngay = den_ngay = tac_gia = anh = None
