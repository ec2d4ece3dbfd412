"""The public holidays and the days made up for, which deadlines in working days heed."""

from django.contrib import admin
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ..filters import DateField, day_input
from ..forms import LineField
from ..models import SpecialDay


class YearFilter(admin.SimpleListFilter):
    title = _("year")
    parameter_name = "nam"

    def lookups(self, request, model_admin):
        return [(str(first.year), str(first.year)) for first in SpecialDay.objects.dates("day", "year", order="DESC")]

    def queryset(self, request, queryset):
        value = self.value()
        if value is None:
            return queryset
        known = value in {year for year, _label in self.lookup_choices}
        return queryset.filter(day__year=value) if known else queryset.none()


@admin.register(SpecialDay)
class SpecialDayAdmin(admin.ModelAdmin):
    list_display = ["day", "weekday", "name", "is_working"]
    list_filter = [YearFilter]
    fields = ["day", "name", "is_working"]
    formfield_overrides = {
        models.CharField: {"form_class": LineField},
        models.DateField: {"form_class": DateField, "widget": day_input()},
    }

    @admin.display(description=_("weekday"), ordering="day")
    def weekday(self, special):
        return date_format(special.day, "l")
