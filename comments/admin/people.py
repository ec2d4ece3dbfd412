"""The doors to personal data: one contact looked at, and what a person may ask for: their data, or its erasure."""

import json

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from .. import privacy
from ..contact import masked
from ..forms_staff import PersonForm, PersonRequestForm
from ..models import Comment, PrivacyEvent
from ..moderation import NotPossible


@require_POST
def reveal(request, comment_id):
    """Show a contact once it is written down who looked: as JSON for the desk, as a page without JavaScript."""
    comment = get_object_or_404(Comment.objects.in_reach_of(request.user), pk=comment_id)
    contact = privacy.reveal(comment, by=request.user)
    seen = _seen(comment, contact)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"ok": True, **seen})
    context = {**admin.site.each_context(request), "title": _("Contact of the sender"), "comment": comment, **seen}
    return TemplateResponse(request, "comments/admin/reveal.html", context)


def _seen(comment, contact):
    """What is shown of a contact. None: it has been purged, and nothing was looked at."""
    if contact is None:
        return {"purged": True, "note": _("The contact data have been erased, as the rules for comments say.")}
    labels = {name: capfirst(Comment._meta.get_field(name).verbose_name) for name in ("name", "title", "text")}
    return {
        "purged": False,
        "phone": readable(contact.phone),
        "call": contact.phone,
        "original": [
            {"field": name, "label": label, "words": contact.original[name]}
            for name, label in labels.items()
            if name in contact.original
        ],
        "note": _("That you looked is in the log of accesses to personal data."),
    }


def readable(phone):
    """Return "0912 345 678" of "+84912345678"; a foreign number keeps its +."""
    local = f"0{phone.removeprefix('+84')}" if phone.startswith("+84") else phone
    return " ".join(filter(None, [local[:-6], local[-6:-3], local[-3:]]))


@sensitive_post_parameters("who", "request")
@require_http_methods(["GET", "HEAD", "POST"])
def person_data(request):
    """Find what is stored of a person, hand it out, erase it. All by POST: no number stands in an address."""
    if not request.user.has_perm(privacy.requests.RIGHT):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, search=PersonForm())
    search = PersonForm(request.POST)
    comments = list(privacy.find(search.cleaned_data["who"])) if search.is_valid() else []
    if not comments:
        if search.is_valid():
            search.add_error("who", _("Nothing is stored under this number or code. Numbers go some time after the "
                                      "decision; then only the look-up code leads to a comment."))  # fmt: skip
        return _page(request, search=search)
    steps = {"file": _hand_out, "page": _hand_out, "erase": _ask_to_erase, "erase-now": _erase}
    step = steps.get(request.POST.get("step"))
    form = PersonRequestForm(request.POST if step else {"who": search.cleaned_data["who"]})
    if step is None or not form.is_valid():
        return _found(request, search, comments, form)
    try:
        return step(request, search, comments, form)
    except NotPossible as refused:
        form.add_error("request", str(refused))
        return _found(request, search, comments, form)


def _hand_out(request, search, comments, form):
    data = privacy.export(comments, by=request.user, request=form.cleaned_data["request"])
    if request.POST["step"] == "page":
        made, found = data.values()
        pages = [[(name, _on_paper(name, value)) for name, value in facts.items()] for facts in found]
        return _page(request, "comments/admin/person_data.html", title=_("Personal data"), made=made, pages=pages)
    name = f"du-lieu-ca-nhan-{timezone.localtime():%Y-%m-%d-%H%M}.json"
    text = json.dumps(data, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)


def _on_paper(name, value):
    """A fact in words, or as rows where there are several; the number as people write it."""
    if isinstance(value, str):
        is_number = name == _("Phone number") and value.startswith("+")
        return {"words": readable(value) if is_number else value}
    return {"rows": [" · ".join(filter(None, map(str, row.values()))) for row in value]}


def _ask_to_erase(request, search, comments, form):
    privacy.requests.checked(by=request.user, request=form.cleaned_data["request"])
    return _found(request, search, comments, form, is_erasing=True)


def _erase(request, search, comments, form):
    """Erase what was shown; where a comment has come since, show it all again first."""
    if form.cleaned_data["shown"] != _keys(comments):
        form.add_error(None, _("What is stored has changed in the meantime. Look at it again."))
        return _found(request, search, comments, form, is_erasing=True)
    count = privacy.erase(comments, by=request.user, request=form.cleaned_data["request"])
    said = ngettext("%(n)d comment was erased.", "%(n)d comments were erased.", count) % {"n": count}
    messages.success(request, said)
    return redirect("admin:comments_person")


def _found(request, search, comments, form, is_erasing=False):
    """Show what was found, once it is written down who looked for it."""
    PrivacyEvent.objects.bulk_create(
        PrivacyEvent(kind=PrivacyEvent.Kind.SEARCH, comment=comment, by=request.user) for comment in comments
    )
    for comment in comments:
        comment.masked_phone = masked(comment.contact.phone) if hasattr(comment, "contact") else ""
        comment.is_purged = not hasattr(comment, "contact")
    form.data = form.data.copy()
    form.data["shown"] = _keys(comments)
    return _page(request, search=search, comments=comments, form=form, is_erasing=is_erasing)


def _keys(comments):
    return ",".join(str(comment.pk) for comment in comments)


def _page(request, template="comments/admin/person.html", **context):
    context = {**admin.site.each_context(request), "title": _("Requests about personal data"), **context}
    return TemplateResponse(request, template, context)
