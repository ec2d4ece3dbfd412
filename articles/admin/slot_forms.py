"""What the screen of the slots is asked, in addresses and in forms; each form takes one step of articles/slots."""

from datetime import timedelta

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import slots
from ..forms import MomentField
from ..keys import pk_of
from ..models import Article, Placement, Section, Topic
from ..slots.engine import begun
from ..wording import in_quotes, stamp

FRONTS = {"chuyen-muc": Section, "dong-su-kien": Topic}


# --- Addresses --------------------------------------------------------------------------------------------------------


def chosen_front(request):
    """The section or topic that the address names; None, which is the site's front page, where it names neither."""
    for name, model in FRONTS.items():
        if value := request.GET.get(name, ""):
            front = model.objects.filter(pk=pk_of(value)).first()
            if front is None:
                raise Http404
            return front
    return None


def address_of(front, page="slots", **more):
    named = {name: front.pk for name, model in FRONTS.items() if isinstance(front, model)}
    query = urlencode(named | more)
    return reverse(f"admin:{page}") + (f"?{query}" if query else "")


def moment_asked(request):
    """The moment that a preview is asked for; None where it can't be read or has passed."""
    try:
        moment = MomentField().clean(request.GET.get("luc", "").strip())
    except forms.ValidationError:
        return None
    return moment if moment and moment > timezone.now() - timedelta(minutes=1) else None


# --- What is sent -----------------------------------------------------------------------------------------------------


class SlotForm(forms.Form):
    """One change. `placement` is one of the front that is shown."""

    placement = forms.ModelChoiceField(
        Placement.objects.none(),
        error_messages={"invalid_choice": gettext_lazy("This place is over: somebody has changed the page meanwhile.")},
    )

    def __init__(self, data, front):
        super().__init__(data)
        if "placement" in self.fields:
            self.fields["placement"].queryset = slots.of_front(front).select_related("section", "topic", "article")


class RemoveForm(SlotForm):
    def take(self, front, by):
        placement = self.cleaned_data["placement"]
        slots.remove(placement, by=by)
        said = _("“%(article)s” is taken off slot %(position)s.")
        return said % {"article": in_quotes(placement.article), "position": placement.position}, placement.position


class MoveForm(SlotForm):
    position = forms.IntegerField(min_value=1, max_value=slots.SLOTS)

    def take(self, front, by):
        placement = slots.move(self.cleaned_data["placement"], to_position=self.cleaned_data["position"], by=by)
        said = _("“%(article)s” is in slot %(position)s now.")
        return said % {"article": in_quotes(placement.article), "position": placement.position}, placement.position


class TimesForm(SlotForm):
    starts_at = MomentField(label=gettext_lazy("Begins at"))
    ends_at = MomentField(label=gettext_lazy("Ends at"))

    def take(self, front, by):
        placement = slots.retime(
            self.cleaned_data["placement"],
            starts_at=self.cleaned_data["starts_at"],
            ends_at=self.cleaned_data["ends_at"],
            by=by,
        )
        said = _("The times of “%(article)s” are changed.")
        return said % {"article": in_quotes(placement.article)}, placement.position


class PlaceForm(TimesForm):
    placement = None
    position = forms.IntegerField(min_value=1, max_value=slots.SLOTS)
    article = forms.ModelChoiceField(
        Article.objects.defer("body"), error_messages={"invalid_choice": gettext_lazy("There is no such article.")}
    )

    def take(self, front, by):
        chosen = self.cleaned_data
        placement = slots.place(
            front,
            chosen["position"],
            chosen["article"],
            by=by,
            starts_at=chosen["starts_at"],
            ends_at=chosen["ends_at"],
        )
        return _placed_in_words(front, placement, by), placement.position


def _placed_in_words(front, placement, by):
    """Say from when and until when something stands in its slot, and whose place it takes."""
    begins, ends, now = slots.begins_at(placement), placement.ends_at, timezone.now()
    if begins > now and ends:
        said = _("“%(article)s” will be in slot %(position)s from %(moment)s until %(end)s, Vietnamese time.")
    elif begins > now:
        said = _("“%(article)s” will be in slot %(position)s from %(moment)s, Vietnamese time.")
    elif ends:
        said = _("“%(article)s” is in slot %(position)s now, until %(end)s, Vietnamese time.")
    else:
        said = _("“%(article)s” is in slot %(position)s now.")
    words = {"article": in_quotes(placement.article), "position": placement.position, "moment": stamp(begins)}
    said %= words | {"end": stamp(ends) if ends else ""}
    others = [one for one in slots.kept(front, now) if one != placement] if begins > now else []
    covered = [one.article for one in stack_at(others, placement.position, begins) if slots.is_shown(one, begins)][:1]
    if not covered or slots.hidden_from(by, covered, now):
        return said
    instead = _("Meanwhile it takes the place of “%(other)s”.")
    if not ends:
        instead = _("From then on “%(other)s” does not stand there any more.")
    return f"{said} {instead % {'other': in_quotes(covered[0])}}"


def stack_at(placements, position, moment):
    """What lies in a slot at a moment to come, the one that readers will see first."""
    return [one for one in begun(placements, position, moment) if one.ends_at is None or one.ends_at > moment]


CHANGES = {"place": PlaceForm, "move": MoveForm, "times": TimesForm, "remove": RemoveForm}
