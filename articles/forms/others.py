"""The smaller forms: things with a name and an address, the withdrawal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import text as plain
from ..models import Photo
from .fields import CoverWidget, SlugInput

SMALL_FIRST = _("Small numbers stand first.")


class NamedForm(forms.ModelForm):
    """For things with a name and a slug: any typed address becomes a slug, an empty one follows the name."""

    slug = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=200,
        widget=SlugInput(follows="name"),
        help_text=_("Follows the name until it is saved. When you change it later, the former address leads on."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "slug" in self.fields:  # who may only look has no field
            self.fields["slug"].widget.attrs["data-slug-kept"] = ""

    def clean_slug(self):
        slug = plain.slugify(self.cleaned_data["slug"]) or plain.slugify(self.cleaned_data.get("name", ""))
        if not slug:
            raise forms.ValidationError(_("An address needs at least one letter or digit."))
        return slug


class TopicForm(NamedForm):
    cover = forms.ModelChoiceField(Photo.objects.all(), label=_("Main photo"), required=False, widget=CoverWidget)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Readers see it at the article's address."), strip=True
    )
