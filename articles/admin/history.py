"""The versions of an article as its story: saves and steps in one line of time, compared, named and brought back."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import differences, snapshots, workflow
from ..keys import pk_of
from ..models import Article, Event, Revision
from ..states import OPEN, RevisionState, Step
from ..wording import stamp
from .journal import note_of

PER_PAGE = 50
BURST = timedelta(minutes=30)
LIVE = "dang"  # in an address: the version that readers see, or saw last
FROM, TO, PAGE = "tu", "den", "trang"
# What a line of its own tells. Saves are the versions themselves; notes, names and links stand in the journal.
TOLD = set(Step) - {
    Step.SAVE_DRAFT, Step.RESTORE, Step.NAME, Step.NOTE, Step.RESOLVE, Step.SHARE, Step.UNSHARE,
}  # fmt: skip
HEAVY = ["content", "labels", "search_text"]


def urls(model_admin):
    """Return the addresses of this page, for ArticleAdmin.get_urls."""

    def page(view):
        return model_admin.admin_site.admin_view(partial(view, model_admin=model_admin))

    version = "<key:article_id>/phien-ban/<key:revision_id>"
    return [
        path("<key:article_id>/phien-ban/", page(history), name="articles_history"),
        path("<key:article_id>/so-sanh/", page(compare), name="articles_compare"),
        path(f"{version}/khoi-phuc/", page(restore), name="articles_restore"),
        path(f"{version}/dat-ten/", page(name_version), name="articles_name"),
    ]


# --- The list --------------------------------------------------------------------------------------------------------


@dataclass
class Burst:
    """Saves of one person in short order, each on top of the one before: one line, which opens to show them all."""

    versions: list  # oldest first

    is_burst = True

    @property
    def newest(self):
        return self.versions[-1]

    @property
    def first(self):
        """What this one is based on is what to compare with, to see all that the burst changed."""
        return self.versions[0]

    @property
    def newest_first(self):
        return self.versions[::-1]

    @property
    def words_added(self):
        return sum(version.words_added for version in self.versions)

    @property
    def words_removed(self):
        return sum(version.words_removed for version in self.versions)

    def goes_on_with(self, version):
        """Whether a later version belongs here. A name marks a version that somebody looks for: it stays in sight."""
        newest = self.newest
        return (
            version.based_on_id == newest.pk
            and version.created_by_id == newest.created_by_id
            and version.created_at - self.first.created_at <= BURST
            and not (newest.name or newest.state == RevisionState.APPLIED or version.merges_id or version.restored_from)
        )


def history(request, article_id, *, model_admin):
    """Tell how the article came about: versions and steps, newest first, 50 versions to a page."""
    article = _readable(request, article_id)
    page = Paginator(_versions(article), PER_PAGE).get_page(request.GET.get(PAGE))
    versions, newer, older = _with_neighbours(page)
    events = _events(article, versions, newer, older)
    live = workflow.live_revision(article) if article.is_published else None
    _explain(versions, older, events, live)
    newest = versions[0] if versions and newer is None else None
    may_restore, may_name = (
        workflow.may(request.user, step, article) and workflow.possible(step, article)
        for step in (Step.RESTORE, Step.NAME)
    )
    context = {
        **_frame(request, model_admin, article, _("Versions")),
        "page": page,
        "entries": _entries(versions, [event for event in events if event.step in TOLD]),
        "live": live,
        "chosen": _suggested(versions, live),
        "newest": newest,
        "is_newest_open": newest is not None and newest.state in OPEN,
        "may_restore": may_restore,
        "may_name": may_name,
    }
    return TemplateResponse(request, "articles/admin/history.html", context)


def _versions(article):
    later = Revision.objects.filter(Q(based_on=OuterRef("pk")) | Q(merges=OuterRef("pk")))
    return (
        article.revisions.select_related("created_by", "based_on", "merges")
        .defer(*HEAVY, *(f"{parent}__{field}" for parent in ("based_on", "merges") for field in HEAVY))
        .annotate(was_taken_further=Exists(later))
        .newest_first()
    )


def _with_neighbours(page):
    """Return a page's versions with the one before and the one after them: what lies between pages is told once."""
    start, end = page.start_index() - 1, page.end_index()
    rows = list(page.paginator.object_list[max(start - 1, 0) : end + 1])
    newer = rows.pop(0) if rows and start > 0 else None
    older = rows.pop() if len(rows) > end - start else None
    return rows, newer, older


def _events(article, versions, newer, older):
    """Return the events of a page's stretch of time, oldest first."""
    events = Event.objects.filter(article=article, step__in=[*TOLD, Step.RESTORE]).select_related("by")
    if newer:
        events = events.filter(at__lt=newer.created_at)
    if older:
        events = events.filter(at__gte=versions[-1].created_at)
    events = list(events.order_by("pk"))
    for event in events:
        event.words = note_of(event)
    return events


def _explain(versions, older, events, live):
    """Give each version what its line says: whether readers see it, and what it came from if not the one before."""
    restored = {event.revision_id: event.note for event in events if event.step == Step.RESTORE}
    by_key = {str(version.pk): version for version in versions}
    for version, previous in zip(versions, [*versions[1:], older], strict=True):
        version.is_live = live is not None and version.pk == live.pk
        version.restored_from = restored.get(version.pk, "")
        version.source = by_key.get(version.restored_from)  # None where it stands on another page
        stands_apart = version.based_on_id and previous and version.based_on_id != previous.pk
        version.other_base = version.based_on if stands_apart else None
        # A version that was taken further waits for nobody, whatever state it was left in.
        is_told = version.state not in OPEN or not version.was_taken_further
        version.shown_state = version.get_state_display() if is_told and not version.is_live else ""


def _entries(versions, events):
    """Put versions and events in the order of time, newest first, with bursts of saves as one entry."""
    moments = [(version.created_at, 0, version.pk, version) for version in versions]
    moments += [(event.at, 1, event.pk, event) for event in events]
    entries = []
    for *_order, thing in sorted(moments, key=lambda moment: moment[:3]):
        last = entries[-1] if entries else None
        if isinstance(thing, Event):
            entries.append(thing)
        elif isinstance(last, Burst) and last.goes_on_with(thing):
            last.versions.append(thing)
        else:
            entries.append(Burst([thing]))
    return entries[::-1]


def _suggested(versions, live):
    """Return the keys to compare unless others are chosen: the newest here with what readers see, else its base."""
    if not versions:
        return None, None
    newest, keys = versions[0], {version.pk for version in versions}
    if live is not None and live.pk in keys - {newest.pk}:
        return live.pk, newest.pk
    return newest.based_on_id, newest.pk


# --- Two versions beside each other ----------------------------------------------------------------------------------


def compare(request, article_id, *, model_admin):
    """Show what changed from one version to another, in the text itself."""
    article = _readable(request, article_id)
    asked = [request.GET.get(side, "") for side in (FROM, TO)]
    if not all(asked):
        messages.error(request, _("Choose two versions to compare."))
        return redirect("admin:articles_history", article.pk)
    old, new = (_version(article, value) for value in asked)
    (old_content, old_labels), (new_content, new_labels) = _content(old), _content(new)
    added, removed = differences.words_changed(old_content, new_content)
    context = {
        **_frame(request, model_admin, article, _("Compare versions")),
        "sides": [(_("From version"), old), (_("To version"), new)],
        "old": old,
        "new": new,
        "changes": differences.compare(old_content, new_content, old_labels=old_labels, new_labels=new_labels),
        "words_added": added,
        "words_removed": removed,
    }
    return TemplateResponse(request, "articles/admin/compare.html", context)


def _version(article, value):
    live = workflow.live_revision(article)
    versions = article.revisions.select_related("created_by")
    found = live if value == LIVE else versions.filter(pk=pk_of(value)).first()
    if found is None:
        raise Http404
    found.is_live = article.is_published and found == live
    return found


def _content(revision):
    """Return a version's content in today's shape and its labels.

    Content of today's shape stays as it was kept: what it named and has gone since is shown by its label.
    """
    content = revision.content if revision.schema == snapshots.SCHEMA else snapshots.resolved(revision)[0]
    return snapshots.EMPTY | content, revision.labels


# --- Steps -----------------------------------------------------------------------------------------------------------


@require_POST
def restore(request, article_id, revision_id, *, model_admin):
    """Make an earlier version the newest draft and open it in the form."""
    revision = _revision(request, article_id, revision_id)
    try:
        draft = workflow.restore(revision, by=request.user)
    except workflow.NotPossible as error:
        messages.error(request, str(error))
        return redirect("admin:articles_history", article_id)
    done = _("Here is the version saved at %(when)s as a new draft. Readers don't see it yet.")
    messages.success(request, done % {"when": stamp(revision.created_at)})
    if draft.gone:
        messages.warning(
            request, _("No longer there, so left out of this draft: %(names)s.") % {"names": ", ".join(draft.gone)}
        )
    return redirect(f"{reverse('admin:articles_article_change', args=[article_id])}?ban={draft.pk}")


@require_POST
def name_version(request, article_id, revision_id, *, model_admin):
    """Name a version, or take its name away, and come back to it in the list."""
    revision = _revision(request, article_id, revision_id)
    try:
        named = workflow.name_version(revision, by=request.user, name=request.POST.get("name", ""))
    except workflow.NotPossible as error:
        messages.error(request, str(error))
    else:
        done = _("The version is now called “%(name)s”.") if named.name else _("The version has no name any more.")
        messages.success(request, done % {"name": named.name})
    page = request.POST.get(PAGE, "")
    query = f"?{PAGE}={page}" if page.isascii() and page.isdecimal() and len(page) < 7 else ""
    return redirect(f"{reverse('admin:articles_history', args=[article_id])}{query}#ban-{revision.pk}")


# --- What all of them need -------------------------------------------------------------------------------------------


def _readable(request, article_id):
    """Return an article whose history a person may read: whoever may write in it or review it."""
    article = get_object_or_404(Article.objects.select_related("section"), pk=article_id)
    if not workflow.may(request.user, Step.NOTE, article):
        raise PermissionDenied
    return article


def _revision(request, article_id, revision_id):
    return get_object_or_404(_readable(request, article_id).revisions, pk=revision_id)


def _frame(request, model_admin, article, title):
    newest = article.revisions.newest_first().values_list("title", flat=True).first()
    return {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "article": article,
        "article_title": newest or str(article),
        "opts": model_admin.opts,
    }
