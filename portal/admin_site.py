from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.models import StaffProfile, UnsavedText

from . import dashboard


class ProfileForm(forms.ModelForm):
    """What a member of staff decides for themselves; their sections are given by others."""

    class Meta:
        model = StaffProfile
        fields = ["mail", "shortcuts"]
        labels = {"mail": gettext_lazy("When something happens to an article that concerns me")}
        widgets = {"mail": forms.RadioSelect}
        help_texts = {"shortcuts": gettext_lazy("In the article form, where “?” shows them all.")}


class NewsroomAdminSite(AdminSite):
    """The newsroom: Django's admin in the portal's clothes."""

    site_title = gettext_lazy("Newsroom")
    site_header = gettext_lazy("Newsroom")
    index_title = gettext_lazy("Today")
    enable_nav_sidebar = False  # the bar at the top leads everywhere; the article form needs the width

    def each_context(self, request):
        """Add the number of comments that wait, asked only where it is shown to somebody who may see it."""
        return super().each_context(request) | {"comments_waiting": SimpleLazyObject(lambda: _waiting(request.user))}

    def get_urls(self):
        own = [
            path("tuy-chon/", self.admin_view(self.profile), name="profile"),
            path("chua-luu/<key:text_id>/", self.admin_view(require_POST(self.drop_unsaved)), name="drop_unsaved"),
        ]
        # Pages that an app's admin puts beside its models, such as the calendar.
        own += [url for model_admin in self._registry.values() for url in getattr(model_admin, "site_urls", list)()]
        return own + super().get_urls()

    def index(self, request, extra_context=None):
        desk = dashboard.desk(request)
        context = {"desk": desk, **(extra_context or {})}
        counted = desk["comments"] or desk["cases"]
        if counted:
            context["comments_waiting"] = counted.total
        return super().index(request, context)

    def profile(self, request):
        """The own settings of whoever is logged in."""
        # By key: given the user itself, the unsaved row would become the profile that their rights are read from.
        profile = StaffProfile.objects.filter(user=request.user).first() or StaffProfile(user_id=request.user.pk)
        form = ProfileForm(request.POST or None, instance=profile)
        if request.method == "POST" and form.is_valid():
            form.save()
            messages.success(request, _("Your settings are saved."))
            return redirect("admin:profile")
        context = {
            **self.each_context(request),
            "title": _("My settings"),
            "form": form,
            "sections": profile.sections.all() if profile.pk else [],
        }
        return TemplateResponse(request, "portal/profile.html", context)

    def drop_unsaved(self, request, text_id):
        """Put unsaved words aside, or take them back. They are kept for a day, counted from now."""
        is_dropped = "drop" in request.POST
        text = get_object_or_404(UnsavedText.objects.exclude(data={}), pk=text_id, user=request.user)
        text.is_closed, text.saved_at = is_dropped, timezone.now()
        text.save(update_fields=["is_closed", "saved_at"])
        address = reverse("admin:index")
        return redirect(f"{address}?bo={text.pk}" if is_dropped else address)


def _waiting(user):
    return dashboard.waiting_for(user).count() if user.is_staff else 0
