"""What the newsroom asks on the report, of a unit and on the page for personal data."""

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.filters import DateField, day_input
from articles.wording import actor_of

from .models import Unit
from .moderation.steps import ANSWER


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


class UnitForm(forms.ModelForm):
    """A unit with its members: staff who may answer. Whoever lost that right since is named, not dropped unsaid."""

    class Meta:
        model = Unit
        fields = ["name", "answer_days", "members", "is_active", "order"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "members" not in self.fields:
            return  # it is only read
        users = get_user_model().objects
        self.may_answer = users.with_perm(ANSWER).values("pk")
        belongs = Q(pk__in=self.instance.members.values("pk")) if self.instance.pk else Q()
        offered = users.filter(Q(pk__in=self.may_answer) | belongs, is_staff=True, is_active=True)
        field = self.fields["members"]
        field.queryset = offered.order_by("last_name", "first_name", "username")
        field.label_from_instance = actor_of
        field.help_text = _("They see what is handed to the unit, and may answer it. Whoever is missing here "
                            "has to be in the group for answering readers first.")  # fmt: skip

    def clean_members(self):
        members = self.cleaned_data["members"]
        left_out = members.exclude(pk__in=self.may_answer)
        if names := ", ".join(map(actor_of, left_out)):
            raise forms.ValidationError(_("%(people)s: not in the group for answering readers.") % {"people": names})
        return members


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
