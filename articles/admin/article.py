"""The article in Django's admin: the stock form writes past revisions, so every way of writing is turned here.

A save makes a revision, "Publish" applies it, and neither is left to ModelAdmin: no list_editable, no deletion, no
popup that edits an article elsewhere.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csp import csp_override

from .. import editor, workflow
from .. import text as plain
from ..forms import ArticleForm, WithdrawForm
from ..models import Article, ImportedPage, Revision, Section
from ..states import RevisionState, Status

PUBLISH = "_publish"
REVISION = "ban"  # the revision that the form is to open, in the address


class StatusFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "trang-thai"

    def lookups(self, request, model_admin):
        return Status.choices

    def queryset(self, request, queryset):
        value = self.value()
        if value is None:
            return queryset
        return queryset.filter(status=value) if value in Status.values else queryset.none()


class SectionFilter(admin.SimpleListFilter):
    """By the section of the newest revision: a draft that never went up is found too."""

    title = gettext_lazy("section")
    parameter_name = "chuyen-muc"

    def lookups(self, request, model_admin):
        return [(str(section.pk), section.name) for section in Section.objects.all()]

    def queryset(self, request, queryset):
        value = self.value()
        if value is None:
            return queryset
        known = value in {key for key, _name in self.lookup_choices}
        return queryset.filter(newest_section=value) if known else queryset.none()


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    form = ArticleForm
    change_form_template = "articles/admin/article_form.html"
    list_display = ["headline", "section_name", "state", "published_at", "saved_at", "saved_by"]
    list_filter = [StatusFilter, SectionFilter]
    search_fields = ["title"]  # only opens the search box; get_search_results looks elsewhere
    search_help_text = gettext_lazy("Search in titles and texts, with or without marks.")
    list_per_page = 50
    show_full_result_count = False
    actions = None
    save_on_top = False
    fields = [
        "title", "slug", "lead", "body", "section", "cover", "bylines", "source", "tags", "is_featured",
        "comments_allowed", "published_at", "expires_at", "opened", "seen",
    ]  # fmt: skip

    # --- The list ----------------------------------------------------------------------------------------------------

    def get_queryset(self, request):
        """Articles with their newest revision. Who may not edit all sees others' only as they were published."""
        revisions, articles = Revision.objects.all(), Article.objects.select_related("section")
        if not request.user.has_perm("articles.change_article"):
            own = Q(created_by=request.user)
            articles = articles.filter(own | ~Q(status=Status.UNPUBLISHED))
            revisions = revisions.filter(Q(article__created_by=request.user) | Q(state=RevisionState.APPLIED))
        newest = revisions.filter(article=OuterRef("pk")).order_by("-pk")
        return articles.defer("body").annotate(
            newest_pk=Subquery(newest.values("pk")[:1]),
            newest_title=Subquery(newest.values("title")[:1]),
            newest_section=Subquery(newest.values("section")[:1]),
            newest_section_name=Subquery(newest.values("section__name")[:1]),
            newest_saved_at=Subquery(newest.values("created_at")[:1]),
            newest_saved_by=Subquery(newest.values("created_by__username")[:1]),
            has_draft=Exists(revisions.open().filter(article=OuterRef("pk"))),
        )

    def lookup_allowed(self, lookup, value, request):
        return lookup in {StatusFilter.parameter_name, SectionFilter.parameter_name}  # any other is made by hand

    def get_ordering(self, request):
        return ["-newest_pk"]

    def get_search_results(self, request, queryset, search_term):
        folded = plain.fold(search_term[:200])
        if not folded:
            return queryset, False
        for word in folded.split()[:20]:
            newest = Revision.objects.filter(pk=OuterRef("newest_pk"), search_text__contains=word)
            queryset = queryset.filter(Exists(newest))
        return queryset, False

    @admin.display(description=gettext_lazy("title"), ordering="newest_title")
    def headline(self, article):
        return article.newest_title or _("Untitled")

    @admin.display(description=gettext_lazy("section"), ordering="newest_section_name")
    def section_name(self, article):
        return article.newest_section_name

    @admin.display(description=gettext_lazy("state"), ordering="status")
    def state(self, article):
        now = timezone.now()
        if article.status == Status.PUBLISHED and not article.is_public_at(now):
            return _("Scheduled") if article.published_at > now else _("Expired")
        if article.has_draft and article.status != Status.UNPUBLISHED:
            return _("%(state)s, with a draft") % {"state": article.get_status_display()}
        return article.get_status_display()

    @admin.display(description=gettext_lazy("saved at"), ordering="newest_saved_at")
    def saved_at(self, article):
        return article.newest_saved_at

    @admin.display(description=gettext_lazy("saved by"))
    def saved_by(self, article):
        return article.newest_saved_by

    # --- Rights ------------------------------------------------------------------------------------------------------

    def has_add_permission(self, request):
        return request.user.has_perm("articles.add_article")

    def has_change_permission(self, request, obj=None):
        may_any = request.user.has_perm("articles.change_article")
        may_own = request.user.has_perm("articles.edit_own_article")
        return may_any or (may_own and (obj is None or obj.created_by_id == request.user.pk))

    def has_delete_permission(self, request, obj=None):
        return False

    # --- The form ----------------------------------------------------------------------------------------------------

    @property
    def media(self):
        """None of the stock scripts: urlify has no đ, the calendar no Vietnamese, and the form needs neither."""
        return forms.Media()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if not self.has_change_permission(request, obj):
            return form
        return _configured(
            form,
            is_publishing=PUBLISH in request.POST,
            section=None if obj else _last_section(request.user),
            revision=_asked_for(request, obj),
        )

    @method_decorator(csp_override(editor.POLICY))
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The stock view without its one transaction around everything: on SQLite that would keep all others from
        writing while a long text is cleaned, and a failure after the save would take the saved draft with it."""
        context = {"may_publish": request.user.has_perm("articles.publish_article")}
        context["may_withdraw"] = request.user.has_perm("articles.withdraw_article")
        return self._changeform_view(request, object_id, form_url, context | (extra_context or {}))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may_write = add or self.has_change_permission(request, obj)
        context["title"] = (
            _("Write an article") if add else _("Edit the article") if may_write else _("Read the article")
        )
        context["subtitle"] = None
        if obj:
            context["imported"] = ImportedPage.objects.filter(article=obj).exclude(report=[]).first()
            context["history"] = obj.revisions.select_related("created_by").newest_first()[:10]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_form(self, request, form, change):
        return form.instance

    def save_model(self, request, obj, form, change):
        """Keep what was typed as a revision and, where asked, publish it. The row is written by the workflow alone."""
        opened, seen = form.cleaned_data["opened"], form.cleaned_data["seen"]
        revision = workflow.save_draft(
            obj if change else None, form.content(), by=request.user, based_on=opened, seen=seen
        )
        obj.pk, obj.title = revision.article_id, revision.title
        obj.saved_revision = revision
        if revision.overtaken_by:
            messages.warning(request, _overtaken(revision.overtaken_by))
        elif form.is_publishing:
            self._publish(request, obj, revision)

    def _publish(self, request, obj, revision):
        try:
            article = workflow.publish(revision, by=request.user)
        except PermissionDenied:
            messages.error(request, _("Your text is kept as a draft. Publishing takes the right to publish."))
            return
        except workflow.NotPossible as error:
            messages.error(request, _("Your text is kept as a draft but is not published. %(why)s") % {"why": error})
            return
        obj.saved_revision = None
        link = format_html('<a href="{}">{}</a>', article.get_absolute_url(), _("View on the site"))
        if article.is_public:
            messages.success(
                request, format_html(_("“{title}” is on the site. {link}"), title=article.title, link=link)
            )
        elif article.published_at > timezone.now():
            messages.success(request, format_html(_("“{}” goes up at its time."), article.title))
        else:
            messages.warning(
                request, _("“%(article)s” is published, but its time to come down has passed.") % {"article": article}
            )

    def save_related(self, request, form, formsets, change):
        """Nothing: bylines, tags and photos are part of the revision."""

    def response_add(self, request, obj, post_url_continue=None):
        return self._stay(request, obj)

    def response_change(self, request, obj):
        return self._stay(request, obj)

    def _stay(self, request, obj):
        """Back to the form; where the text stands apart from what others did meanwhile, to that very text."""
        address = reverse("admin:articles_article_change", args=[obj.pk])
        if PUBLISH not in request.POST:
            messages.success(request, _("The draft is saved. Readers don't see it yet."))
        if obj.saved_revision and (obj.saved_revision.overtaken_by or PUBLISH in request.POST):
            address += f"?{REVISION}={obj.saved_revision.pk}"
        return HttpResponseRedirect(address)

    # --- Withdrawal --------------------------------------------------------------------------------------------------

    def get_urls(self):
        own = [path("<key:article_id>/go-bai/", self.admin_site.admin_view(self.withdraw), name="articles_withdraw")]
        return own + super().get_urls()

    def withdraw(self, request, article_id):
        """Ask for the reason, then take the article from the site."""
        if not request.user.has_perm("articles.withdraw_article"):
            raise PermissionDenied
        article = get_object_or_404(Article, pk=article_id)
        form = WithdrawForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                workflow.withdraw(article, by=request.user, reason=form.cleaned_data["reason"])
            except workflow.NotPossible as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("“%(article)s” is no longer on the site.") % {"article": article})
                return redirect("admin:articles_article_change", article.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Withdraw the article"),
            "article": article,
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "articles/admin/withdraw.html", context)


def _configured(form, **settings):
    """Give a form class what ModelAdmin can't pass to it."""
    return type(form.__name__, (form,), {"settings": settings})


def _asked_for(request, article):
    """The revision named in the address, if it is one of this article."""
    value = request.GET.get(REVISION, "")
    if article is None or not (value.isascii() and value.isdecimal() and len(value) < 19):
        return None
    return article.revisions.filter(pk=value).first()


def _last_section(user):
    """The section of this person's last draft: most people write for one section."""
    last = Revision.objects.filter(created_by=user).order_by("-pk").first()
    return last.content.get("section") if last else None


def _overtaken(newest):
    saved = {"who": newest.created_by or "?", "when": date_format(timezone.localtime(newest.created_at), "H:i d/m/Y")}
    return (
        _(
            "While you wrote, %(who)s saved this article at %(when)s. Your text is kept as a draft of its own; "
            "compare before you publish."
        )
        % saved
    )
