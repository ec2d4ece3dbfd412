"""Forms of the portal's own pages in the newsroom."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.urls import get_resolver
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import richtext
from articles import text as plain
from articles.checks.links import existing_targets, targets_of
from articles.editor import RichTextWidget
from articles.forms import SMALL_FIRST, LineField, SlugInput

from . import page_steps
from .models import Link, Page

BARE_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(/|$)")
INTERVIEW = {"TurnQuestion", "Turn"}  # buttons that a page has no use for


class PageText(RichTextWidget):
    """The editor, named for what is written in it."""

    def _set_config(self):
        super()._set_config()
        self.config["title"] = gettext("Text of the page")
        self.config["toolbar"] = [[one for one in row if one not in INTERVIEW] for row in self.config["toolbar"]]


class SamePageField(forms.ModelChoiceField):
    """The page in the other language, named with its language as both may have the same title."""

    def label_from_instance(self, page):
        return f"{page.title} ({page.get_language_display()})"


class PageForm(forms.ModelForm):
    title = LineField(
        label=_("Title"),
        max_length=150,
        widget=forms.TextInput(attrs={"placeholder": _("Title"), "autocomplete": "off"}),
    )
    slug = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=200,
        widget=SlugInput(follows="title"),
        help_text=_("Follows the title until it is saved. When you change it later, the former address leads on."),
    )
    body = forms.CharField(label=_("Text"), required=False, max_length=richtext.LONGEST, widget=PageText)
    translation = SamePageField(
        Page.objects.all(),
        label=_("The same page in the other language"),
        required=False,
        empty_label=_("none"),
        help_text=_("Each of the two then offers the other to its readers."),
    )

    class Meta:
        model = Page
        fields = ["title", "slug", "language", "body", "shows_contacts", "translation"]
        fields += ["is_published", "in_footer", "order"]
        labels = {"is_published": _("Readers see this page")}
        help_texts = {
            "is_published": _("While they see it, it can't be deleted."),
            "language": _("An English page stands under /en/."),
            "in_footer": _("The site map lists it in any case."),
            "order": SMALL_FIRST,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        key = self.instance.pk
        free = Page.objects.filter(Q(translation=None) | Q(translation=key)).exclude(pk=key)
        if key:
            free = free.exclude(language=self.instance.language)
            if language := self.fields.get("language"):  # who may only look has no field
                language.disabled, language.help_text = True, ""  # its address would change, and its partner
            if slug := self.fields.get("slug"):
                slug.widget.attrs["data-slug-kept"] = ""
        else:
            self.fields["title"].widget.attrs["autofocus"] = True
        self.fields["translation"].queryset = free

    def clean_slug(self):
        slug = plain.slugify(self.cleaned_data["slug"]) or plain.slugify(self.cleaned_data.get("title", ""))
        if not slug and "title" in self.cleaned_data:
            raise ValidationError(_("An address needs at least one letter or digit."))
        return slug

    def clean(self):
        data = super().clean()
        if data.get("language") == Page.Language.VIETNAMESE and data.get("slug") in taken_words():
            self.add_error("slug", _("Another part of this site has this address. Choose another one."))
        if data.get("translation") and data["translation"].language == data.get("language"):
            self.add_error("translation", _("This page is in the same language."))
        if "slug" in self.changed_data and not data.get("is_published") and self._is_known():
            # Else the former address would tell readers of one that they don't see.
            self.add_error("slug", _("Readers know this page by its address. Show it to them again to change that."))
        return data

    def _is_known(self):
        stored = Page.objects.filter(pk=self.instance.pk).first()
        return stored is not None and page_steps.is_known(stored)


def taken_words():
    """Return the first words of all addresses that the site answers itself, and of its files."""
    words = set(_first_words(get_resolver().url_patterns))
    return words | {url.strip("/").split("/")[0] for url in (settings.STATIC_URL, settings.MEDIA_URL)}


def _first_words(patterns):
    for pattern in patterns:
        route = str(pattern.pattern).removeprefix("^")
        if route:
            yield route.split("/")[0]
        elif hasattr(pattern, "url_patterns"):
            yield from _first_words(pattern.url_patterns)


class LinkForm(forms.ModelForm):
    name = LineField(label=_("Name of the site"), max_length=150, widget=forms.TextInput(attrs={"size": 40}))
    url = LineField(
        label=_("Web address"), max_length=500, widget=forms.TextInput(attrs={"inputmode": "url", "size": 50})
    )

    class Meta:
        model = Link
        fields = ["name", "url", "order"]
        help_texts = {"order": SMALL_FIRST}

    def clean_url(self):
        """Refuse what leads nowhere: a page that this site doesn't have. A bare "nhandan.vn" is completed."""
        url = self.cleaned_data["url"]
        if BARE_HOST.match(url):
            url = f"https://{url}"
        if not url.startswith("/"):
            URLValidator(["http", "https"])(url)
            return url
        targets = set(targets_of([url], hosts=set(), article=None).values())
        if targets - existing_targets(targets):
            raise ValidationError(_("This site has no such address."))
        return url
