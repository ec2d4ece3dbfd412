"""What the article form asks for while somebody writes, answered to its scripts (static/js/article-*.js).

None of it changes an article: what is typed is kept aside, others who have the article open are named, the page is
shown before it is there, and the check before publication is drawn up from what stands in the form.
"""

from datetime import datetime, timedelta
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from .. import checks, notices, previews, richtext, snapshots, workflow
from .. import text as plain
from ..forms import RAW_FIELDS, ArticleForm, MomentField
from ..keys import pk_of
from ..models import Article, Photo, Presence, Revision, Section, StaffProfile, UnsavedText
from ..models.desk import aside
from ..states import Step
from ..wording import actor_of
from ..workflow.rights import require_other_eyes

SEEN_WITHIN = timedelta(seconds=30)  # for how long somebody counts as here after the last sign
WRITTEN_AGAIN_AFTER = timedelta(seconds=5)  # signs that come closer together are not worth a write
MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 50  # of values under one name: bylines have at most a dozen

# What the button in the check's dialog sends, and how it is called.
CONFIRMING = {
    Step.PUBLISH: ("_publish", gettext_lazy("Publish")),
    Step.SCHEDULE: ("_schedule", gettext_lazy("Schedule")),
    Step.PLAN: ("_plan", gettext_lazy("Replace the live version then")),
    Step.APPROVE: ("_approve", gettext_lazy("Approve")),
    Step.SUBMIT: ("_submit", gettext_lazy("Send for review")),
}
GOING_UP = {Step.PUBLISH, Step.SCHEDULE, Step.PLAN}


def urls(model_admin):
    """Return the addresses of the form's helpers, for ArticleAdmin.get_urls."""

    def staff_only(view):
        return _answering(view, model_admin.admin_site)

    return [
        path("tu-luu/", staff_only(autosave), name="articles_autosave"),
        path("xem-thu/", staff_only(preview), name="articles_preview"),
        path("kiem-tra/", staff_only(check), name="articles_check"),
        path("<key:article_id>/dang-mo/", staff_only(presence), name="articles_presence"),
    ]


def _answering(view, site):
    """Say in words for a script who may not ask: a redirect to the login page would pass for an answer."""

    @never_cache
    @wraps(view)
    def answer(request, **kwargs):
        if not request.user.is_authenticated:
            if _is_navigation(request):
                return redirect_to_login(reverse("admin:index"))
            return JsonResponse({"state": "logged-out"}, status=401)
        if not site.has_permission(request):
            return JsonResponse({"state": "refused"}, status=403)
        try:
            return view(request, **kwargs)
        except PermissionDenied:
            return JsonResponse({"state": "refused"}, status=403)
        except Http404:
            return JsonResponse({"state": "gone"}, status=404)

    return answer


# --- What is typed is kept -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def autosave(request):
    """Keep what stands in the form as the person's unsaved text; GET gives the token to go on with after a login."""
    if request.method == "GET":
        return JsonResponse({"token": get_token(request), "user": request.user.pk})
    if request.POST.get("action") == "drop":
        return _drop(request)
    is_long = len(request.POST.get("body", "")) > ArticleForm.base_fields["body"].max_length
    if is_long or int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return JsonResponse({"state": "too-large"}, status=413)
    article = _article(request)
    kept = _keep(request, article)
    answer = {"state": "closed"} if kept is None else {"state": "saved"} | kept
    if article:
        answer |= _around(request, article)
    if "checks" in request.POST:
        answer |= _looked_over(request, article)
    return JsonResponse(answer)


def _keep(request, article):
    """Write the row of this person and form; None where the page it comes from has been saved or dropped since."""
    now, form = timezone.now(), _name(request, "form")
    data = {name: _values(request, name) for name in RAW_FIELDS if name in request.POST}
    values = {
        "article": article,
        "title": plain.one_line(request.POST.get("title", ""))[:250],
        "data": data,
        "form": form,
        "is_closed": False,
        "saved_at": now,
    }
    key, own = _name(request, "key"), {form, request.POST.get("continues", "")[:40]}
    rows = UnsavedText.objects.filter(user=request.user)
    with transaction.atomic():
        known = list(rows.select_for_update().filter(key__in=[key, *(aside(key, each) for each in own)]).defer("data"))
        if any(row.is_closed and row.form == form for row in known):
            return None
        before = next((row for row in known if row.key == key), None)
        if earlier := [row.pk for row in known if row.key != key]:
            rows.filter(pk__in=earlier).delete()
        is_another = before is not None and not before.is_closed and before.form not in own
        if is_another:
            # Typed on another page of this person, which nobody has saved: it stays, beside these words.
            rows.filter(pk=before.pk).update(key=aside(key, before.form))
        if before is None or is_another:
            UnsavedText.objects.create(user=request.user, key=key, **values)
        else:
            rows.filter(pk=before.pk).update(**values)
    is_elsewhere = is_another and now - before.saved_at < SEEN_WITHIN
    return {"at": date_format(timezone.localtime(now), "H:i:s"), "elsewhere": is_elsewhere}


def _values(request, name):
    """The raw values of a field, without the one character that no database keeps."""
    return [value.replace("\x00", "") for value in request.POST.getlist(name)[:MOST_ROWS]]


def _drop(request):
    """Close an unsaved text: its words go, its row stays, so that a late autosave of the same page is known."""
    key, form = _name(request, "key"), request.POST.get("form", "")
    typed = UnsavedText.objects.filter(user=request.user, key__in=[key, aside(key, form)], form=form)
    if _is_name(form) and typed.exists():
        UnsavedText.close(request.user, key, form)
    elif not form:
        closing = {"is_closed": True, "data": {}, "title": "", "saved_at": timezone.now()}
        UnsavedText.objects.filter(user=request.user, key=key).update(**closing)
    if not _is_navigation(request):
        return JsonResponse({"state": "dropped"})
    article = _article(request)
    if article is None:
        return redirect("admin:articles_article_add")
    return redirect("admin:articles_article_change", article.pk)


def _looked_over(request, article):
    content = _content(request, article)
    texts = [content["title"], content["lead"], richtext.to_text(content["body"])]
    words = sum(len(text.split()) for text in texts)
    context = {"findings": workflow.findings(content, article), "words": words}
    return {"words": words, "checks": render_to_string("articles/admin/_checks.html", context)}


# --- Who else is here ------------------------------------------------------------------------------------------------


@require_POST
def presence(request, article_id):
    """Note that this person has the article open, and say who else has and what they saved."""
    return JsonResponse(_around(request, _editable(request, article_id)))


def _around(request, article):
    now = timezone.now()
    has_unsaved = request.POST.get("unsaved") == "1"
    seen = Presence.objects.filter(article=article, seen_at__gt=now - SEEN_WITHIN).select_related("user")
    here = {row.user_id: row for row in seen.order_by("since")}
    own = here.pop(request.user.pk, None)
    if own is None or now - own.seen_at > WRITTEN_AGAIN_AFTER or own.has_unsaved != has_unsaved:
        Presence.objects.bulk_create(
            [Presence(article=article, user=request.user, since=now, seen_at=now, has_unsaved=has_unsaved)],
            update_conflicts=True,
            unique_fields=["article", "user"],
            update_fields=["seen_at", "has_unsaved"] if own else ["since", "seen_at", "has_unsaved"],
        )
    others = [
        {"name": actor_of(row.user), "since": _clock(row.since), "unsaved": row.has_unsaved} for row in here.values()
    ]
    return {"others": others, "newest": _newest(request, article), "status": article.get_status_display()}


def _newest(request, article):
    """The newest revision, where it was saved after this form was opened."""
    known = pk_of(request.POST.get("known", "")) or 0
    newest = article.revisions.filter(pk__gt=known).select_related("created_by").newest_first()
    revision = newest.only("article", "created_at", "created_by", "state").first()
    if revision is None:
        return None
    opened = pk_of(request.POST.get("opened", ""))
    compare = reverse("admin:articles_compare", args=[article.pk]) + f"?tu={opened}&den={revision.pk}"
    return {
        "pk": revision.pk,
        "by": actor_of(revision.created_by),
        "own": revision.created_by_id == request.user.pk,
        "at": _clock(revision.created_at),
        "compare": compare if opened else reverse("admin:articles_history", args=[article.pk]),
    }


# --- The page before it is there -------------------------------------------------------------------------------------


@require_POST
def preview(request):
    """Show the article page with what stands in the form; the form puts it into a frame where no script runs."""
    article = _article(request)
    draft = previews.draft_article(_content(request, article), article)
    return previews.preview_response(request, draft, ribbon=_("Preview of what you are writing. Readers don't see it."))


# --- The check before a step -----------------------------------------------------------------------------------------


@require_POST
def check(request):
    """Draw up the dialog before a step: what stands in its way, what to look at, and what it will do."""
    try:
        step = Step(request.POST.get("step", ""))
        button, label = CONFIRMING[step]
    except (ValueError, KeyError):
        return JsonResponse({"state": "unknown"}, status=400)
    article = _article(request)
    content = _content(request, article)
    begins, problems = _time_up(request, step, content, article)
    would_be = _would_be(request, article, content)
    findings = workflow.findings(content, article)
    blocking = checks.blocks(findings)
    if step in GOING_UP:
        known = {finding.field for finding in blocking}
        problems += [message for field, message in workflow.lacks(content).items() if field not in known]
    if step != Step.SUBMIT:
        problems += _needs_others(request.user, would_be)
    if step == Step.SUBMIT:
        problems += [] if content["title"] else [_("Give the article a title before you send it for review.")]
    context = {
        "step": step.value,
        "button": button,
        "value": request.POST.get(button, "1"),
        "label": label,
        "problems": problems,
        "blocking": blocking,
        "warnings": [finding for finding in findings if finding.level == "warn"],
        "is_stopped": bool(problems or (blocking and step in GOING_UP)),
        "title": content["title"],
        "address": _address(content, article),
        "section": Section.objects.select_related("parent").filter(pk=content["section"]).first(),
        "goes_up": _in_words(begins) if begins else "",
        "is_new_version": bool(article and article.is_public),
        "comes_down": _in_words(parse_datetime(content["expires_at"])) if content["expires_at"] else "",
        "cover": Photo.objects.filter(pk=content["cover"]).first(),
        "attachments": len(content["attachments"]),
        "told": _told(request, step, would_be),
    }
    return TemplateResponse(request, "articles/admin/_check_dialog.html", context)


def _time_up(request, step, content, article):
    """Return the moment in the future at which the article would go up, or None for now; and what is wrong with it."""
    now = timezone.now()
    if step == Step.PLAN:
        return _planned_for(request, now)
    value = request.POST.get("_schedule" if step == Step.SCHEDULE else "_publish", "")
    typed = content["published_at"] and parse_datetime(content["published_at"])
    if step == Step.SCHEDULE:
        begins = typed if value in {"", "typed"} else _moment(value)
        if begins is None or begins <= now:
            return None, [_("Say when it is to go up: a time that is still to come.")]
    else:
        begins = None if value == "now" else typed
    if begins and begins > now and article and article.is_public_at(now) and step != Step.APPROVE:
        return begins, [_("Readers see this article now; a later time would take it from them until then.")]
    content["published_at"] = snapshots.iso(begins) if begins else None
    return begins if begins and begins > now else None, []


def _planned_for(request, now):
    value = request.POST.get("_plan", "")
    try:
        at = MomentField().clean(request.POST.get("apply_at", "")[:40]) if value in {"", "typed"} else _moment(value)
    except ValidationError:
        at = None
    if at is None or at <= now:
        return None, [_("Say when the new version is to replace the live one: a time that is still to come.")]
    return at, []


def _would_be(request, article, content):
    """The revision that saving now would make, as far as the rights to take it further depend on it."""
    opened = None
    if article and (key := pk_of(request.POST.get("opened", ""))):
        opened = article.revisions.filter(pk=key).first()
    stored = article or Article(created_by=request.user)
    seen = workflow.last_public_step(article) if article else None
    taken = workflow.carried(opened, content, request.user, seen=seen)
    return Revision(article=stored, title=content["title"], section_id=content["section"], **taken)


def _needs_others(user, revision):
    try:
        require_other_eyes(user, revision.article, revision)
    except workflow.NotPossible as error:
        return [str(error)]
    return []


def _told(request, step, revision):
    """The names of those who get a notice of the step, by the workflow's own rule, before there is an event."""
    if step != Step.SUBMIT:
        people = workflow.authors_of(revision.article, revision)
    elif assignee := pk_of(request.POST.get("assignee", "")):
        people = workflow.people([assignee])
    else:
        people = notices.reviewers_of(revision)
    silent = set(StaffProfile.objects.filter(mail=StaffProfile.Mail.NONE).values_list("user", flat=True))
    return [actor_of(user) for user in people if user.email and user != request.user and user.pk not in silent]


def _address(content, article):
    """Where the article will stand; one that isn't there yet has no number."""
    address = reverse("articles:detail", args=[article.pk if article else 1, content["slug"] or "bai-viet"])
    return address if article else address.replace("/1-", "/…-", 1)


def _in_words(moment):
    words = date_format(timezone.localtime(moment), "H:i l d/m/Y")
    return _("%(moment)s, Vietnamese time") % {"moment": words}


# --- Reading what a form sends ---------------------------------------------------------------------------------------


def _content(request, article):
    """Whatever is valid in the form so far, as cleaned content."""
    form = ArticleForm(request.POST, instance=article or Article())
    form.is_valid()
    return form.draft_content()


def _article(request):
    """The article that the form's key names, for one who may write in it; None for one that isn't there yet."""
    key = _name(request, "key")
    if key.startswith("a"):
        return _editable(request, pk_of(key[1:]))
    if not request.user.has_perm("articles.add_article"):
        raise PermissionDenied
    return None


def _editable(request, key):
    article = Article.objects.filter(pk=key).first()
    if article is None:
        raise Http404
    if not workflow.may(request.user, Step.SAVE_DRAFT, article):
        raise PermissionDenied
    return article


def _name(request, field):
    """The key or the form id that was sent."""
    value = request.POST.get(field, "")
    if not _is_name(value) or (field == "key" and value[0] not in "an"):
        raise Http404
    return value


def _is_name(value):
    return 1 < len(value) <= 40 and value.isascii() and value.isalnum()


def _moment(value):
    try:
        return timezone.make_aware(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        return None


def _clock(moment):
    """The time, with the day where it isn't today."""
    local = timezone.localtime(moment)
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "H:i d/m/Y")


def _is_navigation(request):
    """Whether a plain form was sent, not a script's request: it wants a page back."""
    return "text/html" in request.headers.get("Accept", "")
