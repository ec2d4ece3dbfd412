"""What the page of a link for approval sends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import ParagraphsField

APPROVE, RETURN, NOTE = "approve", "return", "note"
LONGEST = 2000


class WordsField(ParagraphsField):
    """What a leader says: as long as a note may be."""

    def __init__(self, **options):
        too_long = _("That is too long: please keep to 2,000 characters.")
        options |= {"required": False, "max_length": LONGEST, "error_messages": {"max_length": too_long}}
        super().__init__(**options)


class ReviewForm(forms.Form):
    """One of three steps; `passages` are (number, words) of what a note can be about, `shown` a digest of the page."""

    step = forms.ChoiceField(choices=[(name, name) for name in (APPROVE, RETURN, NOTE)])
    note = WordsField()
    reason = WordsField()
    text = WordsField()
    shown = forms.CharField(required=False, max_length=64)
    passage = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, passages, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.passages = dict(passages)
        self.fields["passage"].choices = [("", ""), *passages]

    def quote(self):
        """Return the words of the passage that a note is about, as they stand in the version."""
        return self.passages.get(self.cleaned_data["passage"], "")
