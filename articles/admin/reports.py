"""The reports: what has aged, what is broken, what is lacking, what is read. Each as a page and as a file."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import reports
from . import report_files
from .library.words import rows_for, save_words
from .report_forms import LinksForm, PhotosForm, ReadingForm, StaleForm

ON_PAGE = 50  # of the most read; the file holds more


def urls(site):
    """Return the addresses of the reports, for the admin site's own."""

    def own(route, view, name):
        return path(f"bao-cao/{route}", site.admin_view(partial(view, site=site)), name=name)

    pages = [own(f"{slug}/", partial(_page, slug=slug), f"reports_{name}") for slug, name in NAMES.items()]
    files = [own(f"{slug}/csv/", partial(_file, slug=slug), f"reports_{name}_csv") for slug, name in NAMES.items()]
    links = path("bao-cao/lien-ket-hong/kiem-tra/", site.admin_view(require_POST(check_again)), name="reports_check")
    return [own("", index, "reports"), *pages, links, *files]


def _require(request):
    if not reports.may_read(request.user):
        raise PermissionDenied


@require_safe
def index(request, *, site):
    """The reports with how much each holds."""
    _require(request)
    user, month = request.user, reports.Period.ending_yesterday(30)
    context = {
        **site.each_context(request),
        "title": _("Reports"),
        "due": reports.counted(reports.due(user)),
        "unchanged": reports.counted(reports.unchanged(user, StaleForm.MONTHS)),
        "months": StaleForm.MONTHS,
        "links": reports.counted(reports.broken_links(user)),
        "last_round": reports.last_round(),
        "photos": reports.count_photos(user),
        "views": reports.reading(user, month).total,
        "most": reports.COUNTED,
    }
    return TemplateResponse(request, "articles/admin/reports.html", context)


def _page(request, *, slug, site):
    _require(request)
    if request.method == "POST":
        return _save_words(request, site) if slug == PHOTOS else _no_post()
    return _shown(request, site, slug, PAGES[slug](request))


def _shown(request, site, slug, context):
    context = {
        **site.each_context(request),
        "most": reports.COUNTED,
        "page_address": reverse(f"admin:reports_{NAMES[slug]}"),
        "file": reverse(f"admin:reports_{NAMES[slug]}_csv"),
        "here": request.get_full_path(),
        "now": timezone.now(),
        **context,
    }
    form = context["form"]
    context["kept"] = form.kept
    status = 200 if form.is_valid() else 400
    return TemplateResponse(request, f"articles/admin/report_{NAMES[slug]}.html", context, status=status)


def _no_post():
    raise Http404


def _stale(request):
    form, user = StaleForm(request.GET, user=request.user), request.user
    context = {"form": form, "title": _("To be looked at again")}
    if not form.is_valid():
        return context
    rows = form.rows(user)
    page = reports.page(rows, request.GET.get("sau", ""), form.column)
    for article in page.rows:
        article.name = article.title or getattr(article, "written_title", "") or str(article)
        article.changed_at = article.updated_at or article.published_at
    may_note = user.has_perm("articles.change_article")
    return context | {"page": page, "count": reports.counted(rows), "may_note": may_note}


def _links(request):
    form = LinksForm(request.GET, user=request.user)
    context = {"form": form, "title": _("Broken links"), "last_round": reports.last_round()}
    if not form.is_valid():
        return context
    rows = reports.broken_links(request.user, form.sections)
    return context | {"page": reports.page(rows, request.GET.get("sau", "")), "count": reports.counted(rows)}


def _photos(request, wrong=()):
    form = PhotosForm(request.GET, user=request.user)
    context = {"form": form, "title": _("Photos without a description or a credit"), "wrong": wrong}
    if not form.is_valid():
        return context
    look = reports.photos_lacking(request.user, form.lacks, form.sections, request.GET.get("sau", ""))
    shown = reports.showing_articles(look.rows)
    rows = wrong or rows_for(request.user, look.rows)
    return context | {
        "page": look,
        "count": look.count,
        "rows": [(photo, words, shown.get(photo.pk)) for photo, words in rows],
        "may_save": any(words for _photo, words in rows),
    }


def _reading(request):
    form = ReadingForm(request.GET, user=request.user)
    context = {"form": form, "title": _("Most read")}
    if not form.is_valid():
        return context
    reading = reports.reading(request.user, form.period, form.sections)
    rows = [
        {"place": place, "article": article, "views": views, "slots": _slots_address(article)}
        for place, (article, views) in enumerate(reports.articles_of(reading, ON_PAGE), 1)
    ]
    return context | {
        "reading": reading,
        "chart": report_files.chart(reading),
        "rows": rows,
        "count": len(rows),
        "may_place": request.user.has_perm("articles.change_placement"),
        "candidates": reports.CANDIDATES,
    }


def _slots_address(article):
    """The screen of the front page, with the article among those that can be placed."""
    return f"{reverse('admin:slots')}?{urlencode({'bai': article.pk, 'q': article.title[:200]})}"


# --- What is done in a report ----------------------------------------------------------------------------------------


def _save_words(request, site):
    """Keep the words typed beside photos. Rows that can't be kept come back, with what to put right."""
    forms_, count = save_words(request.POST, by=request.user)
    if count:
        messages.success(request, _("Saved."))
    wrong = [(form.instance, form) for form in forms_ if form.errors]
    if wrong:
        return _shown(request, site, PHOTOS, _photos(request, wrong))
    return HttpResponseRedirect(request.get_full_path())


class LinkForm(forms.Form):
    link = forms.IntegerField(min_value=1, max_value=2**63 - 1)


def check_again(request):
    """Look at one link again, with the others of its article, and go back to the list."""
    _require(request)
    form = LinkForm(request.POST)
    if not form.is_valid():
        raise Http404
    link = get_object_or_404(reports.broken_links(request.user), pk=form.cleaned_data["link"])
    if reports.check_again(link, by=request.user):
        messages.warning(request, _("Readers still can't open “%(address)s”.") % {"address": link.address[:120]})
    else:
        messages.success(request, _("“%(address)s” is no broken link any more.") % {"address": link.address[:120]})
    sections = LinksForm(request.GET, user=request.user)
    kept = sections.kept if sections.is_valid() else ""
    return HttpResponseRedirect(reverse("admin:reports_links") + (f"?{kept}" if kept else ""))


# --- The same as files -----------------------------------------------------------------------------------------------


@require_safe
def _file(request, *, slug, site):
    """What the page shows, all pages of it. A question that can't be read is answered by the page, which says why."""
    _require(request)
    form_class, make = FILES[slug]
    form = form_class(request.GET, user=request.user)
    if not form.is_valid():
        return _shown(request, site, slug, PAGES[slug](request))
    return make(form, request)


STALE, LINKS, PHOTOS, READING = "can-xem-lai", "lien-ket-hong", "anh-thieu-mo-ta", "doc-nhieu"
NAMES = {STALE: "stale", LINKS: "links", PHOTOS: "photos", READING: "reading"}
PAGES = {STALE: _stale, LINKS: _links, PHOTOS: _photos, READING: _reading}
FILES = {
    STALE: (StaleForm, report_files.stale),
    LINKS: (LinksForm, report_files.links),
    PHOTOS: (PhotosForm, report_files.photos),
    READING: (ReadingForm, report_files.reading),
}
