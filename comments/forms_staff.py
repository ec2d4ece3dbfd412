"""What the newsroom asks on the report and on the page for personal data."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.filters import DateField, day_input


class PeriodForm(forms.Form):
    """From a day to a day, both included; this month where nothing is said."""

    tu_ngay = DateField(label=gettext_lazy("From"), required=False, widget=day_input())
    den_ngay = DateField(label=gettext_lazy("Until"), required=False, widget=day_input())

    @classmethod
    def of(cls, first, last):
        """The form with a period filled in."""
        return cls(initial={"tu_ngay": first, "den_ngay": last})

    def clean(self):
        cleaned = super().clean()
        today = timezone.localdate()
        last = cleaned.get("den_ngay") or max(today, cleaned.get("tu_ngay") or today)
        first = cleaned.get("tu_ngay") or min(today, last).replace(day=1)
        if first > last and not self.errors:
            self.add_error("den_ngay", _("The last day comes before the first."))
        return cleaned | {"first": first, "last": last}


class PersonForm(forms.Form):
    """Whose data: a phone number or a look-up code. It goes by POST alone, and stands in no address and no log."""

    who = forms.CharField(
        label=gettext_lazy("Phone number or look-up code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class PersonRequestForm(PersonForm):
    """What is done for that person, and on whose word."""

    request = forms.CharField(
        label=gettext_lazy("Who asked, how, and how they proved who they are"),
        max_length=300,
        required=False,  # what is missing is said by the step itself, in one place
        help_text=gettext_lazy("Kept in the log of accesses. Numbers and addresses in it are masked."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    shown = forms.CharField(required=False, max_length=5000, widget=forms.HiddenInput)  # the keys on the page

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].widget = forms.HiddenInput()
