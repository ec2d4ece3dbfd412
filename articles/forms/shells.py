"""The form of a story shell: the same fields as the article's, as far as recurring notices share them."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .. import photos, richtext
from .. import text as plain
from ..editor import RichTextWidget
from ..models import Photo, Shell, Tag
from .fields import CoverWidget, LineField, TagsField, TopicsField
from .others import SMALL_FIRST


class ShellText(RichTextWidget):
    """The editor, named for what is written in it."""

    def _set_config(self):
        super()._set_config()
        self.config["title"] = gettext("Text of the story shell")


class ShellForm(forms.ModelForm):
    name = LineField(
        label=pgettext_lazy("story shell", "Name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    title = LineField(
        label=_("Title"),
        max_length=250,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "placeholder": _("Title")}),
    )
    lead = forms.CharField(
        label=_("Lead"), required=False, widget=forms.Textarea(attrs={"rows": 3, "placeholder": _("Lead")})
    )
    body = forms.CharField(label=_("Text"), required=False, max_length=richtext.LONGEST, widget=ShellText)
    cover = forms.ModelChoiceField(Photo.objects.all(), label=_("Main photo"), required=False, widget=CoverWidget)
    tags = TagsField(label=_("Tags"), required=False, help_text=_("Words between commas."))
    topics = TopicsField(label=_("Topics"))

    class Meta:
        model = Shell
        fields = [
            "name", "title", "lead", "body", "is_active", "order", "instructions", "section", "author", "source",
            "cover", "tags", "topics",
        ]  # fmt: skip
        widgets = {"instructions": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"order": SMALL_FIRST}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("tags", "topics"):
            self.initial[name] = [thing.pk for thing in self.initial.get(name) or []]
        if "topics" in self.fields:  # who may only look has no field
            self.fields["topics"].offer(self.initial["topics"])
        if not self.instance.pk and "name" in self.fields:
            self.fields["name"].widget.attrs["autofocus"] = True

    def clean_lead(self):
        return plain.paragraphs(self.cleaned_data["lead"])

    def clean_instructions(self):
        return plain.paragraphs(self.cleaned_data["instructions"])

    def clean_body(self):
        return photos.with_sizes(richtext.clean(self.cleaned_data["body"]))

    @transaction.atomic
    def _save_m2m(self):
        self.cleaned_data["tags"] = [
            Tag.objects.get_or_create(slug=plain.slugify(name, 80), defaults={"name": name})[0]
            for name in self.cleaned_data["tags"]
        ]
        super()._save_m2m()
