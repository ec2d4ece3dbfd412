"""The article in Django's admin: the stock form writes past revisions, so every way of writing is turned here.

A save makes a revision, the buttons take it further step by step, and nothing is left to ModelAdmin: no
list_editable, no deletion, no popup that edits an article elsewhere.
"""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csp import csp_override

from .. import differences, editor, notices, shells, snapshots, workflow
from ..forms import ArticleForm
from ..keys import pk_of
from ..models import Article, Event, ImportedPage, Presence, Revision, UnsavedText, reach_of
from ..states import RevisionState, Step
from ..wording import actor_of, in_quotes, stamp
from . import calendar, history, live, notes, pasting, reports, review_links, sharing, steps
from .article_list import ArticleList
from .calendar_steps import tell_what_gave_way

REVISION = "ban"  # the revision that the form is to open, in the address
LIVE = "dang"  # its value for what readers see now
AGAINST = "voi"  # the revision that it stands against, where two people saved at once
GO_ON = "tiep"  # the unsaved new article to go on with
SHELL = "mau"  # the story shell that a new article is filled from
OLD_ADDRESSES = 20  # of the former site, shown in the form
USUAL = 3  # so many articles in a row make their section the usual one
ACTIONS = ("_publish", "_schedule", "_plan", "_approve", "_send_back", "_submit")


@admin.register(Article)
class ArticleAdmin(ArticleList):
    form = ArticleForm
    change_form_template = "articles/admin/article_form.html"
    save_on_top = False
    fields = [
        "title", "slug", "lead", "body", "section", "cover", "bylines", "attachments", "source", "tags", "topics",
        "is_featured", "comments_allowed", "published_at", "expires_at", "comments_end_at", "apply_at",
        "review_on", "reason",
        "assignee", "due_on", "opened", "merges", "seen", "known", "key", "form", "continues",
    ]  # fmt: skip

    # --- Rights ------------------------------------------------------------------------------------------------------

    def has_add_permission(self, request):
        return request.user.has_perm("articles.add_article")

    def has_change_permission(self, request, obj=None):
        if obj is not None:
            return workflow.may(request.user, Step.SAVE_DRAFT, obj)
        return request.user.has_perm("articles.change_article") or request.user.has_perm("articles.edit_own_article")

    def has_delete_permission(self, request, obj=None):
        return False

    # --- The form ----------------------------------------------------------------------------------------------------

    @property
    def media(self):
        """None of the stock scripts: urlify has no đ, the calendar no Vietnamese, and the form needs neither."""
        return forms.Media()

    def get_urls(self):
        parts = (history, live, notes, pasting, review_links, sharing, steps)
        return [url for part in parts for url in part.urls(self)] + super().get_urls()

    def site_urls(self):
        return [*calendar.urls(self.admin_site), *reports.urls(self.admin_site)]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if not (obj is None or self.has_change_permission(request, obj)):
            return form
        revision = _asked_for(request, obj, REVISION)
        settings = {
            "user": request.user,
            "action": next((action for action in ACTIONS if action in request.POST), "_save"),
            "section": None if obj else _usual_section(request.user),
            "shell": None if obj or request.method == "POST" else _filled_from_shell(request),
            "revision": revision,
            "against": _asked_for(request, obj, AGAINST) if revision else None,
            "live": request.GET.get(REVISION) == LIVE,
            "unsaved": None if request.method == "POST" else _unsaved(request, obj),
            "refusal": getattr(request, "refusal", None),
        }
        return type(form.__name__, (form,), {"settings": settings})

    @method_decorator(csp_override(editor.POLICY))
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The stock view without its one transaction around everything: on SQLite that would keep all others from
        writing while a long text is cleaned, and a failure after the save would take the saved draft with it.

        A save that the workflow refuses (put in the trash meanwhile, another's section) is said in the form, which
        still holds what was typed.
        """
        try:
            return self._changeform_view(request, object_id, form_url, extra_context)
        except _Refused as refused:
            request.refusal = str(refused)
            return self._changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may_write = add or self.has_change_permission(request, obj)
        context["title"] = (
            _("Write an article") if add else _("Edit the article") if may_write else _("Read the article")
        )
        context["subtitle"] = None
        if may_write:
            form = context["adminform"].form
            context |= _desk(request.user, form, obj)
            if obj:
                version = request.GET.get(REVISION, "")
                about = {"revision": form.opened_revision or form.live_revision, "version": version}
                context["notes"] = notes.panel(obj, request.user, **about)
                context["sharing"] = sharing.panel(obj, request.user, **about)
                context["review_links"] = review_links.panel(obj, request.user, **about)
            else:
                context["shell"] = _shell_of(request)
                context["shells"] = [] if context["shell"] else shells.offered(request.user)
        if obj:
            context["old_addresses"] = obj.old_addresses.order_by("-pk")[:OLD_ADDRESSES]
            context["imported"] = ImportedPage.objects.filter(article=obj).exclude(report=[]).first()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_form(self, request, form, change):
        return form.instance

    def save_model(self, request, obj, form, change):
        """Keep what was typed as a revision, then take the step that was asked for. The workflow alone writes rows."""
        data = form.cleaned_data
        origin = {"based_on": data["opened"], "seen": data["seen"], "known": data["known"], "merges": data["merges"]}
        article = obj if change else None
        if saved := None if change else _saved_from(request.user, data):
            article, newest = saved.article, saved.article.revisions.newest_first().first()
            origin |= {"based_on": newest, "seen": workflow.last_public_step(article), "known": newest.pk}
        try:
            revision = workflow.save_draft(article, form.content(), by=request.user, **origin)
        except workflow.NotPossible as error:
            raise _Refused(str(error)) from error
        except PermissionDenied as error:
            raise _Refused(_("You may no longer write in this article. Copy your text before you leave.")) from error
        _close_unsaved(request.user, data, revision.article)
        obj.pk, obj.title = revision.article_id, revision.title
        obj.saved_revision, obj.is_done = revision, False
        if "review_on" in form.changed_data:
            _set_review_day(request, revision.article, data["review_on"])
        if revision.overtaken_by:
            messages.warning(request, _overtaken(revision.overtaken_by))
        elif form.action == "_save" or revision.state == RevisionState.APPLIED:
            _say_saved(request, revision)
        else:
            self._take_step(request, obj, revision, form)

    def _take_step(self, request, obj, revision, form):
        data = form.cleaned_data
        steps_of = {
            "_publish": lambda: workflow.publish(revision, by=request.user),
            "_schedule": lambda: workflow.publish(revision, by=request.user),
            "_plan": lambda: workflow.plan(revision, by=request.user, at=data["apply_at"]),
            "_approve": lambda: workflow.approve(revision, by=request.user),
            "_send_back": lambda: workflow.send_back(revision, by=request.user, reason=data["reason"]),
            "_submit": lambda: workflow.submit(
                revision, by=request.user, assignee=data["assignee"], due_on=data["due_on"]
            ),
        }
        try:
            result = steps_of[form.action]()
        except PermissionDenied:
            messages.error(request, _("Your text is kept as a draft. This step takes a right that you don't have."))
        except workflow.NotPossible as error:
            why = {"why": error}
            if form.is_publishing:
                messages.error(request, _("Your text is kept as a draft but is not published. %(why)s") % why)
            else:
                messages.error(request, _("Your text is kept. %(why)s") % why)
        else:
            obj.is_done = True
            _say_done(request, form.action, result)

    def save_related(self, request, form, formsets, change):
        """Nothing: bylines, tags and photos are part of the revision."""

    def log_addition(self, request, obj, message):
        """Nothing: the workflow writes an event."""

    def log_change(self, request, obj, message):
        """Nothing: the workflow writes an event."""

    def response_add(self, request, obj, post_url_continue=None):
        return self._stay(request, obj)

    def response_change(self, request, obj):
        return self._stay(request, obj)

    def _stay(self, request, obj):
        """Back to the form; where the text stands apart from what others did meanwhile, to that text beside theirs."""
        address = reverse("admin:articles_article_change", args=[obj.pk])
        revision = obj.saved_revision
        if revision.overtaken_by:
            address += f"?{REVISION}={revision.pk}&{AGAINST}={revision.overtaken_by.pk}"
        elif not obj.is_done and any(action in request.POST for action in ACTIONS):
            address += f"?{REVISION}={revision.pk}"
        return HttpResponseRedirect(address)


class _Refused(Exception):
    """A save that the workflow refused; the form is shown again with the sentence and all that was typed."""


def _desk(user, form, article):
    """What the form shows around the text: whose move it is, what may be done, who else is here."""
    revision = form.opened_revision
    state = revision.state if revision else RevisionState.DRAFT
    stored = article or Article(created_by=user)
    may_publish = user.has_perm("articles.publish_article")
    needs_others = False
    if not user.has_perm("articles.publish_directly_article"):
        # Who begins a text writes in it; a withdrawn one can go up again as it was.
        is_writer = user.pk in revision.writers if revision else not stored.is_withdrawn
        approved = revision and workflow.is_approved_by_another(revision)
        needs_others = is_writer and not approved and workflow.four_eyes_hold(stored, revision)
    profile = getattr(user, "profile", None)
    context = {
        "may_publish": may_publish,
        "must_be_approved": needs_others,
        "may_review": user.has_perm("articles.review_article"),
        "may_withdraw": user.has_perm("articles.withdraw_article"),
        "may_correct": user.has_perm("articles.correct_article"),
        "may_trash": article is not None and workflow.may(user, Step.TRASH, article, revision),
        "is_in_review": state == RevisionState.IN_REVIEW,
        "is_returned": state == RevisionState.RETURNED,
        "is_approved": state == RevisionState.APPROVED,
        "may_submit": state in {RevisionState.DRAFT, RevisionState.RETURNED},
        "light": revision.light_on(timezone.localdate()) if revision else "",
        "presets": _presets(),
        "shortcuts": profile is None or profile.shortcuts,
        "findings": form.findings or workflow.findings(_content_of(form), article),
    }
    kept = _unsaved_new(user) if article is None else _unsaved_of(user, article)
    context["unsaved_others"] = kept.exclude(pk=form.unsaved and form.unsaved.pk)[:3] if not form.is_bound else []
    if article is None:
        return context
    if context["is_returned"]:
        context["returned"] = _last_answer(revision, Step.SEND_BACK)
    elif context["is_approved"] and revision.approved_by_id:  # a plan alone stands as approved too
        context["approved"] = _last_answer(revision, Step.APPROVE)
    context["versions"] = article.revisions.count()
    context["plans"] = list(article.revisions.planned().select_related("planned_by").order_by("apply_at", "pk"))
    hitches = workflow.hitches(article, context["plans"])
    for planned in context["plans"]:
        planned.hitch = hitches[planned.pk]
    recently = timezone.now() - live.SEEN_WITHIN
    context["others_here"] = Presence.objects.filter(article=article, seen_at__gt=recently).exclude(user=user)
    if form.against:
        theirs, mine = snapshots.resolved(form.against)[0], snapshots.resolved(revision)[0]
        labels = {"old_labels": revision.labels, "new_labels": form.against.labels}
        context["changes"] = differences.compare(mine, theirs, **labels)
        context["theirs"] = _raw(theirs)
    return context


def _last_answer(revision, step):
    """The last such answer of a reviewer to this version or one that it goes on from."""
    line = workflow.ancestry([revision])[revision.pk]
    return Event.objects.filter(revision__in=line, step=step).select_related("by").order_by("-pk").first()


def _content_of(form):
    """The content that the form shows, for the checks beside it."""
    if form.is_bound:
        return form.draft_content() if hasattr(form, "cleaned_data") else snapshots.EMPTY
    names = snapshots.EMPTY.keys()
    content = snapshots.EMPTY | {name: value for name, value in form.initial.items() if name in names}
    for name in snapshots.POINTERS:
        content[name] = getattr(content[name], "pk", content[name])
    if form.unsaved:
        content |= {"tags": []} | dict.fromkeys(snapshots.TIMES)
    return snapshots.cleaned(content)


def _raw(content):
    """Content as the form's fields take it, for the buttons that take over a field of another version."""
    form = ArticleForm(initial=snapshots.as_values(content))
    fields = {name: form[name].value() for name in ("title", "slug", "lead", "body", "section", "source")}
    moments = {name: form.fields[name].widget.format_value(form[name].value()) or "" for name in snapshots.TIMES}
    cover = form.fields["cover"].widget.get_context("cover", content["cover"], {})["photo"]
    photo = {"id": cover.pk, "small": cover.thumbnail_url, "alt": cover.alt} if cover else None
    tags = form.fields["tags"].prepare_value(content["tags"])
    rest = {name: content[name] for name in ("bylines", "topics", "is_featured", "comments_allowed")}
    attached = [{"id": row["attachment"], "title": row["title"]} for row in content["attachments"]]
    return fields | moments | rest | {"cover": photo, "tags": tags, "attachments": attached}


def _presets():
    """The times that an office schedules for, as (value of the button, its words)."""
    now = timezone.localtime()
    tomorrow = (now + timedelta(days=1)).replace(hour=7, minute=0, second=0, microsecond=0)
    monday = tomorrow + timedelta(days=(7 - tomorrow.weekday()) % 7)
    evening = now.replace(hour=17, minute=0, second=0, microsecond=0)
    choices = [(tomorrow, _("Tomorrow, 07:00"))]
    if now < evening:
        choices.append((evening, _("Today, 17:00")))
    if monday != tomorrow:
        choices.append((monday, _("Next Monday, 07:00")))
    return [(moment.strftime("%Y-%m-%dT%H:%M"), words) for moment, words in choices]


def _asked_for(request, article, name):
    """The revision named in the address, if it is one of this article."""
    key = pk_of(request.GET.get(name, ""))
    if article is None or key is None:
        return None
    return article.revisions.filter(pk=key).select_related("created_by", "assignee").first()


def _unsaved_new(user):
    """The articles that a person began and never saved, newest first."""
    return UnsavedText.objects.filter(user=user, article=None, is_closed=False).order_by("-saved_at")


def _unsaved_of(user, article):
    return UnsavedText.objects.filter(user=user, article=article, is_closed=False).order_by("-saved_at")


def _unsaved(request, article):
    """What this person typed and did not save: the text named in the address, else the one typed last here."""
    key = request.GET.get(GO_ON, "")[:90].replace("\x00", "")
    if article is None:
        return _unsaved_new(request.user).filter(key=key).first() if key else None
    if REVISION in request.GET:
        return None
    kept = _unsaved_of(request.user, article)
    return (kept.filter(key=key).first() if key else None) or kept.filter(key=f"a{article.pk}").first()


def _saved_from(user, data):
    """The unsaved text that this very form of a new article was saved from before: it was sent twice."""
    sent = UnsavedText.objects.filter(user=user, key__startswith=data["key"], form=data["form"], is_closed=True)
    return sent.exclude(article=None).select_related("article").first() if data["key"] else None


def _close_unsaved(user, data, article):
    """The text is saved: what an autosave still brings from this page is older."""
    if data["key"] and data["form"]:
        UnsavedText.close(user, data["key"], data["form"], continues=data["continues"], article=article)


def _shell_of(request):
    """The story shell named in the address of a new article."""
    key = pk_of(request.GET.get(SHELL, ""))
    if key is None:
        return None
    return shells.offered(request.user).filter(pk=key).select_related("author").first()


def _filled_from_shell(request):
    shell = _shell_of(request)
    if not shell:
        return None
    identity = request.frame.identity
    return shells.filled(shell, request.user, unit=shells.unit_in(identity.organisation, identity.name))


def _usual_section(user):
    """The section of this person's last articles, where it is one and the same: whoever writes for several chooses.

    Somebody who was moved to other sections since has none.
    """
    written, reach = Revision.objects.filter(created_by=user), reach_of(user)
    saved_again = written.filter(article=OuterRef("article"), pk__gt=OuterRef("pk"))
    last = list(written.exclude(Exists(saved_again)).order_by("-pk").values_list("section", flat=True)[:USUAL])
    is_usual = len(last) == USUAL and len({*last}) == 1
    return last[0] if is_usual and (reach is None or last[0] in reach) else None


def _set_review_day(request, article, day):
    try:
        workflow.set_review_day(article, by=request.user, on=day)
    except PermissionDenied:
        messages.error(request, _("The day to look at it again is as it was: setting it takes a right you don't have."))
    except workflow.NotPossible as error:
        messages.error(request, _("The day to look at it again is as it was. %(why)s") % {"why": error})


def _say_saved(request, revision):
    if revision.state == RevisionState.APPLIED:
        messages.info(request, _("Nothing was changed: this is what readers see."))
    elif revision.state == RevisionState.IN_REVIEW:
        messages.success(request, _("Saved. The text is in review."))
    else:
        messages.success(request, _("The draft is saved. Readers don't see it yet."))


def _say_done(request, action, result):
    """Say what the step has done; `result` is the article for a publication, else the revision."""
    if action in {"_publish", "_schedule"}:
        _say_published(request, result)
    elif action == "_plan":
        when = {"article": in_quotes(result), "when": stamp(result.apply_at)}
        messages.success(request, _("“%(article)s” replaces the live version at %(when)s, Vietnamese time.") % when)
        tell_what_gave_way(request, result.called_off)
    elif action == "_approve":
        messages.success(request, _("“%(article)s” is approved and can be published.") % {"article": in_quotes(result)})
    elif action == "_send_back":
        messages.success(request, _("“%(article)s” is returned to its writer.") % {"article": in_quotes(result)})
    else:
        told = len(set(notices.reviewers_of(result)) - {request.user}) if result.assignee is None else 1
        messages.success(
            request,
            ngettext(
                "“%(article)s” is sent for review; %(count)s person can review it.",
                "“%(article)s” is sent for review; %(count)s people can review it.",
                told,
            )
            % {"article": in_quotes(result), "count": told},
        )


def _say_published(request, article):
    link = format_html('<a href="{}">{}</a>', article.get_absolute_url(), _("View on the site"))
    if article.is_public:
        messages.success(
            request, format_html(_("“{title}” is on the site. {link}"), title=in_quotes(article), link=link)
        )
    elif article.published_at > timezone.now():
        when = stamp(article.published_at)
        messages.success(
            request,
            _("“%(article)s” goes up at %(when)s, Vietnamese time.") % {"article": in_quotes(article), "when": when},
        )
    else:
        messages.warning(
            request,
            _("“%(article)s” is published, but its time to come down has passed.") % {"article": in_quotes(article)},
        )


def _overtaken(newest):
    saved = {"who": actor_of(newest.created_by), "when": stamp(newest.created_at)}
    return (
        _(
            "While you wrote, %(who)s saved this article at %(when)s. Your text is kept as a version of its own; below "
            "you see what differs. Take over what you want and save: then both are one again."
        )
        % saved
    )
