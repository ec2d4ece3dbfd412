"""The moderators' desk: what waits, as cards with their decisions; and the wording that readers agree to."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import moderation
from .contact import masked
from .models import Comment, ConsentText, Status

PER_PAGE = 20
REASONS = [
    gettext_lazy("The comment is not about this article."),
    gettext_lazy("The comment holds somebody's personal data."),
    gettext_lazy("The wording offends others."),
    gettext_lazy("The same comment was sent before."),
    gettext_lazy("The comment can't be understood."),
]


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """Decisions go through comments/moderation.py; nothing is added, changed or deleted here."""

    fields = ["article", "status", "name", "title", "text", "reason", "created_at", "decided_at", "decided_by"]
    readonly_fields = fields

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        own = [path("<key:comment_id>/quyet-dinh/", self.admin_site.admin_view(self.decide), name="comments_decide")]
        return own + super().get_urls()

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("article", "contact", "decided_by")

    def changelist_view(self, request, extra_context=None):
        """The desk: one state at a time, the oldest first where something waits for a decision."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        status = request.GET.get("trang-thai", Status.WAITING)
        if status not in Status.values:
            return redirect("admin:comments_comment_changelist")
        comments = self.get_queryset(request).filter(status=status)
        order = ["created_at", "pk"] if status == Status.WAITING else ["-decided_at", "-pk"]
        page = Paginator(comments.order_by(*order), PER_PAGE).get_page(request.GET.get("p"))
        sees_phones = request.user.has_perm("comments.view_privatecontact")
        for comment in page:
            phone = comment.contact.phone if hasattr(comment, "contact") else ""
            comment.shown_phone = phone if sees_phones else masked(phone)
        counts = dict(Comment.objects.order_by().values_list("status").annotate(Count("pk")))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Readers' comments"),
            "opts": self.opts,
            "page": page,
            "status": status,
            "tabs": [(value, label, counts.get(value, 0)) for value, label in Status.choices],
            "may_decide": request.user.has_perm("comments.moderate_comment"),
            "reasons": REASONS,
        }
        return TemplateResponse(request, "comments/admin/desk.html", context)

    def decide(self, request, comment_id):
        """Take one decision and come back to the same list, or to the page of ours that `next` names."""
        if request.method != "POST":
            return redirect("admin:comments_comment_changelist")
        comment = get_object_or_404(Comment, pk=comment_id)
        reason = request.POST.get("reason", "").replace("\x00", "")
        how = {"by": request.user, "expected": request.POST.get("trang-thai") or None}
        steps = {
            "approve": lambda: moderation.approve(comment, **how),
            "reject": lambda: moderation.reject(comment, reason=reason, **how),
            "spam": lambda: moderation.mark_spam(comment, **how),
            "take_down": lambda: moderation.take_down(comment, reason=reason, **how),
        }
        try:
            step = steps[request.POST.get("decision", "")]
        except KeyError:
            messages.error(request, _("Choose what to do with the comment."))
        else:
            self._take(request, step)
        return HttpResponseRedirect(_way_back(request))

    def _take(self, request, step):
        try:
            comment = step()
        except moderation.NotPossible as error:
            messages.error(request, str(error))
        else:
            done = {"comment": comment.title, "state": comment.get_status_display()}
            messages.success(request, _("“%(comment)s”: %(state)s.") % done)


def _way_back(request):
    address = request.POST.get("next", "")
    if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return address
    query = {"trang-thai": request.POST.get("trang-thai", Status.WAITING), "p": request.POST.get("p", "1")}
    return f"{reverse('admin:comments_comment_changelist')}?{urlencode(query)}"


@admin.register(ConsentText)
class ConsentTextAdmin(admin.ModelAdmin):
    """A new wording is a new row; which one the form shows is chosen in the site identity."""

    list_display = ["text", "valid_from"]
    fields = ["text"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
