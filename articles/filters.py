"""What lists can be narrowed by, in the address: ?tu-ngay=01/10/2020&den-ngay=…&tac-gia=…&q=…"""

from datetime import timedelta

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from . import search
from .models import Article, Author
from .querysets import midnight

PAGING = {"trang", "truoc"}
# Marks that other sites hang on shared links; they filter nothing and are not ours to refuse.
FOREIGN_MARKS = ("utm_", "fbclid", "gclid", "zarsrc", "zalo")
EARLIEST, LATEST = 1900, 9998


class DateField(forms.DateField):
    """A day between 1900 and 9998: years beyond them overflow when a zone is applied."""

    def clean(self, value):
        day = super().clean(value)
        if day and not EARLIEST <= day.year <= LATEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class DateFilter(django_filters.DateFilter):
    field_class = DateField


def day_input(**attributes):
    return forms.DateInput(
        attrs={"placeholder": _("dd/mm/yyyy"), "inputmode": "numeric", "autocomplete": "off"} | attributes
    )


class ArticleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Words"), method="by_words", max_length=search.MAX_LENGTH)
    tu_ngay = DateFilter(label=_("From"), method="from_day", widget=day_input())
    den_ngay = DateFilter(label=_("Until"), method="until_day", widget=day_input())
    tac_gia = django_filters.ModelChoiceFilter(
        label=_("Author"),
        field_name="bylines__author",
        queryset=Author.objects.all(),
        to_field_name="slug",
        empty_label=_("All authors"),
    )

    class Meta:
        model = Article
        fields = []

    def by_words(self, articles, name, value):
        return search.search(articles, value)

    def from_day(self, articles, name, value):
        return articles.filter(published_at__gte=midnight(value))

    def until_day(self, articles, name, value):
        return articles.filter(published_at__lt=midnight(value + timedelta(days=1)))

    @property
    def unknown(self):
        """Names in the address that filter nothing here: said aloud, never silently taken as "everything"."""
        known = self.filters.keys() | PAGING
        return sorted(name for name in self.data if name not in known and not name.startswith(FOREIGN_MARKS))

    @property
    def is_in_use(self):
        return any(self.data.get(name) for name in self.filters)

    @property
    def kept(self):
        """The filters as a query string, for the links to other pages."""
        kept = self.data.copy()
        for name in list(kept):
            if name not in self.filters or not kept[name]:
                del kept[name]
        return kept.urlencode()


class ArticleFilterWithoutAuthor(ArticleFilter):
    """For the page of an author, who is chosen already."""

    tac_gia = None


class NoFilter(ArticleFilter):
    """Narrows nothing, and still names what an address asks for in vain."""

    q = tu_ngay = den_ngay = tac_gia = None
