from django.apps import apps
from django.contrib.admin import AdminSite
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _


class NewsroomAdminSite(AdminSite):
    """The newsroom: Django's admin in the portal's clothes."""

    site_title = _("Newsroom")
    site_header = _("Newsroom")
    index_title = _("Today")
    enable_nav_sidebar = False  # the bar at the top leads everywhere; the article form needs the width

    def each_context(self, request):
        """Add the number of comments that wait, asked only where it is shown to somebody who may see it."""
        return super().each_context(request) | {"comments_waiting": SimpleLazyObject(_waiting(request.user))}


def _waiting(user):
    """A function, for the models are not loaded yet when the admin's site is made."""
    return lambda: apps.get_model("comments", "Comment").objects.awaiting_review().count() if user.is_staff else 0
