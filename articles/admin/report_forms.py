"""What the reports are asked, in their addresses: a section, and what is each one's own."""

from django import forms
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import reports
from ..filters import DateField, day_input
from ..keys import pk_of


class SectionField(forms.ModelChoiceField):
    def label_from_instance(self, section):
        return f"– {section.name}" if section.parent_id else section.name

    def to_python(self, value):
        """A key of any length and of any signs is no section; none of it reaches the database."""
        if value and pk_of(value) is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return super().to_python(value)


class ReportForm(forms.Form):
    """The narrowing to a section, which every report has."""

    chuyen_muc = SectionField(
        None,
        label=gettext_lazy("Section"),
        required=False,
        empty_label=gettext_lazy("All sections"),
        error_messages={"invalid_choice": gettext_lazy("There is no such section here.")},
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["chuyen_muc"].queryset = reports.sections_of(user)
        self.order_fields([*(name for name in self.fields if name != "chuyen_muc"), "chuyen_muc"])

    @property
    def sections(self):
        """The keys of the chosen section and of those below it; None for all."""
        if not hasattr(self, "_sections"):
            section = self.cleaned_data["chuyen_muc"]
            self._sections = reports.below(section) if section else None
        return self._sections

    @property
    def kept(self):
        """What was asked as a query string, for the links to other pages and to the file."""
        return urlencode({name: self.data[name] for name in self.fields if self.data.get(name)})


class StaleForm(ReportForm):
    MONTHS = 12  # unless said
    DUE, OLD = "den-ngay", "lau"
    loai = forms.ChoiceField(
        label=gettext_lazy("Show"),
        choices=[(DUE, gettext_lazy("Their day has passed")), (OLD, gettext_lazy("Not changed for long"))],
        required=False,
    )
    thang = forms.TypedChoiceField(
        label=gettext_lazy("Not changed for"),
        choices=[(6, gettext_lazy("6 months")), (12, gettext_lazy("12 months")), (24, gettext_lazy("24 months"))],
        coerce=int,
        empty_value=MONTHS,
        required=False,
    )

    def __init__(self, data, *, user):
        data = data.copy()
        data.setdefault("thang", str(self.MONTHS))
        super().__init__(data, user=user)

    @property
    def is_old(self):
        return self.cleaned_data["loai"] == self.OLD

    @property
    def months(self):
        return self.cleaned_data["thang"]

    @property
    def column(self):
        """What the rows go by."""
        return "published_at" if self.is_old else "review_on"

    def rows(self, user):
        return reports.unchanged(user, self.months, self.sections) if self.is_old else reports.due(user, self.sections)


class LinksForm(ReportForm):
    pass


class PhotosForm(ReportForm):
    thieu = forms.ChoiceField(label=gettext_lazy("Lacking"), choices=reports.LACKING, required=False)

    @property
    def lacks(self):
        return self.cleaned_data["thieu"]


class ReadingForm(ReportForm):
    """A period by its length, ending yesterday, or from day to day."""

    DAYS = 30  # unless said
    ky = forms.ChoiceField(
        label=gettext_lazy("Period"),
        choices=[
            ("7", gettext_lazy("7 days")),
            ("30", gettext_lazy("30 days")),
            ("90", gettext_lazy("90 days")),
            ("365", gettext_lazy("A year")),
            ("ngay", gettext_lazy("From day to day")),
        ],
        required=False,
    )
    tu_ngay = DateField(label=gettext_lazy("From"), required=False, widget=day_input())
    den_ngay = DateField(label=gettext_lazy("Until"), required=False, widget=day_input())

    def __init__(self, data, *, user):
        data = data.copy()
        data.setdefault("ky", "ngay" if data.get("tu_ngay") or data.get("den_ngay") else str(self.DAYS))
        super().__init__(data, user=user)

    def clean(self):
        cleaned = super().clean()
        days = [name for name in ("tu_ngay", "den_ngay") if cleaned.get(name)]
        if days and cleaned.get("ky") in {"7", "30", "90", "365"}:
            self.add_error(days[0], _("Choose the period “From day to day” to count these days, or empty them."))
        if not self.errors:
            self.period = self._from_day_to_day(cleaned) if cleaned["ky"] == "ngay" else self._of_length(cleaned)
        return cleaned

    def _of_length(self, cleaned):
        return reports.Period.ending_yesterday(int(cleaned["ky"] or self.DAYS))

    def _from_day_to_day(self, cleaned):
        """Nothing was counted after today; without an end it is today, without a beginning 30 days before the end."""
        today = timezone.localdate()
        last = min(cleaned["den_ngay"] or today, today)
        first = cleaned["tu_ngay"] or last - (self.DAYS - 1) * reports.DAY
        if first > last:
            self.add_error("tu_ngay", _("The first day lies after the last, or after today."))
        elif (last - first).days >= reports.LONGEST:
            self.add_error("tu_ngay", _("A period is at most a year long."))
        return reports.Period(first, last)
