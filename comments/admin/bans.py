"""Senders who are kept out for a time. Who they are is not known, so no address stands here; a ban can be lifted."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import reach_of
from articles.wording import actor_of

from .. import moderation
from ..models import Ban, Comment

STATES = {
    "running": gettext_lazy("running"),
    "ended": gettext_lazy("ended"),
    "lifted": gettext_lazy("lifted"),
}


def state_of(ban, now=None):
    """Return running, ended or lifted. Twin of StateFilter.queryset."""
    if ban.lifted_at:
        return "lifted"
    return "running" if ban.until > (now or timezone.now()) else "ended"


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "trang-thai"

    def lookups(self, request, model_admin):
        return list(STATES.items())

    def queryset(self, request, bans):
        now = timezone.now()
        narrowed = {
            None: bans,
            "running": bans.current(now),
            "ended": bans.filter(lifted_at=None, until__lte=now),
            "lifted": bans.filter(lifted_at__isnull=False),
        }
        return narrowed.get(self.value(), bans.none())


def _remember(ban, user):
    """Tell it on the ban's page of changes as well. By number, for its reason may name what is purged one day."""
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(Ban),
        object_id=ban.pk,
        object_repr=f"#{ban.pk}",
        action_flag=CHANGE,
        change_message=_("Lifted"),
    )


@admin.register(Ban)
class BanAdmin(admin.ModelAdmin):
    list_display = ["reason", "lift_button", "state", "until", "because_of", "who", "at"]
    list_filter = [StateFilter]
    list_select_related = ["comment", "by", "lifted_by"]
    fields = ["reason", "state", "until", "because_of", "who", "at", "lifted_at"]
    readonly_fields = fields
    actions = None

    class Media:
        css = {"all": ["css/comments-staff.css"]}

    def get_urls(self):
        own = path("<key:ban_id>/go-bo/", self.admin_site.admin_view(self.lift), name="comments_lift")
        return [own, *super().get_urls()]

    def get_queryset(self, request):
        """The bans in reach, as their comments are. Whose comment is gone is seen by whoever sees all sections."""
        in_reach = Q(comment__in=Comment.objects.in_reach_of(request.user).order_by())
        gone = Q(comment=None) if reach_of(request.user) is None else Q()
        return super().get_queryset(request).filter(in_reach | gone)

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_list_display(self, request):
        shown = super().get_list_display(request)
        return shown if self._may_lift(request) else [name for name in shown if name != "lift_button"]

    @admin.display(description=gettext_lazy("state"))
    def state(self, ban):
        """The state; of a ban that was lifted, with who did it."""
        state = STATES[state_of(ban)]
        return f"{state} · {actor_of(ban.lifted_by)}" if ban.lifted_at else state

    @admin.display(description=gettext_lazy("because of"))
    def because_of(self, ban):
        if ban.comment is None:
            return "–"
        return format_html('<a href="{}">{}</a>', reverse("admin:comments_history", args=[ban.comment_id]), ban.comment)

    @admin.display(description=gettext_lazy("by"))
    def who(self, ban):
        return actor_of(ban.by)

    @admin.display(description=gettext_lazy("Lift"))
    def lift_button(self, ban):
        """A button of the form that stands around the list, sent to an address of its own."""
        if state_of(ban) != "running":
            return ""
        label = _("Lift the ban: %(reason)s") % {"reason": ban.reason}
        address = reverse("admin:comments_lift", args=[ban.pk])
        return format_html(
            '<button class="quiet" formaction="{}" aria-label="{}">{}</button>', address, label, _("Lift")
        )

    def lift(self, request, ban_id):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self._may_lift(request):
            raise PermissionDenied
        ban = get_object_or_404(self.get_queryset(request), pk=ban_id)
        if state_of(ban) == "running":
            moderation.lift(ban, by=request.user)
            _remember(ban, request.user)
            messages.success(request, _("The ban is lifted; comments are taken from there again."))
        else:
            messages.info(request, _("This ban had ended already."))
        return redirect("admin:comments_ban_changelist")

    def _may_lift(self, request):
        return request.user.has_perms(["comments.change_ban", moderation.steps.MODERATE])

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
