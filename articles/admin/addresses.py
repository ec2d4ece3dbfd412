"""The addresses of former sites, and where each of them leads."""

from copy import copy
from urllib.parse import unquote, urlsplit

from django import forms
from django.contrib import admin, messages
from django.http import Http404, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import addresses
from .. import text as plain
from ..forms import LineField
from ..models import Article, OldAddress
from ..search import search, words_of
from ..wording import stamp
from .base import PublicContentAdmin

CHOSEN = "article"  # the field of the articles that the form offers where it was given words
LOOKED_AT, OFFERED = 100, 5


class OldAddressForm(forms.ModelForm):
    """An address as it was, and one thing about it: where it leads, or that it leads nowhere any more."""

    path = forms.CharField(
        label=_("Old address"),
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "spellcheck": "false"}),
        help_text=_(
            "Paste it whole, such as http://trangcu.vi.du/tin-tuc/1.aspx. One that begins with / counts for every "
            "former site."
        ),
    )
    leads_to = LineField(
        label=_("Leads to"),
        required=False,
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "spellcheck": "false"}),
        help_text=_(
            "The number or the address of an article, words of its title, another address of this site, or one that "
            "begins with https://."
        ),
    )
    is_gone = forms.BooleanField(
        label=_("Gone for good"), required=False, help_text=_("Readers are told that the page is no longer kept.")
    )

    class Meta:
        model = OldAddress
        fields = ["path"]

    def __init__(self, data=None, *args, **kwargs):
        if data and data.get(CHOSEN):
            data = data.copy()
            data["leads_to"] = data[CHOSEN]
        super().__init__(data, *args, **kwargs)
        if self.instance.pk:
            self.initial["leads_to"] = addresses.target_of(self.instance)
            self.initial["is_gone"] = self.initial["leads_to"] is None

    def clean_path(self):
        try:
            path = addresses.readable(self.cleaned_data["path"])
        except addresses.NotAnAddress as error:
            raise forms.ValidationError(str(error)) from error
        self.instance.key = addresses.key_of(path)
        other = OldAddress.objects.filter(key=self.instance.key).exclude(pk=self.instance.pk).first()
        if other:
            where = {"address": other.path[:100], "where": _said(other)}
            raise forms.ValidationError(_("This old address is here already as “%(address)s”: %(where)s.") % where)
        return path

    def clean_leads_to(self):
        try:
            destination = addresses.destination_of(self.cleaned_data["leads_to"])
        except addresses.NoDestination as error:
            raise forms.ValidationError(_offer(self.cleaned_data["leads_to"]) or str(error)) from error
        key = destination.article_id
        if key and not Article.objects.filter(pk=key).exists():
            raise forms.ValidationError(_("There is no article with the number %(number)d.") % {"number": key})
        return destination

    def clean(self):
        destination, is_gone = self.cleaned_data.get("leads_to"), self.cleaned_data.get("is_gone")
        if destination is None:
            return
        if destination.is_gone and not is_gone:
            self.add_error("leads_to", _("Say where it leads, or tick that it is gone for good."))
        elif is_gone and not destination.is_gone:
            self.add_error("is_gone", _("It leads somewhere or it is gone for good, not both."))
        elif "path" in self.cleaned_data and addresses.Onward().leads_back(self.instance.key, destination.target):
            self.add_error("leads_to", _("It would lead back to itself: readers would go in a circle."))
        self.instance.article_id, self.instance.target = destination.article_id, destination.target


def _offer(words):
    """Return the articles that words of a title may mean, to choose from, or nothing."""
    newest = search(Article.objects.only("title", "published_at").newest_first(), words)[:LOOKED_AT]
    found = [one for one in newest if {*words_of(words)} <= {*words_of(one.title)}][:OFFERED]
    if not found:
        return ""
    choice = '<br><label><input type="radio" name="{}" value="{}"> {}</label>'
    named = ([CHOSEN, one.pk, _named(one)] for one in found)
    return format_html("{} {}", gettext("Which article do you mean?"), format_html_join("", choice, named))


def _named(article):
    return f"{article.pk} · {article.title} · {stamp(article.published_at)}"


@admin.register(OldAddress)
class OldAddressAdmin(PublicContentAdmin):
    form = OldAddressForm
    list_display = ["path", "where", "created_at"]
    list_select_related = ["article"]
    search_fields = ["path"]
    search_help_text = _("A whole old address, or a part of it")
    show_full_result_count = False

    def get_fields(self, request, obj=None):
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        about = ["where", "created_at", "created_by"] if obj else []
        return ["path", *(["leads_to", "is_gone"] if may_write else []), *about]

    def get_readonly_fields(self, request, obj=None):
        return ["where", "created_at", "created_by"]

    @admin.display(description=_("leads to"))
    def where(self, row):
        if row.article is None:
            return _said(row)
        address = reverse("admin:articles_article_change", args=[row.article_id])
        return format_html('{} · <a href="{}">{}</a>', row.article_id, address, row.article)

    def get_search_results(self, request, queryset, search_term):
        """What looks like an address is looked up by its page, whichever site had it; else by what it contains."""
        term = plain.one_line(search_term)
        if term.startswith("/") or "://" in term:
            asked, wider = addresses.key_of(term), addresses.at_page(addresses.page_of(addresses.key_of(term)))
            for found in (queryset.filter(key=asked), queryset.filter(wider)):
                if found.exists():
                    return found, False
        return (queryset.filter(path__icontains=term) if term else queryset), False

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)
        if is_answered(request, obj.path):
            messages.warning(
                request, gettext("This site has a page of its own at that address: it never leads on from there.")
            )
        if obj.target.startswith("/") and not _leads_anywhere(request, obj.target):
            messages.warning(request, gettext("At present no page of this site stands where it leads."))


def is_answered(request, address):
    """Whether a page of this site stands at an address: then nobody is ever led on from there.

    Reading pages are asked, for many of them depend on what is stored; they change nothing and know no reader.
    """
    asked = copy(request)
    try:
        parts = urlsplit(address)
        path = unquote(parts.path) or "/"
        if path == "/" and parts.query:
            return False  # the front page looks such addresses up itself
        asked.method, asked.path, asked.path_info, asked.GET = "GET", path, path, QueryDict()
        asked.resolver_match = match = resolve(path)
        if getattr(match.func, "is_reading_page", False):
            match.func(asked, *match.args, **match.kwargs)
    except (Resolver404, Http404, ValueError):
        return False
    return True


def _leads_anywhere(request, target):
    slashed = urlsplit(target)._replace(path=urlsplit(target).path.rstrip("/") + "/").geturl()
    is_old = OldAddress.objects.filter(addresses.at_page(addresses.page_of(addresses.key_of(target)))).exists()
    return is_old or is_answered(request, target) or is_answered(request, slashed)


def _said(row):
    """Say in words where an old address leads."""
    if row.target == row.path:
        return gettext("to a page of this site that readers no longer see")
    if row.article:
        return gettext("to the article “%(title)s”") % {"title": row.article}
    return gettext("to %(address)s") % {"address": row.target} if row.target else gettext("gone for good")
