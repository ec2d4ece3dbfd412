"""Who saw, sought, handed out, erased or purged personal data: read, never written by hand. Its doors hang here too."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.wording import actor_of

from ..models import PrivacyEvent
from . import people


class PersonFilter(admin.RelatedOnlyFieldListFilter):
    """Those who are in the log, by the name they go by."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_value_display = _("the server's regular work")

    def field_choices(self, field, request, model_admin):
        seen = model_admin.get_queryset(request).order_by().values("by")
        return [(user.pk, actor_of(user)) for user in get_user_model().objects.filter(pk__in=seen).order_by("username")]


@admin.register(PrivacyEvent)
class PrivacyEventAdmin(admin.ModelAdmin):
    list_display = ["at", "kind", "who", "about", "how_many", "request"]
    list_display_links = None
    change_list_template = "comments/admin/linked_list.html"
    list_filter = ["kind", ("by", PersonFilter), "at"]
    list_select_related = ["comment", "by"]
    fields = ["at", "kind", "who", "about", "how_many", "request"]
    readonly_fields = fields

    class Media:
        css = {"all": ["css/comments-staff.css"]}

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("du-lieu-ca-nhan/", view(people.person_data), name="comments_person"),
            path("<key:comment_id>/lien-he/", view(people.reveal), name="comments_reveal"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        may_ask = request.user.has_perm(people.privacy.requests.RIGHT)
        link = (reverse("admin:comments_person"), _("Requests about personal data")) if may_ask else None
        title = _("Log of accesses to personal data")
        return super().changelist_view(request, {"link": link, "title": title, **(extra_context or {})})

    @admin.display(description=_("by"))
    def who(self, event):
        """Contacts go by themselves in time: nobody's command, nobody's deed."""
        is_regular = event.by is None and event.kind == PrivacyEvent.Kind.PURGE
        return _("the server's regular work") if is_regular else actor_of(event.by)

    @admin.display(description=_("comment"))
    def about(self, event):
        if event.comment is None:
            return "–"
        address = reverse("admin:comments_history", args=[event.comment_id])
        return format_html('<a href="{}">{}</a>', address, event.comment)

    @admin.display(description=_("number of comments"), ordering="count")
    def how_many(self, event):
        return event.count

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
