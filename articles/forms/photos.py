"""The forms of the media library: what comes in, the words beside a photo, its replacement, why it is taken down."""

import json

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Photo
from ..models.photo import FOCUS_STEP
from .fields import LineField, MomentField

WORDS = ("alt", "caption", "credit", "rights")
ALT = gettext_lazy("Description for people who can't see it")
ALT_HELP = gettext_lazy("Say what the picture shows, in one sentence.")


class PhotoUploadForm(forms.Form):
    """One file. Its words may come later: the check before publication names what is still missing."""

    file = forms.FileField(label=gettext_lazy("Photo file"))
    alt = LineField(label=ALT, max_length=250, required=False, help_text=ALT_HELP)
    caption = LineField(label=gettext_lazy("Caption"), max_length=300, required=False)
    credit = LineField(label=gettext_lazy("Photo credit"), max_length=120, required=False)
    rights = LineField(label=gettext_lazy("Rights"), max_length=200, required=False)


class PickerUploadForm(PhotoUploadForm):
    """A photo that is used at once is described at once."""

    alt = LineField(label=ALT, max_length=250, help_text=ALT_HELP)
    rights = None


class PhotoWordsForm(forms.ModelForm):
    """The words beside a photo. `opened` carries those that the form was opened with.

    Two people may have the same photo open: a word that only the other one changed is kept, and one that both changed
    is put right by whoever comes second, with the other's word before their eyes.
    """

    alt = LineField(label=ALT, max_length=250, required=False)
    caption = LineField(label=gettext_lazy("Caption"), max_length=300, required=False)
    credit = LineField(label=gettext_lazy("Photo credit"), max_length=120, required=False)
    rights = LineField(label=gettext_lazy("Rights"), max_length=200, required=False)
    opened = forms.CharField(max_length=8000, required=False, widget=forms.HiddenInput)

    class Meta:
        model = Photo
        fields = WORDS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored = {name: getattr(self.instance, name) for name in WORDS}
        self.initial["opened"] = json.dumps(self.stored, ensure_ascii=False)

    def clean(self):
        cleaned = super().clean()
        opened = self._opened()
        for name in WORDS:
            if self.add_prefix(name) not in self.data:
                cleaned[name] = self.stored[name]  # the picker asks for the description alone
            if name not in cleaned or self.stored[name] == opened[name]:
                continue
            if cleaned[name] == opened[name]:
                cleaned[name] = self.stored[name]
            elif cleaned[name] != self.stored[name]:
                self._say_conflict(name)
        return cleaned

    @property
    def changed_words(self):
        return [name for name in WORDS if self.cleaned_data[name] != self.stored[name]]

    def _opened(self):
        try:
            opened = json.loads(self.cleaned_data.get("opened") or "{}")
        except ValueError:
            opened = {}
        known = opened if isinstance(opened, dict) else {}
        return {name: known.get(name, self.stored[name]) for name in WORDS}

    def _say_conflict(self, name):
        theirs = self.stored[name]
        if theirs:
            said = _("Somebody changed this to “%(words)s” meanwhile. Save again to put yours in its place.")
        else:
            said = _("Somebody emptied this meanwhile. Save again to put yours in its place.")
        self.add_error(name, said % {"words": theirs})
        self.data = self.data.copy()
        self.data[self.add_prefix("opened")] = json.dumps(self.stored, ensure_ascii=False)


class PhotoForm(PhotoWordsForm):
    """A photo on its own page: its words, when it was taken, and what must not be cut off."""

    taken_at = MomentField(label=gettext_lazy("Taken at"))
    focus_x = forms.IntegerField(
        label=gettext_lazy("From the left, in percent"),
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"type": "range", "step": FOCUS_STEP}),
    )
    focus_y = forms.IntegerField(
        label=gettext_lazy("From the top, in percent"),
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"type": "range", "step": FOCUS_STEP}),
    )

    class Meta(PhotoWordsForm.Meta):
        fields = (*WORDS, "taken_at", "focus_x", "focus_y")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["alt"].help_text = ALT_HELP
        self.fields["rights"].help_text = Photo._meta.get_field("rights").help_text

    def clean_focus_x(self):
        return self._or_as_it_was("focus_x")

    def clean_focus_y(self):
        return self._or_as_it_was("focus_y")

    def _or_as_it_was(self, name):
        value = self.cleaned_data[name]
        return getattr(self.instance, name) if value is None else value


class ReplacePhotoForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("New file"))


class TakeDownPhotoForm(forms.Form):
    reason = LineField(
        label=gettext_lazy("Reason"), max_length=300, help_text=gettext_lazy("Only the newsroom sees it.")
    )
