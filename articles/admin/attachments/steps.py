"""What is done to one document: taken in, taken down and brought back, deleted when nobody uses it."""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ... import attachments
from ...forms import AttachmentUploadForm, TakeDownAttachmentForm
from ...models import Article, Attachment, Revision
from ...wording import in_quotes, stamp
from ..sight import not_named, waiting_for_hour


def upload(request, model_admin):
    """One document with its title, for browsers without scripts and for whoever begins in the library."""
    if not request.user.has_perm("articles.add_attachment"):
        raise PermissionDenied
    form = AttachmentUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = attachments.take_in(form.cleaned_data["file"], title=form.cleaned_data["title"], by=request.user)
        except attachments.KnownAttachment as error:
            known = reverse("admin:articles_attachment_change", args=[error.attachment.pk])
            form.add_error("file", format_html('{} <a href="{}">{}</a>', str(error), known, _("Open the document")))
        except attachments.UnusableAttachment as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("“%(title)s” is in the library.") % {"title": in_quotes(taken)})
            return redirect("admin:articles_attachment_change", taken.pk)
    words = _("PDF, Word, Excel, PowerPoint or OpenDocument, without macros, up to %(limit)s MB.")
    return _page(
        request,
        model_admin,
        title=_("Upload a document"),
        words=words % {"limit": settings.ATTACHMENT_MAX_MEGABYTES},
        button=_("Upload"),
        form=form,
    )


def take_down(request, attachment_id, *, model_admin):
    """Ask for the reason, then take the document off its address."""
    attachment = _attachment(request, attachment_id, "articles.take_down_attachment")
    if closed := attachments.out_of_reach(attachment, request.user):
        messages.error(request, closed)
        return redirect("admin:articles_attachment_change", attachment.pk)
    form = TakeDownAttachmentForm(request.POST or None)
    waiting = _waiting_for(attachment, request.user)
    if request.method == "POST" and form.is_valid():
        step = partial(attachments.take_down, attachment, by=request.user, reason=form.cleaned_data["reason"])
        return _answered(request, attachment, step, _("“%(title)s” is taken down."), more=waiting)
    words = _("Its address will say that it was taken down and why; articles name it without a link. The file is kept.")
    title = _("Take down “%(title)s”") % {"title": in_quotes(attachment)}
    about = {"title": title, "words": words, "button": _("Take down")}
    return _page(request, model_admin, **about, form=form, attachment=attachment, waiting=waiting)


def _waiting_for(attachment, user):
    """What becomes of articles and versions that wait for their hour with a document that is to be taken down."""
    if attachment.is_taken_down:
        return []  # what was scheduled since was scheduled without it
    now = timezone.now()
    goes_up = _("“%(title)s” still goes up at %(when)s, naming this attachment without a link.")
    stays = _("The new version “%(title)s” won't go up at %(when)s by itself: look at it and schedule it anew.")
    sentences = {Article: goes_up, Revision: stays}
    scheduled, planned = attachments.scheduled_with(attachment, now), attachments.planned_with(attachment, now)
    waiting, more = waiting_for_hour(scheduled, planned, user, now)
    said = [sentences[type(each)] % {"title": in_quotes(each), "when": stamp(at)} for each, at in waiting]
    return said + not_named(more)


@require_POST
def bring_back(request, attachment_id, *, model_admin):
    attachment = _attachment(request, attachment_id, "articles.take_down_attachment")
    step = partial(attachments.bring_back, attachment, by=request.user)
    return _answered(request, attachment, step, _("“%(title)s” is back at its address."))


def delete(request, attachment_id, *, model_admin):
    """Ask once more, then delete what nobody uses."""
    attachment = _attachment(request, attachment_id, "articles.delete_attachment")
    if request.method == "POST":
        step = partial(attachments.delete, attachment, by=request.user)
        return _answered(
            request, attachment, step, _("“%(title)s” is deleted."), "admin:articles_attachment_changelist"
        )
    title = _("Delete “%(title)s”") % {"title": in_quotes(attachment)}
    about = {"title": title, "words": _("The file is gone for good then."), "button": _("Delete for good")}
    return _page(request, model_admin, **about, form=forms.Form(), attachment=attachment)


def _answered(request, attachment, step, sentence, onward="", more=()):
    """Take the step, say what came of it, of others in `more`, and go on: to the document, or to `onward`."""
    try:
        step()
    except attachments.UnusableAttachment as error:
        messages.error(request, str(error))
    else:
        messages.success(request, sentence % {"title": in_quotes(attachment)})
        for warning in more:
            messages.warning(request, warning)
        if onward:
            return redirect(onward)
    return redirect("admin:articles_attachment_change", attachment.pk)


def _page(request, model_admin, **context):
    context |= {**model_admin.admin_site.each_context(request), "title": context["title"], "opts": Attachment._meta}
    return TemplateResponse(request, "articles/admin/attachment_step.html", context)


def _attachment(request, key, permission):
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return get_object_or_404(Attachment, pk=key)
